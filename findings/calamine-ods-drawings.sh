#!/usr/bin/env bash
# python-calamine puts the words of a drawing that is anchored to an ODS cell into the cell, and glues lines together.
#
# Expected: the text of a cell is that of its own paragraphs; a text box or a logo with a title lies on top of it. A line
# break and a tab inside a paragraph part two words.
# Seen: python-calamine 0.9.1, file by odfpy 1.4.1: "Oost" under a text box "Let op" is read as "Let op\nOost", under a
# logo with the title "Logo" as "LogoOost"; "Team", a line break, "Zuid" as "TeamZuid". A remark (annotation) is left out
# rightly. pandas 3.1.1 with its engine "odf" mixes the first two in as well.
# Source: OpenDocument 1.3 part 3: table:table-cell (shapes are children of a cell beside its paragraphs, text:p), and
# text:tab and text:line-break (a character each). Not found among the issues of calamine or pandas.
# What we do: monitorlib.intake.read.ods_details reads such a cell itself; else a header "Wonen" under an arrow with a word was
# no leefgebied any more, and a team had another name in one row.
# Exits with another code than 0 when this has changed.
set -euo pipefail
place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check python-calamine==0.9.1 odfpy==1.4.1
"$place/venv/bin/python" - "$place/book.ods" <<'PY'
import sys

import python_calamine
from odf.draw import Frame, Image, TextBox
from odf.office import Annotation
from odf.opendocument import OpenDocumentSpreadsheet
from odf.svg import Title
from odf.table import Table, TableCell, TableRow
from odf.text import LineBreak, P

box, words, logo, remark = Frame(), TextBox(), Frame(), Annotation()
words.addElement(P(text="Let op"))
box.addElement(words)
logo.addElement(Image(href="Pictures/logo.png"))
logo.addElement(Title(text="Logo"))
remark.addElement(P(text="Vraag na"))
parted = P(text="Team")
parted.addElement(LineBreak())
parted.addText("Zuid")

book, table = OpenDocumentSpreadsheet(), Table(name="Scores")
for on, paragraph in ((box, P(text="Oost")), (logo, P(text="Oost")), (remark, P(text="Oost")), (None, parted)):
    cell, row = TableCell(valuetype="string"), TableRow()
    if on is not None:
        cell.addElement(on)
    cell.addElement(paragraph)
    row.addElement(cell)
    table.addElement(row)
book.spreadsheet.addElement(table)
book.save(sys.argv[1])

read = [row[0] for row in python_calamine.load_workbook(sys.argv[1]).get_sheet_by_index(0).to_python()]
print(f"python-calamine 0.9.1: under a text box, a logo and a remark, and with a line break: {read}")
sys.exit(0 if read == ["Let op\nOost", "LogoOost", "Oost", "TeamZuid"] else 1)
PY
