"""A worker's own table beside the team's: every pair of tables, with a negative control."""

from collections import defaultdict
from functools import cache
from itertools import product

import pytest

from monitorlib.disclosure.audit import MIN_OWN, own_profile, stands_beside
from monitorlib.disclosure.coarse import few_of
from monitorlib.disclosure.rules import THREE, Profile, choose_table

TEN = 10  # the usual smallest team


@cache
def tables(n: int) -> list[tuple[int, int, int]]:
    """Every way in which n residents fall into three classes."""
    return [(i, u, n - i - u) for i in range(n + 1) for u in range(n - i + 1)]


@cache
def shown(cells: tuple[int, int, int], profile: Profile) -> tuple[tuple[str, int], ...]:
    """What the ladder shows of these residents."""
    return tuple((choose_table([cells], profile).counts or {}).items())


@cache
def said(cells: tuple[int, int, int], profile: Profile) -> str:
    """What is said of a hidden class of these residents."""
    return str(few_of(choose_table([cells], profile), [cells], profile))


def leaks(n_own: int, n_others: int, m: int, rule=stands_beside) -> int:
    """How many pages fix an unsafe count.

    A page: the team's table with what is said beside it, and the own table or its absence. For each group that a
    reader may think of (own, others, team) and each class, the values in all true tables that give the same page
    are compared; one value alone is a leak where it, or what is beside it, is below m.
    """
    profile, values = own_profile(TEN, 5, m), defaultdict(lambda: defaultdict(set))
    allowed = cache(lambda own, team: rule(dict(own) or None, dict(team) or None, profile))
    for own, others in product(tables(n_own), tables(n_others)):
        team = tuple(a + b for a, b in zip(own, others, strict=True))
        mine, whole = shown(own, profile), shown(team, Profile(TEN, 5, m))
        beside = said(team, Profile(TEN, 5, m))
        page = values[whole, beside, mine if allowed(mine, whole) else None]
        for name, group in (("own", own), ("others", others), ("team", team)):
            for each, count in enumerate(group):
                page[name, each].add((count, sum(group)))
    return sum(_unsafe(page, m) for page in values.values())


def _unsafe(page: dict, m: int) -> bool:
    single = [next(iter(found)) for found in page.values() if len(found) == 1]
    return any(min(value, size - value) < m for value, size in single)


@pytest.mark.parametrize("m", [2, 3, 5])
@pytest.mark.parametrize("n_own", [MIN_OWN, 11, 12, 15])
@pytest.mark.parametrize("n_others", [5, 6, 8, 10])
def test_no_page_fixes_an_unsafe_count(n_own, n_others, m):
    assert leaks(n_own, n_others, m) == 0


def test_without_the_rule_pages_leak():
    def both_are_there(own, team, _profile):
        return own is not None and team is not None

    assert leaks(10, 8, 3, both_are_there) > 0


PROFILE = own_profile(TEN, 5, 3)
TEAM = dict(zip(THREE, (9, 12, 8), strict=True))


@pytest.mark.parametrize(
    ("own", "team", "stands"),
    [
        ((6, 9, 5), TEAM, True),
        ((7, 9, 5), TEAM, False),  # two of the others improved
        ((6, 9, 5), dict(zip(THREE, (8, 11, 6), strict=True)), False),  # one of the others deteriorated
        ((4, 4, 3), dict(zip(THREE, (7, 7, 6), strict=True)), True),
        ((6, 9, 5), None, False),
        ((6, 9, 5), {"improved": 9, "not_improved": 20}, False),
    ],
)
def test_what_is_left_of_the_team_could_itself_be_shown(own, team, stands):
    assert stands_beside(dict(zip(THREE, own, strict=True)), team, PROFILE) is stands


@pytest.mark.parametrize(("others", "stands"), [(5, True), (4, False)])
def test_the_others_are_k_or_more(others, stands):
    profile = Profile(TEN, 5, 1)  # a class may be one, so that only k speaks
    own = {"improved": 5, "unchanged": 3, "deteriorated": 3}
    team = {"improved": 6, "unchanged": 4, "deteriorated": 3 + others - 2}
    assert stands_beside(own, team, profile) is stands


def test_a_merged_class_keeps_two_values():
    """5 of 10 deteriorated; the own rung says that at most 2 improved, the team that at most 3 stayed the same."""
    own = {"deteriorated": 5, "not_deteriorated": 5}
    assert not stands_beside(own, {"improved": 5, "unchanged": 3, "deteriorated": 10}, PROFILE)
    assert stands_beside(own, {"improved": 5, "unchanged": 4, "deteriorated": 10}, PROFILE)


@pytest.mark.parametrize(
    ("team", "stands"),
    [
        ((6, 5, 5), True),  # none of the five stayed the same, or none deteriorated
        ((6, 6, 4), False),  # one of them at least stayed the same, so none deteriorated
        ((6, 4, 6), False),  # the other way round
    ],
)
def test_both_ends_of_what_is_hidden_count(team, stands):
    """A class may be one here, so that two classes mean: one of the others is nobody."""
    profile = Profile(TEN, 5, 1)
    own = {"improved": 5, "not_improved": 5}
    assert stands_beside(own, dict(zip(THREE, team, strict=True)), profile) is stands


def test_only_n_has_no_place():
    assert not stands_beside(None, TEAM, PROFILE)


@pytest.mark.parametrize(("asked", "least"), [((5, 2), (10, 3)), ((15, 5), (15, 5))])
def test_less_than_usual_is_never_allowed(asked, least):
    minimum, m = asked
    profile = own_profile(minimum, 5, m)
    assert (profile.min_residents, profile.m) == least
