"""Which columns are leefgebieden, and of which instrument: by name and what is like it, never by position."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz, process

from monitorlib.instruments import Instrument, Instruments, Leefgebied
from monitorlib.intake.beside import Reading, instrument_noise, is_suspicious, read_beside, sort_out
from monitorlib.intake.likeness import Hit, Vocabulary, hits, vocabulary_of
from monitorlib.intake.moment_words import When
from monitorlib.intake.moments import settle
from monitorlib.intake.recognition import SURE, without_noise
from monitorlib.intake.words import plain, vocabulary, word_list

COVERED = 0.6  # an instrument is recognised when this share of its leefgebieden has a column
LEAST_SHARED = 5  # columns that have a word in common
NEAR, NEARER = 0.06, 0.025  # a leefgebied so much less like is a rival: of a whole name, of a part of one
FEW = 5  # leefgebieden; an instrument with fewer columns is recognised by their exact names only
SAME = 0.96  # from this likeness a name is the leefgebied's own, but for its spelling
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
    readings = _readings(left, instruments)
    chosen = given if given is not None else _best(readings, left, instruments, taken)
    while chosen is not None:
        taken.add(chosen)
        mine = [readings[c][chosen] for c in left if chosen in readings[c]]
        more = _areas_of(instruments[chosen], mine)
        strange = _together(found.strange, more.strange)
        found = Found({**found.areas, **more.areas}, strange, found.shared | more.shared)
        gone = {*found.areas, *(c for its in more.strange.values() for c in its)}
        left = [column for column in left if column not in gone]
        chosen = _best(readings, left, instruments, taken)
    return replace(found, areas=_with_codes(found.areas))


def codes_of_values(values: Iterable[str], instrument: Instrument) -> dict[str, str]:
    """The leefgebied of each word in a column of leefgebieden; words that are not surely one are left out."""
    found = read_areas(values, {instrument.id: instrument}, instrument.id).areas
    return {v: area.leefgebied for v, area in found.items() if area.when is None and area.confidence >= SURE}


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


def _readings(columns: Sequence[str], instruments: Instruments) -> dict[str, dict[str, Reading]]:
    """Each column read as a leefgebied of each instrument that has one like it."""
    names = vocabulary_of(instruments)
    noise = {id: instrument_noise(instrument) for id, instrument in instruments.items()}
    idle = {*vocabulary()["noise"]["words"], *_shared(columns)}
    return {column: _reading(column, names, noise, idle) for column in columns}


def _shared(columns: Sequence[str]) -> set[str]:
    """The words that many columns of a header have: a group's name, a moment."""
    counts = Counter(word for column in columns for word in set(word_list(column)))
    return {word for word, count in counts.items() if count >= max(LEAST_SHARED, 0.3 * len(columns))}


def _reading(
    column: str, names: Vocabulary, noise: Mapping[str, frozenset[str]], idle: set[str]
) -> dict[str, Reading]:
    words, by_instrument = word_list(column), {}
    for hit in hits(words, names, idle):
        by_instrument.setdefault(hit.instrument, []).append(hit)
    return {
        id: read_beside(column, words, its[0], _rivals(its), noise[id], _also(words, its[0], names, idle))
        for id, its in by_instrument.items()
    }


def _also(words: Sequence[str], hit: Hit, names: Vocabulary, idle: set[str]) -> frozenset[int]:
    """The places of the words beside a name that are another name of the same leefgebied, and of no other."""
    left = [place for place in range(len(words)) if place not in hit.used]
    return frozenset(place for place in left if _is_of(hit, hits([words[place]], names, idle)))


def _is_of(hit: Hit, others: list[Hit]) -> bool:
    mine = [other for other in others if other.instrument == hit.instrument]
    return bool(mine) and {other.leefgebied for other in mine} == {hit.leefgebied}


def _rivals(its: list[Hit]) -> list[str]:
    """The other leefgebieden that the same words fit as well: not exactly, or only for a part."""
    best = its[0]
    if best.whole and best.likeness >= SAME:
        return [h.leefgebied for h in its[1:] if h.whole and h.used >= best.used and h.likeness == best.likeness]
    return [
        hit.leefgebied
        for hit in its[1:]
        if len(hit.used) >= len(best.used)
        and hit.likeness >= best.likeness - (NEAR if best.whole else NEARER)
        and (hit.whole or not best.whole or (_is_cut(best) and hit.likeness >= SURE))
    ]


def _is_cut(hit: Hit) -> bool:
    """Whether the name was told by a beginning of a word: then a part of another name is a rival."""
    return hit.likeness < SAME


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


def _is_only_one(reading: Reading, rest: tuple[str, ...], areas: Mapping[str, Area], strange: Mapping) -> bool:
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
    """A part of a name that is of one leefgebied only ("Lichamelijk") is enough where no other column claims that."""
    same = [other for other in areas if other.leefgebied == area.leefgebied and other.when == area.when]
    return replace(area, confidence=SURE) if PART <= area.confidence < SURE and len(same) == 1 else area


def _all_told(instrument: Instrument, areas: dict[str, Area]) -> dict[str, Area]:
    """Where every leefgebied has one column a moment and most are sure, a part of a name, or a name with a word more
    than we know ("Personal finances"), is enough."""
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


def _best(
    readings: Mapping[str, Mapping[str, Reading]], left: list[str], instruments: Instruments, taken: set[str]
) -> str | None:
    """The one instrument that explains most columns, or None where none does or two do equally."""
    ranking = sorted(
        ((*_explained(readings, left, i), i.id) for i in instruments.values() if i.id not in taken),
        reverse=True,
    )
    ranking = [entry for entry in ranking if entry[0] > 0]
    if not ranking or (len(ranking) > 1 and ranking[0][:2] == ranking[1][:2]):
        return None
    return ranking[0][2]


def _explained(
    readings: Mapping[str, Mapping[str, Reading]], left: list[str], instrument: Instrument
) -> tuple[float, float]:
    """How well the leefgebieden are told, and which share of them; (0, 0) where that is no evidence."""
    told: dict[str, float] = {}
    for column in left:
        reading = readings[column].get(instrument.id)
        if reading is not None and reading.hit.whole and not reading.rivals:
            worth = reading.hit.likeness - (0.1 if reading.strange else 0.0)
            told[reading.hit.leefgebied] = max(worth, told.get(reading.hit.leefgebied, 0.0))
    share = len(told) / len(instrument.leefgebieden)
    if share < COVERED or (len(told) < FEW and min(told.values()) < SAME):
        return 0.0, 0.0
    if len(told) == 1 and not _is_unique(readings, left, instrument):
        return 0.0, 0.0
    return round(sum(told.values()), 4), share


def _is_unique(readings, left: list[str], instrument: Instrument) -> bool:
    """Whether no other instrument knows this one leefgebied by a name that is as like."""
    for column in left:
        here = readings[column].get(instrument.id)
        if here is not None and here.hit.whole and any(
            other.hit.whole and other.hit.likeness >= here.hit.likeness and other.hit.used >= here.hit.used
            for id, other in readings[column].items()
            if id != instrument.id
        ):
            return False
    return True
