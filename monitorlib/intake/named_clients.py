"""Which of several columns named for the client numbers them: "Klant" beside "Klantnummer" holds a name."""

from dataclasses import replace

from monitorlib.intake.client_numbers import are_words, as_client
from monitorlib.intake.content import distinct_of
from monitorlib.intake.identifiers import column_holds_bsns
from monitorlib.intake.recognition import Guess, is_noted
from monitorlib.intake.sources import Export


def without_persons(export: Export, guesses: list[Guess]) -> list[Guess]:
    """The guesses with what tells who a client is dropped, where another column has their numbers.

    Names give way to any column that may number the clients, a citizen service number only to one that is
    named so: where there is none, the file is refused for it (wall.hold_wall).
    """
    named = [guess for guess in guesses if guess.field == "client"]
    rules = {guess.column: _person(export, guess.column) for guess in named}
    numbers = [guess for guess in named if rules[guess.column] is None]
    if not numbers and not any(_may_number(export, guess) for guess in guesses):
        return guesses
    gone = {c: rule for c, rule in rules.items() if rule == "name" or (rule is not None and numbers)}
    return [
        replace(g, field=f"dropped:{gone[g.column]}", confidence=1.0) if g.column in gone else g
        for g in guesses
    ]


def _person(export: Export, column: str) -> str | None:
    """The identity that a column named for the client holds in place of a number, or None."""
    distinct = distinct_of(export.frame[column])
    return "bsn" if column_holds_bsns(distinct) else "name" if are_words(distinct) else None


def _may_number(export: Export, guess: Guess) -> bool:
    values = export.frame[guess.column]
    is_free = guess.field in ("ignored", "dossier", "perhaps:client") and not is_noted(guess.column)
    return is_free and as_client(values) > 0 and not column_holds_bsns(distinct_of(values))
