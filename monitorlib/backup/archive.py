"""The file of a backup: a ZIP with the SHA-256 of everything in it, so that any tool opens it and ours checks it.

The list of checksums is the last thing in it, and its own checksum is the ZIP's comment.
"""

import hashlib
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text

KIND, FORMAT = "monitorlib reservekopie", 1
LIST = "inhoud.json"
_PACKED = (".parquet", ".xlsx", ".zip", ".png")  # packing these again costs time and gives nothing
_FAST = 1
_CHUNK = 1 << 20
_MOST_LIST = 512 * _CHUNK
_LONG_AGO = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # a ZIP knows no earlier day; what a wrong clock says does not stop a backup
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    KeyError,
)


@dataclass(frozen=True)
class About:
    """What a backup says of itself: a mark to tell it by, when and with which version it was made, the version of
    the data, where the trail of who did what ended, and where the session log was (`backup.content`)."""

    mark: str
    made_at: str
    code: str
    version: int
    trail: str
    sessions: str


class Packing:
    """Files on their way into a backup."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_FAST)
        self._files: dict[str, dict[str, str | int]] = {}

    def __enter__(self) -> "Packing":
        return self

    def __exit__(self, *_error) -> None:
        with suppress(OSError, ValueError):  # of one that is given up nothing more needs to come on the disk
            self._zip.close()

    def add_file(self, place: Path, file: Path) -> None:
        """A file as it is now: what replaces it meanwhile is another one."""
        with file.open("rb") as source:
            self._add(place.as_posix(), iter(lambda: source.read(_CHUNK), b""))

    def add_bytes(self, place: Path, content: bytes) -> None:
        """A file that is not on the disk."""
        self._add(place.as_posix(), iter([content]))

    def close(self, about: About) -> None:
        """The list of all that is in it, and the end."""
        told = {"kind": KIND, "format": FORMAT, **asdict(about), "files": self._files}
        content = json.dumps(told, ensure_ascii=False, indent=1).encode()
        self._zip.comment = hashlib.sha256(content).hexdigest().encode()
        with self._zip.open(_entry(LIST), "w") as target:
            target.write(content)
        self._zip.close()

    def _add(self, name: str, parts: Iterator[bytes]) -> None:
        digest, size = hashlib.sha256(), 0
        with self._zip.open(_entry(name), "w", force_zip64=True) as target:
            for part in parts:
                digest.update(part)
                size += len(part)
                target.write(part)
        self._files[name] = {"sha256": digest.hexdigest(), "bytes": size}


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _LONG_AGO)
    entry.compress_type = zipfile.ZIP_STORED if name.endswith(_PACKED) else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


class Unpacking:
    """A backup that is read; every file is held against its checksum."""

    def __init__(self, archive: zipfile.ZipFile, file: Path) -> None:
        self._zip, self._file = archive, file
        told = self._listed()
        self.about = About(**{name: told[name] for name in About.__dataclass_fields__})
        self.files: dict[str, dict] = told["files"]
        names = [name for name in archive.namelist() if name != LIST]
        self._refuse_others(names)

    def unpack(self, name: str, target: Path) -> None:
        """Write one file; a UserError names it where it is not as it was kept."""
        told, digest, size = self.files[name], hashlib.sha256(), 0
        try:
            with self._zip.open(name) as source, target.open("xb") as written:
                while part := source.read(_CHUNK):
                    size += len(part)
                    digest.update(part)
                    if size > told["bytes"]:
                        break
                    written.write(part)
        except _DAMAGED:
            raise self._damaged(name) from None
        if (size, digest.hexdigest()) != (told["bytes"], told["sha256"]):
            raise self._damaged(name)

    def _listed(self) -> dict:
        entry = self._zip.getinfo(LIST)
        if entry.file_size > _MOST_LIST:
            raise self._damaged(LIST)
        content = self._zip.read(entry)
        if hashlib.sha256(content).hexdigest().encode() != self._zip.comment:
            raise self._damaged(LIST)
        told = json.loads(content)
        if told["kind"] != KIND:
            raise _none_of_ours(self._file)
        if told["format"] != FORMAT:
            raise UserError(
                Text(
                    f"'{self._file}' is gemaakt met een nieuwere versie van dit programma ({told['code']}).",
                    f"'{self._file}' was made with a newer version of this program ({told['code']}).",
                ),
                Text("Zet hem daarmee terug.", "Restore it with that one."),
            )
        return told

    def _refuse_others(self, names: list[str]) -> None:
        """What is missing, what is there twice or besides, and what would not come inside the new workspace."""
        for name in sorted({*names} ^ self.files.keys()) or sorted({n for n in names if names.count(n) > 1}):
            raise self._damaged(name)
        for name in names:
            if not _lies_inside(name):
                raise self._damaged(name)

    def _damaged(self, name: str) -> UserError:
        return UserError(
            Text(
                f"'{self._file}' is beschadigd of veranderd: {name!r} klopt niet. Er is niets teruggezet.",
                f"'{self._file}' is damaged or changed: {name!r} is not right. Nothing was restored.",
            ),
            _ANOTHER,
        )


@contextmanager
def opened(file: Path) -> Iterator[Unpacking]:
    """A backup to read; a UserError for what is none, or not whole."""
    try:
        with file.open("rb") as content, zipfile.ZipFile(content) as archive:
            yield Unpacking(archive, file)
    except UserError:
        raise
    except _DAMAGED:
        raise _none_of_ours(file) from None


def _lies_inside(name: str) -> bool:
    place = PurePosixPath(name)
    odd = any(sign in name for sign in ("\\", ":", "\0")) or name.endswith("/")
    return bool(place.parts) and not (odd or place.is_absolute() or {"..", "."} & set(name.split("/")))


def _none_of_ours(file: Path) -> UserError:
    return UserError(
        Text(
            f"'{file}' is geen reservekopie van de werkbank, of is afgebroken. Er is niets teruggezet.",
            f"'{file}' is no backup of the workbench, or was cut off. Nothing was restored.",
        ),
        _ANOTHER,
    )


_ANOTHER = Text("Neem een andere reservekopie.", "Take another backup.")
