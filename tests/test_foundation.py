"""Texts, errors, tables, instruments and settings: what all rooms stand on."""

import pickle
from datetime import date

import pandas as pd
import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.instruments import read_instrument, read_instrument_file, read_instruments
from monitorlib.sessions import SessionLog
from monitorlib.tables import MEASUREMENTS
from monitorlib.workspace import NEW_SETTINGS, Workspace, calendar_year, open_workspace


def test_a_text_is_filled_in_both_languages():
    text = Text("{n} inwoners, {word}", "{n} residents, {word}").fill(n=3, word=Text("gelijk", "same"))
    assert (text["nl"], text["en"]) == ("3 inwoners, gelijk", "3 residents, same")


def test_an_unknown_language_is_our_bug():
    with pytest.raises(KeyError):
        Text("a", "b")["de"]


def test_an_error_tells_all_problems_and_then_the_next_step():
    error = UserError([Text("Een.", "One."), Text("Twee.", "Two.")], Text("Doe dit.", "Do this."))
    assert error.message("nl") == "Een.\nTwee. Doe dit."
    assert error.message("en") == "One.\nTwo. Do this."


def test_an_error_of_a_worker_process_arrives_whole():
    error = UserError([Text("Een.", "One.")], Text("Doe dit.", "Do this."))
    assert pickle.loads(pickle.dumps(error)).message("en") == error.message("en")


def _measurements(**changes) -> pd.DataFrame:
    row = {
        "resident_id": "r1",
        "team": "Oost",
        "wijk": None,
        "worker_id": None,
        "rater": "professional",
        "measured_on": pd.Timestamp("2025-01-01"),
        "instrument": "zrm-2017",
        "leefgebied": "financien",
        "score": 3.0,
        "missing": None,
        "source": "demo",
    }
    return pd.DataFrame([{**row, **changes}])


def test_a_table_that_keeps_the_contract_passes_unchanged():
    frame = _measurements(kenmerk_leefsituatie="alleen")
    assert MEASUREMENTS.check(frame) is frame


def test_a_table_tells_all_problems_at_once_and_no_value():
    frame = pd.concat([_measurements(rater="geheim"), _measurements(rater="geheim")])
    frame = frame.assign(team=None, score="vier").drop(columns="source")
    with pytest.raises(UserError) as refused:
        MEASUREMENTS.check(frame)
    message = refused.value.message("nl")
    assert "team: leeg in rij 1, 2" in message
    assert "rater: onbekend woord in rij 1, 2" in message
    assert "score: is geen getal" in message
    assert "source: de kolom ontbreekt" in message
    assert "dubbele sleutel" in message
    assert "geheim" not in message
    assert "vier" not in message


@pytest.mark.parametrize("id", sorted(read_instruments()))
def test_a_shipped_instrument_is_whole(id):
    instrument = read_instrument(id)
    codes = [area.code for area in instrument.leefgebieden]
    assert instrument.id == id
    assert instrument.scale.low < instrument.scale.high
    assert len(set(codes)) == len(codes)
    assert all(instrument.scale.low <= s <= instrument.scale.high for s in instrument.scale.labels)
    assert instrument.citation


def test_zrm_2017_holds_its_thirteen_leefgebieden_in_order():
    """Witness: Zelfredzaamheid-Matrix 2017, GGD Amsterdam (docs/DOMAIN facts in data/README.md)."""
    labels = [area.label.nl for area in read_instrument("zrm-2017").leefgebieden]
    assert (len(labels), labels[0], labels[7], labels[-1]) == (
        13,
        "Financiën",
        "Middelengebruik",
        "Justitie",
    )


def test_an_unknown_instrument_names_the_known_ones():
    with pytest.raises(UserError, match="zrm-2017"):
        read_instrument("zrm-1999")


def test_a_wrong_definition_tells_everything_at_once(tmp_path):
    file = tmp_path / "eigen.toml"
    file.write_text(
        'id = "x"\npurpose = "raden"\nscale = { low = 5, high = 1 }\n[[leefgebied]]\ncode = "a"\n'
    )
    with pytest.raises(UserError) as refused:
        read_instrument_file(file)
    message = refused.value.message("nl")
    for piece in ("'label' ontbreekt", "'purpose' moet", "'scale' heeft", "leefgebied a", "'citation'"):
        assert piece in message


def test_a_workspaces_own_instrument_replaces_a_shipped_one(tmp_path):
    own = (read_instruments.__globals__["SHIPPED"] / "woonsituatie.toml").read_text(encoding="utf-8")
    (tmp_path / "woonsituatie.toml").write_text(own.replace("onderzoek San Diego", "eigen"), encoding="utf-8")
    assert read_instrument("woonsituatie", tmp_path).label.nl == "Woonsituatie (eigen)"


def _workspace(folder, extra: str = "") -> Workspace:
    return Workspace.create(folder / "werkmap", NEW_SETTINGS + extra)


def test_new_settings_are_valid_and_existing_ones_stay(tmp_path):
    first = _workspace(tmp_path)
    assert first.settings().min_residents == 10
    first.settings_file.write_text("minimum_groep = 12\n")
    assert _workspace(tmp_path).settings().min_residents == 12


@pytest.mark.parametrize(("given", "fits"), [("9", False), ("10", True), ("11", True), ("'10'", False)])
def test_the_minimum_group_has_a_floor_of_ten(tmp_path, given, fits):
    workspace = Workspace.create(tmp_path, f"minimum_groep = {given}\n")
    if fits:
        assert workspace.settings().min_residents == int(given)
    else:
        with pytest.raises(UserError, match="minimum_groep"):
            workspace.settings()


PERIODS = """
[[periode]]
id = "a"
van = 2025-01-01
tot_en_met = 2025-06-30
{teams_a}
[[periode]]
id = "b"
van = {start}
tot_en_met = 2025-12-31
{teams_b}
"""


@pytest.mark.parametrize(
    ("start", "teams_a", "teams_b", "fits"),
    [
        ("2025-07-01", "", "", True),
        ("2025-06-30", "", "", False),
        ("2025-06-30", 'teams = ["x"]', 'teams = ["y"]', True),
        ("2025-06-30", 'teams = ["x"]', "", False),
    ],
)
def test_periods_of_one_team_may_not_share_a_day(tmp_path, start, teams_a, teams_b, fits):
    text = PERIODS.format(start=start, teams_a=teams_a, teams_b=teams_b)
    workspace = Workspace.create(tmp_path, text)
    if fits:
        assert [period.id for period in workspace.settings().periods] == ["a", "b"]
    else:
        with pytest.raises(UserError, match="overlappen"):
            workspace.settings()


def test_all_that_is_wrong_in_the_settings_is_told_at_once(tmp_path):
    workspace = Workspace.create(tmp_path, 'marge = 2\ntaal = "fr"\n[[periode]]\nid = "Á"\n')
    with pytest.raises(UserError) as refused:
        workspace.settings()
    assert all(word in refused.value.message("nl") for word in ("marge", "taal", "periode 1"))


@pytest.mark.parametrize(
    "line",
    [
        "minimumgroep = 25",
        'periode = "2025"',
        'periode = ["2025"]',
        'doel = "leren"',
        "organisatie = 5",
        'melding = "hallo"',
        'sessielog = "onzin"',
        "sessielog = 5",
        '[[periode]]\nid = "a"\nvan = 2025-01-01',
        '[[periode]]\nid = "a"\nvan = 2025-01-01\ntot_en_met = 2025-12-31\nteams = "Oost"',
        '[[periode]]\nid = "a"\nvan = 2025-01-01\ntot_en_met = 2025-12-31\nteams = 5',
        '[[periode]]\nid = "a"\nvan = 2025-02-01\ntot_en_met = 2025-01-31',
    ],
)
def test_a_setting_that_does_not_fit_is_told_with_what_to_do(tmp_path, line):
    workspace = Workspace.create(tmp_path, line + "\n")
    with pytest.raises(UserError, match="Verbeter workspace.toml"):
        workspace.settings()


def test_settings_in_another_encoding_are_told(tmp_path):
    workspace = Workspace.create(tmp_path)
    workspace.settings_file.write_bytes('organisatie = "Één"\n'.encode("cp1252"))
    with pytest.raises(UserError, match="UTF-8"):
        workspace.settings()


@pytest.mark.parametrize("name", ["Wérk map", "a ? b", "a # b %41", "a&b=c"])
def test_the_session_log_stands_in_the_workspace_whatever_its_path(tmp_path, name):
    workspace = Workspace.create(tmp_path / name)
    SessionLog(workspace.session_log)
    assert [file.name for file in tmp_path.iterdir()] == [name]
    assert (tmp_path / name / "sessions.sqlite").is_file()


def test_without_chosen_periods_a_calendar_year_is_a_period(tmp_path):
    settings = _workspace(tmp_path).settings()
    assert settings.period("2025", "Oost") == calendar_year(2025)
    assert calendar_year(2025).end == date(2025, 12, 31)
    with pytest.raises(UserError, match="geen periode"):
        settings.period("voorjaar", "Oost")


def test_of_a_folder_that_is_not_there_the_workspace_beside_it_is_offered(tmp_path):
    Workspace.create(tmp_path / "Werkmap Zuid")
    (tmp_path / "Werkmap Oud").mkdir()
    with pytest.raises(UserError, match="die map bestaat niet") as refused:
        Workspace.open(tmp_path / "werkmap zuit")
    assert refused.value.message("nl").endswith("bestaat niet. Bedoelde u 'Werkmap Zuid'?")
    assert refused.value.message("en").endswith("no such folder. Did you mean 'Werkmap Zuid'?")


def test_of_a_folder_like_no_other_the_name_is_asked_before_an_import(tmp_path):
    Workspace.create(tmp_path / "Werkmap Zuid")
    (tmp_path / "gegevens").mkdir()
    for name in ("team", "gegeven", "weg/dieper"):
        with pytest.raises(UserError, match="die map bestaat niet") as refused:
            Workspace.open(tmp_path / name)
        told = refused.value.message("nl")
        assert told.index("Controleer de naam.") < told.index("monitor import") and "Bedoelde" not in told


def test_a_folder_without_settings_is_no_workspace(tmp_path):
    with pytest.raises(UserError, match=r"geen werkmap: er staat geen workspace.toml in. Begin met: monitor"):
        Workspace.open(tmp_path)
    with pytest.raises(UserError, match="geen werkmap gekozen"):
        open_workspace()
