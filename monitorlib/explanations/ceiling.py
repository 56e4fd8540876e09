"""Was there room to improve, or did most residents start at the best score?"""

import pandas as pd

from monitorlib.explanations.finding import Finding, too_few
from monitorlib.statistics import share

QUESTION = "Hoeveel ruimte voor verbetering zien jullie op dit leefgebied?"
MOSTLY = 0.5


def check(shift: dict, pairs: pd.DataFrame) -> Finding:
    """The share that started at the best score, with its 95% interval (Wilson).

    Supports where the interval lies above one half: most had no room. Contradicts where it lies below.
    """
    if shift["verdict"] == "too_few":
        return too_few(QUESTION)
    n = shift["n_pairs"]
    at_best = n - shift["n_could_improve"]
    part = share(at_best, n)
    if part.low > MOSTLY:
        answer = "supports"
    elif part.high < MOSTLY:
        answer = "contradicts"
    else:
        answer = "cannot_say"
    return Finding(
        flagged=answer == "supports",
        answer=answer,
        sentence=f"{at_best} van {n} inwoners begonnen al op de beste score.",
        question=QUESTION,
        estimate=part.estimate,
        unit="share",
        low=part.low,
        high=part.high,
    )
