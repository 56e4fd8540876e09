"""Tables below each other in one file or sheet: each by its own header, and what is another table is named."""

from datetime import date

import pytest

from monitorlib.instruments import read_instruments
from monitorlib.intake import read_export, to_measurements
from monitorlib.intake.know.known import Known
from monitorlib.intake.know.profiles import Profile
from monitorlib.intake.read.blocks import grid_of_rows
from monitorlib.intake.read.csv_files import parse_csv
from monitorlib.intake.read.table_edges import team_in

TODAY = date(2026, 1, 1)
KNOWN = Known(read_instruments())
AREAS = ["Financiën", "Huisvesting", "Justitie"]
HEAD = ["Cliëntnummer", "Team", "Datum", *AREAS]


def rows(first: int, count: int = 5, head: list[str] = HEAD, team: str = "Oost") -> list[list[str]]:
    """Rows whose score of each leefgebied is told by the client number."""
    return [[cell(name, number, team) for name in head] for number in range(first, first + count)]


def cell(name: str, number: int, team: str = "Oost") -> str:
    told = {"Cliëntnummer": f"C{number}", "Team": team, "Datum": f"{number}-3-2024", "Toelichting": "rustig"}
    return told[name] if name in told else str((number + AREAS.index(name)) % 5 + 1)


def as_text(table: list[list[str]]):
    return parse_csv("\n".join(";".join(row) for row in table) + "\n", "e.csv", KNOWN)


def as_full_text(table: list[list[str]]):
    width = max(len(row) for row in table)
    return as_text([[*row, *[""] * (width - len(row))] for row in table])


def as_sheet(table: list[list[str]]):
    width = max(len(row) for row in table)
    return grid_of_rows([[*row, *[""] * (width - len(row))] for row in table], KNOWN)


READERS = pytest.mark.parametrize("read", [as_text, as_full_text, as_sheet], ids=lambda read: read.__name__)


def assert_right(grid, numbers) -> None:
    filled = grid.frame[grid.frame["Cliëntnummer"] != ""]
    assert list(filled["Cliëntnummer"]) == [f"C{n}" for n in numbers]
    for name in AREAS:
        assert list(filled[name]) == [cell(name, n) for n in numbers]
    assert grid.unaccounted == 0


@READERS
def test_the_second_header_is_used_for_its_own_rows(read):
    turned = HEAD[::-1]
    grid = read([HEAD, *rows(1), turned, *rows(6, head=turned)])
    assert_right(grid, range(1, 11))
    assert (grid.headings, grid.uneven) == (2, ())
    assert list(grid.frame.index) == [2, 3, 4, 5, 6, 8, 9, 10, 11, 12]


@READERS
@pytest.mark.parametrize("head", [HEAD[:5] + ["Toelichting"] + HEAD[5:], ["Toelichting", *HEAD]], ids=str)
def test_a_block_with_another_number_of_columns(read, head):
    for first, second in ((HEAD, head), (head, HEAD)):
        grid = read([first, *rows(1, head=first), second, *rows(6, head=second)])
        assert_right(grid, range(1, 11))
        assert grid.uneven == ()


@READERS
def test_the_same_header_on_every_page(read):
    pages = [row for first in (1, 6, 11) for row in ([[], HEAD] if first > 1 else [HEAD]) + rows(first)]
    grid = read([["Overzicht"], *pages])
    assert_right(grid, range(1, 16))
    assert grid.headings == 4


@READERS
def test_titles_and_blank_lines_between_blocks_are_no_rows(read):
    grid = read([["Lijst A"], [], HEAD, *rows(1), [], ["Lijst B"], [], HEAD, *rows(6)])
    assert_right(grid, range(1, 11))
    assert (grid.header_row, grid.headings, grid.uneven) == (3, 6, ())


@READERS
def test_totals_below_each_block_are_closing_lines(read):
    grid = read([HEAD, *rows(1), ["Totaal", "5"], HEAD, *rows(6), ["Totaal", "5"]])
    assert_right(grid, range(1, 11))
    assert grid.closing == 2


@READERS
@pytest.mark.parametrize("title", ["Team {}", "Team: {}", "Wijkteam {}"])
def test_the_team_in_the_titles_is_a_column(read, title):
    head = [name for name in HEAD if name != "Team"]
    table = [
        row
        for first, team in ((1, "Oost"), (6, "West"))
        for row in [[title.format(team)], head, *rows(first, head=head), []]
    ]
    grid = read(table)
    assert_right(grid, range(1, 11))
    west = grid.frame.loc[grid.frame["Cliëntnummer"].isin([f"C{n}" for n in range(6, 11)]), "Team"]
    assert set(west) == {title.format("West").removeprefix("Team: ")}
    assert grid.questions == ()


@READERS
def test_the_team_in_lines_between_the_rows_is_a_column(read):
    head = [name for name in HEAD if name != "Team"]
    grid = read([head, ["Team Oost"], *rows(1, head=head), ["Team West"], *rows(6, head=head)])
    assert_right(grid, range(1, 11))
    assert list(grid.frame["Team"]) == ["Team Oost"] * 5 + ["Team West"] * 5


@READERS
def test_a_team_in_a_title_does_not_go_before_the_column(read):
    grid = read([["Team Oost"], HEAD, *rows(1), ["Team West"], HEAD, *rows(6)])
    assert_right(grid, range(1, 11))
    assert set(grid.frame["Team"]) == {"Oost"}


@READERS
def test_other_titles_without_a_team_are_told(read):
    head = [name for name in HEAD if name != "Team"]
    grid = read([["Noord"], head, *rows(1, head=head), ["Zuid"], head, *rows(6, head=head)])
    assert len(grid.notes) == 1 and "Noord" not in grid.notes[0].nl and "Moment" not in grid.frame


@READERS
@pytest.mark.parametrize(
    "titles", [("Startmetingen 2024", "Vervolgmetingen 2024"), ("Nulmeting", "Eindmeting"), ("2023", "2024")]
)
def test_titles_that_are_moments_become_the_moments(read, titles):
    head = [name for name in HEAD if name != "Team"]
    grid = read([[titles[0]], head, *rows(1, head=head), [titles[1]], head, *rows(6, head=head)])
    assert list(grid.frame["Moment"]) == [titles[0]] * 5 + [titles[1]] * 5
    assert not grid.notes and not grid.questions


@READERS
@pytest.mark.parametrize(
    "other",
    [
        [["Medewerker", "Uren", "Verlof"], ["mw1", "32", "4"], ["mw2", "24", "3"]],
        [["Cursus", "Plaats", "Dag", "Zaal", "Prijs", "Uren"]]
        + [[f"{c}", "Utrecht", "1-3-2024", "zaal", "x", str(n)] for n, c in enumerate("abc")],
        [["Team", "Datum", "Aantal"], ["Oost", "1-3-2024", "5"]],
    ],
    ids=["narrow", "as wide", "known names"],
)
def test_a_table_about_something_else_is_refused_and_named(read, other):
    grid = read([HEAD, *rows(1), [], *other])
    assert_right(grid, range(1, 6))
    assert len(grid.uneven) >= len(other) - 1


def test_a_small_table_above_is_heading():
    grid = as_text([["Team", "Datum"], ["Oost", "1-3-2024"], [], HEAD, *rows(1)])
    assert_right(grid, range(1, 6))
    assert grid.header_row == 4


def test_a_first_block_with_fewer_columns_is_not_taken_for_a_title():
    less = HEAD[:4]
    grid = as_text([less, *rows(1, head=less), HEAD, *rows(6)])
    assert list(grid.frame["Financiën"]) == [cell("Financiën", n) for n in range(1, 11)]
    assert list(grid.frame["Justitie"])[5:] == [cell("Justitie", n) for n in range(6, 11)]


def test_a_row_of_words_is_no_header():
    words = ["C6", "Oost", "onbekend", "nvt", "nvt", "nvt"]
    for at in (0, 2, 5):
        table = [*rows(1)[:at], words, *rows(1)[at:]]
        assert len(as_text([HEAD, *table]).frame) == 6


def test_a_profile_names_the_columns_of_both_blocks():
    profile = Profile(
        columns={"id": "client", "grp": "team", "dag": "date", "x1": "score:a/b", "x2": "score:a/c"}
    )
    known = Known(read_instruments(), None, (profile,))
    text = "id;grp;dag;x1;x2\n" + "".join(f"{n};a;{n}-3-2024;1;2\n" for n in range(1, 6))
    text += "id;grp;dag;x2;x1\n" + "".join(f"{n};a;{n}-3-2024;2;1\n" for n in range(6, 11))
    grid = parse_csv(text, "e.csv", known)
    assert set(grid.frame["x1"]) == {"1"}
    assert set(grid.frame["x2"]) == {"2"}


@READERS
def test_a_header_of_two_rows_above_each_block(read):
    above, below = (
        ["", "", "", "Financiën", "", "Justitie", ""],
        [*HEAD[:3], "start", "eind", "start", "eind"],
    )
    turned = ["", "", "", "Justitie", "", "Financiën", ""]
    data = [[f"C{n}", "Oost", f"{n}-3-2024", "1", "2", "3", "4"] for n in range(1, 6)]
    grid = read([above, below, *data, [], turned, below, *data])
    names = ["Financiën start", "Financiën eind", "Justitie start", "Justitie eind"]
    filled = grid.frame[grid.frame["Cliëntnummer"] != ""]
    assert [list(filled[name]) for name in names] == [[a] * 5 + [b] * 5 for a, b in ("13", "24", "31", "42")]
    assert (grid.headings, grid.uneven) == (4, ())


@READERS
@pytest.mark.parametrize("between", [[["Pagina 2"]], [[], ["blad 2"], []], []], ids=str)
def test_page_numbers_between_blocks_ask_nothing(read, between):
    head = [name for name in HEAD if name != "Team"]
    grid = read([["Overzicht"], head, *rows(1, head=head), *between, head, *rows(6, head=head)])
    assert_right(grid, range(1, 11))
    assert grid.questions == ()


def test_a_teamoverleg_is_no_team():
    assert team_in(["Teamoverleg"]) is None
    assert team_in(["Team Oost"]) == "Team Oost"
    assert team_in(["Team:", "Oost"]) == "Oost"
    assert team_in(["Teamnaam = Oost"]) == "Oost"
    assert team_in(["Oost", "4"]) is None


def test_refused_rows_are_counted_with_their_rule(tmp_path):
    table = [HEAD, *rows(1, 9), [], ["Medewerker", "Uren", "Verlof"], ["mw1", "32", "4"]]
    file = tmp_path / "e.csv"
    text = "\n".join(";".join(row) for row in table) + '\nC10;Oost;1-3-2024;1;"2\n'
    file.write_text(text, encoding="utf-8")
    intake = to_measurements(read_export(file), "zrm-2017", profile=Profile(partial=True), today=TODAY)
    report = intake.report
    assert report.rows == report.used + report.refused + report.empty + report.repeated == 12
    assert report.rules["other_table"] >= 1
    assert report.rules["broken_quote"] == 1
    assert any("rij 12" in note.nl for note in report.notes)
