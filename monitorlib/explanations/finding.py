"""What a check returns: the columns of CHECKS that follow the key."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """`answer` is supports, contradicts or cannot_say; `estimate` is in `unit`, with `low` and `high` around it.

    `sentence` tells the finding with its numbers (inside the wall), `question` is what to ask the team.
    """

    flagged: bool
    answer: str
    sentence: str
    question: str
    estimate: float | None = None
    unit: str | None = None
    low: float | None = None
    high: float | None = None
    p_value: float | None = None
    p_adjusted: float | None = None


def too_few(
    question: str, sentence: str = "Te weinig inwoners zijn twee keer gemeten om dit te zeggen."
) -> Finding:
    """The answer of every check where the group is below the minimum."""
    return Finding(False, "cannot_say", sentence, question)
