"""Is a score more often missing at the second measurement for those who started high, or low?"""

import numpy as np

from monitorlib.explanations.family import Family
from monitorlib.explanations.finding import MIN_GROUP, TOO_FEW, Explanation, Finding, level, points, told
from monitorlib.foundation.texts import Text
from monitorlib.statistics.intervals import difference_of
from monitorlib.statistics.permutations import shuffles, step_down_shuffles, strengths, tail_of
from monitorlib.statistics.standardise import poststratified_shift

FEW_MISSING = Text(
    "Bij minder dan vijf inwoners mist alleen hier de tweede score; dat is te weinig om iets te zeggen.",
    "The second score is missing just here for fewer than five residents; too few to say anything.",
)
MANY = 1 / 3  # of those measured again: from here on the page says that many are missing, whoever they are
MANY_ALIKE = Text(
    "Bij veel inwoners ontbreekt hier de tweede score. Zij begonnen ongeveer zoals de anderen: niets wijst "
    "erop dat de verschuiving daardoor anders uitvalt.",
    "For many residents the second score is missing here. They started much like the others: nothing points to "
    "another shift because of that.",
)
MANY_UNKNOWN = Text(
    "Bij veel inwoners ontbreekt hier de tweede score. Of zij anders begonnen, is met deze gegevens niet te "
    "zeggen.",
    "For many residents the second score is missing here. Whether they started otherwise cannot be said from "
    "these data.",
)
WORDS = Text(
    "Bij {lost} van {n} inwoners die wel opnieuw zijn gemeten, mist hier de tweede score. Zij "
    "begonnen op {theirs}, "
    "de anderen op {ours}. Met hen erbij, naar hun startscore, zou de verschuiving {whole} zijn.",
    "For {lost} of {n} residents who were measured again, the second score is missing here. They started at "
    "{theirs}, the others at {ours}. With them, by their start score, the shift would be {whole}.",
)


def find(family: Family) -> list[Finding]:
    """Among those measured again elsewhere: start scores of those with and without a second score here.

    Estimate: mean start score of those with a second score minus that of everybody, which is the part missing
    times the difference between both groups: so far the start scores behind the shift are off. An interval of
    that within a difference that does not matter contradicts. Who was not measured again at all belongs to
    `dropout`; a score that was missing at the first measurement does not count.
    """
    pre, lost = family.followed.pre, _lost(family)
    if not (family.enough & (lost.sum(axis=0) >= MIN_GROUP)).any():  # mostly so, and the shuffles cost more
        return [Finding(FEW_MISSING if enough else TOO_FEW) for enough in family.enough]
    known = ~np.isnan(pre) & (lost | ~np.isnan(family.followed.change))
    p_value, p_family = _tested(family, pre, lost, known)
    return [
        _finding(family, j, lost[:, j] & known[:, j], known[:, j], p_value[j], p_family[j])
        for j in range(len(family.areas))
    ]


def _tested(
    family: Family, pre: np.ndarray, lost: np.ndarray, known: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """p of each leefgebied alone, and over all: whether start scores go with who has no second score here."""
    y = np.where(known, pre - _mean(pre, known), 0.0)
    x = np.where(known, lost - _mean(lost.astype(float), known), 0.0)
    n = len(y)
    size = np.sqrt((x**2).sum(0) * (y**2).sum(0) / max(n - 1, 1))
    size = np.where(size > 1e-12, size, np.inf)
    own = np.abs((x * y).sum(0)) / size
    orders = shuffles(n, family.seed)
    null = np.empty((y.shape[1], orders.shape[1]))
    shuffled, sized = np.empty(orders.shape), y / size
    for j, found in enumerate(null):
        strengths(sized[:, [j]], x[:, j], orders, (shuffled, found[None]))
    return step_down_shuffles(own, null, tail_of(own, n))


def _lost(family: Family) -> np.ndarray:
    """Scored at the first measurement, not at the second; shape of `followed`."""
    people = family.followed.people
    scored_first = (people["pre_date"] <= people["post_date"]).to_numpy(dtype=bool, na_value=True)
    return (~np.isnan(family.followed.pre)) & np.isnan(family.followed.change) & scored_first[:, None]


def _mean(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    return np.where(known, values, 0).sum(0) / np.maximum(known.sum(0), 1)


def _finding(family: Family, j: int, lost: np.ndarray, known: np.ndarray, p_value, p_family) -> Finding:
    if not family.enough[j]:
        return Finding(TOO_FEW)
    if lost.sum() < MIN_GROUP:
        return Finding(FEW_MISSING)
    pre = family.followed.pre[:, j]
    change = np.where(lost, np.nan, family.followed.change[:, j])
    ours, theirs = pre[known & ~lost], pre[lost]
    part = len(theirs) / known.sum()
    difference = difference_of(ours, theirs)
    more = difference.interval()
    whole = poststratified_shift(pre[known], change[known]).estimate
    small = difference.surely_within(family.small / part)
    answer = "contradicts" if small and p_value > 0.05 else "cannot_say"
    return Finding(
        WORDS.fill(
            lost=len(theirs),
            n=int(known.sum()),
            theirs=level(theirs.mean()),
            ours=level(ours.mean()),
            whole=points(whole),
        ),
        answer=answer,
        estimate=part * more.estimate,
        unit="scale points",
        low=part * more.low,
        high=part * more.high,
        p_value=float(p_value),
        p_family=float(p_family),
        takes_away=float(np.nanmean(change)) - whole,
        remains=whole,
        n=int(known.sum()),
        n_smallest=min(len(ours), len(theirs)),
        told=_many(answer) if part >= MANY else None,
    )


def _many(answer: str) -> Text:
    return MANY_ALIKE if answer == "contradicts" else MANY_UNKNOWN


EXPLANATION = Explanation(
    "missing_scores",
    Text("Ontbrekende scores", "Missing scores"),
    Text(
        "Wanneer slaan jullie dit leefgebied over bij een tweede meting?",
        "When do you skip this at a second measurement?",
    ),
    Text(
        "Wat de ontbrekende score geweest zou zijn, is niet te weten.",
        "What the missing score would have been cannot be known.",
    ),
    told(
        "De tweede score ontbreekt vaker bij inwoners met een bepaalde startscore.",
        "The second score is missing more often for residents with a certain start score.",
        "Waar de tweede score ontbreekt, was de startscore ongeveer gelijk.",
        "Where the second score is missing, the start score was about the same.",
        "Of ontbrekende scores meespelen, is met deze gegevens niet te zeggen.",
        "Whether missing scores play a part cannot be said from these data.",
    ),
    find,
    of_now=True,
)
