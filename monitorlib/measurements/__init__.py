"""The table of MEASUREMENTS in a workspace: a Delta table, so that every import is a version of its own.

A version is there whole or not at all, also after a crash; an earlier one can be read back, and the last
import undone. The id of the key behind the pseudonyms stands with every version: two keys never mix. Its
modules are imported when a verb is used: a look into an export compares rows, and needs no Delta table.
"""

from importlib import import_module
from typing import Any

_VERBS = {
    "NEW": "writing",
    "REPLACING": "writing",
    "UNCHANGED": "writing",
    "key_numbers": "stacking",
    "key_of": "delta",
    "left_out": "versions",
    "load_caseload": "versions",
    "load_measurements": "versions",
    "load_visits": "versions",
    "load_windows": "windows",
    "measured_days": "versions",
    "measurement_version": "versions",
    "next_version": "versions",
    "not_stored": "writing",
    "people_of_caseload": "versions",
    "plan_change": "writing",
    "release_lock": "locks",
    "stacked": "stacking",
    "resident_rows": "delta",
    "store_measurements": "writing",
    "table_id": "versions",
    "teams_in": "delta",
    "undo_import": "versions",
    "work_out_sharing": "sharing",
    "write_lock": "locks",
}

__all__ = sorted(_VERBS)


def __getattr__(name: str) -> Any:
    if name not in _VERBS:
        raise AttributeError(f"module 'monitorlib.measurements' has no verb '{name}'")
    return getattr(import_module(f"monitorlib.measurements.{_VERBS[name]}"), name)
