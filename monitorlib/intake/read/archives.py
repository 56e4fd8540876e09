"""ZIP archives: a bomb, a damaged or a locked one is refused unopened; which files in it may be exports."""

import io
import struct
import zipfile
import zlib
from pathlib import PurePosixPath

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.intake.read.kinds import EMPTY_ZIP, OLE, ZIP

MOST_UNPACKED = 1_500_000_000  # bytes; a million rows unpack to a third of this
MOST_RATIO = 200  # a workbook unpacks to 5-30 times its size, a bomb to 1000
# what zipfile raises on an archive that was cut off or overwritten
DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, RuntimeError, EOFError, OSError, ValueError)
_ARCHIVES = (ZIP, EMPTY_ZIP)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# what programs put beside an export: the rubbish of a computer, a word of thanks, a picture
_RUBBISH = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")
_BESIDE = (
    ".md", ".pdf", ".png", ".jpg", ".jpeg", ".gif", ".docx", ".doc", ".sps", ".do", ".r", ".css", ".js",
)  # fmt: skip


def refuse_hostile(data: bytes, file: str) -> None:
    """A UserError where the file is locked, cut off, or unpacks to what no export does."""
    if data.startswith(OLE) and _ENCRYPTED in data:
        raise locked(file)
    if not data.startswith(_ARCHIVES):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            is_locked = any(entry.flag_bits & 1 for entry in archive.infolist())
            large = unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * len(data) + 10_000_000
            is_damaged = not (is_locked or large) and archive.testzip() is not None
    except DAMAGED:
        raise damaged(file) from None
    if is_locked:
        raise locked(file)
    if large:
        raise UserError(
            Text(
                f"{file}: het bestand pakt uit tot een onwaarschijnlijke grootte en is niet geopend.",
                f"{file}: the file unpacks to an improbable size and was not opened.",
            ),
            Text("Bewaar de export zelf, niet ingepakt.", "Save the export itself, not packed."),
        )
    if is_damaged:
        raise damaged(file)


def names_in_archive(data: bytes) -> tuple[str, ...]:
    """The names of the files in an archive that was not refused, in small letters; none of another file."""
    if not data.startswith(ZIP):
        return ()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return tuple(entry.filename.lower().replace("\\", "/").lstrip("/") for entry in archive.infolist())


def possible_exports(data: bytes, file: str) -> dict[str, bytes]:
    """The files in a ZIP that may be exports, by their names without folder; rubbish is left out.

    A ZIP in a ZIP is not opened.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = [
            entry for entry in archive.infolist() if entry.file_size and not _is_rubbish(entry.filename)
        ]
        found = {entry.filename: archive.read(entry) for entry in entries}
    packed = [content for content in found.values() if content.startswith(ZIP) and _is_zip(content)]
    if packed and len(packed) == len(found):
        raise UserError(
            Text(f"{file}: in de zip zit weer een zip.", f"{file}: the zip holds another zip."),
            Text("Pak hem eerst uit.", "Unpack it first."),
        )
    if not found:
        raise no_export_inside(file)
    base = [PurePosixPath(name.replace("\\", "/")).name for name in found]
    names = base if len(set(base)) == len(base) else list(found)
    return {
        name: content for name, content in zip(names, found.values(), strict=True) if content not in packed
    }


def no_export_inside(file: str) -> UserError:
    """A ZIP without a file that can be read as an export."""
    return UserError(
        Text(
            f"{file}: in de zip staat geen bestand dat als export te lezen is.",
            f"{file}: the zip holds no file that can be read as an export.",
        ),
        Text("Pak hem uit en importeer de export zelf.", "Unpack it and import the export itself."),
    )


def locked(file: str) -> UserError:
    """A password stands before the content."""
    return UserError(
        Text(
            f"{file}: het bestand is met een wachtwoord beveiligd.",
            f"{file}: the file is locked by a password.",
        ),
        Text("Bewaar het zonder wachtwoord.", "Save it without a password."),
    )


def damaged(file: str) -> UserError:
    """The content cannot be what was written."""
    return UserError(
        Text(f"{file}: het bestand is afgebroken of beschadigd.", f"{file}: the file is cut off or damaged."),
        Text("Maak de export opnieuw.", "Make the export again."),
    )


def _is_rubbish(name: str) -> bool:
    lower = name.lower().replace("\\", "/")
    base = lower.rsplit("/", 1)[-1]
    hidden = any(word in lower for word in _RUBBISH) or base.startswith((".", "~$"))
    return not base or hidden or base.endswith(_BESIDE)


def _is_zip(content: bytes) -> bool:
    """Whether an archive in an archive is a ZIP, and no workbook (which is an archive too)."""
    try:
        names = names_in_archive(content)
    except DAMAGED:
        return True
    return not any(name in ("[content_types].xml", "content.xml") or name.startswith("xl/") for name in names)
