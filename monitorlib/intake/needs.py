"""What a mapping needs before anything is read: all that is missing or unsure, told at once."""

from collections.abc import Iterator
from dataclasses import replace

from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instruments
from monitorlib.intake.client_columns import client_question, returning_columns
from monitorlib.intake.content import BY_CONTENT
from monitorlib.intake.field_words import field_word
from monitorlib.intake.identifiers import safe_name
from monitorlib.intake.mapping import Mapping
from monitorlib.intake.missing import (
    absent_areas,
    no_areas,
    no_client,
    no_date,
    no_instrument,
    no_team,
    which_area,
)
from monitorlib.intake.profiles import Profile
from monitorlib.intake.questions import Answer, Question
from monitorlib.intake.scores_beside import chooses_areas, scores_beside
from monitorlib.intake.sources import Export
from monitorlib.intake.unknown_names import unknown_names
from monitorlib.intake.waves import person_columns, wave_column

ASK = Text(
    "Geef de kolom aan in een profiel, of hernoem haar in de export.",
    "Name the column in a profile, or rename it in the export.",
)


def check_needs(
    export: Export,
    mapping: Mapping,
    instruments: Instruments,
    given: str | None,
    profile: Profile,
    team_elsewhere: bool = False,
) -> tuple[tuple[Question, ...], tuple[Question, ...]]:
    """What stands in the way of reading at all, and what is unsure; both as questions.

    `team_elsewhere`: a dossier table of the same delivery, or the profile, tells the team.
    """
    missing = list(_missing(export, mapping, instruments, given, profile))
    claimed = {column for question in missing for column in _claimed(question)}
    if mapping.column("team") in (None, *claimed) and not team_elsewhere and mapping.shape != "D":
        missing.append(no_team())
    missing += _loose_scores(mapping, instruments, profile)
    names = list(unknown_names(export, mapping, instruments, profile))
    if names or not profile.partial:
        missing += names or _incomplete(mapping, instruments)  # what is left is missing once these are told
    claimed |= {question.about for question in mapping.questions}
    unsure = (question for question in _unsure(export, mapping) if question.about not in claimed)
    beside = scores_beside(export, mapping, instruments, profile) if not missing else ()
    rest = (question for question in mapping.questions if question not in missing)
    return tuple(missing), (*unsure, *rest, *beside)


def _missing(
    export: Export, mapping: Mapping, instruments: Instruments, given: str | None, profile: Profile
) -> Iterator[Question]:
    plain_scores = next((q for q in mapping.questions if _gives_scores(q)), None)
    if not mapping.shape and plain_scores is not None:
        yield plain_scores  # once it is answered there are leefgebieden
    elif not mapping.shape:
        told = instruments.get(profile.instrument or "")
        yield no_instrument(export.columns, instruments) if told is None else no_areas(told)
    if profile.client is None:
        yield from _about_clients(export, mapping)
    undated = [moment for moment in _moments(mapping) if date_column(mapping, moment) is None]
    if undated and (mapping.shape or not mapping.columns("date@")):  # their scores are asked about first
        yield no_date(export, mapping, undated)
    if mapping.shape in ("C", "E") and mapping.column("instrument") is None and given is None:
        column = mapping.column("leefgebied")
        names = export.columns if column is None else export.frame[column].unique()
        yield no_instrument(names, instruments)


def _loose_scores(mapping: Mapping, instruments: Instruments, profile: Profile) -> Iterator[Question]:
    """A column that was told to be "the score" beside columns of leefgebieden: nobody could tell of which."""
    if mapping.shape not in ("A", "B") or not mapping.instruments:
        return
    for column in (c for c, field in profile.columns.items() if field in ("score", "leefgebied")):
        if mapping.fields.get(column) == profile.columns[column]:
            yield which_area(column, mapping, instruments)


def _gives_scores(question: Question) -> bool:
    """Whether the likely answer makes columns leefgebieden."""
    fields = question.answers[0].profile.get("columns", {}) if question.answers else {}
    return any(field.startswith("score:") for field in fields.values())


def _about_clients(export: Export, mapping: Mapping) -> Iterator[Question]:
    """Nothing numbers a person, or a column only by its content where others do by their names."""
    guess = next((guess for guess in mapping.guesses if guess.field == "client"), None)
    if guess is not None and guess.confidence > BY_CONTENT:
        return
    persons = person_columns(export, mapping, wave_column(export, mapping))
    if guess is None or (persons is not None and persons != (guess.column,)):
        returning = returning_columns(export, mapping) if guess is persons is None else []
        yield replace(no_client(mapping, persons, returning), about="" if guess is None else guess.column)


def _claimed(question: Question) -> Iterator[str]:
    """The columns that the likely answer to a question takes, and the one that it doubts."""
    likely = question.answers[0].profile if question.answers else {}
    client = likely.get("client")
    yield from (question.about, *likely.get("columns", ()), *(client if isinstance(client, list) else ()))


def _unsure(export: Export, mapping: Mapping) -> Iterator[Question]:
    for guess in mapping.guesses:
        column = guess.column
        if column not in mapping.unsure:
            continue
        if guess.field == "client" and (which := client_question(export, mapping, guess)) is not None:
            yield which
            continue
        name = safe_name(column)
        word = field_word(mapping.fields[column])
        asked = Text(
            f"kolom '{name}' is niet zeker; waarschijnlijk: {word.nl}.",
            f"column '{name}' is not sure; probably: {word.en}.",
        )
        answers = [(field_word(field), field) for field in (mapping.fields[column], "ignored")]
        yield Question(
            column, asked, tuple(Answer(words, {"columns": {column: field}}) for words, field in answers)
        )


def _incomplete(mapping: Mapping, instruments: Instruments) -> Iterator[Question]:
    for id in mapping.instruments:
        absent = [area for area in instruments[id].leefgebieden if area.code not in mapping.leefgebieden(id)]
        if absent and not chooses_areas(instruments[id]):
            yield absent_areas(instruments[id], absent)


def _moments(mapping: Mapping) -> list[str]:
    """The moments that need a date; "" is the one moment of a row."""
    if mapping.shape == "D":
        return []
    if mapping.shape in ("A", "B"):
        return list(dict.fromkeys(rest.partition("@")[2] for rest in mapping.columns("score:").values()))
    return [""]


def date_column(mapping: Mapping, moment: str) -> str | None:
    """The column with the date of a moment; a row of one moment may also have only a start date."""
    if moment:
        return mapping.column(f"date@{moment}")
    if mapping.shape == "E":
        return mapping.column("date") or mapping.column("date@eind") or mapping.column("date@start")
    return mapping.column("date") or mapping.column("date@start")
