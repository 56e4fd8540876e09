"""A planted cause is found on its leefgebied, and a quiet team is quiet: a short run of the bench, fixed seeds."""

import numpy as np
import pytest

from benchmarks.explanations import explained, is_found
from benchmarks.planted import CAUSES, QUIET, plant
from monitorlib.explanations import explanations

SEEDS = range(5)


def test_every_check_but_chance_has_a_planted_cause():
    assert set(CAUSES) == set(explanations()) - {"chance"}


@pytest.mark.parametrize("cause", CAUSES)
def test_a_planted_cause_is_flagged_on_its_leefgebied(cause):
    found = []
    for seed in SEEDS:
        planted = plant(cause, seed, size=110, effect=1.3)
        found.append(is_found(explained(planted, seed), cause, planted.leefgebied)[0])
    assert np.mean(found) >= 0.8


@pytest.mark.parametrize("quiet", QUIET)
def test_a_quiet_team_sees_no_flag(quiet):
    flags = 0
    for seed in range(8):
        checks = explained(plant(quiet, seed, size=90), seed)
        flags += bool((checks["flagged"] & ~checks["check"].isin(["chance", "elsewhere"])).any())
    assert flags <= 2  # at most one in ten is promised; three of eight would come once in 26 times at that


def test_the_same_seed_gives_the_same_table():
    planted = plant("subgroup", 3)
    first, second = explained(planted, 1), explained(planted, 1)
    assert first.equals(second)
