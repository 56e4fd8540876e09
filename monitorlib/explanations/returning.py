"""How much of a shift is a return to how it was: three ways of looking, by what was scored of these residents.

It rests on how well one score repeats: as published, or as seen in residents who were measured three times or
more.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import stdtr, stdtrit

from monitorlib.explanations.family import Family
from monitorlib.explanations.finding import HALF, MIN_PAIRS, classes_of, level, points
from monitorlib.foundation.texts import Text

MIN_STABLE = 20  # a spread of fewer differences is off by more than a third


@dataclass(frozen=True)
class Reliability:
    """The share of the spread of start scores that is no noise, 0 to 1, with its standard error (0 when given)."""

    value: float
    error: float


def reliability_of(family: Family, j: int) -> Reliability | None:
    """Of one leefgebied: the instrument's own, else from the scores after the first one, else None.

    The first score is left aside: it is the one that may have been picked. Half the variance of the difference
    between two later scores is noise, where the group did not move between them. Whoever truly changed then counts
    as noise too, so the estimate is rather too low. Source: Bland & Altman 1996, BMJ 313:41.
    """
    if family.instrument.reliability is not None:
        return Reliability(family.instrument.reliability, 0.0)
    start, later = family.now.pre[:, j], later_change(family, j)
    start, later = start[~np.isnan(start)], later[~np.isnan(later)]
    spread = start.var(ddof=1) if len(start) > 1 else 0.0
    if len(later) < MIN_STABLE or spread == 0 or not _is_stable(later):
        return None
    noise = min(later.var(ddof=1) / 2 / spread, 1.0)
    return Reliability(1 - noise, noise * float(np.sqrt(2 / (len(later) - 1) + 2 / (len(start) - 1))))


def first_change(family: Family, j: int) -> np.ndarray:
    """From the first score to the second, positive is better; NaN for whoever has no score between."""
    return family.turn * (family.repeats.second[:, j] - family.now.pre[:, j])


def later_change(family: Family, j: int) -> np.ndarray:
    """From the second score to the last, positive is better; NaN for whoever has no score between."""
    return family.now.change[:, j] - first_change(family, j)


def _is_stable(later: np.ndarray) -> bool:
    return bool(abs(later.mean()) <= 1.96 * np.sqrt(later.var(ddof=1) / len(later)))


PICKED_FROM = 0.95  # picked by how they truly are, noise parts the two less (decision 92)
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
PICKED = Text(
    "De {n} inwoners die opnieuw gemeten zijn, werden gekozen uit meer. Bij een betrouwbaarheid van "
    "{reliability} gaat hun score daardoor hoogstens {part} vanzelf terug; gemeten is {change}.",
    "The {n} residents who were measured again are part of more. With a reliability of {reliability} their score "
    "returns by {part} at most because of that; observed is {change}.",
)


@dataclass(frozen=True)
class Return:
    """`part`: what of a shift is a return, in scale points, give or take `reach` (95%).

    `over`: by how much that is more than half of the shift, with its standard error. `supports`, `contradicts`:
    whether this way of looking can; `eligible`: whether those looked at share in the shift. `reason`: why it
    cannot be said. `groups` are `classes` of Finding; for the rest see there.
    """

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
        if self.error > 0:
            return float(stdtr(self.freedom, -self.over / self.error))
        return 0.5**self.n if self.over > 0 else 1.0  # all alike: as many heads in a row

    @property
    def is_less(self) -> bool:
        """Whether it is sure to be less than half."""
        return self.over + float(stdtrit(self.freedom, 0.975)) * self.error < 0


def return_of(family: Family, j: int) -> Return | None:
    """By the most telling way that the measurements of these residents allow; None when there is none.

    Why it cannot be said follows from who was measured when, never from scores: it may be told beside any table.
    """
    dip = family.turn * (family.repeats.earlier[:, j] - family.now.pre[:, j])
    if _enough(family, j, dip):
        return replace(_beside(family, j, dip, DIP), supports=True, looks_back=True)
    reliability = reliability_of(family, j)
    picked = None if reliability is None else _picked(family, j, reliability)
    bounce = first_change(family, j)
    if not _enough(family, j, bounce):
        return None if picked is None else replace(picked, reason=NO_REPEATS)
    went_on = replace(_beside(family, j, bounce, BOUNCE), reason=QUICK)
    if picked is None or went_on.is_less:
        return went_on
    tables = (*went_on.tables, *picked.tables)  # that it did not go on is told by looking further
    return replace(picked, reason=QUICK, groups=went_on.groups, tables=tables)


def _enough(family: Family, j: int, values: np.ndarray) -> bool:
    """Known of ten residents with a pair, and of half of them: else it is about others than the shift is."""
    paired = ~np.isnan(family.now.change[:, j])
    known = int((paired & ~np.isnan(values)).sum())
    return known >= MIN_PAIRS and known >= HALF * paired.sum()


def _beside(family: Family, j: int, part: np.ndarray, words: Text) -> Return:
    """The mean of `part` beside half of the change of the same residents, if they share in the shift."""
    change = family.now.change[:, j]
    paired = ~np.isnan(change)
    known = paired & ~np.isnan(part)
    side = np.sign(change[paired].mean())
    over = side * (part[known] - HALF * change[known])
    n = int(known.sum())
    there = side * change[known].mean() >= HALF * abs(change[paired].mean())
    return Return(
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
    return float(stdtrit(len(values) - 1, 0.975) * np.sqrt(values.var(ddof=1) / len(values)))


def _groups(family: Family, j: int, known: np.ndarray, paired: np.ndarray) -> tuple:
    """The classes of those of whom more is known, and of the others with a pair, if there are any."""
    change = family.now.change[:, j]
    parts = [known, paired & ~known]
    return tuple(classes_of(family, change[part]) for part in parts if part.any())


def _picked(family: Family, j: int, reliability: Reliability) -> Return | None:
    """What residents who were picked by their score return by.

    Only where the scores show that they were: those followed nearly all started below those who were not (above
    them, where scores went down). Picked by how they truly were, start scores overlap through noise, and nothing
    returns.
    """
    start, change = family.turn * family.now.pre[:, j], family.now.change[:, j]
    paired, lost = ~np.isnan(change), np.isnan(change) & ~np.isnan(start)
    side = np.sign(change[paired].mean())
    if lost.sum() < MIN_PAIRS or _parted(start[paired], start[lost], side) < PICKED_FROM:
        return None
    noise, left_out = 1 - reliability.value, lost.sum() / (lost.sum() + paired.sum())
    gap = left_out * (start[lost].mean() - start[paired].mean())
    own = noise * left_out * start[paired] + HALF * change[paired]
    picked = (noise * left_out) ** 2 * start[lost].var(ddof=1) / lost.sum() + (gap * reliability.error) ** 2
    part_error = np.sqrt(picked + (noise * left_out) ** 2 * start[paired].var(ddof=1) / paired.sum())
    estimated = family.instrument.reliability is None
    return Return(
        PICKED.fill(
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


def _parted(followed: np.ndarray, lost: np.ndarray, side: float) -> float:
    """How often one who was lost started on the far side of one who was followed; equal scores count for half."""
    apart = side * (lost[:, None] - followed)
    return float((apart > 0).mean() + (apart == 0).mean() / 2)


def _from_later(family: Family, j: int, paired: np.ndarray) -> dict:
    """An estimated reliability rests on the residents with a score between: what their tables would be."""
    later, first = later_change(family, j), first_change(family, j)
    known = paired & ~np.isnan(later)
    tables = tuple((classes_of(family, each[known]),) for each in (first, later))
    return {"groups": _groups(family, j, known, paired), "tables": tables}
