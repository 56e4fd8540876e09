"""In which order workers are given the files of tests."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TypeVar

File = TypeVar("File")
PER_WAITING = 4  # files that compute take about as long together as one in which a browser is waited for


def taking_turns(waiting: Sequence[File], computing: Sequence[File]) -> list[File]:
    """All files: after each one that waits some that compute, so that seldom all workers wait at once.

    Those that wait are through when half of the rest still has to come: no long file is left for the end.
    """

    def turns() -> Iterator[Sequence[File]]:
        for at, each in enumerate(waiting):
            yield [each, *computing[at * PER_WAITING : (at + 1) * PER_WAITING]]
        yield computing[len(waiting) * PER_WAITING :]

    return list(chain.from_iterable(turns()))
