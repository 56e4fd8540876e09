"""From measurements to pairs: the first and the last measurement of each resident in a period.

Table in, new table out; see tables.PAIRS.
"""

import numpy as np
import pandas as pd

from monitorlib.analysis.rows import ROWS, Described, check_scores, instrument_of, part_of, sorted_codes, turn
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text, counted
from monitorlib.instruments import Instruments, instruments_behind
from monitorlib.tables import KENMERK_PREFIX, MEASUREMENTS, PAIRS

_KEY = ("resident_id", "instrument", "leefgebied", "rater")
_OF_THE_LAST = ("resident_id", "team", "wijk", "worker_id", "rater", "instrument", "leefgebied")
_DECIMALS = 4  # of a change: 3.1 - 2.9 and 0.2 are the same change


def pair_measurements(
    measurements: pd.DataFrame,
    start: object = None,
    end: object = None,
    pre: str = "first",
    post: str = "last",
    instruments: Instruments | None = None,
) -> pd.DataFrame:
    """One row for each resident × instrument × leefgebied × rater measured in the window: PAIRS.

    `start` and `end` (a date, or text such as "2025-01-31") bound the window, both days included; None
    leaves that side open. The first and the last scored measurement form the pair. A measurement without a
    score does not count, so someone with only those has no row. Measured once: `pre` and `pre_date` are
    that measurement; `post`, `post_date`, `change`, `direction`, `days` and `same_worker` are missing.

    `team`, `wijk`, `worker_id` and `kenmerk_*` are those of the LAST measurement in the window: who moved
    counts where he or she is now. `same_worker` compares the workers of both measurements, missing when one
    of them is unknown. `change` is in scale points and positive is better, after the instrument's `better_is`
    (`none`: post minus pre as it is). `direction` is its class: 1 better, −1 worse, and 0 the same, which is a
    change of at most the instrument's `unchanged_within`. `days` lie between both dates. Instruments that look
    back (`design = "retrospective"`) give no pairs. Rows are sorted by key; text columns keep their type.

    `instruments`: id → Instrument; when left out, the shipped ones with those of the workspace that the
    measurements were loaded from. UserError, with all problems of one kind
    at once: a missing column, an unknown instrument, a score outside the scale, two scores at one moment,
    `start` after `end`, another word than "first" and "last".

    Parameters
    ----------
    measurements : pandas.DataFrame
        MEASUREMENTS.
    start : date or str, optional
        First day of the window.
    end : date or str, optional
        Last day of the window.
    pre : {"first", "last"}
        Which measurement begins the pair.
    post : {"last", "first"}
        Which one ends it.
    instruments : mapping of str to Instrument, optional
        Id → Instrument; when left out the shipped ones with those of the workspace.

    Returns
    -------
    pandas.DataFrame
        PAIRS: a row a resident, instrument, leefgebied and rater; `change` in scale points, positive is better.

    Raises
    ------
    UserError
        See above; all problems of one kind at once.

    Examples
    --------
    >>> import monitorlib as ml
    >>> measurements = ml.load_measurements("demo", team="Demo-Oost")
    >>> pairs = ml.pair_measurements(measurements, start="2025-01-01", end="2025-12-31")
    >>> money = pairs[(pairs["leefgebied"] == "financien") & pairs["post"].notna()]
    >>> money["direction"].value_counts().to_dict()
    {1.0: 47, 0.0: 19, -1.0: 3}
    """
    known = instruments_behind(measurements, instruments)
    _check_words(pre, post)
    part_of(MEASUREMENTS, (*_OF_THE_LAST, "measured_on", "score")).check(measurements)
    described = instrument_of(measurements, known)
    check_scores(measurements, "score", described)
    scored = measurements["score"].notna().to_numpy() & _in_window(measurements["measured_on"], start, end)
    chosen = np.flatnonzero(scored & described.each(lambda i: i.design == "repeated"))
    first, last = _ends(measurements, chosen)
    return _pairs(measurements, first, last, described)


def pair_since_beginning(
    measurements: pd.DataFrame,
    start: object,
    end: object = None,
    instruments: Instruments | None = None,
) -> pd.DataFrame:
    """PAIRS of whoever was measured in the window, from the first measurement ever to the last in the window.

    As `pair_measurements`, but `pre` may lie before `start`; `days` count from there. So someone who was measured
    once in the window, and before it too, has a pair here and none there. It stays inside the wall: beside the
    table of the window it can be subtracted, also where either could be shown (decision 102). UserError: as there.

    Parameters
    ----------
    measurements : pandas.DataFrame
        MEASUREMENTS, also of before the window.
    start : date or str
        First day of the window.
    end : date or str, optional
        Last day of the window.
    instruments : mapping of str to Instrument, optional
        Id → Instrument; when left out the shipped ones with those of the workspace.

    Returns
    -------
    pandas.DataFrame
        PAIRS, with a `pre` that may lie before `start`.

    Raises
    ------
    UserError
        As for `pair_measurements`.

    Examples
    --------
    >>> import monitorlib as ml
    >>> measurements = ml.load_measurements("demo", team="Demo-Oost")
    >>> pairs = ml.pair_measurements(measurements, start="2025-01-01", end="2025-12-31")
    >>> ever = ml.pair_since_beginning(measurements, "2025-01-01", "2025-12-31")
    >>> bool(ever["post"].notna().sum() > pairs["post"].notna().sum())
    True
    """
    pairs = pair_measurements(measurements, end=end, instruments=instruments)
    last = pairs["post_date"].fillna(pairs["pre_date"])
    kept = pairs[_in_window(last, start, end)].reset_index(drop=True)
    kept.attrs = pairs.attrs
    return kept


def _ends(measurements: pd.DataFrame, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers of the first and of the last measurement of each key, among the chosen rows."""
    key = np.zeros(len(chosen), dtype=np.int64)
    for name in _KEY:
        codes, values = sorted_codes(measurements[name])
        key = key * len(values) + codes[chosen]
    moment, moments = _moments(measurements["measured_on"].to_numpy()[chosen])
    packed = key * moments + moment
    order = np.argsort(packed)
    packed = packed[order]
    double = np.count_nonzero(packed[1:] == packed[:-1])
    if double:
        rows = counted(int(double), *ROWS)
        raise UserError(
            Text(
                f"MEASUREMENTS: {rows.nl} met dezelfde inwoner, leefgebied, beoordelaar en datum.",
                f"MEASUREMENTS: {rows.en} of the same resident, leefgebied, rater and date.",
            )
        )
    packed //= max(moments, 1)
    starts = np.flatnonzero(np.diff(packed, prepend=-1))
    ends = np.append(starts[1:], len(packed)) - 1 if len(packed) else starts
    return chosen[order[starts]], chosen[order[ends]]


def _moments(stamps: np.ndarray) -> tuple[np.ndarray, int]:
    """The moments as whole numbers from 0 in order of time, and how many numbers there may be."""
    days = stamps.astype("datetime64[D]")
    if (days != stamps).any():
        distinct, numbers = np.unique(stamps, return_inverse=True)
        return numbers, len(distinct)
    numbers = days.astype(np.int64)
    numbers -= numbers.min(initial=0 if not len(numbers) else numbers[0])
    return numbers, int(numbers.max(initial=0)) + 1


def _pairs(
    measurements: pd.DataFrame, first: np.ndarray, last: np.ndarray, described: Described
) -> pd.DataFrame:
    kenmerken = [name for name in measurements.columns if str(name).startswith(KENMERK_PREFIX)]
    of_last = measurements[[*_OF_THE_LAST, *kenmerken]].iloc[last].reset_index(drop=True)
    once = pd.Series(first == last)
    score, date = measurements["score"], measurements["measured_on"]
    pre, post = (score.iloc[rows].reset_index(drop=True) for rows in (first, last))
    pre_date, post_date = (date.iloc[rows].reset_index(drop=True) for rows in (first, last))
    change = np.round((post.astype(float) - pre.astype(float)) * turn(described)[last], _DECIMALS) + 0.0
    columns = dict(of_last.items()) | {
        "pre_date": pre_date,
        "post_date": post_date.mask(once),
        "pre": pre,
        "post": post.mask(once),
        "change": change.mask(once),
        "direction": direction_of(change, described.each(lambda i: i.unchanged_within)[last]).mask(once),
        "days": (post_date.dt.normalize() - pre_date.dt.normalize()).dt.days.astype(float).mask(once),
        "same_worker": _same_worker(measurements["worker_id"], first, last).mask(once),
    }
    pairs = pd.DataFrame({name: columns[name] for name in [*PAIRS.names, *kenmerken]})
    pairs.attrs = measurements.attrs
    return pairs


def direction_of(change: pd.Series, within: np.ndarray | float) -> pd.Series:
    """1, 0 or −1 for each change; 0 where it is at most `within` (scale points), missing where the change is.

    Changes are held to four decimals, as a border is, so one that lies exactly on the border is the same.
    """
    return np.sign(change).where(~(change.abs() <= within), 0.0)


def _same_worker(worker: pd.Series, first: np.ndarray, last: np.ndarray) -> pd.Series:
    codes, workers = sorted_codes(worker)
    known = np.array([name is not None for name in workers], dtype=bool)[codes] if len(workers) else codes > 0
    same = pd.Series(codes[first] == codes[last]).astype("boolean")
    return same.where(known[first] & known[last])


def _in_window(measured_on: pd.Series, start: object, end: object) -> np.ndarray:
    first, last = _day(start, "start"), _day(end, "end")
    if first is not None and last is not None and first > last:
        raise UserError(Text("start, end: start ligt na end.", "start, end: start lies after end."))
    stamps = measured_on.to_numpy()
    inside = np.ones(len(stamps), dtype=bool)
    if first is not None:
        inside &= stamps >= first
    if last is not None:
        inside &= stamps < last + np.timedelta64(1, "D")
    return inside


def _day(value: object, argument: str) -> np.datetime64 | None:
    if value is None:
        return None
    try:
        return np.datetime64(pd.Timestamp(value).date(), "D")
    except (TypeError, ValueError):
        raise UserError(
            Text(
                f"{argument}: moet een datum zijn, zoals 2025-01-31.",
                f"{argument}: must be a date, like 2025-01-31.",
            )
        ) from None


def _check_words(pre: str, post: str) -> None:
    for name, word, allowed in (("pre", pre, "first"), ("post", post, "last")):
        if word != allowed:
            raise UserError(Text(f"{name}: kies '{allowed}'.", f"{name}: choose '{allowed}'."))
