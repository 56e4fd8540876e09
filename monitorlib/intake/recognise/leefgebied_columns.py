"""Each column of a header read as a leefgebied of each instrument, and what stands beside the name.

A header is judged as a whole. A word that stands beside every leefgebied says nothing ("ZRM", "groep a"). A number
that differs within a leefgebied and returns in each is a moment; one that differs per leefgebied counts questions.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from monitorlib.instruments import Instrument, Instruments
from monitorlib.intake.know.fields import SURE
from monitorlib.intake.know.leefgebied_names import Hit, hits
from monitorlib.intake.know.leefgebied_words import STOP, Vocabulary, vocabulary_of
from monitorlib.intake.know.moments import NAMED, When, find_moment, number_of, words_of
from monitorlib.intake.know.words import begins, known_names, vocabulary, word_list

# --- what stands beside a leefgebied's name


@dataclass(frozen=True)
class Reading:
    """A column read as one leefgebied: the hit, what else it fits as well, and what stands beside the name.

    `numbers` are the numbers before the name and those behind it; `strange` the words that are left.
    """

    column: str
    hit: Hit
    rivals: tuple[str, ...]
    when: When | None
    numbers: tuple[tuple[int, ...], tuple[int, ...]]
    strange: tuple[str, ...]


def read_beside(
    column: str,
    words: Sequence[str],
    hit: Hit,
    rivals: Iterable[str],
    noise: frozenset[str],
    also: frozenset[int],
) -> Reading:
    """What stands before and behind the name of a leefgebied in a column's words.

    `also` are the places of further words for the same leefgebied: "Wonen / huisvesting".
    """
    first, last = min(hit.used), max(hit.used)
    inside = {
        p for p in range(first, last) if words[p] in STOP
    }  # "inzet voor de maatschappij" tells no moment
    used = hit.used | also | inside
    sides = (
        [word for place, word in enumerate(words) if place not in used and (place < first) == before]
        for before in (True, False)
    )
    told = [_side(tuple("" if _is_noise(word, noise) else word for word in side)) for side in sides]
    whens = list(dict.fromkeys(when for when, _, _ in told if when is not None))
    strange = tuple(word for *_, rest in told for word in rest)
    when = whens[0] if len(whens) == 1 else None
    if len(whens) > 1:
        strange = tuple(word for word in words if word not in noise)
    return Reading(column, hit, tuple(rivals), when, (told[0][1], told[1][1]), strange)


@cache
def _is_noise(word: str, noise: frozenset[str]) -> bool:
    """Whether a word says nothing, perhaps cut off: "zelfredz."."""
    return word in noise or (len(word) > 4 and any(begins(word, known) for known in noise))


@cache
def _side(words: tuple[str, ...]) -> tuple[When | None, tuple[int, ...], tuple[str, ...]]:
    when, rest = find_moment(words)  # a "" stands where a word that says nothing was: it parts two numbers
    numbers = tuple(number for word in rest if (number := number_of(word)) is not None)
    telling = [w for w in rest if w and w not in words_of("count")]  # "meting" without a number says nothing
    strange = tuple(word for word in telling if number_of(word) is None and len(word) > 1)
    return when, numbers, strange


@cache
def noise_words(label: str) -> frozenset[str]:
    """The words that say nothing beside a leefgebied: general ones, and the name of the instrument."""
    own = set(word_list(label))
    moments = {w for kind in NAMED for w in words_of(kind)} | words_of("count")
    told = own | set(vocabulary()["noise"]["words"]) | STOP
    return frozenset(told - moments - known_names("moments").keys())


def instrument_noise(instrument: Instrument) -> frozenset[str]:
    """noise_words of an instrument."""
    return noise_words(f"{instrument.id} {instrument.label.nl} {instrument.label.en}")


@dataclass(frozen=True)
class Sorted:
    """The readings of one instrument: those that can be used, those with a strange word, by that word.

    `shared` are the words that stand beside all that can be used, and so say nothing.
    """

    usable: tuple[Reading, ...]
    strange: dict[tuple[str, ...], tuple[Reading, ...]]
    shared: frozenset[str]


def sort_out(readings: Sequence[Reading]) -> Sorted:
    """Tell what belongs to the header's pattern from what is strange in it."""
    groups: dict[tuple[str, ...], list[Reading]] = defaultdict(list)
    for reading in readings:
        groups[reading.strange].append(reading)
    size = len({reading.hit.leefgebied for reading in readings})
    shared = [rest for rest, its in groups.items() if _codes(its) >= max(1, 0.5 * size)]
    base = () if () in groups and (() in shared or not shared) else shared[0] if len(shared) == 1 else None
    if base and (is_suspicious(base) or size < 3):
        base = None
    usable, strange = _without_numbering(groups.pop(base, [])), groups
    kept, odd = _without_lone_moments(_with_numbers(usable))
    for reading in odd:
        strange.setdefault(_words_of(reading), []).append(reading)
    return Sorted(tuple(kept), {rest: tuple(its) for rest, its in strange.items()}, frozenset(base or ()))


def _codes(readings: Iterable[Reading]) -> int:
    return len({reading.hit.leefgebied for reading in readings})


def is_suspicious(rest: tuple[str, ...]) -> bool:
    """Whether a word tells that the score is no plain measurement: a target, a difference, another's view."""
    suspicious = vocabulary()["no_measurement"]["words"]
    begun = vocabulary()["no_measurement"]["begins"]
    return any(word in suspicious or word.startswith(tuple(begun)) for word in rest)


def _words_of(reading: Reading) -> tuple[str, ...]:
    when = reading.when
    return () if when is None else (when.kind if when.number is None else str(when.number),)


def _with_numbers(readings: list[Reading]) -> list[Reading]:
    """The readings with a moment from a number, where one number tells the columns of a leefgebied apart."""
    several = [its for its in _slots(readings).values() if len(its) > 1]
    size = _codes(readings)
    if not several or (size >= 3 and len(several) < 0.5 * size):
        return readings
    for side, place in ((1, 0), (1, 1), (0, 0), (0, 1)):
        values = [[_number(reading, side, place) for reading in its] for its in several]
        sets = {frozenset(v) for v in values}
        if len(sets) == 1 and all(len(set(v)) == len(v) for v in values) and None not in sets:
            return [_numbered(reading, side, place, sets) for reading in readings]
    return readings


def _without_numbering(readings: list[Reading]) -> list[Reading]:
    """Numbers that each stand with one leefgebied only number the questions ("M1 … M13"), and are no moments."""
    at = defaultdict(list)
    for reading in readings:
        if reading.when is not None and reading.when.number is not None:
            at[reading.when].append(reading)
    kinds = {when.kind for when in at}
    idle = {k for k in kinds if all(_codes(its) == 1 for when, its in at.items() if when.kind == k)}
    if _codes(readings) < 3 or not idle:
        return readings
    return [
        _unnumbered(reading) if reading.when and reading.when.kind in idle else reading
        for reading in readings
    ]


def _unnumbered(reading: Reading) -> Reading:
    when = None if reading.when.kind == "number" else When(reading.when.kind)
    return replace(reading, when=when)


def _slots(readings: Iterable[Reading]) -> dict[tuple, list[Reading]]:
    slots = defaultdict(list)
    for reading in readings:
        slots[reading.hit.leefgebied, reading.when].append(reading)
    return slots


def _number(reading: Reading, side: int, place: int) -> int | None:
    numbers = reading.numbers[side]
    return numbers[place] if place < len(numbers) else None


def _numbered(reading: Reading, side: int, place: int, sets: set[frozenset]) -> Reading:
    """A column without the number, beside ones with it, is the one before them: "Datum" and "Datum 2"."""
    number, when = _number(reading, side, place), reading.when
    if when is not None:
        takes_one = when.kind in ("between", "follow") and when.number is None and number is not None
        return replace(reading, when=When(when.kind, number)) if takes_one else reading
    if number is None:
        number = min(n for n in next(iter(sets)) if n is not None) - 1
    return replace(reading, when=When("number", number))


def _without_lone_moments(readings: list[Reading]) -> tuple[list[Reading], list[Reading]]:
    """Leave out the columns of a moment that only few leefgebieden have: they belong to no pattern."""
    size, at = _codes(readings), defaultdict(list)
    for reading in readings:
        at[reading.when].append(reading)
    lone = {when for when, its in at.items() if size >= 3 and _codes(its) < 0.5 * size}
    if len(lone) == len(at):
        lone = set()
    return [r for r in readings if r.when not in lone], [r for r in readings if r.when in lone]


# --- a column read as a leefgebied of each instrument

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
