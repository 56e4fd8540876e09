"""One voice: does a word, an interval, a sentence or the picture of a table contradict another of them?

Random families of up to thirteen tables of 1 to 300 residents, many of them at a border (nobody, everybody, as
many up as down), four margins. `python -m benchmarks.contradictions 100000` looks at so many tables and prints
what contradicts itself; tests/test_grades.py asks the same of tables that Hypothesis chooses.
"""

import re
import sys
import time
from collections.abc import Iterator, Sequence

import numpy as np

from monitorlib.evidence.grades import (
    CLEAR,
    CRITICAL,
    HINTS,
    LEVEL_WORDS,
    RELEVANT,
    SLIGHT,
    UNCERTAIN,
    Counts,
    Grade,
    grades,
    interval,
)
from monitorlib.foundation.texts import Text
from monitorlib.released import Interval, Row
from monitorlib.wording import interval_sentence
from monitorlib.wording.stacking import stacked
from monitorlib.wording.verdicts import verdict_word

MARGINS = (0.0, 0.05, 0.15, 0.4)
MOST = 300  # residents
NEAR = 1e-9
_NUMBERS = re.compile(r"([+−]?)(\d+)%")


def main(tables: int = 100_000) -> None:
    """Print how many tables contradict themselves, and the first of them."""
    begin, rng, seen, found = time.process_time(), np.random.default_rng(0), 0, []
    while seen < tables:
        family = [_table(rng) for _ in range(rng.integers(1, 14))]
        margin = float(rng.choice(MARGINS))
        seen += len(family)
        found += contradictions_in(family, margin)
    print(f"{seen} tables: {len(found)} contradictions ({time.process_time() - begin:.0f} s CPU)")
    print("\n".join(found[:10]))


def _table(rng: np.random.Generator) -> Counts:
    n = int(rng.integers(1, MOST + 1))
    kind = rng.integers(4)
    if kind == 0:  # as it comes
        up = int(rng.integers(0, n + 1))
        return Counts(up, int(rng.integers(0, n - up + 1)), n)
    if kind == 1:  # nobody stays the same
        up = int(rng.integers(0, n + 1))
        return Counts(up, n - up, n)
    if kind == 2:  # about as many up as down
        up = int(rng.integers(0, n // 2 + 1))
        return Counts(up, max(0, min(n - up, up + int(rng.integers(-2, 3)))), n)
    changed = int(rng.integers(0, n // 4 + 1))  # few change, most of them one way
    down = int(rng.binomial(changed, rng.choice([0.05, 0.95])))
    return Counts(changed - down, down, n)


def contradictions_in(family: Sequence[Counts], margin: float) -> list[str]:
    """What contradicts itself in one family of tables, a line each."""
    told = zip(family, grades(family, margin), strict=True)
    return [
        f"{row} margin {margin} “{grade.word}”: {what}"
        for row, grade in told
        for what in contradictions(row, grade, margin)
    ]


def contradictions(row: Counts, grade: Grade, margin: float) -> Iterator[str]:
    """Word against interval, then sentence and picture against both."""
    low, high = interval(row, grade.critical)
    net = (row.improved - row.deteriorated) / row.n
    if not low <= net <= high:
        yield "the interval does not hold the net share"
    if grade.critical < CRITICAL and grade.word not in CLEAR + SLIGHT:
        yield "an interval narrower than 95%"
    yield from _word(row, grade, margin, (low, net, high))
    yield from _shown(row, grade, Interval(net, low, high))


def _word(row: Counts, grade: Grade, margin: float, ends: tuple[float, float, float]) -> Iterator[str]:
    low, net, high = ends
    up = grade.word in (CLEAR[0], SLIGHT[0], HINTS[0])
    if grade.word in (*CLEAR, *SLIGHT):
        if not ((low > 0 and net > 0) if up else (high < 0 and net < 0)):
            yield "a clear word, and the interval holds zero or lies on the other side"
        if (low >= -margin and high <= margin) != (grade.word in SLIGHT):
            yield "a clear word inside the margin, or a slight one that is not"
    elif grade.word in HINTS:
        alone = interval(row, RELEVANT)
        if not low <= 0 <= high or net == 0 or (net > 0) != up or not (alone[0] > 0 or alone[1] < 0):
            yield "a hint that is certain, goes the other way, or would be none alone"
    elif grade.word in LEVEL_WORDS:
        narrow = interval(row, RELEVANT)
        if narrow[0] < -margin - NEAR or narrow[1] > margin + NEAR:
            yield "“the same” outside the margin"
        if (2 * (row.improved + row.deteriorated) <= row.n) != (grade.word == "unchanged"):
            yield "“stayed the same” where most changed, or “as many” where few did"
    elif grade.word == UNCERTAIN and not low <= 0 <= high:
        yield "“cannot tell” beside an interval without zero"


def _shown(row: Counts, grade: Grade, told: Interval) -> Iterator[str]:
    """The released row as screen and report show it."""
    same = row.n - row.improved - row.deteriorated
    counts = {"improved": row.improved, "unchanged": same, "deteriorated": row.deteriorated}
    shown = Row("x", Text("x", "x"), row.n, counts, told, None, None, grade.word)
    parts = stacked(shown)
    lean = parts[0].start + parts[-1].end  # the middle of a bar lies right of zero where more improved
    if abs(lean - told.estimate) > NEAR:
        yield "the bar leans another way than the net share"
    way = "" if grade.word in LEVEL_WORDS else verdict_word(shown, "nl")
    if (way.endswith("vooruit") and lean < -NEAR) or (way.endswith("achteruit") and lean > NEAR):
        yield "the word goes another way than the bar"
    signs = [-1 if sign == "−" else int(int(number) > 0) for sign, number in _NUMBERS.findall(_spoken(shown))]
    if grade.word in CLEAR + SLIGHT and {-1, 1} <= set(signs):
        yield "a clear word beside a spoken interval with both signs"


def _spoken(row: Row) -> str:
    return interval_sentence(row, "nl")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
