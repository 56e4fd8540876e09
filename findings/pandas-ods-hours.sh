#!/usr/bin/env bash
# One person who got more than a day of help makes an ODS file unreadable for pandas, or a column half time, half text.
#
# Expected: LibreOffice shows 30 hours as 30:00 and keeps a duration (office:time-value PT30H00M00S); it is read as one, as
# from the same column in an XLSX.
# Seen: pandas 3.1.1: engine "odf" (odfpy 1.4.1) refuses the whole file, "hour must be in 0..23": it takes what is shown
# for a time of the day. engine "calamine" (python-calamine 0.9.1) gives 3 hours as the time 03:00 and 30 hours as the
# text PT30H00M00S. From XLSX both are durations.
# Source: OpenDocument 1.3 part 3, office:time-value (a duration). pandas pull request 55324 (closed) met the same
# attribute by way of comments; a duration beyond a day was not found among its issues, nor among those of python-calamine.
# Why our users should know: for an analyst who reads an ODS of a wijkteam. Our own intake reads such a file and says that
# it left the hours out.
# Exits with another code than 0 when this has changed.
set -euo pipefail
place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check pandas==3.1.1 odfpy==1.4.1 python-calamine==0.9.1 \
  openpyxl==3.1.5 XlsxWriter==3.3.1
cd "$place"
"$place/venv/bin/python" - <<'PY'
import sys
from datetime import time, timedelta

import pandas
import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

hours = (3, 30)
book, table = OpenDocumentSpreadsheet(), Table(name="Hulp")
for each in hours:
    cell, row = TableCell(valuetype="time", timevalue=f"PT{each:02d}H00M00S"), TableRow()
    cell.addElement(P(text=f"{each}:00"))
    row.addElement(cell)
    table.addElement(row)
book.spreadsheet.addElement(table)
book.save("help.ods")
with xlsxwriter.Workbook("help.xlsx") as workbook:
    sheet, form = workbook.add_worksheet(), workbook.add_format({"num_format": "[h]:mm"})
    for at, each in enumerate(hours):
        sheet.write_number(at, 0, each / 24, form)


def read(name: str, engine: str):
    try:
        return pandas.read_excel(name, engine=engine, header=None)[0].tolist()
    except ValueError as error:
        return str(error).split(":")[0]


seen = {(name, engine): read(name, engine) for name, engine in
        (("help.ods", "odf"), ("help.ods", "calamine"), ("help.xlsx", "openpyxl"), ("help.xlsx", "calamine"))}
for (name, engine), told in seen.items():
    print(f"pandas 3.1.1, {name}, engine {engine}: 3 and 30 hours are {told}")
durations = [timedelta(hours=each) for each in hours]
right = seen["help.xlsx", "openpyxl"] == seen["help.xlsx", "calamine"] == durations
refused = seen["help.ods", "odf"] == "hour must be in 0..23"
sys.exit(0 if right and refused and seen["help.ods", "calamine"] == [time(3), "PT30H00M00S"] else 1)
PY
