"""About which days a release is, told by the head of its file: most earlier ones count for nothing else. Light.

Taking a whole release apart takes milliseconds, which is seconds for thousands of them.
"""

import re
from collections.abc import Container, Iterable
from pathlib import Path

from monitorlib.foundation.unchanged import while_unchanged
from monitorlib.released import Content

Window = tuple[str, str]  # the first and last day that a release is about
LONGEST_HEAD = 4_096  # bytes

# the head of a file as we write it, part by part, with or without spaces and lines between them
_PARTS = (
    '{ "checksum" : TEXT , "release" : { "schema" : [0-9]+ , "content" : { "team" : TEXT , "period" : '
    '{ "id" : TEXT , "label" : { "nl" : TEXT , "en" : TEXT } , "start" : DAY , "end" : DAY }'
)
_TEXT, _DAY = r'"(?:[^"\\]|\\.)*"', '"([0-9]{4}-[0-9]{2}-[0-9]{2})"'
_HEAD = re.compile(r"\s*".join(_PARTS.split()).replace("TEXT", _TEXT).replace("DAY", _DAY).encode())


def days_of(content: Content) -> Window:
    """The first and last day that a release is about, from what it tells."""
    return content.period.start, content.period.end


def window_of(content: bytes) -> Window | None:
    """The first and last day that a release is about, from the bytes of its file or the first of them.

    None where they are written otherwise than we do. Who may not trust the file holds its SHA-256 against the
    ledger or the seal first.
    """
    head = _HEAD.match(content)
    return (head[1].decode(), head[2].decode()) if head else None


def may_be_about(files: Iterable[Path], windows: Container[Window]) -> bool:
    """Whether any of these releases is about one of these windows, or does not tell at once."""
    return any(told is None or told in windows for told in map(window_in, files))


def window_in(file: Path) -> Window | None:
    """As `window_of` of what stands in a file; None where it is gone too."""
    try:
        return _told_by(file)
    except OSError:  # it is gone, and whoever reads it tells so
        return None


@while_unchanged
def _told_by(file: Path) -> Window | None:
    with file.open("rb") as whole_file:
        return window_of(whole_file.read(LONGEST_HEAD))
