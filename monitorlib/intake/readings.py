"""Each column of a header read as a leefgebied of each instrument that has one like it, with what else it fits."""

from collections import Counter
from collections.abc import Mapping, Sequence

from monitorlib.instruments import Instruments
from monitorlib.intake.area_vocabulary import Vocabulary, vocabulary_of
from monitorlib.intake.beside import Reading, instrument_noise, read_beside
from monitorlib.intake.likeness import Hit, hits
from monitorlib.intake.recognition import SURE
from monitorlib.intake.words import vocabulary, word_list

LEAST_SHARED = 5  # columns that have a word in common
NEAR, NEARER = 0.06, 0.025  # a leefgebied so much less like is a rival: of a whole name, of a part of one
SAME = 0.96  # from this likeness a name is the leefgebied's own, but for its spelling

Readings = Mapping[str, Mapping[str, Reading]]  # column to instrument to reading


def readings_of(columns: Sequence[str], instruments: Instruments) -> dict[str, dict[str, Reading]]:
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
        return [
            h.leefgebied for h in its[1:] if h.whole and h.used >= best.used and h.likeness == best.likeness
        ]
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
