"""The process behind all screens that follow along: `python -m monitorlib.server.screens`.

It reads a line of JSON for each thing that happens at the server ({"screen": 3, "open": "writes" or "looks"},
{"screen": 3, "message": {…}}, {"screen": 3, "gone": true}, {"ping": 7}), and writes a line for each message to
browsers: the numbers of the screens that get it, a tab, and the message. Screens that get the same are in one
line. It holds releases and the session log, as a page's kernel does, and no resident's row; it opens no socket and
ends when the server does. What happens here, a hang included, does not touch the page that leads the meeting.
"""

import json
import logging
import os
import secrets
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.logs import BoundedHandler
from monitorlib.foundation.texts import Text
from monitorlib.release.seal import handed_releases
from monitorlib.widgets.following import Follower, Shared
from monitorlib.workspace import open_workspace

LOOK_SECONDS = 0.1  # a file tells in microseconds whether somebody wrote
ASK_SECONDS = 1.0  # a database behind an address has to be asked
AT_ONCE = 200  # messages that are done before their answers go out
SORRY = Text(
    "Er ging iets mis (code {code}). Laad de pagina opnieuw. Blijft het zo? Vraag uw databeheerder.",
    "Something went wrong (code {code}). Reload the page. Does it stay? Ask your data manager.",
)
_LOGGER = logging.getLogger("monitorlib.screens")


class Screens:
    """The screens by number, and what goes to each. `write` is given a line for the server."""

    def __init__(self, shared: Shared, write: Callable[[str], None]) -> None:
        self._shared, self._write = shared, write
        self._screens: dict[int, Follower] = {}
        self._leaving: dict[int, list[str]] = {}

    @property
    def pause(self) -> float:
        """Seconds between two looks at the log."""
        return LOOK_SECONDS if self._shared.cheap_to_look else ASK_SECONDS

    def hear(self, told: dict) -> None:
        """One thing that happened at the server."""
        if "ping" in told:
            self._write(f"\t{json.dumps(told)}")
            return
        number = told["screen"]
        if "open" in told:
            self._screens[number] = self._opened(number, told["open"] == "writes")
        elif "gone" in told:
            self._screens.pop(number, None)
        elif number in self._screens:
            self._guarded(number, lambda: self._screens[number].listen(told["message"]))

    def look(self) -> None:
        """Show every screen what was written since the last look; what is out of reach is told on each."""
        showing = {number: screen for number, screen in self._screens.items() if screen.state is not None}
        if not showing:
            return
        try:
            new = self._shared.look()
        except UserError as error:
            for number, screen in showing.items():
                self._guarded(number, partial(screen.cannot_reach, error))
            return
        for number, screen in showing.items() if new else ():
            self._guarded(number, screen.look_for_others)

    def send(self) -> None:
        """Write what was said since the last time, once for all who get the same."""
        alike: dict[tuple[str, ...], list[int]] = {}
        for number, messages in self._leaving.items():
            alike.setdefault(tuple(messages), []).append(number)
        for messages, numbers in alike.items():
            for message in messages:
                self._write(f"{' '.join(map(str, numbers))}\t{message}")
        self._leaving.clear()

    def _opened(self, number: int, writes: bool) -> Follower:
        follower = Follower(self._shared, writes)
        follower.browser.send = partial(self._say, number)
        return follower

    def _say(self, number: int, content: dict) -> None:
        self._leaving.setdefault(number, []).append(json.dumps(content, ensure_ascii=False))

    def _guarded(self, number: int, do: Callable[[], None]) -> None:
        """A fault of ours is told as a code, to that screen alone; the log has its kind and place."""
        try:
            do()
        except Exception:  # whatever it is: the other screens go on
            code = secrets.token_hex(3)
            _LOGGER.exception("code %s", code)
            self._say(number, {"kind": "fault", "told": SORRY.fill(code=code)[self._shared.language]})


def main() -> None:
    """Serve the screens until the server has nothing more to say."""
    workspace = open_workspace()
    _log_to(workspace.path / "logs" / "meekijken.log")
    wanted, language = os.environ.get("MONITOR_TEAM", ""), os.environ.get("MONITOR_LANGUAGE", "nl")
    heard: SimpleQueue[str] = SimpleQueue()
    threading.Thread(target=_read, args=(heard,), daemon=True).start()
    serve(Screens(Shared(workspace, handed_releases(workspace), wanted, language), _print), heard)


def serve(screens: Screens, heard: SimpleQueue) -> None:
    """Do what is heard, look at the log, and answer; until "" is heard."""
    looked = 0.0
    while True:
        for line in _next(heard, screens.pause):
            if not line:
                return
            screens.hear(json.loads(line))
        if time.monotonic() - looked >= screens.pause:
            screens.look()
            looked = time.monotonic()
        screens.send()
        sys.stdout.flush()


def _next(heard: SimpleQueue, patience: float) -> Iterator[str]:
    """What is waiting, at most AT_ONCE lines; nothing when nothing comes in time."""
    with suppress(Empty):
        yield heard.get(timeout=patience)
        for _ in range(AT_ONCE):
            yield heard.get_nowait()


def _read(heard: SimpleQueue) -> None:
    for line in sys.stdin:
        heard.put(line)
    heard.put("")


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _log_to(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    _LOGGER.propagate = False
    _LOGGER.addHandler(BoundedHandler(file))
    # what ends this process would be written out on the server's own log, with the words of the exception
    sys.excepthook = lambda _kind, error, _trace: _LOGGER.critical("ended", exc_info=error)


if __name__ == "__main__":
    main()
