"""Periods that are not complete yet, and releases that wait until more residents changed.

Neither is a fault that a person must mend: what was released stays on the screen, and the next delivery is asked
again.
"""

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import monitorlib
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.release.files import write_inside
from monitorlib.release.read import team_folder_name
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
