"""`monitor resident`: one person's own page, at the worker's desk, for who keeps the key."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitorlib.cli import options
from monitorlib.cli.speaking import Speaker
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text, counted
from monitorlib.workspace import Workspace

if TYPE_CHECKING:
    from monitorlib.resident.person import Person

HELP = Text(
    "Schrijf het blad van één inwoner, voor die inwoner zelf; of geef inzage (--export), of vergeet (--forget).",
    "Write the page of one resident, for that resident; or give all that is stored (--export), or --forget.",
)
_CLIENT = Text(
    "Cliëntnummer, zoals in het registratiesysteem", "Client number, as in the registration system"
)
_ONE = Text("Is dit één persoon?", "Is this one person?")
_WHICH = Text("Kies een nummer", "Choose a number")
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
    "notebooks en voorstellen gaan weg.",
    "Forgetting cannot be undone: the resident goes from every version of the data. All executed notebooks and "
    "proposals go.",
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
_NO_NUMBER = (
    Text("Er is geen cliëntnummer gegeven.", "No client number was given."),
    Text(
        "Typ het als de werkbank erom vraagt, of geef --client mee.",
        "Type it when the workbench asks for it, or pass on --client.",
    ),
)
_OUTPUT = Text(
    "Waar het blad of de inzage komt: .html, .pdf, .docx, .json of .xlsx.",
    "Where the page or all that is stored goes: .html, .pdf, .docx, .json or .xlsx.",
)
_NUMBER = Text(
    "Het cliëntnummer. Zonder: er wordt om gevraagd, zodat het niet in de terminal blijft staan.",
    "The client number. Without: it is asked for, so that it does not stay in the terminal.",
)
_FORMATS = "html|pdf|docx|json|xlsx"
_FORMAT = Text(
    "Welk soort bestand; anders wat de naam zegt. json en xlsx bij --export.",
    "Which kind of file; else what its name says. json and xlsx with --export.",
)
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


def resident_command(say: Speaker) -> Callable:
    """The command `resident`."""

    def resident(
        workspace: Annotated[Path, options.workspace(say)],
        key: Annotated[Path | None, options.key(say)] = None,
        output: Annotated[Path | None, options.output(say, _OUTPUT)] = None,
        client: Annotated[str | None, options.option(say, "--client", _NUMBER, options.NUMBER)] = None,
        format: Annotated[str | None, options.option(say, "--format", _FORMAT, _FORMATS)] = None,
        team: Annotated[str | None, options.team(say, _ONE_TEAM)] = None,
        source: Annotated[str | None, options.option(say, "--source", _SOURCE, options.NAME)] = None,
        same_person: Annotated[bool, options.option(say, "--same-person", _SAME)] = False,
        export: Annotated[bool, options.option(say, "--export", _ALL_KEPT)] = False,
        forget: Annotated[bool, options.option(say, "--forget", _FORGET_IT)] = False,
        yes: Annotated[bool, options.option(say, "--yes", _YES)] = False,
        resume: Annotated[bool, options.option(say, "--resume", _RESUME)] = False,
    ) -> None:
        from monitorlib.measurements.journal import finish
        from monitorlib.measurements.locks import journal_lock

        place = Workspace.open(workspace)
        finished = finish(place, journal_lock)
        if finished or resume:
            say(_RESUMED if finished else _NOTHING_HALFWAY)
        if resume:
            return
        if export and forget:
            raise UserError(*_ONE_OF_TWO)
        who = _Who(say, place, _wanted_key(key), client, (team, source), same_person)
        if forget:
            _forget(say, place, who, yes)
        elif export:
            _export(say, place, who, output, format)
        else:
            _page(say, place, who, output, format)

    return resident


@dataclass(frozen=True)
class _Who:
    """Who is meant, by what stands on the line."""

    say: Speaker
    place: Workspace
    key: Path
    client: str | None
    wish: tuple[str | None, str | None]
    same_person: bool

    def found(self, ever: bool = False) -> tuple[tuple["Person", ...], tuple["Person", ...]]:
        """The person, and who else has this number; asked where it is not sure and somebody sits there."""
        from monitorlib.resident.person import key_for, narrowed, persons_of, refuse_several

        secret = key_for(self.place, self.key)
        # asked for, so that the number does not stay in the history of the terminal
        number = self.client or self._asked_for()
        everybody = persons_of(self.place, secret, number.strip(), ever)
        persons = narrowed(everybody, *self.wish)
        if len(persons) > 1 and not self.same_person and sys.stdin.isatty():
            persons = _asked(self.say, persons)
        elif not self.same_person:
            refuse_several(persons)
        return persons, tuple(each for each in everybody if each not in persons)

    def _asked_for(self) -> str:
        """The number as typed; a UserError where nobody is there to type it."""
        try:
            return typer.prompt(_CLIENT[self.say.language], err=True)
        except typer.Abort:
            if sys.stdin.isatty():
                raise  # Ctrl-C
            raise UserError(*_NO_NUMBER) from None


def _asked(say: Speaker, persons: tuple["Person", ...]) -> tuple["Person", ...]:
    """All of them where the person at the terminal says that they are one, else the one that is chosen."""
    for number, person in enumerate(persons, start=1):
        say.err.print(f"  {number}. {person.told[say.language]}", markup=False)
    if say.confirm(_ONE):
        return persons
    chosen = typer.prompt(_WHICH[say.language], type=int, err=True)
    return persons[chosen - 1 : chosen] if 1 <= chosen <= len(persons) else _asked(say, persons)


def _page(say: Speaker, place: Workspace, who: _Who, output: Path | None, format: str | None) -> None:
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


def _export(say: Speaker, place: Workspace, who: _Who, output: Path | None, format: str | None) -> None:
    from monitorlib.resident.rights import export_of, refuse_unknown
    from monitorlib.resident.writing import EXPORTED, noted, refuse_place, write_for_owner

    file = refuse_place(_wanted(output))
    chosen = format or file.suffix.removeprefix(".") or "json"
    refuse_unknown(chosen)
    content = export_of(place, who.found(ever=True)[0], chosen)
    with noted(place, EXPORTED):
        write_for_owner(file, content)
    say(_EXPORTED, file=file)


def _forget(say: Speaker, place: Workspace, who: _Who, yes: bool) -> None:
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
