"""One export to MEASUREMENTS: what is understood, what is refused, and the report of both."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instruments, read_instruments
from monitorlib.intake.check.measure import Measured, measure
from monitorlib.intake.check.reports import Inspection, inspected, inspected_dossiers
from monitorlib.intake.check.understanding import Looked, Understood, look, on_behalf_of
from monitorlib.intake.know.fields import field_word
from monitorlib.intake.know.identifiers import safe_name
from monitorlib.intake.know.known import with_told_names
from monitorlib.intake.know.profile_rules import CONSTANTS
from monitorlib.intake.know.profiles import AnyProfile, Profile, as_profile
from monitorlib.intake.know.questions import MEND, Question, UnansweredError, is_open
from monitorlib.intake.know.rejects import RULES
from monitorlib.intake.pseudonymise.people import Terms, read_dossiers
from monitorlib.intake.pseudonymise.pseudonyms import Key, throw_away_key
from monitorlib.intake.read.encodings import repair_mojibake
from monitorlib.intake.read.sources import Export
from monitorlib.intake.recognise.supplied import DAY


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

    def with_open(self, seen: Understood) -> "Intake":
        """The same with the questions of `seen`, what was understood without their answers, still open."""
        seen = seen.asking(self.report.questions)
        notes = tuple(dict.fromkeys((*seen.export.notes, *self.report.notes)))
        report = replace(self.report, questions=seen.questions, notes=notes)
        return replace(self, report=report, understood=seen)

    def of(self, path: Path) -> "Intake":
        """The same, knowing the file that it was read from."""
        return replace(self, understood=replace(self.understood, path=path))


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

    Parameters
    ----------
    export : Export
        As `read_export` gives it.
    instrument : str, optional
        Where the file does not tell it.
    key : Key, optional
        Of the pseudonyms (`monitor key new`); without one they are thrown away.
    profile : Profile, mapping, str or Path, optional
        Answers that go before every guess.
    instruments : mapping of str to Instrument, optional
        Id → Instrument; the shipped ones when left out.
    source : str, optional
        The registration system.
    today : datetime.date, optional
        The last day that is no future.
    accept_unsure : bool
        Take the first answer to each open question.
    dossiers : pandas.DataFrame, optional
        Attributes of a dossier table that came along.

    Returns
    -------
    Intake
        `measurements` (MEASUREMENTS), what was refused, and a report.

    Raises
    ------
    UserError
        Everything that makes the file unusable.
    UnansweredError
        A question that a profile can answer.

    Examples
    --------
    >>> import monitorlib as ml
    >>> intake = ml.to_measurements(ml.read_export("export.csv"))
    >>> intake.measurements["instrument"].unique().tolist()
    ['zrm-2017']
    """
    known = read_instruments() if instruments is None else instruments
    told = as_profile(profile)
    told = replace(told, instrument=instrument or told.instrument)
    named = source or told.source or _default_source(export.file)
    terms = Terms(known, key or throw_away_key(), named, today or date.today(), dossiers)
    return _Reading(export, terms, accept_unsure).with_profile(told)


@dataclass(frozen=True)
class _Reading:
    """An export that is read, the terms of it, and whether the likely answers are taken to what is unsure."""

    export: Export
    terms: Terms
    accept_unsure: bool

    def with_profile(self, told: Profile) -> Intake:
        """What the export gives with a profile, the names that it gives to leefgebieden among the known ones."""
        terms = replace(self.terms, instruments=with_told_names(self.terms.instruments, told))
        reading = replace(self, terms=terms)
        looked = look(self.export, terms.instruments, told, terms.dossiers)
        if looked.missing:
            return _or_refused(reading.gone_on(looked.seen, looked.missing), looked.seen)
        if looked.seen.mapping.shape == "D":
            return _dossiers(looked, terms.key, self.accept_unsure)
        return _measured(looked, reading)

    def gone_on(self, seen: Understood, questions: tuple[Question, ...]) -> Intake | None:
        """What is read with the likely answers to these; None where nobody wishes it, or there are none."""
        likely = seen.likely(questions) if self.accept_unsure else None
        if likely is None:
            return None
        with on_behalf_of(seen.asking(questions)):
            again = self.with_profile(likely)
        return again.with_open(seen)


def _or_refused(intake: Intake | None, seen: Understood, others: Iterable[Text] = ()) -> Intake:
    if intake is None:
        raise seen.refusal(others)
    return intake


def _measured(looked: Looked, reading: _Reading) -> Intake:
    """What was read; its questions are a refusal, or read on with the likely answers."""
    seen = looked.seen
    try:
        measured = measure(looked, reading.terms)
    except UnansweredError as error:
        seen = seen.asking(error.questions)
        return _or_refused(reading.gone_on(seen, _with_answers(error.questions)), seen, error.others)
    except UserError as error:
        if not seen.questions:
            raise
        return _or_refused(_with_likely(seen, reading), seen, error.problems)
    seen = seen.asking(measured.questions)
    if seen.questions and not reading.accept_unsure:
        raise seen.refusal()
    went_on = reading.gone_on(seen, _with_answers(measured.questions))
    if went_on is not None:
        return went_on
    if measured.measurements.empty:
        raise _nothing_usable(seen.export, measured, seen.questions)
    measured = replace(measured, notes=(*_constants(seen), *measured.notes))
    report = inspected(seen.export, seen.mapping, measured, seen.questions)
    return Intake(measured.measurements, measured.rejects, report, understood=seen)


def _with_likely(seen: Understood, reading: _Reading) -> Intake | None:
    """What is read with the likely answers to what was unsure, where these mend what is wrong."""
    try:
        return reading.gone_on(seen, _with_answers(seen.questions))
    except UserError:
        return None


def _with_answers(questions: Iterable[Question]) -> tuple[Question, ...]:
    return tuple(question for question in questions if question.answers)


def _constants(seen: Understood) -> Iterator[Text]:
    """What the profile says of every row, where no column does."""
    for name in CONSTANTS:
        word = getattr(seen.profile, name)
        if word is None or is_open(word):
            continue
        what, column = field_word(name), seen.mapping.column(name)
        if column == DAY and seen.mapping.shape == "B":
            yield Text(
                f"elk moment heeft een eigen datum; '{word}' uit het profiel geldt niet.",
                f"each moment has a date of its own; '{word}' of the profile does not hold.",
            )
        elif column not in (None, DAY):
            shown = f"('{safe_name(column)}'); '{word}'"
            yield Text(
                f"het bestand heeft zelf een kolom met {what.nl} {shown} uit het profiel geldt niet.",
                f"the file has a column with the {what.en} itself {shown} of the profile does not hold.",
            )
        else:
            yield Text(
                f"{what.nl} staat niet in het bestand; '{word}' geldt voor alle rijen.",
                f"{what.en} is not in the file; '{word}' holds for all rows.",
            )


def _dossiers(looked: Looked, key: Key, accept_unsure: bool) -> Intake:
    seen = looked.seen
    dossiers = read_dossiers(looked.export, seen.mapping, key, looked.profile)
    seen = seen.asking(dossiers.questions)
    if seen.questions and not accept_unsure:
        raise seen.refusal()
    report = replace(inspected_dossiers(seen.export, seen.mapping, dossiers), questions=seen.questions)
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
    return UserError([nothing, *why], MEND)


def _default_source(file: str) -> str:
    """A name for the registration system, from the file's name without dates and numbers in it."""
    stem = file.rsplit(".", 1)[0]
    bare = re.sub(r"[-_ .()]*\d[\d\-_ .()]*", " ", repair_mojibake(stem)).strip(" -_.")
    return " ".join(bare.split()) or "export"
