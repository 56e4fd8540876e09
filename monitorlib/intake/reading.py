"""One export to MEASUREMENTS: what is understood, what is refused, and the report of both."""

from collections.abc import Mapping as Words
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from monitorlib.errors import UserError
from monitorlib.instruments import Instruments, read_instruments
from monitorlib.intake.dossiers import read_dossiers
from monitorlib.intake.known import Known
from monitorlib.intake.mapping import Mapping
from monitorlib.intake.measure import Measured, measure
from monitorlib.intake.profiles import Profile, as_profile
from monitorlib.intake.pseudonyms import Key, throw_away_key
from monitorlib.intake.questions import Question, refusal
from monitorlib.intake.rejects import RULES
from monitorlib.intake.reports import Inspection, inspected, inspected_dossiers
from monitorlib.intake.sources import Export, default_source, read_export
from monitorlib.intake.understanding import understand
from monitorlib.texts import Text

AnyProfile = Profile | Words[str, str] | str | Path | None


@dataclass(frozen=True)
class Intake:
    """What one export gives: MEASUREMENTS, the refused rows and cells (rejects.COLUMNS), and the report.

    `measurements` has the row in the file as its index. A dossier table (shape D) has no measurements but
    `attributes` per resident.
    """

    measurements: pd.DataFrame
    rejects: pd.DataFrame
    report: Inspection
    attributes: pd.DataFrame | None = None


def to_measurements(
    export: Export,
    instrument: str | None = None,
    key: Key | None = None,
    profile: AnyProfile = None,
    instruments: Instruments | None = None,
    source: str | None = None,
    today: date | None = None,
    accept_unsure: bool = False,
    dossiers: pd.DataFrame | None = None,
) -> Intake:
    """Read an export as MEASUREMENTS.

    `instrument` is needed where the leefgebieden or an instrument column do not tell it. `profile` (a file,
    or a mapping of columns to fields) goes before every guess. Without a `key` the pseudonyms are those of
    a key that is thrown away. `today` is the last day that is no future. An open question is a problem,
    unless `accept_unsure`: then the first answer of each is taken. `dossiers` are the attributes of a
    dossier table that came along. A UserError tells everything that makes the file unusable, all at once.
    """
    known = read_instruments() if instruments is None else instruments
    told, secret = as_profile(profile), key or throw_away_key()
    mapping, given, asked = _understood(
        export,
        known,
        instrument or told.instrument,
        told.columns,
        told.partial,
        accept_unsure,
        team_elsewhere=told.team is not None or (dossiers is not None and "team" in dossiers),
    )
    asked = (*_about_used(export, mapping), *asked)
    if mapping.shape == "D":
        return _dossiers(export, mapping, secret, () if accept_unsure else asked)
    named = source or told.source or default_source(export.file)
    last_day = today or date.today()
    try:
        measured = measure(export, mapping, given, known, secret, named, last_day, dossiers, told)
    except UserError as error:
        still = tuple(q for q in asked if not (accept_unsure and q.answers))
        raise (refusal(export.file, still, error.problems) if still else error) from None
    asked = (*asked, *measured.questions)
    if asked and not accept_unsure:
        raise refusal(export.file, asked)
    if measured.measurements.empty:
        raise _nothing_usable(export, measured, asked)
    return Intake(measured.measurements, measured.rejects, inspected(export, mapping, measured, asked))


def _understood(export: Export, *known, **told) -> tuple[Mapping, str | None, tuple[Question, ...]]:
    """As `understand`; a refusal is told with what was noted or is amiss since reading, as hidden columns."""
    try:
        return understand(export, *known, **told)
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


def _dossiers(export: Export, mapping: Mapping, key: Key, asked: tuple[Question, ...]) -> Intake:
    if asked:
        raise refusal(export.file, asked)
    dossiers = read_dossiers(export, mapping, key)
    report = inspected_dossiers(export, mapping, dossiers)
    return Intake(pd.DataFrame(), dossiers.rejects, report, dossiers.attributes)


def _nothing_usable(export: Export, measured: Measured, asked: tuple[Question, ...]) -> UserError:
    why = [
        Text(f"{export.file}: {q.asked.nl}", f"{export.file}: {q.asked.en}") for q in asked if not q.answers
    ]
    counts = measured.rejects["rule"].value_counts()
    nl, en = (
        ", ".join(f"{RULES[rule].text[language]} ({n})" for rule, n in counts.items())
        for language in ("nl", "en")
    )
    nothing = Text(
        f"{export.file}: geen enkele rij is bruikbaar: {nl or 'er staan geen scores in'}.",
        f"{export.file}: not one row can be used: {en or 'it holds no scores'}.",
    )
    return UserError(
        [nothing, *why],
        Text("Verbeter de export en importeer opnieuw.", "Correct the export and import it again."),
    )


def inspect_file(
    path: str | Path,
    instrument: str | None = None,
    profile: AnyProfile = None,
    instruments: Instruments | None = None,
    today: date | None = None,
) -> Inspection:
    """What an import of this file would take in; nothing is written.

    Of each open question (`.questions`) the first answer is taken here; an import refuses until a profile
    tells. `instruments` are those of a workspace.
    """
    told = as_profile(profile)
    known = Known(instruments or read_instruments(), instrument or told.instrument, (told,))
    export = read_export(path, told.sheet, known)
    return to_measurements(
        export, instrument, profile=told, instruments=known.instruments, today=today, accept_unsure=True
    ).report
