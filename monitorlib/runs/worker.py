"""What a worker of a Dask cluster does for `monitor publish --scheduler`: look whether it can, and run one team.

Dask is imported where it is used, since it is no part of an ordinary installation.
"""

import json
import pickle
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from queue import Empty, LifoQueue, Queue

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.released import to_json
from monitorlib.runs.crew import Ended, Step
from monitorlib.runs.errands import Errand, what_differs
from monitorlib.runs.hand import COMMAND
from monitorlib.runs.stopping import not_run_at_all

LOOK_SECONDS = 1.0  # how soon a run ends that nobody waits for any more


@dataclass(frozen=True)
class Brought:
    """What an errand came back with: a proposal as JSON, why there is none, or why this worker cannot."""

    worker: str
    proposal: str | None = None
    error: UserError | None = None
    differs: tuple[Text, ...] = ()


def look(errand: str) -> tuple[Text, ...]:
    """Why this worker cannot do such errands; nothing where it can."""
    return tuple(what_differs(Errand.of(errand)))


def run_errand(text: str, topic: str) -> Brought:
    """Run the notebooks of one team in a process of its own; who follows `topic` is told of each."""
    from distributed import Status, get_worker

    worker, errand = get_worker(), Errand.of(text)
    differs = what_differs(errand)
    if differs:
        return Brought(worker.address, differs=tuple(differs))
    key = worker.get_current_task()

    def is_wanted() -> bool:
        if worker.status in (Status.closing, Status.closed, Status.failed):
            return False  # as when its scheduler is gone; its tasks stand as they were
        task = worker.state.tasks.get(key)
        return task is not None and task.state in ("executing", "long-running")

    def begins(step: Step) -> None:
        worker.log_event(topic, {"key": key, "notebook": step.notebook})

    ended = _ran(errand, begins, is_wanted)
    if ended.ran is None:
        return Brought(worker.address, error=ended.error)
    return Brought(worker.address, proposal=json.dumps(to_json(ended.ran.proposal)))


def _ran(errand: Errand, begins: Callable[[Step], None], is_wanted: Callable[[], bool]) -> Ended:
    with _free_hand() as hand:
        hand.send(errand)
        while True:
            try:
                told = hand.told.get(timeout=LOOK_SECONDS)
            except Empty:
                if not is_wanted():
                    hand.end()
                continue
            if isinstance(told, Step):
                begins(told)
            else:
                return told if isinstance(told, Ended) else Ended(errand, None, not_run_at_all(hand.end()))


class _Hand:
    """The process beside this worker (`runs.hand`), from the worker's side; `told` ends with None."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.told: Queue[Step | Ended | None] = Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def send(self, errand: Errand) -> None:
        """What it is to do; where it is gone already, that is what is told."""
        with suppress(OSError):
            pickle.dump(errand, self._process.stdin)
            self._process.stdin.flush()

    def end(self) -> int:
        """End it, and what it runs."""
        self._process.kill()
        return self._process.wait()

    def is_there(self) -> bool:
        """Whether it can take another errand."""
        return self._process.poll() is None

    def _listen(self) -> None:
        while True:
            try:
                self.told.put(pickle.load(self._process.stdout))
            except (EOFError, OSError, pickle.UnpicklingError):
                self.told.put(None)
                return


_free: LifoQueue[_Hand] = LifoQueue()  # they are warm, and hold no data


@contextmanager
def _free_hand() -> Iterator[_Hand]:
    """One that waits for work, or a new one; as many as there were errands at the same time."""
    hand = _waiting() or _Hand()
    try:
        yield hand
    except BaseException:
        hand.end()
        raise
    if hand.is_there():
        _free.put(hand)


def _waiting() -> _Hand | None:
    try:
        while not (hand := _free.get_nowait()).is_there():
            continue
    except Empty:
        return None
    return hand
