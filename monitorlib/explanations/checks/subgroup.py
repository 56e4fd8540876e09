"""Does one kenmerk or wijk carry the shift?"""

import numpy as np

from monitorlib.explanations.contrasts import Contrast, find_contrast, group_contrast
from monitorlib.explanations.family import Family
from monitorlib.explanations.finding import Explanation, Finding, in_words, told
from monitorlib.foundation.texts import Text
from monitorlib.tables import KENMERK_PREFIX

NO_GROUPS = Text(
    "Er is geen kenmerk of wijk met twee groepen van vijf inwoners of meer.",
    "There is no kenmerk or wijk with two groups of five residents or more.",
)
WORDS = Text(
    "De groep {group} ({n} inwoners) veranderde {more} vergeleken met de andere {rest}, bij gelijke startscore.",
    "The group {group} ({n} residents) changed by {more} compared with the other {rest}, start score alike.",
)
QUESTION = Text(
    "Herkennen jullie dat het bij {group} anders ging dan bij de rest?",
    "Do you recognise that it went otherwise for {group} than for the rest?",
)


def find(family: Family) -> list[Finding]:
    """Each value of each kenmerk_* and of wijk against the rest; the largest difference is tested as the largest.

    Remains: the mean shift without that group.
    """
    return find_contrast(family, list(_groups(family)), NO_GROUPS, WORDS, QUESTION, named=True)


def _groups(family: Family) -> list[Contrast]:
    people = family.followed.people
    found = []
    for name in [c for c in people.columns if c == "wijk" or c.startswith(KENMERK_PREFIX)]:
        values, told_name = people[name], name.removeprefix(KENMERK_PREFIX)
        known = values.notna().to_numpy()
        words = in_words(values)
        levels = np.unique(words[known]).tolist()
        for value in levels if len(levels) > 2 else levels[:1] if len(levels) == 2 else []:
            group = known & (words == value)
            found.append(group_contrast(_called(told_name, value), group, known))
    return found


def _called(name: str, value: str) -> Text:
    """What the group is called inside a sentence."""
    if name == "wijk":
        return Text(f"wijk {value}", f"neighbourhood {value}")
    return Text(f"{name}: {value}", f"{name}: {value}")


EXPLANATION = Explanation(
    "subgroup",
    Text("Vooral één groep", "Mostly one group"),
    Text(
        "Herkennen jullie dat vooral één groep anders ging?",
        "Do you recognise that one group fared otherwise?",
    ),
    Text(
        "De groep met het grootste verschil is uitgezocht; in een volgende periode is het verschil vaak kleiner.",
        "The group with the largest difference was picked out; next time the difference is often smaller.",
    ),
    told(
        "Eén groep inwoners veranderde duidelijk anders dan de rest.",
        "One group of residents clearly changed otherwise than the rest.",
        "Geen enkele groep week veel af van de rest.",
        "No group differed much from the rest.",
        "Of één groep het verschil maakt, is met deze gegevens niet te zeggen.",
        "Whether one group makes the difference cannot be said from these data.",
    ),
    find,
    of_now=True,
)
