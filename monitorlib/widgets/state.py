"""What a page knows at one moment. The steps draw from it and change nothing."""

from dataclasses import dataclass, field

from monitorlib.release.read import ReleasedTeam
from monitorlib.release.seal import Releases
from monitorlib.released import Content, Release, Row, View
from monitorlib.sessions import Action, Meeting, Notes, Round, Topic
from monitorlib.widgets.agenda import DEFAULT_MINUTES, MINUTES, STEPS
from monitorlib.workspace import Period, Settings

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
