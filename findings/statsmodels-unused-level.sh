#!/usr/bin/env bash
# statsmodels finds no effect at all in an ordinal model when nobody has one of the levels in the middle of the scale.
#
# Expected: a level of an ordered pandas column that nobody has makes no difference: its threshold falls together with the
# next, and the effect is the one without the level.
# Seen: statsmodels 0.15.0, OrderedModel on scores 1, 2, 4, 5 of a scale of 1-5: a threshold of -inf, the effect stays at
# 0.0 where it began and has no standard error; without the unused level it is 1.06. Only general warnings (division by
# zero, not converged); nothing names the level, and the results are printed as always.
# Source: statsmodels, OrderedModel, "endog" (an ordered pandas column is the preferred form); R's ordinal fits a model of
# which a level is emptied (its tests/test0weights.R). Not found among the issues (7353 is about missing values).
# Why our users should know: levels that nobody has are the rule in a team of twenty (Justitie: 2, 4 and 5). Call
# .cat.remove_unused_categories() first. We use no such model.
# Exits with another code than 0 when this has changed.
set -euo pipefail
place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check statsmodels==0.15.0 pandas==3.1.1
"$place/venv/bin/python" - <<'PY'
import sys
import warnings

import numpy
import pandas
from statsmodels.miscmodels.ordinal_model import OrderedModel

scores = [1] * 6 + [2] * 9 + [4] * 8 + [5] * 7
later = [1, 0, 0, 1, 0, 0] + [0, 1, 1, 0, 1, 0, 0, 1, 0] + [1, 1, 0, 1, 0, 1, 1, 0] + [1, 1, 0, 1, 1, 1, 0]
whole = pandas.Series(pandas.Categorical(scores, categories=[1, 2, 3, 4, 5], ordered=True))
seen = {}
for name, column in (("with level 3", whole), ("without", whole.cat.remove_unused_categories())):
    with warnings.catch_warnings(action="ignore"):
        found = OrderedModel(column, pandas.DataFrame({"later": later}), distr="logit").fit(method="bfgs", disp=False)
    seen[name] = (round(float(found.params["later"]), 2), round(float(found.bse["later"]), 2))
print(f"statsmodels 0.15.0: effect and standard error {seen}")
lost = seen["with level 3"][0] == 0 and numpy.isnan(seen["with level 3"][1])
sys.exit(0 if lost and seen["without"] == (1.06, 0.68) else 1)
PY
