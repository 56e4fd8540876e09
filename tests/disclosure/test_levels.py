"""Scores as levels, from the worst to the best, on a scale that rises and on one that falls."""

from dataclasses import replace

import pandas as pd
import pytest

from monitorlib.disclosure.second import Levels, levels_between, levels_of, scores_in
from monitorlib.instruments import Scale
from tests.releases import ZRM

RISES, FALLS = Levels(1, 5), Levels(6, 0)


@pytest.mark.parametrize(
    ("levels", "count", "ends"),
    [(RISES, 5, (1.0, 5.0)), (FALLS, 7, (6.0, 0.0)), (Levels(4, 4), 1, (4.0, 4.0))],
)
def test_a_scale_has_a_level_a_point_and_is_read_back_from_its_ends(levels, count, ends):
    assert (levels.count, str(levels.ends)) == (count, str(ends))  # in a file 1.0, as scores are
    assert levels_between(levels.ends) == levels


def test_residents_are_counted_a_level_the_worst_first():
    """Nobody at the two worst or at the best; a score a rounding error away counts, a missing one does not."""
    scores = pd.Series([4.0, 3.9999999, None, 3.0, 3.0000001, 3.0])
    assert RISES.starts(scores) == [0, 0, 3, 2, 0]
    assert FALLS.starts(scores) == [0, 0, 2, 3, 0, 0, 0]


@pytest.mark.parametrize(
    ("levels", "run", "name", "scores"),
    [
        (RISES, (0, 1), "1-2", (1, 2)),
        (RISES, (4, 4), "5", (5, 5)),
        (FALLS, (0, 1), "5-6", (5, 6)),
        (FALLS, (6, 6), "0", (0, 0)),
        (Levels(0, 10), (4, 10), "4-10", (4, 10)),
    ],
)
def test_a_run_is_called_by_its_lowest_and_highest_score(levels, run, name, scores):
    assert levels.name(run) == name
    assert scores_in(name) == scores


@pytest.mark.parametrize(
    ("low", "high", "step", "found"),
    [
        (0.0, 2.0, 1.0, (0, 2)),
        (0.0, 1.0, 1.0, None),
        (0.0, 10.0, 1.0, (0, 10)),
        (0.0, 11.0, 1.0, None),
        (1.0, 11.0, 1.0, (1, 11)),
        (10.0, 11.0, 1.0, None),
        (-1.0, 3.0, 1.0, None),
        (1.0, 5.0, 0.5, None),
        (1.0, 5.0, 2.0, None),
        (1.0, 5.0, 0.0, None),
    ],
)
def test_from_three_to_eleven_whole_scores_from_zero_up_are_levels(low, high, step, found):
    instrument = replace(ZRM, scale=Scale(low, high, step))
    assert str(levels_of(instrument)) == str(found and Levels(*found))  # whole numbers, as they are called
    assert levels_of(replace(instrument, better_is="lower")) == (found and Levels(*reversed(found)))
    assert levels_of(replace(instrument, better_is="none")) is None
