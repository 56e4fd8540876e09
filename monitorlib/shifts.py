"""From pairs to shifts: how a group changed per leefgebied, how sure that is, and in which word.

Table in, new table out; see tables.SHIFTS. Every figure of a group but `p_adjusted` depends on that
group × instrument × rater × leefgebied alone; `p_adjusted` on the leefgebieden beside it as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from monitorlib.errors import UserError
from monitorlib.instruments import Instruments
from monitorlib.instruments.carried import instruments_behind
from monitorlib.pairs import check_scores, instrument_of, part_of, sorted_codes
from monitorlib.statistics.groups import cell_tests
from monitorlib.statistics.inputs import between, numbers, refuse, whole_number
from monitorlib.statistics.intervals import plus_two_t, tango
from monitorlib.tables import PAIRS, SHIFTS
from monitorlib.texts import Text
from monitorlib.workspace import MARGIN, MIN_RESIDENTS

ALPHA = 0.05  # of all leefgebieden of one group × instrument × rater together
RELEVANCE_LEVEL = 0.90  # two one-sided tests at .05: the interval that must lie inside the margin
_WITHIN = ("instrument", "rater", "leefgebied")
_UNITS = 10_000  # scores are summed in ten-thousandths, as whole numbers: any order of rows, the same sum


@dataclass(frozen=True)
class _Rows:
    """What the figures need of every complete pair; scores and changes in ten-thousandths, whole.

    `direction` is 1, 0 or −1: the class of a change, 0 too for a small one that counts as the same.
    """

    cell: np.ndarray
    resident: np.ndarray
    pre: np.ndarray
    post: np.ndarray
    change: np.ndarray
    direction: np.ndarray

    @property
    def counted(self) -> np.ndarray:
        """The changes as the tests see them: what counts as the same is 0."""
        return np.where(self.direction == 0, 0.0, self.change)

    def count(self, cells: int, chosen: np.ndarray | None = None) -> np.ndarray:
        """Pairs a cell, of all or of the chosen ones."""
        return np.bincount(self.cell if chosen is None else self.cell[chosen], minlength=cells)

    def is_beyond(self, border: np.ndarray, end: np.ndarray) -> np.ndarray:
        """Whether each pre lies further than the border of its cell from this end of the scale."""
        return np.abs(self.pre - end[self.cell]) > border[self.cell]

    def mean(self, values: np.ndarray, n: np.ndarray) -> np.ndarray:
        """The mean a cell of `values`; 0 where there are no pairs."""
        return np.bincount(self.cell, weights=values, minlength=len(n)) / _UNITS / np.maximum(n, 1)


def summarise_shifts(
    pairs: pd.DataFrame,
    by: Sequence[str] = ("team",),
    margin: float = MARGIN,
    min_residents: int = MIN_RESIDENTS,
    seed: int = 0,
    instruments: Instruments | None = None,
    borders: bool = True,
) -> pd.DataFrame:
    """One row for each group × instrument × rater × leefgebied in `pairs`: SHIFTS with the columns of `by`.

    `by` names columns of `pairs`, () is everybody together; a missing group is a group of its own.
    n_residents = n_pairs + n_unpaired; every other figure is of the complete pairs. Improved, unchanged and
    deteriorated are the `direction` of PAIRS. `mean_pre`, `mean_post`: the scores as registered. `mean_shift`
    (95% plus-two t interval `shift_low`..`shift_high`, with pseudo pairs of a quarter of the scale and at least 1)
    in scale points and `net_improved` (95% Tango interval) are positive for better. `n_could_improve`: those whose
    pre leaves room to improve (it is not the best score, nor within `unchanged_within` of it);
    `n_could_deteriorate`: likewise at the worst. `p_value` is the mid-p of the exact signed-rank test (Pratt; a
    change that counts as the same is a zero), `p_exact` its exact p; `p_adjusted` is step-down max-T over the
    leefgebieden of one group × instrument × rater with at least `min_residents` pairs (10,000 flips, `seed`).

    `verdict`: `too_few` under `min_residents` pairs, and then all but the counts is missing; `not_tested`
    for purpose `gesprek` or `better_is = none`, and then p is missing (for `none`, improved reads: higher);
    `improved`/`deteriorated` when p_adjusted ≤ .05, by the sign of the rank sum; `no_relevant_shift` when the
    90% interval of net_improved lies within ±`margin`; else `uncertain`. `borders=False` is the exact analysis:
    every difference counts, whatever `unchanged_within` the instruments have.

    UserError: a missing column, an unknown instrument, scores outside the scale, a resident twice in a cell, a
    direction that is not that of its change, `margin` outside 0..1, `min_residents` below 1.
    """
    margin, min_residents = between(margin, 0, 1, "margin"), whole_number(min_residents, 1, "min_residents")
    seed = whole_number(seed, 0, "seed")
    by = _group_columns(by, pairs)
    if not borders:
        pairs = pairs.assign(direction=np.sign(pairs["change"]))
    part_of(PAIRS, ("resident_id", *_WITHIN, "pre", "post", "change", "direction")).check(pairs)
    known = instruments_behind(pairs, instruments)
    described = instrument_of(pairs, known)
    for column in ("pre", "post"):
        check_scores(pairs, column, described)
    cells, cell, resident = _cells(pairs, by)
    scale = _scales(cells, known, borders)
    rows = _complete(pairs, cell, resident)
    counts = _counts(rows, scale, np.bincount(cell, minlength=len(cells)))
    shown = counts["n_pairs"] >= min_residents
    figures = _estimates(rows, counts, scale["unit"], shown) | _tests(
        rows, cells["family"].to_numpy(), shown & scale["tested"], seed
    )
    figures["verdict"] = _verdicts(figures, _within(counts, margin), shown, scale["tested"])
    table = cells[[*by, *_WITHIN]].assign(**counts, **figures)
    return table[[*by, *SHIFTS.names]].iloc[_reading_order(cells, known)].reset_index(drop=True)


def _group_columns(by: Sequence[str], pairs: pd.DataFrame) -> list[str]:
    by = [by] if isinstance(by, str) else list(by)
    missing = [name for name in by if name not in pairs.columns]
    if missing:
        names = ", ".join(map(str, missing))
        raise refuse("by", f"deze kolommen zijn er niet: {names}", f"these columns do not exist: {names}")
    if set(by) & {*_WITHIN, "resident_id"} or len(set(by)) < len(by):
        raise refuse(
            "by", "elke kolom één keer, zonder de vaste sleutel", "each column once, none of the fixed key"
        )
    return by


def _cells(pairs: pd.DataFrame, by: list[str]) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """The cells (group × instrument × rater × leefgebied, sorted), and each row's cell and resident."""
    resident, residents = sorted_codes(pairs["resident_id"])
    names = [*by, "instrument", "rater", "leefgebied"]
    coded = {name: sorted_codes(pairs[name]) for name in names}
    packed = np.zeros(len(pairs), dtype=np.int64)
    for codes, labels in coded.values():
        packed = packed * len(labels) + codes
    cell, keys = pd.factorize(packed, sort=True)
    if not pd.Index(cell * max(len(residents), 1) + resident).is_unique:
        raise UserError(
            Text(
                "PAIRS: een inwoner staat dubbel bij een leefgebied.",
                "PAIRS: a resident stands twice at one leefgebied.",
            )
        )
    cells = pd.DataFrame({"family": keys // max(len(coded["leefgebied"][1]), 1)})
    for name in reversed(names):
        labels = coded[name][1]
        cells[name] = pd.array(labels[keys % max(len(labels), 1)], dtype=_label_type(pairs[name]))
        keys = keys // max(len(labels), 1)
    return cells, cell, resident


def _label_type(column: pd.Series) -> object:
    """The type of a group column in the result: text for categories, else what it was."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.categories.dtype
    return column.dtype


def _scales(cells: pd.DataFrame, known: Instruments, borders: bool) -> dict[str, np.ndarray]:
    """Per cell: whether it may be tested, and in ten-thousandths the best and the worst score and the border."""
    instruments = [known[id] for id in cells["instrument"]]
    ends = np.array([(i.scale.low, i.scale.high) for i in instruments], dtype=float).reshape(-1, 2)
    lower = np.array([i.better_is == "lower" for i in instruments], dtype=bool)
    border = np.array([i.unchanged_within * borders for i in instruments], dtype=float)
    return {
        "tested": np.array([i.tested for i in instruments], dtype=bool),
        "unit": np.maximum(1.0, (ends[:, 1] - ends[:, 0]) / 4),  # decision 19
        "best": np.rint(np.where(lower, ends[:, 0], ends[:, 1]) * _UNITS),
        "worst": np.rint(np.where(lower, ends[:, 1], ends[:, 0]) * _UNITS),
        "border": np.rint(border * _UNITS),
    }


def _complete(pairs: pd.DataFrame, cell: np.ndarray, resident: np.ndarray) -> _Rows:
    pre, post, change, direction = (
        numbers(pairs[name].to_numpy(dtype=float, na_value=np.nan), name)
        for name in ("pre", "post", "change", "direction")
    )
    paired = ~(np.isnan(post) | np.isnan(change))
    if ((direction[paired] != 0) & (direction[paired] != np.sign(change[paired]))).any():
        raise refuse("direction", "past niet bij change", "does not go with change")
    whole = (np.rint(values[paired] * _UNITS) for values in (pre, post, change))
    return _Rows(cell[paired], resident[paired], *whole, direction[paired])


def _counts(rows: _Rows, scale: dict[str, np.ndarray], n_residents: np.ndarray) -> dict[str, np.ndarray]:
    cells = len(n_residents)
    n_pairs = rows.count(cells)
    return {
        "n_residents": n_residents,
        "n_pairs": n_pairs,
        "n_unpaired": n_residents - n_pairs,
        "n_improved": rows.count(cells, rows.direction > 0),
        "n_unchanged": rows.count(cells, rows.direction == 0),
        "n_deteriorated": rows.count(cells, rows.direction < 0),
        "n_could_improve": rows.count(cells, rows.is_beyond(scale["border"], scale["best"])),
        "n_could_deteriorate": rows.count(cells, rows.is_beyond(scale["border"], scale["worst"])),
    }


def _estimates(
    rows: _Rows, counts: dict[str, np.ndarray], unit: np.ndarray, shown: np.ndarray
) -> dict[str, np.ndarray]:
    n = counts["n_pairs"]
    some = np.maximum(n, 1)  # cells without pairs are not shown; they only must not trouble the formulas
    mean = rows.mean(rows.change, n)
    squares = rows.mean(rows.change**2, n) / _UNITS * some
    shift = plus_two_t(mean * some, squares, some, unit=unit)
    net = tango(counts["n_improved"], counts["n_deteriorated"], some)
    figures = {
        "mean_pre": rows.mean(rows.pre, n),
        "mean_post": rows.mean(rows.post, n),
        "mean_shift": shift.estimate,
        "shift_low": shift.low,
        "shift_high": shift.high,
        "net_improved": net.estimate,
        "net_low": net.low,
        "net_high": net.high,
    }
    return {name: np.where(shown, values, np.nan) for name, values in figures.items()}


def _tests(rows: _Rows, family: np.ndarray, tested: np.ndarray, seed: int) -> dict[str, np.ndarray]:
    """The p-values and the rank sum of every tested cell; missing elsewhere."""
    chosen = tested[rows.cell]
    tests = cell_tests(rows.cell[chosen], rows.resident[chosen], rows.counted[chosen], family, seed)
    return {
        "p_value": tests.p_mid,
        "p_exact": tests.p_exact,
        "p_adjusted": tests.p_adjusted,
        "rank_sum": tests.rank_sum,
    }


def _verdicts(
    figures: dict[str, np.ndarray], small: np.ndarray, shown: np.ndarray, tested: np.ndarray
) -> np.ndarray:
    sure = figures["p_adjusted"] <= ALPHA
    return np.select(
        [~shown, ~tested, sure & (figures["rank_sum"] > 0), sure & (figures["rank_sum"] < 0), small],
        ["too_few", "not_tested", "improved", "deteriorated", "no_relevant_shift"],
        "uncertain",
    )


def _within(counts: dict[str, np.ndarray], margin: float) -> np.ndarray:
    """Whether the 90% interval of net improved lies within ±margin."""
    some = np.maximum(counts["n_pairs"], 1)
    net = tango(counts["n_improved"], counts["n_deteriorated"], some, RELEVANCE_LEVEL)
    return (net.low >= -margin) & (net.high <= margin)


def _reading_order(cells: pd.DataFrame, known: Instruments) -> np.ndarray:
    """Cells by group, instrument and rater; leefgebieden in the order of their instrument."""
    place = {
        (id, area.code): i for id in set(cells["instrument"]) for i, area in enumerate(known[id].leefgebieden)
    }
    own = [place.get(key, len(place)) for key in zip(cells["instrument"], cells["leefgebied"], strict=True)]
    return np.lexsort((own, cells["family"].to_numpy()))
