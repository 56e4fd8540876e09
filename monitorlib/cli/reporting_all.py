"""The reports of all teams at once: a folder with one for each and an index, there whole or not at all.

For their owner only, as a report of its own is: a team's words stand in them.
"""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from monitorlib import trail
from monitorlib.cli.reporting import find_material, in_format, refuse_unknown
from monitorlib.foundation.errors import UserError, why_refused
from monitorlib.foundation.files import write_aside
from monitorlib.foundation.texts import Text
from monitorlib.measurements.versions import open_table
from monitorlib.release.keys import releases_of
from monitorlib.release.read import release_files, released_teams, team_folder_name
from monitorlib.release.sealing import refuse_unsealed
from monitorlib.release.settling import WAITING_FILE
from monitorlib.reports.page import NOTHING_TO_SHOW, Entry, index_page
from monitorlib.reports.team_report import report_parts
from monitorlib.workspace import Workspace, made_private

INDEX = "index.html"
FOLDER = Text("verslagen", "reports")
NOTHING = Text("", "")
NEVER = Text("nog niets vrijgegeven: monitor publish", "nothing released yet: monitor publish")
TAKEN_BACK = Text("ingetrokken: er wordt nu niets getoond", "taken back: nothing is shown now")
WAITS = Text(
    "wacht: er is te weinig veranderd om iets te tonen zonder iemand te herkennen",
    "waits: too little changed to show anything without recognising somebody",
)
RUNS = Text(
    "periode {period} is nog niet rond; vanaf {day}", "period {period} is not complete; from {day} on"
)
Done = Callable[[Entry], None]


def write_all_reports(
    workspace: Workspace,
    period: str | None,
    output: Path | None,
    language: str,
    format: str = "html",
    audience: str = "team",
    done: Done = lambda _entry: None,
) -> tuple[Path, list[Entry]]:
    """A report for each team about the period (its latest without a wish) and an index.

    Returns the folder and what each team got; `done` is told of each as it comes.
    A folder that these reports were written to before is replaced as a whole. UserError: an unknown format or
    audience, an `output` that is a file or a folder with other things in it, or that cannot be written.
    """
    refuse_unknown(format, audience)
    target = output or Path(FOLDER[language])
    _refuse_other_things(target)
    sealed = _all_sealed(workspace)  # asked once where all are, and else of each team
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as aside:
            made = made_private(Path(aside) / target.name)
            entries = []
            wanted = _Wanted(period, language, format, audience, ask_seal=not sealed)
            for each in _teams(workspace):
                entries.append(_written(workspace, made, each, wanted))
                done(entries[-1])
            trail.note(workspace, trail.REPORTED, period=period or "", format=format, audience=audience)
            page = index_page(entries, workspace.settings().organisation, language)
            write_aside(made / INDEX, page.encode())
            if target.exists():
                target.rename(Path(aside) / "before")
            made.rename(target)
    except OSError as error:
        raise _unwritable(target, error) from None
    return target, entries


@dataclass(frozen=True)
class _Wanted:
    """How every report is to be: about which period, in which language and format, for whom."""

    period: str | None
    language: str
    format: str
    audience: str
    ask_seal: bool


def _written(workspace: Workspace, folder: Path, team: str, wanted: _Wanted) -> Entry:
    """Write one team's report; of a team without one, why."""
    name = team_folder_name(team)
    if not released_teams(releases_of(workspace), team):
        return Entry(team, None, "", _why_nothing(workspace, team))
    try:
        material = find_material(
            workspace, team, wanted.period, wanted.language, wanted.audience, wanted.ask_seal
        )
        parts = report_parts(material, wanted.audience, wanted.language)
    except UserError as error:
        return Entry(team, None, "", Text(*(error.message(each).replace("\n", " ") for each in ("nl", "en"))))
    content = material.release.content
    shared = "" if wanted.audience == "team" else f"-{wanted.audience}"
    file = f"{name}-{content.period.id}{shared}.{wanted.format}"
    write_aside(folder / file, in_format(parts, wanted.format, wanted.language))
    nothing = all(row.n is None for view in content.views for row in view.rows)
    return Entry(team, file, content.period.label[wanted.language], NOTHING_TO_SHOW if nothing else NOTHING)


def _all_sealed(workspace: Workspace) -> bool:
    try:
        refuse_unsealed(workspace)
    except UserError:
        return False
    return True


def _teams(workspace: Workspace) -> list[str]:
    """Every team that was measured or released, by name."""
    teams = {team.team for team in released_teams(releases_of(workspace))}
    with suppress(UserError):  # a workspace may hold releases alone
        teams |= set(open_table(workspace).to_pyarrow_table(columns=["team"])["team"].unique().to_pylist())
    if not teams:
        raise UserError(
            Text("In deze werkmap staat nog geen team.", "There is no team in this workspace yet."),
            Text("Begin met: monitor import.", "Begin with: monitor import."),
        )
    return sorted(teams, key=str.casefold)


def _why_nothing(workspace: Workspace, team: str) -> Text:
    folder = team_folder_name(team)
    if any(release_files(period) for period in (workspace.release / folder).glob("*")):
        return TAKEN_BACK
    if any((workspace.runs / folder).glob(f"*/{WAITING_FILE}")):
        return WAITS
    settings, today = workspace.settings(), date.today()
    running = settings.running(team, today)
    if running and not [each for each in settings.periods_of(team) if settings.settled_on(each) <= today]:
        day = settings.settled_on(running[0]).strftime("%d-%m-%Y")
        if settings.periods:
            return RUNS.fill(period=running[0].label, day=day)
    return NEVER


def _refuse_other_things(target: Path) -> None:
    """A folder that is not of these reports stays as it is."""
    if target.exists() and not target.is_dir():
        raise UserError(
            Text(
                f"'{target}' is een bestand; --all schrijft een map.",
                f"'{target}' is a file; --all writes a folder.",
            ),
            Text("Kies met --output een map.", "Choose a folder with --output."),
        )
    if target.is_dir() and any(target.iterdir()) and not _is_ours(target):
        raise UserError(
            Text(f"In '{target}' staan andere bestanden.", f"'{target}' holds other files."),
            Text("Kies met --output een lege of nieuwe map.", "Choose an empty or new folder with --output."),
        )


def _is_ours(folder: Path) -> bool:
    from monitorlib.reports.page import TITLE

    index = folder / INDEX
    if not index.is_file():
        return False
    head = index.read_text(encoding="utf-8", errors="replace")[:2000]
    return any(f"<title>{title}</title>" in head for title in (TITLE.nl, TITLE.en))


def _unwritable(target: Path, error: OSError) -> UserError:
    told = why_refused(error)
    return UserError(
        Text(f"Kan '{target}' niet schrijven ({told.nl}).", f"Cannot write '{target}' ({told.en})."),
        Text("Kies met --output een andere plek.", "Choose another place with --output."),
    )
