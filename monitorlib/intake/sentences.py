"""Column names that are sentences, as a form asks them: "Wat is het cliëntnummer van de inwoner?" asks a number.

The words of asking are taken away, then those for whom it is about; what is left is judged as a name. A word that
is not known stays, and makes the sentence tell nothing: "Welk team heeft de inwoner aangemeld?" is no team.
"""

from collections.abc import Iterator
from functools import cache

from monitorlib.intake.words import plain, vocabulary, word_list

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
