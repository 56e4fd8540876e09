"""The commands. Each opens what it needs, calls one room, and tells what was done; no computing here."""

import os
import signal
import subprocess
import sys
import webbrowser
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

import typer

from monitorlib.cli import options
from monitorlib.cli.backup import BACKUP_HELP, RESTORE_HELP, backup_command, restore_command
from monitorlib.cli.checking import HELP as AUDIT_HELP
from monitorlib.cli.checking import audit_command, verify_command
from monitorlib.cli.completing import completion_options
from monitorlib.cli.frame import SpokenGroup, SpokenTyper
from monitorlib.cli.intake import import_command, inspect_command
from monitorlib.cli.releasing import publish_command, release_with_progress, seal_first
from monitorlib.cli.resident import HELP as RESIDENT_HELP
from monitorlib.cli.resident import resident_command
from monitorlib.cli.room import NETWORK_HELP, tell_of_the_room
from monitorlib.cli.serving import HELP as SERVE_HELP
from monitorlib.cli.serving import serve_command
from monitorlib.cli.speaking import Speaker
from monitorlib.cli.story import story
from monitorlib.cli.wishes import FIRST
from monitorlib.foundation.errors import UserError, choose_from
from monitorlib.foundation.texts import Text, as_typed, counted
from monitorlib.workspace import WORKSPACE_VARIABLE, Workspace

DEFAULT_PORT = 8790

_HELP = {
    "app": Text("Van registratie naar teamgesprek.", "From registration to a team meeting."),
    "key": Text("De sleutel van de pseudoniemen.", "The key of the pseudonyms."),
    "key_new": Text(
        "Maak een nieuwe sleutel in een bestand buiten de werkmap.",
        "Make a new key in a file outside the workspace.",
    ),
    "inspect": Text(
        "Laat zien wat er ingelezen zou worden; er wordt niets opgeslagen.",
        "Show what would be imported; nothing is stored.",
    ),
    "import": Text("Lees exports in, met pseudoniemen.", "Import exports, with pseudonyms."),
    "undo": Text("Draai de laatste import terug.", "Undo the last import."),
    "publish": Text(
        "Reken uit en geef vrij wat een team mag zien.", "Compute and release what a team may see."
    ),
    "verify": Text(
        "Reken vrijgaven na uit hun eigen versie van de gegevens.",
        "Work releases out once more from their own version of the data.",
    ),
    "withdraw": Text(
        "Neem de vrijgave van een team terug; ze wordt niet meer getoond.",
        "Take a team's release back; it is shown no more.",
    ),
    "export": Text(
        "Schrijf de vrijgegeven tabellen van een team als CSV of XLSX.",
        "Write a team's released tables as CSV or XLSX.",
    ),
    "session": Text("Open de teamreflectie in de browser.", "Open the team reflection in the browser."),
    "serve": SERVE_HELP,
    "report": Text(
        "Schrijf het verslag van een team als HTML, PDF of document (docx).",
        "Write a team's report as HTML, PDF or document (docx).",
    ),
    "caseload": Text(
        "Schrijf het blad van een eigen caseload, voor die medewerker alleen.",
        "Write the page of an own caseload, for that worker alone.",
    ),
    "resident": RESIDENT_HELP,
    "backup": BACKUP_HELP,
    "restore": RESTORE_HELP,
    "audit": AUDIT_HELP,
    "progress": Text(
        "Open de voortgang van de afspraken in de browser.",
        "Open the progress of the agreements in the browser.",
    ),
    "lab": Text(
        "Open de notebooks van de werkmap in JupyterLab.",
        "Open the notebooks of the workspace in JupyterLab.",
    ),
    "new-notebook": Text(
        "Maak een eigen notebook in de werkmap, dat meteen draait.",
        "Make a notebook of your own in the workspace, which runs at once.",
    ),
}


def build_app(language: str) -> typer.Typer:
    """The commands, speaking `language`. Their order and headings are `story.PANELS`."""
    say = Speaker(language)
    app = SpokenTyper(
        cls=SpokenGroup,
        help=_HELP["app"][language],
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback(invoke_without_command=True)(_monitor(say))
    key = SpokenTyper(cls=SpokenGroup, help=_HELP["key"][language], no_args_is_help=True)
    app.add_typer(key, name="key")
    key.command("new", help=_HELP["key_new"][language])(_key_new(say))
    commands = {
        "inspect": inspect_command,
        "import": import_command,
        "undo": _undo,
        "publish": publish_command,
        "verify": verify_command,
        "withdraw": _withdraw,
        "export": _export,
        "session": _session,
        "serve": serve_command,
        "report": _report,
        "caseload": _caseload,
        "resident": resident_command,
        "backup": backup_command,
        "restore": restore_command,
        "audit": audit_command,
        "progress": _progress,
        "lab": _lab,
        "new-notebook": _new_notebook,
    }
    for name, make in commands.items():
        app.command(name, help=_HELP[name][language])(make(say))
    return app


def _monitor(say: Speaker):
    """What `monitor` does without a command: tell the story."""
    version = Text("Laat de versie zien.", "Show the version.")
    lang = Text(
        "De taal: nl of en. Mag overal op de regel staan.", "The language: nl or en. Anywhere on the line."
    )
    install, show = completion_options(say)

    def monitor(
        ctx: typer.Context,
        lang: Annotated[str, options.option(say, "--lang", lang, "nl|en")] = say.language,
        version: Annotated[bool, options.option(say, "--version", version)] = False,
        install_completion: Annotated[bool, install] = False,
        show_completion: Annotated[bool, show] = False,
    ) -> None:
        if version:
            from monitorlib import __version__

            say.plain(f"monitor {__version__}")
            raise typer.Exit
        if ctx.invoked_subcommand is None:
            say.plain("\n".join(story(say.language)))

    return monitor


def _key_new(say: Speaker):
    def key_new(file: Annotated[Path, options.argument(say, _KEY_FILE, options.FILE)]) -> None:
        from monitorlib.intake import new_key

        id = new_key(file)
        say(
            Text(
                "Sleutel {id} staat in {file}. Bewaar hem goed en apart: zonder sleutel kan niemand later "
                "metingen van dezelfde inwoner koppelen.",
                "Key {id} is in {file}. Keep it safe and apart: without it nobody can link later measurements "
                "of the same resident.",
            ),
            id=id,
            file=file,
        )
        say(_AFTER_KEY, file=as_typed(file))

    return key_new


def _undo(say: Speaker):
    def undo(workspace: Annotated[Path, options.workspace(say)]) -> None:
        from monitorlib import trail
        from monitorlib.measurements import undo_import

        place = Workspace.open(workspace)
        version = undo_import(place, lambda undone: trail.note(place, trail.UNDID, version=undone))
        say(
            Text(
                "De laatste import is teruggedraaid; dit is versie {version} van de gegevens.",
                "The last import was undone; this is version {version} of the data.",
            ),
            version=version,
        )
        say(_AFTER_UNDO)

    return undo


def _withdraw(say: Speaker):
    def withdraw(
        workspace: Annotated[Path, options.workspace(say)],
        team: Annotated[str, options.team(say)],
        period: Annotated[str, options.period(say, _WITHDRAWN_PERIOD)],
        reason: Annotated[str, options.option(say, "--reason", _REASON, _WORDS)],
    ) -> None:
        from monitorlib.release.withdraw import withdraw_release

        number = withdraw_release(Workspace.open(workspace), team, period, reason)
        say(
            Text(
                "Vrijgave {number} van {team}, {period} is ingetrokken. Ze blijft bewaard en telt mee bij de "
                "toets van volgende vrijgaven.",
                "Release {number} of {team}, {period} was withdrawn. It is kept, and counts in the audit of "
                "later releases.",
            ),
            number=number,
            team=team,
            period=period,
        )
        say(_AFTER_WITHDRAW, place=as_typed(workspace))

    return withdraw


def _export(say: Speaker):
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


def _session(say: Speaker):
    def session(
        workspace: Annotated[Path | None, options.workspace(say)] = None,
        demo: Annotated[bool, options.option(say, "--demo", _DEMO)] = False,
        team: Annotated[str | None, options.team(say)] = None,
        port: Annotated[int, options.port(say)] = DEFAULT_PORT,
        no_browser: Annotated[bool, options.no_browser(say)] = False,
        network: Annotated[bool, options.option(say, "--network", NETWORK_HELP)] = False,
    ) -> None:
        from monitorlib.server.entry import Entry
        from monitorlib.server.viewer import Viewer, refuse_used_port

        refuse_used_port(port)
        # stopped from outside, the page and what runs behind it end too
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        with ExitStack() as stack:
            if demo:
                place, rest = _demo_workspace(say, workspace)
            else:
                place, rest = _chosen_workspace(workspace, team), None
            _prepare_log(place)
            _note_opening(place, team, "teamreflectie")
            entry = Entry.for_the_room() if network else Entry.for_this_computer()
            viewer = stack.enter_context(Viewer(place, port, team or "", say.language, entry=entry))
            first = f"#{urlencode(vars(FIRST[0]))}" if demo and not team else ""
            if rest is not None:
                stack.callback(_stop, rest())
            say(
                Text(
                    "De teamreflectie staat klaar op {address}", "The team reflection is ready at {address}"
                ),
                address=viewer.address + first,
            )
            if network:
                tell_of_the_room(say, viewer)
            else:
                say(
                    Text(
                        "Meekijken op een tweede scherm van deze computer: {address}\n"
                        "Met telefoons of andere computers erbij: start met --network.",
                        "To follow along on a second screen of this computer: {address}\n"
                        "With phones or other computers: start with --network.",
                    ),
                    address=viewer.following_address,
                )
            say(Text("Stoppen: Ctrl-C.", "To stop: Ctrl-C."))
            if not no_browser:
                webbrowser.open(viewer.opening_address + first)
            viewer.wait(say)

    return session


def _prepare_log(workspace: Workspace) -> None:
    """Bring the tables of the session log up to date here, so that no viewer's kernel has to."""
    from monitorlib.sessions import SessionLog

    SessionLog(workspace.session_log).let_go()


def _note_opening(workspace: Workspace, team: str | None, page: str) -> None:
    """By the process that starts the screen: its kernels do not come at the trail."""
    from monitorlib import trail

    trail.note(workspace, trail.OPENED, team=team or "", page=page)


def _chosen_workspace(workspace: Path | None, team: str | None) -> Workspace:
    from monitorlib.release.keys import releases_of
    from monitorlib.release.read import released_teams
    from monitorlib.release.sealing import refuse_unsealed

    if workspace is None:
        raise UserError(
            Text("Kies een werkmap: --workspace MAP.", "Choose a workspace: --workspace DIR."),
            Text("Of bekijk de demo: --demo.", "Or see the demo: --demo."),
        )
    place = Workspace.open(workspace)
    refuse_unsealed(place, team)
    teams = [released.team for released in released_teams(releases_of(place))]
    if teams and team is not None and not released_teams(releases_of(place), team):
        raise UserError(
            Text(f"Van team '{team}' is niets vrijgegeven.", f"Nothing has been released of team '{team}'."),
            choose_from(team, teams),
        )
    if not teams:
        raise UserError(
            Text("In deze werkmap is nog niets vrijgegeven.", "Nothing has been released in this workspace."),
            Text(
                f"Doe eerst: monitor publish --workspace {as_typed(workspace)} --all",
                f"First do: monitor publish --workspace {as_typed(workspace)} --all",
            ),
        )
    return place


def _demo_workspace(say: Speaker, workspace: Path | None):
    """The demo workspace with its first teams released, and how to start releasing the rest."""
    from monitorlib.release.read import release_files, team_folder_name

    path = workspace or _demo_path()
    place = Workspace(path)
    ready = all(release_files(place.release / team_folder_name(w.team) / w.period) for w in FIRST)
    if not ready:
        say(Text("De demo wordt klaargezet (een minuut)…", "The demo is being prepared (a minute)…"))
        from monitorlib.cli.demo import prepare_demo
        from monitorlib.cli.publishing import to_do

        place = prepare_demo(path)
        release_with_progress(say, place, to_do(place, list(FIRST)), jobs=len(FIRST))
    seal_first(say, place)
    return place, lambda: _publish_rest(place)


def _demo_path() -> Path:
    """Where the demo is kept: beside its data in a checkout, with this user's own data for an installation."""
    from platformdirs import user_data_path

    from monitorlib.foundation.files import is_checkout, shipped

    return shipped("data") / "workspace" if is_checkout() else user_data_path("monitorlib") / "demo"


def _publish_rest(workspace: Workspace) -> subprocess.Popen:
    """Release what is left in a process of its own, one team at a time, so that the page stays quick."""
    command = [sys.executable, "-m", "monitorlib.cli", "publish", "--all", "--jobs", "1"]
    log = workspace.path / "logs" / "publish.log"
    with log.open("ab") as output:
        return subprocess.Popen(
            [*command, "--workspace", str(workspace.path)], stdout=output, stderr=subprocess.STDOUT
        )


def _stop(process: subprocess.Popen) -> None:
    if process.poll() is None:
        process.terminate()
        process.wait()


def _report(say: Speaker):
    def report(
        workspace: Annotated[Path, options.workspace(say)],
        team: Annotated[str | None, options.team(say)] = None,
        everything: Annotated[bool, options.option(say, "--all", _ALL_REPORTS)] = False,
        period: Annotated[str | None, options.period(say)] = None,
        format: Annotated[str, options.format_(say)] = "html",
        audience: Annotated[str, options.option(say, "--for", _FOR, "team|organisation")] = "team",
        output: Annotated[Path | None, options.output(say)] = None,
    ) -> None:
        from monitorlib.cli.reporting import write_report

        if (team is None) == (not everything):
            raise UserError(Text("Kies --team NAAM of --all.", "Choose --team NAME or --all."))
        place = Workspace.open(workspace)
        if team is None:
            _report_all(say, place, period, output, format, audience)
            return
        file = write_report(place, team, period, output, say.language, format, audience)
        say(Text("Verslag: {file}", "Report: {file}"), file=file)
        say(_AFTER_REPORT, place=as_typed(workspace), team=as_typed(team))

    return report


def _report_all(say: Speaker, place: Workspace, period, output, format: str, audience: str) -> None:
    """A report for each team, what each got, and where they are."""
    from monitorlib.cli.reporting_all import INDEX, write_all_reports

    def tell(entry) -> None:
        got = entry.file or "–"
        told = entry.told[say.language]
        say(Text("{team}: {got}", "{team}: {got}"), team=entry.team, got=f"{got} ({told})" if told else got)

    folder, entries = write_all_reports(place, period, output, say.language, format, audience, tell)
    say(
        Text("{reports} van {teams}: {file}", "{reports} of {teams}: {file}"),
        reports=counted(sum(entry.file is not None for entry in entries), *_REPORTS),
        teams=counted(len(entries), *_TEAMS),
        file=folder / INDEX,
    )


def _caseload(say: Speaker):
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


def _progress(say: Speaker):
    def progress(
        workspace: Annotated[Path, options.workspace(say)],
        team: Annotated[str | None, options.team(say)] = None,
        port: Annotated[int, options.port(say)] = DEFAULT_PORT + 1,
        no_browser: Annotated[bool, options.no_browser(say)] = False,
    ) -> None:
        from monitorlib.server.viewer import Viewer, refuse_used_port

        refuse_used_port(port)
        place = _chosen_workspace(workspace, team)
        _prepare_log(place)
        _note_opening(place, team, "voortgang")
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        with Viewer(place, port, team or "", say.language, notebook="voortgang") as viewer:
            say(
                Text("De voortgang staat klaar op {address}", "The progress is ready at {address}"),
                address=viewer.address,
            )
            say(Text("Stoppen: Ctrl-C.", "To stop: Ctrl-C."))
            if not no_browser:
                webbrowser.open(viewer.opening_address)
            viewer.wait(say)

    return progress


def _lab(say: Speaker):
    def lab(
        workspace: Annotated[Path | None, options.workspace(say)] = None,
        port: Annotated[int | None, options.port(say)] = None,
        no_browser: Annotated[bool, options.no_browser(say)] = False,
    ) -> None:
        from monitorlib.cli.adapting import run_lab
        from monitorlib.server.viewer import refuse_used_port

        if port is not None:
            refuse_used_port(port)
        place = Workspace.open(workspace or _demo_path())
        environment = {**os.environ, WORKSPACE_VARIABLE: str(place.path.resolve())}
        raise typer.Exit(run_lab(place, port, not no_browser, environment))

    return lab


def _new_notebook(say: Speaker):
    def new_notebook(
        name: Annotated[str, options.argument(say, _NOTEBOOK, options.NAME)],
        workspace: Annotated[Path, options.workspace(say)],
        team: Annotated[str | None, options.team(say)] = None,
        period: Annotated[str | None, options.period(say)] = None,
    ) -> None:
        from monitorlib.cli import adapting
        from monitorlib.cli.publishing import plan

        place = Workspace.open(workspace)
        first = plan(place, team, period)[0]
        file = adapting.new_notebook(place, name, first.team, first.period)
        say(
            Text(
                "Notebook: {file}. Open het: monitor lab --workspace {place}. monitor publish draait het mee.",
                "Notebook: {file}. Open it: monitor lab --workspace {place}. monitor publish runs it too.",
            ),
            file=file,
            place=as_typed(workspace),
        )

    return new_notebook


_KEY_FILE = Text(
    "Waar de sleutel komt: buiten de werkmap, waar alleen u bij kunt.",
    "Where the key goes: outside the workspace, where only you can reach it.",
)
_AFTER_KEY = Text(
    "Verder: monitor import export.csv --workspace MAP --key {file}",
    "Next: monitor import export.csv --workspace DIR --key {file}",
)
_AFTER_UNDO = Text(
    "Verder: verbeter de export, en doe monitor import opnieuw.",
    "Next: correct the export, and do monitor import once more.",
)
_AFTER_WITHDRAW = Text(
    "Verder, als de gegevens kloppen: monitor publish --workspace {place} --all",
    "Next, when the data are right: monitor publish --workspace {place} --all",
)
_AFTER_REPORT = Text(
    "Verder: monitor progress --workspace {place} --team {team}",
    "Next: monitor progress --workspace {place} --team {team}",
)
_EXPORTED_PERIOD = Text("Alleen deze periode. Zonder: alle.", "This period only. Without: all.")
_WITHDRAWN_PERIOD = Text(
    "De periode, bijvoorbeeld 2025 of 2025-H1.", "The period, for example 2025 or 2025-H1."
)
_REASON = Text("Waarom; dit wordt bewaard.", "Why; this is kept.")
_WORDS = Text("WOORDEN", "WORDS")
_DEMO = Text("De demo, met verzonnen gegevens.", "The demo, with invented data.")
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
_NOTEBOOK = Text("De naam: letters, cijfers, - en _.", "The name: letters, digits, - and _.")
