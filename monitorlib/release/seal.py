"""The seal of a period: which releases were made, signed with a key that stands inside the wall (decision 81).

A checksum tells an accident: whoever changes a file can write its checksum too. The seal tells origin. It lists
the checksums of all releases of a team and period and the last one that was taken back, and a reader shows nothing
that it does not list. Light: a viewer's kernel reads it, with the public half of the key that it was handed.
"""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.foundation.unchanged import while_unchanged
from monitorlib.released import from_json
from monitorlib.workspace import Workspace

SEAL_FILE = "zegel.json"
SEAL_VARIABLE = "MONITOR_SEAL"
TEAMS_VARIABLE = "MONITOR_TEAMS"  # a JSON list of names: a right, unlike the team that a page opens with
_KIND = b"monitorlib zegel 1\n"  # stands before what is signed, so that no signature serves for anything else


@dataclass(frozen=True)
class Withdrawal:
    """The number of the last release that was taken back, why, and when (ISO)."""

    number: int
    reason: str
    at: str


@dataclass(frozen=True)
class Ledger:
    """The releases of one team and period: number → checksum, and what was taken back.

    `place` is the team's folder and the period's, so that it holds nowhere else. `witness` is where the trail of
    who did what ended when this was noted ("12:" and a hash); "" in a ledger of before there was one.
    """

    place: str
    releases: dict[str, str]
    withdrawn: Withdrawal | None = None
    witness: str = ""

    @property
    def numbers(self) -> list[int]:
        """The numbers of all releases, the oldest first."""
        return sorted(map(int, self.releases))

    @property
    def shown(self) -> list[int]:
        """The numbers that were made after the last one that was taken back, the oldest first."""
        last = self.withdrawn.number if self.withdrawn else 0
        return [number for number in self.numbers if number > last]


@dataclass(frozen=True)
class Releases:
    """A release folder, and the public key that its seals must answer to; None where no key was made yet.

    `teams`: whose releases may be looked at here; None is every team.
    """

    folder: Path
    public: bytes | None
    teams: tuple[str, ...] | None = None


def handed_releases(workspace: Workspace) -> Releases:
    """The releases for a viewer's kernel: the public key is the one that the process which started it handed over.

    Not one that lies beside the releases: whoever can replace those could replace it too.
    """
    try:
        public = bytes.fromhex(os.environ.get(SEAL_VARIABLE, ""))
    except ValueError:
        public = b""
    return Releases(workspace.release, public or None, handed_teams())


def handed_teams() -> tuple[str, ...] | None:
    """The teams that the process which started this one allows it; None is every team.

    What cannot be read allows none.
    """
    told = os.environ.get(TEAMS_VARIABLE, "")
    if not told:
        return None
    try:
        teams = json.loads(told)
    except ValueError:
        return ()
    return tuple(team for team in teams if isinstance(team, str)) if isinstance(teams, list) else ()


def read_seal(releases: Releases, period: Path) -> Ledger:
    """What was released in a period's folder; refused where it is not signed by our key, or for another folder."""
    file = period / SEAL_FILE
    if not file.is_file():
        raise UserError(_UNSEALED.fill(place=place_of(period)), SEAL_IT)
    return _read(file, period, releases.public)


@while_unchanged
def _read(file: Path, period: Path, public: bytes | None) -> Ledger:
    place = place_of(period)
    try:
        sealed = json.loads(file.read_text(encoding="utf-8"))
        ledger, signature = ledger_in(sealed["seal"]), bytes.fromhex(sealed["signature"])
        key, signed = sealed["key"], spelled(ledger)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise UserError(_UNREADABLE.fill(place=place), SEAL_IT) from None
    if public is None or key != key_id(public):
        raise UserError(_OTHER_KEY.fill(place=place), _START_AGAIN)
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, signed)
    except (InvalidSignature, ValueError):  # a ValueError is a public key that is none
        raise UserError(_FALSE.fill(place=place), SEAL_IT) from None
    if ledger.place != place:
        raise UserError(_ELSEWHERE.fill(place=place), SEAL_IT)
    return ledger


def spelled(ledger: Ledger) -> bytes:
    """The bytes that are signed: one fixed spelling, behind the name of what it is."""
    return _KIND + canonical(as_values(ledger)).encode()


def as_values(ledger: Ledger) -> dict[str, Any]:
    """A ledger as plain JSON values; one of before there was a trail as it was spelled, and signed, then."""
    withdrawn = ledger.withdrawn and vars(ledger.withdrawn)
    values = {"place": ledger.place, "releases": ledger.releases, "withdrawn": withdrawn}
    return {**values, "witness": ledger.witness} if ledger.witness else values


def ledger_in(values: dict[str, Any]) -> Ledger:
    """The ledger in plain JSON values; ValueError or TypeError where they are none."""
    return from_json(Ledger, {"witness": "", **values})


def canonical(values: dict[str, Any]) -> str:
    """JSON values in one fixed spelling."""
    return json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def key_id(public: bytes) -> str:
    """A short name for a public key, by which a reader can tell another key from a change."""
    return hashlib.sha256(public).hexdigest()[:16]


def place_of(period: Path) -> str:
    """The folder of a team and of a period, as messages and ledgers name it."""
    return f"{period.parent.name}/{period.name}"


SEAL_IT = Text(
    "Vraag uw databeheerder: monitor publish --workspace MAP --all.",
    "Ask your data manager: monitor publish --workspace DIR --all.",
)
_START_AGAIN = Text(
    "Start dit scherm opnieuw. Blijft het zo? Vraag uw databeheerder: monitor publish --workspace MAP --all.",
    "Start this screen again. Does it stay? Ask your data manager: monitor publish --workspace DIR --all.",
)
_UNSEALED = Text("De vrijgaven van {place} hebben geen zegel.", "The releases of {place} have no seal.")
_UNREADABLE = Text("Het zegel van {place} is niet leesbaar.", "The seal of {place} is not readable.")
_OTHER_KEY = Text(
    "Het zegel van {place} is met een andere sleutel gemaakt dan die van deze werkmap.",
    "The seal of {place} was made with another key than that of this workspace.",
)
_FALSE = Text(
    "Het zegel van {place} klopt niet: het is na het vrijgeven veranderd.",
    "The seal of {place} is not right: it was changed after the release.",
)
_ELSEWHERE = Text(
    "Het zegel van {place} hoort bij een ander team of een andere periode.",
    "The seal of {place} belongs to another team or period.",
)
