"""One promise for all checks of a team together: Holm over checks, after step-down within each check."""

import numpy as np


def adjust_over_checks(p_family: list[np.ndarray]) -> list[np.ndarray]:
    """Adjusted p-values of every check; `p_family`: one array a check, already adjusted over its leefgebieden.

    Checks in order of their smallest p; the first is multiplied by the number of checks that could say anything,
    the next by one less, and never below those before. NaN (nothing tested) stays NaN and does not count.
    """
    said = [i for i, p in enumerate(p_family) if not np.isnan(p).all()]
    order = sorted(said, key=lambda i: np.nanmin(p_family[i]))
    adjusted = [np.full(len(p), np.nan) for p in p_family]
    floor = 0.0
    for place, i in enumerate(order):
        adjusted[i] = np.minimum(np.maximum(p_family[i] * (len(order) - place), floor), 1.0)
        floor = np.nanmin(adjusted[i])
    return adjusted
