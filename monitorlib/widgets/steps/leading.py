"""Which screen leads the meeting: it opens the figures, closes, and moves the steps; others follow or look around.

Nobody appoints it: the screen that first walks on leads, and any other takes over with one tap, which both see.
A meeting on one screen never meets a word of this.
"""

from html import escape

from monitorlib.foundation.texts import Text
from monitorlib.widgets.state import State
from monitorlib.widgets.steps import common

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
    follow = "" if state.follows else common.button(FOLLOW, language, "ml-follow", plain=True, kind="follow")
    take = "" if state.looks else common.button(TAKE_OVER, language, "ml-lead", plain=True, kind="lead")
    told = ONLY_LOOKS if state.looks else FOLLOWS if state.follows else WATCHES
    return f'<div class="ml-leading"><p>{escape(told[language])}</p>{follow}{take}</div>'
