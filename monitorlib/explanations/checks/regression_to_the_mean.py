"""Would these start scores have moved so anywhere?"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from monitorlib.explanations.family import Family
from monitorlib.explanations.finding import (
    ALPHA,
    HALF,
    MIN_PAIRS,
    TOO_FEW,
    Explanation,
    Finding,
    points,
    silent,
    told,
)
from monitorlib.explanations.reference import Others
from monitorlib.explanations.strata import start_strata
from monitorlib.statistics import holm
from monitorlib.texts import Text

NO_OTHERS = Text(
    "Er zijn geen andere teams om mee te vergelijken.", "There are no other teams to compare with."
)
STAYS_INSIDE = Text(
    "Of zulke startscores vanzelf verschuiven, is alleen te zien naast inwoners van andere teams. Hun scores "
    "blijven bij die teams.",
    "Whether such start scores shift by themselves can only be seen beside residents of other teams. Their scores "
    "stay with those teams.",
)
WORDS = Text(
    "Gemeten {observed}; in {teams} andere teams veranderden inwoners met dezelfde startscores "
    "gemiddeld {expected}. "
    "Er blijft {remains} over (95%: {low} tot {high}).",
    "Observed {observed}; in {teams} other teams residents with the same start scores changed by "
    "{expected} on average. "
    "That leaves {remains} (95%: {low} to {high}).",
)


@dataclass(frozen=True)
class _Expected:
    """Expected shift and its standard error; what the start scores make of it (`part`) and its p-value."""

    expected: float
    error: float
    part: float
    p: float


def find(family: Family) -> list[Finding]:
    """E = Σ mean change of the other teams by start score, over our start scores; estimate: observed − E.

    Flagged: our start scores differ from those of the other teams so that at least half of the shift seen was
    to be expected (E − mean shift of the others; errors of both samples and of the means by start score; normal
    p, Holm over the leefgebieden that have a shift to explain: unadjusted p ≤ .05). Also `supports` where E is
    sure to lie on the side of the shift and is at least half of it.
    """
    if not family.others:
        return silent(family, NO_OTHERS, STAYS_INSIDE)
    found = [_expected(family, j) for j in range(len(family.areas))]
    asked = [
        each is not None and shift["p_value"] <= ALPHA
        for each, shift in zip(found, family.shifts, strict=True)
    ]
    p = holm(np.array([each.p if ask else np.nan for each, ask in zip(found, asked, strict=True)]))
    return [
        _finding(family, j, found[j], float(p[j])) if found[j] else Finding(_reason(family, j))
        for j in range(len(family.areas))
    ]


def _reason(family: Family, j: int) -> Text:
    return NO_OTHERS if family.enough[j] else TOO_FEW


def _expected(family: Family, j: int) -> _Expected | None:
    others = family.others[j]
    if not family.enough[j] or others is None or others.n.sum() < MIN_PAIRS:
        return None
    strata = start_strata(np.repeat(others.pre, others.n.astype(int)))
    n, mean, variance = _by_stratum(others, strata.of(others.pre), len(strata))
    pre = family.now.pre[~np.isnan(family.now.change[:, j]), j]
    ours = np.bincount(strata.of(pre), minlength=len(strata)) / len(pre)
    theirs = n / n.sum()
    spread = [part @ mean**2 - (part @ mean) ** 2 for part in (ours, theirs)]
    sampling = spread[0] / len(pre) + spread[1] / n.sum()
    part = float((ours - theirs) @ mean)
    error = float(np.sqrt(sampling + (ours - theirs) ** 2 @ (variance / n)))
    p = float(2 * stats.norm.sf(abs(part) / error)) if error > 0 else 1.0
    expected_error = float(np.sqrt(ours**2 @ (variance / n)))
    return _Expected(float(ours @ mean), expected_error, part, p)


def _by_stratum(others: Others, place: np.ndarray, strata: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    n, total, squares = (
        np.bincount(place, weights=each, minlength=strata)
        for each in (others.n, others.total, others.squares)
    )
    n = np.maximum(n, 1)
    mean = total / n
    return n, mean, np.maximum(squares / n - mean**2, 0) * n / np.maximum(n - 1, 1)


def _finding(family: Family, j: int, found: _Expected, p: float) -> Finding:
    change = family.now.change[:, j]
    change = change[~np.isnan(change)]
    observed = float(change.mean())
    reach = 1.96 * float(np.sqrt(change.var(ddof=1) / len(change) + found.error**2))
    remains = observed - found.expected
    same_way = found.part * observed > 0 and abs(found.part) >= HALF * abs(observed)
    same_side = found.expected * observed > 0
    sure = same_side and abs(found.expected) > 1.96 * found.error
    if sure and abs(found.expected) >= HALF * abs(observed):
        answer = "supports"
    else:
        answer = "contradicts" if abs(remains) > reach else "cannot_say"
    return Finding(
        WORDS.fill(
            observed=points(observed),
            teams=family.others[j].teams,
            expected=points(found.expected),
            remains=points(remains),
            low=points(remains - reach),
            high=points(remains + reach),
        ),
        answer=answer,
        estimate=remains,
        unit="scale points",
        low=remains - reach,
        high=remains + reach,
        p_value=found.p,
        p_family=None if np.isnan(p) else p,
        eligible=same_way and not np.isnan(p),
        takes_away=found.expected,
        remains=remains,
        n=len(change),
        n_smallest=len(change),
    )


EXPLANATION = Explanation(
    "regression_to_the_mean",
    Text("Vanzelf terug naar normaal", "Back to normal by itself"),
    Text(
        "Werden inwoners gemeten op hun slechtste moment?", "Were residents measured at their worst moment?"
    ),
    Text(
        "Andere teams zijn geen controlegroep: ook zij hielpen hun inwoners.",
        "Other teams are no control group: they helped their residents too.",
    ),
    told(
        "Bij zulke startscores was in andere teams ook zo'n verschuiving te zien.",
        "With such start scores other teams saw such a shift too.",
        "De startscores verklaren de verschuiving niet.",
        "The start scores do not explain the shift.",
        "Of de startscores dit verklaren, is met deze gegevens niet te zeggen.",
        "Whether the start scores explain this cannot be said from these data.",
    ),
    find,
)
