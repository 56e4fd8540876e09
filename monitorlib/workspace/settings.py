"""What an organisation decided beforehand: periods, limits, and what else stands in its settings.

Standard library only: the viewer's kernel imports this room.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text

MIN_RESIDENTS = 10  # decision 6: nothing is shown of a smaller group
LOWEST_MIN_RESIDENTS = 10
LOWEST_K, LOWEST_M = 5, 2  # decision 30: the floor of a block and of a cell, whatever the reason
SETTLES_AFTER = 30  # days after a period until it is released: by then most of it is registered (decision 77)
MARGIN = 0.15  # decision 7: a net share within ±15% is no relevant shift


@dataclass(frozen=True)
class Period:
    """A window of measurement dates, both days included, chosen before the figures are seen.

    `teams` limits a period to some teams; empty means every team.
    """

    id: str
    label: Text
    start: date
    end: date
    teams: tuple[str, ...] = ()

    def overlaps(self, other: "Period") -> bool:
        """Whether one day lies in both periods."""
        return self.start <= other.end and other.start <= self.end

    def settled_on(self, days: int) -> date:
        """The first day on which the period counts as complete, `days` after its end."""
        return self.end + timedelta(days=days + 1)


def calendar_year(year: int) -> Period:
    """The period of one calendar year."""
    return Period(str(year), Text(str(year), str(year)), date(year, 1, 1), date(year, 12, 31))


@dataclass(frozen=True)
class Limits:
    """How small a block (`k`) and a cell (`m`) may be, and the written reason where that is below the usual."""

    k: int
    m: int
    reason: str = ""


TEAM_LIMITS, EXPORT_LIMITS = Limits(5, 3), Limits(10, 5)  # decision 30


@dataclass(frozen=True)
class Settings:
    """What an organisation decided beforehand; see NEW_SETTINGS for the words in the file.

    `notice` is a sentence that stands above every page, e.g. that the data are invented. `blocks_by` names the
    column (wijk or a kenmerk) by which a team may be looked at in blocks; None is the team as a whole.
    `blocks_for` limits that to some teams; empty means every team. `other_teams`: whether a team sees the other
    teams beside itself, without names. `settles_after`: how many days after its end a period is complete.
    """

    organisation: str = ""
    purpose: tuple[str, ...] = ("leren", "verbeteren")
    for_whom: tuple[str, ...] = ("inwoner", "professional")
    min_residents: int = MIN_RESIDENTS
    margin: float = MARGIN
    language: str = "nl"
    notice: Text | None = None
    periods: tuple[Period, ...] = ()
    blocks_by: str | None = None
    blocks_for: tuple[str, ...] = ()
    team_limits: Limits = TEAM_LIMITS
    export_limits: Limits = EXPORT_LIMITS
    other_teams: bool = False
    settles_after: int = SETTLES_AFTER

    def settled_on(self, period: Period) -> date:
        """The first day on which a period may be released."""
        return period.settled_on(self.settles_after)

    def running(self, team: str, today: date) -> tuple[Period, ...]:
        """The periods of a team that have begun and are not complete yet, the earliest first."""
        last_years = (calendar_year(today.year - 1), calendar_year(today.year))
        offered = self.periods_of(team) if self.periods else last_years
        begun = [period for period in offered if period.start <= today < self.settled_on(period)]
        return tuple(sorted(begun, key=lambda period: period.start))

    def periods_of(self, team: str) -> tuple[Period, ...]:
        """The periods that were chosen for this team; empty where the settings name none at all."""
        return tuple(period for period in self.periods if not period.teams or team in period.teams)

    def blocks_of(self, team: str) -> str | None:
        """The column by which this team is parted into blocks, or None."""
        return self.blocks_by if not self.blocks_for or team in self.blocks_for else None

    def period(self, id: str, team: str) -> Period:
        """The period with this id for this team; without chosen periods, a calendar year like "2025"."""
        for period in self.periods_of(team):
            if period.id == id:
                return period
        if not self.periods and re.fullmatch(r"(19|20)\d\d", id):
            return calendar_year(int(id))
        known = ", ".join(period.id for period in self.periods_of(team)) or "2025"
        raise UserError(
            Text(f"Team '{team}' heeft geen periode '{id}'.", f"Team '{team}' has no period '{id}'."),
            Text(f"Kies uit: {known}.", f"Choose from: {known}."),
        )
