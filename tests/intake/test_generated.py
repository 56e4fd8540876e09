"""Generated exports of all forms: every score, date, team and resident link comes out as it went in."""

import math
import os

import pytest

from monitorlib.intake import import_files
from monitorlib.measurements import load_measurements
from tests.intake.generator import make

FIRST_SEED = int(os.environ.get("MONITOR_SEED", "1"))  # CI varies it, so that nothing is tuned to one set
SEEDS = range(FIRST_SEED, FIRST_SEED + 60)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_generated_export_is_read_as_it_was_meant(tmp_path, workspace, key, seed):
    made = make(tmp_path, seed)
    reports = import_files(workspace, made.paths, key)
    table = load_measurements(workspace)
    found = {
        (row.resident_id, row.measured_on.date(), row.leefgebied): (row.score, row.missing, row.team)
        for row in table.itertuples()
    }
    expected = {
        (key.pseudonym("resident", client), day, code): answer
        for (client, day, code), answer in made.truth.items()
    }
    assert found.keys() == expected.keys(), made.form
    assert not [k for k in expected if not _same(found[k], expected[k])], made.form
    workers = {key.pseudonym("worker", f"mw-{int(client) % 7}") for client, _, _ in made.truth}
    assert set(table["worker_id"]) == workers
    assert all(r.rejects == 0 and r.rows == r.used + r.empty for r in reports)


def _same(found: tuple, expected: tuple) -> bool:
    score, missing, team = expected
    here = math.isnan(found[0]) and found[1] == missing if score is None else found[0] == score
    return here and found[2] == team
