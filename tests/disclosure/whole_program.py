"""The slow, obvious twin of disclosure.worlds: one integer program over every start × end level, asked twice a
question (decision 125)."""

import itertools

import numpy as np
from scipy.optimize import LinearConstraint, milp

from monitorlib.disclosure.coarse import bounds_of
from monitorlib.disclosure.rules import PARTS, THREE
from monitorlib.disclosure.second import Told

_TURNS = {"improved": 1, "unchanged": 0, "deteriorated": -1}


def asked_of_the_whole(told: Told, could: int | None, parts, n: int) -> bool:
    """As `stays_open`, by the smallest and the largest value of each count of start × shift."""
    size, room = told.levels, len(told.room)
    begin, end = np.divmod(np.arange(size * size), size)
    start = np.concatenate([begin, np.arange(size)])
    points = np.concatenate([end - begin, np.zeros(size)])
    once = np.arange(len(start)) >= size * size
    turn = np.where(once, np.nan, np.where(np.abs(points) > told.within, np.sign(points), 0.0))
    sign = np.where(once, np.nan, np.sign(points))
    others = (sum(count for _run, count in parts) or n) - n

    def of(name):
        return np.isin(turn, [_TURNS[THREE[place]] for place in PARTS[name]])

    rows = [(of(name), count, count) for name, count in (told.counts or {}).items()]
    rows += [(of(name), *ends) for name, ends in bounds_of(told.few).items()]
    rows.append((once, others, others))
    within = [(run[0] <= start) & (start <= run[1]) for run, _count in parts]
    rows += [(cells, count, count) for cells, (_run, count) in zip(within, parts, strict=True)]
    if could is not None:
        rows.append((~once & (start >= room), n - could, n - could))
        within.append(start >= room)
    if told.mean is not None:
        rows.append((points, n * (told.mean - 0.0501), n * (told.mean + 0.0501)))
    matrix, low, high = (np.array(each, dtype=float) for each in zip(*rows, strict=True))
    turns = [turn == way for way in (1, 0, -1)] + ([once] if others else [])
    if told.within:
        within += [start == level for level in range(size)]
        turns += [sign == way for way in (1, 0, -1)]
    fits = LinearConstraint(matrix, low, high)
    for cells, way in itertools.product(within, turns):
        asked = cells & way
        if asked.any():
            least, most = (milp(by * asked, integrality=1, constraints=fits) for by in (1, -1))
            if least.x is None:
                raise ValueError("what is told contradicts itself")
            if not round(least.fun) < round(-most.fun):
                return False
    return True
