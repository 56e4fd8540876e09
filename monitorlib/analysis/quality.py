"""How complete the data are: who was measured, how often, and which scores are missing. Table in, table out."""

import pandas as pd

from monitorlib.tables import MISSING_REASONS, Day

VIEW = ["instrument", "rater", "leefgebied"]


def within(measurements: pd.DataFrame, start: Day, end: Day) -> pd.DataFrame:
    """The measurements from `start` to `end`, both days included.

    Parameters
    ----------
    measurements : pandas.DataFrame
        MEASUREMENTS.
    start : date or str
        First day.
    end : date or str
        Last day.

    Returns
    -------
    pandas.DataFrame
        The same columns, fewer rows.

    Examples
    --------
    >>> import monitorlib as ml
    >>> january = ml.within(ml.load_measurements("demo"), "2025-01-01", "2025-01-31")
    >>> january["measured_on"].dt.month.unique().tolist()
    [1]
    """
    inside = measurements["measured_on"].between(pd.Timestamp(start), pd.Timestamp(end))
    return measurements[inside]


def describe_scores(measurements: pd.DataFrame) -> pd.DataFrame:
    """A row an instrument × rater × leefgebied: residents, scores, first and last day, and why scores miss.

    Parameters
    ----------
    measurements : pandas.DataFrame
        MEASUREMENTS.

    Returns
    -------
    pandas.DataFrame
        Counts of residents and scores, days, and a column a reason why a score is missing.

    Examples
    --------
    >>> import monitorlib as ml
    >>> told = ml.describe_scores(ml.load_measurements("demo", team="Demo-Oost"))
    >>> "not_filled_in" in told.columns
    True
    """
    reasons = {reason: measurements["missing"] == reason for reason in MISSING_REASONS}
    described = (
        measurements.assign(**reasons)
        .groupby(VIEW, sort=True, observed=True)
        .agg(
            n_residents=("resident_id", "nunique"),
            n_scores=("score", "count"),
            first=("measured_on", "min"),
            last=("measured_on", "max"),
            **{reason: (reason, "sum") for reason in reasons},
        )
    )
    return described.reset_index()


def describe_follow_up(pairs: pd.DataFrame) -> pd.DataFrame:
    """A row an instrument × rater: residents measured, measured again, and once only, and how long between.

    Parameters
    ----------
    pairs : pandas.DataFrame
        PAIRS.

    Returns
    -------
    pandas.DataFrame
        n_residents = n_again + n_once, and `median_days` between the two.

    Examples
    --------
    >>> import monitorlib as ml
    >>> measurements = ml.load_measurements("demo", team="Demo-Oost")
    >>> pairs = ml.pair_measurements(measurements, start="2025-01-01", end="2025-12-31")
    >>> int(ml.describe_follow_up(pairs).set_index("instrument").loc["zrm-2017", "n_again"])
    72
    """
    rows, needed = [], pairs[["instrument", "rater", "resident_id", "change", "days"]]
    for (instrument, rater), group in needed.groupby(["instrument", "rater"], sort=True, observed=True):
        again = group.loc[group["change"].notna()]
        n_residents, n_again = group["resident_id"].nunique(), again["resident_id"].nunique()
        rows.append(
            {
                "instrument": instrument,
                "rater": rater,
                "n_residents": n_residents,
                "n_again": n_again,
                "n_once": n_residents - n_again,
                "median_days": again["days"].median(),
            }
        )
    return pd.DataFrame(
        rows, columns=["instrument", "rater", "n_residents", "n_again", "n_once", "median_days"]
    )
