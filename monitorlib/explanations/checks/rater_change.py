"""Did another worker score the second time, and did that matter?"""

import numpy as np

from monitorlib.explanations.contrasts import find_contrast, group_contrast
from monitorlib.explanations.family import Family
from monitorlib.explanations.finding import Explanation, Finding, silent, told
from monitorlib.foundation.texts import Text

UNKNOWN = Text(
    "Niet bekend is of dezelfde medewerker twee keer scoorde, of (bijna) niemand wisselde.",
    "It is not known whether the same worker scored twice, or (nearly) nobody changed.",
)
WORDS = Text(
    "{n} inwoners kregen {group}. Zij veranderden {more} vergeleken met de andere {rest}, bij gelijke startscore.",
    "{n} residents had {group}. They changed by {more} compared with the other {rest}, start score alike.",
)
ANOTHER = Text("bij de tweede meting een andere medewerker", "another worker at the second measurement")
QUESTION = Text("Scoren jullie op dezelfde manier?", "Do you score in the same way?")


def find(family: Family) -> list[Finding]:
    """Pairs scored by two workers against pairs scored by one. Remains: the mean shift of pairs by one worker."""
    same = family.followed.people["same_worker"].astype("boolean")
    known = same.notna().to_numpy()
    if not known.any():
        return silent(family, UNKNOWN)
    group = known & ~same.fillna(True).to_numpy(dtype=bool)
    return find_contrast(
        family, [group_contrast(ANOTHER, np.asarray(group), known)], UNKNOWN, WORDS, QUESTION
    )


EXPLANATION = Explanation(
    "rater_change",
    Text("Een andere medewerker scoorde", "Another worker scored"),
    QUESTION,
    Text(
        "Een wissel van medewerker is soms zelf hulp; het verschil hoeft niet aan het scoren te liggen.",
        "A change of worker is sometimes help itself; the scoring need not make the difference.",
    ),
    told(
        "Waar een andere medewerker scoorde, was de verandering duidelijk anders.",
        "Where another worker scored, the change was clearly different.",
        "Of een andere medewerker scoorde, maakte weinig uit.",
        "Whether another worker scored made little difference.",
        "Of een wissel van medewerker uitmaakt, is met deze gegevens niet te zeggen.",
        "Whether a change of worker matters cannot be said from these data.",
    ),
    find,
    of_now=True,
)
