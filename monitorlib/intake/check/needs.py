"""What a mapping needs before anything is read: all that is missing or unsure, told at once."""

from collections.abc import Iterator
from dataclasses import replace

from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instruments
from monitorlib.intake.check.missing import (
    absent_areas,
    no_areas,
    no_client,
    no_date,
    no_instrument,
    no_team,
    person_columns,
    wave_column,
    which_area,
)
from monitorlib.intake.check.unknown_names import chooses_areas, scores_beside, unknown_names
from monitorlib.intake.know.fields import Guess, field_word, is_noted
from monitorlib.intake.know.identifiers import column_holds_bsns, safe_name
from monitorlib.intake.know.profiles import Profile
from monitorlib.intake.know.questions import FILL_IN, Answer, Question
from monitorlib.intake.read.sources import Export
from monitorlib.intake.recognise.content import BY_CONTENT, as_client, is_once_each, may_be_scores
from monitorlib.intake.recognise.mapping import Mapping, date_column

# --- a client number that is another one in each row

MOST_OFFERED = 3
OTHER = Answer(
    Text("een andere kolom", "another column"),
    {"client": FILL_IN},
)


def client_question(export: Export, mapping: Mapping, guess: Guess) -> Question | None:
    """Which column numbers the residents, where the likely one never returns; None where that is no matter."""
    if mapping.shape == "B" or not is_once_each(export.frame[guess.column]):
        return None
    others = [column for column in _candidates(export, mapping) if column != guess.column]
    returning = [column for column in others if not is_once_each(export.frame[column])]
    name = safe_name(guess.column)
    asked = Text(
        f"kolom '{name}' is niet zeker; misschien: cliënt. Elke rij heeft er een andere waarde: dan is "
        "niemand twee keer gemeten. Welke kolom heeft het cliëntnummer?",
        f"column '{name}' is not sure; perhaps: client. Each row has another value in it: then nobody "
        "was measured twice. Which column has the client number?",
    )
    first = [_column(column) for column in returning[:MOST_OFFERED]] or [OTHER]
    rest = [OTHER] if returning else []
    return Question(guess.column, asked, (*first, *rest, _once(guess.column)))


def returning_columns(export: Export, mapping: Mapping) -> list[str]:
    """The columns that may number the residents where none was found: unused, like numbers, and they return.

    What a survey tool notes by itself is among them: a token may be one person's invitation, sent twice.
    """
    unused = [guess.column for guess in mapping.guesses if guess.field == "ignored"]
    free = [column for column in unused if not may_be_scores(column, export.frame[column])]
    fits = {column: as_client(export.frame[column]) for column in free}
    fitting = [c for c in free if fits[c] > 0 and not column_holds_bsns(export.frame[c].unique())]
    return [column for column in fitting if not is_once_each(export.frame[column])][:MOST_OFFERED]


def _candidates(export: Export, mapping: Mapping) -> list[str]:
    free = [g.column for g in mapping.guesses if g.field in ("ignored", "client") and not is_noted(g.column)]
    fits = {column: as_client(export.frame[column]) for column in free}
    fitting = [c for c in free if fits[c] > 0 and not column_holds_bsns(export.frame[c].unique())]
    return sorted(fitting, key=lambda column: -fits[column])


def _column(column: str) -> Answer:
    name = safe_name(column)
    return Answer(Text(f"kolom '{name}'", f"column '{name}'"), {"columns": {column: "client"}})


def _once(column: str) -> Answer:
    name = safe_name(column)
    words = Text(
        f"toch kolom '{name}': niemand is twee keer gemeten",
        f"column '{name}' after all: nobody was measured twice",
    )
    return Answer(words, {"columns": {column: "client"}})


# --- all that is missing or unsure

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
