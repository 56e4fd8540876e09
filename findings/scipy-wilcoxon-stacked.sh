#!/usr/bin/env bash
# scipy gives the same residents another p-value when another leefgebied is tested in the same call.
#
# Expected: with axis=1 each row is tested by itself: p of a row does not depend on what stands in the other rows.
# Seen: scipy 1.17.1, wilcoxon with method="auto" (the default): 20 changes without ties or zeros have p = .3884 alone
# (exact), also stacked with themselves, and .3703 (an approximation) stacked with a row of scores in which two people
# changed equally much. One row with a tie or a zero turns the exact test off for all rows of 14 to 50 pairs.
# Source: scipy.stats.wilcoxon, parameter "axis" (one test for every slice, such as a row) and its Notes on ties and zeros
# (told of one sample d). Not found among the issues (pull request 19770 made this vectorised).
# What we do: monitorlib.statistics counts and tests each leefgebied by itself, exactly, with ties and zeros.
# Exits with another code than 0 when this has changed.
set -euo pipefail
place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check scipy==1.17.1 numpy==2.4.6
"$place/venv/bin/python" - <<'PY'
import sys

import numpy
from scipy.stats import wilcoxon

sums = numpy.array([2, 11, -19, 17, -8, -12, 13, -18, 16, 3, 4, 5, 6, -9, -1, 10, 15, -14, 7, 20])  # no ties
levels = numpy.array([1, -1, 1, 1, 2, 0, -2, 1, 0, 2, 0, -1, -2, 0, 1, 1, 2, -1, 0, 2])  # a scale of five levels
alone = wilcoxon(sums).pvalue
beside_itself = wilcoxon(numpy.stack([sums, sums]), axis=1).pvalue[0]
beside_levels = wilcoxon(numpy.stack([sums, levels]), axis=1).pvalue[0]
print(f"scipy 1.17.1: p alone {alone:.4f}, beside itself {beside_itself:.4f}, beside another {beside_levels:.4f}")
sys.exit(0 if alone == beside_itself and abs(alone - beside_levels) > 0.01 else 1)
PY
