"""How a profile says that wide columns are named: "{leefgebied} meting {moment}" makes a score of each."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instruments
from monitorlib.intake.areas import find_areas
from monitorlib.intake.profiles import Profile
from monitorlib.intake.words import plain

_PLACES = {"{leefgebied}": r"(?P<area>.+?)", "{moment}": r"(?P<moment>.+?)"}


def matched(pattern: str, column: str) -> tuple[str, str] | None:
    """The leefgebied and the moment that a column has by a pattern ("" where it has no moment), or None."""
    parts = re.split(r"(\{leefgebied\}|\{moment\})", pattern)
    form = "".join(_PLACES.get(part, re.escape(part).replace(r"\ ", r"\s+")) for part in parts)
    found = re.fullmatch(form, column.strip(), re.IGNORECASE)
    return None if found is None else (found["area"], found.groupdict().get("moment") or "")


def with_pattern(file: str, columns: Sequence[str], profile: Profile, instruments: Instruments) -> Profile:
    """The profile with a field for each column that its pattern fits; what it tells of a column goes before.

    The moments become m1, m2 … in the order of the profile's [moments], or else of the header. A UserError
    where the pattern fits no column.
    """
    if profile.pattern is None:
        return profile
    found = {c: match for c in columns if (match := matched(profile.pattern, c)) is not None}
    areas = find_areas({area for area, _ in found.values()}, instruments, profile.instrument)
    found = {column: match for column, match in found.items() if match[0] in areas}
    if not found:
        raise _fits_nothing(file, profile.pattern)
    codes = _codes([moment for _, moment in found.values() if moment], profile.moments)
    scores = {
        column: _field(areas[area], codes.get(plain(moment))) for column, (area, moment) in found.items()
    }
    days = _days([column for column in columns if column not in found], codes)
    moments = {codes.get(plain(word), word): day for word, day in profile.moments.items()}
    return replace(profile, columns={**scores, **days, **profile.columns}, moments=moments)


def _codes(words: Iterable[str], told: Mapping[str, str]) -> dict[str, str]:
    """The code of each moment's word, in order."""
    there = dict.fromkeys(plain(word) for word in words)
    ordered = [*(plain(word) for word in told if plain(word) in there), *there]
    return {word: f"m{number}" for number, word in enumerate(dict.fromkeys(ordered), start=1)}


def _field(area, code: str | None) -> str:
    return f"score:{area.instrument}/{area.leefgebied}" + (f"@{code}" if code else "")


def _days(columns: Iterable[str], codes: Mapping[str, str]) -> dict[str, str]:
    """The columns that are the day of a moment by its word: "Datum ronde twee"."""
    days = {}
    for column in columns:
        bare = f" {plain(column)} "
        named = [code for word, code in codes.items() if f" {word} " in bare]
        if len(named) == 1 and re.search("datum|date", bare):
            days[column] = f"date@{named[0]}"
    return days


def _fits_nothing(file: str, pattern: str) -> UserError:
    return UserError(
        Text(
            f"{file}: het patroon '{pattern}' uit het profiel past op geen kolom met een bekend leefgebied.",
            f"{file}: the pattern '{pattern}' of the profile fits no column with a known leefgebied.",
        ),
        Text(
            "Verbeter het patroon, of geef het instrument op.",
            "Correct the pattern, or name the instrument.",
        ),
    )
