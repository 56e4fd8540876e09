"""What was looked up about each team, kept while one process releases one team after the other. Light.

Before a release all others are looked at: thousands of files that somebody may have changed. Whoever releases many
teams (`looking_seldom`) asks the system again about the team at hand, and about all of them where another process
had the right to release in between, and LOOK_SECONDS after the last time. What is kept is what was released. So a
file that is changed by hand between two looks is told at the next, or when it is first read; it changes no answer.
"""

import time
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

LOOK_SECONDS = 10.0
_YOUNG_SECONDS = 1.0  # what was written a moment ago is looked at again (`foundation.unchanged`)


class _Look:
    def __init__(self) -> None:
        self._kept: dict[Hashable, dict[str, Any]] = {}  # what was looked up → of which team → found
        self._young: dict[str, float] = {}
        self._since = -LOOK_SECONDS

    def begin(self, undisturbed: bool) -> None:
        now = time.monotonic()
        if not undisturbed or now - self._since >= LOOK_SECONDS:
            self._kept.clear()
            self._since = now

    def touch(self, team: str) -> None:
        self._young[team] = time.monotonic()
        for found in self._kept.values():
            found.pop(team, None)

    def each(
        self, what: Hashable, teams: Iterable[str], look_up: Callable[[str], Any]
    ) -> Iterator[tuple[str, Any]]:
        kept = self._kept.setdefault(what, {})
        for team in teams:
            if team in kept:
                yield team, kept[team]
                continue
            found = look_up(team)
            if time.monotonic() - self._young.get(team, -_YOUNG_SECONDS) >= _YOUNG_SECONDS:
                kept[team] = found
            yield team, found


_LOOKS: dict[str, _Look] = {}


@contextmanager
def looking_seldom(releases: Path) -> Iterator[None]:
    """For whoever releases one team after the other in this folder of releases."""
    _LOOKS[str(releases)] = _Look()
    try:
        yield
    finally:
        del _LOOKS[str(releases)]


@contextmanager
def releasing(releases: Path, team: str, undisturbed: bool) -> Iterator[None]:
    """A team (the name of its folder) is released meanwhile, or stops halfway, by who holds the right to.

    `undisturbed`: nobody else held it since this process did.
    """
    look = _LOOKS.get(str(releases), _Look())
    look.begin(undisturbed)
    look.touch(team)
    try:
        yield
    finally:
        look.touch(team)


def each_looked_up(
    releases: Path, what: Hashable, teams: Iterable[str], look_up: Callable[[str], Any]
) -> Iterator[tuple[str, Any]]:
    """Each team and what `look_up` gives of it, or gave in the present look; nobody may change it.

    `teams`: the names of their folders; "" for what lies outside the folders of teams.
    """
    look = _LOOKS.get(str(releases))
    if look is not None:
        return look.each(what, teams, look_up)
    return ((team, look_up(team)) for team in teams)
