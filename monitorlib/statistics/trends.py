"""All measurements: each resident's own trend, and a test of many such trends. Numbers in, numbers out."""

from dataclasses import dataclass

import numpy as np
from scipy.fft import next_fast_len

from monitorlib.statistics.inputs import numbers, refuse, same_length

STEPS = 12  # a trend is held in twelfths: exact up to four measurements, a twenty-fourth off at most beyond
_BLOCK = 4_000_000  # chances that are held at a time


@dataclass(frozen=True)
class OwnTrends:
    """A trend for each series, by ascending code.

    `trend` between −1 and 1, NaN where a series has fewer than two moments; `count`: scores of each series.
    """

    series: np.ndarray
    trend: np.ndarray
    count: np.ndarray


@dataclass(frozen=True)
class TrendTests:
    """For each cell, shape (cells,): the two-sided p of its trends, exact and mid; 1 where none leans any way."""

    p_exact: np.ndarray
    p_mid: np.ndarray


def own_trends(series: object, moment: object, score: object, within: object = 0.0) -> OwnTrends:
    """Of every two scores of one series: how often the later is better, minus how often it is worse.

    `series` (whole codes: one a resident and leefgebied), `moment` (any numbers that grow with time) and `score`
    (positive is better) hold one entry a measurement, in any order. Two scores at most `within` points apart (one
    number, or one an entry) are the same; two at one moment have no order and are left out. A trend is 1 where
    every later score is better, and with two measurements it is the direction of the change: 1, 0 or −1. It is
    Kendall's tau-a of score against order, in twelfths. One moment only: NaN. UserError: a missing or infinite
    value, arrays of different length. Source: Kendall 1938, Biometrika 30:81.
    """
    code, time, value = (
        _whole(each, name) for each, name in zip((series, moment, score), _NAMES, strict=True)
    )
    same_length(code, time, "series, moment")
    same_length(code, value, "series, score")
    border = np.broadcast_to(numbers(within, "within", ndim=np.asarray(within).ndim), value.shape)
    order = _in_order(code, time)
    code, time, value, border = code[order], time[order], value[order], border[order]
    starts = np.flatnonzero(np.diff(code, prepend=np.nan) != 0)
    count = np.diff(np.append(starts, len(code)))
    leaning, compared = _compared(np.repeat(np.arange(len(count)), count), time, value, border, count)
    with np.errstate(invalid="ignore"):
        trend = np.rint(STEPS * leaning / compared) / STEPS
    return OwnTrends(code[starts].astype(np.int64), trend, count)


_NAMES = ("series", "moment", "score")


def _in_order(code: np.ndarray, time: np.ndarray) -> np.ndarray:
    """The entries by series, then by moment; one key where both are whole, which is sorted sooner."""
    span = float(np.ptp(time)) + 1 if len(time) else 1.0
    if (time == np.floor(time)).all() and (np.ptp(code) if len(code) else 0) * span < 2.0**53:
        key = ((code - code.min(initial=np.inf)) * span + (time - time.min(initial=np.inf))).astype(np.int64)
        return np.arange(len(key)) if (np.diff(key) >= 0).all() else np.argsort(key)
    return np.lexsort((time, code))


def _whole(values: object, name: str) -> np.ndarray:
    array = numbers(values, name)
    if np.isnan(array).any():
        raise refuse(name, "er ontbreekt een waarde", "a value is missing")
    return array


def _compared(
    run: np.ndarray, time: np.ndarray, value: np.ndarray, border: np.ndarray, count: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Of each run: pairs in which the later score is better minus those in which it is worse; and all pairs."""
    leaning, compared = np.zeros(len(count)), count * (count - 1) / 2
    here, ends = np.arange(len(run)), np.cumsum(count)[run]
    whole = (value == np.floor(value)).all()  # then there is nothing to round
    at_once, any_border = ((np.diff(time) == 0) & (np.diff(run) == 0)).any(), border.any()
    for apart in range(1, int(count.max(initial=0))):
        here = here[here + apart < ends[here]]
        later = here + apart
        change = value[later] - value[here]
        change = change if whole else np.round(change, 4)
        lean = np.sign(change)
        if any_border:
            lean = np.where(np.abs(change) > border[here], lean, 0.0)
        if at_once:
            ordered = time[later] > time[here]
            lean = np.where(ordered, lean, 0.0)
            compared -= np.bincount(run[here], weights=~ordered, minlength=len(count))
        leaning += np.bincount(run[here], weights=lean, minlength=len(count))
    return leaning, compared


def trend_tests(cell: np.ndarray, trend: np.ndarray, cells: int) -> TrendTests:
    """Test of every cell whether its trends lean one way: each resident's series may as well have run backwards.

    `cell` (codes from 0, below `cells`) and `trend` (−1..1, no NaN), one entry a resident. Running a series
    backwards turns the sign of its trend and of nothing else, so under the null every sign is a fair coin, however
    much scores of one resident resemble each other. That is weaker than "every order of a resident's scores is as
    likely", which is false where scores that lie close together in time are alike, and then finds too much.
    *Neither holds where residents are first measured in a crisis*: then scores rise without help, here as
    between the first and the last measurement (`regression_to_the_mean` asks for it).

    The null distribution of the sum of trends (in twelfths) is exact, to some 1e-14. Nobody with a trend, or a sum
    of 0: p_exact 1; mid-p as in `signed_rank`.
    """
    twelfths = np.rint(STEPS * trend).astype(np.int64)
    sizes = np.zeros((cells, STEPS + 1), dtype=np.int64)
    np.add.at(sizes, (cell, np.abs(twelfths)), 1)
    observed = np.abs(np.bincount(cell, weights=twelfths, minlength=cells)).astype(np.int64)
    reach = sizes @ np.arange(STEPS + 1)
    p_exact, point = np.ones(cells), np.ones(cells)
    for chosen in _blocks(reach):
        p_exact[chosen], point[chosen] = _tails(sizes[chosen, 1:], observed[chosen], int(reach[chosen].max()))
    return TrendTests(p_exact, np.where(reach > 0, p_exact - point / 2 * np.where(observed > 0, 1, 2), 1.0))


def _blocks(reach: np.ndarray) -> list[np.ndarray]:
    """The cells with a trend in blocks of like reach, none too large to hold."""
    order = np.argsort(reach, kind="stable")
    order = order[reach[order] > 0]
    cuts, held = [], 0
    for place, width in enumerate(reach[order].tolist()):
        held += 1
        if held * (width + 2) > _BLOCK:
            cuts.append(place)
            held = 1
    return [block for block in np.split(order, cuts) if len(block)]


def _tails(sizes: np.ndarray, observed: np.ndarray, reach: int) -> tuple[np.ndarray, np.ndarray]:
    """P(|S*| ≥ observed) and P(|S*| = observed) of S* = Σ ±u, with sizes[:, u − 1] residents of unit u.

    The characteristic function of such a sum is a product of cosines; its inverse Fourier transform over a period
    longer than all sums gives every chance at once.
    """
    half = next_fast_len(reach + 1, real=True)
    waves = np.cos(np.pi / half * np.outer(np.arange(1, STEPS + 1), np.arange(half + 1)))
    size = np.exp(sizes.astype(float) @ np.log(np.maximum(np.abs(waves), 1e-300)))
    # floats, as numpy multiplies tables of whole numbers far more slowly
    negative = (sizes % 2).astype(float) @ (waves < 0).astype(float) % 2
    chances = np.fft.irfft(np.where(negative, -size, size), n=2 * half, axis=1)[:, : reach + 1]
    tails = np.cumsum(np.maximum(chances, 0)[:, ::-1], axis=1)[:, ::-1]
    rows, sides = np.arange(len(sizes)), np.where(observed > 0, 2, 1)
    least = 0.5 ** (sizes.sum(axis=1) - 1.0)  # that every trend leans one way
    exact = np.where(observed > 0, np.maximum(2 * tails[rows, observed], least), 1.0)
    return np.minimum(exact, 1.0), np.minimum(np.maximum(sides * chances[rows, observed], 0), exact)
