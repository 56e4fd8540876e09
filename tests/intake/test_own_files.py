"""A file of our own that is given as an export is named for what it is, whatever its name."""

import json

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.instruments import SHIPPED
from monitorlib.intake import new_key, read_export
from monitorlib.intake.read.kinds import own_file
from monitorlib.workspace import NEW_SETTINGS
from tests.intake.exports import wide


def _key(folder):
    new_key(folder / "k.key")
    return (folder / "k.key").read_bytes()


OF_OURS = {
    "een sleutel van monitor, geen export.*--key": _key,
    "een profiel van monitor.*--profile": lambda _: b'[columns]\n"Afspraak" = "date"\n',
    "een instrument van monitor.*instruments": lambda _: (SHIPPED / "zrm-2017.toml").read_bytes(),
    "een workspace.toml van monitor": lambda _: NEW_SETTINGS.encode(),
    "een vrijgave van monitor": lambda _: json.dumps({"checksum": "ab", "release": {}}, indent=1).encode(),
    "een lijst van geweigerde rijen": lambda _: b"file;row;column;rule;masked;explanation\na.csv;5;W;x;y;z\n",
    "een TOML-bestand, geen export": lambda _: b"x = 1\n",
}


@pytest.mark.parametrize("name", ["e.xlsx", "e"])
@pytest.mark.parametrize("told", OF_OURS)
def test_a_file_of_ours_is_named(tmp_path, told, name):
    file = tmp_path / name
    file.write_bytes(OF_OURS[told](tmp_path))
    with pytest.raises(UserError, match=f"dit is {told}"):
        read_export(file)


def test_the_secret_of_a_key_is_not_told(tmp_path):
    file = tmp_path / "e.xlsx"
    file.write_bytes(_key(tmp_path))
    with pytest.raises(UserError) as caught:
        read_export(file)
    secret = file.read_text(encoding="utf-8").split('"')[3]
    assert secret not in caught.value.message("nl") + caught.value.message("en")


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_key_that_is_damaged_is_a_key(mark):
    assert own_file(mark + b'soort = "monitorlib-sleutel-1"\nsleutel = "ab')[0].nl.startswith("een sleutel")


def test_an_export_is_none_of_them(tmp_path):
    assert own_file(wide(tmp_path / "e.csv", "C1;Oost;1-1-2024;*2").read_bytes()) is None
    assert own_file(b"client = team\n1 = 2\n3;4\n") is None and own_file(b"") is None
