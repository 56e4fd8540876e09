"""The minutes of each step, for a meeting of 60 and of 90 minutes (docs/handleiding.md gives the same agenda)."""

STEPS = 8
EXPECT = 3
RECOGNISE = 4
EXPLAIN = 5
IMPROVE = 7
MINUTES = {
    60: (5, 5, 8, 12, 16, 4, 8, 2),
    90: (5, 10, 10, 18, 24, 8, 12, 3),
}
DEFAULT_MINUTES = 60
DOUBT_SHARE = 0.25  # of Verklaren: "why would it not be right?"; the rest: "suppose it is so" (MINDFUL, 2014)


def window(step: int, minutes: int) -> tuple[int, int]:
    """From which minute to which minute of the meeting a step (1..8) is planned."""
    plan = MINUTES[minutes]
    begin = sum(plan[: step - 1])
    return begin, begin + plan[step - 1]


def halves(minutes: int) -> tuple[int, int]:
    """The minutes of Verklaren for doubting the figures, and for supposing that they are so."""
    plan = MINUTES[minutes][EXPLAIN - 1]
    doubt = round(plan * DOUBT_SHARE)
    return doubt, plan - doubt
