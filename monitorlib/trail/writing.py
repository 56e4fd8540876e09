"""Adding a line to the trail: by one process at a time, whole or not at all, on disk when `note` returns."""

import getpass
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

from monitorlib.foundation.errors import UserError, why_refused
from monitorlib.foundation.files import write_aside
from monitorlib.foundation.texts import Text
from monitorlib.measurements.locks import trail_lock
from monitorlib.trail.lines import (
    FIRST,
    GAP,
    HEAD_FILE,
    MENDED,
    TRAIL_FILE,
    Head,
    hash_of,
    line_in,
    read_head,
    refuse_undeclared,
    spelled,
    trail_folder,
)
from monitorlib.workspace import Workspace, made_private

HUB_USER = "JUPYTERHUB_USER"  # the Hub names whom it started a server for
_BLOCK = 65_536


def note(workspace: Workspace, what: str, account: str = "", **about: str | int) -> Head:
    """Write that something is about to be done; returns where the trail ends now.

    `account`: who asked for it, where that is another than who runs this process. A half line that a stopped
    computer left is taken off, and told; lines that are gone are told too. UserError: it cannot be noted, and so
    should not be done. ValueError: a line that may not be (our bug).
    """
    refuse_undeclared(what, about)
    with _in_words(workspace), trail_lock(workspace):
        folder = made_private(trail_folder(workspace))
        handle = os.open(folder / TRAIL_FILE, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            head = _continued(handle, read_head(workspace))
            head = _added(handle, head, what, about, account or account_of_now())
        finally:
            os.close(handle)
        write_aside(folder / HEAD_FILE, json.dumps({"n": head.n, "hash": head.hash}).encode())
    return head


def newest(workspace: Workspace) -> str:
    """Where the trail ends, as one word; "" where there is none yet."""
    head = read_head(workspace)
    return "" if head is None else head.spelled()


def account_of_now() -> str:
    """The account that runs this process: of the operating system, and of the hub where one started it."""
    hub = os.environ.get(HUB_USER, "")
    return f"{hub} (hub)" if hub else _system_account()


def _system_account() -> str:
    """What the system itself says; the names in the environment are anybody's to set."""
    if hasattr(os, "getuid"):
        import pwd

        with suppress(KeyError):
            return pwd.getpwuid(os.getuid()).pw_name
        return str(os.getuid())
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"


def _continued(handle: int, head: Head | None) -> Head:
    """Where the file ends, after what is half or gone was noted in it."""
    size = os.fstat(handle).st_size
    last, half = _tail(handle, size)
    if half:
        os.ftruncate(handle, size - half)
    end = found = _end_of(handle, last)
    if half:
        found = _added(handle, found, MENDED, {"bytes": half}, account_of_now())
    if head is not None and (head.n > end.n or (head.n == end.n and head.hash != end.hash)):
        found = _added(handle, found, GAP, {"expected": head.n, "found": end.n}, account_of_now())
    return found


def _end_of(handle: int, last: bytes) -> Head:
    if not last:
        return Head(0, FIRST)
    line = line_in(last)
    number = _lines(handle) if line is None else line.n  # one that somebody changed is followed all the same
    return Head(number, hash_of(last))


def _lines(handle: int) -> int:
    return _read(handle, 0, os.fstat(handle).st_size).count(b"\n")


def _tail(handle: int, size: int) -> tuple[bytes, int]:
    """The last whole line, and how many bytes of a half one stand behind it."""
    begin = max(0, size - _BLOCK)
    content = _read(handle, begin, size)
    while begin and content.count(b"\n") < 2:
        begin = max(0, begin - _BLOCK)
        content = _read(handle, begin, size)
    whole, _, half = content.rpartition(b"\n")
    return whole.rpartition(b"\n")[2], len(half)


def _read(handle: int, begin: int, end: int) -> bytes:
    os.lseek(handle, begin, os.SEEK_SET)
    parts, left = [], end - begin
    while left and (part := os.read(handle, left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _added(handle: int, head: Head, what: str, about: dict, account: str) -> Head:
    """One line more; where it does not fit on the disk, none."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    content = spelled(head.n + 1, at, account, what, about, head.hash)
    size = os.fstat(handle).st_size
    try:
        left = memoryview(content + b"\n")
        while left:
            left = left[os.write(handle, left) :]
        os.fsync(handle)
    except OSError:
        with suppress(OSError):
            os.ftruncate(handle, size)
        raise
    return Head(head.n + 1, hash_of(content))


@contextmanager
def _in_words(workspace: Workspace) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        told = why_refused(error)
        raise UserError(
            Text(
                f"In '{trail_folder(workspace)}' kan niet genoteerd worden wat er gebeurt ({told.nl}). Daarom is "
                "het niet gedaan.",
                f"In '{trail_folder(workspace)}' what happens cannot be noted ({told.en}). So it was not done.",
            ),
            Text(
                "Maak ruimte vrij, of kijk of u daar mag schrijven.",
                "Free some space, or see whether you may write there.",
            ),
        ) from None
