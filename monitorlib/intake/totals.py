"""Rows in the midst of a table that sum up others: a subtotal of a team, a mean. Nobody's measurement."""

import numpy as np
import pandas as pd

from monitorlib.intake.mapping import Mapping
from monitorlib.intake.sources import Export
from monitorlib.intake.supplied import PERSON
from monitorlib.intake.total_words import says_total

TOTAL = "total"  # the rule of rejects.RULES


def rows_of_totals(export: Export, mapping: Mapping, nobodys: pd.Series) -> pd.Series:
    """For each row whether it is a total: the cell of the client says so, or without one the first filled cell.

    `nobodys`: the rows without a client number. A row of a resident is none, whatever a first column "Totaal"
    means; where each row is a person there are no numbers to tell by, and the first filled cell tells.
    """
    client = mapping.column("client")
    told = [text for text in export.frame[client].unique() if says_total(text)]
    found = export.frame[client].isin(told) if told else pd.Series(False, index=nobodys.index)
    maybe = pd.Series(True, index=nobodys.index) if client == PERSON else nobodys
    if maybe.any():
        found = found.copy()
        found[maybe] = [says_total(text) for text in _first_filled(export.frame[maybe])]
    return found


def _first_filled(rows: pd.DataFrame) -> np.ndarray:
    """The first cell of each row that holds something, "" where none does."""
    first = np.full(len(rows), "", dtype=object)
    for column in rows:
        blank = first == ""
        if not blank.any():
            break
        first[blank] = rows[column].str.strip().to_numpy()[blank]
    return first
