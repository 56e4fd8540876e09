"""A file that is the old one or the new one, whenever the computer stops."""

import os
from pathlib import Path


def write_whole(path: Path, content: str) -> None:
    """Write beside the place and then put it there: the file is the old or the new one, never a half."""
    aside = path.with_name(f".{path.name}.part")
    try:
        with aside.open("w", encoding="utf-8", newline="") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        aside.unlink(missing_ok=True)
        raise
    aside.replace(path)
