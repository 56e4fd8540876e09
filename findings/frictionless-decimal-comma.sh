#!/usr/bin/env bash
# frictionless takes a column of Dutch numbers (4,5) for places on earth, and finds the file valid.
#
# Expected: "number" with a comma as decimalChar, or "string" where the detector does not try commas.
# Seen: frictionless 5.21.0: scores 4,5 / 3,0 / 10,5 in a file separated by semicolons are of type "geopoint" (longitude
# 4, latitude 5); validate finds nothing wrong. As a number with decimalChar "," the same column is read well.
# Source: Table Schema, "number" (decimalChar) and "geopoint"; frictionless, "Table Detector", infers types from a sample.
# okfn/opendataeditor issue 422 meets decimal commas through frictionless; the type was not found among the issues.
# Why our users should know: a data manager who describes an export with frictionless hands on a schema in which a mean
# score is a coordinate. Our intake reads decimal commas itself.
# Exits with another code than 0 when this has changed.
set -euo pipefail
place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check frictionless==5.21.0
cd "$place"  # frictionless trusts only paths below
"$place/venv/bin/python" - <<'PY'
import sys
from decimal import Decimal
from pathlib import Path

from frictionless import Resource, Schema, describe, fields, validate

Path("export.csv").write_text("client;score\na1;4,5\na2;3,0\na3;10,5\n", encoding="utf-8")
found = describe("export.csv")
kind, valid = found.schema.get_field("score").type, validate(found).valid
told = Schema(fields=[fields.StringField(name="client"), fields.NumberField(name="score", decimal_char=",")])
scores = [row["score"] for row in Resource("export.csv", schema=told).read_rows()]
print(f"frictionless 5.21.0: scores with a decimal comma are of type {kind}, valid: {valid}; when told so, {scores}")
sys.exit(0 if kind == "geopoint" and valid and scores == [Decimal("4.5"), Decimal("3.0"), Decimal("10.5")] else 1)
PY
