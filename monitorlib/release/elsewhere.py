"""Did the other teams move too? Answered from what at least three of them released, never from a row.

All of it follows from counts under the export profile and from the team's own released counts, so it tells nothing
that a reader of the page and of the dots beside it could not compute.
"""

from dataclasses import dataclass, replace
from math import sqrt

import numpy as np

from monitorlib.disclosure.rules import THREE, Profile
from monitorlib.explanations.checks.elsewhere import EXPLANATION, FEWER
from monitorlib.explanations.explaining import STRENGTH_BORDERS
from monitorlib.explanations.finding import FALSE_FLAGS
from monitorlib.foundation.texts import Text
from monitorlib.release.beside import FEWEST_OTHERS, Place, others_by_place, place_in, together
from monitorlib.released import Check, Content, Row, View
from monitorlib.statistics import holm, net_improved, sign_test

ELSEWHERE = EXPLANATION.name
_CLEAR = 1.96  # standard errors


@dataclass(frozen=True)
class _Theirs:
    """Other teams together at one leefgebied: their classes and their mean shift, scale points."""

    counts: dict[str, int]
    mean: float | None


def with_elsewhere(content: Content, others: tuple[Content, ...], profile: Profile) -> Content:
    """The content with the answer of `elsewhere` at each leefgebied that has explanations.

    `others`: what other teams released; `profile`: the export profile, under which it is read.
    """
    told = others_by_place(others, profile)
    return replace(content, views=tuple(_answered(view, told) for view in content.views))


def _answered(view: View, told: dict[Place, list[Row]]) -> View:
    found = [_theirs(told.get(place_in(view, row.leefgebied), [])) for row in view.rows]
    p = holm(np.array([_p(each) if each else np.nan for each in found]))
    rows = (_row(row, each, float(chance)) for row, each, chance in zip(view.rows, found, p, strict=True))
    return replace(view, rows=tuple(rows))


def _theirs(rows: list[Row]) -> _Theirs | None:
    if len(rows) < FEWEST_OTHERS:
        return None
    return _Theirs(together(rows), _mean(rows))


def _mean(rows: list[Row]) -> float | None:
    told = [(row.n, row.mean_shift) for row in rows if row.n is not None and row.mean_shift is not None]
    if len(told) < len(rows):
        return None
    return sum(n * mean for n, mean in told) / sum(n for n, _mean in told)


def _p(theirs: _Theirs) -> float:
    return sign_test(_directions(theirs.counts)).p_mid


def _row(row: Row, theirs: _Theirs | None, p: float) -> Row:
    checks = (_check(row, theirs, p) if check.check == ELSEWHERE else check for check in row.checks)
    return replace(row, checks=tuple(checks))


def _check(row: Row, theirs: _Theirs | None, p: float) -> Check:
    if theirs is None:
        return _told("cannot_say", FEWER)
    if row.counts is None or tuple(row.counts) != THREE:
        return _told("cannot_say")
    if _same_way(row, theirs) and p <= FALSE_FLAGS:
        away = None
        if row.mean_shift is not None and theirs.mean is not None:
            away = round(theirs.mean, 1) + 0.0
        strength = next(word for border, word in STRENGTH_BORDERS if p <= border)
        return replace(_told("supports"), strength=strength, flagged=True, takes_away=away)
    return _told("contradicts" if _apart(row.counts, theirs.counts) else "cannot_say")


def _told(answer: str, sentence: Text | None = None) -> Check:
    words = (sentence or EXPLANATION.told[answer], EXPLANATION.question, EXPLANATION.limits)
    return Check(ELSEWHERE, EXPLANATION.label, answer, None, False, None, *words)


def _same_way(row: Row, theirs: _Theirs) -> bool:
    """Whether the own net share is surely on one side of zero, and theirs on the same."""
    net = theirs.counts["improved"] - theirs.counts["deteriorated"]
    assert row.interval is not None  # it stands beside three classes
    return net > 0 and row.interval.low > 0 or net < 0 and row.interval.high < 0


def _apart(ours: dict[str, int], theirs: dict[str, int]) -> bool:
    """Whether two net shares surely differ (Wald; every class holds residents, so no error is zero)."""
    (net, error), (net2, error2) = _net(ours), _net(theirs)
    return abs(net - net2) > _CLEAR * sqrt(error**2 + error2**2)


def _net(counts: dict[str, int]) -> tuple[float, float]:
    interval, n = float(net_improved(_directions(counts)).estimate), sum(counts.values())
    return interval, sqrt(((counts["improved"] + counts["deteriorated"]) / n - interval**2) / n)


def _directions(counts: dict[str, int]) -> dict[int, int]:
    return {turn: counts[name] for turn, name in zip((1, 0, -1), THREE, strict=True)}
