"""Shape E, goals: a row a goal, with how far it was reached. The goal's own text never enters."""

from dataclasses import replace

import numpy as np
import pandas as pd

from monitorlib.instruments import Instruments
from monitorlib.intake.mapping import Mapping
from monitorlib.intake.recognition import Guess
from monitorlib.intake.scores import read_scores
from monitorlib.intake.words import plain

GOAL_INSTRUMENTS = ("doel-behaald", "gas")
GOAL = "doel (geteld)"  # the counted goal, as a column
_READABLE = 0.8


def goal_instrument(results: pd.Series, instruments: Instruments) -> str | None:
    """The instrument that the results are of: "ja" and "nee", or -2 to +2; None where neither reads well.

    Numbers of which none is negative may be either; the column's name tells, else it is asked
    (yes_no.coding_question).
    """
    distinct = pd.Series(results.unique(), dtype="str")
    distinct = distinct[distinct.str.strip() != ""]
    if distinct.empty:
        return None
    worded = distinct.str.contains("[a-z]", case=False).mean() >= 0.5
    order = GOAL_INSTRUMENTS if worded or _counts_up(distinct) else GOAL_INSTRUMENTS[::-1]
    order = order[::-1] if says_gas(str(results.name)) else order
    for id in order:
        if id in instruments and read_scores(distinct, instruments[id])["rule"].isna().mean() >= _READABLE:
            return id
    return None


def says_gas(column: str) -> bool:
    """Whether the column's name is that of Goal Attainment Scaling."""
    return "gas" in plain(column).split() or "goal attainment" in plain(column)


def _counts_up(distinct: pd.Series) -> bool:
    """Whether no score is below zero, as in a coding of no and yes; -99 is no score."""
    return not distinct.str.strip().str.fullmatch(r"[-−][12](?:[.,]0+)?").any()


def as_long(frame: pd.DataFrame, mapping: Mapping, day: str, area: str) -> pd.DataFrame:
    """The frame with a column `area`: the goals of a client on a day counted, "doel 1", "doel 2", …

    A row without a result gets a name too, so that a goal keeps its number when its result comes later.
    """
    several = frame.groupby([mapping.column("client"), day], sort=False).cumcount().to_numpy() + 1
    named = np.char.add("doel ", several.astype("U"))
    empty = frame[mapping.column("goal_result")].str.strip() == ""
    return frame.assign(**{area: pd.Series(named, index=frame.index, dtype="str").where(~empty, "")})


def goal_mapping(mapping: Mapping, area: str) -> Mapping:
    """The mapping of a table of goals read as a long one."""
    as_score = [
        replace(guess, field="score") if guess.field == "goal_result" else guess
        for guess in mapping.guesses
        if guess.field not in ("leefgebied", "score")
    ]
    return Mapping((*as_score, Guess(area, "leefgebied", 1.0)), "C")
