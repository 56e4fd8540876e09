"""Can we explain these numbers? Each explanation that the data can speak to is a check.

A check is a function `(shift, pairs) -> Finding` in a file of its own, registered by name in CHECKS_BY_NAME;
it brings its own words. It never proves: there is no control group. More checks deepen this room.
"""

import pandas as pd

from monitorlib.explanations import ceiling, chance, dropout
from monitorlib.shifts import summarise_shifts
from monitorlib.tables import CHECKS

CHECKS_BY_NAME = {"chance": chance.check, "dropout": dropout.check, "ceiling": ceiling.check}
_GROUP = ["team", "instrument", "rater", "leefgebied"]
_COLUMNS = [*_GROUP, *(column.name for column in CHECKS.columns if column.name not in _GROUP)]


def explain_shifts(
    pairs: pd.DataFrame, measurements=None, team=None, previous=None, seed: int = 0, **summary
) -> pd.DataFrame:
    """CHECKS: a row a leefgebied and check for one team, or for every team in `pairs`.

    `measurements` and `previous` (the PAIRS of an earlier period) are for checks that need them. Every check
    answers `cannot_say`, in words, where a leefgebied has fewer than ten pairs. `summary` goes to
    summarise_shifts (margin, min_residents, instruments).
    """
    own = pairs if team is None else pairs[pairs["team"] == team]
    if own.empty:
        return pd.DataFrame(columns=_COLUMNS).astype({"flagged": bool})
    shifts = summarise_shifts(own, seed=seed, **summary)
    groups = dict(list(own.groupby(_GROUP, sort=True, observed=True)))
    rows = [
        {**{name: shift[name] for name in _GROUP}, "check": name, **vars(check(shift, groups[_key(shift)]))}
        for shift in shifts.to_dict("records")
        if shift["verdict"] != "not_tested"
        for name, check in CHECKS_BY_NAME.items()
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)


def _key(shift: dict) -> tuple:
    return tuple(shift[name] for name in _GROUP)
