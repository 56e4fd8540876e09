"""All that was released before, whole and unchanged, or nobody can say what a new release gives away with it.

Inside the wall a ledger keeps the checksum of every release of a team and period: a release that was changed
by hand, also with a new checksum, or that is missing, is found.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from monitorlib.errors import UserError
from monitorlib.release.files import write_aside
from monitorlib.release.read import read_release, release_files
from monitorlib.released import Content, Release
from monitorlib.texts import Text
from monitorlib.workspace import Workspace

LEDGER_FILE = "vrijgaven.json"


@dataclass(frozen=True)
class Past:
    """One earlier release: the number by which the audit knows it, and what it told."""

    file: Path
    release: Release

    @property
    def content(self) -> Content:
        """What was told."""
        return self.release.content


def all_releases(workspace: Workspace) -> list[Past]:
    """Every release of the workspace, withdrawn ones too: who saw them may have kept them.

    UserError: a release that is missing, changed or unreadable.
    """
    released = (file.parent for file in workspace.release.glob("*/*/[0-9]*.json"))
    noted = (file.parent for file in workspace.runs.glob(f"*/*/{LEDGER_FILE}"))
    periods = {*released, *(workspace.release / period.parent.name / period.name for period in noted)}
    return [
        Past(file, release)
        for period in sorted(periods)
        for file, release in period_releases(workspace, period)
    ]


def period_releases(workspace: Workspace, period: Path) -> list[tuple[Path, Release]]:
    """The releases of one period folder, the oldest first, held against the ledger."""
    ledger = _ledger(workspace, period)
    files = {file.stem: file for file in release_files(period)}
    wanted = {str(number) for number in range(1, max(map(int, {*files, *ledger}), default=0) + 1)}
    missing = sorted(wanted - set(files), key=int)
    if missing:
        raise UserError(_MISSING.fill(number=missing[0], place=_place(period)), _PUT_BACK)
    found = []
    for number, file in files.items():
        release, seal = _read(file, file.stat().st_mtime_ns)
        if ledger.get(number, seal) != seal:
            raise UserError(_CHANGED.fill(number=number, place=_place(period)), _PUT_BACK)
        found.append((file, release))
    return found


def note_release(workspace: Workspace, file: Path) -> None:
    """Write a release that was just made into the ledger."""
    _release, seal = _read(file, file.stat().st_mtime_ns)
    ledger = _ledger(workspace, file.parent) | {file.stem: seal}
    write_aside(_ledger_file(workspace, file.parent), json.dumps(ledger).encode())


@lru_cache(maxsize=4096)
def _read(file: Path, _changed: int) -> tuple[Release, str]:
    """A release and its checksum, which the reader has held against the content."""
    return read_release(file), json.loads(file.read_text(encoding="utf-8"))["checksum"]


def _ledger_file(workspace: Workspace, period: Path) -> Path:
    return workspace.runs / period.parent.name / period.name / LEDGER_FILE


def _ledger(workspace: Workspace, period: Path) -> dict[str, str]:
    file = _ledger_file(workspace, period)
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def _place(period: Path) -> str:
    return f"{period.parent.name}/{period.name}"


_MISSING = Text(
    "Vrijgave {number} van {place} ontbreekt. Zonder die vrijgave is niet na te gaan wat samen zichtbaar wordt.",
    "Release {number} of {place} is missing. Without it nobody can tell what becomes visible together.",
)
_CHANGED = Text(
    "Vrijgave {number} van {place} is veranderd na het vrijgeven.",
    "Release {number} of {place} was changed after its release.",
)
_PUT_BACK = Text(
    "Zet het bestand terug uit een reservekopie. Er is niets vrijgegeven.",
    "Put the file back from a backup. Nothing was released.",
)
