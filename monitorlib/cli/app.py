"""The commands together, each under its name.

Each opens what it needs, calls one room, and tells what was done; no computing here.
"""

from pathlib import Path
from typing import Annotated

import typer

from monitorlib.cli import options
from monitorlib.cli.backup import BACKUP_HELP, RESTORE_HELP, backup_command, restore_command
from monitorlib.cli.caseload import caseload_command
from monitorlib.cli.checking import HELP as AUDIT_HELP
from monitorlib.cli.checking import audit_command, verify_command
from monitorlib.cli.completing import completion_options
from monitorlib.cli.export import export_command
from monitorlib.cli.frame import SpokenGroup, SpokenTyper
from monitorlib.cli.intake import import_command, inspect_command
from monitorlib.cli.meeting import progress_command, session_command
from monitorlib.cli.notebooks import lab_command, new_notebook_command
from monitorlib.cli.releasing import publish_command
from monitorlib.cli.report import report_command
from monitorlib.cli.resident import HELP as RESIDENT_HELP
from monitorlib.cli.resident import resident_command
from monitorlib.cli.serving import HELP as SERVE_HELP
from monitorlib.cli.serving import serve_command
from monitorlib.cli.speaking import Speaker
from monitorlib.cli.story import story
from monitorlib.cli.undoing import undo_command, withdraw_command
from monitorlib.foundation.texts import LANGUAGES, Text, as_typed

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
        "undo": undo_command,
        "publish": publish_command,
        "verify": verify_command,
        "withdraw": withdraw_command,
        "export": export_command,
        "session": session_command,
        "serve": serve_command,
        "report": report_command,
        "caseload": caseload_command,
        "resident": resident_command,
        "backup": backup_command,
        "restore": restore_command,
        "audit": audit_command,
        "progress": progress_command,
        "lab": lab_command,
        "new-notebook": new_notebook_command,
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
        lang: Annotated[str, options.option(say, "--lang", lang, "|".join(LANGUAGES))] = say.language,
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


_KEY_FILE = Text(
    "Waar de sleutel komt: buiten de werkmap, waar alleen u bij kunt.",
    "Where the key goes: outside the workspace, where only you can reach it.",
)
_AFTER_KEY = Text(
    "Verder: monitor import export.csv --workspace MAP --key {file}",
    "Next: monitor import export.csv --workspace DIR --key {file}",
)
