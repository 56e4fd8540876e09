"""What a process worked out, handed on to those that are forked after it, so that they need not do it again.

A question is a tuple: a name and all that the answer rests on. Only an equal one gets what was handed on.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

Answered = tuple[tuple[Any, ...], Any]  # a question and its answer

_HANDED_ON: list[Answered] = []
_noting: list[list[Answered]] = []


def answer_to(question: tuple[Any, ...], work_out: Callable[[], Any]) -> Any:
    """What was handed on as the answer to this question, else what `work_out` gives.

    Everybody who asks gets the same object, so nobody may change it.
    """
    for asked, answer in _HANDED_ON:
        if asked == question:
            return answer
    answer = work_out()
    for notes in _noting:
        notes.append((question, answer))
    return answer


@contextmanager
def noted() -> Iterator[list[Answered]]:
    """All that is worked out meanwhile by `answer_to`."""
    notes: list[Answered] = []
    _noting.append(notes)
    try:
        yield notes
    finally:
        _noting.pop()


def hand_on(answered: Iterable[Answered]) -> None:
    """From here on these are the answers, in this process and in those that are forked from it."""
    _HANDED_ON.extend(answered)
