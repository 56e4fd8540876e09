"""Headers of two and three rows, as survey tools and offices make them: they are names, never data."""

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.instruments import read_instruments
from monitorlib.intake import inspect_file
from monitorlib.intake.know.known import Known
from monitorlib.intake.know.profiles import Profile
from monitorlib.intake.read.csv_files import parse_csv
from monitorlib.intake.read.header_rows import header_names, holds_values, is_moment
from monitorlib.intake.read.table_edges import find_header
from tests.intake.exports import ZRM, write

INSTRUMENTS = read_instruments()
KNOWN = Known(INSTRUMENTS)
AREAS = ZRM[:4]
DATA = [["1000", "Oost", "1-3-2024", "3", "2", "4", "1"], ["1001", "Oost", "2-3-2024", "3", "2", "4", "1"]]


def heading(rows, known=KNOWN):
    """The names of a heading, and the rows below it."""
    position = find_header(rows, known.is_name)
    names, taken = header_names(rows, position, known.is_name, known.is_told)
    return names, rows[position + taken :]


def test_qualtrics_has_codes_questions_and_ids():
    rows = [
        ["clientnr", "team", "RecordedDate", "Q3_1", "Q3_2", "Q3_3", "Q3_4"],
        ["clientnr", "team", "Recorded Date", *[f"Zelfredzaamheid - {area}" for area in AREAS]],
        [f'{{"ImportId":"QID{n}"}}' for n in range(7)],
        *DATA,
    ]
    names, below = heading(rows)
    assert names[0] == "clientnr"
    assert names[3:] == [f"Zelfredzaamheid - {area}" for area in AREAS]
    assert below == DATA


def test_nothing_but_ids_of_a_machine_is_a_header_all_the_same():
    """Number 13157 of the damaged exports: the rows for people were lost, and no row was left to name anything."""
    ids = [f'{{"ImportId":"QID{n}"}}' for n in range(3)]
    assert header_names([ids, ids], 0, KNOWN.is_name) == (ids, 2)


def test_a_file_with_nothing_but_ids_is_refused_in_words(tmp_path):
    row = ",".join(f'"{{""ImportId"":""QID{n}""}}"' for n in range(3))
    (tmp_path / "export.csv").write_text(f"{row}\n{row}\n")
    with pytest.raises(UserError, match=r"export\.csv"):
        inspect_file(tmp_path / "export.csv")


def test_the_codes_are_the_names_where_a_profile_tells_them():
    known = Known(
        INSTRUMENTS, None, (Profile(columns={"Q3_1": "score:zrm-2017/financien", "Q3_2": "ignored"}),)
    )
    rows = [
        ["clientnr", "team", "datum", "Q3_1", "Q3_2", "Q3_3", "Q3_4"],
        ["clientnr", "team", "datum", *AREAS],
        *DATA,
    ]
    names, below = heading(rows, known)
    assert names[3:] == ["Q3_1", "Q3_2", *AREAS[2:]]
    assert below == DATA


def test_questions_that_nobody_knows_below_codes_are_no_data():
    asked = [f"Hoe gaat het met onderwerp {word}?" for word in ("a", "b", "c", "d")]
    rows = [["clientnr", "team", "datum", "Q3_1", "Q3_2", "Q3_3", "Q3_4"], ["", "", "", *asked], *DATA]
    names, below = heading(rows)
    assert names[3:] == asked
    assert below == DATA


def test_surveymonkey_has_a_question_over_its_answers():
    rows = [
        ["Cliëntnummer", "Team", "Datum", "Hoe gaat het?", "", "", ""],
        ["Open-Ended Response", "Open-Ended Response", "", *AREAS],
        *DATA,
    ]
    names, below = heading(rows)
    assert names == ["Cliëntnummer", "Team", "Datum", *AREAS]
    assert below == DATA


def test_surveymonkey_by_a_profile_of_its_first_row():
    columns = {"Hoe gaat het?": "score:zrm-2017/financien", "kolom [5]": "ignored"}
    known = Known(INSTRUMENTS, None, (Profile(columns=columns),))
    rows = [["Cliëntnummer", "Team", "Datum", "Hoe gaat het?", "", "", ""], ["", "", "", *AREAS], *DATA]
    names, _ = heading(rows, known)
    assert names[3:] == ["Hoe gaat het?", "kolom [5]", *AREAS[2:]]


@pytest.mark.parametrize("group", ["Zelfredzaamheid", "ZRM-scores", "Leefgebieden (1-5)"])
def test_a_group_above_its_leefgebieden(group):
    rows = [["Cliëntnummer", "Team", "Datum", group, "", "", ""], ["", "", "", *AREAS], *DATA]
    names, below = heading(rows)
    assert names == ["Cliëntnummer", "Team", "Datum", *AREAS]
    assert below == DATA


def test_moments_below_their_leefgebieden():
    rows = [["Cliëntnummer", "Team", "Datum", "Financiën", "", "Huisvesting", ""]]
    rows += [["", "", "", "start", "eind", "start", "eind"], *DATA]
    names, below = heading(rows)
    assert names[3:] == ["Financiën start", "Financiën eind", "Huisvesting start", "Huisvesting eind"]
    assert below == DATA


def test_moments_above_their_leefgebieden_and_dates():
    rows = [["", "", "Meting 1", "", "", "Meting 2", "", ""]]
    rows += [["Cliëntnummer", "Team", "Datum", *AREAS[:2], "Datum", *AREAS[:2]]]
    names, _ = heading([*rows, ["1", "Oost", "1-3-2024", "3", "2", "1-9-2024", "4", "1"]])
    assert names[2:5] == [f"{name} Meting 1" for name in ("Datum", *AREAS[:2])]
    assert names[5:] == [f"{name} Meting 2" for name in ("Datum", *AREAS[:2])]


def test_three_rows_with_the_names_at_the_bottom():
    rows = [
        ["", "", "", "Zelfredzaamheid", "", "", ""],
        ["", "", "", "Financiën", "", "Huisvesting", ""],
        ["Cliëntnummer", "Team", "Datum", "start", "eind", "start", "eind"],
        *DATA,
    ]
    names, below = heading(rows)
    assert names == [
        *("Cliëntnummer", "Team", "Datum"),
        *("Financiën start", "Financiën eind", "Huisvesting start", "Huisvesting eind"),
    ]
    assert below == DATA


def test_three_rows_with_the_names_at_the_top():
    rows = [
        ["Cliëntnummer", "Team", "Datum", "Meting 1", "", "Meting 2", ""],
        ["", "", "", "Zelfredzaamheid", "", "Zelfredzaamheid", ""],
        ["", "", "", "Financiën", "Huisvesting", "Financiën", "Huisvesting"],
        *DATA,
    ]
    names, below = heading(rows)
    assert names[3:] == [
        *("Financiën Meting 1", "Huisvesting Meting 1", "Financiën Meting 2", "Huisvesting Meting 2")
    ]
    assert below == DATA


def test_two_groups_with_the_same_leefgebieden_are_told_apart():
    rows = [["Cliëntnummer", "Team", "Datum", "Bewoner", "", "Begeleider", ""]]
    rows += [["", "", "", "Financiën", "Huisvesting", "Financiën", "Huisvesting"], *DATA]
    names, _ = heading(rows)
    assert names[3:5] == ["Financiën Bewoner", "Huisvesting Bewoner"]
    assert names[5:] == ["Financiën Begeleider", "Huisvesting Begeleider"]


@pytest.mark.parametrize(
    "first",
    [
        ["A12", "Oost", "", "nvt", "nvt", "onbekend", "nvt"],
        ["A12", "Oost", "start", "", "", "", ""],
        ["Jan", "Oost", "", "goed", "redelijk", "slecht", "goed"],
        ["", "", "", "", "", "", ""],
    ],
    ids=str,
)
def test_a_first_row_of_words_is_data(first):
    rows = [["Cliëntnummer", "Team", "Datum", *AREAS], first, *DATA]
    assert heading(rows)[1] == [first, *DATA]


@pytest.mark.parametrize(
    "title",
    [
        ["Overzicht ZRM", "", "", "", "", "", ""],
        ["Team", "Oost", "", "", "", "", ""],
        ["Team", "Oost", "Instrument", "ZRM", "", "", ""],
        ["Periode", "1-1-2024", "", "", "", "", ""],
    ],
    ids=str,
)
def test_a_title_above_the_header_changes_no_name(title):
    header = ["Cliëntnummer", "Team", "Datum", *AREAS]
    assert heading([title, header, *DATA]) == (header, DATA)


def test_a_profile_alone_makes_a_header():
    known = Known({}, None, (Profile(columns={"id": "client", "treatment": "team", "bdi": "ignored"}),))
    rows = [["id", "age", "treatment", "bdi"], ["1.0", "54.0", "TAU", "33.0"]]
    assert find_header(rows, known.is_name) == 0


def test_years_above_columns_are_no_values():
    assert not holds_values(["2023", "", "2024"])
    assert holds_values(["2023", "x"])
    assert holds_values(["3", "4"])
    assert is_moment("2024")
    assert is_moment("Start")
    assert is_moment("Vervolgmeting")
    assert not is_moment("Einddatum")  # a column: what stands above it may be the title of the table
    assert not is_moment("Financiën")


def test_row_numbers_that_the_header_has_no_name_for():
    lines = [f"{n};C{n};Oost;{n}-3-2024;{n % 5 + 1}" for n in range(1, 8)]
    grid = parse_csv("\n".join(["Cliëntnummer;Team;Datum;Score", *lines]), "e.csv", KNOWN)
    assert list(grid.frame["Cliëntnummer"]) == [f"C{n}" for n in range(1, 8)]
    shifted = [line.split(";", 1)[1] + ";9" for line in lines]
    assert len(parse_csv("\n".join(["Cliëntnummer;Team;Datum;Score", *shifted]), "e.csv", KNOWN).uneven) == 7


@pytest.mark.parametrize(
    "tags",
    [
        ["#id", "#adm1", "#date", *["#score"] * 13],
        ["#id+code", "#adm1 +name", "#date", *[f"#score+a{n}" for n in range(13)]],
        ["", "#adm1", *[""] * 14],
    ],
)
@pytest.mark.parametrize("is_above", [False, True])
def test_a_row_of_hxl_tags_belongs_to_the_heading(tmp_path, tags, is_above):
    names = ["Cliëntnummer", "Team", "Datum", *ZRM]
    heading = [";".join(row) for row in ((tags, names) if is_above else (names, tags))]
    rows = [f"{n};Oost;13-2-2024;" + ";".join("4" * 13) for n in range(1, 8)]
    report = inspect_file(write(tmp_path / "e.csv", *heading, *rows))
    assert (report.lines, report.headings, report.rows, report.used) == (9, 2, 7, 7)
    assert list(report.mapping) == names and report.questions == ()


def test_broken_cells_of_a_spreadsheet_are_no_tags(tmp_path):
    rows = ["1;Oost;13-2-2024;" + ";".join(["#NAAM?"] * 13), "2;Oost;13-2-2024;" + ";".join("4" * 13)]
    head = ";".join(["Cliëntnummer", "Team", "Datum", *ZRM])
    report = inspect_file(write(tmp_path / "e.csv", head, *rows))
    assert (report.headings, report.rows, report.used, report.refused) == (1, 2, 1, 1)
