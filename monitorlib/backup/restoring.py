"""Putting a backup back as a new workspace: checked file by file, and there whole or not at all."""

import os
import shutil
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from monitorlib import trail
from monitorlib.backup.archive import About, Unpacking, opened
from monitorlib.foundation.errors import UserError, why_refused
from monitorlib.foundation.texts import Text
from monitorlib.measurements.locks import file_lock
from monitorlib.trail.checking import read_lines
from monitorlib.workspace import PRIVATE_FOLDER, SETTINGS_FILE, Workspace, made_private

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Since:
    """What the trail of another workspace tells of after a backup: on which days (ISO) somebody was forgotten."""

    forgotten: tuple[str, ...]


@dataclass(frozen=True)
class Restored:
    """What was put back; `since` is None where nobody could be asked what happened after the backup."""

    workspace: Workspace
    about: About
    since: Since | None


def restore_backup(
    file: Path,
    target: Path,
    instead_of: Workspace | None = None,
    progress: Progress = lambda _done, _all: None,
) -> Restored:
    """Make a new workspace of a backup.

    `instead_of`: the workspace that it takes the place of, where that is still there; its trail tells how many
    residents were forgotten since. UserError: a place that is taken, a backup that is damaged (which file), the
    trail of another workspace, a disk that is full; then nothing is there.
    """
    file, target = file.expanduser(), target.expanduser().absolute()
    _refuse_taken(target)
    with _in_words(file, target), opened(file) as unpacking:
        about = unpacking.about
        since = None if instead_of is None else _since(instead_of, about)
        lock = target.with_name(f".{target.name}.lock")
        with file_lock(lock, _BUSY.fill(target=target)):
            try:
                _unpacked(unpacking, target, progress)
            finally:
                with suppress(OSError):
                    lock.unlink()
    return Restored(Workspace(target), about, since)


def _unpacked(unpacking: Unpacking, target: Path, progress: Progress) -> None:
    aside = target.with_name(f".{target.name}.terugzetten")
    _remove(aside)  # of an earlier time that was stopped
    try:
        aside.mkdir(mode=PRIVATE_FOLDER)
        for number, name in enumerate(unpacking.files):
            place = aside / name
            made_private(place.parent, parents=True)
            unpacking.unpack(name, place)
            place.chmod(0o600)
            progress(number, len(unpacking.files))
        _refuse_no_workspace(aside)
        line = int(unpacking.about.trail.partition(":")[0] or 0)
        trail.note(Workspace(aside), trail.RESTORED, mark=unpacking.about.mark, line=line)
        _sync_all(aside)
        _refuse_taken(target)
        aside.rename(target)
    finally:
        _remove(aside)


def _since(workspace: Workspace, about: About) -> Since:
    """What was noted after the backup; a UserError where that workspace's trail does not hold its last line."""
    lines = read_lines(workspace)
    number, _, told = about.trail.partition(":")
    n = int(number or 0)
    if n > len(lines) or (n and (lines[n - 1] is None or lines[n - 1].hash != told)):
        raise UserError(
            Text(
                f"Deze reservekopie is niet van '{workspace.path}' gemaakt, of het spoor daarvan is veranderd.",
                f"This backup was not made of '{workspace.path}', or the trail of that was changed.",
            ),
            Text("Laat --instead-of weg.", "Leave --instead-of out."),
        )
    after = [line for line in lines[n:] if line is not None and line.what == trail.FORGOT]
    return Since(tuple(line.at[:10] for line in after))


def _refuse_taken(target: Path) -> None:
    if target.exists() or target.is_symlink():
        raise UserError(
            Text(f"'{target}' bestaat al.", f"'{target}' exists already."),
            Text(
                "Kies een nieuwe map; er wordt nooit iets overschreven.",
                "Choose a new folder; nothing is ever overwritten.",
            ),
        )
    if not target.parent.is_dir():
        raise UserError(
            Text(f"De map '{target.parent}' bestaat niet.", f"The folder '{target.parent}' does not exist."),
            Text("Maak hem eerst.", "Make it first."),
        )


def _refuse_no_workspace(folder: Path) -> None:
    if not (folder / SETTINGS_FILE).is_file():
        raise UserError(
            Text(f"In de reservekopie zit geen {SETTINGS_FILE}.", f"The backup holds no {SETTINGS_FILE}."),
            Text("Neem een andere reservekopie.", "Take another backup."),
        )


def _sync_all(folder: Path) -> None:
    """Everything on disk before it gets its name."""
    for each in [*folder.rglob("*"), folder]:
        if os.name == "nt" and each.is_dir():
            continue
        handle = os.open(
            each, os.O_RDONLY if each.is_dir() else os.O_RDWR
        )  # Windows flushes what may be written
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _in_words(file: Path, target: Path):
    try:
        yield
    except OSError as error:
        told = why_refused(error)
        raise UserError(
            Text(
                f"'{file}' kan niet teruggezet worden in '{target}' ({told.nl}). Er is niets teruggezet.",
                f"'{file}' cannot be restored in '{target}' ({told.en}). Nothing was restored.",
            ),
            Text("Kijk naar de schijf en uw rechten.", "Look at the disk and your permissions."),
        ) from None


_BUSY = Text("'{target}' wordt al teruggezet.", "'{target}' is being restored already.")
