"""Dates, scores and encodings: what a cell means."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorlib.instruments import read_instrument
from monitorlib.intake.know.scores import read_scores
from monitorlib.intake.know.values import read_dates
from monitorlib.intake.read.encodings import decode, repair_mojibake
from monitorlib.intake.read.table_edges import closing_lines, find_header

ZRM, WAT_TELT = read_instrument("zrm-2017"), read_instrument("wat-telt")


def _day(*texts):
    return [None if pd.isna(d) else d.date() for d in read_dates(pd.Series(texts, dtype="str")).days]


@pytest.mark.parametrize(
    "text",
    [
        "26-01-2024", "26-1-2024", "26/01/2024", "26.01.2024", "26-01-24", "2024-01-26", "2024-1-26",
        "20240126", "26 januari 2024", "26 jan. 2024", "26-jan-2024", "26jan2024", "45317", "45317.5",
        "45317,0", "26-01-2024 13:45", "2024-01-26T13:45:10", "2024-01-26 00:00:00.000", "vr 26-01-2024",
        "vrijdag 26 januari 2024", " 26-01-2024 ",
    ],
)  # fmt: skip
def test_a_date_is_read_in_all_dutch_forms(text):
    assert _day(text) == [date(2024, 1, 26)]


@pytest.mark.parametrize("text", ["31-02-2024", "onbekend", "2024", "1-2", "26-13-2024x", "99-99-9999"])
def test_what_is_no_date_is_missing(text):
    assert _day(text) == [None]


def test_day_and_month_are_told_apart_per_column():
    assert _day("01/02/2024", "26/01/2024")[0] == date(2024, 2, 1)
    assert _day("01/02/2024", "01/26/2024")[0] == date(2024, 1, 2)


def test_a_column_that_cannot_tell_is_dutch_and_says_so():
    read = read_dates(pd.Series(["01/02/2024", "03/04/2024"], dtype="str"))
    assert (read.order, read.ambiguous) == ("dm", True) and read.days[0] == pd.Timestamp("2024-02-01")
    assert not read_dates(pd.Series(["13/02/2024"], dtype="str")).ambiguous


@given(st.dates(date(1990, 1, 1), date(2068, 12, 31)))
def test_a_written_day_reads_back(day):
    forms = [day.isoformat(), f"{day.day}-{day.month}-{day.year}", f"{day:%d-%m-%y}", f"{day:%Y%m%d}"]
    assert [_day(form, "31-12-2000")[0] for form in forms] == [day] * 4


def _score(text, instrument=ZRM):
    read = read_scores(pd.Series([text], dtype="str"), instrument).iloc[0]
    missing, rule = (None if pd.isna(read[name]) else read[name] for name in ("missing", "rule"))
    return (None if np.isnan(read["score"]) else float(read["score"])), missing, rule


@pytest.mark.parametrize(
    "text",
    ["4", "4,0", "4.0", " 4 ", "+4", "4 - voldoende zelfredzaam", "4. Voldoende zelfredzaam", "4: voldoende…",
     "(4) voldoende zelfredzaam", "voldoende zelfredzaam (4)", "Voldoende  Zelfredzaam", "4 voldoende",
     "4 – adequately self-sufficient", "4 - voldoende zelfredzaam, met hulp"],
)  # fmt: skip
def test_a_score_is_read_in_all_forms(text):
    assert _score(text) == (4.0, None, None)


@pytest.mark.parametrize(
    ("text", "missing"),
    [("n.v.t.", "not_applicable"), ("NVT", "not_applicable"), ("8", "not_applicable"), ("9", "unknown"),
     ("9 - onbekend", "unknown"), ("99", "unknown"), ("?", "unknown"), ("-", "not_filled_in"),
     ("", "not_filled_in"), ("niet ingevuld", "not_filled_in")],
)  # fmt: skip
def test_missing_codes_are_kept_apart(text, missing):
    assert _score(text) == (None, missing, None)


@pytest.mark.parametrize(
    ("text", "rule"),
    [("0", "outside_scale"), ("6", "outside_scale"), ("4,5", "between_scores"), ("-1", "outside_scale"),
     ("goed", "no_score"), ("4 - goed", "no_score"), ("4 - niet zelfredzaam", "label_contradicts")],
)  # fmt: skip
def test_what_is_no_score_says_why(text, rule):
    assert _score(text) == (None, None, rule)


@pytest.mark.parametrize(("text", "score"), [("1", 1), ("5", 5)])
def test_both_ends_of_the_scale_are_scores(text, score):
    assert _score(text) == (score, None, None)


def test_a_line_without_steps_takes_every_number_on_it():
    assert [_score(t, WAT_TELT)[0] for t in ("0", "37,25", "100")] == [0, 37.25, 100]
    assert _score("100,5", WAT_TELT)[2] == "outside_scale"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_text_comes_back_from_every_encoding(encoding):
    text = "Cliëntnummer;Financiën;€\n1;5;café\n"
    assert decode(text.encode(encoding), "e.csv")[0] == text


@given(st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=30))
def test_mojibake_is_repaired_and_sound_dutch_stays(text):
    broken = text.encode("utf-8").decode("cp1252", errors="ignore")
    if broken.encode("cp1252") == text.encode("utf-8") and "Ã" not in text and "Â" not in text:
        assert repair_mojibake(broken) == text
    sound = text.replace("Ã", "").replace("Â", "").replace("â€", "")
    assert repair_mojibake(sound) is sound or "â€" in sound


def test_the_header_is_the_row_with_most_known_names():
    rows = [["Rapport"], ["Team:", "Oost"], ["Cliëntnummer", "Team", "Datum"], ["1", "Oost", "1-2-2024"]]
    assert find_header(rows) == 2
    assert find_header(rows[3:]) is None


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ([["1", "Oost", "x"]], 0),
        ([["1", "Oost", "x"], ["Totaal", "1", ""]], 1),
        ([["1", "Oost", "x"], ["", "", ""], ["Gemiddelde", "", "3,2"], ["", "", ""]], 2),
        ([["1", "Oost", "x"], ["Afgedrukt op 3 mei", "", ""]], 1),
        ([["Totaal", "9", ""], ["1", "Oost", "x"]], 0),
    ],
)
def test_only_the_last_lines_are_totals(rows, lines):
    counted = closing_lines(rows, 3)
    assert counted == lines
