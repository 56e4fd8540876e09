"""`monitor resident`: one person's own page, at the worker's desk, for who keeps the key."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitorlib.cli.speaking import Speaker
from monitorlib.errors import UserError
from monitorlib.texts import Text
from monitorlib.workspace import Workspace

if TYPE_CHECKING:
    from monitorlib.resident.person import Person

HELP = Text(
    "Schrijf het blad van één inwoner, voor die inwoner zelf.",
    "Write the page of one resident, for that resident.",
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


def resident_command(say: Speaker) -> Callable:
    """The command `resident`."""

    def resident(
        workspace: Annotated[Path, typer.Option("--workspace")],
        key: Annotated[Path, typer.Option("--key")],
        output: Annotated[Path | None, typer.Option("--output")] = None,
        client: Annotated[str | None, typer.Option("--client")] = None,
        format: Annotated[str | None, typer.Option("--format", help="html, pdf, docx")] = None,
        team: Annotated[str | None, typer.Option("--team")] = None,
        source: Annotated[str | None, typer.Option("--source")] = None,
        same_person: Annotated[bool, typer.Option("--same-person")] = False,
    ) -> None:
        place = Workspace.open(workspace)
        persons = _persons(say, place, key, client, (team, source), same_person)
        _page(say, place, persons, output, format)

    return resident


def _persons(
    say: Speaker,
    place: Workspace,
    key: Path,
    client: str | None,
    wish: tuple[str | None, str | None],
    same_person: bool,
) -> tuple["Person", ...]:
    """Who is meant; asked where it is not sure and somebody sits at the terminal."""
    from monitorlib.resident.person import key_for, narrowed, persons_of, refuse_several

    secret = key_for(place, key)
    # asked for, so that the number does not stay in the history of the terminal
    number = client or typer.prompt(_CLIENT[say.language], err=True)
    persons = narrowed(persons_of(place, secret, number.strip()), *wish)
    if len(persons) > 1 and not same_person and sys.stdin.isatty():
        return _asked(say, persons)
    if not same_person:
        refuse_several(persons)
    return persons


def _asked(say: Speaker, persons: tuple["Person", ...]) -> tuple["Person", ...]:
    """All of them where the person at the terminal says that they are one, else the one that is chosen."""
    for number, person in enumerate(persons, start=1):
        say.err.print(f"  {number}. {person.told[say.language]}", markup=False)
    if typer.confirm(_ONE[say.language], err=True):
        return persons
    chosen = typer.prompt(_WHICH[say.language], type=int, err=True)
    return persons[chosen - 1 : chosen] if 1 <= chosen <= len(persons) else _asked(say, persons)


def _page(
    say: Speaker, place: Workspace, persons: tuple["Person", ...], output: Path | None, format: str | None
) -> None:
    from monitorlib.resident.making import page_of
    from monitorlib.resident.writing import MADE, noted, refuse_place, write_for_owner

    file = refuse_place(_wanted(output))
    content = page_of(place, persons, say.language, format or file.suffix.removeprefix(".") or "html")
    with noted(place, MADE):
        write_for_owner(file, content)
    say(_WRITTEN, file=file)


def _wanted(output: Path | None) -> Path:
    if output is None:
        raise UserError(
            Text("Zeg waar het bestand moet komen.", "Say where the file is to come."),
            Text("Bijvoorbeeld: --output ~/blad.pdf", "For example: --output ~/page.pdf"),
        )
    return output.expanduser()
