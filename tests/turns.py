"""In which order workers are given the files of tests."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).parent.parent
File = TypeVar("File")
PER_WAITING = 4  # files that compute take about as long together as one in which a browser is waited for
# what computes for over ten seconds comes first, so that both workers are through at the same time
LONG = (
    "tests/cluster/test_cluster.py",
    "tests/disclosure/test_words.py",
    "tests/intake/test_outsiders.py",
    "tests/intake/test_drafts_read_back.py",
    "tests/test_warm.py",
    "tests/test_release_others.py",
    "tests/test_kills.py",
    "tests/explanations/test_stories.py",
    "tests/test_release_combined.py",
    "tests/intake/test_crashes.py",
    "tests/test_cli.py",
    "tests/disclosure/test_attack.py",
    "tests/explanations/test_planted.py",
    "tests/intake/test_wall.py",
    "tests/test_installed.py",
    "tests/test_serving.py",
    "tests/backup/test_round_trip.py",
    "tests/widgets/test_following.py",
    "tests/resident/test_forgetting.py",
)


def longest_first(files: Iterable[Path]) -> list[Path]:
    """The same files, with those in LONG before the others, in its order."""
    place = {name: number for number, name in enumerate(LONG)}
    return sorted(files, key=lambda file: place.get(file.relative_to(ROOT).as_posix(), len(LONG)))


def taking_turns(waiting: Sequence[File], computing: Sequence[File]) -> list[File]:
    """All files: after each one that waits some that compute, so that seldom all workers wait at once.

    Those that wait are through when half of the rest still has to come: no long file is left for the end.
    """

    def turns() -> Iterator[Sequence[File]]:
        for at, each in enumerate(waiting):
            yield [each, *computing[at * PER_WAITING : (at + 1) * PER_WAITING]]
        yield computing[len(waiting) * PER_WAITING :]

    return list(chain.from_iterable(turns()))
