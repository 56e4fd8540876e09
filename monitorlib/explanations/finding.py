"""What a check is, what it returns for one leefgebied, and whether a difference turns round within groups.

The last is Simpson's (Charig 1986, BMJ 292:879). The shift of one team is the mean of its groups, so it cannot
turn round; only a comparison can: with the period before, or of some residents with the rest.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from monitorlib.foundation.texts import Text
from monitorlib.tables import KENMERK_PREFIX

Classes = tuple[int, int, int]  # improved, the same, deteriorated
ALPHA = 0.05  # of one shift
FALSE_FLAGS = 0.07  # decision 40: of all checks × leefgebieden of a team together
MIN_PAIRS = 10
HALF = 0.5  # decision 44: an explanation that takes away less than this part of a shift is none
MIN_GROUP = 5  # a smaller group is not compared: one resident would be the answer
TOO_FEW = Text(
    "Te weinig inwoners zijn twee keer gemeten om dit te zeggen.",
    "Too few residents were measured twice to say this.",
)


@dataclass(frozen=True)
class Reversal:
    """That a difference turns round within like residents: `note` tells it without a number; `tables` are
    those that it rests on, each of groups of residents (`reversal_of`)."""

    note: Text
    tables: tuple[tuple[Classes, ...], ...]


@dataclass(frozen=True)
class Finding:
    """What a check found for one leefgebied, before the number of checks is taken into account.

    `estimate` is in `unit`, with a 95% interval `low`..`high`. `p_value` is of this leefgebied alone,
    `p_family` over the leefgebieden of this check; both None where the check makes no test. `answer` is what
    holds when the finding is not flagged; `eligible` is False where other conditions for a flag are not met
    (there is no shift to explain). `takes_away` is the part of the mean shift that the explanation accounts for,
    `remains` the rest, scale points. `n` counts the residents behind the comparison, `n_smallest` those of its
    smallest group; `classes`: how many improved, stayed the same and deteriorated in each group, where groups
    of residents are compared that anyone can tell apart. `tables`: further tables, each of such groups, which the
    answer rests on. `looks_back`: it rests on scores of the period before too. `divisions`: how the check
    parts those followed (1 in the group, −1 in the rest, 0 neither), a row a division. `reversal`: where it
    holds and turns round within like residents. `told`: the sentence without numbers, where it is not the one
    that the check has for this answer (why it cannot be said).
    """

    sentence: Text
    answer: str = "cannot_say"
    estimate: float | None = None
    unit: str | None = None
    low: float | None = None
    high: float | None = None
    p_value: float | None = None
    p_family: float | None = None
    eligible: bool = True
    takes_away: float | None = None
    remains: float | None = None
    n: int | None = None
    n_smallest: int | None = None
    question: Text | None = None
    classes: tuple[Classes, ...] | None = None
    tables: tuple[tuple[Classes, ...], ...] = ()
    looks_back: bool = False
    divisions: np.ndarray | None = None
    reversal: Reversal | None = None
    told: Text | None = None


@dataclass(frozen=True)
class Explanation:
    """A check: its name, its words, and `find(family) -> [Finding]`, one a leefgebied of `family.areas`.

    `told` holds the sentence of each answer without any number: it may be released. `own_family` is True
    where its flags are not counted with those of the others (chance, elsewhere). `of_now` is True where `find`
    looks at these residents in this period and at nothing else of the family: not at `others`, `before`,
    `versions` or `repeats`.
    """

    name: str
    label: Text
    question: Text
    limits: Text
    told: dict[str, Text]
    find: Callable
    own_family: bool = False
    of_now: bool = False


def told(nl_supports, en_supports, nl_contradicts, en_contradicts, nl_unknown, en_unknown) -> dict[str, Text]:
    """The released sentence of each answer."""
    return {
        "supports": Text(nl_supports, en_supports),
        "contradicts": Text(nl_contradicts, en_contradicts),
        "cannot_say": Text(nl_unknown, en_unknown),
    }


def silent(family, reason: Text = TOO_FEW, told: Text | None = None) -> list[Finding]:
    """`cannot_say` with its reason, for every leefgebied; `told` is the reason as a release may tell it."""
    return [Finding(reason, told=told)] * len(family.areas)


def points(number: float) -> Text:
    """A number with one decimal and its sign; never minus zero."""
    shown = f"{round(float(number), 1) + 0.0:+.1f}"
    return Text(shown.replace(".", ",").replace("-", "−"), shown.replace("-", "−"))


def classes_of(family, change: np.ndarray) -> Classes:
    """How many of these changes are better, the same (by the instrument's border) and worse."""
    same = np.round(np.abs(change), 4) <= family.instrument.unchanged_within
    return int((~same & (change > 0)).sum()), int(same.sum()), int((~same & (change < 0)).sum())


def level(number: float, decimals: int = 1) -> Text:
    """A score or a share, with one decimal unless said otherwise, without a sign."""
    shown = f"{float(number):.{decimals}f}"
    return Text(shown.replace(".", ","), shown)


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
    if not surely_apart(ones, others):
        return False
    whole, _error = _difference(ones, others)
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
    side, surely = np.sign(whole), -ndtri(0.025 / looks) * spread
    return bool((side * within[:, 0] < 0).all() and -side * together > surely)


def surely_apart(ones: np.ndarray, others: np.ndarray) -> bool:
    """Whether both are groups, and differ surely over all. What asks `turns_round` of many strata asks this once
    beforehand: mostly they do not, and strata cost more."""
    if min(len(ones), len(others)) < MIN_GROUP:
        return False
    whole, error = _difference(ones, others)
    return bool(abs(whole) > 1.96 * error)


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
    known = column.notna().tolist()
    told = zip(column.tolist(), known, strict=True)
    return np.array([str(value) if is_known else "" for value, is_known in told], dtype=str)


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
