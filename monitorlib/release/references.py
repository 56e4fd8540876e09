"""Which releases of other teams stand beside one, named by a mark and not by name, and what they tell. Light.

Which ones is frozen with the team's own release (its `references`), so an old page stays what it was.
"""

from collections.abc import Iterable
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.unchanged import KEPT, names_in, stamps
from monitorlib.release.look import each_looked_up
from monitorlib.release.read import (
    TEAM_FILE,
    newest_releases,
    read_release,
    sealed_files,
    shown_files,
    team_folder_name,
)
from monitorlib.release.seal import SEAL_FILE, Releases
from monitorlib.release.windows import Window, days_of
from monitorlib.released import Content, Reference, Release


def references_to(releases: Releases, own: Content) -> tuple[Reference, ...]:
    """The newest release of each other team about the same window that may leave the room."""
    window, own_folder = days_of(own), team_folder_name(own.team)
    teams, look_up = names_in(releases.folder), partial(_leaving_of, releases, window)
    found = (
        reference
        for team, told in each_looked_up(releases.folder, ("leaving", releases, window), teams, look_up)
        if team != own_folder
        for about, reference in told
        if about == window
    )
    return tuple(sorted(found, key=lambda reference: (reference.team, reference.period)))


def referenced(
    releases: Releases, references: tuple[Reference, ...], taken_back: bool = False
) -> tuple[Content, ...]:
    """What these releases tell. One that was taken back is left out, unless asked for; so is one that cannot be
    read any more."""
    folders = _by_mark(names_in(releases.folder)) if references else {}
    found: dict[tuple[str, str, int], Content] = {}
    for (period, number), marks in _by_place(references).items():
        teams = [folder for mark in marks for folder in folders.get(mark, ())]
        asked = releases, period, number, taken_back
        look_up = partial(_told_of, *asked)
        for team, content in each_looked_up(releases.folder, ("told", *asked), teams, look_up):
            if content is not None:
                found.setdefault((_mark(team), period, number), content)
    told = (found.get((each.team, each.period, each.number)) for each in references)
    return tuple(content for content in told if content is not None)


def _by_place(references: Iterable[Reference]) -> dict[tuple[str, int], list[str]]:
    """The marks of teams by the period and the number of what is referred to."""
    marks: dict[tuple[str, int], list[str]] = {}
    for reference in references:
        marks.setdefault((reference.period, reference.number), []).append(reference.team)
    return marks


def _by_mark(folders: tuple[str, ...]) -> dict[str, list[str]]:
    """The folders of teams by the mark that references name them by."""
    teams: dict[str, list[str]] = {}
    for folder in folders:
        teams.setdefault(_mark(folder), []).append(folder)
    return teams


def _mark(folder: str) -> str:
    """The hash at the end of a team's folder name."""
    return folder.rpartition("-")[2]


def _told_of(releases: Releases, period: str, number: int, taken_back: bool, team: str) -> Content | None:
    folder = f"{releases.folder}/{team}/{period}"
    marks = stamps(f"{folder}/{name}" for name in (f"{number}.json", SEAL_FILE))
    if marks is None and Path(folder, f"{number}.json").is_file():
        return _told_by(releases, folder, number, taken_back)
    if marks and marks[0]:
        return _kept_told_by(releases, folder, number, taken_back, marks)
    return None


def _told_by(releases: Releases, folder: str, number: int, taken_back: bool) -> Content | None:
    period = Path(folder)
    file = period / f"{number}.json"
    try:
        listed = (sealed_files if taken_back else shown_files)(releases, period)
        return read_release(releases, file).content if file in listed else None
    except UserError:
        return None


@lru_cache(maxsize=KEPT)
def _kept_told_by(
    releases: Releases, folder: str, number: int, taken_back: bool, _marks: tuple[Any, ...]
) -> Content | None:
    return _told_by(releases, folder, number, taken_back)


_Leaving = tuple[tuple[Window, Reference], ...]


def _leaving_of(releases: Releases, window: Window, team: str) -> _Leaving:
    """What may leave of a team, and the window of each: at least what is about this one."""
    team_folder = f"{releases.folder}/{team}"
    periods = (f"{team_folder}/{name}" for name in names_in(team_folder))
    marks = stamps((team_folder, *periods))
    if marks is None:
        return _leaving(releases, window, team_folder)
    return _kept_leaving(releases, window, team_folder, marks)


def _leaving(releases: Releases, window: Window, team_folder: str) -> _Leaving:
    """Nothing where the releases of a team are refused, as those of others do not wait for that."""
    folder = Path(team_folder)
    if not (folder / TEAM_FILE).exists():
        return ()
    try:
        found = newest_releases(releases, folder, leaving=True, windows=(window,))
    except UserError:
        return ()
    return tuple((days_of(each.content), _reference(folder, each)) for each in found)


@lru_cache(maxsize=KEPT)
def _kept_leaving(releases: Releases, window: Window, team_folder: str, _marks: tuple[Any, ...]) -> _Leaving:
    return _leaving(releases, window, team_folder)


def _reference(folder: Path, release: Release) -> Reference:
    return Reference(_mark(folder.name), release.content.period.id, release.manifest.number)
