"""CHECKS of one team and period from a workspace: with the other teams, and with the period before."""

import pandas as pd

from monitorlib.explanations.explaining import explain_shifts
from monitorlib.instruments import read_instruments
from monitorlib.measurements import load_measurements
from monitorlib.pairs import pair_measurements
from monitorlib.workspace import Period, Workspace


def explain_period(
    workspace: Workspace, team: str, period: Period, data_version: int | None = None, seed: int = 0
) -> pd.DataFrame:
    """CHECKS as explain_shifts gives them, from one version of the measurements (the newest without one)."""
    settings, instruments = workspace.settings(), read_instruments(workspace.instruments)
    measurements = load_measurements(workspace, version=data_version)
    pairs = pair_measurements(measurements, period.start, period.end, instruments=instruments)
    before = _period_before(settings.periods_of(team), period)
    previous = before and pair_measurements(measurements, before.start, before.end, instruments=instruments)
    return explain_shifts(
        pairs,
        measurements,
        team=team,
        previous=previous,
        seed=seed,
        instruments=instruments,
        margin=settings.margin,
        min_residents=settings.min_residents,
    )


def _period_before(periods: tuple[Period, ...], period: Period) -> Period | None:
    """The last period of this team that ended before this one began."""
    earlier = [other for other in periods if other.end < period.start]
    return max(earlier, key=lambda other: other.end) if earlier else None
