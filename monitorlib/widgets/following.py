"""Many screens of one meeting in one process: what they read and what they draw is shared, what they do is not.

Each screen is a Conversation as any other, with the same checks. They share the session log, which is asked once
for all of them, the settings, and the drawings: a drawing follows from the state alone, so equal states share it.
The releases are shared by `release.read`.
"""

from collections import OrderedDict
from dataclasses import fields
from datetime import UTC, datetime

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.unchanged import while_unchanged
from monitorlib.release.seal import Releases
from monitorlib.released import Content, Release, View
from monitorlib.sessions import Notes
from monitorlib.sessions.leading import LEAD, leader
from monitorlib.sessions.shared import SharedLog
from monitorlib.widgets import frame, walking
from monitorlib.widgets.conversation import ASKED, Conversation
from monitorlib.widgets.sheet import Screen
from monitorlib.widgets.state import State
from monitorlib.widgets.steps.common import ONLY_LOOKS
from monitorlib.widgets.whereabouts import Whereabouts
from monitorlib.workspace import Settings, Workspace

MOST_KEPT = 64  # drawings of some 50 KB; thirty screens of one meeting need a few
# what is large, and the same object wherever it is the same: told apart by which object it is
_LARGE = (Release, Content, View, Notes, Settings, Releases)
_NOT_DRAWN = {"screen"}  # what it leads or follows is drawn, its name is not


class Drawings:
    """The last drawings, by what they show."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple, tuple[Screen, list]] = OrderedDict()
        self.drawn = 0  # how often it was really drawn

    def draw(self, state: State) -> Screen:
        """As frame.draw(state). The screen must not be changed by whoever gets it."""
        held: list = []
        shown = tuple(_part(getattr(state, each.name), held) for each in _DRAWN)
        if shown not in self._kept:
            self.drawn += 1
            self._kept[shown] = frame.draw(state), held
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(shown)
        return self._kept[shown][0]


_DRAWN = tuple(each for each in fields(State) if each.name not in _NOT_DRAWN)


def _part(value: object, held: list) -> object:
    """A value as something to look up by. `held` keeps large objects, so that no other gets their identity."""
    if isinstance(value, _LARGE):
        held.append(value)
        return id(value)
    if isinstance(value, dict):
        return tuple((_part(name, held), _part(each, held)) for name, each in value.items())
    if isinstance(value, list | tuple):
        return tuple(_part(each, held) for each in value)
    return value


# what a screen that may only look can ask; all else is refused in words
LOOKING = frozenset({"hello", "beat", "language", "choose", "step", "back", "follow"})
WALKING_OFF = frozenset({"step", "back", "lead"})  # after these a screen is where its own person wants it


class Shared:
    """What the screens of one workspace share."""

    def __init__(self, workspace: Workspace, releases: Releases, wanted: str, language: str) -> None:
        self.workspace, self.releases = workspace, releases
        self.wanted, self.language = wanted, language
        self.drawings = Drawings()
        self.whereabouts = Whereabouts.handed()
        self._seen = 0, 0  # what was heard of the log, and of pages, when the screens last looked
        self._log: SharedLog | None = None
        self._settings = while_unchanged(lambda _file: workspace.settings())

    @property
    def log(self) -> SharedLog:
        """The session log, opened by the first who asks; a UserError where it cannot be reached."""
        if self._log is None:
            self._log = SharedLog(self.workspace.session_log)
        return self._log

    @property
    def cheap_to_look(self) -> bool:
        """Whether `look` may be asked many times a second."""
        return self._log is None or self._log.tells

    def look(self) -> bool:
        """Whether something may have been written since the last time; a UserError where nobody can tell."""
        self.log.look()
        before, self._seen = self._seen, (self.log.heard, self.whereabouts.mark())
        return before != self._seen

    def settings(self) -> Settings:
        """The workspace's settings as they are now."""
        try:
            return self._settings(self.workspace.settings_file)
        except OSError:  # the settings tell in words what is wrong with their file
            return self.workspace.settings()


class Follower(Conversation):
    """A screen that came to follow along: it goes where the leading screen goes, until its own person walks off.

    Which meeting: the one that was chosen here; else the one that its address names, and where its leader goes
    from there; else the one that is led now, where one meeting is, or where the page is that somebody moved last.
    It can do all that another screen can, unless it was let in to look only (`writes` is False).
    """

    def __init__(self, shared: Shared, writes: bool) -> None:
        super().__init__(shared.workspace, shared.releases, shared.wanted, shared.language)
        self._shared, self.writes = shared, writes
        self._along, self._chosen, self._named = True, False, False
        self._with = ""  # the screen that leads, or led, the meeting that is shown
        self._told: tuple[bool, bool, bool] | None = None

    def listen(self, message: dict) -> None:
        """As a Conversation, of what this screen may ask."""
        kind = str(message.get("kind"))
        try:
            if self.log is not None:
                self.log.look()
        except UserError as error:
            self.tell(error)
            return
        if not self.writes and kind not in LOOKING:
            self._refuse(kind, message)
            return
        super().listen(message)
        if kind in WALKING_OFF:
            self._along = False
        elif kind == "follow":
            self._along = True
        elif kind == "choose" and message.get("what") in ("team", "period"):
            self._chosen = True
        self._tell_along()

    def _refuse(self, kind: str, message: dict) -> None:
        """A text that is typed on a screen that only looks stays where it is, with a word beside it."""
        if self.state is None:
            return
        told = ONLY_LOOKS[self.state.language]
        if kind == "write":
            self.browser.saved(str(message.get("key", "")), message.get("number"), told, refused=True)
        elif kind in ASKED:
            self.show(say=told)

    def _tell_along(self) -> None:
        """The browser remembers whether it goes along, so that a screen that comes back goes on as it was."""
        now = self._along, self._chosen, self._named
        if now != self._told:
            self._told = now
            kept = {"value": self._along, "chosen": self._chosen, "named": self._named}
            self.browser.send({"kind": "along", **kept})

    def _tell_where(self, chosen: bool) -> None:
        """Nobody looks along with a screen that looks along."""

    def _hello(self, message: dict) -> None:
        place = message.get("place")
        self._named = isinstance(place, dict) and "team" in place
        self._chosen = self._named and message.get("chosen") is True
        super()._hello(message)

    def go_to_place(self, place: dict) -> None:
        super().go_to_place(place if self._named else {**place, **self._shown_now()})

    def _shown_now(self) -> dict[str, str]:
        """Team and period of the meeting that is led now, or of the page that somebody moved last.

        Empty where there is none, or where more than one meeting is led.
        """
        led = self._led()
        if led:
            places = {tuple(self._place_of(*each).items()) for each in led.items()}
            return dict(next(iter(places))) if len(places) == 1 else {}
        where = self._shared.whereabouts.last_chosen()
        return where.place if where is not None and self._knows(where.team) else {}

    def _led(self) -> dict[str, dict[str, str]]:
        """The screens that lead now, each with the team and period where it was heard of last."""
        moment, heard = datetime.now(UTC), {}
        for team, period, told in self.log.standing(LEAD):
            screen = leader(Notes({LEAD: told}), moment)
            if screen and self._knows(team) and told > heard.get(screen, ("", {}))[0]:
                heard[screen] = told, {"team": team, "period": period}
        return {screen: place for screen, (_told, place) in heard.items()}

    def _place_of(self, screen: str, led: dict[str, str]) -> dict[str, str]:
        """Where a screen is now: mostly where it leads."""
        where = self._shared.whereabouts.of(screen)
        return where.place if where is not None and self._knows(where.team) else led

    def _knows(self, team: str) -> bool:
        return team in [each.team for each in self.state.teams]

    def look_for_others(self) -> None:
        """As a Conversation; and to the meeting to which the leading screen went, or that is led now."""
        try:
            moved = self._move_to_led()
        except UserError as error:
            self.cannot_reach(error)
            return
        if not moved:
            super().look_for_others()

    def _move_to_led(self) -> bool:
        state = self.state
        wanted = self._wanted_now() if state is not None and self._along and not self._chosen else {}
        if not wanted or _is_at(state, wanted):
            return False
        self._named = False
        super().go_to_place(wanted)
        walking.go_along(state)
        self.show()
        self._tell_along()
        return True

    def _wanted_now(self) -> dict[str, str]:
        """Where this screen should be: with the screen that led here, also when that goes to another meeting."""
        leads_here = leader(self.state.notes, datetime.now(UTC))
        self._with = leads_here or self._with
        place = self._place_of(self._with, self._led().get(self._with, {})) if self._with else {}
        stays = self._named or leads_here
        return place or ({} if stays else self._shown_now())

    def _comes_along(self, message: dict, _place: dict) -> bool:
        self._along = message.get("follows") is not False
        return self._along

    def _is_along(self) -> bool:
        return self._along

    def _open_log(self) -> SharedLog:
        log = self._shared.log
        log.look()
        return log

    def _settings(self) -> Settings:
        return self._shared.settings()

    def draw(self) -> Screen:
        return self._shared.drawings.draw(self.state)

    def _begin_polling(self) -> None:
        """The log is asked for all screens at once (Shared.look)."""


def _is_at(state: State, place: dict[str, str]) -> bool:
    """Whether this is what the screen shows; of a team that cannot be shown there is no period."""
    here = walking.place_of(state)
    return here["team"] == place["team"] and here.get("period", place["period"]) == place["period"]
