"""The answer of all leefgebieden of a view together, from what is shown and from nothing else. Standard library.

Whoever reads the page can work it out: from the tables of the leefgebieden, and from how far these move together,
the one thing that is told of several of them at once (disclosure.cohesion).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from monitorlib.disclosure.few import WITHHELD
from monitorlib.disclosure.words import Shown
from monitorlib.evidence.grades import UNCERTAIN
from monitorlib.evidence.mean_net import COHESIONS, FEWEST_AREAS, Area, MeanNet, mean_net


def together(rows: Sequence[Shown], cohesion: float | None, margin: float) -> MeanNet | None:
    """The answer of these leefgebieden, or None of fewer than two.

    Of a hidden class every table that fits counts, the least favourable at either end. Without a cohesion it is
    the answer that holds however far they move together. `withheld` where that says nothing, and the answer could
    be another for who sees what is hidden: so that hiding never sounds like doubt.
    """
    if len(rows) < FEWEST_AREAS:
        return None
    areas = [Area.of(row.fitting()) for row in rows]
    found = mean_net(areas, 1.0 if cohesion is None else cohesion, margin)
    if found.word == UNCERTAIN and any(each.word != UNCERTAIN for each in _ends(areas, cohesion, margin)):
        return replace(found, word=WITHHELD)
    return found


def _ends(areas: list[Area], cohesion: float | None, margin: float) -> Iterator[MeanNet]:
    """The answers at both ends of what fits, where the leefgebieden move together as little as may be."""
    least = COHESIONS[0] if cohesion is None else cohesion
    for end in ("low", "high"):
        known = [replace(each, low=getattr(each, end), high=getattr(each, end)) for each in areas]
        yield mean_net(known, least, margin)
