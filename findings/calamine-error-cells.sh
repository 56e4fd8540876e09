#!/usr/bin/env bash
# python-calamine gives an error cell of a workbook (#N/A of a lookup that failed) as "", the same as an empty cell.
#
# Expected: something that tells an error from a blank, as the file does (<c t="e"><v>#N/A</v>). For registrations that is
# the difference between "the program could not find it" and "the worker left it open".
# Seen: python-calamine 0.9.1, XLSX written by XlsxWriter 3.3.1: [['score'], [''], ['4']]-like rows, no sign of the error.
# Source: dimastbk/python-calamine, issue 105 (open).
# What we do: monitorlib.intake.read.xlsx_details looks the errors up in the sheet's XML (ods_details, xls_details likewise).
# Exits with another code than 0 when this has changed.
set -euo pipefail
place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check python-calamine==0.9.1 XlsxWriter==3.3.1
"$place/venv/bin/python" - "$place/book.xlsx" <<'PY'
import sys

import python_calamine
import xlsxwriter

book = xlsxwriter.Workbook(sys.argv[1])
sheet = book.add_worksheet()
sheet.write(0, 0, "score")
sheet.write_formula(1, 0, "=NA()", None, "#N/A")
sheet.write(3, 0, 4)
book.close()
rows = python_calamine.load_workbook(sys.argv[1]).get_sheet_by_index(0).to_python(skip_empty_area=False)
print(f"python-calamine 0.9.1: an error, an empty cell and a 4 are read as {rows[1:]}")
sys.exit(0 if rows[1][0] == rows[2][0] == "" else 1)
PY
