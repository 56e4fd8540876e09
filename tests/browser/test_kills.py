"""kill -9 of the kernel, the server and the browser at twenty random moments of a scripted meeting.

What the page said was kept ("Bewaard") is in the log, and the meeting goes on at the step where it was.
"""

import contextlib
import random
import threading
import time

import psutil
import pytest
from playwright.sync_api import Error as BrowserGone

from monitorlib.server.viewer import Viewer
from monitorlib.sessions import SessionLog
from tests.browser.conftest import QUIET, copy_of, free_port, go_to, kernels_of, open_card, open_team, reveal

pytestmark = pytest.mark.browser

ROUNDS = 20
LATEST = 1.2  # seconds after the typing began
VICTIMS = ("kernel", "server", "browser")
# the step, the field that is typed in, and the button that makes one where there is none yet
SCRIPT = (
    (4, "Wat valt ons op?", ""),
    (5, "Wat is er volgens ons aan de hand?", "Onze eigen verklaring"),
    (6, "Wat vinden we van het geheel?", ""),
    (7, "Wat spreken we af?", "Maak een afspraak"),
)
TOLD = """f => document.querySelector(`[data-told='${CSS.escape(f.dataset.key)}']`).textContent"""


class Room:
    """A server, a browser and a page, each of which can die and come back."""

    def __init__(self, workspace, browser_type, chromium) -> None:
        self._workspace, self._type, self._chromium = workspace, browser_type, chromium
        self._viewer = self._browser = None
        self.page = None

    def enter(self) -> None:
        """Start again what is gone, and open the meeting as somebody who comes back."""
        if self._viewer is None:
            self._viewer = Viewer(self._workspace, free_port()).__enter__()
        if self._browser is None:
            before = set(psutil.Process().children(recursive=True))
            self._browser = self._type.launch(executable_path=self._chromium, args=list(QUIET))
            self._processes = set(psutil.Process().children(recursive=True)) - before
            self.page = self._browser.new_context().new_page()
        open_team(self.page, self._viewer.address, "Demo-Oost", "2025")

    def kill(self, victim: str) -> None:
        """kill -9, in the middle of whatever it does."""
        if victim == "browser":
            doomed = self._processes
        else:
            server = psutil.Process(self._viewer.process_id)
            doomed = kernels_of(server) if victim == "kernel" else {server}
        for process in doomed:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()

    def tidy(self, victim: str) -> None:
        """Forget what was killed."""
        if victim == "browser":
            with contextlib.suppress(BrowserGone):
                self._browser.close()
            self._browser = None
        if victim == "server":
            self._viewer.stop()
            self._viewer = None

    def leave(self) -> None:
        """End all."""
        for victim in ("browser", "server"):
            if getattr(self, {"browser": "_browser", "server": "_viewer"}[victim]) is not None:
                self.tidy(victim)


@pytest.fixture
def room(browser, chromium, released_demo, tmp_path):
    workspace = copy_of(released_demo, tmp_path / "werkmap")
    made = Room(workspace, browser.browser_type, chromium)
    yield made, SessionLog(workspace.session_log)
    made.leave()


def test_nothing_that_was_kept_is_lost_and_the_meeting_goes_on(room):
    """The seed is told by a failure: what was typed holds it."""
    room, log = room
    seed = random.randrange(10_000)
    chance, kept, typed, killed = random.Random(seed), {}, {}, set()
    room.enter()
    reveal(room.page)
    meeting = log.open_meeting("Demo-Oost", "2025")
    for number in range(ROUNDS):
        step, label, button = SCRIPT[number % len(SCRIPT)]
        victim = VICTIMS[number % len(VICTIMS)]
        field = _field(room.page, step, label, button)
        place = tuple(field.evaluate("f => [f.dataset.subject, f.dataset.field]"))
        gone = threading.Event()
        killer = threading.Timer(
            chance.uniform(0, LATEST), lambda who=victim, over=gone: _kill(room, who, over)
        )
        killer.start()
        with contextlib.suppress(BrowserGone):
            for text in _typing(field, f"seed {seed} ronde {number}", gone, typed.setdefault(place, [])):
                kept[place] = text
        killer.join()
        killed.add(victim)
        room.tidy(victim)
        room.enter()
        assert room.page.locator(f"#ml-step-{step}[aria-current=step]").count() == 1
        stored = _stored(log, meeting)
        for where, text in kept.items():
            assert stored[where] in typed[where][typed[where].index(text) :]
        if place in stored:
            again = _field(room.page, step, label, button)
            assert _shown_as_stored(again, log, meeting, place)
    assert (killed, len({subject.split("/")[0] for subject, _field in kept}) > 2) == (set(VICTIMS), True)


def _stored(log, meeting) -> dict[tuple[str, str], str]:
    return {(c.subject, c.field): c.value for c in log.changes_since(meeting.id, 0).changed}


def _shown_as_stored(field, log, meeting, place) -> bool:
    """Within some seconds: a text that was not kept yet is sent again by the browser that comes back."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        if field.input_value() == _stored(log, meeting)[place]:
            return True
        time.sleep(0.1)
    return False


def _kill(room: Room, victim: str, over: threading.Event) -> None:
    room.kill(victim)
    over.set()


def _field(page, step: int, label: str, button: str):
    go_to(page, step)
    if step == 4:
        open_card(page)
    field = page.get_by_label(label).first
    if button and not field.count():
        page.get_by_role("button", name=button).click()
    field.wait_for()
    return field


def _typing(field, begin: str, gone: threading.Event, typed: list[str]):
    """Type on until something is dead; each text that the page says it kept."""
    sentence = 0
    while not gone.is_set():
        sentence += 1
        typed.append(f"{begin} zin {sentence}")
        field.fill(typed[-1], timeout=2_000)
        field.blur(timeout=2_000)
        until = time.monotonic() + 5
        while not gone.is_set() and time.monotonic() < until:
            if field.evaluate(TOLD, timeout=2_000).startswith("Bewaard"):
                yield typed[-1]
                break
            time.sleep(0.01)
