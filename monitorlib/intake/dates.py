"""Text to dates: all forms that occur in Dutch exports, and one order of day and month per column."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

FIRST_YEAR = 1990
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january",
            "feb februari february",
            "mrt maart maa mar march",
            "apr april",
            "mei may",
            "jun juni june",
            "jul juli july",
            "aug augustus august",
            "sep sept september",
            "okt oktober oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_TIME = re.compile(r"[ T]+\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?(?:\s*(?:uur|u|Z|[+-]\d\d:?\d\d))?$")
_WEEKDAY = re.compile(
    r"^(?:ma|di|wo|do|vr|za|zo)(?:andag|nsdag|ensdag|nderdag|ijdag|terdag|ndag)?\.?,?\s+", re.IGNORECASE
)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_NUMBERS = re.compile(r"(\d{1,2})\s?[-/. ]\s?(\d{1,2})\s?[-/. ]\s?(\d{4}|\d{2})")
_WORDS = re.compile(r"(\d{1,2})[-/. ]*([a-z]{3,9})\.?[-/., ]*(\d{4}|\d{2})", re.IGNORECASE)
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet's serial numbers


@dataclass(frozen=True)
class Dates:
    """A column of dates: `days` (NaT where unreadable or blank), which are blank, and the order found.

    `order` is "dm" or "md"; `ambiguous` when no value in the column could tell, so that Dutch order was
    taken.
    """

    days: pd.Series
    blank: pd.Series
    order: str
    ambiguous: bool


def read_dates(values: pd.Series) -> Dates:
    """Read a column of text: 26-01-2024, 26/1/24, 2024-01-26, 20240126, 26 januari 2024, serial 45317.

    Day and month are told apart per column: one value whose first number is over 12 makes the column
    day-month, one whose second is over 12 month-day; a value that then does not fit stays unreadable.
    """
    codes, distinct = pd.factorize(values, use_na_sentinel=False)
    texts = [_tidy(text) for text in distinct]
    order, ambiguous = _order(texts)
    days = np.array([_day(text, order) for text in texts] or [], dtype="datetime64[s]")
    empty = np.array([not text for text in texts], dtype=bool)
    return Dates(
        pd.Series(days[codes], index=values.index),
        pd.Series(empty[codes], index=values.index),
        order,
        ambiguous,
    )


def _tidy(text: object) -> str:
    bare = " ".join(str(text).split()) if isinstance(text, str) else ""
    if bare in ("-", "0", "n.v.t.", "nvt", "00-00-0000", "0000-00-00"):
        return ""
    return _TIME.sub("", _WEEKDAY.sub("", bare))


def _order(texts: list[str]) -> tuple[str, bool]:
    pairs = [(int(m[1]), int(m[2])) for text in texts if (m := _NUMBERS.fullmatch(text))]
    day_first = sum(first > 12 >= second for first, second in pairs)
    month_first = sum(second > 12 >= first for first, second in pairs)
    told = day_first + month_first > 0
    # with a stroke it may be the American order; 01-02-2024 with hyphens is Dutch
    ambiguous = bool(pairs) and not told and any("/" in text for text in texts)
    return ("md" if month_first > day_first else "dm"), ambiguous


def _day(text: str, order: str) -> np.datetime64:
    parts = _parts(text, order)
    if parts is None:
        return np.datetime64("NaT")
    try:
        return np.datetime64(date(*parts))
    except ValueError:
        return np.datetime64("NaT")


def _parts(text: str, order: str) -> tuple[int, int, int] | None:
    if m := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return int(m[1]), int(m[2]), int(m[3])
    if m := _NUMBERS.fullmatch(text):
        day, month = (m[1], m[2]) if order == "dm" else (m[2], m[1])
        return _year(m[3]), int(month), int(day)
    if (m := _WORDS.fullmatch(text)) and m[2].casefold() in _MONTHS:
        return _year(m[3]), _MONTHS[m[2].casefold()], int(m[1])
    if m := _SERIAL.fullmatch(text):
        day = _EPOCH + timedelta(days=int(m[1]))
        return day.year, day.month, day.day
    return None


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text) if int(text) < 70 else 1900 + int(text)
