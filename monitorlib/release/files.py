"""The files of a release: written so that a reader sees the old one or the new one, never something between."""

import json
from datetime import UTC, datetime
from pathlib import Path

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.files import was_first, write_aside
from monitorlib.foundation.texts import Text
from monitorlib.release.domains import out_of_domain
from monitorlib.release.read import checksum
from monitorlib.released import Release, to_json
from monitorlib.workspace import made_private


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


def with_checksum(release: Release) -> bytes:
    """A release as the bytes of its file, with its checksum; a UserError where a reader would refuse a value."""
    problems = [*out_of_domain(release)]
    if problems:
        raise UserError(problems, Text("Er is niets vrijgegeven.", "Nothing was released."))
    values = to_json(release)
    # on one line: Python writes lines by another and slower way, and beside many teams there are thousands
    return json.dumps({"checksum": checksum(values), "release": values}, ensure_ascii=False).encode()


def now() -> str:
    """The moment of making something, for its manifest."""
    return datetime.now(UTC).isoformat(timespec="seconds")
