"""Columns that look like scores beside an instrument of which only a part is found: asked, never just left out."""

from collections.abc import Iterator

import pandas as pd

from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instrument, Instruments
from monitorlib.intake.content import distinct_of
from monitorlib.intake.identifiers import safe_name
from monitorlib.intake.mapping import Mapping
from monitorlib.intake.profiles import Profile
from monitorlib.intake.questions import FILL_IN, Answer, Question
from monitorlib.intake.recognition import guess_by_name
from monitorlib.intake.sources import Export

LEAST = 3  # distinct whole numbers; a column with fewer is a yes or no
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
    asked = {column for question in mapping.questions for column in _named(question)} | set(profile.columns)
    for instrument in (instruments[id] for id in mapping.instruments):
        whole = len(mapping.leefgebieden(instrument.id)) == len(instrument.leefgebieden)
        if not whole and chooses_areas(instrument):
            columns = [
                c for c in _unused(mapping) if c not in asked and _are_like(export.frame[c], instrument)
            ]
            if columns:
                yield _question(columns, instrument)


def _named(question: Question) -> Iterator[str]:
    return (column for answer in question.answers for column in answer.profile.get("columns", ()))


def _unused(mapping: Mapping) -> list[str]:
    """The columns that no field was found for, by their names or by a profile."""
    return [g.column for g in mapping.guesses if g.field == "ignored" and guess_by_name(g.column) is None]


def _are_like(values: pd.Series, instrument: Instrument) -> bool:
    """Whether a column holds whole numbers only, several of them, within the scale."""
    numbers = pd.to_numeric(distinct_of(values), errors="coerce")
    within = numbers.between(instrument.scale.low, instrument.scale.high)
    return len(numbers) >= LEAST and bool((within & (numbers == numbers.round())).all())


def _question(columns: list[str], instrument: Instrument) -> Question:
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
