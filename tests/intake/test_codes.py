"""Scores in words and figures, and what stands for no score: read, or refused with its rule."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorlib.instruments import read_instrument, read_instruments
from monitorlib.intake.know.scores import CONVENTIONAL, Codes, is_broken, read_scores

ZRM, GOAL, CANTRIL = (read_instrument(id) for id in ("zrm-2017", "doel-behaald", "cantril"))


def _score(text, instrument=ZRM, **codes):
    read = read_scores(pd.Series([text], dtype="str"), instrument, Codes(**codes)).iloc[0]
    missing, rule = (None if pd.isna(read[name]) else read[name] for name in ("missing", "rule"))
    return (None if np.isnan(read["score"]) else float(read["score"])), missing, rule


@pytest.mark.parametrize("text", ["9", "9,00", "9.0", " 9 ", "+9", "9 - onbekend", "9,0 - onbekend"])
def test_a_missing_code_is_the_same_however_it_is_written(text):
    assert _score(text) == (None, "unknown", None)


@pytest.mark.parametrize(
    "text",
    ["-99", "-9", "−9", "-98,00", "999", "98", "NA", "NULL", "#NULL!", "weet niet", "-99 - weigert"],
)  # fmt: skip
def test_what_people_and_programs_use_for_a_missing_value_is_unknown(text):
    assert _score(text) == (None, "unknown", None)


@pytest.mark.parametrize("text", [".", "Geen antwoord", "-"])
def test_what_was_left_open_is_not_filled_in(text):
    assert _score(text) == (None, "not_filled_in", None)


@pytest.mark.parametrize("text", ["-1", "0", "6", "7", "10", "100", "-5"])
def test_another_number_outside_the_scale_is_no_code(text):
    assert _score(text) == (None, None, "outside_scale")


@given(st.sampled_from(sorted(read_instruments())), st.sampled_from(sorted(CONVENTIONAL)))
def test_a_conventional_code_never_hides_a_score(id, code):
    instrument = read_instrument(id)
    scale = instrument.scale
    on_step = scale.step == 0 or (code - scale.low) % scale.step == 0  # WHO-5 has no 97 per cent
    on_scale = scale.low <= code <= scale.high and on_step
    assert (_score(str(code), instrument)[0] == code) == on_scale


@pytest.mark.parametrize("text", ["#N/A", "#N/B", "#REF!", "#VERW!", "#VALUE!", "#WAARDE!", "#DIV/0!", "#DEEL/0!",
                                  "#NAAM?", "Fout:502", "Err:502", " #n/a "])  # fmt: skip
def test_a_formula_that_failed_is_refused_and_never_not_filled_in(text):
    assert is_broken(text) and _score(text) == (None, None, "no_score")


@pytest.mark.parametrize(
    "text",
    ["4/5", "4 van 5", "4 van de 5", "4 out of 5", "niveau 4", "Score: 4", "level 4", "4 punten", "4 = voldoende",
     "voldoende zelfredzaam: 4", "voldoende zelfredzaam = 4", "voldoende zelfredzaam 4",
     "Adequately self-sufficient"],
)  # fmt: skip
def test_a_score_is_read_with_its_scale_or_its_word(text):
    assert _score(text) == (4.0, None, None)


@pytest.mark.parametrize("text", ["4/10", "4 van 10", "3/4", "3-4", "goed 4", "niet zelfredzaam: 4"])
def test_a_score_of_another_scale_or_with_another_word_is_refused(text):
    assert _score(text)[0] is None and _score(text)[2] in ("no_score", "label_contradicts")


@pytest.mark.parametrize(
    ("text", "score"),
    [("ja", 2), ("J", 2), ("true", 2), ("behaald", 2), ("Niet behaald", 0), ("n", 0), ("deels bereikt", 1)],
)
def test_yes_and_no_are_read_in_the_words_of_databases_and_forms(text, score):
    assert _score(text, GOAL) == (score, None, None)


def test_what_the_profile_tells_goes_before_the_scale():
    assert _score("1", missing={"not_applicable": ["1,0"]}) == (None, "not_applicable", None)
    assert _score("0", labels={"0": 1}) == (1.0, None, None)
    assert _score("Helemaal goed!", labels={"helemaal goed": 5}) == (5.0, None, None)
    assert _score("matig", labels={"matig": 7}) == (None, None, "outside_scale")


def test_the_label_of_a_statistical_file_tells_what_a_value_means():
    labels = {"1": "Volledig zelfredzaam", "5": "acute problematiek", "3": "weet niet", "4": "iets eigens"}
    assert [_score(t, value_labels=labels) for t in ("1", "5,00", "3.0", "4", "2")] == [
        (5.0, None, None), (1.0, None, None), (None, "unknown", None), (4.0, None, None), (2.0, None, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "label", "reason"),
    [
        ("8", "n.v.t.", "not_applicable"),
        ("7", "Niet van toepassing (geen kinderen)", "not_applicable"),
        ("6", "weet niet", "unknown"),
        ("5", "Niet ingevuld", "not_filled_in"),  # declared, though 5 is a score of the scale
        ("8", None, "not_applicable"),  # 8 is so in the instrument itself
        ("7", "iets eigens", "unknown"),
        ("7", None, "unknown"),
    ],
)
def test_a_code_that_a_file_declares_missing_has_the_reason_of_its_label(code, label, reason):
    labels = {} if label is None else {code: label}
    assert _score(code, declared=[code], value_labels=labels) == (None, reason, None)


def test_what_the_profile_tells_goes_before_what_a_file_declares():
    assert _score("8", declared=["8"], missing={"not_filled_in": ["8"]}) == (None, "not_filled_in", None)
    assert _score("9", declared=["9"], labels={"9": 5}) == (5.0, None, None)


@pytest.mark.parametrize(("text", "rule"), [("3,2", "between_scores"), ("1,5", "between_scores"),
                                            ("5,01", "outside_scale"), ("0,99", "outside_scale")])  # fmt: skip
def test_a_mean_lies_between_two_scores_and_not_outside_the_scale(text, rule):
    assert _score(text) == (None, None, rule)


@given(st.integers(0, 10), st.sampled_from(["{}", "{},0", "{}.00", " {} ", "{}/10", "cijfer {}"]))
def test_a_whole_score_reads_back_in_every_form(score, form):
    assert _score(form.format(score), CANTRIL) == (score, None, None)
