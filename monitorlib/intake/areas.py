"""Which columns are leefgebieden, and of which instrument: by name and what is like it, never by position."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz, process

from monitorlib.instruments import Instrument, Instruments, Leefgebied
from monitorlib.intake.area_vocabulary import vocabulary_of
from monitorlib.intake.beside import Reading, is_suspicious, sort_out
from monitorlib.intake.instrument_choice import COVERED, FEW, best_instrument, is_exact
from monitorlib.intake.likeness import hits
from monitorlib.intake.moment_words import When
from monitorlib.intake.moments import settle
from monitorlib.intake.readings import SAME, readings_of
from monitorlib.intake.recognition import SURE, without_noise
from monitorlib.intake.words import plain, word_list

PART, STRANGE, DOUBTFUL, RIVALS = 0.75, 0.7, 0.6, 0.5  # confidences, all below SURE


@dataclass(frozen=True)
class Area:
    """One leefgebied of one instrument, found under a name; `when` and `moment` where the name tells one."""

    instrument: str
    leefgebied: str
    moment: str | None
    confidence: float
    when: When | None = None
    one_moment: bool = False  # the file has no other moment, and a date of none
    strange: bool = False  # an unknown word stands beside the name


@dataclass(frozen=True)
class Found:
    """The leefgebieden of a header, and the columns that resemble one but have a strange word beside it.

    `strange` maps that word (or words) to its columns, each with the leefgebied that it resembles. `shared`
    are the words that stand beside every leefgebied.
    """

    areas: dict[str, Area] = field(default_factory=dict)
    strange: dict[tuple[str, ...], dict[str, Area]] = field(default_factory=dict)
    shared: frozenset[str] = frozenset()


def names_of(leefgebied: Leefgebied) -> tuple[str, ...]:
    """All plain names of a leefgebied: its labels, its code, its aliases."""
    spelled = (leefgebied.label.nl, leefgebied.label.en, leefgebied.code, *leefgebied.aliases)
    return tuple(dict.fromkeys(plain(name) for name in spelled))


def area_names(instrument: Instrument) -> dict[str, str]:
    """Plain name to leefgebied code; a label goes before another leefgebied's alias."""
    names: dict[str, str] = {}
    for area in instrument.leefgebieden:
        names |= {plain(label): area.code for label in (area.label.nl, area.label.en, area.code)}
    for area in instrument.leefgebieden:
        for name in names_of(area):
            names.setdefault(name, area.code)
    return names


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
        mine = [
            readings[c][chosen]
            for c in left
            if chosen in readings[c] and (chosen == given or not _is_anothers(readings[c], chosen))
        ]
        more = _areas_of(instruments[chosen], mine)
        strange = _together(found.strange, more.strange)
        found = Found({**found.areas, **more.areas}, strange, found.shared | more.shared)
        gone = {*found.areas, *(c for its in more.strange.values() for c in its)}
        left = [column for column in left if column not in gone]
        chosen = best_instrument(readings, left, instruments, taken)
    return replace(found, areas=_with_codes(found.areas))


def _is_anothers(readings: Mapping[str, Reading], id: str) -> bool:
    """Whether a column is exactly a longer name of another instrument: "Financiën: netwerk" is no ZRM score.

    Nor is it a part of a name here where it is a whole one there: "Financiën" is no share of the Krachtenwijzer.
    """
    mine = readings[id].hit
    exact = [other.hit for it, other in readings.items() if it != id and is_exact(other)]
    return any(hit.used > mine.used or not mine.whole for hit in exact)


def codes_of_values(values: Iterable[str], instrument: Instrument) -> dict[str, str]:
    """The leefgebied of each word in a column of leefgebieden; words that are not surely one are left out."""
    values, names = list(values), area_names(instrument)
    found = read_areas(values, {instrument.id: instrument}, instrument.id).areas
    sure = {v: area.leefgebied for v, area in found.items() if area.when is None and area.confidence >= SURE}
    return sure | {v: names[plain(v)] for v in values if plain(v) and plain(v) in names}


def names_an_area(text: str, instruments: Instruments) -> bool:
    """Whether a text names a leefgebied of any of these instruments, surely."""
    found = hits(word_list(text), vocabulary_of(instruments))
    return bool(found) and found[0].whole and found[0].likeness >= SURE


def near_name(text: str, names: Mapping[str, str]) -> str | None:
    """The leefgebied of a lone name: as it stands, without noise, or with a surely small typing error."""
    bare = plain(text)
    for name in (bare, without_noise(bare)):
        if name in names:
            return names[name]
    near = process.extractOne(without_noise(bare), names.keys(), scorer=fuzz.ratio, score_cutoff=100 * SURE)
    return names[near[0]] if near is not None and len(bare) > 4 else None


def _together(one: Mapping, other: Mapping) -> dict:
    return {rest: {**one.get(rest, {}), **other.get(rest, {})} for rest in dict.fromkeys((*one, *other))}


def _areas_of(instrument: Instrument, readings: list[Reading]) -> Found:
    sorted_out = sort_out(readings)
    free = _free(instrument, sorted_out.usable)
    areas = {r.column: _area(r, free) for r in sorted_out.usable}
    areas = {c: _sure_part(a, areas.values()) for c, a in areas.items()}
    strange = {}
    for rest, its in sorted_out.strange.items():
        lone = {r.column: r for r in its if _is_only_one(r, rest, areas, sorted_out.strange)}
        least = DOUBTFUL if is_suspicious(rest) else STRANGE
        areas |= {c: replace(_area(r, free), confidence=least, strange=True) for c, r in lone.items()}
        others = {r.column: _area(r, free) for r in its if r.column not in lone}
        strange |= {rest: others} if others else {}
    return Found(_all_told(instrument, areas), strange, sorted_out.shared)


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


def _sure_part(area: Area, areas: Iterable[Area]) -> Area:
    """A part of a name of one leefgebied only ("Lichamelijk") is enough where no other column claims that."""
    same = [other for other in areas if other.leefgebied == area.leefgebied and other.when == area.when]
    return replace(area, confidence=SURE) if PART <= area.confidence < SURE and len(same) == 1 else area


def _all_told(instrument: Instrument, areas: dict[str, Area]) -> dict[str, Area]:
    """The areas, surer where every leefgebied has one column a moment and most are sure.

    Then a name with one more word than we know ("Personal finances") is enough.
    """
    counts = Counter((area.leefgebied, area.when) for area in areas.values())
    moments = {when for _, when in counts}
    complete = len(counts) == len(instrument.leefgebieden) * len(moments) and set(counts.values()) == {1}
    sure = sum(area.confidence >= SURE for area in areas.values())
    if not complete or len(areas) < FEW or sure < COVERED * len(areas):
        return areas
    return {
        c: replace(a, confidence=max(a.confidence, SURE)) if a.confidence >= STRANGE else a
        for c, a in areas.items()
    }


def _with_codes(areas: dict[str, Area]) -> dict[str, Area]:
    """The areas with the code of their moment, as far as the moments of the file can be put in order."""
    codes = settle(area.when for area in areas.values() if area.when is not None) or {}
    return {c: a if a.when is None else replace(a, moment=codes.get(a.when)) for c, a in areas.items()}
