"""Damaged, cut off, full, killed: one clear line, and nothing half."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from monitorlib.backup.archive import LIST, Unpacking
from monitorlib.backup.making import make_backup
from monitorlib.backup.restoring import restore_backup
from monitorlib.cli import main
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.measurements.locks import file_lock
from monitorlib.workspace import Workspace
from tests.backup.looking import files, is_whole

ROOT = Path(__file__).parent.parent.parent
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture
def backup(filled, tmp_path):
    workspace, _file, _key = filled
    return make_backup(workspace, tmp_path / "a.zip").file


def _refused(file: Path, tmp_path: Path) -> str:
    """Why it is refused; and that nothing came of it."""
    with pytest.raises(UserError) as refused:
        restore_backup(file, tmp_path / "terug")
    assert not [each.name for each in tmp_path.iterdir() if "terug" in each.name]
    assert "Er is niets teruggezet" in refused.value.message("nl")
    return refused.value.message("nl")


# --- a backup that is not what it was


def test_a_file_in_it_that_was_changed_is_named(backup, tmp_path):
    with zipfile.ZipFile(backup) as archive:
        told = {entry.filename: entry for entry in archive.infolist()}
    content = bytearray(backup.read_bytes())
    [name] = [each for each in told if each.endswith("vrijgaven.json") and "oost" in each]
    begin = told[name].header_offset + 30 + len(name.encode())
    content[begin + told[name].compress_size // 2] ^= 0x40
    (tmp_path / "b.zip").write_bytes(content)
    assert name in _refused(tmp_path / "b.zip", tmp_path)


@pytest.mark.parametrize("left", [0.0, 0.2, 0.5, 0.9, 0.999])
def test_one_that_was_cut_off_is_refused(backup, tmp_path, left):
    """By its end that is missing, or in its very last bytes by the checksum of the list."""
    content = backup.read_bytes()
    (tmp_path / "b.zip").write_bytes(content[: int(len(content) * left)])
    assert _refused(tmp_path / "b.zip", tmp_path)


def test_a_byte_that_changed_anywhere_is_refused_or_changes_nothing(backup, tmp_path, filled):
    content, chance = backup.read_bytes(), random.Random(5)
    refused = 0
    for turn in range(60):
        changed = bytearray(content)
        changed[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        (tmp_path / "b.zip").write_bytes(changed)
        try:
            again = restore_backup(tmp_path / "b.zip", tmp_path / f"w{turn}").workspace
        except UserError:
            refused += 1
        else:  # the byte is one of those that a ZIP says twice, or that say nothing
            assert files(again) == files(filled[0])
            shutil.rmtree(again.path)
    assert refused >= 45


def _written_again(backup: Path, target: Path, change) -> Path:
    """The same archive with other entries, with checksums that are right: what a person could make by hand."""
    with zipfile.ZipFile(backup) as archive:
        told, parts = json.loads(archive.read(LIST)), {n: archive.read(n) for n in archive.namelist()}
    del parts[LIST]
    change(told, parts)
    content = json.dumps(told).encode()
    with zipfile.ZipFile(target, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
        archive.writestr(LIST, content)
        archive.comment = sha256(content).hexdigest().encode()
    return target


@pytest.mark.parametrize(
    "name", ["../buiten.txt", "/buiten.txt", "a/../../buiten.txt", "a\\b.txt", "C:buiten.txt"]
)
def test_a_name_that_leads_outside_is_refused(backup, tmp_path, name):
    def lead_outside(told, parts):
        parts[name] = b"x"
        told["files"][name] = {"sha256": sha256(b"x").hexdigest(), "bytes": 1}

    _refused(_written_again(backup, tmp_path / "b.zip", lead_outside), tmp_path)
    assert not (tmp_path.parent / "buiten.txt").exists() and not (tmp_path / "buiten.txt").exists()


def test_a_file_too_many_or_too_few_is_refused(backup, tmp_path):
    def more(_told, parts):
        parts["erbij.txt"] = b"x"

    def less(_told, parts):
        del parts["workspace.toml"]

    assert "erbij.txt" in _refused(_written_again(backup, tmp_path / "b.zip", more), tmp_path)
    assert "workspace.toml" in _refused(_written_again(backup, tmp_path / "b.zip", less), tmp_path)


def test_a_file_that_unpacks_to_more_than_it_says_is_refused_before_it_fills_the_disk(backup, tmp_path):
    large = 50_000_000  # packs to some tens of kilobytes

    def bomb(told, parts):
        parts["workspace.toml"] = bytes(large)
        told["files"]["workspace.toml"] = {"sha256": sha256(bytes(large)).hexdigest(), "bytes": 10}

    file = _written_again(backup, tmp_path / "b.zip", bomb)
    with zipfile.ZipFile(file) as archive:
        unpacking = Unpacking(archive, file)
        with pytest.raises(UserError, match="workspace.toml"):
            unpacking.unpack("workspace.toml", tmp_path / "een.toml")
    assert (tmp_path / "een.toml").stat().st_size == 0
    assert "workspace.toml" in _refused(file, tmp_path)


def test_a_backup_of_another_program_is_none(backup, tmp_path):
    other = _written_again(backup, tmp_path / "b.zip", lambda told, _parts: told.update(kind="iets anders"))
    assert "geen reservekopie" in _refused(other, tmp_path)


def test_one_without_the_settings_of_a_workspace_is_refused(backup, tmp_path):
    def without(told, parts):
        del parts["workspace.toml"], told["files"]["workspace.toml"]

    file = _written_again(backup, tmp_path / "b.zip", without)
    with pytest.raises(UserError, match="In de reservekopie zit geen workspace.toml"):
        restore_backup(file, tmp_path / "terug")
    assert not (tmp_path / "terug").exists()


def test_a_place_in_a_folder_that_is_not_there_is_told(backup, tmp_path):
    with pytest.raises(UserError, match="bestaat niet"):
        restore_backup(backup, tmp_path / "nergens" / "terug")
    assert not (tmp_path / "nergens").exists()


def test_one_of_a_newer_program_is_told(backup, tmp_path):
    newer = _written_again(backup, tmp_path / "b.zip", lambda told, _parts: told.update(format=2, code="9.0"))
    with pytest.raises(UserError, match="nieuwere versie van dit programma \\(9.0\\)"):
        restore_backup(newer, tmp_path / "terug")


@pytest.mark.parametrize("content", [b"", b"geen archief", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_backup_is_told(tmp_path, content):
    (tmp_path / "b.zip").write_bytes(content)
    assert "geen reservekopie" in _refused(tmp_path / "b.zip", tmp_path)


def test_one_that_is_not_there_is_told(tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["restore", str(tmp_path / "weg.zip"), "--workspace", str(tmp_path / "terug")])
    told = capsys.readouterr().err
    assert (ended.value.code, "dat is er niet" in told, "Traceback" in told) == (1, True, False)


# --- places


def test_nothing_is_ever_overwritten(filled, backup, tmp_path):
    workspace, _file, _key = filled
    before = backup.read_bytes()
    with pytest.raises(UserError, match="bestaat al"):
        make_backup(workspace, backup)
    assert backup.read_bytes() == before
    for target in (workspace.path, tmp_path / "leeg"):
        target.mkdir(exist_ok=True)
        with pytest.raises(UserError, match="bestaat al"):
            restore_backup(backup, target)


def test_one_that_comes_there_meanwhile_is_not_overwritten(filled, tmp_path, monkeypatch):
    from monitorlib.backup import making

    workspace, _file, _key = filled
    real = making._packed_rest

    def somebody_else(*given):
        (tmp_path / "a.zip").write_text("van iemand anders", "utf-8")
        return real(*given)

    monkeypatch.setattr(making, "_packed_rest", somebody_else)
    with pytest.raises(UserError, match="dat bestaat al"):
        make_backup(workspace, tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_text("utf-8") == "van iemand anders"


def test_a_backup_in_a_workspace_or_a_folder_that_is_not_there_is_refused(filled, tmp_path):
    workspace, _file, _key = filled
    with pytest.raises(UserError, match="ligt in een werkmap"):
        make_backup(workspace, workspace.path / "a.zip")
    with pytest.raises(UserError, match="Zit de schijf erin"):
        make_backup(workspace, tmp_path / "usb" / "a.zip")
    with pytest.raises(UserError, match="is geen bestand"):
        make_backup(workspace, Path("/dev/null"))


def test_two_who_put_back_in_one_place_at_once_do_not_meet(backup, tmp_path):
    with (
        file_lock(tmp_path / ".terug.lock", Text("bezet", "busy")),
        pytest.raises(UserError, match="wordt al teruggezet"),
    ):
        restore_backup(backup, tmp_path / "terug")
    assert not (tmp_path / "terug").exists()


def test_a_disk_without_nameless_files_and_links_does_it_otherwise(filled, tmp_path, monkeypatch):
    from monitorlib.backup import making

    workspace, _file, _key = filled

    def no_links(*_given, **_named):
        raise OSError(1, "")

    monkeypatch.setattr(making, "nameless_file", lambda _folder: None)
    monkeypatch.setattr(os, "link", no_links)
    made = make_backup(workspace, tmp_path / "a.zip")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.zip", "sleutel.key", "werkmap"]
    monkeypatch.undo()
    is_whole(restore_backup(made.file, tmp_path / "terug").workspace)


# --- a disk that is full, really: the system lets no file grow beyond a size

FULL = """
import resource, sys
from monitorlib.cli import main

resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
main(sys.argv[2:])
"""


def _with_room(size: int, *command) -> subprocess.CompletedProcess:
    asked = [sys.executable, "-c", FULL, str(size), *map(str, command)]
    return subprocess.run(asked, env=ENVIRONMENT, capture_output=True, text=True, check=False)


@pytest.mark.skipif(os.name != "posix", reason="limits of files are asked of POSIX")
@pytest.mark.parametrize("part", [0.05, 0.5, 0.95])
def test_a_backup_that_does_not_fit_is_told_and_leaves_nothing(filled, backup, tmp_path, part):
    workspace, _file, _key = filled
    room = int(backup.stat().st_size * part)
    done = _with_room(room, "backup", "--workspace", workspace.path, "--output", tmp_path / "b.zip")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "te groot" in done.stderr and "Er is geen half bestand" in done.stderr
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.zip", "sleutel.key", "werkmap"]
    is_whole(workspace)


@pytest.mark.skipif(os.name != "posix", reason="limits of files are asked of POSIX")
def test_a_workspace_that_does_not_fit_is_told_and_leaves_nothing(backup, tmp_path):
    done = _with_room(4_000, "restore", backup, "--workspace", tmp_path / "terug")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "te groot" in done.stderr and "Er is niets teruggezet" in done.stderr
    assert not [each.name for each in tmp_path.iterdir() if "terug" in each.name]


def test_a_workspace_on_a_full_disk_is_saved_all_the_same_and_told(filled, tmp_path, capsys, monkeypatch):
    from monitorlib import trail

    workspace, _file, _key = filled

    def full(*_given, **_named):
        raise UserError(Text("De schijf is vol.", "The disk is full."))

    monkeypatch.setattr(trail, "note", full)
    with pytest.raises(SystemExit) as ended:
        main(["backup", "--workspace", str(workspace.path), "--output", str(tmp_path / "a.zip")])
    assert (ended.value.code, "kon niet genoteerd worden" in capsys.readouterr().out) == (0, True)
    monkeypatch.undo()
    is_whole(restore_backup(tmp_path / "a.zip", tmp_path / "terug").workspace)


# --- killed


def _killed(after: float, *command) -> int:
    asked = [sys.executable, "-m", "monitorlib.cli", *map(str, command)]
    with subprocess.Popen(asked, env=ENVIRONMENT, stdout=subprocess.DEVNULL) as process:
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
        return process.wait()


def _seconds(*command) -> float:
    begin = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "monitorlib.cli", *map(str, command)],
        env=ENVIRONMENT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.perf_counter() - begin


@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="kill -9 and files without a name are Linux's")
def test_killed_at_any_moment_there_is_a_whole_backup_or_none(filled, tmp_path):
    workspace, _file, _key = filled
    asked = ("backup", "--workspace", workspace.path, "--output")
    whole, chance, ended = _seconds(*asked, tmp_path / "heel.zip"), random.Random(11), []
    for turn in range(6):
        target = tmp_path / f"k{turn}.zip"
        ended.append(_killed(whole * chance.uniform(0.3, 1.0), *asked, target))
        if target.exists():
            is_whole(restore_backup(target, tmp_path / f"w{turn}").workspace)
    assert -signal.SIGKILL in ended
    assert not [each for each in tmp_path.iterdir() if each.name.startswith(".")]
    is_whole(workspace)


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX's")
def test_killed_at_any_moment_there_is_a_whole_workspace_or_none(backup, tmp_path):
    asked = ("restore", backup, "--workspace")
    whole, chance, ended = _seconds(*asked, tmp_path / "heel"), random.Random(12), []
    for turn in range(6):
        target = tmp_path / f"k{turn}"
        ended.append(_killed(whole * chance.uniform(0.3, 1.0), *asked, target))
        if not target.exists():
            restore_backup(backup, target)  # what the other left does not stand in the way, and goes
        is_whole(Workspace.open(target))
        assert not [each for each in tmp_path.iterdir() if each.name.endswith(".terugzetten")]
    assert -signal.SIGKILL in ended
