"""A moment is a day in the Netherlands: the day of a clock time that was written in another zone."""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

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
