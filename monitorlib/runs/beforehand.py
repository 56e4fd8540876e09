"""A process that works out what the package itself comes to for a team, before the notebooks of that team begin.

The notebooks are forked afterwards from the process that asked, so they find what was worked out
(`foundation.handed_on`) and do not do it again. Whoever publishes gets it before a notebook runs, so none can
change it.
"""

import os
from multiprocessing.connection import Connection

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.handed_on import Answered, hand_on, noted
from monitorlib.release.beforehand import Beforehand, work_out_beforehand
from monitorlib.runs.processes import be_as_if_new, end_with_parent, limit_memory, warm_context
from monitorlib.workspace import Workspace


def beforehand(
    workspace: Workspace, team: str, period: str, seconds: float, memory_mb: int | None
) -> Beforehand | None:
    """What the package comes to; None where it came to nothing, and then a notebook tells why.

    `seconds`, `memory_mb`: what a cell of a notebook may take. For a process that was forked just now, and forks.
    """
    context = warm_context()
    here, there = context.Pipe(duplex=False)
    process = context.Process(
        target=_worked_out, args=(there, dict(os.environ), workspace, team, period, memory_mb)
    )
    process.start()
    there.close()
    try:
        told: tuple[Beforehand | None, list[Answered]] | None = here.recv() if here.poll(seconds) else None
    except (EOFError, OSError):
        told = None
    process.kill()
    process.join()
    if told is None or told[0] is None:
        return None
    hand_on(told[1])
    return told[0]


def _worked_out(
    telling: Connection,
    environment: dict[str, str],
    workspace: Workspace,
    team: str,
    period: str,
    memory_mb: int | None,
) -> None:
    end_with_parent()
    for number in (1, 2):  # nobody reads what it says
        os.dup2(os.open(os.devnull, os.O_WRONLY), number)
    be_as_if_new(environment)
    limit_memory(memory_mb)
    place = Workspace(workspace.path.resolve())  # as notebooks are told where it is
    try:
        with noted() as answered:
            found = work_out_beforehand(place, team, period)
    except UserError:
        return  # a notebook meets the same, and tells it with its cell
    telling.send((found, answered))
