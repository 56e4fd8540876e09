"""How much may come in a while: so many at once, and then so many a second."""

import time


class Pace:
    """Lets `at_once` pass, and what is used up comes back at `a_second`."""

    def __init__(self, at_once: float, a_second: float) -> None:
        self._most, self._a_second = at_once, a_second
        self._left, self._looked = at_once, time.monotonic()

    def has(self, amount: float = 1) -> bool:
        """Whether `amount` more may pass now."""
        self._refill()
        return amount <= self._left

    def allows(self, amount: float = 1) -> bool:
        """Whether `amount` more may pass now; it counts only when it may."""
        if not self.has(amount):
            return False
        self._left -= amount
        return True

    def _refill(self) -> None:
        now = time.monotonic()
        self._left = min(self._most, self._left + (now - self._looked) * self._a_second)
        self._looked = now
