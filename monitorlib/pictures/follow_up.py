"""Who was measured again, and who only once."""

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure as Canvas

from monitorlib.figures.look import BETTER, INK, MUTED, SAME, WIDTH, Picture, as_svg
from monitorlib.instruments import Instruments
from monitorlib.pictures.panels import LETTER, MARGIN, in_our_look, view_label, views_in
from monitorlib.quality import describe_follow_up
from monitorlib.texts import DEFAULT_LANGUAGE, Text, counted

AGAIN = Text("opnieuw gemeten", "measured again")
ONCE = Text("één keer gemeten", "measured once")
DAYS = (
    Text("{n} dag ertussen (mediaan)", "{n} day between (median)"),
    Text("{n} dagen ertussen (mediaan)", "{n} days between (median)"),
)
ALT = (
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
        return Picture(as_svg(_drawn(told, language)), _alt(told, language))


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


def _alt(told: pd.DataFrame, language: str) -> str:
    return " ".join(
        counted(row.n_again, *ALT, view=row.view.replace("\n", " "), all=row.n_residents)[language]
        for row in told.itertuples()
    )
