"""Wrong tries are counted by place; after five of them that place waits, also with the right word."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable

MOST_WRONG = 5
SECONDS = 300.0  # that a wrong try counts, and so that a place waits at most
MOST_PLACES = 10_000  # the oldest is forgotten: whoever has so many places is not stopped by counting


class Lockout:
    """Wrong tries of each place in the last SECONDS.

    A try is counted before it is looked at, so that many at the same moment are not more than five.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tries: OrderedDict[Hashable, deque[float]] = OrderedDict()

    def begin(self, place: Hashable) -> bool:
        """Count a try; False where this place must wait, and then nothing is counted."""
        tries = self._recent(place)
        if len(tries) >= MOST_WRONG:
            return False
        tries.append(self._clock())
        self._tries[place] = tries
        self._tries.move_to_end(place)
        while len(self._tries) > MOST_PLACES:
            self._tries.popitem(last=False)
        return True

    def was_right(self, place: Hashable) -> None:
        """The last try was no wrong one; those before it still count."""
        tries = self._tries.get(place)
        if tries:
            tries.pop()

    def waits(self, place: Hashable) -> bool:
        """Whether this place must wait."""
        return len(self._recent(place)) >= MOST_WRONG

    def _recent(self, place: Hashable) -> deque[float]:
        now = self._clock()
        return deque(at for at in self._tries.get(place, ()) if 0 <= now - at < SECONDS)
