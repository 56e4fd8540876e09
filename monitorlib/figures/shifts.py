"""The picture of one view, a row a leefgebied, the same drawing as on the screen; and what it says in words.

Bars are stacked about the middle of "the same" (`stacking`): worse left, better right, each with its count; how
sure it is stands as a mark beside the name. Colour never carries meaning alone: worse is hatched, what is counted
together is dotted, what only a statement tells of has a dashed edge, and words name sides and marks.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from textwrap import fill, wrap

import matplotlib
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure as Canvas

from monitorlib.figures.lettering import POINTS, Word, length, written
from monitorlib.figures.look import (
    BETTER,
    INK,
    MUTED,
    PALE,
    SAME,
    SIZE,
    SMALL,
    STYLE,
    WHITE,
    WIDTH,
    WORSE,
    Picture,
    as_png,
    as_svg,
)
from monitorlib.foundation.texts import Text
from monitorlib.released import Row, View
from monitorlib.wording import AT_MOST, CLASSES, few_in_words, percent, row_sentence, unchanged_sentence
from monitorlib.wording.stacking import LEFT, RIGHT, Part, reach, stacked
from monitorlib.wording.verdicts import MARKS, WORDS, verdict_word

OR = Text(" of ", " or ")
WHOSE = Text("Elke balk: alle inwoners met twee metingen", "Each bar: all residents with two measurements")
WHOSE_ANSWERS = Text("Elke balk: alle inwoners die antwoord gaven", "Each bar: all residents who answered")
MERGED = Text("gestippeld: twee groepen samen geteld", "dotted: two groups counted together")
AT_LEAST = Text("streepjesrand: minstens zo veel", "dashed edge: at least so many")
LINE_LENGTH = 104  # letters below the picture


def alt_text(view: View, min_residents: int, language: str) -> str:
    """The picture in words: what "the same" means, and each leefgebied with its sentence and its verdict."""
    told = (_row(view, row, min_residents, language) for row in view.rows)
    return " ".join(filter(None, (f"{view.label[language]}.", unchanged_sentence(view, language), *told)))


def _row(view: View, row: Row, min_residents: int, language: str) -> str:
    told = f"{row.label[language].rstrip('?.')}: {row_sentence(row, view.kind, min_residents, language)}"
    if not mark(view, row):
        return told
    word = verdict_word(row, language)
    return f"{told} {word[0].upper()}{word[1:]}."


def mark(view: View, row: Row) -> str:
    """How sure, as a sign that reads without colour; none beside answers and where no word may stand."""
    return MARKS.get(row.verdict, "") if view.kind == "shifts" else ""


def legend(view: View, language: str) -> str:
    """Whose bars these are, and what each pattern and mark means that stands in the picture."""
    words = defaultdict(dict)  # mark → its words, in the order of WORDS
    for verdict in WORDS:
        for row in view.rows:
            if row.verdict == verdict and mark(view, row):
                words[mark(view, row)][verdict_word(row, language)] = None
    parts = [part for row in view.rows for part in stacked(row)]
    said = [WHOSE_ANSWERS if view.kind == "answers" else WHOSE]
    said += [MERGED] if any(part.merged for part in parts) else []
    said += [AT_LEAST] if any(part.count is None for part in parts) else []
    return _wrapped(
        [
            *(each[language] for each in said),
            *(f"{sign} {OR[language].join(told)}" for sign, told in words.items()),
        ]
    )


def _wrapped(parts: list[str]) -> str:
    """The parts in lines of at most LINE_LENGTH letters; a part stays whole."""
    kept = " · ".join(part.replace(" ", "\xa0") for part in parts)
    lines = fill(kept, LINE_LENGTH).replace(" ·\n", "\n").replace("\n· ", "\n")
    return lines.replace("\xa0", " ")


NOT_SHOWN = Text("niet te tonen", "cannot be shown")
HATCH, DOTS = "//", "..."
ROOM = 0.24  # of the reach, beyond each end of the axis at least, for the numbers
GAP = 6  # points between a bar and its number
MARK_AT, NAME_AT, END_AT = 14, 26, 13  # points left of the axis, and above it
THICK = 0.62
EDGE, HEAD, BAR, LINE, LETTER = 0.08, 0.36, 0.42, 0.19, 0.1  # inches; a letter of a name, rather wide
SPACED = 1.2  # of its size is a line of the legend high
MOST_LEFT = 0.7  # of the width, for names
_LOOKS = {
    **dict.fromkeys(RIGHT, {"facecolor": BETTER, "linewidth": 0}),
    **dict.fromkeys(LEFT, {"facecolor": WORSE, "hatch": HATCH, "edgecolor": "white", "linewidth": 0}),
    **dict.fromkeys(("unchanged", "partly"), {"facecolor": SAME, "linewidth": 0}),
}
_MERGED = {"facecolor": PALE, "hatch": DOTS, "edgecolor": MUTED, "linewidth": 0.8, "linestyle": "--"}
_AT_LEAST = {"edgecolor": INK, "linewidth": 1.6, "linestyle": "--", "hatch": None}


def drawn(view: View, language: str) -> Canvas:
    """The drawing, under the style of `look`; the same view gives the same drawing."""
    below = legend(view, language).split("\n")
    far = reach(view.rows)
    with matplotlib.rc_context({**WHITE, **_BARE}):
        canvas, axes, half = _placed(view, len(below), language)
    numbers = [
        word for position, row in enumerate(view.rows) for word in _numbers(position, row, half, language)
    ]
    side = max(far * (1 + ROOM), *(_needed(word, half) for word in numbers))
    _draw_bars(axes, view)
    _draw_axis(axes, far, side, len(view.rows))
    about = *_ends(view, far, side, half, language), *_names(view, -side, language)
    written(axes, [*about, *numbers, *_below(below, half, len(view.rows))])
    return canvas


_BARE = {f"axes.spines.{side}": False for side in ("left", "right", "bottom")}


def _placed(view: View, lines: int, language: str) -> tuple[Canvas, Axes, float]:
    """An empty drawing, its parts placed by the length of the labels, and half the width of its axes in inches.

    A layout that measures draws three times. Left of the axis are the names and the marks, above it its ends,
    below it so many `lines`.
    """
    longest = max((len(row.label[language]) for row in view.rows), default=0)
    left = min(2 * EDGE + LETTER * longest + NAME_AT / POINTS, MOST_LEFT * WIDTH)
    foot = 2 * EDGE + LINE * lines
    inside = BAR * len(view.rows)
    height = foot + inside + HEAD
    canvas = Canvas(figsize=(WIDTH, height))
    wide = WIDTH - left - EDGE
    axes = canvas.add_axes((left / WIDTH, foot / height, wide / WIDTH, inside / height))
    return canvas, axes, wide / 2


def _needed(number: Word, half: float) -> float:
    """How far an axis of twice `half` inches must go on either side to hold a number beyond a bar."""
    beyond = 0.0 if number.side == "center" else length(number.told, number.size) + GAP / POINTS
    return abs(number.x) * half / (half - beyond)


def look_of(part: Part) -> dict:
    """How the bar of a class is filled and edged."""
    look = _MERGED if part.merged else _LOOKS[part.name]
    return {**look, **_AT_LEAST} if part.count is None else look


def _draw_bars(axes: Axes, view: View) -> None:
    """The bars, those of one look together."""
    bars = defaultdict(list)  # look → the corners of each
    for position, row in enumerate(view.rows):
        low, high = position - THICK / 2, position + THICK / 2
        for part in stacked(row):
            corners = [(part.start, low), (part.end, low), (part.end, high), (part.start, high)]
            bars[tuple(look_of(part).items())].append(corners)
    for look, corners in bars.items():
        axes.add_collection(PolyCollection(corners, **dict(look)), autolim=False)


def _draw_axis(axes: Axes, far: float, side: float, rows: int) -> None:
    """The middle of "the same" is zero, both sides alike, above the bars."""
    axes.set(xlim=(-side, side), ylim=(rows - 0.5, -0.5))
    axes.xaxis.set_visible(False)
    axes.yaxis.set_visible(False)
    axes.axvline(0, color=INK, linewidth=1.2)
    axes.spines["top"].set(bounds=(-far, far), color=MUTED)


# --- the words: ends of the axis, names and marks, legend, numbers


def _ends(view: View, far: float, side: float, half: float, language: str) -> Iterator[Word]:
    """Above the axis: how far it goes and which way, at its ends; less far right where the picture ends before."""
    names = ("no", "partly", "yes") if view.kind == "answers" else ("deteriorated", "unchanged", "improved")
    left, middle, right = (CLASSES[name][language] for name in names)
    end = percent(far, language)
    told = ((f"{end} ← {left}", -far, WORSE), (middle, 0, MUTED), (f"{right} → {end}", far, BETTER))
    for words, at, colour in told:
        last = (1 + (EDGE - length(words, SMALL)) / 2 / half) * side
        yield Word(words, min(at, last), -0.5, "center", SMALL, colour, up=END_AT)


def _names(view: View, at: float, language: str) -> Iterator[Word]:
    """Each leefgebied left of the axis, and between name and axis how sure it is."""
    for position, row in enumerate(view.rows):
        yield Word(row.label[language], at, position, "right", SIZE, INK, right=-NAME_AT)
        colour = MUTED
        if row.verdict.endswith(("improved", "deteriorated")):
            colour = BETTER if row.verdict.endswith("improved") else WORSE
        yield Word(mark(view, row), at, position, "center", SIZE, colour, right=-MARK_AT)


def _below(lines: list[str], half: float, rows: int) -> Iterator[Word]:
    """The legend at the foot, in the middle of the picture."""
    lowest = 6.5 - POINTS * (EDGE + LINE * len(lines))
    for above, line in enumerate(reversed(lines)):
        up, right = lowest + above * SPACED * SMALL, POINTS * (EDGE + half - WIDTH / 2)
        yield Word(line.strip(), 0, rows - 0.5, "center", SMALL, MUTED, right=right, up=up)


def _numbers(position: int, row: Row, half: float, language: str) -> Iterator[Word]:
    """The count of each part, outside the bar at its ends and on it in the middle; or what is said instead."""
    parts = stacked(row)
    if not parts:
        told = WORDS["too_few"] if row.n is None else NOT_SHOWN
        yield from _said(position, 1, told[language], half)
    for part in parts:
        side = (part.name in RIGHT) - (part.name in LEFT)
        at = part.end if side > 0 else part.start if side < 0 else (part.start + part.end) / 2
        if part.count is None:  # it holds nearly everybody: there is no room beyond it
            untold = row.verdict == "not_tested"
            told = few_in_words(row, language) if untold else verdict_word(row, language)
            yield from _said(position, -side, told, half)
        else:
            yield _number(at, position, side, str(part.count), SIZE)
    for name, most in (row.few or {}).items() if row.counts else ():
        told = AT_MOST.fill(n=most, words="")[language].strip()
        if name in LEFT:
            yield _number(parts[0].start, position, -1, told, SMALL)
        elif name in RIGHT:
            yield _number(parts[-1].end, position, 1, told, SMALL)


def _said(position: int, side: int, told: str, half: float) -> Iterator[Word]:
    """Words beside the middle; in two lines where half of the axis, in inches, is too short for them."""
    short = abs(side) * (length(told, SMALL) + GAP / POINTS) > half
    lines = wrap(told, len(told) // 2 + 4) if short else [told]
    for at, line in enumerate(lines):
        up = ((len(lines) - 1) / 2 - at) * SPACED * SMALL
        yield replace(_number(0.0, position, side, line, SMALL), up=up)


def _number(at: float, position: int, side: int, told: str, size: float) -> Word:
    colour = INK if told.isdigit() else MUTED
    return Word(told, at, position, SIDES[side], size, colour, right=side * GAP, cleared=side == 0)


SIDES = {1: "left", 0: "center", -1: "right"}


def plot_shifts(view: View, min_residents: int, language: str = "nl") -> Picture:
    """The picture of one released view, with its alt text; each number in it stands in the released table.

    Parameters
    ----------
    view : View
        One view of a release: `content.views[0]`.
    min_residents : int
        The minimum group, for the words of what is not shown.
    language : {"nl", "en"}
        The language of the words.

    Returns
    -------
    Picture
        `svg` and `alt_text`, the same in words.

    Examples
    --------
    >>> import monitorlib as ml
    >>> demo = ml.open_workspace("demo")
    >>> period = demo.settings().period("2025", "Demo-Oost")
    >>> caseload = ml.load_caseload(demo, "Demo-Oost")
    >>> pairs = ml.pair_measurements(caseload, period.start, period.end)
    >>> pairs = pairs[pairs["team"] == "Demo-Oost"]
    >>> answers = ml.summarise_answers(caseload, period.start, period.end)
    >>> content = ml.assemble_release(
    ...     demo, "Demo-Oost", period, pairs, ml.summarise_shifts(pairs), answers, ml.measurement_version(demo)
    ... )
    >>> picture = ml.plot_shifts(content.views[0], content.min_residents, "en")
    >>> "Of 69 residents, 47 improved, 19 stayed the same and 3 deteriorated." in picture.alt_text
    True
    """
    with matplotlib.rc_context(STYLE):
        svg = as_svg(drawn(view, language))
    return Picture(svg, alt_text(view, min_residents, language))


def shifts_png(view: View, language: str) -> bytes:
    """The same picture as dots (PNG), for a document that cannot hold SVG."""
    with matplotlib.rc_context(STYLE):
        return as_png(drawn(view, language))
