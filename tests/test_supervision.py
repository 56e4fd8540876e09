"""What is started again when it dies, and what ends when nobody looks at it."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from queue import Queue

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.startup import CAN_FORK
from monitorlib.foundation.texts import Text
from monitorlib.server import kernels as rooms
from monitorlib.server.attendance import GOODBYE_SECONDS, LINGER_SECONDS
from monitorlib.server.forking import MOST_BEGUN, WarmProcess
from monitorlib.server.kernels import TRIES, ViewerKernels
from monitorlib.server.pulse import Pulse
from monitorlib.server.viewer import AGAIN, SILENT, Viewer
from monitorlib.workspace import Workspace
from tests.browser.conftest import free_port
from tests.loops import in_a_loop

DIES, STOPS = "import os; os.kill(os.getpid(), 9)", "pass"
HANGS = "import time; time.sleep(600)"


class Mortal(Viewer):
    """A viewer whose server does what `lives` say, one after another."""

    def __init__(self, workspace: Workspace, lives: list[str]) -> None:
        super().__init__(workspace, 1)
        self._lives = lives

    def _start(self) -> None:
        self._process = subprocess.Popen([sys.executable, "-c", self._lives.pop(0)])


def test_a_server_that_dies_is_started_again_and_it_is_told(tmp_path):
    viewer, told = Mortal(Workspace(tmp_path), [DIES, DIES, STOPS, STOPS]), []
    viewer._start()
    viewer.wait(told.append)
    assert told == [AGAIN, AGAIN]
    assert viewer._lives == [STOPS]  # one that was stopped stays stopped


@pytest.mark.parametrize("most", [0, 2])
def test_one_that_dies_again_and_again_is_given_up_with_a_clear_line(tmp_path, most):
    viewer = Mortal(Workspace(tmp_path), [DIES] * 9)
    viewer.most_restarts = most
    viewer._start()
    with pytest.raises(UserError, match="te vaak") as stopped:
        viewer.wait()
    assert "voila.log" in stopped.value.message("nl")
    assert len(viewer._lives) == 9 - 1 - most


@pytest.mark.parametrize(("heard", "gone"), [
    ([False, False, False], True), ([False, False, True, False, False, False], True),
    ([False, False, True] * 4, False),
])  # fmt: skip
def test_only_a_server_that_is_silent_so_many_times_in_a_row_is_ended(heard, gone):
    class Busy:
        """A process that ends when it is killed, or when nobody asks any more."""

        killed = False

        def wait(self, seconds: float | None = None) -> int:
            if heard and seconds is not None:
                raise subprocess.TimeoutExpired("server", seconds)
            return 0

        def kill(self) -> None:
            self.killed = True

    process = Busy()
    assert Pulse(most_silent=3).wait(process, lambda _patience: heard.pop(0)) is process.killed is gone
    assert heard == []


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="Windows cannot make a process stand still")
def test_a_server_that_hangs_is_started_again_and_answers(tmp_path):
    class Plain(Viewer):
        """A viewer of a server that answers whatever it is asked, and begins in a moment."""

        def _start(self) -> None:
            serve = [sys.executable, "-m", "http.server", str(self._port), "--bind", "127.0.0.1"]
            self._process = subprocess.Popen(serve, cwd=tmp_path, stderr=subprocess.DEVNULL)
            self._wait_until_listening()

    with Plain(Workspace(tmp_path), free_port()) as viewer:
        viewer.pulse, told = Pulse(pause=0.1, patience=1.0, most_silent=4), Queue()

        def tell(words: Text) -> None:
            viewer.pulse = Pulse()  # the next one may be as slow as this computer is
            told.put(words)

        watch = threading.Thread(target=viewer.wait, args=(tell,), daemon=True)
        watch.start()
        first = viewer.process_id
        os.kill(first, signal.SIGSTOP)  # the socket still takes connections, and nothing answers
        assert told.get(timeout=120) == SILENT
        assert viewer.process_id != first and viewer._answers(60.0)
        with pytest.raises(ProcessLookupError):
            os.kill(first, 0)
    watch.join(30)
    assert not watch.is_alive()


class Slow(Mortal):
    """One whose server, where it `HANGS`, does not listen in time."""

    def _start(self) -> None:
        slow = self._lives[0] == HANGS
        super()._start()
        if slow:
            self.late = self._process
            raise self._cannot("te laat", "too late")


def test_a_server_that_does_not_listen_in_time_is_ended_before_the_next_begins(tmp_path):
    """It would keep the port, and the next one would end at once for that."""
    viewer = Slow(Workspace(tmp_path), [DIES, HANGS, STOPS])
    viewer._start()
    viewer.wait()
    assert viewer.late.poll() is not None
    assert viewer._lives == []


def test_a_server_that_is_stopped_while_it_begins_again_does_not_begin_once_more(tmp_path):
    class Stopped(Slow):
        def _start(self) -> None:
            self._stopped = self._lives[0] == HANGS  # in that moment, by another thread
            super()._start()

    viewer = Stopped(Workspace(tmp_path), [DIES, HANGS, DIES])
    viewer._start()
    viewer.wait()
    assert viewer._lives == [DIES]


@pytest.mark.skipif(not CAN_FORK, reason="kernels are forked on Linux only")
def test_a_warm_process_that_dies_is_replaced_but_not_over_and_over():
    warm = WarmProcess()
    begun = {warm._process.pid}
    for _ in range(MOST_BEGUN + 3):
        warm._process.kill()
        warm._process.wait()
        assert warm.fork([], {}, None) is None  # until then kernels start in the ordinary way
        warm.keep()
        begun.add(warm._process.pid)
    warm._process.kill()
    warm._process.wait()
    warm._close()
    assert len(begun) == MOST_BEGUN


class Pool(ViewerKernels):
    """Kernels that are only noted down."""

    def __init__(self) -> None:
        super().__init__()
        self._pools, self.alive, self.ended, self.filled = {}, set(), [], 0

    def lives(self, kernel_id: str) -> bool:
        return kernel_id in self.alive

    def fill_if_needed(self, delay: float, notebook_name: str) -> None:
        self.filled += 1

    async def shutdown_kernel(self, kernel_id: str, **_kwargs) -> None:
        self.ended.append(kernel_id)
        self.remove_kernel(kernel_id)


@pytest.mark.parametrize(("seconds", "lines", "alive", "ends"), [
    (LINGER_SECONDS - 0.1, 0, True, False), (LINGER_SECONDS + 0.1, 0, True, True),
    (LINGER_SECONDS + 0.1, 1, True, False), (0, 1, False, True),
])  # fmt: skip
def test_a_kernel_ends_when_nobody_looks_or_when_it_is_dead(monkeypatch, seconds, lines, alive, ends):
    async def told() -> list[str]:
        now = [100.0]
        monkeypatch.setattr(rooms.time, "monotonic", lambda: now[0])
        monkeypatch.setattr(rooms, "warm_process", lambda: None)
        pool = Pool()
        pool.attendance.begin("k")
        pool._kernel_connections["k"] = lines
        pool.alive = {"k"} if alive else set()
        now[0] += seconds
        pool.look_after_all()
        monkeypatch.undo()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return pool.ended

    assert in_a_loop(told()) == (["k"] if ends else [])


@pytest.mark.parametrize(("seconds", "lines", "busy", "ends"), [
    (GOODBYE_SECONDS - 0.1, 0, False, False), (GOODBYE_SECONDS + 0.1, 0, False, True),
    (GOODBYE_SECONDS + 0.1, 0, True, False), (LINGER_SECONDS + 0.1, 0, True, True),
    (LINGER_SECONDS + 0.1, 1, False, False),
])  # fmt: skip
def test_a_kernel_whose_page_said_goodbye_ends_when_it_has_done_what_it_was_sent(
    monkeypatch, seconds, lines, busy, ends
):
    async def told() -> list[str]:
        now = [100.0]
        monkeypatch.setattr(rooms.time, "monotonic", lambda: now[0])
        monkeypatch.setattr(rooms, "warm_process", lambda: None)
        pool = Pool()
        monkeypatch.setattr(pool, "is_busy", lambda _kernel: busy)
        pool.attendance.begin("k")
        pool.attendance.leave("k")
        pool._kernel_connections["k"], pool.alive = lines, {"k"}
        now[0] += seconds
        pool.attendance.leave("k")  # said again, it is no later
        pool.look_after_all()
        monkeypatch.undo()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return pool.ended

    assert in_a_loop(told()) == (["k"] if ends else [])


def test_a_waiting_kernel_that_could_not_be_started_is_replaced_and_fails_no_page(monkeypatch):
    async def told() -> list:
        async def fails() -> dict:
            raise OSError("no more processes")

        pool = Pool()
        failed = asyncio.ensure_future(fails())
        await asyncio.wait([failed])
        pool._pools["n"] = [failed]
        pool.drop_dead_kernels("n")
        pool.drop_dead_kernels("n")
        later = pool.filled  # not over and over while nobody waits
        pool.drop_dead_kernels("n", wanted=True)
        return [pool._pools["n"], later, pool.filled]

    assert in_a_loop(told()) == [[], 0, 1]


def test_a_kernel_ends_also_while_one_that_could_not_be_started_waits():
    """Witness: Voila asks every waiting one which kernel it is."""

    class Voilas(Pool):
        async def shutdown_kernel(self, kernel_id: str, **_kwargs) -> None:
            assert all(task.result() for pool in self._pools.values() for task in pool)
            self.ended.append(kernel_id)

        def get_pool_size(self, _notebook: str) -> int: ...
        async def get_rendered_notebook(self, _notebook: str) -> tuple: ...
        async def _initialize(self, *_args) -> dict: ...

    async def told() -> list:
        async def fails() -> dict:
            raise OSError

        pool = Voilas()
        pool._pools["n"] = [asyncio.ensure_future(fails())]
        await asyncio.wait(pool._pools["n"])
        await pool.shutdown_kernel("k")
        return pool.ended

    assert in_a_loop(told()) == ["k"]


def test_a_page_gets_the_first_kernel_that_speaks():
    async def told() -> tuple:
        pool, given = Pool(), iter(["broken", "silent", "dies", "speaks"])

        async def renders(kernel: str) -> tuple:
            async def others():
                if kernel == "dies":
                    pool.alive.discard(kernel)
                yield f"{rooms.SPOKEN} {kernel}", {}

            if kernel == "silent":
                raise RuntimeError("died before it spoke")
            return ["<head>"], others()

        async def take(_self, _notebook: str) -> tuple:
            kernel = next(given)
            if kernel == "broken":
                raise OSError
            pool.alive.add(kernel)
            return asyncio.ensure_future(renders(kernel)), [], kernel

        rendering, sent, kernel = await pool.handed_out(take, "n")
        parts, _others = await rendering
        return kernel, parts, sent, pool.ended, list(pool.attendance)

    kernel, parts, sent, ended, looked_at = in_a_loop(told())
    assert (kernel, sent, looked_at) == ("speaks", [], ["speaks"])
    assert parts == ["<head>", f"{rooms.SPOKEN} speaks"]
    assert ended == ["silent", "dies"]


def test_when_no_kernel_lives_the_page_is_told_so():
    async def told() -> list:
        tried = []

        async def take(_self, _notebook: str) -> tuple:
            tried.append(1)
            raise OSError

        with pytest.raises(rooms.HTTPError) as failed:
            await Pool().handed_out(take, "n")
        return [len(tried), failed.value.status_code]

    assert in_a_loop(told()) == [TRIES, 500]
