#!/usr/bin/env bash
# pyreadstat turns SPSS dates into dates, but not those in the formats MOYR, QYR and WKYR: they stay seconds since 1582.
#
# Expected: a variable in a date format of SPSS comes out as a date, as DATE, ADATE, EDATE, SDATE and JDATE do.
# Seen: pyreadstat 1.3.7: MOYR8 (shown as FEB 2025 in SPSS) gives 13957747200.0, a plain number without a warning.
# Source: SPSS Statistics command syntax reference, "Date and time formats", counts MOYR, QYR and WKYR among them.
# What we do: monitorlib.intake.read.statistics_child reads the format itself and makes each of these a day.
# Exits with another code than 0 when this has changed.
set -euo pipefail
place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check pyreadstat==1.3.7 pandas==3.0.0
"$place/venv/bin/python" - "$place/days.sav" <<'PY'
import datetime
import sys

import pandas
import pyreadstat

seconds = (datetime.date(2025, 2, 1) - datetime.date(1582, 10, 14)).days * 86400.0
seen = {}
for form in ("DATE11", "ADATE10", "MOYR8", "QYR8", "WKYR10"):
    pyreadstat.write_sav(pandas.DataFrame({"day": [seconds]}), sys.argv[1], variable_format={"day": form})
    seen[form] = pyreadstat.read_sav(sys.argv[1])[0]["day"][0]
    print(f"pyreadstat 1.3.7: {form} is read as {seen[form]!r}")
days = all(isinstance(seen[form], datetime.date) for form in ("DATE11", "ADATE10"))
numbers = all(float(seen[form]) == seconds for form in ("MOYR8", "QYR8", "WKYR10"))
sys.exit(0 if days and numbers else 1)
PY
