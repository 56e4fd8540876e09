"""The cards of the workspace's own notebooks, at the step that each names; after the figures were opened."""

from html import escape
from itertools import product

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.pages import as_source
from monitorlib.release.read import read_figure
from monitorlib.released import Card, CardChoice, CardRow, CardVariant
from monitorlib.widgets.sheet import slug
from monitorlib.widgets.state import State
from monitorlib.wording import CLASSES

HEADS = (Text("Wat", "What"), Text("Hoeveel", "How many"), Text("Hoe het ging", "How it went"))
SAME_FIGURES = Text(
    "Gemaakt door onze analist, uit dezelfde vrijgegeven cijfers.",
    "Made by our analyst, from the same released figures.",
)
TOGETHER = Text(
    "Bij meer leefgebieden samen telt een inwoner bij elk daarvan mee.",
    "With several life domains together a resident counts at each of them.",
)
TABLE = Text("De cijfers bij dit plaatje", "The figures with this picture")
NO_NUMBER = "–"


def draw(state: State, step: str) -> dict[str, str]:
    """Region → HTML of each card at this step; none before the reveal."""
    cards = state.release.content.cards if state.release and state.revealed else ()
    return {f"own-card/{slug(card.name)}": _card(state, card) for card in cards if card.step == step}


def choose(state: State, what: str, value: str) -> None:
    """Remember what was chosen of a card, `what` being "card/name/choice"; what is not on offer is ignored."""
    _card_word, name, choice = (*what.split("/"), "", "")[:3]
    for card in state.release.content.cards if state.release else ():
        for each in card.choices if card.name == name else ():
            if each.name == choice and value in each.values:
                state.chosen[card.name, choice] = value


def _card(state: State, card: Card) -> str:
    language = state.language
    at, variant = _chosen(state, card)
    picks = "".join(_pick(state, card, choice) for choice in card.choices)
    choices = f'<div class="ml-choices">{picks}</div>' if picks else ""
    several = any(len(row.parts) > 1 for row in variant.rows)
    small = " ".join(text[language] for text in (SAME_FIGURES, *([TOGETHER] if several else [])))
    return (
        f'<section class="ml-card ml-own-card" data-card="{escape(card.name)}">'
        f"<h3>{escape(card.title[language])}</h3><p>{escape(card.text[language])}</p>{choices}"
        f"{_picture(state, card, at)}{_table(state, card, variant)}"
        f'<p class="ml-small">{escape(small)}</p></section>'
    )


def _chosen(state: State, card: Card) -> tuple[int, CardVariant]:
    """The variant of what was chosen, and its place; of the first values where nothing was."""
    wanted = tuple(_value(state, card, each) for each in card.choices)
    at = [*product(*(each.values for each in card.choices))].index(wanted)
    return at, card.variants[at]


def _value(state: State, card: Card, choice: CardChoice) -> str:
    chosen = state.chosen.get((card.name, choice.name))
    return chosen if chosen in choice.values else choice.values[0]


def _pick(state: State, card: Card, choice: CardChoice) -> str:
    language = state.language
    id = f"c-card-{slug(card.name)}-{slug(choice.name)}"
    chosen = _value(state, card, choice)
    options = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(value)}</option>'
        for value in choice.values
    )
    what = escape(f"card/{card.name}/{choice.name}")
    return (
        f'<p class="ml-field ml-choice"><label for="{id}">{escape(choice.label[language])}</label>'
        f'<select id="{id}" data-choose="{what}">{options}</select></p>'
    )


def _picture(state: State, card: Card, at: int) -> str:
    """The released picture; without it where its file is refused, as the table tells the same."""
    picture = state.release.card_picture(card, at, state.language)
    if picture is None:
        return ""
    try:
        svg = read_figure(state.team.folder, state.release, picture.file)
    except UserError:
        return ""
    return f'<img class="ml-own-picture" src="{as_source(svg)}" alt="{escape(picture.alt)}">'


def _table(state: State, card: Card, variant: CardVariant) -> str:
    language = state.language
    head = "".join(f'<th scope="col">{escape(text[language])}</th>' for text in HEADS)
    body = "".join(_row(state, row) for row in variant.rows)
    return (
        f'<details class="ml-fold" id="own-{slug(card.name)}"><summary>{escape(TABLE[language])}</summary>'
        f'<table class="ml-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></details>'
    )


def _row(state: State, row: CardRow) -> str:
    language = state.language
    number = NO_NUMBER if row.n is None else str(row.n)
    counts = ", ".join(f"{count} {CLASSES[name][language]}" for name, count in (row.counts or {}).items())
    label = f"{row.label[language]}{_parts(state, row)}"
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in (number, counts or NO_NUMBER))
    return f'<tr><th scope="row">{escape(label)}</th>{cells}</tr>'


def _parts(state: State, row: CardRow) -> str:
    """Which leefgebieden a group holds, where they are several."""
    if len(row.parts) < 2:
        return ""
    labels = {
        each.leefgebied: each.label[state.language]
        for view in state.release.content.views
        if (view.instrument, view.rater) == (row.instrument, row.rater)
        for each in view.rows
    }
    return f" ({', '.join(labels.get(code, code) for code in row.parts)})"
