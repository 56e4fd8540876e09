"""`monitor caseload`: the page of one worker's own residents, for that worker alone."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from monitorlib.cli import options
from monitorlib.cli.speaking import Speaker
from monitorlib.foundation.texts import Text
from monitorlib.reports import REPORT_FORMATS
from monitorlib.workspace import Workspace


def caseload_command(say: Speaker) -> Callable[..., None]:
    """The command `caseload`."""

    def caseload(
        workspace: Annotated[Path, options.workspace(say)],
        team: Annotated[str, options.team(say)],
        key: Annotated[Path, options.key(say)],
        period: Annotated[str | None, options.period(say)] = None,
        worker: Annotated[str | None, options.option(say, "--worker", _WORKER, _CODE)] = None,
        format: Annotated[str, options.format_(say, REPORT_FORMATS)] = REPORT_FORMATS[0],
        output: Annotated[Path | None, options.output(say)] = None,
    ) -> None:
        from monitorlib.cli.reporting import worker_of, write_own_page

        place = Workspace.open(workspace)
        # asked for, so that the code does not stay in the history of the terminal
        code = worker or typer.prompt(_WHOSE[say.language], err=True)
        file = write_own_page(place, team, period, worker_of(place, key, code), output, say.language, format)
        say(
            Text(
                "Blad: {file}. Geef het alleen aan deze medewerker. Per periode is er één.",
                "Page: {file}. Give it to this worker only. There is one a period.",
            ),
            file=file,
        )

    return caseload


_WHOSE = Text(
    "Code van de medewerker, zoals in het registratiesysteem",
    "Code of the worker, as in the registration system",
)
_CODE = Text("CODE", "CODE")
_WORKER = Text(
    "De code van de medewerker in het registratiesysteem. Zonder: er wordt om gevraagd.",
    "The worker's code in the registration system. Without: it is asked for.",
)
