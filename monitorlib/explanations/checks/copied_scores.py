"""Were the first scores copied forward on all leefgebieden?"""

import numpy as np
from scipy import special

from monitorlib.explanations.family import Family
from monitorlib.explanations.finding import MIN_PAIRS, TOO_FEW, Explanation, Finding, points, silent, told
from monitorlib.foundation.texts import Text
from monitorlib.statistics import at_least_of, share

MIN_AREAS = 5
FEW_AREAS = Text(
    "Per inwoner zijn minder dan vijf leefgebieden twee keer gescoord; dan zegt gelijk blijven niets.",
    "Fewer than five leefgebieden a resident were scored twice; then staying the same says nothing.",
)
WORDS = Text(
    "{copied} van {n} inwoners hebben op elk leefgebied twee keer precies dezelfde score; te "
    "verwachten zijn er {usual}. "
    "Zonder hen is de verschuiving {without}.",
    "{copied} of {n} residents have exactly the same score twice on every leefgebied; {usual} were "
    "to be expected. "
    "Without them the shift is {without}.",
)
_SHARES = np.linspace(0.02, 0.98, 49)
_SPREADS = np.array([0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4])
_WITHIN = 2.0  # log-likelihood units: every share and spread that the data allow is believed


def find(family: Family) -> list[Finding]:
    """Residents unchanged on ALL leefgebieden against what the others' unchanged leefgebieden predict.

    The others (at least one change) give a truncated beta-binomial of the number unchanged; p is the largest
    binomial tail over all its parameters within two log-likelihood units of the best. One test for all
    leefgebieden together. Remains: the mean shift without those residents.
    """
    change = family.followed.change
    areas = (~np.isnan(change)).sum(axis=1)
    used = areas >= MIN_AREAS
    if len(change) < MIN_PAIRS:
        return silent(family)
    if used.sum() < MIN_PAIRS:
        return silent(family, FEW_AREAS)
    same = (change == 0).sum(axis=1)
    copied = used & (same == areas)
    usual, p = _predicted(same[used], areas[used])
    return [_finding(family, j, used, copied, usual, p) for j in range(len(family.areas))]


def _predicted(same: np.ndarray, areas: np.ndarray) -> tuple[float, float]:
    """The expected number unchanged everywhere, and the p-value of the number seen."""
    whole = same == areas
    share_, spread = (grid.ravel() for grid in np.meshgrid(_SHARES, _SPREADS))
    chance = np.exp(_log_chance(areas, areas, share_, spread))
    partly = ~whole
    fit = (_log_chance(same[partly], areas[partly], share_, spread) - np.log1p(-chance[:, partly])).sum(
        axis=1
    )
    allowed = fit >= fit.max() - _WITHIN
    usual = chance[fit.argmax()].sum() if partly.any() else 0.0
    likely = chance[allowed].mean(axis=1).max() if partly.any() else 1.0
    return float(usual), at_least_of(int(whole.sum()), len(same), min(float(likely), 1.0))


def _log_chance(k: np.ndarray, n: np.ndarray, share_: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Log beta-binomial chance, shape (parameters, residents); spread 0 is the binomial."""
    k, n = k[None, :], n[None, :]
    mu, rho = share_[:, None], np.maximum(spread[:, None], 1e-6)
    scale = 1 / rho - 1
    a, b = mu * scale, (1 - mu) * scale
    choose = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
    beta = choose + special.betaln(k + a, n - k + b) - special.betaln(a, b)
    plain = choose + k * np.log(mu) + (n - k) * np.log1p(-mu)
    return np.where(spread[:, None] == 0, plain, beta)


def _finding(family: Family, j: int, used: np.ndarray, copied: np.ndarray, usual: float, p: float) -> Finding:
    change = family.followed.change[:, j]
    seen = ~np.isnan(change)
    rest = seen & ~copied
    if not family.enough[j] or not rest.any():
        return Finding(TOO_FEW)
    part = share(int(copied.sum()), int(used.sum()))
    without = float(change[rest].mean())
    return Finding(
        WORDS.fill(
            copied=int(copied.sum()), n=int(used.sum()), usual=f"{usual:.0f}", without=points(without)
        ),
        answer="contradicts" if copied.sum() <= max(usual, 1) else "cannot_say",
        estimate=part.estimate,
        unit="share",
        low=part.low,
        high=part.high,
        p_value=p,
        p_family=p,
        takes_away=float(change[seen].mean()) - without,
        remains=without,
        n=int(used.sum()),
        n_smallest=int(min(copied.sum(), rest.sum())),
    )


EXPLANATION = Explanation(
    "copied_scores",
    Text("Overgenomen scores", "Copied scores"),
    Text(
        "Nemen jullie scores weleens over van de vorige keer?",
        "Do you sometimes copy the scores of last time?",
    ),
    Text(
        "Wie echt op alles gelijk bleef, is niet te onderscheiden van wie is overgenomen.",
        "Who really stayed the same on everything cannot be told from who was copied.",
    ),
    told(
        "Meer inwoners dan te verwachten bleven op álle leefgebieden precies gelijk.",
        "More residents than expected stayed exactly the same on ALL leefgebieden.",
        "Er zijn geen tekenen dat scores zijn overgenomen.",
        "There are no signs that scores were copied.",
        "Of scores zijn overgenomen, is met deze gegevens niet te zeggen.",
        "Whether scores were copied cannot be said from these data.",
    ),
    find,
    of_now=True,
)
