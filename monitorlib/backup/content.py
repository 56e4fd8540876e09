"""What of a workspace goes into a backup, its session log too.

Left out: hidden files (locks, half files, changes that were being prepared), folders of runs that go on or were
stopped, what processes said, and links, as what they point at is not ours.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from deltalake import DeltaTable

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text, counted
from monitorlib.release.proposals import RUN_PREFIX
from monitorlib.sessions.database import BUSY_TIMEOUT_SECONDS, in_words
from monitorlib.workspace import Workspace

LOG_FOLDER, DELTA_LOG = "logs", "_delta_log"
KEPT_LOG = "inwoner.log"  # that a page was made, or somebody forgotten: to account for
SESSIONS = "sessions.sqlite"
_OURS = frozenset({"measurements", "rejects", "release", "runs", "trail", "logs"})


@dataclass(frozen=True)
class Kept:
    """Files to keep, by their place in the workspace.

    `first` can change: they are read while nobody may release or import. `then` never change once they are there,
    or nothing rests on them; `needed` of those must be there. `links`: how many links were left out.
    """

    first: tuple[Path, ...]
    then: tuple[Path, ...]
    needed: frozenset[Path]
    links: int
    version: int
    table_id: str


def content_of(workspace: Workspace) -> Kept:
    """What there is to keep now. Call under both locks. UserError: the measurements miss a file."""
    first, then, links = [], [], 0
    for file in _walked(workspace.path, _OURS):
        place = file.relative_to(workspace.path)
        if file.is_symlink():
            links += place.name != SESSIONS
        elif _is_kept(place):
            (then if _stays(place) else first).append(place)
    rows, version, table_id = _measurements(workspace)
    log = [place for place in first if place.parts[:1] == ("measurements",) and DELTA_LOG in place.parts]
    first = [place for place in first if place.parts[0] != "measurements"]
    needed = {place for place in then if place.parts[0] == "release"} | set(rows)
    return Kept((*first, *log), (*then, *rows), frozenset(needed), links, version, table_id)


def _walked(folder: Path, ours: frozenset[str] = frozenset()) -> Iterator[Path]:
    """Every file and link below a folder, but in hidden folders and behind links.

    One of our own folders may itself be a link, to a larger disk: what is in it is ours.
    """
    for each in sorted(folder.iterdir()):
        if each.name.startswith(".") or each.name == "__pycache__":
            continue
        if each.is_dir() and (not each.is_symlink() or each.name in ours):
            if not each.name.startswith(RUN_PREFIX):
                yield from _walked(each)
        elif each.is_symlink() or each.is_file():
            yield each


def _is_kept(place: Path) -> bool:
    if place.parts[0] == LOG_FOLDER:
        return place.name == KEPT_LOG
    if place.parts[0] == "measurements":
        return DELTA_LOG in place.parts and place.suffix != ".tmp"  # its rows are told by the log
    return not (len(place.parts) == 1 and place.name.startswith(SESSIONS))


def _stays(place: Path) -> bool:
    """A release and a picture never change; an executed notebook may, and nothing rests on it."""
    if place.parts[0] == "release":
        return place.suffix == ".svg" or place.stem.isdecimal()
    return place.parts[0] == "runs" and place.suffix == ".ipynb"


def _measurements(workspace: Workspace) -> tuple[list[Path], int, str]:
    """The files with rows of every version that are there, the version, and the table's id."""
    if not DeltaTable.is_deltatable(str(workspace.measurements)):
        return [], -1, ""
    table = DeltaTable(str(workspace.measurements))
    present = {Path(unquote(uri.rpartition("/")[2])) for uri in table.file_uris()}  # no folders in it
    missing = [name for name in present if not (workspace.measurements / name).is_file()]
    if missing:
        raise UserError(
            counted(len(missing), *_MISSING),
            Text("Zet een eerdere reservekopie terug.", "Restore an earlier backup."),
        )
    ever = present | set(_names_ever(workspace.measurements / DELTA_LOG))
    there = sorted(name for name in ever if (workspace.measurements / name).is_file())
    return [Path("measurements") / name for name in there], table.version(), str(table.metadata().id)


def _names_ever(log: Path) -> Iterator[Path]:
    """Every file that some version of the table holds."""
    for file in sorted(log.glob("*.json")):
        for line in file.read_text(encoding="utf-8").splitlines():
            added = json.loads(line).get("add") if line.strip() else None
            if added:
                yield Path(unquote(added["path"]))


IN_FILE, IN_DATABASE, NONE = "file", "database", "none"


def where_it_is(workspace: Workspace) -> str:
    """Whether the log is a file of ours, stands in a database, or is not there yet."""
    place = workspace.session_log
    if not isinstance(place, Path):
        return IN_DATABASE
    return IN_FILE if place.is_file() else NONE


def copied(place: Path) -> bytes:
    """The bytes of a database with all that was committed; UserError: it is busy, damaged or not to be read.

    It is copied in memory, so that no second file with notes comes on a disk: a log of years is some megabytes.
    """
    with in_words(), closing(_opened(place)) as source, closing(sqlite3.connect(":memory:")) as memory:
        source.backup(memory)
        [said] = memory.execute("PRAGMA integrity_check(1)").fetchone()
        if said != "ok":
            raise UserError(
                Text(
                    "Het sessielog is beschadigd. Er is geen reservekopie gemaakt.",
                    "The session log is damaged. No backup was made.",
                ),
                Text(
                    "Zet het bestand opzij en zet het terug uit een eerdere reservekopie.",
                    "Put the file aside and put it back from an earlier backup.",
                ),
            )
        return memory.serialize()


def _opened(place: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(place))}?mode=ro", uri=True, timeout=BUSY_TIMEOUT_SECONDS)


_MISSING = (
    Text(
        "De metingen missen {n} bestand van de laatste versie. Er is geen kopie gemaakt.",
        "The measurements miss {n} file of the last version. No backup was made.",
    ),
    Text(
        "De metingen missen {n} bestanden van de laatste versie. Er is geen kopie gemaakt.",
        "The measurements miss {n} files of the last version. No backup was made.",
    ),
)
