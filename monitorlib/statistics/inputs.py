"""What the statistics take in, checked once: an error names the argument and the rule, never a value."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text

# Differences closer than this (as a share of the largest one) are one difference: 0.3 - 0.1 and 0.2 tie.
TIE = 1e-9


@dataclass(frozen=True)
class Differences:
    """Paired differences as counts: all that the tests of one group need.

    `magnitudes` are the distinct absolute differences above 0, ascending, shape (k,), scale points;
    `up` and `down` count the residents with that difference in the good and in the bad direction;
    `unchanged` counts those with difference 0.
    """

    magnitudes: np.ndarray
    up: np.ndarray
    down: np.ndarray
    unchanged: int

    @property
    def changed(self) -> np.ndarray:
        """Residents by magnitude, whatever the direction; shape (k,)."""
        return self.up + self.down


def refuse(argument: str, nl: str, en: str) -> UserError:
    """The error for a wrong argument, in both languages."""
    return UserError(Text(f"{argument}: {nl}.", f"{argument}: {en}."))


def numbers(values: object, argument: str, ndim: int = 1) -> np.ndarray:
    """`values` as floats of `ndim` dimensions; missing stays NaN, infinite or no number is refused."""
    try:
        array = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise refuse(argument, "moet uit getallen bestaan", "must consist of numbers") from None
    if array.ndim != ndim:
        raise refuse(
            argument,
            f"moet {ndim} dimensie{'s'[: ndim > 1]} hebben",
            f"must have {ndim} dimension{'s'[: ndim > 1]}",
        )
    if np.isinf(array).any():
        raise refuse(argument, "oneindige waarden mogen niet", "infinite values are not allowed")
    return array


def same_length(first: np.ndarray, second: np.ndarray, names: str) -> None:
    """Refuse two arrays of different shape; `names` tells which two."""
    if first.shape != second.shape:
        raise refuse(names, "moeten even lang zijn", "must have the same length")


def whole_counts(counts: object, argument: str) -> np.ndarray:
    """`counts` as whole numbers of 0 or more."""
    array = numbers(counts, argument)
    if np.isnan(array).any() or (array < 0).any() or (array != np.floor(array)).any():
        raise refuse(
            argument, "aantallen zijn hele getallen van 0 of meer", "counts are whole numbers of 0 or more"
        )
    return array.astype(np.int64)


def between(value: float, low: float, high: float, argument: str) -> float:
    """`value` when it lies strictly between `low` and `high`."""
    number = numbers(value, argument, ndim=0)
    if not low < number < high:
        raise refuse(argument, f"moet tussen {low} en {high} liggen", f"must lie between {low} and {high}")
    return float(number)


def whole_number(value: object, least: int, argument: str) -> int:
    """`value` when it is a whole number of `least` or more."""
    number = numbers(value, argument, ndim=0)
    if not (number == np.floor(number) and number >= least):
        raise refuse(
            argument, f"moet een heel getal van {least} of meer zijn", f"must be a whole number of {least} up"
        )
    return int(number)


def paired_changes(change: object, argument: str = "change") -> tuple[np.ndarray, np.ndarray]:
    """The distinct differences and how often each occurs; a missing pair (NaN) does not count.

    `change` is an array of paired differences, one a resident, or a mapping difference → count.
    """
    if isinstance(change, Mapping):
        values = numbers([_as_number(key, argument) for key in change], argument)
        if np.isnan(values).any():
            raise refuse(argument, "een verschil ontbreekt", "a difference is missing")
        return values, whole_counts(list(change.values()), argument)
    values = numbers(change, argument)
    return np.unique(values[~np.isnan(values)], return_counts=True)


def _as_number(key: Any, argument: str) -> float:
    try:
        return float(key)
    except (TypeError, ValueError):
        raise refuse(argument, "moet uit getallen bestaan", "must consist of numbers") from None


def tally(change: object) -> Differences:
    """Count paired differences by size and direction; see `paired_changes` for what goes in."""
    values, counts = paired_changes(change)
    size = np.abs(values)
    level = tie_levels(size)
    distinct = level.max(initial=0)
    up, down = (
        np.bincount(level, weights=np.where(values * sign > 0, counts, 0), minlength=distinct + 1).astype(
            np.int64
        )[1:]
        for sign in (1, -1)
    )
    magnitudes = np.zeros(distinct + 1)
    np.maximum.at(magnitudes, level, size)
    seen = up + down > 0
    return Differences(magnitudes[1:][seen], up[seen], down[seen], int(counts[level == 0].sum()))


def tie_levels(size: np.ndarray) -> np.ndarray:
    """Number the distinct sizes from small to large, 0 for no difference; ties within TIE share a number.

    `size` holds absolute differences, shape (n,), without NaN.
    """
    order = np.argsort(size, kind="stable")
    ladder = np.concatenate([[0.0], size[order]])
    level = np.empty(len(size), dtype=np.int64)
    level[order] = np.cumsum(np.diff(ladder) > TIE * ladder[-1])
    return level
