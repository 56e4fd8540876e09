"""The day of a measurement, where others hold days too; and the words of moments held against the days."""

from itertools import product
from pathlib import Path

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.intake import Profile, inspect_file, read_export, to_measurements
from tests.intake.exports import ZRM, write

PEOPLE = [f"K{number}" for number in range(8)]
WORDS = ("Startmeting", "Vervolgmeting")
SPOKEN, ENTERED = "spoken", "entered"


def _days(person: int, wave: int) -> dict[str, str]:
    """Spoken in January and July 2024; typed in during 2025, the second conversation first."""
    return {
        SPOKEN: f"2024-0{1 + 6 * wave}-{10 + person}",
        ENTERED: f"2025-0{9 - 3 * wave}-{10 + person} 10:00:00",
        "birth": f"19{50 + person}-02-0{1 + person}",
        "referral": f"2023-03-{10 + person}",
        "word": WORDS[wave],
        "T": f"T{wave}",
        "blank": "",
    }


def _file(folder: Path, columns: dict[str, str]) -> Path:
    """An export of eight residents with two measurements each: who scored 2 scores 4 then."""
    lines = [";".join(("Cliëntnummer", "Team", *columns, *ZRM))]
    for (number, person), wave in product(enumerate(PEOPLE), (0, 1)):
        told = _days(number, wave)
        cells = (told[kind] for kind in columns.values())
        lines.append(";".join((person, "Oost", *cells, *[str(2 + 2 * wave)] * len(ZRM))))
    return write(folder / "export.csv", *lines)


def _first_scores(file: Path, profile: Profile | None = None) -> set[int]:
    """The scores of each resident's first day: 2, where the day is the right one."""
    table = to_measurements(read_export(file), profile=profile).measurements
    first = table.groupby("resident_id", observed=True)["measured_on"].transform("min")
    return set(table.loc[table["measured_on"] == first, "score"])


@pytest.mark.parametrize(
    "entry",
    ["Invoerdatum", "Datum registratie", "Startdatum", "Aangemaakt op", "Tijdstempel invoer", "Created"],
)
@pytest.mark.parametrize(
    "spoken",
    [
        "Op welke datum vond het gesprek plaats?",
        "Datum van het gesprek met de inwoner",
        "Wat is de meetdatum?",
        "Wanneer heeft u de inwoner gesproken?",
        "When did the interview take place?",
        "Gespreksdatum",
    ],
)
def test_the_day_of_the_conversation_goes_before_the_day_of_entry(tmp_path, entry, spoken):
    file = _file(tmp_path, {entry: ENTERED, spoken: SPOKEN})
    assert _first_scores(file) == {2}
    assert inspect_file(file).mapping[spoken] == "date"


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("Tijd van laatste wijziging", ENTERED),
        ("Tijd van laatste wijziging", "blank"),
        ("Laatste wijziging tijd", ENTERED),
        ("Tijd einde", ENTERED),
        ("Sociaal laatste contact", ENTERED),
    ],
)
def test_a_time_of_the_form_is_no_leefgebied_at_the_end(tmp_path, name, holds):
    """ "Tijd" is near "Tijdsbesteding", and "laatste" is the last moment; its days say what it is."""
    report = inspect_file(_file(tmp_path, {name: holds, "Gespreksdatum": SPOKEN}))
    assert report.mapping[name] == "ignored" and report.questions == ()
    assert report.mapping["Gespreksdatum"] == "date"


def test_the_times_of_a_form_that_no_tool_is_known_by_are_the_last_to_be_the_day(tmp_path):
    columns = {"Begintijd": ENTERED, "Tijd van voltooiing": ENTERED, "Op welke dag was het gesprek?": SPOKEN}
    file = _file(tmp_path, columns)
    report = inspect_file(file)
    assert report.mapping["Op welke dag was het gesprek?"] == "date"
    assert all(
        q.answers[0].profile["columns"]["Op welke dag was het gesprek?"] == "date" for q in report.questions
    )
    told = Profile().with_answers(*(question.answers[0].profile for question in report.questions))
    assert _first_scores(file, told) == {2}


@pytest.mark.parametrize("entry", ["Invoerdatum", "Datum registratie", "Startdatum", "Ingevuld op"])
def test_the_day_of_entry_is_the_day_where_no_other_column_has_one(tmp_path, entry):
    file = _file(tmp_path, {entry: SPOKEN, "Geboortedatum": "birth", "Aanmelddatum": "referral"})
    assert _first_scores(file) == {2}


@pytest.mark.parametrize("entry", ["Invoerdatum", "Datum registratie", "Startdatum", "Aangemaakt op"])
def test_a_column_of_days_with_a_strange_name_is_asked_about_in_inspect_and_import(tmp_path, entry):
    file = _file(tmp_path, {entry: ENTERED, "Contact": SPOKEN})
    with pytest.raises(UserError, match="welke is de dag van de meting") as refused:
        to_measurements(read_export(file))
    question = refused.value.files[0].questions[0]
    assert [answer.profile["columns"] for answer in question.answers] == [
        {"Contact": "date", entry: "ignored"},
        {entry: "date", "Contact": "ignored"},
    ]
    seen = inspect_file(file)
    assert (seen.questions, seen.mapping["Contact"]) == ((question,), "date")
    for answer, first in zip(question.answers, ({2}, {4}), strict=True):
        table = to_measurements(read_export(file), profile=answer.profile["columns"]).measurements
        days = table.groupby("resident_id", observed=True)["measured_on"].transform("min")
        assert set(table.loc[table["measured_on"] == days, "score"]) == first


def test_a_day_of_filling_in_beside_one_of_the_conversation_is_asked_the_conversation_first(tmp_path):
    file = _file(tmp_path, {"Invuldatum": ENTERED, "Datum gesprek": SPOKEN})
    with pytest.raises(UserError) as refused:
        to_measurements(read_export(file))
    assert refused.value.files[0].questions[0].about == "Datum gesprek"


def test_two_columns_with_the_same_days_are_no_question(tmp_path):
    assert _first_scores(_file(tmp_path, {"Invoerdatum": SPOKEN, "Contact": SPOKEN})) == {2}


def test_a_tool_s_day_of_sending_does_not_stand_in_for_a_column_of_days(tmp_path):
    tool = {"Datum ingestuurd": ENTERED, "Laatste pagina": "blank", "Starttaal": "blank"}
    with pytest.raises(UserError, match="'Contact' is niet zeker"):
        to_measurements(read_export(_file(tmp_path, {**tool, "Contact": SPOKEN})))
    asked = {**tool, "Op welke datum vond het gesprek plaats?": SPOKEN}
    assert _first_scores(_file(tmp_path, asked)) == {2}


def test_each_moment_has_the_day_of_its_conversation(tmp_path):
    days = ("Invoerdatum start", "Datum gesprek start", "Invoerdatum eind", "Datum gesprek eind")
    areas = (f"{area} {moment}" for moment in ("start", "eind") for area in ZRM)
    row = ("7", "Oost", "2025-09-10", "2024-01-10", "2025-06-10", "2024-07-10", *["2"] * 13, *["4"] * 13)
    file = write(tmp_path / "wide.csv", ";".join(("Cliëntnummer", "Team", *days, *areas)), ";".join(row))
    table = to_measurements(read_export(file)).measurements
    assert sorted(map(str, table["measured_on"].dt.date.unique())) == ["2024-01-10", "2024-07-10"]


@pytest.mark.parametrize("words", ["word", "T"])
@pytest.mark.parametrize("column", ["Welke meting vult u in?", "Soort", "Welke?"])
def test_moments_that_contradict_the_days_of_many_residents_are_asked(tmp_path, column, words):
    file = _file(tmp_path, {"Meetdatum": ENTERED, "Contact": SPOKEN, column: words})
    with pytest.raises(UserError, match="8 van de 8 inwoners in een andere volgorde") as refused:
        to_measurements(read_export(file))
    first = refused.value.files[0].questions[0].answers[0]
    assert first.profile["columns"] == {"Contact": "date", "Meetdatum": "ignored"}
    alone = _file(tmp_path, {"Invoerdatum": ENTERED, column: words})
    with pytest.raises(UserError, match="andere volgorde"):
        to_measurements(read_export(alone))


@pytest.mark.parametrize("words", ["word", "T"])
def test_a_column_of_moments_only_is_the_moment_by_any_name(tmp_path, words):
    file = _file(tmp_path, {"Meetdatum": SPOKEN, "Soort": words})
    assert inspect_file(file).mapping["Soort"] == "moment"
    assert _first_scores(file) == {2}


def test_nobody_measured_twice_in_a_file_of_two_moments_is_noted(tmp_path):
    lines = _file(tmp_path, {"Meetdatum": SPOKEN, "Soort": "word"}).read_text(encoding="utf-8").split("\n")
    once = [line.replace("K", f"K{number}", 1) for number, line in enumerate(lines[1:]) if line]
    report = to_measurements(read_export(write(tmp_path / "once.csv", lines[0], *once))).report
    assert any("niemand is twee keer gemeten" in note.nl for note in report.notes)
    twice = to_measurements(read_export(write(tmp_path / "twice.csv", *lines))).report
    assert not any("twee keer" in note.nl for note in twice.notes)
