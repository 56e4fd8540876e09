"""Writing the table: a delivery as one new version or not at all, and all of it anew without some rows.

A version keeps its number and what was noted with it, as releases name the version that they were made of. A file
that holds none of the rows is linked, one that does is written anew; so no file, no statistic in the log and no
earlier version has them. What was left beside the table (checkpoints, files of an import that was stopped) stays
behind.
"""

import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote
from uuid import uuid4

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from deltalake import CommitProperties, DeltaTable, WriterProperties, write_deltalake
from deltalake.exceptions import DeltaError

from monitorlib.foundation.errors import UserError, why_refused
from monitorlib.foundation.texts import Text
from monitorlib.measurements.delta import open_table
from monitorlib.measurements.stacking import categorical, key_numbers, stacked
from monitorlib.measurements.versions import measurement_version
from monitorlib.workspace import Workspace, made_private

NEW, REPLACING, UNCHANGED = 0, 1, 2
ROW_GROUP_ROWS = 65_536  # the least that is read of a file: some twenty teams
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
                _as_arrow(_by_team(rows)),
                mode=mode,
                writer_properties=WriterProperties(max_row_group_size=ROW_GROUP_ROWS),
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


def _by_team(rows: pd.DataFrame) -> pd.DataFrame:
    """Those of a team together, and in them those of a resident: whoever asks for a team reads no other part."""
    return rows.sort_values(["team", "resident_id"], kind="stable", ignore_index=True)


def _as_arrow(frame: pd.DataFrame) -> pa.Table:
    table = pa.Table.from_pandas(categorical(frame), preserve_index=False)
    # Arrow passes no part of a file over by a column that was written as a dictionary
    for name, kind in (("measured_on", pa.date32()), ("team", pa.string())):
        table = table.set_column(table.schema.get_field_index(name), name, table[name].cast(kind))
    return table.replace_schema_metadata()


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


LOG = "_delta_log"


@dataclass(frozen=True)
class _File:
    """A file of the new table: its name, its size, and how many rows; None where it is as it was."""

    name: str
    size: int
    rows: int | None


def write_without(workspace: Workspace, gone: dict[str, tuple[str, ...]], folder: Path) -> None:
    """Write the table into `folder` without the rows of these pseudonyms, but for those of the sources that stay.

    UserError: versions are missing from the log, so nobody can say that all were looked at.
    """
    commits = list(_commits(workspace))
    folder.mkdir(parents=True)
    (folder / LOG).mkdir()
    for old, new in ((workspace.measurements, folder), (workspace.measurements / LOG, folder / LOG)):
        shutil.copymode(old, new)  # who may come at the rows stays as it was
    table_id, files = str(uuid4()), {}
    for name, lines in commits:
        written = (_written(workspace, folder, json.loads(line), gone, files, table_id) for line in lines)
        content = "\n".join(json.dumps(action, separators=(",", ":")) for action in written)
        (folder / LOG / name).write_text(f"{content}\n", encoding="utf-8")


def _commits(workspace: Workspace) -> Iterator[tuple[str, list[str]]]:
    """Every version's file in the log with its lines, from 0 on."""
    for version in range(open_table(workspace).version() + 1):
        file = workspace.measurements / LOG / f"{version:020d}.json"
        if not file.is_file():
            raise UserError(
                Text(
                    f"Versie {version} van de metingen is niet meer te lezen; vergeten kan niet zeker zijn.",
                    f"Version {version} of the measurements cannot be read any more; forgetting cannot be sure.",
                ),
                Text(
                    "Maak een nieuwe werkmap van exports zonder deze inwoner, en verwijder deze.",
                    "Make a new workspace of exports without this resident, and delete this one.",
                ),
            )
        yield file.name, [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def _written(
    workspace: Workspace, folder: Path, action: dict, gone: dict, files: dict[str, _File], table_id: str
) -> dict:
    """One line of the log as it is in the new table."""
    [(kind, told)] = action.items()
    if kind == "metaData":
        return {
            kind: {**told, "id": table_id}
        }  # another table: what a process remembers of the old one is not it
    if kind == "commitInfo":
        return {kind: {name: value for name, value in told.items() if name != "operationMetrics"}}
    if kind not in ("add", "remove"):
        return action
    if told["path"] not in files:
        files[told["path"]] = _without(workspace.measurements, folder, told, gone)
    file = files[told["path"]]
    if file.rows is None:
        return action
    changed = {"path": file.name, "size": file.size}
    if kind == "add":
        changed["stats"] = json.dumps({"numRecords": file.rows})
    return {kind: {**told, **changed}}


def _without(old: Path, new: Path, told: dict, gone: dict[str, tuple[str, ...]]) -> _File:
    """A file of the table without the rows; linked where it has none of them, or is gone already."""
    source = old / unquote(told["path"])
    if not source.is_file():
        return _File(told["path"], told.get("size", 0), None)
    table = pq.ParquetFile(source).read()
    kept = table.filter(pc.invert(_are(table, gone)))
    if kept.num_rows == table.num_rows:
        _linked(source, new / unquote(told["path"]))
        return _File(told["path"], told.get("size", 0), None)
    name = f"part-00000-{uuid4()}-c000.snappy.parquet"
    pq.write_table(_plain(kept), new / name, compression="snappy", row_group_size=ROW_GROUP_ROWS)
    return _File(name, (new / name).stat().st_size, kept.num_rows)


def _are(table: pa.Table, gone: dict[str, tuple[str, ...]]) -> pa.ChunkedArray:
    found = pa.chunked_array([pa.repeat(pa.scalar(False), table.num_rows)])
    for resident, staying in gone.items():
        own = pc.equal(table["resident_id"].cast("string"), resident)
        stays = _is_in(table["source"].cast("string"), staying)
        found = pc.or_(found, pc.fill_null(pc.and_(own, pc.invert(stays)), False))
    return found


def _is_in(values: pa.ChunkedArray, wanted: Iterable[str]) -> pa.ChunkedArray:
    return pc.is_in(values, pa.array(list(wanted), "string"))


def _plain(table: pa.Table) -> pa.Table:
    """Without dictionaries: those of the old file hold words of rows that are gone."""
    fields = [
        pa.field(field.name, field.type.value_type if pa.types.is_dictionary(field.type) else field.type)
        for field in table.schema
    ]
    return table.cast(pa.schema(fields)).replace_schema_metadata().combine_chunks()


def _linked(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # a disk that knows no links
        shutil.copyfile(source, target)
