"""What is put back is what was there, at one moment, also while people are at work."""

import json
import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from deltalake import DeltaTable

from monitorlib.backup import making
from monitorlib.backup.archive import LIST, Packing
from monitorlib.backup.making import make_backup
from monitorlib.backup.restoring import restore_backup
from monitorlib.cli import main
from monitorlib.foundation.errors import UserError
from monitorlib.measurements import measurement_version
from monitorlib.measurements.journal import is_halfway
from monitorlib.release.keys import signing_key
from monitorlib.resident.person import persons_of
from monitorlib.resident.rights import forget
from monitorlib.sessions import SessionLog
from monitorlib.trail import BACKED_UP, FORGOT, RESTORED, note
from monitorlib.trail.checking import noted
from monitorlib.workspace import Workspace
from tests.backup.looking import as_another_process, dump, files, is_whole, notes
from tests.resident.looking import files_with
from tests.resident.people import NUMBER

ROOT = Path(__file__).parent.parent.parent


def _put_back(workspace, tmp_path, name="terug"):
    made = make_backup(workspace, tmp_path / f"{name}.zip")
    return made, restore_backup(made.file, tmp_path / name).workspace


def test_everything_comes_back_as_it_was(filled, tmp_path):
    workspace, _file, _key = filled
    before = files(workspace)
    made, again = _put_back(workspace, tmp_path)
    assert files(again) == before
    assert (made.about.version, made.about.sessions) == (measurement_version(workspace), "file")
    assert dump(again.path / "sessions.sqlite") == dump(workspace.path / "sessions.sqlite")
    assert "afgesproken" in notes(again)
    is_whole(again)
    signing_key(again)  # refused where others can read it


def test_what_is_not_of_the_workspace_stays_behind(filled, tmp_path):
    workspace, _file, _key = filled
    (workspace.path / "logs").mkdir(exist_ok=True)
    (workspace.path / "logs" / "voila.log").write_text("x", "utf-8")
    (workspace.path / "logs" / "inwoner.log").write_text("blad gemaakt\n", "utf-8")
    (workspace.runs / "oost" / "2025" / "run-nu").mkdir(parents=True)
    (workspace.runs / "oost" / "2025" / "run-nu" / "1.ipynb").write_text("{}", "utf-8")
    (workspace.path / ".vergeten").mkdir()
    (workspace.path / ".vergeten" / "half").write_text("x", "utf-8")
    (workspace.path / "elders").symlink_to("/etc")
    made, again = _put_back(workspace, tmp_path)
    assert made.links == 1
    assert sorted(f.name for f in (again.path / "logs").iterdir()) == ["inwoner.log"]
    assert not (again.path / ".vergeten").exists() and not (again.path / "elders").exists()
    assert not list(again.runs.rglob("run-*"))


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own on Windows")
def test_measurements_on_another_disk_come_along(filled, tmp_path):
    workspace, _file, _key = filled
    before = files(workspace)
    workspace.measurements.rename(tmp_path / "grote-schijf")
    workspace.measurements.symlink_to(tmp_path / "grote-schijf")
    made, again = _put_back(workspace, tmp_path)
    assert made.links == 0 and not again.measurements.is_symlink()
    assert files(again) == before
    is_whole(again)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such rights; folders inherit theirs")
def test_only_its_owner_can_read_it_and_what_is_put_back(filled, tmp_path):
    workspace, _file, _key = filled
    workspace.settings_file.chmod(0o644)
    made, again = _put_back(workspace, tmp_path)
    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600 and not made.open_to_others
    found = {stat.S_IMODE(each.stat().st_mode) for each in again.path.rglob("*") if each.is_file()}
    assert found <= {0o600, 0o644}  # what the workbench itself makes after that is as everywhere
    assert stat.S_IMODE(again.settings_file.stat().st_mode) == 0o600
    folders = [again.path, *(each for each in again.path.rglob("*") if each.is_dir())]
    assert {stat.S_IMODE(each.stat().st_mode) for each in folders} == {0o700}


def test_the_key_of_the_pseudonyms_is_not_in_it(filled, tmp_path):
    workspace, file, _key = filled
    made = make_backup(workspace, tmp_path / "a.zip")
    secret = file.read_text("utf-8").split('"')
    with zipfile.ZipFile(made.file) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert not any(each.encode() in content for each in secret if len(each) > 20)


def test_an_empty_workspace_and_one_without_a_meeting_come_back_too(tmp_path):
    workspace = Workspace.create(tmp_path / "leeg")
    made, again = _put_back(workspace, tmp_path)
    assert (made.about.version, made.about.sessions) == (-1, "none")
    assert again.settings_file.read_bytes() == workspace.settings_file.read_bytes()


def test_a_log_in_a_database_is_told_and_its_address_is_not(tmp_path, capsys):
    settings = 'sessielog = "postgresql://iemand:geheim@ergens/log"\n'
    workspace = Workspace.create(tmp_path / "db", settings)
    for command in (
        ["backup", "--workspace", str(workspace.path), "--output", str(tmp_path / "db.zip")],
        ["restore", str(tmp_path / "db.zip"), "--workspace", str(tmp_path / "terug")],
    ):
        with pytest.raises(SystemExit) as ended:
            main(command)
        told = capsys.readouterr()
        assert (ended.value.code, "sessielog staat in een database" in told.out) == (0, True)
        assert "geheim" not in told.out + told.err


# --- while people are at work

BUSY = """
import sys
from itertools import count
from pathlib import Path
from monitorlib.release import publish as publishing
from monitorlib.sessions import MEETING, SessionLog
from monitorlib.workspace import Workspace
from tests import populations

publishing._draw = lambda _content: ()
place, what = Workspace(Path(sys.argv[1])), sys.argv[2]
log = SessionLog(place.session_log)
print("ready", flush=True)
for turn in count():  # until the test ends it; ten thousand notes are written in twenty seconds
    if what == "notes":
        log.write(log.open_meeting("Oost", "2025").id, MEETING, f"set_{turn % 300}", f"n{turn}")
        print(turn, flush=True)
    elif what == "imports":
        populations.store(place, populations.people([1, 0, -1], f"i{turn}-", team="Zuid", year=2023))
    else:
        populations.store(place, populations.people([1, 0, -1] * 6, f"p{turn}-", team=f"T{turn}"))
        populations.release(place, team=f"T{turn}")
"""


def _busy(workspace, what):
    return subprocess.Popen(
        [sys.executable, "-c", BUSY, str(workspace.path), what],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
    )


def test_made_while_imports_publishes_and_a_meeting_go_on_each_is_of_one_moment(filled, tmp_path):
    workspace, _file, _key = filled
    people = [_busy(workspace, what) for what in ("notes", "imports", "publishes")]
    try:
        assert [each.stdout.readline() for each in people] == ["ready\n"] * 3
        versions = []
        for turn in range(12):
            if turn >= 3 and versions[-1] > versions[0]:
                break
            for _ in range(20):
                acknowledged = int(people[0].stdout.readline())
            made, again = _put_back(workspace, tmp_path, f"t{turn}")
            is_whole(again)
            written = {value for value in notes(again) if value.startswith("n")}
            newest = max(int(value[1:]) for value in written if value[1:].isdecimal())
            assert newest >= acknowledged
            versions.append(made.about.version)
        assert versions == sorted(versions) and versions[-1] > versions[0]
        stopped = [each.communicate()[1][-2000:] for each in people if each.poll() is not None]
        assert stopped == []  # nobody was stopped by it
    finally:
        for each in people:
            each.kill()
            each.communicate()


# --- forgetting


def _pseudonym(key) -> set[str]:
    return {key.pseudonym("resident", NUMBER)}


def test_somebody_who_is_forgotten_meanwhile_is_not_in_it(filled, tmp_path, monkeypatch):
    workspace, _file, key = filled
    persons, real, forgotten = persons_of(workspace, key, NUMBER, ever=True), making._packed_rest, []

    def while_somebody_is_forgotten(*given):
        if not forgotten:
            forgotten.append(forget(workspace, persons))
            as_another_process()
        return real(*given)

    monkeypatch.setattr(making, "_packed_rest", while_somebody_is_forgotten)
    _made, again = _put_back(workspace, tmp_path)
    assert forgotten and files_with(again.path, _pseudonym(key)) == {}
    is_whole(again)


def test_a_workspace_that_forgets_all_the_time_gives_no_backup(filled, tmp_path, monkeypatch):
    workspace, _file, _key = filled
    monkeypatch.setattr(making, "_table_id", lambda _workspace: "steeds een andere")
    with pytest.raises(UserError, match="veranderde steeds"):
        make_backup(workspace, tmp_path / "a.zip")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["sleutel.key", "werkmap"]


def test_forgetting_that_was_stopped_halfway_is_finished_first(filled, tmp_path, monkeypatch):
    from monitorlib.resident import rights

    workspace, _file, key = filled
    persons = persons_of(workspace, key, NUMBER, ever=True)
    with monkeypatch.context() as patch:
        patch.setattr(rights, "finish", lambda _workspace, _lock: False)
        forget(workspace, persons)
    assert is_halfway(workspace) and files_with(workspace.measurements, _pseudonym(key))
    _made, again = _put_back(workspace, tmp_path)
    assert files_with(again.path, _pseudonym(key)) == {} and not is_halfway(workspace)


def test_forgetting_tells_that_earlier_backups_hold_the_person(filled, tmp_path, capsys):
    workspace, file, _key = filled
    made = make_backup(workspace, tmp_path / "a.zip")
    told = ["resident", "--workspace", str(workspace.path), "--key", str(file), "--client", NUMBER]
    with pytest.raises(SystemExit):
        main([*told, "--forget", "--yes"])
    out = capsys.readouterr().out
    assert "zijn 1 reservekopieën gemaakt" in out and made.about.mark in out
    assert NUMBER not in out


def test_what_was_forgotten_since_is_counted_by_the_workspace_that_it_replaces(filled, tmp_path, capsys):
    workspace, _file, key = filled
    made = make_backup(workspace, tmp_path / "a.zip")
    forget(workspace, persons_of(workspace, key, NUMBER, ever=True))
    as_another_process()

    def restored(name, *more):
        with pytest.raises(SystemExit) as ended:
            main(["restore", str(made.file), "--workspace", str(tmp_path / name), *map(str, more)])
        return ended.value.code, capsys.readouterr()

    code, told = restored("zonder")
    assert (code, "staat er weer in: de werkbank bewaart niet wie dat was" in told.out) == (0, True)
    code, told = restored("met", "--instead-of", workspace.path)
    assert (code, "is 1 inwoner vergeten" in told.out) == (0, True)
    assert key.pseudonym("resident", NUMBER) not in told.out
    later = make_backup(workspace, tmp_path / "b.zip")
    assert restore_backup(later.file, tmp_path / "later", workspace).since.forgotten == ()
    other = Workspace.create(tmp_path / "ander")
    note(other, FORGOT)
    code, told = restored("ander-terug", "--instead-of", other.path)
    assert (code, "is niet van" in told.err) == (1, True) and not (tmp_path / "ander-terug").exists()


# --- the trail


def test_both_are_in_the_trail_and_it_goes_on_in_the_new_workspace(filled, tmp_path):
    workspace, _file, _key = filled
    made, again = _put_back(workspace, tmp_path)
    [line] = noted(workspace, BACKED_UP)
    assert line.about == {"mark": made.about.mark, "version": made.about.version}
    [back] = noted(again, RESTORED)
    assert back.about["mark"] == made.about.mark and back.n == back.about["line"] + 1
    assert noted(again, BACKED_UP) == []  # its own making came after it


def test_the_commands_tell_what_to_do_next(filled, tmp_path, capsys):
    workspace, _file, key = filled
    with pytest.raises(SystemExit) as ended:
        main(["backup", "--workspace", str(workspace.path), "--output", str(tmp_path / "a.zip")])
    told = capsys.readouterr().out
    assert ended.value.code == 0 and "De sleutel van de pseudoniemen zit er niet in" in told
    with pytest.raises(SystemExit) as ended:
        main(["restore", str(tmp_path / "a.zip"), "--workspace", str(tmp_path / "terug")])
    told = capsys.readouterr().out
    assert ended.value.code == 0 and f"sleutel {key.id} nodig" in told and "monitor verify" in told
    with pytest.raises(SystemExit) as ended:
        main(["verify", "--workspace", str(tmp_path / "terug")])
    told = capsys.readouterr().out
    assert ended.value.code == 0 and "Het spoor (wie deed wat) klopt" in told and "2 van 2" in told


def test_a_damaged_session_log_is_told_and_not_kept(filled, tmp_path):
    workspace, _file, _key = filled
    SessionLog(workspace.session_log).let_go()
    for each in workspace.path.glob("sessions.sqlite*"):
        each.unlink()
    (workspace.path / "sessions.sqlite").write_bytes(b"geen database" * 500)
    with pytest.raises(UserError, match="beschadigd"):
        make_backup(workspace, tmp_path / "a.zip")
    assert not (tmp_path / "a.zip").exists()


def test_measurements_that_miss_a_file_are_told(filled, tmp_path):
    workspace, _file, _key = filled
    last = {Path(each).name for each in DeltaTable(str(workspace.measurements)).file_uris()}
    assert len(last) > 1
    for n, name in enumerate(sorted(last), start=1):
        (workspace.measurements / name).unlink()
        words = f"missen {n} bestand{'en' if n > 1 else ''} van de laatste versie"
        with pytest.raises(UserError, match=words):
            make_backup(workspace, tmp_path / "a.zip")


def test_the_list_is_readable_by_any_tool(filled, tmp_path):
    workspace, _file, _key = filled
    made = make_backup(workspace, tmp_path / "a.zip")
    with zipfile.ZipFile(made.file) as archive:
        told = json.loads(archive.read(LIST))
        assert set(told["files"]) | {LIST} == set(archive.namelist())
    assert (told["kind"], told["mark"]) == ("monitorlib reservekopie", made.about.mark)


def test_a_file_of_which_nobody_knows_the_end_is_packed_as_it_was_opened(tmp_path):
    """What replaces a file while it is read is another file."""
    (tmp_path / "a").write_text("oud", "utf-8")
    with (tmp_path / "z").open("w+b") as file, Packing(file) as packing:
        packing.add_file(Path("a"), tmp_path / "a")
        (tmp_path / "b").write_text("nieuw", "utf-8")
        (tmp_path / "b").replace(tmp_path / "a")
        assert packing._files["a"]["bytes"] == 3
