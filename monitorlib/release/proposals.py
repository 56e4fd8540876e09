"""What notebook 4 leaves for the door: a file inside the wall, by which nothing is released yet."""

import json
import os
from pathlib import Path

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.release.files import write_inside
from monitorlib.release.read import team_folder_name
from monitorlib.released import Content, from_json, to_json
from monitorlib.workspace import Workspace

PROPOSAL_FILE = "voorstel.json"
RUN_PREFIX = "run-"
BUSY_FILE = ".bezig"  # in the folder of a run: held by its process, as long as that lives
RUN_VARIABLE = "MONITOR_RUN"  # the mark of the run that a notebook is part of
NOTHING = Text("Er is niets vrijgegeven.", "Nothing was released.")


def proposal_file(workspace: Workspace, team: str, period: str, run: str | None = None) -> Path:
    """Where the proposal for a team and period lies; while a run goes on, in a folder with its mark."""
    folder = workspace.runs / team_folder_name(team) / period
    return (folder if run is None else folder / f"{RUN_PREFIX}{run}") / PROPOSAL_FILE


def propose_release(workspace: Workspace, content: Content) -> Path:
    """Leave a proposal, with the mark of the run that makes it (None for an analyst at work); returns its file.

    Parameters
    ----------
    workspace : Workspace
        As `open_workspace` gives it.
    content : Content
        As `assemble_release` gives it.

    Returns
    -------
    Path
        The file, in `runs/` of the workspace; the door reads it at `monitor publish`.

    Raises
    ------
    UserError
        The workspace cannot be written to.

    Examples
    --------
    >>> import monitorlib as ml
    >>> demo = ml.open_workspace("demo")
    >>> period = demo.settings().period("2025", "Demo-Oost")
    >>> caseload = ml.load_caseload(demo, "Demo-Oost")
    >>> pairs = ml.pair_measurements(caseload, period.start, period.end)
    >>> pairs = pairs[pairs["team"] == "Demo-Oost"]
    >>> answers = ml.summarise_answers(caseload, period.start, period.end)
    >>> content = ml.assemble_release(
    ...     demo, "Demo-Oost", period, pairs, ml.summarise_shifts(pairs), answers, ml.measurement_version(demo)
    ... )
    >>> ml.propose_release(demo, content).suffix
    '.json'
    """
    run = os.environ.get(RUN_VARIABLE)
    file = proposal_file(workspace, content.team, content.period.id, run)
    write_inside(file, json.dumps({"run": run, **to_json(content)}, ensure_ascii=False).encode())
    return file


def read_proposal(workspace: Workspace, team: str, period: str, run: str | None = None) -> Content:
    """The proposal for a team and period, read strictly: a field that the model does not know is refused.

    `run`: only one that this run made will do.
    """
    try:
        text = proposal_file(workspace, team, period, run).read_text("utf-8")
    except (OSError, ValueError) as error:
        raise _not_usable(team, period, error) from None
    return proposal_in(text, team, period, run)


def proposal_in(text: str, team: str, period: str, run: str | None = None) -> Content:
    """As `read_proposal`, of what stands in the file, or came from elsewhere."""
    try:
        values = json.loads(text)
        made_by, content = values.pop("run", None), from_json(Content, values)
    except (ValueError, AttributeError, TypeError) as error:
        raise _not_usable(team, period, error) from None
    if run is not None and made_by != run:
        raise UserError(
            Text(
                f"{team}, {period}: dit voorstel is van een eerdere keer.",
                f"{team}, {period}: this proposal is of an earlier run.",
            ),
            NOTHING,
        )
    if (content.team, content.period.id) != (team, period):
        raise UserError(
            Text(
                f"Het voorstel voor {team}, {period} gaat over een ander team of een andere periode.",
                f"The proposal for {team}, {period} is about another team or period.",
            ),
            NOTHING,
        )
    return content


def _not_usable(team: str, period: str, error: Exception) -> UserError:
    return UserError(
        Text(
            f"{team}, {period}: het voorstel van notebook 4 is niet bruikbaar ({error}).",
            f"{team}, {period}: the proposal of notebook 4 cannot be used ({error}).",
        ),
        NOTHING,
    )
