"""Releasing teams: what is to be done, in which order, at the door, and what came of it."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from monitorlib.cli.wishes import Wish
from monitorlib.foundation.errors import UserError, choose_from
from monitorlib.foundation.startup import collect_seldom
from monitorlib.foundation.texts import Text
from monitorlib.measurements import measured_days, measurement_version, work_out_sharing
from monitorlib.release.beforehand import Beforehand
from monitorlib.release.keys import releases_of
from monitorlib.release.look import looking_seldom
from monitorlib.release.proposals import read_proposal
from monitorlib.release.publish import came_early, is_current, publish, renew
from monitorlib.release.read import shown_files, team_folder_name
from monitorlib.release.settling import WaitingError, is_waiting, note_waiting, refuse_running
from monitorlib.release.windows import window_in
from monitorlib.released import Content
from monitorlib.runs import How, notebooks_hash
from monitorlib.runs.cluster import Cluster
from monitorlib.runs.crew import Crew, Ended, Step
from monitorlib.runs.stopping import not_kept
from monitorlib.workspace import Period, Settings, Workspace, calendar_year
from monitorlib.workspace import notebooks as own_notebooks

DEFAULT_JOBS = min(os.cpu_count() or 1, 4)


@dataclass
class Published:
    """What became of the wishes: what was released, what waits until more residents changed, what went wrong."""

    files: list[Path] = field(default_factory=list)
    waiting: list[Wish] = field(default_factory=list)
    released: dict[Wish, Path] = field(default_factory=dict)
    failed: dict[Wish, UserError] = field(default_factory=dict)


_NOTHING_READ = Text(
    "Er zijn nog geen gegevens ingelezen. Doe eerst: monitor import.",
    "Nothing has been imported yet. First do: monitor import.",
)


def plan(
    workspace: Workspace, team: str | None = None, period: str | None = None, today: date | None = None
) -> list[Wish]:
    """What there is to release: every team and complete period with measurements, or those asked for.

    A period that is not complete is left out; a UserError where nothing else was asked for.
    """
    measured, settings = measured_days(workspace), workspace.settings()
    teams = sorted(measured["team"].unique())
    if team is not None and team not in teams:
        raise UserError(
            Text(f"Team '{team}' staat niet in de gegevens.", f"Team '{team}' is not in the data."),
            choose_from(team, teams) if teams else _NOTHING_READ,
        )
    days = measured[measured["scored"]].groupby("team")["measured_on"].agg(list)
    today = today or date.today()
    chosen_teams = [team] if team is not None else teams
    measured_in = [(each, p) for each in chosen_teams for p in _periods(settings, each, days.get(each, ()))]
    offered = [(each, p) for each, p in measured_in if period in (None, p.id)]
    wishes = [Wish(each, p.id) for each, p in offered if settings.settled_on(p) <= today]
    if offered and not wishes:
        refuse_running(workspace, *min(offered, key=lambda pair: pair[1].end), today)
    if not wishes:
        raise UserError(
            Text("Er zijn in die periode geen metingen.", "There are no measurements in that period."),
            _those_that_are(p for _, p in measured_in),
        )
    return wishes


def _those_that_are(periods: Iterable[Period]) -> Text:
    """The periods that can be asked for, in the order of time."""
    told = ", ".join(dict.fromkeys(p.id for p in sorted(periods, key=lambda p: (p.end, p.id))))
    if not told:
        return Text("Kies een andere periode of een ander team.", "Choose another period or another team.")
    return Text(f"Wel: {told}.", f"There are: {told}.")


def _periods(settings: Settings, team: str, days) -> Iterable[Period]:
    """The periods of a team in which something was measured."""
    if not settings.periods:
        offered = [calendar_year(year) for year in sorted({day.year for day in days})]
    else:
        offered = settings.periods_of(team)
    return [p for p in offered if any(p.start <= day <= p.end for day in days)]


def to_do(workspace: Workspace, wishes: list[Wish]) -> list[Wish]:
    """The wishes whose newest release is not of the present data, code and settings, and that need not wait."""
    return left_and_waiting(workspace, wishes)[0]


def left_and_waiting(
    workspace: Workspace, wishes: list[Wish], made_by: str | None = None
) -> tuple[list[Wish], list[Wish]]:
    """The wishes that are `to_do`, and those that were found to wait before.

    `made_by`: the hash of all that would make a release (the workspace's notebooks).
    """
    made_of = measurement_version(workspace), made_by or _made_by(workspace, None)
    behind = [w for w in wishes if not is_current(workspace, w.team, w.period, *made_of)]
    waiting = {w for w in behind if is_waiting(workspace, w, *made_of)}
    return [w for w in behind if w not in waiting], [w for w in behind if w in waiting]


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


def release_or_wait(
    workspace: Workspace,
    wish: Wish,
    made_by: str,
    outcome: Published,
    proposal: Content | None = None,
    beforehand: Beforehand | None = None,
) -> None:
    """Release what a wish's notebooks proposed, or note that it waits; `outcome` is added to.

    `made_by` is the hash of the notebooks; `beforehand` what the package itself came to. UserError: as `publish`,
    for all that is no waiting.
    """
    proposal = proposal or read_proposal(workspace, wish.team, wish.period)
    try:
        outcome.released[wish] = publish(workspace, wish.team, wish.period, made_by, proposal, beforehand)
        outcome.files.append(outcome.released[wish])
    except WaitingError as error:
        outcome.waiting.append(wish)
        note_waiting(workspace, wish, proposal.data_version, made_by, error)


def publish_all(
    workspace: Workspace,
    wishes: list[Wish],
    jobs: int,
    done: Callable[[Wish], None],
    notebooks: Sequence[Path] | None = None,
    how: How | None = None,
    made_by: str | None = None,
) -> Published:
    """As `release_all`; one UserError tells all that went wrong, with team and period."""
    outcome = release_all(
        workspace, wishes, jobs, notebooks, how, made_by, ended=lambda ended: done(ended.wish)
    )
    if outcome.failed:
        raise UserError([told for wish, error in outcome.failed.items() for told in _of(wish, error)])
    return outcome


def _of(wish: Wish, error: UserError) -> Iterable[Text]:
    for nl, en in zip(error.message("nl").split("\n"), error.message("en").split("\n"), strict=True):
        named = "" if nl.startswith(f"{wish.team}, {wish.period}") else f"{wish.team}, {wish.period}: "
        yield Text(f"{named}{nl}", f"{named}{en}")


def release_all(
    workspace: Workspace,
    wishes: list[Wish],
    jobs: int | None,
    notebooks: Sequence[Path] | None = None,
    how: How | None = None,
    made_by: str | None = None,
    *,
    crew: Callable[..., Crew | Cluster] = Crew,
    ended: Callable[[Ended], None] = lambda _ended: None,
    step: Callable[[Step], None] = lambda _step: None,
) -> Published:
    """Run the notebooks (the workspace's) of every wish, `jobs` teams at a time, and release each as it comes.

    The periods of a team follow each other, as a later one looks back on what was released of the one before.
    Teams that came before there were others to stand beside are released once more at the end. What goes wrong
    with one team, in its notebooks or at the door, does not hold up the others. What waits is no failure.

    `made_by` is the hash of all that makes a release, where that is more than these notebooks. `ended` is told of
    each wish when it was released or could not be, `step` of each notebook that begins. `crew`: who runs them.
    """
    collect_seldom()
    made_by, outcome = made_by or _made_by(workspace, notebooks), Published()
    running = own_notebooks.team_notebooks(workspace) if notebooks is None else notebooks
    lines = _by_team(workspace.settings(), wishes)
    free = deque(line.popleft() for line in lines.values())
    work_out_sharing(workspace)
    with looking_seldom(workspace.release), crew(workspace, running, how or How(), jobs) as hands:
        while free or len(hands):
            _begin(hands, free)
            for told in hands.next():
                if isinstance(told, Step):
                    step(told)
                    continue
                _begin(hands, free)  # workers elsewhere go on while this one is at the door
                told = _at_the_door(workspace, told, made_by, outcome)
                if lines[told.wish.team]:
                    free.append(lines[told.wish.team].popleft())
                ended(told)
    with looking_seldom(workspace.release):
        _renew_early(workspace, outcome)
    return outcome


def _begin(hands: Crew | Cluster, free: deque[Wish]) -> None:
    while free and hands.has_room():
        hands.start(free.popleft())


def _made_by(workspace: Workspace, notebooks: Sequence[Path] | None) -> str:
    return own_notebooks.made_by(workspace) if notebooks is None else notebooks_hash(notebooks)


def _at_the_door(workspace: Workspace, ended: Ended, made_by: str, outcome: Published) -> Ended:
    """Release what a run came back with; what went wrong, also before, is added to `outcome`."""
    error = ended.error
    if error is None:
        try:
            release_or_wait(workspace, ended.wish, made_by, outcome, ended.ran.proposal, ended.beforehand)
        except UserError as refused:
            error = refused
        except OSError as refused:
            error = not_kept(refused)
    if error is not None:
        outcome.failed[ended.wish] = error
    return Ended(ended.wish, ended.ran, error)


def _renew_early(workspace: Workspace, outcome: Published) -> None:
    windows = {window_in(file) for file in outcome.released.values()}
    for early in came_early(workspace, None if None in windows else windows or None):
        try:
            outcome.files.append(renew(workspace, early))
        except WaitingError:
            continue  # its last release stays, and that is what is shown already
        except UserError as error:
            outcome.failed[Wish(early.content.team, early.content.period.id)] = error
