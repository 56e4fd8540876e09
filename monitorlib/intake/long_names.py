"""Names of columns that begin with one long text, as the rows of a matrix question do: the text is told once."""

import os
from collections.abc import Sequence

LEAST_SHARED = 20  # signs; a shorter beginning is no text to be weary of


def told_once(names: Sequence[str]) -> list[str]:
    """The first name whole, and the others without what all of them begin with: "… [Huisvesting]"."""
    return [*names[:1], *without_beginning(names)[1:]]


def without_beginning(names: Sequence[str]) -> list[str]:
    """The names without the long text that all of them begin with; as they are where they share none."""
    length = _shared(names)
    return [f"… {name[length:]}" for name in names] if length >= LEAST_SHARED else list(names)


def _shared(names: Sequence[str]) -> int:
    """How many signs all names begin with, up to the end of a word; none for a single name."""
    if len(names) < 2:
        return 0
    return os.path.commonprefix(list(names)).rfind(" ") + 1
