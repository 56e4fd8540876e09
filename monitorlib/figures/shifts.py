"""The picture of one view: a row a leefgebied, with one axis for all of them; the same drawing as on the screen.

Bars are stacked about the middle of "the same" (`stacking`): worse left, better right, each with its count; how
sure it is stands as a mark beside the name. Colour never carries meaning alone: worse is hatched, what is counted
together is dotted, what only a statement tells of has a dashed edge, and words name sides and marks.
"""

import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from monitorlib.figures.look import BETTER, INK, MUTED, PALE, SAME, SIZE, SMALL, WIDTH, WORSE
from monitorlib.figures.words import legend, mark
from monitorlib.released import Row, View
from monitorlib.stacking import LEFT, RIGHT, Part, reach, stacked
from monitorlib.texts import Text
from monitorlib.verdicts import WORDS, verdict_word
from monitorlib.wording import AT_MOST, CLASSES, few_in_words, percent

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
