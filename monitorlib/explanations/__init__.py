"""Can we explain these numbers? Each explanation that the data can speak to is a check.

A check is one file in `checks/`; it brings its own words. It never proves: there is no control group.
"""

from monitorlib.explanations.explaining import explain_shifts
from monitorlib.explanations.periods import explain_caseload, explain_period, explain_team, period_before
from monitorlib.explanations.registry import explanations

__all__ = [
    "explain_caseload",
    "explain_period",
    "explain_shifts",
    "explain_team",
    "explanations",
    "period_before",
]
