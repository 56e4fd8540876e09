"""Shifts drawn towards each other: what a small group says, read with what the others say.

Table in, new table out; for analysts, inside the wall. Never a ranking: rows stand by name.
"""

import numpy as np
import pandas as pd

from monitorlib.analysis.rows import group_columns, rows_of_shifts, sorted_codes
from monitorlib.foundation.texts import Text
from monitorlib.statistics.inputs import refuse
from monitorlib.statistics.intervals import tango
from monitorlib.statistics.pooling import LEAST_GROUPS, alike_errors, net_error, partial_pool

_MOST = 1.0  # no shares between −1 and 1 differ more than this (standard deviation)

_SENTENCES = {
    "too_few": Text(
        "Te weinig inwoners met twee metingen om iets te zeggen.",
        "Too few residents with two measurements to say anything.",
    ),
    "not_tested": Text("Dit instrument wordt niet getoetst.", "This instrument is not tested."),
    "alone": Text(
        "Er zijn minder dan {least} groepen om samen te nemen: lees de eigen cijfers.",
        "There are fewer than {least} groups to put together: read its own figures.",
    ),
    "pooled": Text(
        "Vooruit min achteruit: op zichzelf {own}; met de andere {others} erbij {pooled}, "
        "waarschijnlijk tussen {low} en {high}.",
        "Better minus worse: by itself {own}; with the other {others} {pooled}, "
        "probably between {low} and {high}.",
    ),
}


def pool_shifts(shifts: pd.DataFrame, pairs: pd.DataFrame, over: str = "leefgebied") -> pd.DataFrame:
    """Net improved of each row of `shifts` (SHIFTS of these `pairs`), by itself and partially pooled.

    `over="leefgebied"` draws the leefgebieden of one group, instrument and rater towards their mean; they share
    residents, and what these have in common is reckoned with. `over="team"` draws the teams towards each other,
    within a leefgebied. How far each is drawn follows from how much groups differ more than chance explains, and
    from its number of residents (`statistics.partial_pool`).

    `n_pairs`, `net_improved` with Tango's 95% interval `net_low`..`net_high`, as of one look; `pooled` with
    `pooled_low`..`pooled_high` (95% over the groups on average), `own_part` (1: nothing was drawn in, 0: it is
    the mean of all), `n_pooled`: how many groups were put together (missing where none). `sentence` (and
    `sentence_en`) says it. Of too few pairs, and on an instrument that is not tested, all figures but the counts
    are missing; with fewer than LEAST_GROUPS groups the pooled ones are. UserError: another `over`, no column
    `team` to pool over, tables that do not belong together.

    *For analysts, inside the wall.* Rows stand by name of the team and in the order of the instrument, never by
    value, on purpose: drawn-in figures look like a fair league table and are none. Which team is highest is
    decided by chance as much as by work, no interval here is about "the best" (a team that truly stands apart is
    drawn in too far), and who lives where is not reckoned with. They serve a question about *one* team: how much
    of what it sees is likely to last?

    Parameters
    ----------
    shifts : pandas.DataFrame
        SHIFTS.
    pairs : pandas.DataFrame
        The PAIRS that they are of.
    over : {"leefgebied", "team"}
        Which rows are read together.

    Returns
    -------
    pandas.DataFrame
        The rows of `shifts` by name, never by value; shares −1..1.

    Raises
    ------
    UserError
        See above.

    Examples
    --------
    >>> import monitorlib as ml
    >>> measurements = ml.load_measurements("demo", team="Demo-Oost")
    >>> pairs = ml.pair_measurements(measurements, start="2025-01-01", end="2025-12-31")
    >>> pooled = ml.pool_shifts(ml.summarise_shifts(pairs), pairs)
    >>> bool(pooled["own_part"].dropna().between(0, 1).all())
    True
    """
    family = _family(group_columns(shifts), over)
    shown = ~shifts["verdict"].isin(["too_few", "not_tested"]).to_numpy()
    by_cell = _by_cell(pairs, shifts)
    counts = shifts[["n_improved", "n_deteriorated", "n_pairs"]].to_numpy()
    figures = np.full((len(shifts), len(_POOLED)), np.nan)
    for here in _families(shifts, shown, family):
        alike = alike_errors(_directions(by_cell, here)) if over == "leefgebied" else None
        figures[here] = _pool(counts[here], alike)
    table = _alone(shifts, counts, shown).assign(**dict(zip(_POOLED, figures.T, strict=True)))
    return table.assign(**_told(table, shifts["verdict"].tolist()))


def _family(by: list[str], over: str) -> list[str]:
    """The columns that are the same of all that is put together."""
    if over == "leefgebied":
        return [*by, "instrument", "rater"]
    if over == "team" and "team" in by:
        return [*(name for name in by if name != "team"), "instrument", "rater", "leefgebied"]
    raise refuse(
        "over",
        "kies leefgebied, of team als shifts per team is",
        "choose leefgebied, or team of shifts by team",
    )


_POOLED = ("pooled", "pooled_low", "pooled_high", "own_part", "n_pooled")


def _families(shifts: pd.DataFrame, shown: np.ndarray, family: list[str]) -> list[np.ndarray]:
    """The rows that are put together: shown, of one family, and enough of them."""
    rows = np.flatnonzero(shown)
    groups = shifts.iloc[rows].groupby(family, sort=False, dropna=False, observed=True).indices.values()
    return [rows[members] for members in groups if len(members) >= LEAST_GROUPS]


def _alone(shifts: pd.DataFrame, counts: np.ndarray, shown: np.ndarray) -> pd.DataFrame:
    """Every row by itself, with Tango's interval as of one look."""
    own = tango(counts[:, 0], counts[:, 1], np.maximum(counts[:, 2], 1))
    key = [*group_columns(shifts), "instrument", "rater", "leefgebied"]
    return shifts[[*key, "n_pairs", "net_improved"]].assign(
        net_low=np.where(shown, own.low, np.nan), net_high=np.where(shown, own.high, np.nan)
    )


def _pool(counts: np.ndarray, alike: np.ndarray | None) -> np.ndarray:
    """_POOLED of one family, shape (groups, 5); an interval stays within −1..1."""
    up, down, n = counts.T
    found = partial_pool((up - down) / n, net_error(up, down, n), _MOST, alike)
    together = np.full(len(n), len(n))
    return np.column_stack(
        [found.estimate, found.low.clip(-1, 1), found.high.clip(-1, 1), found.own_part, together]
    )


def _by_cell(pairs: pd.DataFrame, shifts: pd.DataFrame) -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
    """The rows of `pairs` of each row of `shifts`; and of each row of `pairs` its resident and its direction."""
    cell = rows_of_shifts(shifts, pairs)
    ends = np.cumsum(np.bincount(cell, minlength=len(shifts)))[:-1]
    resident, _ = sorted_codes(pairs["resident_id"])
    direction = pairs["direction"].to_numpy(dtype=float, na_value=np.nan)
    return np.split(np.argsort(cell, kind="stable"), ends), resident, direction


def _directions(by_cell: tuple[list[np.ndarray], np.ndarray, np.ndarray], here: np.ndarray) -> np.ndarray:
    """Residents × these rows of SHIFTS: the direction of each change, NaN where there is none."""
    rows, resident, direction = by_cell
    mine = np.concatenate([rows[cell] for cell in here])
    people, person = np.unique(resident[mine], return_inverse=True)
    table = np.full((len(people), len(here)), np.nan)
    table[person, np.repeat(np.arange(len(here)), [len(rows[cell]) for cell in here])] = direction[mine]
    return table


def _told(table: pd.DataFrame, verdicts: list[str]) -> dict[str, list[str]]:
    columns = (
        verdicts,
        table["n_pooled"].tolist(),
        *(_percentages(table[name]) for name in _SPOKEN.values()),
    )
    texts = [_text(*row) for row in zip(*columns, strict=True)]
    return {"sentence": [text.nl for text in texts], "sentence_en": [text.en for text in texts]}


_SPOKEN = {"own": "net_improved", "pooled": "pooled", "low": "pooled_low", "high": "pooled_high"}


def _percentages(shares: pd.Series) -> list[str]:
    return [f"{share + 0.0:+.0%}" for share in shares.to_numpy(dtype=float).round(2).tolist()]


def _text(verdict: str, together: float, *shares: str) -> Text:
    if verdict in ("too_few", "not_tested"):
        return _SENTENCES[verdict]
    if np.isnan(together):
        return _SENTENCES["alone"].fill(least=LEAST_GROUPS)
    return _SENTENCES["pooled"].fill(others=int(together) - 1, **dict(zip(_SPOKEN, shares, strict=True)))
