"""Which columns are leefgebieden, and of which instrument: by name and alias, never by position."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from monitorlib.instruments import Instrument, Instruments, Leefgebied
from monitorlib.intake.recognition import FUZZY, SURE, split_moment, without_noise
from monitorlib.intake.words import plain

COVERED = 0.6  # an instrument is recognised when this share of its leefgebieden has a column


@dataclass(frozen=True)
class Area:
    """One leefgebied of one instrument, found under a name; `moment` where the name tells one."""

    instrument: str
    leefgebied: str
    moment: str | None
    confidence: float


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
    """The leefgebied of each column that has one.

    With an instrument `given` its names decide. Without, an instrument is recognised when most of its
    leefgebieden have a column and no other explains the columns as well; one file may hold several.
    """
    left, found = list(columns), {}
    if given is not None:
        found = _areas_in(left, instruments[given], fuzzy=True)
        left = [column for column in left if column not in found]
    while (chosen := _best(left, instruments, taken={a.instrument for a in found.values()})) is not None:
        more = _areas_in(left, instruments[chosen], fuzzy=True)
        found |= more
        left = [column for column in left if column not in more]
    return found


def near_name(text: str, names: Mapping[str, str]) -> str | None:
    """The leefgebied of a name in a row: as it stands, without noise, or with a surely small typing error."""
    area = _area(text, names, "", fuzzy=True)
    return area.leefgebied if area is not None and area.moment is None and area.confidence >= SURE else None


def _areas_in(columns: list[str], instrument: Instrument, fuzzy: bool) -> dict[str, Area]:
    names = area_names(instrument)
    found = {}
    for column in columns:
        area = _area(column, names, instrument.id, fuzzy)
        if area is not None:
            found[column] = area
    return found


def _area(column: str, names: Mapping[str, str], instrument: str, fuzzy: bool) -> Area | None:
    bare = plain(column)
    rest, moment = split_moment(bare)
    for candidate, its_moment in ((bare, None), (rest, moment)):
        for name in (candidate, without_noise(candidate)):
            if name in names:
                return Area(instrument, names[name], its_moment, 1.0)
    return _near(without_noise(rest), names, instrument, moment) if fuzzy else None


def _near(name: str, names: Mapping[str, str], instrument: str, moment: str | None) -> Area | None:
    if len(name) < 5:
        return None
    found = process.extractOne(name, names.keys(), scorer=fuzz.ratio, score_cutoff=FUZZY)
    return None if found is None else Area(instrument, names[found[0]], moment, found[1] / 100)


def _best(columns: list[str], instruments: Instruments, taken: set[str]) -> str | None:
    """The one instrument that explains most columns, or None where none does or two do equally."""
    ranking = sorted(
        (
            (*_explained(columns, i, instruments), _by_label(columns, i), i.id)
            for i in instruments.values()
            if i.id not in taken
        ),
        reverse=True,
    )
    ranking = [entry for entry in ranking if entry[0] > 0]
    if not ranking or (len(ranking) > 1 and ranking[0][:3] == ranking[1][:3]):
        return None
    return ranking[0][3]


def _explained(columns: list[str], instrument: Instrument, others: Instruments) -> tuple[int, float]:
    """How many leefgebieden have a column, and which share; (0, 0) where that is no evidence."""
    codes = {area.leefgebied for area in _areas_in(columns, instrument, fuzzy=False).values()}
    share = len(codes) / len(instrument.leefgebieden)
    if share < COVERED or (len(codes) == 1 and not _is_unique(columns, instrument, others)):
        return 0, 0.0
    return len(codes), share


def _by_label(columns: list[str], instrument: Instrument) -> int:
    """How many columns bear a label of the instrument itself: that goes before another one's alias."""
    labels = {plain(label) for area in instrument.leefgebieden for label in (area.label.nl, area.label.en)}
    return sum(without_noise(split_moment(plain(column))[0]) in labels for column in columns)


def _is_unique(columns: list[str], instrument: Instrument, others: Instruments) -> bool:
    """Whether no other instrument knows this one leefgebied by the same name."""
    here = set(_areas_in(columns, instrument, fuzzy=False))
    elsewhere = [i for i in others.values() if i.id != instrument.id]
    return not any(here & set(_areas_in(columns, other, fuzzy=False)) for other in elsewhere)
