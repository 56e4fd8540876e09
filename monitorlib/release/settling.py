"""Periods for which nothing new is released: not complete yet, waiting for more changes, or closed.

That a period waits is no fault that a person must mend: what was released stays on the screen, and the next
delivery is asked again. Closed is a window of which a release counted somebody who was forgotten since. Small are
releases in which every leefgebied is below the minimum group.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import monitorlib
from monitorlib.analysis.pairs import pair_measurements
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.measurements import load_caseload
from monitorlib.measurements.delta import resident_rows
from monitorlib.release.combined import reached
from monitorlib.release.files import write_inside
from monitorlib.release.forgotten import forgotten_in, place_of_release
from monitorlib.release.history import Past
from monitorlib.release.keys import releases_of
from monitorlib.release.read import read_release, team_folder_name
from monitorlib.released import Content
from monitorlib.workspace import Period, Workspace

WAITING_FILE = "wacht.json"


class WaitingError(UserError):
    """A release that would show who came, left or was corrected: it waits, and what was shown stays."""


def refuse_running(workspace: Workspace, team: str, period: Period, today: date | None = None) -> None:
    """Raise a UserError when a period is not over, or its registration may still come in."""
    first = workspace.settings().settled_on(period)
    if (today or date.today()) >= first:
        return
    day, last = first.strftime("%d-%m-%Y"), period.end.strftime("%d-%m-%Y")
    raise UserError(
        Text(
            f"{team}: periode {period.id} (tot en met {last}) loopt nog; vrijgeven kan vanaf {day}.",
            f"{team}: period {period.id} (up to {last}) is not complete; it can be released from {day}.",
        ),
        Text(
            "Eerder kijken? Kies in workspace.toml een [[periode]] die voorbij is, of een kleinere afgerond_na.",
            "To look earlier, choose a [[periode]] that is over in workspace.toml, or a smaller afgerond_na.",
        ),
    )


class ClosedError(WaitingError):
    """Nothing new can be released beside what stands, now or later."""


class Wished(Protocol):
    """The team and the period of a release that is wanted."""

    team: str
    period: str


def note_waiting(
    workspace: Workspace, wish: Wished, data_version: int, notebooks: str, why: WaitingError
) -> None:
    """Remember that these data wait, and why, so that it is not worked out again at every start."""
    noted = {
        **_mark(workspace, data_version, notebooks),
        "why": why.message("nl"),
        "for_good": isinstance(why, ClosedError),
    }
    write_inside(_file(workspace, wish), json.dumps(noted, ensure_ascii=False, indent=1).encode())


def is_waiting(workspace: Workspace, wish: Wished, data_version: int, notebooks: str) -> bool:
    """Whether just these data, with this code and these settings, were found to wait."""
    noted, mark = _noted(workspace, wish), _mark(workspace, data_version, notebooks)
    return {name: noted.get(name) for name in mark} == mark


def waits_for_good(workspace: Workspace, wish: Wished) -> bool:
    """Whether what was last noted of a team and period waits for nothing that can come (ClosedError)."""
    return _noted(workspace, wish).get("for_good") is True


def _noted(workspace: Workspace, wish: Wished) -> dict[str, Any]:
    try:
        noted = json.loads(_file(workspace, wish).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def _file(workspace: Workspace, wish: Wished) -> Path:
    return workspace.runs / team_folder_name(wish.team) / wish.period / WAITING_FILE


def _mark(workspace: Workspace, data_version: int, notebooks: str) -> dict[str, Any]:
    settings = hashlib.sha256(workspace.settings_file.read_bytes()).hexdigest()
    return {
        "data_version": data_version,
        "code": monitorlib.__version__,
        "notebooks": notebooks,
        "settings": settings,
    }


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
    touched = [past.content for past in before if place_of_release(past.file) in noted] if noted else []
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


def nothing_to_show(workspace: Workspace, file: Path) -> int | None:
    """How many residents of the team were measured in the period, where a release shows none of them; else None.

    Inside the wall: the number stands in no release.
    """
    content = read_release(releases_of(workspace), file).content
    if any(row.n is not None for view in content.views for row in view.rows):
        return None
    caseload = load_caseload(workspace, content.team, version=content.data_version)
    pairs = pair_measurements(caseload, content.period.start, content.period.end)
    return int(pairs.loc[pairs["team"] == content.team, "resident_id"].nunique())
