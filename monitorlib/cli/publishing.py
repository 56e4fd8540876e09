"""From a wish ("all teams") to releases: what is to be done, done in parallel, each team on its own."""

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from monitorlib.cli.wishes import Wish
from monitorlib.errors import UserError, choose_from
from monitorlib.measurements import load_measurements, measurement_version
from monitorlib.own_notebooks import NOTEBOOKS, made_by
from monitorlib.release.keys import releases_of
from monitorlib.release.proposals import read_proposal
from monitorlib.release.publish import came_early, is_current, publish, renew
from monitorlib.release.read import shown_files, team_folder_name
from monitorlib.release.settling import WaitingError, is_waiting, note_waiting, refuse_running
from monitorlib.runs import run_team
from monitorlib.texts import Text
from monitorlib.workspace import Period, Settings, Workspace, calendar_year

DEFAULT_JOBS = min(os.cpu_count() or 1, 4)


@dataclass
class Published:
    """What became of the wishes: the files that were released, and what waits until more residents changed."""

    files: list[Path] = field(default_factory=list)
    waiting: list[Wish] = field(default_factory=list)


def plan(
    workspace: Workspace, team: str | None = None, period: str | None = None, today: date | None = None
) -> list[Wish]:
    """What there is to release: every team and complete period with measurements, or those asked for.

    A period that is not complete is left out; a UserError where nothing else was asked for.
    """
    measurements = load_measurements(workspace)
    settings = workspace.settings()
    teams = sorted(measurements["team"].unique())
    if team is not None and team not in teams:
        raise UserError(
            Text(f"Team '{team}' staat niet in de gegevens.", f"Team '{team}' is not in the data."),
            choose_from(team, teams),
        )
    scored = measurements[measurements["score"].notna()]
    days = scored.groupby("team", observed=True)["measured_on"].unique()
    today = today or date.today()
    measured = [
        (each, chosen)
        for each in ([team] if team is not None else teams)
        for chosen in _periods(settings, each, period, days.get(each, ()))
    ]
    wishes = [Wish(each, chosen.id) for each, chosen in measured if settings.settled_on(chosen) <= today]
    if measured and not wishes:
        refuse_running(workspace, *min(measured, key=lambda pair: pair[1].end), today)
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
    """The wishes whose newest release is not of the present data, code and settings, and that need not wait."""
    return left_and_waiting(workspace, wishes)[0]


def left_and_waiting(workspace: Workspace, wishes: list[Wish]) -> tuple[list[Wish], list[Wish]]:
    """The wishes that are `to_do`, and those of which it was worked out before that they wait."""
    made_of = measurement_version(workspace), made_by(workspace)
    behind = [w for w in wishes if not is_current(workspace, w.team, w.period, *made_of)]
    waiting = [w for w in behind if is_waiting(workspace, w, *made_of)]
    return [w for w in behind if w not in waiting], waiting


def is_shown(workspace: Workspace, wish: Wish) -> bool:
    """Whether something of a team and period stands on the screen: not where all of it was taken back."""
    folder = workspace.release / team_folder_name(wish.team) / wish.period
    return bool(shown_files(releases_of(workspace), folder))


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


def release_or_wait(workspace: Workspace, wish: Wish, made_by: str, outcome: Published) -> None:
    """Release what a wish's notebooks proposed, or note that it waits; `outcome` is added to.

    `made_by` is the hash of the notebooks. UserError: as `publish`, for all that is no waiting.
    """
    try:
        outcome.files.append(publish(workspace, wish.team, wish.period, made_by))
    except WaitingError as error:
        outcome.waiting.append(wish)
        proposed = read_proposal(workspace, wish.team, wish.period)
        note_waiting(workspace, wish, proposed.data_version, made_by, error)


def publish_all(
    workspace: Workspace,
    wishes: list[Wish],
    jobs: int,
    done: Callable[[Wish], None],
    notebooks: Path = NOTEBOOKS,
) -> Published:
    """Run the notebooks of every wish, `jobs` teams at a time, and release each as it comes.

    Each run has a process of its own, as papermill's event loops do not end with a thread. The periods of a team
    follow each other, as a later one looks back on what was released of the one before. Teams that came before
    there were others to stand beside are released once more at the end. A team that fails does not hold up the
    others; all that went wrong is told together at the end. What waits is no failure.
    """
    by, outcome, problems = made_by(workspace, notebooks), Published(), []
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
                release_or_wait(workspace, wish, by, outcome)
            except UserError as error:
                problems.append(error)
            done(wish)
            if waiting[wish.team]:
                start(waiting[wish.team].popleft())
    for early in came_early(workspace):
        try:
            outcome.files.append(renew(workspace, early))
        except WaitingError:
            continue  # its last release stays, and that is what is shown already
        except UserError as error:
            problems.append(error)
    if problems:
        raise UserError([Text(problem.message("nl"), problem.message("en")) for problem in problems])
    return outcome
