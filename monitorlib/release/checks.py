"""What of CHECKS may leave: the answer, how strong, words without numbers, and what it takes away, coarse.

The page and the door (disclosure.conformity) allow them only beside a table that they cannot give back.
"""

import math

import pandas as pd

from monitorlib.disclosure.rules import Profile, choose_table
from monitorlib.explanations import explanations
from monitorlib.released import Check
from monitorlib.texts import Text

Place = tuple[str, str, str]
YARDSTICK = "regression_to_the_mean"  # the check that compares with the other teams by start score


def released_checks(checks: pd.DataFrame | None, profile: Profile) -> dict[Place, tuple[Check, ...]]:
    """The checks of each (instrument, rater, leefgebied), in the order in which a team meets them.

    `checks` is CHECKS of one team (None: nothing was checked). An answer that parts the residents into groups
    leaves only where the table of these groups could itself be shown; else it is `cannot_say`, as it is from what
    can be seen (decision 65). `takes_away` has one decimal, and only where the check is flagged and the smallest
    group behind it reaches the minimum: a mean of fewer would tell about them.
    """
    if checks is None or checks.empty:
        return {}
    return {
        (str(instrument), str(rater), str(area)): tuple(
            _check(_as_can_be_seen(row, profile), profile.min_residents) for row in rows.to_dict("records")
        )
        for (instrument, rater, area), rows in checks.groupby(
            ["instrument", "rater", "leefgebied"], sort=False, observed=True
        )
    }


def expected_shifts(checks: pd.DataFrame | None) -> dict[Place, tuple[float, float | None]]:
    """The shift that the same start scores showed in the other teams, one decimal, and the standard deviation
    of one change there, two decimals, of each (instrument, rater, leefgebied)."""
    if checks is None or checks.empty:
        return {}
    rows = checks[(checks["check"] == YARDSTICK) & checks["takes_away"].notna()]
    return {
        (str(row["instrument"]), str(row["rater"]), str(row["leefgebied"])): (
            round(float(row["takes_away"]), 1) + 0.0,
            None if pd.isna(row["spread"]) else round(float(row["spread"]), 2),
        )
        for row in rows.to_dict("records")
    }


def _as_can_be_seen(row: dict, profile: Profile) -> dict:
    """The row, without its answer where "this group did otherwise", or did not, could give a small count away."""
    if not row["classes"] or choose_table(row["classes"], profile).blocks:
        return row
    check = explanations()[row["check"]]
    unknown, question = check.told["cannot_say"], check.question
    words = {"told": unknown.nl, "told_en": unknown.en, "question": question.nl, "question_en": question.en}
    return {**row, "answer": "cannot_say", "strength": None, "flagged": False, **words}


def _check(row: dict, min_residents: int) -> Check:
    return Check(
        check=row["check"],
        label=explanations()[row["check"]].label,
        answer=row["answer"],
        strength=row["strength"] if isinstance(row["strength"], str) else None,
        flagged=bool(row["flagged"]),
        takes_away=_coarse(row, min_residents),
        sentence=Text(row["told"], row["told_en"]),
        question=Text(row["question"], row["question_en"]),
        what_it_cannot_say=Text(row["what_it_cannot_say"], row["what_it_cannot_say_en"]),
    )


def _coarse(row: dict, min_residents: int) -> float | None:
    away, smallest = row["takes_away"], row["n_smallest"]
    known = all(number is not None and not math.isnan(number) for number in (away, smallest))
    if not (row["flagged"] and known and smallest >= min_residents):
        return None
    return round(float(away), 1) + 0.0
