"""Whatever a file holds, it is read or refused in words: never an exception that is no UserError."""

import random
import warnings

import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from monitorlib.errors import UserError
from monitorlib.intake import read_export, to_measurements
from tests.intake.exports import ZRM

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
