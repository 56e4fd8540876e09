"""Many missing second scores are told, whether those who lack them started otherwise or not."""

import pandas as pd
import pytest

from monitorlib.analysis.pairs import pair_measurements
from monitorlib.explanations import explain_shifts, explanations
from monitorlib.explanations.checks.missing_scores import FEW_MISSING, MANY_ALIKE, MANY_UNKNOWN

CHECK = "missing_scores"


def asked(starts: list[int], missing: set[int]) -> pd.Series:
    """The row of the check where these residents start so, and some lack the second score on one of two
    leefgebieden."""
    row = {"team": "T", "wijk": None, "worker_id": None, "rater": "professional", "instrument": "zrm-2017"}
    rows = [
        {
            **row,
            "resident_id": f"r{i:03d}",
            "leefgebied": area,
            "measured_on": pd.Timestamp(2025, month, 1),
            "score": None if (i in missing and area == "financien" and month == 9) else float(start),
            "missing": "unknown" if (i in missing and area == "financien" and month == 9) else None,
            "source": "s",
        }
        for i, start in enumerate(starts)
        for area in ("financien", "huisvesting")
        for month in (2, 9)
    ]
    table = pd.DataFrame(rows).astype(dict.fromkeys(("wijk", "worker_id", "missing"), "str"))
    checks = explain_shifts(pair_measurements(table), table, team="T")
    return checks[checks["leefgebied"] == "financien"].set_index("check").loc[CHECK]


def test_half_missing_by_lot_is_told_and_contradicts():
    """The fault that this mends: twenty of forty missing, those with the same start scores, and "cannot be
    said"."""
    found = asked([1, 2, 3, 4, 5] * 8, set(range(0, 40, 2)))
    assert (found["answer"], found["told"]) == ("contradicts", MANY_ALIKE.nl)
    assert "20 van 40" in found["sentence"]


def test_half_missing_of_whom_most_started_low_is_told_and_supports():
    found = asked([1, 2] * 10 + [4, 5] * 10, set(range(18)) | {38, 39})
    assert (found["answer"], found["told"]) == ("supports", explanations()[CHECK].told["supports"].nl)


def test_half_missing_of_whom_it_is_unsure_says_that_many_are_missing():
    """Of six who start at each score four, four, three, two and two: half a point lower, give or take a point."""
    missing = {5 * i + start for start, many in enumerate((4, 4, 3, 2, 2)) for i in range(many)}
    found = asked([1, 2, 3, 4, 5] * 6, missing)
    assert (found["answer"], found["told"]) == ("cannot_say", MANY_UNKNOWN.nl)


@pytest.mark.parametrize(
    ("missing", "told"), [(10, MANY_ALIKE), (9, explanations()[CHECK].told["contradicts"])]
)
def test_many_is_a_third_of_those_measured_again(missing, told):
    assert asked([2, 3, 4] * 10, set(range(missing)))["told"] == told.nl


def test_under_five_missing_nothing_can_be_said():
    found = asked([1, 2, 3, 4, 5] * 8, {0, 5, 10, 15})
    assert (found["answer"], found["sentence"]) == ("cannot_say", FEW_MISSING.nl)


def test_the_estimate_is_how_far_the_start_scores_behind_the_shift_are_off():
    starts, missing = [1, 2, 3, 4, 5] * 8, set(range(0, 40, 3))
    left = [s for i, s in enumerate(starts) if i not in missing]
    found = asked(starts, missing)
    assert found["estimate"] == pytest.approx(sum(left) / len(left) - sum(starts) / len(starts))
