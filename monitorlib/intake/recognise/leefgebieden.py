"""Which columns are leefgebieden, and of which instrument: by name and what is like it, never by position."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instrument, Instruments
from monitorlib.intake.know.fields import SURE
from monitorlib.intake.know.known import matched
from monitorlib.intake.know.leefgebied_names import area_names
from monitorlib.intake.know.moments import settle
from monitorlib.intake.know.profiles import Profile
from monitorlib.intake.know.words import plain
from monitorlib.intake.recognise.leefgebied_columns import (
    SAME,
    Reading,
    Readings,
    is_suspicious,
    readings_of,
    sort_out,
)
from monitorlib.intake.recognise.which_instrument import (
    COVERED,
    DOUBTFUL,
    PART,
    RIVALS,
    STRANGE,
    Area,
    Found,
    all_told,
    best_instrument,
    is_exact,
    is_whole_set,
    sure_part,
)

# --- the leefgebieden of a header


def find_areas(columns: Iterable[str], instruments: Instruments, given: str | None) -> dict[str, Area]:
    """The leefgebied of each column that has one; see read_areas."""
    return read_areas(columns, instruments, given).areas


def read_areas(columns: Iterable[str], instruments: Instruments, given: str | None) -> Found:
    """The leefgebieden of a header.

    With an instrument `given` its names decide. Without, an instrument is recognised when most of its
    leefgebieden have a column and no other explains the columns as well; one file may hold several.
    """
    left, found, taken = list(columns), Found(), set()
    readings = readings_of(left, instruments)
    chosen = given if given is not None else best_instrument(readings, left, instruments, taken)
    while chosen is not None:
        taken.add(chosen)
        mine = [c for c in left if chosen in readings[c]]
        spare = [c for c in mine if chosen != given and _owners(readings[c], chosen)]
        more = _areas_with_spare(
            instruments[chosen],
            [readings[c][chosen] for c in mine if c not in spare],
            [readings[c][chosen] for c in spare if not _are_many(readings, left, c, chosen, instruments)],
        )
        strange = _together(found.strange, more.strange)
        found = Found({**found.areas, **more.areas}, strange, found.shared | more.shared)
        gone = {*found.areas, *(c for its in more.strange.values() for c in its)}
        left = [column for column in left if column not in gone]
        chosen = best_instrument(readings, left, instruments, taken)
    return replace(found, areas=_with_codes(found.areas))


def _areas_with_spare(instrument: Instrument, mine: list[Reading], spare: list[Reading]) -> Found:
    """The areas of an instrument; with columns that are exactly another's name where these complete the set.

    "Lichamelijk" is a scale of HoNOS, and the one leefgebied that is left beside twelve of the ZRM.
    """
    found = _areas_of(instrument, mine)
    if spare and not is_whole_set(instrument, found.areas) and not found.strange:
        with_spare = _areas_of(instrument, [*mine, *spare])
        if is_whole_set(instrument, with_spare.areas) and not with_spare.strange:
            return with_spare
    return found


def _are_many(
    readings: Readings, left: Iterable[str], column: str, id: str, instruments: Instruments
) -> bool:
    """Whether an instrument whose name a column is may well be in the header too: most of its leefgebieden are."""

    def is_there(owner: str) -> bool:
        told = {r[owner].hit.leefgebied for c in left if owner in (r := readings[c]) and is_exact(r[owner])}
        return len(told) >= COVERED * len(instruments[owner].leefgebieden)

    owners = [owner for owner in _owners(readings[column], id) if len(instruments[owner].leefgebieden) > 1]
    return any(is_there(owner) for owner in owners)


def _owners(readings: Mapping[str, Reading], id: str) -> list[str]:
    """The instruments of which a column is exactly a longer name: "Financiën: netwerk" is no ZRM score.

    Nor is it a part of a name here where it is a whole one there: "Financiën" is no share of the Krachtenwijzer.
    """
    mine = readings[id].hit
    exact = {it: other.hit for it, other in readings.items() if it != id and is_exact(other)}
    return [it for it, hit in exact.items() if hit.used > mine.used or not mine.whole]


def codes_of_values(values: Iterable[str], instrument: Instrument) -> dict[str, str]:
    """The leefgebied of each word in a column of leefgebieden; words that are not surely one are left out."""
    values, names = list(values), area_names(instrument)
    found = read_areas(values, {instrument.id: instrument}, instrument.id).areas
    sure = {v: area.leefgebied for v, area in found.items() if area.when is None and area.confidence >= SURE}
    return sure | {v: names[plain(v)] for v in values if plain(v) and plain(v) in names}


def _together(one: Mapping, other: Mapping) -> dict:
    return {rest: {**one.get(rest, {}), **other.get(rest, {})} for rest in dict.fromkeys((*one, *other))}


def _areas_of(instrument: Instrument, readings: list[Reading]) -> Found:
    sorted_out = sort_out(readings)
    free = _free(instrument, sorted_out.usable)
    areas = {r.column: _area(r, free) for r in sorted_out.usable}
    areas = {c: sure_part(a, areas.values()) for c, a in areas.items()}
    strange = {}
    for rest, its in sorted_out.strange.items():
        lone = {r.column: r for r in its if _is_only_one(r, rest, areas, sorted_out.strange)}
        least = DOUBTFUL if is_suspicious(rest) else STRANGE
        areas |= {c: replace(_area(r, free), confidence=least, strange=True) for c, r in lone.items()}
        others = {r.column: _area(r, free) for r in its if r.column not in lone}
        strange |= {rest: others} if others else {}
    return Found(all_told(instrument, areas), strange, sorted_out.shared)


def _is_only_one(
    reading: Reading, rest: tuple[str, ...], areas: Mapping[str, Area], strange: Mapping
) -> bool:
    """Whether a column with a strange word is the only one of its leefgebied then: it is asked as that one."""
    code, when = reading.hit.leefgebied, reading.when
    if not reading.hit.whole or len({r.hit.leefgebied for r in strange[rest]}) > 2:
        return False
    others = [r for its in strange.values() for r in its if r.column != reading.column]
    return not any(r.hit.leefgebied == code and r.when == when for r in others) and not any(
        area.leefgebied == code and area.when == when for area in areas.values()
    )


def _free(instrument: Instrument, readings: Iterable[Reading]) -> set[str]:
    """The leefgebieden that no column tells surely."""
    sure = {r.hit.leefgebied for r in readings if not r.rivals and r.hit.whole}
    return {area.code for area in instrument.leefgebieden} - sure


def _area(reading: Reading, free: set[str]) -> Area:
    hit, code = reading.hit, reading.hit.leefgebied
    if reading.rivals:
        fitting = [c for c in (code, *reading.rivals) if c in free]
        return Area(hit.instrument, (fitting or [code])[0], None, RIVALS, reading.when)
    confidence = hit.likeness if hit.whole else PART
    return Area(hit.instrument, code, None, 1.0 if confidence >= SAME else confidence, reading.when)


def _with_codes(areas: dict[str, Area]) -> dict[str, Area]:
    """The areas with the code of their moment, as far as the moments of the file can be put in order."""
    codes = settle(area.when for area in areas.values() if area.when is not None) or {}
    return {c: a if a.when is None else replace(a, moment=codes.get(a.when)) for c, a in areas.items()}


# --- how a profile says that columns are named


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
