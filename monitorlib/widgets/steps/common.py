"""What several steps share: a heading, a closed door before the reveal, the leefgebied looked at, who leads.

The screen that leads opens the figures, closes, and moves the steps; others follow or look around. Nobody appoints
it: the screen that first walks on leads, and any other takes over with one tap, which both see. A meeting on one
screen never meets a word of this.
"""

from html import escape

from monitorlib import wording
from monitorlib.foundation.texts import Text
from monitorlib.pages import view_name
from monitorlib.released import Row, View
from monitorlib.widgets.sheet import send
from monitorlib.widgets.state import REVEALED, State

NO_NAMES = Text(
    "Schrijf geen namen of andere gegevens van inwoners op.",
    "Do not write down names or other details of residents.",
)
CLOSED = Text(
    "De cijfers zijn nog dicht. Vul eerst samen in wat jullie verwachten (stap 3).",
    "The figures are still closed. First fill in together what you expect (step 3).",
)
REVEAL = Text("Laat de cijfers zien", "Show the figures")
REVEAL_HINT = Text(
    "Daarna staan de verwachtingen vast. Zo blijft het gesprek eerlijk.",
    "After that the expectations are fixed. That keeps the conversation honest.",
)
ONLY_THERE = Text(
    "Dit doet het scherm dat het gesprek leidt.", "The screen that leads the meeting does this."
)
NOT_HERE = Text(
    "Het scherm dat het gesprek leidt, doet dit. Wilt u het hier doen? Tik bovenaan op: Leid het gesprek hier.",
    "The screen that leads the meeting does this. Do you want to do it here? Tap on top: Lead the meeting here.",
)
LEEFGEBIED = Text("Leefgebied", "Life domain")
WHY_NOTHING = Text("Wat er nog ontbreekt", "What is still missing")
HOW_TO = (
    Text(
        "Er zijn nog te weinig inwoners die twee keer zijn gemeten. Nodig zijn er {minimum}.",
        "Too few residents have been measured twice so far. {minimum} are needed.",
    ),
    Text(
        "Meet opnieuw bij inwoners die al een eerste meting hebben. Een half jaar later is een goed moment.",
        "Measure again with residents who have a first measurement. Half a year later is a good moment.",
    ),
    Text(
        "Vraag de databeheerder om de nieuwe metingen in te lezen en het team opnieuw vrij te geven.",
        "Ask the data manager to import the new measurements and to release the team again.",
    ),
    Text(
        "Het gesprek kan al wel: vertel elkaar wat jullie zien, en spreek af wie wanneer opnieuw meet.",
        "You can talk already: tell each other what you see, and agree who measures again and when.",
    ),
)


def heading(name: Text, lead: Text, state: State, more: str = "") -> str:
    """The heading of a step, to which the focus goes, what it is for, and whose figures these are.

    `more`: HTML at the end of the line.
    """
    language = state.language
    period = state.release.content.period.label[language]
    whose = f"{state.team.team} · {period} · {view_name(state.view, language)}"
    return (
        f'<div class="ml-top-line"><h2 class="ml-step" id="ml-step" tabindex="-1">{escape(name[language])}</h2>'
        f'<p class="ml-lead">{escape(lead[language])}</p><p class="ml-whose">{escape(whose)}</p>{more}</div>'
    )


def paragraph(text: Text, language: str, name: str = "") -> str:
    """One sentence or more."""
    return f'<p class="{name}">{escape(text[language])}</p>' if name else f"<p>{escape(text[language])}</p>"


def button(text: Text, language: str, id: str, plain: bool = False, **content: object) -> str:
    """A button that sends a message."""
    look = "ml-button ml-plain" if plain else "ml-button"
    return (
        f'<button type="button" class="{look}" id="{id}" {send(**content)}>{escape(text[language])}</button>'
    )


def not_here(state: State) -> Text:
    """What is said where a screen does not lead: how to do it here, or that this screen only looks."""
    return ONLY_THERE if state.looks else NOT_HERE


def reveal_button(state: State) -> str:
    """Opens the figures for the whole meeting; on a screen that does not lead it, who does."""
    if not state.leads:
        return paragraph(not_here(state), state.language, "ml-message ml-calm")
    tap = {
        "kind": "tap",
        "meeting": state.meeting.id,
        "subject": "meeting",
        "field": REVEALED,
        "value": "yes",
    }
    return (
        f'<div class="ml-reveal">{button(REVEAL, state.language, "ml-reveal", **tap)}'
        f"{paragraph(REVEAL_HINT, state.language, 'ml-small')}</div>"
    )


def closed_door(state: State) -> dict[str, str]:
    """What stands in a step that needs the figures, before they were opened."""
    return {"closed": paragraph(CLOSED, state.language, "ml-message") + reveal_button(state)}


def nothing_to_show(view: View | None) -> bool:
    """Whether no leefgebied of a view may be shown at all."""
    return view is None or all(row.n is None for row in view.rows)


def how_to_get_there(state: State) -> str:
    """A friendly page for a team that has too few residents yet: what is missing, and how to get there."""
    minimum = state.release.content.min_residents
    items = "".join(f"<li>{escape(text.fill(minimum=minimum)[state.language])}</li>" for text in HOW_TO)
    return f'<h3>{escape(WHY_NOTHING[state.language])}</h3><ul class="ml-list">{items}</ul>'


def leefgebied_choice(state: State) -> str:
    """Which leefgebied is looked at closely."""
    options = "".join(
        f'<option value="{escape(row.leefgebied)}"{" selected" if row.leefgebied == state.leefgebied else ""}>'
        f"{escape(row.label[state.language])}</option>"
        for row in state.view.rows
    )
    return (
        f'<p class="ml-field ml-choice"><label for="c-leefgebied">{escape(LEEFGEBIED[state.language])}</label>'
        f'<select id="c-leefgebied" data-choose="leefgebied">{options}</select></p>'
    )


def sentence(state: State, view: View, row: Row) -> str:
    """How many, in one sentence."""
    return wording.row_sentence(row, view.kind, state.release.content.min_residents, state.language)


def no_names(state: State) -> str:
    """The reminder beside every place to write."""
    return paragraph(NO_NAMES, state.language, "ml-small")


WATCHES = Text("Een ander scherm leidt dit gesprek.", "Another screen leads this meeting.")
FOLLOW = Text("Ga mee met dat scherm", "Go along with that screen")
FOLLOWS = Text(
    "Een ander scherm leidt dit gesprek; dit scherm gaat mee.",
    "Another screen leads this meeting; this one goes along.",
)
ONLY_LOOKS = Text(
    "Dit scherm kijkt alleen mee. Er wordt niets bewaard.", "This screen only looks. Nothing is kept."
)
TAKE_OVER = Text("Leid het gesprek hier", "Lead the meeting here")


def draw(state: State) -> str:
    """A line for a screen that does not lead: that it does not, how to go along, how to take over."""
    if state.leads:
        return ""
    language = state.language
    follow = "" if state.follows else button(FOLLOW, language, "ml-follow", plain=True, kind="follow")
    take = "" if state.looks else button(TAKE_OVER, language, "ml-lead", plain=True, kind="lead")
    told = ONLY_LOOKS if state.looks else FOLLOWS if state.follows else WATCHES
    return f'<div class="ml-leading"><p>{escape(told[language])}</p>{follow}{take}</div>'
