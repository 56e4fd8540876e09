"""Numbers, shares and days as people write them, in both languages. Light: Babel's formats."""

from datetime import date
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from monitorlib.foundation.texts import LANGUAGES, Text


def points(number: float) -> Text:
    """A number of scale points without idle decimals."""
    return Text(*(format_decimal(number, format="0.####", locale=language) for language in LANGUAGES))


@lru_cache(maxsize=2048)  # a page spells the same few again at every choice
def percent(share: float, language: str, signed: bool = False) -> str:
    """A share as a whole percentage, with its sign where it is a difference."""
    spoken = format_percent(abs(share), format="#,##0%", locale=language)
    return _sign(round(share, 2), signed) + spoken


def signed_number(number: float, language: str) -> str:
    """A number with one decimal and its sign."""
    return _sign(round(number, 1), True) + format_decimal(abs(number), format="0.0", locale=language)


def day(iso: str, language: str) -> str:
    """An ISO date as people write it: 1 januari 2025."""
    return format_date(date.fromisoformat(iso), format="d MMMM yyyy", locale=language)


def _sign(number: float, signed: bool) -> str:
    if number < 0:
        return "−"
    return "+" if signed and number > 0 else ""
