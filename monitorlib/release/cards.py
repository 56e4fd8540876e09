"""An analyst's own card: a title, a released table, a picture drawn from it, and what may be chosen.

Here it is made, in a notebook for a look and in the room of the door (`card_room`) to leave. In both a picture is
drawn by a function that receives the released table, and nothing else.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape
from itertools import product
from typing import Any

import matplotlib
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from monitorlib.figures.look import BETTER, PALE, SAME, STYLE, WIDTH, WORSE, Picture, as_svg
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import DEFAULT_LANGUAGE, Text
from monitorlib.release.domains import CARD_STEPS
from monitorlib.release.tables import Released
from monitorlib.release.told_figures import as_lines
from monitorlib.released import Card, CardChoice, CardRow, CardVariant
from monitorlib.wording import CLASSES

Draw = Callable[[pd.DataFrame, Axes], object]
MOST_VARIANTS = 24
LARGEST = 400_000  # characters of a picture; more than that is drawn from something else than a small table
_COLOURS = {
    "improved": BETTER,
    "unchanged": SAME,
    "deteriorated": WORSE,
    "not_improved": PALE,
    "not_deteriorated": PALE,
}
_LOOK = {**STYLE, "axes.spines.top": False, "axes.spines.right": False, "legend.frameon": False}
_HEIGHT, _ROW_HEIGHT = 1.4, 0.5


@dataclass(frozen=True)
class MadeCard:
    """A card, and the picture of each of its variants in the language in which it was made."""

    card: Card
    pictures: tuple[Picture, ...]

    def _repr_html_(self) -> str:
        parts = [f"<h3>{escape(self.card.title[DEFAULT_LANGUAGE])}</h3><p>{escape(self.card.text.nl)}</p>"]
        for variant, picture in zip(self.card.variants, self.pictures, strict=True):
            parts.append(f"<h4>{escape(', '.join(variant.values))}</h4>{picture.svg}")
        return "".join(parts)


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
    rows = _rows_of(table)
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


def release_card(
    tables: Released | Mapping[object, Released],
    draw: Draw | None = None,
    *,
    title: str | Text,
    text: str | Text,
    step: str,
    choices: Mapping[str, list[Any]] | None = None,
    language: str = DEFAULT_LANGUAGE,
) -> MadeCard:
    """A card for the team's screen at a step of the meeting (CARD_STEPS), made from released tables.

    With `choices` (as declared in the cell `parameters`) `tables` has one for each way to choose: by value, or by
    a tuple of values where there is more than one choice; the first value of each stands there first. Without, one
    table. UserError, all problems at once: an unknown step, a table that does not follow from the release, a
    choice without a table, an empty title, too many ways to choose.

    Parameters
    ----------
    tables : Released, or mapping of choice to Released
        One table, or one for each way to choose.
    draw : function of (lines, axes), optional
        Draws the lines on the axes.
    title : str or Text
        Above the card.
    text : str or Text
        One sentence below it.
    step : str
        herkennen, verklaren, waarderen or verbeteren.
    choices : mapping of str to list, optional
        What the team may choose.
    language : {"nl", "en"}
        The language of the words.

    Returns
    -------
    MadeCard
        The card and its pictures; the door makes it anew before it leaves.

    Raises
    ------
    UserError
        See above; all problems at once.

    Examples
    --------
    >>> import monitorlib as ml
    >>> figures = ml.released_figures(ml.open_workspace("demo"), "Demo-Oost", "2025", "en")
    >>> zrm = figures[figures["view"] == "zrm-2017/professional"]
    >>> card = ml.release_card(
    ...     ml.release_table(zrm, language="en"), title="Our question", text="What is here?", step="herkennen"
    ... )
    >>> card.card.step
    'herkennen'
    """
    chosen = {str(name): tuple(map(str, values)) for name, values in (choices or {}).items()}
    ways = [*product(*chosen.values())]
    by_values = _by_values(tables, chosen)
    problems = [*_problems(title, step, ways, by_values)]
    if problems:
        raise UserError(problems, _NEXT)
    variants = tuple(CardVariant(way, _rows_of(by_values[way])) for way in ways)
    card = Card(
        name="kaart",
        title=_text(title),
        text=_text(text),
        step=step,
        choices=tuple(CardChoice(name, _name(name), values) for name, values in chosen.items()),
        variants=variants,
    )
    pictures = tuple(release_picture(by_values[way], draw, language) for way in ways)
    return MadeCard(card, pictures)


def in_both_languages(dutch: MadeCard, english: MadeCard, name: str) -> Card:
    """One card of the two that the same cells made; UserError where they tell different things."""
    merged = replace(
        dutch.card,
        name=name,
        title=Text(dutch.card.title.nl, english.card.title.en),
        text=Text(dutch.card.text.nl, english.card.text.en),
        variants=tuple(map(_variant_in_both, dutch.card.variants, english.card.variants)),
    )
    if _bare(dutch.card) != _bare(english.card):
        raise UserError(
            Text(
                "De kaart vertelt in het Nederlands iets anders dan in het Engels.",
                "The card tells something else in Dutch than in English.",
            )
        )
    return merged


def _variant_in_both(one: CardVariant, other: CardVariant) -> CardVariant:
    pairs = zip(one.rows, other.rows, strict=False)
    return replace(one, rows=tuple(replace(a, label=Text(a.label.nl, b.label.en)) for a, b in pairs))


def _bare(card: Card) -> tuple[Any, ...]:
    """What a card tells, without its words."""
    rows = [
        [(row.instrument, row.rater, row.parts, row.n, row.counts) for row in v.rows] for v in card.variants
    ]
    return card.step, [(each.name, each.values) for each in card.choices], rows


def _by_values(tables: Any, chosen: dict[str, tuple[str, ...]]) -> dict[tuple[str, ...], Released]:
    if not isinstance(tables, Mapping):
        return {(): tables}
    several = len(chosen) > 1
    return {tuple(map(str, key)) if several else (str(key),): table for key, table in tables.items()}


def _problems(
    title: str | Text, step: str, ways: list[Any], by_values: dict[tuple[str, ...], Released]
) -> Iterator[Text]:
    if step not in CARD_STEPS:
        known = ", ".join(CARD_STEPS)
        yield Text(
            f"step: '{step}' kan niet; kies uit: {known}.", f"step: '{step}' cannot be; choose from: {known}."
        )
    if not _text(title).nl.strip():
        yield Text("title: de kaart heeft geen titel.", "title: the card has no title.")
    if len(ways) > MOST_VARIANTS:
        yield Text(
            f"choices: {len(ways)} manieren om te kiezen is te veel (hoogstens {MOST_VARIANTS}).",
            f"choices: {len(ways)} ways to choose are too many (at most {MOST_VARIANTS}).",
        )
    lacking = [" + ".join(way) for way in ways if way not in by_values]
    if lacking:
        told = ", ".join(lacking) or "–"
        yield Text(f"Er is geen tabel bij keuze: {told}.", f"There is no table for choice: {told}.")
    for table in by_values.values():
        if not isinstance(table, Released) or table.rows is None:
            yield _NOT_OF_THE_RELEASE
            return


def _rows_of(table: Released) -> tuple[CardRow, ...]:
    if not isinstance(table, Released) or table.rows is None:
        raise UserError(_NOT_OF_THE_RELEASE, _NEXT)
    return table.rows


def _text(words: str | Text) -> Text:
    return words if isinstance(words, Text) else Text(str(words), str(words))


def _name(parameter: str) -> Text:
    plain = parameter.replace("_", " ").capitalize()
    return Text(plain, plain)


_NOT_OF_THE_RELEASE = Text(
    "Deze tabel volgt niet uit de vrijgave van het team; een tweede tabel over dezelfde inwoners mag niet naast "
    "de eerste staan.",
    "This table does not follow from the team's release; a second table of the same residents may not stand "
    "beside the first.",
)
_NEXT = Text(
    "Maak de tabel met ml.release_table(cijfers) van cijfers = ml.released_figures(werkmap, team, period).",
    "Make the table with ml.release_table(cijfers) of cijfers = ml.released_figures(werkmap, team, period).",
)
