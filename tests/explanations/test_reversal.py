"""Simpson: a difference that is the other way in every group; and a shift, which cannot turn round."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.stories import turns
from benchmarks.told import SUPPORTS, TURNS
from monitorlib.explanations.finding import A_KENMERK, kenmerken_of, table_of, turns_round

# Charig e.a. 1986, BMJ 292:879, treatment of kidney stones: successes of all, by size of stone
OPEN, PERCUTANEOUS = {"small": (81, 87), "large": (192, 263)}, {"small": (234, 270), "large": (55, 80)}


def _patients(arm: dict) -> tuple[np.ndarray, np.ndarray]:
    outcome = np.concatenate([np.repeat([1.0, 0.0], [good, n - good]) for good, n in arm.values()])
    return outcome, np.repeat(list(arm), [n for _good, n in arm.values()])


def test_charig_turns_round_though_not_surely():
    """Witness: Charig 1986: 83 against 78% over all; 87 against 93 and 69 against 73 by size. With 350 a side
    neither difference is sure (.046, standard error .030; −.054, .033); of four times as many both are."""
    (one, size), (other, sizes) = _patients(PERCUTANEOUS), _patients(OPEN)
    assert not turns_round(one, other, size, sizes)
    four = [np.tile(each, 4) for each in (one, other, size, sizes)]
    assert turns_round(*four) and not turns_round(*four, looks=50)
    assert not turns_round(four[0], four[1], *(np.array(["all"] * len(each)) for each in four[2:]))


def _slow(ones, others, strata_ones, strata_others) -> bool:
    """Stratum by stratum, in words of the rule."""
    all_of = [*strata_ones, *strata_others]
    large = [name for name in sorted(set(all_of)) if all_of.count(name) >= 10]
    if len(large) < 2 or sum(name not in large for name in all_of) > 0.2 * len(all_of):
        return False
    whole = ones.mean() - others.mean()
    if abs(whole) <= 1.96 * np.sqrt(ones.var(ddof=1) / len(ones) + others.var(ddof=1) / len(others)):
        return False
    total = weights = variance = 0.0
    for name in large:
        a, b = ones[strata_ones == name], others[strata_others == name]
        if len(a) < 5 or len(b) < 5 or (a.mean() - b.mean()) * whole >= 0:
            return False
        weight = len(a) * len(b) / (len(a) + len(b))
        total += weight * (a.mean() - b.mean())
        variance += weight**2 * (a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))
        weights += weight
    return -np.sign(whole) * total / weights > 1.96 * np.sqrt(variance) / weights


@given(st.integers(0, 10_000))
def test_it_turns_round_as_a_plain_loop_says(seed):
    draw = np.random.default_rng(seed)
    strata = [draw.choice(list("abc"), n, p=p) for n, p in ((60, (0.8, 0.15, 0.05)), (60, (0.15, 0.8, 0.05)))]
    ones, others = (
        np.where(each == "a", 2.0, 0.0) + shift + draw.normal(size=60) / 2
        for each, shift in zip(strata, (-0.5 * draw.random(), 0.0), strict=True)
    )
    assert turns_round(ones, others, *strata) == _slow(ones, others, *strata)


@given(st.lists(st.tuples(st.integers(-4, 4), st.sampled_from("abc")), min_size=1, max_size=40))
def test_a_shift_is_never_the_other_way_in_every_group(rows):
    """Why only comparisons are looked at: the whole is the mean of its groups."""
    change, group = np.array([c for c, _g in rows]), np.array([g for _c, g in rows])
    sides = {np.sign(change[group == name].mean()) for name in set(group)}
    assert np.sign(change.mean()) in sides | (
        {0, 1, -1} if {1, -1} <= sides else {0} if 0 in sides else set()
    )


@pytest.mark.parametrize("story", TURNS, ids=lambda each: f"{each.check}: {each.words}")
def test_it_is_told_in_its_stories_and_in_no_other(story):
    found = [turns(story, seed) for seed in range(3)]
    assert sum(found) >= 2 if story.must == SUPPORTS else not any(found)


def test_a_kenmerk_with_a_figure_in_its_name_is_not_named():
    people = pd.DataFrame(
        {"kenmerk_65plus": ["ja", None], "kenmerk_woont": ["a", "b"], "worker_id": ["x", "y"]}
    )
    names = [by for by, _value in kenmerken_of(people)]
    assert (names[0], names[1].nl) == (A_KENMERK, "naar woont")
    assert kenmerken_of(people)[0][1].tolist() == ["ja", ""]


def test_the_table_has_a_group_for_each_stratum_of_each_side():
    family = SimpleNamespace(instrument=SimpleNamespace(unchanged_within=0))
    one = (np.array([1.0, 0.0, -1.0]), np.array(["a", "a", "b"]))
    assert table_of(family, one, one) == ((1, 1, 0), (0, 0, 1)) * 2
