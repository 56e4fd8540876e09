"""The session log as it is at one moment, while meetings go on: by SQLite's own way to copy a database."""

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from monitorlib.errors import UserError
from monitorlib.sessions.database import BUSY_TIMEOUT_SECONDS, in_words
from monitorlib.texts import Text
from monitorlib.workspace import Workspace

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
