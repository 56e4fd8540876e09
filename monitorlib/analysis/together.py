"""From pairs to one answer a group, instrument and rater: all leefgebieden together. Table in, new table out.

The page tells the same in a word and an interval, from what is shown; these are the exact numbers, for inside the
wall. See tables.TOGETHER.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from monitorlib.analysis.rows import instrument_of, part_of
from monitorlib.evidence.grades import Counts
from monitorlib.evidence.mean_net import FEWEST_AREAS, Area, mean_net
from monitorlib.instruments import Instruments, instruments_behind
from monitorlib.statistics.inputs import between, whole_number
from monitorlib.statistics.multiplicity import together
from monitorlib.tables import PAIRS, TOGETHER
from monitorlib.workspace import MARGIN, MIN_RESIDENTS

_COLUMNS = ("resident_id", "instrument", "rater", "leefgebied", "change", "direction")


def summarise_together(
    pairs: pd.DataFrame,
    by: Sequence[str] = ("team",),
    margin: float = MARGIN,
    min_residents: int = MIN_RESIDENTS,
    instruments: Instruments | None = None,
) -> pd.DataFrame:
    """One row for each group × instrument × rater in `pairs`: TOGETHER with the columns of `by`, sorted by them.

    `by` names columns of `pairs`; () is everybody together. Counted are leefgebieden with at least `min_residents`
    pairs of an instrument that is tested; without two of these there is no row. `net` is the mean over
    leefgebieden of the share improved minus the share deteriorated, with its interval `low`..`high` of 95%
    (`evidence.mean_net`); `p_exact` and `p_mid` flip the signs of whole residents
    (`statistics.multiplicity`), and `cohesion` tells how far leefgebieden move together (0..1).

    UserError: a missing column, an unknown instrument, `margin` outside 0..1, `min_residents` below 1.

    Parameters
    ----------
    pairs : pandas.DataFrame
        PAIRS.
    by : sequence of str
        Columns of `pairs`; () is everybody together.
    margin : float
        The net share that the team does not find relevant, 0..1.
    min_residents : int
        A leefgebied with fewer pairs does not count.
    instruments : mapping of str to Instrument, optional
        Id → Instrument; when left out the shipped ones with those of the workspace.

    Returns
    -------
    pandas.DataFrame
        TOGETHER; `net` −1..1, positive is better.

    Raises
    ------
    UserError
        See above.

    Examples
    --------
    >>> import monitorlib as ml
    >>> measurements = ml.load_measurements("demo", team="Demo-Oost")
    >>> pairs = ml.pair_measurements(measurements, start="2025-01-01", end="2025-12-31")
    >>> together = ml.summarise_together(pairs).set_index("instrument")
    >>> int(together.loc["zrm-2017", "n_leefgebieden"]), round(float(together.loc["zrm-2017", "net"]), 2)
    (13, 0.11)
    """
    margin, min_residents = between(margin, 0, 1, "margin"), whole_number(min_residents, 1, "min_residents")
    part_of(PAIRS, _COLUMNS).check(pairs)
    described = instrument_of(pairs, instruments_behind(pairs, instruments))
    tested = np.array([each.tested for each in described.instruments], dtype=bool)[described.codes]
    names = [*by, "instrument", "rater"]
    needed = pairs[[*names, "resident_id", "leefgebied", "direction"]]
    chosen = needed[tested & pairs["change"].notna()]
    rows = [
        dict(zip(names, key, strict=True)) | told
        for key, group in chosen.groupby(names, sort=True, observed=True, dropna=False)
        for told in _told(group, margin, min_residents)
    ]
    return pd.DataFrame(rows, columns=[*by, *TOGETHER.names])


def _told(group: pd.DataFrame, margin: float, min_residents: int) -> Iterator[dict[str, Any]]:
    """The figures of one group, instrument and rater; nothing where fewer than two leefgebieden have enough."""
    turns = group.pivot(index="resident_id", columns="leefgebied", values="direction").astype(float)
    turns = turns.loc[:, turns.notna().sum() >= min_residents].dropna(how="all")
    if turns.shape[1] < FEWEST_AREAS:
        return
    found = together(turns.to_numpy())
    answer = mean_net([Area.of([_counts(column)]) for column in turns.to_numpy().T], found.cohesion, margin)
    yield {
        "n_residents": len(turns),
        "n_leefgebieden": turns.shape[1],
        "net": found.estimate,
        "low": answer.low,
        "high": answer.high,
        "p_exact": found.p_exact,
        "p_mid": found.p_mid,
        "cohesion": found.cohesion,
        "verdict": answer.word,
    }


def _counts(column: np.ndarray) -> Counts:
    there = column[~np.isnan(column)]
    return Counts(int((there > 0).sum()), int((there < 0).sum()), len(there))
