"""Did one part of the residents change otherwise than the rest? The engine behind six checks."""

from dataclasses import dataclass

import numpy as np

from monitorlib.explanations.family import Family
from monitorlib.explanations.finding import (
    MIN_GROUP,
    TOO_FEW,
    Finding,
    Reversal,
    points,
    reversal_of,
    silent,
    surely_apart,
    table_of,
    turns_round,
)
from monitorlib.foundation.texts import Text
from monitorlib.statistics.intervals import difference_of
from monitorlib.statistics.permutations import test_contrasts


@dataclass(frozen=True)
class Contrast:
    """`label` names the group; `x` is what is tested, shape (followed,), NaN unknown; `group` who is in it."""

    label: Text
    x: np.ndarray
    group: np.ndarray


def group_contrast(label: Text, group: np.ndarray, known: np.ndarray | None = None) -> Contrast:
    """Those in `group` beside the others; those not `known` belong to neither."""
    known = np.ones(len(group), dtype=bool) if known is None else known
    return Contrast(label, np.where(known, group.astype(float), np.nan), group & known)


def large_enough(contrasts: list[Contrast]) -> list[Contrast]:
    """Contrasts with at least MIN_GROUP residents on either side."""
    return [c for c in contrasts if MIN_GROUP <= c.group.sum() <= (~np.isnan(c.x)).sum() - MIN_GROUP]


def distinct(contrasts: list[Contrast]) -> list[Contrast]:
    """Each division of the residents once: the first of those that part them alike, mirrored or not.

    Testing one division under several names would cost the other ones their strength.
    """
    seen, kept = set(), []
    for contrast in contrasts:
        known = ~np.isnan(contrast.x)
        sides = frozenset((contrast.group.tobytes(), (known & ~contrast.group).tobytes()))
        if sides not in seen:
            seen.add(sides)
            kept.append(contrast)
    return kept


def find_contrast(
    family: Family,
    contrasts: list[Contrast],
    nothing: Text,
    words: Text,
    question: Text,
    raw: bool = False,
    named: bool = False,
) -> list[Finding]:
    """A Finding a leefgebied for the strongest of `contrasts`; `nothing` is the reason where there is none.

    `words` tells it, with {group}, {n}, {rest}, {more}. The estimate is the difference in mean change between
    the group and the rest, both compared with residents of a like start score, with Welch's interval. `raw`
    tests the changes as they are too, and takes the stronger of both, for an explanation that works on the start
    scores themselves (a winter in which everybody scores lower). `named`: the question names the group, so that
    overlap may be told of that group alone.
    """
    usable = large_enough(contrasts)
    if not usable:
        return silent(family, nothing)
    enough = family.enough
    compared = [family.adjusted, family.followed.change] if raw else [family.adjusted]
    values = np.hstack([np.where(enough, each, np.nan) for each in compared])
    tested = test_contrasts(np.column_stack([c.x for c in usable]), values, family.seed)
    places = _stronger(tested.p_family, len(family.areas))
    sides = np.array([_side(contrast) for contrast in usable])
    return [
        _finding(
            family,
            j,
            usable[tested.best[at]],
            compared[at // len(enough)],
            (tested, at),
            words,
            question,
            sides[[tested.best[at]]] if named else sides,
        )
        if enough[j]
        else Finding(TOO_FEW)
        for j, at in enumerate(places)
    ]


def _stronger(p_family: np.ndarray, areas: int) -> np.ndarray:
    """For each leefgebied the column in which it is strongest; the first of equals."""
    return np.arange(areas) + areas * p_family.reshape(-1, areas).argmin(axis=0)


def _finding(
    family: Family,
    j: int,
    contrast: Contrast,
    compared: np.ndarray,
    found: tuple,
    words: Text,
    question: Text,
    sides: np.ndarray,
) -> Finding:
    tested, at = found
    change, adjusted = family.followed.change[:, j], compared[:, j]
    direction = family.followed.direction[:, j]
    seen = ~np.isnan(change) & ~np.isnan(contrast.x)
    group, rest = seen & contrast.group, seen & ~contrast.group
    if min(group.sum(), rest.sum()) < 2:
        return Finding(TOO_FEW)
    difference = difference_of(adjusted[group], adjusted[rest])
    more, small = difference.interval(), difference.surely_within(family.small)
    without = float(change[~np.isnan(change) & ~contrast.group].mean())
    return Finding(
        words.fill(
            group=contrast.label, n=int(group.sum()), rest=int(rest.sum()), more=points(more.estimate)
        ),
        answer="contradicts" if small and tested.p_value[at] > 0.05 else "cannot_say",
        estimate=more.estimate,
        unit="scale points",
        low=more.low,
        high=more.high,
        p_value=float(tested.p_value[at]),
        p_family=float(tested.p_family[at]),
        takes_away=float(np.nanmean(change)) - without,
        remains=without,
        n=int(seen.sum()),
        n_smallest=int(min(group.sum(), rest.sum())),
        question=question.fill(group=contrast.label),
        classes=(_classes(direction[group]), _classes(direction[rest])),
        divisions=np.where(np.isnan(change), 0, sides),
        reversal=_reversal(family, change, adjusted, group, rest),
    )


def _reversal(family: Family, change, adjusted, group: np.ndarray, rest: np.ndarray) -> Reversal | None:
    """Whether the group differs from the rest the other way within each value of one kenmerk, or wijk."""
    ones, others = adjusted[group], adjusted[rest]
    ways = family.kenmerken if surely_apart(ones, others) else []
    for by, value in ways:
        if turns_round(ones, others, value[group], value[rest], len(ways)):
            sides = [(change[side], value[side]) for side in (group, rest)]
            return reversal_of(by, table_of(family, *sides))
    return None


def _side(contrast: Contrast) -> np.ndarray:
    """On which side of the division each resident is, as `divisions` of Finding."""
    return np.where(np.isnan(contrast.x), 0, np.where(contrast.group, 1, -1))


def _classes(direction: np.ndarray) -> tuple[int, int, int]:
    """How many improved, stayed the same and deteriorated."""
    return tuple(int((direction == each).sum()) for each in (1, 0, -1))
