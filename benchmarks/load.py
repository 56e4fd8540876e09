"""Thirty viewers at the same instant beside a facilitator who saves: `make bench ARGS="load"`.

Three servers, one after another, each on the demo with an empty session log: now (viewers on `/meekijken`), as it
was before that page (AS_IT_WAS, a kernel for each viewer), and plain Voila on the same notebook. Goals: at most a
quarter of the processor a page and half of the memory of as it was, a page usable in 3 s (p95), a change on the
screen in 0.2 s (p95), no errors. `python -m benchmarks.load 30 now` takes one of them, with so many viewers.

Processor and memory are those of the server's whole tree of processes; shared memory counts once (PSS). The
clients speak the protocol without a browser (`benchmarks.clients`); what Voila's front end asks for of itself,
some eighty scripts in plain Voila, is not asked.
"""

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import psutil

from benchmarks.clients import FollowingScreen, KernelScreen, Screen
from monitorlib.release.keys import releases_of
from monitorlib.server.viewer import Viewer
from monitorlib.workspace import Workspace
from tests.browser.conftest import copy_of, free_port
from tests.visiting import signed_in

_Server = tuple[
    str, psutil.Process, dict[str, str]
]  # where it is, its process, and what a signed-in browser sends

ROOT = Path(__file__).parent.parent
AS_IT_WAS = "9b71a50"
VIEWERS = 30
SAVE_SECONDS, SAVES = 2.0, 15
SETTLED_SECONDS = 12.0  # the server and the kernel that waits are there
EXPLAIN = 5
PLACE = {"team": "Demo-Oost", "period": "2025"}
PREPARE = """
from pathlib import Path
from monitorlib.cli.demo import prepare_demo
from monitorlib.cli.publishing import publish_all
from monitorlib.cli.wishes import Wish
wishes = [Wish("Demo-Oost", "2024"), Wish("Demo-Oost", "2025")]
publish_all(prepare_demo(Path({folder!r})), wishes, 2, lambda _wish: None)
"""


def main(viewers: int = VIEWERS, *only: str) -> None:
    """Print the table, a row a server."""
    print(
        f"{viewers} viewers at once, one who saves every {SAVE_SECONDS:.0f} s; load {os.getloadavg()[0]:.1f}"
    )
    print("server | CPU s a page | usable p50 / p95 / max s | p95 s: own choice, saved, seen | MB | errors")
    with tempfile.TemporaryDirectory() as folder:
        trees = {"now": ROOT, "as it was": _as_it_was(Path(folder) / "tree"), "plain Voila": ROOT}
        demos: dict[Path, Workspace] = {}
        for name, tree in trees.items():
            if only and name not in only:
                continue
            if tree not in demos:
                demos[tree] = _prepared(tree, Path(folder) / f"demo {len(demos)}")
            place = copy_of(demos[tree], Path(folder) / name)
            served = _plain(place) if name == "plain Voila" else _served(tree, place)
            kind = FollowingScreen if name == "now" else KernelScreen
            with served as (address, process, known):
                row = _measured(partial(kind, known=known), address, process, viewers)
                print(f"{name} | {asyncio.run(row)}", flush=True)
            _tell_faults(place)


def _as_it_was(folder: Path) -> Path:
    """The code of that commit."""
    folder.mkdir()
    packed = subprocess.run(["git", "-C", ROOT, "archive", AS_IT_WAS], capture_output=True, check=True).stdout
    subprocess.run(["tar", "-x", "-C", folder], input=packed, check=True)
    return folder


def _prepared(tree: Path, folder: Path) -> Workspace:
    """The demo, released by that code itself."""
    code = PREPARE.format(folder=str(folder))
    subprocess.run([sys.executable, "-c", code], cwd=tree, env=_environment(tree), check=True)
    return Workspace(folder)


def _environment(tree: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(tree)}


@contextmanager
def _served(tree: Path, workspace: Workspace) -> Iterator[_Server]:
    """Our server, of the code in `tree`."""
    command = ["-m", "monitorlib.server.voila", "dashboards/teamreflectie.ipynb", "--language", "nl"]
    with _running([*command, "--port"], tree, workspace) as started:
        yield started


@contextmanager
def _plain(workspace: Workspace) -> Iterator[_Server]:
    """Voila with the settings that it comes with."""
    command = ["-m", "voila", "dashboards/teamreflectie.ipynb", "--no-browser", "--port"]
    with _running(command, ROOT, workspace) as started:
        yield started


@contextmanager
def _running(command: list[str], tree: Path, workspace: Workspace) -> Iterator[_Server]:
    port = free_port()
    viewer = Viewer(workspace, port)
    given = viewer._environment()  # what a viewer's server is given
    log = workspace.path / "logs" / "server.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        started = subprocess.Popen(
            [sys.executable, *command, str(port)],
            cwd=tree,
            env={**given, "PYTHONPATH": str(tree), "MONITOR_SEAL": releases_of(workspace).public.hex()},
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    with started.stdin as line:
        line.write(f"{viewer.entry.to_json()}\n".encode())
    try:
        _wait_for(port)
        time.sleep(SETTLED_SECONDS)
        yield f"http://127.0.0.1:{port}/", psutil.Process(started.pid), signed_in(viewer)
    finally:
        tree_of_processes = _tree(psutil.Process(started.pid))
        started.terminate()
        with suppress(subprocess.TimeoutExpired):
            started.wait(10)
        for process in tree_of_processes:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        started.wait()


def _wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise TimeoutError("the server did not come")


async def _measured(kind: partial, address: str, server: psutil.Process, viewers: int) -> str:
    """One row of the table."""
    leader = KernelScreen(address, PLACE, kind.keywords["known"])
    await leader.open()
    await _shown(leader, kind="lead")
    await _shown(leader, kind="tap", field="set_revealed", value="yes")
    await _shown(leader, kind="step", value=EXPLAIN)
    await asyncio.sleep(SETTLED_SECONDS)
    page = f"{address}meekijken" if kind.func is FollowingScreen else address
    screens = [kind(page, PLACE) for _ in range(viewers)]
    spent = -_cpu_seconds(server)
    saving = asyncio.create_task(_saves(leader, screens))
    usable = await asyncio.gather(*(each.open() for each in screens), return_exceptions=True)
    spent += _cpu_seconds(server)
    saved, seen = await saving
    choices = await asyncio.gather(*(_choices(each) for each in screens), return_exceptions=True)
    memory = _memory(server)
    errors = [*_errors(usable), *_errors(choices), *(f for each in [leader, *screens] for f in each.faults)]
    own = [seconds for each in choices if isinstance(each, list) for seconds in each]
    times = sorted(each for each in usable if isinstance(each, float))
    for each in (leader, *screens):
        each.close()
    for error in errors[:3]:
        print(f"  {error!r}")
    ready = f"{statistics.median(times):.2f} / {_p95(times):.2f} / {times[-1]:.2f}"
    return (
        f"{spent / viewers:.3f} | {ready} | {_p95(own):.3f} | {_p95(saved):.3f} | {_p95(seen):.3f} | {memory:.0f} "
        f"| {len(errors)}"
    )


async def _shown(screen: Screen, **message: object) -> float:
    """Say something, and wait for what it changes on the screen."""
    return await screen.ask(lambda told: told["kind"] == "patch", **message)


async def _saves(leader: Screen, screens: list[Screen]) -> tuple[list[float], list[float]]:
    """Seconds until each text was acknowledged, and until each screen that was usable by then showed it."""
    saved, waiting = [], []
    key = next(key for key in leader.values if key.endswith("|would_see"))
    meeting, subject, field = key.split("|")
    for number in range(SAVES):
        text, begin = f"Dit zien we terug {number}", time.perf_counter()
        ready = [each for each in screens if each.usable_after is not None]
        waiting += [(begin, each.next(_brings(key, text))) for each in ready]
        answer = leader.next(lambda told: told["kind"] == "saved")
        leader.say(
            kind="write", key=key, number=number, meeting=meeting, subject=subject, field=field, value=text
        )
        saved.append(await asyncio.wait_for(answer, 30) - begin)
        await asyncio.sleep(max(0.0, begin + SAVE_SECONDS - time.perf_counter()))
    await asyncio.sleep(SAVE_SECONDS)
    return saved, [future.result() - begin if future.done() else 60.0 for begin, future in waiting]


def _brings(key: str, text: str):
    return lambda told: told["kind"] == "patch" and told["values"].get(key) == text


async def _choices(screen: Screen) -> list[float]:
    """A viewer looks at another leefgebied, a few times, when it likes."""
    areas = ("huisvesting", "tijdsbesteding", "justitie")
    spent = []
    for area in areas:
        await asyncio.sleep(1 + int(screen.name[:4], 16) / 65536)
        spent.append(await _shown(screen, kind="choose", what="leefgebied", value=area))
    return spent


def _errors(results: list) -> list:
    return [each for each in results if isinstance(each, BaseException)]


def _p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(0.95 * (len(seconds) - 1))] if seconds else float("nan")


def _tree(server: psutil.Process) -> list[psutil.Process]:
    return [server, *server.children(recursive=True)]


def _cpu_seconds(server: psutil.Process) -> float:
    """Of all processes that are there, and of those that ended."""
    spent = 0.0
    for process in _tree(server):
        with suppress(psutil.NoSuchProcess):
            spent += sum(process.cpu_times()[:4])
    return spent


def _memory(server: psutil.Process) -> float:
    """MB of the whole tree; what processes share counts once."""
    total = 0
    for process in _tree(server):
        with suppress(psutil.NoSuchProcess):
            total += process.memory_full_info().pss
    return total / 1e6


def _tell_faults(workspace: Workspace) -> None:
    """What the processes said of faults; "0 errors" is more than what the clients saw."""
    for log in sorted((workspace.path / "logs").glob("*.log")):
        text = log.read_text(encoding="utf-8", errors="replace")
        if "Traceback" in text:
            print(f"  {log.name}: {text.count('Traceback')} tracebacks")


if __name__ == "__main__":
    asked = sys.argv[1:]
    main(*([int(asked[0]), *asked[1:]] if asked else []))
