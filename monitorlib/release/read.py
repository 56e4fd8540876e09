"""Reading releases: all that a viewer needs. Standard library only; opens only the release folder."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from monitorlib.errors import UserError
from monitorlib.release.words import worded
from monitorlib.released import SCHEMA, Release, from_json, upgraded
from monitorlib.texts import Text

TEAM_FILE = "team.json"
WITHDRAWN_FILE = "ingetrokken.json"


@dataclass(frozen=True)
class ReleasedTeam:
    """A team that has at least one release, and the folder of its releases."""

    team: str
    folder: Path


def team_folder_name(team: str) -> str:
    """A folder name for a team: readable, and unique where two names read alike ("Oost", "Öost")."""
    plain = re.sub(r"[^a-z0-9]+", "-", team.lower()).strip("-")[:40]
    return f"{plain}-{hashlib.sha256(team.encode()).hexdigest()[:8]}"


def released_teams(folder: Path) -> list[ReleasedTeam]:
    """The teams with a release that may be shown, by name; an empty list where there is none."""
    teams = []
    for file in folder.glob(f"*/{TEAM_FILE}"):
        if any(map(shown_files, file.parent.iterdir())):
            teams.append(ReleasedTeam(json.loads(file.read_text(encoding="utf-8"))["team"], file.parent))
    return sorted(teams, key=lambda released: released.team.casefold())


def newest_releases(team_folder: Path, leaving: bool = False) -> list[Release]:
    """The newest release of each period of a team that may be shown, the latest period first.

    `leaving`: for readers outside the team, the newest that may leave the room; a period without one is left out.
    """
    periods = [numbers for numbers in map(shown_files, sorted(team_folder.iterdir())) if numbers]
    found = (next(_newest_first(numbers, leaving), None) for numbers in periods)
    releases = [release for release in found if release is not None]
    return sorted(releases, key=lambda r: (r.content.period.end, r.content.period.id), reverse=True)


def _newest_first(files: list[Path], leaving: bool) -> Iterator[Release]:
    return (release for release in map(read_release, reversed(files)) if release.may_leave or not leaving)


def release_files(period_folder: Path) -> list[Path]:
    """All releases of one period, the oldest first; an empty list for anything else."""
    if not period_folder.is_dir():
        return []
    return sorted(period_folder.glob("[0-9]*.json"), key=lambda file: int(file.stem))


def shown_files(period_folder: Path) -> list[Path]:
    """The releases of one period that were made after the last one that was taken back."""
    last = withdrawn(period_folder)
    return [file for file in release_files(period_folder) if int(file.stem) > last]


def withdrawn(period_folder: Path) -> int:
    """The number of the last release that was taken back; it and all before it are not shown. 0 for none."""
    file = period_folder / WITHDRAWN_FILE
    try:
        return int(json.loads(file.read_text(encoding="utf-8"))["number"]) if file.is_file() else 0
    except (OSError, ValueError, KeyError, TypeError):
        raise _refused(file, Text("niet leesbaar", "not readable")) from None


def checksum(release: dict) -> str:
    """The SHA-256 of a release's JSON values in one fixed spelling."""
    spelling = json.dumps(release, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(spelling.encode()).hexdigest()


def read_release(file: Path) -> Release:
    """The release in a file; refused when its checksum, its schema or one of its fields is not right."""
    try:
        sealed = json.loads(file.read_text(encoding="utf-8"))
        release, seal = sealed["release"], sealed["checksum"]
    except (OSError, ValueError, KeyError, TypeError):
        raise _refused(file, Text("niet leesbaar", "not readable")) from None
    if checksum(release) != seal:
        raise _refused(file, Text("veranderd na het vrijgeven", "changed after its release"))
    try:
        current = upgraded(release)
        if current.get("schema") != SCHEMA:
            raise _refused(file, Text("van een andere versie", "of another version"))
        return _in_words_of_now(from_json(Release, current))
    except (AttributeError, KeyError, TypeError):
        raise _refused(file, Text("van een andere versie", "of another version")) from None
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
    known = {figure.file: figure.sha256 for figure in release.figures}
    path = team_folder / release.content.period.id / file
    try:
        svg = path.read_bytes()
    except OSError:
        raise _refused(path, Text("niet leesbaar", "not readable")) from None
    if hashlib.sha256(svg).hexdigest() != known[file]:
        raise _refused(path, Text("veranderd na het vrijgeven", "changed after its release"))
    return svg.decode()


def _refused(file: Path, why: Text) -> UserError:
    name = "/".join(file.parts[-3:])
    return UserError(
        Text(f"Vrijgave {name} is {why.nl}.", f"Release {name} is {why.en}."),
        Text("Geef dit team opnieuw vrij: monitor publish.", "Release this team again: monitor publish."),
    )
