"""Did those who were not measured again start differently?"""

import numpy as np

from monitorlib.explanations.family import Family
from monitorlib.explanations.finding import (
    MIN_PAIRS,
    TOO_FEW,
    Explanation,
    Finding,
    level,
    points,
    silent,
    told,
)
from monitorlib.foundation.texts import Text
from monitorlib.statistics.intervals import difference_of
from monitorlib.statistics.permutations import test_contrasts
from monitorlib.statistics.standardise import manski_bounds, poststratified_shift

FEW_LOST = Text(
    "Minder dan tien inwoners zijn één keer gemeten; er is te weinig uitval om dit te zeggen.",
    "Fewer than ten residents were measured once; too few dropped out to say this.",
)
WORDS = Text(
    "{lost} van {n} inwoners zijn één keer gemeten. Zij begonnen gemiddeld op {theirs}, de anderen op {ours}. Met "
    "hen erbij, naar hun startscore, zou de verschuiving {whole} zijn; in het uiterste geval {low} tot {high}.",
    "{lost} of {n} residents were measured once. They started at {theirs} on average, the others at {ours}. With "
    "them, by their start score, the shift would be {whole}; at the very extremes {low} to {high}.",
)


def find(family: Family) -> list[Finding]:
    """Start scores of those measured again against those never measured again on any leefgebied.

    Shuffled over residents, step-down over leefgebieden. Estimate: mean start score followed minus lost, in
    the unit of the scale (Welch). Remains: the shift weighted to everybody's start scores (Holt & Smith).
    """
    again = family.now.again
    if again.sum() < MIN_PAIRS:
        return silent(family)
    if (~again).sum() < MIN_PAIRS:
        return silent(family, FEW_LOST)
    tested = test_contrasts(again[:, None].astype(float), family.now.pre, family.seed)
    return [_finding(family, j, again, tested) for j in range(len(family.areas))]


def _finding(family: Family, j: int, again: np.ndarray, tested) -> Finding:
    pre, change = family.now.pre[:, j], family.now.change[:, j]
    known = ~np.isnan(pre)
    ours, theirs = pre[known & again], pre[known & ~again]
    if not family.enough[j]:
        return Finding(TOO_FEW)
    if len(theirs) < MIN_PAIRS:
        return Finding(FEW_LOST)
    difference = difference_of(ours, theirs)
    more = difference.interval()
    whole = poststratified_shift(pre[known], change[known]).estimate
    worst, best = _ends(family)
    bounds = manski_bounds(pre[known], change[known], worst, best)
    small = difference.surely_within(family.small)
    return Finding(
        WORDS.fill(
            lost=len(theirs),
            n=int(known.sum()),
            theirs=level(theirs.mean()),
            ours=level(ours.mean()),
            whole=points(whole),
            low=points(bounds.low),
            high=points(bounds.high),
        ),
        answer="contradicts" if small and tested.p_value[j] > 0.05 else "cannot_say",
        estimate=more.estimate,
        unit="scale points",
        low=more.low,
        high=more.high,
        p_value=float(tested.p_value[j]),
        p_family=float(tested.p_family[j]),
        takes_away=float(np.nanmean(change)) - whole,
        remains=whole,
        n=int(known.sum()),
        n_smallest=min(len(ours), len(theirs)),
    )


def _ends(family: Family) -> tuple[float, float]:
    scale = family.instrument.scale
    return (scale.high, scale.low) if family.instrument.better_is == "lower" else (scale.low, scale.high)


EXPLANATION = Explanation(
    "dropout",
    Text("Wie we niet terugzagen", "Who was not seen again"),
    Text(
        "Wie zien jullie niet terug bij een tweede meting, en waarom?", "Whom do you not see again, and why?"
    ),
    Text(
        "Hoe het met de anderen ging, weet niemand; alleen hun startscore is bekend.",
        "Nobody knows how the others fared; only their start score is known.",
    ),
    told(
        "Wie niet opnieuw gemeten is, begon anders. De cijfers gaan dus niet over iedereen.",
        "Those not measured again started differently. So the figures are not about everybody.",
        "Wie niet opnieuw gemeten is, begon ongeveer gelijk.",
        "Those not measured again started about the same.",
        "Of uitval meespeelt, is met deze gegevens niet te zeggen.",
        "Whether dropout plays a part cannot be said from these data.",
    ),
    find,
    of_now=True,
)
