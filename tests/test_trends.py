"""All measurements beside first and last: the table, its sentences, and the answers to odd input."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import monitorlib as ml
from monitorlib.evidence.grades import CLEAR, HINTS
from monitorlib.foundation.errors import UserError
from monitorlib.instruments import Scale, read_instrument
from monitorlib.statistics import own_trends
from tests.statistics import slow

ZRM = read_instrument("zrm-2017")
KNOWN = {
    "zrm-2017": ZRM,
    "eenzaam": replace(ZRM, id="eenzaam", better_is="lower"),
    "gesprek": replace(ZRM, id="gesprek", purpose="gesprek"),
    "lijn": replace(ZRM, id="lijn", scale=Scale(0, 100, 0), unchanged_within=10.0),
}


def _measurements(residents, area="financien", instrument="zrm-2017", team="Oost"):
    """A table from the scores of each resident, in order, thirty days apart."""
    rows = [
        (f"{team}{number:03d}", pd.Timestamp("2025-01-01") + pd.Timedelta(days=30 * place), float(score))
        for number, scores in enumerate(residents)
        for place, score in enumerate(scores)
    ]
    frame = pd.DataFrame(rows, columns=["resident_id", "measured_on", "score"])
    return frame.assign(
        team=team,
        wijk="w",
        worker_id="m",
        rater="professional",
        instrument=instrument,
        leefgebied=area,
        missing=None,
        source="x.csv",
    )


def _trends(*tables):
    measurements = pd.concat(tables, ignore_index=True)
    pairs = ml.pair_measurements(measurements, instruments=KNOWN)
    shifts = ml.summarise_shifts(pairs, instruments=KNOWN)
    return ml.summarise_trends(measurements, pairs, shifts, instruments=KNOWN)


def _row(residents, **options):
    [row] = _trends(_measurements(residents, **options)).to_dict("records")
    return row


def test_every_row_of_shifts_is_there_with_its_own_word():
    measurements = pd.concat([_measurements([[1, 2, 3]] * 12, area) for area in ("financien", "justitie")])
    pairs = ml.pair_measurements(measurements)
    shifts = ml.summarise_shifts(pairs)
    table = ml.summarise_trends(measurements, pairs, shifts)
    same = ["team", "instrument", "rater", "leefgebied", "n_pairs", "net_improved", "verdict"]
    pd.testing.assert_frame_equal(table[same], shifts[same])


def test_with_two_measurements_each_there_is_nothing_to_add():
    row = _row([[1, 3]] * 9 + [[3, 2]] * 3)
    assert (row["trend"], row["n_more"], row["n_most"]) == (row["net_improved"], 0, 2)
    assert row["sentence"] == "Niemand is vaker dan twee keer gemeten: er valt niets toe te voegen."


def test_a_resident_with_forty_measurements_counts_once():
    often = list(np.linspace(1, 5, 40).round(2))
    row = _row([often] + [[2, 2]] * 11)
    assert (row["n_most"], row["n_more"], row["n_pairs"]) == (40, 1, 12)
    assert row["trend"] == pytest.approx(1 / 12)


def test_one_measurement_each_is_too_few_in_words():
    row = _row([[3]] * 20)
    assert (row["verdict"], row["trend_verdict"], row["disagree"]) == ("too_few", "too_few", False)
    assert np.isnan([row["trend"], row["p_trend"]]).all()
    assert row["sentence"] == "Te weinig inwoners met twee metingen om iets te zeggen."
    assert row["sentence_en"] == "Too few residents with two measurements to say anything."


def test_all_at_the_ceiling_is_said_as_it_is():
    row = _row([[5, 5, 5]] * 12)
    assert (row["trend"], row["p_trend"], row["n_changed"], row["disagree"]) == (0, 1, 0, False)
    assert row["sentence"] == "Geen enkele score is ooit veranderd."


def test_up_and_down_again_is_a_change_without_a_trend():
    row = _row([[3, 4, 3]] * 12)
    assert (row["trend"], row["n_changed"]) == (0, 12)
    assert row["sentence"].startswith("Alle metingen samen zeggen hetzelfde")


def test_two_on_one_day_are_refused_by_the_pairs_and_two_hours_of_a_day_have_an_order():
    double = _measurements([[1, 2, 4]] * 12)
    double["measured_on"] = double["measured_on"].mask(double["score"] == 2, pd.Timestamp("2025-01-01"))
    with pytest.raises(UserError, match="dezelfde inwoner, leefgebied, beoordelaar en datum"):
        ml.pair_measurements(double, instruments=KNOWN)
    double["measured_on"] += pd.to_timedelta(np.where(double["score"] == 2, 3, 0), unit="h")
    [row] = _trends(double).to_dict("records")
    assert (row["n_most"], row["trend"]) == (3, 1)


def test_an_instrument_that_is_not_tested_says_so():
    row = _row([[1, 2, 3]] * 12, instrument="gesprek")
    assert (row["trend_verdict"], row["sentence"]) == ("not_tested", "Dit instrument wordt niet getoetst.")


def test_lower_is_better_turns_every_trend():
    rising, falling = (_row([[1, 2, 4]] * 12, instrument=name) for name in ("zrm-2017", "eenzaam"))
    assert (rising["trend"], falling["trend"]) == (1, -1)
    assert (rising["trend_verdict"], falling["trend_verdict"]) == ("improved", "deteriorated")


def test_on_a_fine_scale_a_small_difference_is_the_same():
    row = _row([[50, 55, 58]] * 12, instrument="lijn")
    assert (row["trend"], row["n_changed"]) == (0, 0)


def test_both_may_tell_opposite_directions():
    """Eleven fall all along and rise at the very end."""
    row = _row([[3, 2, 1, 2, 1, 4]] * 11 + [[3, 3]] * 3)
    assert (row["verdict"], row["trend_verdict"], row["disagree"]) == ("improved", "deteriorated", True)
    assert row["sentence"] == "Eerste en laatste meting: vooruit; alle metingen samen: achteruit."


def test_all_measurements_may_tell_what_first_and_last_do_not():
    row = _row([[1, 2, 3, 4, 1]] * 12)
    assert (row["verdict"], row["trend_verdict"], row["disagree"]) == ("uncertain", "improved", True)
    assert (
        row["sentence_en"] == "First and last measurement: nothing sure; all measurements together: better."
    )


def test_the_same_way_and_surer_is_no_disagreement():
    row = _row([[2, 3, 3]] * 6 + [[2, 3, 2]] * 6 + [[3, 3]] * 8 + [[3, 2, 3]])
    assert row["verdict"] in HINTS + CLEAR
    assert row["disagree"] is False


def test_measurements_outside_the_pair_do_not_count():
    measurements = _measurements([[5, 1, 2, 3, 1]] * 12)
    pairs = ml.pair_measurements(measurements, start="2025-01-20", end="2025-04-10")
    table = ml.summarise_trends(measurements, pairs, ml.summarise_shifts(pairs))
    assert (table["trend"].tolist(), table["n_most"].tolist()) == ([1.0], [3])


def test_residents_of_other_teams_and_other_groups_are_left_out():
    measurements = pd.concat([_measurements([[1, 2, 3]] * 12, team=team) for team in ("Oost", "West")])
    pairs = ml.pair_measurements(measurements)
    own = pairs[pairs["team"] == "Oost"]
    both = ml.summarise_trends(measurements, pairs, ml.summarise_shifts(pairs))
    alone = ml.summarise_trends(measurements, own, ml.summarise_shifts(own))
    pd.testing.assert_frame_equal(alone, both[both["team"] == "Oost"].reset_index(drop=True))


def test_tables_that_are_not_of_one_another_are_refused():
    measurements = _measurements([[1, 2, 3]] * 12)
    pairs = ml.pair_measurements(measurements)
    shifts = ml.summarise_shifts(pairs)
    with pytest.raises(UserError, match="horen niet bij elkaar"):
        ml.summarise_trends(measurements, pairs.iloc[1:], shifts)
    with pytest.raises(UserError, match="niet alle metingen van de paren"):
        ml.summarise_trends(measurements.iloc[3:], pairs, shifts)
    with pytest.raises(UserError, match="score"):
        ml.summarise_trends(measurements.drop(columns="score"), pairs, shifts)


def test_no_pairs_at_all_give_an_empty_table():
    measurements = _measurements([[1, 2, 3]]).iloc[:0]
    pairs = ml.pair_measurements(measurements)
    table = ml.summarise_trends(measurements, pairs, ml.summarise_shifts(pairs))
    assert (len(table), "sentence" in table.columns) == (0, True)


series = st.lists(st.lists(st.integers(1, 5), min_size=1, max_size=6), min_size=1, max_size=25)


@settings(max_examples=40, derandomize=True)
@given(residents=series)
def test_the_mean_trend_is_that_of_plain_loops_and_the_sentence_fits(residents):
    row = _row(residents)
    own = [slow.own_trend(range(len(scores)), scores) for scores in residents if len(scores) > 1]
    if row["verdict"] == "too_few":
        assert np.isnan(row["trend"])
    else:
        assert row["trend"] == pytest.approx(np.mean(own))
        assert -1 - 1e-9 <= row["trend_low"] <= row["trend"] <= row["trend_high"] <= 1 + 1e-9
    told = [word.endswith("improved") - word.endswith("deteriorated") for word in _words(row)]
    assert row["disagree"] == (told[0] != told[1] and row["n_more"] > 0)
    assert row["n_changed"] == sum(len(set(scores)) > 1 for scores in residents)


def _words(row):
    return row["verdict"], row["trend_verdict"]


def test_crisis_at_the_start_rises_in_both_so_neither_is_proof_of_help():
    """Scores that return after a bad first day: the test of all measurements is as fooled as that of two."""
    rng = np.random.default_rng(5)
    returned = [[1, *rng.integers(2, 4, 3)] for _ in range(20)]
    row = _row(returned)
    assert (row["verdict"], row["trend_verdict"]) == ("improved", "improved")
    assert (
        own_trends(
            np.repeat(range(20), 3), np.tile(range(3), 20), np.ravel([s[1:] for s in returned])
        ).trend.mean()
        < 0.3
    )
