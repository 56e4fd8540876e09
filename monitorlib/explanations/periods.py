"""CHECKS of one team and period from a workspace, with the period before; with or without the other teams."""

from typing import Any

import pandas as pd

from monitorlib.analysis.pairs import pair_measurements
from monitorlib.explanations.explaining import explain_shifts
from monitorlib.explanations.registry import own_explanations
from monitorlib.explanations.yardstick import yardstick
from monitorlib.foundation.handed_on import answer_to
from monitorlib.instruments import Instruments, read_instruments
from monitorlib.measurements import load_caseload, table_id
from monitorlib.workspace import Period, Workspace


def explain_period(
    workspace: Workspace,
    team: str,
    period: Period,
    data_version: int | None = None,
    seed: int = 0,
    instruments: Instruments | None = None,
) -> pd.DataFrame:
    """CHECKS as explain_shifts gives them beside all other teams; for analysts, inside the wall.

    From one version of the measurements (the newest without one). `instruments`: as they count in this period
    (`instruments_in`); when left out, as they are now. What enters a release is `explain_team`.

    Parameters
    ----------
    workspace : Workspace
        As `open_workspace` gives it.
    team : str
        The team, as the export names it.
    period : Period
        A period of the workspace's settings.
    data_version : int, optional
        Of the measurements; the newest when left out.
    seed : int
        Of the sign flips.
    instruments : mapping of str to Instrument, optional
        Id → Instrument; when left out the shipped ones with those of the workspace.

    Returns
    -------
    pandas.DataFrame
        CHECKS, also beside other teams.

    Raises
    ------
    UserError
        Nothing was imported, or the version does not exist.

    Examples
    --------
    >>> import monitorlib as ml
    >>> demo = ml.open_workspace("demo")
    >>> period = demo.settings().period("2025", "Demo-Oost")
    >>> checks = ml.explain_period(demo, "Demo-Oost", period)
    >>> "elsewhere" in set(checks["check"])
    True
    """
    known = read_instruments(workspace.instruments) if instruments is None else instruments
    caseload = load_caseload(workspace, team, version=data_version)
    pairs = pair_measurements(caseload, period.start, period.end, instruments=known)
    everybody = yardstick(workspace, period, known, data_version)
    own = pairs[pairs["team"] == team]
    return _explained(workspace, team, period, seed, own, caseload, caseload, known, everybody)


def explain_team(
    workspace: Workspace,
    team: str,
    period: Period,
    data_version: int | None = None,
    seed: int = 0,
    before_version: int | None = None,
    instruments: Instruments | None = None,
) -> pd.DataFrame:
    """CHECKS of the team's own residents alone, as they may enter a release: no row of another team (decision 73).

    `before_version`: the version of the data from which the period before was released; None where it was not,
    and then nothing is compared with it. `instruments`: as for `explain_period`.

    Parameters
    ----------
    workspace : Workspace
        As `open_workspace` gives it.
    team : str
        The team, as the export names it.
    period : Period
        A period of the workspace's settings.
    data_version : int, optional
        Of the measurements; the newest when left out.
    seed : int
        Of the sign flips.
    before_version : int, optional
        As `version_before` tells it.
    instruments : mapping of str to Instrument, optional
        Id → Instrument; when left out the shipped ones with those of the workspace.

    Returns
    -------
    pandas.DataFrame
        CHECKS of this team's residents.

    Raises
    ------
    UserError
        Nothing was imported, or the version does not exist.

    Examples
    --------
    >>> import monitorlib as ml
    >>> demo = ml.open_workspace("demo")
    >>> period = demo.settings().period("2025", "Demo-Oost")
    >>> checks = ml.explain_team(demo, "Demo-Oost", period)
    >>> len(checks) == len(checks[["instrument", "rater", "leefgebied", "check"]].drop_duplicates())
    True
    """
    known = read_instruments(workspace.instruments) if instruments is None else instruments
    table = table_id(workspace, data_version)

    def explained() -> pd.DataFrame:
        caseload = load_caseload(workspace, team, version=table[1])
        pairs = pair_measurements(caseload, period.start, period.end, instruments=known)
        return _of_own(workspace, team, period, caseload, pairs, seed, before_version, known)

    asked = _question(workspace, table, team, period, seed, before_version, known)
    return answer_to(asked, explained).copy(deep=False)  # a table of its own: pandas copies on write


def explain_caseload(
    workspace: Workspace,
    team: str,
    period: Period,
    caseload: pd.DataFrame,
    pairs: pd.DataFrame,
    data_version: int,
    seed: int,
    before_version: int | None,
    instruments: Instruments,
) -> pd.DataFrame:
    """As `explain_team`, for whoever has the caseload of that version and its PAIRS in this period at hand."""
    asked = _question(
        workspace, table_id(workspace, data_version), team, period, seed, before_version, instruments
    )
    return answer_to(
        asked,
        lambda: _of_own(workspace, team, period, caseload, pairs, seed, before_version, instruments),
    ).copy(deep=False)


def _question(workspace: Workspace, table: tuple[str, int], team: str, period: Period, *more: Any) -> tuple:
    """All that CHECKS of a team's own residents rest on, but for the explanations themselves."""
    return "checks", workspace, table, workspace.settings(), team, period, more


def _of_own(
    workspace: Workspace,
    team: str,
    period: Period,
    caseload: pd.DataFrame,
    pairs: pd.DataFrame,
    seed: int,
    before_version: int | None,
    instruments: Instruments,
) -> pd.DataFrame:
    """CHECKS of a caseload; of before only what was released counts, as it was then (decision 92)."""
    earlier = None if before_version is None else load_caseload(workspace, team, version=before_version)
    own = pairs[pairs["team"] == team]
    within = _within(caseload, period)
    return _explained(workspace, team, period, seed, own, within, earlier, instruments)


def _within(measurements: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Those of the period, its first and last day included."""
    day = measurements["measured_on"].dt.normalize()
    inside = day.between(pd.Timestamp(period.start), pd.Timestamp(period.end))
    return measurements[inside.to_numpy(dtype=bool, na_value=False)]


def _explained(
    workspace: Workspace,
    team: str,
    period: Period,
    seed: int,
    pairs: pd.DataFrame,
    measurements: pd.DataFrame,
    earlier: pd.DataFrame | None,
    known: Instruments,
    everybody: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """`earlier`: the MEASUREMENTS in which the period before is looked up, or None."""
    settings = workspace.settings()
    before = period_before(settings.periods_of(team), period)
    previous = None
    if before is not None and earlier is not None:
        previous = pair_measurements(earlier, before.start, before.end, instruments=known)
    return explain_shifts(
        pairs,
        measurements,
        team=team,
        previous=previous,
        seed=seed,
        instruments=known,
        everybody=everybody,
        own=own_explanations(workspace),
        margin=settings.margin,
        min_residents=settings.min_residents,
    )


def period_before(periods: tuple[Period, ...], period: Period) -> Period | None:
    """The last period of this team that ended before this one began."""
    earlier = [other for other in periods if other.end < period.start]
    return max(earlier, key=lambda other: other.end) if earlier else None
