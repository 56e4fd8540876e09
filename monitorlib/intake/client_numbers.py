"""Whether a column reads as the numbers of persons, and whether no person returns in it."""

import pandas as pd

from monitorlib.intake.content import distinct_of
from monitorlib.intake.dates import read_dates
from monitorlib.intake.total_words import says_total
from monitorlib.intake.words import plain, vocabulary

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
