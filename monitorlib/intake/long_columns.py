"""A long table whose columns have unknown names, told by what stands in them: leefgebieden, and their scores."""

from dataclasses import replace

import pandas as pd

from monitorlib.instruments import Instrument, Instruments
from monitorlib.intake.areas import find_areas
from monitorlib.intake.content import AGREES, BY_CONTENT, NEARLY_ALL, reads_as_scores
from monitorlib.intake.recognition import HINT, SURE, Guess
from monitorlib.intake.sources import Export
from monitorlib.intake.weak_names import PERHAPS

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
