"""What notebook 4 leaves for the door: a file inside the wall, by which nothing is released yet."""

import json
from pathlib import Path

from monitorlib.errors import UserError
from monitorlib.release.files import write_inside
from monitorlib.release.read import team_folder_name
from monitorlib.released import Content, from_json, to_json
from monitorlib.texts import Text
from monitorlib.workspace import Workspace

PROPOSAL_FILE = "voorstel.json"
NOTHING = Text("Er is niets vrijgegeven.", "Nothing was released.")


def proposal_file(workspace: Workspace, team: str, period: str) -> Path:
    """Where the proposal for a team and period lies."""
    return workspace.runs / team_folder_name(team) / period / PROPOSAL_FILE


def propose_release(workspace: Workspace, content: Content) -> Path:
    """Leave a proposal; returns its file."""
    file = proposal_file(workspace, content.team, content.period.id)
    write_inside(file, json.dumps(to_json(content), ensure_ascii=False).encode())
    return file


def read_proposal(workspace: Workspace, team: str, period: str) -> Content:
    """The proposal for a team and period, read strictly: a field that the model does not know is refused."""
    try:
        content = from_json(Content, json.loads(proposal_file(workspace, team, period).read_text("utf-8")))
    except (OSError, ValueError) as error:
        raise UserError(
            Text(
                f"{team}, {period}: het voorstel van notebook 4 is niet bruikbaar ({error}).",
                f"{team}, {period}: the proposal of notebook 4 cannot be used ({error}).",
            ),
            NOTHING,
        ) from None
    if (content.team, content.period.id) != (team, period):
        raise UserError(
            Text(
                f"Het voorstel voor {team}, {period} gaat over een ander team of een andere periode.",
                f"The proposal for {team}, {period} is about another team or period.",
            ),
            NOTHING,
        )
    return content
