"""The table of MEASUREMENTS in a workspace: a Delta table, so that every import is a version of its own.

A version is there whole or not at all, also after a crash; an earlier one can be read back, and the last
import undone. The id of the key behind the pseudonyms stands with every version: two keys never mix.
"""

from monitorlib.measurements.locks import release_lock, write_lock
from monitorlib.measurements.stacking import key_numbers, stacked
from monitorlib.measurements.store import (
    NEW,
    REPLACING,
    UNCHANGED,
    not_stored,
    plan_change,
    store_measurements,
)
from monitorlib.measurements.versions import (
    key_of,
    load_caseload,
    load_measurements,
    load_visits,
    measurement_version,
    next_version,
    undo_import,
)

__all__ = [
    "NEW",
    "REPLACING",
    "UNCHANGED",
    "key_numbers",
    "key_of",
    "load_caseload",
    "load_measurements",
    "load_visits",
    "measurement_version",
    "next_version",
    "not_stored",
    "plan_change",
    "release_lock",
    "stacked",
    "store_measurements",
    "undo_import",
    "write_lock",
]
