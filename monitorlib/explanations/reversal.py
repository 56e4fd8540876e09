"""Simpson: a difference that turns round when it is looked at within like residents (Charig 1986, BMJ 292:879).

The shift of one team is the mean of its groups, so it cannot turn round; only a comparison can: with the
period before, or of some residents with the rest.
"""

import re

import numpy as np
from scipy import stats

from monitorlib.explanations.finding import MIN_GROUP, Classes, Reversal, classes_of
from monitorlib.foundation.texts import Text
from monitorlib.tables import KENMERK_PREFIX

MOST_LEFT_OUT = 0.2  # of the residents: those in groups too small to be one
NOTE = Text(
    "Let op: in elke groep apart ({by}) wijst het verschil de andere kant op. Het geheel komt dan door hoe die "
    "groepen verdeeld zijn.",
    "Mind: within each group ({by}) the difference points the other way. The whole then comes from how these "
    "groups are spread.",
)
A_KENMERK = Text("naar een kenmerk", "by a kenmerk")


def turns_round(
    ones: np.ndarray,
    others: np.ndarray,
    strata_ones: np.ndarray,
    strata_others: np.ndarray,
    looks: int = 1,
) -> bool:
    """Whether `ones` differ from `others` surely one way over all, and the other way in every stratum.

    Both differences must be sure (two-sided .05), the second one put together over strata by n₁n₂/(n₁ + n₂), and
    surer the more ways to make strata are looked at (`looks`, Bonferroni). Strata of fewer than ten residents are
    left out, together a fifth at most; all others need five on either side, and there must be two.
    """
    if min(len(ones), len(others)) < MIN_GROUP:
        return False
    whole, error = _difference(ones, others)
    if not abs(whole) > 1.96 * error:  # before the strata: it is mostly so, and they cost more
        return False
    names, sizes = np.unique(np.concatenate([strata_ones, strata_others]), return_counts=True)
    used = names[sizes >= 2 * MIN_GROUP]
    parts = [(ones[strata_ones == name], others[strata_others == name]) for name in used]
    left_out = sizes[sizes < 2 * MIN_GROUP].sum()
    if len(parts) < 2 or left_out > MOST_LEFT_OUT * sizes.sum():
        return False
    if min(min(map(len, part)) for part in parts) < MIN_GROUP:
        return False
    within = np.array([_difference(*part) for part in parts])
    weight = np.array([len(one) * len(other) / (len(one) + len(other)) for one, other in parts])
    weight = weight / weight.sum()
    together, spread = float(weight @ within[:, 0]), float(np.sqrt(weight**2 @ within[:, 1] ** 2))
    side, surely = np.sign(whole), stats.norm.isf(0.025 / looks) * spread
    return bool((side * within[:, 0] < 0).all() and -side * together > surely)


def _difference(one: np.ndarray, other: np.ndarray) -> tuple[float, float]:
    """In means, and its standard error."""
    variance = one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other)
    return float(one.mean() - other.mean()), float(np.sqrt(variance))


def kenmerken_of(people) -> list[tuple[Text, np.ndarray]]:
    """Each kenmerk and the wijk: its name as it may be told, and the value of each resident ("" unknown)."""
    names = [name for name in people.columns if name == "wijk" or name.startswith(KENMERK_PREFIX)]
    return [(by_column(name), in_words(people[name])) for name in names]


def in_words(column) -> np.ndarray:
    """The values of a column as text, "" where it is not known."""
    return column.astype("object").where(column.notna(), "").astype(str).to_numpy()


def by_column(column: str) -> Text:
    """How a split by this column is called; a name with a figure in it is not told (in a release no word may hold
    a number that the page does not show)."""
    name = column.removeprefix(KENMERK_PREFIX)
    return A_KENMERK if re.search(r"\d", name) else Text(f"naar {name}", f"by {name}")


def table_of(family, *sides: tuple[np.ndarray, np.ndarray]) -> tuple[Classes, ...]:
    """The table of all strata of these sides, each (changes, strata)."""
    return tuple(
        classes_of(family, change[strata == name]) for change, strata in sides for name in np.unique(strata)
    )


def reversal_of(by: Text, *tables: tuple[Classes, ...]) -> Reversal:
    """What is told of a difference that turns round `by` something."""
    return Reversal(NOTE.fill(by=by), tables)
