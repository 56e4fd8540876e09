"""Writing so that a reader sees the old file or the new one, never something between."""

import json
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from monitorlib.errors import UserError
from monitorlib.release.domains import out_of_domain
from monitorlib.release.read import checksum
from monitorlib.released import Release, to_json
from monitorlib.texts import Text
from monitorlib.workspace import made_private


def write_aside(file: Path, content: bytes) -> None:
    """Write beside the file, flush to disk, then put in place."""
    _flushed_aside(file, content).replace(file)


def write_inside(file: Path, content: bytes) -> None:
    """Like `write_aside`, for a place inside the wall: folders that are made for it open for their owner only."""
    made_private(file.parent, parents=True)
    write_aside(file, content)


def write_new(file: Path, content: bytes) -> None:
    """Like `write_aside`, for a file that may not exist yet: of two writers at once one wins."""
    if not was_first(file, content):
        raise UserError(
            Text("Iemand anders gaf ditzelfde team net vrij.", "Somebody else just released this team."),
            Text("Kijk eerst naar die vrijgave.", "Look at that release first."),
        )


def was_first(file: Path, content: bytes) -> bool:
    """Write a file whole where there is none yet; False, and nothing changes, where somebody else was first."""
    aside = _flushed_aside(file, content)
    try:
        file.hardlink_to(aside)
    except FileExistsError:
        return False
    finally:
        aside.unlink(missing_ok=True)
    return True


def with_checksum(release: Release) -> bytes:
    """A release as the bytes of its file, with its checksum; a UserError where a reader would refuse a value."""
    problems = [*out_of_domain(release)]
    if problems:
        raise UserError(problems, Text("Er is niets vrijgegeven.", "Nothing was released."))
    values = json.loads(json.dumps(to_json(release)))  # tuples become lists, as the reader will see them
    written = json.dumps({"checksum": checksum(values), "release": values}, ensure_ascii=False, indent=1)
    return written.encode()


def now() -> str:
    """The moment of making something, for its manifest."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _flushed_aside(file: Path, content: bytes) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".", suffix=".tmp", delete=False) as aside:
        try:
            aside.write(content)
            aside.flush()
            os.fsync(aside.fileno())
        except BaseException:  # a full disk is not made fuller
            Path(aside.name).unlink(missing_ok=True)
            raise
    return Path(aside.name)
