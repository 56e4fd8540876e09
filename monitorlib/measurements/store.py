"""Adding a delivery to the table: rows compared by key, and written as one new version or not at all."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pandas as pd
import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, write_deltalake
from deltalake.exceptions import DeltaError

from monitorlib.errors import UserError, why_refused
from monitorlib.measurements.delta import open_table
from monitorlib.measurements.stacking import categorical, key_numbers, stacked
from monitorlib.measurements.versions import measurement_version
from monitorlib.texts import Text
from monitorlib.workspace import Workspace, made_private

NEW, REPLACING, UNCHANGED = 0, 1, 2
# versions are kept: an old figure can always be computed again, and an import always be undone
_KEEP = {
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
}


def plan_change(workspace: Workspace, delivery: pd.DataFrame) -> np.ndarray:
    """NEW, REPLACING or UNCHANGED for each row of a delivery (MEASUREMENTS, unique on its key).

    A row replaces the one with the same key when anything but its `source` differs.
    """
    return _compared(_present(workspace), delivery)


def store_measurements(workspace: Workspace, delivery: pd.DataFrame, metadata: dict[str, str]) -> int:
    """Add a delivery to the table as one new version, replacing the rows with the same key; its number.

    Call under `write_lock`. A delivery that changes nothing makes no version. Nothing is written when the
    disk is full or may not be written to.
    """
    present = _present(workspace)
    status = _compared(present, delivery)
    if present is not None and (status == UNCHANGED).all():
        return measurement_version(workspace)
    wanted = delivery if (status != UNCHANGED).all() else delivery[status != UNCHANGED]
    replacing = bool((status == REPLACING).any())
    if replacing:
        keys = key_numbers(stacked([present, wanted]))
        old = ~np.isin(keys[: len(present)], keys[len(present) :])
        wanted = stacked([present[old], wanted])
    _write(workspace, wanted, "overwrite" if replacing else "append", metadata)
    return measurement_version(workspace)


def _write(workspace: Workspace, rows: pd.DataFrame, mode: str, metadata: dict[str, str]) -> None:
    fresh = not DeltaTable.is_deltatable(str(workspace.measurements))
    try:
        made_private(workspace.measurements)
        with _engine_is_silent():
            write_deltalake(
                str(workspace.measurements),
                _as_arrow(rows),
                mode=mode,
                schema_mode=None if fresh else "overwrite" if mode == "overwrite" else "merge",
                configuration=_KEEP if fresh else None,
                commit_properties=CommitProperties(custom_metadata={"action": "import", **metadata}),
            )
    except (OSError, DeltaError) as error:
        raise not_stored(error) from error


@contextmanager
def _engine_is_silent() -> Iterator[None]:
    """On a full disk a thread of Delta's engine panics on standard error, beside the fault that it raises.

    What it says there is a place on the computer that built it, and no help to anybody.
    """
    try:
        kept = os.dup(2)
    except OSError:  # there is no standard error
        yield
        return
    nothing = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)


def _compared(present: pd.DataFrame | None, delivery: pd.DataFrame) -> np.ndarray:
    status = np.full(len(delivery), NEW, dtype="int8")
    if present is None or present.empty:
        return status
    both = stacked([present, delivery])
    keys = key_numbers(both)
    found = pd.Index(keys[: len(present)]).get_indexer(keys[len(present) :])
    here = np.flatnonzero(found >= 0)
    same = np.ones(len(here), dtype=bool)
    for name in both.columns.drop("source"):
        codes = pd.factorize(both[name])[0]
        same &= codes[found[here]] == codes[len(present) + here]
    status[here] = np.where(same, UNCHANGED, REPLACING)
    return status


def _present(workspace: Workspace) -> pd.DataFrame | None:
    if not DeltaTable.is_deltatable(str(workspace.measurements)):
        return None
    found = open_table(workspace).to_pyarrow_table()
    frame = found.to_pandas(strings_to_categorical=True, date_as_object=False)
    return frame.astype({"measured_on": "datetime64[s]"})


def _as_arrow(frame: pd.DataFrame) -> pa.Table:
    table = pa.Table.from_pandas(categorical(frame), preserve_index=False)
    place = table.schema.get_field_index("measured_on")
    return table.set_column(
        place, "measured_on", table["measured_on"].cast(pa.date32())
    ).replace_schema_metadata()


def not_stored(error: Exception) -> UserError:
    """The disk is full, or may not be written to; what stood there still stands."""
    told = _why(error)
    return UserError(
        Text(
            f"De metingen konden niet bewaard worden{told.nl}; er is niets veranderd.",
            f"The measurements could not be stored{told.en}; nothing has changed.",
        ),
        Text("Is de schijf vol of alleen-lezen?", "Is the disk full or read-only?"),
    )


def _why(error: Exception) -> Text:
    """Why the system refused, where it says so; Delta's engine puts the system's number in a sentence."""
    number = re.search(r"os error (\d+)", str(error))
    refused = OSError(int(number[1]), "") if number else error
    if not isinstance(refused, OSError) or refused.errno is None:
        return Text("", "")
    told = why_refused(refused)
    return Text(f" ({told.nl})", f" ({told.en})")
