"""Which moment of measurement the words beside a name tell: "eind", "vervolgmeting 2", "na 6 maanden", "T1"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import OSA

from monitorlib.intake.words import begins, vocabulary

NAMED = ("start", "between", "follow", "end")
_CODE = re.compile(r"(t|m|w|fu|tp|mm|wk|mnd)(\d{1,2})")
_LETTERS = "abcdef"
_SPAN = re.compile(r"(\d{1,3})(d|w|m|j|y|mnd|wk|wkn|mo|jr|yr)")
_ORDINAL = re.compile(r"(\d)(e|de|ste|st|nd|rd|th)")
_YEAR = re.compile(r"(?:19[89]|20[0-4])\d")
_UNIT_OF_LETTER = {"d": "day", "w": "week", "m": "month", "j": "year", "y": "year"}
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}


@dataclass(frozen=True)
class When:
    """A moment as words tell it: a kind of NAMED or "number", its number, what is counted, how sure.

    `unit` is day, week, month or year where time is counted, "t" for T0 and its like, "calendar" for a
    year, "" for a plain count.
    """

    kind: str
    number: int | None = None
    unit: str = ""

    @property
    def days(self) -> int | None:
        """The number as days where time is counted."""
        return None if self.unit not in _DAYS or self.number is None else self.number * _DAYS[self.unit]


def find_moment(words: Sequence[str]) -> tuple[When | None, tuple[str, ...]]:
    """The moment that these words tell, and the words that are left; None where they tell none or two."""
    told, rest, place = [], [], 0
    while place < len(words):
        counts_only = bool(told) and words[place] in words_of("count")
        taken, when = (0, None) if counts_only else _moment_at(words, place)
        if taken:
            told.append(when)
        else:
            rest.append(words[place])
        place += taken or 1
    moment = _one(list(dict.fromkeys(told)))
    if moment is None:
        return None, tuple(words)
    counted = {*words_of("count"), *words_of("beside")}
    return moment, tuple(word for word in rest if word not in counted)


def is_moment(text_words: Sequence[str]) -> bool:
    """Whether words tell a moment and nothing else."""
    when, rest = find_moment(text_words)
    return when is not None and not rest


def _one(told: list[When]) -> When | None:
    """One moment of what several words tell: "2e vervolgmeting", "follow-up 6 maanden"."""
    if len(told) < 2:
        return told[0] if told else None
    kinds = [w for w in told if w.kind != "number"]
    numbers = [w for w in told if w.kind == "number"]
    if len(kinds) == 1 and len(numbers) == 1 and kinds[0].number is None:
        span = numbers[0].unit in _DAYS or kinds[0].kind == "end"
        return numbers[0] if span else When(kinds[0].kind, numbers[0].number)
    return None


def _moment_at(words: Sequence[str], place: int) -> tuple[int, When | None]:
    """How many words from `place` tell a moment, and which."""
    word = words[place]
    after, further = (words[place + n] if place + n < len(words) else "" for n in (1, 2))
    before = words[place - 1] if place else ""
    is_between = (word.isdigit() and further.isdigit()) or (before.isdigit() and after.isdigit())
    if not is_between and (taken := _span(word, after)) is not None:
        return taken  # in "5 wk 0" nobody knows which number is counted
    if word in words_of("beside") and len(words) > place + 1:
        span = _span(after, further)
        if span is not None:
            return 1 + span[0], span[1]
    if (number := _ordinal(word)) is not None:
        return 1, When("number", number)
    if match := _CODE.fullmatch(word):
        return 1, When("number", int(match[2]), "t" if match[1] == "t" else "")
    if _YEAR.fullmatch(word):
        return 1, When("number", int(word), "calendar")
    if word in ("follow", "fu") and after == "up":
        return _followed(words, place + 2)
    return _named(word, after, further)


def _followed(words: Sequence[str], place: int) -> tuple[int, When]:
    """ "follow-up" with the number behind it; a number that counts time is told by itself ("6 maanden")."""
    number, unit = (words[place + n] if place + n < len(words) else "" for n in (0, 1))
    if _count(number) is None or _unit(unit):
        return 2, When("follow")
    return 3, When("follow", _count(number))


def _span(word: str, after: str) -> tuple[int, When] | None:
    """Time that went by: "6 maanden", "maand 6", "12m", "6 mnd"."""
    if (match := _SPAN.fullmatch(word)) and not _CODE.fullmatch(word):
        return 1, When("number", int(match[1]), _UNIT_OF_LETTER[match[2][0]])
    for number, unit in ((word, after), (after, word)):
        if re.fullmatch(r"\d{1,3}", number) and (named := _unit(unit)):
            return 2, When("number", int(number), named)
    return None


@cache
def _unit(word: str) -> str | None:
    units = {"day": words_of("day"), "week": words_of("week"), "month": words_of("month")}
    units["year"] = words_of("year")
    quarter = {"quarter": words_of("quarter")}
    return next((unit for unit, known in {**units, **quarter}.items() if word in known), None)


def _ordinal(word: str) -> int | None:
    if match := _ORDINAL.fullmatch(word):
        return int(match[1])
    ordinals = vocabulary()["moment_words"]["ordinal"]
    return next((n for n, known in enumerate(ordinals, start=1) if word in known.split()), None)


def _named(word: str, after: str, further: str) -> tuple[int, When | None]:
    kind = kind_of(word)
    number = None if kind and _unit(further) else _count(after)  # "vervolgmeting 6 maanden" is no sixth one
    if kind is None and len(after) == 1 and after in _LETTERS and word in words_of("count"):
        return 2, When("number", _LETTERS.index(after) + 1)
    if kind in ("between", "follow") and number is not None:
        return 2, When(kind, number)
    if kind is not None:
        return 1, When(kind)
    if number is not None and (word in words_of("count") or _nearly(word, words_of("count"))):
        return 2, When("number", number, "t" if word in ("t", "tijd", "time") else "")
    return 0, None


def _count(word: str) -> int | None:
    return int(word) if re.fullmatch(r"\d{1,2}", word) else None


_COUNTED = {word: n for n, words in enumerate(("i een one", "ii twee two", "iii drie three", "iv vier four"), 1)
            for word in words.split()}  # fmt: skip


@cache
def number_of(word: str) -> int | None:
    """The number that a word is: "2", "q3", "1a", "iii", "twee", or a letter from a to f."""
    if match := re.fullmatch(r"[a-z]{0,2}(\d{1,4})[a-z]?", word):
        return int(match[1])
    if word in _COUNTED:
        return _COUNTED[word]
    return _LETTERS.index(word) + 1 if len(word) == 1 and word in _LETTERS else None


@cache
def kind_of(word: str) -> str | None:
    """Which of NAMED a word means: as it stands, by its beginning, or with one letter wrong."""
    for kind in NAMED:
        if word in words_of(kind):
            return kind
    for kind in NAMED:
        if any(word.startswith(known) for known in words_of(f"{kind}_begins")):
            return kind
    for count in words_of("count"):
        inner = word.removesuffix(count)
        if len(count) > 3 and inner != word and len(inner) > 1 and (kind := kind_of(inner)) is not None:
            return kind
    if len(word) > 3 and (cut := {k for k in NAMED if any(begins(word, w, 4) for w in words_of(k))}):
        return cut.pop() if len(cut) == 1 else None
    near = {kind for kind in NAMED if _nearly(word, words_of(kind))}
    return near.pop() if len(near) == 1 else None


def _nearly(word: str, known: frozenset[str]) -> bool:
    long = [k for k in known if len(k) > 5] if len(word) > 4 else []
    return any(OSA.distance(word, k, score_cutoff=1) <= 1 for k in long)


@cache
def words_of(part: str) -> frozenset[str]:
    """One list of the words of moments."""
    return frozenset(vocabulary()["moment_words"].get(part, ()))
