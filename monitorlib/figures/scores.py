"""Pictures of scores: where residents started and ended, and who was measured again."""

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from monitorlib.analysis.quality import describe_follow_up
from monitorlib.figures.look import (
    BETTER,
    INK,
    LETTER,
    MARGIN,
    MUTED,
    SAME,
    WIDTH,
    Panel,
    Picture,
    View,
    as_svg,
    drawn_in_panels,
    in_our_look,
    labels_of,
    marks,
    view_label,
    views_in,
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

    def draw(axes: Axes, view: View, rows: pd.DataFrame, names: list[str]) -> Panel:
        return _draw_view(axes, rows, names, instruments[view[0]], language)

    with in_our_look():
        svg = as_svg(drawn_in_panels(views, instruments, language, draw))
    return Picture(svg, _alt(views, instruments, language))


def _draw_view(
    axes: Axes, rows: pd.DataFrame, names: list[str], instrument: Instrument, language: str
) -> Panel:
    """One panel: its leefgebieden, on the scale of its instrument."""
    labels = labels_of(rows["leefgebied"], instrument, language)
    _draw(axes, _summed(rows, labels, names), language)
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
    if len(axes.get_figure().axes) == 1:  # once, above the first panel, is enough
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
    order = {view: place for place, (view, _rows) in enumerate(views_in(pairs))}
    views = [(str(row.instrument), str(row.rater)) for row in told.itertuples()]
    told = told.assign(view=[_in_two_lines(view_label(view, instruments, language)) for view in views])
    told = told.iloc[sorted(range(len(views)), key=lambda at: order[views[at]])].reset_index(drop=True)
    with in_our_look():
        return Picture(as_svg(_drawn(told, language)), _alt_follow_up(told, language))


def _in_two_lines(label: str) -> str:
    return "\n(".join(label.rsplit(" (", 1))


def _drawn(told: pd.DataFrame, language: str) -> Canvas:
    inside = ROW * max(len(told), 1)
    high = inside + HEAD
    canvas = Canvas(figsize=(WIDTH, high))
    left = MARGIN + LETTER * max(
        (len(line) for label in told["view"] for line in label.split("\n")), default=0
    )
    axes = canvas.add_axes((left / WIDTH, FOOT / high, 1 - (left + MARGIN) / WIDTH, inside / high))
    for name, colour, words in (("n_residents", SAME, ONCE), ("n_again", BETTER, AGAIN)):
        sns.barplot(told, x=name, y="view", color=colour, label=words[language], ax=axes)
    for at, row in enumerate(told.itertuples()):
        if row.n_again:
            axes.text(row.n_again / 2, at, row.n_again, ha="center", va="center", color="white")
        days = "" if pd.isna(row.median_days) else counted(round(row.median_days), *DAYS)[language]
        beside = " · ".join(filter(None, (str(row.n_residents), days)))
        axes.annotate(
            beside, (row.n_residents, at), (8, 0), textcoords="offset points", va="center", color=INK
        )
    most = max(told["n_residents"], default=1)
    axes.set(xlim=(0, most * 2.6), xlabel="", ylabel="")
    axes.set_xticks([])
    sns.despine(ax=axes, bottom=True)
    if len(told):
        axes.legend(loc="upper left", bbox_to_anchor=(0, -0.04), ncol=2, labelcolor=MUTED)
    return canvas


def _alt_follow_up(told: pd.DataFrame, language: str) -> str:
    return " ".join(
        counted(row.n_again, *MEASURED_AGAIN, view=row.view.replace("\n", " "), all=row.n_residents)[language]
        for row in told.itertuples()
    )
