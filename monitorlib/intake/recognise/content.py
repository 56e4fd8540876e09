"""What the values of a column say: whether they agree with its name, number persons, or fit an instrument."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from monitorlib.instruments import Instrument, Instruments
from monitorlib.intake.know.fields import Guess, split_moment, without_noise
from monitorlib.intake.know.leefgebied_names import area_names, names_an_area
from monitorlib.intake.know.scores import read_scores
from monitorlib.intake.know.values import read_dates
from monitorlib.intake.know.words import plain, says_total, vocabulary
from monitorlib.intake.read.sources import Export

# --- whether values agree with a name

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


# --- numbers of persons

ONCE = 0.01  # what a column without a value twice is worth, where a person has a row a moment
LEAST_ROWS = 5
MOST_WORDS = 0.5  # of the distinct values: more without a figure are no client numbers


def as_client(values: pd.Series) -> float:
    """How far a column reads as numbers of persons: many values, all with figures, none a date."""
    distinct = distinct_of(values)
    distinct = distinct[~distinct.map(says_total).astype(bool)]  # "Subtotaal" between the numbers
    if len(distinct) < 5 or len(distinct) < 0.05 * len(values) or _are_row_numbers(values):
        return 0.0
    if distinct.str.fullmatch(r"-?\d+[.,]\d*[1-9]\d*").mean() > 0.1:  # fractions: measures, no numbers
        return 0.0
    if not distinct.str.contains(r"\d").all() or read_dates(distinct).days.notna().mean() > 0.5:
        return 0.0
    return len(distinct) / len(values)


def may_be_scores(column: str, values: pd.Series) -> bool:
    """Whether all values lie on a scale of 0 to 10, in a column that is not named for numbers or people."""
    named = set(plain(column).split()) & set(vocabulary()["numbers"]["words"])
    return not named and bool(distinct_of(values).str.fullmatch(r"-?(\d|10)([.,]0+)?").all())


def _are_row_numbers(values: pd.Series) -> bool:
    """Whether the values count the rows, from 0 or 1 on: then they number no person."""
    first = values.iloc[0].strip() if len(values) else ""
    if first not in ("0", "1") or len(values) < 2:
        return False
    return bool((values.to_numpy() == [str(n) for n in range(int(first), int(first) + len(values))]).all())


def are_words(distinct: pd.Series) -> bool:
    """Whether most of these values have no figure in them: then they are people's names, no numbers."""
    return len(distinct) > 0 and bool((~distinct.str.contains(r"\d")).mean() > MOST_WORDS)


def is_once_each(values: pd.Series) -> bool:
    """Whether every row has a value of its own: then nobody was measured twice."""
    filled = values[values.str.strip() != ""]
    return len(filled) >= LEAST_ROWS and bool(filled.is_unique)


# --- instruments that share a name but not a scale

LOOKED_AT = 2000  # distinct values


def instruments_that_fit(
    export: Export, columns: Iterable[str], instruments: Instruments
) -> dict[str, Instrument]:
    """The instruments without those of one leefgebied whose scale its column contradicts.

    A WHO-5 column with a 64 is no raw score, one with a 13 no percentage. Where every value fits both,
    both stay, and the instrument has to be named.
    """
    single = {id: i for id, i in instruments.items() if len(i.leefgebieden) == 1}
    named = {column: _knowing(column, single) for column in columns}
    rivals = {column: its for column, its in named.items() if len(its) > 1}
    out: set[str] = set()
    for column, its in rivals.items():
        out |= {i.id for i in its} - instruments_that_read(export.frame[column], its).keys()
    return {id: i for id, i in instruments.items() if id not in out}


def instruments_that_read(values: pd.Series, instruments: Iterable[Instrument]) -> dict[str, Instrument]:
    """Those of the instruments that read every value as a score or a reason for none; all, if none does."""
    distinct = pd.Series(values.unique()[:LOOKED_AT], dtype="str")
    read = {i.id: i for i in instruments if read_scores(distinct, i)["rule"].isna().all()}
    return read or {i.id: i for i in instruments}


def _knowing(column: str, instruments: Instruments) -> list[Instrument]:
    bare = plain(column)
    spelled = {bare, without_noise(bare), split_moment(bare)[0]}
    return [i for i in instruments.values() if spelled & area_names(i).keys()]
