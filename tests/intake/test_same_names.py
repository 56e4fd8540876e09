"""A name that two instruments share: the values tell which is meant, or it has to be named; never guessed."""

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.intake import inspect_file, read_export, to_measurements
from tests.intake.exports import wide, write


def _wide(path, name, *scores):
    rows = [f"{n};Oost;1-2-2024;{score}" for n, score in enumerate(scores)]
    return read_export(write(path / "e.csv", f"Cliëntnummer;Team;Datum;{name}", *rows))


def _long(path, name, *scores):
    rows = [f"{n};Oost;1-2-2024;{name};{score}" for n, score in enumerate(scores)]
    return read_export(write(path / "e.csv", "Cliëntnummer;Team;Datum;Instrument;Score", *rows))


def _instrument(export, given=None):
    return set(to_measurements(export, instrument=given).measurements["instrument"])


TOLD = [
    ("WHO-5", ("12", "13"), "who-5-ruw"),
    ("WHO-5", ("25", "99"), "who-5-ruw"),
    ("WHO-5", ("12", "64"), "who-5-procent"),
    ("WHO-5", ("0", "28"), "who-5-procent"),
    ("WHO5", ("8", "25"), "who-5-ruw"),
    ("Eenzaamheid", ("3", "7"), "djg-11"),
    ("DJG-6", ("3", "4"), "djg-6"),
    ("WHO-5 procent", ("12", "16"), "who-5-procent"),
    ("WHO-5 ruwe score", ("12", "16"), "who-5-ruw"),
]


@pytest.mark.parametrize(("name", "scores", "id"), TOLD)
def test_the_values_or_the_name_tell_the_instrument(tmp_path, name, scores, id):
    assert _instrument(_wide(tmp_path, name, *scores)) == {id}


ASKED = [
    ("WHO-5", ("12", "16")),
    ("WHO-5", ("13", "64")),
    ("Eenzaamheid", ("3", "6")),
    ("Eenzaamheid", ("0", "n.v.t.")),
]


@pytest.mark.parametrize(("name", "scores"), ASKED)
def test_what_fits_both_or_neither_has_to_be_named(tmp_path, name, scores):
    with pytest.raises(UserError, match="--instrument"):
        to_measurements(_wide(tmp_path, name, *scores))


@pytest.mark.parametrize("id", ["who-5-ruw", "who-5-procent"])
def test_the_instrument_that_is_named_is_the_one(tmp_path, id):
    assert _instrument(_wide(tmp_path, "WHO-5", "12", "16"), id) == {id}
    assert _instrument(_long(tmp_path, "WHO-5", "12", "16"), id) == {id}


@pytest.mark.parametrize(("scores", "id"), [(("12", "13"), "who-5-ruw"), (("12", "64"), "who-5-procent")])
def test_a_word_in_a_long_table_is_told_by_its_values(tmp_path, scores, id):
    assert _instrument(_long(tmp_path, "WHO-5", *scores)) == {id}


def test_a_word_in_a_long_table_that_fits_both_is_refused(tmp_path):
    with pytest.raises(UserError):
        to_measurements(_long(tmp_path, "WHO-5", "12", "16"))


def _beside_zrm(path, name, *scores):
    rows = [f"{n};Oost;1-2-2024;{score};*4" for n, score in enumerate(scores, start=1)]
    return wide(path / "e.csv", *rows, head=f"Cliëntnummer;Team;Datum;{name}")


@pytest.mark.parametrize("name", ["WHO-5", "WHO-5 score", "Eenzaamheid"])
def test_a_column_of_two_scales_beside_another_instrument_is_asked(tmp_path, name):
    file = _beside_zrm(tmp_path, name, *"04040")
    with pytest.raises(UserError, match=f"kolom '{name}' heeft de naam van meer dan één instrument"):
        to_measurements(read_export(file))
    (question,) = inspect_file(file).questions
    counted = []
    for answer in question.answers:
        table = to_measurements(read_export(file), profile=answer.profile["columns"]).measurements
        counted.append((table["instrument"].nunique(), len(table)))
    assert counted == [(1, 5 * 13), (2, 5 * 14), (2, 5 * 14)]


def test_a_column_of_two_scales_that_its_values_tell_is_read(tmp_path):
    table = to_measurements(read_export(_beside_zrm(tmp_path, "WHO-5", "13", "25", "7"))).measurements
    assert set(table["instrument"]) == {"who-5-ruw", "zrm-2017"} and len(table) == 3 * 14
