"""What the package itself comes to for a team and period, before any notebook of that run began.

The door compares a proposal with it. It holds as long as all that it rests on is what it was (`rests_on`); else
the door works it out once more.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from monitorlib.measurements import measurement_version, table_id
from monitorlib.release.assemble import team_content
from monitorlib.release.before import content_before, places_with_three, version_before
from monitorlib.release.borders import instruments_in
from monitorlib.released import Content
from monitorlib.workspace import Workspace
from monitorlib.workspace.notebooks import explanation_files


@dataclass(frozen=True)
class Beforehand:
    """The content of a team and period, by the package alone, and what it rests on."""

    content: Content
    rests_on: tuple[Any, ...]

    def is_of(self, workspace: Workspace, content: Content) -> bool:
        """Whether a proposal that is right equals this one: the same team and data, under the same settings."""
        place = content.team, content.period.id, content.data_version, content.seed, content.before_version
        return self.rests_on == rests_on(workspace, *place)


def work_out_beforehand(workspace: Workspace, team: str, period: str, seed: int = 0) -> Beforehand | None:
    """From the newest measurements, as notebook 4 does it; a UserError as there. None where something changed
    meanwhile, or where it would say less than what the door works out itself.

    An explanation of the workspace's own may tell otherwise each time; two reckonings apart find that out.
    """
    if explanation_files(workspace):
        return None
    chosen, version = workspace.settings().period(period, team), measurement_version(workspace)
    before = version_before(workspace, team, chosen)
    resting = rests_on(workspace, team, period, version, seed, before)
    content = team_content(workspace, team, chosen, version, seed, before)
    same = resting == rests_on(workspace, team, period, version, seed, before)
    return Beforehand(content, resting) if same else None


def rests_on(
    workspace: Workspace, team: str, period: str, data_version: int, seed: int, before_version: int | None
) -> tuple[Any, ...]:
    """All of a workspace that the content of a team and period follows from.

    The table by its own id too: whoever is forgotten gets the others a new one.
    """
    settings = workspace.settings()
    chosen = settings.period(period, team)
    instruments = repr(sorted(instruments_in(workspace, chosen).items()))
    before = None
    if before_version is not None:
        before = places_with_three(content_before(workspace, team, chosen, before_version))
    return (
        (team, period, seed, before_version, before),
        table_id(workspace, data_version),
        settings,
        hashlib.sha256(instruments.encode()).digest(),
        [each.name for each in explanation_files(workspace)],
    )
