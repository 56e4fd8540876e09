"""Forgetting: no byte of the person is left, everybody else stays as they were, and the door knows of it."""

import json
import os
import shutil
import signal
import stat
import time
from dataclasses import replace
from random import Random

import pandas as pd
import pytest

from monitorlib.cli import main
from monitorlib.cli.wishes import Wish
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.intake.know.rejects import none
from monitorlib.intake.store.deliveries import write_report
from monitorlib.measurements import load_measurements, measurement_version, undo_import
from monitorlib.measurements import versions as loaded
from monitorlib.measurements.journal import FOLDER, finish, is_halfway
from monitorlib.measurements.locks import journal_lock
from monitorlib.release import combined
from monitorlib.release import publish as publishing
from monitorlib.release.combined import own_pages
from monitorlib.release.forgotten import forgotten_in
from monitorlib.release.history import all_releases
from monitorlib.release.own_caseload import own_caseload
from monitorlib.release.settling import ClosedError, WaitingError, note_waiting, waits_for_good
from monitorlib.resident import rights as forgetting
from monitorlib.resident.person import persons_of
from monitorlib.resident.rights import forget
from monitorlib.resident.writing import LOG_FILE
from tests import populations
from tests.processes import begun
from tests.resident.dying import forget_one
from tests.resident.looking import files_with, snapshot
from tests.resident.people import NUMBER, others, row, store

LOCKS = (".monitor-", f"{FOLDER}/", "trail/")  # what is noted first may tell of what was then not done
ODD = 41.75  # a score that nobody else has


@pytest.fixture(autouse=True)
def no_pictures(monkeypatch):
    """Pictures have tests of their own."""
    monkeypatch.setattr(publishing, "_draw", lambda _content: ())


def _as_another_process() -> None:
    """What a process remembers of versions is not what another one reads."""
    for cached in (loaded._caseload, combined._looked_up, combined._residents, combined._teams):
        cached.cache_clear()


def _odd(key, day: str, score: float) -> dict:
    return row(
        NUMBER, key, day, score, instrument="wat-telt", leefgebied="geld", rater="inwoner", wijk="Zuid"
    )


@pytest.fixture
def filled(place):
    """Four versions: added, replaced, undone; the person is in each of them, in files with others and alone."""
    workspace, _file, key = place
    mine = [row(NUMBER, key, "2025-03-03", 2.0), _odd(key, "2025-03-03", ODD)]
    store(workspace, key, [*mine, *others(key)])
    store(workspace, key, [row(NUMBER, key, "2025-09-03", 4.0)])
    store(workspace, key, [_odd(key, "2025-03-03", ODD + 0.5), *others(key, 1.0)])
    undo_import(workspace)
    return workspace, key


def _words(key) -> set[str]:
    return {key.pseudonym("resident", NUMBER), NUMBER, str(ODD), str(ODD + 0.5)}


def _forget(workspace, key, number=NUMBER):
    done = forget(workspace, persons_of(workspace, key, number, ever=True))
    _as_another_process()
    return done


def _everybody_else(workspace, key) -> list[pd.DataFrame]:
    me = key.pseudonym("resident", NUMBER)
    versions = (load_measurements(workspace, version=v) for v in range(measurement_version(workspace) + 1))
    return [frame[frame["resident_id"] != me].reset_index(drop=True) for frame in versions]


def test_no_byte_is_left_in_any_version_and_nobody_else_changes(filled):
    workspace, key = filled
    assert files_with(workspace.measurements, _words(key))  # else this test cannot fail
    before = _everybody_else(workspace, key)
    done = _forget(workspace, key)
    assert files_with(workspace.path, _words(key)) == {}
    after = [load_measurements(workspace, version=v) for v in range(measurement_version(workspace) + 1)]
    assert len(after) == len(before) == 4
    for one, other in zip(before, after, strict=True):
        columns = list(one.columns)
        sort = {"by": ["resident_id", "instrument", "measured_on"], "ignore_index": True}
        pd.testing.assert_frame_equal(one.sort_values(**sort), other[columns].sort_values(**sort))
    assert (done.rows, done.releases, done.left) == (4, (), ())


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such rights; folders inherit theirs")
@pytest.mark.parametrize("rights", [0o700, 0o750])
def test_who_may_come_at_the_rows_stays_as_it_was(filled, rights):
    workspace, key = filled
    folders = (workspace.measurements, workspace.measurements / "_delta_log")
    for folder in folders:
        folder.chmod(rights)
    _forget(workspace, key)
    assert [stat.S_IMODE(each.stat().st_mode) for each in folders] == [rights, rights]


def test_the_table_goes_on_as_before_imports_and_undoing_included(filled):
    workspace, key = filled
    _forget(workspace, key)
    with pytest.raises(UserError):
        persons_of(workspace, key, NUMBER, ever=True)
    store(workspace, key, [row("Z1", key, "2025-10-03", 3.0)])
    assert len(persons_of(workspace, key, "Z1")) == 1
    undo_import(workspace)
    undo_import(workspace)
    assert load_measurements(workspace)["resident_id"].nunique() == 12


def test_a_person_who_is_in_an_earlier_version_only_is_forgotten_too(place):
    workspace, _file, key = place
    store(workspace, key, others(key))
    store(workspace, key, [_odd(key, "2025-03-03", ODD)])
    undo_import(workspace)
    assert files_with(workspace.path, _words(key))
    _forget(workspace, key)
    assert files_with(workspace.path, _words(key)) == {}


def test_somebody_else_under_the_same_pseudonym_stays(place):
    workspace, _file, key = place
    rows = [
        row(NUMBER, key, "2025-03-03", 2.0),
        row(NUMBER, key, "2025-04-03", 3.0, team="West", source="ander"),
    ]
    store(workspace, key, [*rows, *others(key)])
    one, other = persons_of(workspace, key, NUMBER, ever=True)
    forget(workspace, (one,), (other,))
    [left] = persons_of(workspace, key, NUMBER, ever=True)
    assert left.sources == other.sources


def test_what_was_made_of_rows_goes_and_what_the_door_needs_stays(filled):
    workspace, key = filled
    me = key.pseudonym("resident", NUMBER)
    run = workspace.runs / "oost-1" / "2025"
    (run / "run-oud").mkdir(parents=True)
    (run / "run-oud" / "1.ipynb").write_text(me, "utf-8")
    os.utime(run / "run-oud" / "1.ipynb", (0, 0))
    os.utime(run / "run-oud", (0, 0))
    for name in ("1_datakwaliteit.ipynb", "voorstel.json"):
        (run / name).write_text(f'{{"rij": "{me}"}}', "utf-8")
    kept = {run / "vrijgaven.json": "{}", workspace.runs / "grenzen.json": "[]"}
    (workspace.runs / "zegel").mkdir()
    kept[workspace.runs / "zegel" / "geheim.toml"] = "geheim"
    del kept[run / "vrijgaven.json"]
    for file, content in kept.items():
        file.write_text(content, "utf-8")
    _analysts_notebook(workspace, me)
    write_report(workspace, 0, none(), [])
    (workspace.measurements / "part-van-een-gestopte-import.parquet").write_bytes(me.encode())
    (workspace.rejects / ".versie-0009-verslag.txt.part").write_text(me, "utf-8")
    _forget(workspace, key)
    assert files_with(workspace.path, _words(key)) == {}
    assert {file: file.read_text("utf-8") for file in kept} == kept
    for own in NOTEBOOKS:
        told = json.loads((workspace.path / own).read_text("utf-8"))
        assert told["cells"][0]["source"] == ['inwoner = ""\n'] and told["cells"][0]["outputs"] == []
        assert told["metadata"] == {
            "kernelspec": {"name": "python3"}
        }  # what a widget showed had no pseudonym


# JupyterLab opens the whole workspace, and keeps a copy of what was saved before
NOTEBOOKS = (
    "notebooks/5_inwoner.ipynb",
    "notebooks/.ipynb_checkpoints/5_inwoner-checkpoint.ipynb",
    "mijn.ipynb",
)


def _analysts_notebook(workspace, pseudonym) -> None:
    cell = {"cell_type": "code", "source": [f'inwoner = "{pseudonym}"\n'], "outputs": [{"text": pseudonym}]}
    shown = {
        "application/vnd.jupyter.widget-state+json": {"state": {"a": {"state": {"value": "<td>2</td>"}}}}
    }
    metadata = {"kernelspec": {"name": "python3"}, "widgets": shown}
    content = {"cells": [cell | {"execution_count": 3}], "metadata": metadata}
    for own in NOTEBOOKS:
        file = workspace.path / own
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content), "utf-8")


def test_a_file_that_is_not_ours_is_named(filled):
    workspace, key = filled
    (workspace.path / "notitie.txt").write_text(key.pseudonym("resident", NUMBER), "utf-8")
    assert _forget(workspace, key).left == ("notitie.txt",)


def test_notebooks_that_run_now_come_first(filled):
    workspace, key = filled
    running = workspace.runs / "oost-1" / "2025" / "run-nu"
    running.mkdir(parents=True)
    (running / "1.ipynb").write_text("{}", "utf-8")
    before = snapshot(workspace.path, LOCKS)
    with pytest.raises(UserError, match="notebooks uitgevoerd"):
        _forget(workspace, key)
    assert snapshot(workspace.path, LOCKS) == before


def test_a_run_of_which_nothing_is_written_yet_comes_first_too(filled):
    workspace, key = filled
    (workspace.runs / "oost-1" / "2025" / "run-nu").mkdir(parents=True)
    with pytest.raises(UserError, match="notebooks uitgevoerd"):
        _forget(workspace, key)
    assert persons_of(workspace, key, NUMBER, ever=True)


def test_a_run_that_begins_meanwhile_comes_first_too(filled, monkeypatch):
    workspace, key = filled
    prepared = forgetting.write_without

    def while_a_run_begins(*given):
        (workspace.runs / "oost-1" / "2025" / "run-nu").mkdir(parents=True)
        return prepared(*given)

    monkeypatch.setattr(forgetting, "write_without", while_a_run_begins)
    with pytest.raises(UserError, match="notebooks uitgevoerd"):
        _forget(workspace, key)
    assert not is_halfway(workspace)
    assert persons_of(workspace, key, NUMBER, ever=True)


def test_a_log_with_a_gap_is_refused_and_nothing_is_done(filled):
    workspace, key = filled
    persons = persons_of(workspace, key, NUMBER, ever=True)
    log = workspace.measurements / "_delta_log"
    from deltalake import DeltaTable

    DeltaTable(str(workspace.measurements)).create_checkpoint()
    (log / f"{1:020d}.json").unlink()
    before = snapshot(workspace.path, LOCKS)
    with pytest.raises(UserError, match="Versie 1"):
        forget(workspace, persons)
    assert snapshot(workspace.path, LOCKS) == before


def test_the_audit_trail_says_that_somebody_was_forgotten_and_not_who(filled):
    workspace, key = filled
    _forget(workspace, key)
    [line] = (workspace.path / "logs" / LOG_FILE).read_text("utf-8").splitlines()
    assert line.endswith("een inwoner vergeten")


# --- what was released


def _team(key, mine=1):
    rows = populations.people([1] * 8 + [0] * 8 + [-1] * 8, worker_id=key.pseudonym("worker", "w1"))
    rows += populations.people([1] * 6 + [0] * 6 + [-1] * 6, "c", worker_id="w-collega-een")
    rows += populations.people([1] * 6 + [0] * 6 + [-1] * 6, "d", worker_id="w-collega-twee")
    own = populations.person(key.pseudonym("resident", NUMBER), mine, worker_id=key.pseudonym("worker", "w1"))
    return [*rows, *own]


@pytest.fixture
def released(place):
    """A team of which the person was counted in a release and on the page of a worker."""
    workspace, _file, key = place
    store(workspace, key, _team(key))
    populations.release(workspace)
    own_caseload(workspace, "Oost", "2025", key.pseudonym("worker", "w1"))
    _analysts_notebook(workspace, key.pseudonym("resident", NUMBER))
    return workspace, key


def test_a_release_that_counted_the_person_stays_and_is_named(released):
    workspace, key = released
    before = snapshot(workspace.release)
    done = _forget(workspace, key)
    assert done.releases == ("Oost, 2025, 1",)
    assert snapshot(workspace.release) == before and len(all_releases(workspace)) == 1
    assert list(forgotten_in(workspace).values()) == [1]
    assert list(own_pages(workspace)) == []
    assert files_with(workspace.path, _words(key)) == {}


def test_a_new_release_beside_one_that_counted_the_person_waits(released):
    workspace, key = released
    _forget(workspace, key)
    store(workspace, key, populations.people([1], "nieuw", year=2030))
    with pytest.raises(ClosedError, match="een inwoner vergeten") as closed:
        populations.release(workspace)
    wish = Wish("Oost", "2025")
    assert not waits_for_good(workspace, wish)
    note_waiting(workspace, wish, 1, "", WaitingError(Text("Later.", "Later.")))
    assert not waits_for_good(workspace, wish)
    note_waiting(workspace, wish, 1, "", closed.value)
    assert waits_for_good(workspace, wish)


def test_without_being_told_the_door_would_give_the_person_away(place):
    """The control: where what is shown fits with one resident fewer too, nothing else sees the difference."""
    workspace, _file, key = place
    mine = populations.person(key.pseudonym("resident", NUMBER), -1)
    store(workspace, key, [*populations.people([1] * 30), *mine])
    populations.release(workspace)
    _forget(workspace, key)
    store(workspace, key, populations.people([1], "nieuw", year=2030))
    with pytest.raises(WaitingError, match="een inwoner vergeten"):
        populations.release(workspace)
    (workspace.runs / "vergeten.json").unlink()
    populations.release(workspace)
    assert [past.content.views[0].rows[0].n for past in all_releases(workspace)] == [31, 30]


def test_no_page_of_an_own_caseload_is_made_beside_it(released):
    workspace, key = released
    _forget(workspace, key)
    with pytest.raises(WaitingError, match="een inwoner vergeten"):
        own_caseload(workspace, "Oost", "2025", "w-collega-een")


def test_another_window_of_the_team_is_released_as_ever(released):
    workspace, key = released
    _forget(workspace, key)
    store(workspace, key, populations.people([1] * 6 + [0] * 6 + [-1] * 6, "c", year=2024))
    populations.release(workspace, period="2024")
    assert len(all_releases(workspace)) == 2


def test_who_was_measured_once_counts_as_one_of_the_measured(place):
    workspace, _file, key = place
    first, _last = populations.person(key.pseudonym("resident", NUMBER), 1)
    store(workspace, key, [*_team(key)[:-2], first])
    populations.release(workspace)
    assert _forget(workspace, key).releases == ("Oost, 2025, 1",)


def test_a_list_that_cannot_be_read_stops_the_door(released):
    workspace, key = released
    _forget(workspace, key)
    (workspace.runs / "vergeten.json").write_text("[", "utf-8")
    with pytest.raises(UserError, match="vergeten.json is niet leesbaar"):
        populations.release(workspace)


# --- the command


def test_the_command_asks_and_then_tells_what_is_left(released, tmp_path, capsys):
    workspace, _key = released
    told = ["resident", "--workspace", str(workspace.path), "--key", str(tmp_path / "sleutel.key")]
    with pytest.raises(SystemExit) as stopped:
        main([*told, "--client", NUMBER, "--forget"])
    assert stopped.value.code == 1 and "niet terug te draaien" in capsys.readouterr().err
    with pytest.raises(SystemExit) as ended:
        main([*told, "--client", NUMBER, "--forget", "--yes"])
    words = capsys.readouterr().out
    assert ended.value.code == 0
    assert "De inwoner is vergeten: 2 metingen" in words and "  Oost, 2025, 1" in words
    assert NUMBER not in words


# --- stopped halfway


def _killed_at(workspace, step: int, monkeypatch) -> bool:
    """Forget, and stop dead before the change number `step`; False where there are no so many."""
    calls = {"left": step}
    real = {name: getattr(os, name) for name in ("rename", "replace", "unlink", "rmdir")}

    class Dead(BaseException):
        pass

    def dying(name):
        def act(*arguments, **named):
            if calls["left"] == 0:
                raise Dead
            calls["left"] -= 1
            return real[name](*arguments, **named)

        return act

    with monkeypatch.context() as patch:
        for name in real:
            patch.setattr(os, name, dying(name))
        try:
            yield Dead
        finally:
            pass


def _copy(workspace, folder):
    shutil.copytree(workspace.path, folder)
    return replace(workspace, path=folder)


def test_killed_at_twenty_moments_it_is_the_old_state_whole_or_forgotten(released, tmp_path):
    workspace, key = released
    run = workspace.runs / "oost-1" / "2025"
    run.mkdir(parents=True)
    for number in range(40):
        (run / f"{number}.ipynb").write_text(key.pseudonym("resident", NUMBER), "utf-8")
    before, random, ended = snapshot(workspace.path, LOCKS), Random(17), []
    whole = _seconds(_copy(workspace, tmp_path / "heel"), tmp_path / "sleutel.key")
    for turn in range(20):
        copy = _copy(workspace, tmp_path / f"w{turn}")
        ended.append(_kill(copy, tmp_path / "sleutel.key", random.uniform(0.0, whole)))
        halfway = is_halfway(copy)
        if halfway:
            with pytest.raises(UserError, match="halverwege"):
                load_measurements(copy)
        finish(copy, journal_lock)
        here = snapshot(copy.path, LOCKS)
        if here == before:
            assert not halfway
        else:
            assert files_with(copy.path, _words(key)) == {}
            assert load_measurements(copy)["resident_id"].nunique() == 60
            assert list(forgotten_in(copy).values()) == [1]
            assert (copy.path / "logs" / LOG_FILE).read_text("utf-8").count("vergeten") == 1
        shutil.rmtree(copy.path)
    assert -signal.SIGKILL in ended


def _seconds(workspace, key_file) -> float:
    """How long it takes here and now, when nobody stops it: moments are drawn from that."""
    process = begun(forget_one, workspace.path, key_file, NUMBER)
    start = time.perf_counter()
    process.join()
    return time.perf_counter() - start


def _kill(workspace, key_file, after: float) -> int:
    process = begun(forget_one, workspace.path, key_file, NUMBER)
    time.sleep(after)
    process.kill()
    process.join()
    return process.exitcode


def test_stopped_before_any_change_it_is_taken_up_again(released, tmp_path, monkeypatch):
    """Every rename and removal in turn is the last one that is reached, where a clock would not come."""
    workspace, key = released
    persons = persons_of(workspace, key, NUMBER, ever=True)
    before, step, halfway = snapshot(workspace.path, LOCKS), 0, 0
    while True:
        copy = _copy(workspace, tmp_path / f"s{step}")
        stopped = False
        with _stopping(monkeypatch, step) as dead:
            try:
                forget(copy, persons)
            except dead:
                stopped = True
        halfway += is_halfway(copy)
        finish(copy, journal_lock)
        if snapshot(copy.path, LOCKS) != before:
            assert files_with(copy.path, _words(key)) == {}
            assert list(forgotten_in(copy).values()) == [1]
        shutil.rmtree(copy.path)
        if not stopped:
            break
        step += 1
    assert step > 8 and halfway > 5


def _stopping(monkeypatch, step: int):
    from contextlib import contextmanager

    @contextmanager
    def within():
        yield from _killed_at(None, step, monkeypatch)

    return within()
