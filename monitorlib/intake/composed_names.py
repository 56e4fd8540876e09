"""Column names made of two words: whose or what, and "number" or "name": "nr. hulpvrager", "ParticipantID"."""

from functools import cache

from rapidfuzz.distance import OSA

from monitorlib.intake.words import vocabulary, word_list

OWNERS = ("client", "dossier", "team", "worker")
_LONG = 6  # letters; a word of fewer may have no letter wrong


@cache
def composed_field(column: str) -> str | None:
    """The field of a name that holds somebody's or something's word, beside a word for a number or a name.

    A client's, dossier's or worker's word may stand alone too. A client with "name" is an identity, and no field.
    """
    owners, numbered, named, others = _parts(word_list(column))
    if len(owners) != 1 or others:
        return None
    owner = owners.pop()
    if named:
        return owner if owner in ("team", "worker") and not numbered else None
    alone = owner != "dossier" or numbered
    return owner if alone else None


def _parts(words: tuple[str, ...]) -> tuple[set[str], bool, bool, bool]:
    """The owners in a name, whether it has a number's word, a name's word, and anything else."""
    owners, numbered, named, others = set(), False, False, False
    for word in words:
        if word in _words("link"):
            continue
        owner, rest = _owner(word)
        number, name = _is(rest or word, "number"), _is(rest or word, "called")
        if owner is not None and (rest == "" or number or name):
            owners.add(owner)
        elif not number and not name:
            others = True
        numbered, named = numbered or number, named or name
    return owners, numbered, named, others


def _owner(word: str) -> tuple[str | None, str]:
    """Whose word it is, and what is glued behind it: "deelnemernr" is a client's, with "nr" behind it."""
    for owner in OWNERS:
        known = _words(owner)
        if word in known and not _is(word, "number"):
            return owner, ""
        for name in known:
            if word.startswith(name):
                number = next((each for each in _linked(word[len(name) :]) if _is(each, "number")), None)
                if number is not None:
                    return owner, number
            if len(name) >= _LONG and len(word) >= _LONG and OSA.distance(word, name, score_cutoff=1) <= 1:
                return owner, ""
    return None, word


def _linked(rest: str) -> tuple[str, ...]:
    """What stands behind a word, and the same without letters that link it: "snummer", "ennummer", "sleutel"."""
    return rest, rest.removeprefix("s").removeprefix("en")


def _is(word: str, part: str) -> bool:
    return word in _words(part)


@cache
def _words(part: str) -> frozenset[str]:
    return frozenset(vocabulary()["composed"][part])
