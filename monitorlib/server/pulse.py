"""Whether a server still answers, and its end when it does not: a loop that hangs never dies by itself.

A server is given up after several questions in a row without an answer, each of which waits long: one that is very
busy, or a laptop that slept in between, answers one of them.
"""

import http.client
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

from monitorlib.server.entry import LOOPBACK_NAME

ALIVE = "leeft"  # the address that answers, below the server's own
PAUSE_SECONDS = 5.0
PATIENCE_SECONDS = (
    15.0  # for one answer; a page that is made at the same time takes a second of the loop at most
)
MOST_SILENT = 6  # questions in a row without an answer: a minute and a half that nobody could do anything


@dataclass(frozen=True)
class Pulse:
    """How a server is asked, and how long it may be silent."""

    pause: float = PAUSE_SECONDS
    patience: float = PATIENCE_SECONDS
    most_silent: int = MOST_SILENT

    def wait(self, process: subprocess.Popen, answers: Callable[[float], bool]) -> bool:
        """Return when the process ended; True when it was ended here, since it had not answered for too long.

        `answers` asks once, and waits so many seconds.
        """
        silent = 0
        while True:
            try:
                process.wait(self.pause)
                return False
            except subprocess.TimeoutExpired:
                silent = 0 if answers(self.patience) else silent + 1
            if silent >= self.most_silent:
                process.kill()
                process.wait()
                return True


def answers(number: str, port: int, base_url: str, patience: float) -> bool:
    """Whether the server at this number of the computer says anything at all within `patience` seconds."""
    line = http.client.HTTPConnection(number, port, timeout=patience)
    try:
        line.request("GET", f"{base_url}{ALIVE}", headers={"Host": LOOPBACK_NAME})
        return line.getresponse().status > 0
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()
