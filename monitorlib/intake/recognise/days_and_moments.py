"""The moments of one file and the day of each, so that each score gets its own; where it is not plain it is asked.

A day of entry, registration or sending is the day only where no other column has one: answers on paper are typed
in later, in any order, and a change would be read backwards.
"""

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from monitorlib.foundation.texts import Text
from monitorlib.intake.know.column_names import is_of_other_day, tells_conversation, tells_measuring
from monitorlib.intake.know.fields import SURE, Guess, date_name, is_of_entry
from monitorlib.intake.know.identifiers import safe_name
from monitorlib.intake.know.moments import When, settle
from monitorlib.intake.know.questions import Answer, Question
from monitorlib.intake.read.sources import Export
from monitorlib.intake.recognise.content import BY_CONTENT, reads_as_dates, same_days
from monitorlib.intake.recognise.which_instrument import Area

# --- the moments of one file

OTHER_WORD = 0.7  # the confidence of a date that is named by another word for the same moment


def moments_of(areas: Mapping[str, Area], days: Iterable[str]) -> tuple[dict[str, Area], dict[str, tuple]]:
    """The areas with the code of their moment, and (field, confidence) of each column of dates in `days`.

    One moment in the whole file, with a date of no moment, is no moment. Where the order of the moments is
    unknown the areas keep none: then they are to be asked.
    """
    days = list(days)
    told = list(dict.fromkeys(area.when for area in areas.values() if area.when is not None))
    plain = any(area.when is None for area in areas.values())
    codes = settle(told) if told else {}
    if codes is None:
        return dict(areas), dict.fromkeys(days, ("ignored", 1.0))
    fields = _fields(codes, days)
    found = {field for field, _ in fields.values()}
    if len(told) == 1 and not plain and f"date@{codes[told[0]]}" not in found and "date" in found:
        return {c: replace(a, one_moment=True) for c, a in areas.items()}, fields
    fields = fields if told else {column: _own_field(column) for column in days}
    return {c: replace(a, moment=codes.get(a.when)) for c, a in areas.items()}, fields


def _own_field(column: str) -> tuple[str, float]:
    """The field of a date where the leefgebieden tell no moments."""
    when = _when(column)
    codes = None if when is None else settle([when])
    return (f"date@{codes[when]}" if codes else "date"), 1.0


def _when(column: str) -> When | None:
    name = date_name(column)
    if name is None:
        return None
    return name.when or (None if name.number is None else When("number", name.number))


def _perhaps(column: str, codes: Mapping[When, str]) -> When | None:
    """The moment of "Datum evaluatie" where the leefgebieden tell it, or several moments and so no other date."""
    name = date_name(column)
    when = None if name is None else name.perhaps
    return when if when in codes or len(codes) > 1 else None


def _fields(codes: Mapping[When, str], days: list[str]) -> dict[str, tuple[str, float]]:
    whens = {column: _when(column) or _perhaps(column, codes) for column in days}
    fields: dict[str, tuple[str, float]] = {}
    for column, when in whens.items():
        if when is None:
            fields[column] = ("date", 1.0)
        elif when in codes:
            fields[column] = (f"date@{codes[when]}", 1.0)
    fields |= _unnumbered(codes, whens, fields)
    left = {column: when for column, when in whens.items() if column not in fields}
    taken = {field for field, _ in fields.values()}
    open_codes = {w: code for w, code in codes.items() if f"date@{code}" not in taken}
    return fields | _by_number(open_codes, left) | _by_kind(open_codes, left)


def _unnumbered(codes: Mapping, whens: Mapping, fields: Mapping) -> dict[str, tuple[str, float]]:
    """ "Datum" beside "Datum 2": the day of the one before it, where only that one has none."""
    taken = {field for field, _ in fields.values()}
    bare = [column for column, (field, _) in fields.items() if field == "date"]
    lacking = [w for w, code in codes.items() if f"date@{code}" not in taken and w.kind == "number"]
    numbered = any(when is not None and when.kind == "number" for when in whens.values())
    if len(bare) != 1 or len(lacking) != 1 or not numbered or lacking[0] != min(codes, key=_number):
        return {}
    return {bare[0]: (f"date@{codes[lacking[0]]}", 1.0)}


def _number(when: When) -> int:
    return when.number or 0


def _by_number(codes: Mapping[When, str], left: Mapping[str, When]) -> dict[str, tuple[str, float]]:
    """Dates with the same numbers under another word: "Datum 2" beside "Financiën meting 2"."""
    numbers = {when.number: column for column, when in left.items() if when.kind == "number"}
    wanted = {when.number: code for when, code in codes.items() if when.kind == "number"}
    if not wanted or numbers.keys() != wanted.keys() or len(wanted) < len(codes):
        return {}
    return {column: (f"date@{wanted[number]}", 1.0) for number, column in numbers.items()}


def _by_kind(codes: Mapping[When, str], left: Mapping[str, When]) -> dict[str, tuple[str, float]]:
    """Dates of the same moment by another word ("Startdatum" beside "Financiën T0"): likely, so to be asked."""
    found = {}
    for column, when in left.items():
        same = [w for w in codes if w.kind == when.kind and None in (w.number, when.number)]
        alike = {code for w, code in codes.items() if _end(w, codes) == _end(when, left.values())}
        if len(same) == 1:
            found[column] = (f"date@{codes[same[0]]}", 1.0)
        elif len(alike) == 1 and _end(when, left.values()):
            found[column] = (f"date@{alike.pop()}", OTHER_WORD)
        else:
            found[column] = ("ignored", 1.0)
    return found


def _end(when: When, all_of_them: Iterable[When]) -> str | None:
    """Whether a moment is the first or the last one, by its own word or by its number among the others."""
    if when.kind in ("start", "end"):
        return when.kind
    numbers = [w.number for w in all_of_them if w.number is not None]
    if when.number is None or not numbers:
        return None
    if when.number == 0 or (when.number == min(numbers) and not any(w.kind == "start" for w in all_of_them)):
        return "start"
    return "end" if when.number == max(numbers) else None


# --- the day of a measurement beside a day of entry

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
    return [_judged(guess, columns) for guess in guesses], (_which_is_the_day(columns),)


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


def _which_is_the_day(columns: list[str]) -> Question:
    """Which of these columns is the day; the likely one first."""
    names = [f"'{safe_name(column)}'" for column in columns]
    nl, en = (f"{', '.join(names[:-1])} {word} {names[-1]}" for word in ("en", "and"))
    asked = Text(
        f"kolommen {nl} hebben elk een datum; welke is de dag van de meting (het gesprek), en niet van het "
        "invoeren of van iets anders?",
        f"columns {en} each hold a date; which one is the day of the measurement (the conversation), and not "
        "of entering it or of something else?",
    )
    return Question(columns[0], asked, tuple(_only_this_day(column, columns) for column in columns))


def _only_this_day(column: str, columns: list[str]) -> Answer:
    name = safe_name(column)
    fields = {column: "date"} | {other: "ignored" for other in columns if other != column}
    return Answer(Text(f"kolom '{name}'", f"column '{name}'"), {"columns": fields})


# --- one set of scores and several dates


def ask_which_day(
    export: Export, guesses: Sequence[Guess], told: Container[str], shape: str
) -> Iterator[Question]:
    """A question where "Datum evaluatie" stands beside "Datum intake" and there is one set of scores.

    By itself "Datum evaluatie" is the date of any measurement. What the profile tells of either is `told`.
    """
    days = [g.column for g in guesses if g.field.partition("@")[0] == "date"]
    plain = next((g.column for g in guesses if g.field == "date"), None)
    if shape not in ("A", "C") or len(days) < 2 or plain is None or plain in told:
        return
    if date_name(plain) is None or date_name(plain).perhaps is None or same_days(export.frame[days]):
        return
    in_order = [plain, *(column for column in days if column != plain)]
    yield Question(
        plain,
        _scores_of_which_day(in_order),
        tuple(_scores_of_this_day(column, in_order) for column in in_order),
    )


def _scores_of_which_day(days: Sequence[str]) -> Text:
    names = [f"'{safe_name(column)}'" for column in days]
    nl, en = (f"{', '.join(names[:-1])} {word} {names[-1]}" for word in ("en", "and"))
    return Text(
        f"kolommen {nl} zijn datums en elk leefgebied heeft één score: bij welke datum horen de scores?",
        f"columns {en} are dates and each leefgebied has one score: to which date do the scores belong?",
    )


def _scores_of_this_day(chosen: str, days: Sequence[str]) -> Answer:
    name = safe_name(chosen)
    fields = {column: "date" if column == chosen else "ignored" for column in days}
    return Answer(Text(f"bij '{name}'", f"to '{name}'"), {"columns": fields})
