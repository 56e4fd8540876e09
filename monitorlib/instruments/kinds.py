"""What the parts of a definition can be: names, numbers, texts, labels; and how a wrong one is told."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

from monitorlib.foundation.texts import LANGUAGES, Text

LARGEST = 1e6  # of a score: float32 keeps whole numbers and quarters up to here
_NAME = re.compile(r"\w[\w.-]*")
A_NAME = Text(
    "een woord zonder spaties (letters, cijfers, - en _)",
    "one word without spaces (letters, figures, - and _)",
)


def is_name(value: object) -> bool:
    """Whether a value can be an id or a code: letters, figures, `_`, `-` and `.`, as both stand in profiles."""
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def is_number(value: object) -> bool:
    """Whether a value is a number that a score can be."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST


def is_text(value: object) -> bool:
    """Whether a value is a text that says something."""
    return isinstance(value, str) and value.strip() != ""


def are_texts(value: object) -> bool:
    """Whether a value is a list of such texts; an empty list is."""
    return isinstance(value, list) and all(map(is_text, value))


def as_number(text: str) -> float | None:
    """The number that a key or a code is, or None."""
    return float(text.replace(",", ".")) if re.fullmatch(r"[-+]?\d{1,6}([.,]\d{1,6})?", text) else None


def unknown_keys(part: dict, known: tuple[str, ...], name: str = "") -> Iterator[Text]:
    """The keys of one part of the file that mean nothing there: a typing error, mostly."""
    for key in part:
        if key not in known:
            told, names = f"{name} '{key}'".strip(), ", ".join(known)
            yield Text(
                f"{told} is onbekend; bekend zijn: {names}.", f"{told} is unknown; known are: {names}."
            )


def wrong_label(name: str, label: object) -> Iterator[Text]:
    """A label is a text in each language, and nothing else."""
    if not isinstance(label, dict) or set(label) != set(LANGUAGES) or not are_texts(list(label.values())):
        yield Text(
            f"'{name}': het label heeft 'nl' en 'en' nodig.", f"'{name}': the label needs 'nl' and 'en'."
        )


def words_of(label: object) -> set[str]:
    """The bare words of a label, in whatever languages it has."""
    return {bare(word) for word in label.values()} - {""} if isinstance(label, dict) else set()


def bare(name: object) -> str:
    """A name without case, accents, spaces and signs: coarser than how the intake compares names."""
    if not isinstance(name, str):
        return ""
    spelled = unicodedata.normalize("NFKD", name.replace("&", " en ")).casefold()
    return "".join(c for c in spelled if c.isalnum())


def shared_names(part: str, owners: Iterable[object], names: Iterable[set[str]]) -> Iterator[Text]:
    """The names that two leefgebieden, or two scores, both have: a file that uses one could mean either."""
    said = sorted((name, str(owner)) for owner, its in zip(owners, names, strict=True) for name in its)
    for (name, first), (again, second) in pairwise(said):
        if name == again:
            yield Text(
                f"'{part}': {first} en {second} hebben dezelfde naam ('{name}').",
                f"'{part}': {first} and {second} have the same name ('{name}').",
            )
