"""Can we explain these numbers? Each explanation that the data can speak to is a check.

A check is one file in `checks/`, or in the workspace's `explanations/` (registry.py finds them); it brings its own
words. It never proves: there is no control group.
"""

from monitorlib.explanations.contrasts import find_contrast, group_contrast
from monitorlib.explanations.explaining import explain_shifts
from monitorlib.explanations.finding import Explanation, Finding, told
from monitorlib.explanations.periods import explain_caseload, explain_period, explain_team, period_before
from monitorlib.explanations.registry import explanations
from monitorlib.explanations.trying import invented_pairs, moved, try_explanation

__all__ = [
    "Explanation",
    "Finding",
    "explain_caseload",
    "explain_period",
    "explain_shifts",
    "explain_team",
    "explanations",
    "find_contrast",
    "group_contrast",
    "invented_pairs",
    "moved",
    "period_before",
    "told",
    "try_explanation",
]
