"""Teams on the workers of a Dask cluster, from the side of who publishes: in place of a `Crew`.

A worker runs the notebooks of a team (`runs.worker`) on the workspace, which every computer sees at the same path,
and gives back a proposal; the door stays here. Dask is imported where it is used: it is an extra.
"""

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from queue import Empty, Queue
from typing import Any

from monitorlib.foundation.errors import UserError
from monitorlib.release.proposals import proposal_in
from monitorlib.release.read import team_folder_name
from monitorlib.runs import cluster_words as words
from monitorlib.runs.connecting import connected, not_alike, refuse_others, wait_for_workers
from monitorlib.runs.crew import Ended, Step, Wanted
from monitorlib.runs.errands import errand_for
from monitorlib.runs.notebook import How
from monitorlib.runs.team import RUN_KEPT_SECONDS, Ran
from monitorlib.runs.worker import Brought
from monitorlib.workspace import Workspace, made_private

ANSWERS_WITHIN = 5  # seconds for a goodbye
WORKERS_WITHIN = 60  # seconds without any worker, after which it is over
LOOK_SECONDS = 2.0  # how often is looked whether they are still there
SEEN_AS = ".cluster-"


class Cluster:
    """Runs teams on a cluster; as a context manager, so that nobody works on when it is left.

    `jobs`: at most so many at once; None: as many as its workers have threads. UserError, before anything runs: it
    is not there, or a worker is not like this computer; also later, where it went away or such a worker came.
    """

    def __init__(
        self, workspace: Workspace, notebooks: Sequence[Path], how: How, jobs: int | None, *, address: str
    ) -> None:
        self._workspace, self._jobs, self._address = workspace, jobs, address
        self._mark = secrets.token_hex(8)
        self._seen_as = made_private(workspace.runs, parents=True) / f"{SEEN_AS}{self._mark}"
        self._errand = errand_for(workspace, notebooks, how, self._seen_as)
        self._running: dict[str, tuple[Wanted, Any]] = {}
        self._told: Queue[Any] = Queue()
        self._begun, self._threads, self._looked, self._last_worker = 0, 0, 0.0, 0.0
        self._run, self._look_there = _travelling()

    def __enter__(self) -> "Cluster":
        self._client = connected(self._address)
        try:
            _clear(self._workspace.runs)
            self._seen_as.touch(mode=0o600)
            with self._or_lost():
                wait_for_workers(self._client, self._address)
                refuse_others(self._client, self._address, self._look_there, self._errand.as_text())
                self._client.subscribe_topic(self._topic, lambda event: self._told.put(event[1]))
        except BaseException:
            self.__exit__()
            raise
        self._last_worker = time.monotonic()
        self._look()
        return self

    def __exit__(self, *_: object) -> None:
        self._seen_as.unlink(missing_ok=True)
        with suppress(Exception):  # it may be gone, and all that is left to do is to stop
            self._client.cancel([future for _wish, future in self._running.values()], force=True)
        with suppress(Exception):
            self._client.close(timeout=ANSWERS_WITHIN)

    def __len__(self) -> int:
        return len(self._running)

    def has_room(self) -> bool:
        """Whether another team can begin beside those that run."""
        room = self._threads if self._jobs is None else min(self._jobs, self._threads)
        return len(self) < max(room, 1)

    def start(self, wish: Wanted) -> None:
        """Send a team and period out."""
        self._begun += 1
        key, errand = (
            f"monitor-{self._mark}-{self._begun}",
            replace(self._errand, team=wish.team, period=wish.period),
        )
        with self._or_lost():
            future = self._client.submit(self._run, errand.as_text(), self._topic, key=key, pure=False)
        self._running[key] = wish, future
        future.add_done_callback(self._told.put)

    def next(self) -> Iterator[Step | Ended]:
        """Wait a while until somebody tells something; what is told, if anything was.

        Who asks again sees whether there is room for more: workers come while others are at work.
        """
        if time.monotonic() - self._looked > LOOK_SECONDS:
            self._look()
        try:
            told = self._told.get(timeout=LOOK_SECONDS)
        except Empty:
            return
        if not isinstance(told, dict):
            wish, future = self._running.pop(told.key)
            yield self._ended(wish, future)
        elif told["key"] in self._running:  # else it had ended before this came
            yield Step(self._running[told["key"]][0], told["notebook"])

    def _look(self) -> None:
        """Whether scheduler and workers are still there, and how many teams they can take."""
        with self._or_lost():
            self._threads = sum(self._client.nthreads().values())
        self._looked = time.monotonic()
        if self._threads:
            self._last_worker = self._looked
        elif self._looked - self._last_worker > WORKERS_WITHIN:
            raise UserError(words.NO_WORKERS_LEFT.fill(address=self._address), words.ONCE_MORE)

    def _ended(self, wish: Wanted, future: Any) -> Ended:
        with self._or_lost():
            error = future.exception()  # waits, where a worker was lost just after it had done its work
            brought = None if error else future.result()
        if error is not None:
            return Ended(wish, None, _told_of(error))
        if isinstance(brought, str):
            raise not_alike({brought: [words.NO_MONITORLIB]}, words.ONCE_MORE)
        if brought.differs:
            raise not_alike({brought.worker: brought.differs}, words.ONCE_MORE)
        return self._with_proposal(wish, brought)

    def _with_proposal(self, wish: Wanted, brought: Brought) -> Ended:
        """A proposal is read as strictly as one that a notebook wrote here."""
        if brought.proposal is None:
            return Ended(wish, None, brought.error)
        try:
            proposal = proposal_in(brought.proposal, wish.team, wish.period)
        except UserError as error:
            return Ended(wish, None, error)
        return Ended(wish, Ran(self._workspace.runs / team_folder_name(wish.team) / wish.period, proposal))

    @contextmanager
    def _or_lost(self) -> Iterator[None]:
        try:
            yield
        except (OSError, CancelledError):
            raise self._lost() from None
        except Exception:  # whatever a client does that has lost its scheduler
            if self._client.status == "running":
                raise
            raise self._lost() from None

    def _lost(self) -> UserError:
        return UserError(words.LOST.fill(address=self._address), words.ONCE_MORE)

    @property
    def _topic(self) -> str:
        return f"monitor-{self._mark}"


def _told_of(error: Exception) -> UserError:
    """What stopped a worker before our own code could say so; a fault of ours keeps its traceback."""
    from distributed import KilledWorker

    if isinstance(error, KilledWorker):
        return words.gone_too_often(error.allowed_failures + 1)
    if isinstance(error, OSError):
        return words.could_not_begin(error)
    raise error


def _clear(runs: Path) -> None:
    """Remove what shows workers the workspace, of who was killed."""
    for left in runs.glob(f"{SEEN_AS}*"):
        with suppress(OSError):
            if abs(time.time() - left.stat().st_mtime) > RUN_KEPT_SECONDS:
                left.unlink()


def _travelling() -> tuple[Callable[[str, str], Any], Callable[[str], Any]]:
    """What is sent to workers: two functions that travel whole, as they are no module's (cloudpickle).

    So a scheduler needs nothing of ours, and a worker without this monitorlib can say so itself: by its address,
    or by None.
    """

    def monitor_run(errand, topic):
        try:
            from monitorlib.runs.worker import run_errand
        except ImportError:
            from distributed import get_worker

            return get_worker().address
        return run_errand(errand, topic)

    def monitor_look(errand):
        try:
            from monitorlib.runs.worker import look
        except ImportError:
            return None
        return look(errand)

    return monitor_run, monitor_look
