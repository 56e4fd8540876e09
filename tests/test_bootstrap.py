"""The set-up stands on nothing but Python: it runs before anything is installed."""

import subprocess
import sys
from pathlib import Path

import pytest

from monitorlib import bootstrap

ROOT = Path(__file__).parent.parent


def test_the_set_up_needs_the_standard_library_only():
    code = (
        "import sys; before = set(sys.modules); import monitorlib.bootstrap; "
        "print(' '.join({name.split('.')[0] for name in set(sys.modules) - before}))"
    )
    seen = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(seen.stdout.split()) - set(sys.stdlib_module_names) == {"monitorlib"}


@pytest.mark.parametrize("arguments", [[], ["dansen"]])
def test_an_unknown_task_names_the_known_ones(arguments, capsys):
    assert bootstrap.main(arguments) == 2
    told = capsys.readouterr().err
    assert all(task in told for task in bootstrap.TASKS)


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A place to install in, and the pip commands that would have run."""
    commands = []
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    (tmp_path / ".venv").mkdir()
    monkeypatch.setattr(bootstrap.venv, "create", lambda *_args, **_options: None)
    monkeypatch.setattr(bootstrap, "_run", lambda command: commands.append(command) or 0)
    return commands


def test_what_is_installed_is_not_installed_again(installed):
    bootstrap.install()
    assert len(installed) == 2
    assert "--require-hashes" in installed[0]
    bootstrap.install()
    assert len(installed) == 2


def test_an_installation_that_failed_is_tried_again(installed, monkeypatch, capsys):
    monkeypatch.setattr(bootstrap, "_run", lambda _command: 1)
    with pytest.raises(SystemExit) as stopped:
        bootstrap.install()
    assert stopped.value.code == 1
    assert "niet gelukt" in capsys.readouterr().err
    monkeypatch.setattr(bootstrap, "_run", lambda command: installed.append(command) or 0)
    bootstrap.install()
    assert len(installed) == 2


def test_every_target_of_make_is_a_task():
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    targets = next(line for line in lines if line.startswith("install ")).rstrip(":").split()
    assert set(targets) == set(bootstrap.TASKS)


def test_a_check_that_fails_ends_the_checks_and_is_the_answer(installed, monkeypatch):
    monkeypatch.setattr(bootstrap, "install", lambda: None)
    monkeypatch.setattr(
        bootstrap, "_run", lambda command: installed.append(command[2]) or 3 * ("mypy" in command)
    )
    assert bootstrap.main(["check"]) == 3
    assert installed == ["ruff", "ruff", "mypy"]
