"""Other people than in the period before, or other results?"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtr

from monitorlib.evidence.grades import RELEVANT
from monitorlib.explanations.family import Family, start_strata
from monitorlib.explanations.finding import (
    HALF,
    MIN_GROUP,
    MIN_PAIRS,
    TOO_FEW,
    Explanation,
    Finding,
    Reversal,
    by_column,
    points,
    reversal_of,
    silent,
    surely_apart,
    table_of,
    told,
    turns_round,
)
from monitorlib.foundation.texts import Text
from monitorlib.statistics import holm, kitagawa

NO_PREVIOUS = Text(
    "Er is geen eerdere periode om mee te vergelijken.", "There is no earlier period to compare with."
)
WORDS = Text(
    "De verschuiving was eerst {before} en nu {now}. Van dat verschil komt {composition} door een "
    "andere samenstelling "
    "({by}) en {rate} door andere resultaten bij gelijke inwoners.",
    "The shift was {before} before and is {now} now. Of that difference {composition} comes from other people "
    "({by}) and {rate} from other results with like people.",
)
START = Text("naar startscore", "by start score")


@dataclass(frozen=True)
class _Split:
    by: Text
    composition: float
    rate: float
    error: float
    p: float


def find(family: Family) -> list[Finding]:
    """Kitagawa's split of the difference in mean shift between two periods, by start score and by each kenmerk.

    A split is sure when both hold: the periods differ in mix along the mean changes of the strata, and those
    mean changes differ (the larger of both normal p's); Bonferroni over the splits tried, Holm over
    leefgebieden. Flagged where the composition is at least half of the difference. Estimate and `takes_away`:
    the composition part. Strata under five residents are merged.
    """
    if family.before is None or not family.before.again.any():
        return silent(family, NO_PREVIOUS)
    ways = [list(_labelled(family, j)) if family.enough[j] else [] for j in range(len(family.areas))]
    found = [_strongest(each) for each in ways]
    p = holm(np.array([each.p if each else np.nan for each in found]))
    return [
        replace(_finding(family, j, found[j], float(p[j])), reversal=_reversal(family, ways[j]))
        if found[j]
        else Finding(_reason(family, j))
        for j in range(len(family.areas))
    ]


def _reason(family: Family, j: int) -> Text:
    return NO_PREVIOUS if family.enough[j] else TOO_FEW


def _strongest(ways: list[tuple]) -> _Split | None:
    splits = [s for s in (_split(*each) for each in ways) if s is not None]
    if not splits:
        return None
    best = min(splits, key=lambda s: (s.p, s.by.nl != START.nl))
    return _Split(best.by, best.composition, best.rate, best.error, min(1.0, best.p * len(splits)))


def _labelled(family: Family, j: int):
    """(name, strata before, changes before, strata now, changes now) for every way to split."""
    seen0, seen1 = (~np.isnan(cohort.change[:, j]) for cohort in (family.before, family.now))
    if min(seen0.sum(), seen1.sum()) < MIN_PAIRS:
        return
    (pre0, change0), (pre1, change1) = (
        (cohort.pre[seen, j], cohort.change[seen, j])
        for cohort, seen in ((family.before, seen0), (family.now, seen1))
    )
    strata = start_strata(np.concatenate([pre0, pre1]))
    yield START, strata.of(pre0), change0, strata.of(pre1), change1
    before = family.before.kenmerken
    for name, now in family.now.kenmerken.items():
        if name in before:
            yield by_column(name), before[name][seen0], change0, now[seen1], change1


def _split(by: Text, strata0, change0, strata1, change1) -> _Split | None:
    names, place = np.unique(np.concatenate([strata0, strata1]), return_inverse=True)
    place0, place1 = place[: len(strata0)], place[len(strata0) :]
    n0, n1 = (np.bincount(each, minlength=len(names)) for each in (place0, place1))
    small = (n0 < MIN_GROUP) | (n1 < MIN_GROUP)
    if small.any():  # merged with the nearest that is large enough (a kenmerk has no order: the largest)
        if small.all():
            return None
        large = np.flatnonzero(~small)
        ordered = names.dtype.kind in "if"
        new = np.array([_nearest(k, large, n0 + n1, ordered) if small[k] else k for k in range(len(names))])
        place0, place1 = new[place0], new[place1]
        n0, n1 = (np.bincount(each, minlength=len(names)) for each in (place0, place1))
    used = (n0 > 0) & (n1 > 0)
    if used.sum() < 2:
        return None
    (r0, v0), (r1, v1) = (_means(p, c, len(names)) for p, c in ((place0, change0), (place1, change1)))
    parts = kitagawa(n0, r0, n1, r1)
    p0, p1, mean = n0 / n0.sum(), n1 / n1.sum(), (r0 + r1) / 2
    spread = [p @ mean**2 - (p @ mean) ** 2 for p in (p0, p1)]
    mix = float(np.sqrt(spread[0] / n0.sum() + spread[1] / n1.sum()))
    noise = float(np.sqrt((p1 - p0) ** 2 @ (v0 + v1) / 4))
    if mix == 0 or noise == 0:
        return _Split(by, parts.composition, parts.rate, 0.0, 1.0)
    p = 2 * ndtr(-abs(parts.composition) / max(mix, noise))  # the larger of both
    return _Split(by, parts.composition, parts.rate, float(np.hypot(mix, noise)), float(p))


def _nearest(k: int, large: np.ndarray, n: np.ndarray, ordered: bool) -> int:
    return int(large[np.abs(large - k).argmin()] if ordered else large[n[large].argmax()])


def _means(place: np.ndarray, change: np.ndarray, strata: int) -> tuple[np.ndarray, np.ndarray]:
    """Mean change by stratum and the variance of that mean."""
    n = np.maximum(np.bincount(place, minlength=strata), 1)
    mean = np.bincount(place, weights=change, minlength=strata) / n
    squares = np.bincount(place, weights=change**2, minlength=strata) / n
    return mean, np.maximum(squares - mean**2, 0) / np.maximum(n - 1, 1)


def _finding(family: Family, j: int, split: _Split, p: float) -> Finding:
    now, before = (float(np.nanmean(cohort.change[:, j])) for cohort in (family.now, family.before))
    reach = 1.96 * split.error
    small = abs(split.composition) + RELEVANT * split.error <= family.small
    return Finding(
        WORDS.fill(
            before=points(before),
            now=points(now),
            composition=points(split.composition),
            rate=points(split.rate),
            by=split.by,
        ),
        answer="contradicts" if small and split.p > 0.05 else "cannot_say",
        estimate=split.composition,
        unit="scale points",
        low=split.composition - reach,
        high=split.composition + reach,
        p_value=split.p,
        p_family=p,
        eligible=abs(split.composition) >= HALF * abs(now - before),
        takes_away=split.composition,
        remains=now - split.composition,
        n=int((~np.isnan(family.now.change[:, j])).sum()),
        n_smallest=int(min((~np.isnan(c.change[:, j])).sum() for c in (family.now, family.before))),
        looks_back=True,
    )


def _reversal(family: Family, ways: list[tuple]) -> Reversal | None:
    """Whether this period differs from the one before the other way within each stratum of one way to split."""
    _by, _strata0, all0, _strata1, all1 = ways[0]
    for by, strata0, change0, strata1, change1 in ways if surely_apart(all1, all0) else []:
        if turns_round(change1, change0, strata1, strata0, len(ways)):
            return reversal_of(by, table_of(family, (change1, strata1)), table_of(family, (change0, strata0)))
    return None


EXPLANATION = Explanation(
    "case_mix",
    Text("Andere inwoners dan vorige keer", "Other residents than last time"),
    Text(
        "Kwamen er andere inwoners dan in de vorige periode?",
        "Did other residents come than in the period before?",
    ),
    Text(
        "Alleen startscore en geregistreerde kenmerken tellen mee; inwoners kunnen ook anders verschillen.",
        "Only start score and registered kenmerken count; residents may differ in other ways too.",
    ),
    told(
        "De samenstelling van de groep veranderde, en dat maakt verschil voor de verschuiving.",
        "The group's composition changed, and that matters for the shift.",
        "De samenstelling van de groep verklaart weinig van het verschil met de vorige periode.",
        "The group's composition explains little of the difference with the period before.",
        "Of de samenstelling meespeelt, is met deze gegevens niet te zeggen.",
        "Whether composition plays a part cannot be said from these data.",
    ),
    find,
)
