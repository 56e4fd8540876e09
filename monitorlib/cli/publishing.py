"""From a wish ("all teams") to releases: what is to be done, done in parallel, each team on its own."""

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

from monitorlib.cli.wishes import Wish
from monitorlib.errors import UserError
from monitorlib.measurements import load_measurements, measurement_version
from monitorlib.release.publish import came_early, is_current, publish, renew
from monitorlib.runs import NOTEBOOKS, notebooks_hash, run_team
from monitorlib.texts import Text
from monitorlib.workspace import Period, Settings, Workspace, calendar_year

DEFAULT_JOBS = min(os.cpu_count() or 1, 4)


def plan(workspace: Workspace, team: str | None = None, period: str | None = None) -> list[Wish]:
    """What there is to release: every team and period with measurements, or those asked for."""
    measurements = load_measurements(workspace)
    settings = workspace.settings()
    teams = sorted(measurements["team"].unique())
    if team is not None and team not in teams:
        known = ", ".join(teams)
        raise UserError(
            Text(f"Team '{team}' staat niet in de gegevens.", f"Team '{team}' is not in the data."),
            Text(f"Kies uit: {known}.", f"Choose from: {known}."),
        )
    scored = measurements[measurements["score"].notna()]
    days = scored.groupby("team", observed=True)["measured_on"].unique()
    wishes = [
        Wish(each, chosen.id)
        for each in ([team] if team is not None else teams)
        for chosen in _periods(settings, each, period, days.get(each, ()))
    ]
    if not wishes:
        raise UserError(
            Text("Er zijn in die periode geen metingen.", "There are no measurements in that period."),
            Text("Kies een andere periode of een ander team.", "Choose another period or another team."),
        )
    return wishes


def _periods(settings: Settings, team: str, wanted: str | None, days) -> Iterable[Period]:
    """The periods of a team in which something was measured."""
    if not settings.periods:
        offered = [calendar_year(year) for year in sorted({day.year for day in days})]
    else:
        offered = settings.periods_of(team)
    if wanted is not None:
        offered = [p for p in offered if p.id == wanted]
    return [p for p in offered if any(p.start <= day.date() <= p.end for day in days)]


def to_do(workspace: Workspace, wishes: list[Wish]) -> list[Wish]:
    """The wishes whose newest release is not of the present data, code and settings."""
    version, notebooks = measurement_version(workspace), notebooks_hash()
    return [w for w in wishes if not is_current(workspace, w.team, w.period, version, notebooks)]


def _by_team(settings: Settings, wishes: list[Wish]) -> dict[str, deque[Wish]]:
    """The wishes of each team, the earliest period first."""
    lines: dict[str, deque[Wish]] = {}
    for wish in sorted(wishes, key=lambda wish: settings.period(wish.period, wish.team).start):
        lines.setdefault(wish.team, deque()).append(wish)
    return lines


def _end_with(parent: int) -> None:
    """A worker whose parent is gone ends too, in the middle of whatever it does."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def publish_all(
    workspace: Workspace,
    wishes: list[Wish],
    jobs: int,
    done: Callable[[Wish], None],
    notebooks: Path = NOTEBOOKS,
) -> list[Path]:
    """Run the notebooks of every wish, `jobs` teams at a time, and release each as it comes.

    Each run has a process of its own, as papermill's event loops do not end with a thread. The periods of a team
    follow each other, as a later one looks back on what was released of the one before. Teams that came before
    there were others to stand beside are released once more at the end. A team that fails does not hold up the
    others; all that went wrong is told together at the end.
    """
    made_by, files, problems = notebooks_hash(notebooks), [], []
    waiting, running = _by_team(workspace.settings(), wishes), {}
    with ProcessPoolExecutor(jobs, get_context("spawn"), _end_with, (os.getpid(),)) as pool:

        def start(wish: Wish) -> None:
            running[pool.submit(run_team, workspace, wish.team, wish.period, notebooks=notebooks)] = wish

        for line in waiting.values():
            start(line.popleft())
        while running:
            finished = next(as_completed(running))
            wish = running.pop(finished)
            try:
                finished.result()
                files.append(publish(workspace, wish.team, wish.period, made_by))
            except UserError as error:
                problems.append(error)
            done(wish)
            if waiting[wish.team]:
                start(waiting[wish.team].popleft())
    for early in came_early(workspace):
        try:
            files.append(renew(workspace, early))
        except UserError as error:
            problems.append(error)
    if problems:
        raise UserError([Text(problem.message("nl"), problem.message("en")) for problem in problems])
    return files
