"""Starting and stopping the process that serves the meeting, and telling when its page can be opened."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.files import shipped
from monitorlib.foundation.texts import Text
from monitorlib.release.keys import releases_of
from monitorlib.release.seal import SEAL_VARIABLE, TEAMS_VARIABLE
from monitorlib.server.entry import FOLLOWING_PATH, PHONES_PATH, Entry, room_numbers
from monitorlib.server.pulse import Pulse, answers
from monitorlib.widgets.whereabouts import FOLDER_VARIABLE
from monitorlib.workspace import PHONES_VARIABLE, WORKSPACE_VARIABLE, Workspace

HOST = "127.0.0.1"
TOKEN, CODE = "token", "code"  # in an address (admission.py)
DASHBOARDS = shipped("dashboards")
START_SECONDS = 60
NEAR_PORTS = 50  # so many are tried where the one that was asked for is in use
STOP_SECONDS = 5
MOST_RESTARTS, WITHIN_SECONDS = 5, 600.0  # a server that dies more often does not get better by another start
AGAIN = Text(
    "De pagina was gestopt en is opnieuw gestart. Er is niets verloren; open schermen komen vanzelf terug.",
    "The page had stopped and was started again. Nothing is lost; open screens come back by themselves.",
)
SILENT = Text(
    "De pagina reageerde niet meer en is opnieuw gestart. Er is niets verloren; open schermen komen vanzelf.",
    "The page no longer answered. It was started again; nothing is lost. Open screens come back by themselves.",
)
# what a kernel needs of this computer and nothing more: Voila hands its whole environment to every kernel
_PASSED_ON = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "TEMP",
    "TMP",
    "SYSTEMROOT",
    "USERPROFILE",
    "APPDATA",
)


class Viewer:
    """A Voila process for one workspace. Use as a context manager: leaving it stops the process.

    Its kernels are handed the public key of the seal, as it is when the viewer is made (`seal`: handed on by
    whoever starts one that may not look inside the wall). `team`: the page shows no other. `teams`: the same where
    there are several; None is every team. `entry`: how somebody gets in, by a link where nothing is told.
    """

    module = "monitorlib.server.voila"  # what is started
    most_restarts = MOST_RESTARTS
    pulse = Pulse()
    start_seconds = START_SECONDS  # until it must listen

    def __init__(
        self,
        workspace: Workspace,
        port: int,
        team: str = "",
        language: str = "nl",
        notebook: str = "teamreflectie",
        *,
        entry: Entry | None = None,
        teams: tuple[str, ...] | None = None,
        seal: bytes | None = None,
    ) -> None:
        self.entry = entry or Entry.for_this_computer()
        self._workspace, self._port, self._team, self._language = workspace, port, team, language
        self._teams = teams if teams is not None or not team else (team,)
        self._seal = (seal or releases_of(workspace).public or b"").hex()
        self._notebook = DASHBOARDS / f"{notebook}.ipynb"
        self._process: subprocess.Popen | None = None
        self._own = (
            ""  # a folder for the sockets of its kernels, which a server that was killed leaves behind
        )
        self._whereabouts = ""  # one in it, in which its pages say where they are
        self._died: deque[float] = deque()
        self._stopped = False
        self._log = workspace.path / "logs" / "voila.log"

    @property
    def address(self) -> str:
        """Where the page is, with the token that opens it: of the room's network, where that is served."""
        return self._with_word(self.place, TOKEN, self.entry.meeting)

    @property
    def place(self) -> str:
        """The same without a token."""
        if self.entry.address:
            return f"{self.entry.address.rstrip('/')}/"
        numbers = room_numbers() if self.entry.room else []
        return f"http://{(numbers or [HOST])[0]}:{self._port}{self.entry.base_url}"

    @property
    def local_place(self) -> str:
        """Where the page is for this computer itself."""
        return f"http://{HOST}:{self._port}{self.entry.base_url}"

    @property
    def opening_address(self) -> str:
        """The same with a word that holds once: what a browser is started with, other accounts can read."""
        return self._with_word(self.local_place, TOKEN, self.entry.once)

    @property
    def following_address(self) -> str:
        """Where a screen that only looks may follow the meeting; empty where nobody may."""
        return self._with_word(f"{self.place}{FOLLOWING_PATH}", TOKEN, self.entry.following, needed=True)

    @property
    def phones_address(self) -> str:
        """Where phones take part, with the code of this start; empty where they do not."""
        return self._with_word(f"{self.place}{PHONES_PATH}", CODE, self.entry.phone, needed=True)

    def _with_word(self, place: str, name: str, word: str, needed: bool = False) -> str:
        return f"{place}?{name}={word}" if word else "" if needed else place

    @property
    def _own_number(self) -> str:
        """Where this computer itself reaches the server."""
        return HOST if self.entry.bind == "0.0.0.0" else self.entry.bind

    @property
    def process_id(self) -> int:
        """The number of the Voila process."""
        return self._process.pid

    def __enter__(self) -> "Viewer":
        refuse_used_port(self._port, self._own_number)
        try:
            self._start()
        except BaseException:  # Ctrl-C too: no server stays behind
            self.stop()
            raise
        return self

    def _start(self) -> None:
        self._log.parent.mkdir(parents=True, exist_ok=True)
        self._clear()
        self._own = tempfile.mkdtemp(prefix="monitor-")
        self._whereabouts = tempfile.mkdtemp(prefix="schermen-", dir=self._own)
        command = [sys.executable, "-m", self.module, str(self._notebook), "--log", str(self._log)]
        with self._log.open("ab") as output:
            self._process = subprocess.Popen(
                [*command, "--port", str(self._port), "--language", self._language],
                env=self._environment(),
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self._hand_over()
        self._wait_until_listening()

    def _clear(self) -> None:
        if self._own:
            shutil.rmtree(self._own, ignore_errors=True)

    def __exit__(self, *_error) -> None:
        self.stop()

    def wait(self, tell: Callable[[Text], None] = lambda _words: None) -> None:
        """Return when the server was stopped. One that dies or hangs is started again, and `tell` hears of it.

        One for which that is more than `most_restarts` times in ten minutes raises UserError.
        """
        while True:
            hung = self.pulse.wait(self._process, self._answers)
            if self._process.returncode == 0 or self._stopped:
                return
            self._begin_again()
            tell(SILENT if hung else AGAIN)

    def _answers(self, patience: float) -> bool:
        return answers(self._own_number, self._port, self.entry.base_url, patience)

    def _begin_again(self) -> None:
        """Start until it listens; UserError where that was tried too often."""
        while not self._stopped:
            self._died.append(time.monotonic())
            while self._died[0] < time.monotonic() - WITHIN_SECONDS:
                self._died.popleft()
            if len(self._died) > self.most_restarts:
                raise self._cannot("De pagina stopte te vaak.", "The page stopped too often.")
            try:
                self._start()
                return
            except UserError:
                self._end()  # one that is only slow would keep the port from the next

    def stop(self) -> None:
        """End the process and its kernels."""
        self._stopped = True
        try:
            self._end()
        finally:
            self._clear()

    def _end(self) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_SECONDS)
            return
        self._process.kill()
        self._process.wait()

    def _hand_over(self) -> None:
        """Tell the server how somebody gets in, where neither kernels nor other accounts can read it."""
        with suppress(OSError), self._process.stdin as line:  # one that ended at once is told below
            line.write(f"{self.entry.to_json()}\n".encode())

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        return {
            **kept,
            WORKSPACE_VARIABLE: str(self._workspace.path.resolve()),
            SEAL_VARIABLE: self._seal,
            "MONITOR_TEAM": self._team,
            TEAMS_VARIABLE: "" if self._teams is None else json.dumps(self._teams),
            PHONES_VARIABLE: self.phones_address,
            "MONITOR_LANGUAGE": self._language,
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
            "TMPDIR": self._own,
            FOLDER_VARIABLE: self._whereabouts,
        }

    def _wait_until_listening(self) -> None:
        until = time.monotonic() + self.start_seconds
        while time.monotonic() < until and self._process.poll() is None:
            with suppress(OSError), socket.create_connection((self._own_number, self._port), timeout=1):
                return
            time.sleep(0.05)
        raise self._cannot("De pagina kon niet starten.", "The page could not start.")

    def _cannot(self, nl: str, en: str) -> UserError:
        look = Text(f"Kijk in {self._log} wat er gebeurde.", f"Look in {self._log} for what happened.")
        return UserError(Text(nl, en), look)


def refuse_used_port(port: int, number: str = HOST) -> None:
    """A UserError when something already listens on this port of this computer; it names one that is free."""
    if _is_free(port, number):
        return
    other = next(
        each for each in (*range(port + 1, port + NEAR_PORTS), 0) if not each or _is_free(each, number)
    )
    choice = f"--port {other}" if other else "--port"
    raise UserError(
        Text(f"Poort {port} is al in gebruik.", f"Port {port} is already in use."),
        Text(
            f"Sluit het andere venster, of kies een andere poort: {choice}.",
            f"Close the other window, or choose another port: {choice}.",
        ),
    )


def _is_free(port: int, number: str) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((number, port))
        except (OSError, OverflowError):  # above the last port there is none
            return False
    return True
