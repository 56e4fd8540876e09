"""Contrasts between residents, tested by shuffling who is who: one shuffle for all leefgebieden.

Numbers in, numbers out. Shuffling whole rows keeps what leefgebieden have in common, so the largest of many
contrasts over many leefgebieden has its own exact reference.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import stdtr

N_SHUFFLES = 2_000
NOTHING = 1e-9  # a |z| below it is zero but for rounding


@dataclass(frozen=True)
class Contrasts:
    """`z`: shape (contrasts, leefgebieden), standardised under shuffling. `best`: the strongest contrast a
    leefgebied. `p_value`: of that strongest one among the contrasts of its leefgebied; `p_family`: among
    those of all leefgebieden too (step-down). 1 where a leefgebied cannot say anything."""

    z: np.ndarray
    best: np.ndarray
    p_value: np.ndarray
    p_family: np.ndarray


def test_contrasts(labels: np.ndarray, values: np.ndarray, seed: int = 0) -> Contrasts:
    """Do `values` go with `labels`? The largest |z| over contrasts, shuffling residents N_SHUFFLES times.

    `labels`: shape (residents, contrasts), any numbers, NaN unknown. `values`: shape (residents,
    leefgebieden), NaN missing. Each column is centred; a missing entry counts as the middle, so the shuffle
    stays exact for the rows as they are. z = Σ x·v / √(Σx² Σv² / (n − 1)). Where no shuffle at all reaches the
    observed, p is the smaller of 1/(N + 1) and the t approximation times the number of contrasts: that only
    orders strong findings, it makes none. Source: Westfall & Young 1993, algorithm 2.8; Pitman 1937.
    """
    x, v = _centred(labels), _centred(values)
    n = len(v)
    size = np.sqrt(np.outer((x**2).sum(0), (v**2).sum(0)) / max(n - 1, 1))
    safe = np.where(size > 1e-12, size, np.inf)
    z = (x.T @ v) / safe
    null = _largest(x, v, safe, seed)
    own = np.abs(z).max(axis=0, initial=0)
    own = np.where(own < NOTHING, 0.0, own)
    best = np.abs(z).argmax(axis=0) if len(z) else np.zeros(v.shape[1], dtype=int)
    p_value, p_family = step_down_shuffles(own, null, tail=tail_of(own, n) * max(len(z), 1))
    return Contrasts(z, best, p_value, p_family)


vars(test_contrasts)["__test__"] = False  # a statistic, not one of pytest's tests


def step_down_shuffles(own: np.ndarray, null: np.ndarray, tail: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """p of each leefgebied alone, and step-down over all; `own` shape (j,), `null` shape (j, shuffles).

    (b + 1)/(B + 1), the observed one included. `tail`: what to fall back on, shape (j,), where b = 0.
    """
    order = np.argsort(-own, kind="stable")
    reached = own * (1 - 1e-9)
    patterns = null.shape[1]
    alone = (null >= reached[:, None]).sum(axis=1)
    largest = np.maximum.accumulate(null[order[::-1]])[::-1]
    together = np.empty(len(own), dtype=int)
    together[order] = (largest >= reached[order, None]).sum(axis=1)
    places = np.empty(len(own))
    places[order] = np.arange(len(own), 0, -1)
    p_value, raw = (
        np.where(b == 0, np.minimum(1 / (patterns + 1), tail * times), (b + 1) / (patterns + 1))
        for b, times in ((alone, 1.0), (together, places))
    )
    p_family = np.empty(len(own))
    p_family[order] = np.maximum.accumulate(raw[order]) if len(order) else raw
    nothing = own <= 0
    return np.where(nothing, 1.0, p_value), np.where(nothing, 1.0, p_family)


def tail_of(z: np.ndarray, n: int) -> np.ndarray:
    """Two-sided t approximation of a shuffled correlation, z = r·√(n − 1)."""
    if n < 4:
        return np.ones_like(z)
    r = np.minimum(np.abs(z) / np.sqrt(n - 1), 1 - 1e-12)
    return 2 * stdtr(n - 2, -r * np.sqrt((n - 2) / (1 - r**2)))


@lru_cache(maxsize=8)
def shuffles(n: int, seed: int) -> np.ndarray:
    """N_SHUFFLES orders of n residents, shape (n, shuffles); the same for the same n and seed."""
    orders = np.ascontiguousarray(np.argsort(np.random.default_rng(seed).random((N_SHUFFLES, n)), axis=1).T)
    orders.flags.writeable = False
    return orders


@lru_cache(maxsize=8)
def _back(n: int, seed: int) -> np.ndarray:
    """The way back of each of `shuffles`."""
    orders = shuffles(n, seed)
    back = np.empty_like(orders)
    np.put_along_axis(back, orders, np.broadcast_to(np.arange(n)[:, None], orders.shape), axis=0)
    return back


def _largest(x: np.ndarray, v: np.ndarray, size: np.ndarray, seed: int) -> np.ndarray:
    """The largest |z| over contrasts for each shuffle of `v`, shape (leefgebieden, shuffles).

    Shuffling one side is shuffling the other back: whichever has the fewer columns is shuffled, one by one.
    """
    n, says = len(v), np.isfinite(size).any(axis=0)  # what does not is 0, however it is shuffled
    orders, v, size = shuffles(n, seed), v[:, says], size[:, says]
    found = np.zeros((v.shape[1], orders.shape[1]))
    room = np.empty(orders.shape), np.empty((max(x.shape[1], v.shape[1]), orders.shape[1]))
    if x.shape[1] <= v.shape[1]:
        for column, sizes in zip(x.T, size, strict=True):
            np.maximum(found, strengths(v / sizes, column, _back(n, seed), room), out=found)
    else:
        for at, column in enumerate(v.T):
            strengths(x / size[:, at], column, orders, room).max(axis=0, initial=0, out=found[at])
    largest = np.zeros((len(says), orders.shape[1]))
    largest[says] = found
    return largest


def strengths(
    fixed: np.ndarray, column: np.ndarray, orders: np.ndarray, room: tuple[np.ndarray, np.ndarray]
) -> np.ndarray:
    """|Σ fixed · shuffled column| of each column of `fixed`, shape (columns, shuffles).

    `room`: the arrays to work in, of the shape of `orders` and of the result; asking the system for new memory
    each time costs more than the sums.
    """
    shuffled, found = room
    np.take(column, orders, out=shuffled, mode="clip")  # every order is in range; "raise" works in a copy
    found = np.matmul(fixed.T, shuffled, out=found[: fixed.shape[1]])
    return np.abs(found, out=found)


def _centred(columns: np.ndarray) -> np.ndarray:
    known = ~np.isnan(columns)
    mean = np.where(known, columns, 0).sum(0) / np.maximum(known.sum(0), 1)
    return np.where(known, columns - mean, 0.0)
