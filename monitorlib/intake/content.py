"""Whether a column's values agree with what its name says, and what they say where its name says nothing."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from monitorlib.instruments import Instrument, Instruments
from monitorlib.intake.dates import read_dates
from monitorlib.intake.likeness import names_an_area
from monitorlib.intake.recognition import Guess
from monitorlib.intake.scores import read_scores
from monitorlib.intake.sources import Export

AGREES = 0.5  # of the distinct values; below this a column's name is doubted
BY_CONTENT = 0.6  # the confidence of a guess without a name: always asked
DOUBTED = 0.4
OFF_SCALE = ("outside_scale", "between_scores")  # rules of figures: scores, but no good ones
NEARLY_ALL = 0.9  # of the distinct values
SERIES, MOST_SCORES = 5, 30  # columns; distinct values
_MOST_AREAS = 60
_LOOKED_AT = 2000  # distinct values


def weigh(export: Export, guesses: Iterable[Guess], instruments: Instruments) -> list[Guess]:
    """The same guesses, doubted where the values do not read as what the name says."""
    told = _one_of_areas(export, list(guesses), instruments)
    doubted = {c for c, share in _shares(export, told, instruments).items() if share < AGREES}
    return [
        replace(guess, confidence=min(guess.confidence, DOUBTED)) if guess.column in doubted else guess
        for guess in told
    ]


def _one_of_areas(export: Export, guesses: list[Guess], instruments: Instruments) -> list[Guess]:
    """Of several columns named as leefgebied ("Thema", "Domein") the ones that name leefgebieden."""
    named = [guess for guess in guesses if guess.field == "leefgebied"]
    holding = [g for g in named if _names_areas(export.frame[g.column], instruments)]
    if len(named) < 2 or not holding:
        return guesses
    others = [guess for guess in named if guess not in holding]
    return [replace(g, field="ignored", confidence=1.0) if g in others else g for g in guesses]


def _names_areas(values: pd.Series, instruments: Instruments) -> bool:
    distinct = distinct_of(values).head(_MOST_AREAS)
    return sum(names_an_area(value, instruments) for value in distinct) >= AGREES * max(1, len(distinct))


def reads_as_scores(values: pd.Series, instrument: Instrument) -> bool:
    """Whether nearly all of a column's values are scores of an instrument, and more than one of them."""
    distinct = distinct_of(values)
    return len(distinct) > 1 and bool(read_scores(distinct, instrument)["rule"].isna().mean() > NEARLY_ALL)


def is_one_of_many(frame: pd.DataFrame, column: str) -> bool:
    """Whether a column holds the same few values as many other columns, as one of a series of scores does."""
    own = set(_words(frame[column]))
    if not own or len(own) > MOST_SCORES:
        return False
    alike = sum(2 * len(own.intersection(_words(frame[c]))) >= len(own) for c in frame if c != column)
    return alike >= SERIES


def might_be_scores(values: pd.Series, instrument: Instrument) -> bool:
    """Whether a column could hold scores: at least half of its values read as one."""
    distinct = distinct_of(values)
    return not distinct.empty and bool(read_scores(distinct, instrument)["rule"].isna().mean() >= AGREES)


def same_days(frame: pd.DataFrame) -> bool:
    """Whether nearly every row has the same day in all these columns of dates."""
    days = pd.DataFrame({column: read_dates(frame[column]).days for column in frame})
    return bool((days.nunique(axis=1) <= 1).mean() > NEARLY_ALL)


def _shares(export: Export, guesses: list[Guess], instruments: Instruments) -> dict[str, float]:
    """Column to the share of its distinct values that read as its field, where that can be told."""
    shares, scored = {}, {}
    for guess in guesses:
        kind = guess.field.split("@")[0].split(":")[0]
        if kind == "date":
            shares[guess.column] = float(
                read_dates(distinct_of(export.frame[guess.column])).days.notna().mean()
            )
        elif guess.field.startswith("score:"):
            scored.setdefault(guess.field.removeprefix("score:").split("/")[0], []).append(guess.column)
    for id, columns in scored.items():
        shares |= _score_shares(export.frame, columns, instruments[id])
    return shares


def _score_shares(frame: pd.DataFrame, columns: list[str], instrument: Instrument) -> dict[str, float]:
    """The same for columns of one instrument: what stands in several of them is read once."""
    distinct = {column: _words(frame[column]) for column in columns}
    words = pd.Series(list(dict.fromkeys(word for its in distinct.values() for word in its)), dtype="str")
    rules = read_scores(words, instrument)["rule"]
    good = set(words[(rules.isna() | rules.isin(OFF_SCALE)).to_numpy()])
    return {c: sum(word in good for word in its) / len(its) for c, its in distinct.items() if its}


def _words(values: pd.Series) -> list[str]:
    distinct = np.asarray(values.unique(), dtype=object)[:_LOOKED_AT]
    return [word for word in distinct if isinstance(word, str) and word.strip()]


def distinct_of(values: pd.Series) -> pd.Series:
    return pd.Series(_words(values), dtype="str")


def reads_as_dates(values: pd.Series) -> float:
    """How far a column reads as dates of measurements; birth dates lie too far back, and 2999 is no day."""
    distinct = distinct_of(values)
    if distinct.empty or distinct.str.fullmatch(r"\d{1,5}").all():
        return 0.0
    days = read_dates(distinct).days
    good = float(days.between("1990-01-01", "2100-01-01").mean())
    return good if good > 0.95 else 0.0
