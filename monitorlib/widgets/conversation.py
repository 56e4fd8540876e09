"""What the browser asks, one message at a time: checked, done, and shown again. The only place that changes state.

A visitor can send anything: every message is held against what is on offer, and what does not fit is ignored.
"""

import asyncio
import os
import re
import time
from collections.abc import Callable

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import LANGUAGES, Text
from monitorlib.release.read import released_teams
from monitorlib.release.seal import Releases
from monitorlib.sessions import (
    LONGEST_NOTE,
    MEETING,
    Phones,
    SessionLog,
    new_action,
    new_explanation,
    screen_name,
)
from monitorlib.sessions.fields import fits
from monitorlib.sessions.guard import looks_personal
from monitorlib.sessions.leading import LEAD
from monitorlib.sessions.phones import ROUND_FIELD
from monitorlib.widgets import asking, frame, walking
from monitorlib.widgets.sheet import Screen, Showing, slug
from monitorlib.widgets.state import (
    CLOCK,
    IMPROVE,
    LOOK,
    RECOGNISE,
    REVEALED,
    STEPS,
    Place,
    State,
    look_at_period,
    look_at_team,
    look_at_view,
    read_notes,
)
from monitorlib.widgets.steps import common, own_cards, unkept
from monitorlib.widgets.whereabouts import Whereabouts
from monitorlib.workspace import PHONES_VARIABLE, Settings, Workspace

POLL_SECONDS = 1.0
ASKING_SECONDS = 0.4  # while phones answer: how many did stands on the projector within a second
QUIET_SECONDS = 20.0  # nobody is taken along to another step in the middle of a sentence
SCREEN = r"[0-9a-f]{16,32}"  # what a browser calls itself
NOTHING_YET = Text(
    "Er is nog geen team vrijgegeven. Vraag uw databeheerder om: monitor publish --workspace MAP --all",
    "No team has been released yet. Ask your data manager for: monitor publish --workspace DIR --all",
)
NO_SUCH_TEAM = Text(
    "Van team '{team}' is niets vrijgegeven. Vraag uw databeheerder.",
    "Nothing has been released of team '{team}'. Ask your data manager.",
)
SAVED = Text("Bewaard.", "Saved.")
REVEALED_NOW = Text("De cijfers zijn open.", "The figures are open.")
NOT_KEPT = Text("Dit is niet bewaard. {reasons}", "This is not kept. {reasons}")
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


class Conversation:
    """One page and its state. `writes`: whether it may write, lead, open and close, as every ordinary page may."""

    writes = True

    def __init__(self, workspace: Workspace, releases: Releases, wanted: str, language: str) -> None:
        self._workspace, self._releases = workspace, releases
        self._wanted, self._language = wanted, language
        self._screen = screen_name()
        self._log: SessionLog | None = None
        self._phones: Phones | None = None
        self.state: State | None = None  # nothing is read before a browser says hello: kernels wait preheated
        self._mine: set[str] = set()  # the meetings that this page has shown; it writes in no other
        self._left: set[str] = set()  # those that it led when it went to another
        self._polling: asyncio.Task | None = None
        self._out_of_reach = False  # whether this page has said that the log cannot be reached
        self._typed = -QUIET_SECONDS  # when somebody typed here last
        self._turn: int | None = None  # the press on Back or Forward that is answered now
        self._asked: dict[str, Callable[[dict], None]] = {
            "hello": self._hello,
            "beat": self._beat,
            "choose": self._choose,
            "language": self._speak,
            "step": self._step,
            "back": self._back,
            "tap": self._tap,
            "write": self._write,
            "clock": self._start_clock,
            "add": self._add,
            "remove": self._remove,
            "drop": self._drop,
            "close": self._close,
            "reopen": self._reopen,
            "unreveal": self._unreveal,
            "lead": self._lead,
            "follow": self._follow,
            "ask": self._ask,
            "ask_no_more": self._ask_no_more,
        }
        self._whereabouts = Whereabouts.handed()
        self.page = Showing()  # its messages go where whoever carries them says
        self.failed: Callable[[Exception], None] = (
            _raised  # so does what goes wrong when nobody asked anything
        )
        self._stumbled = False  # whether that was told

    def listen(self, message: dict) -> None:
        """Do what one message asks. A UserError is told on the page; nothing that was kept is lost by it."""
        act = self._asked.get(str(message.get("kind")))
        if act is None:
            return
        if self.state is None and message["kind"] not in ("hello", "beat"):
            return
        try:
            act(message)
        except UserError as error:
            self._tell(error)
        self._tell_where(chosen=message["kind"] in ("choose", "step", "back"))

    def _tell_where(self, chosen: bool) -> None:
        """Screens that look along find this page also before it leads."""
        state = self.state
        if state is not None and state.meeting is not None:
            self._whereabouts.tell(self._screen, state.meeting.team, state.meeting.period, chosen)

    def _tell(self, error: UserError) -> None:
        if self.state is None:
            self.page.show(frame.alone(error.message(self._language), self._language))
        else:
            self._show(say=error.message(self.state.language))

    def _show(self, say: str = "", focus: str = "") -> None:
        self.page.show(self._draw(), say, focus, self._turn)

    def _draw(self) -> Screen:
        return frame.draw(self.state)

    def _hello(self, message: dict) -> None:
        """A browser came (back): where it was, with what is written by now."""
        place = message.get("place") if isinstance(message.get("place"), dict) else {}
        if place.get("language") in LANGUAGES:
            self._language = place["language"]
        if re.fullmatch(SCREEN, str(message.get("screen", ""))):
            self._screen = message["screen"]  # a page that comes back is the screen that it was
        self.page.forget()
        self._open()
        self._go_to_place(place)
        if self._comes_along(message, place):
            walking.go_along(self.state)
        self._show()
        self._begin_polling()

    def _comes_along(self, _message: dict, place: dict) -> bool:
        """Whether a page that comes goes to where the leading screen is, and not to the place that it names."""
        return place.get("meeting") != (self.state.meeting and self.state.meeting.id)

    def _open(self) -> None:
        """Read what there is now: the teams with a release, the settings, the session log."""
        self.state = None
        teams = tuple(released_teams(self._releases, self._wanted))
        if not teams:
            raise UserError(NO_SUCH_TEAM.fill(team=self._wanted) if self._wanted else NOTHING_YET)
        self._log = self._open_log()
        settings = self._settings()
        self._phones = Phones(self._log, self._workspace)
        asking.tidy(self._phones)
        self.state = State(teams, self._releases, settings, self._language, teams[0], screen=self._screen)
        self.state.phones = os.environ.get(PHONES_VARIABLE, "")
        self.state.looks = not self.writes

    def _open_log(self) -> SessionLog:
        return SessionLog(self._workspace.session_log)

    def _settings(self) -> Settings:
        return self._workspace.settings()

    def _look(self, number: int, period: str = "") -> None:
        self._leave_for(lambda: look_at_team(self.state, self._log, number, period))

    def _leave_for(self, look: Callable[[], None]) -> None:
        """Look at another meeting: the one that is left is not led from here any more, until this page is back."""
        left = walking.let_go(self.state, self._log)
        self._left |= {left} - {""}
        look()
        here = self.state.meeting
        if here is not None and here.id in self._left and self.state.leads and not here.closed:
            self._left.discard(here.id)
            walking.lead(self.state, self._log)
            read_notes(self.state, self._log)
        self._remember_meeting()

    def _remember_meeting(self) -> None:
        if self.state.meeting is not None:
            self._mine.add(self.state.meeting.id)

    def _beat(self, _message: dict) -> None:
        self.page.beat()
        if self.state is not None and walking.stay_leader(self.state, self._log):
            read_notes(self.state, self._log)

    def _speak(self, message: dict) -> None:
        if message.get("value") in LANGUAGES:
            self.state.language = self._language = message["value"]
            self._show()

    # --- choices

    def _choose(self, message: dict) -> None:
        value = str(message.get("value", ""))
        choices = {
            "team": self._choose_team,
            "period": self._choose_period,
            "view": self._choose_view,
            "leefgebied": self._choose_leefgebied,
        }
        what = str(message.get("what"))
        if what.startswith("card/"):
            own_cards.choose(self.state, what, value)
            self._show()
            return
        choose = choices.get(what)
        if choose is not None:
            shown = self.state.view
            choose(value)
            self._show()
            if choose == self._choose_view and self.state.view is not shown and self.writes:
                self._keep_view()

    def _choose_team(self, value: str) -> None:
        if value in map(str, range(len(self.state.teams))):
            self._look(int(value))

    def _choose_period(self, value: str) -> None:
        if value in self.state.releases:
            self._leave_for(lambda: look_at_period(self.state, self._log, value))

    def _choose_view(self, value: str) -> None:
        views = self.state.release.content.views if self.state.release else ()
        for view in views:
            if f"{view.instrument}/{view.rater}/{view.kind}" == value:
                look_at_view(self.state, view)

    def _keep_view(self) -> None:
        """Where the meeting is; kept after the picture was sent, since nobody waits for it."""
        view = self.state.view
        if view is not None and self.state.meeting is not None:
            chosen = {"instrument": view.instrument, "rater": view.rater}
            self._log.write_all(self.state.meeting.id, MEETING, chosen, self._screen)

    def _choose_leefgebied(self, value: str) -> None:
        rows = self.state.view.rows if self.state.view else ()
        if value in [row.leefgebied for row in rows]:
            self.state.leefgebied = value

    def _step(self, message: dict) -> None:
        """Go to a step; with a leefgebied to that leefgebied, which step 4 shows on the whole screen."""
        step, state = message.get("value"), self.state
        if type(step) is not int or not 1 <= step <= STEPS or state.meeting is None:
            return
        left = state.leefgebied if state.opened and step == state.step else ""
        walking.turn_to(state, step, message)
        moved, state.step, state.closing = step != state.step, step, False
        read_notes(state, self._log)
        if state.leads:
            walking.keep_where(state, self._log, moved)
        state.follows = False
        read_notes(state, self._log)
        back = f"open-{slug(left)}" if left and not state.opened else ""
        self._show(say=frame.step_words(state), focus=back or "ml-step")

    def _back(self, message: dict) -> None:
        """The browser's Back or Forward: to the step where it was, or to another team or period."""
        place = message.get("place") if isinstance(message.get("place"), dict) else {}
        self._turn = message["turn"] if type(message.get("turn")) is int else None
        try:
            self._go_back(place)
        finally:
            self._turn = None

    def _go_back(self, place: dict) -> None:
        here = walking.place_of(self.state)
        if (place.get("team"), place.get("period")) != (here.get("team"), here.get("period")):
            self._go_to_place(place)
            self._show(focus="ml-step")
        elif walking.step_in(place):
            self._step({**place, "value": walking.step_in(place)})

    def _go_to_place(self, place: dict) -> None:
        self._leave_for(lambda: walking.go_to_place(self.state, self._log, place))

    # --- what is written

    def _tap(self, message: dict) -> None:
        """A button that opens the figures; only the screen that leads has it."""
        if message.get("field") == REVEALED and self.state.meeting is not None and self._takes_part():
            asking.close(self.state, self._log, self._phones)  # who sees the figures expects nothing any more
            self._log.write(self.state.meeting.id, MEETING, REVEALED, "yes", self._screen)
            read_notes(self.state, self._log)
            self._step({"value": RECOGNISE})

    def _write(self, message: dict) -> None:
        """Keep one text or tap in the meeting where it was typed, whatever was chosen since."""
        key, number = str(message.get("key", "")), message.get("number")
        meeting, subject, name, value = (
            str(message.get(n, "")) for n in ("meeting", "subject", "field", "value")
        )
        if meeting not in self._mine or not self._may_write(subject, name):
            return
        self._typed = time.monotonic()
        language, place = self.state.language, Place(meeting, subject, name)
        # a text that is too long is refused by the log, before anybody reads through it
        unread = name in NOT_TYPED or len(value) > LONGEST_NOTE
        reasons = [] if unread else looks_personal(value)
        if reasons:
            told = NOT_KEPT.fill(reasons=" ".join(reason[language] for reason in reasons))[language]
            self._refused(place, key, number, told)
            return
        try:
            written = self._log.write(
                meeting, subject, name, value, self._screen, _revision(message.get("seen"))
            )
        except UserError as error:
            self._refused(place, key, number, error.message(language))
            return
        except ValueError:  # no field or no word of ours: a browser that sends what the page does not offer
            return
        self.state.unkept.pop(place, None)
        told = SAVED[language]
        if name in written.overtaken:
            told = OVERTAKEN.fill(text=written.overtaken[name][:LONGEST_SHOWN])[language]
        self.page.saved(key, number, told, passing=name not in written.overtaken)
        read_notes(self.state, self._log)
        self._show()

    def _refused(self, place: Place, key: str, number: object, told: str) -> None:
        """Say that a text is not kept, and remember where it stands: nobody closes the meeting over it."""
        if fits(place.subject, place.name, "") and len(self.state.unkept) < MOST_UNKEPT:
            self.state.unkept[place] = key
        self.page.saved(key, number, told, refused=True)
        self._show()

    def _drop(self, message: dict) -> None:
        """Throw away a text that was not kept; what was kept before it stays."""
        subject, name = str(message.get("subject", "")), str(message.get("field", ""))
        for place in self.state.unkept_here:
            if (place.subject, place.name) == (subject, name):
                self.page.drop(self.state.unkept.pop(place))
        self._show(focus="ml-print" if self.state.step == STEPS and not self.state.unkept_here else "")

    def _may_write(self, subject: str, name: str) -> bool:
        """Expectations are fixed after the reveal; how far the meeting is, is written by its own messages."""
        if name in (REVEALED, CLOCK, LEAD, LOOK, ROUND_FIELD, "step", "step_started", "release"):
            return False
        return not (name == "expected" and subject.startswith("topic/") and self.state.revealed)

    def _start_clock(self, _message: dict) -> None:
        if self.state.meeting is not None and self._takes_part():
            self._log.write(self.state.meeting.id, MEETING, CLOCK, walking.now(), self._screen)
            read_notes(self.state, self._log)
            self._show()

    def _add(self, message: dict) -> None:
        """Begin an action (with a topic: about that leefgebied), or an explanation of what is looked at."""
        if self.state.meeting is None:
            return
        if message.get("what") == "action" and message.get("topic"):
            self._lead_on(str(message["topic"]))
            return
        if message.get("what") == "action":
            self.state.blank.append(new_action())
        elif message.get("what") == "explanation" and self.state.row is not None:
            topic = self.state.topic(self.state.row).subject
            self._log.write(self.state.meeting.id, new_explanation(), "topic", topic, self._screen)
            read_notes(self.state, self._log)
        self._show()

    def _lead_on(self, topic: str) -> None:
        """From what a leefgebied would mean to an agreement about it."""
        offered = [self.state.topic(row).subject for row in self.state.view.rows]
        if topic in offered:
            action = new_action()
            self._log.write(self.state.meeting.id, action, "topic", topic, self._screen)
            self._step({"value": IMPROVE})

    def _remove(self, message: dict) -> None:
        """Take away an action or explanation of this meeting; its text stays in the history."""
        subject = str(message.get("subject", ""))
        ours = subject in self.state.written or subject in self.state.blank
        if self.state.meeting is None or not ours or not subject.startswith(("action/", "explanation/")):
            return
        self.state.blank = [each for each in self.state.blank if each != subject]
        for place in self.state.unkept_here:
            if place.subject == subject:
                self.page.drop(self.state.unkept.pop(place))
        self._log.write(self.state.meeting.id, subject, "removed", "yes", self._screen)
        read_notes(self.state, self._log)
        self._show(focus="ml-add")

    def _close(self, message: dict) -> None:
        """Close the meeting: asked once, and never over a text that is not kept."""
        state = self.state
        if state.meeting is None or not self._takes_part():
            return
        if state.unkept_here:
            self._show(say=unkept.words(state), focus="ml-unkept")
        elif message.get("sure") is True:
            asking.close(state, self._log, self._phones)
            self._log.close(state.meeting.id)
            self._take_meeting()
            self._show(focus="ml-print")
        else:
            state.closing = message.get("sure") is not False
            self._show(focus="ml-close-sure" if state.closing else "ml-close")

    def _reopen(self, _message: dict) -> None:
        """Go on with a meeting that was closed today."""
        if self.state.meeting is not None and self._takes_part():
            self._log.reopen(self.state.meeting.id)
            self._take_meeting()
            self._show(focus="ml-close")

    def _take_meeting(self) -> None:
        state = self.state
        state.meeting, state.closing = self._log.open_meeting(state.meeting.team, state.meeting.period), False
        self._remember_meeting()

    # --- who leads

    def _takes_part(self) -> bool:
        """Whether this screen may do what counts for all; where another leads meanwhile, it is shown instead."""
        read_notes(self.state, self._log)
        if not self.state.leads:
            self._show(say=common.not_here(self.state)[self.state.language])
        return self.state.leads

    def _lead(self, _message: dict) -> None:
        """Take over; the screen that led sees it at its next look."""
        state = self.state
        if state.meeting is None:
            return
        walking.lead(state, self._log)
        state.follows = False
        read_notes(state, self._log)
        self._show(focus="ml-step")

    def _follow(self, _message: dict) -> None:
        """Go along with the screen that leads, now and when it moves."""
        if self.state.meeting is not None:
            read_notes(self.state, self._log)
            walking.go_along(self.state)
            self._show(focus="ml-step")

    def _unreveal(self, _message: dict) -> None:
        """Close the figures again: somebody opened them too early."""
        if self.state.meeting is not None and self._takes_part():
            self._log.write(self.state.meeting.id, MEETING, REVEALED, "", self._screen)
            read_notes(self.state, self._log)
            self._show(focus="ml-step")

    # --- what everybody answers on the own phone

    def _ask(self, message: dict) -> None:
        """Put a question to the room, on the phones."""
        if self.state.meeting is not None and self._takes_part():
            asking.ask(self.state, self._log, self._phones, str(message.get("what", "")))
            read_notes(self.state, self._log)
            self._show(focus="ml-asks")

    def _ask_no_more(self, _message: dict) -> None:
        """Take no more answers, and show what was answered."""
        if self.state.meeting is not None and self._takes_part():
            asking.close(self.state, self._log, self._phones)
            read_notes(self.state, self._log)
            self._show(focus="ml-answered")

    # --- what others write

    def _begin_polling(self) -> None:
        if self._polling is None or self._polling.done():
            self._polling = asyncio.get_running_loop().create_task(self._poll())

    async def _poll(self) -> None:
        """Each second: what did another screen write? Only that is drawn again. Sooner while phones answer."""
        while True:
            asks = self.state is not None and self.state.open_round is not None
            await asyncio.sleep(ASKING_SECONDS if asks else POLL_SECONDS)
            self._look_guarded()

    def _look_guarded(self) -> None:
        """A fault of ours is told once and the next look goes on: else no word of others would ever come again."""
        try:
            self.look_for_others()
        except Exception as error:  # noqa: BLE001, whatever it is
            if not self._stumbled:
                self.failed(error)
            self._stumbled = True
        else:
            self._stumbled = False

    def look_for_others(self) -> None:
        """Show what other screens wrote since this page last looked; say it once when the log is out of reach."""
        state = self.state
        if state is None or state.meeting is None:
            return
        try:
            changes = self._log.changes_since(state.meeting.id, state.notes.revision)
            mine = all(change.screen == self._screen for change in changes.changed)
            if mine and self._log.rounds(state.meeting.id) == state.rounds:
                self._out_of_reach = False
                return
            read_notes(state, self._log)
        except UserError as error:
            self.cannot_reach(error)
            return
        self._out_of_reach = False
        if self._is_along() and time.monotonic() - self._typed > QUIET_SECONDS:
            walking.go_along(self.state)
        self._show()

    def cannot_reach(self, error: UserError) -> None:
        """Say once that the log is out of reach."""
        if not self._out_of_reach and self.state is not None:
            self._show(say=error.message(self.state.language))
        self._out_of_reach = True

    def _is_along(self) -> bool:
        """Whether this page moves when the leading screen moves."""
        return self.state.follows


def _raised(error: Exception) -> None:
    raise error


def _revision(seen: object) -> int | None:
    return seen if type(seen) is int else None
