"""Logs that do not grow for ever and hold no data.

A file of at most MOST_BYTES, and the two before it beside it (`voila.log.1`, `voila.log.2`). Of what went wrong a
log tells its kind and where in the program, never the words of the exception: these can hold a note or a name.
"""

import logging
import traceback
from contextlib import suppress
from pathlib import Path

MOST_BYTES = 1_000_000
KEPT = 2  # full files that stay
DEEPEST = 12  # the innermost calls that are told


def where_it_went_wrong(error: BaseException) -> str:
    """The kind of an exception and the calls that led to it, innermost first, on one line."""
    calls = reversed(traceback.extract_tb(error.__traceback__)[-DEEPEST:])
    places = " < ".join(f"{_short(call.filename)}:{call.lineno} {call.name}" for call in calls)
    cause = error.__cause__ or error.__context__
    because = f" after {type(cause).__name__}" if cause is not None else ""
    return f"{type(error).__name__}{because} in {places or 'no call'}"


def _short(file: str) -> str:
    return "/".join(Path(file).parts[-2:])


class WithoutData(logging.Formatter):
    """A line with its time; an exception is told by its kind and place."""

    def __init__(self, fmt: str = "%(asctime)s %(levelname)s %(name)s: %(message)s", *args, **kwargs) -> None:
        super().__init__(fmt, *args, **kwargs)

    def formatException(self, ei) -> str:  # noqa: N802, the name is logging's
        """The kind and the place."""
        return where_it_went_wrong(ei[1])


class BoundedFile:
    """A file to which several processes may add lines."""

    def __init__(self, path: Path, most_bytes: int = MOST_BYTES) -> None:
        self._path, self._most_bytes = path, most_bytes

    def add(self, text: bytes) -> None:
        """Add lines, in a new file when this one is full. A full disk loses lines of the log, nothing else."""
        with suppress(OSError):
            if self._path.exists() and self._path.stat().st_size + len(text) > self._most_bytes:
                self._turn()
            with self._path.open("ab") as file:
                file.write(text)

    def _turn(self) -> None:
        for number in range(KEPT, 0, -1):
            older = self._numbered(number)
            with suppress(FileNotFoundError):  # another process turned it in the same moment
                self._numbered(number - 1).replace(older)

    def _numbered(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.name}.{number}") if number else self._path


class BoundedHandler(logging.Handler):
    """Logs to a bounded file, without data."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._file = BoundedFile(path)
        self.setFormatter(WithoutData())

    def emit(self, record: logging.LogRecord) -> None:
        """Add one line."""
        self._file.add(self.format(record).encode(errors="replace") + b"\n")
