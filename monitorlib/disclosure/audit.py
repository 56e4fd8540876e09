"""What a new release gives away together with an earlier one of the same team and period.

A colleague who kept the earlier page can subtract. So between two releases the residents behind one table
are the same with the same outcomes, or those who differ are a group that could itself be shown: at least k,
with every class reaching m (five newcomers who all improved would be five known people). A correction
counts as one who went and one who came.
"""

import pandas as pd

from monitorlib.disclosure.rules import Profile

TABLE_KEY = ["instrument", "rater", "leefgebied"]
CLASSES = (-1, 0, 1)  # deteriorated or no; unchanged or partly; improved or yes


def compare_cohorts(
    earlier: pd.DataFrame, later: pd.DataFrame, profile: Profile
) -> list[tuple[str, str, str]]:
    """The tables (instrument, rater, leefgebied) whose difference would expose residents, sorted.

    Both frames have a row a resident and table: TABLE_KEY, `resident_id`, `outcome` (the change or answer)
    and `direction` (one of CLASSES).
    """
    columns = [*TABLE_KEY, "resident_id", "outcome", "direction"]
    both = earlier[columns].merge(later[columns], how="outer", indicator="side")
    differing = both[both["side"] != "both"]
    return [
        table
        for table, rows in differing.groupby(TABLE_KEY, sort=True, observed=True)
        if any(_exposes(part, profile) for _side, part in rows.groupby("side", observed=True))
    ]


def _exposes(part: pd.DataFrame, profile: Profile) -> bool:
    cells = [int((part["direction"] == each).sum()) for each in CLASSES]
    return len(part) < profile.k or min(cells) < profile.m
