"""Did those who were measured once start differently from those who were measured again?"""

import pandas as pd

from monitorlib.explanations.finding import Finding, too_few
from monitorlib.statistics.two_groups import difference_in_means

QUESTION = "Wie zien jullie niet terug bij een tweede meting, en waarom?"
MIN_GROUP = 10


def check(shift: dict, pairs: pd.DataFrame) -> Finding:
    """Difference in mean start score, followed minus lost, in scale points with its 95% interval (Welch).

    Supports where the interval lies beside zero: then the shift may be of a group that is not the whole
    caseload. Cannot say below ten residents in either group.
    """
    followed, lost = (
        pairs.loc[chosen, "pre"] for chosen in (pairs["change"].notna(), pairs["change"].isna())
    )
    if min(len(followed), len(lost)) < MIN_GROUP:
        return too_few(QUESTION, "Te weinig inwoners zijn één keer, of twee keer gemeten om dit te zeggen.")
    difference = difference_in_means(followed.to_numpy(), lost.to_numpy())
    beside_zero = difference.low > 0 or difference.high < 0
    sentence = (
        f"{len(lost)} van {len(pairs)} inwoners zijn één keer gemeten. "
        f"Zij begonnen gemiddeld op {_comma(lost.mean())}, de anderen op {_comma(followed.mean())}."
    )
    return Finding(
        flagged=beside_zero,
        answer="supports" if beside_zero else "cannot_say",
        sentence=sentence,
        question=QUESTION,
        estimate=difference.estimate,
        unit="scale points",
        low=difference.low,
        high=difference.high,
    )


def _comma(number: float) -> str:
    return f"{number:.1f}".replace(".", ",")
