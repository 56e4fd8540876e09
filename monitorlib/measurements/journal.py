"""Changes to many files of a workspace that are made all or not at all, also when the computer stops halfway.

They are prepared in a folder of their own; then a journal is put there, and from that moment on they count: who is
stopped after it leaves work that is taken up again (`finish`), who is stopped before it leaves the workspace as it
was. Every step can be done twice.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text, as_typed
from monitorlib.workspace import Workspace, made_private

FOLDER, JOURNAL_FILE = ".vergeten", "klaar.json"
_FILES, _TABLE, _OLD = "bestanden", "measurements", "oud"


@dataclass(frozen=True)
class Journal:
    """What is still to be done; every place is told from the workspace's folder, with `/`.

    `replaces`: file → the prepared file that takes its place. `removes`: files and folders that go.
    `log` → the line that it gets.
    """

    replaces: dict[str, str]
    removes: tuple[str, ...]
    log: str
    line: str


class Preparation:
    """The folder in which changes are prepared; nothing in it counts until `begin_doing`."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace, self.folder = workspace, self.place(workspace)
        shutil.rmtree(
            self.folder, ignore_errors=True
        )  # of an earlier time that was stopped before it counted
        made_private(self.folder)
        (self.folder / _FILES).mkdir()
        self._replaces: dict[str, str] = {}

    @staticmethod
    def place(workspace: Workspace) -> Path:
        """Where changes are prepared."""
        return workspace.path / FOLDER

    @property
    def table(self) -> Path:
        """Where the table of measurements that takes the place of the old one is made."""
        return self.folder / _TABLE

    def replace(self, file: Path, content: bytes) -> None:
        """The content that a file of the workspace is to get; it may not be there yet."""
        name = f"{len(self._replaces):04d}"
        _write(self.folder / _FILES / name, content)
        _as_before(file, self.folder / _FILES / name)
        self._replaces[_inside(self.workspace, file)] = name

    def give_up(self) -> None:
        """Take away what was prepared, where it does not count yet."""
        if not is_halfway(self.workspace):
            shutil.rmtree(self.folder, ignore_errors=True)

    def begin_doing(self, removes: tuple[Path, ...], log: Path, line: str) -> None:
        """From here on the changes count."""
        gone = tuple(_inside(self.workspace, each) for each in removes)
        journal = Journal(self._replaces, gone, _inside(self.workspace, log), line)
        _sync_all(self.folder)
        aside = self.folder / f"{JOURNAL_FILE}.part"
        _write(aside, json.dumps(asdict(journal), ensure_ascii=False).encode())
        aside.replace(self.folder / JOURNAL_FILE)
        _sync(self.folder)


def is_halfway(workspace: Workspace) -> bool:
    """Whether changes count that are not all made yet."""
    return (workspace.path / FOLDER / JOURNAL_FILE).is_file()


def refuse_halfway(workspace: Workspace) -> None:
    """A UserError for who would read a workspace of which half has changed."""
    if is_halfway(workspace):
        place = as_typed(workspace.path)
        raise UserError(
            Text(
                "In deze werkmap wordt een inwoner vergeten, of dat is halverwege gestopt.",
                "In this workspace a resident is being forgotten, or that was stopped halfway.",
            ),
            Text(
                f"Wacht even, of maak het af met: monitor resident --workspace {place} --resume",
                f"Wait a moment, or finish it with: monitor resident --workspace {place} --resume",
            ),
        )


def finish(workspace: Workspace, lock: Callable[[Workspace], AbstractContextManager[None]]) -> bool:
    """Do what a journal says is still to be done; whether there was anything.

    Called by whoever is about to write. A second one that comes by meanwhile waits (`lock`: `journal_lock`).
    """
    if not is_halfway(workspace):
        return False
    with lock(workspace):
        return is_halfway(workspace) and _finished(workspace)


def _finished(workspace: Workspace) -> bool:
    folder = workspace.path / FOLDER
    told = json.loads((folder / JOURNAL_FILE).read_text(encoding="utf-8"))
    journal = Journal(told["replaces"], tuple(told["removes"]), told["log"], told["line"])
    for file, name in journal.replaces.items():
        prepared = folder / _FILES / name
        if prepared.is_file():
            made_private((workspace.path / file).parent, parents=True)
            prepared.replace(workspace.path / file)
    _exchange_table(workspace, folder)
    for place in journal.removes:
        _remove(workspace.path / place)
    _add_line(workspace.path / journal.log, journal.line)
    _remove(folder / _OLD)
    _sync_folders(workspace, journal)
    (folder / JOURNAL_FILE).unlink()
    shutil.rmtree(folder)
    return True


def _exchange_table(workspace: Workspace, folder: Path) -> None:
    """The new table in the place of the old one; of a stop between the two renames the second is left to do."""
    if not (folder / _TABLE).is_dir():
        return
    if workspace.measurements.is_dir():
        workspace.measurements.rename(folder / _OLD)
    (folder / _TABLE).rename(workspace.measurements)


def _remove(place: Path) -> None:
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


def _add_line(log: Path, line: str) -> None:
    made_private(log.parent)
    written = log.read_text(encoding="utf-8") if log.is_file() else ""
    if line not in written:
        with log.open("a", encoding="utf-8") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())


def _sync_folders(workspace: Workspace, journal: Journal) -> None:
    """Flush what was renamed and removed to disk, before the journal goes."""
    changed = {(workspace.path / place).parent for place in (*journal.replaces, *journal.removes)}
    for folder in {workspace.path, *changed}:
        _sync(folder)


def _inside(workspace: Workspace, file: Path) -> str:
    return file.relative_to(workspace.path).as_posix()


def _write(file: Path, content: bytes) -> None:
    with file.open("wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())


def _as_before(file: Path, prepared: Path) -> None:
    """Whose a file is and who may read it stays as it was, where it was there and that can be."""
    with suppress(OSError):
        shutil.copymode(file, prepared)
        if hasattr(os, "chown"):
            os.chown(prepared, file.stat().st_uid, file.stat().st_gid)


def _sync_all(folder: Path) -> None:
    for place in _within(folder):
        _sync(place)


def _within(folder: Path) -> Iterator[Path]:
    yield from (each for each in folder.rglob("*") if not each.is_symlink())
    yield folder


def _sync(place: Path) -> None:
    if os.name == "nt" and place.is_dir():
        return  # Windows opens no folder
    with _opened(place) as handle:
        os.fsync(handle)


@contextmanager
def _opened(place: Path) -> Iterator[int]:
    if not place.exists():
        place = place.parent
    handle = os.open(place, os.O_RDONLY)
    try:
        yield handle
    finally:
        os.close(handle)
