"""Which kernels have a page, and when nobody needs one any more: by the clock alone."""

import time
from collections.abc import Iterator

LINGER_SECONDS = (
    8.0  # a page that lost its connection comes back within a few; one that begins looks every two
)
GOODBYE_SECONDS = 1.0  # after a page said that it goes: what it sent last is written


class Attendance:
    """When somebody last looked at the kernel of each page, and which pages said goodbye."""

    def __init__(self) -> None:
        self._looked: dict[str, float] = {}
        self._left: dict[str, float] = {}

    def __len__(self) -> int:
        return len(self._looked)

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(self._looked))  # kernels end while one looks at them

    def begin(self, kernel_id: str) -> None:
        """A page gets this kernel."""
        self._looked[kernel_id] = time.monotonic()

    def look(self, kernel_id: str) -> None:
        """A page is there, comes back, or goes."""
        if kernel_id in self._looked:
            self._looked[kernel_id] = time.monotonic()

    def leave(self, kernel_id: str) -> None:
        """The page says goodbye; it counts once."""
        if kernel_id in self._looked:
            self._left.setdefault(kernel_id, time.monotonic())

    def end(self, kernel_id: str) -> None:
        """The kernel ends."""
        self._looked.pop(kernel_id, None)
        self._left.pop(kernel_id, None)

    def is_over(self, kernel_id: str, busy: bool) -> bool:
        """Whether a kernel without a line may end; after a goodbye one that is at work does that first."""
        now, until = time.monotonic(), self._looked[kernel_id] + LINGER_SECONDS
        if kernel_id in self._left and not busy:
            until = min(until, self._left[kernel_id] + GOODBYE_SECONDS)
        return now > until
