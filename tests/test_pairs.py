"""Pairs: which measurements count, which two form the pair, and what belongs to whom."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitorlib import pair_measurements, summarise_answers, summarise_shifts
from monitorlib.analysis.pairs import direction_of, pair_since_beginning
from monitorlib.foundation.errors import UserError
from monitorlib.instruments import SHIPPED, Scale, read_instrument
from monitorlib.measurements import load_measurements, store_measurements
from monitorlib.tables import MEASUREMENTS, PAIRS
from monitorlib.workspace import Workspace

ZRM = read_instrument("zrm-2017")
KNOWN = {
    "zrm-2017": ZRM,
    "eenzaam": replace(ZRM, id="eenzaam", better_is="lower", scale=replace(ZRM.scale, low=0, high=11)),
    "soort": replace(ZRM, id="soort", better_is="none"),
    "eens": replace(ZRM, id="eens", design="retrospective"),
    "lijn": replace(ZRM, id="lijn", scale=Scale(0, 100, 0), unchanged_within=10.0),
    "fijn": replace(ZRM, id="fijn", scale=Scale(0, 10, 0), unchanged_within=0.3, better_is="lower"),
}
HEADER = ["resident_id", "team", "wijk", "worker_id", "measured_on", "score"]


def _measurements(*rows, instrument="zrm-2017", leefgebied="financien", rater="professional"):
    """A table from lines such as "r1 Oost w1 anna 2025-01-10 3"; a dash is missing."""
    cells = [[None if cell == "-" else cell for cell in row.split()] for row in rows]
    frame = pd.DataFrame(cells, columns=HEADER, dtype="str")
    return frame.assign(
        measured_on=pd.to_datetime(frame["measured_on"], format="ISO8601"),
        score=frame["score"].astype("float32"),
        instrument=instrument,
        leefgebied=leefgebied,
        rater=rater,
    )


def _pair(*rows, **options):
    words = {k: options.pop(k) for k in ("instrument", "leefgebied", "rater") if k in options}
    pairs = PAIRS.check(pair_measurements(_measurements(*rows, **words), instruments=KNOWN, **options))
    assert len(pairs) == 1
    return pairs.iloc[0]


def test_first_and_last_measurement_of_the_period_form_the_pair():
    pair = _pair(
        "r1 Oost w1 anna 2025-03-01 2",
        "r1 Oost w1 anna 2025-01-10 3",
        "r1 West w2 bas  2025-06-09 5",
        "r1 Oost w1 anna 2025-04-01 1",
    )
    assert (pair["pre"], pair["post"], pair["change"], pair["days"]) == (3, 5, 2, 150)
    assert (pair["pre_date"], pair["post_date"]) == (pd.Timestamp(2025, 1, 10), pd.Timestamp(2025, 6, 9))


def test_team_wijk_and_worker_are_those_of_the_last_measurement():
    pair = _pair("r1 Oost w1 anna 2025-01-10 3", "r1 West w2 bas 2025-06-09 5")
    assert (pair["team"], pair["wijk"], pair["worker_id"], pair["same_worker"]) == (
        "West",
        "w2",
        "bas",
        False,
    )


@pytest.mark.parametrize(
    ("first", "last", "same"), [("anna", "anna", True), ("anna", "-", None), ("-", "-", None)]
)
def test_same_worker_is_missing_when_one_of_the_two_is_unknown(first, last, same):
    pair = _pair(f"r1 Oost w1 {first} 2025-01-10 3", f"r1 Oost w1 {last} 2025-06-09 5")
    assert pair["same_worker"] is pd.NA if same is None else pair["same_worker"] == same


def test_measured_once_is_a_row_without_a_pair():
    pair = _pair("r1 Oost w1 anna 2025-01-10 3")
    assert pair["pre"] == 3
    assert pair[["post", "post_date", "change", "days", "same_worker"]].isna().all()


def test_a_measurement_without_a_score_does_not_count():
    pair = _pair("r1 Oost w1 anna 2025-01-10 3", "r1 West w1 bas 2025-06-09 -")
    assert (pair["team"], pair["pre"]) == ("Oost", 3)
    assert np.isnan(pair["post"])
    only_empty = _measurements("r1 Oost w1 anna 2025-01-10 -")
    assert len(pair_measurements(only_empty, instruments=KNOWN)) == 0


@pytest.mark.parametrize(
    ("start", "end", "pre", "post"),
    [
        ("2025-01-10", "2025-06-09", 1, 4),
        ("2025-01-11", "2025-06-09", 2, 4),
        ("2025-01-10", "2025-06-08", 1, 3),
        (date(2025, 1, 11), date(2025, 6, 8), 2, 3),
        (None, None, 1, 4),
    ],
)
def test_both_days_of_the_window_are_included(start, end, pre, post):
    pair = _pair(
        "r1 Oost w1 anna 2025-01-10 1",
        "r1 Oost w1 anna 2025-01-11 2",
        "r1 Oost w1 anna 2025-06-08 3",
        "r1 Oost w1 anna 2025-06-09T23:30 4",
        start=start,
        end=end,
    )
    assert (pair["pre"], pair["post"]) == (pre, post)


@pytest.mark.parametrize(("instrument", "change"), [("zrm-2017", 3), ("eenzaam", -3), ("soort", 3)])
def test_positive_is_better_and_without_a_direction_change_is_post_minus_pre(instrument, change):
    rows = ("r1 Oost w1 anna 2025-01-10 2", "r1 Oost w1 anna 2025-06-09 5")
    assert _pair(*rows, instrument=instrument)["change"] == change


def test_half_points_and_decimals_give_equal_changes_for_equal_steps():
    rows = [f"r{i} Oost w1 anna 2025-01-10 {pre}" for i, pre in enumerate((1.1, 2.9, 3.5))]
    rows += [f"r{i} Oost w1 anna 2025-02-10 {post}" for i, post in enumerate((1.3, 3.1, 4))]
    pairs = pair_measurements(_measurements(*rows), instruments=KNOWN)
    assert pairs["change"].tolist() == [0.2, 0.2, 0.5]


@pytest.mark.parametrize(
    ("instrument", "pre", "post", "direction"),
    [
        ("zrm-2017", 2, 3, 1),
        ("zrm-2017", 3, 3, 0),
        ("lijn", 40, 50, 0),  # on the border is the same
        ("lijn", 40, 50.1, 1),
        ("lijn", 50, 40, 0),
        ("lijn", 50.1, 40, -1),
        ("lijn", 33.3, 43.3, 0),  # 10.000002 as stored
        ("fijn", 3.4, 3.1, 0),
        ("fijn", 3.5, 3.1, 1),  # lower is better
        ("fijn", 3.1, 3.5, -1),
    ],
)
def test_a_change_of_at_most_the_border_is_the_same(instrument, pre, post, direction):
    rows = (f"r1 Oost w1 anna 2025-01-10 {pre}", f"r1 Oost w1 anna 2025-06-09 {post}")
    assert _pair(*rows, instrument=instrument)["direction"] == direction


def test_measured_once_has_no_direction():
    assert np.isnan(_pair("r1 Oost w1 anna 2025-01-10 3", instrument="lijn")["direction"])


@given(
    border=st.integers(0, 40).map(lambda tenths: tenths / 10),
    tenths=st.lists(st.integers(-100, 100), min_size=1),
)
def test_the_direction_is_the_sign_beyond_the_border(border, tenths):
    """The slow twin, in whole tenths."""
    change = pd.Series([each / 10 for each in tenths])
    slow = [0 if abs(each) <= round(border * 10) else (each > 0) - (each < 0) for each in tenths]
    assert direction_of(change, border).tolist() == slow


def test_an_instrument_that_looks_back_gives_no_pairs():
    rows = _measurements("r1 Oost w1 anna 2025-01-10 2", "r1 Oost w1 anna 2025-02-10 2", instrument="eens")
    assert len(pair_measurements(rows, instruments=KNOWN)) == 0


def test_perspectives_and_leefgebieden_are_never_mixed():
    one = _measurements("r1 Oost w1 anna 2025-01-10 2", "r1 Oost w1 anna 2025-02-10 4")
    other = one.assign(rater="inwoner", score=np.float32(3))
    third = one.assign(leefgebied="huisvesting").iloc[:1]
    pairs = pair_measurements(pd.concat([one, other, third]), instruments=KNOWN)
    assert pairs[["leefgebied", "rater", "change"]].astype(object).fillna("-").to_numpy().tolist() == [
        ["financien", "inwoner", 0],
        ["financien", "professional", 2],
        ["huisvesting", "professional", "-"],
    ]


def test_kenmerken_come_along_and_the_given_table_stays_as_it_was():
    rows = _measurements("r1 Oost w1 anna 2025-01-10 2", "r1 Oost w1 anna 2025-02-10 4")
    rows = rows.assign(kenmerk_leeftijd=["18-27", "28-64"])
    before = rows.copy(deep=True)
    assert pair_measurements(rows, instruments=KNOWN)["kenmerk_leeftijd"].tolist() == ["28-64"]
    pd.testing.assert_frame_equal(rows, before)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    rows=st.lists(
        st.tuples(
            st.integers(0, 4), st.sampled_from("ab"), st.integers(0, 30), st.none() | st.integers(1, 5)
        ),
        max_size=40,
        unique_by=lambda row: row[:3],
    ),
    kind=st.sampled_from(["str", "category"]),
)
def test_pairs_are_those_of_a_plain_loop_in_any_order_and_type(rows, kind):
    known: dict = {}
    for who, area, day, score in sorted(rows, key=lambda row: row[2]):
        if score is not None:
            known.setdefault((f"r{who}", area), []).append((day, score, f"t{day % 3}"))
    expected = [
        [who, area, measured[-1][2], measured[0][1], measured[-1][1] if len(measured) > 1 else None]
        for (who, area), measured in sorted(known.items())
    ]
    lines = [f"r{who} t{day % 3} w a 2025-01-{day + 1:02d} {score or '-'}" for who, _, day, score in rows]
    frame = _measurements(*lines).assign(leefgebied=pd.Series([row[1] for row in rows], dtype="str"))
    frame = frame.astype(dict.fromkeys(["resident_id", "team", "leefgebied"], kind))
    pairs = pair_measurements(frame, instruments=KNOWN)
    found = pairs[["resident_id", "leefgebied", "team", "pre", "post"]].astype(object)
    assert found.where(found.notna(), None).to_numpy().tolist() == expected


def test_since_the_beginning_reaches_back_before_the_window_for_whoever_was_measured_in_it():
    rows = _measurements(
        "r1 Oost w1 anna 2024-03-01 2",
        "r1 Oost w1 anna 2025-02-01 4",
        "r2 Oost w1 anna 2024-03-01 2",
        "r3 Oost w1 anna 2025-02-01 3",
        "r3 Oost w1 anna 2025-06-01 3",
        "r3 Oost w1 anna 2026-01-01 5",
    )
    pairs = pair_since_beginning(rows, "2025-01-01", "2025-12-31", KNOWN)
    assert PAIRS.check(pairs)[["resident_id", "change", "days"]].to_numpy().tolist() == [
        ["r1", 2, 337],
        ["r3", 0, 120],
    ]
    inside = pair_measurements(rows, "2025-01-01", "2025-12-31", instruments=KNOWN)
    assert inside["change"].notna().tolist() == [False, True]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    rows=st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 30), st.none() | st.integers(1, 5)),
        max_size=40,
        unique_by=lambda row: row[:2],
    ),
    window=st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted),
)
def test_since_the_beginning_is_a_plain_loop_too(rows, window):
    start, end = window
    known: dict = {}
    for who, day, score in sorted(rows, key=lambda row: row[1]):
        if score is not None and day <= end:
            known.setdefault(f"r{who}", []).append((day, score))
    expected = [
        [who, measured[0][1], measured[-1][1] if len(measured) > 1 else None]
        for who, measured in sorted(known.items())
        if measured[-1][0] >= start
    ]
    lines = [f"r{who} t w a 2025-01-{day + 1:02d} {score or '-'}" for who, day, score in rows]
    days = (f"2025-01-{day + 1:02d}" for day in window)
    pairs = pair_since_beginning(_measurements(*lines), *days, KNOWN)
    found = pairs[["resident_id", "pre", "post"]].astype(object)
    assert found.where(found.notna(), None).to_numpy().tolist() == expected


def test_since_the_beginning_refuses_a_window_that_ends_before_it_starts():
    rows = _measurements("r1 Oost w1 anna 2025-01-10 3")
    with pytest.raises(UserError, match="start ligt na end"):
        pair_since_beginning(rows, "2025-02-01", "2025-01-15", KNOWN)


@pytest.mark.parametrize(
    ("change", "options", "words"),
    [
        (lambda m: m.drop(columns="team"), {}, "team: de kolom ontbreekt"),
        (lambda m: m.assign(instrument="zrm-1999"), {}, "Instrument 'zrm-1999' is niet bekend"),
        (lambda m: m.assign(score=6.0), {}, "score: zrm-2017: 2 rijen buiten de schaal 1-5"),
        (lambda m: m.assign(score=np.inf), {}, "score: zrm-2017: 2 rijen buiten de schaal 1-5"),
        (lambda m: pd.concat([m, m]), {}, "2 rijen met dezelfde inwoner"),
        (lambda m: m, {"start": "2025-02-01", "end": "2025-01-01"}, "start ligt na end"),
        (lambda m: m, {"start": "vorig jaar"}, "start: moet een datum zijn"),
        (lambda m: m, {"pre": "baseline"}, "pre: kies 'first'"),
        (lambda m: m, {"post": "mean"}, "post: kies 'last'"),
    ],
)
def test_wrong_input_is_refused_by_name_and_rule(change, options, words):
    rows = _measurements("r1 Oost w1 anna 2025-01-10 2", "r1 Oost w1 anna 2025-02-10 4")
    with pytest.raises(UserError, match=words) as refused:
        pair_measurements(change(rows), instruments=KNOWN, **options)
    assert "r1" not in refused.value.message("en")


def test_no_measurements_give_no_pairs():
    empty = _measurements("r1 Oost w1 anna 2025-01-10 2").iloc[:0]
    assert list(pair_measurements(empty, instruments=KNOWN).columns) == list(PAIRS.names)


def test_the_workspaces_own_instruments_are_known_without_being_named(tmp_path):
    workspace = Workspace.create(tmp_path / "werkmap")
    workspace.instruments.mkdir()
    own = (SHIPPED / "ors.toml").read_text(encoding="utf-8")
    own = own.replace('id = "ors"', 'id = "klacht"').replace('better_is = "higher"', 'better_is = "lower"')
    (workspace.instruments / "klacht.toml").write_text(own, encoding="utf-8")
    area = read_instrument("klacht", workspace.instruments).leefgebieden[0].code
    rows = _measurements("r1 Oost w1 anna 2025-01-10 9", "r1 Oost w1 anna 2025-06-10 1")
    rows = rows.assign(
        instrument="klacht",
        leefgebied=area,
        rater="inwoner",
        missing=pd.Series(pd.NA, index=rows.index, dtype="str"),
    )
    store_measurements(workspace, MEASUREMENTS.check(rows.assign(source="s")), {"key_id": "k"})
    pairs = pair_measurements(load_measurements(workspace))
    assert list(pairs["change"]) == [8]
    assert list(summarise_shifts(pairs, min_residents=1)["n_improved"]) == [1]
    assert summarise_answers(load_measurements(workspace)).empty
