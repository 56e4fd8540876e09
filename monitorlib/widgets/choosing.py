"""What a browser chooses to look at: language, team, period, view, leefgebied, a step, or back to one."""

from monitorlib.foundation.texts import LANGUAGES
from monitorlib.sessions import MEETING
from monitorlib.widgets import frame, walking
from monitorlib.widgets.one_page import OnePage
from monitorlib.widgets.sheet import slug
from monitorlib.widgets.state import STEPS, look_at_period, look_at_team, look_at_view
from monitorlib.widgets.steps import own_cards


def speak(page: OnePage, message: dict) -> None:
    """Go on in another language."""
    if message.get("value") in LANGUAGES:
        page.state.language = page.language = message["value"]
        page.show()


def choose(page: OnePage, message: dict) -> None:
    """Look at something else that is on offer; whatever is not is left aside."""
    what, value = str(message.get("what")), str(message.get("value", ""))
    if what.startswith("card/"):
        own_cards.choose(page.state, what, value)
        page.show()
    elif what in _CHOICES:
        shown = page.state.view
        _CHOICES[what](page, value)
        page.show()
        if what == "view" and page.state.view is not shown and page.writes:
            _keep_view(page)


def _choose_team(page: OnePage, value: str) -> None:
    if value in map(str, range(len(page.state.teams))):
        page.leave_for(lambda: look_at_team(page.state, page.log, int(value)))


def _choose_period(page: OnePage, value: str) -> None:
    if value in page.state.releases:
        page.leave_for(lambda: look_at_period(page.state, page.log, value))


def _choose_view(page: OnePage, value: str) -> None:
    views = page.state.release.content.views if page.state.release else ()
    for view in views:
        if f"{view.instrument}/{view.rater}/{view.kind}" == value:
            look_at_view(page.state, view)


def _choose_leefgebied(page: OnePage, value: str) -> None:
    rows = page.state.view.rows if page.state.view else ()
    if value in [row.leefgebied for row in rows]:
        page.state.leefgebied = value


_CHOICES = {
    "team": _choose_team,
    "period": _choose_period,
    "view": _choose_view,
    "leefgebied": _choose_leefgebied,
}


def _keep_view(page: OnePage) -> None:
    """Where the meeting is; kept after the picture was sent, since nobody waits for it."""
    view = page.state.view
    if view is not None and page.state.meeting is not None:
        chosen = {"instrument": view.instrument, "rater": view.rater}
        page.log.write_all(page.state.meeting.id, MEETING, chosen, page.screen)


def go_to_step(page: OnePage, message: dict) -> None:
    """Go to a step; with a leefgebied to that leefgebied, which step 4 shows on the whole screen."""
    step, state = message.get("value"), page.state
    if type(step) is not int or not 1 <= step <= STEPS or state.meeting is None:
        return
    left = state.leefgebied if state.opened and step == state.step else ""
    walking.turn_to(state, step, message)
    moved, state.step, state.closing = step != state.step, step, False
    page.read_again()
    if state.leads:
        walking.keep_where(state, page.log, moved)
    state.follows = False
    page.read_again()
    back = f"open-{slug(left)}" if left and not state.opened else ""
    page.show(say=frame.step_words(state), focus=back or "ml-step")


def go_back(page: OnePage, message: dict) -> None:
    """The browser's Back or Forward: to the step where it was, or to another team or period."""
    place = message.get("place") if isinstance(message.get("place"), dict) else {}
    page.turn = message["turn"] if type(message.get("turn")) is int else None
    try:
        _back_to(page, place)
    finally:
        page.turn = None


def _back_to(page: OnePage, place: dict) -> None:
    here = walking.place_of(page.state)
    if (place.get("team"), place.get("period")) != (here.get("team"), here.get("period")):
        page.go_to_place(place)
        page.show(focus="ml-step")
    elif walking.step_in(place):
        go_to_step(page, {**place, "value": walking.step_in(place)})
