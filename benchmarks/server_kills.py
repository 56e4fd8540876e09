"""kill -9 under load of the server of a meeting and all that stands behind it, hundreds of times.

`python -m benchmarks.server_kills [KILLS] [WORKSPACE]`. Some pages write notes as fast as they are kept, and begin
again by themselves as a browser does; a real browser beside them shows how soon a page is usable again. At random
moments the server, the process that forks kernels, all kernels, or the kernel that writes into the database is
killed. After each kill every note that a page was told is kept must stand in the log, or a later one.
"""

import asyncio
import contextlib
import json
import random
import shutil
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from playwright.sync_api import Error as NotNow
from playwright.sync_api import sync_playwright
from tornado.websocket import WebSocketClosedError

from benchmarks.town import town
from monitorlib.release.keys import releases_of
from monitorlib.release.read import released_teams
from monitorlib.server.viewer import Viewer
from monitorlib.sessions import SessionLog, new_action
from monitorlib.workspace import Workspace
from tests.attack.client import Attacker, as_text, message
from tests.browser.conftest import BROWSERS, QUIET, WARM, copy_of, free_port, kernels_of, open_meeting
from tests.visiting import signed_in

KILLS, WRITERS = 500, 4
VICTIMS = ("server", "kernels", "warm", "writer")
PATIENCE_SECONDS = 120.0
AGAIN_SECONDS = 0.3
MARKED = "window.beforeTheKill = true"
USABLE = (
    "!window.beforeTheKill && !!document.body?.dataset.ready && !!document.querySelector('.ml-page .ml-step')"
)


@dataclass
class Writer:
    """A page that writes one note after another, all in one field, numbered."""

    attacker: Attacker
    name: str
    subject: str = field(default_factory=new_action)
    sent: int = 0
    kept: int = 0  # the number of the last note that it was told is kept
    told: int = 0  # how many it was told are kept
    meeting: str = ""

    async def write_on(self, stop: threading.Event) -> None:
        """Until it is stopped; a line that goes is a page that loads again."""
        while not stop.is_set():
            with contextlib.suppress(OSError, AssertionError, WebSocketClosedError, TimeoutError, Exception):
                await self._visit(stop)
            await asyncio.sleep(AGAIN_SECONDS)

    async def _visit(self, stop: threading.Event) -> None:
        kernel, widget = await asyncio.to_thread(self.attacker.page)
        line = await self.attacker.line(kernel, session=f"{self.name}-{random.randrange(10**9)}")
        try:
            await self._say(line, widget, {"kind": "hello", "place": {}, "screen": self.name * 4})
            self.meeting = (await self._hear(line, "patch"))["place"]["meeting"]
            while not stop.is_set():
                await self._write(line, widget)
        finally:
            line.close()

    async def _write(self, line, widget: str) -> None:
        self.sent += 1
        place = {"meeting": self.meeting, "subject": self.subject, "field": "text"}
        note = {
            "kind": "write",
            "key": "k",
            "number": self.sent,
            "value": f"notitie {self.sent}",
            "seen": 0,
            **place,
        }
        await self._say(line, widget, note)
        while (saved := await self._hear(line, "saved"))["number"] != self.sent:
            pass
        if saved["refused"]:
            raise ValueError(saved["told"])
        self.kept, self.told = self.sent, self.told + 1

    async def _say(self, line, widget: str, content: dict) -> None:
        data = {"comm_id": widget, "data": {"method": "custom", "content": content}}
        await line.write_message(as_text(message("comm_msg", data, "shell", self.sent)))

    async def _hear(self, line, kind: str) -> dict:
        while True:
            said = await asyncio.wait_for(line.read_message(), 20)
            if said is None:
                raise WebSocketClosedError
            content = json.loads(said).get("content", {}).get("data", {}) if isinstance(said, str) else {}
            if isinstance(content, dict) and content.get("content", {}).get("kind") == kind:
                return content["content"]


class Tally:
    """What was killed, lost, and how long it took."""

    def __init__(self) -> None:
        self.killed: dict[str, int] = dict.fromkeys(VICTIMS, 0)
        self.lost = 0
        self.seconds: list[float] = []
        self.by_hand = 0


def main() -> None:
    """Print what was killed, what was lost, and how soon a page was usable again."""
    kills = int(next(iter(arg for arg in sys.argv[1:] if arg.isdigit()), KILLS))
    given = next(iter(arg for arg in sys.argv[1:] if not arg.isdigit()), None)
    with tempfile.TemporaryDirectory() as folder:
        source = Workspace(Path(given)) if given else _published(Path(folder))
        _run(copy_of(source, Path(folder) / "werkmap"), kills)


def _published(folder: Path) -> Workspace:
    from monitorlib.cli.publishing import publish_all
    from monitorlib.cli.wishes import Wish

    place = town(folder / "town", 1)
    publish_all(
        place, [Wish(team, period) for team, period in _first(place)], jobs=1, done=lambda _wish: None
    )
    return place


def _first(place: Workspace) -> list[tuple[str, str]]:
    from monitorlib.cli.publishing import plan

    return [(wish.team, wish.period) for wish in plan(place)][:1]


def _run(workspace: Workspace, kills: int) -> None:
    team = released_teams(releases_of(workspace))[0].team
    SessionLog(workspace.session_log).let_go()
    stop, tally, chance = threading.Event(), Tally(), random.Random(1)
    with Viewer(workspace, free_port(), team=team) as viewer, sync_playwright() as playwright:
        viewer.most_restarts = 10 * kills
        threading.Thread(target=viewer.wait, daemon=True).start()
        writers = [
            Writer(Attacker(viewer.local_place, signed_in(viewer)), f"abc{number}")
            for number in range(WRITERS)
        ]
        load = threading.Thread(target=asyncio.run, args=(_all(writers, stop),))
        load.start()
        try:
            page = _browser(playwright).new_page()
            page.set_default_timeout(1000 * PATIENCE_SECONDS)
            open_meeting(page, viewer.address)
            for number in range(kills):
                _one(viewer, workspace, writers, page, chance, tally)
                if number % 10 == 9:
                    _tell(writers, tally)
        finally:
            stop.set()
            load.join(30)
            _tell(writers, tally)


def _browser(playwright):
    found = next(filter(None, map(shutil.which, BROWSERS)))
    return playwright.chromium.launch(executable_path=found, args=list(QUIET))


async def _all(writers: list[Writer], stop: threading.Event) -> None:
    await asyncio.gather(*(writer.write_on(stop) for writer in writers))


def _one(viewer: Viewer, workspace: Workspace, writers: list[Writer], page, chance, tally: Tally) -> None:
    victim = chance.choice(VICTIMS)
    _until_all_write(writers)
    time.sleep(chance.uniform(0, 0.5))
    with contextlib.suppress(NotNow):
        page.evaluate(MARKED)
    begin = time.monotonic()
    kept = _kill(victim, viewer, writers)
    tally.killed[victim] += 1
    tally.lost += _lost(workspace, writers, kept)
    if victim in ("server", "kernels"):
        _usable_again(viewer, page, begin, tally)


def _until_all_write(writers: list[Writer]) -> None:
    before, until = [writer.told for writer in writers], time.monotonic() + PATIENCE_SECONDS
    while any(w.told <= b for w, b in zip(writers, before, strict=True)) and time.monotonic() < until:
        time.sleep(0.02)


def _kill(victim: str, viewer: Viewer, writers: list[Writer]) -> list[int]:
    """What every writer had been told is kept when the others were dead."""
    for process in _doomed(victim, psutil.Process(viewer.process_id)):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    return [writer.kept for writer in writers]


def _doomed(victim: str, server: psutil.Process) -> list[psutil.Process]:
    kernels = kernels_of(server)
    if victim == "server":
        return [server]
    if victim == "warm":
        return [child for child in server.children() if child not in kernels and _forks(child)]
    return kernels if victim == "kernels" else sorted(kernels, key=_worked)[-1:]


def _forks(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):  # it ends just now
        return WARM in " ".join(process.cmdline())
    return False


def _worked(process: psutil.Process) -> float:
    with contextlib.suppress(psutil.NoSuchProcess):
        return sum(process.cpu_times()[:2])
    return 0.0


def _lost(workspace: Workspace, writers: list[Writer], kept: list[int]) -> int:
    """How many notes that were told to be kept are not there, nor a later one in their place."""
    log, lost = SessionLog(workspace.session_log), 0
    for meeting in {writer.meeting for writer in writers if writer.meeting}:
        stored = {c.subject: c.value for c in log.changes_since(meeting, 0).changed if c.field == "text"}
        for writer, number in zip(writers, kept, strict=True):
            if writer.meeting == meeting and number:
                lost += int(stored.get(writer.subject, "notitie 0").split()[1]) < number
    log.let_go()
    return lost


def _usable_again(viewer: Viewer, page, begin: float, tally: Tally) -> None:
    while time.monotonic() < begin + PATIENCE_SECONDS:
        with contextlib.suppress(NotNow):
            if page.evaluate(USABLE):
                tally.seconds.append(time.monotonic() - begin)
                return
        time.sleep(0.02)
    tally.by_hand += 1
    open_meeting(page, viewer.address)


def _tell(writers: list[Writer], tally: Tally) -> None:
    kept = sum(writer.told for writer in writers)
    killed = ", ".join(f"{who} {times}" for who, times in tally.killed.items())
    print(f"killed {sum(tally.killed.values())} ({killed}); {kept} notes told to be kept, {tally.lost} lost")
    if len(tally.seconds) > 1:
        p95 = statistics.quantiles(tally.seconds, n=20)[-1]
        print(
            f"usable again by itself: median {statistics.median(tally.seconds):.1f} s, p95 {p95:.1f} s,"
            f" by hand {tally.by_hand}",
            flush=True,
        )


if __name__ == "__main__":
    main()
