"""What a browser does for all screens: open the figures, time, lead, ask the room, close the meeting."""

from monitorlib.sessions import MEETING
from monitorlib.widgets import asking, walking
from monitorlib.widgets.choosing import go_to_step
from monitorlib.widgets.one_page import OnePage
from monitorlib.widgets.state import CLOCK, RECOGNISE, REVEALED
from monitorlib.widgets.steps import unkept


def tap(page: OnePage, message: dict) -> None:
    """A button that opens the figures; only the screen that leads has it."""
    if message.get("field") == REVEALED and _holds(page):
        # who sees the figures expects nothing any more
        asking.close(page.state, page.log, page.phones)
        page.log.write(page.state.meeting.id, MEETING, REVEALED, "yes", page.screen)
        page.read_again()
        go_to_step(page, {"value": RECOGNISE})


def unreveal(page: OnePage, _message: dict) -> None:
    """Close the figures again: somebody opened them too early."""
    if _holds(page):
        page.log.write(page.state.meeting.id, MEETING, REVEALED, "", page.screen)
        page.read_again()
        page.show(focus="ml-step")


def start_clock(page: OnePage, _message: dict) -> None:
    """The meeting's clock begins to run, or anew."""
    if _holds(page):
        page.log.write(page.state.meeting.id, MEETING, CLOCK, walking.now(), page.screen)
        page.read_again()
        page.show()


def close(page: OnePage, message: dict) -> None:
    """Close the meeting: asked once, and never over a text that is not kept."""
    if not _holds(page):
        return
    state = page.state
    if state.unkept_here:
        page.show(say=unkept.words(state), focus="ml-unkept")
    elif message.get("sure") is True:
        asking.close(state, page.log, page.phones)
        page.log.close(state.meeting.id)
        _take_meeting(page)
        page.show(focus="ml-print")
    else:
        state.closing = message.get("sure") is not False
        page.show(focus="ml-close-sure" if state.closing else "ml-close")


def reopen(page: OnePage, _message: dict) -> None:
    """Go on with a meeting that was closed today."""
    if _holds(page):
        page.log.reopen(page.state.meeting.id)
        _take_meeting(page)
        page.show(focus="ml-close")


def lead(page: OnePage, _message: dict) -> None:
    """Take over; the screen that led sees it at its next look."""
    if page.state.meeting is None:
        return
    walking.lead(page.state, page.log)
    page.state.follows = False
    page.read_again()
    page.show(focus="ml-step")


def follow(page: OnePage, _message: dict) -> None:
    """Go along with the screen that leads, now and when it moves."""
    if page.state.meeting is not None:
        page.read_again()
        walking.go_along(page.state)
        page.show(focus="ml-step")


def ask(page: OnePage, message: dict) -> None:
    """Put a question to the room, on the phones."""
    if _holds(page):
        asking.ask(page.state, page.log, page.phones, str(message.get("what", "")))
        page.read_again()
        page.show(focus="ml-asks")


def ask_no_more(page: OnePage, _message: dict) -> None:
    """Take no more answers, and show what was answered."""
    if _holds(page):
        asking.close(page.state, page.log, page.phones)
        page.read_again()
        page.show(focus="ml-answered")


def _holds(page: OnePage) -> bool:
    """Whether there is a meeting on the screen, and this screen may do what counts for all."""
    return page.state.meeting is not None and page.takes_part()


def _take_meeting(page: OnePage) -> None:
    state = page.state
    state.meeting, state.closing = page.log.open_meeting(state.meeting.team, state.meeting.period), False
    page.remember_meeting()
