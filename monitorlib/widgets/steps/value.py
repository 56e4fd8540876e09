"""Step 6: what do we think of it? Stories beside the numbers, without anybody's details."""

from html import escape

from monitorlib.foundation.texts import Text
from monitorlib.widgets.parts import bars
from monitorlib.widgets.sheet import Sheet
from monitorlib.widgets.state import State
from monitorlib.widgets.steps import common

NAME = Text("Waarderen", "Value")
LEAD = Text("Wat vinden we hiervan?", "What do we think of this?")
OVERALL = Text("Wat vinden we van het geheel?", "What do we think of the whole?")
OVERALL_HINT = Text(
    "Waar zijn we trots op? Waar schrikken we van?", "What are we proud of? What startles us?"
)
STORY = Text("Welk verhaal hoort bij deze cijfers?", "Which story belongs to these figures?")
STORY_HINT = Text(
    "Vertel wat er gebeurde, zonder namen, datums of adressen. Dan herkent niemand de inwoner.",
    "Tell what happened, without names, dates or addresses. Then nobody recognises the resident.",
)
ONE = Text("Over één leefgebied", "About one life domain")
VALUATION = Text("Wat vinden we van dit leefgebied?", "What do we think of this life domain?")
ONE_STORY = Text("Een verhaal bij dit leefgebied", "A story with this life domain")


def draw(state: State, sheet: Sheet) -> dict[str, str]:
    """The valuation of the whole and of one leefgebied; a closed door before the reveal."""
    lead = {"lead": common.heading(NAME, LEAD, state)}
    if not state.revealed:
        return {**lead, **common.closed_door(state)}
    kept = state.notes.meeting
    whole = (
        f"{sheet.note('meeting', 'valuation', OVERALL, kept.get('valuation', ''), 3, OVERALL_HINT)}"
        f"{sheet.note('meeting', 'story', STORY, kept.get('story', ''), 3, STORY_HINT)}"
    )
    return {
        **lead,
        "whole": f'<section class="ml-card">{whole}</section>',
        "one": _choice(state),
        f"one/{state.leefgebied}": _one(state, sheet),
        "names": common.no_names(state),
    }


def _choice(state: State) -> str:
    if state.row is None:
        return ""
    title = f"<h3>{escape(ONE[state.language])}</h3>"
    return f'<section class="ml-card">{title}{common.leefgebied_choice(state)}</section>'


def _one(state: State, sheet: Sheet) -> str:
    row = state.row
    if row is None:
        return ""
    told, kept, subject = common.sentence(state, state.view, row), state.about(row), state.topic(row).subject
    return (
        f'<section class="ml-card" data-close="{escape(row.leefgebied)}">{bars.bar(row, told, state.language)}'
        f'<p class="ml-sentence">{escape(told)}</p>'
        f"{sheet.note(subject, 'valuation', VALUATION, kept.get('valuation', ''))}"
        f"{sheet.note(subject, 'story', ONE_STORY, kept.get('story', ''), 2, STORY_HINT)}</section>"
    )
