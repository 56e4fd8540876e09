"""Pictures of scores: where residents started and ended, and who was measured again."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from monitorlib.analysis.quality import describe_follow_up
from monitorlib.figures.lettering import POINTS, Word, written
from monitorlib.figures.look import (
    BARS,
    BETTER,
    INK,
    LETTER,
    LETTERS,
    MARGIN,
    MUTED,
    SAME,
    SIZE,
    WIDTH,
    Panel,
    Picture,
    View,
    as_svg,
    drawn_in_panels,
    in_our_look,
    labelled,
    marks,
    nothing,
    professionals_first,
    view_label,
    views_in,
    without_ticks,
)
from monitorlib.foundation.texts import DEFAULT_LANGUAGE, Text, counted
from monitorlib.instruments import Instrument, Instruments
from monitorlib.wording import signed_number

START = Text("eerste meting", "first measurement")
END = Text("laatste meting", "last measurement")
AXIS = Text("score; beter ligt {side}", "score; better lies {side}")
SIDE = {"higher": Text("rechts →", "to the right →"), "lower": Text("← links", "← to the left")}
ALT = Text("{label}: van {start} naar {end}.", "{label}: from {start} to {end}.")
APART, POINT = 0.17, 80
_KEYS = ["instrument", "rater", "leefgebied"]


def plot_start_and_end(
    pairs: pd.DataFrame, instruments: Instruments, language: str = DEFAULT_LANGUAGE
) -> Picture:
    """The mean first and last score of those measured twice, with the middle half of the residents, of PAIRS.

    Parameters
    ----------
    pairs : pandas.DataFrame
        PAIRS of one team.
    instruments : mapping of str to Instrument
        They name the leefgebieden.
    language : {"nl", "en"}
        The language of the words.

    Returns
    -------
    Picture
        `svg` and `alt_text`, the same in words.

    Examples
    --------
    >>> import monitorlib as ml
    >>> measurements = ml.load_measurements("demo", team="Demo-Oost")
    >>> pairs = ml.pair_measurements(measurements, start="2025-01-01", end="2025-12-31")
    >>> picture = ml.plot_start_and_end(pairs, ml.read_instruments(), "en")
    >>> "<svg" in picture.svg and len(picture.alt_text) > 40
    True
    """
    views = views_in(_summed(pairs))

    def draw(axes: Axes, view: View, rows: pd.DataFrame, names: list[str]) -> Panel:
        return _draw_view(axes, rows, names, instruments[view[0]], language)

    with in_our_look():
        svg = as_svg(drawn_in_panels(views, instruments, language, draw))
    return Picture(svg, _alt(views, instruments, language))


def _draw_view(
    axes: Axes, rows: pd.DataFrame, names: list[str], instrument: Instrument, language: str
) -> Panel:
    """One panel: its leefgebieden, on the scale of its instrument."""
    rows, labels = labelled(rows, instrument, language)
    _draw(axes, rows, np.array([names.index(label) for label in labels]), language)
    low, high = instrument.scale.low, instrument.scale.high
    room = 0.04 * (high - low)
    axes.set_xlim(low - room, high + room)
    side = SIDE.get(instrument.better_is)
    return Panel(_round_numbers(axes), AXIS.fill(side=side)[language] if side else "", [])


def _round_numbers(axes: Axes) -> dict[float, str]:
    """The numbers that matplotlib would write below this axis, without the ticks."""
    places = axes.xaxis.get_majorticklocs()
    low, high = axes.get_xlim()
    told = axes.xaxis.get_major_formatter().format_ticks(places)
    return {float(at): number for at, number in zip(places, told, strict=True) if low <= at <= high}


def _summed(pairs: pd.DataFrame) -> pd.DataFrame:
    """A row an instrument, rater and leefgebied: the mean of both scores and the ends of the middle half."""
    told = pairs.loc[pairs["change"].notna(), [*_KEYS, "pre", "post"]]
    grouped = told.groupby(_KEYS, sort=False, observed=True)
    means = grouped.mean()
    for name, share in (("low", 0.25), ("high", 0.75)):
        means[[f"pre_{name}", f"post_{name}"]] = grouped.quantile(share)
    return means.reset_index()


def _draw(axes: Axes, rows: pd.DataFrame, places: np.ndarray, language: str) -> None:
    looks = (("pre", START, MUTED, "o", -APART), ("post", END, BETTER, "D", APART))
    for name, word, colour, marker, apart in looks:
        at = places + apart
        low, mean, high = (rows[each].to_numpy(float) for each in (f"{name}_low", name, f"{name}_high"))
        axes.hlines(at, low, high, color=colour, linewidth=3)
        axes.scatter(mean, at, color=colour, marker=marker, label=word[language], **marks(POINT))
    if len(axes.get_figure().axes) == 1:  # once, above the first panel, is enough
        axes.legend(title="", loc="lower right", bbox_to_anchor=(1, 1), ncol=2, borderaxespad=1.9)


def _alt(views: list, instruments: Instruments, language: str) -> str:
    parts = []
    for view, rows in views:
        rows, labels = labelled(rows, instruments[view[0]], language)
        lines = [
            ALT.fill(label=label, start=_number(pre, language), end=_number(post, language))[language]
            for label, pre, post in zip(labels, rows["pre"], rows["post"], strict=True)
        ]
        parts.append(f"{view_label(view, instruments, language)}. {' '.join(lines)}")
    return " ".join(parts)


def _number(score: float, language: str) -> str:
    return signed_number(score, language).lstrip("+")


AGAIN = Text("opnieuw gemeten", "measured again")
ONCE = Text("één keer gemeten", "measured once")
DAYS = (
    Text("{n} dag ertussen (mediaan)", "{n} day between (median)"),
    Text("{n} dagen ertussen (mediaan)", "{n} days between (median)"),
)
MEASURED_AGAIN = (
    Text(
        "{view}: {n} van de {all} inwoners is opnieuw gemeten.",
        "{view}: {n} of {all} residents was measured again.",
    ),
    Text(
        "{view}: {n} van de {all} inwoners zijn opnieuw gemeten.",
        "{view}: {n} of {all} residents were measured again.",
    ),
)
ROW, HEAD, FOOT = 0.6, 0.75, 0.55  # inches
NAME_AT, GAP, LINE = 7, 8, 7.8  # points: of names and of numbers from a bar, of a line from the middle of two


def plot_follow_up(
    pairs: pd.DataFrame, instruments: Instruments, language: str = DEFAULT_LANGUAGE
) -> Picture:
    """A bar an instrument and rater: residents measured again and only once, of PAIRS of one team.

    Parameters
    ----------
    pairs : pandas.DataFrame
        PAIRS of one team.
    instruments : mapping of str to Instrument
        They name the leefgebieden.
    language : {"nl", "en"}
        The language of the words.

    Returns
    -------
    Picture
        `svg` and `alt_text`, the same in words.

    Examples
    --------
    >>> import monitorlib as ml
    >>> measurements = ml.load_measurements("demo", team="Demo-Oost")
    >>> pairs = ml.pair_measurements(measurements, start="2025-01-01", end="2025-12-31")
    >>> picture = ml.plot_follow_up(pairs, ml.read_instruments(), "en")
    >>> "<svg" in picture.svg and len(picture.alt_text) > 40
    True
    """
    told = describe_follow_up(pairs)
    views = [(str(row.instrument), str(row.rater)) for row in told.itertuples()]
    told = told.assign(view=[_in_two_lines(view_label(view, instruments, language)) for view in views])
    order = sorted(range(len(views)), key=lambda at: professionals_first(views[at]))
    told = told.iloc[order].reset_index(drop=True)
    with in_our_look():
        return Picture(as_svg(_drawn(told, language)), _alt_follow_up(told, language))


def _in_two_lines(label: str) -> str:
    return "\n(".join(label.rsplit(" (", 1))


def _drawn(told: pd.DataFrame, language: str) -> Canvas:
    if told.empty:
        return nothing(language)
    inside = ROW * len(told)
    high = inside + HEAD
    canvas = Canvas(figsize=(WIDTH, high))
    longest = max(len(line) for label in told["view"] for line in label.split("\n"))
    left = MARGIN + LETTER * longest + NAME_AT / POINTS
    axes = canvas.add_axes((left / WIDTH, FOOT / high, 1 - (left + MARGIN) / WIDTH, inside / high))
    without_ticks(axes)
    bars = told.melt("view", ["n_residents", "n_again"], "bar", "residents")
    colours = {"n_residents": SAME, "n_again": BETTER}
    sns.barplot(
        bars, x="residents", y="view", hue="bar", palette=colours, dodge=False, legend=False, **BARS, ax=axes
    )
    most = told["n_residents"].max()
    axes.set(xlim=(0, most * 2.6), ylim=(len(told) - 0.5, -0.5))
    axes.spines["bottom"].set_visible(False)
    written(axes, [word for at, row in enumerate(told.itertuples()) for word in _beside(at, row, language)])
    words = ONCE[language], AGAIN[language]
    axes.legend(axes.containers, words, loc="upper left", bbox_to_anchor=(0, -0.04), ncol=2, labelcolor=MUTED)
    return canvas


def _beside(at: int, row: Any, language: str) -> Iterator[Word]:
    """The words of one bar: whose it is, in two lines, and how many."""
    lines = row.view.split("\n")
    for line, up in zip(lines, (LINE, -LINE) if len(lines) > 1 else (0,), strict=True):
        yield Word(line, 0, at, "right", SIZE, LETTERS, right=-NAME_AT, up=up)
    if row.n_again:
        yield Word(str(row.n_again), row.n_again / 2, at, "center", SIZE, "white")
    days = "" if pd.isna(row.median_days) else counted(round(row.median_days), *DAYS)[language]
    yield Word(
        " · ".join(filter(None, (str(row.n_residents), days))),
        row.n_residents,
        at,
        "left",
        SIZE,
        INK,
        right=GAP,
    )


def _alt_follow_up(told: pd.DataFrame, language: str) -> str:
    return " ".join(
        counted(row.n_again, *MEASURED_AGAIN, view=row.view.replace("\n", " "), all=row.n_residents)[language]
        for row in told.itertuples()
    )
