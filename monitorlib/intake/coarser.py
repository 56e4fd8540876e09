"""What may enter only made coarser, and only when a profile asks for it: age band and wijk.

A birth date becomes the age band on the day of the (first) measurement of its row, a postcode the wijk that
the profile's table gives for it; neither is kept.
"""

from collections.abc import Mapping as Words

import pandas as pd

from monitorlib.intake.columns import mapped
from monitorlib.intake.dates import read_dates

AGE_BAND, POSTCODE = "age_band", "postcode"  # the fields that a profile names
_BORDERS = (0, 18, 27, 45, 65, 130)
BANDS = ("0-17", "18-26", "27-44", "45-64", "65+")


def age_bands(
    born: pd.Series, measured: pd.Series, form: str | None = None, epoch: str = "1900"
) -> pd.Series:
    """The age band of each row on the day it was measured; missing where either day is.

    `form` and `epoch` are those of dates.read_dates.
    """
    days = read_dates(born, form, epoch).days
    century = pd.DateOffset(years=100)  # "61" is read as 2061: nobody is born after being measured
    days = days.where(~(days > measured), days - century)
    birthday_to_come = (measured.dt.month * 100 + measured.dt.day) < (days.dt.month * 100 + days.dt.day)
    age = measured.dt.year - days.dt.year - birthday_to_come
    codes = pd.cut(age, _BORDERS, right=False, labels=False)
    return pd.Series(
        pd.Categorical.from_codes(codes.fillna(-1).astype("int8"), pd.Index(BANDS, dtype="str")),
        index=born.index,
    )


def wijken(postcodes: pd.Series, table: Words[str, str]) -> pd.Series:
    """The wijk of each postcode by the longest beginning that the profile's table knows; else missing."""
    known = {key.replace(" ", "").upper(): wijk for key, wijk in table.items()}
    lengths = sorted({len(key) for key in known}, reverse=True)

    def wijk_of(text: str) -> str | None:
        bare = text.replace(" ", "").upper()
        return next((known[bare[:n]] for n in lengths if bare[:n] in known), None)

    return mapped(postcodes, wijk_of)
