"""`monitor publish`: what is to be released is worked out, and each team tells what it got."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from monitorlib.cli import options
from monitorlib.cli.speaking import Speaker
from monitorlib.cli.wishes import Wish
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text, counted
from monitorlib.workspace import Workspace


def publish_command(say: Speaker) -> Callable:
    """The command `publish`."""

    def publish(
        workspace: Annotated[Path, options.workspace(say)],
        team: Annotated[str | None, options.team(say)] = None,
        everything: Annotated[bool, options.option(say, "--all", _ALL)] = False,
        period: Annotated[str | None, options.period(say, _PERIOD)] = None,
        jobs: Annotated[int | None, options.option(say, "--jobs", _JOBS, options.NUMBER, min=1)] = None,
        timeout: Annotated[
            float | None, options.option(say, "--timeout", _TIMEOUT, _SECONDS, min=0.001)
        ] = None,
        engine: Annotated[str, options.option(say, "--engine", _ENGINE, "warm|kernel")] = "warm",
        memory: Annotated[int | None, options.option(say, "--memory", _MEMORY, "MB", min=1)] = None,
        force: Annotated[bool, options.option(say, "--force", _FORCE)] = False,
        as_json: Annotated[bool, options.as_json(say)] = False,
    ) -> None:
        from monitorlib.cli.outcomes import Told, ToldAsJson, tell_of_notebooks
        from monitorlib.cli.publishing import DEFAULT_JOBS, Published, left_and_waiting, plan, release_all
        from monitorlib.release.sealing import seal_what_stands
        from monitorlib.workspace.notebooks import made_by, team_notebooks

        if (team is None) == (not everything):
            raise UserError(Text("Kies --team NAAM of --all.", "Choose --team NAME or --all."))
        signal.signal(signal.SIGTERM, lambda *_: os._exit(143))  # its workers see it and end
        place = Workspace.open(workspace)
        if as_json:
            seal_what_stands(place)
        else:
            seal_first(say, place)
        notebooks, how = team_notebooks(place), _how(engine, timeout, memory)
        maker, wishes = made_by(place), plan(place, team, period)
        left, still = (wishes, []) if force else left_and_waiting(place, wishes, maker)
        told = (ToldAsJson if as_json else Told)(say, place)
        with told.following(len(left), len(notebooks)) as following:
            outcome = Published()
            if left:  # else nothing is asked of other teams
                outcome = release_all(
                    place,
                    left,
                    jobs or DEFAULT_JOBS,
                    notebooks,
                    how,
                    maker,
                    ended=following.ended,
                    step=following.step,
                )
        told.at_the_end(wishes, left, still, outcome)
        if not as_json:
            tell_of_notebooks(say, place, wishes)
        if outcome.failed:
            raise typer.Exit(1)

    return publish


def _how(engine: str, timeout: float | None, memory: int | None):
    from monitorlib.runs import CELL_TIMEOUT_SECONDS, ENGINES, MEMORY_MB, How

    if engine not in ENGINES:
        told = Text("--engine: kies warm of kernel.", "--engine: choose warm or kernel.")
        raise UserError(told)
    return How(engine, timeout or CELL_TIMEOUT_SECONDS, memory or MEMORY_MB)


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
_JOBS = Text("Hoeveel teams tegelijk.", "How many teams at once.")
_SECONDS = Text("SECONDEN", "SECONDS")
_TIMEOUT = Text("Hoe lang één cel mag duren.", "How long one cell may take.")
_ENGINE = Text(
    "Hoe notebooks draaien: warm is snel; kernel is zoals in JupyterLab.",
    "How notebooks run: warm is quick; kernel is as in JupyterLab.",
)
_MEMORY = Text("Hoeveel geheugen één notebook mag gebruiken.", "How much memory one notebook may use.")
_FORCE = Text("Reken ook opnieuw wat actueel is.", "Work out again what is up to date too.")
