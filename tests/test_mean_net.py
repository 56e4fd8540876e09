"""The mean of the net shares of all leefgebieden: interval and word say the same, on both sides of each border."""

from itertools import product
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student

from monitorlib.disclosure.coarse import WITHHELD
from monitorlib.disclosure.words import Shown, together
from monitorlib.evidence.grades import UNCERTAIN, Counts
from monitorlib.evidence.mean_net import (
    COHESIONS,
    LEVEL,
    TOGETHER_WORDS,
    Area,
    mean_net,
    standard_error,
    t_quantile,
)

MARGIN = 0.15
counts = st.builds(
    lambda up, same, down: Counts(up, down, up + same + down),
    *(st.integers(0, 40), st.integers(1, 40), st.integers(0, 40)),
).filter(lambda row: row.n >= 10)
families = st.lists(counts, min_size=2, max_size=13)
cohesions = st.floats(0.01, 1)


def _areas(rows):
    return [Area.of([row]) for row in rows]


@pytest.mark.parametrize("level", [0.95, 0.975])
@pytest.mark.parametrize("freedom", [10, 11, 21, 46, 201])
def test_the_quantiles_are_those_of_students_t(level, freedom):
    """Witness: scipy."""
    assert t_quantile(level, freedom) == pytest.approx(student.ppf(level, freedom), abs=5e-4)


@given(counts)
def test_the_standard_error_is_the_plain_one_with_one_more_up_and_one_more_down(row):
    """The slow twin: the directions written out."""
    turns = [*[1] * (row.improved + 1), *[-1] * (row.deteriorated + 1)]
    turns += [0] * (row.n - row.improved - row.deteriorated)
    assert standard_error(row) == pytest.approx(np.std(turns, ddof=1) / sqrt(len(turns)))


@given(families, cohesions)
def test_word_and_interval_never_contradict(rows, cohesion):
    found = mean_net(_areas(rows), cohesion, MARGIN)
    assert found.word in TOGETHER_WORDS and -1 <= found.low <= found.estimate <= found.high <= 1
    assert found.word.endswith("improved") == (found.low > 0)
    assert found.word.endswith("deteriorated") == (found.high < 0)
    assert found.word.startswith("slightly") == (
        found.low >= -MARGIN and found.high <= MARGIN and not found.low <= 0 <= found.high
    )
    if found.word == LEVEL:
        assert -MARGIN < found.estimate < MARGIN


@given(families, cohesions)
def test_the_other_direction_is_the_mirror(rows, cohesion):
    found = mean_net(_areas(rows), cohesion, MARGIN)
    turned = mean_net(_areas([Counts(r.deteriorated, r.improved, r.n) for r in rows]), cohesion, MARGIN)
    assert (turned.low, turned.estimate, turned.high) == pytest.approx(
        (-found.high, -found.estimate, -found.low)
    )


@given(families, cohesions, cohesions)
def test_the_closer_leefgebieden_move_together_the_less_is_sure(rows, one, other):
    low, high = sorted((one, other))
    sure, unsure = (mean_net(_areas(rows), each, MARGIN) for each in (low, high))
    assert unsure.low <= sure.low and sure.high <= unsure.high and unsure.estimate == sure.estimate


def test_by_hand():
    """Two leefgebieden of 14 each, 8 up and 2 down, and as many: net 3/7; 12 of 16 changed in the plus-two table.

    Variance of one: (12 − 36/16)/15/16 = .040625; as one, the error is its root; t of 15 is 2.1314.
    """
    row = Counts(8, 2, 14)
    found = mean_net(_areas([row, row]), 1.0, MARGIN)
    assert found.estimate == pytest.approx(3 / 7)
    assert found.low == pytest.approx(3 / 7 - 2.1314 * sqrt(0.040625), abs=1e-3)
    assert found.word == UNCERTAIN and mean_net(_areas([row, row]), 0.9, MARGIN).word == "improved"


@pytest.mark.parametrize(
    ("net", "n", "cohesion", "word"),
    [
        (60, 200, 0.1, "improved"),
        (16, 200, 0.1, "slightly_improved"),
        (-16, 200, 0.1, "slightly_deteriorated"),
        (4, 200, 0.1, LEVEL),
        (4, 200, 1.0, LEVEL),
        (16, 200, 1.0, UNCERTAIN),
    ],
)
def test_the_words(net, n, cohesion, word):
    rows = [Counts(50 + max(0, net), 50 + max(0, -net), n)] * 10
    assert mean_net(_areas(rows), cohesion, MARGIN).word == word


# --- from what is shown

THREE = Shown(20, {"improved": 9, "unchanged": 7, "deteriorated": 4}, None)
HIDDEN = Shown(20, {"improved": 9, "not_improved": 11}, {"deteriorated": 2})


def test_of_one_leefgebied_its_own_row_is_the_answer():
    assert together([THREE], 0.5, MARGIN) is None and together([], None, MARGIN) is None


def test_of_three_classes_it_is_the_answer_of_the_counts():
    assert together([THREE, THREE], 0.5, MARGIN) == mean_net(_areas([Counts(9, 4, 20)] * 2), 0.5, MARGIN)


@pytest.mark.parametrize("cohesion", [*COHESIONS, None])
def test_of_a_hidden_class_the_answer_holds_for_every_table_that_fits(cohesion):
    """The slow twin: every table of every leefgebied, each with the least and the most of the page."""
    rows = [HIDDEN, THREE, HIDDEN]
    found = together(rows, cohesion, MARGIN)
    every = [
        mean_net(_areas(tables), cohesion or 1.0, MARGIN) for tables in product(*(r.fitting() for r in rows))
    ]
    assert found.low <= min(each.low for each in every) and max(each.high for each in every) <= found.high
    if found.word != WITHHELD:
        assert {each.word for each in every} == {found.word}


def test_what_may_not_be_told_is_not_told_as_doubt():
    """Ten leefgebieden with 9 better and 4 worse of 20: clear where they have little in common, not where they
    move as one, and which of both may not be told."""
    rows = [THREE] * 10
    assert together(rows, None, MARGIN).word == WITHHELD
    assert together(rows, 0.1, MARGIN).word == "improved"
    assert together(rows, 1.0, MARGIN).word == UNCERTAIN
    even = [Shown(20, {"improved": 6, "unchanged": 8, "deteriorated": 6}, None)] * 10
    assert together(even, None, MARGIN).word in (UNCERTAIN, WITHHELD)


@given(st.lists(st.sampled_from([THREE, HIDDEN]), min_size=2, max_size=6))
def test_without_a_cohesion_nothing_is_surer_than_with_any(rows):
    without = together(rows, None, MARGIN)
    for cohesion in COHESIONS:
        told = together(rows, cohesion, MARGIN)
        assert without.low <= told.low and told.high <= without.high


@pytest.mark.parametrize("side", [("improved", "deteriorated"), ("deteriorated", "improved")])
def test_a_leefgebied_of_which_nothing_is_shown_counts_as_anything(side):
    """Not as if everybody had improved: beside one that is level, nothing may then be told."""
    level = Shown(20, {"improved": 6, "unchanged": 8, "deteriorated": 6}, None)
    assert together([Shown(20, None, None), level], 0.1, 0.15).word == "withheld"
    clear = Shown(200, {side[0]: 190, "unchanged": 5, side[1]: 5}, None)
    found = together([Shown(20, None, None), *[clear] * 12], 0.1, 0.15)
    assert found.word == side[0]
    assert found.high - found.low > 2 / 13  # between all of the hidden ones down and all of them up
