"""The table is the old or the new version, whatever happens to an import."""

import time

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.intake import import_files
from monitorlib.measurements import load_measurements, measurement_version, write_lock
from tests.intake.crashing import KEY, import_on_a_full_disk, import_one
from tests.intake.exports import wide
from tests.processes import prepared

KILLS = 50


@pytest.fixture(scope="module")
def processes():
    """Processes that begin with everything imported, so that a kill hits the import and not the start."""
    return prepared()


def _delivery(folder, number):
    """Delivery `number`: everybody scores `number % 5 + 1`, and one row is refused."""
    rows = [f"{client};Oost;26-01-2024;*{number % 5 + 1}" for client in range(1, 6)]
    return wide(folder / f"e{number}.csv", *rows, "6;Oost;geen;*3")


def _run(processes, function, *arguments, kill_after=None):
    ready = processes.Event()
    process = processes.Process(target=function, args=(*arguments, ready))
    process.start()
    ready.wait(20)
    process.join(kill_after)
    if process.is_alive():
        process.kill()
    process.join()


def _seen(workspace):
    """The version, and the one score that all rows must have."""
    scores = load_measurements(workspace)["score"]
    assert len(scores) == 65 and scores.nunique() == 1
    return measurement_version(workspace), int(scores.iloc[0])


def test_a_killed_import_leaves_the_old_version_or_the_new_one(processes, workspace, tmp_path):
    import_files(workspace, [_delivery(tmp_path, 0)], KEY)
    began = time.monotonic()
    _run(processes, import_one, str(workspace.path), str(_delivery(tmp_path, 1)))
    whole = time.monotonic() - began
    for number in range(2, KILLS + 2):
        before = _seen(workspace)
        moment = 1.2 * whole * (number - 2) / KILLS
        _run(processes, import_one, str(workspace.path), str(_delivery(tmp_path, number)), kill_after=moment)
        after = _seen(workspace)
        assert after in (before, (before[0] + 1, number % 5 + 1))
        for version in range(after[0] + 1):
            refused = workspace.rejects / f"versie-{version:04d}-geweigerd.csv"
            assert refused.read_text(encoding="utf-8").count("unreadable_date") == 1
    other = next(
        n for n in range(KILLS + 2, KILLS + 7) if n % 5 + 1 != after[1]
    )  # a slow computer kept an old one
    assert import_files(workspace, [_delivery(tmp_path, other)], KEY)[0].replaced == 65


def test_imports_at_the_same_time_wait_for_each_other(processes, workspace, tmp_path):
    files = [
        wide(tmp_path / f"e{n}.csv", "1;Oost;26-01-2024;*3", f"{n + 2};Oost;26-01-2024;*4") for n in range(4)
    ]
    running = [processes.Process(target=import_one, args=(str(workspace.path), str(file))) for file in files]
    for process in running:
        process.start()
    for process in running:
        process.join()
    table = load_measurements(workspace)
    assert [process.exitcode for process in running] == [0] * 4
    assert measurement_version(workspace) == 3 and len(table) == 5 * 13


def test_a_second_import_says_that_the_first_is_running(workspace):
    with (
        write_lock(workspace),
        pytest.raises(UserError, match="loopt al een import"),
        write_lock(workspace, patience=0),
    ):
        pass


@pytest.mark.parametrize("free", [50, 2000])
def test_a_full_disk_leaves_the_old_version(processes, workspace, tmp_path, free):
    import_files(workspace, [_delivery(tmp_path, 0)], KEY)
    told, tell = processes.Pipe(duplex=False)
    arguments = (str(workspace.path), str(_delivery(tmp_path, 1)), free, tell)
    process = processes.Process(target=import_on_a_full_disk, args=arguments)
    process.start()
    process.join()
    assert told.poll() and "schijf vol" in told.recv()
    assert _seen(workspace) == (0, 1)
    assert import_files(workspace, [_delivery(tmp_path, 1)], KEY)[0].replaced == 65
