"""Which columns are leefgebieden, and of which instrument: by name and what is like it, never by position."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from monitorlib.instruments import Instrument, Instruments
from monitorlib.intake.know.fields import SURE
from monitorlib.intake.know.leefgebied_names import area_names
from monitorlib.intake.know.leefgebied_words import OWN
from monitorlib.intake.know.moments import When, settle
from monitorlib.intake.know.words import plain
from monitorlib.intake.recognise.leefgebied_columns import (
    SAME,
    Reading,
    Readings,
    is_suspicious,
    readings_of,
    sort_out,
)

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


COVERED = 0.6  # an instrument is recognised when this share of its leefgebieden has a column
CLOSE = 0.8  # an instrument that explains this share of what the best one does, is a rival
FEW = 5  # leefgebieden; an instrument with fewer columns is recognised by their exact names only


def is_exact(reading: Reading) -> bool:
    """Whether a column is a leefgebied's name and nothing else but a moment or a number."""
    return reading.hit.whole and reading.hit.likeness >= SAME and not reading.strange and not reading.rivals


def best_instrument(
    readings: Readings, left: list[str], instruments: Instruments, taken: set[str]
) -> str | None:
    """The one instrument that explains most columns, or None where another explains the same ones equally.

    Where an instrument with nearly as many of these columns knows more by its own labels, the names are a
    mixture (a ZRM with one word of MijnZRM): that is not decided here.
    """
    told = {i.id: _explained(readings, left, i) for i in instruments.values() if i.id not in taken}
    ranking = sorted(
        (score for score in told.items() if score[1].columns), key=lambda s: s[1].worth, reverse=True
    )
    undecided: list[str] = []
    for best, mine in ranking:
        rivals = [its for id, its in ranking if id != best and _is_rival(its, mine)]
        if all(
            its.areas <= mine.areas and its.labels <= mine.labels and its.worth < mine.worth for its in rivals
        ) and not _is_part(mine, undecided, readings):
            return best
        undecided.append(best)
    return None


def _is_part(mine: "Explained", undecided: list[str], readings: Readings) -> bool:
    """Whether this is one leefgebied, of an instrument that explains more and could not be decided on.

    "Huis & wonen" of a ZRM that may be a MijnZRM is no housing instrument of its own.
    """
    return mine.areas == 1 and any(all(id in readings[c] for c in mine.columns) for id in undecided)


@dataclass(frozen=True)
class Explained:
    """What an instrument explains of a header: how well in all, leefgebieden, of those by own label, columns
    (those that are exactly a name; where none is, all)."""

    worth: float = 0.0
    areas: int = 0
    labels: int = 0
    columns: frozenset[str] = frozenset()


def _is_rival(other: Explained, best: Explained) -> bool:
    """Whether it tells nearly as much of nearly the same columns; one name in common is no rivalry."""
    shared = len(other.columns & best.columns)
    return other.areas >= CLOSE * best.areas and shared > 0.5 * min(len(other.columns), len(best.columns))


def _explained(readings: Readings, left: list[str], instrument: Instrument) -> Explained:
    """How well the leefgebieden are told; nothing where that is no evidence."""
    told: dict[str, float] = {}
    exact, like = set(), set()
    for column in left:
        reading = readings[column].get(instrument.id)
        if reading is not None and reading.hit.whole and not reading.rivals:
            worth = reading.hit.likeness - (0.1 if reading.strange else 0.0)
            told[reading.hit.leefgebied] = max(worth, told.get(reading.hit.leefgebied, 0.0))
            (exact if is_exact(reading) else like).add(column)
    share = len(told) / len(instrument.leefgebieden)
    if share < COVERED or (len(told) < FEW and min(told.values()) < SAME):
        return Explained()
    if len(told) == 1 and not _is_unique(readings, left, instrument):
        return Explained()
    labels = sum(worth >= OWN for worth in told.values())
    return Explained(round(sum(told.values()), 4), len(told), labels, frozenset(exact or like))


def _is_unique(readings: Readings, left: list[str], instrument: Instrument) -> bool:
    """Whether no other instrument knows this one leefgebied by a name that is as like."""
    for column in left:
        here = readings[column].get(instrument.id)
        if (
            here is not None
            and here.hit.whole
            and any(
                other.hit.whole
                and other.hit.likeness >= here.hit.likeness
                and other.hit.used >= here.hit.used
                for id, other in readings[column].items()
                if id != instrument.id
            )
        ):
            return False
    return True


def is_whole_set(instrument: Instrument, areas: Mapping[str, Area]) -> bool:
    """Whether every leefgebied has one column, at each moment of the file."""
    counts = Counter((area.leefgebied, area.when) for area in areas.values())
    moments = {when for _, when in counts}
    return len(counts) == len(instrument.leefgebieden) * len(moments) and set(counts.values()) == {1}


def sure_part(area: Area, areas: Iterable[Area]) -> Area:
    """A part of a name of one leefgebied only ("Lichamelijk") is enough where no other column claims that."""
    same = [other for other in areas if other.leefgebied == area.leefgebied and other.when == area.when]
    return replace(area, confidence=SURE) if PART <= area.confidence < SURE and len(same) == 1 else area


def all_told(instrument: Instrument, areas: dict[str, Area]) -> dict[str, Area]:
    """The areas, surer where every leefgebied has one column a moment and most are sure.

    Then a name with one more word than we know ("Personal finances") is enough.
    """
    sure = sum(area.confidence >= SURE for area in areas.values())
    if not is_whole_set(instrument, areas) or len(areas) < FEW or sure < COVERED * len(areas):
        return areas
    return {
        c: replace(a, confidence=max(a.confidence, SURE)) if a.confidence >= STRANGE else a
        for c, a in areas.items()
    }


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
