"""Columns of a wide table that hold scores under a name that no leefgebied has: each is asked, none is lost.

Where leefgebieden are missing, "W&O_1" and "W&O_2" may well be one of them; "they were not measured" would then
leave out what stands in the file.
"""

import os
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator

from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instrument, Instruments, Leefgebied
from monitorlib.intake.abbreviations import abbreviated
from monitorlib.intake.beside import instrument_noise
from monitorlib.intake.content import distinct_of, reads_as_scores
from monitorlib.intake.identifiers import safe_name
from monitorlib.intake.mapping import Mapping
from monitorlib.intake.profiles import Profile
from monitorlib.intake.questions import Answer, Question
from monitorlib.intake.recognition import guess_by_name
from monitorlib.intake.scores_beside import chooses_areas
from monitorlib.intake.sources import Export
from monitorlib.intake.words import word_list

LEAST = 3  # distinct scores; a column with fewer is a yes or no, unless its name shortens a leefgebied
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
                asked.append(_question(name, its, instrument, likely, fitting))
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
    return all(len(distinct_of(export.frame[column])) < LEAST for column in columns)


def _question(
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
