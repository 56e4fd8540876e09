#!/usr/bin/env bash
# pandas reads every yes of an ODS file as no, unless the spreadsheet was made in English.
#
# Expected: the value of a cell with a truth value is its attribute office:boolean-value; the paragraph inside is what a
# person sees, and LibreOffice writes that in the language of the document (WAAR and ONWAAR, WAHR, VRAI).
# Seen: pandas 3.1.1, engine "odf" with odfpy 1.4.1: true shown as WAAR is read as False, without a warning; false shown
# as TRUE, as nobody writes it, as True. engine "calamine" (python-calamine 0.9.1) reads the value.
# Source: OpenDocument 1.3 part 3, office:boolean-value and office:value-type. pandas issue 54994 (closed) is about the
# writing of this attribute; the reading of it was not found among the issues.
# Why our users should know: an analyst who reads an ODS with pandas.read_excel has a column "besloten" or "doel bereikt"
# in which nothing was ever reached. Say engine="calamine", as our own intake does (a true there becomes "ja").
# Exits with another code than 0 when this has changed.
set -euo pipefail
place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check pandas==3.1.1 odfpy==1.4.1 python-calamine==0.9.1
"$place/venv/bin/python" - "$place/book.ods" <<'PY'
import sys

import pandas
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

book, table = OpenDocumentSpreadsheet(), Table(name="Doelen")
for value, shown in (("true", "WAAR"), ("false", "ONWAAR"), ("true", "TRUE")):
    cell, row = TableCell(valuetype="boolean", booleanvalue=value), TableRow()
    cell.addElement(P(text=shown))
    row.addElement(cell)
    table.addElement(row)
book.spreadsheet.addElement(table)
book.save(sys.argv[1])

seen = {engine: pandas.read_excel(sys.argv[1], engine=engine, header=None)[0].tolist() for engine in ("odf", "calamine")}
print(f"pandas 3.1.1: true (WAAR), false (ONWAAR), true (TRUE) are read as {seen}")
sys.exit(0 if seen == {"odf": [False, False, True], "calamine": [True, False, True]} else 1)
PY
