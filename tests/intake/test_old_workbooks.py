"""Files of other spreadsheet programs, as those write them: the old Excel form (xlwt) and OpenDocument (odfpy).

Both hold the same thirty measurements under a title, with real dates and a closing line of totals.
"""

from pathlib import Path

import pytest

from monitorlib.intake import inspect_file, read_export, to_measurements

REAL = Path(__file__).parent / "real"


@pytest.mark.parametrize("name", ["overzicht.xls", "overzicht.ods"])
def test_an_old_or_open_workbook_is_read_whole(name):
    report = inspect_file(REAL / name)
    assert (report.shape, report.rows, report.measurements, report.residents) == ("A", 30, 390, 30)
    assert report.unsure == () and report.rejects == 0


def test_both_hold_the_same_measurements():
    old, open_document = (
        to_measurements(read_export(REAL / name)).measurements.drop(columns="source")
        for name in ("overzicht.xls", "overzicht.ods")
    )
    columns = ["measured_on", "leefgebied", "score", "team"]
    assert old[columns].reset_index(drop=True).equals(open_document[columns].reset_index(drop=True))
