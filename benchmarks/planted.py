"""Teams whose cause is known: one cause planted on one leefgebied, everything else at rest.

A team's residents have a level on 13 correlated leefgebieden; a score is that level with noise, rounded and cut
off at 1 and 5. Four other teams of 80 stand beside it, of whose residents about half are measured once. The year
before holds other residents of the team, and what is said of its own residents then.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from monitorlib.analysis.pairs import pair_measurements
from monitorlib.instruments import Instruments, read_instrument

AREAS = tuple(area.code for area in read_instrument("zrm-2017").leefgebieden)
LEVELS = np.array([2.9, 2.6, 3.1, 3.4, 3.2, 2.9, 3.1, 3.8, 4.2, 3.8, 2.9, 2.8, 4.3])
NOISE = 0.55
CORRELATION = 0.4
OTHER_TEAMS, OTHER_SIZE = 4, 80
LOST = 0.45
BEFORE, NOW = 2024, 2025
ROOM = 3.2  # where a cause is planted levels stay below this, so that there is room to improve


@dataclass(frozen=True)
class Team:
    """Arrays a resident: levels and start scores (n, 13), the levels at the second measurement, and who they are.

    `noise` is the spread of a score around its level. `lost` was not measured again, `gone` (n, 13) has no second
    score on a leefgebied. `earlier` (n, 13) are scores of the year before, `between` those half way between both
    measurements, NaN where there is none. `ids` begins each pseudonym.
    """

    name: str
    ids: str
    noise: float
    level: np.ndarray
    pre: np.ndarray
    after: np.ndarray
    worker: np.ndarray
    second_worker: np.ndarray
    home: np.ndarray
    start: np.ndarray
    days: np.ndarray
    second_source: np.ndarray
    copied: np.ndarray
    lost: np.ndarray
    gone: np.ndarray
    earlier: np.ndarray
    between: np.ndarray


@dataclass(frozen=True)
class Planted:
    """What explain_shifts gets: PAIRS, MEASUREMENTS, the PAIRS of the period before, and where the cause is."""

    pairs: pd.DataFrame
    measurements: pd.DataFrame
    previous: pd.DataFrame | None
    leefgebied: str
    instruments: Instruments | None = None


def plant(cause: str, seed: int, size: int = 90, effect: float = 1.0) -> Planted:
    """A team ("T") with `cause` planted on one leefgebied; `effect` in scale points in the affected half.

    `cause` is a name of CAUSES, `nothing`, or `all_better` (everybody truly improves by half a point everywhere).
    """
    draw = np.random.default_rng([seed, sorted((*CAUSES, *QUIET)).index(cause)])
    area = int(draw.integers(len(AREAS)))
    own, before = team_of(draw, "T", size), team_of(draw, "T", size)
    others = [
        replace(o, lost=draw.random(OTHER_SIZE) < LOST)
        for o in (team_of(draw, f"O{i}", OTHER_SIZE) for i in range(OTHER_TEAMS))
    ]
    make = {**CAUSES, **QUIET}[cause]
    return planted(draw, *make(draw, own, before, others, area, effect), AREAS[area])


def planted(
    draw: np.random.Generator, own: Team, before: Team, others: list[Team], leefgebied: str
) -> Planted:
    """The tables of a team, its year before, and other teams."""
    measurements, past = measurements_of(draw, own, before, others)
    return Planted(pair_measurements(measurements), measurements, pair_measurements(past), leefgebied)


def measurements_of(
    draw: np.random.Generator, own: Team, before: Team | None, others: list[Team]
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """MEASUREMENTS of this year, of all teams, and of the year before, of the own team (None without one)."""
    now = pd.concat([_measured(draw, team, NOW) for team in (own, *others)], ignore_index=True)
    past = [] if before is None else [_measured(draw, replace(before, ids="V"), BEFORE)]
    past += _earlier(own)
    return now, pd.concat(past, ignore_index=True) if past else None


def team_of(
    draw: np.random.Generator,
    name: str,
    n: int,
    noise: float = NOISE,
    levels: np.ndarray = LEVELS,
    correlation: float = CORRELATION,
) -> Team:
    """A team at rest: nobody changes, everybody is measured twice, a quarter by another worker."""
    common = draw.normal(size=(n, 1))
    own = draw.normal(size=(n, len(AREAS)))
    level = levels + np.sqrt(correlation) * common + np.sqrt(1 - correlation) * own
    workers = np.array([f"{name}-w{i}" for i in range(7)])
    worker = draw.choice(workers, n)
    return Team(
        name=name,
        ids=name,
        noise=noise,
        level=level,
        pre=scores(draw, level, noise),
        after=level.copy(),
        worker=worker,
        second_worker=np.where(draw.random(n) < 0.25, draw.choice(workers, n), worker),
        home=draw.choice(["alleen", "samen", "gezin"], n, p=[0.45, 0.3, 0.25]),
        start=draw.integers(0, 150, n),
        days=draw.integers(90, 210, n),
        second_source=np.full(n, "systeem A"),
        copied=np.zeros(n, dtype=bool),
        lost=np.zeros(n, dtype=bool),
        gone=np.zeros((n, len(AREAS)), dtype=bool),
        earlier=np.full((n, len(AREAS)), np.nan),
        between=np.full((n, len(AREAS)), np.nan),
    )


def scores(draw: np.random.Generator, level: np.ndarray, noise: float = NOISE) -> np.ndarray:
    """What is registered of these levels: with noise, rounded, between 1 and 5."""
    return np.clip(np.rint(level + noise * draw.normal(size=level.shape)), 1, 5)


def put(matrix: np.ndarray, area: int, column: np.ndarray) -> np.ndarray:
    """The matrix with another column for one leefgebied."""
    changed = matrix.copy()
    changed[:, area] = column
    return changed


def half(draw: np.random.Generator, team: Team) -> np.ndarray:
    """Who is in a random half of the residents."""
    return draw.random(len(team.level)) < 0.5


def better(draw, team: Team, area: int, who: np.ndarray, effect: float) -> Team:
    """`who` improves by `effect` on the leefgebied; nobody starts so high that it would not show."""
    level = np.minimum(team.level[:, area], ROOM)
    return replace(
        team,
        pre=put(team.pre, area, scores(draw, level, team.noise)),
        after=put(team.after, area, level + effect * who),
    )


def _alike(draw, before: Team, others: list[Team], area: int) -> tuple[Team, list[Team]]:
    """The period before and the other teams with the same room on the leefgebied and nobody improving.

    Else the cap on our start scores would be a second cause: our residents start lower than theirs.
    """
    before, *others = (better(draw, team, area, np.zeros(len(team.level)), 0.0) for team in (before, *others))
    return before, others


def _dropout(draw, own, before, others, area, effect):
    """Twice as many residents; who starts low is less often measured again."""
    own = team_of(draw, "T", 2 * len(own.level))
    stays = 1 / (1 + np.exp(2.5 * effect * (3 - own.pre[:, area])))
    return replace(own, lost=draw.random(len(stays)) > stays), before, others


def _regression(draw, own, before, others, area, effect):
    """First measured on the worst of three days, on a leefgebied that swings by `effect` from day to day.

    Of most residents there is a score of the year before, of an ordinary day.
    """
    level = np.minimum(own.level[:, area], ROOM)
    days = level[:, None] + effect * draw.normal(size=(len(level), 3))
    known = draw.random(len(level)) < 0.8
    own = replace(
        own,
        pre=put(own.pre, area, np.clip(np.rint(days.min(axis=1)), 1, 5)),
        after=put(own.after, area, level),
        earlier=put(own.earlier, area, np.where(known, scores(draw, level), np.nan)),
    )
    return own, *_alike(draw, before, others, area)


def _ceiling(draw, own, before, others, area, effect):
    best = np.where(draw.random(len(own.level)) < 0.8, 5.0, 4.0)
    return (
        replace(own, pre=put(own.pre, area, best), after=put(own.after, area, best + 0.3)),
        before,
        others,
    )


def _case_mix(draw, own, before, others, area, effect):
    """Who starts low improves in both periods; now far more of them do."""
    return (
        _low_and_high(draw, own, area, 0.8, effect),
        _low_and_high(draw, before, area, 0.3, effect),
        others,
    )


def _low_and_high(draw, team: Team, area: int, share: float, effect: float) -> Team:
    low = draw.random(len(team.level)) < share
    level = np.where(low, 2.0, 4.0)
    return replace(
        team,
        pre=put(team.pre, area, scores(draw, level, team.noise)),
        after=put(team.after, area, level + effect * low),
    )


def _subgroup(draw, own, before, others, area, effect):
    return better(draw, own, area, own.home == "alleen", effect), *_alike(draw, before, others, area)


def _one_caseload(draw, own, before, others, area, effect):
    """One colleague with a third of the residents, all of whom improve."""
    worker = np.where(draw.random(len(own.level)) < 0.3, "T-w0", own.worker)
    own = replace(own, worker=worker, second_worker=worker)
    return better(draw, own, area, worker == "T-w0", effect), *_alike(draw, before, others, area)


def _follow_up_time(draw, own, before, others, area, effect):
    own = replace(own, days=draw.integers(40, 340, len(own.level)))
    return better(draw, own, area, own.days > 190, effect), *_alike(draw, before, others, area)


def _rater_change(draw, own, before, others, area, effect):
    other = half(draw, own)
    own = replace(own, second_worker=np.where(other, np.char.add(own.worker, "-b"), own.worker))
    return better(draw, own, area, other, effect), *_alike(draw, before, others, area)


def _version_change(draw, own, before, others, area, effect):
    changed = half(draw, own)
    own = replace(own, second_source=np.where(changed, "systeem B", "systeem A"))
    return better(draw, own, area, changed, effect), *_alike(draw, before, others, area)


def _copied_scores(draw, own, before, others, area, effect):
    copied = draw.random(len(own.level)) < 0.4
    own = replace(better(draw, own, area, ~copied, effect), copied=copied)
    return own, *_alike(draw, before, others, area)


def _season(draw, own, before, others, area, effect):
    """Scores of June to August are higher: half of the residents had their second measurement then.

    The first measurements all lie outside those months: had they lain in them, the start scores of that half
    would differ from those of other teams, which is another cause (regression_to_the_mean).
    """
    summer = half(draw, own)
    own = replace(
        own,
        start=draw.integers(0, 30, len(summer)),
        days=np.where(summer, 160, 60) + draw.integers(0, 50, len(summer)),
    )
    return better(draw, own, area, summer, effect), *_alike(draw, before, others, area)


def _elsewhere(draw, own, before, others, area, effect):
    own, *others = (
        better(draw, team, area, np.ones(len(team.level)), 0.7 * effect) for team in (own, *others)
    )
    return own, before, others


def _missing_scores(draw, own, before, others, area, effect):
    low = own.pre[:, area] <= np.median(own.pre[:, area])
    gone = draw.random(len(low)) < np.where(low, 0.3 + 0.3 * effect, 0.05)
    return replace(own, gone=put(own.gone, area, gone)), before, others


def _nothing(draw, own, before, others, area, effect):
    return own, before, others


def _all_better(draw, own, before, others, area, effect):
    return replace(own, after=own.after + 0.5 * effect), before, others


CAUSES: dict[str, Callable] = {
    "dropout": _dropout,
    "regression_to_the_mean": _regression,
    "ceiling": _ceiling,
    "case_mix": _case_mix,
    "subgroup": _subgroup,
    "one_caseload": _one_caseload,
    "follow_up_time": _follow_up_time,
    "rater_change": _rater_change,
    "version_change": _version_change,
    "copied_scores": _copied_scores,
    "season": _season,
    "elsewhere": _elsewhere,
    "missing_scores": _missing_scores,
}
QUIET: dict[str, Callable] = {"nothing": _nothing, "all_better": _all_better}


def _measured(draw: np.random.Generator, team: Team, year: int) -> pd.DataFrame:
    """MEASUREMENTS of one team: two moments, those lost only once, and what lies between."""
    second = np.where(team.copied[:, None], team.pre, scores(draw, team.after, team.noise))
    second = np.where(team.gone, np.nan, second)
    first_day = np.datetime64(f"{year}-01-01") + team.start.astype("timedelta64[D]")
    half, whole = ((team.days * part).astype("timedelta64[D]") for part in (0.5, 1.0))
    followed = np.flatnonzero(~team.lost)
    there = np.flatnonzero(~np.isnan(team.between).all(axis=1))
    moments = (
        (np.arange(len(team.pre)), team.pre, first_day, team.worker, "systeem A"),
        (there, team.between, first_day + half, team.worker, "systeem A"),
        (followed, second, first_day + whole, team.second_worker, team.second_source),
    )
    return pd.concat([_moment(team, *moment) for moment in moments if len(moment[0])], ignore_index=True)


def _earlier(team: Team) -> list[pd.DataFrame]:
    """What is known of the residents of a team in the year before: MEASUREMENTS of one moment, or nothing."""
    there = np.flatnonzero(~np.isnan(team.earlier).all(axis=1))
    days = np.full(len(team.pre), np.datetime64(f"{BEFORE}-11-01"))
    return [_moment(team, there, team.earlier, days, team.worker, "systeem A")] if len(there) else []


def _moment(team: Team, who: np.ndarray, scores, days, worker, source) -> pd.DataFrame:
    rows, areas = np.repeat(who, len(AREAS)), np.tile(np.arange(len(AREAS)), len(who))
    score = scores[rows, areas].astype("float32")
    return pd.DataFrame(
        {
            "resident_id": np.char.add(f"{team.ids}-", rows.astype(str)),
            "team": team.name,
            "wijk": "Dorp",
            "worker_id": worker[rows],
            "rater": "professional",
            "measured_on": days[rows].astype("datetime64[us]"),
            "instrument": "zrm-2017",
            "leefgebied": np.array(AREAS)[areas],
            "score": score,
            "missing": np.where(np.isnan(score), "unknown", None),
            "source": np.broadcast_to(source, len(team.pre))[rows],
            "kenmerk_leefsituatie": team.home[rows],
        }
    )
