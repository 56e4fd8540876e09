"""Of the columns named for the client the one with numbers is it; a name or a BSN beside it does not come in."""

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.intake import inspect_file
from tests.intake.exports import wide

NAMES = ["Jan Jansen", "Piet de Vries", "Kees Bakker", "Noor de Wit", "Evert Smit", "Roos Bos", "Tjeerd Vos"]
BSNS = [
    "111222333",
    "123456782",
    "100000009",
    "100000010",
    "999999990",
    "999999011",
    "999999023",
]  # eleven-proof


def _file(path, heads, values):
    rows = [
        f"{';'.join(column[c] for column in values)};Oost;1-{m}-2024;*{1 + (c + m) % 5}"
        for c in range(7)
        for m in (1, 6)
    ]
    return wide(path / "e.csv", *rows, head=f"{';'.join(heads)};Team;Datum")


NUMBERS = [f"K{c}00" for c in range(7)]


@pytest.mark.parametrize(
    "heads", [("Klant", "Klantnummer"), ("Cliënt", "Cliëntnr"), ("Inwoner", "Inwonernummer")]
)
@pytest.mark.parametrize("names_first", [True, False])
def test_a_name_beside_a_number_is_left_out_without_a_question(tmp_path, heads, names_first):
    order = 1 if names_first else -1
    report = inspect_file(_file(tmp_path, heads[::order], (NAMES, NUMBERS)[::order]))
    assert report.mapping[heads[0]] == "dropped:name" and report.mapping[heads[1]] == "client"
    assert report.questions == () and report.residents == 7


@pytest.mark.parametrize("head", ["Kode", "Dossiernummer"])
def test_beside_a_name_a_number_that_nothing_names_is_asked(tmp_path, head):
    report = inspect_file(_file(tmp_path, ("Klant", head), (NAMES, NUMBERS)))
    assert [q.about for q in report.questions] == [head] and report.mapping["Klant"] == "dropped:name"


def test_a_bsn_beside_a_client_number_is_left_out(tmp_path):
    report = inspect_file(_file(tmp_path, ("Klant", "Klantnummer"), (BSNS, NUMBERS)))
    assert report.mapping["Klant"] == "dropped:bsn" and report.residents == 7 and report.questions == ()


def test_a_name_without_any_number_still_keeps_the_file_out(tmp_path):
    with pytest.raises(UserError, match=r"kolom 'Klant' bevat geen cliëntnummers"):
        inspect_file(_file(tmp_path, ("Klant",), (NAMES,)))


def test_bsns_in_the_only_column_named_for_the_client_still_keep_the_file_out(tmp_path):
    with pytest.raises(UserError, match=r"kolom 'Cliëntnummer' bevat burgerservicenummers"):
        inspect_file(_file(tmp_path, ("Cliëntnummer", "Kode"), (BSNS, NUMBERS)))
