"""The analyst's table of all leefgebieden together: every figure is that of the statistic of that group alone."""

import numpy as np
import pandas as pd
import pytest

from monitorlib import summarise_shifts, summarise_together
from monitorlib.evidence.grades import Counts
from monitorlib.evidence.mean_net import Area, mean_net
from monitorlib.foundation.errors import UserError
from monitorlib.statistics.multiplicity import together
from monitorlib.tables import TOGETHER
from tests.test_shifts import KNOWN, _pairs

UP, SAME, DOWN = (2, 4), (3, 3), (4, 2)
AREAS = {
    "huisvesting": [UP] * 8 + [SAME] * 4 + [DOWN] * 2,
    "financien": [SAME] * 3 + [UP] * 6 + [DOWN] * 5,
    "justitie": [UP] * 5 + [SAME] * 5 + [(3, None)] * 4,
}


def test_the_figures_are_those_of_the_statistic():
    [row] = summarise_together(_pairs(**AREAS)).to_dict("records")
    turns = np.array(
        [
            [1] * 8 + [0] * 4 + [-1] * 2,
            [0] * 3 + [1] * 6 + [-1] * 5,
            [1] * 5 + [0] * 5 + [np.nan] * 4,
        ]
    ).T
    found = together(turns)
    answer = mean_net(
        [Area.of([each]) for each in (Counts(8, 2, 14), Counts(6, 5, 14), Counts(5, 0, 10))],
        found.cohesion,
        0.15,
    )
    assert (row["n_residents"], row["n_leefgebieden"], row["verdict"]) == (14, 3, answer.word)
    assert row["net"] == pytest.approx((6 / 14 + 1 / 14 + 5 / 10) / 3) == pytest.approx(answer.estimate)
    assert (row["p_exact"], row["p_mid"], row["cohesion"]) == (found.p_exact, found.p_mid, found.cohesion)
    assert (row["low"], row["high"]) == (answer.low, answer.high)


def test_the_mean_is_that_of_the_rows_of_shifts():
    pairs = _pairs(**AREAS)
    assert summarise_together(pairs)["net"][0] == pytest.approx(
        summarise_shifts(pairs)["net_improved"].mean()
    )


def test_a_leefgebied_with_too_few_pairs_is_left_out_and_of_one_there_is_no_answer():
    pairs = _pairs(**AREAS)
    assert summarise_together(pairs, min_residents=11)["n_leefgebieden"].tolist() == [2]
    none = summarise_together(pairs, min_residents=15)
    assert none.empty and [*none.columns] == ["team", *TOGETHER.names]


@pytest.mark.parametrize("instrument", ["gesprek", "soort"])
def test_what_is_not_tested_has_no_answer(instrument):
    assert summarise_together(_pairs(instrument=instrument, **AREAS), instruments=KNOWN).empty


def test_lower_is_better_is_told_in_the_direction_of_the_resident():
    higher, lower = (
        summarise_together(_pairs(instrument=each, **AREAS), instruments=KNOWN)
        for each in ("zrm-2017", "eenzaam")
    )
    assert lower["net"][0] == pytest.approx(-higher["net"][0])


def test_a_group_is_not_changed_by_another():
    one, other = _pairs(**AREAS), _pairs(team="West", **dict.fromkeys(AREAS, [DOWN] * 14))
    both = summarise_together(pd.concat([other, one], ignore_index=True))
    assert both["team"].tolist() == ["Oost", "West"]
    pd.testing.assert_frame_equal(both[both["team"] == "Oost"], summarise_together(one))
    everybody = summarise_together(pd.concat([other, one], ignore_index=True), by=())
    assert everybody["n_residents"].tolist() == [28]


def test_its_contract_holds():
    TOGETHER.check(summarise_together(_pairs(**AREAS)))


@pytest.mark.parametrize(
    ("change", "words"), [({"margin": 1}, "margin"), ({"min_residents": 0}, "min_residents")]
)
def test_wrong_settings_are_refused_by_name(change, words):
    with pytest.raises(UserError, match=words):
        summarise_together(_pairs(**AREAS), **change)


def test_an_unknown_instrument_is_refused_by_name():
    with pytest.raises(UserError, match="Instrument 'anders' is niet bekend"):
        summarise_together(_pairs(**AREAS).assign(instrument="anders"))


def test_a_missing_column_is_refused_by_name():
    with pytest.raises(UserError, match="direction"):
        summarise_together(_pairs(**AREAS).drop(columns="direction"))
