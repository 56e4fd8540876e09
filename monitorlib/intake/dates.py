"""Text to dates: the forms that occur in exports, and one order of day and month per column."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import pandas as pd

from monitorlib.intake.date_forms import Written, written
from monitorlib.intake.date_orders import Orders, find_orders, sign_of
from monitorlib.intake.date_told import serial_day, told_day
from monitorlib.intake.questions import Question

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
