"""An instrument of which only a part is found beside columns that look like scores is asked about."""

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.intake import Profile, inspect_file, read_export, to_measurements
from monitorlib.intake.check.report_lines import in_words
from tests.intake.exports import wide, write

OWN = ("Wonen", "Geld", "Lichamelijke gezondheid", "Hoe ik me voel", "Familie en vrienden", "Eigen regie")


def _file(path, areas=OWN, values=lambda n, place: 10 + 7 * n + place):
    head = ";".join(f"{area} ({moment})" for moment in ("voor", "na") for area in areas)
    rows = [
        f"D{n};1-1-2024;1-6-2024;" + ";".join(str(values(n, place)) for place in range(2 * len(areas)))
        for n in range(1, 9)
    ]
    return write(path, f"Deelnemer;Datum voormeting;Datum nameting;{head}", *rows)


def test_unused_columns_like_scores_are_named_and_keep_the_file_out(tmp_path):
    told = Profile(instrument="wat-telt", team="Oost")
    with pytest.raises(
        UserError, match=r"'Hoe ik me voel \(voor\)'.*'Eigen regie \(na\)'.* lijken scores.*instrumenten.md"
    ):
        to_measurements(read_export(_file(tmp_path / "e.csv")), profile=told)


def test_the_likely_answer_is_no_part_of_the_instrument(tmp_path):
    asked = inspect_file(
        _file(tmp_path / "e.csv"), profile=Profile(instrument="wat-telt", team="Oost")
    ).questions
    (question,) = [q for q in asked if "lijken scores" in q.asked.nl]
    assert question.answers[0].is_open and set(question.answers[1].profile["columns"].values()) == {"ignored"}


def test_what_is_told_not_to_count_is_asked_no_more(tmp_path):
    file = _file(tmp_path / "e.csv", OWN[:4])
    columns = {f"Hoe ik me voel ({moment})": "ignored" for moment in ("voor", "na")}
    told = Profile(columns=columns, instrument="wat-telt", team="Oost")
    assert to_measurements(read_export(file), profile=told).report.questions == ()


def test_columns_that_are_no_scores_of_the_instrument_are_not_asked(tmp_path):
    areas = (*OWN[:3], "Kenmerk X")
    file = _file(tmp_path / "e.csv", areas, lambda n, place: 2000 + n if place % 4 == 3 else 10 + n)
    told = Profile(instrument="wat-telt", team="Oost")
    assert to_measurements(read_export(file), profile=told).report.questions == ()


def test_a_word_beside_two_moments_keeps_the_moments(tmp_path):
    asked = inspect_file(
        _file(tmp_path / "e.csv"), profile=Profile(instrument="wat-telt", team="Oost")
    ).questions
    (question,) = [q for q in asked if "'vrienden'" in q.asked.nl]
    fields = question.answers[1].profile["columns"]
    moments = {column: field.partition("@")[2] for column, field in fields.items()}
    assert moments == {"Familie en vrienden (voor)": "start", "Familie en vrienden (na)": "eind"}


def test_a_part_of_the_client_is_not_told_as_unused(tmp_path):
    file = wide(tmp_path / "e.csv", *(f"{n};{t};1-1-2024;*3" for n in range(5) for t in ("Oost", "West")))
    report = inspect_file(file, profile=Profile(client=("Team", "Cliëntnummer")))
    assert "Niet gebruikt" not in in_words(report, "nl")


def test_a_team_that_nobody_told_yet_is_told_in_words(tmp_path):
    file = wide(tmp_path / "e.csv", *(f"{n};1-1-2024;*3" for n in range(5)), head="Cliëntnummer;Datum")
    assert "het team is nog niet opgegeven" in in_words(inspect_file(file), "nl")
