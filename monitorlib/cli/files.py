"""Commands that write a file of what was released: `export`, `report` and `caseload`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from monitorlib.cli import options
from monitorlib.cli.speaking import Speaker
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text, as_typed, counted
from monitorlib.workspace import Workspace


def export_command(say: Speaker) -> Callable[..., None]:
    """The command `export`."""

    def export(
        workspace: Annotated[Path, options.workspace(say)],
        team: Annotated[str, options.team(say)],
        period: Annotated[str | None, options.period(say, _EXPORTED_PERIOD)] = None,
        format: Annotated[str, options.format_(say, "csv|xlsx")] = "csv",
        output: Annotated[Path | None, options.output(say)] = None,
    ) -> None:
        from monitorlib.release.exports import write_export

        file = write_export(Workspace.open(workspace), team, period, format, output, say.language)
        say(Text("Tabellen: {file}", "Tables: {file}"), file=file)

    return export


@dataclass(frozen=True)
class _Report:
    """What is asked of `report`."""

    workspace: Path
    team: str | None = None
    everything: bool = False
    period: str | None = None
    format: str = "html"
    audience: str = "team"
    output: Path | None = None


def report_command(say: Speaker) -> Callable[..., None]:
    """The command `report`."""
    described = {
        "workspace": options.workspace(say),
        "team": options.team(say),
        "everything": options.option(say, "--all", _ALL_REPORTS),
        "period": options.period(say),
        "format": options.format_(say),
        "audience": options.option(say, "--for", _FOR, "team|organisation"),
        "output": options.output(say),
    }
    return options.taking(_Report, described, partial(_report, say))


def _report(say: Speaker, asked: _Report) -> None:
    from monitorlib.cli.reporting import write_report

    if (asked.team is None) == (not asked.everything):
        raise UserError(Text("Kies --team NAAM of --all.", "Choose --team NAME or --all."))
    place = Workspace.open(asked.workspace)
    if asked.team is None:
        _report_all(say, place, asked)
        return
    file = write_report(
        place, asked.team, asked.period, asked.output, say.language, asked.format, asked.audience
    )
    say(Text("Verslag: {file}", "Report: {file}"), file=file)
    say(_AFTER_REPORT, place=as_typed(asked.workspace), team=as_typed(asked.team))


def _report_all(say: Speaker, place: Workspace, asked: _Report) -> None:
    """A report for each team, what each got, and where they are."""
    from monitorlib.cli.reporting_all import INDEX, write_all_reports

    def tell(entry) -> None:
        got = entry.file or "–"
        told = entry.told[say.language]
        say(Text("{team}: {got}", "{team}: {got}"), team=entry.team, got=f"{got} ({told})" if told else got)

    folder, entries = write_all_reports(
        place, asked.period, asked.output, say.language, asked.format, asked.audience, tell
    )
    say(
        Text("{reports} van {teams}: {file}", "{reports} of {teams}: {file}"),
        reports=counted(sum(entry.file is not None for entry in entries), *_REPORTS),
        teams=counted(len(entries), *_TEAMS),
        file=folder / INDEX,
    )


def caseload_command(say: Speaker) -> Callable[..., None]:
    """The command `caseload`."""

    def caseload(
        workspace: Annotated[Path, options.workspace(say)],
        team: Annotated[str, options.team(say)],
        key: Annotated[Path, options.key(say)],
        period: Annotated[str | None, options.period(say)] = None,
        worker: Annotated[str | None, options.option(say, "--worker", _WORKER, _CODE)] = None,
        format: Annotated[str, options.format_(say)] = "html",
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
_AFTER_REPORT = Text(
    "Verder: monitor progress --workspace {place} --team {team}",
    "Next: monitor progress --workspace {place} --team {team}",
)
_EXPORTED_PERIOD = Text("Alleen deze periode. Zonder: alle.", "This period only. Without: all.")
_ALL_REPORTS = Text(
    "Een verslag van elk team, in een map met een overzicht.",
    "A report of each team, in a folder with an index.",
)
_FOR = Text(
    "Voor wie: het team zelf, of de organisatie (dan grover).",
    "For whom: the team itself, or the organisation (then coarser).",
)
_REPORTS = Text("{n} verslag", "{n} report"), Text("{n} verslagen", "{n} reports")
_TEAMS = Text("{n} team", "{n} team"), Text("{n} teams", "{n} teams")
_CODE = Text("CODE", "CODE")
_WORKER = Text(
    "De code van de medewerker in het registratiesysteem. Zonder: er wordt om gevraagd.",
    "The worker's code in the registration system. Without: it is asked for.",
)
