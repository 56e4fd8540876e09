"""Column names that hint at a field: "Teamomschr.", "Afnamedag", "Score (1-5)". Only the content makes them sure.

A word hints at a field when it is a core word of it: as it stands, in a compound, cut off, or without its vowels.
"""

import re
from functools import cache

from rapidfuzz.distance import OSA

from monitorlib.intake.words import begins, skeleton, stem, vocabulary, word_list

PERHAPS = "perhaps:"  # the fields of such names, until the content is seen
_COMPOUND = 4  # letters; a shorter core word stands alone in a name
_SHORT = ("dag", "day", "dd", "date")  # ends of a compound, though they are short
_MEASURED = "measured"  # a measurement's word hints at nothing, but explains a date's


@cache
def weak_field(column: str) -> tuple[str, bool] | None:
    """The one field that a name hints at, and whether that explains all its words; None for none or several."""
    told = [_hinted(word) for word in word_list(column) if not re.fullmatch(r"[a-z]?\d+", word)]
    hinted = {field for fields, _ in told for field in fields}
    whole = all(explained for _, explained in told)
    if word_list(column)[-1:] and word_list(column)[-1] in ("op", "on", "at") and hinted <= {_MEASURED}:
        return "date", _MEASURED in hinted
    if "date" in hinted and any(word.startswith(_others()) for word in word_list(column)):
        return None
    if "date" in hinted and hinted <= {"date", "score", _MEASURED}:
        return "date", whole
    hinted.discard(_MEASURED)
    return (hinted.pop(), whole) if len(hinted) == 1 else None


def _others() -> tuple[str, ...]:
    return vocabulary()["date_words"]["other"]


@cache
def _cores() -> dict[str, tuple[str, ...]]:
    return {field: known for field, known in vocabulary()["cores"].items() if field != "nothing"}


@cache
def _hinted(word: str) -> tuple[frozenset[str], bool]:
    """The fields that a word hints at, and whether the word is explained by them (or says nothing)."""
    nothing = vocabulary()["cores"]["nothing"]
    if any(_is(word, core) for known in _cores().values() for core in known):
        return frozenset(f for f, known in _cores().items() if any(_is(word, core) for core in known)), True
    if word in nothing or any(begins(word, known) for known in nothing if len(known) > 5):
        return frozenset(), True
    near = frozenset(field for field, known in _cores().items() if any(_is_near(word, c) for c in known))
    if near:
        return near, True
    parts = [(field, core) for field, known in _cores().items() for core in known if _holds(word, core)]
    explained = any(_is_explained(word.replace(core, " ", 1)) for _, core in parts)
    return frozenset(field for field, _ in parts), explained


def _is(word: str, core: str) -> bool:
    return word == core or (len(word) > 3 and stem(word) == stem(core))


def _is_near(word: str, core: str) -> bool:
    """Whether a word is a core word that is cut off, misspelt by one letter, or without its vowels."""
    cut = begins(word, core, 5 if len(core) > 7 else 4 if len(core) > 5 else 3)
    misspelt = len(core) > 3 and len(word) > 2 and OSA.distance(word, core, score_cutoff=1) <= 1
    bare = len(word) > 2 and word[0] == core[0] and len(core) > 3 and skeleton(core) == word
    return cut or misspelt or bare


def _holds(word: str, core: str) -> bool:
    """Whether a longer word begins or ends with a core word."""
    if len(word) <= len(core):
        return False
    return (word.startswith(core) and len(core) >= _COMPOUND) or (
        word.endswith(core) and (len(core) >= _COMPOUND or core in _SHORT)
    )


def _is_explained(rest: str) -> bool:
    known = (*vocabulary()["cores"]["nothing"], *_cores()[_MEASURED])
    return all({part, part.removesuffix("s"), part.removeprefix("s")} & {*known} for part in rest.split())


@cache
def tells_measuring(column: str) -> bool:
    """Whether a name has a word of measuring: "Wanneer gemeten"."""
    return any(core in word for word in word_list(column) for core in _cores()[_MEASURED] if len(core) > 3)


@cache
def tells_conversation(column: str) -> bool:
    """Whether a name has a word for talking with the resident, which is the day that a measurement is of."""
    return any(core in word for word in word_list(column) for core in vocabulary()["date_words"]["spoken"])


@cache
def is_of_other_day(column: str) -> bool:
    """Whether a name tells the day of something else: a birth, a referral, an appointment to come."""
    return any(word.startswith(_others()) for word in word_list(column))
