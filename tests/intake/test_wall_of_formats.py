"""Identities in the corners of other formats: entries, sheets, titles, labels, hidden columns, links."""

import logging

import pandas as pd
import pyreadstat
import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.intake import import_files, inspect_file
from monitorlib.intake.check.report_lines import in_words
from monitorlib.measurements import load_measurements
from tests.intake.books import archive, csv, workbook
from tests.intake.hostile import bsns

SECRET = bsns(11, 1)[0]
MAIL = "fatima.el.amrani@voorbeeld.nl"
HEAD = ("Cliëntnummer", "Team", "Datum", "Instrument", "Leefgebied", "Score")
ROWS = [(f"C{n:03d}", "Oost", f"{n:02d}-02-2025", "woonsituatie", "Wonen", n % 3) for n in range(1, 13)]
NUMBERS = bsns(12, 12)


def _page(title: str) -> str:
    cells = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in (HEAD, *ROWS))
    table = f"<p>{title}</p><table title='{title}'>{cells}</table>"
    return f"<html><head><title>{title}</title></head><body>{table}</body></html>"


def _entry(folder):
    return archive(folder / "e.zip", {f"dossier {SECRET}.csv": csv(HEAD, ROWS)})


def _two_entries(folder):
    other = csv((*HEAD[:-1], "Waarde"), ROWS)
    return archive(folder / "e.zip", {f"{MAIL}.csv": csv(HEAD, ROWS), f"{SECRET}.csv": other})


def _unread_entry(folder):
    return archive(
        folder / "e.zip", {"e.csv": csv(HEAD, ROWS), f"{SECRET}.txt": f"{MAIL}", f"{MAIL}.csv": "1;2"}
    )


def _sheets(folder):
    return workbook(folder / "e.xlsx", {SECRET: [HEAD, *ROWS], f"tel {SECRET}": [HEAD, *ROWS]})


def _hidden_column(folder):
    rows = [(*HEAD, "BSN"), *((*row, number) for row, number in zip(ROWS, NUMBERS, strict=True))]
    return workbook(
        folder / "e.xlsx", {"S": rows}, lambda _, sheet: sheet.set_column(6, 6, None, None, {"hidden": True})
    )


def _hidden_row(folder):
    rows = [HEAD, *ROWS, (SECRET, MAIL, "", "", "", "")]
    return workbook(
        folder / "e.xlsx", {"S": rows}, lambda _, sheet: sheet.set_row(13, None, None, {"hidden": True})
    )


def _merged(folder):
    def merge(_, sheet):
        sheet.merge_range(1, 0, 12, 0, SECRET)

    return workbook(folder / "e.xlsx", {"S": [HEAD, *(("", *row[1:]) for row in ROWS)]}, merge)


def _formula(folder):
    def link(_, sheet):
        for row in range(1, 13):
            sheet.write_formula(row, 5, f'=HYPERLINK("mailto:{MAIL}")')

    return workbook(folder / "e.xlsx", {"S": [(*HEAD[:5], "Score"), *ROWS]}, link)


def _title(folder):
    path = folder / "e.xls"
    path.write_text(_page(f"Dossier van mevrouw Jansen {SECRET} {MAIL}"), encoding="utf-8")
    return path


def _variables(folder):
    frame = pd.DataFrame(
        [row[:1] + row[1:] for row in ROWS],
        columns=["client", "team", "v3", "instrument", "leefgebied", "v6"],
    )
    frame["v7"], frame["v8"] = NUMBERS, range(12)
    labels = {"v3": "Datum", "v6": "Score", "v7": f"nummer {SECRET}", "v8": "Medewerker"}
    values = {"v8": {n: f"{MAIL}{n}" for n in range(12)}}
    names = [labels.get(name, "") for name in frame.columns]
    pyreadstat.write_sav(
        frame, folder / "e.sav", file_label=SECRET, column_labels=names, variable_value_labels=values
    )
    return folder / "e.sav"


PLACES = (
    _entry,
    _two_entries,
    _unread_entry,
    _sheets,
    _hidden_column,
    _hidden_row,
    _merged,
    _formula,
    _title,
    _variables,
)


@pytest.mark.parametrize("make", PLACES, ids=lambda make: make.__name__.strip("_"))
def test_nothing_of_a_person_comes_in_or_is_told(tmp_path, workspace, key, make, caplog):
    caplog.set_level(logging.DEBUG)
    file, told = make(tmp_path), []
    for attempt in (lambda: import_files(workspace, [file], key), lambda: [inspect_file(file)]):
        try:
            told += [in_words(report, "nl") + report.as_json() for report in attempt()]
        except UserError as error:
            told.append(error.message("nl") + error.message("en"))
    stored = load_measurements(workspace).to_csv() if workspace.measurements.exists() else ""
    written = b"".join(path.read_bytes() for path in workspace.path.rglob("*") if path.is_file())
    everything = stored + written.decode("latin-1") + caplog.text + " ".join(told)
    assert told and not [s for s in (SECRET, MAIL, "Jansen", *NUMBERS) if s in everything]
