"""`monitor resident`: one person's own page, at the worker's desk, for who keeps the key."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from monitorlib.cli import options
from monitorlib.cli.person import Who
from monitorlib.cli.speaking import Speaker
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text, counted
from monitorlib.reports import REPORT_FORMATS
from monitorlib.resident import COPY_FORMATS
from monitorlib.workspace import Workspace

_FORMATS = (*REPORT_FORMATS, *COPY_FORMATS)
HELP = Text(
    "Schrijf het blad van één inwoner, voor die inwoner zelf; of geef inzage (--export), of vergeet (--forget).",
    "Write the page of one resident, for that resident; or give all that is stored (--export), or --forget.",
)
_WRITTEN = Text(
    "Blad: {file}. Het is van de inwoner: geef het mee, en bewaar het niet langer dan nodig.",
    "Page: {file}. It is the resident's: hand it over, and keep it no longer than needed.",
)


_EXPORTED = Text(
    "Alles wat er van deze inwoner bewaard is: {file}. Geef het aan de inwoner, en haal het daarna weg.",
    "All that is stored of this resident: {file}. Hand it to the resident, and delete it after that.",
)
_CANNOT_UNDO = Text(
    "Vergeten is niet terug te draaien: de inwoner verdwijnt uit alle versies van de gegevens. Alle uitgevoerde "
    "notebooks en voorstellen gaan weg, en elk ander notebook in de werkmap verliest zijn uitvoer. Sluit eerst "
    "JupyterLab.",
    "Forgetting cannot be undone: the resident goes from every version of the data. All executed notebooks and "
    "proposals go, and every other notebook in the workspace loses its output. Close JupyterLab first.",
)
_SURE = Text("Deze inwoner vergeten?", "Forget this resident?")
_FORGOTTEN = (
    Text(
        "De inwoner is vergeten: {n} meting is weg, ook uit alle eerdere versies.",
        "The resident is forgotten: {n} measurement is gone, from all earlier versions too.",
    ),
    Text(
        "De inwoner is vergeten: {n} metingen zijn weg, ook uit alle eerdere versies.",
        "The resident is forgotten: {n} measurements are gone, from all earlier versions too.",
    ),
)
_STILL_COUNTED = Text(
    "Deze vrijgaven tellen de inwoner nog mee, als deel van een aantal. Dat is er niet uit te halen; voor deze "
    "perioden komen geen nieuwe cijfers meer. Moet een vrijgave van het scherm, gebruik dan 'monitor withdraw'.",
    "These releases still count the resident, as part of a number. That cannot be taken out; no new figures come "
    "for these periods. Should a release leave the screen, use 'monitor withdraw'.",
)
_LEFT = Text(
    "Let op: in {file} staat het pseudoniem nog. Dat bestand is niet van de werkbank; haal het zelf weg.",
    "Note: the pseudonym still stands in {file}. That file is not the workbench's; delete it yourself.",
)
_DOUBTFUL = Text(
    "Let op: notebook {file} kan nog rijen laten zien (een geplakte afbeelding, een andere vorm, of een koppeling "
    "naar elders). Kijk het na, en haal het zo nodig weg.",
    "Note: notebook {file} may still show rows (a pasted picture, another form, or a link to elsewhere). Look at "
    "it, and delete it if need be.",
)
_MOST_TOLD = 5  # of the backups by their mark
_IN_BACKUPS = Text(
    "LET OP: van deze werkmap zijn {n} reservekopieën gemaakt, de laatste op {day} ({marks}). Daarin staat de "
    "inwoner nog. Maak een nieuwe en gooi de oude weg.",
    "NOTE: {n} backups of this workspace were made, the last on {day} ({marks}). The resident is still in them. "
    "Make a new one and throw the old ones away.",
)
_ALSO_ELSEWHERE = Text(
    "Haal de inwoner ook uit de exports, uit het registratiesysteem en uit reservekopieën. Anders zet een "
    "volgende import de metingen terug.",
    "Take the resident out of the exports, the registration system and backups too: a next import would put the "
    "measurements back.",
)
_RESUMED = Text(
    "Een inwoner vergeten was halverwege gestopt; dat is nu afgemaakt.",
    "Forgetting a resident was stopped halfway; that is finished now.",
)
_ONE_OF_TWO = (
    Text("--export en --forget gaan niet samen.", "--export and --forget do not go together."),
    Text(
        "Geef eerst inzage met --export; na --forget is er niets meer te geven.",
        "Give what is stored first, with --export; after --forget there is nothing left to give.",
    ),
)
_OUTPUT = Text(
    "Waar het blad of de inzage komt: {endings} of .{last}.",
    "Where the page or all that is stored goes: {endings} or .{last}.",
).fill(endings=", ".join(f".{each}" for each in _FORMATS[:-1]), last=_FORMATS[-1])
_NUMBER = Text(
    "Het cliëntnummer. Zonder: er wordt om gevraagd, zodat het niet in de terminal blijft staan.",
    "The client number. Without: it is asked for, so that it does not stay in the terminal.",
)
_FORMAT = Text(
    "Welk soort bestand; anders wat de naam zegt. {copies} bij --export.",
    "Which kind of file; else what its name says. {copies} with --export.",
).fill(copies=", ".join(COPY_FORMATS))
_ONE_TEAM = Text(
    "Het team, als meer teams dit nummer hebben.", "The team, where more teams have this number."
)
_SOURCE = Text(
    "Het systeem, als meer systemen dit nummer hebben.", "The system, where more systems have this number."
)
_SAME = Text("Het is overal dezelfde persoon.", "It is the same person everywhere.")
_ALL_KEPT = Text("Geef inzage: alles wat bewaard is.", "Give all that is stored.")
_FORGET_IT = Text(
    "Vergeet deze inwoner; dit is niet terug te draaien.", "Forget this resident; this cannot be undone."
)
_YES = Text("Vraag niet of het zeker is (bij --forget).", "Do not ask whether it is sure (with --forget).")
_RESUME = Text(
    "Maak af wat halverwege gestopt is, en doe verder niets.",
    "Finish what was stopped halfway, and nothing else.",
)
_NOTHING_HALFWAY = Text("Er was niets halverwege gestopt.", "Nothing was stopped halfway.")


@dataclass(frozen=True)
class _Wish:
    """What is asked of `resident`."""

    workspace: Path
    key: Path | None = None
    output: Path | None = None
    client: str | None = None
    format: str | None = None
    team: str | None = None
    source: str | None = None
    same_person: bool = False
    export: bool = False
    forget: bool = False
    yes: bool = False
    resume: bool = False


def resident_command(say: Speaker) -> Callable[..., None]:
    """The command `resident`."""
    described = {
        "workspace": options.workspace(say),
        "key": options.key(say),
        "output": options.output(say, _OUTPUT),
        "client": options.option(say, "--client", _NUMBER, options.CLIENT),
        "format": options.format_(say, _FORMATS, _FORMAT),
        "team": options.team(say, _ONE_TEAM),
        "source": options.option(say, "--source", _SOURCE, options.NAME),
        "same_person": options.option(say, "--same-person", _SAME),
        "export": options.option(say, "--export", _ALL_KEPT),
        "forget": options.option(say, "--forget", _FORGET_IT),
        "yes": options.option(say, "--yes", _YES),
        "resume": options.option(say, "--resume", _RESUME),
    }
    return options.taking(_Wish, described, partial(_resident, say))


def _resident(say: Speaker, asked: _Wish) -> None:
    from monitorlib.measurements.journal import finish
    from monitorlib.measurements.locks import journal_lock

    place = Workspace.open(asked.workspace)
    finished = finish(place, journal_lock)
    if finished or asked.resume:
        say(_RESUMED if finished else _NOTHING_HALFWAY)
    if asked.resume:
        return
    if asked.export and asked.forget:
        raise UserError(*_ONE_OF_TWO)
    wish = (asked.team, asked.source)
    who = Who(say, place, _wanted_key(asked.key), asked.client, wish, asked.same_person)
    if asked.forget:
        _forget(say, place, who, asked.yes)
    elif asked.export:
        _export(say, place, who, asked.output, asked.format)
    else:
        _page(say, place, who, asked.output, asked.format)


def _page(say: Speaker, place: Workspace, who: Who, output: Path | None, format: str | None) -> None:
    from monitorlib.resident.writing import (
        MADE,
        noted,
        page_of,
        refuse_place,
        refuse_unknown,
        write_for_owner,
    )

    file = refuse_place(_wanted(output))
    chosen = format or file.suffix.removeprefix(".") or "html"
    refuse_unknown(chosen)
    content = page_of(place, who.found()[0], say.language, chosen)
    with noted(place, MADE):
        write_for_owner(file, content)
    say(_WRITTEN, file=file)


def _export(say: Speaker, place: Workspace, who: Who, output: Path | None, format: str | None) -> None:
    from monitorlib.resident.rights import export_of, refuse_unknown
    from monitorlib.resident.writing import EXPORTED, noted, refuse_place, write_for_owner

    file = refuse_place(_wanted(output))
    chosen = format or file.suffix.removeprefix(".") or "json"
    refuse_unknown(chosen)
    content = export_of(place, who.found(ever=True)[0], chosen)
    with noted(place, EXPORTED):
        write_for_owner(file, content)
    say(_EXPORTED, file=file)


def _forget(say: Speaker, place: Workspace, who: Who, yes: bool) -> None:
    from monitorlib.resident.rights import forget

    persons, others = who.found(ever=True)
    if not yes:
        if not sys.stdin.isatty():
            raise UserError(_CANNOT_UNDO, Text("Weet u het zeker? Geef --yes mee.", "Sure? Pass on --yes."))
        say(_CANNOT_UNDO)
        if not say.confirm(_SURE):
            raise UserError(Text("Er is niets vergeten.", "Nothing was forgotten."))
    done = forget(place, persons, others)
    say(counted(done.rows, *_FORGOTTEN))
    if done.releases:
        say(_STILL_COUNTED)
        for each in done.releases:
            say(Text("  {each}", "  {each}"), each=each)
    for file in done.left:
        say(_LEFT, file=file)
    for file in done.notebooks:
        say(_DOUBTFUL, file=file)
    _tell_backups(say, place)
    say(_ALSO_ELSEWHERE)


def _tell_backups(say: Speaker, place: Workspace) -> None:
    """Backups are files outside of our reach; the trail tells that there are."""
    from monitorlib.trail import BACKED_UP
    from monitorlib.trail.checking import noted

    made = noted(place, BACKED_UP)
    if made:
        marks = ", ".join(line.about["mark"] for line in made[-_MOST_TOLD:])
        say(_IN_BACKUPS, n=len(made), day=made[-1].at[:10], marks=marks)


def _wanted_key(key: Path | None) -> Path:
    if key is None:
        raise UserError(
            Text("Er is geen sleutel gegeven.", "No key was given."),
            Text(
                "Geef de sleutel van de import mee: --key BESTAND.",
                "Pass on the import's key: --key FILE.",
            ),
        )
    return key


def _wanted(output: Path | None) -> Path:
    if output is None:
        raise UserError(
            Text("Zeg waar het bestand moet komen.", "Say where the file is to come."),
            Text("Bijvoorbeeld: --output ~/blad.pdf", "For example: --output ~/page.pdf"),
        )
    return output.expanduser()
