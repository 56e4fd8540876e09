"""Does the change depend on how long the second measurement came after the first?"""

import numpy as np
import pandas as pd

from monitorlib.explanations.contrasts import Contrast, find_contrast
from monitorlib.explanations.family import Family
from monitorlib.explanations.finding import Explanation, Finding, told
from monitorlib.foundation.texts import Text

SAME_TIME = Text(
    "De tijd tussen de metingen is bij (bijna) iedereen gelijk of niet bekend.",
    "The time between the measurements is (nearly) the same for everybody, or not known.",
)
WORDS = Text(
    "{n} inwoners met {group} veranderden {more} vergeleken met de andere {rest}, bij gelijke startscore.",
    "{n} residents with {group} changed by {more} compared with the other {rest}, start score alike.",
)
LONGER = Text(
    "meer tijd tussen de metingen (boven de mediaan)", "more time between the measurements (above the median)"
)
QUESTION = Text("Wie volgen jullie langer, en waarom?", "Whom do you follow longer, and why?")


def find(family: Family) -> list[Finding]:
    """Change against the rank of the days between; estimate: longer than the median minus the rest.

    Remains: the mean shift of those followed at most the median number of days.
    """
    days = family.followed.days
    known = ~np.isnan(days)
    first = np.where(known.any(axis=1), days[np.arange(len(days)), known.argmax(axis=1)], np.nan)
    return find_contrast(family, _longer(first), SAME_TIME, WORDS, QUESTION)


def _longer(days: np.ndarray) -> list[Contrast]:
    known = ~np.isnan(days)
    if not known.any() or np.ptp(days[known]) == 0:
        return []
    rank = np.full(len(days), np.nan)
    rank[known] = pd.Series(days[known]).rank()
    return [Contrast(LONGER, rank, known & (days > np.median(days[known])))]


EXPLANATION = Explanation(
    "follow_up_time",
    Text("Tijd tussen de metingen", "Time between the measurements"),
    QUESTION,
    Text(
        "Wie langer in zorg is, is vaak ook een ander soort inwoner; de tijd zelf hoeft de oorzaak niet te zijn.",
        "Those longer in care are often other residents; time itself need not be the cause.",
    ),
    told(
        "Inwoners met meer tijd tussen de metingen veranderden anders.",
        "Residents with more time between the measurements changed otherwise.",
        "De tijd tussen de metingen maakte weinig uit.",
        "The time between the measurements made little difference.",
        "Of de tijd tussen de metingen uitmaakt, is met deze gegevens niet te zeggen.",
        "Whether the time between matters cannot be said from these data.",
    ),
    find,
    of_now=True,
)
