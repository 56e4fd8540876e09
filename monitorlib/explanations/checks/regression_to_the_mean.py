"""Was the first score an unusual one, so that what came after is a return to how it was?"""

import numpy as np

from monitorlib.explanations.family import Family
from monitorlib.explanations.finding import ALPHA, TOO_FEW, Explanation, Finding, told
from monitorlib.explanations.returning import NO_REPEATS, Return, return_of
from monitorlib.foundation.texts import Text
from monitorlib.statistics import holm

NO_SHIFT = Text(
    "Er is geen verschuiving die duidelijk genoeg is om te verklaren.",
    "There is no shift that is clear enough to explain.",
)


def find(family: Family) -> list[Finding]:
    """How much of the shift is a return, from the team's own residents; half or more supports (decision 92).

    In this order. A score from before the first one, of at least half of those followed: the first score beside it
    says how unusual the first one was (a double pretest), whether all teams were measured so or none. Else a score
    between the first and the last: what came after the second score is no return of the first. Else, of residents
    picked out of more: (1 − reliability) × (mean start of all − mean start of those followed). Else it cannot
    be said: first and last alone look alike for a return and for help. Only where there is a shift (unadjusted
    p ≤ .05); p is one-sided against half, Holm over leefgebieden. Estimate and `takes_away`: the part that is
    a return.
    """
    areas = range(len(family.areas))
    parts = [return_of(family, j) if family.enough[j] else None for j in areas]
    asked = [part is not None and family.shifts[j]["p_value"] <= ALPHA for j, part in enumerate(parts)]
    tested = [ask and part.supports for ask, part in zip(asked, parts, strict=True)]
    p = holm(np.array([part.p if test else np.nan for test, part in zip(tested, parts, strict=True)]))
    return [_finding(family, j, parts[j], asked[j], float(p[j])) for j in areas]


def _finding(family: Family, j: int, part: Return | None, asked: bool, p: float) -> Finding:
    if part is None:
        return Finding(
            NO_REPEATS if family.enough[j] else TOO_FEW, told=NO_REPEATS if family.enough[j] else None
        )
    if not asked:
        return Finding(NO_SHIFT, told=part.reason)
    observed = float(np.nanmean(family.now.change[:, j]))
    answer = "cannot_say"
    if part.contradicts and part.is_less:
        answer = "contradicts"
    elif part.supports and part.eligible and part.p <= ALPHA / 2:
        answer = "supports"
    return Finding(
        part.words,
        answer=answer,
        estimate=part.part,
        unit="scale points",
        low=part.part - part.reach,
        high=part.part + part.reach,
        p_value=part.p if part.supports else None,
        p_family=None if np.isnan(p) else p,
        eligible=part.eligible and not np.isnan(p),
        takes_away=part.part,
        remains=observed - part.part,
        n=part.n,
        n_smallest=part.n,
        classes=part.groups,
        tables=part.tables,
        looks_back=part.looks_back,
        told=part.reason if answer == "cannot_say" else None,
    )


EXPLANATION = Explanation(
    "regression_to_the_mean",
    Text("Vanzelf terug naar normaal", "Back to normal by itself"),
    Text(
        "Werden inwoners gemeten op hun slechtste moment?", "Were residents measured at their worst moment?"
    ),
    Text(
        "Wie na een slecht moment terugkomt, doet dat soms vanzelf en soms door hulp. Een groep zonder hulp is "
        "er niet.",
        "Who returns after a bad moment does so by itself at times, and at times through help. There is no group "
        "without help.",
    ),
    told(
        "De eerste score was ongewoon: minstens de helft van de verschuiving past bij een terugkeer naar hoe "
        "het was.",
        "The first score was unusual: at least half of the shift fits a return to how it was.",
        "Minder dan de helft van de verschuiving past bij een terugkeer naar hoe het was.",
        "Less than half of the shift fits a return to how it was.",
        "Of dit een terugkeer is naar hoe het was, is met deze gegevens niet te zeggen.",
        "Whether this is a return to how it was cannot be said from these data.",
    ),
    find,
)
