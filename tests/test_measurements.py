"""The table in a workspace: versions, reading back, undo."""

import os

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.intake import import_files
from monitorlib.intake.pseudonymise.pseudonyms import Key
from monitorlib.measurements import load_measurements, measurement_version, undo_import
from monitorlib.measurements import writing as storing
from monitorlib.tables import MEASUREMENTS
from monitorlib.workspace import Workspace
from tests import populations
from tests.intake.exports import wide

KEY = Key("test", b"k" * 32)


@pytest.fixture
def workspace(tmp_path):
    return Workspace.create(tmp_path / "werkmap")


def _import(workspace, row):
    return import_files(workspace, [wide(workspace.path.parent / "e.csv", row)], KEY)[0]


def test_an_empty_workspace_tells_the_next_step(workspace):
    for verb in (load_measurements, measurement_version, undo_import):
        with pytest.raises(UserError, match="monitor import"):
            verb(workspace)


def test_what_is_loaded_keeps_the_contract(workspace):
    _import(workspace, "7;Oost;26-01-2024;*4")
    MEASUREMENTS.check(load_measurements(workspace.path))


def test_a_team_or_an_instrument_can_be_loaded_alone(workspace):
    _import(workspace, "7;Oost;26-01-2024;*4")
    _import(workspace, "8;West;26-01-2024;*3")
    assert set(load_measurements(workspace, team="West")["score"]) == {3.0}
    assert len(load_measurements(workspace, instrument="zrm-2017")) == 26
    assert load_measurements(workspace, team="Noord").empty


def test_an_earlier_version_can_be_read_back(workspace):
    _import(workspace, "7;Oost;26-01-2024;*4")
    _import(workspace, "7;Oost;26-01-2024;*5")
    assert set(load_measurements(workspace, version=0)["score"]) == {4.0}
    assert set(load_measurements(workspace)["score"]) == {5.0}
    with pytest.raises(UserError, match="Kies 0 tot en met 1"):
        load_measurements(workspace, version=2)


def test_undo_goes_back_one_import_at_a_time(workspace):
    for row in ("7;Oost;1-1-2024;*4", "7;Oost;1-1-2024;*5", "8;Oost;1-1-2024;*3"):
        _import(workspace, row)
    seen = []
    for _ in range(2):
        undo_import(workspace)
        seen.append(load_measurements(workspace)["score"].unique().tolist())
    assert seen == [[5.0], [4.0]]
    assert undo_import(workspace) == 5
    with pytest.raises(UserError, match="nog geen metingen"):
        load_measurements(workspace)
    with pytest.raises(UserError, match="geen import"):
        undo_import(workspace)


def test_after_an_undo_the_next_import_adds_to_what_is_shown(workspace):
    for row in ("7;Oost;1-1-2024;*4", "8;Oost;1-1-2024;*5"):
        _import(workspace, row)
    undo_import(workspace)
    assert _import(workspace, "9;Oost;1-1-2024;*3").added == 13
    assert sorted(load_measurements(workspace)["score"].unique()) == [3.0, 4.0]
    undo_import(workspace)
    assert load_measurements(workspace)["score"].unique().tolist() == [4.0]


def test_an_emptied_table_takes_another_key(workspace):
    _import(workspace, "7;Oost;1-1-2024;*4")
    undo_import(workspace)
    import_files(workspace, [workspace.path.parent / "e.csv"], Key("other", b"o" * 32))
    assert len(load_measurements(workspace)) == 13


def test_what_the_engine_says_beside_its_fault_does_not_reach_the_terminal(tmp_path, monkeypatch, capfd):
    """On a full disk a thread of it panics on standard error, with a path of who built it."""

    def panics(*_given, **_named):
        os.write(2, b"thread panicked at /home/builder/x.rs")
        raise OSError(28, "No space left on device")

    workspace = Workspace.create(tmp_path / "vol")
    monkeypatch.setattr(storing, "write_deltalake", panics)
    with pytest.raises(UserError, match="de schijf is vol"):
        populations.store(workspace, populations.people([1]))
    os.write(2, b"hierna weer wel")
    assert capfd.readouterr().err == "hierna weer wel"
