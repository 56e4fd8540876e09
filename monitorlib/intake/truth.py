"""Before anything is stored: every row and every cell of the export is accounted for, or our program is wrong.

This is no check of the file but of ourselves, so it cannot be switched off and raises no UserError.
"""

import numpy as np
import pandas as pd

from monitorlib.intake.sources import Export


class AccountsError(AssertionError):
    """Something of an export was neither used nor refused: a fault in monitorlib, nothing is stored."""


def check_accounts(
    export: Export,
    cells: pd.DataFrame,
    listed: pd.DataFrame,
    counts,
    kept: int,
    set_aside: pd.DataFrame,
    sound: pd.Series,
) -> None:
    """Check that rows and cells add up.

    Rows: used + refused + empty + repeated = all, none below zero, and the empty ones are those without a
    cell. Cells: each is a score, a missing code or refused; each sound one is kept, repeated or contradicted;
    each unsound one stands in a listed row. Columns: what is filled has a cell.
    """
    parts = (counts.used, counts.refused, counts.empty, counts.repeated)
    _must(min(parts) >= 0 and sum(parts) == counts.rows == export.rows, "rows")
    at = cells["at"].to_numpy()
    celled = np.zeros(len(export.frame), dtype=bool)
    celled[at] = True
    _must(counts.empty == int((~celled).sum()), "empty rows")
    scored, excused, refused = (
        cells["score"].notna().to_numpy(),
        cells["missing"].cat.codes.to_numpy() >= 0,
        cells["rule"].cat.codes.to_numpy() >= 0,
    )
    _must(bool((refused | (scored ^ excused)).all()), "cells")
    aside = int((set_aside["repeated"] | set_aside["contradicted"]).sum())
    _must(kept + aside == int(sound.sum()) == len(set_aside), "measurements")
    unsound = export.frame.index[at[~sound.to_numpy()]]
    _must(bool(unsound.isin(listed["row"]).all()), "refusals")
    _must(_filled(export, cells), "columns")


def _filled(export: Export, cells: pd.DataFrame) -> bool:
    """Whether each filled cell of a score column has a line among the cells."""
    for column, its in cells.groupby("column", observed=True)["at"]:
        unseen = np.ones(len(export.frame), dtype=bool)
        unseen[its.to_numpy()] = False
        if unseen.any() and export.frame[column].iloc[np.flatnonzero(unseen)].str.strip().ne("").any():
            return False
    return True


def _must(holds: bool, what: str) -> None:
    if not holds:
        raise AccountsError(f"intake: the {what} do not add up")
