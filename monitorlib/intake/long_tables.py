"""The words of a long table: which instrument and which leefgebied a row is about."""

import numpy as np
import pandas as pd

from monitorlib.instruments import Instrument, Instruments
from monitorlib.intake.areas import codes_of_values, find_areas
from monitorlib.intake.columns import mapped
from monitorlib.intake.mapping import Mapping
from monitorlib.intake.words import plain

UNKNOWN = "?"
MOST_WORDS = 500  # distinct ones; a column with more is no list of leefgebieden


def instrument_of_rows(
    frame: pd.DataFrame, mapping: Mapping, instruments: Instruments, given: str | None
) -> pd.Series:
    """The instrument's id of each row; UNKNOWN for a word that names none, and for a blank."""
    column = mapping.column("instrument")
    if column is None:
        codes = np.zeros(len(frame), dtype="int8")
        return pd.Series(pd.Categorical.from_codes(codes, [given]), index=frame.index)
    named = {plain(name): i.id for i in instruments.values() for name in (i.id, i.label.nl, i.label.en)}

    def instrument_of(word: str) -> str:
        if not word.strip():
            return given or UNKNOWN
        rows = frame[column] == word
        return named.get(plain(word)) or _by_part(word, frame[rows], mapping, instruments) or UNKNOWN

    return mapped(frame[column], instrument_of)


def _by_part(word: str, rows: pd.DataFrame, mapping: Mapping, instruments: Instruments) -> str | None:
    """The instrument that a part of its name means: "ZRM" is the version whose leefgebieden stand there."""
    tokens = set(plain(word).replace("zrm20", "zrm 20").split())
    fitting = {i.id: i for i in instruments.values() if tokens and tokens <= _tokens(i)}
    if len(fitting) == 1:
        return next(iter(fitting))
    column = mapping.column("leefgebied")
    if not fitting or column is None:
        return None
    values = [value for value in rows[column].unique() if value.strip()]
    found = {area.instrument for area in find_areas(values, fitting, None).values()}
    return found.pop() if len(found) == 1 else None


def _tokens(instrument: Instrument) -> set[str]:
    spelled = f"{instrument.id} {instrument.label.nl} {instrument.label.en}"
    return {*plain(spelled).split(), plain(instrument.label.nl).replace(" ", "")}


def leefgebied_of_rows(frame: pd.DataFrame, mapping: Mapping, instrument: Instrument) -> pd.Series:
    """The leefgebied's code of each row; the only one of an instrument need not be named."""
    column = mapping.column("leefgebied")
    if column is None:
        only = instrument.leefgebieden[0].code if len(instrument.leefgebieden) == 1 else None
        return pd.Series([only] * len(frame), index=frame.index, dtype="str")
    words = [word for word in frame[column].unique() if isinstance(word, str) and word.strip()]
    codes = codes_of_values(words, instrument) if len(words) <= MOST_WORDS else {}
    return mapped(frame[column], codes.get)
