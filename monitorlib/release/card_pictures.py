"""The picture of a card: drawn from a released table and nothing else, with the same told in words beside it."""

from collections.abc import Callable

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from monitorlib.figures.look import BETTER, SAME, STYLE, TWO_TOGETHER, WIDTH, WORSE, Picture, as_svg
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import DEFAULT_LANGUAGE, Text
from monitorlib.release.tables import Released
from monitorlib.release.told_figures import as_lines
from monitorlib.released import CardRow
from monitorlib.wording import CLASSES

Draw = Callable[[pd.DataFrame, Axes], object]
LARGEST = 400_000  # characters of a picture; more than that is drawn from something else than a small table
_COLOURS = {
    "improved": BETTER,
    "unchanged": SAME,
    "deteriorated": WORSE,
    "not_improved": TWO_TOGETHER,
    "not_deteriorated": TWO_TOGETHER,
}
_LOOK = {**STYLE, "axes.spines.top": False, "axes.spines.right": False, "legend.frameon": False}
_HEIGHT, _ROW_HEIGHT = 1.4, 0.5


def release_picture(table: Released, draw: Draw | None = None, language: str = DEFAULT_LANGUAGE) -> Picture:
    """The picture that `draw(lines, axes)` makes of a released table, with its alt text in words.

    `lines`: a row a line and class with a count (label, n, class, word, count, share, mean_shift); without a
    `draw` a bar a class. UserError: a table that is not of `release_table`, a drawing that is far
    too large.

    Parameters
    ----------
    table : Released
        As `release_table` gives it.
    draw : function of (lines, axes), optional
        Draws the lines on the axes.
    language : {"nl", "en"}
        The language of the words.

    Returns
    -------
    Picture
        `svg` and `alt_text`, the same in words.

    Raises
    ------
    UserError
        See above.

    Examples
    --------
    >>> import monitorlib as ml
    >>> figures = ml.released_figures(ml.open_workspace("demo"), "Demo-Oost", "2025", "en")
    >>> zrm = figures[figures["view"] == "zrm-2017/professional"]
    >>> picture = ml.release_picture(ml.release_table(zrm, language="en"), language="en")
    >>> "<svg" in picture.svg
    True
    """
    import seaborn as sns  # whoever publishes imports this file, and draws no card

    rows = rows_of(table)
    lines = as_lines(rows, language)
    with sns.axes_style("white"), matplotlib.rc_context(_LOOK):
        canvas = Canvas(figsize=(WIDTH, _HEIGHT + _ROW_HEIGHT * len(rows)), layout="constrained")
        axes = canvas.subplots()
        (draw or _draw_shares)(lines[lines["count"].notna()].reset_index(drop=True), axes)
        svg = as_svg(canvas)
    if len(svg) > LARGEST:
        raise UserError(
            Text("Het plaatje is te groot voor de pagina.", "The picture is too large for the page."),
            Text("Teken minder punten.", "Draw fewer points."),
        )
    return Picture(svg, in_words(rows, language))


def _draw_shares(lines: pd.DataFrame, axes: Axes) -> None:
    import seaborn as sns  # as above

    sns.barplot(lines, x="share", y="label", hue="word", palette=class_colours(lines), ax=axes)
    axes.set(xlabel="", ylabel="", xlim=(0, 1))


def class_colours(lines: pd.DataFrame) -> dict[str, str]:
    """Word → colour of the classes in a released table: the same colours as in our own pictures.

    Parameters
    ----------
    lines : pandas.DataFrame
        What a `draw` receives: `class` and `word`.

    Returns
    -------
    dict of str to str
        Word → colour, for `palette=`.

    Examples
    --------
    >>> import monitorlib as ml
    >>> figures = ml.released_figures(ml.open_workspace("demo"), "Demo-Oost", "2025", "en")
    >>> zrm = figures[figures["view"] == "zrm-2017/professional"]
    >>> sorted(ml.class_colours(zrm))
    ['deteriorated', 'improved', 'unchanged']
    """
    pairs = zip(lines["class"], lines["word"], strict=True)
    return {word: _COLOURS[name] for name, word in pairs if name in _COLOURS}


def in_words(rows: tuple[CardRow, ...], language: str) -> str:
    """A card's table in words, a line a sentence: "Financiën: 60 (26 vooruit, 29 gelijk, 5 achteruit)."."""
    return " ".join(_in_words(row, language) for row in rows)


def _in_words(row: CardRow, language: str) -> str:
    counts = ", ".join(f"{n} {CLASSES[name][language]}" for name, n in (row.counts or {}).items())
    number = "–" if row.n is None else str(row.n)
    return f"{row.label[language]}: {number}{f' ({counts})' if counts else ''}."


def rows_of(table: Released) -> tuple[CardRow, ...]:
    """The lines of a table that follows from the team's release; a UserError where it does not."""
    if not isinstance(table, Released) or table.rows is None:
        raise UserError(NOT_OF_THE_RELEASE, MAKE_THE_TABLE)
    return table.rows


NOT_OF_THE_RELEASE = Text(
    "Deze tabel volgt niet uit de vrijgave van het team; een tweede tabel over dezelfde inwoners mag niet naast "
    "de eerste staan.",
    "This table does not follow from the team's release; a second table of the same residents may not stand "
    "beside the first.",
)
MAKE_THE_TABLE = Text(
    "Maak de tabel met ml.release_table(cijfers) van cijfers = ml.released_figures(werkmap, team, period).",
    "Make the table with ml.release_table(cijfers) of cijfers = ml.released_figures(werkmap, team, period).",
)
