"""Statistics for paired changes of small groups: numbers in, numbers out (numpy and scipy only).

docs/methods.md says per statistic which question it answers, and why this one.
"""

from monitorlib.statistics.exact import SignedRank, sign_flip, sign_test, signed_rank
from monitorlib.statistics.intervals import (
    Interval,
    mean_shift,
    minimum_detectable,
    net_improved,
    share,
    wilson,
)
from monitorlib.statistics.multiplicity import Together, benjamini_hochberg, cohesion, holm, max_t, together
from monitorlib.statistics.pooling import Pooled, partial_pool
from monitorlib.statistics.standardise import (
    Bounds,
    Kitagawa,
    Poststratified,
    expected_shift,
    funnel_limits,
    kitagawa,
    manski_bounds,
    mean_by_start,
    overdispersion,
    poststratified_shift,
)
from monitorlib.statistics.tails import at_least_drawn, at_least_of
from monitorlib.statistics.trends import OwnTrends, TrendTests, own_trends, trend_tests

__all__ = [
    "Bounds",
    "Interval",
    "Kitagawa",
    "OwnTrends",
    "Pooled",
    "Poststratified",
    "SignedRank",
    "TrendTests",
    "Together",
    "at_least_drawn",
    "at_least_of",
    "benjamini_hochberg",
    "cohesion",
    "expected_shift",
    "funnel_limits",
    "holm",
    "kitagawa",
    "manski_bounds",
    "max_t",
    "mean_by_start",
    "mean_shift",
    "minimum_detectable",
    "net_improved",
    "overdispersion",
    "own_trends",
    "partial_pool",
    "poststratified_shift",
    "share",
    "sign_flip",
    "sign_test",
    "signed_rank",
    "trend_tests",
    "together",
    "wilson",
]
