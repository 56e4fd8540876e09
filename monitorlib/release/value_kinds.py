"""The kinds of values in a release: a day, a plain name, counts; each says in words what it must be."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from typing import Any

from monitorlib.disclosure.rules import ANSWER_TABLES, PARTS, SHIFT_TABLES
from monitorlib.foundation.texts import Text

CLASSES = {*PARTS, *(name for table in ANSWER_TABLES for name in table)}


@dataclass(frozen=True)
class Domain:
    """Whether a value, or the values of one thing together, lie within; and in words what they must be."""

    holds: Callable[[Any], bool]
    must: Text


def whole(least: int) -> Domain:
    """Whole numbers from `least` on."""
    return Domain(
        lambda value: value >= least,
        Text(f"een heel getal van {least} of meer zijn", f"be a whole number of {least} or more"),
    )


def one_of(words: tuple[Any, ...]) -> Domain:
    """One of these, as it stands there."""
    told = ", ".join(map(str, words))
    return Domain(lambda value: value in words, Text(f"een van {told} zijn", f"be one of {told}"))


def like(pattern: str, must: Text) -> Domain:
    """Texts that are all of this pattern."""
    return Domain(lambda value: re.fullmatch(pattern, value) is not None, must)


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_moment(value: str) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _is_coarse(value: float) -> bool:
    return isfinite(value) and round(value, 1) == value


def _are_counts(value: dict[str, int]) -> bool:
    return all(count >= 0 for count in value.values())


ANY = Domain(lambda value: True, Text("iets zijn", "be something"))  # its type says all there is to say
FILLED = Domain(lambda value: value.strip() != "", Text("een tekst zijn", "be a text"))
NAME = like(r"\w[\w.-]*", Text("een gewone naam zijn", "be a plain name"))
PERIOD = like(r"[a-z0-9-]{1,40}", Text("een naam van een periode zijn", "be a name of a period"))
PICTURE = like(r"\w[\w.-]*\.svg", Text("een gewone bestandsnaam.svg zijn", "be a plain file name.svg"))
SHA256 = like("[0-9a-f]{64}", Text("een SHA-256 zijn", "be a SHA-256"))
MARK = like("[0-9a-f]{8}", Text("het teken van een team zijn", "be the mark of a team"))
DAY = Domain(_is_day, Text("een dag zijn (JJJJ-MM-DD)", "be a day (YYYY-MM-DD)"))
MOMENT = Domain(_is_moment, Text("een tijdstip met tijdzone zijn", "be a moment with its time zone"))
SHARE = Domain(lambda value: -1 <= value <= 1, Text("tussen -1 en 1 liggen", "lie between -1 and 1"))
COARSE = Domain(_is_coarse, Text("een getal met één decimaal zijn", "be a number with one decimal"))
COUNTS = Domain(_are_counts, Text("aantallen van 0 of meer zijn", "be counts of 0 or more"))
_CLASSES = Text(
    "bekende klassen met aantallen van 0 of meer zijn", "be known classes with counts of 0 or more"
)
TABLE = Domain(lambda value: tuple(value) in (*SHIFT_TABLES, *ANSWER_TABLES) and _are_counts(value), _CLASSES)
FEW = Domain(lambda value: value.keys() <= CLASSES and _are_counts(value), _CLASSES)
BLOCKS = Domain(lambda value: all(map(TABLE.holds, value.values())), _CLASSES)
SCALE = Domain(
    lambda value: all(map(isfinite, value)) and value[0] != value[1],
    Text("twee verschillende getallen zijn", "be two different numbers"),
)
BORDER = Domain(
    lambda value: isfinite(value) and value >= 0,
    Text("een getal van 0 of meer zijn", "be a number of 0 or more"),
)
SEVERAL = Domain(
    lambda value: len(set(value)) == len(value) > 0,
    Text("een of meer verschillende waarden hebben", "have one or more different values"),
)
FILLED_LIST = Domain(lambda value: len(value) > 0, Text("niet leeg zijn", "not be empty"))
