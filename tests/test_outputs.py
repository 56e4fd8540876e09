"""What a command writes comes where a file may be; and what the system refuses is told in our own words."""

import errno
import os
import re
from pathlib import Path

import pytest

import monitorlib
from monitorlib.cli import main
from monitorlib.foundation.errors import UserError, why_refused
from monitorlib.foundation.files import file_to_write
from monitorlib.intake.check.inspecting import write_draft
from monitorlib.measurements.writing import not_stored
from monitorlib.resident.writing import refuse_place
from monitorlib.workspace import Workspace
from tests.populations import people, release, store

PACKAGE = Path(monitorlib.__file__).parent


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    made = Workspace.create(tmp_path_factory.mktemp("uit") / "werkmap")
    store(made, people([1, 1, 1, 0, 0, -1] * 6))
    release(made)
    return made


@pytest.mark.parametrize("place", ["/dev/stdout", "/dev/null", "/dev/fd/1", "/proc/self/fd/1"])
@pytest.mark.parametrize("command", ["report", "export"])
def test_a_device_is_refused_and_stays(workspace, command, place, capsys):
    if not Path(place).parent.exists():
        pytest.skip(f"this system has no {place}")
    before = os.lstat(place).st_mode
    with pytest.raises(SystemExit) as ended:
        main([command, "--workspace", str(workspace.path), "--team", "Oost", "--output", place])
    assert (ended.value.code, "is geen bestand" in capsys.readouterr().err) == (1, True)
    assert os.lstat(place).st_mode == before


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own on Windows")
def test_a_link_to_a_device_is_refused_and_one_to_a_file_is_written_through(tmp_path):
    (tmp_path / "weg").symlink_to("/dev/null")
    with pytest.raises(UserError, match="is geen bestand"):
        file_to_write(tmp_path / "weg")
    (tmp_path / "echt.html").write_text("oud", "utf-8")
    (tmp_path / "link.html").symlink_to(tmp_path / "echt.html")
    assert file_to_write(tmp_path / "link.html") == tmp_path / "echt.html"
    assert file_to_write(tmp_path / "nieuw.html") == tmp_path / "nieuw.html"


@pytest.mark.parametrize("writes", [refuse_place, lambda place: write_draft(place, None, "nl", place)])
def test_a_page_of_a_resident_and_a_profile_replace_no_device_either(writes):
    with pytest.raises(UserError, match="is geen bestand"):
        writes(Path("/dev/null"))


def test_no_module_tells_a_fault_in_the_words_of_the_system():
    users = [
        file.name for file in PACKAGE.rglob("*.py") if re.search(r"\.strerror\b", file.read_text("utf-8"))
    ]
    assert users == []


@pytest.mark.parametrize(
    "number", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EDQUOT, errno.EIO, 9999, None]
)
def test_every_fault_of_the_system_has_words_in_both_languages(number):
    told = why_refused(OSError(number, "No space left on device") if number else OSError("odd"))
    assert told.nl and told.en and told.nl != told.en
    assert "No space" not in told.nl + told.en


def test_a_full_disk_is_called_full_also_where_another_engine_says_so():
    told = not_stored(RuntimeError("Generic LocalFileSystem error: No space left on device (os error 28)"))
    assert "(de schijf is vol)" in told.message("nl") and "RuntimeError" not in told.message("nl")


def test_a_file_that_cannot_be_read_is_told_without_english(tmp_path, monkeypatch, capsys):
    def refused(*_arguments):
        raise PermissionError(errno.EACCES, "Permission denied", "werkmap/workspace.toml")

    monkeypatch.setattr(Workspace, "open", refused)
    with pytest.raises(SystemExit):
        main(["verify", "--workspace", str(tmp_path)])
    told = capsys.readouterr().err
    assert "u mag dat daar niet" in told and "Permission" not in told
