"""Where residents began and where they are now: start and end scores beside each other."""

import pandas as pd
from matplotlib.axes import Axes

from monitorlib.figures.look import BETTER, MUTED, Picture, as_svg
from monitorlib.instruments import Instruments
from monitorlib.pictures.panels import (
    View,
    drawn_in_panels,
    in_our_look,
    labels_of,
    marks,
    view_label,
    views_in,
)
from monitorlib.texts import DEFAULT_LANGUAGE, Text
from monitorlib.wording import signed_number

START = Text("eerste meting", "first measurement")
END = Text("laatste meting", "last measurement")
AXIS = Text("score; beter ligt {side}", "score; better lies {side}")
SIDE = {"higher": Text("rechts →", "to the right →"), "lower": Text("← links", "← to the left")}
ALT = Text("{label}: van {start} naar {end}.", "{label}: from {start} to {end}.")
APART, POINT = 0.17, 80


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
    views = views_in(pairs[pairs["change"].notna()])

    def draw(axes: Axes, view: View, rows: pd.DataFrame, names: list[str]) -> None:
        instrument = instruments[view[0]]
        labels = labels_of(rows["leefgebied"], instrument, language)
        _draw(axes, _summed(rows, labels, names), language)
        axes.set_yticks(range(len(names)), names)
        room = 0.04 * (instrument.scale.high - instrument.scale.low)
        axes.set_xlim(instrument.scale.low - room, instrument.scale.high + room)
        side = SIDE.get(instrument.better_is)
        axes.set_xlabel(AXIS.fill(side=side)[language] if side else "", color=MUTED)

    with in_our_look():
        svg = as_svg(drawn_in_panels(views, instruments, language, draw))
    return Picture(svg, _alt(views, instruments, language))


def _summed(rows: pd.DataFrame, labels: pd.Series, names: list[str]) -> pd.DataFrame:
    """A row a leefgebied and moment: the mean score, the ends of the middle half, and where it stands."""
    grouped = rows[["pre", "post"]].astype(float).groupby(labels, sort=False)
    mean, low, high = grouped.mean(), grouped.quantile(0.25), grouped.quantile(0.75)
    parts = [
        pd.DataFrame(
            {
                "moment": name,
                "mean": mean[name],
                "low": low[name],
                "high": high[name],
                "place": [names.index(label) + shift for label in mean.index],
            }
        )
        for name, shift in (("pre", -APART), ("post", APART))
    ]
    return pd.concat(parts, ignore_index=True)


def _draw(axes: Axes, scores: pd.DataFrame, language: str) -> None:
    words = {"pre": START[language], "post": END[language]}
    colours = {words["pre"]: MUTED, words["post"]: BETTER}
    told = scores.assign(moment=scores["moment"].map(words))
    axes.hlines(told["place"], told["low"], told["high"], color=told["moment"].map(colours), linewidth=3)
    for (word, colour), marker in zip(colours.items(), "oD", strict=True):
        own = told[told["moment"] == word]
        axes.scatter(own["mean"], own["place"], color=colour, marker=marker, label=word, **marks(POINT))
    axes.legend(title="", loc="lower right", bbox_to_anchor=(1, 1), ncol=2, borderaxespad=1.9)


def _alt(views: list, instruments: Instruments, language: str) -> str:
    parts = []
    for view, rows in views:
        labels = labels_of(rows["leefgebied"], instruments[view[0]], language)
        means = rows.assign(label=labels).groupby("label", sort=False)[["pre", "post"]].mean()
        lines = [
            ALT.fill(label=label, start=_number(row.pre, language), end=_number(row.post, language))[language]
            for label, row in zip(means.index, means.itertuples(), strict=True)
        ]
        parts.append(f"{view_label(view, instruments, language)}. {' '.join(lines)}")
    return " ".join(parts)


def _number(score: float, language: str) -> str:
    return signed_number(score, language).lstrip("+")
