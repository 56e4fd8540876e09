"""One text to one date, as far as it tells by itself; the order of day and month may stay open.

A moment is a day in the Netherlands: that of a clock time which was written in another zone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

# --- the zone of a clock time, and the day in the Netherlands

DUTCH = ZoneInfo("Europe/Amsterdam")
_OFFSET = re.compile(r"(?:utc|gmt|z)?\s?([+\-−])(\d{1,2}):?(\d{2})?")
_AREA = re.compile(r"[a-z]+(?:/[a-z_+\-0-9]+)+")
_HOURS = {  # the letters that survey tools write behind a clock time
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "eet": 2, "eest": 3,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
_OURS = re.compile(  # "CET" is written in summer too, so it means the clock on the wall
    r"cest|cet|mesz|mez|met|lokale tijd|local time|nederlandse tijd"
    r"|(?:midden.?europese|west.?europese|central european|w\. europe|romance|central europe) ?"
    r"(?:standaardtijd|zomertijd|wintertijd|tijd|standard time|summer time|daylight time|time)"
)
_WORDS_OF_UTC = re.compile(r"gecoördineerde wereldtijd|coordinated universal time|greenwich mean time")


@cache
def zone_of(text: str) -> tzinfo | None:
    """The zone behind a clock time: "Z", "+0100", "GMT+0100 (…)", "CET", "Europe/London"; none is Dutch.

    None where the word means no zone that we know.
    """
    bare = re.sub(r"^(?:uur|u\b|h\b)\.?", "", text.casefold().strip()).strip()
    outside = re.sub(r"\s*[(\[][^)\]]*[)\]]$", "", bare)
    bare = outside or bare.strip("()[]")
    if not bare or _OURS.fullmatch(bare):
        return DUTCH
    if bare in _HOURS:
        return timezone(timedelta(hours=_HOURS[bare]))
    if _WORDS_OF_UTC.fullmatch(bare):
        return UTC
    return _by_offset(bare) or _by_area(bare)


def _by_offset(bare: str) -> tzinfo | None:
    found = _OFFSET.fullmatch(bare)
    if found is None or int(found[2]) > 14 or int(found[3] or 0) > 59:
        return None
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    return timezone(timedelta(minutes=minutes if found[1] == "+" else -minutes))


def _by_area(bare: str) -> tzinfo | None:
    if not _AREA.fullmatch(bare):
        return None
    name = "/".join("_".join(word.capitalize() for word in part.split("_")) for part in bare.split("/"))
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # no such area, or no table of areas on this machine
        return None


def dutch_day(day: date, clock: tuple[int, int, int], zone: tzinfo) -> date | None:
    """The day in the Netherlands at a clock time of `zone`; None where there is no such time."""
    if zone is DUTCH:
        return day
    try:
        return datetime(day.year, day.month, day.day, *clock, tzinfo=zone).astimezone(DUTCH).date()
    except (ValueError, OverflowError):
        return None


# --- one text to one date

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
_BLANK = {"", "-", ".", "0", "n.v.t.", "nvt", "00-00-0000", "0000-00-00", "00/00/0000", "0000/00/00"}
_BLANK |= {"null", "none", "nan", "nat", "n/a", "na", "#null!"}
_WEEKDAY = re.compile(
    r"(?:(?:ma|di|wo|do|vr|za|zo)(?:andag|nsdag|ensdag|nderdag|ijdag|terdag|ndag)?"
    r"|mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
    r"\b\.?,?\s+(?=.*\d)",
    re.IGNORECASE,
)
_CLOCK = r"(?P<hour>\d{1,2})[:.uh](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,:]\d{1,9})?)?"
_HALF = r"(?P<half>[ap]\.?\s?m\b\.?)"
_BEFORE = r"(?P<date>\S.*?)(?:,?\s(?:om|at|-|–|—|,)\s|[T:_,]\s?|,?\s)"
_MOMENT = re.compile(rf"{_BEFORE}{_CLOCK}\s?{_HALF}?(?P<zone>\D.*)?", re.IGNORECASE)
_HOUR = re.compile(rf"{_BEFORE}(?P<hour>\d{{1,2}})(?P<minute>)(?P<second>)\s?{_HALF}(?P<zone>\D.*)?", re.I)
_UNIX = re.compile(  # what `date` and R write: Feb 1 13:39:50 CET 2025
    rf"(?P<date>[a-z]{{3,9}}\.? \d{{1,2}}) {_CLOCK}(?: (?P<zone>[a-z]\S*))? (?P<year>\d{{4}})", re.IGNORECASE
)
_STAMP = re.compile(r"((?:19|20)\d{6})[T ]?(\d\d)(\d\d)(\d\d)?(Z|[+-]\d{4})?")
_ISO = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})(?:Z|[+-]\d\d:\d\d)?")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_NUMBERS = re.compile(r"(\d{1,2})\s?([-/. ])\s?(\d{1,2})\s?[-/. ]\s?(\d{4}|'?\d{2})")
_DAY_WORD = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|ste|de|e)?[-/., ]*(?:of )?([a-z]{3,9})\.?[-/., ]*(\d{4}|'?\d{2})", re.IGNORECASE
)
_WORD_DAY = re.compile(
    r"([a-z]{3,9})\.?[-/ ]*(\d{1,2})(?:st|nd|rd|th)?[-/., ]+(\d{4}|'?\d{2})", re.IGNORECASE
)
_YEAR_WORD = re.compile(r"(\d{4})[-/., ]*([a-z]{3,9})\.?[-/. ]*(\d{1,2})", re.IGNORECASE)
_NO_DAY = re.compile(r"\d{4}[-/. ]\d{1,2}|\d{1,2}[-/. ]\d{4}|[a-z]{3,9}\.?[-/., ]*\d{4}|(?:19|20)\d\d", re.I)
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_SPSS = re.compile(r"(1[2-6]\d{9})(?:[.,]0+)?")  # seconds: 1990 to 2100
_LONGEST = 150  # signs; what is longer is a text, not a date
SPSS_EPOCH = date(1582, 10, 14)


@dataclass(frozen=True)
class Written:
    """What one text holds: a `day`, or two numbers and a year whose order is open, or a `serial`.

    `sign` parts the numbers, `half` tells an AM/PM clock; a zone's clock shifts the day once it is known.
    `blank` is no value at all, `no_day` a month or a year without a day.
    """

    day: tuple[int, int, int] | None = None
    pair: tuple[int, int] | None = None
    year: str = ""
    sign: str = ""
    serial: int | None = None
    clock: tuple[int, int, int] = (0, 0, 0)
    zone: tzinfo = DUTCH
    half: bool = False
    blank: bool = False
    no_day: bool = False
    iso: bool = False

    def on(self, order: str) -> date | None:
        """The day in the Netherlands, with the numbers read day-month ("dm") or month-day ("md")."""
        parts = self.day
        if self.pair is not None:
            day, month = self.pair if order == "dm" else self.pair[::-1]
            parts = (full_year(self.year), month, day)
        try:
            return None if parts is None else dutch_day(date(*parts), self.clock, self.zone)
        except ValueError:
            return None


NOTHING = Written()


def written(value: object) -> Written:
    """What a cell holds; `NOTHING` where it is no date in any form."""
    bare = " ".join(value[:_LONGEST].split()).lstrip("'’") if isinstance(value, str) else ""
    if bare.casefold() in _BLANK or bare.casefold().partition(" ")[0] in ("0000-00-00", "00-00-0000"):
        return Written(blank=True)
    bare = _WEEKDAY.sub("", bare, count=1) if bare[0].isalpha() else bare
    return _of_day(bare.rstrip(",")) or _moment(bare) or NOTHING


def date_part(text: str) -> str:
    """The text without the clock time behind it."""
    found = _MOMENT.fullmatch(text) or _HOUR.fullmatch(text)
    return found["date"].rstrip(",") if found else text


def _moment(text: str) -> Written | None:
    """A date with a clock time behind or within it."""
    if stamp := _STAMP.fullmatch(text):
        day, *clock, zone = stamp.groups()
        return _at(_of_day(day), clock, zone or "", "")
    if found := _UNIX.fullmatch(text):
        day = _of_day(f"{found['date']} {found['year']}")
        return _at(day, found.group("hour", "minute", "second"), found["zone"] or "", "")
    found = _MOMENT.fullmatch(text) or _HOUR.fullmatch(text)
    if found is None:
        return None
    day = _of_day(found["date"].rstrip(","))
    return _at(day, found.group("hour", "minute", "second"), found["zone"] or "", found["half"] or "")


def _at(day: Written | None, clock: Sequence[str | None], zone: str, half: str) -> Written | None:
    """The day with its clock time; None where there is no such time, or the zone is unknown."""
    hour, minute, second = (int(part or 0) for part in clock)
    if half:
        hour = hour % 12 + (12 if half[0] in "pP" else 0) if 1 <= hour <= 12 else 99
    known = zone_of(zone)
    if day is None or known is None or hour > 23 or minute > 59 or second > 60:
        return None
    told = {name: getattr(day, name) for name in ("day", "pair", "year", "sign", "iso")}
    return Written(**told, clock=(hour, minute, min(second, 59)), zone=known, half=bool(half))


@lru_cache(maxsize=50_000)  # a column of moments has a text a row, and few days
def _of_day(text: str) -> Written | None:
    """A date without a clock time."""
    if m := _ISO.fullmatch(text):
        return Written(day=(int(m[1]), int(m[2]), int(m[3])), iso=True)
    if m := _COMPACT.fullmatch(text):
        return Written(day=(int(m[1]), int(m[2]), int(m[3])))
    if m := _NUMBERS.fullmatch(text):
        return Written(pair=(int(m[1]), int(m[3])), year=m[4].strip("'"), sign=m[2])
    if m := _SERIAL.fullmatch(text):
        return Written(serial=int(m[1]))
    if (m := _SPSS.fullmatch(text)) and int(m[1]) % 86_400 == 0:
        day = SPSS_EPOCH + timedelta(days=int(m[1]) // 86_400)
        return Written(day=(day.year, day.month, day.day))
    return _worded(text) or (Written(no_day=True) if _NO_DAY.fullmatch(text) else None)


def _worded(text: str) -> Written | None:
    """A date with the name of its month, in any order."""
    for form, (day, month, year) in ((_DAY_WORD, (1, 2, 3)), (_WORD_DAY, (2, 1, 3)), (_YEAR_WORD, (3, 2, 1))):
        found = form.fullmatch(text)
        if found and found[month].casefold() in _MONTHS:
            number = _MONTHS[found[month].casefold()]
            return Written(day=(full_year(found[year].strip("'")), number, int(found[day])))
    return None


def full_year(text: str) -> int:
    """The year of four or of two figures: 69 is 2069, 70 is 1970."""
    return int(text) if len(text) == 4 else 2000 + int(text) if int(text) < 70 else 1900 + int(text)
