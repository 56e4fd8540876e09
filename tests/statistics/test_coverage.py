"""A short run of benchmarks/coverage.py: the promises of the intervals and of the tests."""

from itertools import product
from math import comb

import numpy as np
import pytest

from monitorlib.statistics import holm, max_t, signed_rank
from monitorlib.statistics.intervals import plus_two_t, tango
from tests.statistics.reference import anxiety, gold


def _real_distributions():
    counts = [item for study in gold("gold_multi")["studies"].values() for item in study["diff"]]
    for count in counts:
        shares = np.array(list(count.values()), dtype=float)
        yield np.array([float(d) for d in count]), shares / shares.sum()


@pytest.mark.parametrize("n", [10, 20, 50])
def test_tango_covers_the_truth_where_both_directions_happen(n):
    tables = [(up, down) for up, down in product(range(n + 1), repeat=2) if up + down <= n]
    up, down = (np.array(column) for column in zip(*tables, strict=True))
    ways = np.array([float(comb(n, u) * comb(n - u, d)) for u, d in tables])
    found = tango(up, down, np.full(len(up), n))
    covered = []
    for better, worse in product(np.arange(1, 19) / 20, repeat=2):
        if better + worse < 0.99:
            chance = ways * better**up * worse**down * (1 - better - worse) ** (n - up - down)
            inside = (found.low <= better - worse) & (better - worse <= found.high)
            covered.append(chance @ inside)
    assert min(covered) >= 0.93
    assert n < 20 or 0.94 <= np.mean(covered) <= 0.98


@pytest.mark.parametrize("n", [10, 20, 50])
def test_plus_two_t_covers_the_truth_of_real_changes(n):
    random, covered = np.random.default_rng(1), []
    for values, chances in _real_distributions():
        counts = random.multinomial(n, chances, size=4000)
        found = plus_two_t(counts @ values, counts @ values**2, np.full(4000, n))
        truth = values @ chances
        covered.append(np.mean((found.low <= truth) & (truth <= found.high)))
    assert min(covered) >= 0.93
    assert n < 20 or 0.94 <= np.mean(covered) <= 0.98


def test_mid_p_gives_few_false_alarms_when_nothing_is_going_on():
    random, alarms = np.random.default_rng(2), []
    for change in random.choice([-2, -1, 0, 1, 2], (2000, 20), p=[0.05, 0.2, 0.5, 0.2, 0.05]):
        alarms.append(signed_rank(change).p_mid <= 0.05)
    assert np.mean(alarms) <= 0.06


def test_max_t_keeps_the_promise_for_13_correlated_leefgebieden_together():
    random, changes = np.random.default_rng(3), anxiety("SALT")
    alarms = 0
    for replicate in range(1000):
        group = changes[random.integers(0, len(changes), 20)] * random.choice([-1, 1], (20, 1))
        alarms += max_t(group, n_flips=2000, seed=replicate).min() <= 0.05
    assert alarms / 1000 <= 0.06


def test_max_t_finds_more_than_twice_what_holm_finds_at_20_residents():
    random, found = np.random.default_rng(4), np.zeros(2)
    for study in ("SALT", "AGES", "FILM"):
        changes = anxiety(study)
        for _ in range(60):
            group = changes[random.choice(len(changes), 20, replace=False)]
            exact = [signed_rank(column).p_exact for column in group.T]
            found += (max_t(group, n_flips=5000) <= 0.05).sum(), (holm(exact) <= 0.05).sum()
    assert found[0] >= 2 * found[1]
