"""What the whole set of an instrument's leefgebieden tells of each column, where it is whole."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from monitorlib.instruments import Instrument
from monitorlib.intake.found_areas import PART, STRANGE, Area
from monitorlib.intake.instrument_choice import COVERED, FEW
from monitorlib.intake.recognition import SURE


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
