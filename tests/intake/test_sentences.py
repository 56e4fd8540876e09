"""Headers that are sentences, columns that a tool notes by itself, and the client number that no row has twice."""

from itertools import product
from pathlib import Path

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.intake import inspect_file, read_export, to_measurements
from monitorlib.intake.know.fields import SURE, guess_by_name
from tests.intake.exports import ZRM, write

PEOPLE = [f"K{number}" for number in range(8)]


@pytest.mark.parametrize(
    ("sentence", "field"),
    [
        ("Wat is het cliëntnummer van de inwoner?", "client"),
        ("Wat is het nummer van de inwoner?", "client"),
        ("Vul hier het cliëntnummer in", "client"),
        ("Welk cliëntnummer heeft de inwoner?", "client"),
        ("What is the client number?", "client"),
        ("Bij welk team hoort deze inwoner?", "team"),
        ("Van welk wijkteam bent u?", "team"),
        ("Voor welk team vult u dit in?", "team"),
        ("Datum meting voor", "date@start"),
        ("Which team does this person belong to?", "team"),
        ("In welke wijk woont de inwoner?", "wijk"),
        ("Wie vult dit in?", "rater"),
        ("Wie heeft deze vragenlijst ingevuld?", "rater"),
        ("Wie is de regisseur?", "worker"),
        ("Welke meting vult u in?", "moment"),
        ("Op welke datum vond het gesprek plaats?", "date"),
        ("Wanneer was het gesprek?", "date"),
        ("Wat is het geslacht van de inwoner?", "kenmerk:geslacht"),
        ("Wat is je geboortedatum?", "dropped:birth_date"),
        ("Op welke datum is de inwoner geboren?", "dropped:birth_date"),
        ("Wat is de naam van de inwoner?", "dropped:name"),
        ("Wat is het BSN van de inwoner?", "dropped:bsn"),
        ("In welke plaats woont de inwoner?", "dropped:address"),
    ],
)
def test_a_sentence_asks_for_a_field(sentence, field):
    guess = guess_by_name(sentence)
    assert guess.field == field and guess.confidence >= SURE


@pytest.mark.parametrize(
    "sentence",
    [
        "Welk team heeft de inwoner aangemeld?",
        "Is de inwoner cliënt bij het team?",
        "Wat is er met de inwoner?",
        "Wie is de inwoner?",
        "Wanneer is de inwoner aangemeld?",
        "Wat vindt u van het team?",
        "Hoeveel teams kent de inwoner?",
    ],
)
def test_a_sentence_with_an_unknown_word_tells_no_field_surely(sentence):
    guess = guess_by_name(sentence)
    assert guess is None or guess.field.startswith("perhaps:") or guess.confidence < SURE


def _file(folder: Path, columns: dict[str, list[str]]) -> Path:
    """Eight residents with two measurements each, and columns of sixteen values before their scores."""
    lines = [";".join((*columns, "Datum gesprek", *ZRM))]
    for at, ((number, _), wave) in enumerate(product(enumerate(PEOPLE), (0, 1))):
        cells = (values[at] for values in columns.values())
        day = f"2024-0{1 + 6 * wave}-{10 + number}"
        lines.append(";".join((*cells, day, *[str(2 + 2 * wave)] * len(ZRM))))
    return write(folder / "export.csv", *lines)


TWICE = [person for person in PEOPLE for _ in (0, 1)]
ONCE = [f"A{9000 + 7 * at}" for at in range(16)]
SEEDS = [str(229906022 + 7919531 * at) for at in range(16)]
TEAM = ["Oost"] * 16


def _asked(file: Path) -> list:
    with pytest.raises(UserError) as refused:
        to_measurements(read_export(file))
    return list(refused.value.files[0].questions)


def test_an_export_with_sentences_for_a_header_comes_in_right(tmp_path):
    columns = {
        "Antwoord-ID": [str(at) for at in range(16)],
        "Seed": SEEDS,
        "Begintaal": ["nl"] * 16,
        "Wat is het cliëntnummer van de inwoner?": TWICE,
        "Bij welk team hoort deze inwoner?": TEAM,
        "Wie vult dit in?": ["begeleider"] * 16,
    }
    report = to_measurements(read_export(_file(tmp_path, columns))).report
    assert (report.residents, report.teams, report.measurements) == (8, ("Oost",), 16 * 13)


@pytest.mark.parametrize(
    "column", ["Antwoord-ID", "Response ID", "Begintaal", "Starttaal", "Seed", "Submission ID"]
)
def test_what_a_tool_notes_is_never_proposed(tmp_path, column):
    values = SEEDS if column == "Seed" else ["nl"] * 16 if "taal" in column else ONCE
    questions = _asked(_file(tmp_path, {column: values}))
    told = [question.problem.nl for question in questions]
    assert not any(column in line or "burgerservicenummer" in line for line in told)
    assert any("geen kolom met het cliëntnummer" in line for line in told)


def test_a_citizen_service_number_is_told_where_there_is_one_and_the_column_is_asked(tmp_path):
    (question,) = _asked(_file(tmp_path, {"BSN": ["111222333"] * 16, "Team": TEAM}))
    assert "burgerservicenummer wordt niet gebruikt" in question.asked.nl
    assert [dict(answer.profile) for answer in question.answers] == [{"client": "…"}]


def test_a_number_that_returns_is_likelier_the_client_than_one_that_does_not(tmp_path):
    (question,) = _asked(_file(tmp_path, {"Kode": ONCE, "Kolom X": TWICE, "Team": TEAM}))
    assert question.answers[0].profile == {"columns": {"Kolom X": "client"}}


def test_a_number_that_no_row_has_twice_says_so_and_enter_does_not_take_it(tmp_path):
    file = _file(tmp_path, {"Kode": ONCE, "Team": TEAM})
    (question,) = _asked(file)
    assert "niemand twee keer gemeten" in question.asked.nl
    assert question.answers[0].profile == {"client": "…"}
    assert question.answers[-1].profile == {"columns": {"Kode": "client"}}
    assert inspect_file(file).questions == (question,)


def test_a_long_text_of_a_question_is_told_once(tmp_path):
    text = "Hoe zelfredzaam is de inwoner op dit moment op de volgende leefgebieden?"
    lines = [";".join(("Cliëntnummer", "Team", "Meetdatum", *(f"{text} [{area}]" for area in ZRM)))]
    lines += [";".join((person, "Oost", "2024-01-10", *["3"] * len(ZRM))) for person in PEOPLE]
    (question,) = _asked(write(tmp_path / "matrix.csv", *lines))
    assert question.problem.nl.count(text) == question.problem.en.count(text) == 1
    plain = to_measurements(
        read_export(tmp_path / "matrix.csv"), profile=question.answers[0].profile["columns"]
    )
    assert plain.report.measurements == 8 * 13
