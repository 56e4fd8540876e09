"""What phones answered in a round that is open: a file of its own that is gone when the round closes.

A line an answer, appended and flushed to disk before it is acknowledged; the newest of a phone counts. Lines hold
the name that a phone gave itself for this round only, no moment and no address. Nothing of it ever enters the
session log, because a database keeps what was deleted: in free pages, in its write-ahead log, in dead rows of
PostgreSQL, in back-ups (decision 113). Closing is one rename, so two processes need no lock: whoever appends looks
afterwards whether the file still had its name, and acknowledges only then. Standard library only.
"""

import errno
import json
import os
import re
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

KEPT, CLOSED, FULL, UNFIT = "kept", "closed", "full", "unfit"
OPEN_END, CLOSED_END = ".open", ".closed"
MOST_PHONES = 100  # of a round; a team has thirty people at most
MOST_BYTES = 2_000_000  # of a file; thirty phones that change every answer ten times need a quarter of it
MOST_QUESTIONS = 60
PHONE = re.compile(r"[0-9a-f]{32}")
ROUND = re.compile(r"[0-9a-f]{32}")
_PRIVATE_FOLDER, _PRIVATE_FILE = 0o700, 0o600
_PATIENCE_SECONDS = 2.0  # Windows does not rename a file that another process has open just now

Ballot = dict[int, str]  # question (its place in the round) → word


class Ballots:
    """The answers of one round in a folder."""

    def __init__(self, folder: Path, round: str) -> None:
        if not ROUND.fullmatch(round):
            raise ValueError("not the name of a round")
        self._folder = folder
        self._open, self._closed = folder / (round + OPEN_END), folder / (round + CLOSED_END)

    def begin(self) -> None:
        """Make the file, for its owner only; from now on answers are taken."""
        self._folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
        os.close(os.open(self._open, os.O_CREAT | os.O_WRONLY, _PRIVATE_FILE))
        _flush_folder(self._folder)

    @property
    def are_taken(self) -> bool:
        """Whether the round takes answers."""
        return self._open.exists()

    def size(self) -> int:
        """How long the file is: it only grows, so another size is another answer. -1 when it is not there."""
        for file in (self._open, self._closed):
            with suppress(OSError):
                return file.stat().st_size
        return -1

    def touched(self) -> float:
        """When the file was last written (seconds since 1970); FileNotFoundError when it takes no answers."""
        return self._open.stat().st_mtime

    def keep(self, phone: str, number: int, ballot: Mapping[int, str]) -> str:
        """Keep all that a phone answers now; KEPT means that it is on disk and will be counted.

        `number` counts what this phone sent, so that an answer that was delayed does not undo a later one.
        CLOSED, FULL and UNFIT (no name of a phone) say why it was not kept. OSError when it cannot be written.
        """
        if not PHONE.fullmatch(phone) or len(ballot) > MOST_QUESTIONS:
            return UNFIT
        if not self.are_taken:
            return CLOSED
        if self.size() > MOST_BYTES or self._is_one_too_many(phone):
            return FULL
        line = json.dumps([phone, number, {str(place): word for place, word in ballot.items()}])
        try:
            # the line before may have been cut off by a kill or a full disk: this one begins anew
            _append(self._open, f"\n{line}\n".encode())
        except FileNotFoundError:
            return CLOSED
        return KEPT if self.are_taken else CLOSED

    def _is_one_too_many(self, phone: str) -> bool:
        known = self.read()
        return len(known) >= MOST_PHONES and phone not in known

    def read(self) -> dict[str, Ballot]:
        """What each phone answers, its newest word; a phone that took all back is left out."""
        newest: dict[str, tuple[int, Ballot]] = {}
        for phone, number, ballot in map(_line, self._content().split(b"\n")):
            if phone and number >= newest.get(phone, (0, {}))[0]:
                newest[phone] = (number, ballot)
        return {phone: ballot for phone, (_number, ballot) in newest.items() if ballot}

    def _content(self) -> bytes:
        for file in (self._open, self._closed):
            with suppress(FileNotFoundError):
                return file.read_bytes()
        return b""

    def close(self) -> None:
        """Take no more answers; what was acknowledged can be read until `wipe`. Closing again does nothing."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                with suppress(FileNotFoundError):
                    self._open.rename(self._closed)
                    _flush_folder(self._folder)
                return
            except PermissionError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)

    def wipe(self) -> None:
        """Write zeros over the answers, then remove them; where a disk keeps old blocks by itself, nobody can."""
        with suppress(FileNotFoundError):
            with self._closed.open("r+b") as file:
                file.write(bytes(self._closed.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
            self._closed.unlink()
            _flush_folder(self._folder)


def rounds_in(folder: Path) -> tuple[str, ...]:
    """The rounds that have a file in this folder."""
    names = {file.stem for end in (OPEN_END, CLOSED_END) for file in folder.glob(f"*{end}")}
    return tuple(sorted(name for name in names if ROUND.fullmatch(name)))


def _line(line: bytes) -> tuple[str, int, Ballot]:
    """A line as phone, number and ballot; ("", 0, {}) for one that is empty or was cut off."""
    try:
        phone, number, ballot = json.loads(line)
        return phone, number, {int(place): word for place, word in ballot.items()}
    except (ValueError, TypeError, AttributeError):
        return "", 0, {}


def _append(file: Path, content: bytes) -> None:
    """Add to a file that is there, and return when it is on disk."""
    handle = os.open(file, os.O_APPEND | os.O_WRONLY | getattr(os, "O_BINARY", 0))
    try:
        if os.write(handle, content) != len(content):
            raise OSError(errno.ENOSPC, "")
        os.fsync(handle)
    finally:
        os.close(handle)


def _flush_folder(folder: Path) -> None:
    """So that a name that was made, changed or removed survives a power cut; Windows does that by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
