"""Writing a team's report: released numbers and the session log, in one HTML file."""

from pathlib import Path

from monitorlib import pages
from monitorlib.errors import UserError
from monitorlib.release.files import write_aside
from monitorlib.release.read import newest_releases, read_figure, released_teams, team_folder_name
from monitorlib.released import Release
from monitorlib.sessions import SessionLog
from monitorlib.texts import Text
from monitorlib.workspace import Workspace


def write_report(
    workspace: Workspace, team: str, period: str | None, output: Path | None, language: str
) -> Path:
    """Write the report of the period (the latest without a wish); returns the file."""
    folder, release = _find(workspace, team, period)
    figures = {
        f.file: read_figure(folder, release, f.file) for f in release.figures if f.language == language
    }
    log = SessionLog(workspace.session_log).of_team(team, release.content.period.id)
    kept = {(place.instrument, place.rater, place.leefgebied): answers for place, answers in log.items()}
    file = output or Path(f"{team_folder_name(team)}-{release.content.period.id}.html")
    write_aside(file, pages.report(release, figures, kept, language).encode())
    return file


def _find(workspace: Workspace, team: str, period: str | None) -> tuple[Path, Release]:
    teams = {released.team: released.folder for released in released_teams(workspace.release)}
    if team not in teams:
        known = ", ".join(teams) or "–"
        raise UserError(
            Text(f"Van team '{team}' is niets vrijgegeven.", f"Nothing has been released of team '{team}'."),
            Text(f"Wel van: {known}.", f"Released: {known}."),
        )
    releases = {release.content.period.id: release for release in newest_releases(teams[team])}
    wanted = period or next(iter(releases))
    if wanted not in releases:
        known = ", ".join(releases)
        raise UserError(
            Text(f"Periode '{wanted}' is niet vrijgegeven.", f"Period '{wanted}' has not been released."),
            Text(f"Wel: {known}.", f"Released: {known}."),
        )
    return teams[team], releases[wanted]
