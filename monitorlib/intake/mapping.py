"""From column names to fields, for a whole export: the guesses, the shape, and what is unsure."""

from collections.abc import Mapping as Words
from dataclasses import dataclass, replace

from monitorlib.instruments import Instruments
from monitorlib.intake.areas import find_areas
from monitorlib.intake.content import guess_missing, weigh
from monitorlib.intake.long_columns import name_areas_by_content
from monitorlib.intake.recognition import SURE, Guess, guess_by_name
from monitorlib.intake.sources import Export

STORED = (
    "client",
    "team",
    "wijk",
    "worker",
    "rater",
    "instrument",
    "leefgebied",
    "score",
    "date",
    "goal_result",
)


@dataclass(frozen=True)
class Mapping:
    """What every column of an export is taken for, in the order of the file.

    `shape` is A (wide by leefgebied), B (wide by moment), C (long), D (dossier table), E (goals), or ""
    where none fits.
    """

    guesses: tuple[Guess, ...]
    shape: str

    @property
    def fields(self) -> dict[str, str]:
        """Column to field."""
        return {guess.column: guess.field for guess in self.guesses}

    @property
    def unsure(self) -> tuple[str, ...]:
        """The columns that would be stored but are not sure: to be asked, never guessed silently."""
        return tuple(g.column for g in self.guesses if g.confidence < SURE and _is_stored(g.field))

    def column(self, field: str) -> str | None:
        """The column that holds `field`, or None."""
        return next((guess.column for guess in self.guesses if guess.field == field), None)

    def columns(self, prefix: str) -> dict[str, str]:
        """The columns whose field begins with `prefix`, with what follows it."""
        return {
            guess.column: guess.field.removeprefix(prefix)
            for guess in self.guesses
            if guess.field.startswith(prefix)
        }

    @property
    def instruments(self) -> tuple[str, ...]:
        """The instruments that have columns of their own."""
        return tuple(dict.fromkeys(rest.split("/")[0] for rest in self.columns("score:").values()))

    def leefgebieden(self, instrument: str) -> set[str]:
        """The leefgebieden of an instrument that have a column."""
        found = [rest.split("@")[0].split("/") for rest in self.columns("score:").values()]
        return {code for owner, code in found if owner == instrument}


def _is_stored(field: str) -> bool:
    return field.split("@")[0].split(":")[0] in (*STORED, "kenmerk")


def suggest_mapping(
    export: Export,
    instruments: Instruments,
    instrument: str | None = None,
    answers: Words[str, str] | None = None,
) -> Mapping:
    """Guess what each column holds. `answers` (column to field) are certain and go before any guess.

    What is told to be ignored is set aside, so that no guess by its content takes it up again.
    """
    told = {column: Guess(column, field, 1.0) for column, field in (answers or {}).items()}
    named = {column: told.get(column) or guess_by_name(column) for column in export.columns}
    open_columns = [c for c, g in named.items() if g is None or (c not in told and _may_be_area(g))]
    for column, area in find_areas(open_columns, instruments, instrument).items():
        if named[column] is None or area.confidence > named[column].confidence or area.confidence == 1.0:
            moment = f"@{area.moment}" if area.moment else ""
            field = f"score:{area.instrument}/{area.leefgebied}{moment}"
            named[column] = Guess(column, field, area.confidence)
    guesses = [guess or Guess(column, "ignored", 1.0) for column, guess in named.items()]
    weighed = [told.get(guess.column, guess) for guess in weigh(export, guesses, instruments)]
    aside = {column: guess for column, guess in told.items() if guess.field == "ignored"}
    free = [guess for guess in _once_each(weighed) if guess.column not in aside]
    long = name_areas_by_content(export, free, instruments, instrument)
    unique = _dates_of_shape(guess_missing(export, long))
    in_order = {guess.column: guess for guess in unique} | aside
    return Mapping(tuple(in_order[column] for column in export.columns), _shape(unique))


def _may_be_area(guess: Guess) -> bool:
    """A name that is only nearly a field, or an identity by one of its words, may be a leefgebied."""
    return guess.confidence < 1.0 or guess.field.startswith("dropped:")


def _once_each(guesses: list[Guess]) -> list[Guess]:
    """Keep the surest column of each field; a second one that is as sure makes both unsure."""
    best: dict[str, list[Guess]] = {}
    for guess in guesses:
        if _is_stored(guess.field):
            best.setdefault(guess.field, []).append(guess)
    doubtful, lost = set(), set()
    for same in best.values():
        ranked = sorted(same, key=lambda g: -g.confidence)
        ties = [g for g in ranked if g.confidence == ranked[0].confidence]
        doubtful |= {g.column for g in ties} if len(ties) > 1 else set()
        lost |= {g.column for g in ranked[len(ties) :]}
    return [_judged(guess, guess.column in doubtful, guess.column in lost) for guess in guesses]


def _judged(guess: Guess, doubtful: bool, lost: bool) -> Guess:
    if lost:
        return replace(guess, field="ignored")
    return replace(guess, confidence=0.5) if doubtful else guess


def _shape(guesses: list[Guess]) -> str:
    fields = {guess.field for guess in guesses}
    wide = [field for field in fields if field.startswith("score:")]
    if any("@" in field for field in wide):
        return "B"
    if wide:
        return "A"
    if "score" in fields and fields & {"leefgebied", "instrument"}:
        return "C"
    if "goal_result" in fields:
        return "E"
    if fields & {"date@start", "date@eind"} and any(f.startswith("kenmerk:") or f == "team" for f in fields):
        return "D"
    return ""


def _dates_of_shape(guesses: list[Guess]) -> list[Guess]:
    """In a table of one moment a row, a lone start date is that moment's date; else it is the dossier's."""
    fields = {guess.field for guess in guesses}
    if _shape(guesses) == "B":
        return guesses
    return [
        replace(g, field="ignored") if g.field.startswith("date@") and "date" in fields else g
        for g in guesses
    ]
