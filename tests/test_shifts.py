"""Shifts: every figure is that of the statistic called for that group alone, and the word fits."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitorlib import statistics, summarise_shifts
from monitorlib.analysis.pairs import direction_of
from monitorlib.evidence.grades import Counts, grades, interval, net_p
from monitorlib.foundation.errors import UserError
from monitorlib.instruments import Scale, read_instrument
from monitorlib.tables import SHIFTS

ZRM = read_instrument("zrm-2017")
KNOWN = {
    "zrm-2017": ZRM,
    "eenzaam": replace(ZRM, id="eenzaam", better_is="lower"),
    "gesprek": replace(ZRM, id="gesprek", purpose="gesprek"),
    "soort": replace(ZRM, id="soort", better_is="none"),
    "lijn": replace(ZRM, id="lijn", scale=Scale(0, 100, 0), unchanged_within=10.0),
}
AREAS = ("huisvesting", "financien", "justitie")
OWN = ["p_value", "p_exact", "mean_shift", "shift_low", "shift_high", "net_improved", "net_low", "net_high"]


def _pairs(team="Oost", instrument="zrm-2017", rater="professional", **areas):
    """PAIRS of one team: for each leefgebied the (pre, post) of resident 0, 1, …; post None is unpaired."""
    turn = -1 if instrument == "eenzaam" else 1
    rows = [
        {
            "resident_id": f"{team}{number:03d}",
            "team": team,
            "instrument": instrument,
            "rater": rater,
            "leefgebied": area,
            "pre": float(pre),
            "post": np.nan if post is None else float(post),
            "change": np.nan if post is None else turn * (post - pre) + 0.0,
            "direction": np.nan if post is None else float(np.sign(turn * (post - pre))),
        }
        for area, scores in areas.items()
        for number, (pre, post) in enumerate(scores)
    ]
    return pd.DataFrame(rows)


def _random_pairs(team, n, seed, areas=AREAS):
    random = np.random.default_rng(seed)
    scores = {}
    for area in areas:
        pre = random.integers(1, 6, n)
        post = np.clip(pre + random.choice([-1, 0, 1, 2], n, p=[0.1, 0.5, 0.3, 0.1]), 1, 5)
        scores[area] = [
            (p, None if random.random() < 0.1 else int(q)) for p, q in zip(pre, post, strict=True)
        ]
    return _pairs(team, **scores)


def _shifts(pairs, **options):
    return summarise_shifts(pairs, instruments=KNOWN, **options)


def _one(pairs, **options):
    shifts = _shifts(pairs, **options)
    assert len(shifts) == 1
    return SHIFTS.check(shifts, key=("team",)).iloc[0]


def test_counts_come_first_and_those_without_a_pair_are_counted():
    row = _one(_pairs(financien=[(1, 5)] * 6 + [(5, 5)] * 4 + [(3, 1)] * 2 + [(2, None)] * 3))
    assert row[list(SHIFTS.names[3:11])].tolist() == [
        15,
        12,
        3,
        6,
        4,
        2,
        8,
        6,
    ]
    assert (row["mean_pre"], row["mean_post"]) == (32 / 12, 52 / 12)
    assert row["mean_shift"] == pytest.approx(20 / 12)
    assert row["net_improved"] == pytest.approx(4 / 12)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(n=st.integers(10, 30), seed=st.integers(0, 10**6), step=st.sampled_from([1, 0.5]))
def test_every_figure_is_that_of_the_statistic_for_that_group_alone(n, seed, step):
    pairs = pd.concat([_random_pairs("Oost", n, seed), _random_pairs("West", 14, seed + 1)])
    pairs = pairs.assign(post=pairs["pre"] + pairs["change"] * step, change=pairs["change"] * step)
    shifts = _shifts(pairs, min_residents=5).set_index(["team", "leefgebied"])
    for team, group in pairs.groupby("team"):
        wide = group.pivot(index="resident_id", columns="leefgebied", values="change")
        rows = [Counts((wide[a] > 0).sum(), (wide[a] < 0).sum(), wide[a].notna().sum()) for a in wide.columns]
        graded = dict(zip(wide.columns, zip(grades(rows, 0.15), rows, strict=True), strict=True))
        adjusted = dict(zip(wide.columns, statistics.holm([net_p(row) for row in rows]), strict=True))
        for area in wide.columns:
            row, change = shifts.loc[(team, area)], wide[area].dropna().to_numpy()
            test, net = statistics.signed_rank(change), statistics.net_improved(change)
            mean = statistics.mean_shift(change)
            assert (row["p_value"], row["p_exact"]) == pytest.approx((test.p_mid, test.p_exact), rel=1e-12)
            grade, counted = graded[area]
            assert (row["verdict"], row["p_net"]) == (grade.word, net_p(counted))
            assert row["p_adjusted"] == pytest.approx(adjusted[area], rel=1e-12)
            assert row["net_improved"] == net.estimate
            assert tuple(row[["net_low", "net_high"]]) == pytest.approx(
                interval(counted, grade.critical), abs=1e-9
            )
            expected = (mean.estimate, mean.low, mean.high)
            assert tuple(row[["mean_shift", "shift_low", "shift_high"]]) == pytest.approx(expected, abs=1e-12)


def test_a_groups_own_figures_are_the_same_bytes_when_other_groups_are_added():
    alone = _shifts(_random_pairs("Oost", 25, 1))
    others = [_random_pairs(team, n, 7 + n) for team, n in (("Noord", 80), ("West", 12), ("Zuid", 5))]
    among = _shifts(pd.concat([others[0], _random_pairs("Oost", 25, 1), *others[1:]]))
    mine = among[among["team"] == "Oost"]
    assert mine[OWN].to_numpy(dtype=float).tobytes() == alone[OWN].to_numpy(dtype=float).tobytes()
    assert mine["p_adjusted"].tolist() == alone["p_adjusted"].tolist()


def test_the_order_of_rows_and_the_type_of_text_play_no_part():
    pairs = pd.concat([_random_pairs("Oost", 25, 1), _random_pairs("West", 25, 2)]).reset_index(drop=True)
    mixed = pairs.sample(frac=1, random_state=4)
    coded = mixed.astype(
        dict.fromkeys(["resident_id", "team", "instrument", "rater", "leefgebied"], "category")
    )
    pd.testing.assert_frame_equal(_shifts(mixed), _shifts(pairs), check_exact=True)
    pd.testing.assert_frame_equal(_shifts(coded), _shifts(pairs), check_exact=True)


def test_leefgebieden_stand_in_the_order_of_the_instrument():
    shifts = _shifts(_random_pairs("Oost", 12, 1))
    assert shifts["leefgebied"].tolist() == ["financien", "huisvesting", "justitie"]


UP, DOWN, SAME = (2, 4), (4, 2), (3, 3)


@pytest.mark.parametrize(
    ("scores", "verdict"),
    [
        ([UP] * 12 + [SAME] * 6, "improved"),
        ([DOWN] * 12 + [SAME] * 6, "deteriorated"),
        ([SAME] * 40, "unchanged"),
        ([UP] * 5 + [DOWN] * 5 + [SAME] * 90, "unchanged"),
        ([UP] * 98 + [DOWN] * 98 + [SAME] * 4, "balanced"),
        ([UP] * 14 + [DOWN] * 4 + [SAME] * 182, "slightly_improved"),
        ([UP] * 5 + [DOWN] * 3 + [SAME] * 6, "uncertain"),
        ([UP] * 9, "too_few"),
        ([UP] * 9 + [(2, None)] * 20, "too_few"),
        ([UP] * 10, "improved"),
        ([UP] * 4 + [SAME] * 7, "improved"),
        ([UP] * 3 + [SAME] * 8, "uncertain"),
        ([UP] * 5 + [DOWN] * 6, "uncertain"),
        ([DOWN] * 4 + [SAME] * 7, "deteriorated"),
    ],
)
def test_the_word_fits_the_figures(scores, verdict):
    assert _one(_pairs(financien=scores))["verdict"] == verdict


def test_unchanged_depends_on_the_margin_and_never_on_not_significant():
    pairs = _pairs(financien=[UP] * 3 + [DOWN] * 3 + [SAME] * 14)
    border = statistics.net_improved({1: 3, -1: 3, 0: 14}, level=0.9).high
    assert _one(pairs, margin=border - 1e-6)["verdict"] == "uncertain"
    assert _one(pairs, margin=border + 1e-6)["verdict"] == "unchanged"


def test_on_a_scale_where_lower_is_better_a_fall_is_an_improvement():
    row = _one(_pairs(instrument="eenzaam", financien=[(5, 3)] * 12 + [(1, 1)] * 3))
    assert (row["verdict"], row["n_improved"], row["mean_shift"]) == ("improved", 12, pytest.approx(24 / 15))
    assert (row["n_could_improve"], row["n_could_deteriorate"]) == (12, 3)
    assert row["mean_pre"] > row["mean_post"]


def test_all_at_the_ceiling_could_not_improve_and_did_not_change():
    row = _one(_pairs(financien=[(5, 5)] * 12))
    assert (row["n_could_improve"], row["n_could_deteriorate"], row["p_value"]) == (0, 12, 1)
    assert row["shift_low"] < 0 < row["shift_high"]


@pytest.mark.parametrize("instrument", ["gesprek", "soort"])
def test_what_is_for_the_conversation_or_has_no_direction_is_described_not_tested(instrument):
    row = _one(_pairs(instrument=instrument, financien=[UP] * 15))
    assert row["verdict"] == "not_tested"
    assert row[["p_value", "p_exact", "p_adjusted"]].isna().all()
    assert row["mean_shift"] == 2


def test_too_few_keeps_the_counts_only():
    row = _one(_pairs(financien=[UP] * 5 + [SAME] * 3 + [DOWN]))
    assert (row["n_pairs"], row["n_improved"], row["n_unchanged"], row["n_deteriorated"]) == (9, 5, 3, 1)
    assert row[list(SHIFTS.names[11:-1])].isna().all()


def test_a_leefgebied_with_too_few_pairs_takes_no_part_in_the_adjustment():
    enough = _random_pairs("Oost", 20, 5, areas=("financien", "huisvesting"))
    few = _random_pairs("Oost", 8, 6, areas=("justitie",))
    alone, beside = _shifts(enough), _shifts(pd.concat([enough, few]))
    assert beside["p_adjusted"].tolist()[:2] == alone["p_adjusted"].tolist()
    assert beside["verdict"].tolist()[2] == "too_few"


def test_perspectives_and_instruments_are_adjusted_apart():
    one = _random_pairs("Oost", 20, 5)
    both = pd.concat([one, one.assign(rater="inwoner"), one.assign(instrument="eenzaam")])
    shifts = _shifts(both)
    mine = shifts[(shifts["rater"] == "professional") & (shifts["instrument"] == "zrm-2017")]
    assert mine["p_adjusted"].tolist() == _shifts(one)["p_adjusted"].tolist()


def test_groups_may_be_any_columns_everybody_and_the_missing():
    pairs = pd.concat([_random_pairs("Oost", 12, 1), _random_pairs("West", 12, 2)])
    pairs = pairs.assign(wijk=np.where(pairs["team"] == "Oost", "w1", None))
    assert len(_shifts(pairs, by=())) == 3
    assert _shifts(pairs, by=())["n_residents"].tolist() == [24, 24, 24]
    per_wijk = _shifts(pairs, by=["wijk"])
    assert per_wijk["wijk"].isna().tolist() == [False] * 3 + [True] * 3
    both = _shifts(pairs, by=("wijk", "team"))
    assert both.columns[:2].tolist() == ["wijk", "team"]
    pd.testing.assert_frame_equal(both.drop(columns="wijk"), _shifts(pairs), check_exact=True)


@pytest.mark.parametrize(("low", "high", "unit"), [(0, 2, 1), (1, 5, 1), (1, 6, 1.25), (0, 100, 25)])
def test_the_pseudo_pairs_of_the_mean_are_a_quarter_of_the_scale_and_at_least_one(low, high, unit):
    scores = [(low, high)] * 3 + [(low, low)] * 6 + [(high, low)]
    scale = replace(ZRM.scale, low=low, high=high, step=0)
    row = summarise_shifts(
        _pairs(financien=scores), instruments={"zrm-2017": replace(ZRM, scale=scale)}
    ).iloc[0]
    wanted = statistics.mean_shift([post - pre for pre, post in scores], unit=unit)
    assert (row["shift_low"], row["shift_high"]) == (wanted.low, wanted.high)


def test_a_continuous_scale_and_one_resident_in_many_leefgebieden():
    long = replace(ZRM, id="lijn", scale=replace(ZRM.scale, low=0, high=100, step=0))
    random = np.random.default_rng(0)
    pre, post = random.uniform(0, 60, 40).round(1), random.uniform(30, 100, 40).round(1)
    pairs = _pairs(instrument="lijn", financien=list(zip(pre, post, strict=True)))
    row = summarise_shifts(pairs, instruments={"lijn": long}).iloc[0]
    assert row["p_exact"] == pytest.approx(statistics.signed_rank((post - pre).round(4)).p_exact, rel=1e-12)
    assert row["verdict"] == "improved"


def _line(changes, pre=50, **areas) -> pd.DataFrame:
    """PAIRS on a line where changes up to ten are the same."""
    scores = {"financien": [(pre, pre + change) for change in changes], **areas}
    pairs = _pairs(instrument="lijn", **scores)
    return pairs.assign(direction=direction_of(pairs["change"], 10.0))


def test_small_changes_are_the_same_in_counts_net_share_and_test_and_count_in_the_mean():
    """By hand: of 20, five gained thirty, twelve at most ten, three lost thirty."""
    changes = [30] * 5 + [10] * 6 + [-10] * 3 + [0] * 3 + [-30] * 3
    row = _one(_line(changes))
    assert (row["n_improved"], row["n_unchanged"], row["n_deteriorated"]) == (5, 12, 3)
    assert row["net_improved"] == pytest.approx(2 / 20)
    assert row["mean_shift"] == pytest.approx((150 + 60 - 30 - 90) / 20)
    counted = [change if abs(change) > 10 else 0 for change in changes]
    assert row["p_exact"] == pytest.approx(statistics.signed_rank(counted).p_exact, rel=1e-12)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6), n=st.integers(10, 30))
def test_with_a_border_every_figure_is_that_of_the_statistic_on_the_counted_changes(seed, n):
    random = np.random.default_rng(seed)
    areas = {area: [(50, 50 + c) for c in random.integers(-30, 40, n)] for area in ("financien", "justitie")}
    pairs = _line(
        random.integers(-25, 30, n).tolist(), huisvesting=areas["financien"], justitie=areas["justitie"]
    )
    shifts = _shifts(pairs, min_residents=5).set_index("leefgebied")
    wide = pairs.pivot(index="resident_id", columns="leefgebied", values="change")
    counted = wide.where(wide.abs() > 10, 0.0)
    counts = [Counts((counted[a] > 0).sum(), (counted[a] < 0).sum(), n) for a in wide.columns]
    graded = dict(zip(wide.columns, zip(grades(counts, 0.15), counts, strict=True), strict=True))
    for area, row in shifts.iterrows():
        grade, counted_here = graded[area]
        assert row["p_value"] == pytest.approx(
            statistics.signed_rank(counted[area].to_numpy()).p_mid, rel=1e-12
        )
        assert (row["verdict"], row["p_net"]) == (grade.word, net_p(counted_here))
        expected = interval(counted_here, grade.critical)
        assert tuple(row[["net_low", "net_high"]]) == pytest.approx(expected, abs=1e-9)


def test_many_small_gains_are_no_improvement_and_the_exact_analysis_says_what_they_are():
    """Everybody gained five: by the border nobody changed, by every difference all did."""
    pairs = _line([5] * 20)
    row, exact = _one(pairs), _one(pairs, borders=False)
    assert (row["n_unchanged"], row["p_value"], row["verdict"]) == (20, 1.0, "unchanged")
    assert (exact["n_improved"], exact["verdict"]) == (20, "improved")
    assert row["mean_shift"] == exact["mean_shift"] == 5


@pytest.mark.parametrize(
    ("pre", "could", "borders"), [(90, 0, True), (89.9, 12, True), (90, 12, False), (100, 0, False)]
)
def test_who_began_within_the_border_of_the_best_could_not_improve(pre, could, borders):
    assert _one(_line([0] * 12, pre=pre), borders=borders)["n_could_improve"] == could


@pytest.mark.parametrize(("pre", "could"), [(10, 0), (10.1, 12)])
def test_who_began_within_the_border_of_the_worst_could_not_deteriorate(pre, could):
    assert _one(_line([0] * 12, pre=pre))["n_could_deteriorate"] == could


@pytest.mark.parametrize("wrong", [-1.0, 2.0, np.nan])
def test_a_direction_that_is_not_that_of_its_change_is_refused(wrong):
    pairs = _line([30] * 12)
    with pytest.raises(UserError, match="direction: past niet bij change"):
        _shifts(pairs.assign(direction=[wrong, *pairs["direction"][1:]]))


def test_no_pairs_give_no_shifts():
    empty = _random_pairs("Oost", 12, 1).iloc[:0]
    shifts = _shifts(empty)
    assert len(shifts) == 0
    assert shifts.columns.tolist() == ["team", *SHIFTS.names]


@pytest.mark.parametrize(
    ("change", "options", "words"),
    [
        (lambda p: p.drop(columns="change"), {}, "change: de kolom ontbreekt"),
        (lambda p: p.drop(columns="direction"), {}, "direction: de kolom ontbreekt"),
        (lambda p: p.assign(instrument="x"), {}, "Instrument 'x' is niet bekend"),
        (lambda p: p.assign(post=7.0), {}, "post: zrm-2017: 12 rijen buiten de schaal 1-5"),
        (lambda p: p.assign(pre=-np.inf), {}, "pre: zrm-2017: 12 rijen buiten de schaal 1-5"),
        (lambda p: p.assign(change=np.inf), {}, "change: oneindige waarden"),
        (lambda p: pd.concat([p, p]), {}, "een inwoner staat dubbel"),
        (lambda p: p, {"by": ("buurt",)}, "by: deze kolommen zijn er niet: buurt"),
        (lambda p: p, {"by": ("team", "team")}, "by: elke kolom één keer"),
        (lambda p: p, {"by": ("rater",)}, "by: elke kolom één keer"),
        (lambda p: p, {"margin": 15}, "margin: moet tussen 0 en 1"),
        (lambda p: p, {"min_residents": 0}, "min_residents: moet een heel getal"),
    ],
)
def test_wrong_input_is_refused_by_name_and_rule(change, options, words):
    pairs = _random_pairs("Oost", 12, 1, areas=("financien",))
    pairs = pairs.assign(post=pairs["post"].fillna(3), change=pairs["change"].fillna(0))
    pairs = pairs.assign(direction=np.sign(pairs["change"]))
    with pytest.raises(UserError, match=words) as refused:
        _shifts(change(pairs), **options)
    assert "Oost0" not in refused.value.message("en")
