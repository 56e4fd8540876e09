#!/usr/bin/env bash
# pandas cannot keep why a score is missing in a Stata file when the scores have labels, as they always have.
#
# Expected: read_stata(convert_missing=True) keeps Stata's missing codes .a to .z ("n.v.t.", "onbekend") apart, as objects
# among the values or the labels.
# Seen: pandas 3.1.1: TypeError, unhashable type 'StataMissingValue', for a valid file with one labelled score and one .a
# in it. Without convert_missing all codes are NaN, and the label "n.v.t." that the file holds is gone. Together with
# convert_categoricals=False it works. pyreadstat 1.3.7 (user_missing=True) tells codes and labels.
# Source: pandas.read_stata, "convert_missing" and "convert_categoricals" (no word that they exclude each other). Not
# found among the issues.
# What we do: monitorlib.intake.read.statistics_child reads .dta by pyreadstat with user_missing: "n.v.t." stays another answer
# than "unknown".
# Exits with another code than 0 when this has changed.
set -euo pipefail
place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check pandas==3.1.1 pyreadstat==1.3.7
"$place/venv/bin/python" - "$place/scores.dta" <<'PY'
import sys

import pandas
import pyreadstat

path = sys.argv[1]
labels = {"score": {1: "acuut", 4: "voldoende", "a": "n.v.t.", "b": "onbekend"}}
frame = pandas.DataFrame({"score": [1.0, 4.0, "a", "b", None]})
pyreadstat.write_dta(frame, path, missing_user_values={"score": ["a", "b"]}, variable_value_labels=labels)
try:
    kept = pandas.read_stata(path, convert_missing=True)["score"].tolist()
except TypeError as error:
    kept = str(error)
plain = pandas.read_stata(path)["score"]
codes = pandas.read_stata(path, convert_missing=True, convert_categoricals=False)["score"].astype(str).tolist()
other = pyreadstat.read_dta(path, user_missing=True)[0]["score"].tolist()
print(f"pandas 3.1.1: convert_missing gives {kept!r}, without it {plain.tolist()}; codes {codes}; pyreadstat {other}")
as_before = "unhashable" in kept and plain.isna().sum() == 3 and "n.v.t." not in plain.cat.categories
sys.exit(0 if as_before and codes[2:4] == [".a", ".b"] and other[2:4] == ["a", "b"] else 1)
PY
