"""Sentences are plain Dutch: how many first, how sure second, no word that needs a course."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorlib import wording
from monitorlib.disclosure.coarse import HIDDEN_WORDS, few_of
from monitorlib.disclosure.rules import choose_table, team_profile
from monitorlib.evidence.grades import needed
from monitorlib.foundation.texts import LANGUAGES, Text
from monitorlib.released import Interval
from monitorlib.tables import VERDICTS as ROW_VERDICTS
from monitorlib.wording import verdicts
from tests.releases import THREE, a_row, a_view

VERDICTS = (*ROW_VERDICTS, *HIDDEN_WORDS)
FORBIDDEN = re.compile(r"signific|p-waarde|p-value|correlat|hypothes|standaardafwijking", re.IGNORECASE)


def _all_sentences(row, kind, language):
    return [
        wording.row_sentence(row, kind, 10, language),
        verdicts.verdict_sentence(row, 10, language),
        wording.interval_sentence(row, language),
        wording.mean_sentence(row, language),
        verdicts.could_be_seen(row, a_view(row), language),
        verdicts.of_hints(a_view(row), language),
    ]


def test_how_many_comes_first():
    assert wording.row_sentence(a_row(), "shifts", 10, "nl") == (
        "Van 60 inwoners gingen er 26 vooruit, bleven er 29 gelijk en gingen er 5 achteruit."
    )


def test_the_interval_is_told_with_signs():
    assert wording.interval_sentence(a_row(), "nl") == (
        "Vooruit min achteruit: +35%. Waarschijnlijk tussen +18% en +50%."
    )
    down = a_row(interval=Interval(-0.35, -0.48, 0.004))
    assert wording.interval_sentence(down, "nl") == (
        "Vooruit min achteruit: −35%. Waarschijnlijk tussen −48% en 0%."
    )


def test_a_mean_has_a_comma_in_dutch_and_a_point_in_english():
    row = a_row(mean_shift=-0.4, interval=Interval(-0.35, -0.48, -0.19))
    assert wording.mean_sentence(row, "nl") == "Gemiddeld ging de score 0,4 punt de verkeerde kant op."
    assert wording.mean_sentence(row, "en") == "On average the score went 0.4 points the wrong way."
    assert wording.mean_sentence(a_row(mean_shift=0.0), "nl") == "Gemiddeld veranderde de score niet."
    described = a_row(mean_shift=-0.4, verdict="not_tested")
    assert wording.mean_sentence(described, "nl") == "Gemiddeld −0,4 punt op de schaal."


def test_a_mean_that_goes_another_way_than_most_is_told_as_such():
    told = wording.mean_sentence(a_row(mean_shift=-0.1), "nl")
    assert told.startswith("Gemiddeld ging de score 0,1 punt de verkeerde kant op. Dat is een andere kant")
    assert "andere kant" not in wording.mean_sentence(a_row(mean_shift=0.1), "nl")


LINE = replace(a_view(), unchanged_within=10.0, unchanged_source=Text("keuze vooraf.", "chosen beforehand."))


@pytest.mark.parametrize(
    ("points", "nl", "en"),
    [
        (0.0, "", ""),
        (
            10.0,
            "Gelijk: niet meer dan 10 punten verschil.",
            "The same: a difference of at most 10 points.",
        ),
        (4.9, "Gelijk: niet meer dan 4,9 punten verschil.", "The same: a difference of at most 4.9 points."),
        (1.0, "Gelijk: niet meer dan 1 punt verschil.", "The same: a difference of at most 1 point."),
    ],
)
def test_what_the_same_means_is_told_where_it_is_more_than_equal(points, nl, en):
    view = replace(LINE, unchanged_within=points)
    assert [wording.unchanged_sentence(view, language) for language in ("nl", "en")] == [nl, en]


def test_where_a_border_comes_from_is_told_once_an_instrument():
    other = replace(LINE, rater="inwoner")
    told = wording.unchanged_sources((LINE, other, a_view()), "nl")
    assert told == f"Grens voor gelijk bij {LINE.label.nl}: keuze vooraf."
    assert wording.unchanged_sources((a_view(),), "nl") == ""


def test_that_the_same_meant_something_else_then_is_told_beside_two_figures():
    assert (
        wording.another_border(a_view(), LINE, "nl") == "Let op: gelijk betekent hier iets anders dan toen."
    )
    assert wording.another_border(LINE, LINE, "nl") == wording.another_border(None, LINE, "nl") == ""


def test_too_few_and_only_n_say_why_and_show_no_number_of_people_in_a_class():
    too_few = a_row(n=None, counts=None, verdict="too_few")
    only_n = a_row(n=12, counts=None, verdict="uncertain")
    assert "minder dan 10 inwoners" in wording.row_sentence(too_few, "shifts", 10, "nl")
    assert verdicts.verdict_sentence(too_few, 10, "nl") == ""
    assert "12 inwoners" in wording.row_sentence(only_n, "shifts", 10, "nl")
    assert wording.interval_sentence(only_n, "nl") == ""


def test_why_two_classes_stand_where_three_were_counted_is_told_there_only():
    merged = a_row(counts={"improved": 26, "not_improved": 34})
    assert wording.why_two_classes(merged, "nl").endswith("Zo blijft iedereen onherkenbaar.")
    assert wording.why_two_classes(a_row(), "nl") == ""
    assert wording.why_two_classes(a_row(n=12, counts=None), "nl") == ""


def test_why_there_are_no_groups_is_told_of_a_team_that_is_parted_and_where_nothing_else_says_it():
    told = wording.why_no_groups(a_row(), "shifts", "wijk", "nl")
    assert told.startswith("Hier tonen we alleen het hele team")
    assert wording.why_no_groups(a_row(), "shifts", None, "nl") == ""
    assert wording.why_no_groups(a_row(), "answers", "wijk", "nl") == ""
    assert wording.why_no_groups(a_row(blocks={"1": THREE, "2": THREE}), "shifts", "wijk", "nl") == ""
    assert wording.why_no_groups(a_row(n=12, counts=None), "shifts", "wijk", "nl") == ""


@pytest.mark.parametrize(
    ("row", "dutch", "english"),
    [
        (
            {"counts": None, "n": 40, "few": {"not_improved": 2}},
            "Bijna iedereen ging vooruit: van de 40 inwoners gingen er hoogstens 2 niet vooruit.",
            "Nearly everybody improved: of the 40 residents at most 2 did not improve.",
        ),
        (
            {"counts": None, "n": 40, "few": {"improved": 2, "deteriorated": 2}},
            "Bijna iedereen bleef gelijk: van de 40 inwoners gingen er hoogstens 2 vooruit "
            "en hoogstens 2 achteruit.",
            "Nearly everybody stayed the same: of the 40 residents at most 2 improved and at most 2 deteriorated.",
        ),
        (
            {"counts": None, "n": 15, "few": {"improved": 2, "deteriorated": 2}},
            "Van de 15 inwoners gingen er hoogstens 2 vooruit en hoogstens 2 achteruit.",
            "Of the 15 residents at most 2 improved and at most 2 deteriorated.",
        ),
        (
            {"counts": {"improved": 11, "not_improved": 11}, "n": 22, "few": {"deteriorated": 2}},
            "Van 22 inwoners gingen er 11 vooruit en 11 niet. Hoogstens 2 van hen gingen achteruit.",
            "Of 22 residents, 11 improved and 11 did not. At most 2 of them deteriorated.",
        ),
        (
            {"counts": {"improved": 11, "not_improved": 11}, "n": 22, "few": {"unchanged": 1}},
            "Van 22 inwoners gingen er 11 vooruit en 11 niet. Hoogstens 1 van hen bleef gelijk.",
            "Of 22 residents, 11 improved and 11 did not. At most 1 of them stayed the same.",
        ),
    ],
)
def test_what_is_said_of_a_hidden_class(row, dutch, english):
    told = a_row(**row)
    assert wording.row_sentence(told, "shifts", 10, "nl") == dutch
    assert wording.row_sentence(told, "shifts", 10, "en") == english


def test_of_answers_it_is_said_too():
    nearly = a_row(counts=None, n=40, few={"not_yes": 2})
    assert wording.row_sentence(nearly, "answers", 10, "nl") == (
        "Bijna iedereen zei ja: van de 40 inwoners zeiden er hoogstens 2 een beetje of nee."
    )
    two = a_row(counts={"yes": 20, "not_yes": 20}, n=40, few={"no": 2})
    assert wording.row_sentence(two, "answers", 10, "nl").endswith("Hoogstens 2 van hen zeiden nee.")


def test_nearly_everybody_is_told_from_four_in_five_on():
    words = {
        n: a_row(counts=None, n=n, few={"improved": 2, "deteriorated": 2}, verdict="nearly_all_unchanged")
        for n in (19, 20)
    }
    assert [verdicts.verdict_word(words[n], "nl") for n in (19, 20)] == [
        "de meesten gelijk",
        "bijna iedereen gelijk",
    ]
    lines = verdicts.verdict_overview(a_view(*words.values()), "nl")
    assert [line.partition(":")[0] for line in lines] == ["De meesten gelijk", "Bijna iedereen gelijk"]


def test_what_may_not_be_shown_is_never_told_as_doubt():
    told = verdicts.verdict_sentence(a_row(verdict="withheld"), 10, "nl")
    assert "mag hier niet staan" in told
    assert "niet zeggen" not in told and "te klein" not in told


ANY_COUNT = st.integers(min_value=0, max_value=60)


@given(ANY_COUNT, ANY_COUNT, ANY_COUNT, st.sampled_from(VERDICTS), st.sampled_from(LANGUAGES))
def test_every_number_in_a_sentence_stands_in_the_released_row(up, same, down, verdict, language):
    n = up + same + down
    chosen = choose_table([(up, same, down)], team_profile(10))
    table, few = chosen.counts, few_of(chosen, [(up, same, down)], team_profile(10))
    row = a_row(
        n=n if n >= 10 else None, counts=table, verdict=verdict, mean_shift=None, interval=None, few=few
    )
    allowed = {"10", str(n), *map(str, (table or {}).values()), *map(str, (few or {}).values())}
    if verdict == "uncertain" and len(table or {}) == 3:  # who changed, and how many of them the same way
        allowed |= {str(up + down), str(needed(up + down, n, 1))}
    for sentence in _all_sentences(row, "shifts", language):
        assert set(re.findall(r"\d+", sentence)) <= allowed


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("verdict", VERDICTS)
def test_sentences_are_short_and_free_of_jargon(verdict, language):
    for sentence in _all_sentences(a_row(verdict=verdict), "shifts", language):
        assert not FORBIDDEN.search(sentence)
        assert all(len(part.split()) <= 20 for part in re.split(r"(?<=[.:])\s", sentence))


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((8, 42, 5), "Er veranderden 13 inwoners. Om iets te kunnen zeggen, hadden er minstens 11 van hen"),
        ((2, 52, 1), "Er veranderden 3 inwoners. Dat is te weinig om iets te kunnen zeggen"),
    ],
)
def test_beside_cannot_tell_stands_what_could_have_been_seen(counts, told):
    """Of 55 residents in two leefgebieden; both borders of what is needed are tested in test_grades."""
    row = a_row(n=55, counts=dict(zip(THREE, counts, strict=True)), verdict="uncertain")
    assert verdicts.could_be_seen(row, a_view(row, a_row("huisvesting")), "nl").startswith(told)
    assert verdicts.could_be_seen(replace(row, verdict="unchanged"), a_view(row), "nl") == ""
    hidden = a_row(n=55, counts={"improved": 10, "not_improved": 45}, verdict="uncertain")
    assert verdicts.could_be_seen(hidden, a_view(hidden), "nl") == ""


def test_a_hint_is_never_told_as_a_fact():
    row = a_row(verdict="hint_improved")
    assert verdicts.verdict_word(row, "nl") == "misschien vooruit"
    assert "kan nog toeval zijn" in verdicts.verdict_sentence(row, 10, "nl")
    # one in ten holds of all that is told; of hints alone it would not
    assert "‘duidelijk’ of ‘misschien’" in verdicts.verdict_sentence(row, 10, "nl")
    assert "één op de tien teams" in verdicts.of_hints(a_view(row), "nl")
    assert verdicts.of_hints(a_view(), "nl") == ""


def test_an_interval_that_leaves_out_zero_never_reads_as_if_it_held_it():
    row = a_row(interval=Interval(0.2, 0.004, 0.4))
    assert wording.interval_sentence(row, "nl").endswith("Waarschijnlijk tussen iets boven 0% en +40%.")
    row = a_row(interval=Interval(-0.2, -0.4, -0.004))
    assert wording.interval_sentence(row, "nl").endswith("Waarschijnlijk tussen −40% en iets onder 0%.")


def test_not_clear_is_never_told_as_no_change():
    said = verdicts.verdict_sentence(a_row(verdict="uncertain"), 10, "nl")
    assert "niet zeggen" in said
    assert "gelijk" not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_verdict_class_and_rater_has_its_words(language):
    assert set(verdicts.WORDS) == set(verdicts.SENTENCES) == set(VERDICTS)
    assert wording.measured_sentence(a_view(), 10, language)


@pytest.mark.parametrize(
    ("share", "signed", "told"),
    [
        (0.004, True, "0%"),
        (0.006, True, "+1%"),
        (-0.006, True, "−1%"),
        (0.5, False, "50%"),
        (1.0, False, "100%"),
    ],
)
def test_a_percentage_is_whole_and_has_its_sign_where_it_is_a_difference(share, signed, told):
    assert wording.percent(share, "nl", signed) == told
