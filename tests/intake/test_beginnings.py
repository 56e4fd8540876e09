"""The look at the beginning of a large text: whole rows, and never a word about the rest but its size."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorlib.cli import main
from monitorlib.intake import inspect_file
from monitorlib.intake.read.text_heads import beginning
from tests.intake.exports import ZRM

CELLS = st.text(st.sampled_from('ab;"\n\r 1'), max_size=6)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=3), min_size=1, max_size=20), st.integers(0, 80))
def test_a_beginning_ends_between_two_rows(rows, most):
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=";").writerows(rows)
    data = written.getvalue().encode()
    begun, lines = beginning(data, most)
    seen = list(csv.reader(io.StringIO(begun.decode(), newline=""), delimiter=";"))
    assert seen == rows[: len(seen)]
    assert (lines is None) == (begun == data)
    assert begun == data or len(begun) <= most


def test_a_small_text_utf_16_and_a_mark_that_is_never_closed_are_looked_at_whole():
    for data in (b"a;b\n1;2\n", "a;b\n1;2\n".encode("utf-16"), b'a;"b\n' + b"1;2\n" * 9, b"a;b\r1;2\r" * 9):
        most = 100 if data == b"a;b\n1;2\n" else 10
        assert beginning(data, most) == (data, None)


def test_all_lines_are_counted_where_only_the_beginning_is_looked_at():
    assert beginning(b"a;b\n" * 10, 8) == (b"a;b\n" * 2, 10)
    assert beginning(b"a;b\n" * 10 + b"c", 9) == (b"a;b\n" * 2, 11)
    assert beginning(b"a;b\n" * 10, 40) == (b"a;b\n" * 10, None)
    assert beginning(b"a;b\n" * 10, 39) == (b"a;b\n" * 9, 10)


def _write(path, rows: int) -> None:
    scores = ";".join(["3"] * len(ZRM))
    lines = [
        ";".join(["Cliëntnummer", "Team", "Datum", *ZRM]),
        *(f"{n};Oost;01-02-2025;{scores}" for n in range(1, rows + 1)),
    ]
    path.write_text("\r\n".join(lines) + "\r\n", encoding="cp1252", newline="")


def _told(capsys, *words) -> str:
    with pytest.raises(SystemExit) as ended:
        main(["inspect", *map(str, words)])
    assert not ended.value.code
    return capsys.readouterr().out


def test_inspect_tells_that_it_looked_at_the_beginning_and_whole_looks_at_all(tmp_path, monkeypatch, capsys):
    path = tmp_path / "export.csv"
    _write(path, 400)
    monkeypatch.setattr("monitorlib.intake.read.sources.beginning", lambda data: beginning(data, 5_000))
    told = _told(capsys, path)
    seen = inspect_file(path, in_part=True)
    assert seen.all_lines == 401
    assert 50 < seen.lines < 401
    assert seen.rows == seen.lines - 1
    assert f"Bekeken: de eerste {seen.lines} van 401 regels" in told
    told = _told(capsys, path, "--whole")
    assert "Bekeken" not in told
    assert "400 rijen = 400 gebruikt" in told
