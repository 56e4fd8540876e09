"""What may stand beside a table: coarse means, and words from the rows. Standard library only.

Beside three classes nothing is hidden that these could give back. Beside two, an explanation is told only where it
leaves every hidden count at least two values (decision 31). The verdict is no such word: see `disclosure.words`.
"""

from monitorlib.disclosure.few import ALPHA, FAMILY, Few, sign_word, turned
from monitorlib.disclosure.rules import IMPROVED_OR_NOT, THREE, Profile, Table

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
