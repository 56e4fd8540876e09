"""How like words are to the names of leefgebieden: all of a name or a part, in any order."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from monitorlib.instruments import Instrument, Instruments, Leefgebied
from monitorlib.intake.know.fields import SURE, without_noise
from monitorlib.intake.know.leefgebied_words import EXACT, GLUED, Name, Vocabulary, vocabulary_of
from monitorlib.intake.know.words import plain, word_list

Part = tuple[
    float, int, frozenset[int]
]  # a word of a name in a column: how like, its place (last first), its places


class Hit(NamedTuple):
    """A part of a column's words that is like a name: which leefgebied, how like, which words, all of the name?"""

    instrument: str
    leefgebied: str
    likeness: float
    used: frozenset[int]
    whole: bool


def hits(words: Sequence[str], names: Vocabulary, idle: Collection[str] = ()) -> list[Hit]:
    """Every leefgebied that these words are like, the best first; whole names go before parts of one.

    `idle` words stand beside any leefgebied, so they are part of no name that does not hold them as such.
    """
    asked = tuple(words), frozenset(word for word in words if word in idle)
    if asked not in names.told:  # the same names come back for each sheet, each row and each part of a file
        names.told[asked] = tuple(_hits(*asked, names))
    return list(names.told[asked])


def _hits(words: Sequence[str], idle: Collection[str], names: Vocabulary) -> list[Hit]:
    parts: dict[str, list[Part]] = {}
    for known, likeness, at in _parts(words, names, idle):
        parts.setdefault(known, []).append((likeness, -min(at), at))
    for its in parts.values():
        its.sort(key=lambda part: part[:2], reverse=True)
    long = {word: its for word, its in parts.items() if word.isdigit() or not _is_short(word)}
    places = {place for known in parts for place in names.by_word[known]}
    found: dict[tuple[str, str], Hit] = {}
    for place in places:
        hit = _hit(names.names[place], parts, long)
        if hit.likeness == 0:
            continue
        key = (hit.instrument, hit.leefgebied)
        if key not in found or rank(hit) > rank(found[key]):
            found[key] = hit
    return sorted(found.values(), key=rank, reverse=True)


def rank(hit: Hit) -> tuple:
    """What goes before what: a whole name, more words, a greater likeness."""
    return hit.whole, len(hit.used), hit.likeness


def _parts(
    words: Sequence[str], names: Vocabulary, idle: Collection[str]
) -> Iterator[tuple[str, float, frozenset[int]]]:
    """Words of names, how like they are to which of the column's words (one, or two or three together)."""
    for place, word in enumerate(words):
        if word.isdigit() or _is_short(word):
            alike = [(word, EXACT)] if word in names.by_word else []
        elif word in idle and word not in names.by_word:
            alike = []
        else:
            alike = names.like(word)
        yield from ((known, likeness, frozenset([place])) for known, likeness in alike)
        for length in (2, 3):
            together = "".join(words[place : place + length])
            is_telling = len(together) > 3 or len(together) == length  # "w.o." is "WO"
            if place + length <= len(words) and is_telling and together in names.by_word:
                yield together, GLUED, frozenset(range(place, place + length))


@cache
def _is_short(word: str) -> bool:
    """Whether a word is so short ("w", "wo", "v1") that it is a name as it stands, and never a part of one."""
    return len(word) < 3 or bool(re.fullmatch(r"[a-z]\d+", word))


def _hit(name: Name, parts: Mapping[str, list[Part]], long: Mapping[str, list[Part]]) -> Hit:
    """How far a name is in the parts; a short word of a name counts only where the whole name is there."""
    hit = _fitted(name, parts)
    return hit if hit.whole or not any(map(_is_short, name.words)) else _fitted(name, long)


def _fitted(name: Name, parts: Mapping[str, list[Part]]) -> Hit:
    """The best part for each word of the name, of those whose places no earlier word has."""
    used, likenesses, worded = frozenset(), [], False
    for known in name.words:
        part = next((part for part in parts.get(known, ()) if used.isdisjoint(part[2])), None)
        if part is not None:
            used |= part[2]
            likenesses.append(part[0])
            worded = worded or not known.isdigit()
    whole = len(likenesses) == len(name.words)
    likeness = min(likenesses, default=0.0) * name.worth if worded else 0.0
    return Hit(name.instrument, name.leefgebied, likeness, used, whole)


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


def names_an_area(text: str, instruments: Instruments) -> bool:
    """Whether a text names a leefgebied of any of these instruments, surely."""
    return is_surely_one(text, vocabulary_of(instruments))


def is_surely_one(text: str, names: Vocabulary) -> bool:
    """The same, of the names of leefgebieden."""
    found = hits(word_list(text), names)
    return bool(found) and found[0].whole and found[0].likeness >= SURE


def near_name(text: str, names: Mapping[str, str]) -> str | None:
    """The leefgebied of a lone name: as it stands, without noise, or with a surely small typing error."""
    bare = plain(text)
    for name in (bare, without_noise(bare)):
        if name in names:
            return names[name]
    near = process.extractOne(without_noise(bare), names.keys(), scorer=fuzz.ratio, score_cutoff=100 * SURE)
    return names[near[0]] if near is not None and len(bare) > 4 else None
