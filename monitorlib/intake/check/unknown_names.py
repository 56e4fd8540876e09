"""Columns of a wide table that hold scores under a name that no leefgebied has: each is asked, none is lost.

Where leefgebieden are missing, "W&O_1" and "W&O_2" may well be one of them; "they were not measured" would then
leave out what stands in the file. What an abbreviation may stand for is offered, never taken.
"""

import os
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator

import pandas as pd

from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instrument, Instruments, Leefgebied
from monitorlib.intake.know.fields import guess_by_name
from monitorlib.intake.know.identifiers import safe_name
from monitorlib.intake.know.leefgebied_words import words_of_name
from monitorlib.intake.know.profiles import Profile
from monitorlib.intake.know.questions import FILL_IN, Answer, Question
from monitorlib.intake.know.words import plain, word_list
from monitorlib.intake.read.sources import Export
from monitorlib.intake.recognise.content import distinct_of, reads_as_scores
from monitorlib.intake.recognise.leefgebied_columns import instrument_noise
from monitorlib.intake.recognise.mapping import Mapping

# --- what an abbreviation may stand for

LEAST_LETTERS = 2  # letters


def abbreviated(word: str, areas: Iterable[Leefgebied]) -> Leefgebied | None:
    """The one leefgebied that a word abbreviates, or None where none or several fit."""
    letters = "".join(w for w in plain(word).split() if w not in ("en", "and"))
    fitting = [a for a in areas if any(_shortens(letters, text) for text in (a.label.nl, a.label.en))]
    return fitting[0] if len(fitting) == 1 else None


def _shortens(letters: str, label: str) -> bool:
    """Whether the letters stand in the label in this order, with the first one of each of its words."""
    words = words_of_name(label)
    initials = "".join(word[0] for word in words)
    if not letters.isalpha() or len(letters) < LEAST_LETTERS or letters[0] != initials[0]:
        return False
    return _in_order(initials, letters) and any(
        _fits(letters, words, cut) for cut in _cuts(len(letters), len(words))
    )


def _cuts(length: int, parts: int) -> Iterable[tuple[int, ...]]:
    """Every way to cut so many letters into so many parts of one or more."""
    if parts == 1:
        yield (length,)
        return
    for first in range(1, length - parts + 2):
        yield from ((first, *rest) for rest in _cuts(length - first, parts - 1))


def _fits(letters: str, words: tuple[str, ...], cut: tuple[int, ...]) -> bool:
    """Whether each part of the letters shortens its word: the first letter, others in their order."""
    at = 0
    for word, size in zip(words, cut, strict=True):
        part, at = letters[at : at + size], at + size
        if part[0] != word[0] or not _in_order(part, word):
            return False
    return True


def _in_order(few: str, many: str) -> bool:
    left = iter(many)
    return all(letter in left for letter in few)


# --- scores beside an instrument of which a part is found

LEAST_NUMBERS = 3  # distinct whole numbers; a column with fewer is a yes or no
NAMED = 8  # columns that are named


def chooses_areas(instrument: Instrument) -> bool:
    """Whether the resident chooses the leefgebieden, so that an export need not hold them all."""
    return "niet gekozen" in instrument.missing.get("not_applicable", ())


def scores_beside(
    export: Export, mapping: Mapping, instruments: Instruments, profile: Profile
) -> Iterator[Question]:
    """A question for each instrument that need not be whole, is not, and has such columns beside it.

    Of any other instrument the leefgebieden that are missing are asked already.
    """
    asked = {column for question in mapping.questions for column in _columns_asked(question)} | set(
        profile.columns
    )
    for instrument in (instruments[id] for id in mapping.instruments):
        whole = len(mapping.leefgebieden(instrument.id)) == len(instrument.leefgebieden)
        if not whole and chooses_areas(instrument):
            columns = [
                c for c in _unused(mapping) if c not in asked and _are_like(export.frame[c], instrument)
            ]
            if columns:
                yield _about_beside(columns, instrument)


def _columns_asked(question: Question) -> Iterator[str]:
    return (column for answer in question.answers for column in answer.profile.get("columns", ()))


def _unused(mapping: Mapping) -> list[str]:
    """The columns that no field was found for, by their names or by a profile."""
    return [g.column for g in mapping.guesses if g.field == "ignored" and guess_by_name(g.column) is None]


def _are_like(values: pd.Series, instrument: Instrument) -> bool:
    """Whether a column holds whole numbers only, several of them, within the scale."""
    numbers = pd.to_numeric(distinct_of(values), errors="coerce")
    within = numbers.between(instrument.scale.low, instrument.scale.high)
    return len(numbers) >= LEAST_NUMBERS and bool((within & (numbers == numbers.round())).all())


def _about_beside(columns: list[str], instrument: Instrument) -> Question:
    shown = ", ".join(f"'{safe_name(column)}'" for column in columns[:NAMED])
    more = f" (+{len(columns) - NAMED})" if len(columns) > NAMED else ""
    asked = Text(
        f"kolommen {shown}{more} lijken scores, maar zijn geen leefgebied van {instrument.label.nl}. Hoort de "
        "vragenlijst bij een eigen instrument, maak dat dan (docs/instrumenten.md).",
        f"columns {shown}{more} look like scores, but are no leefgebied of {instrument.label.en}. If the "
        "questionnaire is an instrument of your own, make that (docs/instrumenten.md).",
    )
    own = Answer(Text("het eigen instrument", "the own instrument"), {"instrument": FILL_IN})
    without = Answer(
        Text("deze kolommen tellen niet mee", "these columns do not count"),
        {"columns": dict.fromkeys(columns, "ignored")},
    )
    return Question(columns[0], asked, (own, without))


# --- scores under a name that no leefgebied has

LEAST_SCORES = 3  # distinct scores; a column with fewer is a yes or no, unless its name shortens a leefgebied
MOST_ASKED = 20  # names; with more the instrument is another one
Words = tuple[str, ...]
_PARTS = re.compile(r"[\s_.\-/()\[\]:]+")
IGNORE = Text("geen leefgebied; niet gebruiken", "no leefgebied; do not use")


def unknown_names(
    export: Export, mapping: Mapping, instruments: Instruments, profile: Profile
) -> Iterator[Question]:
    """A question for each such name beside an instrument that must be whole and is not, at every moment.

    Where a profile says that not all was measured (`partial`), only names that shorten a missing leefgebied.
    """
    for instrument in (instruments[id] for id in mapping.instruments):
        absent = _absent(mapping, instrument)
        if not absent or chooses_areas(instrument):
            continue
        asked = []
        for name, its in _named(export, mapping, instrument, profile).items():
            fitting = [area for area, moments in absent if its.keys() == moments]
            likely = abbreviated(name, fitting)
            if likely or (fitting and not profile.partial and not _are_few(export, its.values())):
                asked.append(_about_name(name, its, instrument, likely, fitting))
        yield from asked if len(asked) <= MOST_ASKED else ()


def _absent(mapping: Mapping, instrument: Instrument) -> list[tuple[Leefgebied, set[str]]]:
    """The leefgebieden without a column, each with the moments of the file at which it has none."""
    found: dict[str, set[str]] = {}
    for rest in mapping.columns(f"score:{instrument.id}/").values():
        code, _, moment = rest.partition("@")
        found.setdefault(code, set()).add(moment)
    moments = {moment for its in found.values() for moment in its}
    left = [(area, moments - found.get(area.code, set())) for area in instrument.leefgebieden]
    return [(area, its) for area, its in left if its]


def _named(
    export: Export, mapping: Mapping, instrument: Instrument, profile: Profile
) -> dict[str, dict[str, str]]:
    """The unused columns that read as scores: by their name without a moment, the column of each moment."""
    marks, noise = _marks(mapping, instrument.id), instrument_noise(instrument)
    names: dict[Words, dict[str, str]] = {}
    for guess in mapping.guesses:
        column = guess.column
        if guess.field != "ignored" or column in profile.columns or guess_by_name(column) is not None:
            continue
        words, moment = _without_mark(word_list(column), marks)
        if moment is not None and reads_as_scores(export.frame[column], instrument):
            names.setdefault(_without_noise(words, noise), {})[moment] = column
    return {_shown(words, next(iter(its.values()))): its for words, its in names.items()}


def _marks(mapping: Mapping, instrument: str) -> dict[str, tuple[Words, Words]]:
    """What tells each moment in the names of the leefgebieden: the words before the name, and those behind it."""
    columns: dict[str, dict[str, Words]] = {}
    for column, rest in mapping.columns(f"score:{instrument}/").items():
        area, _, moment = rest.partition("@")
        columns.setdefault(area, {})[moment] = word_list(column)
    moments = {moment for its in columns.values() for moment in its}
    found = Counter(
        tuple(sorted(_ends(its).items())) for its in columns.values() if its.keys() == moments
    ).most_common(1)
    return dict(found[0][0]) if found else {}


def _ends(names: dict[str, Words]) -> dict[str, tuple[Words, Words]]:
    """Of one leefgebied at each moment the words that the others do not share, before or behind those they do."""
    if len(names) == 1:
        return dict.fromkeys(names, ((), ()))
    every = [*names.values()]
    if shared := len(os.path.commonprefix(every)):
        return {moment: ((), words[shared:]) for moment, words in names.items()}
    shared = len(os.path.commonprefix([words[::-1] for words in every]))
    return {moment: (words[: len(words) - shared], ()) for moment, words in names.items()}


def _without_mark(words: Words, marks: dict[str, tuple[Words, Words]]) -> tuple[Words, str | None]:
    """A name without the words of its moment, and that moment; None where it has none of the file's."""
    longest = sorted(marks.items(), key=lambda mark: -len(mark[1][0] + mark[1][1]))
    for moment, (before, behind) in longest:
        end = len(words) - len(behind)
        if words[: len(before)] == before and words[end:] == behind and end > len(before):
            return words[len(before) : end], moment
    return words, None


def _without_noise(words: Words, noise: Container[str]) -> Words:
    """A name without the words at its ends that say nothing: "ZRM TB"."""
    kept = [place for place, word in enumerate(words) if word not in noise]
    return words[kept[0] : kept[-1] + 1] if kept else words


def _shown(words: Words, column: str) -> str:
    """A name as it is spelled in the file ("W&O" of "ZRM_W&O_1"), else its plain words."""
    parts = _PARTS.split(column)
    ends = range(len(parts) + 1)
    runs = (" ".join(parts[first:last]) for first in ends for last in ends[first + 1 :])
    return next((run for run in runs if word_list(run) == words), " ".join(words))


def _are_few(export: Export, columns: Iterable[str]) -> bool:
    return all(len(distinct_of(export.frame[column])) < LEAST_SCORES for column in columns)


def _about_name(
    name: str,
    columns: dict[str, str],
    instrument: Instrument,
    likely: Leefgebied | None,
    absent: list[Leefgebied],
) -> Question:
    """What the columns of one name are: the leefgebied that it may shorten, one that is missing, or none."""
    shown = ", ".join(f"'{safe_name(column)}'" for column in columns.values())
    nl, en = ("kolom", "column") if len(columns) == 1 else ("kolommen", "columns")
    hold = ("lijkt", "looks like") if len(columns) == 1 else ("lijken", "look like")
    asked = Text(
        f"{nl} {shown} {hold[0]} scores, maar '{safe_name(name)}' is geen bekend leefgebied van "
        f"{instrument.label.nl}.",
        f"{en} {shown} {hold[1]} scores, but '{safe_name(name)}' is no known leefgebied of {instrument.label.en}.",
    )
    areas = [likely, *(area for area in absent if area is not likely)] if likely else absent
    means = [Answer(area.label, {"leefgebieden": {name: area.label.nl}}) for area in areas]
    none = Answer(IGNORE, {"columns": dict.fromkeys(columns.values(), "ignored")})
    return Question(next(iter(columns.values())), asked, (*means, none) if likely else (none, *means))
