"""The part of a row that is not a score: whose it is, of which team, by whom, when."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from monitorlib.foundation.texts import Text
from monitorlib.intake import columns
from monitorlib.intake.coarser import AGE_BAND, POSTCODE, age_bands, wijken
from monitorlib.intake.dossiers import fill_in
from monitorlib.intake.mapping import Mapping as ColumnMapping
from monitorlib.intake.needs import date_column
from monitorlib.intake.profiles import NO_PROFILE, Profile
from monitorlib.intake.pseudonyms import Key
from monitorlib.intake.questions import Question
from monitorlib.intake.sources import Export
from monitorlib.intake.totals import TOTAL, rows_of_totals
from monitorlib.intake.words import plain
from monitorlib.tables import KENMERK_PREFIX

# each rule about the people of a row, and the field that it is about
BLAMED = {
    "unknown_rater": "rater",
    "no_team": "team",
    "no_client": "client",
    "rounded_client": "client",
    TOTAL: "client",
}


@dataclass(frozen=True)
class People:
    """Per row of the export: `values` (resident_id, team, wijk, worker_id, rater, kenmerk_*).

    `faults` tells which rule of BLAMED a row breaks; `days` holds per moment the `day` of each row, or the
    `rule` that its date breaks; `notes` is what is to be said about the dates, `questions` what
    is to be asked.
    """

    values: pd.DataFrame
    faults: pd.Series
    days: dict[str, pd.DataFrame]
    notes: tuple[Text, ...] = ()
    questions: tuple[Question, ...] = ()


def read_people(
    export: Export,
    mapping: ColumnMapping,
    moments: list[str],
    key: Key,
    today: date,
    dossiers: pd.DataFrame | None = None,
    profile: Profile = NO_PROFILE,
) -> People:
    """Read everything but the scores. Client numbers and workers leave here as pseudonyms.

    `dossiers` (dossiers.Dossiers.attributes) fill in what the export does not tell of a resident;
    `profile` tells what every row has (team, wijk, rater), and the wijk of a postcode.
    """
    frame = export.frame
    values = {
        "resident_id": columns.residents(frame[mapping.column("client")], key),
    }
    for name, field, read in (
        ("team", "team", lambda v: columns.mapped(v, columns.trimmed)),
        ("wijk", "wijk", lambda v: columns.mapped(v, columns.trimmed)),
        ("worker_id", "worker", lambda v: columns.workers(v, key)),
        ("rater", "rater", columns.raters),
    ):
        column = mapping.column(field)
        values[name] = read(frame[column]) if column else _constant(frame, _word(profile, name))
    for column, kenmerk in mapping.columns("kenmerk:").items():
        values[KENMERK_PREFIX + kenmerk] = columns.mapped(frame[column], columns.trimmed)
    table = pd.DataFrame(values, index=frame.index)
    if dossiers is not None:
        table = fill_in(table, dossiers)
    by_column = columns.day_columns(
        frame, (date_column(mapping, m) for m in moments), profile.dates, export.epoch
    )
    days = {m: columns.dated(by_column[date_column(mapping, m)], today) for m in moments}
    table = _coarser(table, export, mapping, next(iter(days.values()))["day"], profile)
    told = [columns.told_order(dates, name, name in profile.dates) for name, dates in by_column.items()]
    questions = [dates.question for dates in by_column.values()]
    return People(
        table,
        _faults(table, rows_of_totals(export, mapping, table["resident_id"].isna())),
        days,
        tuple(note for note in told if note is not None),
        tuple(question for question in questions if question is not None),
    )


def _coarser(
    table: pd.DataFrame, export: Export, mapping: ColumnMapping, day: pd.Series, profile: Profile
) -> pd.DataFrame:
    """Add the age band and the wijk where the profile asks for them."""
    born, postcode = mapping.column(AGE_BAND), mapping.column(POSTCODE)
    if born is not None:
        bands = age_bands(export.frame[born], day, profile.dates.get(born), export.epoch)
        table = table.assign(**{f"{KENMERK_PREFIX}leeftijdsgroep": bands})
    if postcode is not None:
        table = table.assign(wijk=wijken(export.frame[postcode], profile.postcode_wijk))
    return table


def _word(profile: Profile, name: str) -> str | None:
    """What the profile says of every row: team, wijk, or the rater that its word means."""
    word = getattr(profile, name, None)
    return columns.RATERS.get(plain(word), "") if name == "rater" and word is not None else word


def _constant(frame: pd.DataFrame, word: str | None) -> pd.Series:
    """A column with the same word in every row, or with nothing."""
    code, words = (-1, []) if word is None else (0, [word])
    codes = np.full(len(frame), code, dtype="int8")
    return pd.Series(
        pd.Categorical.from_codes(codes, categories=pd.Index(words, dtype="str")), index=frame.index
    )


def _faults(table: pd.DataFrame, totals: pd.Series) -> pd.Series:
    """The rule of BLAMED that a row breaks, of several the last one; missing for a sound row."""
    broken = {
        "unknown_rater": table["rater"].eq(""),
        "no_team": table["team"].isna(),
        "no_client": table["resident_id"].isna(),
        "rounded_client": table["resident_id"].eq(""),
        TOTAL: totals,
    }
    return pd.Series(columns.ruled({rule: rows.to_numpy() for rule, rows in broken.items()}), table.index)
