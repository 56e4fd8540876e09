"""Was the first score an unusual one, so that what came after is a return to how it was?"""

from dataclasses import dataclass, replace

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
    classes_of,
    level,
    points,
    told,
)
from monitorlib.explanations.reliability import Reliability, first_change, later_change, reliability_of
from monitorlib.statistics import holm
from monitorlib.texts import Text

NO_SHIFT = Text(
    "Er is geen verschuiving die duidelijk genoeg is om te verklaren.",
    "There is no shift that is clear enough to explain.",
)
NO_REPEATS = Text(
    "Of dit een terugkeer is naar hoe het was, is alleen te zien aan andere metingen van dezelfde inwoners. "
    "Die zijn er te weinig.",
    "Whether this is a return to how it was can only be seen from other measurements of the same residents. "
    "There are too few.",
)
QUICK = Text(
    "Snelle hulp en een terugkeer naar hoe het was, lijken in deze metingen op elkaar. Een meting van voor deze "
    "periode zou ze kunnen scheiden.",
    "Quick help and a return to how it was look alike in these measurements. One from before this period could "
    "part them.",
)
DIP = Text(
    "Van {n} inwoners is een score bekend van voor deze periode. Die lag {part} van hun eerste score in deze "
    "periode. Daarna veranderden zij {change}.",
    "Of {n} residents a score from before this period is known. It lay {part} from their first score in this "
    "period. After that they changed by {change}.",
)
BOUNCE = Text(
    "{n} inwoners zijn ook tussen de eerste en de laatste keer gemeten. Tot de tweede meting veranderden zij "
    "{part}, in het geheel {change}.",
    "{n} residents were measured between the first and the last time too. Up to the second measurement they "
    "changed by {part}, as a whole by {change}.",
)
CHOSEN = Text(
    "De {n} inwoners die opnieuw gemeten zijn, werden gekozen uit meer. Bij een betrouwbaarheid van "
    "{reliability} gaat hun score daardoor hoogstens {part} vanzelf terug; gemeten is {change}.",
    "The {n} residents who were measured again are part of more. With a reliability of {reliability} their score "
    "returns by {part} at most because of that; observed is {change}.",
)


@dataclass(frozen=True)
class _Part:
    """What of a shift is a return. `over`: by how much that is more than half of the shift (its standard error
    `error`). `supports`, `contradicts`: whether this way of looking can. `groups` are `classes` of Finding;
    for the rest see there."""

    words: Text
    part: float
    reach: float
    over: float
    error: float
    freedom: float
    n: int
    contradicts: bool
    supports: bool = False
    eligible: bool = True
    groups: tuple | None = None
    tables: tuple = ()
    looks_back: bool = False
    reason: Text | None = None

    @property
    def p(self) -> float:
        """One-sided, of "no more than half is a return"."""
        return float(stats.t.sf(self.over / self.error, self.freedom)) if self.error > 0 else 1.0

    @property
    def is_less(self) -> bool:
        """Whether it is sure to be less than half."""
        return self.over + float(stats.t.ppf(0.975, self.freedom)) * self.error < 0


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
    parts = [_part(family, j) if family.enough[j] else None for j in areas]
    asked = [part is not None and family.shifts[j]["p_value"] <= ALPHA for j, part in enumerate(parts)]
    tested = [ask and part.supports for ask, part in zip(asked, parts, strict=True)]
    p = holm(np.array([part.p if test else np.nan for test, part in zip(tested, parts, strict=True)]))
    return [_finding(family, j, parts[j], asked[j], float(p[j])) for j in areas]


def _part(family: Family, j: int) -> _Part | None:
    """The most telling way of looking that the measurements of these residents allow; None when there is none."""
    dip = family.turn * (family.repeats.earlier[:, j] - family.now.pre[:, j])
    if _enough(family, j, dip):
        return replace(_beside(family, j, dip, DIP), supports=True, looks_back=True)
    bounce = first_change(family, j)
    went_on = None
    if _enough(family, j, bounce):
        went_on = replace(_beside(family, j, bounce, BOUNCE), supports=False, reason=QUICK)
        if went_on.is_less:
            return went_on
    reliability = reliability_of(family, j)
    return (None if reliability is None else _chosen(family, j, reliability)) or went_on


def _enough(family: Family, j: int, values: np.ndarray) -> bool:
    """Known of ten residents with a pair, and of half of them: else it is about others than the shift is."""
    paired = ~np.isnan(family.now.change[:, j])
    known = int((paired & ~np.isnan(values)).sum())
    return known >= MIN_PAIRS and known >= HALF * paired.sum()


def _beside(family: Family, j: int, part: np.ndarray, words: Text) -> _Part:
    """The mean of `part` beside half of the change of the same residents, if they share in the shift."""
    change = family.now.change[:, j]
    paired = ~np.isnan(change)
    known = paired & ~np.isnan(part)
    side = np.sign(change[paired].mean())
    over = side * (part[known] - HALF * change[known])
    n = int(known.sum())
    there = side * change[known].mean() >= HALF * abs(change[paired].mean())
    return _Part(
        words.fill(n=n, part=points(part[known].mean()), change=points(change[known].mean())),
        part=float(part[known].mean()),
        reach=_reach(part[known]),
        over=float(over.mean()),
        error=float(np.sqrt(over.var(ddof=1) / n)),
        freedom=n - 1,
        n=n,
        eligible=bool(there),
        contradicts=bool(there),
        groups=_groups(family, j, known, paired),
        tables=((classes_of(family, part[known]),),),
    )


def _reach(values: np.ndarray) -> float:
    return float(stats.t.ppf(0.975, len(values) - 1) * np.sqrt(values.var(ddof=1) / len(values)))


def _groups(family: Family, j: int, known: np.ndarray, paired: np.ndarray) -> tuple:
    """The classes of those of whom more is known, and of the others with a pair, if there are any."""
    change = family.now.change[:, j]
    parts = [known, paired & ~known]
    return tuple(classes_of(family, change[part]) for part in parts if part.any())


def _chosen(family: Family, j: int, reliability: Reliability) -> _Part | None:
    """What residents who were picked by their score return by; of those picked otherwise it is less, so at
    most."""
    start, change = family.turn * family.now.pre[:, j], family.now.change[:, j]
    paired, lost = ~np.isnan(change), np.isnan(change) & ~np.isnan(start)
    if lost.sum() < MIN_PAIRS:
        return None
    noise, left_out = 1 - reliability.value, lost.sum() / (lost.sum() + paired.sum())
    gap = left_out * (start[lost].mean() - start[paired].mean())
    side = np.sign(change[paired].mean())
    own = noise * left_out * start[paired] + HALF * change[paired]
    picked = (noise * left_out) ** 2 * start[lost].var(ddof=1) / lost.sum() + (gap * reliability.error) ** 2
    part_error = np.sqrt(picked + (noise * left_out) ** 2 * start[paired].var(ddof=1) / paired.sum())
    estimated = family.instrument.reliability is None
    return _Part(
        CHOSEN.fill(
            n=int(paired.sum()),
            reliability=level(reliability.value, 2),
            part=points(noise * gap),
            change=points(change[paired].mean()),
        ),
        part=float(noise * gap),
        reach=float(1.96 * part_error),
        over=float(side * (noise * gap - HALF * change[paired].mean())),
        error=float(np.sqrt(picked + own.var(ddof=1) / paired.sum())),
        freedom=float(paired.sum() - 1),
        n=int(paired.sum()),
        supports=True,
        contradicts=False,
        **(_from_later(family, j, paired) if estimated else {}),
    )


def _from_later(family: Family, j: int, paired: np.ndarray) -> dict:
    """An estimated reliability rests on the residents with a score between: what their tables would be."""
    later, first = later_change(family, j), first_change(family, j)
    known = paired & ~np.isnan(later)
    tables = tuple((classes_of(family, each[known]),) for each in (first, later))
    return {"groups": _groups(family, j, known, paired), "tables": tables}


def _finding(family: Family, j: int, part: _Part | None, asked: bool, p: float) -> Finding:
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
