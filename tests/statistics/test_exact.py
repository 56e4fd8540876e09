"""Signed-rank, sign and sign-flip tests against R, against enumeration, and against what must always hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitorlib.foundation.errors import UserError
from monitorlib.statistics import exact as nulls
from monitorlib.statistics import exact as signs
from monitorlib.statistics import sign_flip, sign_test, signed_rank
from tests.statistics import slow
from tests.statistics.reference import gold

CASES = gold("gold_pairs")["cases"]
TESTS = {
    "signedrank_pratt": signed_rank,
    "signedrank_wilcoxon": lambda change: signed_rank(change, zeros="wilcoxon"),
    "sign_test": sign_test,
    "signflip_mean": sign_flip,
}
FIELDS = {
    "p_exact_two": "p_exact",
    "p_mid_two": "p_mid",
    "p_exact_greater": "p_greater",
    "p_exact_less": "p_less",
}
whole = st.lists(st.integers(-4, 4), max_size=10)
# floats that are exact in binary, so that enumeration sees the same ties
halves = st.lists(st.integers(-60, 60).map(lambda i: i / 4), max_size=9)


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("case", CASES)
def test_p_values_are_those_of_r_also_at_1e_34(case, test):
    expected = CASES[case][test]
    found = TESTS[test](CASES[case]["diff_counts"])
    for theirs, ours in FIELDS.items():
        if theirs in expected:
            assert getattr(found, ours) == pytest.approx(expected[theirs], rel=1e-9, abs=0), theirs


def test_the_published_value_of_bentur_2009():
    found = sign_test({1: 1, -1: 7, 0: 13})  # Fagerland, Lydersen & Laake 2013: exact .0703, mid-p .0391
    assert (found.p_exact, found.p_mid) == (0.0703125, 0.0390625)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(change=whole | halves, zeros=st.sampled_from(["pratt", "wilcoxon"]))
def test_signed_rank_is_the_enumeration_of_all_signs(change, zeros):
    scores = slow.signed_ranks(change, zeros)
    found = signed_rank(change, zeros)
    assert found.statistic == sum(scores)
    _assert_enumerated(found, scores)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(change=whole | halves)
def test_sign_flip_and_sign_test_are_the_enumeration_of_all_signs(change):
    _assert_enumerated(sign_flip(change), [d for d in change if d != 0])
    _assert_enumerated(sign_test(change), [(d > 0) - (d < 0) for d in change if d != 0])
    assert sign_flip(change).statistic == pytest.approx(sum(change), abs=1e-9)


def _assert_enumerated(found, scores):
    expected = slow.flip_p_values(scores)
    assert (found.p_exact, found.p_mid, found.p_greater, found.p_less) == pytest.approx(expected, rel=1e-12)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    units=st.lists(st.integers(1, 60), min_size=1, max_size=4, unique=True),
    groups=st.lists(st.tuples(st.integers(0, 8), st.integers(1, 8)), min_size=4, max_size=4),
)
def test_every_way_to_the_exact_tail_gives_the_same(units, groups):
    up, down = (np.array(column)[: len(units)] for column in zip(*groups, strict=True))
    units, counts = np.array(sorted(units)), up + down
    observed = int(abs(units @ (up - down)))
    expected = nulls._by_lattice(units, counts, observed)
    assert nulls._by_halves(units, counts, observed) == pytest.approx(expected, rel=1e-12)


def test_hundreds_of_different_changes_fall_back_on_fixed_flips(monkeypatch):
    change = np.random.default_rng(3).normal(0.15, 1, 60).round(3)
    exact = signed_rank(change)
    monkeypatch.setattr(nulls, "MOST_LATTICE", 0)
    monkeypatch.setattr(nulls, "MOST_SUMS", 0)
    flipped = signed_rank(change)
    assert flipped == signed_rank(change)
    assert flipped.p_exact == pytest.approx(exact.p_exact, abs=0.01)
    assert 0 < flipped.p_mid <= flipped.p_exact


@pytest.mark.parametrize("ladder", [True, False], ids=["a ladder", "too long a ladder"])
def test_where_the_ladder_of_all_sums_is_too_long_two_halves_give_the_exact_p(monkeypatch, ladder):
    """Amounts to the cent: the steps up to the largest sum are far more than the sums that there are."""
    change = np.random.default_rng(3).normal(40, 100, 14).round(2)
    monkeypatch.setattr(nulls, "FEW_SUMS", 0)
    monkeypatch.setattr(nulls, "MOST_LATTICE", nulls.MOST_LATTICE if ladder else 0)
    found = sign_flip(change)
    expected = slow.flip_p_values([round(100 * d) for d in change])
    assert (found.p_exact, found.p_mid, found.p_greater, found.p_less) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("residents", "exact"), [(nulls.MOST_LISTED, True), (nulls.MOST_LISTED + 1, False)])
def test_changes_without_a_common_step_are_exact_up_to_20_residents_and_then_fixed_flips(residents, exact):
    change = np.random.default_rng(8).normal(0.3, 1, residents)
    observed = change.sum()
    sums = np.abs(change) @ nulls.all_signs(residents)  # S and −S are as likely: half of the patterns suffice
    two_sided = np.mean(np.abs(sums) >= abs(observed) - 1e-9)
    found = sign_flip(change)
    assert found.p_exact == pytest.approx(two_sided, rel=1e-9 if exact else 0.1)
    assert bool(found.p_exact == pytest.approx(two_sided, rel=1e-9)) is exact
    assert sign_flip(change) == found


@settings(max_examples=60, deadline=None, derandomize=True)
@given(change=whole, factor=st.sampled_from([0.1, 0.25, 0.5, 3, 100]))
def test_the_unit_of_the_scale_plays_no_part(change, factor):
    for test in (signed_rank, sign_flip, sign_test):
        scaled = test([d * factor for d in change])
        assert scaled.p_exact == pytest.approx(test(change).p_exact, rel=1e-12)
        assert scaled.p_mid == pytest.approx(test(change).p_mid, rel=1e-12)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(change=st.lists(st.integers(-4, 4), max_size=60))
def test_turning_the_scale_swaps_better_and_worse(change):
    there, back = signed_rank(change), signed_rank([-d for d in change])
    assert (there.p_exact, there.p_mid, there.statistic) == (back.p_exact, back.p_mid, -back.statistic)
    assert (there.p_greater, there.p_less) == (back.p_less, back.p_greater)
    assert 0 < there.p_mid <= there.p_exact <= 1


def test_an_array_and_its_counts_are_the_same_and_missing_pairs_do_not_count():
    change = [1, 1, 2, 0, -1, np.nan, 3, 0]
    assert signed_rank(change) == signed_rank({1: 2, 2: 1, 0: 2, -1: 1, 3: 1})
    assert signed_rank(change) == signed_rank(change[::-1])


def test_differences_that_are_equal_but_for_rounding_are_ties():
    assert signed_rank([0.3 - 0.1, 0.4 - 0.2, -0.2, 0.5]) == signed_rank([0.2, 0.2, -0.2, 0.5])
    assert sign_flip([0.1 + 0.2, -0.3]).p_exact == 1


@pytest.mark.parametrize("change", [[], [0], [0] * 40, [np.nan], {0: 12}, {}])
def test_nobody_changed_gives_p_1(change):
    for test in (signed_rank, sign_flip, sign_test):
        found = test(change)
        assert (found.statistic, found.p_exact, found.p_mid, found.p_greater, found.p_less) == (0, 1, 1, 1, 1)


def test_one_resident_and_everybody_changed():
    assert signed_rank([2]).p_exact == 1
    assert signed_rank([2]).p_mid == 0.5
    assert signed_rank([1] * 10).p_exact == 2 / 2**10
    assert signed_rank([1] * 10) == signed_rank([1] * 10, zeros="wilcoxon")


def test_pratt_lets_those_who_stayed_the_same_weigh():
    change = [-1] * 3 + [2] * 6 + [0] * 30
    assert signed_rank(change).p_exact > signed_rank(change, zeros="wilcoxon").p_exact


def test_an_infinite_step_between_sizes_is_no_ladder():
    change = np.array([1.0, np.sqrt(2), -np.pi, 0.5, 0.7])
    assert sign_flip(change).p_exact == pytest.approx(slow.flip_p_values(list(change))[0], abs=1e-12)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ([1, np.inf], "change: oneindige"),
        ([[1, 2]], "change: moet 1 dimensie hebben"),
        (["a"], "change: moet uit getallen"),
        ({1: 1.5}, "change: aantallen zijn hele"),
        ({1: -2}, "change: aantallen zijn hele"),
        ({"x": 2}, "change: moet uit getallen"),
        ({np.nan: 2}, "change: een verschil ontbreekt"),
    ],
)
def test_wrong_changes_are_refused_by_name_and_rule(change, words):
    for test in (signed_rank, sign_flip, sign_test):
        with pytest.raises(UserError, match=words):
            test(change)


def test_an_unknown_way_with_zeros_is_refused():
    with pytest.raises(UserError, match="zeros: kies uit pratt, wilcoxon"):
        signed_rank([1, 2], zeros="zsplit")


def _signs(n, n_flips=1000):
    return np.concatenate(list(signs.sign_blocks(n, n_flips, seed=4)), axis=1)


def test_the_signs_of_a_resident_do_not_depend_on_the_size_of_the_group(monkeypatch):
    alone, among = _signs(70), _signs(900)
    assert (among[:70] == alone).all()
    assert set(np.unique(alone)) == {-1, 1}
    monkeypatch.setattr(signs, "_KEPT_CELLS", 0)
    monkeypatch.setattr(signs, "_BLOCK_CELLS", 64 * 70 * 3)
    assert len(list(signs.sign_blocks(70, 1000, seed=4))) == 6
    assert (_signs(70) == alone).all()
