"""Who did what: each line chained to the one before, by many at once, and what was done to it is found."""

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import monitorlib
from monitorlib import trail
from monitorlib.cli import main
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.release import publish as publishing
from monitorlib.release.seal import SEAL_FILE
from monitorlib.release.taking_back import withdraw_release
from monitorlib.trail import lines, note, trail_folder
from monitorlib.trail.checking import Witness, checked, read_lines, told
from monitorlib.workspace import Workspace
from tests.populations import people, release, store
from tests.resident.people import NUMBER, a_key, others, row
from tests.resident.people import store as store_under

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def workspace(tmp_path):
    return Workspace.create(tmp_path / "werkmap")


@pytest.fixture
def written(workspace):
    """Five lines."""
    for number in range(1, 6):
        note(workspace, trail.UNDID, version=number)
    return workspace


def _file(workspace) -> Path:
    return trail_folder(workspace) / lines.TRAIL_FILE


def _whats(workspace) -> list[str]:
    return [line.what for line in read_lines(workspace)]


def _problems(workspace) -> str:
    return "; ".join(problem.nl for problem in checked(workspace).problems)


# --- writing


def test_a_line_tells_when_who_what_and_what_came_before(written):
    content = _file(written).read_bytes().split(b"\n")[:-1]
    found = read_lines(written)
    assert [line.n for line in found] == [1, 2, 3, 4, 5]
    assert [line.before for line in found] == [lines.FIRST, *(lines.hash_of(each) for each in content[:-1])]
    assert found[2].about == {"version": 3} and found[2].account
    assert checked(written) == checked(written, ()) and checked(written).problems == ()


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such rights")
def test_only_its_owner_can_read_it(written):
    assert stat.S_IMODE(trail_folder(written).stat().st_mode) == 0o700
    assert stat.S_IMODE(_file(written).stat().st_mode) == 0o600


def test_what_nobody_declared_is_our_fault_and_not_written(workspace):
    for what, about in (("oeps", {}), (trail.FORGOT, {"resident": "x"}), (trail.UNDID, {"version": "vier"})):
        with pytest.raises(ValueError, match="line"):
            note(workspace, what, **about)
    assert not _file(workspace).exists()


def test_no_kind_of_line_has_room_for_what_somebody_typed():
    """A reason, the name of a file, a client number: none of the fields could hold them."""
    fields = {name for kind in lines.MAY_HOLD.values() for name in kind}
    assert fields == {
        *("team", "period", "number", "page", "format", "audience", "version", "files"),
        *("mark", "line", "bytes", "expected", "found"),
    }
    assert lines.MAY_HOLD[trail.FORGOT] == lines.MAY_HOLD[trail.RESIDENT_PAGE] == {}


def test_every_kind_of_line_has_words():
    values = {str: "Oost", int: 3}
    for what, may in lines.MAY_HOLD.items():
        about = {name: values[kind] for name, kind in may.items()}
        for each in (about, {n: v for n, v in about.items() if n not in ("team", "period")}):
            if what in (trail.OPENED, trail.REPORTED) or each == about:
                words = told(lines.Line(1, "", "", what, each, "", ""))
                assert "{" not in words.nl + words.en and words.nl != words.en


@pytest.mark.parametrize(
    ("files", "nl", "en"), [(1, "1 bestand in", "1 file ("), (2, "2 bestanden in", "2 files (")]
)
def test_one_file_that_was_imported_is_told_as_one(files, nl, en):
    words = told(lines.Line(1, "", "", trail.IMPORTED, {"version": 3, "files": files}, "", ""))
    assert words.nl == f"las {nl} (versie 3)" and words.en == f"imported {en}version 3)"


def test_whoever_asked_is_the_account_of_the_system_or_of_the_hub(workspace, monkeypatch):
    monkeypatch.setenv("USER", "iemand-anders")
    monkeypatch.setenv("LOGNAME", "iemand-anders")
    note(workspace, trail.FORGOT)
    monkeypatch.setenv("JUPYTERHUB_USER", "j.jansen")
    note(workspace, trail.FORGOT)
    note(workspace, trail.OPENED, account="p.peters (hub)", team="", page="teamreflectie")
    accounts = [line.account for line in read_lines(workspace)]
    assert accounts[0] != "iemand-anders" and accounts[1:] == ["j.jansen (hub)", "p.peters (hub)"]


NOTING = """
import sys
from pathlib import Path
from monitorlib import trail
from monitorlib.workspace import Workspace
place = Workspace(Path(sys.argv[1]))
print("ready", flush=True)
for number in range(int(sys.argv[2])):
    print(trail.note(place, trail.UNDID, version=number).n, flush=True)
"""


def _noting(workspace, times: int) -> subprocess.Popen:
    begun = subprocess.Popen(
        [sys.executable, "-c", NOTING, str(workspace.path), str(times)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
    )
    assert begun.stdout.readline() == "ready\n"
    return begun


def test_several_processes_at_once_write_one_chain(workspace):
    begun = [_noting(workspace, 40) for _ in range(4)]
    numbers = [int(n) for each in begun for n in each.communicate()[0].split()]
    assert sorted(numbers) == list(range(1, 161))
    assert checked(workspace).problems == () and checked(workspace).lines == 160


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX's")
def test_what_was_acknowledged_is_there_after_kill_9(workspace):
    last = 0
    for turn in range(12):
        begun = _noting(workspace, 10_000)
        for _ in range(turn * 3 + 1):
            last = int(begun.stdout.readline())
        begun.send_signal(signal.SIGKILL)
        rest, _ = begun.communicate()
        last = max([last, *map(int, rest.split())])
        assert checked(workspace).lines >= last
        assert checked(workspace).problems == ()
    note(workspace, trail.FORGOT)
    assert checked(workspace).problems == () and set(_whats(workspace)) <= {"undid", "forgot", "mended"}


def test_a_half_last_line_is_told_taken_off_and_noted(written):
    with _file(written).open("ab") as file:
        file.write(b'{"n":6,"at":"2026')
    assert checked(written).half and checked(written).problems == ()
    note(written, trail.FORGOT)
    assert _whats(written)[5:] == ["mended", "forgot"]
    assert not checked(written).half and checked(written).problems == ()
    assert read_lines(written)[5].about == {"bytes": 17}


def test_a_disk_that_is_full_leaves_no_half_line_and_the_act_is_refused(written, monkeypatch):
    before, real = _file(written).read_bytes(), os.write

    def full(handle, content):
        real(handle, bytes(content)[:20])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(UserError, match="niet genoteerd worden wat er gebeurt \\(de schijf is vol\\)"):
            note(written, trail.FORGOT)
    assert _file(written).read_bytes() == before and checked(written).problems == ()
    note(written, trail.FORGOT)
    assert checked(written).problems == ()


# --- what was done to it


def _changed(workspace, change) -> None:
    content = _file(workspace).read_bytes().split(b"\n")[:-1]
    _file(workspace).write_bytes(b"".join(line + b"\n" for line in change(content)))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda ls: [ls[0], ls[1].replace(b'"version":2', b'"version":7'), *ls[2:]],
            "regel 3 sluit niet aan",
        ),
        (lambda ls: [*ls[:2], *ls[3:]], "regel 3 sluit niet aan"),
        (lambda ls: [ls[0], ls[2], ls[1], *ls[3:]], "regel 2 sluit niet aan"),
        (lambda ls: [*ls[:3], ls[2], *ls[3:]], "regel 4 sluit niet aan"),
        (lambda ls: [*ls[:2], b"niets", *ls[2:]], "regel 3 is geen regel"),
        (lambda ls: ls[1:], "regel 1 sluit niet aan"),
        (lambda ls: ls[:3], "er zijn 3 regels, en er waren er 5"),
        (lambda ls: [*ls[:4], ls[4].replace(b'"version":5', b'"version":6')], "regel 5 is veranderd"),
        (lambda _ls: [], "er zijn 0 regels, en er waren er 5"),
    ],
    ids=[
        "changed",
        "removed",
        "moved",
        "twice",
        "foreign",
        "begin cut",
        "end cut",
        "last changed",
        "emptied",
    ],
)
def test_what_was_changed_removed_moved_or_cut_is_found(written, change, words):
    _changed(written, change)
    assert words in _problems(written)
    note(written, trail.FORGOT)  # work goes on, and what was found stays found
    assert checked(written).problems != ()


def test_an_end_that_went_with_the_lines_is_found_by_who_kept_it(written):
    """The chain alone cannot tell; a seal, a backup or somebody's note can."""
    end = trail.newest(written)
    _changed(written, lambda ls: ls[:3])
    head = lines.hash_of(_file(written).read_bytes().split(b"\n")[2])
    (trail_folder(written) / lines.HEAD_FILE).write_text(json.dumps({"n": 3, "hash": head}))
    assert checked(written).problems == ()
    kept = Witness(Text("de reservekopie", "the backup"), end)
    assert "volgens de reservekopie waren er minstens 5" in checked(written, [kept]).problems[0].nl


def test_a_missing_end_is_told(written):
    (trail_folder(written) / lines.HEAD_FILE).unlink()
    assert "einde.json ontbreekt" in _problems(written)


# --- the acts


@pytest.fixture
def released(workspace, monkeypatch):
    monkeypatch.setattr(publishing, "_draw", lambda _content: ())
    store(workspace, people([1, 1, 1, 0, 0, -1] * 6))
    release(workspace)
    return workspace


def _run(*command) -> int:
    with pytest.raises(SystemExit) as ended:
        main([*map(str, command)])
    return ended.value.code or 0


def test_each_act_is_a_line_without_what_was_typed(released, tmp_path, capsys):
    place = ("--workspace", released.path, "--team", "Oost")
    assert _run("export", *place, "--output", tmp_path / "Jan Jansen.csv") == 0
    assert _run("report", *place, "--output", tmp_path / "Jan Jansen.html") == 0
    assert _run("withdraw", *place, "--period", "2025", "--reason", "fout bij Jan Jansen") == 0
    assert _run("undo", "--workspace", released.path) == 0
    assert _whats(released) == ["released", "exported", "reported", "withdrew", "undid"]
    assert "Jansen" not in _file(released).read_text("utf-8")
    capsys.readouterr()
    assert _run("audit", "--workspace", released.path) == 0
    out = capsys.readouterr().out
    for words in ("gaf Oost, 2025 vrij (nummer 1)", "trok Oost, 2025 in", "schreef het verslag van Oost"):
        assert words in out
    assert "Het spoor (wie deed wat) klopt: 5 regels." in out and "Bewaar dit elders" in out


def test_what_is_refused_is_no_line(released):
    before = _whats(released)
    assert (
        _run("withdraw", "--workspace", released.path, "--team", "X", "--period", "1", "--reason", "r") == 1
    )
    assert _run("export", "--workspace", released.path, "--team", "X") == 1
    assert _whats(released) == before


def test_nothing_of_a_resident_is_in_it(tmp_path):
    file, key = a_key(tmp_path)
    workspace = Workspace.create(tmp_path / "werkmap", 'organisatie = "Test"\n')
    store_under(workspace, key, [row(NUMBER, key, "2025-03-03", 2.0), row(NUMBER, key, "2025-09-03", 4.0)])
    store_under(workspace, key, others(key))
    asked = ("resident", "--workspace", workspace.path, "--key", file, "--client", NUMBER)
    assert _run(*asked, "--output", tmp_path / "blad.html") == 0
    assert _run(*asked, "--export", "--output", tmp_path / "inzage.json") == 0
    assert _run(*asked, "--forget", "--yes") == 0
    assert _whats(workspace) == ["resident_page", "resident_data", "forgot"]
    content = _file(workspace).read_text("utf-8")
    assert NUMBER not in content and key.pseudonym("resident", NUMBER) not in content


def test_a_release_of_which_nothing_can_be_noted_does_not_come(released, monkeypatch):
    def full(*_given, **_named):
        raise UserError(Text("De schijf is vol.", "The disk is full."))

    store(released, people([1, 1, 1, 0, 0, -1] * 6, "later-"))
    before = sorted(released.release.rglob("*.json"))
    monkeypatch.setattr(trail, "note", full)
    with pytest.raises(UserError, match="schijf is vol"):
        release(released)
    assert sorted(released.release.rglob("*.json")) == before


def test_the_seal_tells_of_lines_that_are_gone(released, capsys):
    """Whoever cuts the trail and its end would have to sign every seal anew."""
    withdraw_release(released, "Oost", "2025", "fout")
    for each in trail_folder(released).iterdir():
        each.unlink()
    assert _run("verify", "--workspace", released.path) == 1
    out = capsys.readouterr().out
    assert "volgens het zegel van oost-" in out and "waren er minstens 2" in out
    note(released, trail.FORGOT)
    assert _run("audit", "--workspace", released.path) == 1
    note(released, trail.FORGOT)
    assert _run("audit", "--workspace", released.path) == 1
    assert "regel 2 is veranderd, volgens het zegel" in capsys.readouterr().out


def test_a_seal_of_before_there_was_a_trail_is_right_as_it_was(released):
    [file] = released.release.glob(f"*/*/{SEAL_FILE}")
    assert json.loads(file.read_text())["seal"]["witness"].startswith("1:")
    from monitorlib.release.seal import Ledger, as_values, ledger_in

    old = {"place": "a/b", "releases": {"1": "x"}, "withdrawn": None}
    assert ledger_in(old) == Ledger("a/b", {"1": "x"}) and as_values(ledger_in(old)) == old


def test_a_clock_that_went_back_is_shown(written, capsys, monkeypatch):
    from monitorlib.trail import writing

    class Earlier(writing.datetime):
        @classmethod
        def now(cls, zone):
            return cls(2020, 1, 1, tzinfo=zone)

    monkeypatch.setattr(writing, "datetime", Earlier)
    note(written, trail.FORGOT)
    assert _run("audit", "--workspace", written.path) == 0
    assert capsys.readouterr().out.splitlines()[5].endswith("liet een inwoner vergeten (de klok liep terug)")


def test_an_account_cannot_write_on_the_terminal(workspace, capsys):
    note(workspace, trail.FORGOT, account="x\x1b[2Jy")
    assert _run("audit", "--workspace", workspace.path) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_a_program_reads_a_line_of_json_each(written, capsys):
    assert _run("audit", "--workspace", written.path, "--json") == 0
    assert [json.loads(line)["n"] for line in capsys.readouterr().out.splitlines()] == [1, 2, 3, 4, 5]


def test_no_kernel_of_a_viewer_and_no_verb_of_a_notebook_comes_at_it():
    code = (
        "import sys, monitorlib.widgets.meeting, monitorlib.widgets.progress, monitorlib.sessions.log; "
        "print([name for name in sys.modules if name.startswith('monitorlib.trail')])"
    )
    seen = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert seen.stdout.strip() == "[]"
    assert not any("trail" in room for room in monitorlib._VERBS.values())
