"""Whatever a file holds, it is read or refused in words: never an exception that is no UserError."""

import random
import warnings

import pandas as pd
import pyreadstat
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from monitorlib.foundation.errors import UserError
from monitorlib.intake import read_export, to_measurements
from tests.intake.books import archive, csv
from tests.intake.exports import ZRM
from tests.intake.test_old_workbooks import REAL

CELL = st.one_of(
    st.sampled_from(
        ["", " ", "4", "n.v.t.", "26-01-2024", "Oost", '"', "'", "\n", "\r", ";", "\0", "Ã«", "=1+1"]
    ),
    st.sampled_from(["Cliëntnummer", "Team", "Datum", "Score", "Leefgebied", "Startdatum", "Behaald", *ZRM]),
    st.text(max_size=8),
)
HEADS = [
    ["Cliëntnummer", "Team", "Datum", *ZRM],
    ["Cliëntnummer", "Team", "Datum", "Instrument", "Leefgebied", "Score"],
    ["Cliëntnummer", "Team", "Datum", "Behaald"],
    ["Cliëntnummer", "Startdatum", "Reden afsluiting"],
    ["Cliëntnummer", "Team"],
]


def _read(path, data: bytes) -> None:
    path.write_bytes(data)
    try:
        to_measurements(read_export(path), accept_unsure=True)
    except UserError as error:
        assert error.message("nl") and error.message("en")


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(tmp_path_factory, data):
    _read(tmp_path_factory.getbasetemp() / "bytes.csv", data)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(HEADS), st.lists(st.lists(CELL, max_size=18), max_size=6), st.sampled_from(";,\t|"))
def test_any_cells_below_any_header(tmp_path_factory, head, rows, separator):
    text = "\n".join(separator.join(line) for line in [head, *rows])
    _read(tmp_path_factory.getbasetemp() / "cells.csv", text.encode("utf-8", errors="replace"))


def test_any_damaged_workbook(tmp_path):

    path = tmp_path / "e.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("Scores").write_row(0, 0, HEADS[1])
    book.close()
    whole = path.read_bytes()
    for seed in range(150):
        draw, data = random.Random(seed), bytearray(whole)
        for _ in range(draw.randrange(1, 30)):
            data[draw.randrange(4, len(data))] = draw.randrange(256)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # zipfile warns of names that the damage doubled
            _read(path, bytes(data[: draw.randrange(100, len(data))] if seed % 3 == 0 else data))


@pytest.mark.parametrize("name", ["verborgen.xls", "overzicht.ods", "e.zip", "e.html", "e.xml"])
def test_any_damaged_file_of_another_format(tmp_path, name, capfd):
    whole = _other_formats(tmp_path)[name]
    for seed in range(30):
        draw, data = random.Random(seed), bytearray(whole)
        for _ in range(draw.randrange(1, 12)):
            data[draw.randrange(4, len(data))] = draw.randrange(256)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _read(tmp_path / name, bytes(data[: draw.randrange(50, len(data))] if seed % 5 == 0 else data))
    assert "panicked" not in capfd.readouterr().err


@pytest.mark.parametrize("seed", [0, 1, 13])
def test_any_damaged_statistical_file(tmp_path, seed):
    """Of these the last brings down the library that reads it: in a process of its own."""
    frame = pd.DataFrame({"client": [1.0, 2.0], "team": ["Oost", "West"], "wonen": [1.0, 2.0]})
    pyreadstat.write_sav(frame, tmp_path / "e.sav", variable_value_labels={"wonen": {1: "een"}})
    draw, data = random.Random(seed), bytearray((tmp_path / "e.sav").read_bytes())
    for _ in range(draw.randrange(1, 12)):
        data[draw.randrange(4, len(data))] = draw.randrange(256)
    _read(tmp_path / "e.sav", bytes(data))


def _other_formats(folder) -> dict[str, bytes]:
    rows = [HEADS[1], ["1", "Oost", "1-2-2024", "woonsituatie", "Wonen", "2"]]
    cells = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
    data = "".join(f'<Cell><Data Type="String">{c}</Data></Cell>' for c in rows[0])
    sheet = f'<Worksheet Name="S"><Table><Row>{data}</Row></Table></Worksheet>'
    return {
        "verborgen.xls": (REAL / "verborgen.xls").read_bytes(),
        "overzicht.ods": (REAL / "overzicht.ods").read_bytes(),
        "e.zip": archive(folder / "e.zip", {"e.csv": csv(rows[0], rows[1:])}).read_bytes(),
        "e.html": f"<html><table>{cells}</table></html>".encode(),
        "e.xml": f'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">{sheet}</Workbook>'.encode(),
    }
