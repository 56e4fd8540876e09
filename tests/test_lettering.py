"""Words in pictures: none leaves the picture, and each stands where matplotlib's own would."""

import re
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from itertools import cycle
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from matplotlib import rc_context
from matplotlib.figure import Figure as Canvas
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path
from PIL import Image

from monitorlib.figures import as_png, as_svg, plot_shifts
from monitorlib.figures.intervals import plot_intervals
from monitorlib.figures.lettering import DIGIT, HIGH, WIDEST, Lettering, Word, length, written
from monitorlib.figures.look import STYLE
from monitorlib.figures.scores import plot_follow_up, plot_start_and_end
from monitorlib.figures.shifts import drawn, legend
from monitorlib.figures.waterfall import plot_waterfall
from monitorlib.foundation.texts import LANGUAGES
from monitorlib.instruments import read_instruments
from monitorlib.wording.verdicts import WORDS
from tests.releases import a_row, a_view

INSTRUMENTS = read_instruments()
RATER = "professional"  # the longest of the words for whose view it is
# what makes the longest words beside a bar: many residents, small classes that are hidden, nearly everybody
LONGEST = (
    {"counts": {"improved": 0, "unchanged": 0, "deteriorated": 1234}, "n": 1234},
    {"counts": {"improved": 1234, "unchanged": 0, "deteriorated": 0}, "n": 1234},
    {"counts": {"improved": 60, "not_improved": 5}, "few": {"deteriorated": 2}, "n": 65},
    {"counts": {"deteriorated": 60, "not_deteriorated": 5}, "few": {"improved": 2}, "n": 65},
    {"counts": None, "few": {"not_improved": 2}, "verdict": "nearly_all_improved"},
    {"counts": None, "few": {"not_deteriorated": 2}, "verdict": "nearly_all_deteriorated"},
    {"counts": None, "few": {"improved": 2, "deteriorated": 2}, "verdict": "nearly_all_unchanged"},
    {"counts": None, "n": None, "verdict": "too_few"},
    {"counts": None, "verdict": "withheld"},
)
ANSWERS = (
    {"counts": {"yes": 0, "partly": 0, "no": 1234}, "n": 1234, "verdict": "not_tested"},
    {"counts": {"yes": 1234, "partly": 0, "no": 0}, "n": 1234, "verdict": "not_tested"},
    {"counts": None, "few": {"not_yes": 2}, "verdict": "not_tested"},
    {"counts": None, "few": {"yes": 2, "no": 2}, "verdict": "not_tested"},
)


def _wide(told: str, size: float) -> float:
    return text_to_path.get_text_width_height_descent(
        told, FontProperties(family="DejaVu Sans", size=size), False
    )[0]


def _texts(svg: str) -> list[tuple[str, float, float, float, float]]:
    """Each line: its words, left, right, baseline and size, in points."""
    found = []
    for element in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"):
        style = dict(each.split(": ", 1) for each in element.attrib["style"].split("; "))
        size, told = float(style["font-size"].removesuffix("px")), element.text
        at = element.attrib
        place = (at["x"], at["y"]) if "x" in at else re.findall(r"[\d.-]+", at["transform"])[:2]
        x, y = map(float, place)
        back = {"start": 0, "middle": 0.5, "end": 1}[style.get("text-anchor", "start")]
        wide = _wide(told, size)
        found.append((told, x - back * wide, x + (1 - back) * wide, y, size))
    return found


def _beyond(svg: str) -> list[str]:
    """The words that leave the picture."""
    _x, _y, wide, high = map(float, re.search(r'viewBox="([^"]*)"', svg)[1].split())
    return [
        told
        for told, left, right, foot, size in _texts(svg)
        if left < 0 or right > wide or foot - 0.76 * size < 0 or foot + 0.24 * size > high
    ]


def _named(instrument, rows, language="nl"):
    """These rows under the longest name of this instrument."""
    longest = max(instrument.leefgebieden, key=lambda area: len(area.label[language]))
    return [replace(a_row(**changes), leefgebied=longest.code, label=longest.label) for changes in rows]


def _every_name(instrument):
    """A row a leefgebied, how sure it is by turns."""
    verdicts = cycle(WORDS)
    return [
        replace(a_row(verdict=next(verdicts)), leefgebied=area.code, label=area.label)
        for area in instrument.leefgebieden
    ]


def test_a_word_that_leaves_a_picture_is_seen():
    """Of the test itself: where names and ends stood before there was room for the longest."""
    canvas = Canvas(figsize=(2, 1))
    axes = canvas.add_axes((0, 0, 1, 1))
    axes.axis("off")
    written(
        axes,
        [Word("vooruit → 70%", 1, 0.5, "center", 10.5, "black"), Word("wel", 0.5, 0.5, "center", 9, "black")],
    )
    with rc_context(STYLE):
        assert _beyond(as_svg(canvas)) == ["vooruit → 70%"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_no_word_leaves_the_picture_of_a_view(instrument, language):
    shifts = a_view(*_named(INSTRUMENTS[instrument], LONGEST, language))
    sure = a_view(*_every_name(INSTRUMENTS[instrument]))
    answers = a_view(*_named(INSTRUMENTS[instrument], ANSWERS, language), kind="answers")
    for view in (shifts, sure, answers):
        assert _beyond(plot_shifts(view, 10, language).svg) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_no_word_leaves_a_picture_for_analysts(instrument, language):
    scale = INSTRUMENTS[instrument].scale
    one = {"instrument": instrument, "rater": RATER, "days": 1234.0}
    areas = pd.DataFrame([{**one, "leefgebied": area.code} for area in INSTRUMENTS[instrument].leefgebieden])
    pairs = areas.assign(resident_id="r", pre=float(scale.low), post=float(scale.high), change=1.0)
    shifts = areas.assign(net_improved=1.0, net_low=-1.0, net_high=1.0, verdict="slightly_improved")
    checks = areas.assign(check="version", flagged=True, p_adjusted=0.01, remains=0.5, takes_away=-1.0)
    down = checks.assign(remains=[-20.0, *[1.0] * (len(checks) - 1)], takes_away=0.0)
    for picture in (
        plot_follow_up(pairs, INSTRUMENTS, language),
        plot_start_and_end(pairs, INSTRUMENTS, language),
        plot_intervals(shifts, INSTRUMENTS, language=language),
        plot_waterfall(checks, language, INSTRUMENTS),
        plot_waterfall(down, language, INSTRUMENTS),
    ):
        assert _beyond(picture.svg) == []


def _without_words(canvas):
    [lettering] = canvas.axes[0].findobj(Lettering)
    lettering.remove()
    return lettering.words


def _annotated(view, language):
    """The slow twin: an annotation a word, which matplotlib measures and lays out itself."""
    canvas = drawn(view, language)
    for word in _without_words(canvas):
        canvas.axes[0].annotate(
            word.told,
            (word.x, word.y),
            (word.right, word.up),
            textcoords="offset points",
            fontsize=word.size,
            color=word.colour,
            ha=word.side,
            va="center",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5, "alpha": 0.88}
            if word.cleared
            else None,
            annotation_clip=False,
        )
    return canvas


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_a_view_stand_where_annotations_would(language):
    view = a_view(*_named(INSTRUMENTS["zrm-2017"], LONGEST))
    with rc_context(STYLE):
        fast, slow = (
            _texts(as_svg(canvas)) for canvas in (drawn(view, language), _annotated(view, language))
        )
    assert [each[0] for each in fast] == [each[0] for each in slow]
    np.testing.assert_allclose([each[1:3] for each in fast], [each[1:3] for each in slow], atol=0.01)
    # a word with a tail or a capital was half a point lower or higher than its neighbour
    np.testing.assert_allclose([each[3] for each in fast], [each[3] for each in slow], atol=1.2)


def _ink(canvas) -> np.ndarray:
    """How dark the drawing is, in tens of dots: a shift of less is not seen."""
    with Image.open(BytesIO(as_png(canvas))) as picture:
        small = picture.convert("L").resize((picture.width // 10, picture.height // 10), Image.Resampling.BOX)
        return 255.0 - np.asarray(small, float)


def test_as_dots_the_words_are_those_of_annotations_too():
    view = a_view(*_named(INSTRUMENTS["zrm-2017"], LONGEST[:4]))
    with rc_context(STYLE):
        bare = drawn(view, "nl")
        _without_words(bare)
        fast, slow, none = (_ink(canvas) for canvas in (drawn(view, "nl"), _annotated(view, "nl"), bare))
    assert fast.sum() == pytest.approx(slow.sum(), rel=0.002)
    assert np.abs(fast - slow).sum() < 0.3 * np.abs(slow - none).sum()


def test_what_is_known_of_the_letters_is_so():
    with rc_context(STYLE):
        canvas = Canvas(dpi=720)
        [digit, *_] = [canvas.text(0, 0, told, fontsize=13) for told in "0123456789"]
        box = digit.get_window_extent()
    assert [_wide(told, 100) for told in "0123456789"] == pytest.approx([100 * DIGIT] * 10, abs=0.1)
    assert box.height / 130 == pytest.approx(HIGH, abs=0.01)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_length_of_a_few_words_is_not_underrated(language):
    view = a_view(*_named(INSTRUMENTS["honos"], LONGEST))
    words = {word.told for axes in drawn(view, language).axes for word in axes.findobj(Lettering)[0].words}
    short = {each for each in words if len(each) > 1 and each not in legend(view, language)}
    assert short and WIDEST < 0.7
    for told in short:
        assert length(told, 10.5) * 72 >= _wide(told, 10.5) * 0.97, told


@pytest.mark.skipif(sys.platform != "linux", reason="only there processes are forked from a warm one")
def test_drawing_starts_no_thread():
    """The process that notebooks are forked from draws once; a thread of it would not be in the forks."""
    code = (
        "import os, pandas, monitorlib as ml\n"
        "row = dict(instrument='-', leefgebied='-', check='-', flagged=True, p_adjusted=0.5)\n"
        "checks = pandas.DataFrame([dict(row, remains=0.5, takes_away=0.5)])\n"
        "draw = ml.plot_waterfall\n"
        "before = len(os.listdir('/proc/self/task'))\n"
        "draw(checks)\n"
        "print(len(os.listdir('/proc/self/task')) - before)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["0"]
