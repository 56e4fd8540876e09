"""A subtotal or a mean between the rows is nobody's measurement: refused by name, and no fault of the file."""

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.intake import Profile, inspect_file, read_export, to_measurements
from monitorlib.intake.know.words import says_total
from tests.intake.exports import wide

HEAD = "Team;Cliëntnummer;Datum"
ROWS = [
    f"{'Oost' if c < 6 else 'West'};{100 + c};1-{m}-2024;*{1 + (c + m) % 5}"
    for c in range(12)
    for m in (1, 6)
]


def _with(total):
    """Twelve residents, with a row like this after the sixth and the ninth."""
    return [*ROWS[:12], total, *ROWS[12:18], total, *ROWS[18:]]


@pytest.mark.parametrize(
    "total",
    [
        "Totaal Oost;;;*3,2",
        "Subtotaal Oost;;12;*3",
        "Oost;Subtotaal;;*3",
        "Oost;Gemiddelde;1-2-2024;*3",  # whole scores and a day: it would be a thirteenth resident
        "Grand total;;;*3.2",
    ],
)
def test_a_total_is_refused_as_one_and_the_residents_are_read(tmp_path, total):
    plain = inspect_file(wide(tmp_path / "f.csv", *ROWS, head=HEAD))
    report = inspect_file(wide(tmp_path / "e.csv", *_with(total), head=HEAD))
    assert report.rules == {"total": 2} and report.refused == 2 and report.questions == ()
    assert (report.residents, report.used, report.measurements) == (12, 24, 12 * 2 * 13)
    assert (plain.residents, plain.used, plain.measurements) == (12, 24, 12 * 2 * 13)
    assert report.teams == ("Oost", "West")


def test_many_totals_do_not_stop_a_file_by_their_share(tmp_path):
    rows = [row for n, row in enumerate(ROWS) for row in ([row, "Totaal;;;*3,2"] if n % 4 == 3 else [row])]
    report = inspect_file(wide(tmp_path / "e.csv", *rows, ROWS[0], head=HEAD))
    assert report.rules == {"total": 6} and report.residents == 12


def test_a_row_without_a_client_is_refused_as_a_row_whatever_its_scores_are(tmp_path):
    rows = [*ROWS[:12], "Oost;;;*3,2", *ROWS[12:]]
    assert inspect_file(wide(tmp_path / "e.csv", *rows, head=HEAD)).rules == {"no_client": 1}


def test_where_each_row_is_a_person_the_first_cell_tells(tmp_path):
    file = wide(tmp_path / "e.csv", *_with("Totaal Oost;;1-1-2024;*3"), head=HEAD)
    report = to_measurements(read_export(file), profile=Profile(client="row")).report
    assert report.rules == {"total": 2} and report.residents == 24


def test_a_row_with_a_client_is_read_whatever_its_first_cell_says(tmp_path):
    rows = [f"Totaal zorg;{row.partition(';')[2]}" for row in ROWS]
    report = inspect_file(wide(tmp_path / "e.csv", *rows, head=HEAD))
    assert report.rules == {} and report.residents == 12


def test_a_mean_of_a_resident_is_told_as_a_score_between_two_scores(tmp_path):
    file = wide(tmp_path / "e.csv", *ROWS[:-1], "West;111;1-6-2024;*3,5", head=HEAD)
    with pytest.raises(
        UserError, match=r"score ligt tussen twee scores van 1–5 \(een gemiddelde\?\) in rij 25"
    ):
        inspect_file(file)


@pytest.mark.parametrize(
    "text", ["Totaal", "SUBTOTAAL Team Oost", "Team Oost totaal", "Gemiddelde", "Grand total"]
)
def test_words_of_a_total(text):
    assert says_total(text)


@pytest.mark.parametrize("text", ["", "12", "Totaalscore", "Oost", "C100", "Totalitair"])
def test_no_words_of_a_total(text):
    assert not says_total(text)


@pytest.mark.parametrize("word", ["Gemiddeld", "Totaalpakket", "Aantal uren hoog"])
@pytest.mark.parametrize("rows", [3, 24])
def test_rows_at_the_end_that_only_begin_like_a_total_are_rows(tmp_path, word, rows):
    """A first column may hold how much help there is: "Gemiddeld" beside "Intensief"."""
    told = ["Intensief" if n < len(ROWS) - rows else word for n in range(len(ROWS))]
    lines = [f"{first};{row}" for first, row in zip(told, ROWS, strict=True)]
    report = inspect_file(wide(tmp_path / "e.csv", *lines, head=f"Zorgzwaarte;{HEAD}"))
    assert (report.rows, report.used, report.closing_lines, report.residents) == (24, 24, 0, 12)


@pytest.mark.parametrize(
    "total", ["Totaal;24;;*3,2", "Gemiddelde;;;*3,2", "Aantal rijen;24", "Afgedrukt op 1-7-2025 door"]
)
def test_totals_at_the_end_are_still_closing_lines(tmp_path, total):
    width = len(
        wide(tmp_path / "f.csv", *ROWS, head=HEAD).read_text(encoding="utf-8").splitlines()[0].split(";")
    )
    line = total if "*" in total else total + ";" * (width - 1 - total.count(";"))
    report = inspect_file(wide(tmp_path / "e.csv", *ROWS, line, head=HEAD))
    assert (report.rows, report.used, report.closing_lines) == (24, 24, 1)
