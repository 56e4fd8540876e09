"""What the server and its kernels say goes to a log that does not grow for ever, whoever says it.

Python's own loggers are only a part of it: a kernel that is forked prints, and a crash tells its story on stderr.
So both streams of the process lead into a pipe, and a thread pours that into the bounded file.
"""

import logging
import os
import select
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from traitlets.config.application import LevelFormatter

from monitorlib.foundation.logs import BoundedFile, WithoutData


class OneLine(LevelFormatter):
    """Jupyter's lines, with exceptions by their kind and place."""

    formatException = WithoutData.formatException  # noqa: N815, the name is logging's


PIECE = 64 * 1024
POURED_SECONDS = 1.0  # at the end, for the last lines


class Poured:
    """Both streams of this process, and of those that it starts, in one bounded file."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = BoundedFile(path)
        self._out, into = os.pipe()
        for stream in (1, 2):
            os.dup2(into, stream)
        os.close(into)
        threading.Thread(target=self._pour, daemon=True, name="log").start()

    def _pour(self) -> None:
        while piece := os.read(self._out, PIECE):
            self._file.add(piece)

    def finish(self) -> None:
        """Wait until what was said is in the file."""
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        until = time.monotonic() + POURED_SECONDS
        with suppress(OSError):  # Windows looks into no pipe
            while time.monotonic() < until and select.select([self._out], [], [], 0)[0]:
                time.sleep(0.01)
        time.sleep(0.02)  # the last piece was read; now it is written


def speak_without_data() -> None:
    """Every logger of this process tells exceptions by kind and place."""
    handler = logging.StreamHandler()
    handler.setFormatter(WithoutData())
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
