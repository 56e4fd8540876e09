"""The picture of one view, a row a leefgebied, the same drawing as on the screen; and what it says in words.

Bars are stacked about the middle of "the same" (`stacking`): worse left, better right, each with its count; how
sure it is stands as a mark beside the name. Colour never carries meaning alone: worse is hatched, what is counted
together is dotted, what only a statement tells of has a dashed edge, and words name sides and marks.
"""

from collections import defaultdict
from textwrap import fill

import matplotlib
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from monitorlib.figures.look import (
    BETTER,
    INK,
    MUTED,
    PALE,
    SAME,
    SIZE,
    SMALL,
    STYLE,
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
ROOM = 0.24  # of the reach, beyond each end of the axis, for the numbers
GAP = 6  # points between a bar and its number
MARK_AT, NAME_AT = 14, 26  # points left of the axis
CLEARED = {"facecolor": "white", "edgecolor": "none", "pad": 1.5, "alpha": 0.88}
THICK = 0.62
EDGE, HEAD, BAR, LINE, LETTER = 0.08, 0.36, 0.42, 0.19, 0.1  # inches; a letter of a name, rather wide
POINTS = 72  # an inch
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
    below = legend(view, language)
    far = reach(view.rows)
    with sns.axes_style("white"):
        canvas, axes = _placed(view, below.count("\n") + 1, language)
    for position, row in enumerate(view.rows):
        parts = stacked(row)
        for part in parts:
            width = part.end - part.start
            axes.barh(position, width, left=part.start, height=THICK, **look_of(part))
        _write_mark(axes, position, mark(view, row), row.verdict)
        _write_numbers(axes, position, row, parts, language)
    _draw_axis(axes, view, far, language)
    canvas.text(
        0.5, EDGE / canvas.get_figheight(), below, color=MUTED, fontsize=SMALL, ha="center", va="bottom"
    )
    return canvas


def _placed(view: View, lines: int, language: str) -> tuple[Canvas, Axes]:
    """An empty drawing, its parts placed by the length of the labels: a layout that measures draws it three times.

    Left of the axis the names and the marks, above it its ends, below it so many `lines`.
    """
    longest = max((len(row.label[language]) for row in view.rows), default=0)
    left = min(2 * EDGE + LETTER * longest + NAME_AT / POINTS, MOST_LEFT * WIDTH)
    foot = 2 * EDGE + LINE * lines
    inside = BAR * len(view.rows)
    height = foot + inside + HEAD
    canvas = Canvas(figsize=(WIDTH, height))
    place = left / WIDTH, foot / height, 1 - (left + EDGE) / WIDTH, inside / height
    return canvas, canvas.add_axes(place)


def look_of(part: Part) -> dict:
    """How the bar of a class is filled and edged."""
    look = _MERGED if part.merged else _LOOKS[part.name]
    return {**look, **_AT_LEAST} if part.count is None else look


def _draw_axis(axes, view: View, far: float, language: str) -> None:
    """The middle of "the same" is zero, both sides alike, above the bars; the ends say how far and which way."""
    names = ("no", "partly", "yes") if view.kind == "answers" else ("deteriorated", "unchanged", "improved")
    left, middle, right = (CLASSES[name][language] for name in names)
    end = percent(far, language)
    axes.set(xlim=(-far * (1 + ROOM), far * (1 + ROOM)), xlabel="", ylabel="")
    axes.set_yticks(range(len(view.rows)), [row.label[language] for row in view.rows])
    axes.set_ylim(len(view.rows) - 0.5, -0.5)
    axes.xaxis.set_ticks_position("top")
    axes.set_xticks([-far, 0, far], [f"{end} ← {left}", middle, f"{right} → {end}"])
    for label, colour in zip(axes.get_xticklabels(), (WORSE, MUTED, BETTER), strict=True):
        label.set(color=colour, fontsize=SMALL)
    axes.tick_params(axis="x", length=4, color=MUTED, top=True)
    axes.tick_params(axis="y", length=0, pad=NAME_AT, labelcolor=INK)
    axes.axvline(0, color=INK, linewidth=1.2)
    sns.despine(ax=axes, left=True, bottom=True, top=False)
    axes.spines["top"].set(bounds=(-far, far), color=MUTED)


# --- words and numbers of a row


def _write_mark(axes, position: int, sign: str, verdict: str) -> None:
    """How sure, between name and axis."""
    colour = MUTED
    if verdict.endswith(("improved", "deteriorated")):
        colour = BETTER if verdict.endswith("improved") else WORSE
    axes.annotate(
        sign,
        (0, position),
        xycoords=axes.get_yaxis_transform(),
        xytext=(-MARK_AT, 0),
        textcoords="offset points",
        color=colour,
        ha="center",
        va="center",
        annotation_clip=False,
    )


def _write_numbers(axes, position: int, row: Row, parts: tuple[Part, ...], language: str) -> None:
    """The count of each part, outside the bar at its ends and on it in the middle; or what is said instead."""
    if not parts:
        told = WORDS["too_few"] if row.n is None else NOT_SHOWN
        _write(axes, 0.0, position, 1, told[language], SMALL)
    for part in parts:
        side = (part.name in RIGHT) - (part.name in LEFT)
        at = part.end if side > 0 else part.start if side < 0 else (part.start + part.end) / 2
        if part.count is None:
            untold = row.verdict == "not_tested"
            told = few_in_words(row, language) if untold else verdict_word(row, language)
            _write(axes, part.end, position, 1, told, SMALL)
        else:
            _write(axes, at, position, side, str(part.count), SIZE)
    for name, most in (row.few or {}).items() if row.counts else ():
        told = AT_MOST.fill(n=most, words="")[language].strip()
        if name in LEFT:
            _write(axes, parts[0].start, position, -1, told, SMALL)
        elif name in RIGHT:
            _write(axes, parts[-1].end, position, 1, told, SMALL)


def _write(axes, at: float, position: int, side: int, told: str, size: float) -> None:
    axes.annotate(
        told,
        (at, position),
        xytext=(side * GAP, 0),
        textcoords="offset points",
        color=INK if told.isdigit() else MUTED,
        fontsize=size,
        ha={1: "left", 0: "center", -1: "right"}[side],
        va="center",
        bbox=CLEARED if side == 0 else None,
    )


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
