"""max-T, Holm and Benjamini-Hochberg against R, against enumeration, and what must always hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitorlib.foundation.errors import UserError
from monitorlib.statistics import benjamini_hochberg, holm, max_t, signed_rank
from tests.statistics import slow
from tests.statistics.reference import anxiety, gold

STUDIES = gold("gold_multi")["studies"]
ENUMERATED = gold("gold_multi")["exact_enumeration"]


@pytest.mark.parametrize("case", ENUMERATED)
def test_the_complete_enumeration_is_that_of_r(case):
    rows, expected = ENUMERATED[case], ENUMERATED[case]["prattrank_statistic"]
    found = max_t(rows["D"], n_flips=2**17)
    by_item = dict(zip(rows["items"], found, strict=True))
    assert [by_item[item] for item in expected["items"]] == pytest.approx(expected["stepdown"], abs=1e-12)
    assert all(by_item[item] == 1 for item in set(by_item) - set(expected["items"]))


@pytest.mark.parametrize("study", STUDIES)
def test_random_flips_give_those_of_r_within_the_error_of_both(study):
    changes = anxiety(study)
    assert len(changes) == STUDIES[study]["n_complete"]
    found = max_t(changes, n_flips=200_000)
    assert found == pytest.approx(STUDIES[study]["maxT_prattrank_MC"]["stepdown"], abs=0.005)


@pytest.mark.parametrize("study", STUDIES)
def test_exact_p_values_and_their_corrections_are_those_of_r(study):
    expected = STUDIES[study]
    exact = [signed_rank(column).p_exact for column in anxiety(study).T]
    assert exact == pytest.approx(expected["p_pratt_exact"], rel=1e-9)
    assert holm(exact) == pytest.approx(expected["holm_pratt"], rel=1e-9)
    assert benjamini_hochberg(exact) == pytest.approx(expected["BH_pratt"], rel=1e-9)


def test_holm_and_bh_are_p_adjust():
    table = gold("gold_other")["p_adjust"]
    assert holm(table["p"]) == pytest.approx(table["holm"], rel=1e-12)
    assert benjamini_hochberg(table["p"]) == pytest.approx(table["BH"], rel=1e-12)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(data=st.data(), n=st.integers(1, 7), columns=st.integers(1, 4))
def test_max_t_is_the_enumeration_of_one_sign_a_resident(data, n, columns):
    score = st.none() | st.integers(-3, 3)
    rows = data.draw(st.lists(st.lists(score, min_size=columns, max_size=columns), min_size=n, max_size=n))
    found = max_t(np.array([[np.nan if d is None else d for d in row] for row in rows], dtype=float))
    assert found == pytest.approx(slow.max_t(rows), abs=1e-12)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(p=st.lists(st.floats(0, 1), max_size=14))
def test_holm_and_bh_are_their_definitions(p):
    for fast, twin in ((holm, slow.holm), (benjamini_hochberg, slow.benjamini_hochberg)):
        expected = twin(p)
        assert fast(p).tolist() == pytest.approx([expected[i] for i in range(len(p))])


def _changes(n, seed=0):
    random = np.random.default_rng(seed)
    changes = np.clip(np.rint(random.normal(0.2, 0.8, (n, 1)) + random.normal(0, 0.6, (n, 6))), -4, 4)
    changes[random.random((n, 6)) < 0.1] = np.nan
    return changes


@pytest.mark.parametrize("n", [12, 40])
def test_the_same_data_give_the_same_bytes_and_leefgebieden_may_stand_in_any_order(n):
    changes = _changes(n)
    found = max_t(changes, seed=7)
    assert found.tobytes() == max_t(changes.copy(), seed=7).tobytes()
    order = [3, 0, 5, 1, 4, 2]
    assert max_t(changes[:, order], seed=7).tobytes() == found[order].tobytes()


def test_who_changed_nowhere_has_no_say():
    changes = _changes(20)
    with_others = np.insert(changes, [2, 9], 0, axis=0)
    with_others[2] = np.nan
    ranks_alike = np.isnan(with_others[2]).all()
    assert ranks_alike
    assert max_t(np.delete(with_others, 10, axis=0)).tobytes() == max_t(changes).tobytes()


def test_one_leefgebied_is_its_own_exact_test():
    change = np.array([1, 1, 2, -1, 0, 0, 1, 3, 1, 1.0])
    assert max_t(change[:, None])[0] == pytest.approx(signed_rank(change).p_exact, abs=1e-12)


def test_the_observed_pattern_is_one_of_the_random_ones():
    assert max_t(np.ones((60, 2))).tolist() == [1 / 10_001] * 2
    assert max_t(np.ones((60, 2)), n_flips=99).tolist() == [1 / 100] * 2


def test_adjusted_is_never_below_the_exact_p():
    changes = _changes(14)
    exact = [signed_rank(column).p_exact for column in changes.T]
    assert (max_t(changes) >= np.array(exact) - 1e-12).all()


def test_copies_of_a_leefgebied_cost_nothing():
    change = _changes(13)[:, :1]
    assert max_t(np.repeat(change, 5, axis=1)) == pytest.approx(np.repeat(max_t(change), 5), abs=1e-12)


def test_float32_and_float64_count_the_same_patterns():
    changes = _changes(300, seed=2)
    large = np.vstack([changes, np.full((4000, 6), np.nan)])
    large[300:, 0] = 0  # thousands of zeros make ranks too large for float32
    small = max_t(changes[:, 1:], seed=3)
    assert max_t(large[:, 1:], seed=3).tobytes() == small.tobytes()
    assert max_t(large, seed=3)[0] <= 1


def test_nobody_changed_and_nothing_measured_give_p_1():
    changes = np.column_stack([np.ones(12), np.zeros(12), np.full(12, np.nan)])
    assert max_t(changes).tolist() == [2 / 2**12, 1, 1]
    assert max_t(np.zeros((0, 3))).tolist() == [1, 1, 1]
    assert max_t(np.zeros((5, 0))).shape == (0,)


def test_what_was_not_tested_does_not_count_among_the_p_values():
    assert holm([0.01, np.nan, 0.04]) == pytest.approx([0.02, np.nan, 0.04], nan_ok=True)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: max_t([1, 2]), "changes: moet 2 dimensies hebben"),
        (lambda: max_t([[1, np.inf]]), "changes: oneindige"),
        (lambda: max_t([[1, 2], [3]]), "changes: moet uit getallen"),
        (lambda: max_t([[1]], n_flips=0), "n_flips: moet een heel getal"),
        (lambda: max_t([[1]], seed=-1), "seed: moet een heel getal"),
        (lambda: holm([0.1, 1.2]), "p: ligt tussen 0 en 1"),
        (lambda: benjamini_hochberg([-0.1]), "p: ligt tussen 0 en 1"),
    ],
)
def test_wrong_input_is_refused_by_name_and_rule(call, words):
    with pytest.raises(UserError, match=words):
        call()
