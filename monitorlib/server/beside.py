"""The process of the screens that follow along (`server.screens`), as the server sees it: started when the first
screen comes, replaced when it ends or hangs, ended when nobody has followed along for a while.

Whatever happens there, the server only loses the connections of these screens, and they come back by themselves.
"""

import asyncio
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from queue import Full, Queue

MODULE = "monitorlib.server.screens"
MOST_WAITING = 20_000  # lines for a process that does not read; it is replaced then
PING_SECONDS = 5.0
HUNG_SECONDS = 40.0  # a write may wait ten seconds for a log that another program holds
AGAIN_SECONDS = 1.0  # a process that ends at once is not started more often than this
LINGER_SECONDS = 60.0  # without a screen


class Beside:
    """The process, and the screens that it serves. All calls are made in the server's event loop.

    A screen is two calls: `receive(text)` for each message to its browser, `lost()` when the process ended.
    """

    def __init__(self, module: str = MODULE) -> None:
        self._module = module
        self._screens: dict[int, tuple[Callable[[str], None], Callable[[], None]]] = {}
        self._number = 0
        self._run: _Run | None = None
        self._started = -AGAIN_SECONDS
        self._watching: asyncio.Task | None = None

    @property
    def process_id(self) -> int | None:
        """The number of the process; None when there is none."""
        return self._run.process.pid if self._run else None

    def __len__(self) -> int:
        return len(self._screens)

    def ready(self) -> bool:
        """Start the process, unless it runs; False when it ended too short ago."""
        if self._run is None and time.monotonic() - self._started >= AGAIN_SECONDS:
            self._started = time.monotonic()
            self._run = _Run(self._module, self._heard, self._ended)
            self._watching = asyncio.get_running_loop().create_task(self._watch(self._run))
        return self._run is not None

    def join(self, writes: bool, receive: Callable[[str], None], lost: Callable[[], None]) -> int | None:
        """A new screen's number; None when the process cannot be had now. `writes`: or it may only look."""
        if not self.ready():
            return None
        self._number += 1
        self._screens[self._number] = receive, lost
        self._tell({"screen": self._number, "open": "writes" if writes else "looks"})
        return self._number

    def say(self, screen: int, message: dict) -> None:
        """One message of this screen's browser."""
        if screen in self._screens:
            self._tell({"screen": screen, "message": message})

    def leave(self, screen: int) -> None:
        """A screen is gone."""
        if self._screens.pop(screen, None) is not None:
            self._tell({"screen": screen, "gone": True})

    def end(self) -> None:
        """Stop the process; every screen is told that it is lost."""
        if self._run is not None:
            self._run.kill()

    def _tell(self, told: dict) -> None:
        if self._run is not None and not self._run.tell(json.dumps(told)):
            self.end()

    def _heard(self, run: "_Run", line: str) -> None:
        if run is not self._run:
            return
        numbers, _, message = line.rstrip("\n").partition("\t")
        if not numbers:
            run.answered = time.monotonic()
        for number in map(int, numbers.split()):
            screen = self._screens.get(number)
            if screen is not None:
                screen[0](message)

    def _ended(self, run: "_Run") -> None:
        if run is not self._run:
            return
        self._run, lost = None, [lost for _receive, lost in self._screens.values()]
        self._screens.clear()
        self._watching.cancel()
        for tell in lost:
            tell()

    async def _watch(self, run: "_Run") -> None:
        """Ask whether it still answers; end it when it does not, or when nobody needs it."""
        needed = time.monotonic()
        while True:
            await asyncio.sleep(PING_SECONDS)
            now = time.monotonic()
            needed = now if self._screens else needed
            if now - run.answered > HUNG_SECONDS or now - needed > LINGER_SECONDS:
                run.kill()
            self._tell({"ping": round(now)})


class _Run:
    """One run of the process: two threads carry lines to it and from it, so that the server never waits for it."""

    def __init__(self, module: str, heard: Callable, ended: Callable) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", module], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.answered = time.monotonic()
        self._waiting: Queue[str | None] = Queue(MOST_WAITING)
        self._loop = asyncio.get_running_loop()
        for carry, arguments in ((self._write, ()), (self._read, (heard, ended))):
            threading.Thread(target=carry, args=arguments, daemon=True).start()

    def tell(self, line: str) -> bool:
        """Hand over a line; False when it has not read for too long."""
        with suppress(Full):
            self._waiting.put_nowait(line)
            return True
        return False

    def kill(self) -> None:
        """End it; the reading thread tells that it is gone."""
        self.process.kill()

    def _write(self) -> None:
        with suppress(OSError, ValueError), self.process.stdin:
            while (line := self._waiting.get()) is not None:
                self.process.stdin.write(f"{line}\n")
                if self._waiting.empty():
                    self.process.stdin.flush()

    def _read(self, heard: Callable, ended: Callable) -> None:
        with self.process.stdout:
            for line in self.process.stdout:
                self._in_loop(heard, line)
        self.process.wait()
        self._in_loop(ended)
        with suppress(Full):
            self._waiting.put_nowait(None)

    def _in_loop(self, call: Callable, *arguments: object) -> None:
        with suppress(RuntimeError):  # the server's loop has ended
            self._loop.call_soon_threadsafe(call, self, *arguments)
