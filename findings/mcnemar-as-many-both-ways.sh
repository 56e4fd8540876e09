#!/usr/bin/env bash
# McNemar's test with its usual correction is less sure that nothing changed where exactly as many went up as down.
#
# Expected: 3 residents who reached a goal and 3 who lost it are no sign of a change at all: statistic 0, p = 1. A
# correction for continuity moves a difference towards nothing, never past it.
# Seen: statsmodels 0.15.0 (mcnemar, exact=False), pingouin 0.7.0 (chi2_mcnemar, p_approx) and mlxtend 0.25.0 (mcnemar,
# exact=False): 1 up and 1 down p = .48, 3 and 3 p = .68, 10 and 10 p = .82; but 3 up and 4 down p = 1. All three square
# |b - c| - 1 where that is -1.
# Source: R's own test leaves the correction out where both counts are equal (stats/R/mcnemar.test.R); that of scipy
# for a 2x2 table is never larger than the difference (stats/contingency.py, "magnitude").
# Why our users should know: few changes, as many up as down, is what a small team has. The p behind our words
# (monitorlib.evidence.grades.net_p) is 1 there.
# Exits with another code than 0 when this has changed.
set -euo pipefail
place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check \
    statsmodels==0.15.0 pingouin==0.7.0 mlxtend==0.25.0 pandas==2.3.3
"$place/venv/bin/python" -W ignore - <<'PY'
import sys

import mlxtend.evaluate
import numpy
import pandas
import pingouin
from statsmodels.stats.contingency_tables import mcnemar


def seen(up: int, down: int) -> list[float]:
    table = numpy.array([[5, up], [down, 5]])
    people = pandas.DataFrame([(0, 0)] * 5 + [(1, 1)] * 5 + [(0, 1)] * up + [(1, 0)] * down, columns=["start", "end"])
    told = (
        mcnemar(table, exact=False).pvalue,
        pingouin.chi2_mcnemar(people, "start", "end")[1].loc["mcnemar"].iloc[2],
        mlxtend.evaluate.mcnemar(table, exact=False)[1],
    )
    return [round(float(p), 4) for p in told]


same, more = {n: seen(n, n) for n in (1, 3, 10)}, seen(3, 4)
print(f"statsmodels, pingouin, mlxtend: p of as many up as down {same}, of 3 up and 4 down {more}")
sys.exit(0 if same == {1: [0.4795] * 3, 3: [0.6831] * 3, 10: [0.8231] * 3} and more == [1.0] * 3 else 1)
PY
