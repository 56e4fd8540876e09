"""Was the second measurement made with another version or in another system, and did that matter?"""

import numpy as np
import pandas as pd

from monitorlib.explanations.contrasts import Contrast, find_contrast, group_contrast
from monitorlib.explanations.family import Family
from monitorlib.explanations.finding import Explanation, Finding, silent, told
from monitorlib.foundation.texts import Text

NO_MEASUREMENTS = Text(
    "De metingen met hun versie en systeem zijn niet meegegeven.",
    "The measurements with their version were not given.",
)
ALL_THE_SAME = Text(
    "Bij (bijna) iedereen is de versie van de vragenlijst en het systeem gelijk gebleven, of juist gewisseld.",
    "For (nearly) everybody the version and the system stayed the same, or all changed.",
)
WORDS = Text(
    "Bij {n} inwoners wisselde {group}. Zij veranderden {more} vergeleken met de andere {rest}, bij "
    "gelijke startscore.",
    "For {n} residents {group} changed. They changed by {more} compared with the other {rest}, start score alike.",
)
ANY = Text("de versie of het systeem", "the version or the system")
QUESTION = Text(
    "Werkt de nieuwe vragenlijst of het nieuwe systeem anders?", "Does the new form or system work otherwise?"
)


def find(family: Family) -> list[Finding]:
    """Pairs whose instrument version or source differs between the moments against pairs in which it stayed.

    Each direction (from one to another) is tested beside all changes together, the largest as the largest.
    Remains: the mean shift of pairs within one version and system.
    """
    if family.versions is None:
        return silent(family, NO_MEASUREMENTS)
    told_by = family.versions.reindex(family.followed.people["resident_id"].astype(str))
    return find_contrast(family, _changes(told_by), ALL_THE_SAME, WORDS, QUESTION)


def _changes(versions: pd.DataFrame) -> list[Contrast]:
    known = versions.notna().all(axis=1).to_numpy()
    changed = known & (versions["pre"] != versions["post"]).to_numpy(dtype=bool)
    found = [group_contrast(ANY, changed, known)]
    ways = versions[changed].drop_duplicates().sort_values(["pre", "post"])
    for pre, post in ways.itertuples(index=False) if len(ways) > 1 else ():
        way = ((versions["pre"] == pre) & (versions["post"] == post)).to_numpy(dtype=bool)
        label = Text(f"{pre} naar {post}", f"{pre} to {post}")
        found.append(group_contrast(label, np.asarray(way), known))
    return found


EXPLANATION = Explanation(
    "version_change",
    Text("Een andere vragenlijst of een ander systeem", "Another form or another system"),
    QUESTION,
    Text(
        "Als iedereen tegelijk overging, is de overgang niet te scheiden van wat er verder gebeurde.",
        "Where all changed at once, the change cannot be told from what else happened.",
    ),
    told(
        "Waar de versie of het systeem wisselde, was de verandering duidelijk anders.",
        "Where the version or the system changed, the change was clearly different.",
        "Een andere versie of een ander systeem maakte weinig uit.",
        "Another version or system made little difference.",
        "Of de versie of het systeem uitmaakt, is met deze gegevens niet te zeggen.",
        "Whether the version or system matters cannot be said from these data.",
    ),
    find,
)
