"""What was read of a file, kept until the file changes: a release is asked beside all others, time and again.

Standard library only.
"""

import os
import time
from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any

KEPT = 65_536
# a change so soon after another may leave the times of a file as they were: what is younger is read again
TELLING_NS = 200_000_000


def stamp(file: Path | os.DirEntry[str]) -> tuple[int, ...] | None:
    """What changes when a file does (its number, size and times); None where that cannot be told yet."""
    told = file.stat()
    if time.time_ns() - max(told.st_mtime_ns, told.st_ctime_ns) < TELLING_NS:
        return None
    return told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns


def while_unchanged(reads: Callable[..., Any]) -> Callable[..., Any]:
    """Keep what `reads(file, *more)` gives until the file changes; what it raises is not kept.

    `more` must be hashable, and what is given must not be changed by whoever gets it.
    """

    @lru_cache(maxsize=KEPT)
    def kept(_stamp: tuple[int, ...], file: Path, *more: Any) -> Any:
        return reads(file, *more)

    @wraps(reads)
    def read(file: Path, *more: Any) -> Any:
        now = stamp(file)
        return reads(file, *more) if now is None else kept(now, file, *more)

    return read
