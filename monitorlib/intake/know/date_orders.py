"""Day-month or month-day for a whole column, by what its values tell; dates in a form that a profile names."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from monitorlib.foundation.texts import Text
from monitorlib.intake.know.date_forms import SPSS_EPOCH, Written, date_part, dutch_day, written
from monitorlib.intake.know.identifiers import safe_name
from monitorlib.intake.know.questions import Answer, Question

# --- dates in a form that a profile names

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


# --- the order of day and month of a whole column

STROKE, OTHER = "/", "-"  # dates with strokes may be American; with hyphens, dots or spaces they are Dutch
_STRAY = 0.1  # of the values that tell; so few that contradict the others are typing errors
_REAL_OVER_12 = 0.3  # of days drawn from a calendar 0.61 lie over 12; of half converted ones none

_SEVERAL = 3  # real dates that all lie in the first twelve days: hardly by chance


@dataclass(frozen=True)
class Orders:
    """Per sign the order ("dm" or "md") to read, the orders that values of the column `told`, and a question.

    `untold` is the one sign in the column where the question is only that no value tells its order. `swap`
    turns day and month of real dates back.
    """

    by_sign: dict[str, str]
    told: dict[str, str] = field(default_factory=dict)
    question: Question | None = None
    untold: str | None = None
    swap: bool = False


def sign_of(form: Written) -> str:
    """Which of the two kinds of sign parts the numbers."""
    return STROKE if form.sign == STROKE else OTHER


def find_orders(forms: Iterable[Written], reals: Iterable[date], column: str) -> Orders:
    """The order of each sign in a column of distinct `forms`; `reals` are the dates that are no text.

    One number over 12 tells. Values that contradict each other, strokes of which none tells although it
    matters, and real dates that a spreadsheet may have turned round are a question.
    """
    pairs = [form for form in forms if form.pair is not None]
    by_sign = {sign: [f for f in pairs if sign_of(f) == sign] for sign in (STROKE, OTHER)}
    votes = {sign: _votes(its) for sign, its in by_sign.items()}
    told = {sign: "md" if md > dm else "dm" for sign, (dm, md) in votes.items() if dm or md}
    american = any(form.half for form in pairs) or told.get(STROKE) == "md"
    silent = [
        sign
        for sign in (STROKE, OTHER)
        if sign not in told and _matters(by_sign[sign]) and (sign == STROKE or american)
    ]
    likely = "md" if american else "dm"
    orders = {sign: told.get(sign, likely if sign in silent else "dm") for sign in (STROKE, OTHER)}
    question = (
        _year_first(pairs, column)
        or _contradiction(votes, column)
        or _turned_round(pairs, list(reals), told, column)
    )
    alone = silent and question is None and len({sign_of(form) for form in pairs}) == 1
    question = question or (_untold(column, likely) if silent else None)
    return Orders(orders, told, question, silent[0] if alone else None)


def _votes(pairs: list[Written]) -> tuple[int, int]:
    """How many values can only be day-month, and how many only month-day."""
    dm = sum(first > 12 >= second for first, second in (form.pair for form in pairs))
    return dm, sum(second > 12 >= first for first, second in (form.pair for form in pairs))


def _matters(pairs: list[Written]) -> bool:
    """Whether any value is another day in the other order."""
    return any(form.pair[0] != form.pair[1] and max(form.pair) <= 12 for form in pairs)


def _contradiction(votes: dict[str, tuple[int, int]], column: str) -> Question | None:
    """Values of one sign of which some can only be day-month and others only month-day."""
    for dm, md in votes.values():
        fewest = min(dm, md)
        if fewest > 1 or fewest > _STRAY * (dm + md):
            asked = Text(
                f"kolom '{safe_name(column)}': in sommige datums staat de dag eerst en in andere de maand.",
                f"column '{safe_name(column)}': in some dates the day comes first, in others the month.",
            )
            return Question(column, asked, _both(column, "md" if md > dm else "dm"))
    return None


def _untold(column: str, likely: str) -> Question:
    asked = Text(
        f"kolom '{safe_name(column)}': niet te zien of de dag of de maand eerst staat "
        "(geen enkel getal boven de 12).",
        f"column '{safe_name(column)}': it cannot be seen whether the day or the month comes first "
        "(no number over 12).",
    )
    return Question(column, asked, _both(column, likely))


def _both(column: str, likely: str) -> tuple[Answer, ...]:
    """The two orders as answers, the likely one first."""
    answers = (
        Answer(
            Text("dag-maand (01/02 is 1 februari)", "day-month (01/02 is 1 February)"),
            {"dates": {column: "day-month"}},
        ),
        Answer(
            Text("maand-dag (01/02 is 2 januari)", "month-day (01/02 is 2 January)"),
            {"dates": {column: "month-day"}},
        ),
    )
    return answers if likely == "dm" else answers[::-1]


def _turned_round(pairs: list[Written], reals: list[date], told: dict, column: str) -> Question | None:
    """Real dates of a spreadsheet that read text in another order: the days up to 12 were turned round.

    What could not be such a date stayed text, so that every text has a number over 12 and no real date
    has a day over 12. Month-first text beside real dates is asked sooner: the two contradict each other.
    """
    if not told or not any(day.day != day.month and day.day <= 12 for day in reals):
        return None
    over = sum(day.day > 12 for day in reals)
    few = over < _REAL_OVER_12 * len(reals)
    if not ((few and "md" in told.values()) or (over == 0 and not _matters(pairs))):
        return None
    order = "month-day" if "md" in told.values() else "day-month"
    name = safe_name(column)
    asked = Text(
        f"kolom '{name}': een deel is een echte datum, met een dag van hoogstens 12, en een deel is tekst; "
        "waarschijnlijk heeft een rekenblad dag en maand van de echte datums omgedraaid.",
        f"column '{name}': some are real dates, with a day of at most 12, and some are text; "
        "a spreadsheet has probably turned day and month of the real dates round.",
    )
    back = Answer(
        Text("draai de echte datums terug", "turn the real dates back"), {"dates": {column: "swapped"}}
    )
    right = Answer(Text("de echte datums kloppen", "the real dates are right"), {"dates": {column: order}})
    several = order == "month-day" or len(reals) >= _SEVERAL
    return Question(column, asked, (back, right) if several else (right, back))


def _year_first(pairs: list[Written], column: str) -> Question | None:
    """Two figures for the year that may stand in front: 24-03-05 as 5 March 2024."""
    short = [form for form in pairs if len(form.year) == 2]
    firsts, lasts = {form.pair[0] for form in short}, {int(form.year) for form in short}
    if len(short) < len(pairs) or len(lasts) < 3 or len(firsts) >= len(lasts):
        return None
    if min(firsts) <= 12 or max(firsts) - min(firsts) > 10 or min(lasts) < 1 or max(lasts) > 31:
        return None
    sign, name = short[0].sign, safe_name(column)
    asked = Text(
        f"kolom '{name}': niet te zien of het jaar voor- of achteraan staat.",
        f"column '{name}': it cannot be seen whether the year comes first or last.",
    )
    first = Answer(Text("jaar-maand-dag", "year-month-day"), {"dates": {column: f"%y{sign}%m{sign}%d"}})
    last = Answer(Text("dag-maand-jaar", "day-month-year"), {"dates": {column: "day-month"}})
    return Question(column, asked, (first, last))
