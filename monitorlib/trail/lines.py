"""One line of the trail: what may stand in it, and how it is spelled. Standard library only."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from monitorlib.workspace import Workspace

FOLDER, TRAIL_FILE, HEAD_FILE = "trail", "spoor.jsonl", "einde.json"
FIRST = "0" * 64  # what the first line follows on

OPENED, RELEASED, WITHDREW, EXPORTED, REPORTED = "opened", "released", "withdrew", "exported", "reported"
CASELOAD, IMPORTED, UNDID, FORGOT = "caseload", "imported", "undid", "forgot"
RESIDENT_PAGE, RESIDENT_DATA, BACKED_UP, RESTORED = "resident_page", "resident_data", "backed_up", "restored"
MENDED, GAP = "mended", "gap"
_RELEASE = {"team": str, "period": str, "number": int}
# what a line of each kind may hold: nothing that somebody typed (a reason, the name of a file), and of whom a
# page was made or who was forgotten nothing at all
MAY_HOLD: dict[str, dict[str, type]] = {
    OPENED: {"team": str, "page": str},
    RELEASED: _RELEASE,
    WITHDREW: _RELEASE,
    EXPORTED: {"team": str, "period": str, "format": str},
    REPORTED: {"team": str, "period": str, "format": str, "audience": str},
    CASELOAD: {"team": str, "period": str},
    IMPORTED: {"version": int, "files": int},
    UNDID: {"version": int},
    FORGOT: {},
    RESIDENT_PAGE: {},
    RESIDENT_DATA: {},
    BACKED_UP: {"mark": str, "version": int},
    RESTORED: {"mark": str, "line": int},
    MENDED: {"bytes": int},
    GAP: {"expected": int, "found": int},
}


@dataclass(frozen=True)
class Line:
    """One line: its number, when (ISO, UTC), by which account, what, about what, and the hash of the line before.

    `hash` is its own: the SHA-256 of its bytes, without the end of the line.
    """

    n: int
    at: str
    account: str
    what: str
    about: dict[str, str | int]
    before: str
    hash: str


@dataclass(frozen=True)
class Head:
    """Where the trail ends, kept beside it: the number of the last line, and its hash."""

    n: int
    hash: str

    def spelled(self) -> str:
        """As one word, as a seal and a backup hold it."""
        return f"{self.n}:{self.hash}"


def trail_folder(workspace: Workspace) -> Path:
    """Where the trail lies: inside the wall."""
    return workspace.path / FOLDER


def spelled(n: int, at: str, account: str, what: str, about: dict, before: str) -> bytes:
    """The bytes of a line, without its end; ValueError for what such a line may not hold (our bug)."""
    refuse_undeclared(what, about)
    values = {"n": n, "at": at, "account": account, "what": what, "about": about, "before": before}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def refuse_undeclared(what: str, about: dict) -> None:
    """ValueError for a kind of line that there is not, or for what it may not hold."""
    allowed = MAY_HOLD.get(what)
    if allowed is None:
        raise ValueError(f"no such line: {what}")
    odd = sorted(name for name, value in about.items() if type(value) is not allowed.get(name))
    if odd:
        raise ValueError(f"a line '{what}' may not hold {', '.join(odd)}")


def line_in(content: bytes) -> Line | None:
    """The line that these bytes spell; None for anything else."""
    try:
        told = json.loads(content)
        line = Line(**told, hash=hash_of(content))
        refuse_undeclared(line.what, line.about)
        whole = type(line.n) is int and all(
            type(each) is str for each in (line.at, line.account, line.before)
        )
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    return line if whole else None


def hash_of(content: bytes) -> str:
    """The SHA-256 of a line's bytes."""
    return hashlib.sha256(content).hexdigest()


def read_head(workspace: Workspace) -> Head | None:
    """Where the trail ended when the last line was written; None where that is not known."""
    return head_in(trail_folder(workspace) / HEAD_FILE)


def head_in(file: Path) -> Head | None:
    """The end that a file tells."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        return Head(int(told["n"]), str(told["hash"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
