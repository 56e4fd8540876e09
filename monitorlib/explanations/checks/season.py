"""Does the change go with the time of year of the measurements?"""

import numpy as np
import pandas as pd

from monitorlib.explanations.contrasts import Contrast, distinct, find_contrast, group_contrast, large_enough
from monitorlib.explanations.family import Family
from monitorlib.explanations.finding import Explanation, Finding, silent, told
from monitorlib.foundation.texts import Text

NO_DATES = Text(
    "De datums zijn niet bekend, of (bijna) iedereen is in hetzelfde seizoen gemeten.",
    "The dates are not known, or (nearly) everybody was measured in the same season.",
)
WORDS = Text(
    "{n} inwoners hadden hun {group}. Zij veranderden {more} vergeleken met de andere {rest}.",
    "{n} residents had their {group}. They changed by {more} compared with the other {rest}.",
)
QUESTION = Text(
    "Hangt dit leefgebied bij jullie af van het seizoen?", "Does this depend on the season with you?"
)
SIDES = {
    "pre": Text("eerste meting", "first measurement"),
    "post": Text("tweede meting", "second measurement"),
}
MONTHS = Text(
    "januari februari maart april mei juni juli augustus september oktober november december",
    "January February March April May June July August September October November December",
)
LENGTHS = (3, 6)  # months in a row: a season, and half a year


def find(family: Family) -> list[Finding]:
    """Every three and every six months in a row, of the first and of the second measurement, against the rest;
    the largest difference is tested as the largest. Remains: the mean shift without those months.
    """
    people = family.followed.people
    contrasts = distinct(
        [
            contrast
            for side, name in SIDES.items()
            if people[f"{side}_date"].notna().any()
            for contrast in _windows(pd.to_datetime(people[f"{side}_date"]), name)
        ]
    )
    if not large_enough(contrasts):
        return silent(family, NO_DATES)
    return find_contrast(family, contrasts, NO_DATES, WORDS, QUESTION, raw=True)


def _windows(dates: pd.Series, side: Text) -> list[Contrast]:
    known = dates.notna().to_numpy()
    month = dates.dt.month.fillna(1).to_numpy(dtype=int) - 1
    found = []
    for length in LENGTHS:
        for start in range(12 if length < 6 else 6):
            inside = known & ((month - start) % 12 < length)
            first, last = start, (start + length - 1) % 12
            label = Text(
                f"{side.nl} in {MONTHS.nl.split()[first]} tot en met {MONTHS.nl.split()[last]}",
                f"{side.en} in {MONTHS.en.split()[first]} to {MONTHS.en.split()[last]}",
            )
            found.append(group_contrast(label, np.asarray(inside), known))
    return found


EXPLANATION = Explanation(
    "season",
    Text("Het seizoen", "The season"),
    QUESTION,
    Text(
        "Met één jaar gegevens is een seizoen niet te scheiden van andere gebeurtenissen in die maanden.",
        "With one year of data a season cannot be told from other events in those months.",
    ),
    told(
        "In bepaalde maanden was de verandering duidelijk anders.",
        "In certain months the change was clearly different.",
        "De tijd van het jaar maakte weinig uit.",
        "The time of year made little difference.",
        "Of het seizoen uitmaakt, is met deze gegevens niet te zeggen.",
        "Whether the season matters cannot be said from these data.",
    ),
    find,
    of_now=True,
)
