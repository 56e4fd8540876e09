"""The picture of one view: a row a leefgebied, with one axis for all of them.

The share that deteriorated stands left of zero and the share that improved right of it, each with its count; who
is on neither side stands as a number at the end, and how sure it is as a mark beside the name. Colour never
carries meaning alone: the left side is hatched, and words name sides and marks.
"""

from collections.abc import Iterable
from math import ceil

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure as Canvas

from monitorlib.figures.look import BETTER, INK, LINE, MUTED, SIZE, SMALL, WIDTH, WORSE
from monitorlib.figures.words import legend, mark
from monitorlib.released import Row, View
from monitorlib.texts import Text
from monitorlib.verdicts import WORDS, verdict_word
from monitorlib.wording import AT_MOST, CLASSES, percent

LEFT, RIGHT = ("deteriorated", "no"), ("improved", "yes")
NOT_SHOWN = Text("niet te tonen", "cannot be shown")
HATCH = "//"
NARROWEST = 0.3  # of the residents on either side; a picture of small shares is not blown up
STEP = 0.1  # the axis ends at whole tens of percents
ROOM = 0.16  # of the reach, beyond each end of the axis, for the numbers
GAP = 6  # points between a bar and its number
MARK_AT, NAME_AT = 14, 26  # points left of the axis
CLEARED = {"facecolor": "white", "edgecolor": "none", "pad": 1}
REST_AT = 1.07  # where the numbers of who is on neither side end, in widths of the axis


def drawn(view: View, language: str) -> Canvas:
    """The drawing, under the style of `look`; the same view gives the same drawing."""
    below = legend(view, language)
    height = 1.0 + 0.42 * len(view.rows) + 0.2 * below.count("\n")
    with sns.axes_style("white"):
        canvas = Canvas(figsize=(WIDTH, height), layout="constrained")
        axes = canvas.subplots()
        _draw_bars(axes, view.rows, language)
        _draw_axis(axes, view.kind, reach(view.rows), language)
    for position, row in enumerate(view.rows):
        _write_mark(axes, position, mark(view, row), row.verdict)
        _write_sides(axes, position, row, mark(view, row), language)
        _write_rest(axes, position, row, language)
    canvas.supxlabel(below, color=MUTED, fontsize=SMALL)
    return canvas


def reach(rows: Iterable[Row]) -> float:
    """How far the axis goes on either side: past the longest bar of any row, in tens of percents."""
    longest = max((share for row in rows for share in _shares(row).values()), default=0.0)
    return max(NARROWEST, ceil(round(longest / STEP, 6)) * STEP)


def _shares(row: Row) -> dict[str, float]:
    """The classes that have a bar, as shares of the residents of the row."""
    return {name: count / row.n for name, count in (row.counts or {}).items() if name in LEFT + RIGHT}


# --- bars and axis


def _draw_bars(axes, rows: tuple[Row, ...], language: str) -> None:
    sns.barplot(
        data=_bars(rows, language),
        x="share",
        y="leefgebied",
        hue="side",
        hue_order=["left", "right"],
        palette={"left": WORSE, "right": BETTER},
        saturation=1,
        order=[row.label[language] for row in rows],
        dodge=False,
        width=0.62,
        legend=False,
        ax=axes,
    )
    for bar in axes.containers[0]:  # of the first hue: the left side
        bar.set(hatch=HATCH, edgecolor="white", linewidth=0)


def _bars(rows: tuple[Row, ...], language: str) -> pd.DataFrame:
    """One row a leefgebied and side; the left side is drawn below zero."""
    bars = []
    for row in rows:
        shares = _shares(row)
        for side, names, sign in (("left", LEFT, -1), ("right", RIGHT, 1)):
            share = sign * sum(shares.get(name, 0.0) for name in names)
            bars.append({"leefgebied": row.label[language], "side": side, "share": share})
    return pd.DataFrame(bars)


def _draw_axis(axes, kind: str, far: float, language: str) -> None:
    """Zero in the middle, both sides alike, above the bars; its ends say how far and which way."""
    sides = ("no", "yes") if kind == "answers" else ("deteriorated", "improved")
    left, right = (CLASSES[name][language] for name in sides)
    end, half = percent(far, language), percent(far / 2, language)
    axes.set(xlim=(-far * (1 + ROOM), far * (1 + ROOM)), xlabel="", ylabel="")
    axes.xaxis.set_ticks_position("top")
    places = [-far, -far / 2, 0, far / 2, far]
    axes.set_xticks(places, [f"← {left} {end}", half, "0", half, f"{end} {right} →"])
    for label, colour in zip(axes.get_xticklabels(), (WORSE, MUTED, INK, MUTED, BETTER), strict=True):
        label.set(color=colour, fontsize=SMALL)
    axes.tick_params(axis="x", length=4, color=MUTED, top=True)
    axes.tick_params(axis="y", length=0, pad=NAME_AT, labelcolor=INK)
    axes.xaxis.grid(True, color=LINE, linewidth=1)
    axes.set_axisbelow(True)
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


def _write_sides(axes, position: int, row: Row, sign: str, language: str) -> None:
    """Each side's count at the end of its bar, or what is said instead."""
    few, shares = row.few or {}, _shares(row)
    if not shares and not any(name in LEFT + RIGHT for name in few):
        side = -1 if row.verdict.endswith("deteriorated") else 1
        _write(axes, 0.0, position, side, _in_a_word(row, sign, language), None)
        return
    for names, side in ((LEFT, -1), (RIGHT, 1)):
        seen = next((name for name in names if name in shares), None)
        if seen is not None:
            _write(axes, side * shares[seen], position, side, "", row.counts[seen])
            continue
        most = next((few[name] for name in names if name in few), None)
        told = NOT_SHOWN[language] if most is None else AT_MOST.fill(n=most, words="")[language].strip()
        _write(axes, 0.0, position, side, told, None)


def _in_a_word(row: Row, sign: str, language: str) -> str:
    """What stands where neither side has a number: why, or that nearly everybody did the same."""
    if row.n is None:
        return WORDS["too_few"][language]
    if row.few:
        return verdict_word(row, language) if sign else ""
    return NOT_SHOWN[language]


def _write(axes, at: float, position: int, side: int, told: str, count: int | None) -> None:
    axes.annotate(
        told if count is None else str(count),
        (at, position),
        xytext=(side * GAP, 0),
        textcoords="offset points",
        color=MUTED if count is None else INK,
        fontsize=SMALL if count is None else SIZE,
        ha="left" if side > 0 else "right",
        va="center",
        bbox=None if count is not None else CLEARED,  # words are longer: no line of the axis through them
    )


def _write_rest(axes, position: int, row: Row, language: str) -> None:
    """Who is on neither side, right of the axis: who stayed the same, or who is counted together."""
    beside = {"transform": axes.get_yaxis_transform(), "va": "center"}
    for name, count in (row.counts or {}).items():
        if name not in LEFT + RIGHT:
            axes.text(REST_AT, position, str(count), ha="right", color=INK, **beside)
            told = CLASSES[name][language]
            axes.text(REST_AT + 0.015, position, told, color=MUTED, fontsize=SMALL, **beside)
    for name, most in (row.few or {}).items():
        if name not in LEFT + RIGHT:
            told = AT_MOST.fill(n=most, words=CLASSES[name])[language]
            axes.text(REST_AT - 0.05, position, told, color=MUTED, fontsize=SMALL, **beside)
