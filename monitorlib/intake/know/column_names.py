"""What the words of a column's name tell: of two words, of a whole sentence, or only by a hint.

"nr. hulpvrager" has a word for whose and one for a number; a sentence ("Wat is het cliëntnummer van de inwoner?")
is judged by what is left when the words of asking are taken away; "Teamomschr." hints at a field, and only the
content makes it sure.
"""

import re
from collections.abc import Iterator
from functools import cache

from rapidfuzz.distance import OSA

from monitorlib.intake.know.words import begins, plain, skeleton, stem, vocabulary, word_list

# --- names of two words: whose or what, and "number" or "name"

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
        if word in _words_for("link"):
            continue
        owner, rest = _owner(word)
        number, name = _is_word_for(rest or word, "number"), _is_word_for(rest or word, "called")
        if owner is not None and (rest == "" or number or name):
            owners.add(owner)
        elif not number and not name:
            others = True
        numbered, named = numbered or number, named or name
    return owners, numbered, named, others


def _owner(word: str) -> tuple[str | None, str]:
    """Whose word it is, and what is glued behind it: "deelnemernr" is a client's, with "nr" behind it."""
    for owner in OWNERS:
        known = _words_for(owner)
        if word in known and not _is_word_for(word, "number"):
            return owner, ""
        for name in known:
            if word.startswith(name):
                number = next(
                    (each for each in _linked(word[len(name) :]) if _is_word_for(each, "number")), None
                )
                if number is not None:
                    return owner, number
            if len(name) >= _LONG and len(word) >= _LONG and OSA.distance(word, name, score_cutoff=1) <= 1:
                return owner, ""
    return None, word


def _linked(rest: str) -> tuple[str, ...]:
    """What stands behind a word, and the same without letters that link it: "snummer", "ennummer", "sleutel"."""
    return rest, rest.removeprefix("s").removeprefix("en")


def _is_word_for(word: str, part: str) -> bool:
    return word in _words_for(part)


@cache
def _words_for(part: str) -> frozenset[str]:
    return frozenset(vocabulary()["composed"][part])


# --- names that are sentences, as a form asks them

RATED = "ingevuld door"  # what "Wie vult dit in?" asks, as a name


@cache
def asked_names(column: str) -> tuple[str, ...]:
    """The names that a sentence may ask for, the most telling one first; none where it is no such sentence."""
    words = word_list(column)
    if words[:1] == ("voor",) and _said("question") & set(words[1:2]):
        words = words[1:]  # elsewhere "voor" may be the moment before: "Datum meting voor"
    if len(words) < 2 or not _asks(column, words):
        return ()
    if _said("who") & set(words):
        return tuple(_by_whom(words))
    names = _with_a_date(tuple(word for word in words if word not in _said("small")))
    without_person = tuple(word for word in names if word not in _said("person"))
    if not without_person:
        return ()  # "Wat is er met de inwoner?" asks no number
    found = dict.fromkeys((" ".join(names), " ".join(without_person)))
    return tuple(name for name in found if name != " ".join(words))


def _asks(column: str, words: tuple[str, ...]) -> bool:
    """Whether a name asks what something is, and not whether: "Is de inwoner cliënt bij het team?"."""
    question = bool(_said("question") & set(words[:3]))
    return question or ("?" not in column and len(words) > 2)


def _with_a_date(words: tuple[str, ...]) -> tuple[str, ...]:
    """ "Wanneer vond het gesprek plaats?" asks a date."""
    when = _said("when") & set(words)
    return tuple("datum" if word in when else word for word in words)


def _by_whom(words: tuple[str, ...]) -> Iterator[str]:
    """Who filled it in ("Wie vult dit in?"), or who is somebody of the team ("Wie is de regisseur?")."""
    telling = [word for word in words if word not in _said("who")]
    rest = [word for word in telling if word not in _said("small")]
    rated = _said("rated") & set(telling)
    if rated and not set(rest) - _said("rated") - _said("form"):
        yield RATED
    elif rest and not set(rest) & _said("person"):
        yield " ".join(rest)


def _said(part: str) -> frozenset[str]:
    return frozenset(plain(word) for word in vocabulary()["sentences"][part])


# --- names that only hint at a field

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
    if "date" in hinted and any(word.startswith(_other_days()) for word in word_list(column)):
        return None
    if "date" in hinted and hinted <= {"date", "score", _MEASURED}:
        return "date", whole
    hinted.discard(_MEASURED)
    return (hinted.pop(), whole) if len(hinted) == 1 else None


def _other_days() -> tuple[str, ...]:
    return vocabulary()["date_words"]["other"]


@cache
def _cores() -> dict[str, tuple[str, ...]]:
    return {field: known for field, known in vocabulary()["cores"].items() if field != "nothing"}


@cache
def _hinted(word: str) -> tuple[frozenset[str], bool]:
    """The fields that a word hints at, and whether the word is explained by them (or says nothing)."""
    nothing = vocabulary()["cores"]["nothing"]
    if any(_is_core(word, core) for known in _cores().values() for core in known):
        return frozenset(
            f for f, known in _cores().items() if any(_is_core(word, core) for core in known)
        ), True
    if word in nothing or any(begins(word, known) for known in nothing if len(known) > 5):
        return frozenset(), True
    near = frozenset(field for field, known in _cores().items() if any(_is_near(word, c) for c in known))
    if near:
        return near, True
    parts = [(field, core) for field, known in _cores().items() for core in known if _holds(word, core)]
    explained = any(_is_explained(word.replace(core, " ", 1)) for _, core in parts)
    return frozenset(field for field, _ in parts), explained


def _is_core(word: str, core: str) -> bool:
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
    return any(word.startswith(_other_days()) for word in word_list(column))
