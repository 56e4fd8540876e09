"""The names of leefgebieden, made ready to be compared: words as they stand, cut off, misspelt, or of one meaning.

A likeness lies between 0 and 1; what is over SURE (fields) may be taken without a question, provided no
other leefgebied is as like.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from rapidfuzz.distance import OSA

from monitorlib.instruments import Instruments, Leefgebied
from monitorlib.intake.know.words import begins, skeleton, stem, vocabulary, word_list

EXACT, ENDING, MEANING, CUT, BARE, MISSPELT, GLUED = 1.0, 0.98, 0.93, 0.94, 0.92, 0.93, 0.97
OWN = 0.9975  # what a label is worth without the instrument's name behind it: "Geldzaken" of "Geldzaken (MijnZRM)"
ALIAS = 0.995  # what an alias is worth beside a label
LEAST_MISSPELT = 5  # letters: "geld" and "held" are two words
STOP = frozenset({
    "en", "and", "of", "or", "on", "de", "het", "een", "in", "the", "to", "van", "voor", "uw", "is", "l",
    "with", "und",
})  # fmt: skip


@dataclass(frozen=True)
class Name:
    """One name of one leefgebied, as words; `worth` is lower for an alias and for a word of like meaning."""

    instrument: str
    leefgebied: str
    words: tuple[str, ...]
    worth: float


@dataclass(frozen=True)
class Vocabulary:
    """The names of all leefgebieden that may be meant, made ready to be looked up."""

    names: tuple[Name, ...]

    @cached_property
    def by_word(self) -> dict[str, list[int]]:
        """Word to the places of the names that hold it."""
        found: dict[str, list[int]] = {}
        for place, name in enumerate(self.names):
            for word in name.words:
                found.setdefault(word, []).append(place)
        return found

    @cached_property
    def _stems(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for word in self.by_word:
            found.setdefault(stem(word), []).append(word)
        return found

    @cached_property
    def _pairs(self) -> tuple[tuple[str, str, str], ...]:
        """Names of two words, with the two glued."""
        two = {name.words for name in self.names if len(name.words) == 2}
        return tuple((first, second, first + second) for first, second in sorted(two))

    @cached_property
    def told(self) -> dict[tuple, tuple]:
        """What these names were found to be like before (leefgebied_names.hits)."""
        return {}

    @cached_property
    def _known(self) -> dict[str, tuple[tuple[str, float], ...]]:
        return {}

    def like(self, word: str) -> tuple[tuple[str, float], ...]:
        """The words of names that a word is like, and how like."""
        if word not in self._known:
            self._known[word] = tuple(self._likenesses(word).items())
        return self._known[word]

    def _likenesses(self, word: str) -> dict[str, float]:
        found = {word: EXACT} if word in self.by_word else {}
        for other in self._stems.get(stem(word), ()) if len(word) > 3 else ():
            found.setdefault(other, ENDING)
        for known in (k for k in self.by_word if k.startswith(word) and begins(word, k)):
            if not self._is_first_of_glued(word, known):
                found.setdefault(known, CUT)
        for known in self._cut_skeletons(word):
            found.setdefault(known, BARE)
        for meant in meanings(word):
            for known in self._of_meaning(meant):
                found.setdefault(known, MEANING)
        if not found and len(word) >= LEAST_MISSPELT and not word.isdigit():
            found |= {k: MISSPELT for k in self.by_word if _misspelt(word, k)}
            found = found or self._glued(word) or self._compound(word)
        return found

    def _cut_skeletons(self, word: str) -> list[str]:
        """Words that this one shortens by leaving vowels out: "wrk", "huisvst", "mtsch"."""
        bare = skeleton(word)
        if len(bare) < 3 or word in self.by_word:
            return []
        return [
            known
            for known in self.by_word
            if len(known) > len(word)
            and skeleton(known).startswith(bare)
            and _in_order(word, known)
            and not self._is_first_of_glued(word, known)
        ]

    @cached_property
    def _glued_first(self) -> dict[str, str]:
        """The first word of each name that is written as one."""
        return {"".join(n.words): n.words[0] for n in self.names if len(n.words) > 1}

    def _is_first_of_glued(self, word: str, known: str) -> bool:
        """Whether a word is hardly more than the first half of a name that is written as one."""
        first = self._glued_first.get(known)
        return first is not None and len(word) < max(len(first) + 2, 0.6 * len(known))

    @cached_property
    def _meanings(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for number, group in enumerate(_groups()):
            found[number] = [word for word in self.by_word if word in group]
        return found

    def _of_meaning(self, meant: int) -> list[str]:
        return self._meanings.get(meant, [])

    def _glued(self, word: str) -> dict[str, float]:
        """Two words written as one, each cut off: "socnetwerk", "lichgez"."""
        return {
            glued: CUT for first, second, glued in self._pairs if len(word) > 5 and _two(word, first, second)
        }

    def _compound(self, word: str) -> dict[str, float]:
        """A leefgebied's own word with a general one behind it: "werksituatie", "drugsgebruik"."""
        ends = [end for end in vocabulary()["endings"]["words"] if word.endswith(end)]
        firsts = [word.removesuffix(end) for end in ends]
        spelled = {each for first in firsts for each in (first, first.removesuffix("s")) if len(each) > 3}
        return {first: CUT for first in spelled if first in self.by_word}


def _in_order(word: str, known: str) -> bool:
    """Whether all letters of a word stand in a longer one in the same order; doubled vowels count once."""
    letters = iter(known)
    return all(letter in letters for letter in re.sub(r"([aeou])\1", r"\1", word))


def _two(word: str, first: str, second: str) -> bool:
    return any(
        first.startswith(word[:cut]) and second.startswith(word[cut:]) for cut in range(3, len(word) - 2)
    )


def _misspelt(word: str, known: str) -> bool:
    return len(known) >= LEAST_MISSPELT and OSA.distance(word, known, score_cutoff=1) <= 1


@cache
def _groups() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(words) for words in vocabulary()["meanings"].values())


@cache
def meanings(word: str) -> frozenset[int]:
    """The groups of words of one meaning (fields.toml) that a word belongs to, also cut off or misspelt."""
    groups = _groups()
    exact = frozenset(n for n, words in enumerate(groups) if word in words)
    if exact or len(word) < 4 or word.isdigit():
        return exact
    ended = frozenset(n for n, words in enumerate(groups) if any(stem(word) == stem(w) for w in words))
    if ended:
        return ended
    near = (any(begins(word, w, 4) or _misspelt(word, w) for w in words) for words in groups)
    return frozenset(n for n, is_near in enumerate(near) if is_near)


def words_of_name(text: str) -> tuple[str, ...]:
    """The words of a name without those that say nothing by themselves."""
    words = word_list(text)
    return tuple(word for word in words if word not in STOP) or words


def vocabulary_of(instruments: Instruments) -> Vocabulary:
    """The names of these instruments' leefgebieden."""
    return _vocabulary(tuple((i.id, i.leefgebieden) for i in instruments.values()))


@cache
def _vocabulary(instruments: tuple[tuple[str, tuple[Leefgebied, ...]], ...]) -> Vocabulary:
    names: dict[tuple, Name] = {}
    for id, areas in instruments:
        spelled = [(area.code, tuple(_spelled(area))) for area in areas]
        exact = {words for _, its in spelled for words, worth in its if worth >= ALIAS}
        for code, its in spelled:
            for words, worth in its:
                if worth >= ALIAS or words not in exact:
                    names.setdefault((id, code, words), Name(id, code, words, worth))
                    glued = ("".join(words),)
                    if glued[0].isalpha():  # "honos13" is no misspelt "honos1"
                        names.setdefault((id, code, glued), Name(id, code, glued, worth * GLUED))
    return Vocabulary(tuple(names.values()))


def _spelled(area: Leefgebied) -> Iterator[tuple[tuple[str, ...], float]]:
    """All names of a leefgebied: labels and code, aliases, and further words of the same meaning."""
    own = [words_of_name(text) for text in (area.label.nl, area.label.en)]
    others = [words_of_name(text) for text in (area.code, *area.aliases)]
    yield from ((words, EXACT) for words in own)
    labels = (area.label.nl, area.label.en)
    short = [words_of_name(text.partition(" (")[0]) for text in labels if " (" in text]
    yield from ((words, OWN) for words in short)
    yield from ((words, ALIAS) for words in others)
    further = vocabulary()["leefgebieden"]
    for name in {" ".join(words) for words in (*own, *others)} & further.keys():
        yield from ((words_of_name(text), MEANING) for text in further[name])
