"""What is wrong with a profile is told with its line, and with the word that was meant."""

import re

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.instruments import read_instrument_file
from monitorlib.intake.know.profiles import read_profile
from monitorlib.workspace import Workspace

FAULTS = {
    'team = "Oost"\n\n"geheim': "regel 3, teken|het houdt te vroeg op",
    "\nteam = Oost\n": "regel 2, teken",
    '[columns]\n"a" = "date"\n"a" = "team"\n': "regel 3, teken",
    'team = "Oost': "het houdt te vroeg op|regel 1",
}
MEANT = {
    'klient = "row"': "'klient' is onbekend; bedoelt u 'client'[?]",
    "zzz = 1": "'zzz' is onbekend; bekend zijn: header, tool, .*, columns,",
    '[columns]\n"Klant" = "klient"': r"\[columns\] 'Klant': onbekend veld; bedoelt u 'client'[?]",
    '[columns]\n"Klant" = "zzz"': "onbekend veld; bekend zijn: client, household, .*score:zrm-2017/financien",
    '[dates]\n"Dag" = "day-mont"': "onbekende datumvorm; bedoelt u 'day-month'[?]",
    '[missing]\nunknwn = ["9"]': "onbekende reden; bedoelt u 'unknown'[?]",
    '[missing]\nunknown = "9"': "onbekende reden[.]",
    "[join]\nkey = 3": "geen kolom[.]",
    "client = [1, 2]": "'client' noemt geen kolommen[.]",
    'date = "maart 2025"': "'date' is geen dag zoals 2025-03-01[.]",
    "refused = -0.01": "'refused' ligt niet tussen 0 en 1[.]",
    "refused = 1.01": "'refused' ligt niet tussen 0 en 1[.]",
    'pattern = "Vraag {nummer}"': "'pattern' heeft geen {leefgebied}[.]",
    '[columns]\n"Score" = "score:zrm-2017"': "'Score': onbekend veld",
    '[columns]\n"Score" = "score:zrm/2017/financien"': "'Score': onbekend veld",
    '[columns]\n"Doel" = "kenmerk:het doel"': "'Doel': onbekend veld",
}


def _refused(tmp_path, text) -> str:
    file = tmp_path / "mijn.toml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(UserError) as caught:
        read_profile(file)
    return caught.value.message("nl")


@pytest.mark.parametrize("text", FAULTS)
def test_the_line_is_told_and_never_what_stands_there(tmp_path, text):
    told = _refused(tmp_path, text)
    assert re.match(f"mijn.toml: geen geldig TOML-bestand: ({FAULTS[text]})", told)
    assert "geheim" not in told and "Oost" not in told


@pytest.mark.parametrize("text", MEANT)
def test_the_word_that_was_meant_is_told(tmp_path, text):
    assert re.search(MEANT[text], _refused(tmp_path, text))


@pytest.mark.parametrize(
    "text",
    [
        "refused = 0",
        "refused = 1",
        'client = ["Vestiging", "Nummer"]',
        'date = "2025-03-01"',
        'pattern = "Vraag {leefgebied}"',
        '[columns]\n"Score" = "score:zrm-2017/financien"\n"Doel" = "kenmerk:het_doel"',
    ],
)
def test_what_a_profile_may_say_is_read(tmp_path, text):
    file = tmp_path / "mijn.toml"
    file.write_text(text, encoding="utf-8")
    read_profile(file)


def test_a_line_that_is_not_in_utf_8_is_told(tmp_path):
    told = _refused(tmp_path, 'team = "Oost"\nwijk = "Bö"\n'.encode("cp1252"))
    assert "regel 2 is niet in UTF-8 bewaard" in told


def test_a_mark_at_the_beginning_is_no_fault(tmp_path):
    file = tmp_path / "mijn.toml"
    file.write_text('team = "Oost"', encoding="utf-8-sig")
    assert read_profile(file).team == "Oost"


def test_instruments_and_settings_tell_the_line_too(tmp_path):
    file = tmp_path / "eigen.toml"
    file.write_text("id = 'a'\nlabel = zeven\n", encoding="utf-8")
    with pytest.raises(UserError, match="eigen.toml: geen geldig TOML-bestand: regel 2, teken"):
        read_instrument_file(file)
    workspace = Workspace.create(tmp_path / "werkmap")
    workspace.settings_file.write_text("taal = 'nl'\nmarge = zeven\n", encoding="utf-8")
    with pytest.raises(UserError, match="workspace.toml: geen geldig TOML-bestand: regel 2, teken"):
        workspace.settings()
