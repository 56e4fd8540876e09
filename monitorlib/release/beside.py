"""The other teams beside one team, without names or order: what they released, under the export profile.

Standard library only. Nothing here comes from rows: every point follows from a release that may leave the room.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from monitorlib.disclosure.rules import Profile
from monitorlib.release.coarser import coarser_row
from monitorlib.release.read import newest_releases, released_teams
from monitorlib.released import Content, Row, View

FEWEST_OTHERS = 3  # beside one or two other teams everybody knows which is which


@dataclass(frozen=True)
class FunnelPoint:
    """One team: its residents with a pair, and observed minus expected mean shift (one decimal)."""

    n: int
    difference: float
    own: bool


@dataclass(frozen=True)
class Funnel:
    """Teams beside each other without a ranking, by size; `sigma` is the standard deviation of one change."""

    sigma: float
    points: tuple[FunnelPoint, ...]


def other_contents(folder: Path, own: Content) -> tuple[Content, ...]:
    """What the other teams released of the same window, and may leave the room; without their order."""
    window = (own.period.start, own.period.end)
    return tuple(
        release.content
        for team in released_teams(folder)
        if team.team != own.team
        for release in _leaving(team.folder, _changed(team.folder))
        if (release.content.period.start, release.content.period.end) == window
    )


def funnel_of(own: Row, view: View, others: tuple[Content, ...], profile: Profile) -> Funnel | None:
    """The own team among the others at one leefgebied; None where fewer than FEWEST_OTHERS can be told.

    A team is told where three classes of its residents may leave the room, as its mean shift may then too.
    """
    mine, sigma = _point(own, profile, own=True), own.spread
    rows = [
        row
        for content in others
        for each in content.views
        if (each.instrument, each.rater, each.kind) == (view.instrument, view.rater, view.kind)
        for row in each.rows
        if row.leefgebied == own.leefgebied
    ]
    points = [point for point in (_point(row, profile, own=False) for row in rows) if point is not None]
    if mine is None or not sigma or len(points) < FEWEST_OTHERS:
        return None
    return Funnel(sigma, (mine, *sorted(points, key=lambda point: (point.n, point.difference))))


def _point(row: Row, profile: Profile, own: bool) -> FunnelPoint | None:
    told = coarser_row(row, profile)
    if told.mean_shift is None or told.expected is None:
        return None
    return FunnelPoint(told.n, round(told.mean_shift - told.expected, 1) + 0.0, own)


def _changed(folder: Path) -> tuple[int, ...]:
    """When anything in a team's folder changed: what was read before is read again then."""
    return tuple(period.stat().st_mtime_ns for period in sorted(folder.iterdir()))


@lru_cache(maxsize=1024)
def _leaving(folder: Path, _changed: tuple[int, ...]):
    return newest_releases(folder, leaving=True)
