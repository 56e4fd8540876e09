"""Which leefgebied an office's own abbreviation may stand for: "W&O", "SNW", "m.part."; asked, never taken."""

from collections.abc import Iterable

from monitorlib.instruments import Leefgebied
from monitorlib.intake.area_vocabulary import words_of_name
from monitorlib.intake.words import plain

LEAST = 2  # letters


def abbreviated(word: str, areas: Iterable[Leefgebied]) -> Leefgebied | None:
    """The one leefgebied that a word abbreviates, or None where none or several fit."""
    letters = "".join(w for w in plain(word).split() if w not in ("en", "and"))
    fitting = [a for a in areas if any(_shortens(letters, text) for text in (a.label.nl, a.label.en))]
    return fitting[0] if len(fitting) == 1 else None


def _shortens(letters: str, label: str) -> bool:
    """Whether the letters stand in the label in this order, with the first one of each of its words."""
    words = words_of_name(label)
    initials = "".join(word[0] for word in words)
    if not letters.isalpha() or len(letters) < LEAST or letters[0] != initials[0]:
        return False
    return _in_order(initials, letters) and any(
        _fits(letters, words, cut) for cut in _cuts(len(letters), len(words))
    )


def _cuts(length: int, parts: int) -> Iterable[tuple[int, ...]]:
    """Every way to cut so many letters into so many parts of one or more."""
    if parts == 1:
        yield (length,)
        return
    for first in range(1, length - parts + 2):
        yield from ((first, *rest) for rest in _cuts(length - first, parts - 1))


def _fits(letters: str, words: tuple[str, ...], cut: tuple[int, ...]) -> bool:
    """Whether each part of the letters shortens its word: the first letter, others in their order."""
    at = 0
    for word, size in zip(words, cut, strict=True):
        part, at = letters[at : at + size], at + size
        if part[0] != word[0] or not _in_order(part, word):
            return False
    return True


def _in_order(few: str, many: str) -> bool:
    left = iter(many)
    return all(letter in left for letter in few)
