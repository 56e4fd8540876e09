"""Making a backup of a workspace in which people are at work."""

import errno
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import monitorlib
from monitorlib import trail
from monitorlib.backup.archive import About, Packing
from monitorlib.backup.content import IN_FILE, SESSIONS, Kept, content_of, copied, where_it_is
from monitorlib.foundation.errors import UserError, why_refused
from monitorlib.foundation.files import file_to_write, give_name, nameless_file
from monitorlib.foundation.texts import Text
from monitorlib.measurements.locks import release_lock, write_lock
from monitorlib.workspace import SETTINGS_FILE, Workspace

TRIES = 3
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Made:
    """A backup that was made: its file, what it says of itself, how many files it holds, how many links were left
    out, whether others than its owner can read it (a disk that knows no rights), and why it could not be noted in
    the trail, if so: a workspace on a full disk should still be saved."""

    file: Path
    about: About
    files: int
    links: int
    open_to_others: bool
    not_noted: UserError | None = None


def make_backup(workspace: Workspace, output: Path, progress: Progress = lambda _done, _all: None) -> Made:
    """Put the whole workspace in a new file; whole or not at all.

    Imports, publishing and meetings go on: they wait for moments, while what can change is read. Where somebody is
    forgotten meanwhile, it begins anew, so that no backup that is made after it holds that person.
    UserError: a file that is there already, in a workspace, or cannot be written; something that is not whole.
    """
    target = _new_file(output)
    try:
        for _try in range(TRIES):
            made = _made(workspace, target, progress)
            if made is not None:
                return made
    except OSError as error:
        told = why_refused(error)
        raise UserError(
            Text(
                f"De reservekopie kan niet geschreven worden ({told.nl}). Er is geen half bestand.",
                f"The backup cannot be written ({told.en}). There is no half file.",
            ),
            Text(
                "Kies met --output een andere schijf of map.", "Choose another disk or folder with --output."
            ),
        ) from None
    raise UserError(
        Text(
            "De werkmap veranderde steeds onder het kopiëren (een inwoner werd vergeten). Er is geen kopie.",
            "The workspace kept changing while it was copied (a resident was forgotten). There is no backup.",
        ),
        Text("Probeer het zo opnieuw.", "Try again in a moment."),
    )


def _made(workspace: Workspace, target: Path, progress: Progress) -> Made | None:
    with _aside(target.parent) as file, Packing(file) as packing:
        with write_lock(workspace), release_lock(workspace):  # whoever forgot halfway is finished by these
            kept, sessions = content_of(workspace), where_it_is(workspace)
            total = len(kept.first) + len(kept.then)
            for number, place in enumerate(kept.first):
                packing.add_file(place, workspace.path / place)
                progress(number, total)
            if sessions == IN_FILE:
                packing.add_bytes(Path(SESSIONS), copied(workspace.session_log))
            end = trail.newest(workspace)
        if not _packed_rest(workspace, packing, kept, lambda done: progress(len(kept.first) + done, total)):
            return None
        with write_lock(workspace), release_lock(workspace):
            if _table_id(workspace) != kept.table_id:
                return None
            about = About(secrets.token_hex(4), _now(), monitorlib.__version__, kept.version, end, sessions)
            not_noted = _noted(workspace, about)
            packing.close(about)
            others = _put_in_place(file, target)
    return Made(target, about, total + (sessions == IN_FILE), kept.links, others, not_noted)


def _noted(workspace: Workspace, about: About) -> UserError | None:
    """Note it in the trail; why that could not be done, if so."""
    try:
        trail.note(workspace, trail.BACKED_UP, mark=about.mark, version=about.version)
    except UserError as error:
        return error
    return None


def _packed_rest(workspace: Workspace, packing: Packing, kept: Kept, progress: Callable[[int], None]) -> bool:
    """Whether all that has to be there was."""
    for number, place in enumerate(kept.then):
        try:
            packing.add_file(place, workspace.path / place)
        except FileNotFoundError:
            if place in kept.needed:
                return False
        progress(number)
    return True


def _table_id(workspace: Workspace) -> str:
    """Another one once somebody was forgotten."""
    from deltalake import DeltaTable

    if not DeltaTable.is_deltatable(str(workspace.measurements)):
        return ""
    return str(DeltaTable(str(workspace.measurements)).metadata().id)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _new_file(output: Path) -> Path:
    """Where it comes: a file that is not there yet, in a folder that is, outside every workspace."""
    file = file_to_write(output.expanduser()).absolute()
    problem = next(_problems(file), None)
    if problem is not None:
        raise UserError(*problem)
    return file


def _problems(file: Path) -> Iterator[tuple[Text, Text]]:
    if file.exists():
        yield (
            Text(f"'{file}' bestaat al.", f"'{file}' exists already."),
            Text(
                "Kies een andere naam; er wordt niets overschreven.",
                "Choose another name; nothing is overwritten.",
            ),
        )
    if not file.parent.is_dir():
        yield (
            Text(f"De map '{file.parent}' bestaat niet.", f"The folder '{file.parent}' does not exist."),
            Text("Zit de schijf erin? Maak anders de map.", "Is the disk in? Else make the folder."),
        )
    elif any((folder / SETTINGS_FILE).exists() for folder in (file.parent.resolve() / file.name).parents):
        yield (
            Text(
                f"'{file}' ligt in een werkmap; gaat de werkmap verloren, dan de reservekopie ook.",
                f"'{file}' lies in a workspace; if that is lost, the backup is too.",
            ),
            Text("Kies een andere schijf.", "Choose another disk."),
        )


@contextmanager
def _aside(folder: Path) -> Iterator[IO[bytes]]:
    """A file for its owner only; without a name where the system knows that, so that a kill leaves nothing."""
    name = None
    handle = nameless_file(folder)
    if handle is None:
        handle, name = tempfile.mkstemp(dir=folder, prefix=".reservekopie-", suffix=".part")
    try:
        with os.fdopen(handle, "w+b") as file:
            yield _Named(file, name)
    finally:
        if name is not None:
            with suppress(OSError):
                Path(name).unlink()


class _Named:
    """An open file that knows under which name it lies, if any."""

    def __init__(self, file: IO[bytes], name: str | None) -> None:
        self._file, self.name = file, name

    def __getattr__(self, name: str):
        return getattr(self._file, name)


def _put_in_place(file: "_Named", target: Path) -> bool:
    """Give it its name, never that of another file; whether others than the owner can read it there."""
    file.flush()
    os.fsync(file.fileno())
    if os.name == "posix":
        os.fchmod(file.fileno(), 0o600)
    if file.name is None:
        give_name(file.fileno(), target)
    else:
        _named_anew(Path(file.name), target)
    with suppress(OSError):
        _sync_folder(target.parent)
    return os.name == "posix" and bool(target.stat().st_mode & 0o077)


def _named_anew(place: Path, target: Path) -> None:
    """A second name, which never takes the place of another file; on a disk that knows no links a rename."""
    try:
        os.link(place, target)
    except FileExistsError:
        raise
    except OSError:
        if target.exists():
            raise FileExistsError(errno.EEXIST, "", str(target)) from None
        place.rename(target)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
