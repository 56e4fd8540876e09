"""Columns of text to columns of meaning, per distinct value: a million rows cost what their words cost."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date

import numpy as np
import pandas as pd

from monitorlib.foundation.texts import Text
from monitorlib.intake.dates import FIRST_YEAR, ORDERS, Dates, read_dates
from monitorlib.intake.identifiers import safe_name
from monitorlib.intake.pseudonyms import Key
from monitorlib.intake.score_words import is_broken
from monitorlib.intake.words import plain

_NOBODY = {
    "",
    "-",
    "0",
    "?",
    "n.v.t.",
    "nvt",
    "onbekend",
    "leeg",
    "null",
    "none",
    "nan",
    "nat",
    ".",
    "#null!",
}
ROUNDED = re.compile(r"\s*\d(?:[.,]\d+)?[eE]\+?\d+\s*")
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
    """The text without spaces around and doubled within; blank, or a formula that failed, is missing."""
    return None if is_broken(text) else " ".join(text.split()) or None


def is_nobody(text: str) -> bool:
    """Whether a client number is none: blank, a place-holder, a formula that failed."""
    return text.strip().casefold() in _NOBODY or is_broken(text)


def residents(values: pd.Series, key: Key) -> pd.Series:
    """The pseudonym of each client number; blanks and place-holders are missing.

    A number that a spreadsheet rounded off (1,23457E+11) is "": it may stand for many residents.
    """
    return mapped(values, lambda text: "" if ROUNDED.fullmatch(text) else _pseudonym(key, "resident", text))


def workers(values: pd.Series, key: Key) -> pd.Series:
    """The pseudonym of each worker; a blank is missing."""
    return mapped(values, lambda text: _pseudonym(key, "worker", text))


def _pseudonym(key: Key, kind: str, text: str) -> str | None:
    return None if is_nobody(text) else key.pseudonym(kind, text)


def raters(values: pd.Series) -> pd.Series:
    """The rater each word means: professional, inwoner or mantelzorger; "" for a word that means none."""
    return mapped(values, lambda text: RATERS.get(plain(text), "") if text.strip() else None)


def dated(dates: Dates, today: date) -> pd.DataFrame:
    """The `day` of each row or, where there is none to use, the `rule` that its date breaks.

    The rules are no_date, unreadable_date, no_day, future_date and old_date (rejects.RULES).
    """
    days = dates.days.to_numpy()
    broken = {
        "unreadable_date": np.isnat(days),
        "no_date": dates.blank.to_numpy(),
        "no_day": dates.no_day.to_numpy(),
        "future_date": days > np.datetime64(today),
        "old_date": days < np.datetime64(f"{FIRST_YEAR}-01-01"),
    }
    rule = ruled(broken)
    sound = np.where(rule.codes == -1, days, np.datetime64("NaT"))
    return pd.DataFrame({"day": sound, "rule": rule}, index=dates.days.index)


def ruled(broken: Mapping[str, np.ndarray]) -> pd.Categorical:
    """The rule that each row breaks, of several the last one; missing for a sound row."""
    rule = np.full(len(next(iter(broken.values()))), -1, dtype="int8")
    for code, wrong in enumerate(broken.values()):
        rule[wrong] = code
    return pd.Categorical.from_codes(rule, categories=pd.Index(broken, dtype="str"))


def day_columns(
    frame: pd.DataFrame, columns: Iterable[str], forms: Mapping[str, str], epoch: str
) -> dict[str, Dates]:
    """The dates of several columns of one file; `forms` are those of a profile.

    Where a column cannot tell its order and another one with the same sign can, the file writes both alike.
    """
    read = {name: read_dates(frame[name], forms.get(name), epoch) for name in dict.fromkeys(columns)}
    told = {sign: order for dates in read.values() for sign, order in dates.told.items()}
    agreed = {
        sign: order
        for sign, order in told.items()
        if all(dates.told.get(sign, order) == order for dates in read.values())
    }
    return {
        name: read_dates(frame[name], ORDERS[agreed[dates.untold]], epoch)
        if dates.untold in agreed
        else dates
        for name, dates in read.items()
    }


def told_order(dates: Dates, column: str, told: bool) -> Text | None:
    """What is to be said about the order of day and month, when it is not as usual and nobody told it."""
    if told or dates.order != "md" or dates.question is not None:
        return None
    name = safe_name(column)
    return Text(
        f"kolom '{name}': de maand staat voor de dag (er is een tweede getal boven de 12).",
        f"column '{name}': the month stands before the day (a second number is over 12).",
    )
