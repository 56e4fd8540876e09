#!/usr/bin/env bash
# statsmodels counts a rating that is missing as a level of its own, on which two blanks agree.
#
# Expected: a missing rating is refused or left out. The docstring of aggregate_raters says that data which are no
# integers raise an exception.
# Seen: statsmodels 0.15.0: NaN becomes one more category, without a warning, and fleiss_kappa of the result calls three
# raters who agree on nothing but have the same two residents blank better than chance: kappa .33, where that of the
# complete rows is -.12.
# Source: statsmodels.stats.inter_rater.aggregate_raters, docstring; issue 7781 (open) asks fleiss_kappa for unequal
# numbers of ratings, which it refuses, so that filling up with NaN looks like the way out.
# Why our users should know: worker and resident both score, and "niet ingevuld" is no level of self-reliance. Our raters
# are never merged, and no agreement is computed; who does so in a notebook drops incomplete rows first.
# Exits with another code than 0 when this has changed.
set -euo pipefail
place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check statsmodels==0.15.0 pandas==3.1.1
"$place/venv/bin/python" - <<'PY'
import sys

import numpy
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

nan = numpy.nan
complete = [[1, 1, 2], [2, 3, 2], [3, 1, 3], [1, 2, 3]]
ratings = numpy.array([*complete, [nan, nan, nan], [nan, nan, nan]])
table, levels = aggregate_raters(ratings)
with_blanks, without = fleiss_kappa(table), fleiss_kappa(aggregate_raters(numpy.array(complete))[0])
print(f"statsmodels 0.15.0: levels {levels.tolist()}, kappa {with_blanks:.2f} with blanks and {without:.2f} without")
sys.exit(0 if numpy.isnan(levels[-1]) and with_blanks > 0.2 and without < 0 else 1)
PY
