"""Instruments that share a name but not a scale ("WHO-5", "eenzaamheid"): the values tell which one is meant."""

from collections.abc import Iterable

import pandas as pd

from monitorlib.instruments import Instrument, Instruments
from monitorlib.intake.likeness import area_names
from monitorlib.intake.recognition import split_moment, without_noise
from monitorlib.intake.scores import read_scores
from monitorlib.intake.sources import Export
from monitorlib.intake.words import plain

LOOKED_AT = 2000  # distinct values


def fitting(export: Export, columns: Iterable[str], instruments: Instruments) -> dict[str, Instrument]:
    """The instruments without those of one leefgebied whose scale its column contradicts.

    A WHO-5 column with a 64 is no raw score, one with a 13 no percentage. Where every value fits both,
    both stay, and the instrument has to be named.
    """
    single = {id: i for id, i in instruments.items() if len(i.leefgebieden) == 1}
    named = {column: _knowing(column, single) for column in columns}
    rivals = {column: its for column, its in named.items() if len(its) > 1}
    out = {i.id for c, its in rivals.items() for i in its if i.id not in reading(export.frame[c], its)}
    return {id: i for id, i in instruments.items() if id not in out}


def reading(values: pd.Series, instruments: Iterable[Instrument]) -> dict[str, Instrument]:
    """Those of the instruments that read every value as a score or a reason for none; all, if none does."""
    distinct = pd.Series(values.unique()[:LOOKED_AT], dtype="str")
    read = {i.id: i for i in instruments if read_scores(distinct, i)["rule"].isna().all()}
    return read or {i.id: i for i in instruments}


def _knowing(column: str, instruments: Instruments) -> list[Instrument]:
    bare = plain(column)
    spelled = {bare, without_noise(bare), split_moment(bare)[0]}
    return [i for i in instruments.values() if spelled & area_names(i).keys()]
