"""Which column tells the moment of a row, by its name or by its words: "Startmeting", "Vervolgmeting"."""

from dataclasses import replace

import pandas as pd

from monitorlib.intake.content import distinct_of, reads_as_dates
from monitorlib.intake.moment_words import When, find_moment
from monitorlib.intake.recognition import SURE, Guess
from monitorlib.intake.sources import Export
from monitorlib.intake.words import word_list

MOST_MOMENTS = 12  # distinct words


def with_moments(export: Export, guesses: list[Guess]) -> list[Guess]:
    """ "Meetmoment" may hold the day or the word of a moment; a column of moments only is one by any name."""
    judged = [_judged(export, guess) if guess.field == "moment" else guess for guess in guesses]
    if any(guess.field == "moment" or "@" in guess.field for guess in judged):
        return judged
    worded = [g for g in judged if g.field == "ignored" and holds_moments(export.frame[g.column])]
    if len(worded) != 1:
        return judged  # with several nobody knows which one
    return [replace(g, field="moment", confidence=SURE) if g is worded[0] else g for g in judged]


def _judged(export: Export, guess: Guess) -> Guess:
    distinct = distinct_of(export.frame[guess.column])
    if not distinct.empty and reads_as_dates(distinct) > 0:
        return replace(guess, field="date")
    words = [word_list(value) for value in distinct.head(MOST_MOMENTS + 1)]
    moments = len(words) <= MOST_MOMENTS and all(find_moment(w)[0] or _is_number(w) for w in words)
    return guess if moments else replace(guess, field="ignored", confidence=1.0)


def _is_number(words: tuple[str, ...]) -> bool:
    return len(words) == 1 and words[0].isdigit() and len(words[0]) < 3


def holds_moments(values: pd.Series) -> bool:
    """Whether all values are words of moments, of which one is a beginning or a T0: "voor" and "na"."""
    distinct = values.unique()
    words = [word_list(value) for value in distinct[: MOST_MOMENTS + 2] if value.strip()]
    if not 2 <= len(words) <= MOST_MOMENTS:
        return False
    told = [find_moment(each) for each in words]
    whens = [when for when, rest in told if when is not None and not rest]
    return len(whens) == len(words) and any(map(_begins, whens)) and len(set(whens)) > 1


def _begins(when: When) -> bool:
    return when.kind == "start" or (when.unit == "t" and when.number == 0)
