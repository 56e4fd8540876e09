"""The slow, obvious second implementations: enumeration and plain loops. The fast ones must agree."""

from itertools import product
from math import comb, sqrt

import numpy as np
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import t as student


def midranks(sizes):
    """The mean of the places that equal sizes share, counted from 1."""
    return [(sum(b < a for b in sizes) + 1 + sum(b <= a for b in sizes)) / 2 for a in sizes]


def signed_ranks(change, zeros="pratt"):
    """Signed midranks of the changes that are not 0."""
    ranked = list(change) if zeros == "pratt" else [d for d in change if d != 0]
    ranks = midranks([abs(d) for d in ranked])
    return [rank if d > 0 else -rank for d, rank in zip(ranked, ranks, strict=True) if d != 0]


def flip_p_values(scores):
    """(two-sided, mid, greater, less) over every pattern of signs; `scores` are exact in binary."""
    observed = sum(scores)
    patterns = list(product((-1, 1), repeat=len(scores)))
    sums = [sum(sign * score for sign, score in zip(signs, scores, strict=True)) for signs in patterns]
    as_strong = sum(abs(x) >= abs(observed) for x in sums)
    on_each_side = sum(x == observed for x in sums) + sum(x == -observed for x in sums)
    greater, less = sum(x >= observed for x in sums), sum(x <= observed for x in sums)
    if not scores:
        return 1.0, 1.0, 1.0, 1.0
    return tuple(count / len(sums) for count in (as_strong, as_strong - on_each_side / 2, greater, less))


def tango(up, down, n, z):
    """The limits where the score test just does not reject, its nuisance found by maximum likelihood."""

    def score(net):
        def loss(q):
            parts = ((up, q + net), (down, q), (n - up - down, 1 - 2 * q - net))
            return -sum(count * np.log(max(share, 1e-300)) for count, share in parts if count)

        bounds = (max(0.0, -net), (1 - net) / 2)
        found = minimize_scalar(loss, bounds=bounds, method="bounded", options={"xatol": 1e-12})
        q = min([found.x, *bounds], key=loss)
        return (up - down - n * net) / sqrt(n * max(2 * q + net - net * net, 1e-18))

    estimate, edge = (up - down) / n, 1 - 1e-9
    low = -1.0 if score(-edge) < z else brentq(lambda d: score(d) - z, -edge, estimate, xtol=1e-10)
    high = 1.0 if score(edge) > -z else brentq(lambda d: score(d) + z, estimate, edge, xtol=1e-10)
    return low, high


def plus_two_t(change, level):
    """An ordinary t interval with one pseudo pair of +1 and one of -1 put in."""
    more = [*change, 1, -1]
    mean = sum(more) / len(more)
    error = sqrt(sum((d - mean) ** 2 for d in more) / (len(more) - 1) / len(more))
    half = student.ppf((1 + level) / 2, len(more) - 1) * error
    return mean - half, mean + half


def max_t(changes):
    """Step-down max-T over every pattern of signs; `changes` is a list of rows, None where a pair misses."""
    columns = list(zip(*changes, strict=True))
    scores = []
    for column in columns:
        present = [d for d in column if d is not None]
        ranks = iter(midranks([abs(d) for d in present]))
        scores.append([0 if d is None else next(ranks) * ((d > 0) - (d < 0)) for d in column])
    size = [sqrt(sum(s * s for s in column)) or 1.0 for column in scores]

    def strengths(signs):
        return [
            abs(sum(sign * s for sign, s in zip(signs, column, strict=True))) / size[j]
            for j, column in enumerate(scores)
        ]

    own = strengths([1] * len(changes))
    order = sorted(range(len(own)), key=lambda j: -own[j])
    patterns = [strengths(signs) for signs in product((-1, 1), repeat=len(changes))]
    adjusted, largest = [0.0] * len(own), 0.0
    for place, j in enumerate(order):
        weaker = order[place:]
        share = sum(max(p[k] for k in weaker) >= own[j] - 1e-9 for p in patterns) / len(patterns)
        largest = max(largest, share)
        adjusted[j] = largest if own[j] > 0 else 1.0
    return adjusted


def holm(p):
    """Holm by its definition: the largest of (m - rank + 1) p over all that are as small or smaller."""
    order = sorted(range(len(p)), key=lambda i: p[i])
    stepped = [min(1, (len(p) - place) * p[i]) for place, i in enumerate(order)]
    return {i: max(stepped[: place + 1]) for place, i in enumerate(order)}


def benjamini_hochberg(p):
    """The smallest m p / rank over all that are as large or larger."""
    order = sorted(range(len(p)), key=lambda i: p[i])
    stepped = [min(1, len(p) * p[i] / (place + 1)) for place, i in enumerate(order)]
    return {i: min(stepped[place:]) for place, i in enumerate(order)}


def sign_mid_p(up, down):
    """Two-sided mid-p of the sign test from binomial coefficients."""
    m, k = up + down, max(up, down)
    if up == down:
        return 1.0
    return sum(2 * comb(m, j) for j in range(k + 1, m + 1)) / 2**m + comb(m, k) / 2**m


def power(n, unchanged, net):
    """Chance that the sign test's mid-p is at most .05 for the better, all tables enumerated."""
    changed = max(1 - unchanged, net)
    better, worse = (changed + net) / 2, (changed - net) / 2
    total = 0.0
    for up in range(n + 1):
        for down in range(n - up + 1):
            if up > down and sign_mid_p(up, down) <= 0.05:
                ways = comb(n, up) * comb(n - up, down)
                total += ways * better**up * worse**down * (1 - changed) ** (n - up - down)
    return total


def own_trend(moments, scores, within=0.0):
    """Kendall's tau-a in twelfths by looking at every two measurements; None where no two have an order."""
    leaning, compared = 0, 0
    for i, first in enumerate(moments):
        for j, second in enumerate(moments):
            if first < second:
                change = round(scores[j] - scores[i], 4)
                compared += 1
                leaning += 0 if abs(change) <= within else (change > 0) - (change < 0)
    return None if compared == 0 else round(12 * leaning / compared) / 12


def pooled(y, v, spreads, vague=1e4):
    """Means and standard deviations of the true values, by conditioning a normal distribution for every spread.

    The mean of all is one more unknown, with a variance so large that it says nothing.
    """
    y, v = np.asarray(y, dtype=float), np.asarray(v, dtype=float)
    weights, means, squares = [], [], []
    for spread in spreads:
        prior = spread**2 * np.eye(len(y)) + vague
        total = prior + v
        gain = prior @ np.linalg.inv(total)
        mean, left = gain @ y, prior - gain @ prior
        _sign, size = np.linalg.slogdet(total)
        weights.append(-0.5 * (size + y @ np.linalg.solve(total, y)))
        means.append(mean)
        squares.append(np.diag(left) + mean**2)
    chance = np.exp(np.array(weights) - max(weights))
    chance /= chance.sum()
    mean = chance @ np.array(means)
    return mean, np.sqrt(chance @ np.array(squares) - mean**2)
