"""The same measurement twice in one delivery: equal ones count once, contradicting ones are both refused."""

import numpy as np
import pandas as pd

from monitorlib.measurements import key_numbers


def judge_repeats(table: pd.DataFrame) -> pd.DataFrame:
    """For each row of MEASUREMENTS whether it is `repeated` (an equal one stands above) or `contradicted`."""
    keys = key_numbers(table)
    in_order = np.sort(keys)
    if not (in_order[1:] == in_order[:-1]).any():  # the usual case, and by far the cheapest
        nowhere = np.zeros(len(table), dtype=bool)
        return pd.DataFrame({"repeated": nowhere, "contradicted": nowhere}, index=table.index)
    codes = table["missing"].cat.codes if table["missing"].dtype == "category" else None
    reasons = pd.factorize(table["missing"])[0] if codes is None else codes.to_numpy()
    answers = pd.DataFrame({"key": keys, "score": table["score"].to_numpy(), "reason": reasons})
    equal = answers.duplicated()
    contradicted = np.zeros(len(table), dtype=bool)
    several = answers.loc[~equal, "key"].duplicated(keep=False)
    if several.any():
        contradicted = answers["key"].isin(answers.loc[several[several].index, "key"]).to_numpy()
    return pd.DataFrame(
        {"repeated": equal.to_numpy() & ~contradicted, "contradicted": contradicted}, index=table.index
    )
