"""What differs on Windows and macOS, simulated here: nobody ran the whole there yet (CONTRIBUTING.md says so)."""

import ast
import os
import runpy
import stat
import subprocess
import sys
import types
from multiprocessing import get_all_start_methods
from pathlib import Path

import pytest

import monitorlib
from monitorlib import bootstrap
from monitorlib.measurements import locks
from monitorlib.release import card_room, keys
from monitorlib.release.read import team_folder_name
from monitorlib.resident.writing import write_for_owner
from monitorlib.runs import processes

PACKAGE = Path(monitorlib.__file__).parent


@pytest.mark.parametrize(
    ("system", "transport", "forks"),
    [("win32", "tcp", False), ("darwin", "ipc", False), ("linux", "ipc", True)],
)
def test_kernels_talk_and_start_as_the_system_can(monkeypatch, system, transport, forks):
    monkeypatch.setattr(sys, "platform", system)
    settled = runpy.run_path(str(PACKAGE / "foundation" / "startup.py"))
    assert (settled["KERNEL_TRANSPORT"], settled["CAN_FORK"]) == (transport, forks)


def test_where_a_fork_is_not_safe_processes_start_from_nothing(monkeypatch):
    monkeypatch.setattr(processes, "CAN_FORK", False)
    assert processes.warm_context().get_start_method() == "spawn"


def test_where_there_is_no_forkserver_a_card_is_made_in_a_process_that_starts_from_nothing(monkeypatch):
    assert "spawn" in get_all_start_methods()
    monkeypatch.setattr("multiprocessing.get_all_start_methods", lambda: ["spawn"])
    assert card_room._start_method() == "spawn"


def test_a_file_that_is_locked_on_windows_is_waited_for(monkeypatch, tmp_path):
    """The branch of Windows with a `msvcrt` that refuses the second who asks, as Windows' does."""
    held = []

    def locking(handle: int, mode: int, count: int) -> None:
        assert (mode, count) == (2, 1)
        if held:
            raise OSError(36, "Resource deadlock avoided")
        held.append(handle)

    windows = types.SimpleNamespace(LK_NBLCK=2, locking=locking)
    monkeypatch.setitem(sys.modules, "msvcrt", windows)
    source = Path(locks.__file__).read_text(encoding="utf-8")
    names = {"__name__": "locks_on_windows"}
    with monkeypatch.context() as patch:
        patch.setattr(os, "name", "nt")
        exec(compile(source, "locks.py", "exec"), names)
    with (tmp_path / "a.lock").open("ab") as one, (tmp_path / "a.lock").open("ab") as other:
        names["_wait_for"](one, 1, names["_IMPORTING"])
        with pytest.raises(Exception, match="loopt al een import"):
            names["_wait_for"](other, 0, names["_IMPORTING"])


def test_without_nameless_files_a_residents_page_is_still_whole_and_the_owners_alone(monkeypatch, tmp_path):
    """Only Linux has O_TMPFILE."""
    monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    write_for_owner(tmp_path / "blad.html", b"<p>heel</p>")
    [file] = tmp_path.iterdir()
    assert file.read_bytes() == b"<p>heel</p>"
    assert os.name != "posix" or stat.S_IMODE(file.stat().st_mode) == 0o600


def test_rights_that_windows_does_not_have_are_not_asked_for_there():
    """`chmod 600` is asked only where it exists: each such rule stands behind os.name."""
    for module in (keys, sys.modules["monitorlib.intake.pseudonymise.pseudonyms"]):
        tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
        asked = [node for node in ast.walk(tree) if isinstance(node, ast.If) and "63" in ast.dump(node.test)]
        assert asked
        assert all("posix" in ast.dump(node.test) for node in asked)


@pytest.mark.parametrize(
    "team", ["CON", "nul", "a:b", "Oost.", "Oost ", "a/b\\c", "..", "<>|?*", "x" * 300, "Öost"]
)
def test_the_folder_of_a_team_has_a_name_that_every_system_takes(team):
    name = team_folder_name(team)
    assert len(name) <= 60 and set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert name.upper() not in {"CON", "NUL", "PRN", "AUX"}


def test_two_teams_stay_two_where_large_and_small_letters_are_one():
    """The file systems of Windows and macOS do not tell them apart."""
    assert team_folder_name("Oost").casefold() != team_folder_name("oost").casefold()


def test_the_set_up_finds_python_where_windows_puts_it(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(bootstrap, "VENV", _Place())
        patch.setattr(bootstrap.os, "name", "nt")
        assert bootstrap._python() == "Scripts/python.exe"


class _Place:
    """A path that tells what is asked of it; a real one of Windows cannot be made here."""

    def __truediv__(self, part: str) -> str:
        return part


def _opened(tree: ast.AST):
    """Each call that reads or writes text, and its keywords."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    for node in calls:
        name = getattr(node.func, "attr", "")
        mode = node.args[0] if node.args else None
        as_text = isinstance(mode, ast.Constant) and set(str(mode.value)) <= set("rwax+")
        if name in ("read_text", "write_text") or (name == "open" and as_text):
            yield node


def test_every_text_that_is_read_or_written_names_its_encoding():
    """Without one it is the system's: cp1252 on most computers with Windows, which has no "≥"."""
    for file in PACKAGE.rglob("*.py"):
        for node in _opened(ast.parse(file.read_text(encoding="utf-8"))):
            named = any(keyword.arg == "encoding" for keyword in node.keywords)
            by_place = len(node.args) >= (1 if node.func.attr == "read_text" else 2)
            assert named or by_place, f"{file.relative_to(PACKAGE)}:{node.lineno}"


LINES = [["--help"], ["publish"], ["inspect", "data/demo/VERZONNEN_regimaat_zrm.csv"]]


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "cp850", "ascii"])
@pytest.mark.parametrize(
    "line", [["--help"], ["publish"], ["inspect", "data/demo/VERZONNEN_regimaat_zrm.csv"]], ids=str
)
def test_a_terminal_that_lacks_a_sign_gets_a_question_mark_and_no_fault(encoding, line):
    ran = subprocess.run(
        [sys.executable, "-m", "monitorlib.cli", *line],
        env={
            **os.environ,
            "PYTHONIOENCODING": encoding,
            "PYTHONUTF8": "0",
            "PYTHONPATH": str(PACKAGE.parent),
        },
        cwd=PACKAGE.parent,
        capture_output=True,
    )
    assert (ran.returncode, b"Traceback" in ran.stderr) == (2 if line == ["publish"] else 0, False)
    (ran.stdout + ran.stderr).decode(encoding)
