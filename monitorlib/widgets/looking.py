"""What a page looks at: a team, a period, a view; read from the releases and the session log into the state."""

from datetime import UTC, date, datetime

from monitorlib.foundation.errors import UserError
from monitorlib.release.beside import referenced
from monitorlib.release.read import newest_releases
from monitorlib.released import View
from monitorlib.sessions import SessionLog
from monitorlib.sessions.leading import leader
from monitorlib.widgets.state import State, kept_step


def look_at_team(state: State, log: SessionLog, team_number: int, period: str = "") -> None:
    """Show a team; where its release or the log cannot be read, say so and show nothing of another."""
    state.team = state.teams[team_number]
    state.releases, state.release, state.view, state.meeting = {}, None, None, None
    state.problem, state.blank = "", []
    going_on = state.settings.running(state.team.team, date.today())
    state.running = tuple((period, state.settings.settled_on(period).isoformat()) for period in going_on)
    try:
        releases = newest_releases(state.released, state.team.folder)
        state.releases = {release.content.period.id: release for release in releases}
        look_at_period(state, log, period if period in state.releases else next(iter(state.releases)))
    except UserError as error:
        state.release = state.view = state.meeting = None
        state.problem = error.message(state.language)


def look_at_period(state: State, log: SessionLog, period: str) -> None:
    """Show a period of the team, and go on with its meeting where that was left."""
    release = state.releases[period]
    meeting = log.open_meeting(state.team.team, period)
    state.release, state.meeting, state.blank = release, meeting, []
    shown = release.manifest.references if state.settings.other_teams else ()
    state.others = referenced(state.released, shown)
    read_notes(state, log)
    state.step, state.opened = kept_step(state.notes), False
    kept = state.notes.meeting
    look_at_view(state, _kept_view(release.content.views, kept))


def _kept_view(views: tuple[View, ...], kept: dict[str, str]) -> View:
    same = [v for v in views if (v.instrument, v.rater) == (kept.get("instrument"), kept.get("rater"))]
    return (same or list(views))[0]


def look_at_view(state: State, view: View) -> None:
    """Show an instrument of a rater; the leefgebied stays where the view holds it too."""
    state.view = view
    codes = [row.leefgebied for row in view.rows]
    if state.leefgebied not in codes:
        state.leefgebied = codes[0] if codes else ""


def read_notes(state: State, log: SessionLog) -> None:
    """What is written in the meeting now, by this screen and by others."""
    state.notes = log.read(state.meeting.id)
    state.leads = not state.looks and leader(state.notes, datetime.now(UTC)) in ("", state.screen)
    written: dict[str, dict[str, str]] = {}
    changes = log.changes_since(state.meeting.id, 0).changed
    for change in sorted(changes, key=lambda each: each.first_revision):
        if change.value:
            written.setdefault(change.subject, {})[change.field] = change.value
    state.written = written
    state.earlier = log.earlier_actions(state.meeting)
    state.rounds = log.rounds(state.meeting.id)
