"""What a profile tells goes before what a column is named, and is never asked back; told twice is told as such."""

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.intake import Profile, inspect_file, read_export, to_measurements
from tests.intake.exports import ZRM, wide, write

HEAD = "Team;Cliëntnummer;Dossiernummer;Datum"
ROWS = [
    f"{team};C{c};{500 + c // 2};1-{m}-2024;*{1 + (c + m) % 5}"
    for team in ("Oost", "West")
    for c in range(8)
    for m in (1, 6)
]


def _residents(path, **told):
    file = wide(path / "e.csv", *ROWS, head=HEAD)
    return to_measurements(read_export(file), profile=Profile(**told)).report.residents


def test_told_columns_go_before_named_ones(tmp_path):
    assert _residents(tmp_path, client="row") == 32
    assert _residents(tmp_path, client=("Team", "Cliëntnummer")) == 16
    with pytest.raises(
        UserError
    ) as caught:  # two residents of a dossier on one day: that is all there is to say
        _residents(tmp_path, client=("Team", "Dossiernummer"))
    assert "niet zeker" not in caught.value.message("nl")


@pytest.mark.parametrize("name", ["Nr", "Cliëntnummer", "Casus"])
def test_a_part_of_a_client_that_was_told_to_be_one_is_no_client_by_itself(tmp_path, name):
    """The two questions about a number, answered as they are asked, in one profile."""
    rows = [
        f"{t};{c};1-{m}-2024;*{1 + (c + m) % 5}"
        for t in ("Oost", "West")
        for c in range(3, 11)
        for m in (1, 6)
    ]
    file = wide(tmp_path / "e.csv", *rows, head=f"Team;{name};Datum")
    told = Profile(columns={name: "client"}, client=("Team", name))
    report = to_measurements(read_export(file), profile=told).report
    assert report.residents == 16 and report.questions == () and report.rules == {}


def test_the_questions_about_a_number_end_when_each_is_answered_with_its_first_answer(tmp_path):
    rows = [
        f"{t};{c};1-{m}-2024;*{1 + (c + m) % 5}"
        for t in ("Oost", "West")
        for c in range(3, 11)
        for m in (1, 6)
    ]
    file = wide(tmp_path / "e.csv", *rows, head="Team;Nr;Datum")
    told = Profile()
    for _ in range(3):
        asked = inspect_file(file, profile=told).questions
        told = told.with_answers(*(question.answers[0].profile for question in asked))
    assert inspect_file(file, profile=told).questions == ()
    assert to_measurements(read_export(file), profile=told).report.residents == 16


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ({"columns": {"Cliëntnummer": "client", "Dossiernummer": "client"}}, "cliënt"),
        ({"columns": {"Cliëntnummer": "client"}, "client": "Dossiernummer"}, "cliënt"),
        ({"columns": {"Team": "team", "Dossiernummer": "team"}}, "team"),
        ({"columns": {"Datum": "date", "Team": "date"}}, "datum"),
    ],
)
def test_one_field_told_of_two_columns_is_no_question_but_told(tmp_path, told, word):
    with pytest.raises(
        UserError, match=f"het profiel geeft meer dan één kolom voor {word}: '.*', '.*'"
    ) as caught:
        _residents(tmp_path, **told)
    assert "ignored" in caught.value.message("nl")


def _dates(path, head, **told):
    rows = [f"Oost;C{c};1-{m}-2024;*{1 + (c + m) % 5}" for c in range(8) for m in (1, 6)]
    file = wide(path / "e.csv", *rows, head=f"Team;Cliëntnummer;{head}")
    report = to_measurements(read_export(file), profile=Profile(**told)).report
    return report.first_day, report.last_day, [note.nl for note in report.notes]


@pytest.mark.parametrize("head", ["Datum", "Op welke datum vond het gesprek plaats?"])
def test_one_day_for_all_rows_gives_way_to_a_column_named_for_the_day(tmp_path, head):
    first, last, notes = _dates(tmp_path, head, date="2024-03-01")
    assert (first, last) == ("2024-01-01", "2024-06-01")
    assert any("'2024-03-01' uit het profiel geldt niet" in note for note in notes)


def test_one_day_for_all_rows_that_holds_is_not_said_not_to_hold(tmp_path):
    rows = [f"Oost;C{c};*{1 + c % 5}" for c in range(8)]
    file = wide(tmp_path / "e.csv", *rows, head="Team;Cliëntnummer")
    report = to_measurements(read_export(file), profile=Profile(date="2024-03-01")).report
    assert (report.first_day, report.last_day) == ("2024-03-01", "2024-03-01")
    assert [note.nl for note in report.notes] == [
        "datum staat niet in het bestand; '2024-03-01' geldt voor alle rijen."
    ]


def test_one_day_beside_a_date_for_each_moment_is_said_not_to_hold(tmp_path):
    names = ";".join(f"{area}_{m}" for area in ZRM for m in (1, 2))
    rows = [f"C{c};Oost;1-1-2024;1-6-2024;" + ";".join(["3"] * 26) for c in range(8)]
    file = write(tmp_path / "e.csv", f"Cliëntnummer;Team;dat_1;dat_2;{names}", *rows)
    report = to_measurements(read_export(file), profile=Profile(date="2024-03-01")).report
    assert (report.first_day, report.last_day) == ("2024-01-01", "2024-06-01")
    assert [note.nl for note in report.notes] == [
        "elk moment heeft een eigen datum; '2024-03-01' uit het profiel geldt niet."
    ]
