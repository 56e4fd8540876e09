"""One writer at a time: a lock that the operating system takes back when a process dies."""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from monitorlib.foundation.errors import UserError, why_refused
from monitorlib.foundation.texts import Text
from monitorlib.measurements.journal import finish
from monitorlib.workspace import Workspace

PATIENCE = 60.0  # seconds that a second import waits for the first
_PAUSE = 0.05

if os.name == "nt":
    import msvcrt

    def _try_lock(file: BinaryIO) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try_lock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def write_lock(workspace: Workspace, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the right to change the measurements; a UserError when another process keeps it too long.

    The lock dies with its process, so a crash leaves no lock behind.
    """
    with _lock_file(workspace, ".monitor-import.lock") as file:
        _wait_for(file, patience, _IMPORTING)
        finish(workspace, journal_lock)
        yield


@contextmanager
def release_lock(workspace: Workspace, patience: float = PATIENCE) -> Iterator[bool]:
    """Hold the right to release: two at once would each be audited without the other.

    Gives whether this process was the last to hold it: then no other one of ours released anything since.
    """
    with _lock_file(workspace, ".monitor-release.lock") as file:
        _wait_for(file, patience, _RELEASING)
        finish(workspace, journal_lock)
        yield _was_mine(workspace.path / ".monitor-release.last")


def _was_mine(last: Path) -> bool:
    """Whether this process stands in a file as the last one; from here on it does."""
    mine = f"{_ME}-{os.getpid()}"  # a fork is another process
    # a file of its own: what is locked cannot be read everywhere
    with last.open("a+", encoding="ascii", errors="replace") as file:
        file.seek(0)
        if file.read() == mine:
            return True
        file.truncate(0)
        file.write(mine)
    return False


_ME = secrets.token_hex(8)


@contextmanager
def journal_lock(workspace: Workspace, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the right to take up changes that were stopped halfway; the other locks may be held already."""
    with _lock_file(workspace, ".monitor-journal.lock") as file:
        _wait_for(file, patience, _FORGETTING)
        yield


@contextmanager
def file_lock(file: Path, busy: Text, patience: float = 0) -> Iterator[None]:
    """Hold a file, made where it is not there; a UserError (`busy`) where another process holds it."""
    with file.open("ab") as opened:
        _wait_for(opened, patience, busy)
        yield


def is_held(file: Path) -> bool:
    """Whether a process that lives holds this file; not where the file is not there."""
    try:
        with file.open("r+b") as opened:
            _try_lock(opened)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


@contextmanager
def trail_lock(workspace: Workspace, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the right to add a line to the trail; other locks may be held already, none is taken under it."""
    with _lock_file(workspace, ".monitor-trail.lock") as file:
        _wait_for(file, patience, _NOTING)
        yield


_NOTING = Text(
    "Iemand anders noteert nu iets in deze werkmap.", "Somebody else is noting something in this workspace."
)
_IMPORTING = Text("Er loopt al een import in deze werkmap.", "An import is running in this workspace.")
_FORGETTING = Text(
    "In deze werkmap wordt een inwoner vergeten.", "In this workspace a resident is being forgotten."
)
_RELEASING = Text(
    "Iemand anders geeft nu iets vrij in deze werkmap.", "Somebody else is releasing in this workspace."
)


def _lock_file(workspace: Workspace, name: str) -> BinaryIO:
    try:
        return (workspace.path / name).open("ab")
    except OSError as error:
        told = why_refused(error)
        raise UserError(
            Text(
                f"In werkmap '{workspace.path}' kan niet geschreven worden ({told.nl}).",
                f"Workspace '{workspace.path}' cannot be written to ({told.en}).",
            )
        ) from None


def _wait_for(file: BinaryIO, patience: float, busy: Text) -> None:
    until = time.monotonic() + patience
    while True:
        try:
            _try_lock(file)
            return
        except OSError:
            if time.monotonic() > until:
                raise UserError(
                    busy,
                    Text("Wacht tot die klaar is.", "Wait until it has finished."),
                ) from None
            time.sleep(_PAUSE)
