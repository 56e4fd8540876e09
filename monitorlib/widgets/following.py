"""Many screens of one meeting in one process: what they read and what they draw is shared, what they do is not.

Each screen is a Conversation as any other, with the same checks. They share the session log, which is asked once
for all of them, the settings, and the drawings. The releases are shared by `release.read`.
"""

from monitorlib.errors import UserError
from monitorlib.release.seal import Releases
from monitorlib.release.unchanged import while_unchanged
from monitorlib.sessions.shared import SharedLog
from monitorlib.widgets.conversation import Conversation
from monitorlib.widgets.drawings import Drawings
from monitorlib.widgets.sheet import Screen
from monitorlib.widgets.steps.leading import ONLY_LOOKS
from monitorlib.workspace import Settings, Workspace

# what a screen that may only look can ask; all else is refused in words
LOOKING = frozenset({"hello", "beat", "language", "choose", "step", "back", "follow"})
WALKING_OFF = frozenset({"step", "back", "lead"})  # after these a screen is where its own person wants it


class Shared:
    """What the screens of one workspace share."""

    def __init__(self, workspace: Workspace, releases: Releases, wanted: str, language: str) -> None:
        self.workspace, self.releases = workspace, releases
        self.wanted, self.language = wanted, language
        self.drawings = Drawings()
        self._seen = 0  # what was heard of the log when the screens last looked
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
        before, self._seen = self._seen, self.log.heard
        return before != self._seen

    def settings(self) -> Settings:
        """The workspace's settings as they are now."""
        try:
            return self._settings(self.workspace.settings_file)
        except OSError:  # the settings tell in words what is wrong with their file
            return self.workspace.settings()


class Follower(Conversation):
    """A screen that came to look along: it goes where the leading screen goes, until its own person walks off.

    It can do all that another screen can, unless it was let in to look only (`writes` is False).
    """

    def __init__(self, shared: Shared, writes: bool) -> None:
        super().__init__(shared.workspace, shared.releases, shared.wanted, shared.language)
        self._shared, self.writes = shared, writes
        self._along = True
        self._told_along: bool | None = None

    def listen(self, message: dict) -> None:
        """As a Conversation, of what this screen may ask."""
        kind = str(message.get("kind"))
        try:
            if self._log is not None:
                self._log.look()
        except UserError as error:
            self._tell(error)
            return
        if not self.writes and kind not in LOOKING:
            self._refuse(kind, message)
            return
        super().listen(message)
        if kind in WALKING_OFF:
            self._along = False
        elif kind == "follow":
            self._along = True
        self._tell_along()

    def _refuse(self, kind: str, message: dict) -> None:
        """A text that is typed on a screen that only looks stays where it is, with a word beside it."""
        if self.state is None:
            return
        told = ONLY_LOOKS[self.state.language]
        if kind == "write":
            self.page.saved(str(message.get("key", "")), message.get("number"), told, refused=True)
        elif kind in self._asked:
            self._show(say=told)

    def _tell_along(self) -> None:
        """The browser remembers whether it goes along, so that a screen that comes back goes on as it was."""
        if self._along != self._told_along:
            self._told_along = self._along
            self.page.send({"kind": "along", "value": self._along})

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

    def _draw(self) -> Screen:
        return self._shared.drawings.draw(self.state)

    def _begin_polling(self) -> None:
        """The log is asked for all screens at once (Shared.look)."""
