"""What a hub opens is noted first: by whom, for which teams; what cannot be noted is not opened."""

import os
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from monitorlib.server.spawning import Role
from monitorlib.server.untold import OF_A_LAB
from monitorlib.trail import OPENED, trail_folder
from monitorlib.trail.checking import checked, read_lines
from monitorlib.workspace import Workspace
from tests.releases import SETTINGS

spawning = pytest.importorskip(
    "monitorlib.server.spawning", reason="jupyterhub is not installed: monitorlib[hub]"
)


@pytest.fixture
def workspace(tmp_path):
    return Workspace.create(tmp_path / "werkmap", SETTINGS)


def _spawner(workspace: Workspace, role: Role) -> "spawning.TeamSpawner":
    made = spawning.TeamSpawner(workspace=str(workspace.path), env_keep=["PATH", "PYTHONPATH", "LANG"])
    made.user, made.role = SimpleNamespace(name="a.anders"), role
    return made


@pytest.mark.parametrize(
    ("role", "noted"),
    [
        (
            Role(teams=("Team Oost", "Team West")),
            [("Team Oost", "teamreflectie"), ("Team West", "teamreflectie")],
        ),
        (Role(analyst=True), [("", "jupyterlab")]),
    ],
)
def test_each_team_that_is_opened_has_a_line(workspace, monkeypatch, role, noted):
    monkeypatch.setenv("CONFIGPROXY_AUTH_TOKEN", "geheim")
    _spawner(workspace, role).note_opening()
    lines = read_lines(workspace)
    assert [(each.what, each.account) for each in lines] == [(OPENED, "a.anders (hub)")] * len(noted)
    assert [(each.about["team"], each.about["page"]) for each in lines] == noted
    assert checked(workspace).problems == ()


def test_an_analysts_jupyterlab_keeps_nothing_of_what_is_typed_or_deleted(workspace, monkeypatch):
    monkeypatch.setattr(spawning.LocalProcessSpawner, "get_env", lambda _self: {})
    line, env = spawning.LAB, _spawner(workspace, Role(analyst=True)).get_env()
    assert {*OF_A_LAB} < {*line} and env["HISTFILE"] == os.devnull
    assert "HISTFILE" not in _spawner(workspace, Role(teams=("Team Oost",))).get_env()


def test_what_cannot_be_noted_is_not_opened(workspace, monkeypatch):
    trail_folder(workspace).write_text("geen map")
    started = []
    monkeypatch.setattr(spawning.LocalProcessSpawner, "start", lambda _self: started.append(1))
    with pytest.raises(spawning.NotNotedError) as refused:
        _spawner(workspace, Role(teams=("Team Oost",))).note_opening()
    assert "wordt genoteerd" in refused.value.jupyterhub_message
    assert started == []


def test_what_takes_too_long_is_not_opened(workspace, monkeypatch):
    monkeypatch.setattr(spawning, "NOTE", ["sleep", "60"])
    monkeypatch.setattr(spawning, "NOTE_SECONDS", 0.1)
    with pytest.raises(spawning.NotNotedError):
        _spawner(workspace, Role(teams=("Team Oost",))).note_opening()


@pytest.mark.skipif(
    not hasattr(os, "getuid") or os.getuid() != 0, reason="only root may become another account"
)
def test_the_line_is_written_by_the_account_that_works_inside_the_wall():
    import pwd

    nobody = pwd.getpwnam("nobody")
    with tempfile.TemporaryDirectory() as folder:  # pytest's own are closed for other accounts
        Path(folder).chmod(0o755)
        workspace = Workspace.create(Path(folder) / "werkmap", SETTINGS)
        for each in (workspace.path, *workspace.path.rglob("*")):
            os.chown(each, nobody.pw_uid, nobody.pw_gid)
        spawner = _spawner(workspace, Role(teams=("Team Oost",)))
        spawner.analyst_account = "nobody"
        spawner.note_opening()
        assert [file.owner() for file in trail_folder(workspace).iterdir()] == ["nobody"] * 2
