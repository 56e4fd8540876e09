"""Teams at work beside each other, each in a process of its own: one that dies takes its own run and no other."""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Protocol

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.startup import CAN_FORK
from monitorlib.release.beforehand import Beforehand
from monitorlib.runs.beforehand import beforehand
from monitorlib.runs.notebook import How
from monitorlib.runs.processes import be_as_if_new, end_with_parent, is_fresh, limit_memory, warm_context
from monitorlib.runs.stopping import not_run_at_all
from monitorlib.runs.team import Ran, run_team
from monitorlib.workspace import Workspace


class Wanted(Protocol):
    """The team and the period of a run."""

    team: str
    period: str


@dataclass(frozen=True)
class Step:
    """A run begins with a notebook."""

    wish: Wanted
    notebook: str


@dataclass(frozen=True)
class Ended:
    """A run came to its end: with a proposal, or with the reason why there is none.

    `beforehand`: what the package itself came to, told before the first notebook began.
    """

    wish: Wanted
    ran: Ran | None
    error: UserError | None = None
    beforehand: Beforehand | None = None


class Crew:
    """Runs teams; as a context manager, so that nobody works on when it is left."""

    def __init__(self, workspace: Workspace, notebooks: Sequence[Path], how: How, jobs: int) -> None:
        self._given, self._jobs = (workspace, notebooks, how), jobs
        self._running: dict[Connection, tuple[Wanted, Any]] = {}
        self._beforehand: dict[Connection, Beforehand | None] = {}
        self._context = warm_context()

    def __enter__(self) -> "Crew":
        return self

    def __exit__(self, *_: object) -> None:
        for _wish, process in self._running.values():
            process.kill()

    def __len__(self) -> int:
        return len(self._running)

    def has_room(self) -> bool:
        """Whether another team can begin beside those that run."""
        return len(self) < self._jobs

    def start(self, wish: Wanted) -> None:
        """Begin with a team and period."""
        here, there = self._context.Pipe(duplex=False)
        process = self._context.Process(target=_work, args=(there, dict(os.environ), wish, *self._given))
        process.start()
        there.close()
        self._running[here] = wish, process

    def next(self) -> Iterator[Step | Ended]:
        """Wait until somebody tells something; what is told."""
        for here in wait(list(self._running)):
            wish, process = self._running[here]
            try:
                told = here.recv()
            except (EOFError, OSError):
                process.join()  # before that nobody knows how it ended
                told = Ended(wish, None, not_run_at_all(process.exitcode))
            if not isinstance(told, Step | Ended):
                self._beforehand.setdefault(here, told)  # the first word: no notebook has begun
                continue
            if isinstance(told, Ended):
                told = replace(told, beforehand=self._beforehand.pop(here, None))
            yield told
            if isinstance(told, Ended):  # until it went through the door nobody begins in its place
                process.join()
                del self._running[here]


def _work(
    told: Connection, environment: dict, wish: Wanted, workspace: Workspace, notebooks, how: How
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all; who started this one answers it
    be_as_if_new(environment)
    own = None
    if how.engine == "kernel":
        end_with_parent()
        limit_memory(how.memory_mb)  # a kernel that it starts is held to it too
    else:
        is_fresh()  # its notebooks are forked from it, and it looks itself whether its parent is there
        if CAN_FORK:
            own = beforehand(workspace, wish.team, wish.period, how.timeout, how.memory_mb)
    with suppress(BrokenPipeError):  # nobody is there to hear it any more
        told.send(own)
        told.send(
            Ended(wish, *_ran(workspace, wish, notebooks, how, lambda name: told.send(Step(wish, name))))
        )


def _ran(
    workspace: Workspace, wish: Wanted, notebooks, how: How, begins: Callable[[str], None]
) -> tuple[Ran | None, UserError | None]:
    try:
        return run_team(workspace, wish.team, wish.period, 0, notebooks, how, begins), None
    except UserError as error:
        return None, error
