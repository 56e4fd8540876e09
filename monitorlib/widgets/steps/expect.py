"""Step 3: what the team expects, a tap a leefgebied. Nothing of the outcome stands on this page."""

from html import escape

from monitorlib.foundation.texts import Text
from monitorlib.sessions import Round
from monitorlib.sessions.meetings import EXPECTED
from monitorlib.widgets.sheet import Sheet, slug
from monitorlib.widgets.state import State
from monitorlib.widgets.steps import common, phones, phones_said

NAME = Text("Verwachten", "Expect")
LEAD = Text(
    "Wat denken jullie? Ging het met meer inwoners beter of slechter?",
    "What do you think? Did more residents improve or deteriorate?",
)
ANSWERS_LEAD = Text(
    "Wat denken jullie? Zeiden meer inwoners ja of nee?",
    "What do you think? Did more residents say yes or no?",
)
EXPECTED_ANSWERS = {
    "more_better": Text("meer ja", "more yes"),
    "same": Text("ongeveer gelijk", "about the same"),
    "more_worse": Text("meer nee", "more no"),
    "no_idea": Text("geen idee", "no idea"),
}
FIXED = Text(
    "De cijfers zijn open. Dit verwachtten jullie; het staat nu vast.",
    "The figures are open. This is what you expected; it is fixed now.",
)
FIXED_EMPTY = Text(
    "De cijfers zijn open. Vooraf vulden jullie hier niets in.",
    "The figures are open. You filled in nothing here beforehand.",
)
EXPECTED_HEAD = Text("Verwacht", "Expected")
UNDO = Text("Te vroeg geopend? Doe de cijfers weer dicht", "Opened too early? Close the figures again")
NOTHING = Text("niets ingevuld", "nothing filled in")


def words_for(kind: str) -> dict[str, Text]:
    """The words of an expectation, for changes or for answers."""
    return EXPECTED if kind == "shifts" else EXPECTED_ANSWERS


def draw(state: State, sheet: Sheet) -> dict[str, str]:
    """A row a leefgebied with its taps; after the reveal what was expected, fixed."""
    lead = LEAD if state.view.kind == "shifts" else ANSWERS_LEAD
    regions = {"lead": common.heading(NAME, lead, state, phones.button(state, "expected"))}
    if state.revealed:
        undo = common.button(UNDO, state.language, "ml-unreveal", plain=True, kind="unreveal")
        return {**regions, "expected": _fixed(state), "undo": undo if state.leads else ""}
    asks = {"phones": phones.draw(state, "expected")}
    if phones.is_open(state, "expected"):  # nothing beside it that tells what somebody might answer
        return {**regions, **asks}
    rows = {f"expect/{slug(row.leefgebied)}": _taps(state, sheet, row) for row in state.view.rows}
    return {**regions, **asks, **rows, "reveal": common.reveal_button(state)}


def _taps(state: State, sheet: Sheet, row) -> str:
    chosen = state.about(row).get("expected", "")
    label = ": ".join(
        filter(None, (row.label[state.language], phones_said.too_few(state, state.view_name, row)))
    )
    words, subject = words_for(state.view.kind), state.topic(row).subject
    given = phones_said.beside(state, "expected", state.view_name, subject)
    return sheet.taps(subject, "expected", label, words, chosen, given)


def _fixed(state: State) -> str:
    language = state.language
    asked = phones.closed(state, "expected", state.view_name)
    if asked is None and not any(state.about(row).get("expected") for row in state.view.rows):
        return common.paragraph(FIXED_EMPTY, language, "ml-message ml-calm")
    shown = asked is not None and asked.shown
    counted = phones.how_many(asked, language) if shown else ""
    rows = "".join(
        f"<tr><th scope='row'>{escape(row.label[language])}</th>"
        f"{_cell(EXPECTED_HEAD[language], expected(state, row))}"
        f"{_cell(counted, _on_phones(state, asked, row)) if shown else ''}</tr>"
        for row in state.view.rows
    )
    head = f'<th scope="col">{escape(counted)}</th>' if shown else ""
    return (
        f"{common.paragraph(FIXED, language, 'ml-message ml-calm')}"
        f'<table class="ml-table"><thead><tr><th scope="col">{escape(common.LEEFGEBIED[language])}</th>'
        f'<th scope="col">{EXPECTED_HEAD[language]}</th>{head}</tr></thead><tbody>{rows}</tbody></table>'
    )


def _on_phones(state: State, asked: Round, row) -> str:
    told = asked.in_words(state.topic(row).subject, state.language)
    return told or phones_said.too_few(state, state.view_name, row)


def _cell(head: str, told: str) -> str:
    """With its head, which stands before it where the screen is too small for columns."""
    return f'<td data-head="{escape(head, quote=True)}">{escape(told)}</td>'


def expected(state: State, row) -> str:
    """What the team expected of a leefgebied, in words."""
    words = words_for(state.view.kind)
    kept = state.about(row).get("expected", "")
    return words.get(kept, NOTHING)[state.language]
