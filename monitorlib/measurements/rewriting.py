"""The table of measurements once more without some rows, in every version that it has.

A version keeps its number and what was noted with it, as releases name the version that they were made of. A file
that holds none of the rows is linked, one that does is written anew; so no file, no statistic in the log and no
earlier version has them. What was left beside the table (checkpoints, files of an import that was stopped) stays
behind.
"""

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from monitorlib.errors import UserError
from monitorlib.measurements.delta import open_table
from monitorlib.texts import Text
from monitorlib.workspace import Workspace

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
    pq.write_table(_plain(kept), new / name, compression="snappy")
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
