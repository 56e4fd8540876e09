"""The shuffling engine against a plain loop, and its promise that it finds nothing in nothing."""

import numpy as np
import pytest
from scipy import stats

from monitorlib.statistics.permutations import shuffles, tail_of, test_contrasts

N, AREAS = 24, 3


def _slow(labels, values, seed):
    """p of each column, and step-down over columns, one shuffle and one column at a time."""
    x = labels - labels.mean(0)
    v = values - values.mean(0)
    n = len(v)

    def strengths(rows):
        return [
            max(
                abs((x[:, c] * rows[:, j]).sum())
                / np.sqrt((x[:, c] ** 2).sum() * (v[:, j] ** 2).sum() / (n - 1))
                for c in range(x.shape[1])
            )
            for j in range(v.shape[1])
        ]

    own = strengths(v)
    null = [strengths(v[order]) for order in shuffles(n, seed).T[:200]]
    alone = [sum(each[j] >= own[j] * (1 - 1e-9) for each in null) for j in range(v.shape[1])]
    return own, alone


@pytest.mark.parametrize("contrasts", [2, AREAS + 1], ids=["fewer than areas", "more than areas"])
def test_the_fast_engine_counts_as_a_plain_loop(contrasts, monkeypatch):
    draw = np.random.default_rng(5)
    labels = draw.integers(0, 2, (N, contrasts)).astype(float)
    values = draw.normal(size=(N, AREAS)) + labels[:, [0]] * [0.8, 0.0, 0.3]
    own, alone = _slow(labels, values, 7)
    first = shuffles(N, 7)[:, :200]
    monkeypatch.setattr("monitorlib.statistics.permutations.shuffles", lambda n, seed: first)
    tested = test_contrasts(labels, values, 7)
    assert np.abs(tested.z).max(axis=0) == pytest.approx(own)
    seen = [count for count in alone if count > 0]
    expected = [(count + 1) / 201 for count in seen]
    assert [p for p, count in zip(tested.p_value, alone, strict=True) if count > 0] == pytest.approx(expected)


def test_step_down_never_lowers_a_p_and_keeps_the_order():
    draw = np.random.default_rng(1)
    tested = test_contrasts(draw.integers(0, 2, (30, 1)).astype(float), draw.normal(size=(30, 13)))
    order = np.argsort(-np.abs(tested.z).max(axis=0))
    assert (tested.p_family >= tested.p_value - 1e-12).all()
    assert (np.diff(tested.p_family[order]) >= 0).all()


def test_nothing_in_the_values_is_nothing_found():
    tested = test_contrasts(np.repeat([0.0, 1.0], 10)[:, None], np.zeros((20, 2)))
    assert tested.p_value.tolist() == [1.0, 1.0] and tested.p_family.tolist() == [1.0, 1.0]


def test_a_false_alarm_over_thirteen_columns_stays_under_its_level():
    draw = np.random.default_rng(2)
    alarms = [
        test_contrasts(draw.integers(0, 2, (30, 4)).astype(float), draw.normal(size=(30, 13))).p_family.min()
        <= 0.05
        for _ in range(60)
    ]
    assert np.mean(alarms) <= 0.12


@pytest.mark.parametrize("n", [4, 5, 30])
def test_the_tail_beyond_all_shuffles_is_the_t_test_of_a_correlation(n):
    """Witness: scipy.stats.pearsonr."""
    rng = np.random.default_rng(n)
    x, y = rng.normal(size=n), rng.normal(size=n)
    r, p = stats.pearsonr(x, y)
    assert tail_of(np.array([r * np.sqrt(n - 1)]), n) == pytest.approx([p], rel=1e-9)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_of_fewer_than_four_residents_no_tail_makes_a_finding_stronger(n):
    assert tail_of(np.array([100.0, 0.0]), n).tolist() == [1.0, 1.0]
