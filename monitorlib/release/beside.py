"""The other teams beside one team, without names or order: what they released, under the export profile.

Light. Nothing here comes from rows: all of it follows from releases that may leave the room. Which ones is frozen
with the team's own release (its `references`), so an old page stays what it was.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from math import sqrt

from monitorlib.disclosure.coarse import as_shifts, mean_beside
from monitorlib.disclosure.rules import ANSWERS, THREE, Profile, coarsen
from monitorlib.foundation.unchanged import KEPT
from monitorlib.release.words import worded
from monitorlib.released import Content, Row, View

_ANSWER_OF = {name: answer for answer, name in ANSWERS.items()}


def coarser_content(content: Content, profile: Profile, audience: str) -> Content:
    """The content for readers outside the team: without checks, start scores, own cards and what is told of all
    leefgebieden together."""
    views = tuple(coarser_view(view, profile, content.margin) for view in content.views)
    return replace(content, views=views, audience=audience, cards=())


def coarser_view(view: View, profile: Profile, margin: float) -> View:
    """Every row under the profile, with the words that follow from it.

    Who was measured once is told only where they are nobody or k.
    """
    rows = tuple(coarser_row(row, profile) for row in view.rows)
    all_of_them, again = view.n_measured, view.n_again
    measured = None
    if all_of_them is None or again is None or again < profile.min_residents:
        again = None
    elif not 0 < all_of_them - again < profile.k:
        measured = all_of_them
    coarser = replace(
        view,
        rows=rows,
        n_measured=measured,
        n_again=again,
        blocks=view.blocks if any(row.blocks for row in rows) else (),
        cohesion=None,
    )
    return worded(coarser, margin)


def coarser_row(row: Row, profile: Profile) -> Row:
    """The finest table of these released counts that the profile allows, with what may stand beside it but its
    word.

    A class that it hides is told of nothing further: beside the team's statement that could fix a count.
    """
    bare = replace(row, blocks=None, checks=(), could_improve=None, start=None, few=None)
    if row.n is None or row.n < profile.min_residents:
        return replace(
            bare, n=None, counts=None, interval=None, mean_shift=None, p_class=None, verdict="too_few"
        )
    blocks = {code: as_shifts(counts) or {} for code, counts in (row.blocks or {}).items()} or None
    table = coarsen(as_shifts(row.counts), blocks, profile)
    mean = None if row.mean_shift is None else mean_beside(table, row.mean_shift, row.n, profile)
    answers = row.counts is not None and not {*row.counts}.isdisjoint(ANSWERS)
    counts = _named(table.counts, answers)
    parts = (
        {code: _named(part, answers) or {} for code, part in zip(row.blocks or (), table.blocks, strict=True)}
        if table.blocks
        else None
    )
    interval = row.interval if counts is not None and tuple(counts) == tuple(row.counts or ()) else None
    return replace(bare, counts=counts, blocks=parts, interval=interval, mean_shift=mean, p_class=None)


def _named(counts: dict[str, int] | None, answers: bool) -> dict[str, int] | None:
    """The classes back under the names of the view."""
    if counts is None or not answers:
        return counts
    return {_ANSWER_OF[name]: count for name, count in counts.items()}


Place = tuple[str, str, str, float, str]  # instrument, rater, kind, what counts as unchanged, leefgebied
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


def others_at(view: View, leefgebied: str, contents: tuple[Content, ...], profile: Profile) -> list[Row]:
    """What the other teams tell of one leefgebied where three classes may leave the room, one row a team."""
    place = place_in(view, leefgebied)
    rows = (_threes(_Told(content), profile).get(place) for content in contents)
    return [row for row in rows if row is not None]


def others_by_place(contents: tuple[Content, ...], profile: Profile) -> dict[Place, list[Row]]:
    """As `others_at`, for every place that any of them tells of: where (`place_in`) → one row a team."""
    found: dict[Place, list[Row]] = {}
    for content in contents:
        for place, row in _threes(_Told(content), profile).items():
            found.setdefault(place, []).append(row)
    return found


def place_in(view: View, leefgebied: str) -> Place:
    """Where two views tell of the same thing, also in what counts as unchanged."""
    return view.instrument, view.rater, view.kind, view.unchanged_within, leefgebied


class _Told:
    """One content as itself: its values cannot be hashed, and what was read of a file is one object."""

    def __init__(self, content: Content) -> None:
        self.content = content

    def __hash__(self) -> int:
        return id(self.content)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Told) and self.content is other.content


@lru_cache(maxsize=KEPT)
def _threes(told: _Told, profile: Profile) -> dict[Place, Row]:
    """Where a release tells three classes that may leave the room, looked up once for all teams beside it."""
    places = ((view, row) for view in told.content.views for row in view.rows)
    rows = ((place_in(view, row.leefgebied), coarser_row(row, profile)) for view, row in places)
    return {place: row for place, row in rows if _has_three(row)}


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
