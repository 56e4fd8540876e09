"""Sealing: the ledger of a period, signed and put beside its releases. Inside the wall.

Only what the ledger knows is sealed. That makes the workspaces of before there were seals readable, and heals
what a process that was stopped, a lost key or a hand left behind.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from monitorlib.foundation.errors import UserError, choose_from
from monitorlib.foundation.files import write_aside
from monitorlib.foundation.texts import Text, as_typed
from monitorlib.measurements import release_lock
from monitorlib.release.history import all_periods, note, period_releases, read_ledger
from monitorlib.release.keys import releases_of, signing_key
from monitorlib.release.read import MOST_TOLD, release_files, team_folder_name
from monitorlib.release.seal import (
    SEAL_FILE,
    Ledger,
    Releases,
    as_values,
    key_id,
    place_of,
    read_seal,
    spelled,
)
from monitorlib.workspace import Workspace


@dataclass(frozen=True)
class Sealed:
    """What a round of sealing did: how many periods were sealed, whether with another key than before, and the
    releases that the ledger does not know (their places), which were left as they are."""

    periods: int = 0
    new_key: bool = False
    unknown: tuple[str, ...] = ()


def seal_period(workspace: Workspace, period: Path) -> bool:
    """Put the signed ledger beside the releases of a period; False where it stood there already, or is empty."""
    ledger = read_ledger(workspace, period)
    if not ledger.releases or _stands(releases_of(workspace), period, ledger):
        return False
    note(workspace, period, ledger)  # one of before there were seals is from now on as the others
    write_aside(period / SEAL_FILE, _signed(workspace, ledger))
    return True


def seal_what_stands(workspace: Workspace) -> Sealed:
    """Seal every period whose seal is not there, or is not what the ledger says.

    UserError: a key that is not right, before anything; a release that is missing or changed, of which nothing is
    sealed while the rest is.
    """
    if not all_periods(workspace):
        return Sealed()
    signing_key(workspace)
    if not any(_to_do(workspace)):
        return Sealed()
    with release_lock(workspace):
        before, problems, unknown, sealed = _keys_in_use(workspace), [], [], 0
        for period in [*_to_do(workspace)]:
            try:
                pasts = period_releases(workspace, period)
                sealed += seal_period(workspace, period)
            except UserError as error:
                problems.append(Text(error.message("nl"), error.message("en")))
                continue
            unknown += [f"{place_of(period)}/{past.file.name}" for past in pasts if not past.noted]
        if problems:
            raise UserError(problems)
        ours = key_id(releases_of(workspace).public or b"")
        return Sealed(sealed, bool(before) and ours not in before, tuple(unknown))


def refuse_unsealed(workspace: Workspace, team: str | None = None) -> None:
    """Raise a UserError where the seals do not say what the ledger says: not sealed yet, or an older one put back.

    For whoever opens the releases for others: a reader alone cannot tell an old seal from the newest one. `team`:
    of this team only. Where the ledger is not at hand, as on a computer with only the releases, nothing is asked.
    """
    if not any(_differing(workspace, team)):
        return
    with release_lock(workspace):  # somebody may be sealing just now
        places = [*_differing(workspace, team)]
    if places:
        more = len(places) - MOST_TOLD
        told = [*places[:MOST_TOLD], *([f"+ {more}"] if more > 0 else [])]
        raise UserError(
            _NOT_THE_NEWEST.fill(places=", ".join(told)), _SEAL_FIRST.fill(place=as_typed(workspace.path))
        )


def nothing_of(workspace: Workspace, team: str, known: list[str]) -> UserError:
    """That nothing was released of a team, and what to do: release one that was measured, or choose from `known`.

    Looks at the names in the measurements: for who types commands, never for a screen. An empty `team`: of any.
    """
    place = as_typed(workspace.path)
    if team and team in _measured_teams(workspace):
        return UserError(
            Text(
                f"Van team '{team}' is nog niets vrijgegeven.",
                f"Nothing has been released of team '{team}' yet.",
            ),
            _RELEASE_IT.fill(place=place, team=as_typed(team)),
        )
    if not known:
        return UserError(_NOTHING_YET, _RELEASE_ALL.fill(place=place))
    return UserError(
        Text(f"Van team '{team}' is niets vrijgegeven.", f"Nothing has been released of team '{team}'."),
        choose_from(team, known),
    )


def _measured_teams(workspace: Workspace) -> list[str]:
    from monitorlib.measurements.delta import teams_in  # a Delta table is seldom asked for here

    try:
        return teams_in(workspace)
    except UserError:  # a workspace may hold releases alone
        return []


def _differing(workspace: Workspace, team: str | None) -> Iterator[str]:
    """The places that have something noted and not the seal of it."""
    releases = releases_of(workspace)
    for period in all_periods(workspace, None if team is None else team_folder_name(team)):
        ledger = _noted(workspace, period)
        if ledger is None or ledger.releases and not _stands(releases, period, ledger):
            yield place_of(period)


def _to_do(workspace: Workspace) -> Iterator[Path]:
    """The periods without the seal that their ledger asks for, or with a release that it does not know."""
    releases = releases_of(workspace)
    for period in all_periods(workspace):
        ledger = _noted(workspace, period)
        files = {file.stem for file in release_files(period)}
        if ledger is None or files - ledger.releases.keys() or not _stands(releases, period, ledger):
            yield period


def _noted(workspace: Workspace, period: Path) -> Ledger | None:
    """The ledger of a period; None where it, or a release that an older one names, is refused."""
    try:
        return read_ledger(workspace, period)
    except UserError:
        return None


def _stands(releases: Releases, period: Path, ledger: Ledger) -> bool:
    try:
        return read_seal(releases, period) == ledger
    except UserError:
        return False


def _keys_in_use(workspace: Workspace) -> set[str]:
    """The names of the keys that the seals of this workspace say they were made with."""
    found = set()
    for file in workspace.release.glob(f"*/*/{SEAL_FILE}"):
        try:
            found.add(str(json.loads(file.read_text(encoding="utf-8"))["key"]))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            continue
    return found


def _signed(workspace: Workspace, ledger: Ledger) -> bytes:
    key = signing_key(workspace)
    written = {
        "seal": as_values(ledger),
        "key": key_id(key.public_key().public_bytes_raw()),
        "signature": key.sign(spelled(ledger)).hex(),
    }
    return json.dumps(written, ensure_ascii=False, indent=1).encode()


_NOT_THE_NEWEST = Text(
    "Het zegel is er niet, of is niet het laatste: {places}.",
    "The seal is not there, or is not the last one: {places}.",
)
_SEAL_FIRST = Text(
    "Doe eerst: monitor publish --workspace {place} --all.",
    "First do: monitor publish --workspace {place} --all.",
)
_NOTHING_YET = Text(
    "In deze werkmap is nog niets vrijgegeven.", "Nothing has been released in this workspace yet."
)
_RELEASE_IT = Text(
    "Doe eerst: monitor publish --workspace {place} --team {team}",
    "First do: monitor publish --workspace {place} --team {team}",
)
_RELEASE_ALL = Text(
    "Doe eerst: monitor publish --workspace {place} --all",
    "First do: monitor publish --workspace {place} --all",
)
