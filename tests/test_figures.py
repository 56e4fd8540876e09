"""The picture of a view: one axis alike on both sides, readable without colour, no number that is not released."""

import re
from io import BytesIO

import pytest
from PIL import Image

from monitorlib.figures import plot_shifts, shifts_png
from monitorlib.figures.lettering import Lettering
from monitorlib.figures.look import WIDTH
from monitorlib.figures.shifts import DOTS, HATCH, LINE_LENGTH, drawn, legend
from monitorlib.wording.stacking import stacked
from monitorlib.wording.verdicts import MARKS, WORDS
from tests.releases import a_row, a_view

WORSE_ROW = a_row("huisvesting", counts={"improved": 5, "unchanged": 21, "deteriorated": 34})
HIDDEN = a_row("werk_opleiding", counts=None, n=None, verdict="too_few")
MOSTLY = a_row("justitie", counts=None, few={"not_improved": 2}, verdict="nearly_all_improved")


def _axes(view, language="nl"):
    return drawn(view, language).axes[0]


def _words(axes):
    [lettering] = axes.findobj(Lettering)
    return lettering.words


def _ends(axes):
    return [word for word in _words(axes) if word.y == -0.5]


def _texts(svg: str) -> list[str]:
    return [each.strip() for each in re.findall(r"<text[^>]*>([^<]*)</text>", svg)]


@pytest.mark.parametrize(
    ("language", "ends"),
    [
        ("nl", ["80% ← achteruit", "gelijk", "vooruit → 80%"]),
        ("en", ["80% ← deteriorated", "unchanged", "improved → 80%"]),
    ],
)
def test_the_axis_says_how_far_and_which_way_and_zero_stands_in_the_middle(language, ends):
    axes = _axes(a_view(a_row(), WORSE_ROW), language)
    assert [word.told for word in _ends(axes)] == ends
    assert [word.x for word in _ends(axes)] == pytest.approx([-0.8, 0, 0.8])  # 34 + 21 / 2 of 60 are 74%
    low, high = axes.get_xlim()
    assert low == -high and high > 0.8


def test_the_axis_of_a_simple_question_has_its_own_words():
    view = a_view(a_row(counts={"yes": 20, "partly": 30, "no": 10}, verdict="not_tested"), kind="answers")
    assert [word.told for word in _ends(_axes(view))] == ["60% ← nee", "een beetje", "ja → 60%"]


def test_the_bars_are_those_of_the_screen_and_each_class_has_its_own_look():
    view = a_view(a_row(), a_row("justitie", counts={"improved": 20, "not_improved": 40}), MOSTLY)
    bars = {}
    for same in _axes(view).collections:
        for path in same.get_paths():
            start, end = path.get_extents().intervalx
            bars[round(path.get_extents().intervaly.mean()), round(start, 6)] = same, end
    places = [(position, part) for position, row in enumerate(view.rows) for part in stacked(row)]
    assert len(bars) == len(places)
    looks = {}
    for position, part in places:
        same, end = bars[position, round(part.start, 6)]
        assert end == pytest.approx(part.end)
        [(_offset, dashes)] = same.get_linestyle()
        looks[part.name if part.count is not None else "at least"] = same.get_hatch(), bool(dashes)
    assert looks["deteriorated"] == (HATCH, False) and looks["improved"] == (None, False)
    assert looks["not_improved"] == (DOTS, True) and looks["unchanged"] == (None, False)
    assert looks["at least"] == (None, True)


@pytest.mark.parametrize("verdict", list(WORDS))
def test_how_sure_it_is_stands_beside_the_name_and_is_explained_below(verdict):
    texts = _texts(plot_shifts(a_view(a_row(verdict=verdict)), 10).svg)
    mark = MARKS.get(verdict)
    assert [each for each in texts if each in MARKS.values()] == ([mark] if mark else [])
    assert any(f"{mark} {WORDS[verdict].nl}" in each for each in texts) is bool(mark)


def test_the_lines_below_a_picture_end_without_a_dot_between():
    rows = [a_row(verdict=verdict) for verdict in WORDS]
    *lines, last = [each.rstrip() for each in legend(a_view(*rows), "nl").split("\n")]
    assert lines and not [each for each in (*lines, last) if each.strip("·") != each]
    assert max(map(len, (*lines, last))) <= LINE_LENGTH


def test_a_simple_question_is_not_judged():
    view = a_view(a_row(counts={"yes": 20, "partly": 30, "no": 10}), kind="answers")
    assert not set(_texts(plot_shifts(view, 10).svg)) & set(MARKS.values())


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"improved": 26, "unchanged": 29, "deteriorated": 5}, ["26", "29", "5"]),
        ({"improved": 30, "not_improved": 31}, ["30", "31"]),
        ({"deteriorated": 30, "not_deteriorated": 31}, ["30", "31"]),
    ],
)
def test_each_class_has_its_number(counts, told):
    view = a_view(a_row(counts=counts, n=sum(counts.values()), verdict="withheld"))
    texts = _texts(plot_shifts(view, 10).svg)
    known = {*(word.told for word in _ends(_axes(view))), view.rows[0].label.nl}
    assert sorted(each for each in texts if each not in known and not each.startswith("Elke balk")) == told


def test_where_nothing_can_be_shown_no_bar_and_no_number_stands():
    view = a_view(HIDDEN)
    assert not _axes(view).collections and not _axes(view).patches
    texts = _texts(plot_shifts(view, 10).svg)
    assert "te weinig inwoners" in texts
    assert not [each for each in texts if each.isdigit()]


def test_nearly_everybody_is_said_with_what_is_hidden():
    texts = _texts(plot_shifts(a_view(a_row(), MOSTLY), 10).svg)
    assert "bijna iedereen vooruit" in texts and any("minstens zo veel" in each for each in texts)


def test_the_words_of_a_picture_hold_each_verdict_that_its_marks_tell():
    told = plot_shifts(a_view(a_row(), HIDDEN, MOSTLY), 10).alt_text
    assert "5 achteruit. Duidelijk vooruit. " in told
    assert told.endswith("hoogstens 2 niet vooruit. Bijna iedereen vooruit.")
    assert told.count("Te weinig inwoners") == 0  # its sentence says so


def test_the_picture_for_a_document_is_the_same_drawing_and_tells_nothing_of_the_machine():
    view = a_view(a_row(), WORSE_ROW)
    made = shifts_png(view, "nl")
    with Image.open(BytesIO(made)) as picture:
        assert picture.format == "PNG" and picture.width == WIDTH * 200
        assert picture.info["dpi"] == pytest.approx((200, 200), abs=1)
        assert set(picture.info) == {"dpi"}
    assert made == shifts_png(view, "nl") != shifts_png(view, "en")
