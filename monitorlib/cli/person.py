"""Who is meant by a client number: asked at the terminal where it is not given, or not sure."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from monitorlib.cli.speaking import Speaker
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.workspace import Workspace

if TYPE_CHECKING:
    from monitorlib.resident.person import Person


@dataclass(frozen=True)
class Who:
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


_CLIENT = Text(
    "Cliëntnummer, zoals in het registratiesysteem", "Client number, as in the registration system"
)
_ONE = Text("Is dit één persoon?", "Is this one person?")
_WHICH = Text("Kies een nummer", "Choose a number")
_NO_NUMBER = (
    Text("Er is geen cliëntnummer gegeven.", "No client number was given."),
    Text(
        "Typ het als de werkbank erom vraagt, of geef --client mee.",
        "Type it when the workbench asks for it, or pass on --client.",
    ),
)
