"""Which columns are leefgebieden, and of which instrument: by name and alias, never by position."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from monitorlib.instruments import Instrument, Instruments, Leefgebied
from monitorlib.intake.recognition import FUZZY, SURE, split_moment, without_noise
from monitorlib.intake.words import plain

COVERED = 0.6  # an instrument is recognised when this share of its leefgebieden has a column
CLOSE = 0.8  # an instrument that explains this share of what the best one does, is a rival


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
    exact = {column for i in instruments.values() for column in _areas_in(left, i, fuzzy=False)}

    def take(id: str) -> None:
        """The columns of one instrument; what another knows exactly is no typing error in this one."""
        more = _areas_in(left, instruments[id], fuzzy=True)
        found.update({c: area for c, area in more.items() if area.confidence == 1.0 or c not in exact})
        left[:] = [column for column in left if column not in found]

    if given is not None:
        take(given)
    while (chosen := _best(left, instruments, taken={a.instrument for a in found.values()})) is not None:
        take(chosen)
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
    alike = [known for known in names if _figures(known) == _figures(name)]
    found = process.extractOne(name, alike, scorer=fuzz.ratio, score_cutoff=FUZZY)
    return None if found is None else Area(instrument, names[found[0]], moment, found[1] / 100)


def _figures(name: str) -> list[str]:
    """The numbers in a name: those are never a typing error ("HoNOS 13" is no misspelt "HoNOS 1")."""
    return re.findall(r"\w*\d\w*", name)


def _best(columns: list[str], instruments: Instruments, taken: set[str]) -> str | None:
    """The one instrument that explains most columns, or None where another explains the same ones equally.

    Where an instrument with nearly as many of these columns knows more by its own labels, the names are a
    mixture (a ZRM with one word of MijnZRM): that is not decided here.
    """
    free = [i for i in instruments.values() if i.id not in taken]
    told = {i.id: (_explained(columns, i, instruments), _by_label(columns, i)) for i in free}
    ranking = sorted(((*score, id) for id, score in told.items() if score[0] > 0), reverse=True)
    for most, labels, best in ranking:
        mine = set(_areas_in(columns, instruments[best], fuzzy=False))
        rivals = [
            (n, other)
            for n, other, id in ranking
            if id != best
            and n >= CLOSE * most
            and mine & set(_areas_in(columns, instruments[id], fuzzy=False))
        ]
        if all((n, other) < (most, labels) and other <= labels for n, other in rivals):
            return best
    return None


def _explained(columns: list[str], instrument: Instrument, others: Instruments) -> int:
    """How many leefgebieden have a column; 0 where that is no evidence."""
    codes = {area.leefgebied for area in _areas_in(columns, instrument, fuzzy=False).values()}
    if len(codes) < COVERED * len(instrument.leefgebieden):
        return 0
    return 0 if len(codes) == 1 and not _is_unique(columns, instrument, others) else len(codes)


def _by_label(columns: list[str], instrument: Instrument) -> int:
    """How many columns bear a label of the instrument itself: that goes before another one's alias."""
    return sum(without_noise(split_moment(plain(column))[0]) in _labels(instrument) for column in columns)


def _labels(instrument: Instrument) -> set[str]:
    """The labels, also without the instrument's name behind them: "Geldzaken (MijnZRM)" is "geldzaken" too."""
    spelled = [label for area in instrument.leefgebieden for label in (area.label.nl, area.label.en)]
    return {plain(name) for label in spelled for name in (label, label.partition(" (")[0])}


def _is_unique(columns: list[str], instrument: Instrument, others: Instruments) -> bool:
    """Whether no other instrument knows this one leefgebied by the same name.

    Its own label is stronger than an alias elsewhere ("Kwaliteit van leven"); an alias is not.
    """
    here = set(_areas_in(columns, instrument, fuzzy=False))
    elsewhere = [i for i in others.values() if i.id != instrument.id]
    labels = {plain(label) for area in instrument.leefgebieden for label in (area.label.nl, area.label.en)}
    if any(plain(column) in labels for column in here):
        names = {
            plain(name)
            for i in elsewhere
            for area in i.leefgebieden
            for name in (area.label.nl, area.label.en)
        }
        return not any(plain(column) in names for column in here)
    return not any(here & set(_areas_in(columns, other, fuzzy=False)) for other in elsewhere)
