"""Which moment of measurement words tell ("eind", "na 6 maanden", "T1"), and the order of all moments of a file.

A file has start, tussen and eind, or m0, m1, m2 … where they are numbered. T0 and T1 alone are start and eind, as
most systems mean them; with T2 beside them T1 lies between.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import OSA

from monitorlib.intake.know.words import begins, vocabulary

# --- the moment that words tell

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


# --- the moments of one file in their order

_NAMED_CODES = {
    ("start",): ("start",),
    ("between",): ("tussen",),
    ("follow",): ("tussen",),
    ("end",): ("eind",),
    ("start", "end"): ("start", "eind"),
    ("start", "follow"): ("start", "eind"),
    ("start", "between"): ("start", "tussen"),
    ("between", "end"): ("tussen", "eind"),
    ("follow", "end"): ("tussen", "eind"),
    ("between", "follow"): ("tussen", "eind"),
    ("start", "between", "end"): ("start", "tussen", "eind"),
    ("start", "follow", "end"): ("start", "tussen", "eind"),
    ("start", "between", "follow"): ("start", "tussen", "eind"),
    ("end", "after"): ("eind", "t2"),
    ("start", "end", "after"): ("start", "eind", "t2"),
    ("start", "between", "end", "after"): ("start", "tussen", "eind", "t2"),
}
_ORDER = {"start": 0, "between": 1, "follow": 2, "number": 2, "end": 3, "after": 4}


def settle(told: Iterable[When]) -> dict[When, str] | None:
    """The code of each moment of a file; None where two would get the same one or their order is unknown.

    `told` is in the order of the file: a follow-up that stands behind the end comes after it ("pre, post,
    follow-up"), one before it lies between ("start, evaluatie, eind").
    """
    in_file = list(dict.fromkeys(told))
    kinds = {when: _kind(when, in_file) for when in in_file}
    moments = sorted(in_file, key=lambda w: (_ORDER[kinds[w]], w.number or 0))
    if all(when.number is None for when in moments):
        codes = _NAMED_CODES.get(tuple(kinds[when] for when in moments))
        return None if codes is None else dict(zip(moments, codes, strict=True))
    if all(when.unit == "t" for when in moments) and {when.number for when in moments} <= {0, 1}:
        return {when: ("start", "eind")[when.number] for when in moments}
    if "after" in kinds.values():
        return _ranked(moments, kinds)
    return _numbered(moments)


def _kind(when: When, in_file: list[When]) -> str:
    """The kind of a moment; "after" for a follow-up behind the end, in a file that begins at the start."""
    ends = [place for place, other in enumerate(in_file) if other.kind == "end"]
    starts = [place for place, other in enumerate(in_file) if other.kind == "start" or _is_zero(other)]
    follows = starts in ([], [0]) if when.kind == "follow" else when.kind == "number" and starts == [0]
    behind = bool(ends) and ends[-1] < in_file.index(when)
    return "after" if follows and behind else when.kind


def _ranked(moments: list[When], kinds: Mapping[When, str]) -> dict[When, str] | None:
    """Moments with an end among the numbers: its place is known and no number for it, so all get their rank."""
    numbers = _numbers([when for when in moments if kinds[when] != "end"])
    if numbers is None or len(set(numbers.values())) < len(numbers):
        return None
    until = [number for when, number in numbers.items() if kinds[when] != "after"]
    later = [number for when, number in numbers.items() if kinds[when] == "after"]
    if until and max(until) >= min(later):
        return None
    place = {when: numbers.get(when, min(later) - 0.5) for when in moments}
    return {when: f"m{rank}" for rank, when in enumerate(sorted(moments, key=place.get))}


def _numbered(moments: list[When]) -> dict[When, str] | None:
    numbers = _numbers(moments)
    if numbers is None or len(set(numbers.values())) < len(numbers):
        return None
    return {when: f"m{number}" for when, number in numbers.items()}


def _numbers(moments: list[When]) -> dict[When, int] | None:
    """Each moment's number: time as it is counted, a beginning as 0, an end as the one after the last."""
    timed = {when.unit for when in moments if when.days is not None}
    counted = [w for w in moments if w.number is not None and w.days is None and not _is_zero(w)]
    if timed and counted:
        return None
    numbers = {w: _number(w, timed) for w in moments if w.number is not None}
    if any(when.kind == "between" for when in numbers) and any(w.kind != "between" for w in numbers):
        return None  # a second "tussenmeting" beside a second "vervolgmeting": nobody knows which came first
    for when in moments:
        if when.number is None:
            numbers[when] = _place(when, [n for n in numbers.values() if n > 0] or [0])
    return numbers


def _is_zero(when: When) -> bool:
    return when.number == 0


def _number(when: When, timed: set[str]) -> int:
    return when.number if len(timed) < 2 else when.days or 0


def _place(when: When, others: list[int]) -> int:
    """The number of a moment without one; equal to another one's where it does not fit (then nothing is known)."""
    if when.kind == "start":
        return 0
    if when.kind == "end":
        return max(others) + 1
    return 1 if min(others) > 1 else others[0]
