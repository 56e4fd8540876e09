"""Where the session log stands while it is killed: in a file of the workspace, or in a PostgreSQL of its own."""

import contextlib
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from monitorlib.workspace import Workspace

SCRIPT = Path(__file__).parent.parent / ".ci" / "postgres"
PATIENCE_SECONDS = 60.0
CLIENT = "postgres postgres"  # of a backend's own title: the user and the database that it works for


class Postgres:
    """A PostgreSQL that can be killed and started again on the same folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.address = self._script("start").strip()

    def backend(self, chance: random.Random) -> list[psutil.Process]:
        """One process that works for one connection; PostgreSQL then ends all others and recovers."""
        found = [each for each in self._processes() if CLIENT in " ".join(_title(each))]
        return [chance.choice(found)] if found else []

    def everything(self) -> list[psutil.Process]:
        """The process that the others belong to, and all of them."""
        return self._processes()

    def again(self) -> None:
        """Start it on what the kill left behind, and wait until it has recovered.

        It refuses for as long as a process of the one before holds its memory; these end by themselves.
        """
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                self._script("again")
                return
            except subprocess.CalledProcessError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)

    def stop(self) -> None:
        """Stop it and throw its folder away."""
        with contextlib.suppress(subprocess.CalledProcessError):  # a kill left nothing to stop
            self._script("stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _processes(self) -> list[psutil.Process]:
        number = (self._folder / "data" / "postmaster.pid").read_text().split()[0]
        first = psutil.Process(int(number))
        return [first, *first.children(recursive=True)]

    def _script(self, what: str) -> str:
        # what it starts keeps its output open, so that goes to a file and not to a pipe that never ends
        with tempfile.TemporaryFile("w+") as told:
            quiet = subprocess.DEVNULL if what == "again" else None  # it says each time that it was killed
            subprocess.run([SCRIPT, what, self._folder], stdout=told, stderr=quiet, check=True)
            told.seek(0)
            return told.read()


def _title(process: psutil.Process) -> list[str]:
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.cmdline()
    return []


@contextlib.contextmanager
def postgres_for(workspace: Workspace) -> Iterator[Postgres]:
    """A PostgreSQL in which this workspace keeps its session log."""
    database = Postgres(Path(tempfile.mkdtemp(prefix="monitor-pg-")))
    settings = workspace.settings_file.read_text(encoding="utf-8")
    workspace.settings_file.write_text(f'sessielog = "{database.address}"\n{settings}', encoding="utf-8")
    try:
        yield database
    finally:
        database.stop()
