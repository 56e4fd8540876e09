#!/usr/bin/env bash
# pyreadstat refuses to give the labels of an SPSS scale in their order as soon as one person has no score.
#
# Expected: read_sav(apply_value_formats=True, formats_as_ordered_category=True) gives "acuut" < "niet" < ..., and nothing
# for who has no score, as formats_as_category (unordered) does.
# Seen: pyreadstat 1.3.7 with pandas 3.1.1: ValueError, categories cannot be null, for one blank cell or one code that the
# file declares to be missing (MISSING VALUES score (9)). Of a complete column the order is right.
# Source: pyreadstat.read_sav, "formats_as_ordered_category" (no word about missing values). Not found among the issues;
# pull request 100 is where the option comes from.
# Why our users should know: an analyst who reads a ZRM export in SPSS wants exactly this option, and no export is
# complete. Our intake takes codes and labels apart (monitorlib.intake.read.statistics_child) and does not use it.
# Exits with another code than 0 when this has changed.
set -euo pipefail
place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check pyreadstat==1.3.7 pandas==3.1.1
"$place/venv/bin/python" - "$place/scores.sav" <<'PY'
import sys

import pandas
import pyreadstat

LEVELS = {1: "acuut", 2: "niet", 3: "beperkt", 4: "voldoende", 5: "volledig"}


def labelled(scores: list, missing: list, **wished) -> object:
    frame, declared = pandas.DataFrame({"score": scores}), {"score": missing} if missing else None
    pyreadstat.write_sav(frame, sys.argv[1], variable_value_labels={"score": LEVELS}, missing_ranges=declared)
    try:
        values = pyreadstat.read_sav(sys.argv[1], apply_value_formats=True, **wished)[0]["score"]
    except ValueError as error:
        return str(error)
    return [value for value in values.cat.categories] if values.cat.ordered else values.isna().sum()


ordered = {"formats_as_ordered_category": True}
whole, blank = labelled([4.0, 1, 5], [], **ordered), labelled([4.0, 1, None], [], **ordered)
code, unordered = labelled([4.0, 1, 9], [9], **ordered), labelled([4.0, 1, None], [])
print(f"pyreadstat 1.3.7: complete {whole}; one blank {blank!r}; a missing code {code!r}; unordered: {unordered} missing")
as_before = "null" in str(blank) and "null" in str(code)
sys.exit(0 if whole == list(LEVELS.values()) and as_before and unordered == 1 else 1)
PY
