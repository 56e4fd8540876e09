"""HTML from released numbers: the same numbers, every text escaped, the picture told in words."""

import re
from dataclasses import replace

from monitorlib import pages
from monitorlib.figures import plot_shifts
from monitorlib.foundation.texts import Text
from tests.releases import a_content, a_row, a_view


def test_the_table_holds_each_leefgebied_with_its_counts_and_words():
    view = a_view(a_row("huisvesting"), a_row("werk_opleiding", counts=None, n=None, verdict="too_few"))
    html = pages.table(a_content(view), view, "nl")
    assert "26 vooruit, 29 gelijk, 5 achteruit" in html
    assert "te weinig inwoners" in html
    assert html.count("<tr data-leefgebied") == 2


def test_names_and_notes_are_escaped():
    evil = "<script>alert(1)</script>"
    content = a_content(team=evil, notice=Text(evil, evil))
    view = replace(a_view(a_row(label=Text(evil, evil))), label=Text(evil, evil))
    made = [
        pages.headline(content, view, "nl"),
        pages.notice(content, "nl"),
        pages.table(content, view, "nl"),
    ]
    assert not [html for html in made if evil in html]


def test_the_picture_holds_no_number_that_the_table_does_not():
    view = a_view(a_row("huisvesting"), a_row("werk_opleiding", counts={"improved": 30, "not_improved": 30}))
    svg = plot_shifts(view, 10).svg
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    assert {text for text in texts if text.strip().isdigit()} == {"26", "29", "5", "30"}


def test_the_words_of_a_picture_say_what_the_same_means():
    view = replace(a_view(), unchanged_within=10.0, unchanged_source=Text("x", "x"))
    told = plot_shifts(view, 10).alt_text
    assert told.startswith(f"{view.label.nl}. Gelijk: niet meer dan 10 punten verschil. Financiën: Van 60")
    assert plot_shifts(view, 10).svg == plot_shifts(a_view(), 10).svg


def test_the_same_numbers_give_the_same_picture_to_the_byte():
    assert plot_shifts(a_view(), 10).svg == plot_shifts(a_view(), 10).svg
