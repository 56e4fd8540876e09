"""Dates in a form that a profile names: an order, a serial number of some system, a strptime format."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from monitorlib.intake.date_forms import SPSS_EPOCH, date_part, written
from monitorlib.intake.date_zones import dutch_day

DAY_ZERO = {"1900": date(1899, 12, 30), "1904": date(1904, 1, 1)}  # of a spreadsheet's serial numbers
_STATA = date(1960, 1, 1)
_LEAST_MS = 10_000_000  # a day number is far smaller, a number of milliseconds far larger


def serial_day(number: int, epoch: str) -> date | None:
    """The day of a spreadsheet's serial number, in the date system 1900 or 1904."""
    return _after(DAY_ZERO[epoch], number)


def told_day(value: object, form: str, epoch: str) -> date | None:
    """The day of one value in the `form` of a profile; None where it has another form."""
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if form in ("day-month", "month-day"):
        found = written(text)
        order = "dm" if form == "day-month" else "md"
        return serial_day(found.serial, epoch) if found.serial is not None else found.on(order)
    if form in NUMBERED:
        number = _number(text)
        return written(text).on("dm") if number is None else NUMBERED[form](number)
    return _by_format(text, form)


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _after(first: date, days: float) -> date | None:
    try:
        return first + timedelta(days=int(days // 1))
    except (OverflowError, ValueError):
        return None


def _unix(seconds: float) -> date | None:
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
        return dutch_day(moment.date(), (moment.hour, moment.minute, moment.second), UTC)
    except (OverflowError, ValueError):
        return None


NUMBERED: dict[str, Callable[[float], date | None]] = {
    "excel-1900": lambda n: _after(DAY_ZERO["1900"], n),
    "excel-1904": lambda n: _after(DAY_ZERO["1904"], n),
    "spss": lambda n: _after(SPSS_EPOCH, n / 86_400),
    "stata": lambda n: _after(_STATA, n / 86_400_000 if abs(n) >= _LEAST_MS else n),
    "unix": _unix,
    "unix-ms": lambda n: _unix(n / 1000),
}


def _by_format(text: str, form: str) -> date | None:
    """By a strptime format, with or without the clock time behind it; a zone's clock is brought home."""
    for part in (text, date_part(text)):
        try:
            moment = datetime.strptime(part, form)
        except ValueError:
            continue
        clock = (moment.hour, moment.minute, moment.second)
        return moment.date() if moment.tzinfo is None else dutch_day(moment.date(), clock, moment.tzinfo)
    return None
