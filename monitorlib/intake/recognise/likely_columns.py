"""What the rest of a header tells of one column: two for one field, the last leefgebied, a list of them."""

from collections.abc import Collection, Iterable
from dataclasses import replace

import pandas as pd

from monitorlib.instruments import Instrument, Instruments
from monitorlib.intake.know.column_names import PERHAPS
from monitorlib.intake.know.fields import HINT, SURE, Guess, is_stored
from monitorlib.intake.know.moments import find_moment
from monitorlib.intake.know.words import word_list
from monitorlib.intake.read.sources import Export
from monitorlib.intake.recognise.content import AGREES, BY_CONTENT, NEARLY_ALL, reads_as_scores, same_days
from monitorlib.intake.recognise.leefgebieden import find_areas

# --- two for one field, the last leefgebied, the day of a row

DOUBTED = 0.5


def once_each(guesses: list[Guess], told: Collection[str]) -> tuple[list[Guess], list[Guess]]:
    """Keep the surest column of each field; a second one that is as sure makes both unsure.

    What is `told` of a column goes before what another one is named for. Beside the guesses come those that
    lost their field to a surer column.
    """

    def rank(guess: Guess) -> tuple[bool, float]:
        return guess.column in told, guess.confidence

    best: dict[str, list[Guess]] = {}
    for guess in guesses:
        if is_stored(guess.field):
            best.setdefault(guess.field, []).append(guess)
    doubtful, lost = set(), {}
    for same in best.values():
        ranked = sorted(same, key=rank, reverse=True)
        ties = [g for g in ranked if rank(g) == rank(ranked[0])]
        doubtful |= {g.column for g in ties} if len(ties) > 1 else set()
        lost |= {g.column: g for g in ranked[len(ties) :]}
    return [_judged(guess, guess.column in doubtful, guess.column in lost) for guess in guesses], [
        *lost.values()
    ]


def _judged(guess: Guess, doubtful: bool, lost: bool) -> Guess:
    if lost:
        return replace(guess, field="ignored", confidence=1.0)
    return replace(guess, confidence=min(guess.confidence, DOUBTED)) if doubtful else guess


def guess_last_area(export: Export, guesses: list[Guess], instruments: Instruments) -> list[Guess]:
    """Where one leefgebied of an instrument has no column and one column of scores is left: that one, unsure."""
    wide = [g.field.removeprefix("score:").partition("@") for g in guesses if g.field.startswith("score:")]
    ids = {rest.split("/")[0] for rest, *_ in wide}
    found = guesses
    for instrument in (instruments[id] for id in ids):
        moments = {moment for rest, _, moment in wide if rest.split("/")[0] == instrument.id}
        told = {rest.split("/")[1] for rest, *_ in wide if rest.split("/")[0] == instrument.id}
        absent = [area.code for area in instrument.leefgebieden if area.code not in told]
        free = [
            g for g in found if g.field == "ignored" and reads_as_scores(export.frame[g.column], instrument)
        ]
        if len(absent) == 1 and len(instrument.leefgebieden) > 2 and len(free) == len(moments):
            fields = _last_fields(instrument.id, absent[0], free, guesses)
            found = [
                Guess(g.column, fields.get(g.column, g.field), BY_CONTENT) if g in free else g for g in found
            ]
    return found


def _last_fields(instrument: str, code: str, free: list[Guess], guesses: Iterable[Guess]) -> dict[str, str]:
    """The fields of the columns of a last leefgebied: each at the moment of the columns that are named like it."""
    moment_of = {
        find_moment(word_list(g.column))[0] or _last_word(g.column): g.field.partition("@")[2]
        for g in guesses
        if g.field.startswith("score:")
    }
    if len(free) == 1:
        only = next(iter(set(moment_of.values())))
        return {free[0].column: f"score:{instrument}/{code}" + (f"@{only}" if only else "")}
    named = {
        g.column: moment_of.get(find_moment(word_list(g.column))[0] or _last_word(g.column)) for g in free
    }
    if None in named.values() or len(set(named.values())) < len(named):
        return {g.column: "ignored" for g in free}
    return {column: f"score:{instrument}/{code}@{moment}" for column, moment in named.items()}


def _last_word(column: str) -> str:
    return (word_list(column) or ("",))[-1]


def days_of_rows(export: Export, guesses: list[Guess], shape: str) -> list[Guess]:
    """In a table of one moment a row, a lone date of a moment is the row's date; other ones are the dossier's.

    A start and an end on one day are one date (a survey); on other days it is asked which one is meant.
    """
    fields = {guess.field for guess in guesses}
    if shape == "B":
        return guesses
    if "date" in fields:
        return [
            replace(g, field="ignored", confidence=1.0) if g.field.startswith("date@") else g for g in guesses
        ]
    dated = [g for g in guesses if g.field.startswith("date@")]
    if shape not in ("A", "C") or not dated:
        return guesses
    chosen = next((g for g in dated if g.field == "date@start"), dated[0])
    sure = chosen.confidence if same_days(export.frame[[g.column for g in dated]]) else BY_CONTENT
    sure = sure if len(dated) > 1 or chosen.field != "date@eind" else BY_CONTENT
    taken = {g.column: replace(g, field="ignored", confidence=1.0) for g in dated}
    taken[chosen.column] = replace(chosen, field="date", confidence=sure)
    return [taken.get(guess.column, guess) for guess in guesses]


# --- a long table whose columns have unknown names

MOST_AREAS = 60  # distinct values; a column with more is no list of leefgebieden
LEAST_AREAS = 3


def name_areas_by_content(
    export: Export, guesses: list[Guess], instruments: Instruments, given: str | None
) -> list[Guess]:
    """The same guesses, with a column of leefgebieden and one of scores where no name told them.

    Nearly all values are leefgebieden of one instrument: that is certain; half of them, that is asked, as an
    office may have words of its own for the others. The score column beside it is certain when its values hold
    the words of the scale, and asked when they are bare numbers.
    """
    fields = {guess.field for guess in guesses}
    if any(field.startswith("score:") for field in fields) or "goal_result" in fields:
        return guesses
    found = guesses
    if "leefgebied" not in fields:
        area, confidence = _area_column(export, found, instruments, given)
        if area is None:
            return guesses
        found = _take(found, area, "leefgebied", confidence)
    if "score" not in fields:
        column = next(guess for guess in found if guess.field == "leefgebied")
        instrument = _instrument(export, column, instruments, given, AGREES)
        found = _with_scores(export, found, instrument) if instrument else found
    return found


def _area_column(
    export: Export, guesses: list[Guess], instruments: Instruments, given: str | None
) -> tuple[Guess | None, float]:
    """The column that names leefgebieden, and how sure that is: a free one, else one that a name takes wrongly."""
    for share, confidence, may in (
        (NEARLY_ALL, SURE, _is_free),
        (NEARLY_ALL, SURE, _is_named_else),
        (AGREES, BY_CONTENT, _is_free),
    ):
        for guess in guesses:
            if may(guess) and _instrument(export, guess, instruments, given, share):
                return guess, confidence
    return None, 0.0


def _is_free(guess: Guess) -> bool:
    return guess.field == "ignored" or guess.field.startswith(PERHAPS)


def _is_named_else(guess: Guess) -> bool:
    """Whether a name tells something that leefgebieden may stand under as well: "Gebied", "Omschrijving"."""
    return guess.field in ("wijk", "instrument", "dropped:free_text") or guess.field.startswith("kenmerk:")


def _take(guesses: list[Guess], chosen: Guess, field: str, confidence: float) -> list[Guess]:
    return [replace(g, field=field, confidence=confidence) if g is chosen else g for g in guesses]


def _with_scores(export: Export, guesses: list[Guess], instrument: Instrument) -> list[Guess]:
    """The one free column that reads as scores; with several nothing is chosen."""
    free = [g for g in guesses if _is_free(g) and reads_as_scores(export.frame[g.column], instrument)]
    hinted = [guess for guess in free if guess.field == PERHAPS + "score"]
    if len(hinted) == 1:
        return _take(guesses, hinted[0], "score", SURE if hinted[0].confidence >= HINT else BY_CONTENT)
    if len(free) != 1:
        return guesses
    worded = _distinct(export.frame[free[0].column]).str.contains("[a-z]{5}", case=False).mean() > NEARLY_ALL
    return _take(guesses, free[0], "score", SURE if worded else BY_CONTENT)


def _instrument(
    export: Export, guess: Guess, instruments: Instruments, given: str | None, share: float
) -> Instrument | None:
    """The one instrument whose leefgebieden this share of the values of a column name, or None."""
    distinct = _distinct(export.frame[guess.column])
    if not LEAST_AREAS <= len(distinct) <= MOST_AREAS:
        return None
    areas = find_areas(distinct, instruments, given)
    owners = {area.instrument for area in areas.values()}
    return instruments[owners.pop()] if len(owners) == 1 and len(areas) >= share * len(distinct) else None


def _distinct(values: pd.Series) -> pd.Series:
    distinct = pd.Series(values.unique(), dtype="str")
    return distinct[distinct.str.strip() != ""].reset_index(drop=True)
