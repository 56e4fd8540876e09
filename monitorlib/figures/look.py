"""How every picture of ours looks, the files that it becomes, and panels below each other."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from monitorlib.figures.lettering import POINTS, Word, length, written
from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instrument, Instruments
from monitorlib.wording import RATERS

# Okabe & Ito's blue and orange: told apart with every common form of colour blindness
BETTER, WORSE, MUTED, INK = "#0072B2", "#D55E00", "#5b6472", "#1d2733"
LETTERS = ".15"  # seaborn's, of names and numbers about a picture
SAME, PALE = "#ccd3dc", "#eef1f5"
TWO_TOGETHER = "#8490a0"  # two classes that are counted together, where no pattern says so; seen on white
WIDTH = 10  # inches
SIZE, SMALL = 13, 10.5  # points, at that width
DOTS_PER_INCH = 200  # of a picture in a document: sharp on paper, in a file that can be sent

STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",  # text stays text: small, sharp on a projector, readable by a screen reader
    "svg.hashsalt": "monitorlib",  # the same numbers give the same bytes
    "font.family": "DejaVu Sans",
    "font.size": SIZE,
    "hatch.linewidth": 2.0,
}


@dataclass(frozen=True)
class Picture:
    """An SVG picture and the words that say the same."""

    svg: str
    alt_text: str

    def _repr_svg_(self) -> str:
        return self.svg


def as_svg(canvas: Canvas) -> str:
    """The drawing as SVG text for an HTML page; the same numbers give the same bytes."""
    file = io.StringIO()
    canvas.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    text = file.getvalue()
    return text[text.index("<svg") :]  # the page is HTML: no XML prologue


def as_png(canvas: Canvas) -> bytes:
    """The drawing as dots; nothing in the file tells when or by what it was made."""
    file = io.BytesIO()
    canvas.savefig(file, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    return file.getvalue()


# seaborn's white but for its letters and colour scale, whatever style is in force around a picture; seaborn itself
# is a quarter of a second of imports
WHITE: dict[Any, Any] = {
    **dict.fromkeys(("axes.facecolor", "figure.facecolor"), "white"),
    **dict.fromkeys(("axes.grid", "xtick.top", "ytick.right"), False),
    **{f"axes.spines.{side}": True for side in ("left", "bottom", "right", "top")},
    **dict.fromkeys(("xtick.direction", "ytick.direction"), "out"),
    "grid.linestyle": "-",
    **dict.fromkeys(
        ("axes.edgecolor", "axes.labelcolor", "text.color", "xtick.color", "ytick.color"), LETTERS
    ),
    **dict.fromkeys(("xtick.bottom", "ytick.left"), False),
    "axes.axisbelow": True,
    "grid.color": ".8",
    "lines.solid_capstyle": "round",
    "patch.edgecolor": "w",
    "patch.force_edgecolor": True,
}
ROW, HEAD, FOOT, LEAST, MARGIN, LETTER = 0.36, 0.6, 0.65, 0.6, 0.25, 0.098  # inches
TITLE = 15.6  # points
# points from the axis: names left of it, the title above it, numbers and what they are below it
NAME_AT, TITLE_AT, NUMBER_AT, AXIS_AT = 3.5, 10, 11, 27
EMPTY = Text("Er is nog niets te laten zien.", "There is nothing to show yet.")
_LOOK = {**STYLE, "axes.spines.top": False, "axes.spines.right": False, "legend.frameon": False}
View = tuple[str, str]


class Panel(NamedTuple):
    """What is written about a panel: the numbers below its axis by their places, what these are, other words."""

    numbers: dict[float, str]
    axis: str
    words: list[Word]


@contextmanager
def in_our_look() -> Iterator[None]:
    """Seaborn's white, with our letters."""
    with matplotlib.rc_context({**WHITE, **_LOOK}):
        yield


def views_in(table: pd.DataFrame) -> list[tuple[View, pd.DataFrame]]:
    """The rows of each instrument and rater, the professionals' first."""
    groups = table.groupby(["instrument", "rater"], sort=True, observed=True)
    found = [((str(instrument), str(rater)), rows) for (instrument, rater), rows in groups]
    return sorted(found, key=lambda each: professionals_first(each[0]))


def professionals_first(view: View) -> tuple[bool, View]:
    """In which order views stand below each other."""
    return view[1] != "professional", view


def in_order(rows: pd.DataFrame, instrument: Instrument, language: str) -> list[str]:
    """The labels of the leefgebieden that these rows hold, in the order of the instrument."""
    present = set(rows["leefgebied"].astype(str))
    return [area.label[language] for area in instrument.leefgebieden if area.code in present]


def labelled(rows: pd.DataFrame, instrument: Instrument, language: str) -> tuple[pd.DataFrame, list[str]]:
    """The rows of a leefgebied that the instrument has, and what each of these is called."""
    known = {area.code: area.label[language] for area in instrument.leefgebieden}
    labels = [known.get(str(code)) for code in rows["leefgebied"]]
    if None in labels:
        rows = rows[[label is not None for label in labels]]
    return rows, [label for label in labels if label is not None]


def view_label(view: View, instruments: Instruments, language: str) -> str:
    """An instrument and whose view it is, in one line."""
    return f"{instruments[view[0]].label[language]} ({RATERS[view[1]][language]})"


def drawn_in_panels(
    views: list[tuple[View, pd.DataFrame]],
    instruments: Instruments,
    language: str,
    draw: Callable[[Axes, View, pd.DataFrame, list[str]], Panel],
) -> Canvas:
    """A panel a view, as high as it has leefgebieden; `draw` gets the labels in their order.

    Places are worked out from the labels: a layout that measures them draws everything several times. The axes
    have no ticks, as a tick costs as much as ten words.
    """
    if not views:
        return nothing(language)
    labels = [in_order(rows, instruments[view[0]], language) for view, rows in views]
    inside = [max(ROW * len(each), LEAST) for each in labels]
    high = MARGIN + sum(HEAD + FOOT + each for each in inside)
    canvas = Canvas(figsize=(WIDTH, high))
    left = MARGIN + LETTER * max(len(name) for names in labels for name in names)
    at = high - MARGIN
    for (view, rows), names, own in zip(views, labels, inside, strict=True):
        at -= HEAD + own
        axes = canvas.add_axes((left / WIDTH, at / high, 1 - (left + MARGIN) / WIDTH, own / high))
        at -= FOOT
        without_ticks(axes)
        panel = draw(axes, view, rows, names)
        axes.set_ylim(len(names) - 0.5, -0.5)
        title = view_label(view, instruments, language)
        written(axes, [*_about(axes, title, left, names, panel), *panel.words])
    return canvas


def _about(axes: Axes, title: str, left: float, names: list[str], panel: Panel) -> Iterator[Word]:
    """The words about a panel: above it, left of it (so many inches), below it."""
    low, high = axes.get_xlim()
    floor = len(names) - 0.5
    yield Word(title, low, -0.5, "left", TITLE, INK, right=(MARGIN - left) * POINTS, up=TITLE_AT)
    for at, name in enumerate(names):
        yield Word(name, low, at, "right", SIZE, LETTERS, right=-NAME_AT)
    for place, number in panel.numbers.items():
        yield Word(number, place, floor, "center", SMALL, LETTERS, up=-NUMBER_AT)
    beyond = length(panel.axis, SIZE) / 2 - (WIDTH - left) / 2  # of the picture, from the middle of the axis
    shift = -POINTS * max(0, beyond)
    yield Word(panel.axis, (low + high) / 2, floor, "center", SIZE, MUTED, right=shift, up=-AXIS_AT)


BARS: dict[str, Any] = {"errorbar": None}  # of seaborn's: each bar is one number, without a spread


def without_ticks(axes: Axes) -> None:
    """Neither ticks nor their labels, as words are written; before anything is drawn that would make them.

    Seaborn looks through the ticks of an axis that is not named.
    """
    axes.set(xlabel=" ", ylabel=" ")
    axes.xaxis.set_visible(False)
    axes.yaxis.set_visible(False)


def marks(size: float) -> dict:
    """How marks of this size look: as seaborn's, which finds places for ticks that we set ourselves."""
    return {"s": size, "linewidths": 0.08 * np.sqrt(size), "edgecolors": "white", "zorder": 3}


def nothing(language: str, told: Text = EMPTY) -> Canvas:
    """A picture that says that there is nothing to draw."""
    canvas = Canvas(figsize=(WIDTH, LEAST))
    canvas.text(0.5, 0.5, told[language], ha="center", va="center", color=INK)
    return canvas
