"""Step 4: one answer of all leefgebieden on top, and with which one to begin; nothing of it before the reveal."""

from dataclasses import replace

import pytest

from monitorlib.evidence.mean_net import MeanNet
from monitorlib.foundation.texts import LANGUAGES
from monitorlib.widgets.steps.surprises import begin_with, ordered
from monitorlib.wording import verdicts
from tests.releases import a_row, a_view
from tests.widgets.conftest import Browser
from tests.widgets.test_steps import open_with  # noqa: F401

AREAS = ("financien", "huisvesting", "justitie", "werk_opleiding")
HALF = {"improved": 26, "unchanged": 29, "deteriorated": 5}
EVEN = {"improved": 15, "unchanged": 30, "deteriorated": 15}


def _view(*tables, verdicts=(), cohesion=0.3):
    words = verdicts or ["improved" if each is HALF else "uncertain" for each in tables]
    rows = [
        a_row(code, counts=counts, verdict=word)
        for code, counts, word in zip(AREAS, tables, words, strict=False)
    ]
    return replace(a_view(*rows), cohesion=cohesion)


def test_the_answer_stands_above_the_figure_with_its_picture_and_its_words(open_with):  # noqa: F811
    regions = open_with(_view(HALF, HALF, EVEN)).regions
    [story] = [told for name, told in regions.items() if name == "herkennen/balance"]
    assert "<b>Alle leefgebieden samen:</b>" in story and 'data-together="improved"' in story
    assert "ml-small-interval" in story and "duidelijk vooruit" in story
    assert "Per leefgebied gingen van elke 100 inwoners waarschijnlijk" in story
    [look] = [told for name, told in regions.items() if name == "herkennen/look"]
    assert "Alle leefgebieden samen: per leefgebied gingen van elke 100 inwoners" in look


def test_what_may_not_be_told_is_said_and_has_no_picture(open_with):  # noqa: F811
    hidden = {"improved": 19, "not_improved": 41}
    rows = [a_row(code, counts=hidden, verdict="withheld", interval=None, mean_shift=None) for code in AREAS]
    html = open_with(a_view(*rows)).html
    assert 'data-together="withheld"' in html and "mag hier niet staan" in html
    assert "ml-small-interval" not in html


def test_of_one_leefgebied_there_is_no_answer_beside_its_own(open_with):  # noqa: F811
    assert "Alle leefgebieden samen" not in open_with(a_view()).html


def test_before_the_reveal_nothing_of_it_is_on_the_page(workspace):
    page = Browser(workspace).do("hello", place={})
    for step in range(1, 9):
        html = page.step(step).html
        assert "data-together" not in html and "data-begin" not in html and "Begin hier" not in html


def test_begin_where_it_went_other_than_expected_then_where_most_moved(open_with):  # noqa: F811
    more = {"improved": 40, "unchanged": 15, "deteriorated": 5}
    view = _view(HALF, more, EVEN, verdicts=("improved", "improved", "uncertain"))
    state = open_with(view).conversation.state
    row, why = begin_with(state)
    assert (row.leefgebied, why.short.nl) == ("huisvesting", "het meest vooruit")
    topic = state.topic(view.rows[0])
    state.notes = replace(state.notes, by_topic={topic: {"expected": "more_worse"}})
    row, why = begin_with(state)
    assert (row.leefgebied, why.sentence.nl) == ("financien", "hier ging het anders dan jullie verwachtten.")


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("uncertain", "deteriorated", "unchanged"), "huisvesting", "lost most"),
        (("unchanged", "hint_improved", "uncertain"), "huisvesting", "perhaps changed"),
        (("unchanged", "balanced", "uncertain"), None, None),
        (("uncertain", "withheld", "uncertain"), None, None),
        (("nearly_all_unchanged", "uncertain", "nearly_all_improved"), "justitie", "gained most"),
    ],
)
def test_where_to_begin_is_where_something_changed(open_with, words, code, why):  # noqa: F811
    state = open_with(_view(EVEN, EVEN, EVEN, verdicts=words)).conversation.state
    found = begin_with(state)
    assert (found and (found[0].leefgebied, found[1].short.en)) == (code and (code, why))
    if found:
        assert found[0] == ordered(state)[0]


def test_the_button_opens_the_leefgebied(open_with):  # noqa: F811
    html = open_with(_view(HALF, EVEN)).html
    assert 'id="ml-begin"' in html and 'data-begin="financien"' in html


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (MeanNet("improved", 0.2, 0.101, 0.299), "waarschijnlijk 10 tot 30 meer vooruit dan achteruit"),
        (MeanNet("improved", 0.1, 0.001, 0.2), "waarschijnlijk iets boven 0 tot 20 meer vooruit"),
        (
            MeanNet("deteriorated", -0.2, -0.299, -0.101),
            "waarschijnlijk 10 tot 30 meer achteruit dan vooruit",
        ),
        (MeanNet("uncertain", 0.0, -0.081, 0.121), "tussen 9 meer achteruit en 13 meer vooruit"),
        (MeanNet("withheld", 0.0, -0.2, 0.2), "Of dit toeval kan zijn, mag hier niet staan"),
    ],
)
def test_it_is_told_in_residents_of_a_hundred_rounded_outward(found, told):
    assert told in verdicts.together_sentence(found, "nl")
    assert all(verdicts.together_sentence(found, language) for language in LANGUAGES)
