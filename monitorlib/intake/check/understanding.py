"""What an export is about, before a value is read: its tool, its mapping, its instrument, what is to be asked."""

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Words
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pandas as pd

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instruments
from monitorlib.intake.check.doubtful_values import unknown_areas
from monitorlib.intake.check.needs import ASK, check_needs
from monitorlib.intake.know.fields import SURE, field_word, is_stored
from monitorlib.intake.know.identifiers import safe_name
from monitorlib.intake.know.profiles import NO_PROFILE, Profile, header_mark
from monitorlib.intake.know.questions import Question, UnansweredError, problems_of, step_for
from monitorlib.intake.know.tools import tool_of
from monitorlib.intake.know.values import RATERS
from monitorlib.intake.know.words import plain
from monitorlib.intake.pseudonymise.wall import hold_wall
from monitorlib.intake.read.sources import Export
from monitorlib.intake.recognise.cells import goal_instrument
from monitorlib.intake.recognise.leefgebieden import find_areas, with_pattern
from monitorlib.intake.recognise.mapping import Mapping, suggest_mapping
from monitorlib.intake.recognise.supplied import with_supplied
from monitorlib.intake.recognise.tool_exports import remarks, standing_in, under, without_quirks

# --- an export as far as it was understood


@dataclass(frozen=True)
class Understood:
    """An export, its mapping, the instrument where the columns do not name one, the profile, the questions.

    `path` is the file, where a whole delivery is read.
    """

    export: Export
    mapping: Mapping
    instrument: str | None
    profile: Profile
    questions: tuple[Question, ...] = ()
    path: Path | None = None

    @property
    def mark(self) -> str:
        """The mark of the header, by which a profile is found again."""
        return header_mark(self.export.columns)

    def asking(self, questions: Iterable[Question]) -> "Understood":
        """The same with more questions, each once."""
        asked = {question.asked: question for question in (*self.questions, *questions)}
        return replace(self, questions=tuple(asked.values()))

    @property
    def noted(self) -> list[Text]:
        """What was noted while reading, such as hidden columns: it may be why something is missing."""
        file = self.export.file
        return [Text(f"{file}: {note.nl}", f"{file}: {note.en}") for note in self.export.notes]

    def likely(self, missing: tuple[Question, ...]) -> Profile | None:
        """The profile with the likely answers to what is `missing`, so that an inspection can go on.

        None where there is nothing to answer, no answer, or one that has to be filled in; an inspection needs
        no team's name.
        """
        answers = [question.answers[0] for question in missing if question.answers]
        if len(answers) < len(missing) or any(a.is_open and "team" not in a.profile for a in answers):
            return None
        told = self.profile.with_answers(*(answer.profile for answer in answers))
        return None if told == self.profile else told

    def refusal(self, others: Iterable[Text] = ()) -> UnansweredError:
        """The open questions, `others` that are wrong, and what was noted while reading, as one refusal."""
        others = tuple(others)
        told = [*others, *problems_of(self.export.file, self.questions), *self.noted]
        return UnansweredError(told, step_for(self.questions), [self], others=others)


@contextmanager
def on_behalf_of(seen: Understood) -> Iterator[None]:
    """Let a refusal that came after likely answers be about `seen`: nobody gave those answers yet."""
    try:
        yield
    except UnansweredError as error:
        later = (question for its in error.files for question in its.questions)
        raise seen.asking(later).refusal(error.others) from None
    except UserError as error:
        raise seen.refusal(error.problems) from None


@contextmanager
def about_file(path: str | Path) -> Iterator[None]:
    """Let a refusal know which file of a delivery its questions are about."""
    try:
        yield
    except UnansweredError as error:
        files = [replace(seen, path=Path(path)) for seen in error.files]
        raise UnansweredError(error.problems, error.next_step, files) from None


def together_refused(errors: Iterable[UserError]) -> UserError:
    """Refusals of several files as one; it can be answered where each of them can."""
    errors = list(errors)
    problems = [problem for error in errors for problem in error.problems]
    if all(isinstance(error, UnansweredError) for error in errors):
        files = [understood for error in errors for understood in error.files]
        return UnansweredError(problems, errors[-1].next_step, files)
    return UserError(problems, errors[-1].next_step)


# --- mapping, instrument and the wall

LEAVE_ONE = Text(
    'Laat er in het profiel één staan; geef de andere "ignored".',
    'Leave one of them in the profile; give the others "ignored".',
)


def understand(
    export: Export,
    instruments: Instruments,
    instrument: str | None = None,
    profile: Profile = NO_PROFILE,
    *,
    team_elsewhere: bool = False,
) -> tuple[Mapping, str | None, tuple[Question, ...], tuple[Question, ...]]:
    """The mapping of an export, the instrument where its rows do not tell it, what is missing, what is unsure.

    What is missing stands in the way of reading at all; both are questions. A UserError tells what may not
    come in. `team_elsewhere`: a dossier table or the profile tells the team.
    """
    mapping, given = look_at(export, instruments, instrument, profile.columns)
    mapping = _without_guessed_team(mapping) if team_elsewhere else mapping
    mapping, problems = hold_wall(export, mapping)
    if problems:
        raise UserError(
            problems,
            Text(
                "Exporteer opnieuw met het cliëntnummer van het systeem en zonder persoonsgegevens.",
                "Export again with the system's client number and without personal data.",
            ),
        )
    missing, unsure = check_needs(export, mapping, instruments, given, profile, team_elsewhere)
    known = profile.partial or missing  # nothing is read yet where something is missing
    unknown = () if known else tuple(unknown_areas(export, mapping, instruments, given, profile))
    return mapping, given, missing, (*unsure, *unknown)


def _without_guessed_team(mapping: Mapping) -> Mapping:
    """Where a dossier table tells the team, a column that only might be one is left alone."""
    guesses = [
        replace(g, field="ignored") if g.field == "team" and g.confidence < SURE else g
        for g in mapping.guesses
    ]
    return replace(mapping, guesses=tuple(guesses))


def look_at(
    export: Export, instruments: Instruments, instrument: str | None, answers: Words[str, str] | None
) -> tuple[Mapping, str | None]:
    """The mapping and the instrument as far as they can be told, whether or not they suffice."""
    _check_names(export, instruments, instrument, answers or {})
    mapping = _rater_or_worker(export, suggest_mapping(export, instruments, instrument, answers))
    given = instrument
    if given is None and mapping.shape == "C" and mapping.column("instrument") is None:
        given = _instrument_of_values(export, mapping, instruments)
    if given is None and mapping.shape == "E":
        given = goal_instrument(export.frame[mapping.column("goal_result")], instruments)
    return mapping, given


def _check_names(
    export: Export, instruments: Instruments, instrument: str | None, answers: Words[str, str]
) -> None:
    problems = []
    if instrument is not None and instrument not in instruments:
        known = ", ".join(sorted(instruments))
        problems.append(
            Text(
                f"Instrument '{instrument}' is niet bekend (wel: {known}).",
                f"Instrument '{instrument}' is not known (these are: {known}).",
            )
        )
    for column in set(answers) - set(export.columns):
        name = safe_name(column)
        problems.append(
            Text(
                f"{export.file}: kolom '{name}' uit het profiel staat niet in het bestand.",
                f"{export.file}: column '{name}' of the profile is not in the file.",
            )
        )
    if problems:
        raise UserError(problems, ASK if len(problems) > 1 else None)
    if twice := list(_told_twice(export, answers)):
        raise UserError(twice, LEAVE_ONE)


def _told_twice(export: Export, answers: Words[str, str]) -> Iterator[Text]:
    """The fields that a profile gives to more columns than one: no question can tell these apart."""
    for field in dict.fromkeys(field for field in answers.values() if is_stored(field)):
        columns = ", ".join(f"'{safe_name(column)}'" for column, its in answers.items() if its == field)
        if list(answers.values()).count(field) > 1:
            word = field_word(field)
            yield Text(
                f"{export.file}: het profiel geeft meer dan één kolom voor {word.nl}: {columns}.",
                f"{export.file}: the profile gives more columns than one for {word.en}: {columns}.",
            )


def _rater_or_worker(export: Export, mapping: Mapping) -> Mapping:
    """ "Beoordelaar" may hold the rater's role or a worker's name: its words decide."""
    column = mapping.column("rater")
    if column is None:
        return mapping
    words = [plain(v) for v in export.frame[column].unique() if v.strip()]
    if not words or any(word in RATERS for word in words):
        return mapping
    field = "worker" if mapping.column("worker") is None else "dropped:name"
    return replace(
        mapping, guesses=tuple(replace(g, field=field) if g.column == column else g for g in mapping.guesses)
    )


def _instrument_of_values(export: Export, mapping: Mapping, instruments: Instruments) -> str | None:
    """The one instrument whose leefgebieden stand in the column of a long table, or None."""
    column = mapping.column("leefgebied")
    if column is None:
        return None
    values = [v for v in export.frame[column].unique() if v.strip()]
    found = {area.instrument for area in find_areas(values, instruments, None).values()}
    return found.pop() if len(found) == 1 else None


# --- the same with the tool that made it


@dataclass(frozen=True)
class Looked:
    """What is seen of an export, what is `missing` for reading it, and the table and profile to read it with."""

    seen: Understood
    missing: tuple[Question, ...]
    export: Export
    profile: Profile


def look(export: Export, known: Instruments, told: Profile, dossiers: pd.DataFrame | None) -> Looked:
    """Look at an export with a profile; a UserError tells what may not come in.

    `dossiers`: the attributes of a dossier table that came along, which may tell the team.
    """
    team_elsewhere = told.team is not None or (dossiers is not None and "team" in dossiers)
    understood = partial(_understood, export, known, team_elsewhere)
    tool = tool_of(export.columns, told.tool)
    profile = told if tool is None else under(told, tool, export.columns)
    table, mapping, given, missing, unsure = understood(profile)
    original = export
    if tool is not None:
        named, told = told.tool is not None, replace(told, tool=tool.id)
        with_own = standing_in(profile, tool, mapping, export)
        if with_own != profile:
            profile = with_own
            table, mapping, given, missing, unsure = understood(profile)
        table, filled_in = without_quirks(table, tool, mapping)
        original = replace(export, notes=(*export.notes, *remarks(export, tool, named), *filled_in))
    asked = (*missing, *_about_used(export, mapping), *unsure)
    return Looked(Understood(original, mapping, given, told, asked), missing, table, profile)


def _understood(export: Export, known: Instruments, team_elsewhere: bool, profile: Profile) -> tuple:
    """The table with what the profile supplies, and what `understand` says of it.

    A refusal is told with what was noted while reading, such as hidden columns.
    """
    profile = with_pattern(export.file, export.columns, profile, known)
    table, fields = with_supplied(export, profile)
    told = replace(profile, columns=fields)
    try:
        return table, *understand(table, known, profile.instrument, told, team_elsewhere=team_elsewhere)
    except UserError as error:
        amiss = (question.asked for question in export.questions if not question.answers)
        told_before = (*export.notes, *amiss)
        noted = [Text(f"{export.file}: {note.nl}", f"{export.file}: {note.en}") for note in told_before]
        raise UserError([*error.problems, *noted], error.next_step) from None


def _about_used(export: Export, mapping: Mapping) -> tuple[Question, ...]:
    """The questions of reading, without those about a column that is not used."""
    fields = mapping.fields
    return tuple(
        q for q in export.questions if not fields.get(q.about, "").startswith(("ignored", "dropped:"))
    )
