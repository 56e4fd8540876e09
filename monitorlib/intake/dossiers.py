"""Shape D, the dossier table: one row a dossier, no scores; what it tells of a resident is joined to scores.

A resident with several dossiers (reopened ones) is told of by the dossier that began last.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from monitorlib.intake import columns, rejects
from monitorlib.intake.columns import ROUNDED, is_nobody, mapped
from monitorlib.intake.dates import read_dates
from monitorlib.intake.mapping import Mapping
from monitorlib.intake.profiles import NO_PROFILE, Profile
from monitorlib.intake.pseudonyms import Key
from monitorlib.intake.questions import Question
from monitorlib.intake.sources import Export
from monitorlib.tables import KENMERK_PREFIX


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
            told[name] = columns.mapped(frame[mapping.column(name)], columns.trimmed)
    for column, kenmerk in mapping.columns("kenmerk:").items():
        told[KENMERK_PREFIX + kenmerk] = columns.mapped(frame[column], columns.trimmed)
    filled = frame.ne("").any(axis=1)
    named = told["resident_id"].notna() & told["resident_id"].ne("")  # "" was rounded off: it may be anybody
    nobody = ~named & filled
    client = mapping.column("client")
    refused = [
        rejects.listed(export.file, "uneven", export.uneven, "", [""] * len(export.uneven)),
        rejects.listed(export.file, "no_client", nobody.index[nobody], client, frame.loc[nobody, client]),
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
    return Dossiers(attributes, rejects.together(refused), export.rows, len(told), empty, asked)


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
