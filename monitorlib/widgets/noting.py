"""What a browser writes: texts and taps, actions and explanations that begin or go; and what is not kept."""

import time

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.sessions import LONGEST_NOTE, new_action, new_explanation
from monitorlib.sessions.fields import fits
from monitorlib.sessions.guard import looks_personal, why_not_kept
from monitorlib.sessions.leading import LEAD
from monitorlib.sessions.phones import ROUND_FIELD
from monitorlib.widgets.choosing import go_to_step
from monitorlib.widgets.one_page import OnePage
from monitorlib.widgets.state import CLOCK, IMPROVE, LOOK, REVEALED, STEPS, Place

SAVED = Text("Bewaard.", "Saved.")
NOT_KEPT = Text("Dit is niet bewaard. {why}", "This is not kept. {why}")
OVERTAKEN = Text(
    "Bewaard. Een ander scherm schreef hier intussen: “{text}”. Neem over wat u wilt houden.",
    "Saved. Another screen meanwhile wrote here: “{text}”. Take over what you want to keep.",
)
# the words of a list, dates and links hold nobody's details; all that is typed freely is looked at
NOT_TYPED = {
    "expected",
    "recognised",
    "kind",
    "in_our_hands",
    "status",
    "by_when",
    "topic",
    "check",
    "minutes",
    "set_share",
    REVEALED,
}
LONGEST_SHOWN = 300
MOST_UNKEPT = 200  # fields; no meeting has so many


def write(page: OnePage, message: dict) -> None:
    """Keep one text or tap in the meeting where it was typed, whatever was chosen since."""
    key, number = str(message.get("key", "")), message.get("number")
    meeting, subject, name, value = (
        str(message.get(n, "")) for n in ("meeting", "subject", "field", "value")
    )
    if meeting not in page.mine or not _may_write(page, subject, name):
        return
    page.typed = time.monotonic()
    language, place = page.state.language, Place(meeting, subject, name)
    # a text that is too long is refused by the log, before anybody reads through it
    unread = name in NOT_TYPED or len(value) > LONGEST_NOTE
    found = [] if unread else looks_personal(value)
    if found:
        told = NOT_KEPT.fill(why=why_not_kept(found))[language]
        _refused(page, place, key, number, told)
        return
    try:
        seen = _revision(message.get("seen"))
        written = page.log.write(meeting, subject, name, value, page.screen, seen)
    except UserError as error:
        _refused(page, place, key, number, error.message(language))
        return
    except ValueError:  # no field or no word of ours: a browser that sends what the page does not offer
        return
    page.state.unkept.pop(place, None)
    told = SAVED[language]
    if name in written.overtaken:
        told = OVERTAKEN.fill(text=written.overtaken[name][:LONGEST_SHOWN])[language]
    page.browser.saved(key, number, told, passing=name not in written.overtaken)
    page.read_again()
    page.show()


def _may_write(page: OnePage, subject: str, name: str) -> bool:
    """Expectations are fixed after the reveal; how far the meeting is, is written by its own messages."""
    if name in (REVEALED, CLOCK, LEAD, LOOK, ROUND_FIELD, "step", "step_started", "release"):
        return False
    return not (name == "expected" and subject.startswith("topic/") and page.state.revealed)


def _revision(seen: object) -> int | None:
    return seen if type(seen) is int else None


def _refused(page: OnePage, place: Place, key: str, number: object, told: str) -> None:
    """Say that a text is not kept, and remember where it stands: nobody closes the meeting over it."""
    if fits(place.subject, place.name, "") and len(page.state.unkept) < MOST_UNKEPT:
        page.state.unkept[place] = key
    page.browser.saved(key, number, told, refused=True)
    page.show()


def drop(page: OnePage, message: dict) -> None:
    """Throw away a text that was not kept; what was kept before it stays."""
    subject, name = str(message.get("subject", "")), str(message.get("field", ""))
    for place in page.state.unkept_here:
        if (place.subject, place.name) == (subject, name):
            page.browser.drop(page.state.unkept.pop(place))
    page.show(focus="ml-print" if page.state.step == STEPS and not page.state.unkept_here else "")


def add(page: OnePage, message: dict) -> None:
    """Begin an action (with a topic: about that leefgebied), or an explanation of what is looked at."""
    state = page.state
    if state.meeting is None:
        return
    if message.get("what") == "action" and message.get("topic"):
        _lead_on(page, str(message["topic"]))
        return
    if message.get("what") == "action":
        state.blank.append(new_action())
    elif message.get("what") == "explanation" and state.row is not None:
        topic = state.topic(state.row).subject
        page.log.write(state.meeting.id, new_explanation(), "topic", topic, page.screen)
        page.read_again()
    page.show()


def _lead_on(page: OnePage, topic: str) -> None:
    """From what a leefgebied would mean to an agreement about it."""
    offered = [page.state.topic(row).subject for row in page.state.view.rows]
    if topic in offered:
        page.log.write(page.state.meeting.id, new_action(), "topic", topic, page.screen)
        go_to_step(page, {"value": IMPROVE})


def remove(page: OnePage, message: dict) -> None:
    """Take away an action or explanation of this meeting; its text stays in the history."""
    state, subject = page.state, str(message.get("subject", ""))
    ours = subject in state.written or subject in state.blank
    if state.meeting is None or not ours or not subject.startswith(("action/", "explanation/")):
        return
    state.blank = [each for each in state.blank if each != subject]
    for place in state.unkept_here:
        if place.subject == subject:
            page.browser.drop(state.unkept.pop(place))
    page.log.write(state.meeting.id, subject, "removed", "yes", page.screen)
    page.read_again()
    page.show(focus="ml-add")
