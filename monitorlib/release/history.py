"""All that was released before, whole and unchanged, or nobody can say what a new release gives away with it.

Inside the wall a ledger keeps the SHA-256 of every release of a team and period: a release that was changed by
hand, also with a new checksum, or that is missing, is found. What was taken back is noted there too. The seal
beside the releases is this ledger, signed (release/sealing.py).
"""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.release.files import write_inside
from monitorlib.release.read import opened, release_files
from monitorlib.release.seal import Ledger, Withdrawal, as_values, ledger_in, place_of
from monitorlib.release.unchanged import KEPT, stamp, while_unchanged
from monitorlib.released import Content, Release
from monitorlib.trail import newest
from monitorlib.workspace import Workspace

LEDGER_FILE = "vrijgaven.json"
WITHDRAWN_FILE = (
    "ingetrokken.json"  # beside the releases, where what was taken back stood before there were seals
)


@dataclass(frozen=True)
class Past:
    """One earlier release: its file, by which the audit knows it, and what it told.

    `noted` is whether the ledger knows it. One that it does not know is counted, as somebody may have seen it, but
    nobody can tell that it is ours: it gets no seal.
    """

    file: Path
    release: Release
    noted: bool = True

    @property
    def content(self) -> Content:
        """What was told."""
        return self.release.content


def all_releases(workspace: Workspace) -> list[Past]:
    """Every release of the workspace, withdrawn ones too: who saw them may have kept them.

    UserError: a release that is missing, changed or unreadable.
    """
    return [past for period in all_periods(workspace) for past in period_releases(workspace, period)]


def all_periods(workspace: Workspace) -> list[Path]:
    """The folder of every team and period of which something was released, or noted as released."""
    released = {(team, period) for team, period, files in _periods_in(workspace.release) if files}
    noted = {(team, period) for team, period, _files in _periods_in(workspace.runs, LEDGER_FILE)}
    return [workspace.release / team / period for team, period in sorted(released | noted)]


def _periods_in(folder: Path, with_file: str = "") -> Iterator[tuple[str, str, list[os.DirEntry[str]]]]:
    """Team, period and the files of its releases, for each period folder; or only where there is such a file.

    By names and no more, as this is asked for every team that is released: pathlib takes ten times as long.
    """
    for team in _entries(folder):
        for period in _entries(team.path) if team.is_dir() else ():
            if with_file and Path(period.path, with_file).is_file():
                yield team.name, period.name, []
            elif not with_file and period.is_dir():
                yield team.name, period.name, _release_entries(period.path)


def _entries(folder: str | Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return [*found]
    except FileNotFoundError:
        return []


def _release_entries(period: str | Path) -> list[os.DirEntry[str]]:
    return [each for each in _entries(period) if each.name.endswith(".json") and each.name[0].isdigit()]


def period_releases(workspace: Workspace, period: Path) -> list[Past]:
    """The releases of one period folder, the oldest first, held against the ledger."""
    now = _state_of(workspace, period)
    kept = _PERIODS.get(period)
    if now is None or kept is None or kept[0] != now:
        kept = now, [*_held_against(read_ledger(workspace, period), period)]
        if len(_PERIODS) >= KEPT:
            _PERIODS.clear()
        _PERIODS[period] = kept
    return [*kept[1]]


_PERIODS: dict[
    Path, tuple[tuple[Any, ...] | None, list[Past]]
] = {}  # what was held against a ledger, while all is as it was


def _state_of(workspace: Workspace, period: Path) -> tuple[Any, ...] | None:
    """What changes when a release or the ledger does; None where that cannot be told yet."""
    ledger = _ledger_file(workspace, period)
    files = sorted(_release_entries(period), key=lambda entry: entry.name)
    stamps = [stamp(ledger) if ledger.is_file() else (), *map(stamp, files)]
    return None if None in stamps else (ledger, *(each.name for each in files), *stamps)


def _held_against(ledger: Ledger, period: Path) -> Iterator[Past]:
    files = {file.stem: file for file in release_files(period)}
    # a gap among numbers that no ledger knows is a release that is gone
    wanted = ledger.releases or map(str, range(1, max(map(int, files), default=0) + 1))
    for number in sorted({*files, *wanted}, key=int):
        if number not in files:
            raise UserError(_MISSING.fill(number=number, place=place_of(period)), PUT_BACK)
        file, noted = files[number], ledger.releases.get(number)
        if noted not in (None, _digest(file)):
            raise UserError(_CHANGED.fill(number=number, place=place_of(period)), PUT_BACK)
        yield Past(file, opened(file), noted is not None)


def note_release(workspace: Workspace, file: Path) -> None:
    """Write a release that was just made into the ledger."""
    ledger = read_ledger(workspace, file.parent)
    listed = ledger.releases | {file.stem: _digest(file)}
    note(workspace, file.parent, replace(ledger, releases=listed, witness=newest(workspace)))


def note_withdrawal(workspace: Workspace, period: Path, number: int, reason: str) -> None:
    """Write into the ledger that a release and all before it were taken back."""
    told = Withdrawal(number, reason, datetime.now(UTC).isoformat(timespec="seconds"))
    ledger = read_ledger(workspace, period)
    note(workspace, period, replace(ledger, withdrawn=told, witness=newest(workspace)))


def note(workspace: Workspace, period: Path, ledger: Ledger) -> None:
    """Keep a ledger."""
    write_inside(_ledger_file(workspace, period), json.dumps(as_values(ledger), ensure_ascii=False).encode())


def read_ledger(workspace: Workspace, period: Path) -> Ledger:
    """What was noted of a period; a ledger of before there were seals is read too."""
    file = _ledger_file(workspace, period)
    if not file.is_file():
        return Ledger(place_of(period), {})
    try:
        noted = _noted(file)
        return noted if isinstance(noted, Ledger) else _of_before(period, noted)
    except (ValueError, TypeError, AttributeError):
        raise UserError(_UNREADABLE.fill(place=place_of(period)), PUT_BACK) from None


@while_unchanged
def _noted(file: Path) -> Ledger | dict[str, str]:
    """What stands in a ledger; of before there were seals it is a checksum a release."""
    noted = json.loads(file.read_text(encoding="utf-8"))
    return ledger_in(noted) if "releases" in noted else noted


def _of_before(period: Path, noted: dict[str, str]) -> Ledger:
    """A ledger that held checksums of values instead of files; what was taken back stood beside the releases."""
    releases = {number: _digest_of(period, number, told) for number, told in noted.items()}
    return Ledger(place_of(period), releases, _withdrawn_before(period))


def _digest_of(period: Path, number: str, told: str) -> str:
    """The SHA-256 of the file of a release whose checksum was noted."""
    file = period / f"{number}.json"
    if not file.is_file():
        raise UserError(_MISSING.fill(number=number, place=place_of(period)), PUT_BACK)
    opened(file)
    if json.loads(file.read_text(encoding="utf-8"))["checksum"] != told:
        raise UserError(_CHANGED.fill(number=number, place=place_of(period)), PUT_BACK)
    return _digest(file)


def _withdrawn_before(period: Path) -> Withdrawal | None:
    file = period / WITHDRAWN_FILE
    if not file.is_file():
        return None
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        return Withdrawal(int(told["number"]), str(told.get("reason", "")), str(told.get("at", "")))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UserError(_NO_NOTE.fill(place=f"{place_of(period)}/{WITHDRAWN_FILE}"), PUT_BACK) from None


@while_unchanged
def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _ledger_file(workspace: Workspace, period: Path) -> Path:
    return workspace.runs / period.parent.name / period.name / LEDGER_FILE


_MISSING = Text(
    "Vrijgave {number} van {place} ontbreekt. Zonder die vrijgave is niet na te gaan wat samen zichtbaar wordt.",
    "Release {number} of {place} is missing. Without it nobody can tell what becomes visible together.",
)
_CHANGED = Text(
    "Vrijgave {number} van {place} is veranderd na het vrijgeven.",
    "Release {number} of {place} was changed after its release.",
)
_UNREADABLE = Text(
    "De lijst van vrijgaven van {place} binnen de muur is niet leesbaar.",
    "The list of releases of {place} inside the wall is not readable.",
)
_NO_NOTE = Text("{place} is niet leesbaar.", "{place} is not readable.")
PUT_BACK = Text(
    "Zet het bestand terug uit een reservekopie. Er is niets vrijgegeven.",
    "Put the file back from a backup. Nothing was released.",
)
