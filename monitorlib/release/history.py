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
from functools import cached_property, partial
from pathlib import Path

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.foundation.unchanged import names_in, stamps, while_unchanged
from monitorlib.release.files import write_inside
from monitorlib.release.look import each_looked_up
from monitorlib.release.read import opened, release_files
from monitorlib.release.seal import (
    Ledger,
    Withdrawal,
    as_values,
    ledger_in,
    place_of,
)
from monitorlib.release.windows import Window, days_of, window_of
from monitorlib.released import Content, Release
from monitorlib.trail import newest
from monitorlib.workspace import Workspace

LEDGER_FILE = "vrijgaven.json"
WITHDRAWN_FILE = (
    "ingetrokken.json"  # beside the releases, where what was taken back stood before there were seals
)


@dataclass(frozen=True)
class Past:
    """One earlier release: its file, by which the audit knows it, the SHA-256 of that, its window, what it told.

    `noted` is whether the ledger knows it. One that it does not know is counted, as somebody may have seen it, but
    nobody can tell that it is ours: it gets no seal. What it told is read when somebody asks: of most earlier
    releases only their days count.
    """

    file: Path
    digest: str
    window: Window
    noted: bool = True

    @cached_property
    def place(self) -> tuple[str, str]:
        """The names of its team's and its period's folder."""
        return self.file.parts[-3], self.file.parts[-2]

    @cached_property
    def release(self) -> Release:
        """The release; a UserError where the file is gone or another one by now."""
        where = {"number": self.file.stem, "place": place_of(self.file.parent)}
        try:
            same = _digest(self.file) == self.digest
        except OSError:
            raise UserError(_MISSING.fill(**where), PUT_BACK) from None
        if not same:
            raise UserError(_CHANGED.fill(**where), PUT_BACK)
        return _opened(self.file, self.digest)

    @property
    def content(self) -> Content:
        """What was told."""
        return self.release.content


@dataclass(frozen=True)
class _Team:
    """What was held against the ledgers of one team; it holds while `paths` have these `marks` (stamps)."""

    paths: tuple[str, ...]
    marks: tuple[tuple[int, ...], ...]
    periods: tuple[tuple[str, list[Past]], ...]


_TEAMS: dict[tuple[str, str], _Team] = {}


def all_releases(workspace: Workspace) -> list[Past]:
    """Every release of the workspace, withdrawn ones too: who saw them may have kept them.

    UserError: a release that is missing or changed; one that cannot be read, at once where the ledger does not
    know it, else when somebody asks what it told.
    """
    told, look_up = [], partial(_releases_of, workspace)
    for _team, pasts in each_looked_up(workspace.release, "releases", _teams(workspace), look_up):
        told += pasts
    return told


def _releases_of(workspace: Workspace, team: str) -> list[Past]:
    place = str(workspace.path), team
    kept = _TEAMS.get(place)
    if kept is None or stamps(kept.paths) != kept.marks:
        kept = _TEAMS[place] = _looked_at(workspace, team)
    return [past for _period, pasts in kept.periods for past in pasts]


def all_periods(workspace: Workspace, team: str | None = None) -> list[Path]:
    """The folder of every team and period of which something was released, or noted as released.

    `team`: the folder's name of the only team that is looked at.
    """
    teams = _teams(workspace) if team is None else [team]
    places = ((each, period) for each in teams for period in _periods(workspace, each))
    return [workspace.release.joinpath(*place) for place in places]


def period_releases(workspace: Workspace, period: Path) -> list[Past]:
    """The releases of one period folder, the oldest first, held against the ledger."""
    return [*_held_against(read_ledger(workspace, period), period)]


def _teams(workspace: Workspace) -> list[str]:
    return sorted({*names_in(workspace.release), *names_in(workspace.runs)})


def _looked_at(workspace: Workspace, team: str) -> _Team:
    """The releases of a team; its marks are taken before, so that a change meanwhile is seen the next time."""
    paths = tuple(_watched(workspace, team))
    marks, periods = stamps(paths), _periods(workspace, team)
    folder = workspace.release / team
    told = tuple((period, period_releases(workspace, folder / period)) for period in periods)
    return _Team(paths, marks or (), told)


def _watched(workspace: Workspace, team: str) -> Iterator[str]:
    """All in which a change of a team's releases or ledgers shows; the folders first."""
    released, noted = f"{workspace.release}/{team}", f"{workspace.runs}/{team}"
    yield from (released, noted)
    for period in names_in(released):
        yield f"{released}/{period}"
        yield from (f"{released}/{period}/{name}" for name in _numbered(names_in(f"{released}/{period}")))
    yield from (f"{noted}/{period}/{LEDGER_FILE}" for period in names_in(noted))


def _periods(workspace: Workspace, team: str) -> list[str]:
    """The periods of a team of which something was released or noted."""
    released, noted = f"{workspace.release}/{team}", f"{workspace.runs}/{team}"
    found = {each for each in names_in(released) if any(_numbered(names_in(f"{released}/{each}")))}
    return sorted(found | {each for each in names_in(noted) if LEDGER_FILE in names_in(f"{noted}/{each}")})


def _numbered(names: tuple[str, ...]) -> Iterator[str]:
    return (name for name in names if name.endswith(".json") and name[0].isdigit())


def _held_against(ledger: Ledger, period: Path) -> Iterator[Past]:
    files = {file.stem: file for file in release_files(period)}
    # a gap among numbers that no ledger knows is a release that is gone
    wanted = ledger.releases or map(str, range(1, max(map(int, files), default=0) + 1))
    for number in sorted({*files, *wanted}, key=int):
        if number not in files:
            raise UserError(_MISSING.fill(number=number, place=place_of(period)), PUT_BACK)
        file, noted = files[number], ledger.releases.get(number)
        digest, window = _digest_and_window(file)
        if noted not in (None, digest):
            raise UserError(_CHANGED.fill(number=number, place=place_of(period)), PUT_BACK)
        # a folder under another name than its ledger has is told by who reads the release
        if noted is None or window is None or ledger.place != place_of(period):
            window = days_of(_opened(file, digest).content)
        yield Past(file, digest, window, noted is not None)


def _opened(file: Path, digest: str | None = None) -> Release:
    """As `read.opened`; releasing again is refused by what is wrong here, so it is no next step."""
    try:
        return opened(file, digest)
    except UserError as error:
        raise UserError(error.problems, _PUT_RIGHT) from None


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
    days, window = days_of(_opened(file).content), window_of(file.read_bytes())
    same = json.loads(file.read_text(encoding="utf-8"))["checksum"] == told
    # a checksum of values says nothing of how these are written, and the head is believed later
    if not same or window not in (None, days):
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


def _digest(file: Path) -> str:
    return _digest_and_window(file)[0]


@while_unchanged
def _digest_and_window(file: Path) -> tuple[str, Window | None]:
    content = file.read_bytes()
    return hashlib.sha256(content).hexdigest(), window_of(content)


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
_PUT_RIGHT = Text(
    "Zet het bestand of de map terug zoals het was (uit een reservekopie), of haal weg wat er niet hoort. "
    "Er is niets vrijgegeven.",
    "Put the file or folder back as it was (from a backup), or take away what does not belong there. "
    "Nothing was released.",
)
PUT_BACK = Text(
    "Zet het bestand terug uit een reservekopie. Er is niets vrijgegeven.",
    "Put the file back from a backup. Nothing was released.",
)
