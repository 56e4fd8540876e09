"""A window of which a release counted somebody who was forgotten since is closed: nothing new stands beside it."""

from collections.abc import Iterable

from monitorlib.foundation.texts import Text
from monitorlib.measurements.delta import resident_rows
from monitorlib.release.combined import reached
from monitorlib.release.forgotten import forgotten_in, place_of
from monitorlib.release.history import Past
from monitorlib.release.settling import ClosedError
from monitorlib.released import Content
from monitorlib.workspace import Workspace


def counts(workspace: Workspace, content: Content, residents: Iterable[str]) -> bool:
    """Whether any of these residents was, by the data behind a release, of its team and measured in its window.

    Wider than who stands in a table: who was measured once, or not scored, was counted among the measured.
    """
    rows = resident_rows(workspace, residents, content.data_version)
    start, end = content.period.start, content.period.end
    of_team = {row["resident_id"] for row in rows if row["team"] == content.team}
    within = {row["resident_id"] for row in rows if start <= row["measured_on"].isoformat() <= end}
    return bool(of_team & within)


def refuse_forgotten(workspace: Workspace, content: Content, before: list[Past]) -> None:
    """A ClosedError where a release of this window that shares residents counted somebody who was forgotten."""
    noted = forgotten_in(workspace)
    touched = [past.content for past in before if place_of(past.file) in noted] if noted else []
    if touched and any(each in touched for each in reached(workspace, content, before)):
        raise ClosedError(
            _CLOSED.fill(team=content.team, period=content.period.id),
            Text(
                "Wat is vrijgegeven blijft staan. Moet het weg, dan kan dat met: monitor withdraw.",
                "What was released stays. If it has to go, use: monitor withdraw.",
            ),
        )


_CLOSED = Text(
    "{team}, {period}: sinds de vrijgave is een inwoner vergeten. Nieuwe cijfers ernaast zouden laten zien wie.",
    "{team}, {period}: since the release a resident was forgotten. New figures beside it would show who.",
)
