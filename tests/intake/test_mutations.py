"""A damaged export is read or refused in words, and each of its lines is accounted for."""

import os
import warnings
import zipfile
from datetime import date

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.intake import inspect_file
from tests.intake.mutations import mutated

FIRST = int(os.environ.get("MONITOR_SEED", "1")) * 1000  # CI varies it; benchmarks/mutations.py tries 10,000
TRIED = 100


@pytest.mark.parametrize("number", range(FIRST, FIRST + TRIED))
def test_a_damaged_export_has_no_traceback_and_loses_no_line(tmp_path, number):
    assert fault_of(tmp_path, number) is None


def fault_of(folder, number: int) -> str | None:
    """What is wrong with how damaged export `number` was taken; None where nothing is."""
    suffix, data = mutated(number)
    path = folder / f"export{suffix}"
    path.write_bytes(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile warns of names that the damage doubled
        try:
            report = inspect_file(path, today=date(2026, 11, 28))
        except UserError as error:
            return None if error.message("nl") and error.message("en") else "refused without a word"
    if report.rows != report.used + report.refused + report.empty + report.repeated:
        return "rows do not add up"
    if report.lines is not None and report.lines != (lines := physical_lines(_read(path), report.encoding)):
        return f"{report.lines} lines told of {lines}"
    return None


def _read(path) -> bytes:
    """The bytes of the text that was read: of a ZIP with one member, that member."""
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        [member] = archive.namelist()
        return archive.read(member)


def physical_lines(data: bytes, encoding: str) -> int:
    """The lines of a text file, counted one by one: ended by LF, CR LF or CR; the last need not be ended."""
    text = data.decode(encoding, errors="replace").replace("\0", "")  # padding, also between CR and LF
    lines, place = 0, 0
    while place < len(text):
        lines += 1
        while place < len(text) and text[place] not in "\r\n":
            place += 1
        place += 2 if text[place : place + 2] == "\r\n" else 1
    return lines
