"""`monitor backup` and `monitor restore`: a workspace in one file, and back."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from monitorlib.cli import options
from monitorlib.cli.speaking import Speaker
from monitorlib.foundation.texts import Text, as_typed, counted
from monitorlib.workspace import Workspace

if TYPE_CHECKING:
    from monitorlib.backup.making import Made
    from monitorlib.backup.restoring import Restored

BACKUP_HELP = Text(
    "Maak een reservekopie van een werkmap, ook als er gewerkt wordt.",
    "Make a backup of a workspace, also while people are at work in it.",
)
RESTORE_HELP = Text(
    "Zet een reservekopie terug in een nieuwe werkmap.", "Restore a backup in a new workspace."
)


def backup_command(say: Speaker) -> Callable:
    """The command `backup`."""

    def backup(
        workspace: Annotated[Path, options.workspace(say)],
        output: Annotated[Path, options.output(say, _TO)],
    ) -> None:
        from monitorlib.backup.making import make_backup

        place = Workspace.open(workspace)
        with say.progress() as progress:
            task = progress.add_task(_COPYING[say.language])
            made = make_backup(
                place, output, lambda done, total: progress.update(task, completed=done, total=total)
            )
        _tell_made(say, made)

    return backup


def _tell_made(say: Speaker, made: "Made") -> None:
    from monitorlib.backup.content import IN_DATABASE

    say(_MADE, file=made.file, mark=made.about.mark, n=made.files, version=made.about.version)
    say(_HOLDS_ROWS)
    say(_AFTER_BACKUP, file=as_typed(made.file))
    if made.about.sessions == IN_DATABASE:
        say(_DATABASE)
    if made.links:
        say(counted(made.links, *_LINKS))
    if made.open_to_others:
        say(_OPEN)
    if made.not_noted is not None:
        say(_NOT_NOTED)


def restore_command(say: Speaker) -> Callable:
    """The command `restore`."""

    def restore(
        file: Annotated[Path, options.argument(say, _FROM, options.FILE)],
        workspace: Annotated[Path, options.option(say, "--workspace", _NEW, options.FOLDER)],
        instead_of: Annotated[
            Path | None, options.option(say, "--instead-of", _INSTEAD, options.FOLDER)
        ] = None,
    ) -> None:
        from monitorlib.backup.restoring import restore_backup

        old = None if instead_of is None else Workspace.open(instead_of)
        with say.progress() as progress:
            task = progress.add_task(_RESTORING[say.language])
            restored = restore_backup(
                file, workspace, old, lambda done, total: progress.update(task, completed=done, total=total)
            )
        _tell_restored(say, restored)

    return restore


def _tell_restored(say: Speaker, restored: "Restored") -> None:
    from monitorlib.backup.content import IN_DATABASE
    from monitorlib.measurements import key_of

    about = restored.about
    day = f"{about.made_at[8:10]}-{about.made_at[5:7]}-{about.made_at[:4]} {about.made_at[11:16]} UTC"
    say(_RESTORED, file=restored.workspace.path, mark=about.mark, day=day, version=about.version)
    _tell_forgotten(say, restored, day)
    if about.version >= 0:
        say(_KEY, id=key_of(restored.workspace) or "?")
    if about.sessions == IN_DATABASE:
        say(_SAME_DATABASE)
    say(_LOOK, file=as_typed(restored.workspace.path))


def _tell_forgotten(say: Speaker, restored: "Restored", day: str) -> None:
    """Nobody keeps who was forgotten; how many, and when, the trail of the workspace tells that it replaces."""
    if restored.since is None:
        say(_FORGOTTEN_UNKNOWN, day=day)
    elif restored.since.forgotten:
        days = ", ".join(restored.since.forgotten)
        say(_FORGOTTEN, residents=counted(len(restored.since.forgotten), *_RESIDENTS), days=days)
    else:
        say(_NOBODY_FORGOTTEN)


_TO = Text(
    "Waar de reservekopie komt: een zip-bestand, het liefst op een andere schijf.",
    "Where the backup goes: a zip file, preferably on another disk.",
)
_FROM = Text("De reservekopie: het bestand van monitor backup.", "The backup: the file of monitor backup.")
_NEW = Text("De nieuwe werkmap; die mag er nog niet zijn.", "The new workspace; it must not exist yet.")
_INSTEAD = Text(
    "De oude werkmap, als die er nog is: dan hoort u hoeveel inwoners sindsdien vergeten zijn.",
    "The old workspace, if it is still there: then you are told how many residents were forgotten since.",
)
_COPYING, _RESTORING = Text("Kopiëren", "Copying"), Text("Terugzetten", "Restoring")
_MADE = Text(
    "Reservekopie {mark}: {file} ({n} bestanden, versie {version} van de gegevens).",
    "Backup {mark}: {file} ({n} files, version {version} of the data).",
)
_HOLDS_ROWS = Text(
    "Er staan gegevens van inwoners in (met pseudoniem): bewaar hem binnen de muur. De sleutel van de "
    "pseudoniemen zit er niet in; bewaar die apart.",
    "It holds data of residents (under pseudonyms): keep it inside the wall. The key of the pseudonyms is not in "
    "it; keep that apart.",
)
_AFTER_BACKUP = Text(
    "Terugzetten: monitor restore {file} --workspace NIEUWE-MAP",
    "To put it back: monitor restore {file} --workspace NEW-DIR",
)
_DATABASE = Text(
    "Het sessielog staat in een database en zit er niet in: kopieer het met de middelen van die database.",
    "The session log stands in a database and is not in it: copy that with the database's own means.",
)
_LINKS = (
    Text("{n} verwijzing naar elders is overgeslagen.", "{n} link to elsewhere was left out."),
    Text("{n} verwijzingen naar elders zijn overgeslagen.", "{n} links to elsewhere were left out."),
)
_NOT_NOTED = Text(
    "LET OP: deze reservekopie kon niet genoteerd worden in de werkmap (is die schijf vol?). Vergeet u later "
    "iemand, dan noemt de werkbank deze niet.",
    "NOTE: this backup could not be noted in the workspace (is that disk full?). When you forget somebody later, "
    "the workbench does not name it.",
)
_OPEN = Text(
    "LET OP: op deze schijf kunnen ook anderen het bestand lezen. Kies een schijf met rechten, of versleutel het.",
    "NOTE: on this disk others can read the file too. Choose a disk with permissions, or encrypt it.",
)
_RESTORED = Text(
    "Reservekopie {mark} van {day} staat in {file} (versie {version} van de gegevens); elk bestand is nagekeken.",
    "Backup {mark} of {day} is in {file} (version {version} of the data); every file was checked.",
)
_FORGOTTEN_UNKNOWN = Text(
    "Wie na {day} vergeten is, staat er weer in: de werkbank bewaart niet wie dat was. Vergeet hen opnieuw "
    "(monitor resident --forget) voordat u iets vrijgeeft. Is de oude werkmap er nog? Met --instead-of MAP hoort "
    "u hoeveel het er zijn.",
    "Who was forgotten after {day} is in it again: the workbench does not keep who that was. Forget them again "
    "(monitor resident --forget) before you release anything. Is the old workspace still there? With --instead-of "
    "DIR you are told how many.",
)
_RESIDENTS = (
    Text("is {n} inwoner vergeten", "{n} resident was forgotten"),
    Text("zijn {n} inwoners vergeten", "{n} residents were forgotten"),
)
_FORGOTTEN = Text(
    "LET OP: sinds deze reservekopie {residents} ({days}). Wie vergeten was, staat er weer in. Vergeet hen "
    "opnieuw (monitor resident --forget) voordat u iets vrijgeeft; wie het zijn, staat in uw eigen lijst van "
    "verzoeken.",
    "NOTE: since this backup {residents} ({days}). They are in it again. Forget them again "
    "(monitor resident --forget) before you release anything; who they are stands in your own list of requests.",
)
_NOBODY_FORGOTTEN = Text(
    "Sinds deze reservekopie is niemand vergeten.", "Since this backup nobody was forgotten."
)
_KEY = Text(
    "U hebt de sleutel {id} nodig om hierna te importeren; die zit niet in de reservekopie.",
    "You need key {id} to import after this; it is not in the backup.",
)
_SAME_DATABASE = Text(
    "Het sessielog staat in een database. Deze werkmap wijst naar dezelfde: pas 'sessielog' in workspace.toml "
    "aan als dit een proef is.",
    "The session log stands in a database. This workspace points at the same one: change 'sessielog' in "
    "workspace.toml if this is a trial.",
)
_LOOK = Text(
    "Kijk alles na: monitor verify --workspace {file}", "Check everything: monitor verify --workspace {file}"
)
