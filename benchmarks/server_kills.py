"""kill -9 under load of the server of a meeting and all that stands behind it, hundreds of times.

`python -m benchmarks.server_kills [KILLS] [postgres] [no-browser] [KIND …] [WORKSPACE]`. Pages write notes as fast
as they are kept, on the meeting's page and along, phones answer, and all begin again by themselves as a browser
does; a real browser beside them shows how soon a page is usable again. At random moments the server, the process
that forks kernels, all kernels, the kernel that writes most, the process of screens that look along, or a process
that closes a round is killed; with `postgres` the log stands in a PostgreSQL, and one of its connections or all of
it too. Where kinds are named (SERVERS, DATABASES) only those are. After each kill all that a page or a phone was
told is kept must be there, or something later in its place. Ctrl-C or SIGTERM ends it with the table of what was
seen so far.
"""

import asyncio
import contextlib
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
from playwright.sync_api import Error as NotNow
from playwright.sync_api import sync_playwright

from benchmarks.killed_database import Postgres, postgres_for
from benchmarks.killed_phones import ASKED, Crowd
from benchmarks.killed_tally import Tally
from benchmarks.killed_writers import AlongWriter, Writer, lost_notes
from monitorlib.foundation.errors import UserError
from monitorlib.release.keys import releases_of
from monitorlib.release.read import released_teams
from monitorlib.server.beside import MODULE as ALONG
from monitorlib.server.viewer import Viewer
from monitorlib.sessions import SessionLog
from monitorlib.workspace import Workspace
from tests.attack.client import Attacker
from tests.browser.conftest import BROWSERS, QUIET, WARM, copy_of, free_port, kernels_of, open_meeting
from tests.phone_visits import phone_headers, with_phones
from tests.releases import SETTINGS, a_content, a_release, a_row, a_view, write_by_hand
from tests.visiting import signed_in

KILLS, WRITERS, ALONG_WRITERS = 500, 2, 2
SERVERS = ("server", "kernels", "warm", "writer", "along", "closing")
DATABASES = ("connection", "database")
CLOSES = 8  # a round is closed and counted after so many kills
LONGEST_CLOSING_SECONDS = 0.03
PATIENCE_SECONDS = 180.0
MARKED = "window.beforeTheKill = true"
USABLE = (
    "!window.beforeTheKill && !!document.body?.dataset.ready && !!document.querySelector('.ml-page .ml-step')"
)


class Scene:
    """A server, those who write on it, and what can be killed."""

    def __init__(
        self, viewer: Viewer, workspace: Workspace, database: Postgres | None, kinds: set[str]
    ) -> None:
        self.viewer, self.workspace, self.database = viewer, workspace, database
        self.place = viewer.local_place
        at = {"team": released_teams(releases_of(workspace))[0].team}
        self.writers = [
            (Writer if number < WRITERS else AlongWriter)(self._somebody(), f"abc{number}", at)
            for number in range(WRITERS + ALONG_WRITERS)
        ]
        self.crowd = Crowd(self.place, phone_headers(viewer), workspace)
        self.chance = random.Random(time.time_ns())
        there = (*SERVERS, *(DATABASES if database else ()))
        self.victims = tuple(each for each in there if not kinds or each in kinds)
        self.tally = Tally(self.victims)

    def _somebody(self) -> Attacker:
        return Attacker(self.place, signed_in(self.viewer))

    async def load(self, stop: threading.Event) -> None:
        """Everybody who writes, until stopped."""
        everybody = [writer.write_on(stop) for writer in self.writers]
        await asyncio.gather(*everybody, self.crowd.answer_on(stop))

    def in_log(self, ask: Callable[[SessionLog], object]) -> object:
        """Look in the session log with eyes of our own; a database that recovers is waited for."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                log = SessionLog(self.workspace.session_log)
                try:
                    return ask(log)
                finally:
                    log.let_go()
            except UserError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)

    def counted(self) -> Tally:
        """The tally, with what was told so far."""
        self.tally.notes = sum(writer.told for writer in self.writers)
        self.tally.refused = sum(writer.refused for writer in self.writers)
        self.tally.answers, self.tally.rounds = self.crowd.told, self.crowd.closed
        return self.tally


def main() -> None:
    """Print what was killed, what was lost, and how soon a page was usable again."""
    words = set(sys.argv[1:])
    kills = int(next(iter(word for word in words if word.isdigit()), KILLS))
    kinds = words & {*SERVERS, *DATABASES}
    given = next(iter(words - kinds - {"postgres", "no-browser", str(kills)}), None)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # also where it was started with that ignored
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(KeyboardInterrupt):
        place = Path(folder) / "werkmap"
        workspace = copy_of(Workspace(Path(given)), place) if given else _workspace(place)
        with postgres_for(workspace) if "postgres" in words else contextlib.nullcontext() as database:
            _run(workspace, kills, database, kinds, "no-browser" not in words)


def _workspace(path: Path) -> Workspace:
    """A team with thirteen leefgebieden."""
    made = Workspace.create(path, SETTINGS)
    rows = (a_row(Path(question.subject).name) for question in ASKED.questions)
    write_by_hand(made.release, a_release(a_content(a_view(*rows))))
    return made


def _run(workspace: Workspace, kills: int, database: Postgres | None, kinds: set[str], browser: bool) -> None:
    SessionLog(workspace.session_log).let_go()
    stop = threading.Event()
    viewer = with_phones(workspace, free_port())
    viewer.most_restarts, viewer.start_seconds = 10 * kills, PATIENCE_SECONDS
    with viewer, _page(viewer, browser) as page:
        watch = threading.Thread(target=viewer.wait, daemon=True)
        watch.start()
        scene = Scene(viewer, workspace, database, kinds)
        load = threading.Thread(target=asyncio.run, args=(scene.load(stop),), daemon=True)
        load.start()
        try:
            _kill_on(scene, kills, page)
        finally:
            stop.set()
            load.join(30)
            scene.counted().table()
            _stop(viewer, watch)


def _stop(viewer: Viewer, watch: threading.Thread) -> None:
    """Also where another server was just being started."""
    while watch.is_alive():
        viewer.stop()
        watch.join(1)


@contextlib.contextmanager
def _page(viewer: Viewer, wanted: bool) -> Iterator:
    """A page in a real browser; None where nobody wants one."""
    if not wanted:
        yield None
        return
    found = next(filter(None, map(shutil.which, BROWSERS)))
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=found, args=list(QUIET)).new_page()
        page.set_default_timeout(1000 * PATIENCE_SECONDS)
        open_meeting(page, viewer.address)
        yield page


def _kill_on(scene: Scene, kills: int, page) -> None:
    _until_all_write(scene, [writer.told for writer in scene.writers])
    for number in range(1, kills + 1):
        if scene.crowd.round is None:
            scene.in_log(lambda log: scene.crowd.ask(log, scene.writers[0].meeting))
        victim = scene.chance.choice(scene.victims)
        _one(scene, victim, page)
        if victim == "closing" or number % CLOSES == 0 or number == kills:
            lost = scene.in_log(lambda log: scene.crowd.close(log, PATIENCE_SECONDS))
            scene.tally.lose(victim, lost)
        if number % 10 == 0:
            scene.counted().line()
    lost = scene.in_log(lambda log: scene.crowd.changed_since(log, scene.writers[0].meeting))
    scene.tally.lose(victim, lost)


def _one(scene: Scene, victim: str, page) -> None:
    time.sleep(scene.chance.uniform(0, 0.5))
    with contextlib.suppress(NotNow):
        page and page.evaluate(MARKED)
    begin = time.monotonic()
    _kill(scene, victim)
    told = [writer.told for writer in scene.writers]
    kept, answered = [writer.kept for writer in scene.writers], scene.crowd.kept()
    for writer in scene.writers:
        writer.killed_at, writer.again_at = time.monotonic(), 0.0
    if victim == "database":
        scene.database.again()
    kind = scene.tally.kinds[victim]
    kind.times += 1
    lost = scene.in_log(lambda log: lost_notes(log, scene.writers, kept))
    scene.tally.lose(victim, [*lost, *(scene.crowd.lost(answered) if victim != "closing" else ())])
    if page and victim in ("server", "kernels"):
        _usable_again(scene, page, begin, kind.page)
    if _until_all_write(scene, told):
        kind.saving.append(max(writer.again_at for writer in scene.writers) - begin)


def _until_all_write(scene: Scene, before: list[int]) -> bool:
    """Whether every page had something kept after the kill, in time."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        pairs = zip(scene.writers, before, strict=True)
        if all(w.told > b and w.again_at >= w.killed_at for w, b in pairs):
            return True
        time.sleep(0.02)
    scene.tally.never += 1
    silent = [w.name for w in scene.writers if w.again_at < w.killed_at]
    print(f"NO NOTE KEPT for {PATIENCE_SECONDS:.0f} s: {', '.join(silent)}", flush=True)
    return False


def _kill(scene: Scene, victim: str) -> None:
    if victim == "closing":
        scene.crowd.kill_who_closes(scene.chance.uniform(0, LONGEST_CLOSING_SECONDS))
        return
    with contextlib.suppress(psutil.NoSuchProcess):  # it ends just now
        for process in _doomed(scene, victim):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()


def _doomed(scene: Scene, victim: str) -> list[psutil.Process]:
    if victim == "connection":
        return scene.database.backend(scene.chance)
    if victim == "database":
        return scene.database.everything()
    server = psutil.Process(scene.viewer.process_id)
    if victim == "server":
        return [server]
    kernels = kernels_of(server)
    if victim in ("warm", "along"):
        module = WARM if victim == "warm" else ALONG
        return [child for child in server.children() if child not in kernels and _runs(child, module)]
    return kernels if victim == "kernels" else sorted(kernels, key=_worked)[-1:]


def _runs(process: psutil.Process, module: str) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):  # it ends just now
        return module in " ".join(process.cmdline())
    return False


def _worked(process: psutil.Process) -> float:
    with contextlib.suppress(psutil.NoSuchProcess):
        return sum(process.cpu_times()[:2])
    return 0.0


def _usable_again(scene: Scene, page, begin: float, seconds: list[float]) -> None:
    while time.monotonic() < begin + PATIENCE_SECONDS:
        with contextlib.suppress(NotNow):
            if page.evaluate(USABLE):
                seconds.append(time.monotonic() - begin)
                return
        time.sleep(0.02)
    scene.tally.by_hand += 1
    open_meeting(page, scene.viewer.address)


if __name__ == "__main__":
    main()
