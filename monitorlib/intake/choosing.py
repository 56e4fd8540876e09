"""Which instrument a header is of: the one whose leefgebieden explain most columns."""

from monitorlib.instruments import Instrument, Instruments
from monitorlib.intake.readings import SAME, Readings

COVERED = 0.6  # an instrument is recognised when this share of its leefgebieden has a column
FEW = 5  # leefgebieden; an instrument with fewer columns is recognised by their exact names only
_ODD = 0.1  # what a word beside the name that nobody knows takes off


def best_instrument(
    readings: Readings, left: list[str], instruments: Instruments, taken: set[str]
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


def _explained(readings: Readings, left: list[str], instrument: Instrument) -> tuple[float, float]:
    """How well the leefgebieden are told, and which share of them; (0, 0) where that is no evidence."""
    told: dict[str, float] = {}
    for column in left:
        reading = readings[column].get(instrument.id)
        if reading is not None and reading.hit.whole and not reading.rivals:
            worth = reading.hit.likeness - (_ODD if reading.strange else 0.0)
            told[reading.hit.leefgebied] = max(worth, told.get(reading.hit.leefgebied, 0.0))
    share = len(told) / len(instrument.leefgebieden)
    if share < COVERED or (len(told) < FEW and min(told.values()) < SAME):
        return 0.0, 0.0
    if len(told) == 1 and not _is_unique(readings, left, instrument):
        return 0.0, 0.0
    return round(sum(told.values()), 4), share


def _is_unique(readings: Readings, left: list[str], instrument: Instrument) -> bool:
    """Whether no other instrument knows this one leefgebied by a name that is as like."""
    pairs = [(readings[c].get(instrument.id), readings[c]) for c in left]
    return not any(
        other.hit.whole and other.hit.likeness >= here.hit.likeness and other.hit.used >= here.hit.used
        for here, its in pairs
        if here is not None and here.hit.whole
        for id, other in its.items()
        if id != instrument.id
    )
