"""Column names that hint at a field: "Teamomschr.", "Afnamedag", "Score (1-5)". Only the content makes them sure.

A word hints at a field when it is a core word of it: as it stands, in a compound, cut off, or without its vowels.
"""

import re
from functools import cache

from rapidfuzz.distance import OSA

from monitorlib.intake.words import begins, skeleton, stem, vocabulary, word_list

PERHAPS = "perhaps:"  # the fields of such names, until the content is seen
_COMPOUND = 4  # letters; a shorter core word stands alone in a name


@cache
def weak_field(column: str) -> str | None:
    """The one field that a name hints at; None where it hints at none or several."""
    words = [word for word in word_list(column) if not re.fullmatch(r"[a-z]?\d+", word)]
    words = [word for word in words if word not in vocabulary()["cores"]["nothing"]]
    hinted = {field for word in words for field in _hinted(word)}
    if "date" in hinted and any(word.startswith(tuple(_others())) for word in words):
        return None
    if hinted == {"date", "score"} or hinted == {"date", "measured"} or hinted == {"date", "score", "measured"}:
        return "date"
    hinted -= {"measured"}  # a measurement's word alone hints at nothing
    return hinted.pop() if len(hinted) == 1 else None


def _others() -> tuple[str, ...]:
    return vocabulary()["date_words"]["other"]


@cache
def _hinted(word: str) -> frozenset[str]:
    cores = {field: known for field, known in vocabulary()["cores"].items() if field != "nothing"}
    exact = {field for field, known in cores.items() if any(_is(word, core) for core in known)}
    return frozenset(exact or {field for field, known in cores.items() if any(_like(word, c) for c in known)})


def _is(word: str, core: str) -> bool:
    return word == core or (len(word) > 3 and stem(word) == stem(core))


def _like(word: str, core: str) -> bool:
    compound = len(core) >= _COMPOUND and len(word) > len(core) and (word.startswith(core) or word.endswith(core))
    cut = begins(word, core, 4 if len(core) > 5 else 3)
    misspelt = len(core) > 4 and OSA.distance(word, core, score_cutoff=1) <= 1
    compound |= core in ("dag", "day", "dd", "date") and word.endswith(core) and bool(_hinted(word[: -len(core)]))
    bare = len(word) > 2 and word[0] == core[0] and len(core) > 3 and skeleton(core) == word
    return compound or cut or misspelt or bare

