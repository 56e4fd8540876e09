"""Which releases counted somebody who was forgotten since; whom, nobody knows any more.

A new release of the same window would stand beside such a one, and the difference of the two would be that one
resident. The audit recomputes earlier releases from data that lack the resident, so it has to be told
(`release.settling`).
"""

import json
from collections.abc import Iterable
from pathlib import Path

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.workspace import Workspace

FORGOTTEN_FILE = "vergeten.json"


def forgotten_in(workspace: Workspace) -> dict[str, int]:
    """Of each release (its place in `release/`) how many of its residents were forgotten since.

    UserError: the list is not readable; without it nobody can say what a new release gives away.
    """
    file = file_of(workspace)
    if not file.is_file():
        return {}
    try:
        return {str(place): int(n) for place, n in json.loads(file.read_text(encoding="utf-8")).items()}
    except (ValueError, AttributeError, TypeError):
        raise UserError(
            Text(
                f"runs/{FORGOTTEN_FILE} is niet leesbaar: niet na te gaan is wat samen zichtbaar wordt.",
                f"runs/{FORGOTTEN_FILE} is not readable: nobody can tell what becomes visible together.",
            ),
            Text("Zet het bestand terug uit een reservekopie.", "Put the file back from a backup."),
        ) from None


def with_one_more(workspace: Workspace, touched: Iterable[Path]) -> bytes:
    """The content of the list once one more resident of these releases is forgotten."""
    noted = forgotten_in(workspace)
    for file in touched:
        noted[place_of_release(file)] = noted.get(place_of_release(file), 0) + 1
    return json.dumps(dict(sorted(noted.items())), indent=1).encode()


def file_of(workspace: Workspace) -> Path:
    """Where the list lies: inside the wall."""
    return workspace.runs / FORGOTTEN_FILE


def place_of_release(file: Path) -> str:
    """The team's folder, the period and the number of a release, of which this is the file."""
    return "/".join((*file.parts[-3:-1], file.stem))
