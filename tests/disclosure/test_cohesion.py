"""Everything enumerated: how far leefgebieden move together, told beside their tables, fixes no hidden count and
no outcome of anybody. Every way in which small teams can change on two leefgebieden, also where some were measured
on one of them only.
"""

import itertools
from collections import defaultdict
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitorlib.disclosure.coarse import few_of
from monitorlib.disclosure.cohesion import (
    Class,
    Page,
    Team,
    _all_can_change,
    _placed,
    open_classes,
    told_class,
)
from monitorlib.disclosure.rules import THREE, Profile, choose_table
from monitorlib.disclosure.words import Shown
from monitorlib.evidence.grades import Counts
from monitorlib.evidence.mean_net import COHESIONS
from monitorlib.statistics.multiplicity import cohesion

SMALL = Profile(min_residents=4, k=2, m=2)
TURNS = (1, 0, -1)
GONE = np.nan


def _shown(column: np.ndarray, profile: Profile) -> Shown:
    there = column[~np.isnan(column)]
    cells = [tuple(int((there == turn).sum()) for turn in TURNS)]
    table = choose_table(cells, profile)
    return Shown(len(there), table.counts, few_of(table, cells, profile))


def _page(turns: np.ndarray, profile: Profile = SMALL) -> tuple[Shown, ...]:
    return tuple(_shown(column, profile) for column in turns.T)


def _every_team(both: int, first: int = 0, second: int = 0):
    """Every way in which so many residents, measured on both or on one of two leefgebieden, can change.

    Who is who makes no difference to any page: residents in any order.
    """
    ways = (
        itertools.combinations_with_replacement(itertools.product(TURNS, TURNS), both),
        itertools.combinations_with_replacement([(turn, GONE) for turn in TURNS], first),
        itertools.combinations_with_replacement([(GONE, turn) for turn in TURNS], second),
    )
    for parts in itertools.product(*map(list, ways)):
        yield np.array([resident for part in parts for resident in part], dtype=float)


def _concluded(groups: tuple[int, ...], told) -> tuple[int, int, int]:
    """How many pages fix a hidden count, how many an outcome, and how many there are with a class.

    `told(page, turns)` is what stands beside the page.
    """
    alike = defaultdict(list)
    for turns in _every_team(*groups):
        page = _page(turns)
        alike[str(page), told(page, turns)].append((page, turns))
    pages = [(teams[0][0], np.array([turns for _page, turns in teams])) for teams in alike.values()]
    fixed = sum(_fixes_a_count(page, teams) for page, teams in pages)
    known = sum(_tells_an_outcome(teams, groups) for _page, teams in pages)
    return fixed, known, sum(each is not None for _page, each in alike)


def _fixes_a_count(page: tuple[Shown, ...], teams: np.ndarray) -> bool:
    for area, row in enumerate(page):
        for name, turn in zip(THREE, TURNS, strict=True):
            counts = (teams[:, :, area] == turn).sum(axis=1)
            if name not in (row.counts or ()) and counts.min() == counts.max():
                return True
    return False


def _tells_an_outcome(teams: np.ndarray, groups: tuple[int, ...]) -> bool:
    """Whether all who were measured on the same leefgebieden have one outcome in every team that fits."""
    begin = 0
    for size in groups:
        for area in range(2):
            found = teams[:, begin : begin + size, area]
            if size and not np.isnan(found).any() and found.min() == found.max():
                return True
        begin += size
    return False


_OPEN: dict[str, tuple[float, ...]] = {}


def _witnessed(page: tuple[Shown, ...], turns: np.ndarray) -> float | None:
    """As told_class, which asks the same of every team with this page."""
    key = str((page, np.isnan(turns).tolist()))
    if key not in _OPEN:
        _OPEN[key] = open_classes(Page(page, ~np.isnan(turns), SMALL.m))
    own = cohesion(turns)
    return next((end for end in _OPEN[key] if own <= end), None)


SIZES = ((4,), (5,), (6,), (8,), (5, 1), (5, 2), (4, 1, 1), (4, 0, 2))


@pytest.mark.parametrize("groups", SIZES, ids=str)
def test_no_page_with_its_class_fixes_a_hidden_count_or_tells_an_outcome(groups):
    fixed, known, told = _concluded(groups, _witnessed)
    assert (fixed, known) == (0, 0)
    assert told > 0 or sum(groups) < 6, "nothing was told, so nothing was asked"


def _naive(_page: tuple[Shown, ...], turns: np.ndarray) -> float:
    return next(end for end in COHESIONS if cohesion(turns) <= end)


def _exact(_page: tuple[Shown, ...], turns: np.ndarray) -> float:
    return round(cohesion(turns), 3)


@pytest.mark.parametrize("told", [_naive, _exact])
def test_without_a_witness_counts_and_outcomes_are_fixed(told):
    """The negative control: a class told of every team, and the number itself."""
    fixed, known, _told = _concluded((5, 1), told)
    assert fixed > 0 and known > 0


def _random_team(seed: int, n: int, areas: int, gone: float) -> np.ndarray:
    draw = np.random.default_rng(seed)
    common = draw.normal(size=(n, 1))
    change = draw.uniform(-0.4, 0.4, areas) + 0.6 * common + draw.normal(size=(n, areas))
    turns = np.where(np.abs(change) < draw.uniform(0.2, 1.2, areas), 0.0, np.sign(change))
    missing = draw.random(turns.shape) < gone
    missing[:4] = False
    return np.where(missing, GONE, turns)


teams = st.builds(
    _random_team,
    st.integers(0, 2**32 - 1),
    st.integers(4, 14),
    st.integers(2, 6),
    st.sampled_from([0.0, 0.2]),
)


@given(teams, st.data())
def test_what_exchanging_does_is_what_it_would_be_of_the_team_after_it(turns, data):
    """The slow twin of Team.exchanged: the places really exchanged, and statistics.cohesion of the whole."""
    measured = ~np.isnan(turns)
    team = Team(np.where(measured, turns, 0.0), measured)
    assert team.cohesion == pytest.approx(cohesion(turns), abs=1e-12)
    area = data.draw(st.integers(0, turns.shape[1] - 1))
    told = team.exchanged(area)
    for one, other in itertools.product(range(len(turns)), repeat=2):
        pair = turns[[one, other], area]
        if np.isnan(pair).any() or pair[0] == pair[1]:
            assert np.isnan(told[one, other])
        else:
            after = turns.copy()
            after[[one, other], area] = pair[::-1]
            assert told[one, other] == pytest.approx(cohesion(after), abs=1e-9)


@given(teams, st.data())
def test_one_of_a_kind_stands_for_all_who_did_alike(turns, data):
    """The slow twin: everybody with everybody."""
    team = Team(np.where(np.isnan(turns), 0.0, turns), ~np.isnan(turns))
    one, many = team.kinds
    assert many.sum() == len(turns) and len({tuple(row) for row in np.nan_to_num(turns, nan=9)}) == len(one)
    area = data.draw(st.integers(0, turns.shape[1] - 1))
    ends = sorted(data.draw(st.tuples(st.floats(-1, 1), st.floats(0, 1))))
    page, within = SimpleNamespace(partners=data.draw(st.integers(1, 6))), Class(*ends)
    partners = within.holds(team.exchanged(area)).sum(axis=1)[team.measured[:, area]]
    assert _all_can_change(page, team, area, within) == (partners >= page.partners).all()


@settings(max_examples=40)
@given(
    st.integers(0, 2**32 - 1), st.sampled_from([15, 22, 30]), st.integers(2, 11), st.sampled_from([0.0, 0.1])
)
def test_which_classes_there_are_follows_from_the_page_and_from_who_was_measured(seed, n, areas, gone):
    """Another truth with the same page has the same classes, and each class that is told holds its own."""
    profile, turns = Profile(10, 5, 3), _random_team(seed, n, areas, gone)
    draw = np.random.default_rng(seed)
    other = turns.copy()
    for area in range(areas):
        there = ~np.isnan(turns[:, area])
        other[there, area] = draw.permutation(turns[there, area])
    page, measured = _page(turns, profile), ~np.isnan(turns)
    assert _page(other, profile) == page
    ends = open_classes(Page(page, measured, 3))
    assert len(ends) != 1 and set(ends) <= set(COHESIONS) and list(ends) == sorted(ends)
    assert not ends or ends[-1] == 1.0
    for each in (turns, other):
        told = told_class(page, each, 3)
        assert told == next((end for end in ends if cohesion(each) <= end), None)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([Shown(20, {"improved": 8, "unchanged": 8, "deteriorated": 4}, None)], "one leefgebied"),
        (
            [Shown(20, {"improved": 8, "unchanged": 8, "deteriorated": 4}, None), Shown(20, None, None)],
            "only n",
        ),
    ],
)
def test_nothing_is_told_of_one_leefgebied_or_beside_one_of_which_nothing_is_known(rows, why):
    assert open_classes(Page(tuple(rows), np.ones((20, len(rows)), dtype=bool), 3)) == (), why


def test_outcomes_of_many_orders_are_placed_as_a_plain_loop_places_them():
    draw = np.random.default_rng(4)
    orders, there = draw.integers(0, 6, (20, 15)).astype(float), draw.random(15) < 0.8
    for order, fast in zip(orders, _placed(Counts(4, 3, int(there.sum())), orders, there), strict=True):
        ranked = sorted(np.flatnonzero(there), key=lambda resident: -order[resident])
        slow = [1 if i in ranked[:4] else -1 if i in ranked[-3:] else 0 for i in range(15)]
        assert fast.tolist() == slow
