"""What the browser asks, one message at a time: checked, done, and shown again.

A visitor can send anything: every message is held against what is on offer, and what does not fit is ignored. What
a message does stands by subject: `choosing`, `noting`, `holding`. Nothing else changes the state of a page.
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
from monitorlib.sessions import Phones, SessionLog
from monitorlib.widgets import asking, choosing, holding, noting, walking
from monitorlib.widgets.one_page import QUIET_SECONDS, OnePage
from monitorlib.widgets.state import State
from monitorlib.widgets.whereabouts import Whereabouts
from monitorlib.workspace import PHONES_VARIABLE, Settings, Workspace

POLL_SECONDS = 1.0
ASKING_SECONDS = 0.4  # while phones answer: how many did stands on the projector within a second
SCREEN = r"[0-9a-f]{16,32}"  # what a browser calls itself
NOTHING_YET = Text(
    "Er is nog geen team vrijgegeven. Vraag uw databeheerder om: monitor publish --workspace MAP --all",
    "No team has been released yet. Ask your data manager for: monitor publish --workspace DIR --all",
)
NO_SUCH_TEAM = Text(
    "Van team '{team}' is niets vrijgegeven. Vraag uw databeheerder.",
    "Nothing has been released of team '{team}'. Ask your data manager.",
)
# what a page can ask once it shows something, by the kind of its message
ASKED: dict[str, Callable[[OnePage, dict], None]] = {
    "choose": choosing.choose,
    "language": choosing.speak,
    "step": choosing.go_to_step,
    "back": choosing.go_back,
    "write": noting.write,
    "add": noting.add,
    "remove": noting.remove,
    "drop": noting.drop,
    "tap": holding.tap,
    "unreveal": holding.unreveal,
    "clock": holding.start_clock,
    "close": holding.close,
    "reopen": holding.reopen,
    "lead": holding.lead,
    "follow": holding.follow,
    "ask": holding.ask,
    "ask_no_more": holding.ask_no_more,
}


class Conversation(OnePage):
    """A page that answers a browser, and looks what other screens wrote."""

    def __init__(self, workspace: Workspace, releases: Releases, wanted: str, language: str) -> None:
        super().__init__(workspace, releases, wanted, language)
        self._whereabouts = Whereabouts.handed()
        self._polling: asyncio.Task | None = None
        self._out_of_reach = False  # whether this page has said that the log cannot be reached
        # what goes wrong when nobody asked anything; whoever carries the messages says where that goes
        self.failed: Callable[[Exception], None] = _raised
        self._stumbled = False  # whether that was told

    def listen(self, message: dict) -> None:
        """Do what one message asks. A UserError is told on the page; nothing that was kept is lost by it."""
        kind = str(message.get("kind"))
        try:
            if kind == "hello":
                self._hello(message)
            elif kind == "beat":
                self._beat()
            elif kind in ASKED and self.state is not None:
                ASKED[kind](self, message)
            else:
                return
        except UserError as error:
            self.tell(error)
        self._tell_where(chosen=kind in ("choose", "step", "back"))

    def _tell_where(self, chosen: bool) -> None:
        """Screens that look along find this page also before it leads."""
        state = self.state
        if state is not None and state.meeting is not None:
            self._whereabouts.tell(self.screen, state.meeting.team, state.meeting.period, chosen)

    def _beat(self) -> None:
        self.browser.beat()
        if self.state is not None and walking.stay_leader(self.state, self.log):
            self.read_again()

    # --- a browser comes

    def _hello(self, message: dict) -> None:
        """A browser came (back): where it was, with what is written by now."""
        place = message.get("place") if isinstance(message.get("place"), dict) else {}
        if place.get("language") in LANGUAGES:
            self.language = place["language"]
        if re.fullmatch(SCREEN, str(message.get("screen", ""))):
            self.screen = message["screen"]  # a page that comes back is the screen that it was
        self.browser.forget()
        self._open()
        self.go_to_place(place)
        if self._comes_along(message, place):
            walking.go_along(self.state)
        self.show()
        self._begin_polling()

    def _comes_along(self, _message: dict, place: dict) -> bool:
        """Whether a page that comes goes to where the leading screen is, and not to the place that it names."""
        return place.get("meeting") != (self.state.meeting and self.state.meeting.id)

    def _open(self) -> None:
        """Read what there is now: the teams with a release, the settings, the session log."""
        self.state = None
        teams = tuple(released_teams(self.releases, self.wanted))
        if not teams:
            raise UserError(NO_SUCH_TEAM.fill(team=self.wanted) if self.wanted else NOTHING_YET)
        self.log = self._open_log()
        settings = self._settings()
        self.phones = Phones(self.log, self.workspace)
        asking.tidy(self.phones)
        self.state = State(teams, self.releases, settings, self.language, teams[0], screen=self.screen)
        self.state.phones = os.environ.get(PHONES_VARIABLE, "")
        self.state.looks = not self.writes

    def _open_log(self) -> SessionLog:
        return SessionLog(self.workspace.session_log)

    def _settings(self) -> Settings:
        return self.workspace.settings()

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
            changes = self.log.changes_since(state.meeting.id, state.notes.revision)
            mine = all(change.screen == self.screen for change in changes.changed)
            if mine and self.log.rounds(state.meeting.id) == state.rounds:
                self._out_of_reach = False
                return
            self.read_again()
        except UserError as error:
            self.cannot_reach(error)
            return
        self._out_of_reach = False
        if self._is_along() and time.monotonic() - self.typed > QUIET_SECONDS:
            walking.go_along(self.state)
        self.show()

    def cannot_reach(self, error: UserError) -> None:
        """Say once that the log is out of reach."""
        if not self._out_of_reach and self.state is not None:
            self.show(say=error.message(self.state.language))
        self._out_of_reach = True

    def _is_along(self) -> bool:
        """Whether this page moves when the leading screen moves."""
        return self.state.follows


def _raised(error: Exception) -> None:
    raise error
