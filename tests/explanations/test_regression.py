"""Regression to the mean against plain loops, at its borders, and whoever stands beside the team."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from benchmarks.stories import explained, told
from benchmarks.told import STORIES
from monitorlib.analysis.pairs import pair_measurements
from monitorlib.analysis.rows import Coded
from monitorlib.explanations import explain_shifts
from monitorlib.explanations.family import cohort_of
from monitorlib.explanations.repeats import repeats_of
from monitorlib.explanations.returning import MIN_STABLE, NO_REPEATS, QUICK, reliability_of
from monitorlib.instruments import read_instruments

CHECK = "regression_to_the_mean"
DIP, CHOSEN, NO_DIP, GOES_ON, _LOWEST, UNSEEN, _GAIN, QUICK_HELP = [
    s.make for s in STORIES if s.check == CHECK
]


def moments(scores: dict[str, tuple], days: tuple) -> list[dict]:
    """Residents with a score (or None) on each of these days, at one leefgebied."""
    row = {"team": "T", "wijk": None, "worker_id": None, "rater": "professional", "instrument": "zrm-2017"}
    return [
        {
            **row,
            "resident_id": name,
            "leefgebied": "financien",
            "measured_on": pd.Timestamp(day),
            "score": float(score),
            "missing": None,
            "source": "s",
        }
        for name, each in scores.items()
        for day, score in zip(days, each, strict=True)
        if score is not None
    ]


def table(scores: dict[str, tuple], days: tuple) -> pd.DataFrame:
    return pd.DataFrame(moments(scores, days)).astype(dict.fromkeys(("wijk", "worker_id", "missing"), "str"))


BEFORE, FIRST, MIDDLE, LAST = "2024-06-01", "2025-01-01", "2025-05-01", "2025-10-01"
DAYS = (BEFORE, FIRST, MIDDLE, LAST)


def asked(scores: dict[str, tuple], previous=None, **instrument) -> pd.Series:
    """The row of the check for these residents, with all of their measurements at hand."""
    rows = table(scores, DAYS)
    known = read_instruments()
    known = {**known, "zrm-2017": replace(known["zrm-2017"], **instrument)}
    pairs = pair_measurements(rows, start="2025-01-01", instruments=known)
    checks = explain_shifts(pairs, rows, team="T", previous=previous, instruments=known)
    return checks.set_index("check").loc[CHECK]


def people(n: int, *each: tuple) -> dict[str, tuple]:
    """n residents, who take turns in having these scores."""
    return {f"r{i:03d}": each[i % len(each)] for i in range(n)}


DIPPED = ((4, 2, None, 4), (3, 2, None, 3), (4, 3, None, 4), (3, 2, None, 4))


def test_a_first_score_under_the_one_before_and_back_again_supports():
    found = asked(people(24, *DIPPED))
    assert (found["answer"], found["flagged"]) == ("supports", True)
    assert found["estimate"] == pytest.approx(np.mean([2, 1, 1, 1]))
    assert found["takes_away"] + found["remains"] == pytest.approx(np.mean([2, 1, 1, 2]))


def test_the_same_from_where_they_stood_before_contradicts():
    assert asked(people(24, (2, 2, None, 4), (3, 3, None, 4), (2, 3, None, 4)))["answer"] == "contradicts"


@pytest.mark.parametrize(("mirror", "better_is"), [(False, "higher"), (True, "lower")])
def test_worse_after_a_lucky_first_score_supports_too_on_either_scale(mirror, better_is):
    scores = people(24, (3, 4, None, 3), (2, 4, None, 3), (2, 3, None, 2))
    turned = {name: tuple(None if s is None else 6 - s for s in each) for name, each in scores.items()}
    found = asked(turned if mirror else scores, better_is=better_is)
    assert found["answer"] == "supports" and found["estimate"] < 0


@pytest.mark.parametrize(("known", "said"), [(12, True), (11, False)])
def test_a_score_from_before_is_needed_of_half_of_those_followed(known, said):
    """Of 24: of the others the first score may have been as usual as can be."""
    scores = people(24, *DIPPED)
    fewer = {name: each if int(name[1:]) < known else (None, *each[1:]) for name, each in scores.items()}
    found = asked(fewer)
    assert (found["answer"] == "supports") == said
    assert said or found["told"] == NO_REPEATS.nl


@pytest.mark.parametrize(("n", "said"), [(10, True), (9, False)])
def test_and_of_ten(n, said):
    assert (asked(people(n, *DIPPED))["answer"] == "supports") == said


def test_where_all_are_alike_it_is_as_sure_as_heads_in_a_row():
    assert asked(people(12, (4, 2, None, 4)))["p_value"] == 0.5**12


def test_what_came_after_the_second_score_is_no_return_of_the_first():
    assert asked(people(24, (None, 2, 2, 4), (None, 3, 3, 4), (None, 2, 3, 4)))["answer"] == "contradicts"


def test_what_came_at_once_may_be_help_or_a_return():
    found = asked(people(24, (None, 2, 4, 4), (None, 3, 4, 4), (None, 2, 3, 3), (None, 3, 4, 5)))
    assert (found["answer"], found["told"]) == ("cannot_say", QUICK.nl)


CHOSEN_OUT = people(40, (None, 2, None, 3), (None, 1, None, 2), (None, 2, None, 2)) | {
    f"x{i:03d}": (None, 4 + i % 2, None, None) for i in range(40)
}


@pytest.mark.parametrize(
    ("reliability", "answer"), [(0.5, "supports"), (0.9, "cannot_say"), (None, "cannot_say")]
)
def test_the_lowest_of_more_return_by_what_is_noise_in_a_score(reliability, answer):
    """Witness, by hand: all start at 3.09, those followed at 1.68; of 1.41 a half is noise, the shift is .675."""
    found = asked(CHOSEN_OUT, reliability=reliability)
    assert found["answer"] == answer
    if reliability:
        assert found["estimate"] == pytest.approx((1 - reliability) * (247 / 80 - 67 / 40))


def test_no_words_tell_whether_the_second_score_went_on_where_there_is_no_shift():
    """Else they would tell of outcomes, beside no table of those that it rests on."""
    went_on, at_once = ((None, 1, 1, 3), (None, 3, 3, 1)), ((None, 1, 3, 3), (None, 3, 1, 1))
    lost = {f"x{i:03d}": (None, 5, None, None) for i in range(30)}
    found = [asked(people(24, *each) | lost, reliability=0.5) for each in (went_on, at_once)]
    assert [row["answer"] for row in found] == ["cannot_say"] * 2
    assert [row["told"] for row in found] == [QUICK.nl] * 2


@pytest.mark.parametrize(("overlapping", "answer"), [(6, "supports"), (7, "cannot_say")])
def test_those_picked_by_their_score_started_below_nearly_all_others(overlapping, answer):
    """Witness, by hand: 27 of 40 followed start at 2, as do k of the 40 + k lost. Ties are a half: 1 − .3375
    k/(40 + k) is .956 with six and .9497 with seven."""
    low = {f"y{i:03d}": (None, 2, None, None) for i in range(overlapping)}
    found = asked(CHOSEN_OUT | low, reliability=0.3)
    assert found["answer"] == answer


def test_a_part_is_weighed_as_a_plain_loop_does():
    scores = people(30, *DIPPED, (3, 3, None, 4), (2, 3, None, 3))
    over = []
    for before, first, _middle, last in scores.values():
        over.append((before - first) - (last - first) / 2)
    slow = stats.ttest_1samp(over, 0, alternative="greater").pvalue
    assert asked(scores)["p_value"] == pytest.approx(slow)


@pytest.mark.parametrize("mirror", ["as told", "all teams alike"])
@pytest.mark.parametrize("make", [DIP, CHOSEN, NO_DIP, GOES_ON, UNSEEN, QUICK_HELP])
def test_it_says_the_same_whoever_stands_beside_the_team(make, mirror):
    made = told(make, 4, mirror)
    own = {name: getattr(made, name).query("team == 'T'") for name in ("pairs", "measurements")}
    beside, alone = (explained(each, 4).query("check == @CHECK") for each in (made, replace(made, **own)))
    columns = ["leefgebied", "answer", "estimate", "low", "high", "p_value"]
    pd.testing.assert_frame_equal(alone[columns], beside[columns])


def test_scores_beside_the_first_and_last_are_found_as_a_plain_loop_finds_them():
    draw = np.random.default_rng(3)
    scores = {f"r{i}": tuple(draw.choice([None, 1, 2, 3, 4, 5], 6)) for i in range(40)}
    days = ("2023-02-01", "2024-06-01", "2025-01-01", "2025-03-01", "2025-05-01", "2025-10-01")
    rows = table(scores, days)
    pairs = pair_measurements(rows, start="2025-01-01")
    now = cohort_of(pairs, ("financien",))
    found = repeats_of(Coded(rows), None, pairs, now.people["resident_id"], ("financien",))
    for i, name in enumerate(now.people["resident_id"]):
        past = [s for s in scores[name][:2] if s is not None]
        inside = [s for s in scores[name][2:] if s is not None]
        slow = (past[-1] if past else np.nan, inside[1] if len(inside) > 2 else np.nan)
        assert np.array_equal((found.earlier[i, 0], found.second[i, 0]), slow, equal_nan=True)


def test_without_measurements_of_before_the_last_score_of_the_period_before_counts():
    days = ("2024-02-01", "2024-06-01", FIRST, LAST)
    rows = table({"a": (1, 4, 2, 3), "b": (3, None, 2, 3), "c": (None, None, 2, 3)}, days)
    pairs, past = pair_measurements(rows, start="2025-01-01"), pair_measurements(rows, end="2024-12-31")
    residents = cohort_of(pairs, ("financien",)).people["resident_id"]
    earlier = repeats_of(None, past, pairs, residents, ("financien",)).earlier[:, 0]
    assert np.array_equal(earlier, [4, 3, np.nan], equal_nan=True)


def _family(second, post, pre=None, reliability=None):
    pre = np.arange(len(post), dtype=float) % 5 if pre is None else pre
    return SimpleNamespace(
        instrument=SimpleNamespace(reliability=reliability),
        now=SimpleNamespace(pre=pre[:, None], change=(post - pre)[:, None]),
        repeats=SimpleNamespace(second=second[:, None]),
        turn=1.0,
    )


@pytest.mark.parametrize(("n", "known"), [(MIN_STABLE, True), (MIN_STABLE - 1, False)])
def test_reliability_is_estimated_from_twenty_scored_three_times(n, known):
    second = np.arange(n, dtype=float) % 4
    post = second + np.where(np.arange(n) % 2, 1, -1)
    assert (reliability_of(_family(second, post), 0) is not None) == known


def test_the_estimate_is_one_less_half_the_variance_of_later_differences():
    draw = np.random.default_rng(1)
    level = draw.normal(3, 1, 4000)
    pre, second, post = (level + 0.5 * draw.normal(size=4000) for _ in range(3))
    found = reliability_of(_family(second, post, pre), 0)
    assert found.value == pytest.approx(1 - np.var(post - second, ddof=1) / 2 / np.var(pre, ddof=1))
    assert found.value == pytest.approx(0.8, abs=4 * found.error)  # 1 / (1 + .25), by which it was made


def test_a_group_that_moved_on_tells_no_reliability_and_a_published_one_needs_none():
    second = np.arange(30, dtype=float) % 4
    moved = _family(second, second + 1 + np.arange(30) % 2)
    assert reliability_of(moved, 0) is None
    moved.instrument.reliability = 0.6
    assert (reliability_of(moved, 0).value, reliability_of(moved, 0).error) == (0.6, 0.0)
