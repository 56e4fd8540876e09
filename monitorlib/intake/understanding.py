"""What an export is about, before a value is read: its mapping, its instrument, and the wall around both."""

from collections.abc import Iterator
from collections.abc import Mapping as Words
from dataclasses import replace

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instruments
from monitorlib.intake.areas import find_areas
from monitorlib.intake.columns import RATERS
from monitorlib.intake.field_words import field_word
from monitorlib.intake.goals import goal_instrument
from monitorlib.intake.identifiers import safe_name
from monitorlib.intake.mapping import Mapping, suggest_mapping
from monitorlib.intake.needs import ASK, check_needs
from monitorlib.intake.profiles import NO_PROFILE, Profile
from monitorlib.intake.questions import Question
from monitorlib.intake.recognition import SURE, is_stored
from monitorlib.intake.sources import Export
from monitorlib.intake.unknown_words import unknown_areas
from monitorlib.intake.wall import hold_wall
from monitorlib.intake.words import plain

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
