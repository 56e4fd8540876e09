"""From column names to fields, for a whole export: the guesses, the shape, and what is unsure."""

import re
from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping as Words
from dataclasses import dataclass, replace

from monitorlib.instruments import Instruments
from monitorlib.intake.know.column_names import PERHAPS
from monitorlib.intake.know.fields import HINT, SURE, Guess, date_name, guess_by_name, is_stored
from monitorlib.intake.know.leefgebied_names import names_an_area
from monitorlib.intake.know.questions import Question
from monitorlib.intake.read.sources import Export
from monitorlib.intake.recognise.content import instruments_that_fit, is_one_of_many, reads_as_dates, weigh
from monitorlib.intake.recognise.days_and_moments import ask_which_day, day_of_row, moments_of
from monitorlib.intake.recognise.guessing import guess_missing, without_persons
from monitorlib.intake.recognise.leefgebieden import read_areas
from monitorlib.intake.recognise.likely_columns import (
    days_of_rows,
    guess_last_area,
    name_areas_by_content,
    once_each,
)
from monitorlib.intake.recognise.strange_columns import (
    ask_which_scale,
    in_groups,
    questions_about,
    without_blanks,
    without_identities,
)
from monitorlib.intake.recognise.supplied import DAY
from monitorlib.intake.recognise.which_instrument import Area, Found

# --- groups before a name: "groep_algemeen/Team"

_GROUPED = (
    re.compile(r"(?P<group>.+)/(?P<name>[^/]+)"),
    re.compile(r"(?P<group>.+?)\s*\[(?P<name>[^\]]*[a-zA-Z][^\]]*)\]"),
    re.compile(r"(?P<group>.+?)\s*(?::|\s[-–—|>]|\.\.)\s*(?P<name>.+)"),
)


def without_groups(columns: Iterable[str]) -> dict[str, str]:
    """Each column's name without its group; a group is what at least two columns have before a name."""
    split = {column: _split(column) for column in columns}
    counts = Counter(group for group, _ in split.values() if group)
    paths = {group for group in counts if "_" in group}
    return {
        column: name if group and (counts[group] > 1 or group in paths) else column
        for column, (group, name) in split.items()
    }


def _split(column: str) -> tuple[str, str]:
    for form in _GROUPED:
        if match := form.fullmatch(column):
            return match["group"].strip(), match["name"].strip()
    return "", column


# --- the fields of a whole export

EVERY_ROW = 0.96  # of a day that holds for all rows: before a day of entry, after any other day


@dataclass(frozen=True)
class Mapping:
    """What every column of an export is taken for, in the order of the file.

    `shape` is A (wide by leefgebied), B (wide by moment), C (long), D (dossier table), E (goals), or ""
    where none fits. `questions` are about columns that resemble a leefgebied or a moment and are not used.
    """

    guesses: tuple[Guess, ...]
    shape: str
    questions: tuple[Question, ...] = ()

    @property
    def fields(self) -> dict[str, str]:
        """Column to field."""
        return {guess.column: guess.field for guess in self.guesses}

    @property
    def unsure(self) -> tuple[str, ...]:
        """The columns that would be stored but are not sure: to be asked, never guessed silently."""
        return tuple(g.column for g in self.guesses if g.confidence < SURE and is_stored(g.field))

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


def suggest_mapping(
    export: Export,
    instruments: Instruments,
    instrument: str | None = None,
    answers: Words[str, str] | None = None,
) -> Mapping:
    """Guess what each column holds. `answers` (column to field) are certain and go before any guess.

    One day for all rows (`supplied.DAY`) gives way to a column that is named for the day. What is told to be
    ignored is set aside, so that no guess by its content takes it up again.
    """
    told = {c: Guess(c, field, EVERY_ROW if c == DAY else 1.0) for c, field in (answers or {}).items()}
    bare = without_groups(export.columns)
    named = {column: told.get(column) or _named(column, bare[column]) for column in export.columns}
    found = _found_areas(export, named, told, instruments, instrument)
    named = _with_areas(named, told, found)
    guesses = [guess or Guess(column, "ignored", 1.0) for column, guess in named.items()]
    weighed = without_persons(export, weigh(export, guesses, instruments))
    weighed = [told.get(guess.column, guess) for guess in weighed]
    single, lost = once_each(weighed, told.keys() - {DAY})
    aside = {column: guess for column, guess in told.items() if guess.field == "ignored"}
    free = [guess for guess in single if guess.column not in aside]
    long = name_areas_by_content(export, free, instruments, instrument)
    areas = frozenset(column for column in export.columns if names_an_area(column, instruments))
    unique = guess_last_area(export, guess_missing(export, long, in_groups(found), areas), instruments)
    in_order = {guess.column: guess for guess in unique} | aside
    whole = [in_order[column] for column in export.columns]
    shape = shape_of(whole)
    which_day = tuple(ask_which_day(export, whole, told, shape))
    whole = days_of_rows(export, whole, shape)
    whole, about_day = (whole, ()) if which_day else day_of_row(export, whole, shape, told)
    questions = (*which_day, *about_day, *questions_about(export, whole, found, lost, instruments))
    if instrument is None:
        questions = (*questions, *ask_which_scale(export, whole, told, instruments))
    return Mapping(tuple(whole), shape, tuple(questions))


def _named(column: str, bare: str) -> Guess | None:
    """The guess by a column's name, or by what is left of it without its group: "algemeen/Cliëntnummer"."""
    guess = guess_by_name(column)
    if bare == column or (guess is not None and guess.confidence == 1.0 and guess.field != "ignored"):
        return guess
    inner = guess_by_name(bare)
    is_telling = inner is not None and (inner.confidence >= SURE or _is_hint(inner))
    return replace(inner, column=column) if is_telling else guess


def _found_areas(
    export: Export,
    named: Words[str, Guess | None],
    told: Words[str, Guess],
    instruments: Instruments,
    instrument: str | None,
) -> Found:
    """The leefgebieden among the columns that no name tells surely."""
    maybe = [c for c, g in named.items() if g is None or (c not in told and _may_be_area(g))]
    open_columns = [
        c
        for c in maybe
        if not _is_hinted(export, named[c]) or (named[c].confidence < HINT and names_an_area(c, instruments))
    ]
    open_columns = [c for c in open_columns if not _are_days(export, c)]
    meant = instruments_that_fit(export, open_columns, instruments) if instrument is None else instruments
    return without_blanks(export, without_identities(read_areas(open_columns, meant, instrument), named))


def _are_days(export: Export, column: str) -> bool:
    """Whether a column holds days: then "Tijd van laatste wijziging" is no late "Tijdsbesteding"."""
    return reads_as_dates(export.frame[column]) > 0


def _may_be_area(guess: Guess) -> bool:
    """A name that is only nearly a field, or an identity by one of its words, may be a leefgebied."""
    return guess.confidence < 1.0 or guess.field.startswith("dropped:")


def _is_hint(guess: Guess | None) -> bool:
    return guess is not None and guess.field.startswith(PERHAPS)


def _is_hinted(export: Export, guess: Guess | None) -> bool:
    """Whether a name hints at another field than one of scores: then only a whole leefgebied goes before it."""
    if guess is None or guess.field not in [PERHAPS + f for f in ("team", "client", "worker", "date")]:
        return False
    if guess.field == PERHAPS + "date":
        return reads_as_dates(export.frame[guess.column])
    return not is_one_of_many(export.frame, guess.column)


def _with_areas(
    named: dict[str, Guess | None], told: Words[str, Guess], found: Found
) -> dict[str, Guess | None]:
    """The guesses with the leefgebieden laid over them, each moment with its own date."""
    resembling = {column for its in found.strange.values() for column in its}
    named = {c: None if c in resembling and _is_hint(guess) else guess for c, guess in named.items()}
    chosen = {c: a for c, a in found.areas.items() if _is_better(a, named[c])}
    days = [
        c for c, g in named.items() if g and c not in told and c not in chosen and _is_day(g, found.shared)
    ]
    areas, fields = moments_of(chosen, days)
    laid = {c: Guess(c, field, min(sure, _sureness(named[c]))) for c, (field, sure) in fields.items()}
    laid |= {column: _area_guess(column, area) for column, area in areas.items()}
    return {column: laid.get(column, guess) for column, guess in named.items()}


def _is_better(area: Area, guess: Guess | None) -> bool:
    """Whether a leefgebied goes before the guess; an identity told by one word gives way to a whole name only."""
    if guess is not None and guess.field.startswith("dropped:"):
        return area.confidence >= SURE and not area.strange
    return guess is None or area.confidence > guess.confidence or area.confidence == 1.0


def _is_day(guess: Guess, shared: frozenset[str]) -> bool:
    """Whether a name tells a date of a measurement, perhaps of a moment that only the whole file can place.

    A word that stands beside every leefgebied is not strange beside a date.
    """
    name = date_name(guess.column)
    known = name is not None and not name.is_other and set(name.strange) <= shared
    is_named = known and (guess.field == "ignored" or guess.field.startswith(PERHAPS))
    return guess.field.split("@")[0] == "date" or is_named


def _sureness(guess: Guess) -> float:
    """How sure the name of a date is; one that only the whole file can place is judged by the file."""
    return guess.confidence if guess.field.split("@")[0] == "date" else 1.0


def _area_guess(column: str, area: Area) -> Guess:
    """The field of a leefgebied; one whose moment has no place in the file is to be asked."""
    moment = f"@{area.moment}" if area.moment else ""
    lost = area.when is not None and area.moment is None and not area.one_moment
    confidence = min(area.confidence, 0.5) if lost else area.confidence
    return Guess(column, f"score:{area.instrument}/{area.leefgebied}{moment}", confidence)


def shape_of(guesses: list[Guess]) -> str:
    """The shape of an export with these fields; see Mapping."""
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


def date_column(mapping: Mapping, moment: str) -> str | None:
    """The column with the date of a moment; a row of one moment may also have only a start date."""
    if moment:
        return mapping.column(f"date@{moment}")
    if mapping.shape == "E":
        return mapping.column("date") or mapping.column("date@eind") or mapping.column("date@start")
    return mapping.column("date") or mapping.column("date@start")
