"""The page of `dashboards/voortgang.ipynb`: what a team agreed, meeting by meeting. Reads only."""

import os
from html import escape

import ipywidgets as w
from IPython.display import display

from monitorlib import pages
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.release.read import ReleasedTeam, newest_releases, released_teams
from monitorlib.release.seal import Releases, handed_releases
from monitorlib.reports.page import html_parts
from monitorlib.reports.progress import Progress, progress_parts
from monitorlib.sessions import SessionLog
from monitorlib.widgets.faults import in_words, tell_faults_in_words
from monitorlib.workspace import Workspace, open_workspace

TEAM = Text("Team", "Team")
NOTHING_YET = Text(
    "Er is nog geen team vrijgegeven. Vraag uw databeheerder om: monitor publish --workspace MAP --all",
    "No team has been released yet. Ask your data manager for: monitor publish --workspace DIR --all",
)
NO_SUCH_TEAM = Text(
    "Van team '{team}' is niets vrijgegeven. Vraag uw databeheerder.",
    "Nothing has been released of team '{team}'. Ask your data manager.",
)


def progress() -> None:
    """Show the progress in the workspace that MONITOR_WORKSPACE names; of one team where MONITOR_TEAM is set."""
    workspace = open_workspace()
    language = os.environ.get("MONITOR_LANGUAGE", "nl")
    tell_faults_in_words(workspace.path / "logs" / "viewer.log", language)
    wanted = os.environ.get("MONITOR_TEAM", "")
    display(progress_page(workspace, handed_releases(workspace), wanted, language))


def progress_page(workspace: Workspace, releases: Releases, wanted: str, language: str) -> w.Widget:
    """The page for one team, or for a choice of all teams when `wanted` is empty."""
    teams = released_teams(releases, wanted)
    if not teams:
        told = NO_SUCH_TEAM.fill(team=wanted) if wanted else NOTHING_YET
        return w.HTML(_message(told[language]))
    try:
        log = SessionLog(workspace.session_log)
    except UserError as error:
        return w.HTML(_message(error.message(language)))
    by_name = {team.team: team for team in teams}
    choice = w.Dropdown(description=TEAM[language], options=list(by_name))
    shown = w.HTML(_told(releases, by_name[choice.value], log, language))

    def show(change) -> None:
        if change["new"] not in by_name:
            return
        try:
            shown.value = _told(releases, by_name[change["new"]], log, language)
        except Exception as error:  # noqa: BLE001, whatever it is: else the team before would stay, without a word
            shown.value = _message(in_words(error))

    choice.observe(show, "value")
    page = w.VBox([choice, shown] if len(teams) > 1 else [shown])
    page.add_class("ml-page")
    return page


def _told(releases: Releases, team: ReleasedTeam, log: SessionLog, language: str) -> str:
    """What was agreed, or in one sentence why it cannot be shown now."""
    try:
        shown = newest_releases(releases, team.folder)
        actions = log.actions(team.team)
    except UserError as error:
        return _message(error.message(language))
    by_period = {release.content.period.id: release for release in shown}
    newest = shown[0]
    known = Progress(team.team, actions, by_period, newest.content.period.id)
    told = html_parts(progress_parts(known, language))
    notice = pages.notice(newest.content, language)
    return (
        f'<section class="ml-step ml-overview" aria-live="polite">{notice}{told}'
        f"{pages.origin(newest, language)}</section>"
    )


def _message(text: str) -> str:
    return f'<p class="ml-message" role="alert">{escape(text)}</p>'
