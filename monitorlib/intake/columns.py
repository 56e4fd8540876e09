"""Columns of text to columns of meaning, per distinct value: a million rows cost what their words cost."""

import re
from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd

from monitorlib.intake.dates import FIRST_YEAR, Dates, read_dates
from monitorlib.intake.identifiers import safe_name
from monitorlib.intake.pseudonyms import Key
from monitorlib.intake.words import plain
from monitorlib.texts import Text

_NO_CLIENT = {"", "-", "0", "?", "n.v.t.", "nvt", "onbekend", "leeg", "null", "none", "nan", "#n/b", "#n/a"}
_ROUNDED = re.compile(r"\s*\d(?:[.,]\d+)?[eE]\+?\d+\s*")
_RATER_WORDS = {
    "professional": "professional professionals hulpverlener medewerker consulent werker begeleider p",
    "inwoner": "inwoner inwoner client clienten zelf burger deelnemer i",
    "mantelzorger": "mantelzorger mantelzorg naaste netwerk familie m",
}
RATERS = {word: rater for rater, words in _RATER_WORDS.items() for word in words.split()} | {
    "inwoner zelf": "inwoner",
    "client zelf": "inwoner",
}


def mapped(values: pd.Series, function: Callable[[str], str | None]) -> pd.Series:
    """`function` over the distinct values, as a categorical; None becomes missing."""
    codes, distinct = pd.factorize(values, use_na_sentinel=False)
    results = np.array([function(v if isinstance(v, str) else "") for v in distinct], dtype=object)
    result_codes, categories = pd.factorize(results)
    taken = result_codes[codes] if len(codes) else np.array([], dtype="int64")
    return pd.Series(
        pd.Categorical.from_codes(taken, categories=pd.Index(categories, dtype="str")), index=values.index
    )


def trimmed(text: str) -> str | None:
    """The text without spaces around and doubled within; blank is missing."""
    return " ".join(text.split()) or None


def residents(values: pd.Series, key: Key) -> pd.Series:
    """The pseudonym of each client number; blanks and place-holders are missing.

    A number that a spreadsheet rounded off (1,23457E+11) is "": it may stand for many residents.
    """
    return mapped(values, lambda text: "" if _ROUNDED.fullmatch(text) else _pseudonym(key, "resident", text))


def workers(values: pd.Series, key: Key) -> pd.Series:
    """The pseudonym of each worker; a blank is missing."""
    return mapped(values, lambda text: _pseudonym(key, "worker", text))


def _pseudonym(key: Key, kind: str, text: str) -> str | None:
    return None if text.strip().casefold() in _NO_CLIENT else key.pseudonym(kind, text)


def raters(values: pd.Series) -> pd.Series:
    """The rater each word means: professional, inwoner or mantelzorger; "" for a word that means none."""
    return mapped(values, lambda text: RATERS.get(plain(text), "") if text.strip() else None)


def dated(values: pd.Series, today: date) -> tuple[pd.DataFrame, Text | None]:
    """Dates and, where there is none to use, the rule: no_date, unreadable_date, future_date, old_date.

    Beside them what is to be said about the order of day and month, when it is not as usual.
    """
    dates = read_dates(values)
    rule = pd.Series(pd.NA, index=values.index, dtype="str")
    rule[dates.days.isna()] = "unreadable_date"
    rule[dates.blank] = "no_date"
    rule[dates.days > pd.Timestamp(today)] = "future_date"
    rule[dates.days < pd.Timestamp(year=FIRST_YEAR, month=1, day=1)] = "old_date"
    return pd.DataFrame({"day": dates.days.where(rule.isna()), "rule": rule}), _told_order(dates, values.name)


def _told_order(dates: Dates, column: str) -> Text | None:
    name = safe_name(str(column))
    if dates.order == "md":
        return Text(
            f"kolom '{name}': de maand staat voor de dag (er is een tweede getal boven de 12).",
            f"column '{name}': the month stands before the day (a second number is over 12).",
        )
    if dates.ambiguous:
        return Text(
            f"kolom '{name}': geen dag boven de 12; gelezen als dag-maand.",
            f"column '{name}': no day over 12; read as day-month.",
        )
    return None
