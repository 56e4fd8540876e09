"""How sure each shift is: net improved with its interval, a panel an instrument and rater."""

import pandas as pd
from matplotlib.axes import Axes

from monitorlib.figures.lettering import Word
from monitorlib.figures.look import (
    BETTER,
    INK,
    MUTED,
    PALE,
    SIZE,
    WORSE,
    Panel,
    Picture,
    View,
    as_svg,
    drawn_in_panels,
    in_our_look,
    labelled,
    marks,
    view_label,
    views_in,
)
from monitorlib.foundation.texts import DEFAULT_LANGUAGE, Text
from monitorlib.instruments import Instruments
from monitorlib.wording import percent
from monitorlib.wording.verdicts import MARKS, WORDS
from monitorlib.workspace import MARGIN

AXIS = Text(
    "← achteruit · vooruit min achteruit, met de marge · vooruit →",
    "← deteriorated · improved minus deteriorated, with its margin · improved →",
)
ALT = Text(
    "{label}: {net} (tussen {low} en {high}), {word}.", "{label}: {net} (between {low} and {high}), {word}."
)
POINT = 90


def plot_intervals(
    shifts: pd.DataFrame,
    instruments: Instruments,
    margin: float = MARGIN,
    language: str = DEFAULT_LANGUAGE,
) -> Picture:
    """Net improved (−100% to 100%) with its interval for each leefgebied of SHIFTS of one team.

    The pale band is the difference that the team does not find relevant (`margin`); the mark beside an interval
    is that of its verdict. Leefgebieden without an interval (too few pairs) are left out.

    Parameters
    ----------
    shifts : pandas.DataFrame
        SHIFTS of one team.
    instruments : mapping of str to Instrument
        They name the leefgebieden.
    margin : float
        Half the width of the pale band, 0..1.
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
    >>> picture = ml.plot_intervals(ml.summarise_shifts(pairs), ml.read_instruments(), language="en")
    >>> "<svg" in picture.svg and len(picture.alt_text) > 40
    True
    """
    told = shifts[shifts["net_low"].notna()]
    views = views_in(told)

    numbers = {at: percent(at, language, True) for at in (-1, -0.5, 0, 0.5, 1)}

    def draw(axes: Axes, view: View, rows: pd.DataFrame, names: list[str]) -> Panel:
        axes.axvspan(-margin, margin, color=PALE, zorder=0)
        rows, labels = labelled(rows, instruments[view[0]], language)
        return Panel(numbers, AXIS[language], _draw(axes, rows, [names.index(name) for name in labels]))

    with in_our_look():
        svg = as_svg(drawn_in_panels(views, instruments, language, draw))
    return Picture(svg, _alt(views, instruments, language))


def _draw(axes: Axes, rows: pd.DataFrame, places: list[int]) -> list[Word]:
    """The intervals of a panel, each at its place; and the mark of each verdict."""
    verdicts = [str(verdict) for verdict in rows["verdict"]]
    colours = [_colour(verdict) for verdict in verdicts]
    net, low, high = (rows[name].to_numpy(float) for name in ("net_improved", "net_low", "net_high"))
    axes.hlines(places, low, high, color=colours, linewidth=3)
    axes.scatter(net, places, color=INK, **marks(POINT))
    axes.set_xlim(-1, 1.1)
    axes.axvline(0, color=INK, linewidth=1)
    return [
        Word(MARKS.get(verdict, ""), 1.06, place, "center", SIZE, colour)
        for verdict, place, colour in zip(verdicts, places, colours, strict=True)
    ]


def _colour(verdict: str) -> str:
    if verdict.endswith("improved"):
        return BETTER
    return WORSE if verdict.endswith("deteriorated") else MUTED


def _alt(views: list, instruments: Instruments, language: str) -> str:
    parts = []
    for view, rows in views:
        rows, labels = labelled(rows, instruments[view[0]], language)
        lines = [
            ALT.fill(
                label=label,
                net=percent(row.net_improved, language, True),
                low=percent(row.net_low, language, True),
                high=percent(row.net_high, language, True),
                word=WORDS[row.verdict],
            )[language]
            for label, row in zip(labels, rows.itertuples(), strict=True)
        ]
        parts.append(f"{view_label(view, instruments, language)}. {' '.join(lines)}")
    return " ".join(parts)
