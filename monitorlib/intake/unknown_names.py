"""Columns of a wide table that hold scores under a name that no leefgebied has: each is asked, none is lost.

Where leefgebieden are missing, "W&O_1" and "W&O_2" may well be one of them; "they were not measured" would then
leave out what stands in the file.
"""

import os
from collections import Counter
from collections.abc import Container, Iterator

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
from monitorlib.texts import Text

LEAST = 3  # distinct scores; a column with fewer is a yes or no, unless its name shortens a leefgebied
MOST_ASKED = 20  # names; with more the instrument is another one
Words = tuple[str, ...]
IGNORE = Text("geen leefgebied; niet gebruiken", "no leefgebied; do not use")


def unknown_names(
    export: Export, mapping: Mapping, instruments: Instruments, profile: Profile
) -> Iterator[Question]:
    """A question for each such name beside an instrument that must be whole and is not.

    Where a profile says that not all was measured (`partial`), only names that shorten a missing leefgebied.
    """
    for instrument in (instruments[id] for id in mapping.instruments):
        told = mapping.leefgebieden(instrument.id)
        absent = [area for area in instrument.leefgebieden if area.code not in told]
        if absent and not chooses_areas(instrument):
            named = _named(export, mapping, instrument, profile)
            likely = {name: abbreviated(name, absent) for name in named}
            asked = {
                name: columns
                for name, columns in named.items()
                if likely[name] or not (profile.partial or _are_few(export, columns))
            }
            for name, columns in asked.items() if len(asked) <= MOST_ASKED else ():
                yield _question(name, columns, instrument, likely[name], absent)


def _named(
    export: Export, mapping: Mapping, instrument: Instrument, profile: Profile
) -> dict[str, list[str]]:
    """The unused columns that read as scores, by their name without a moment; one for each moment of the file."""
    marks, noise = _marks(mapping, instrument.id), instrument_noise(instrument)
    names: dict[Words, dict[str, str]] = {}
    for guess in mapping.guesses:
        column = guess.column
        if guess.field != "ignored" or column in profile.columns or guess_by_name(column) is not None:
            continue
        words, moment = _without_mark(word_list(column), marks)
        if moment is not None and reads_as_scores(export.frame[column], instrument):
            names.setdefault(_without_noise(words, noise), {})[moment] = column
    whole = {words: [*its.values()] for words, its in names.items() if len(its) == len(marks)}
    return {_shown(words, columns): columns for words, columns in whole.items()}


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


def _shown(words: tuple[str, ...], columns: list[str]) -> str:
    """What these columns have in common, as it is spelled in the file ("W&O"), else its plain words."""
    ends = [os.path.commonprefix(columns), os.path.commonprefix([c[::-1] for c in columns])[::-1]]
    spelled = [end.strip(" _-.:/([").rstrip("])") for end in ends]
    return next((text for text in spelled if word_list(text) == words), " ".join(words))


def _are_few(export: Export, columns: list[str]) -> bool:
    return all(len(distinct_of(export.frame[column])) < LEAST for column in columns)


def _question(
    name: str,
    columns: list[str],
    instrument: Instrument,
    likely: Leefgebied | None,
    absent: list[Leefgebied],
) -> Question:
    """What the columns of one name are: the leefgebied that it may shorten, one that is missing, or none."""
    shown = ", ".join(f"'{safe_name(column)}'" for column in columns)
    nl, en = ("kolom", "column") if len(columns) == 1 else ("kolommen", "columns")
    hold = ("lijkt", "looks") if len(columns) == 1 else ("lijken", "look")
    asked = Text(
        f"{nl} {shown} {hold[0]} scores, maar '{safe_name(name)}' is geen bekend leefgebied van "
        f"{instrument.label.nl}.",
        f"{en} {shown} {hold[1]} like scores, but '{safe_name(name)}' is no known leefgebied of "
        f"{instrument.label.en}.",
    )
    areas = [likely, *(area for area in absent if area is not likely)] if likely else absent
    means = [Answer(area.label, {"leefgebieden": {name: area.label.nl}}) for area in areas]
    none = Answer(IGNORE, {"columns": dict.fromkeys(columns, "ignored")})
    return Question(columns[0], asked, (*means, none) if likely else (none, *means))
