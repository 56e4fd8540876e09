"""What a group could have shown at all."""

import math

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.statistics import minimum_detectable
from tests.statistics import slow


@pytest.mark.parametrize(
    ("n", "expected"), [(15, 0.45), (20, 0.40), (30, 0.34), (50, 0.27), (100, 0.19), (200, 0.14)]
)
def test_the_table_of_detectable_net_changes(n, expected):  # STATISTICS: simulated before this was written
    assert minimum_detectable(n) == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize(
    ("n", "unchanged", "power"), [(7, 0.5, 0.8), (12, 0.2, 0.9), (20, 0.9, 0.8), (31, 0, 0.5)]
)
def test_the_power_there_is_the_one_asked_for(n, unchanged, power):
    found = minimum_detectable(n, unchanged, power)
    assert slow.power(n, unchanged, found) == pytest.approx(power, abs=1e-6)
    assert slow.power(n, unchanged, found - 0.01) < power


def test_larger_groups_see_smaller_changes_and_under_five_nothing_is_seen():
    found = [minimum_detectable(n) for n in range(5, 80)]
    assert found[0] < 1
    assert minimum_detectable(10) > minimum_detectable(20) > minimum_detectable(2000)
    assert [minimum_detectable(n) for n in range(1, 5)] == [math.inf] * 4


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: minimum_detectable(0), "n: moet een heel getal"),
        (lambda: minimum_detectable(2.5), "n: moet een heel getal"),
        (lambda: minimum_detectable(20, unchanged=1), "unchanged: moet tussen"),
        (lambda: minimum_detectable(20, power=80), "power: moet tussen"),
    ],
)
def test_wrong_input_is_refused_by_name_and_rule(call, words):
    with pytest.raises(UserError, match=words):
        call()
