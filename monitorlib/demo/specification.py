"""What is planted in the demo data, `truth.toml` beside this module, and whether a release keeps what it promises.

There is one specification. The generator draws from it, and a copy travels with the exports, so that
a test can ask whether the line finds again what was planted.
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from monitorlib.evidence.grades import LEVEL_WORDS
from monitorlib.released import Content, Row

HERE = Path(__file__).parent
TRUTH = HERE / "truth.toml"
SETTINGS = HERE / "workspace.toml"

# of the committed files; chosen: nothing looks shifted there by mere chance (data/README.md)
SEED = 151
YEARS = (2024, 2025)
REGIMAAT, DOSSIERNET, VOLGMIJ = SYSTEMS = ("Regimaat", "Dossiernet", "Volgmij")


@dataclass(frozen=True)
class Team:
    """A team and how its residents are followed; the fields are explained in truth.toml."""

    name: str
    system: str
    residents: int
    pairs: dict[int, int]
    workers: int
    wijken: tuple[str, ...]
    story: str
    stays: float = 0.0


@dataclass(frozen=True)
class Planted:
    """One true shift of one team on one leefgebied; the fields are explained in truth.toml."""

    team: str
    instrument: str
    leefgebied: str
    years: tuple[int, ...]
    points: float
    mean_shift: dict[int, float]
    verdict: str
    story: str
    wijken: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Promise:
    """What the first meeting shows at one of `leefgebieden` at least, and why; the fields stand in truth.toml."""

    kind: str
    leefgebieden: tuple[str, ...]
    why: str
    check: str = ""


@dataclass(frozen=True)
class FirstMeeting:
    """The meeting that a newcomer sees first, on the professional's scores of `instrument`."""

    team: str
    period: str
    instrument: str
    promise: tuple[Promise, ...]


@dataclass(frozen=True)
class Truth:
    """All that the generator is told."""

    teams: tuple[Team, ...]
    planted: tuple[Planted, ...]
    answers: dict[str, tuple[float, ...]]
    first_meeting: FirstMeeting

    def planted_in(self, team: str, instrument: str) -> tuple[Planted, ...]:
        """The true shifts of this team on this instrument; none for a team where nothing moves."""
        return tuple(p for p in self.planted if (p.team, p.instrument) == (team, instrument))

    def null_teams(self) -> tuple[str, ...]:
        """The teams where nothing shifts on any instrument."""
        moved = {p.team for p in self.planted}
        return tuple(team.name for team in self.teams if team.name not in moved)

    def answer_shares(self, team: str) -> tuple[float, ...]:
        """The chances of ja, een beetje, nee and n.v.t. on the one simple question."""
        return self.answers.get(team, self.answers[""])


@cache
def read_truth(path: Path = TRUTH) -> Truth:
    """The specification in `path`, by default the one that the demo data are made from."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    return Truth(
        teams=tuple(_team(entry) for entry in content["team"]),
        planted=tuple(_planted(entry) for entry in content["planted"]),
        answers={entry.get("team", ""): tuple(entry["shares"]) for entry in content["answers"]},
        first_meeting=_first_meeting(content["first_meeting"]),
    )


def _team(entry: dict) -> Team:
    return Team(**{**entry, "pairs": _by_year(entry["pairs"]), "wijken": tuple(entry["wijken"])})


def _planted(entry: dict) -> Planted:
    shifts = _by_year(entry["mean_shift"])
    wijken = tuple(entry.get("wijken", ()))
    return Planted(**{**entry, "years": tuple(entry["years"]), "mean_shift": shifts, "wijken": wijken})


def _first_meeting(entry: dict) -> FirstMeeting:
    promise = (Promise(**{**each, "leefgebieden": tuple(each["leefgebieden"])}) for each in entry["promise"])
    return FirstMeeting(**{**entry, "promise": tuple(promise)})


def _by_year(numbers: dict[str, float]) -> dict[int, float]:
    return {int(year): number for year, number in numbers.items()}


_WORDS = {
    "clear": ("improved", "slightly_improved"),
    "hint": ("hint_improved",),
    "disappointment": ("deteriorated", "slightly_deteriorated", "hint_deteriorated"),
    "same": LEVEL_WORDS,
}


def kept(meeting: FirstMeeting, content: Content) -> dict[Promise, tuple[str, ...]]:
    """Each promise with the leefgebieden that keep it; none where it is broken.

    Looked at are the professional's scores: the words of the page and the answers that may leave with them.
    """
    views = [v for v in content.views if (v.instrument, v.rater) == (meeting.instrument, "professional")]
    rows = [row for view in views for row in view.rows]
    return {each: _where(each, rows) for each in meeting.promise}


def _where(promise: Promise, rows: list[Row]) -> tuple[str, ...]:
    keeps = _answered(promise) if promise.check else _worded(promise)
    return tuple(row.leefgebied for row in rows if row.leefgebied in promise.leefgebieden and keeps(row))


def _worded(promise: Promise) -> Callable[[Row], bool]:
    words = _WORDS[promise.kind]
    return lambda row: row.verdict in words


def _answered(promise: Promise) -> Callable[[Row], bool]:
    wanted = (promise.check, promise.kind)
    return lambda row: wanted in {(check.check, check.answer) for check in row.checks}
