"""Step 4: the reveal. All leefgebieden in one picture, or one of them on the whole screen."""

from monitorlib.foundation.texts import Text
from monitorlib.pages import table
from monitorlib.widgets.sheet import Sheet
from monitorlib.widgets.state import State
from monitorlib.widgets.steps import card, closeup, common, overview, phones, phones_said

NAME = Text("Herkennen", "Recognise")
LEAD = Text(
    "Herkennen we dit in ons dagelijkse werk?",
    "Do we recognise this in our daily work?",
)


def draw(state: State, sheet: Sheet) -> dict[str, str]:
    """The figures, or a closed door before the reveal."""
    ask = phones.button(state, "recognised" if state.opened else "talk")
    lead = {"lead": common.heading(NAME, LEAD, state, ask)}
    if not state.revealed:
        return {**lead, **common.closed_door(state)}
    if common.nothing_to_show(state.view):
        missing = f'<section class="ml-card">{common.how_to_get_there(state)}</section>'
        return {**lead, "missing": missing, "more": _more(state)}
    if state.opened:
        return {**lead, **card.draw(state, sheet)}
    asks = {"phones": phones.draw(state, "talk")}
    return {
        **lead,
        **asks,
        **overview.draw(state),
        "thought": phones_said.summary(state),
        "more": _more(state),
    }


def _more(state: State) -> str:
    """The same figures as a table, and the scores at the start; folded away."""
    told = table(state.release.content, state.view, state.language)
    same = told.replace('<details class="ml-fold"', '<details class="ml-fold" id="ml-same"')
    return f'<div class="ml-folds">{same}{closeup.start_scores(state)}</div>'
