"""Decision 44, both sides of the border; and each division of the residents tested once."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorlib.explanations.checks import case_mix
from monitorlib.explanations.contrasts import distinct, group_contrast
from monitorlib.foundation.texts import Text

CHANGES = np.array([[1.0], [0.0], [1.0], [0.0]])  # a mean shift of half a point


def _family(before=0.0):
    cohort = SimpleNamespace(change=CHANGES)
    earlier = SimpleNamespace(change=np.full((4, 1), before))
    return SimpleNamespace(now=cohort, before=earlier, small=0.5)


@pytest.mark.parametrize(("composition", "explains"), [(0.2, True), (0.199, False), (-0.2, True)])
def test_composition_explains_from_half_of_the_difference_between_periods_on(composition, explains):
    split = case_mix._Split(Text("x", "x"), composition, 0.4 - composition, 0.01, 0.001)
    finding = case_mix._finding(_family(before=0.1), 0, split, 0.001)
    assert finding.eligible is explains


GROUPS = st.lists(st.lists(st.sampled_from([0.0, 1.0, np.nan]), min_size=6, max_size=6), max_size=12)


@given(GROUPS)
def test_every_division_is_kept_once(rows):
    made = [
        group_contrast(Text(str(i), str(i)), np.array(row) == 1, ~np.isnan(np.array(row)))
        for i, row in enumerate(rows)
    ]
    kept = []
    for one in made:  # the slow twin: beside each of those kept
        if not any(_same(one, other) for other in kept):
            kept.append(one)
    assert [c.label.nl for c in distinct(made)] == [c.label.nl for c in kept]


def _same(one, other) -> bool:
    mirrored = np.array_equal(one.x, 1 - other.x, equal_nan=True)
    return mirrored or np.array_equal(one.x, other.x, equal_nan=True)
