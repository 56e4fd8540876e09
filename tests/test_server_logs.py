"""Logs stay small, and hold no data."""

import logging
import subprocess
import sys

from monitorlib.foundation.logs import KEPT, BoundedFile, BoundedHandler, where_it_went_wrong

NAME = "Annelies de Vries"


def _fault() -> Exception:
    try:
        raise ValueError(NAME)
    except ValueError as error:
        return error


def test_a_log_is_at_most_so_large_and_keeps_what_came_last(tmp_path):
    file = BoundedFile(tmp_path / "a.log", most_bytes=100)
    for number in range(100):
        file.add(f"regel {number:02}\n".encode())
    found = sorted(tmp_path.iterdir())
    assert len(found) == 1 + KEPT
    assert all(each.stat().st_size <= 100 for each in found)
    assert (tmp_path / "a.log").read_text().endswith("regel 99\n")
    kept = "".join((tmp_path / name).read_text() for name in ("a.log.2", "a.log.1", "a.log")).split("\n")[:-1]
    assert kept == [f"regel {number:02}" for number in range(100 - len(kept), 100)]


def test_a_full_disk_or_a_folder_that_is_gone_costs_a_line_and_nothing_else(tmp_path):
    BoundedFile(tmp_path / "nergens" / "a.log").add(b"regel\n")
    assert list(tmp_path.iterdir()) == []


def test_of_a_fault_its_kind_and_place_are_told_and_never_its_words(tmp_path):
    told = where_it_went_wrong(_fault())
    assert told.startswith("ValueError in tests/test_server_logs.py:") and told.endswith("_fault")
    logger = logging.Logger("x")
    logger.addHandler(BoundedHandler(tmp_path / "v.log"))
    logger.error("code %s", "abc", exc_info=_fault())
    line = (tmp_path / "v.log").read_text()
    assert "code abc" in line and "ValueError" in line
    assert NAME not in line and "Traceback" not in line


SPEAKS = """
import os, subprocess, sys
from pathlib import Path
from monitorlib.server.logs import Poured
poured = Poured(Path(sys.argv[1]))
print("van Python")
print("een fout", file=sys.stderr)
os.write(1, b"van de machine\\n")
subprocess.run([sys.executable, "-c", "print('van een kind')"], check=True)
poured.finish()
"""


def test_all_that_a_server_and_its_children_say_is_in_the_log(tmp_path):
    log = tmp_path / "logs" / "voila.log"
    done = subprocess.run(
        [sys.executable, "-c", SPEAKS, str(log)], capture_output=True, text=True, check=True
    )
    assert done.stdout == done.stderr == ""
    said = log.read_text()
    assert all(line in said for line in ("van Python", "een fout", "van de machine", "van een kind"))
