"""One export to MEASUREMENTS: what is understood, what is refused, and the report of both."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd

from monitorlib.errors import UserError
from monitorlib.instruments import Instruments, read_instruments
from monitorlib.intake.dossiers import read_dossiers
from monitorlib.intake.field_words import field_word
from monitorlib.intake.looking import Looked, look
from monitorlib.intake.measure import Measured, measure
from monitorlib.intake.opening import Beforehand
from monitorlib.intake.profiles import CONSTANTS, AnyProfile, as_profile
from monitorlib.intake.pseudonyms import Key, throw_away_key
from monitorlib.intake.questions import Question
from monitorlib.intake.rejects import RULES
from monitorlib.intake.reports import Inspection, inspected, inspected_dossiers
from monitorlib.intake.sources import Export, default_source
from monitorlib.intake.understood import Understood
from monitorlib.texts import Text


@dataclass(frozen=True)
class Intake:
    """What one export gives: MEASUREMENTS, the refused rows and cells (rejects.COLUMNS), and the report.

    `measurements` has the row in the file as its index. A dossier table (shape D) has no measurements but
    `attributes` per resident. `understood` is what a draft of a profile is written from.
    """

    measurements: pd.DataFrame
    rejects: pd.DataFrame
    report: Inspection
    attributes: pd.DataFrame | None = None
    understood: Understood | None = None

    def with_open(self, questions: tuple[Question, ...], seen: Understood) -> "Intake":
        """The same with questions that are still open; `seen` is what was understood without their answers."""
        asked = (*questions, *self.report.questions)
        seen = replace(seen, questions=asked)
        return replace(self, report=replace(self.report, questions=asked), understood=seen)


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
    dossier table that came along. A UserError tells everything that makes the file unusable, all at once;
    an UnansweredError is one that a profile can answer.
    """
    known = read_instruments() if instruments is None else instruments
    told, secret = as_profile(profile), key or throw_away_key()
    looked = look(export, known, instrument, told, dossiers)
    if looked.missing:
        likely = looked.seen.likely(looked.missing) if accept_unsure else None
        if likely is None:
            raise looked.seen.refusal()
        went_on = to_measurements(export, instrument, key, likely, known, source, today, True, dossiers)
        return went_on.with_open(looked.missing, looked.seen)
    if looked.seen.mapping.shape == "D":
        return _dossiers(looked, secret, accept_unsure)
    named, last_day = source or told.source or default_source(export.file), today or date.today()
    seen, profile = looked.seen, looked.profile
    read = partial(measure, looked.export, seen.mapping, seen.instrument, known, secret, named, last_day)
    return _measured(seen, partial(read, dossiers, profile), accept_unsure)


def _measured(seen: Understood, read: Callable[[], Measured], accept_unsure: bool) -> Intake:
    try:
        measured = read()
    except UserError as error:
        raise (error if accept_unsure or not seen.questions else seen.refusal(error.problems)) from None
    seen = replace(seen, questions=(*seen.questions, *measured.questions))
    if seen.questions and not accept_unsure:
        raise seen.refusal()
    if measured.measurements.empty:
        raise _nothing_usable(seen.export, measured, seen.questions)
    measured = replace(measured, notes=(*_constants(seen), *measured.notes))
    report = inspected(seen.export, seen.mapping, measured, seen.questions)
    return Intake(measured.measurements, measured.rejects, report, understood=seen)


def _constants(seen: Understood) -> Iterator[Text]:
    """What the profile says of every row, where no column does."""
    for name in CONSTANTS:
        word = getattr(seen.profile, name)
        if word is not None and seen.mapping.column(name) is None:
            what = field_word(name)
            yield Text(
                f"{what.nl} staat niet in het bestand; '{word}' geldt voor alle rijen.",
                f"{what.en} is not in the file; '{word}' holds for all rows.",
            )


def _dossiers(looked: Looked, key: Key, accept_unsure: bool) -> Intake:
    seen = looked.seen
    if seen.questions and not accept_unsure:
        raise seen.refusal()
    dossiers = read_dossiers(looked.export, seen.mapping, key)
    report = inspected_dossiers(seen.export, seen.mapping, dossiers)
    return Intake(pd.DataFrame(), dossiers.rejects, report, dossiers.attributes, seen)


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
    beforehand = Beforehand(instruments or read_instruments(), instrument, profile)
    return looked_into(path, beforehand, today).report


def looked_into(path: str | Path, beforehand: Beforehand, today: date | None = None) -> Intake:
    """A file as an inspection sees it; UnansweredError where nothing can be shown before they are answered."""
    export = beforehand.read(path)
    return to_measurements(
        export,
        beforehand.instrument,
        profile=beforehand.profile_of(path, export),
        instruments=beforehand.instruments,
        today=today,
        accept_unsure=True,
    )
