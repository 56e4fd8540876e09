"""Files: where one may be written, how it is put there whole, and where what came with the package is.

Writing aside and renaming would put a file where a device stood (`/dev/stdout`, for one), or where a link was.
In a checkout notebooks, dashboards and demo data are top-level folders beside the package, so that an analyst
finds them; a wheel holds them inside the package (`shipped/`, see pyproject.toml). Light.
"""

import os
import tempfile
from importlib.resources import files
from pathlib import Path

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text, as_typed

_NO_FILES = (Path("/dev"), Path("/proc"), Path("/sys"))


def file_to_write(output: Path) -> Path:
    """The file that `output` means; through a link it is the file behind it.

    A UserError for a folder, and for what is no file: a device, a pipe, a socket, anything in /dev, /proc or /sys.
    """
    whole = output.absolute()
    if whole.is_dir():
        raise UserError(
            Text(f"'{output}' is een map.", f"'{output}' is a folder."),
            Text(
                f"Geef een bestand: --output {as_typed(output / 'naam')}.",
                f"Give a file: --output {as_typed(output / 'name')}.",
            ),
        )
    behind = Path(whole.resolve()) if whole.is_symlink() else whole
    if (behind.exists() and not behind.is_file()) or any(_lies_in(each) for each in (whole, behind)):
        raise UserError(
            Text(f"'{output}' is geen bestand.", f"'{output}' is no file."),
            Text("Noem een bestand op de schijf.", "Name a file on the disk."),
        )
    return behind if whole.is_symlink() else output


def _lies_in(place: Path) -> bool:
    """Also where a link in between leads there (`/dev/fd` on some systems)."""
    within = place.parent.resolve() / place.name
    return any(folder in within.parents for folder in _NO_FILES)


def nameless_file(folder: Path) -> int | None:
    """An open file in a folder without a name, for its owner only: a kill leaves nothing of it.

    None where the system or the disk does not know such files.
    """
    if not hasattr(os, "O_TMPFILE"):
        return None
    try:
        return os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o600)
    except OSError:
        return None


def give_name(handle: int, target: Path) -> None:
    """Let a nameless file be `target`; FileExistsError where that is there already."""
    folder = os.open(target.parent, os.O_RDONLY)
    try:  # with a folder given, Python follows the link in /proc; without, it would link that link itself
        os.link(f"/proc/self/fd/{handle}", target, src_dir_fd=folder)
    finally:
        os.close(folder)


def write_aside(file: Path, content: bytes) -> None:
    """Write beside the file, flush to disk, then put in place."""
    _flushed_aside(file, content).replace(file)


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


_PACKAGE = Path(str(files("monitorlib")))


def shipped(name: str) -> Path:
    """The folder "notebooks", "dashboards" or "data" that came with this package."""
    inside = _PACKAGE / "shipped" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def is_checkout() -> bool:
    """Whether this is the repository itself, and no installation."""
    return (_PACKAGE.parent / "pyproject.toml").is_file() and not (_PACKAGE / "shipped").is_dir()
