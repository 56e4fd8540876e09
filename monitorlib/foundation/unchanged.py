"""What was read of a file, or of the names in a folder, kept in memory until that changes.

Who releases looks at every folder of every team, many times over. By names and not by `Path`, which takes longer
than the system does ("/" will do on every system).
"""

import os
import time
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Any

KEPT = 65_536
# a change so soon after another may leave the times of a file as they were: what is younger is read again
TELLING_NS = 200_000_000


def stamp(file: str | Path) -> tuple[int, ...] | None:
    """What changes when a file or the names in a folder do (its number, size and times); None where that cannot be
    told yet."""
    told = os.stat(file)  # noqa: PTH116 (a Path is made of it in more time than the system needs)
    if time.time_ns() - max(told.st_mtime_ns, told.st_ctime_ns) < TELLING_NS:
        return None
    return told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns


def stamps(files: Iterable[str]) -> tuple[tuple[int, ...], ...] | None:
    """The stamp of each of these, () of one that is not there; None where that cannot be told yet of one."""
    found: list[tuple[int, ...]] = []
    begun, newest = time.time_ns(), 0
    for file in files:
        try:
            told = os.stat(file)  # noqa: PTH116 (as above)
        except (FileNotFoundError, NotADirectoryError):
            found.append(())
            continue
        newest = max(newest, told.st_mtime_ns, told.st_ctime_ns)
        found.append((told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns))
    return None if begun - newest < TELLING_NS else tuple(found)


def while_unchanged(reads: Callable[..., Any]) -> Callable[..., Any]:
    """Keep what `reads(file, *more)` gives until the file changes; what it raises is not kept.

    `more` must be hashable, and what is given must not be changed by whoever gets it. Of a file only what it holds
    now is kept: the names in a folder of thousands, that each release adds one to, would fill the memory.
    """
    kept: dict[tuple[Any, ...], tuple[tuple[int, ...], Any]] = {}

    @wraps(reads)
    def read(file: str | Path, *more: Any) -> Any:
        now, asked = stamp(file), (file, *more)
        if now is None:
            return reads(file, *more)
        then, found = kept.get(asked, ((), None))
        if then != now:
            found = reads(file, *more)
            if len(kept) >= KEPT:
                kept.pop(next(iter(kept), asked), None)
            kept[asked] = now, found
        return found

    return read


def names_in(folder: str | Path) -> tuple[str, ...]:
    """The names in a folder, in order; none where it is not there, or is no folder."""
    try:
        return _names(str(folder))
    except FileNotFoundError:
        return ()


@while_unchanged
def _names(folder: str) -> tuple[str, ...]:
    try:
        with os.scandir(folder) as found:
            return tuple(sorted(each.name for each in found))
    except NotADirectoryError:
        return ()
