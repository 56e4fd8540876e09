"""kill -9 of PostgreSQL under the session log alone: `python -m benchmarks.database_kills [KILLS]`.

What `benchmarks.server_kills … postgres` does with everything around it, for a computer on which that takes too
long. Some threads write notes as pages do; one connection's process or all of PostgreSQL is killed and started
again; every note that was acknowledged must be there, or a later one. Ctrl-C or SIGTERM ends it with the counts.
"""

import contextlib
import random
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

from benchmarks.killed_database import Postgres, postgres_for
from monitorlib.foundation.errors import UserError
from monitorlib.sessions import SessionLog, new_action
from monitorlib.workspace import Workspace

KILLS, WRITERS = 100, 4
LONGEST_SECONDS, PAUSE_SECONDS, AGAIN_SECONDS, PATIENCE_SECONDS = 1.0, 0.01, 0.2, 60.0


class Writer(threading.Thread):
    """Keeps one note after another in one field; what is refused is tried again, as a page does."""

    def __init__(self, place: str, meeting: str, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self._log, self._meeting, self._stop_it = SessionLog(place), meeting, stop
        self.subject, self.kept, self.refused = new_action(), 0, 0

    def run(self) -> None:
        """Write until stopped."""
        while not self._stop_it.is_set():
            try:
                self._log.write(self._meeting, self.subject, "text", str(self.kept + 1), "abc")
                self.kept += 1
                time.sleep(PAUSE_SECONDS)
            except UserError:
                self.refused += 1
                time.sleep(AGAIN_SECONDS)


def main() -> None:
    """Print what was killed, kept and lost."""
    kills = int(next(iter(sys.argv[1:]), KILLS))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.create(Path(folder) / "werkmap", "")
        with postgres_for(workspace) as database:
            _run(database, kills)


def _run(database: Postgres, kills: int) -> None:
    stop, chance = threading.Event(), random.Random()
    killed, lost = {"connection": 0, "database": 0}, 0
    meeting = SessionLog(database.address).open_meeting("Team Test", "2025").id
    writers = [Writer(database.address, meeting, stop) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    try:
        for _ in range(kills):
            before = [writer.kept for writer in writers]
            _until_all_write(writers, before)
            time.sleep(chance.uniform(0, LONGEST_SECONDS))
            what = chance.choice(list(killed))
            _kill(database, what, chance)
            killed[what] += 1
            lost += _lost(database.address, meeting, writers)
    except KeyboardInterrupt:
        pass
    finally:
        stop.set()
        told, refused = sum(w.kept for w in writers), sum(w.refused for w in writers)
        print(
            f"killed {killed}; {told} notes told to be kept, {lost} lost; told {refused} times that one is not"
        )


def _kill(database: Postgres, what: str, chance: random.Random) -> None:
    doomed = database.everything() if what == "database" else database.backend(chance)
    for process in doomed:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    if what == "database":
        database.again()


def _until_all_write(writers: list[Writer], before: list[int]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while any(w.kept <= b for w, b in zip(writers, before, strict=True)) and time.monotonic() < until:
        time.sleep(0.01)


def _lost(place: str, meeting: str, writers: list[Writer]) -> int:
    kept = [writer.kept for writer in writers]
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            log = SessionLog(place)
            stored = {each.subject: int(each.value) for each in log.changes_since(meeting, 0).changed}
            log.let_go()
            break
        except UserError:  # it recovers
            if time.monotonic() > until:
                raise
            time.sleep(AGAIN_SECONDS)
    return sum(stored.get(w.subject, 0) < number for w, number in zip(writers, kept, strict=True))


if __name__ == "__main__":
    main()
