"""What may stand beside a table: coarse means, classes of p, words. Standard library only.

Beside three classes nothing is hidden that these could give back. Beside two, a word from the rows is told only
where it leaves every hidden count at least two values (decision 31).
"""

from monitorlib.disclosure.few import ALPHA, FAMILY, WITHHELD, Few, sign_word, turned
from monitorlib.disclosure.rules import IMPROVED_OR_NOT, THREE, Profile, Table

P_CLASSES = ((0.001, "<.001"), (0.01, "<.01"), (0.05, "<.05"))
NOT_CLEAR = "not"
P_WORDS = (*(name for _border, name in P_CLASSES), NOT_CLEAR)
HIDDEN_WORDS_FROM = 30  # decision 31


def beside_table(
    table: Table, mean: float | None, p: str | None, verdict: str, otherwise: str = WITHHELD
) -> tuple[float | None, str | None, str]:
    """What may stand beside the table that the ladder chose: mean, p class and verdict.

    Beside the three classes all of them. Where the ladder hid a class, a mean or a p class would give it back
    (of ten residents a mean with one decimal is the exact sum), so they go; and the verdict of the rows gives way
    to `otherwise`, which follows from what is shown (`few.hidden_word`).
    """
    if table.classes == THREE:
        return mean, p, verdict
    return None, None, verdict if verdict in ("too_few", "not_tested") else otherwise


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
    for shown, rest in table.cells:
        totals = {
            (total + other, failed or _fails(table, other, rest - other, shown, profile))
            for total, failed in totals
            for other in range(rest + 1)
        }
    other = 1 if table.classes == IMPROVED_OR_NOT else 0
    fitting = {each[other] for each in turned(table.counts, few, sum(table.counts.values()))}
    return sorted({total for total, failed in totals if failed} & fitting)


def _fails(table: Table, other: int, unchanged: int, shown: int, profile: Profile) -> bool:
    """Whether a finer rung falls on this block (or this group), so that the ladder came to two classes."""
    if table.classes == IMPROVED_OR_NOT:
        return min(other, unchanged) < profile.m
    return min(other, unchanged + shown) < profile.m


def p_class(p: float) -> str:
    """The coarse class of a p-value: `<.001`, `<.01`, `<.05` or `not`; a border belongs to the next class."""
    for border, name in P_CLASSES:
        if p < border:
            return name
    return NOT_CLEAR


def coarse_mean(mean: float, n: int, profile: Profile) -> float | None:
    """A mean with one decimal, or None below the minimum group. Never minus zero."""
    return round(mean, 1) + 0.0 if n >= profile.min_residents else None


def completeness(n_measured: int, n_again: int, profile: Profile) -> tuple[int | None, int | None]:
    """How many were measured and how many again, each None where it would single somebody out.

    Shown together only when those left out are nobody or at least k, and both groups reach the minimum.
    """
    again = n_again if n_again >= profile.min_residents else None
    left_out = n_measured - n_again
    if n_measured < profile.min_residents or again is None or 0 < left_out < profile.k:
        return None, again
    return n_measured, again
