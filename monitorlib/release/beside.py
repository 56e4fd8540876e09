"""The other teams beside one team, without names or order: what they released, under the export profile.

Light. Nothing here comes from rows: all of it follows from releases that may leave the room. Which ones is frozen
with the team's own release (its `references`), so an old page stays what it was.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from pathlib import Path

from monitorlib.disclosure.rules import THREE, Profile
from monitorlib.foundation.errors import UserError
from monitorlib.release.coarser import coarser_row
from monitorlib.release.read import (
    newest_releases,
    read_release,
    released_teams,
    sealed_files,
    shown_files,
    team_folder_name,
)
from monitorlib.release.seal import Releases
from monitorlib.released import Content, Reference, Release, Row, View

FEWEST_OTHERS = 3  # beside one or two other teams everybody knows which is which


@dataclass(frozen=True)
class FunnelPoint:
    """One team: its residents with a pair, and its net share improved (−1 to 1)."""

    n: int
    net: float
    own: bool


@dataclass(frozen=True)
class Funnel:
    """Teams beside each other without a ranking, by size. `centre`: the net share of the other teams together;
    `sigma`: the standard deviation of one resident, who counts as 1, 0 or −1."""

    centre: float
    sigma: float
    points: tuple[FunnelPoint, ...]


def references_to(releases: Releases, own: Content) -> tuple[Reference, ...]:
    """The newest release of each other team about the same window that may leave the room."""
    found = (
        _reference(team.folder, release)
        for team in released_teams(releases)
        if team.folder.name != team_folder_name(own.team)
        for release in _leaving(releases, team.folder, _changed(team.folder))
        if _window(release.content) == _window(own)
    )
    return tuple(sorted(found, key=lambda reference: (reference.team, reference.period)))


def referenced(
    releases: Releases, references: tuple[Reference, ...], taken_back: bool = False
) -> tuple[Content, ...]:
    """What these releases tell. One that was taken back is left out, unless asked for; so is one that cannot be
    read any more."""
    teams = _by_mark(releases.folder) if references else {}
    found = (
        _found(releases, reference, teams.get(reference.team, ()), taken_back) for reference in references
    )
    return tuple(content for content in found if content is not None)


def others_at(view: View, leefgebied: str, contents: tuple[Content, ...], profile: Profile) -> list[Row]:
    """What the other teams tell of one leefgebied where three classes may leave the room, one row a team."""
    rows = (
        coarser_row(row, profile)
        for content in contents
        for each in content.views
        if _alike(each, view)
        for row in each.rows
        if row.leefgebied == leefgebied
    )
    return [row for row in rows if _has_three(row)]


def _alike(one: View, other: View) -> bool:
    """Whether two views tell of the same thing, also in what counts as unchanged."""
    return all(
        getattr(one, name) == getattr(other, name)
        for name in ("instrument", "rater", "kind", "unchanged_within")
    )


def together(rows: list[Row]) -> dict[str, int]:
    """The classes of these rows added up."""
    return {name: sum(_told(row)[name] for row in rows) for name in THREE}


def _told(row: Row) -> dict[str, int]:
    assert row.counts is not None  # only leefgebieden with three classes are added up
    return row.counts


def funnel_of(own: Row, view: View, contents: tuple[Content, ...], profile: Profile) -> Funnel | None:
    """The own team among the others at one leefgebied; None where fewer than FEWEST_OTHERS can be told.

    The own team stands there with the three classes that it sees anyway.
    """
    others = others_at(view, own.leefgebied, contents, profile)
    if not _has_three(own) or len(others) < FEWEST_OTHERS:
        return None
    points = sorted((_point(row, own=False) for row in others), key=lambda point: (point.n, point.net))
    centre, _spread = _net(together(others))
    _net_of_all, sigma = _net(together([own, *others]))
    return Funnel(centre, sigma, (_point(own, own=True), *points))


def _point(row: Row, own: bool) -> FunnelPoint:
    counts = _told(row)
    return FunnelPoint(sum(counts.values()), _net(counts)[0], own)


def _net(counts: dict[str, int]) -> tuple[float, float]:
    """The net share improved, and the standard deviation of one resident."""
    n = sum(counts.values())
    net = (counts["improved"] - counts["deteriorated"]) / n
    return net, sqrt((counts["improved"] + counts["deteriorated"]) / n - net**2)


def _has_three(row: Row) -> bool:
    return tuple(row.counts or ()) == THREE


def _window(content: Content) -> tuple[str, str]:
    return content.period.start, content.period.end


def _reference(folder: Path, release: Release) -> Reference:
    return Reference(_mark(folder), release.content.period.id, release.manifest.number)


def _mark(folder: Path) -> str:
    """The hash at the end of a team's folder name."""
    return folder.name.rpartition("-")[2]


def _by_mark(folder: Path) -> dict[str, list[Path]]:
    """The folders of teams by the mark that references name them by."""
    teams: dict[str, list[Path]] = {}
    for team in folder.iterdir():
        teams.setdefault(_mark(team), []).append(team)
    return teams


def _found(
    releases: Releases, reference: Reference, teams: Iterable[Path], taken_back: bool
) -> Content | None:
    file = next(_files(teams, reference), None)
    if file is None:
        return None
    try:
        listed = (sealed_files if taken_back else shown_files)(releases, file.parent)
        return _read(releases, file, _changed(file.parent.parent)).content if file in listed else None
    except UserError:
        return None


def _files(teams: Iterable[Path], reference: Reference) -> Iterator[Path]:
    for team in teams:
        file = team / reference.period / f"{reference.number}.json"
        if file.is_file():
            yield file


@lru_cache(maxsize=8192)
def _read(releases: Releases, file: Path, _changed: tuple[int, ...]) -> Release:
    return read_release(releases, file)


def _changed(folder: Path) -> tuple[int, ...]:
    """When anything in a team's folder changed: what was read before is read again then."""
    return tuple(period.stat().st_mtime_ns for period in sorted(folder.iterdir()))


@lru_cache(maxsize=8192)
def _leaving(releases: Releases, folder: Path, _changed: tuple[int, ...]) -> list[Release]:
    """What may leave of a team; nothing where its releases are refused, as those of others do not wait for
    that."""
    try:
        return newest_releases(releases, folder, leaving=True)
    except UserError:
        return []
