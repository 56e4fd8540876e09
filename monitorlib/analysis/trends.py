"""All measurements beside the first and the last: says the one something that the other does not?

Table in, new table out; for analysts, inside the wall. No word on the page and nothing in a release rests on it.
"""

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from monitorlib.analysis.rows import (
    group_columns,
    instrument_of,
    part_of,
    rows_of_shifts,
    rows_with_key,
    turn,
)
from monitorlib.evidence.grades import CLEAR, HINTS, SLIGHT, UNCERTAIN, adjusted, hinted, step_down
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instruments, instruments_behind
from monitorlib.statistics.intervals import plus_two_t
from monitorlib.statistics.trends import own_trends, trend_tests
from monitorlib.tables import MEASUREMENTS, PAIRS

_KEY = ["resident_id", "instrument", "leefgebied", "rater"]
_WITHIN = ["instrument", "rater", "leefgebied"]
_BETTER, _WORSE = ((CLEAR[side], SLIGHT[side], HINTS[side]) for side in (0, 1))
_FROM_SHIFTS = ["n_pairs", "net_improved", "verdict"]
_LEFT_BLANK = ("too_few", "not_tested")

_WORDS = {
    1: Text("vooruit", "better"),
    -1: Text("achteruit", "worse"),
    0: Text("niets zekers", "nothing sure"),
}
_SENTENCES = {
    "too_few": Text(
        "Te weinig inwoners met twee metingen om iets te zeggen.",
        "Too few residents with two measurements to say anything.",
    ),
    "not_tested": Text("Dit instrument wordt niet getoetst.", "This instrument is not tested."),
    "still": Text("Geen enkele score is ooit veranderd.", "Not one score ever changed."),
    "twice": Text(
        "Niemand is vaker dan twee keer gemeten: er valt niets toe te voegen.",
        "Nobody was measured more than twice: there is nothing to add.",
    ),
    "agree": Text(
        "Alle metingen samen zeggen hetzelfde als de eerste en de laatste: {first}.",
        "All measurements together say the same as the first and the last: {first}.",
    ),
    "surer": Text(
        "Dezelfde kant op ({first}); alle metingen samen zijn zekerder.",
        "The same way ({first}); all measurements together are surer.",
    ),
    "less_sure": Text(
        "Dezelfde kant op ({first}); alle metingen samen zijn minder zeker.",
        "The same way ({first}); all measurements together are less sure.",
    ),
    "differ": Text(
        "Eerste en laatste meting: {first}; alle metingen samen: {all}.",
        "First and last measurement: {first}; all measurements together: {all}.",
    ),
}


def summarise_trends(
    measurements: pd.DataFrame,
    pairs: pd.DataFrame,
    shifts: pd.DataFrame,
    instruments: Instruments | None = None,
) -> pd.DataFrame:
    """A row for each row of `shifts`: what the first and last measurement say, and what all measurements say.

    `shifts` are SHIFTS of `pairs`, and `pairs` PAIRS of `measurements`; of every pair all measurements from its
    first to its last day count. Of each resident the *own trend* is how often a later score is better than an
    earlier one, minus how often it is worse, over every two of his or her scores (`statistics.own_trends`; with
    two measurements 1, 0 or −1). Scores at most the instrument's `unchanged_within` apart are the same.

    `n_pairs`, `net_improved`, `verdict` as in SHIFTS. `n_more`: residents with three or more measurements;
    `n_most`: the most of one resident; `n_changed`: residents with two scores that are not the same. `trend`: the
    mean own trend, −1..1, with its 95% interval (plus-two t); a resident with forty measurements counts once.
    `p_trend` (mid-p) and `trend_verdict` (clear by Holm, a hint by the same rule as in `grades`, else `uncertain`)
    over the leefgebieden of one group × instrument × rater. `disagree`: the one tells a direction that the other
    does not tell. `sentence` (and `sentence_en`) says it.

    Too few pairs, an instrument that is not tested, nobody measured a third time, no score that ever changed: the
    figures that make no sense are missing, and the sentence says why. Two scores of one resident at one moment are
    refused by `pair_measurements`; two at different hours of one day have an order, and count. UserError: a
    missing column, tables that do not belong together, an unknown instrument.

    Parameters
    ----------
    measurements : pandas.DataFrame
        MEASUREMENTS.
    pairs : pandas.DataFrame
        PAIRS of these measurements.
    shifts : pandas.DataFrame
        SHIFTS of these pairs.
    instruments : mapping of str to Instrument, optional
        Id → Instrument; when left out the shipped ones with those of the workspace.

    Returns
    -------
    pandas.DataFrame
        The rows of `shifts`, with `trend` −1..1 beside `net_improved`.

    Raises
    ------
    UserError
        See above.

    Examples
    --------
    >>> import monitorlib as ml
    >>> measurements = ml.load_measurements("demo", team="Demo-Oost")
    >>> pairs = ml.pair_measurements(measurements, start="2025-01-01", end="2025-12-31")
    >>> trends = ml.summarise_trends(measurements, pairs, ml.summarise_shifts(pairs))
    >>> bool(trends["trend"].dropna().between(-1, 1).all())
    True
    """
    known = instruments_behind(pairs, instruments)
    by = group_columns(shifts)
    cell = rows_of_shifts(shifts, pairs)
    own = _own_trends(measurements, pairs, known)
    table = shifts[[*by, *_WITHIN, *_FROM_SHIFTS]]
    blank = table["verdict"].isin(_LEFT_BLANK).to_numpy()
    table = table.assign(**_figures(cell, own, len(table), blank))
    table = table.assign(**_graded(table, [*by, "instrument", "rater"]))
    return table.assign(**_told(table))


def _own_trends(measurements: pd.DataFrame, pairs: pd.DataFrame, known: Instruments) -> pd.DataFrame:
    """The trend and the number of measurements of every row of `pairs`; NaN and 1 of whoever has one."""
    names = (*_KEY, "measured_on", "score")
    part_of(MEASUREMENTS, names).check(measurements)
    part_of(PAIRS, (*_KEY, "pre_date", "post_date")).check(pairs)
    scored = measurements.loc[measurements["score"].notna().to_numpy(), list(names)]
    place = rows_with_key(pairs, scored, _KEY)
    days = scored["measured_on"].to_numpy()
    first = pairs["pre_date"].to_numpy()
    last = pairs["post_date"].where(pairs["post_date"].notna(), pairs["pre_date"]).to_numpy()
    inside = (place >= 0) & (days >= first[place]) & (days <= last[place]) if len(pairs) else place >= 0
    place, days, scored = place[inside], days[inside], scored[inside]
    described = instrument_of(scored, known)
    within = described.each(lambda i: i.unchanged_within).astype(float)
    score = scored["score"].to_numpy(dtype=float) * turn(described)
    found = own_trends(place, days.astype("datetime64[s]").astype(np.int64), score, within)
    if len(found.series) < len(pairs) or ((found.count < 2) & pairs["post"].notna().to_numpy()).any():
        raise UserError(
            Text(
                "pairs: niet alle metingen van de paren zijn er.",
                "pairs: not all measurements of the pairs are here.",
            ),
            Text(
                "Geef de metingen waar deze paren uit komen.",
                "Give the measurements that these pairs were made from.",
            ),
        )
    return pd.DataFrame(
        {
            "trend": found.trend,
            "count": found.count,
            "changed": _ever_changed(place, score, within, len(pairs)),
        }
    )


def _ever_changed(place: np.ndarray, score: np.ndarray, within: np.ndarray, pairs: int) -> np.ndarray:
    """Whether two scores of a row of PAIRS lie further apart than what counts as the same."""
    low, high, border = np.full(pairs, np.inf), np.full(pairs, -np.inf), np.zeros(pairs)
    np.minimum.at(low, place, score)
    np.maximum.at(high, place, score)
    border[place] = within
    return np.round(high - low, 4) > border


def _figures(cell: np.ndarray, own: pd.DataFrame, cells: int, blank: np.ndarray) -> dict[str, np.ndarray]:
    trend, count = own["trend"].to_numpy(), own["count"].to_numpy()
    paired = ~np.isnan(trend)
    here, leaning = cell[paired], trend[paired]
    n = np.bincount(here, minlength=cells)
    some = np.maximum(n, 1)
    total, squares = (np.bincount(here, weights=each, minlength=cells) for each in (leaning, leaning**2))
    mean = plus_two_t(total, squares, some)
    most = np.zeros(cells, dtype=np.int64)
    np.maximum.at(most, cell, count)
    figures = {
        "trend": mean.estimate,
        "trend_low": mean.low,
        "trend_high": mean.high,
        "p_trend": trend_tests(here, leaning, cells).p_mid,
    }
    return {
        "n_more": np.bincount(cell, weights=count > 2, minlength=cells).astype(np.int64),
        "n_changed": np.bincount(cell, weights=own["changed"], minlength=cells).astype(np.int64),
        "n_most": most,
        **{name: np.where(blank, np.nan, values) for name, values in figures.items()},
    }


def _graded(table: pd.DataFrame, family: list[str]) -> dict[str, object]:
    """The word of all measurements, adjusted over its family; of what is not tested the reason instead."""
    words = (
        table["verdict"].where(table["verdict"].isin(_LEFT_BLANK), UNCERTAIN).to_numpy(dtype=object).copy()
    )
    p_adjusted = np.full(len(table), np.nan)
    all_p, trends = table["p_trend"].to_numpy(), table["trend"].to_numpy()
    tested = np.flatnonzero(table["p_trend"].notna())
    groups = table.iloc[tested].groupby(family, sort=False, dropna=False, observed=True).indices
    for members in groups.values():
        here = tested[members]
        p, trend = all_p[here].tolist(), trends[here]
        side = np.where(trend > 0, 0, 1)
        p_adjusted[here] = adjusted(p)
        clear, hint = np.array(step_down(p)[0]), np.array(hinted(np.copysign(p, trend).tolist()))
        words[here] = np.where(clear, np.array(CLEAR)[side], np.where(hint, np.array(HINTS)[side], UNCERTAIN))
    return {"p_trend_adjusted": p_adjusted, "trend_verdict": words}


def _told(table: pd.DataFrame) -> dict[str, object]:
    told = [_compare(row) for row in table[_COMPARED].itertuples(index=False)]
    return {
        "disagree": np.array([differ for differ, _ in told], dtype=bool),
        "sentence": [text.nl for _, text in told],
        "sentence_en": [text.en for _, text in told],
    }


_COMPARED = ["verdict", "trend_verdict", "n_more", "n_changed"]


def _compare(row: Any) -> tuple[bool, Text]:
    """Whether the two tell different directions, and the sentence about it."""
    if row.verdict in _LEFT_BLANK:
        return False, _SENTENCES[row.verdict]
    kind, first, together = _kind(row), _side(row.verdict), _side(row.trend_verdict)
    return kind == "differ", _sentence(kind, first, together)


@cache
def _sentence(kind: str, first: int, together: int) -> Text:
    return _SENTENCES[kind].fill(first=_WORDS[first], all=_WORDS[together])


def _kind(row: Any) -> str:
    if row.n_changed == 0:
        return "still"
    if row.n_more == 0:
        return "twice"
    if _side(row.verdict) != _side(row.trend_verdict):
        return "differ"
    hints = (row.verdict in HINTS, row.trend_verdict in HINTS)
    return {(True, False): "surer", (False, True): "less_sure"}.get(hints, "agree")


def _side(word: str) -> int:
    return (word in _BETTER) - (word in _WORSE)
