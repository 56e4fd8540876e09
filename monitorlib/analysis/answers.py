"""The one simple question: shares of answers of an instrument that looks back. Table in, table out."""

import pandas as pd

from monitorlib.instruments import Instruments, instruments_behind
from monitorlib.tables import Day

ANSWERS_KEY = ["team", "instrument", "rater", "leefgebied"]


def summarise_answers(
    measurements: pd.DataFrame,
    start: Day | None = None,
    end: Day | None = None,
    instruments: Instruments | None = None,
) -> pd.DataFrame:
    """How many residents answered yes, partly or no, a row a team × instrument × rater × question.

    Of each resident the last answer in the window counts. `n_yes` is the best end of the scale, `n_no` the
    other end, `n_partly` all between. "Not applicable" and other missing answers stay out of `n_answers`, as
    the share is about those whom the question concerns. Instruments measured repeatedly give no rows.

    Parameters
    ----------
    measurements : pandas.DataFrame
        MEASUREMENTS.
    start : date or str, optional
        First day of the window.
    end : date or str, optional
        Last day of the window.
    instruments : mapping of str to Instrument, optional
        Id → Instrument; when left out the shipped ones with those of the workspace.

    Returns
    -------
    pandas.DataFrame
        n_answers = n_yes + n_partly + n_no.

    Raises
    ------
    UserError
        An instrument that is not known.

    Examples
    --------
    >>> import monitorlib as ml
    >>> answers = ml.summarise_answers(ml.load_measurements("demo", team="Demo-Oost"))
    >>> answers[["n_answers", "n_yes", "n_partly", "n_no"]].values.tolist()
    [[88, 32, 33, 23]]
    """
    known = instruments_behind(measurements, instruments)
    newest = last_answers(measurements, start, end, known)
    newest = newest.assign(direction=answer_direction(newest, known))
    rows = [
        {**dict(zip(ANSWERS_KEY, key, strict=True)), **_counts(group["direction"])}
        for key, group in newest.groupby(ANSWERS_KEY, sort=True, observed=True)
    ]
    return pd.DataFrame(rows, columns=[*ANSWERS_KEY, "n_answers", "n_yes", "n_partly", "n_no"])


def last_answers(
    measurements: pd.DataFrame,
    start: Day | None = None,
    end: Day | None = None,
    instruments: Instruments | None = None,
) -> pd.DataFrame:
    """The last scored answer of each resident in the window, of every instrument that looks back."""
    known = instruments_behind(measurements, instruments)
    retrospective = [id for id, instrument in known.items() if instrument.design == "retrospective"]
    asked = measurements[measurements["instrument"].isin(retrospective) & measurements["score"].notna()]
    first, last = pd.Timestamp(start or pd.Timestamp.min), pd.Timestamp(end or pd.Timestamp.max)
    asked = asked[asked["measured_on"].between(first, last)]
    return asked.sort_values("measured_on", kind="stable").drop_duplicates(
        ["resident_id", "instrument", "rater", "leefgebied"], keep="last"
    )


def answer_direction(answers: pd.DataFrame, instruments: Instruments) -> pd.Series:
    """1 for yes (the best end of the scale), −1 for no (the other end), 0 for all between."""
    scales = answers["instrument"].map(lambda id: instruments[id].scale)
    turned = answers["instrument"].map(lambda id: -1 if instruments[id].better_is == "lower" else 1)
    at_high = answers["score"] == scales.map(lambda scale: scale.high)
    at_low = answers["score"] == scales.map(lambda scale: scale.low)
    return (at_high.astype(int) - at_low.astype(int)) * turned.astype(int)


def _counts(directions: pd.Series) -> dict[str, int]:
    return {
        "n_answers": len(directions),
        "n_yes": int((directions == 1).sum()),
        "n_partly": int((directions == 0).sum()),
        "n_no": int((directions == -1).sum()),
    }
