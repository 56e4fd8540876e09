"""A pattern names wide columns; a first row of which no word is known is a header where it is surely no row."""

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.instruments import read_instruments
from monitorlib.intake.check.inspecting import looked_into
from monitorlib.intake.know.known import matched
from monitorlib.intake.know.profiles import Profile
from monitorlib.intake.read.opening import Beforehand, named_by_first_row
from tests.intake.exports import ZRM, write

ROUNDS = ("ronde een", "ronde twee")


@pytest.mark.parametrize(
    ("pattern", "column", "found"),
    [
        ("{leefgebied} meting {moment}", "Financiën meting 2", ("Financiën", "2")),
        ("{leefgebied} meting {moment}", "financiën  METING  twee", ("financiën", "twee")),
        ("{moment}: {leefgebied}", "T0: Werk & opleiding", ("Werk & opleiding", "T0")),
        ("bdi.{leefgebied}.{moment}", "bdi.som.pre", ("som", "pre")),
        ("zrm_{leefgebied}", "zrm_justitie", ("justitie", "")),
        ("{leefgebied} meting {moment}", "Financiën", None),
    ],
)
def test_a_pattern_tells_the_leefgebied_and_the_moment(pattern, column, found):
    assert matched(pattern, column) == found


def _by_rounds(path):
    head = ["Cliëntnummer", "Team", *(f"{area} | {word}" for area in ZRM for word in ROUNDS)]
    rows = [f"C{n};Oost;" + ";".join(["2", "4"] * len(ZRM)) for n in range(1, 7)]
    return write(path, ";".join(head), *rows)


def test_the_moments_of_a_pattern_have_the_order_and_the_days_of_the_profile(tmp_path):
    days = {"ronde een": "2025-01-15", "ronde twee": "2025-07-15"}
    profile = Profile(pattern="{leefgebied} | {moment}", moments=days)
    intake = looked_into(_by_rounds(tmp_path / "e.csv"), Beforehand(read_instruments(), profile=profile))
    table = intake.measurements
    assert (len(table), intake.report.questions) == (6 * 13 * 2, ())
    assert table.groupby(table["measured_on"].dt.date.map(str))["score"].unique().map(list).to_dict() == {
        "2025-01-15": [2.0],
        "2025-07-15": [4.0],
    }


def test_a_pattern_that_fits_no_column_is_told(tmp_path):
    beforehand = Beforehand(read_instruments(), profile=Profile(pattern="{leefgebied} ~ {moment}"))
    with pytest.raises(UserError, match="past op geen kolom"):
        looked_into(_by_rounds(tmp_path / "e.csv"), beforehand)


def test_words_above_columns_of_numbers_are_a_header(tmp_path):
    file = write(tmp_path / "e.csv", "groep;voor;na", "A;3;4", "B;2;5", "A;1;NA")
    assert list(named_by_first_row(file).columns) == ["groep", "voor", "na"]


@pytest.mark.parametrize(
    "lines",
    [
        ("Jansen;3;4", "Bakker;2;5"),  # a row of somebody: its name is never told as a column
        ("Jansen;Oost;West", "Bakker;Zuid;Noord"),
        ("groep;voor;voor", "A;3;4"),
        ("groep;voor;na",),
    ],
)
def test_a_first_row_that_may_be_somebodys_is_no_header(lines, tmp_path):
    assert named_by_first_row(write(tmp_path / "e.csv", *lines)) is None
