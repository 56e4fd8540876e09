"""What may stand beside a table: bounds on a hidden class, coarse means, words from rows. Standard library only.

Beside a hidden class one statement is made ("at most so many"); it is a part of the mechanism, enumerated with it
in tests/disclosure/test_proof.py (decision 76). What follows from table and statement (a word, a range) follows
from what everybody sees, so it tells nothing more. Beside three classes nothing is hidden that a mean could give
back; beside two, an explanation is told only where it leaves every hidden count at least two values (decision 31).
The verdict is no such word: see `disclosure.words`.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from math import comb, inf
from typing import Any

from monitorlib.disclosure.rules import (
    ANSWERS,
    DETERIORATED_OR_NOT,
    IMPROVED_OR_NOT,
    PARTS,
    THREE,
    Profile,
    Table,
)

ALPHA = 0.05
FAMILY = 25  # an instrument with more leefgebieden is refused (instruments.checking)
NEARLY_ALL = {
    ("not_improved",): "nearly_all_improved",
    ("improved", "deteriorated"): "nearly_all_unchanged",
    ("not_deteriorated",): "nearly_all_deteriorated",
}
WITHHELD = "withheld"
HIDDEN_WORDS = (*NEARLY_ALL.values(), WITHHELD)
# a table's classes → what may be said beside it, the first that is true
STATEMENTS = {
    THREE: (),
    IMPROVED_OR_NOT: (("deteriorated",), ("unchanged",)),
    DETERIORATED_OR_NOT: (("improved",),),
    (): tuple(NEARLY_ALL),  # no two of these are true at once
}
_CLEAR_FROM = 24  # of so many changes the signed ranks can be clear however many of them are worse
Few = dict[str, int]


def few_of(table: Table, blocks: Sequence[Sequence[int]], profile: Profile) -> Few | None:
    """What is said beside a table: classes that each hold at most m − 1 residents, or None.

    `blocks` as for `choose_table`, which made the table. m is 2 or more.
    """
    if not may_be_said(table, sum(map(sum, blocks)), profile):
        return None
    group = [sum(block[place] for block in blocks) for place in range(3)]
    for names in STATEMENTS[table.classes]:
        if all(sum(group[place] for place in PARTS[name]) < profile.m for name in names):
            return dict.fromkeys(names, profile.m - 1)
    return None


def may_be_said(table: Table, n: int, profile: Profile) -> bool:
    """Whether each statement beside such a table leaves every hidden count two values.

    Beside "improved or not" the rest must be larger than m: of a rest of m with m or more worse nobody stayed the
    same. Of fewer than 2m residents two statements could be true at once. Beside blocks nothing is said.
    """
    whole = table.blocks is None and n >= max(profile.min_residents, 2 * profile.m)
    return whole and (table.classes != IMPROVED_OR_NOT or table.cells[0][1] > profile.m)


def bounds_of(few: Few | None) -> dict[str, tuple[float, float]]:
    """The fewest and the most of each class that a statement tells of, also what its choice implies.

    That few stayed the same is said only where not as few deteriorated.
    """
    said = few or {}
    found: dict[str, tuple[float, float]] = {name: (0, most) for name, most in said.items()}
    for same, worse in (("unchanged", "deteriorated"), ("partly", "no")):
        if same in found:
            found[worse] = (said[same] + 1, inf)
    return found


def as_shifts(counts: dict[str, int] | None) -> dict[str, int] | None:
    """Answers under the names of the ladder: yes stands where improved does."""
    return {ANSWERS.get(name, name): count for name, count in counts.items()} if counts else None


def is_tested(verdict: str) -> bool:
    """Whether a verdict is about a test."""
    return verdict not in ("not_tested", "too_few")


def turned(counts: dict[str, int] | None, few: Few | None, n: int) -> Iterator[tuple[int, int]]:
    """How many improved and deteriorated, in every table that fits what is shown.

    Without counts and without a statement that is every table there is.
    """
    told = {name: (count, count) for name, count in (counts or {}).items()}
    bounds = [(PARTS[name], *ends) for name, ends in (*told.items(), *bounds_of(few).items())]
    for up in _possible(0, bounds, n):
        for down in _possible(2, bounds, n - up):
            cells = (up, n - up - down, down)
            if all(low <= sum(cells[at] for at in places) <= high for places, low, high in bounds):
                yield up, down


def _possible(place: int, bounds: list[tuple[Any, ...]], n: int) -> range:
    """The numbers that one class can have by what is said of it alone, or of all but it."""
    low, high = 0, n
    for places, least, most in bounds:
        if places == (place,):
            low, high = max(low, least), min(high, most)
        elif place not in places and len(places) == 2:
            low = max(low, n - most)
    return range(low, high + 1)


def net_range(counts: dict[str, int] | None, few: Few | None, n: int) -> tuple[float, float] | None:
    """Improved minus deteriorated as a share, from the least to the most that fits; None where nothing is told."""
    if counts is None and few is None:
        return None
    net = [up - down for up, down in turned(counts, few, n)]
    return min(net) / n, max(net) / n


@cache
def sign_word(up: int, down: int, alpha: float) -> int:
    """1, −1 or 0: whether a sign test (two-sided mid-p) is clear for up, for down, or for neither."""
    n, fewer = up + down, min(up, down)
    tail = sum(comb(n, i) for i in range(fewer)) + comb(n, fewer) / 2
    if 2 * tail / 2**n > alpha:
        return 0
    return (up > down) - (up < down)


@cache
def could_be_clear(up: int, down: int) -> bool:
    """Whether a signed-rank test (two-sided mid-p) is clear of these changes when the fewer are the smallest."""
    n, fewer = up + down, min(up, down)
    if n >= _CLEAR_FROM:
        return True
    least = fewer * (fewer + 1) // 2
    ways = [1] + [0] * least  # of signs, by the sum of the ranks of the fewer
    for rank in range(1, n + 1):
        for total in range(least, rank - 1, -1):
            ways[total] += ways[total - rank]
    return 2 * (sum(ways[:least]) + ways[least] / 2) / 2**n <= ALPHA


HIDDEN_WORDS_FROM = 30  # decision 31
# the explanation that is answered from the counts alone: beside a hidden count its answer would be a part of it
COUNTED = "chance"


def mean_beside(table: Table, mean: float, n: int, profile: Profile) -> float | None:
    """The mean with one decimal, where it may stand: beside the three classes, from the minimum group on.

    Where the ladder hid a class a mean would give it back: of ten residents it is the exact sum. Never minus zero.
    """
    return round(mean, 1) + 0.0 if table.classes == THREE and n >= profile.min_residents else None


def words_may_stand(table: Table, profile: Profile, few: Few | None = None) -> bool:
    """Whether words from the rows (an explanation's answer) may stand beside this table and what is said of it."""
    if table.classes == THREE:
        return True
    counts = table.counts
    return (
        counts is not None
        and sum(counts.values()) >= HIDDEN_WORDS_FROM
        and _word_is_safe(table, profile, few)
    )


def _word_is_safe(table: Table, profile: Profile, few: Few | None) -> bool:
    """Whether each word leaves at least two values of the hidden count, wherever adjusting puts the border.

    The word that tells most is that of a sign test (all changes of one size). Its border lies between ALPHA
    and ALPHA / FAMILY: a word that is possible must at the border that suits it least still hold two values.
    """
    assert table.counts is not None  # a word beside "only n" is asked of nobody
    shown = table.counts[table.classes[0]]
    hidden = _hidden_values(table, profile, few)
    loose = [sign_word(shown, value, ALPHA) for value in hidden]
    strict = [sign_word(shown, value, ALPHA / FAMILY) for value in hidden]
    fewest_and_most = (
        (loose.count(0), strict.count(0)),
        *((strict.count(side), loose.count(side)) for side in (1, -1)),
    )
    return all(fewest >= 2 or most == 0 for fewest, most in fewest_and_most)


def _hidden_values(table: Table, profile: Profile, few: Few | None = None) -> list[int]:
    """The possible numbers in the other changed class (deteriorated, or improved), given rung and statement."""
    totals = {(0, False)}
    for _shown, rest in table.cells:
        totals = {
            (total + other, failed or _fails(table, other, rest - other, profile))
            for total, failed in totals
            for other in range(rest + 1)
        }
    other = 1 if table.classes == IMPROVED_OR_NOT else 0
    assert table.counts is not None
    fitting = {each[other] for each in turned(table.counts, few, sum(table.counts.values()))}
    return sorted({total for total, failed in totals if failed} & fitting)


def _fails(table: Table, other: int, unchanged: int, profile: Profile) -> bool:
    """Whether a finer rung falls on this block (or this group), so that the ladder came to two classes.

    "Improved or not" falls on the improved alone where "deteriorated or not" stands: the rest holds those who
    deteriorated, and they reach m.
    """
    if table.classes == IMPROVED_OR_NOT:
        return min(other, unchanged) < profile.m
    return other < profile.m


def completeness(n_measured: int, n_again: int, profile: Profile) -> tuple[int | None, int | None]:
    """How many were measured and how many again, each None where it would single somebody out.

    Shown together only when those left out are nobody or at least k, and both groups reach the minimum (where
    those measured again do, so do those measured).
    """
    again = n_again if n_again >= profile.min_residents else None
    left_out = n_measured - n_again
    if again is None or 0 < left_out < profile.k:
        return None, again
    return n_measured, again
