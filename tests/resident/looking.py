"""Looking for the bytes of a person in every file of a folder, packed ones too."""

import gzip
import sqlite3
import zlib
from pathlib import Path

import pyarrow.parquet as pq


def files_with(folder: Path, words: set[str]) -> dict[str, set[str]]:
    """Each file in which one of these words stands, with those words; packed content is unpacked first."""
    found = {}
    for file in sorted(folder.rglob("*")):
        if file.is_file() and (seen := {word for word in words if _holds(file, word.encode())}):
            found[file.relative_to(folder).as_posix()] = seen
    return found


def _holds(file: Path, word: bytes) -> bool:
    content = file.read_bytes()
    return word in content or any(word in part for part in _unpacked(file, content))


def _unpacked(file: Path, content: bytes):
    if file.suffix == ".parquet":
        table = pq.read_table(file)
        yield repr([column.to_pylist() for column in table.columns]).encode()
        yield repr(pq.read_metadata(file)).encode()
        for column in table.columns:
            for chunk in column.chunks:
                if hasattr(chunk, "dictionary"):
                    yield repr(chunk.dictionary.to_pylist()).encode()
    elif content[:2] == b"\x1f\x8b":
        yield gzip.decompress(content)
    elif content[:16] == b"SQLite format 3\0":
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
            yield "\n".join(database.iterdump()).encode()
    elif content[:1] == b"\x78":
        try:
            yield zlib.decompress(content)
        except zlib.error:
            return


def snapshot(folder: Path, leave_out: tuple[str, ...] = ()) -> dict[str, bytes]:
    """Every file of a folder by its place, but those that begin with one of `leave_out`."""
    names = ((file.relative_to(folder).as_posix(), file) for file in folder.rglob("*") if file.is_file())
    return {name: file.read_bytes() for name, file in names if not name.startswith(leave_out)}
