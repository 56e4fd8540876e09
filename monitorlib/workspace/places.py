"""A workspace: the folder outside the code that holds one organisation's data, and the places in it."""

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitorlib.foundation.errors import UserError, did_you_mean, where_wrong
from monitorlib.foundation.texts import Text
from monitorlib.workspace.settings import Settings
from monitorlib.workspace.settings_file import (
    MEND,
    NEW_SETTINGS,
    SETTINGS_FILE,
    setting_problems,
    settings_in,
)

PRIVATE_FOLDER = 0o700
WORKSPACE_VARIABLE = "MONITOR_WORKSPACE"
# the address that phones open (https://…/meedoen?code=…), for the projector; empty: no phones on offer
PHONES_VARIABLE = "MONITOR_PHONES"
ROOM_LETTERS = 8  # of a meeting's name, in the address of a QR code: enough to tell two meetings apart


@dataclass(frozen=True)
class Workspace:
    """The places in a workspace. Only `intake`, `measurements` and `runs` may look inside the wall."""

    path: Path

    @classmethod
    def open(cls, path: str | Path) -> "Workspace":
        """The workspace in an existing folder; a UserError says which was meant, or how to begin one."""
        workspace = cls(Path(path))
        if not workspace.settings_file.is_file():
            raise _no_workspace(workspace.path)
        return workspace

    @classmethod
    def create(cls, path: str | Path, settings: str = NEW_SETTINGS) -> "Workspace":
        """The workspace in this folder, made first where there is none; existing settings stay."""
        workspace = cls(Path(path))
        workspace.path.parent.mkdir(parents=True, exist_ok=True)
        made_private(workspace.path)
        if not workspace.settings_file.exists():
            workspace.settings_file.write_text(settings, encoding="utf-8")
        return workspace

    @property
    def settings_file(self) -> Path:
        """`workspace.toml`."""
        return self.path / SETTINGS_FILE

    @property
    def measurements(self) -> Path:
        """The Delta table; inside the wall."""
        return self.path / "measurements"

    @property
    def rejects(self) -> Path:
        """What an import refused; inside the wall."""
        return self.path / "rejects"

    @property
    def runs(self) -> Path:
        """Executed notebooks and proposals for a release; inside the wall."""
        return self.path / "runs"

    @property
    def release(self) -> Path:
        """What has been released: all that a viewer may read."""
        return self.path / "release"

    @property
    def instruments(self) -> Path:
        """The organisation's own instruments."""
        return self.path / "instruments"

    @property
    def profiles(self) -> Path:
        """The organisation's own import profiles."""
        return self.path / "profiles"

    @property
    def session_log(self) -> str | Path:
        """Where the session log is: the database address `sessielog` in the settings, else a SQLite file."""
        return self._content().get("sessielog") or (self.path / "sessions.sqlite").resolve()

    def settings(self) -> Settings:
        """The settings, checked: a UserError tells all that is wrong in the file at once."""
        content = self._content()
        problems = list(setting_problems(content))
        if problems:
            raise UserError(
                [Text(f"{SETTINGS_FILE}: {p.nl}", f"{SETTINGS_FILE}: {p.en}") for p in problems], MEND
            )
        return settings_in(content)

    def _content(self) -> dict[str, Any]:
        try:
            return tomllib.loads(self.settings_file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            where = where_wrong(error)
            raise UserError(
                Text(
                    f"{SETTINGS_FILE}: geen geldig TOML-bestand{where.nl}.",
                    f"{SETTINGS_FILE}: no valid TOML{where.en}.",
                ),
                MEND,
            ) from None


def _no_workspace(path: Path) -> UserError:
    """A name that was typed wrongly is met more often than a workspace that is still to be begun."""
    if path.exists():
        return UserError(
            Text(
                f"'{path}' is geen werkmap: er staat geen {SETTINGS_FILE} in.",
                f"'{path}' is no workspace: it holds no {SETTINGS_FILE}.",
            ),
            _BEGIN,
        )
    return UserError(
        Text(
            f"'{path}' is geen werkmap: die map bestaat niet.",
            f"'{path}' is no workspace: there is no such folder.",
        ),
        _meant(path)
        or Text(
            f"Controleer de naam. Nog geen werkmap? {_BEGIN.nl}",
            f"Check the name. No workspace yet? {_BEGIN.en}",
        ),
    )


def _meant(path: Path) -> Text | None:
    """The workspace in the same folder that has nearly this name."""
    try:
        beside = [each.name for each in path.parent.iterdir() if (each / SETTINGS_FILE).is_file()]
    except OSError:  # nobody may look there, or there is no such folder either
        return None
    return did_you_mean(path.name, sorted(beside))


_BEGIN = Text(
    "Begin met: monitor import BESTAND --workspace MAP --key SLEUTEL.",
    "Begin with: monitor import FILE --workspace DIR --key KEY.",
)


def made_private(folder: Path, parents: bool = False) -> Path:
    """The folder, made where it is not there, for its owner only: nobody else comes at the files in it.

    The rights of a folder that is there already stay as they are: somebody may have set them on purpose.
    """
    if parents and not folder.parent.exists():
        made_private(folder.parent, parents=True)
    folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    return folder


def open_workspace(path: str = "") -> Workspace:
    """The workspace at `path`; without a path the one that MONITOR_WORKSPACE names (set by `monitor lab`).

    Parameters
    ----------
    path : str
        Its folder; where it is left out, what MONITOR_WORKSPACE names.

    Returns
    -------
    Workspace
        Its places and, by `settings()`, its settings.

    Raises
    ------
    UserError
        There is no workspace.

    Examples
    --------
    >>> import monitorlib as ml
    >>> ml.open_workspace("demo").settings().min_residents
    10
    """
    chosen = path or os.environ.get(WORKSPACE_VARIABLE, "")
    if not chosen:
        raise UserError(
            Text("Er is geen werkmap gekozen.", "No workspace was chosen."),
            Text(
                f"Start met 'monitor lab', of zet {WORKSPACE_VARIABLE} op de map.",
                f"Start with 'monitor lab', or set {WORKSPACE_VARIABLE} to the folder.",
            ),
        )
    return Workspace.open(chosen)
