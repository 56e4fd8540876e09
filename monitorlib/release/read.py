"""Reading releases: all that a viewer needs. Light; opens only the release folder.

Nothing is read that the seal of its period does not list, byte for byte (release/seal.py), and nothing that
lies in another folder than its own or outside its domains (release/domains.py).
"""

import hashlib
import json
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import LANGUAGES, Text
from monitorlib.foundation.unchanged import while_unchanged
from monitorlib.release.domains import out_of_domain
from monitorlib.release.seal import SEAL_FILE, Ledger, Releases, canonical, read_seal
from monitorlib.release.value_kinds import PICTURE
from monitorlib.release.windows import Window, may_be_about
from monitorlib.release.words import worded
from monitorlib.released import SCHEMA, Release, from_json, upgraded

TEAM_FILE = "team.json"
MOST_TOLD = 3  # of what lies outside its domain


@dataclass(frozen=True)
class ReleasedTeam:
    """A team that has at least one release, and the folder of its releases."""

    team: str
    folder: Path


def team_folder_name(team: str) -> str:
    """A folder name for a team: readable, and unique where two names read alike ("Oost", "Öost")."""
    plain = re.sub(r"[^a-z0-9]+", "-", team.lower()).strip("-")[:40]
    return f"{plain}-{hashlib.sha256(team.encode()).hexdigest()[:8]}"


def released_teams(releases: Releases, wanted: str = "") -> list[ReleasedTeam]:
    """The teams with a release that may be shown, by name; an empty list where there is none.

    `wanted`: only this team. Only teams whose releases may be looked at here (`Releases.teams`). A team whose
    releases are refused is there too, so that whoever looks at it reads why; where its folder holds another name,
    under the name of the folder.
    """
    teams = [
        ReleasedTeam(name_in(file.parent) or file.parent.name, file.parent)
        for file in releases.folder.glob(f"{team_folder_name(wanted) if wanted else '*'}/{TEAM_FILE}")
        if _may_show(releases, file.parent)
        and any(_is_there_to_see(releases, period) for period in file.parent.iterdir())
    ]
    return sorted(teams, key=lambda released: released.team.casefold())


def _may_show(releases: Releases, team_folder: Path) -> bool:
    """By the folder's name, which follows from the team's: what stands in the folder may be another's."""
    return releases.teams is None or team_folder.name in map(team_folder_name, releases.teams)


def name_in(team_folder: Path) -> str | None:
    """The team's name in its folder; None where there is none, or another team's."""
    try:
        name = json.loads((team_folder / TEAM_FILE).read_text(encoding="utf-8"))["team"]
        return name if team_folder_name(name) == team_folder.name else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def newest_releases(
    releases: Releases, team_folder: Path, leaving: bool = False, windows: Container[Window] | None = None
) -> list[Release]:
    """The newest release of each period of a team that may be shown, the latest period first.

    `leaving`: for readers outside the team, the newest that may leave the room; a period without one is left out.
    `windows`: whoever asks for these only need not wait for the others; one that is told of is not always one of
    them.
    """
    strange = (team_folder / TEAM_FILE).exists() and name_in(team_folder) is None
    if strange or not _may_show(releases, team_folder):
        raise _refused(team_folder / TEAM_FILE, Text("van een ander team", "of another team"))
    periods = [files for period in sorted(team_folder.iterdir()) if (files := shown_files(releases, period))]
    near = (files for files in periods if windows is None or may_be_about(files, windows))
    found = (next(_newest_first(releases, files, leaving), None) for files in near)
    shown = [release for release in found if release is not None]
    return sorted(shown, key=lambda r: (r.content.period.end, r.content.period.id), reverse=True)


def _newest_first(releases: Releases, files: list[Path], leaving: bool) -> Iterator[Release]:
    read = (read_release(releases, file) for file in reversed(files))
    return (release for release in read if release.may_leave or not leaving)


def release_files(period_folder: Path) -> list[Path]:
    """All files of releases in a period's folder, the oldest first, sealed or not; none of anything else."""
    if not period_folder.is_dir():
        return []
    files = [file for file in period_folder.glob("*.json") if re.fullmatch("[1-9][0-9]*", file.stem)]
    return sorted(files, key=lambda file: int(file.stem))


def sealed_files(releases: Releases, period_folder: Path) -> list[Path]:
    """The releases that a period's seal lists, the oldest first; none where nothing was released."""
    ledger = _seal_of(releases, period_folder)
    return [period_folder / f"{number}.json" for number in ledger.numbers] if ledger else []


def shown_files(releases: Releases, period_folder: Path) -> list[Path]:
    """Those of the releases that were made after the last one that was taken back."""
    ledger = _seal_of(releases, period_folder)
    return [period_folder / f"{number}.json" for number in ledger.shown] if ledger else []


def _seal_of(releases: Releases, period_folder: Path) -> Ledger | None:
    """A period's seal; None for a folder in which nothing was released, and for anything else."""
    if not (period_folder / SEAL_FILE).is_file() and not release_files(period_folder):
        return None
    return read_seal(releases, period_folder)


def _is_there_to_see(releases: Releases, period_folder: Path) -> bool:
    try:
        return shown_files(releases, period_folder) != []
    except UserError:
        return True  # why it is refused


def checksum(release: dict[str, Any]) -> str:
    """The SHA-256 of a release's JSON values in one fixed spelling: tells an accident, not who wrote them."""
    return hashlib.sha256(canonical(release).encode()).hexdigest()


def read_release(releases: Releases, file: Path) -> Release:
    """The release in a file; refused when the seal of its period does not list it as it is."""
    listed = read_seal(releases, file.parent).releases.get(file.stem)
    if listed is None:
        raise _refused(file, Text("niet verzegeld", "not sealed"))
    try:
        return _opened(file, listed)
    except OSError:  # it is gone
        raise _refused(file, _UNREADABLE) from None


@while_unchanged
def _opened(file: Path, listed: str) -> Release:
    return opened(file, listed)


def opened(file: Path, listed: str | None = None) -> Release:
    """The release in a file of a period's folder, whether or not a seal lists it.

    Refused: another file than the one that is `listed`; what `whole` refuses; a team, period or number that is not
    that of its place.
    """
    digest, release = _found_in(file)
    if listed not in (None, digest):
        raise _refused(file, _CHANGED)
    if isinstance(release, UserError):
        raise release.with_traceback(None)
    own = (team_folder_name(release.content.team), release.content.period.id, str(release.manifest.number))
    if own != (*file.parts[-3:-1], file.stem):
        raise _refused(file, _ELSEWHERE)
    return release


def _found_in(file: Path) -> tuple[str, Release | UserError]:
    try:
        return _digest_and_release(file)
    except OSError:
        raise _refused(file, _UNREADABLE) from None


@while_unchanged
def _digest_and_release(file: Path) -> tuple[str, Release | UserError]:
    """The SHA-256 of a file and what stands in it, of the same bytes: a release, or why it is refused."""
    content = file.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    try:
        return digest, _parsed(file, content)
    except UserError as error:
        return digest, error


def whole(file: Path) -> Release:
    """The release in a file wherever it lies; refused: a checksum or schema that is not right, a value outside its
    domain."""
    return _parsed(file, _bytes_of(file))


def _parsed(file: Path, content: bytes) -> Release:
    try:
        written = json.loads(content)
        values, told = written["release"], written["checksum"]
        right = checksum(values) == told
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _refused(file, _UNREADABLE) from None
    if not right:
        raise _refused(file, _CHANGED)
    release = _of_this_schema(file, values)
    problems = [*islice(out_of_domain(release), MOST_TOLD)]
    if problems:
        nl, en = ("; ".join(problem[language] for problem in problems) for language in LANGUAGES)
        raise _refused(file, Text(f"niet geldig ({nl})", f"not valid ({en})"))
    return release


def _of_this_schema(file: Path, release: dict[str, Any]) -> Release:
    try:
        current = upgraded(release)
        if current.get("schema") != SCHEMA:
            raise _refused(file, _OTHERWISE)
        return _in_words_of_now(from_json(Release, current))
    except (ArithmeticError, AttributeError, KeyError, TypeError):
        raise _refused(file, _OTHERWISE) from None
    except ValueError as error:
        raise _refused(file, Text(f"niet volledig ({error})", f"not complete ({error})")) from None


def _in_words_of_now(release: Release) -> Release:
    """The release; one of an older schema with the words that follow from what it shows."""
    if not release.reworded:
        return release
    content = release.content
    views = tuple(worded(view, content.margin) for view in content.views)
    return replace(release, content=replace(content, views=views))


def read_figure(team_folder: Path, release: Release, file: str) -> str:
    """The SVG text of one of the release's pictures; refused when it is not the file that was released."""
    path = team_folder / release.content.period.id / file
    known = {each.file: each.sha256 for each in release.figures}
    known |= {each.file: each.sha256 for each in release.card_pictures}
    if file not in known or not PICTURE.holds(file):
        raise _refused(path, Text("geen plaatje van deze vrijgave", "no picture of this release"))
    svg = _bytes_of(path)
    if hashlib.sha256(svg).hexdigest() != known[file]:
        raise _refused(path, _CHANGED)
    return svg.decode()


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        raise _refused(file, _UNREADABLE) from None


_UNREADABLE = Text("niet leesbaar", "not readable")
_CHANGED = Text("veranderd na het vrijgeven", "changed after its release")
_ELSEWHERE = Text("van een ander team, periode of nummer", "of another team, period or number")
_OTHERWISE = Text("van een andere versie", "of another version")


def _refused(file: Path, why: Text) -> UserError:
    name = "/".join(file.parts[-3:])
    return UserError(
        Text(f"Vrijgave {name} is {why.nl}.", f"Release {name} is {why.en}."),
        Text("Geef dit team opnieuw vrij: monitor publish.", "Release this team again: monitor publish."),
    )
