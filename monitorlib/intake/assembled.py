"""Cells and the people of their rows put together: MEASUREMENTS before anything is set aside."""

import numpy as np
import pandas as pd

from monitorlib.instruments import Instruments
from monitorlib.intake.people import People
from monitorlib.tables import KENMERK_PREFIX, MEASUREMENTS


def assembled(cells: pd.DataFrame, people: People, instruments: Instruments, source: str) -> pd.DataFrame:
    """MEASUREMENTS with `at` and `column` beside them, and `sound` false for what is refused."""
    at = cells["at"].to_numpy()
    table = {name: people.values[name].array.take(at) for name in people.values}
    table["measured_on"], sound = _days(cells, people)
    sound &= people.faults.isna().to_numpy()[at] & cells["rule"].isna().to_numpy()
    table["rater"] = _raters(table["rater"], cells, instruments)
    frame = pd.DataFrame(table)
    for name in ("instrument", "leefgebied", "score", "missing", "at", "column"):
        frame[name] = cells[name].array
    frame["source"] = pd.Categorical.from_codes(
        np.zeros(len(frame), "int8"), categories=pd.Index([source], dtype="str")
    )
    frame["sound"] = sound
    kenmerken = [name for name in frame if name.startswith(KENMERK_PREFIX)]
    return frame[[*MEASUREMENTS.names, *kenmerken, "at", "column", "sound"]]


def _days(cells: pd.DataFrame, people: People) -> tuple[np.ndarray, np.ndarray]:
    at, which = cells["at"].to_numpy(), cells["moment"].cat.codes.to_numpy()
    days = np.full(len(cells), np.datetime64("NaT"), dtype="datetime64[s]")
    for code, moment in enumerate(cells["moment"].cat.categories):
        here = which == code
        days[here] = people.days[moment]["day"].to_numpy()[at[here]]
    return days, ~np.isnat(days)


def _raters(told: pd.Categorical, cells: pd.DataFrame, instruments: Instruments) -> pd.Categorical:
    """The rater of each cell; where the export does not tell, the first rater of the instrument."""
    words = list(told.categories)
    first = {id: instruments[id].raters[0] for id in cells["instrument"].cat.categories if id in instruments}
    categories = pd.Index(dict.fromkeys([*words, *first.values()]), dtype="str")
    codes = told.set_categories(categories).codes.copy()
    defaults = [
        categories.get_loc(first[id]) if id in first else -1 for id in cells["instrument"].cat.categories
    ]
    silent = codes == -1
    codes[silent] = np.array([*defaults, -1], dtype="int8")[cells["instrument"].cat.codes[silent]]
    return pd.Categorical.from_codes(codes, categories=categories)
