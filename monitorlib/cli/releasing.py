"""`monitor publish`: what is to be released is worked out, and each team tells what it got."""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from monitorlib.cli import options
from monitorlib.cli.speaking import Speaker
from monitorlib.cli.wishes import Wish
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text, counted
from monitorlib.workspace import Workspace

if TYPE_CHECKING:
    from monitorlib.cli.outcomes import Told
    from monitorlib.cli.publishing import Published


@dataclass(frozen=True)
class _Publishing:
    """What is asked of `publish`."""

    workspace: Path
    team: str | None = None
    everything: bool = False
    period: str | None = None
    jobs: int | None = None
    timeout: float | None = None
    engine: str = "warm"
    memory: int | None = None
    force: bool = False
    scheduler: str | None = None
    as_json: bool = False


def publish_command(say: Speaker) -> Callable[..., None]:
    """The command `publish`."""
    described = {
        "workspace": options.workspace(say),
        "team": options.team(say),
        "everything": options.option(say, "--all", _ALL),
        "period": options.period(say, _PERIOD),
        "jobs": options.option(say, "--jobs", _JOBS, options.NUMBER, min=1),
        "timeout": options.option(say, "--timeout", _TIMEOUT, _SECONDS, min=0.001),
        "engine": options.option(say, "--engine", _ENGINE, "warm|kernel"),
        "memory": options.option(say, "--memory", _MEMORY, "MB", min=1),
        "force": options.option(say, "--force", _FORCE),
        "scheduler": options.option(say, "--scheduler", _SCHEDULER, _ADDRESS),
        "as_json": options.as_json(say),
    }
    return options.taking(_Publishing, described, partial(_publish, say))


def _publish(say: Speaker, asked: _Publishing) -> None:
    from monitorlib.cli.outcomes import Told, ToldAsJson, tell_of_notebooks
    from monitorlib.cli.publishing import left_and_waiting, plan
    from monitorlib.release.sealing import seal_what_stands
    from monitorlib.workspace.notebooks import made_by

    if (asked.team is None) == (not asked.everything):
        raise UserError(Text("Kies --team NAAM of --all.", "Choose --team NAME or --all."))
    signal.signal(signal.SIGTERM, lambda *_: os._exit(143))  # its workers see it and end
    place = Workspace.open(asked.workspace)
    if asked.as_json:
        seal_what_stands(place)
    else:
        seal_first(say, place)
    maker, wishes = made_by(place), plan(place, asked.team, asked.period)
    left, still = (wishes, []) if asked.force else left_and_waiting(place, wishes, maker)
    told = (ToldAsJson if asked.as_json else Told)(say, place)
    outcome = _released(place, left, maker, asked, told)
    told.at_the_end(wishes, left, still, outcome)
    if not asked.as_json:
        tell_of_notebooks(say, place, wishes)
    if outcome.failed:
        raise typer.Exit(1)


def _released(
    place: Workspace, left: list[Wish], maker: str, asked: _Publishing, told: "Told"
) -> "Published":
    """Release what is left to do, told of as it comes; where nothing is, nothing is asked of other teams."""
    from monitorlib.cli.publishing import Published, release_all
    from monitorlib.workspace.notebooks import team_notebooks

    notebooks, how = team_notebooks(place), _how(asked.engine, asked.timeout, asked.memory)
    with told.following(len(left), len(notebooks)) as following:
        if not left:
            return Published()
        return release_all(
            place,
            left,
            notebooks=notebooks,
            how=how,
            made_by=maker,
            **_who_runs_them(asked.jobs, asked.scheduler),
            ended=following.ended,
            step=following.step,
        )


def _how(engine: str, timeout: float | None, memory: int | None):
    from monitorlib.runs import CELL_TIMEOUT_SECONDS, ENGINES, MEMORY_MB, How

    if engine not in ENGINES:
        told = Text("--engine: kies warm of kernel.", "--engine: choose warm or kernel.")
        raise UserError(told)
    return How(engine, timeout or CELL_TIMEOUT_SECONDS, memory or MEMORY_MB)


def _who_runs_them(jobs: int | None, scheduler: str | None) -> dict[str, Any]:
    """Processes of this computer, or the workers of a cluster."""
    from monitorlib.cli.publishing import DEFAULT_JOBS
    from monitorlib.runs.cluster import Cluster

    if scheduler is None:
        return {"jobs": jobs or DEFAULT_JOBS}
    return {"jobs": jobs, "crew": partial(Cluster, address=scheduler)}


def release_with_progress(say: Speaker, workspace: Workspace, wishes: list[Wish], jobs: int) -> None:
    """Release these wishes with a bar."""
    from monitorlib.cli.publishing import publish_all

    if not wishes:
        return
    with say.progress() as progress:
        task = progress.add_task(_RELEASING[say.language], total=len(wishes))
        publish_all(workspace, wishes, jobs, lambda _wish: progress.advance(task))


def seal_first(say: Speaker, workspace: Workspace) -> None:
    """Seal what was released before and has no seal of now, and tell it."""
    from monitorlib.release.sealing import seal_what_stands

    sealed = seal_what_stands(workspace)
    if sealed.periods:
        say(counted(sealed.periods, *(_SEALED_AGAIN if sealed.new_key else _SEALED)))
    for place in sealed.unknown:
        say(_UNKNOWN, place=place)


_RELEASING = Text("Vrijgeven", "Releasing")
_SEALED = (
    Text(
        "{n} periode die al vrijgegeven was, kreeg een zegel.",
        "{n} period that was released already got a seal.",
    ),
    Text(
        "{n} perioden die al vrijgegeven waren, kregen een zegel.",
        "{n} periods that were released already got a seal.",
    ),
)
_SEALED_AGAIN = (
    Text(
        "De sleutel van het zegel is een andere dan eerst; {n} periode is opnieuw verzegeld. Start schermen die "
        "open staan opnieuw.",
        "The key of the seal is another one than before; {n} period was sealed again. Start screens that are open "
        "again.",
    ),
    Text(
        "De sleutel van het zegel is een andere dan eerst; {n} perioden zijn opnieuw verzegeld. Start schermen "
        "die open staan opnieuw.",
        "The key of the seal is another one than before; {n} periods were sealed again. Start screens that are "
        "open again.",
    ),
)
_UNKNOWN = Text(
    "Vrijgave {place} staat niet in de lijst binnen de muur. Ze krijgt geen zegel en wordt niet getoond, "
    "maar telt mee in de toets. Is ze niet van u? Haal het bestand weg.",
    "Release {place} is not in the list inside the wall. It gets no seal and is not shown, but counts in the "
    "audit. Is it not yours? Take the file away.",
)
_ALL = Text("Van elk team, elke periode die compleet is.", "Of each team, each period that is complete.")
_PERIOD = Text(
    "Alleen deze periode, bijvoorbeeld 2025. Zonder: alle die compleet zijn.",
    "This period only, for example 2025. Without: all that are complete.",
)
_JOBS = Text(
    "Hoeveel teams tegelijk. Met --scheduler: hoogstens zo veel.",
    "How many teams at once. With --scheduler: at most so many.",
)
_ADDRESS = Text("ADRES", "ADDRESS")
_SCHEDULER = Text(
    "Laat een cluster van Dask de teams uitrekenen: het adres van de scheduler, bijvoorbeeld "
    "tls://10.0.0.5:8786. Zonder --jobs zo veel teams tegelijk als de workers threads hebben. Vrijgeven gebeurt "
    "hier. Alle computers zien de werkmap op dezelfde plek.",
    "Let a Dask cluster work the teams out: the address of its scheduler, for example tls://10.0.0.5:8786. "
    "Where --jobs is left out, as many teams at once as the workers have threads. Releasing happens here. All "
    "computers see the workspace at the same path.",
)
_SECONDS = Text("SECONDEN", "SECONDS")
_TIMEOUT = Text("Hoe lang één cel mag duren.", "How long one cell may take.")
_ENGINE = Text(
    "Hoe notebooks draaien: warm is snel; kernel is zoals in JupyterLab.",
    "How notebooks run: warm is quick; kernel is as in JupyterLab.",
)
_MEMORY = Text("Hoeveel geheugen één notebook mag gebruiken.", "How much memory one notebook may use.")
_FORCE = Text("Reken ook opnieuw wat actueel is.", "Work out again what is up to date too.")
