"""From pairs to shifts: how a group changed per leefgebied, how sure that is, and in which word.

Table in, new table out; see tables.SHIFTS. Every figure depends on one group × instrument × rater × leefgebied
alone, but `p_adjusted`, the verdict and its interval (`net_low`, `net_high`) on the leefgebieden beside it as
well.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from monitorlib.analysis.rows import WITHIN, check_scores, chosen_groups, instrument_of, part_of, sorted_codes
from monitorlib.evidence.grades import CRITICAL, Counts, adjusted, grades, net_p
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instruments, instruments_behind
from monitorlib.statistics.inputs import between, numbers, refuse, whole_number
from monitorlib.statistics.intervals import plus_two_t, tango
from monitorlib.statistics.multiplicity import cell_tests
from monitorlib.tables import PAIRS, SHIFTS
from monitorlib.workspace import MARGIN, MIN_RESIDENTS

_UNITS = 10_000  # scores are summed in ten-thousandths, as whole numbers: any order of rows, the same sum


@dataclass(frozen=True)
class _Rows:
    """What the figures need of every complete pair; scores and changes in ten-thousandths, whole.

    `direction` is 1, 0 or −1: the class of a change, 0 too for a small one that counts as the same.
    """

    cell: np.ndarray
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
    instruments: Instruments | None = None,
    borders: bool = True,
) -> pd.DataFrame:
    """One row for each group × instrument × rater × leefgebied in `pairs`: SHIFTS with the columns of `by`.

    `by` names columns of `pairs`, () is everybody together; a missing group is a group of its own.
    n_residents = n_pairs + n_unpaired; every other figure is of the complete pairs. Improved, unchanged and
    deteriorated are the `direction` of PAIRS. `mean_pre`, `mean_post`: the scores as registered. `mean_shift`
    (95% plus-two t interval `shift_low`..`shift_high`, with pseudo pairs of a quarter of the scale and at least 1)
    in scale points and `net_improved` (Tango's interval `net_low`..`net_high`) are positive for better.
    `n_could_improve`: those whose pre leaves room to improve (it is not the best score, nor within
    `unchanged_within` of it); `n_could_deteriorate`: likewise at the worst.

    `verdict`: `too_few` under `min_residents` pairs, and then all but the counts is missing; `not_tested` for
    purpose `gesprek` or `better_is = none`, and then p is missing (for `none`, improved reads: higher); else a
    grade, see `evidence.grades`, of the leefgebieden of one group × instrument × rater together. The interval is
    the one that belongs to the grade, of 95% where there is none. `p_net` is of net improved (directions alone
    count), `p_adjusted` the same after Holm's step-down: at most .05 just where the word is clear. `p_value`
    (mid-p) and `p_exact` are of the signed-rank test (Pratt; a change that counts as the same is a zero), in
    which sizes count too; no word rests on them. `borders=False` is the exact analysis: every difference counts,
    whatever `unchanged_within` the instruments have.

    UserError: a missing column, an unknown instrument, scores outside the scale, a resident twice in a cell, a
    direction that is not that of its change, `margin` outside 0..1, `min_residents` below 1.

    Parameters
    ----------
    pairs : pandas.DataFrame
        PAIRS.
    by : sequence of str
        Columns of `pairs`; () is everybody together.
    margin : float
        The net share that the team does not find relevant, 0..1.
    min_residents : int
        Fewer pairs than this: only counts.
    instruments : mapping of str to Instrument, optional
        Id → Instrument; when left out the shipped ones with those of the workspace.
    borders : bool
        Whether a small change may count as the same.

    Returns
    -------
    pandas.DataFrame
        SHIFTS; shares −1..1, means in scale points, positive is better.

    Raises
    ------
    UserError
        See above.

    Examples
    --------
    >>> import monitorlib as ml
    >>> measurements = ml.load_measurements("demo", team="Demo-Oost")
    >>> pairs = ml.pair_measurements(measurements, start="2025-01-01", end="2025-12-31")
    >>> shifts = ml.summarise_shifts(pairs).set_index("leefgebied")
    >>> shifts.loc["financien", ["n_pairs", "n_improved", "n_unchanged", "n_deteriorated"]].tolist()
    [69, 47, 19, 3]
    >>> round(float(shifts.loc["financien", "net_improved"]), 2)
    0.64
    """
    margin, min_residents = between(margin, 0, 1, "margin"), whole_number(min_residents, 1, "min_residents")
    by, known = chosen_groups(by, pairs), instruments_behind(pairs, instruments)
    pairs = _checked(pairs if borders else pairs.assign(direction=np.sign(pairs["change"])), known)
    cells, cell = _cells(pairs, by)
    scale = _scales(cells, known, borders)
    rows = _complete(pairs, cell)
    counts = _counts(rows, scale, np.bincount(cell, minlength=len(cells)))
    figures = _figures(rows, counts, scale, cells["family"].to_numpy(), (margin, min_residents))
    order = _reading_order(cells, known)
    columns = {name: cells[name].array for name in (*by, *WITHIN)} | counts | figures
    return pd.DataFrame({name: columns[name][order] for name in (*by, *SHIFTS.names)})


def _checked(pairs: pd.DataFrame, known: Instruments) -> pd.DataFrame:
    """The pairs; a UserError where a column is missing or a score lies outside the scale of its instrument."""
    part_of(PAIRS, ("resident_id", *WITHIN, "pre", "post", "change", "direction")).check(pairs)
    described = instrument_of(pairs, known)
    for column in ("pre", "post"):
        check_scores(pairs, column, described)
    return pairs


def _figures(
    rows: _Rows,
    counts: dict[str, np.ndarray],
    scale: dict[str, np.ndarray],
    family: np.ndarray,
    wishes: tuple[float, int],
) -> dict[str, np.ndarray]:
    """All of SHIFTS but the counts; `wishes` are the margin and the fewest pairs of which more is told."""
    margin, min_residents = wishes
    shown = counts["n_pairs"] >= min_residents
    tested = shown & scale["tested"]
    words, critical, sure = _graded(counts, family, tested, margin)
    verdict = np.select([~shown, ~tested], ["too_few", "not_tested"], words)
    estimates = _estimates(rows, counts, scale["unit"], critical, shown)
    return estimates | _tests(rows, tested) | sure | {"verdict": verdict}


def _cells(pairs: pd.DataFrame, by: list[str]) -> tuple[pd.DataFrame, np.ndarray]:
    """The cells (group × instrument × rater × leefgebied, sorted), and each row's cell."""
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
    return cells, cell


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


def _complete(pairs: pd.DataFrame, cell: np.ndarray) -> _Rows:
    pre, post, change, direction = (
        numbers(pairs[name].to_numpy(dtype=float, na_value=np.nan), name)
        for name in ("pre", "post", "change", "direction")
    )
    paired = ~(np.isnan(post) | np.isnan(change))
    if ((direction[paired] != 0) & (direction[paired] != np.sign(change[paired]))).any():
        raise refuse("direction", "past niet bij change", "does not go with change")
    first, last, by = (np.rint(values[paired] * _UNITS) for values in (pre, post, change))
    return _Rows(cell[paired], first, last, by, direction[paired])


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
    rows: _Rows, counts: dict[str, np.ndarray], unit: np.ndarray, critical: np.ndarray, shown: np.ndarray
) -> dict[str, np.ndarray]:
    n = counts["n_pairs"]
    some = np.maximum(n, 1)  # cells without pairs are not shown; they only must not trouble the formulas
    mean = rows.mean(rows.change, n)
    squares = rows.mean(rows.change**2, n) / _UNITS * some
    shift = plus_two_t(mean * some, squares, some, unit=unit)
    net = tango(counts["n_improved"], counts["n_deteriorated"], some, critical=critical)
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


def _tests(rows: _Rows, tested: np.ndarray) -> dict[str, np.ndarray]:
    """The p-values of the signed-rank test of every tested cell; missing elsewhere."""
    chosen = tested[rows.cell]
    tests = cell_tests(rows.cell[chosen], rows.counted[chosen], len(tested))
    return {"p_value": tests.p_mid, "p_exact": tests.p_exact}


def _graded(
    counts: dict[str, np.ndarray], family: np.ndarray, tested: np.ndarray, margin: float
) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Per cell its grade, how strict its interval is, and `p_net` and `p_adjusted`; missing where not tested."""
    words, critical = np.full(len(tested), "", dtype=object), np.full(len(tested), CRITICAL)
    p = {name: np.full(len(tested), np.nan) for name in ("p_net", "p_adjusted")}
    chosen = np.flatnonzero(tested)
    for here in np.split(chosen, np.flatnonzero(np.diff(family[chosen])) + 1) if len(chosen) else ():
        mine = zip(*(counts[name][here].tolist() for name in _COUNTED), strict=True)
        rows = [Counts(*each) for each in mine]
        for place, grade in zip(here, grades(rows, margin), strict=True):
            words[place], critical[place] = grade.word, grade.critical
        p["p_net"][here] = [net_p(row) for row in rows]
        p["p_adjusted"][here] = adjusted(p["p_net"][here].tolist())
    return words, critical, p


_COUNTED = ("n_improved", "n_deteriorated", "n_pairs")


def _reading_order(cells: pd.DataFrame, known: Instruments) -> np.ndarray:
    """Cells by group, instrument and rater; leefgebieden in the order of their instrument."""
    place = {
        (id, area.code): i for id in set(cells["instrument"]) for i, area in enumerate(known[id].leefgebieden)
    }
    own = [place.get(key, len(place)) for key in zip(cells["instrument"], cells["leefgebied"], strict=True)]
    return np.lexsort((own, cells["family"].to_numpy()))
