#!/usr/bin/env bash
# scikit-learn's weighted kappa counts the steps between the scores that were given, not those of the scale.
#
# Expected: weighted kappa weighs a disagreement by how far apart two scores are on the scale (Cohen 1968): of the ZRM's
# five levels, 2 and 5 lie three steps apart, whether or not anybody was scored 3 or 4.
# Seen: scikit-learn 1.9.1: where nobody has a 3 or a 4, 2 and 5 are neighbours: kappa .65 instead of .56. Marks out of ten
# that were read as text are put in alphabetical order, 10 beside 2: kappa 0 where the same marks as numbers give .60.
# Source: sklearn.metrics.cohen_kappa_score. "labels" is described as those that are used, by default the ones that occur;
# that the weights follow from their places in that list is not said.
# Why our users should know: two professionals score the same residents to see whether they use the ZRM alike; in a team
# most scores are 2 or 5, so agreement comes out too good. Always give labels=[1, 2, 3, 4, 5]. We compute no kappa.
# Exits with another code than 0 when this has changed.
set -euo pipefail
place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check scikit-learn==1.9.1
"$place/venv/bin/python" - <<'PY'
import sys

from sklearn.metrics import cohen_kappa_score

first, second = [1, 1, 2, 2, 5, 5, 5, 2], [1, 2, 2, 5, 5, 5, 2, 2]
seen = cohen_kappa_score(first, second, weights="quadratic")
scale = [1, 2, 3, 4, 5]
# by hand: one minus what differs, over what would differ by chance, with squared distances on the scale
apart = sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) / 8
by_chance = sum((a - b) ** 2 for a in first for b in second) / 64
right = 1 - apart / by_chance
whole = cohen_kappa_score(first, second, weights="quadratic", labels=scale)
marks, again = [2, 10, 9, 3, 10, 8], [3, 9, 10, 2, 10, 8]
text = cohen_kappa_score([str(m) for m in marks], [str(m) for m in again], weights="linear")
numbers = cohen_kappa_score(marks, again, weights="linear")
print(f"scikit-learn 1.9.1: {seen:.3f}; all five levels {whole:.3f}, by hand {right:.3f}; text {text:.2f}, numbers {numbers:.2f}")
sys.exit(0 if abs(whole - right) < 1e-9 and seen - right > 0.08 and numbers - text > 0.5 else 1)
PY
