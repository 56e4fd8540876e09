"""Which instrument a header is of, and how sure each leefgebied is: the one that explains most columns."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from monitorlib.instruments import Instrument, Instruments
from monitorlib.intake.know.fields import SURE
from monitorlib.intake.know.leefgebied_words import OWN
from monitorlib.intake.know.moments import When
from monitorlib.intake.recognise.leefgebied_columns import SAME, Reading, Readings

# --- what was found

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


# --- which instrument a header is of

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


# --- what a whole set of leefgebieden tells of each column


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
