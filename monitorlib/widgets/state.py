"""What a page knows at one moment, and how it is read: a team, a period, a view, and the agenda of the meeting.

The steps draw from it and change nothing. It is read from the releases and the session log. The minutes of each
step are for a meeting of 60 and of 90 minutes (docs/handleiding.md gives the same agenda).
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from monitorlib.foundation.errors import UserError
from monitorlib.release.read import ReleasedTeam, newest_releases
from monitorlib.release.references import referenced
from monitorlib.release.seal import Releases
from monitorlib.released import Content, Release, Row, View
from monitorlib.sessions import Action, Meeting, Notes, Round, SessionLog, Topic
from monitorlib.sessions.leading import leader
from monitorlib.workspace import Period, Settings

STEPS = 8
EXPECT = 3
RECOGNISE = 4
EXPLAIN = 5
IMPROVE = 7
MINUTES = {
    60: (5, 5, 8, 12, 16, 4, 8, 2),
    90: (5, 10, 10, 18, 24, 8, 12, 3),
}
DEFAULT_MINUTES = 60
DOUBT_SHARE = 0.25  # of Verklaren: "why would it not be right?"; the rest: "suppose it is so" (MINDFUL, 2014)


def window(step: int, minutes: int) -> tuple[int, int]:
    """From which minute to which minute of the meeting a step (1..8) is planned."""
    plan = MINUTES[minutes]
    begin = sum(plan[: step - 1])
    return begin, begin + plan[step - 1]


def halves(minutes: int) -> tuple[int, int]:
    """The minutes of Verklaren for doubting the figures, and for supposing that they are so."""
    plan = MINUTES[minutes][EXPLAIN - 1]
    doubt = round(plan * DOUBT_SHARE)
    return doubt, plan - doubt


REVEALED = "set_revealed"
CLOCK = "set_clock"
LOOK = "set_look"  # the leefgebied that it has on the whole screen


@dataclass(frozen=True)
class Place:
    """A field of a meeting: where a text belongs."""

    meeting: str
    subject: str
    name: str


@dataclass
class State:
    """One page: what was chosen, what was released, and what is written in the meeting.

    `released` is where releases are read. `release` and `meeting` are None where the chosen team cannot be shown;
    `problem` then says why. `releases` holds the newest release of each period, the latest period first.
    `opened` tells whether the leefgebied stands on the whole screen (step 4). `blank` are the actions and
    explanations that this page began and that may hold no text yet. `written` is all that was written in this
    meeting, subject → field → text; `notes` is the same as things to show. `others` is what other teams had
    released of the same period when this was released, where the workspace chose to show them. `running` are the
    team's periods that are not complete, each with the first day (ISO) on which it may be released. `unkept` holds
    the fields whose last text was refused, each with its key in the browser: the text stands there and nowhere
    else. `screen` is the name of this screen; `leads` tells whether it may open, close and move the meeting (no
    other screen leads it), `follows` whether it goes where the leading screen is, and `closing` whether it has
    asked if the meeting may be closed. `looks`: this screen was let in to look only; it never leads. `chosen` is
    what was chosen on own cards, by card and choice. `phones` is the address that phones open ("" where none can
    come), `rounds` what was asked of them in this meeting.
    """

    teams: tuple[ReleasedTeam, ...]
    released: Releases
    settings: Settings
    language: str
    team: ReleasedTeam
    releases: dict[str, Release] = field(default_factory=dict)
    release: Release | None = None
    view: View | None = None
    leefgebied: str = ""
    opened: bool = False
    step: int = 1
    meeting: Meeting | None = None
    notes: Notes = field(default_factory=Notes)
    earlier: tuple[Action, ...] = ()
    problem: str = ""
    blank: list[str] = field(default_factory=list)
    written: dict[str, dict[str, str]] = field(default_factory=dict)
    others: tuple[Content, ...] = ()
    running: tuple[tuple[Period, str], ...] = ()
    unkept: dict[Place, str] = field(default_factory=dict)
    screen: str = ""
    leads: bool = True
    follows: bool = False
    closing: bool = False
    looks: bool = False
    chosen: dict[tuple[str, str], str] = field(default_factory=dict)
    phones: str = ""
    rounds: tuple[Round, ...] = ()

    @property
    def unkept_here(self) -> tuple[Place, ...]:
        """The fields of this meeting that are not kept, as they were typed."""
        return tuple(each for each in self.unkept if self.meeting and each.meeting == self.meeting.id)

    @property
    def revealed(self) -> bool:
        """Whether the team has opened the figures; before that no outcome may reach the browser."""
        return self.notes.meeting.get(REVEALED) == "yes"

    @property
    def minutes(self) -> int:
        """How long the meeting is planned: one of agenda.MINUTES."""
        chosen = self.notes.meeting.get("minutes", "")
        return int(chosen) if chosen in map(str, MINUTES) else DEFAULT_MINUTES

    @property
    def row(self) -> Row | None:
        """The leefgebied that is looked at closely."""
        rows = self.view.rows if self.view else ()
        return next((row for row in rows if row.leefgebied == self.leefgebied), None)

    def topic(self, row: Row, view: View | None = None) -> Topic:
        """Where notes about a leefgebied are kept."""
        view = view or self.view
        return Topic(view.instrument, view.rater, row.leefgebied)

    def about(self, row: Row) -> dict[str, str]:
        """What is written about a leefgebied of the view on the screen."""
        return self.notes.about(self.topic(row))

    @property
    def view_name(self) -> str:
        """The view on the screen, as a choice and as what a round is about."""
        return f"{self.view.instrument}/{self.view.rater}/{self.view.kind}"

    def round_of(self, kind: str, scope: str) -> Round | None:
        """What was asked of the phones last about this; None when it was not asked."""
        same = [each for each in self.rounds if (each.kind, each.scope) == (kind, scope)]
        return same[-1] if same else None

    @property
    def open_round(self) -> Round | None:
        """What phones answer now."""
        return next((each for each in self.rounds if not each.closed), None)

    def label_of(self, topic: Topic) -> str:
        """The name of a leefgebied that notes are about, as this team's releases call it."""
        for release in self.releases.values():
            for view in release.content.views:
                for row in view.rows:
                    if self.topic(row, view) == topic:
                        return row.label[self.language]
        return topic.leefgebied


def kept_step(notes: Notes) -> int:
    """The step where the meeting was left."""
    kept = notes.meeting.get("step", "")
    return int(kept) if kept in map(str, range(1, STEPS + 1)) else 1


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
