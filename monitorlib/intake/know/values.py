"""Columns of text to columns of meaning, per distinct value: a million rows cost what their words cost.

Dates with one order of day and month a column, raters, and words that stand for nobody.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import pandas as pd

from monitorlib.foundation.texts import Text
from monitorlib.intake.know.date_forms import Written, written
from monitorlib.intake.know.date_orders import Orders, find_orders, serial_day, sign_of, told_day
from monitorlib.intake.know.identifiers import safe_name
from monitorlib.intake.know.questions import Question
from monitorlib.intake.know.scores import is_broken
from monitorlib.intake.know.words import plain

# --- a column of dates

FIRST_YEAR = 1990
ORDERS = {"dm": "day-month", "md": "month-day"}  # as a profile names them
SWAPPED = "swapped"  # a profile's word: real dates whose day and month a spreadsheet turned round


@dataclass(frozen=True)
class Dates:
    """A column of dates.

    Parameters
    ----------
    days : the day of each row in the Netherlands; NaT where it is unreadable or blank.
    blank, no_day : which cells are blank, and which hold a month or a year without a day.
    order : "dm", or "md" where values tell that the month comes first.
    told : the order that values with a sign ("/" or "-") tell.
    untold : the one sign whose order is asked because no value tells it.
    question : what the values leave open, where it matters; `days` are then those of its first answer.
    """

    days: pd.Series
    blank: pd.Series
    no_day: pd.Series
    order: str
    told: dict[str, str] = field(default_factory=dict)
    untold: str | None = None
    question: Question | None = None

    @property
    def ambiguous(self) -> bool:
        """Whether the column can be read in two ways that differ."""
        return self.question is not None


def read_dates(values: pd.Series, form: str | None = None, epoch: str = "1900") -> Dates:
    """Read a column of text: 26-01-2024, 2024-01-26T23:15Z, "vr 26 januari 2024 om 13:45", serial 45317, …

    Day and month are told apart per column (`find_orders`). `form` is the form that a profile names, which
    goes before what the values tell; `epoch` the date system of a workbook's serial numbers. A moment with
    a zone is the day it was in the Netherlands.
    """
    codes, distinct = pd.factorize(values, use_na_sentinel=False)
    forms = [written(value) for value in distinct]
    orders = find_orders(forms, _reals(forms, epoch), str(values.name))
    if form is None or form == SWAPPED:
        orders = _swapping(orders) if form == SWAPPED or _asks_swap(orders.question) else orders
        days = [_day(each, orders, epoch) for each in forms]
    else:
        days = [told_day(value, form, epoch) for value in distinct]

    def spread(each: Iterable, kind: str) -> pd.Series:
        return pd.Series(np.array(list(each), dtype=kind)[codes], index=values.index)

    return Dates(
        spread(days, "datetime64[s]"),
        spread((each.blank for each in forms), "bool"),
        spread((each.no_day for each in forms), "bool"),
        "md" if form is None and "md" in orders.by_sign.values() else "dm",
        orders.told,
        orders.untold if form is None else None,
        orders.question if form is None else None,
    )


def _reals(forms: list[Written], epoch: str) -> list[date]:
    """The dates that a spreadsheet wrote itself: jjjj-mm-dd of a date cell, or a serial number."""
    days = (
        serial_day(each.serial, epoch) if each.serial is not None else each.on("dm")
        for each in forms
        if each.iso or each.serial is not None
    )
    return [day for day in days if day is not None]


def _asks_swap(question: Question | None) -> bool:
    """Whether the likely answer is that real dates were turned round."""
    return question is not None and SWAPPED in question.answers[0].profile["dates"].values()


def _swapping(orders: Orders) -> Orders:
    return replace(orders, swap=True)


def _day(form: Written, orders: Orders, epoch: str) -> date | None:
    if form.pair is not None:
        return form.on(orders.by_sign[sign_of(form)])
    day = serial_day(form.serial, epoch) if form.serial is not None else form.on("dm")
    turns = orders.swap and day is not None and day.day <= 12 and (form.iso or form.serial is not None)
    return date(day.year, day.day, day.month) if turns else day


# --- other columns, per distinct value; the days of a file

_NOBODY = {
    "", "-", "0", "?", ".", "n.v.t.", "nvt", "onbekend", "leeg", "null", "none", "nan", "nat", "#null!",
}  # fmt: skip
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
