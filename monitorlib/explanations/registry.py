"""Every check by name: the files of `checks/`, in the order in which a team meets them."""

import pkgutil
from functools import cache
from importlib import import_module

from monitorlib.explanations import checks
from monitorlib.explanations.finding import Explanation

ORDER = (
    "chance",
    "dropout",
    "regression_to_the_mean",
    "ceiling",
    "case_mix",
    "subgroup",
    "one_caseload",
    "follow_up_time",
    "rater_change",
    "version_change",
    "copied_scores",
    "season",
    "elsewhere",
    "missing_scores",
)


@cache
def explanations() -> dict[str, Explanation]:
    """Name → check; those not in ORDER come last, by name."""
    modules = [import_module(f"{checks.__name__}.{m.name}") for m in pkgutil.iter_modules(checks.__path__)]
    found = {module.EXPLANATION.name: module.EXPLANATION for module in modules}
    places = {name: place for place, name in enumerate(ORDER)}
    return {name: found[name] for name in sorted(found, key=lambda n: (places.get(n, len(places)), n))}
