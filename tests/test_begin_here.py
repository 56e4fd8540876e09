"""With which leefgebied a conversation may begin: the one that moved most, with chance taken off."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorlib.evidence.grades import Counts
from monitorlib.evidence.mean_net import Area, shrunken
from tests.test_mean_net import counts

areas = st.builds(lambda row: Area.of([row]), counts)
families = st.lists(areas, min_size=1, max_size=13)


def slow(known):
    """The slow twin: plain loops over net shares and errors, one by one."""
    nets, errors = [each.low for each in known], [each.error for each in known]
    total = 0.0
    for net, error in zip(nets, errors, strict=True):
        total += net * net - error * error
    spread = total / len(nets)
    if spread <= 0:
        return [0.0] * len(nets)
    return [net / (1 + error * error / spread) for net, error in zip(nets, errors, strict=True)]


@given(families)
def test_each_is_drawn_in_by_as_much_as_it_may_be_chance(family):
    assert shrunken(family) == pytest.approx(slow(family))


@given(families, st.integers(0, 12))
def test_a_leefgebied_of_which_nothing_is_shown_changes_nothing(family, place):
    place = min(place, len(family))
    found = shrunken([*family[:place], None, *family[place:]])
    assert found.pop(place) == 0 and found == shrunken(family)


@given(families)
def test_no_leefgebied_moves_further_than_it_was_seen_to_or_another_way(family):
    for area, found in zip(family, shrunken(family), strict=True):
        assert abs(found) <= abs(area.low) and found * area.low >= 0


@given(st.lists(counts, min_size=1, max_size=13))
def test_up_and_down_are_ordered_alike(rows):
    found = shrunken([Area.of([each]) for each in rows])
    turned = shrunken([Area.of([Counts(r.deteriorated, r.improved, r.n)]) for r in rows])
    assert turned == pytest.approx([-each for each in found])


@given(families)
def test_of_as_many_residents_with_as_many_changes_who_moved_most_comes_first(family):
    """Also where the errors are alike, what moved further is never drawn in to less."""
    same = [Area(each.low, each.high, 0.1, each.n) for each in family]
    order = sorted(range(len(same)), key=lambda at: abs(same[at].low))
    drawn = [abs(shrunken(same)[at]) for at in order]
    assert drawn == sorted(drawn)


def test_a_small_group_does_not_come_on_top_by_chance():
    """Of 10 residents 6 more improved, of 90 45 more: the share of the small group is larger, what is sure is
    not."""
    small, large = Counts(7, 1, 10), Counts(50, 5, 90)
    few, many, *_rest = shrunken([Area.of([small]), Area.of([large]), *[Area.of([Counts(5, 5, 30)])] * 5])
    assert 6 / 10 > 45 / 90 and 0 < few < many


def test_where_nothing_moved_more_than_chance_does_nothing_comes_first():
    assert shrunken([Area.of([Counts(4, 3, 30)]), Area.of([Counts(3, 4, 30)])]) == [0.0, 0.0]
    assert shrunken([]) == [] and shrunken([None]) == [0.0]


def test_of_a_hidden_class_the_table_nearest_to_nothing_counts():
    hidden = Area.of([Counts(9, down, 20) for down in range(3)])
    sure = Area.of([Counts(20, 2, 40)])
    found = shrunken([hidden, sure])
    assert found == shrunken([Area(hidden.low, hidden.low, hidden.error, 20), sure])
    either = Area(-0.1, 0.2, 0.1, 20)
    assert shrunken([either, sure])[0] == 0
