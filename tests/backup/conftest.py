"""A workspace with all that a backup keeps: versions, releases, a withdrawal, a page, a meeting, own files."""

import shutil

import pytest

from monitorlib.measurements import undo_import
from monitorlib.release import publish as publishing
from monitorlib.release.own_caseload import own_caseload
from monitorlib.release.taking_back import withdraw_release
from monitorlib.sessions import MEETING, SessionLog
from monitorlib.workspace import Workspace
from tests import populations
from tests.resident.people import NUMBER, a_key, row, store

SCRATCH = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


@pytest.fixture(autouse=True)
def no_pictures(monkeypatch):
    """Pictures have tests of their own."""
    monkeypatch.setattr(publishing, "_draw", lambda _content: ())


@pytest.fixture(scope="session")
def once_filled(tmp_path_factory):
    """The folder of the workspace and its key, and the key: made once, and copied for each test."""
    folder = tmp_path_factory.mktemp("filled")
    file, key = a_key(folder)
    workspace = Workspace.create(folder / "werkmap", 'organisatie = "Test"\n')
    own = populations.person(key.pseudonym("resident", NUMBER), 1, worker_id=key.pseudonym("worker", "w1"))
    rows = populations.people([1] * 8 + [0] * 8 + [-1] * 8, worker_id=key.pseudonym("worker", "w1"))
    rows += populations.people([1] * 6 + [0] * 6 + [-1] * 6, "c", worker_id="w-collega-een")
    rows += populations.people([1] * 6 + [0] * 6 + [-1] * 6, "d", worker_id="w-collega-twee")
    store(workspace, key, [*rows, *own])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publishing, "_draw", lambda _content: ())
        populations.release(workspace)
        own_caseload(workspace, "Oost", "2025", key.pseudonym("worker", "w1"))
        store(workspace, key, [row(NUMBER, key, "2024-03-03", 2.0)])
        undo_import(workspace)
        store(workspace, key, populations.people([1, 0, -1] * 6, "w", team="West"))
        populations.release(workspace, team="West")
    withdraw_release(workspace, "West", "2025", "een fout")
    for place, name in (("profiles", "eigen.toml"), ("notebooks", "eigen.ipynb"), ("rejects", "een.csv")):
        (workspace.path / place).mkdir(exist_ok=True)
        (workspace.path / place / name).write_text(SCRATCH if name.endswith("ipynb") else "# x\n", "utf-8")
    return folder, file.name, key


@pytest.fixture
def filled(once_filled, tmp_path):
    """The workspace, the file of its key, and the key."""
    folder, name, key = once_filled
    shutil.copy(folder / name, tmp_path)
    workspace = Workspace(shutil.copytree(folder / "werkmap", tmp_path / "werkmap"))
    log = SessionLog(workspace.session_log)
    log.write(log.open_meeting("Oost", "2025").id, MEETING, "note", "afgesproken")
    yield workspace, tmp_path / name, key
    log.let_go()  # a meeting that goes on: what it wrote may stand beside the file still (WAL)
