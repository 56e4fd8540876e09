"""All that was released before, whole and unchanged, or nobody can say what a new release gives away with it.

Inside the wall a ledger keeps the SHA-256 of every release of a team and period: a release that was changed by
hand, also with a new checksum, or that is missing, is found. What was taken back is noted there too. The seal
beside the releases is this ledger, signed (release/sealing.py).
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from monitorlib.errors import UserError
from monitorlib.release.files import write_inside
from monitorlib.release.read import opened, release_files
from monitorlib.release.seal import Ledger, Withdrawal, as_values, ledger_in, place_of
from monitorlib.release.unchanged import KEPT, names_in, stamps, while_unchanged
from monitorlib.released import Content, Release
from monitorlib.texts import Text
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
    places = _places(workspace).items()
    return [past for place, names in places for past in _releases_at(workspace, *place, names)]


def all_periods(workspace: Workspace, team: str | None = None) -> list[Path]:
    """The folder of every team and period of which something was released, or noted as released.

    `team`: the folder's name of the only team that is looked at.
    """
    return [workspace.release.joinpath(*place) for place in _places(workspace, team)]


def _places(workspace: Workspace, team: str | None = None) -> dict[tuple[str, str], tuple[str, ...]]:
    """Team and period of all that was released or noted, in order, and the files of its releases."""
    release, runs = str(workspace.release), str(workspace.runs)
    found = {place: _release_names(release, *place) for place in _folders(release, team)}
    noted = (place for place in _folders(runs, team) if LEDGER_FILE in names_in("/".join((runs, *place))))
    released = {place: names for place, names in found.items() if names}
    return dict(sorted({**dict.fromkeys(noted, ()), **released}.items()))


def _folders(place: str, team: str | None) -> Iterator[tuple[str, str]]:
    teams = names_in(place) if team is None else (team,)
    return ((each, period) for each in teams for period in names_in(f"{place}/{each}"))


def _release_names(release: str, team: str, period: str) -> tuple[str, ...]:
    return _numbered(names_in(f"{release}/{team}/{period}"))


@lru_cache(maxsize=KEPT)
def _numbered(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name.endswith(".json") and name[0].isdigit())


def period_releases(workspace: Workspace, period: Path) -> list[Past]:
    """The releases of one period folder, the oldest first, held against the ledger."""
    return [*_releases_at(workspace, period.parent.name, period.name, _numbered(names_in(period)))]


def _releases_at(workspace: Workspace, team: str, period: str, names: tuple[str, ...]) -> list[Past]:
    """As `period_releases`, of the files of these names; whoever gets them must not change the list."""
    ledger = f"{workspace.runs}/{team}/{period}/{LEDGER_FILE}"
    folder = f"{workspace.release}/{team}/{period}"
    marks = stamps((ledger, *(f"{folder}/{name}" for name in names)))
    kept = _PERIODS.get(folder)
    if marks is None or kept is None or kept[0] != (ledger, names, marks):
        place = workspace.release / team / period
        found = [*_held_against(read_ledger(workspace, place), place)]
        kept = None if marks is None else (ledger, names, marks), found
        if len(_PERIODS) >= KEPT:
            _PERIODS.clear()
        _PERIODS[folder] = kept
    return kept[1]


# what was held against a ledger, while all is as it was
_PERIODS: dict[str, tuple[tuple[Any, ...] | None, list[Past]]] = {}


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
