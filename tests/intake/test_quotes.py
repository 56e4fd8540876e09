"""Quotation marks and line ends that are broken: every line is a row, refused by its number, or heading."""

import csv
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitorlib.instruments import read_instruments
from monitorlib.intake.know.known import Known
from monitorlib.intake.read.csv_files import parse_csv

KNOWN = Known(read_instruments())
HEAD = ["Cliëntnummer", "Team", "Datum", "Score", "Toelichting"]


def row(number: int, remark: str, score: int | None = None) -> str:
    return f"C{number};Oost;{number % 28 + 1}-3-2024;{number % 5 + 1 if score is None else score};{remark}"


def body(*remarks: str) -> list[str]:
    return [row(number, remark) for number, remark in enumerate(remarks, start=1)]


def grid_of(lines: list[str], end: str = "\n", head: list[str] = HEAD):
    return parse_csv(end.join([";".join(head), *lines]) + end, "e.csv", KNOWN)


def scores(grid) -> dict[str, str]:
    return dict(zip(grid.frame["Cliëntnummer"], grid.frame["Score"], strict=True))


PLAIN = ["rustig gesprek"] * 6
EXPECTED = {f"C{n}": str(n % 5 + 1) for n in range(1, 13)}


@pytest.mark.parametrize(
    "broken",
    [
        {3: '"zei dat het beter gaat', 8: '"wil graag verhuizen'},
        {3: '"zei dat het beter gaat'},
        {12: '"de laatste'},
        {2: '"een', 5: '"twee', 9: '"drie'},
        {4: 'buis van 6" en 8"'},
        {4: '"42" tv gekocht; en "stoel"'},
        {4: '"zei ""ja"" en ging"'},
        {4: r'"zei \"ja; graag\" en ging"'},
        {4: '""'},
        {4: '"'},
        {3: '"open', 8: '"netjes; gesloten"'},
        {3: '"open', 8: '6" buis'},
    ],
    ids=str,
)
def test_a_broken_mark_in_a_remark_takes_no_row_with_it(broken):
    grid = grid_of(body(*[broken.get(n, "rustig") for n in range(1, 13)]))
    assert scores(grid) == EXPECTED
    assert (grid.uneven, grid.unaccounted) == ((), 0)


def test_a_mark_that_is_never_closed_in_a_column_in_the_middle_takes_no_row_with_it():
    lines = [f'C{n};"open;{n}-3-2024;{n % 5 + 1};ja' if n in (3, 8) else row(n, "ja") for n in range(1, 13)]
    grid = grid_of(lines)
    assert scores(grid) == EXPECTED


def test_lines_that_could_be_rows_or_a_cell_are_refused_by_number():
    grid = grid_of(body("rustig", "rustig", "rustig", '"open', "rustig", 'dicht"', "rustig"))
    assert grid.uneven == (5, 6, 7)
    assert set(grid.reasons.values()) == {"broken_quote"}
    assert grid.unaccounted == 0
    assert list(grid.frame.index) == [2, 3, 4, 8]


@pytest.mark.parametrize("remark", ['"eerste\ntweede"', '"a\n\nb; c\n"', '"zei ""ja""\nen ging"'], ids=repr)
@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_cell_over_several_lines_stays_one(remark, place):
    cells = [[f"C{n}", "Oost", f"{n}-3-2024", str(n % 5 + 1)] for n in range(1, 13)]
    head = HEAD[:4]
    head.insert(place, "Toelichting")
    for n, its in enumerate(cells):
        its.insert(place, remark if n in (1, 7, 11) else "rustig")
    grid = grid_of([";".join(its) for its in cells], head=head)
    assert scores(grid) == EXPECTED
    assert grid.continued == 3 * remark.count("\n")
    assert list(grid.frame.index) == list(range(2, 14))


def test_a_cell_over_lines_beside_a_broken_mark():
    lines = body(*["rustig"] * 3, '"eerste\ntweede"', "rustig", '"open', *["rustig"] * 3)
    grid = grid_of(lines)
    assert len(scores(grid)) == 9
    assert (grid.uneven, grid.continued, grid.unaccounted) == ((), 1, 0)


def test_a_row_that_is_spread_over_lines_is_put_together_or_refused_by_number():
    head = ["Cliëntnummer", "Team", "Toelichting", "Datum", "Score"]
    whole = [f"C{n};Oost;rustig;{n}-3-2024;{n % 5 + 1}" for n in range(1, 9)]
    whole[3] = f"C4;Oost;eerste\ntweede\n\nderde;4-3-2024;{4 % 5 + 1}"
    grid = grid_of(whole, head=head)
    assert scores(grid) == {f"C{n}": str(n % 5 + 1) for n in range(1, 9)}
    assert grid.continued == 3
    last = grid_of(body("rustig", "rustig", "rustig", "eerste\ntweede", "rustig", "rustig", "rustig"))
    assert last.uneven == (6,)


def test_a_row_cut_short_is_not_put_together_with_the_next():
    lines = body(*["rustig"] * 8)
    lines[3] = "C4;Oost;4-3"
    lines[4] = "-2024;2;rustig"
    assert grid_of(lines).uneven == (5, 6)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("remark", ["rustig", '"open', '"twee\nregels"'])
def test_whatever_ends_a_line(end, remark):
    grid = grid_of(body("rustig", "rustig", remark.replace("\n", end), "rustig", "rustig"), end=end)
    assert len(scores(grid)) == 5
    assert grid.unaccounted == 0


def test_mixed_line_ends():
    text = (
        ";".join(HEAD)
        + "\r\n"
        + "".join(f"{row(n, 'ja')}{end}" for n, end in enumerate(["\n", "\r", "\r\n"] * 3))
    )
    grid = parse_csv(text, "e.csv", KNOWN)
    assert len(grid.frame) == 9
    assert grid.lines == 10


@pytest.mark.parametrize("behind", ["", ";;", ",,,", "\t"])
@pytest.mark.parametrize("header", [True, False])
def test_lines_that_are_one_quoted_cell(behind, header):
    lines = body("rustig", 'zei ""ja""', '""een; twee""', *PLAIN)
    head = ";".join(HEAD)
    wrapped = [f'"{line}"{behind}' for line in lines]
    text = "\n".join([f'"{head}"{behind}' if header else head, *wrapped, ""])
    grid = parse_csv(text, "e.csv", KNOWN)
    assert len(scores(grid)) == 9
    assert grid.frame["Toelichting"].iloc[2] == "een; twee"
    assert grid.unaccounted == 0


def test_some_lines_that_are_one_quoted_cell():
    lines = body(*["rustig"] * 8)
    lines[2] = f'"{lines[2]}"'
    assert len(scores(grid_of(lines))) == 8


def test_a_title_with_an_open_mark_does_not_take_the_header():
    text = "\n".join(['"Overzicht 2024', ";".join(HEAD), *body("rustig", '"ja"', "nee"), ""])
    grid = parse_csv(text, "e.csv", KNOWN)
    assert (grid.header_row, len(grid.frame), grid.unaccounted) == (2, 3, 0)


@pytest.mark.parametrize("told", ["^", "~", "§", "|"])
def test_a_separator_that_a_first_line_tells(told):
    lines = [line.replace(";", told) for line in [";".join(HEAD), *body(*PLAIN)]]
    grid = parse_csv("\n".join([f"sep={told}", *lines, ""]), "e.csv", KNOWN)
    assert (len(grid.frame), grid.header_row, grid.unaccounted) == (6, 2, 0)


def test_spaces_around_the_separator():
    lines = [line.replace(";", " ; ") for line in body("rustig", '"een; twee"', "ja", "ja")]
    grid = parse_csv("\n".join([" ; ".join(HEAD), *lines, ""]), "e.csv", KNOWN)
    assert len(grid.frame) == 4


def test_more_commas_than_semicolons_do_not_make_the_comma_the_separator():
    grid = grid_of(body(*["ja, ja, nee, misschien, toch, wel"] * 6))
    assert (grid.separator, len(grid.frame)) == (";", 6)


def test_quoted_decimal_commas_in_a_file_of_commas():
    lines = [f'C{n},Oost,{n}-3-2024,"{n % 5 + 1},00",ja' for n in range(1, 7)]
    grid = parse_csv("\n".join([",".join(HEAD), *lines, ""]), "e.csv", KNOWN)
    assert list(grid.frame["Score"]) == [f"{n % 5 + 1},00" for n in range(1, 7)]


@pytest.mark.parametrize("lost", ['"C4', 'C4"', '"C4"'])
def test_a_client_whose_mark_is_lost_is_the_same_client(lost):
    lines = [f'"C{n}";"Oost";"{n}-3-2024";"{n % 5 + 1}";"Team ""Oost"" belde"' for n in range(1, 9)]
    lines[3] = lines[3].replace('"C4"', lost)
    grid = grid_of(lines)
    assert "C4" in scores(grid) or 5 in grid.uneven
    assert not any('"' in client for client in scores(grid))
    assert 'Team "Oost" belde' in set(grid.frame["Toelichting"])


REMARKS = st.text('ab ";,\n\\', max_size=8)


@st.composite
def mutilated(draw):
    """A table as csv.writer writes it, with marks put in and taken out of its remarks afterwards."""
    delimiter, quoting = (
        draw(st.sampled_from(";,\t")),
        draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
    )
    end, place = draw(st.sampled_from(["\n", "\r\n", "\r"])), draw(st.integers(0, 4))
    rows = []
    for number, remark in enumerate(draw(st.lists(REMARKS, min_size=1, max_size=12)), start=1):
        cells = [f"C{number}", "Oost", f"{number}-3-2024", str(number % 5 + 1)]
        rows.append([*cells[:place], f"<{remark}>", *cells[place:]])
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end)
    writer.writerows([[*HEAD[:4][:place], HEAD[4], *HEAD[:4][place:]], *rows])
    head, text = out.getvalue().split(end, 1)
    sign = st.sampled_from(["", '"', '""'])
    around = draw(st.sampled_from(['"?<', '>"?', '"', "[ab]"]))
    text = re.sub(around, lambda m: draw(sign) + m.group().strip('"'), text)
    return head + end + text


def lines_of(text: str) -> int:
    return len(io.StringIO(text, newline=None).readlines())


@settings(max_examples=200, deadline=None)
@given(mutilated())
def test_lines_add_up_and_nobody_gets_another_ones_score(text):
    grid = parse_csv(text, "e.csv", KNOWN)
    told = grid.headings + len(grid.frame) + len(grid.uneven) + grid.closing + grid.continued
    assert told == grid.lines == lines_of(text)
    assert not set(grid.frame.index) & set(grid.uneven)
    for client, score in scores(grid).items():
        assert client not in EXPECTED or score == EXPECTED[client] or not score.isdigit()
