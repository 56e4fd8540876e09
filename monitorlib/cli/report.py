"""`monitor report`: the report of one team, or of all."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from monitorlib.cli import options
from monitorlib.cli.speaking import Speaker
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text, as_typed, counted
from monitorlib.reports import AUDIENCES, REPORT_FORMATS
from monitorlib.workspace import Workspace


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
        "format": options.format_(say, REPORT_FORMATS),
        "audience": options.option(say, "--for", _FOR, "|".join(AUDIENCES)),
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


_AFTER_REPORT = Text(
    "Verder: monitor progress --workspace {place} --team {team}",
    "Next: monitor progress --workspace {place} --team {team}",
)
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
