"""A disk that is full at each write in turn: one clear line, the old state whole, and the same act works after it.

Of what writes by other means: an import in tests/intake/test_crashes.py, the session log in tests/sessions/
test_faults.py, a backup in tests/backup/test_faults.py.
"""

import errno
import os
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest

from monitorlib.cli import main
from monitorlib.cli.reporting import write_report
from monitorlib.foundation.errors import UserError
from monitorlib.measurements.journal import FOLDER, finish, is_halfway
from monitorlib.measurements.locks import journal_lock
from monitorlib.release import publish as publishing
from monitorlib.release.exports import write_export
from monitorlib.release.history import all_releases
from monitorlib.release.keys import releases_of
from monitorlib.release.read import newest_releases, released_teams
from monitorlib.release.sealing import seal_what_stands
from monitorlib.release.taking_back import withdraw_release
from monitorlib.resident.person import persons_of
from monitorlib.resident.rights import forget
from monitorlib.trail.checking import checked
from monitorlib.workspace import Workspace
from tests import populations
from tests.resident.people import NUMBER, a_key, store

MOST_WRITES = 60


@pytest.fixture
def filled(tmp_path, monkeypatch):
    """A released team, with a person who can be forgotten."""
    monkeypatch.setattr(publishing, "_draw", lambda _content: ())
    _file, key = a_key(tmp_path)
    workspace = Workspace.create(tmp_path / "werkmap", 'organisatie = "Test"\n')
    own = populations.person(key.pseudonym("resident", NUMBER), 1)
    store(workspace, key, [*populations.people([1, 1, 1, 0, 0, -1] * 6), *own])
    populations.release(workspace)
    store(workspace, key, populations.people([1, 0, -1] * 6, "w", team="West"))
    return workspace, key


class _Full:
    """A disk that is full from the flush number `after` on."""

    def __init__(self, after: int) -> None:
        self.after, self.told, self._real = after, 0, os.fsync

    def __call__(self, handle) -> None:
        if self.after == 0:
            self.told += 1
            raise OSError(errno.ENOSPC, "No space left on device")
        self.after -= 1
        self._real(handle)


@contextmanager
def _full(after: int, monkeypatch):
    with monkeypatch.context() as patch:
        disk = _Full(after)
        patch.setattr(os, "fsync", disk)
        yield disk


def _copy(workspace: Workspace, folder: Path) -> Workspace:
    shutil.copytree(workspace.path, folder, symlinks=True)
    return Workspace(folder)


def _shown(workspace: Workspace) -> dict[str, list[int]]:
    releases = releases_of(workspace)
    return {
        team.team: [release.manifest.number for release in newest_releases(releases, team.folder)]
        for team in released_teams(releases)
    }


def _acts(key, output: Path):
    """Each act, and what is shown once it was done."""
    return {
        "release": (lambda place: populations.release(place, team="West"), {"Oost": [1], "West": [1]}),
        "withdraw": (lambda place: withdraw_release(place, "Oost", "2025", "een fout"), {}),
        "export": (lambda place: write_export(place, "Oost", None, "csv", output, "nl"), {"Oost": [1]}),
        "report": (lambda place: write_report(place, "Oost", None, output, "nl"), {"Oost": [1]}),
        "forget": (
            lambda place: forget(place, persons_of(place, key, NUMBER, ever=True)),
            {"Oost": [1]},
        ),
    }


@pytest.mark.parametrize("name", ["release", "withdraw", "export", "report", "forget"])
def test_at_each_write_the_old_state_is_whole_and_the_act_works_afterwards(
    filled, tmp_path, name, monkeypatch
):
    workspace, key = filled
    output = tmp_path / "uit.csv"
    act, after = _acts(key, output)[name]
    failed = 0
    for number in range(MOST_WRITES):
        copy = _copy(workspace, tmp_path / f"w{number}")
        output.write_text("wat er stond", "utf-8")
        with _full(number, monkeypatch) as disk:
            try:
                act(copy)
            except (UserError, OSError) as error:
                told = error.message("nl") if isinstance(error, UserError) else ""
                assert "No space" not in told
        if not disk.told:
            break
        failed += 1
        assert checked(copy).problems == ()
        assert is_halfway(copy) or not [*copy.path.rglob("*.part"), *copy.path.rglob("*.tmp")]
        assert is_halfway(copy) == (copy.path / FOLDER).exists()
        assert all(past.noted for past in all_releases(copy))
        _mended(copy, name)
        if name in ("export", "report"):
            assert output.read_text("utf-8") == "wat er stond"
        _again(copy, act)
        assert _shown(copy) == after
        shutil.rmtree(copy.path)
    assert failed >= 2, "the act does not reach the disk as this test thinks"


def _mended(copy: Workspace, name: str) -> None:
    """What is noted and not sealed is sealed by the next publish, and what was begun is finished by who writes."""
    finish(copy, journal_lock)
    if name in ("release", "withdraw"):
        assert set(_shown_or_refused(copy)) <= {"Oost", "West"}
        seal_what_stands(copy)


def _shown_or_refused(copy: Workspace) -> list[str]:
    return [team.team for team in released_teams(releases_of(copy))]


def _again(copy: Workspace, act) -> None:
    try:
        act(copy)
    except UserError as error:  # it was done already: the disk was full for what came after it
        told = error.message("nl")
        assert "niets om in te trekken" in told or "geen inwoner" in told.lower() or "cliëntnummer" in told
    assert not is_halfway(copy)


def test_the_command_says_it_in_one_line(filled, tmp_path, capsys, monkeypatch):
    workspace, _key = filled
    with _full(0, monkeypatch), pytest.raises(SystemExit) as ended:
        main(
            [
                *("withdraw", "--workspace", str(workspace.path), "--team", "Oost"),
                *("--period", "2025", "--reason", "een fout"),
            ]
        )
    told = capsys.readouterr().err
    assert (ended.value.code, "de schijf is vol" in told, len(told.splitlines())) == (1, True, 1)
    assert "No space" not in told and _shown(workspace) == {"Oost": [1]}
