"""How far the leefgebieden of a resident move together, as much as may be told: a class that leaves all open.

It is the one thing in a release that is about several leefgebieden of a resident at once. A class is told only
where a *witness* was found: a made-up team that gives the same page and the same class, in which every resident
can change places with others at every leefgebied without changing either, and every hidden count can be another
one. Then no outcome and no hidden count follows from page and class, whatever the truth is. The search knows the
page and who was measured where, and no outcome, so which classes there are tells nothing (decision 98).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from monitorlib.disclosure.rules import PARTS, THREE
from monitorlib.disclosure.words import Shown
from monitorlib.evidence.grades import Counts
from monitorlib.evidence.mean_net import COHESIONS, FEWEST_AREAS

_MADE = 60  # made-up teams, from leefgebieden that go against each other to leefgebieden that move as one
_TRIED = 6  # of them a class
_TURNS = (1, 0, -1)  # of the three classes
_NONE = -1.0  # below every cohesion
_NEAR = 1e-9


@dataclass(frozen=True)
class Page:
    """What is shown of each leefgebied, who of its residents has a pair where (residents, leefgebieden), and with
    how many others each resident must be able to change places."""

    rows: tuple[Shown, ...]
    measured: np.ndarray
    partners: int

    @cached_property
    def fits(self) -> list[list[Counts]]:
        """Every table of each leefgebied that fits."""
        return [row.fitting() for row in self.rows]


@dataclass(frozen=True)
class Class:
    """The cohesions above `low` up to `high`."""

    low: float
    high: float

    def holds(self, cohesion: np.ndarray | float) -> np.ndarray:
        """Whether a cohesion is surely in the class, however it is rounded; NaN is not."""
        near = np.asarray(cohesion)
        return (self.low + _NEAR < near) & (near < self.high - _NEAR)


@dataclass(frozen=True)
class Team:
    """A team: directions (residents, leefgebieden), 0 where not `measured`."""

    turns: np.ndarray
    measured: np.ndarray

    @cached_property
    def n(self) -> np.ndarray:
        """Residents a leefgebied."""
        return self.measured.sum(axis=0)

    @cached_property
    def apart(self) -> np.ndarray:
        """What each outcome adds to the mean net share of its leefgebied, less that mean; 0 where not measured."""
        return np.where(self.measured, self.turns - self.turns.sum(axis=0) / self.n, 0.0) / self.n

    @cached_property
    def most(self) -> float:
        """The variance if all leefgebieden moved as one."""
        return float(np.sqrt((self.apart**2).sum(axis=0)).sum() ** 2)

    @cached_property
    def cohesion(self) -> float:
        """As statistics.multiplicity.cohesion."""
        whole = float((self.apart.sum(axis=1) ** 2).sum())
        return min(1.0, whole / self.most) if self.most > 0 else 1.0

    @cached_property
    def kinds(self) -> tuple[np.ndarray, np.ndarray]:
        """One resident of each kind, who did alike on every leefgebied, and how many are of that kind."""
        told = np.where(self.measured, self.turns, np.inf)
        _rows, one, many = np.unique(told, axis=0, return_index=True, return_counts=True)
        return one, many

    def exchanged(self, area: int, who: np.ndarray | slice = slice(None)) -> np.ndarray:
        """The cohesion after any two residents (of `who`) changed places at a leefgebied, NaN where that changes
        nothing or one was not measured; shape (residents, residents)."""
        all_of_them = self.apart.sum(axis=1)
        here, whole, there = self.apart[who, area], all_of_them[who], self.measured[who, area]
        more = here[None, :] - here[:, None]  # what the first gains and the second loses
        added = 2 * more**2 + 2 * more * (whole[:, None] - whole[None, :])
        told = np.minimum(1.0, ((all_of_them**2).sum() + added) / self.most) if self.most > 0 else more
        both = there[:, None] & there[None, :]
        return np.where(both & (np.abs(more) * self.n[area] > 0.5), told, np.nan)


def told_class(rows: Sequence[Shown], turns: np.ndarray, partners: int) -> float | None:
    """The end of the class that the cohesion of a team is in; None where nothing may be told.

    `rows`: what is shown of each leefgebied; `turns`: 1, 0 or −1, a row a resident and a column a leefgebied, NaN
    where there is no pair; `partners`: at least so many others must fit in each resident's place.
    """
    measured = ~np.isnan(turns)
    own = Team(np.where(measured, turns, 0.0), measured).cohesion
    ends = open_classes(Page(tuple(rows), measured, partners))
    return next((end for end in ends if own <= end), None)


def open_classes(page: Page, classes: Sequence[float] = COHESIONS) -> tuple[float, ...]:
    """The ends of the classes that leave everything open, the lowest first; none where only one is left.

    A class for which no witness is found goes together with the next, the last with the one before. Depends on no
    outcome.
    """
    if len(page.rows) < FEWEST_AREAS or not all(row.known for row in page.rows):
        return ()
    teams, found = _made_up(page), list[float]()
    for end in classes:
        if _leaves_open(page, teams, Class(found[-1] if found else _NONE, end)):
            found.append(end)
    while found and found[-1] < classes[-1]:
        found = found[:-1]
        if _leaves_open(page, teams, Class(found[-1] if found else _NONE, classes[-1])):
            found.append(classes[-1])
    return tuple(found) if len(found) > 1 else ()


def _leaves_open(page: Page, teams: list[Team], within: Class) -> bool:
    """Whether there is a witness for a class: those in its middle are tried first."""
    middle = (max(0.0, within.low) + within.high) / 2
    inside = [team for team in teams if within.holds(team.cohesion)]
    inside.sort(key=lambda team: abs(team.cohesion - middle))
    return any(_is_witness(page, team, within) for team in inside[:_TRIED])


def _is_witness(page: Page, team: Team, within: Class) -> bool:
    return all(
        _all_can_change(page, team, area, within) and _counts_stay_open(page, team, area, within)
        for area in range(len(page.rows))
    )


def _all_can_change(page: Page, team: Team, area: int, within: Class) -> bool:
    """Whether each resident can change places with enough others of another class."""
    one, many = team.kinds  # of a large team there are few; two of a kind change nothing by it
    inside = within.holds(team.exchanged(area, one))
    return bool((inside @ many >= page.partners)[team.measured[one, area]].all())


def _counts_stay_open(page: Page, team: Team, area: int, within: Class) -> bool:
    """Whether every count that is hidden can be another one: one resident in another class."""
    counts = page.rows[area].counts or ()
    hidden = set(range(len(THREE))) - {PARTS[name][0] for name in counts if len(PARTS[name]) == 1}
    for moved, classes in _moves(page, team, area) if hidden else ():
        if within.holds(moved.cohesion):
            hidden -= classes
        if not hidden:
            return True
    return not hidden


def _moves(page: Page, team: Team, area: int) -> Iterator[tuple[Team, set[int]]]:
    """The team after one resident is in another class, in a table that fits; and which classes changed."""
    column, there = team.turns[:, area], team.measured[:, area]
    tables = {(each.improved, each.deteriorated) for each in page.fits[area]}
    up, down = int((column[there] > 0).sum()), int((column[there] < 0).sum())
    for old, was in enumerate(_TURNS):
        for new, becomes in enumerate(_TURNS):
            table = (up + (becomes > 0) - (was > 0), down + (becomes < 0) - (was < 0))
            if old == new or table not in tables:
                continue
            for resident in np.flatnonzero(there & (column == was)):
                turns = team.turns.copy()
                turns[resident, area] = becomes
                yield Team(turns, team.measured), {old, new}


def _made_up(page: Page) -> list[Team]:
    """Teams with this page, of every cohesion that can be reached simply."""
    tables = [_middle(fits) for fits in page.fits]
    shape, draw = page.measured.shape, np.random.default_rng(0)
    own = np.asarray(draw.normal(size=shape[0]))
    apart = np.asarray(draw.normal(size=shape))
    common = np.linspace(0, 1, _MADE)[:, None, None]
    orders: np.ndarray = common * own[:, None] + (1 - common) * apart  # (teams, residents, leefgebieden)
    columns = [_placed(table, orders[:, :, j], page.measured[:, j]) for j, table in enumerate(tables)]
    made = np.stack(columns, axis=2)
    return [_against(tables, page.measured), *(Team(turns, page.measured) for turns in made)]


def _middle(fits: list[Counts]) -> Counts:
    """Of the tables that fit, and in which most classes hold somebody, the one in the middle."""
    filled = [sum(map(bool, (t.improved, t.deteriorated, t.n - t.improved - t.deteriorated))) for t in fits]
    best = [table for table, held in zip(fits, filled, strict=True) if held == max(filled)]
    return best[len(best) // 2]


def _placed(table: Counts, orders: np.ndarray, there: np.ndarray) -> np.ndarray:
    """The outcomes of one leefgebied, a row an order: whoever is highest in the order improved, whoever is lowest
    deteriorated."""
    columns, residents = np.zeros(orders.shape), np.flatnonzero(there)
    rank = residents[np.argsort(-orders[:, there], axis=1, kind="stable")]
    np.put_along_axis(columns, rank[:, : table.improved], 1, axis=1)
    np.put_along_axis(columns, rank[:, len(residents) - table.deteriorated :], -1, axis=1)
    return columns


def _against(tables: list[Counts], measured: np.ndarray) -> Team:
    """A team in which whoever did well so far does badly on the next leefgebied."""
    columns, sofar = [], np.zeros(len(measured))
    for area, table in enumerate(tables):
        there = measured[:, area]
        column = _placed(table, -sofar[None], there)[0]
        own = column - (table.improved - table.deteriorated) / table.n
        sofar = sofar + np.where(there, own, 0.0) / table.n
        columns.append(column)
    return Team(np.stack(columns, axis=1), measured)
