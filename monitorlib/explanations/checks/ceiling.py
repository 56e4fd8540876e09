"""Was there room to improve, or did most residents start at the best score (or too near to it)?"""

import numpy as np

from monitorlib.explanations.family import Family
from monitorlib.explanations.finding import TOO_FEW, Explanation, Finding, level, points, told
from monitorlib.foundation.texts import Text
from monitorlib.statistics import at_least_drawn, at_least_of, holm, share

MOSTLY = 0.5
UNUSUAL = 0.8  # decision 42: without other teams, as many at the best score are more than a scale should have
WORDS = Text(
    "{top} van {n} inwoners hadden bij de start geen ruimte om vooruit te gaan. De anderen veranderden gemiddeld "
    "{others}.",
    "{top} of {n} residents had no room to improve at the start. The others changed by {others} on average.",
)
WORDS_BESIDE = Text(
    "{first} In de andere teams had {share} van de 10 bij de start geen ruimte.",
    "{first} In the other teams {share} of 10 had no room at the start.",
)


def find(family: Family) -> list[Finding]:
    """Share of the pairs that started at the best score, or within `unchanged_within` of it (Wilson).

    Flagged: surely more than half, and more than in the other teams (hypergeometric, Holm over leefgebieden);
    without other teams: more than 80% (binomial).

    Takes away: what those without room to improve contributed to the mean shift.
    """
    tested = [_counts(family, j) for j in range(len(family.areas))]
    p = np.array([_p(*counts) if family.enough[j] else np.nan for j, counts in enumerate(tested)])
    adjusted = holm(p)
    return [
        _finding(family, j, tested[j], p[j], adjusted[j]) if family.enough[j] else Finding(TOO_FEW)
        for j in range(len(family.areas))
    ]


def _counts(family: Family, j: int) -> tuple[int, int, int, int]:
    """Without room to improve, all; the same in the other teams (0, 0 without them)."""
    pre = family.now.pre[~np.isnan(family.now.change[:, j]), j]
    others = family.others[j] if family.others else None
    if others is None or others.n.sum() < 10:
        return int(family.without_room(pre).sum()), len(pre), 0, 0
    return (
        int(family.without_room(pre).sum()),
        len(pre),
        int(others.n[family.without_room(others.pre)].sum()),
        int(others.n.sum()),
    )


def _p(top: int, n: int, top_others: int, n_others: int) -> float:
    if n_others:
        return at_least_drawn(top, n, top + top_others, n + n_others)
    return at_least_of(top, n, UNUSUAL)


def _finding(family: Family, j: int, counts: tuple, p: float, adjusted: float) -> Finding:
    top, n, top_others, n_others = counts
    change, pre = family.now.change[:, j], family.now.pre[:, j]
    room = ~np.isnan(change) & ~family.without_room(pre)
    part = share(top, n)
    contributed = float(change[room].sum() / n)
    words = WORDS.fill(top=top, n=n, others=points(change[room].mean() if room.any() else 0.0))
    if n_others:
        words = WORDS_BESIDE.fill(first=words, share=level(10 * top_others / n_others))
    answer = "supports" if part.low > MOSTLY else "contradicts" if part.high < MOSTLY else "cannot_say"
    return Finding(
        words,
        answer=answer,
        estimate=part.estimate,
        unit="share",
        low=part.low,
        high=part.high,
        p_value=p,
        p_family=float(adjusted),
        eligible=part.low > MOSTLY,
        takes_away=float(np.nanmean(change)) - contributed,
        remains=contributed,
        n=n,
        n_smallest=min(top, n - top),
    )


EXPLANATION = Explanation(
    "ceiling",
    Text("Geen ruimte om vooruit te gaan", "No room to improve"),
    Text(
        "Hoeveel ruimte voor verbetering zien jullie op dit leefgebied?",
        "How much room to improve do you see?",
    ),
    Text(
        "De schaal houdt op; of iemand daarboven nog vooruitging, is niet te zien. Behouden is ook een resultaat.",
        "The scale ends; whether somebody improved beyond it cannot be seen. Keeping is a result too.",
    ),
    told(
        "De meeste inwoners hadden bij de start al geen ruimte om vooruit te gaan.",
        "Most residents had no room to improve from the start.",
        "De meeste inwoners hadden ruimte om vooruit te gaan.",
        "Most residents had room to improve.",
        "Of er te weinig ruimte was, is niet goed te zeggen.",
        "Whether there was too little room cannot well be said.",
    ),
    find,
)
