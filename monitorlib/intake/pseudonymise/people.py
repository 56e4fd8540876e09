"""The part of a row that is not a score: whose it is, of which team, by whom, when; and what dossiers tell of it.

Client numbers and workers leave here as pseudonyms. A resident with several dossiers (shape D) is told of by the
one that began last. A total is nobody's row.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instruments
from monitorlib.intake.know.profiles import NO_PROFILE, Profile
from monitorlib.intake.know.questions import Question
from monitorlib.intake.know.rejects import listed, together
from monitorlib.intake.know.values import (
    RATERS,
    ROUNDED,
    dated,
    day_columns,
    is_nobody,
    mapped,
    raters,
    read_dates,
    ruled,
    told_order,
    trimmed,
)
from monitorlib.intake.know.words import plain, says_total
from monitorlib.intake.pseudonymise.pseudonyms import Key
from monitorlib.intake.pseudonymise.wall import AGE_BAND, POSTCODE, age_bands, wijken
from monitorlib.intake.read.sources import Export
from monitorlib.intake.recognise.mapping import Mapping, date_column
from monitorlib.intake.recognise.supplied import PERSON
from monitorlib.tables import KENMERK_PREFIX

# --- client numbers and workers to pseudonyms


def residents(values: pd.Series, key: Key) -> pd.Series:
    """The pseudonym of each client number; blanks and place-holders are missing.

    A number that a spreadsheet rounded off (1,23457E+11) is "": it may stand for many residents.
    """
    return mapped(values, lambda text: "" if ROUNDED.fullmatch(text) else _pseudonym(key, "resident", text))


def workers(values: pd.Series, key: Key) -> pd.Series:
    """The pseudonym of each worker; a blank is missing."""
    return mapped(values, lambda text: _pseudonym(key, "worker", text))


def _pseudonym(key: Key, kind: str, text: str) -> str | None:
    return None if is_nobody(text) else key.pseudonym(kind, text)


# --- rows that sum up others: nobody's

TOTAL = "total"  # the rule of rejects.RULES


def rows_of_totals(export: Export, mapping: Mapping, nobodys: pd.Series) -> pd.Series:
    """For each row whether it is a total: the cell of the client says so, or without one the first filled cell.

    `nobodys`: the rows without a client number. A row of a resident is none, whatever a first column "Totaal"
    means; where each row is a person there are no numbers to tell by, and the first filled cell tells.
    """
    client = mapping.column("client")
    told = [text for text in export.frame[client].unique() if says_total(text)]
    found = export.frame[client].isin(told) if told else pd.Series(False, index=nobodys.index)
    maybe = pd.Series(True, index=nobodys.index) if client == PERSON else nobodys
    if maybe.any():
        found = found.copy()
        found[maybe] = [says_total(text) for text in _first_filled(export.frame[maybe])]
    return found


def _first_filled(rows: pd.DataFrame) -> np.ndarray:
    """The first cell of each row that holds something, "" where none does."""
    first = np.full(len(rows), "", dtype=object)
    for column in rows:
        blank = first == ""
        if not blank.any():
            break
        first[blank] = rows[column].str.strip().to_numpy()[blank]
    return first


# --- the dossier table (shape D)


@dataclass(frozen=True)
class Dossiers:
    """What dossiers tell: `attributes` per resident_id (team, wijk, kenmerk_*), what was refused and asked."""

    attributes: pd.DataFrame
    rejects: pd.DataFrame
    rows: int
    used: int
    empty: int
    questions: tuple[Question, ...] = ()


def read_dossiers(
    export: Export,
    mapping: Mapping,
    key: Key,
    profile: Profile = NO_PROFILE,
) -> Dossiers:
    """Read a dossier table; a row without a client number is refused. `profile` tells the form of its dates."""
    frame = export.frame
    told = pd.DataFrame({"resident_id": residents(frame[mapping.column("client")], key)})
    for name in ("team", "wijk"):
        if mapping.column(name) is not None:
            told[name] = mapped(frame[mapping.column(name)], trimmed)
    for column, kenmerk in mapping.columns("kenmerk:").items():
        told[KENMERK_PREFIX + kenmerk] = mapped(frame[column], trimmed)
    filled = frame.ne("").any(axis=1)
    named = told["resident_id"].notna() & told["resident_id"].ne("")  # "" was rounded off: it may be anybody
    nobody = ~named & filled
    client = mapping.column("client")
    refused = [
        listed(export.file, "uneven", export.uneven, "", [""] * len(export.uneven)),
        listed(export.file, "no_client", nobody.index[nobody], client, frame.loc[nobody, client]),
    ]
    begun = mapping.column("date@start")
    asked = ()
    if begun is not None:
        dates = read_dates(frame[begun], profile.dates.get(begun), export.epoch)
        asked = () if dates.question is None else (dates.question,)
        in_order = np.argsort(dates.days.fillna(pd.Timestamp(0)).to_numpy(), kind="stable")
        told, named = told.iloc[in_order], named.iloc[in_order]
    told = told[named].astype("str")
    attributes = told.drop_duplicates("resident_id", keep="last").set_index("resident_id")
    empty = int((~filled).sum())
    return Dossiers(attributes, together(refused), export.rows, len(told), empty, asked)


def fill_in(table: pd.DataFrame, attributes: pd.DataFrame) -> pd.DataFrame:
    """The rows of an export with what dossiers tell where the export itself tells nothing."""
    residents = table["resident_id"].cat
    filled = {}
    for name in attributes:
        known = attributes[name].reindex(residents.categories).to_numpy(dtype=object)
        looked_up = np.append(known, None)[residents.codes]
        own = table[name].to_numpy(dtype=object) if name in table else np.full(len(table), None)
        words = np.where(pd.isna(own), looked_up, own)
        filled[name] = pd.Series(words, index=table.index, dtype="str").astype("category")
    return table.assign(**filled)


# --- whose a row is

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


@dataclass(frozen=True)
class Terms:
    """What holds for an export and does not stand in it.

    `instruments` are the known ones by their id, `key` is that of the pseudonyms, `source` the name of the
    registration system, `today` the last day that is no future. `dossiers` (Dossiers.attributes) is what dossier
    tables of the same delivery tell of residents.
    """

    instruments: Instruments
    key: Key
    source: str
    today: date
    dossiers: pd.DataFrame | None = None


def read_people(
    export: Export, mapping: Mapping, moments: list[str], terms: Terms, profile: Profile = NO_PROFILE
) -> People:
    """Read everything but the scores. Client numbers and workers leave here as pseudonyms.

    Dossiers fill in what the export does not tell of a resident; `profile` tells what every row has (team,
    wijk, rater), and the wijk of a postcode.
    """
    table = _told_of_rows(export.frame, mapping, terms.key, profile)
    if terms.dossiers is not None:
        table = fill_in(table, terms.dossiers)
    dates_of = {moment: date_column(mapping, moment) for moment in moments}
    by_column = day_columns(export.frame, dates_of.values(), profile.dates, export.epoch)
    days = {moment: dated(by_column[column], terms.today) for moment, column in dates_of.items()}
    table = _coarser(table, export, mapping, next(iter(days.values()))["day"], profile)
    notes = (told_order(dates, name, name in profile.dates) for name, dates in by_column.items())
    questions = (dates.question for dates in by_column.values())
    return People(
        table,
        _faults(table, rows_of_totals(export, mapping, table["resident_id"].isna())),
        days,
        tuple(note for note in notes if note is not None),
        tuple(question for question in questions if question is not None),
    )


def _told_of_rows(frame: pd.DataFrame, mapping: Mapping, key: Key, profile: Profile) -> pd.DataFrame:
    """What the columns tell of each row, or the profile of all: resident, team, wijk, worker, rater, kenmerken."""
    values = {"resident_id": residents(frame[mapping.column("client")], key)}
    for name, field, read in (
        ("team", "team", lambda v: mapped(v, trimmed)),
        ("wijk", "wijk", lambda v: mapped(v, trimmed)),
        ("worker_id", "worker", lambda v: workers(v, key)),
        ("rater", "rater", raters),
    ):
        column = mapping.column(field)
        values[name] = read(frame[column]) if column else _constant(frame, _word(profile, name))
    for column, kenmerk in mapping.columns("kenmerk:").items():
        values[KENMERK_PREFIX + kenmerk] = mapped(frame[column], trimmed)
    return pd.DataFrame(values, index=frame.index)


def _coarser(
    table: pd.DataFrame, export: Export, mapping: Mapping, day: pd.Series, profile: Profile
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
    return RATERS.get(plain(word), "") if name == "rater" and word is not None else word


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
    return pd.Series(ruled({rule: rows.to_numpy() for rule, rows in broken.items()}), table.index)
