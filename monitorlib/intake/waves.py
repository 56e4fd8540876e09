"""A file without dates: which column may tell the moment of a row, and which columns together a person."""

import pandas as pd

from monitorlib.intake.content import BY_CONTENT
from monitorlib.intake.identifiers import identity_of_column, looks_like_full_name
from monitorlib.intake.mapping import Mapping
from monitorlib.intake.moment_words import is_moment
from monitorlib.intake.recognition import is_noted
from monitorlib.intake.sources import Export
from monitorlib.intake.words import plain, vocabulary, word_list

MOST_WAVES = 30  # distinct words; a column with more tells something else
MOST_GROUPS = 300
LEAST_PERSONS = 5


def wave_column(export: Export, mapping: Mapping) -> str | None:
    """The column of the moments in a table with a row a moment: by its name or by its words, else None."""
    told = mapping.column("moment")
    if told is not None:
        return told
    asked = [g for g in mapping.guesses if g.field != "team" or g.confidence <= BY_CONTENT]
    free = [guess.column for guess in asked if guess.field in ("ignored", "team")]
    fitting = [c for c in free if 2 <= len(waves(export, c)) <= MOST_WAVES and _may_be_told(waves(export, c))]
    named = [column for column in fitting if set(plain(column).split()) & set(vocabulary()["waves"]["words"])]
    worded = [c for c in fitting if all(is_moment(word_list(word)) for word in waves(export, c))]
    return next(iter([*named, *worded]), None)


def _may_be_told(words: list[str]) -> bool:
    """Whether the words of a column are nobody's: a question shows them."""
    return identity_of_column(words) is None and not any(map(looks_like_full_name, words))


def waves(export: Export, column: str) -> list[str]:
    """The words of a column, in order: as numbers where they are, else as they stand in the file."""
    words = [word for word in export.frame[column].str.strip().unique() if word]
    numbers = pd.to_numeric(pd.Series(words, dtype="str"), errors="coerce")
    return [words[at] for at in numbers.argsort()] if words and numbers.notna().all() else words


def person_columns(export: Export, mapping: Mapping, moment: str | None) -> tuple[str, ...] | None:
    """The columns that number a person: one, or two where a number returns at one moment; None where none do."""
    sure = {
        g.column for g in mapping.guesses if g.confidence > BY_CONTENT and g.field not in ("ignored", "team")
    }
    free = [c for c in export.columns if c not in sure and c != moment and not is_noted(c)]
    ids = [column for column in free if set(plain(column).split()) & set(vocabulary()["numbers"]["words"])]
    for number in ids:
        if export.frame[number].nunique() < LEAST_PERSONS:
            continue
        if not _returns(export, [number], moment):
            return (number,)
        for group in (column for column in free if column != number):
            if _parts_people(export, group, number) and not _returns(export, [group, number], moment):
                return (group, number)
    return None


def _parts_people(export: Export, group: str, number: str) -> bool:
    """Whether a column parts the numbers into groups of several, and each person has several rows."""
    groups = export.frame[group].nunique()
    people = len(export.frame[[group, number]].drop_duplicates())
    return 2 <= groups <= min(MOST_GROUPS, people / 2) and people < 0.9 * len(export.frame)


def _returns(export: Export, columns: list[str], moment: str | None) -> bool:
    """Whether what should be one person has two rows at one moment."""
    return bool(export.frame.duplicated([*columns, *([moment] if moment else [])]).any())
