#!/usr/bin/env bash
# pyreadstat makes a time of the day of how long something lasted: thirty hours of help in SPSS become six.
#
# Expected: a variable in SPSS's format TIME or DTIME is a stretch of time, however long (SPSS shows 30:00, and 1 06:00),
# so the day and six hours stay; or a number of seconds, as it is stored.
# Seen: pyreadstat 1.3.7: 3, 30 and 100 hours are read as 03:00, 06:00 and 04:00 o'clock, without a warning: whole days
# are gone, also in DTIME12, which is there to tell days. (1.3.4 left DTIME as seconds.)
# Source: SPSS Statistics, "Dates and times" (duration variables), and PSPP manual, "Time and Date Formats": a time is an
# interval. Not found among the issues of Roche/pyreadstat.
# Why our users should know: an analyst who lays hours of help beside scores sees that much help is little. Read with
# disable_datetime_conversion=True and divide by 3,600. Our own intake takes no times; it says that it left them out.
# Exits with another code than 0 when this has changed.
set -euo pipefail
place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check pyreadstat==1.3.7 pandas==3.0.0
"$place/venv/bin/python" - "$place/help.sav" <<'PY'
import sys
from datetime import time

import pandas
import pyreadstat

hours = (3, 30, 100)
seen = {}
for form in ("TIME8", "DTIME12"):
    told = pandas.DataFrame({"help": [each * 3600.0 for each in hours]})
    pyreadstat.write_sav(told, sys.argv[1], variable_format={"help": form})
    seen[form] = pyreadstat.read_sav(sys.argv[1])[0]["help"].tolist()
    print(f"pyreadstat 1.3.7: {hours} hours in {form} are read as {[str(each) for each in seen[form]]}")
kept = pyreadstat.read_sav(sys.argv[1], disable_datetime_conversion=True)[0]["help"].tolist()
stored = kept == [each * 3600.0 for each in hours]
sys.exit(0 if stored and seen == dict.fromkeys(seen, [time(3), time(6), time(4)]) else 1)
PY
