"""An analyst's own card: a title, a released table, a picture drawn from it, and what may be chosen.

Here it is made, in a notebook for a look and in the room of the door (`card_room`) to leave; `card_pictures`
draws it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape
from itertools import product
from typing import Any

from monitorlib.figures.look import Picture
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import DEFAULT_LANGUAGE, Text
from monitorlib.release.card_pictures import (
    MAKE_THE_TABLE,
    NOT_OF_THE_RELEASE,
    Draw,
    release_picture,
    rows_of,
)
from monitorlib.release.domains import CARD_STEPS
from monitorlib.release.tables import Released
from monitorlib.released import Card, CardChoice, CardVariant

MOST_VARIANTS = 24


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
        raise UserError(problems, MAKE_THE_TABLE)
    variants = tuple(CardVariant(way, rows_of(by_values[way])) for way in ways)
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
            yield NOT_OF_THE_RELEASE
            return


def _text(words: str | Text) -> Text:
    return words if isinstance(words, Text) else Text(str(words), str(words))


def _name(parameter: str) -> Text:
    plain = parameter.replace("_", " ").capitalize()
    return Text(plain, plain)
