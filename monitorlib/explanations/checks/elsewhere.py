"""Did the other teams move too?"""

import numpy as np
from scipy.special import stdtr

from monitorlib.explanations.family import Family
from monitorlib.explanations.finding import MIN_PAIRS, TOO_FEW, Explanation, Finding, points, silent, told
from monitorlib.foundation.texts import Text
from monitorlib.statistics import holm

NO_OTHERS = Text(
    "Er zijn geen andere teams om mee te vergelijken.", "There are no other teams to compare with."
)
FEWER = Text(
    "Minder dan drie andere teams gaven dit leefgebied zo vrij dat het buiten het team getoond mag worden. Of het "
    "overal zo is, is daarom niet te zeggen.",
    "Fewer than three other teams released this leefgebied so that it may be shown outside the team. So whether "
    "it is the same everywhere cannot be said.",
)
WORDS = Text(
    "In {teams} andere teams verschoof dit leefgebied {theirs} (95%: {low} tot {high}), bij jullie {ours}.",
    "In {teams} other teams this leefgebied shifted by {theirs} (95%: {low} to {high}), in yours by {ours}.",
)


def find(family: Family) -> list[Finding]:
    """Mean shift of all residents of the other teams, with its t interval and t test (Holm over leefgebieden).

    Flagged: theirs is sure, ours too (unadjusted p ≤ .05), and on the same side. Contradicts: ours is sure to be
    another shift than theirs. Takes away: their mean shift.
    """
    if not family.others:
        return silent(family, NO_OTHERS, FEWER)
    found = [_theirs(family, j) for j in range(len(family.areas))]
    p = holm(np.array([each[2] if each else np.nan for each in found]))
    return [
        _finding(family, j, found[j], float(p[j])) if found[j] else Finding(TOO_FEW)
        for j in range(len(family.areas))
    ]


def _theirs(family: Family, j: int) -> tuple[float, float, float] | None:
    """Mean, standard error and p of the other teams' shift."""
    others = family.others[j]
    if not family.enough[j] or others is None or others.n.sum() < MIN_PAIRS:
        return None
    n = others.n.sum()
    mean = others.total.sum() / n
    variance = max(others.squares.sum() / n - mean**2, 0) * n / (n - 1)
    error = float(np.sqrt(variance / n))
    return float(mean), error, float(2 * stdtr(n - 1, -abs(mean) / error)) if error > 0 else 1.0


def _finding(family: Family, j: int, theirs: tuple[float, float, float], p: float) -> Finding:
    mean, error, alone = theirs
    change = family.now.change[:, j]
    change = change[~np.isnan(change)]
    ours = float(change.mean())
    apart = abs(ours - mean) > 1.96 * np.sqrt(error**2 + change.var(ddof=1) / len(change))
    return Finding(
        WORDS.fill(
            teams=family.others[j].teams,
            theirs=points(mean),
            low=points(mean - 1.96 * error),
            high=points(mean + 1.96 * error),
            ours=points(ours),
        ),
        answer="contradicts" if apart else "cannot_say",
        estimate=mean,
        unit="scale points",
        low=mean - 1.96 * error,
        high=mean + 1.96 * error,
        p_value=alone,
        p_family=p,
        eligible=mean * ours > 0 and family.shifts[j]["p_value"] <= 0.05,
        takes_away=mean,
        remains=ours - mean,
        n=len(change),
        n_smallest=len(change),
    )


EXPLANATION = Explanation(
    "elsewhere",
    Text("Overal zo", "The same everywhere"),
    Text("Gebeurde er iets dat alle teams raakte?", "Did something happen that touched all teams?"),
    Text(
        "Waarom andere teams ook verschoven, staat niet in de cijfers.",
        "Why others moved too is not in the figures.",
    ),
    told(
        "Ook de andere teams verschoven deze kant op.",
        "The other teams moved this way too.",
        "De andere teams verschoven anders dan jullie.",
        "The other teams moved otherwise than you did.",
        "Of dit overal zo is, is met deze gegevens niet te zeggen.",
        "Whether it is so everywhere cannot be said from these data.",
    ),
    find,
    own_family=True,
)
