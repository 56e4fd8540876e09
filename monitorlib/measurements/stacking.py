"""Tables of measurements below each other, and their rows compared by key: in numbers, not in words."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from monitorlib.tables import MEASUREMENTS

_NO_TEXT = ("score", "measured_on")
_LARGEST = 2**62


def stacked(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Tables below each other; texts as categoricals over the words of all, an absent column missing."""
    frames = [categorical(frame) for frame in frames]
    if len(frames) == 1:
        return frames[0]
    names = dict.fromkeys(name for frame in frames for name in frame)
    return pd.DataFrame({name: _one_column(frames, name) for name in names})


def _one_column(frames: list[pd.DataFrame], name: str):
    if name in _NO_TEXT:
        return np.concatenate([frame[name].to_numpy() for frame in frames])
    return union_categoricals([_words(frame, name) for frame in frames])


def _words(frame: pd.DataFrame, name: str) -> pd.Categorical:
    if name in frame:
        words = frame[name].array
        return words.rename_categories(words.categories.astype("str"))
    return pd.Categorical.from_codes(np.full(len(frame), -1), categories=pd.Index([], dtype="str"))


def categorical(frame: pd.DataFrame) -> pd.DataFrame:
    """The same table with every text column as a categorical."""
    texts = [name for name in frame if name not in _NO_TEXT]
    plain = [name for name in texts if not isinstance(frame[name].dtype, pd.CategoricalDtype)]
    if not plain:
        return frame
    return frame.astype(dict.fromkeys(plain, "str")).astype(dict.fromkeys(plain, "category"))


def key_numbers(table: pd.DataFrame, key: tuple[str, ...] = MEASUREMENTS.key) -> np.ndarray:
    """One whole number per row, equal exactly where the key columns are equal."""
    numbers, size = np.zeros(len(table), dtype="int64"), 1
    for name in key:
        codes, n = _codes(table[name])
        if size * (n + 1) > _LARGEST:  # the numbers so far, counted anew, so that they stay small
            numbers, distinct = pd.factorize(numbers)
            size = len(distinct)
        numbers = numbers * (n + 1) + codes + 1
        size *= n + 1
    return numbers


def _codes(values: pd.Series) -> tuple[np.ndarray, int]:
    """Whole numbers from -1 (missing) up that stand for the values, and how many there may be."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.codes.to_numpy(), len(values.cat.categories)
    if values.dtype.kind == "M" and len(values) and values.notna().all():
        days = values.to_numpy().astype("datetime64[D]").astype("int32")
        return days - days.min(), int(days.max() - days.min()) + 1
    codes, distinct = pd.factorize(values)
    return codes, len(distinct)
