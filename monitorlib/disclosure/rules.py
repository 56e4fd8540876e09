"""The rules of what leaves: the minimum group, the fixed ladder, the coarse words.

One block (the whole team) for now; several blocks and the `export` profile deepen this room
(docs/decisions.md, 6). Standard library only.
"""

from dataclasses import dataclass

THREE = ("improved", "unchanged", "deteriorated")
IMPROVED_OR_NOT = ("improved", "not_improved")
DETERIORATED_OR_NOT = ("deteriorated", "not_deteriorated")
P_CLASSES = ((0.001, "<.001"), (0.01, "<.01"), (0.05, "<.05"))
NOT_CLEAR = "not"
HIDDEN_VERDICT_FROM = 30  # decision 21


@dataclass(frozen=True)
class Profile:
    """`min_residents`: nothing of a smaller group. `k`: two releases differ by 0 or at least k residents.
    `m`: every cell of a released table holds at least m residents."""

    min_residents: int
    k: int
    m: int


def team_profile(min_residents: int) -> Profile:
    """The profile of the team's own table, on its own screen."""
    return Profile(min_residents=min_residents, k=5, m=3)


def choose_table(improved: int, unchanged: int, deteriorated: int, profile: Profile) -> dict[str, int] | None:
    """The first rung of the ladder whose cells all reach m; None when only n may be shown.

    The rungs, in fixed order: improved / unchanged / deteriorated; improved against the rest;
    deteriorated against the rest. A cell of zero is no safe cell: it tells something about everybody.
    Source: docs/architecture.md, "The walls".
    """
    n = improved + unchanged + deteriorated
    if n < profile.min_residents:
        return None
    rungs = (
        (THREE, (improved, unchanged, deteriorated)),
        (IMPROVED_OR_NOT, (improved, n - improved)),
        (DETERIORATED_OR_NOT, (deteriorated, n - deteriorated)),
    )
    for names, cells in rungs:
        if min(cells) >= profile.m:
            return dict(zip(names, cells, strict=True))
    return None


def beside_table(
    counts: dict[str, int] | None, mean: float | None, p: str | None, verdict: str
) -> tuple[float | None, str | None, str]:
    """What may stand beside the table that the ladder chose: mean, p class and verdict.

    Beside the three classes all of them. Where the ladder hid a class, a mean or a p class would give it back
    (of ten residents a mean with one decimal is the exact sum), so they go, and the verdict is told from
    HIDDEN_VERDICT_FROM residents on, and only beside two classes; else it reads `uncertain`, which it is from
    what can be seen. tests/test_disclosure.py enumerates what can be inferred.
    """
    if counts is not None and tuple(counts) == THREE:
        return mean, p, verdict
    tellable = counts is not None and sum(counts.values()) >= HIDDEN_VERDICT_FROM
    kept = verdict if tellable or verdict in ("too_few", "not_tested") else "uncertain"
    return None, None, kept


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
