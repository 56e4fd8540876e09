"""Which column is the day of the measurement, where one tells when it was entered and others hold days too.

A day of entry, registration or sending is the day only where no other column has one: answers on paper are typed
in later, in any order, and a change would be read backwards. Where it is not plain it is asked.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace

from monitorlib.foundation.texts import Text
from monitorlib.intake.content import BY_CONTENT, reads_as_dates, same_days
from monitorlib.intake.date_names import date_name, is_of_entry
from monitorlib.intake.identifiers import safe_name
from monitorlib.intake.questions import Answer, Question
from monitorlib.intake.recognition import SURE, Guess
from monitorlib.intake.sources import Export
from monitorlib.intake.weak_names import is_of_other_day, tells_conversation, tells_measuring

FILLED = 0.8  # of the rows that have any day: a column with fewer is no day of a measurement


def day_of_row(
    export: Export, guesses: list[Guess], shape: str, told: Collection[str]
) -> tuple[list[Guess], tuple[Question, ...]]:
    """The guesses with one day a row, and the question which one it is where several columns may be.

    `told` are the columns that somebody told of: one that is a day goes before all. The likely one is taken,
    unsure, so that an inspection goes on with it.
    """
    taken = [guess for guess in guesses if guess.field == "date"]
    if shape == "B" or not taken or any(guess.column in told for guess in taken):
        return guesses, ()
    rivals = taken if len(taken) > 1 else [*taken, *_rivals(export, guesses, taken[0], told)]
    if len(rivals) < 2:
        return guesses, ()
    columns = sorted((guess.column for guess in rivals), key=_unlikely)
    return [_judged(guess, columns) for guess in guesses], (_question(columns),)


def _unlikely(column: str) -> tuple[bool, ...]:
    """How little a name tells the day of a conversation or a measurement; a start or an entry is the last."""
    return (
        is_of_entry(column) or _is_of_a_moment(column),
        not tells_conversation(column),
        not tells_measuring(column),
    )


def _judged(guess: Guess, columns: list[str]) -> Guess:
    if guess.column not in columns:
        return guess
    is_likely = guess.column == columns[0]
    return replace(
        guess, field="date" if is_likely else "ignored", confidence=BY_CONTENT if is_likely else 1.0
    )


def _rivals(export: Export, guesses: list[Guess], taken: Guess, told: Collection[str]) -> Iterator[Guess]:
    """Other columns of days, where the one that was taken is of an entry, of a start, or only by its content."""
    is_start = _is_of_a_moment(taken.column)
    if not (is_of_entry(taken.column) or is_start or taken.confidence < SURE):
        return
    filled = _filled(export, taken.column)
    for guess in guesses:
        column = guess.column
        if guess.field != "ignored" or column in told or is_of_entry(column) or is_of_other_day(column):
            continue
        if _is_of_a_moment(column) and not is_start:
            continue  # "Startdatum" beside "Datum ingestuurd": of the case or of the form, not of a conversation
        if _filled(export, column) < FILLED * filled or not reads_as_dates(export.frame[column]):
            continue
        if not same_days(export.frame[[taken.column, column]]):
            yield guess


def _is_of_a_moment(column: str) -> bool:
    name = date_name(column)
    return name is not None and name.when is not None


def _filled(export: Export, column: str) -> int:
    return int((export.frame[column].str.strip() != "").sum())


def _question(columns: list[str]) -> Question:
    """Which of these columns is the day; the likely one first."""
    names = [f"'{safe_name(column)}'" for column in columns]
    nl, en = (f"{', '.join(names[:-1])} {word} {names[-1]}" for word in ("en", "and"))
    asked = Text(
        f"kolommen {nl} hebben elk een datum; welke is de dag van de meting (het gesprek), en niet van het "
        "invoeren of van iets anders?",
        f"columns {en} each hold a date; which one is the day of the measurement (the conversation), and not "
        "of entering it or of something else?",
    )
    return Question(columns[0], asked, tuple(_answer(column, columns) for column in columns))


def _answer(column: str, columns: list[str]) -> Answer:
    name = safe_name(column)
    fields = {column: "date"} | {other: "ignored" for other in columns if other != column}
    return Answer(Text(f"kolom '{name}'", f"column '{name}'"), {"columns": fields})
