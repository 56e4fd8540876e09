"""Teams whose cause is known: one cause planted on one leefgebied, everything else at rest.

A team's residents have a level on 13 correlated leefgebieden; a score is that level with noise, rounded and cut
off at 1 and 5. Four other teams of 80 stand beside it, of whose residents about half are measured once.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from monitorlib.instruments import read_instrument
from monitorlib.pairs import pair_measurements

AREAS = tuple(area.code for area in read_instrument("zrm-2017").leefgebieden)
LEVELS = np.array([2.9, 2.6, 3.1, 3.4, 3.2, 2.9, 3.1, 3.8, 4.2, 3.8, 2.9, 2.8, 4.3])
NOISE = 0.55
CORRELATION = 0.4
OTHER_TEAMS, OTHER_SIZE = 4, 80
LOST = 0.45
ROOM = 3.2  # where a cause is planted levels stay below this, so that there is room to improve


@dataclass(frozen=True)
class Team:
    """Arrays a resident: levels and start scores (n, 13), the levels at the second measurement, and who they are.

    `second` holds the second scores where they do not follow from `after`; `lost` was not measured again, `gone`
    (n, 13) has no second score on a leefgebied.
    """

    name: str
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


@dataclass(frozen=True)
class Planted:
    """What explain_shifts gets: PAIRS, MEASUREMENTS, the PAIRS of the period before, and where the cause is."""

    pairs: pd.DataFrame
    measurements: pd.DataFrame
    previous: pd.DataFrame
    leefgebied: str


def plant(cause: str, seed: int, size: int = 90, effect: float = 1.0) -> Planted:
    """A team ("T") with `cause` planted on one leefgebied; `effect` in scale points in the affected half.

    `cause` is a name of CAUSES, `nothing`, or `all_better` (everybody truly improves by half a point everywhere).
    """
    draw = np.random.default_rng([seed, sorted((*CAUSES, *QUIET)).index(cause)])
    area = int(draw.integers(len(AREAS)))
    own, before = _team(draw, "T", size), _team(draw, "T", size)
    others = [
        replace(o, lost=draw.random(OTHER_SIZE) < LOST)
        for o in (_team(draw, f"O{i}", OTHER_SIZE) for i in range(OTHER_TEAMS))
    ]
    make = {**CAUSES, **QUIET}[cause]
    own, before, others = make(draw, own, before, others, area, effect)
    measurements = pd.concat([_measured(draw, team, 2025) for team in (own, *others)], ignore_index=True)
    return Planted(
        pair_measurements(measurements),
        measurements,
        pair_measurements(_measured(draw, before, 2024)),
        AREAS[area],
    )


def _team(draw: np.random.Generator, name: str, n: int) -> Team:
    common = draw.normal(size=(n, 1))
    own = draw.normal(size=(n, len(AREAS)))
    level = LEVELS + np.sqrt(CORRELATION) * common + np.sqrt(1 - CORRELATION) * own
    workers = np.array([f"{name}-w{i}" for i in range(7)])
    worker = draw.choice(workers, n)
    return Team(
        name=name,
        level=level,
        pre=_scores(draw, level),
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
    )


def _scores(draw: np.random.Generator, level: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(level + NOISE * draw.normal(size=level.shape)), 1, 5)


def _put(matrix: np.ndarray, area: int, column: np.ndarray) -> np.ndarray:
    changed = matrix.copy()
    changed[:, area] = column
    return changed


def _half(draw: np.random.Generator, team: Team) -> np.ndarray:
    return draw.random(len(team.level)) < 0.5


def _better(draw, team: Team, area: int, who: np.ndarray, effect: float) -> Team:
    """`who` improves by `effect` on the leefgebied; nobody starts so high that it would not show."""
    level = np.minimum(team.level[:, area], ROOM)
    return replace(
        team,
        pre=_put(team.pre, area, _scores(draw, level)),
        after=_put(team.after, area, level + effect * who),
    )


def _alike(draw, before: Team, others: list[Team], area: int) -> tuple[Team, list[Team]]:
    """The period before and the other teams with the same room on the leefgebied and nobody improving.

    Else the cap on our start scores would be a second cause: our residents start lower than theirs.
    """
    before, *others = (
        _better(draw, team, area, np.zeros(len(team.level)), 0.0) for team in (before, *others)
    )
    return before, others


def _dropout(draw, own, before, others, area, effect):
    """Twice as many residents; who starts low is less often measured again."""
    own = _team(draw, "T", 2 * len(own.level))
    stays = 1 / (1 + np.exp(2.5 * effect * (3 - own.pre[:, area])))
    return replace(own, lost=draw.random(len(stays)) > stays), before, others


def _regression(draw, own, before, others, area, effect):
    """The residents with the lowest start scores of a four times larger pool: measured on their worst day."""
    pool = _restless(draw, _team(draw, "T", 4 * len(own.level)), area, effect)
    lowest = np.argsort(pool.pre[:, area] + 0.5 * draw.random(len(pool.pre)), kind="stable")
    beside = [_restless(draw, other, area, effect) for other in others]
    return _chosen(pool, np.sort(lowest[: len(own.level)])), before, beside


def _restless(draw, team: Team, area: int, effect: float) -> Team:
    """A leefgebied whose first scores swing from day to day, by `effect`."""
    swing = team.level[:, area] + effect * draw.normal(size=len(team.level))
    return replace(team, pre=_put(team.pre, area, np.clip(np.rint(swing), 1, 5)))


def _chosen(team: Team, rows: np.ndarray) -> Team:
    arrays = {name: value[rows] for name, value in vars(team).items() if name != "name"}
    return replace(team, **arrays)


def _ceiling(draw, own, before, others, area, effect):
    best = np.where(draw.random(len(own.level)) < 0.8, 5.0, 4.0)
    return (
        replace(own, pre=_put(own.pre, area, best), after=_put(own.after, area, best + 0.3)),
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
        pre=_put(team.pre, area, _scores(draw, level)),
        after=_put(team.after, area, level + effect * low),
    )


def _subgroup(draw, own, before, others, area, effect):
    return _better(draw, own, area, own.home == "alleen", effect), *_alike(draw, before, others, area)


def _one_caseload(draw, own, before, others, area, effect):
    """One colleague with a third of the residents, all of whom improve."""
    worker = np.where(draw.random(len(own.level)) < 0.3, "T-w0", own.worker)
    own = replace(own, worker=worker, second_worker=worker)
    return _better(draw, own, area, worker == "T-w0", effect), *_alike(draw, before, others, area)


def _follow_up_time(draw, own, before, others, area, effect):
    own = replace(own, days=draw.integers(40, 340, len(own.level)))
    return _better(draw, own, area, own.days > 190, effect), *_alike(draw, before, others, area)


def _rater_change(draw, own, before, others, area, effect):
    other = _half(draw, own)
    own = replace(own, second_worker=np.where(other, np.char.add(own.worker, "-b"), own.worker))
    return _better(draw, own, area, other, effect), *_alike(draw, before, others, area)


def _version_change(draw, own, before, others, area, effect):
    changed = _half(draw, own)
    own = replace(own, second_source=np.where(changed, "systeem B", "systeem A"))
    return _better(draw, own, area, changed, effect), *_alike(draw, before, others, area)


def _copied_scores(draw, own, before, others, area, effect):
    copied = draw.random(len(own.level)) < 0.4
    own = replace(_better(draw, own, area, ~copied, effect), copied=copied)
    return own, *_alike(draw, before, others, area)


def _season(draw, own, before, others, area, effect):
    """Scores of June to August are higher: half of the residents had their second measurement then.

    The first measurements all lie outside those months: had they lain in them, the start scores of that half
    would differ from those of other teams, which is another cause (regression_to_the_mean).
    """
    summer = _half(draw, own)
    own = replace(
        own,
        start=draw.integers(0, 30, len(summer)),
        days=np.where(summer, 160, 60) + draw.integers(0, 50, len(summer)),
    )
    return _better(draw, own, area, summer, effect), *_alike(draw, before, others, area)


def _elsewhere(draw, own, before, others, area, effect):
    own, *others = (
        _better(draw, team, area, np.ones(len(team.level)), 0.7 * effect) for team in (own, *others)
    )
    return own, before, others


def _missing_scores(draw, own, before, others, area, effect):
    low = own.pre[:, area] <= np.median(own.pre[:, area])
    gone = draw.random(len(low)) < np.where(low, 0.3 + 0.3 * effect, 0.05)
    return replace(own, gone=_put(own.gone, area, gone)), before, others


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
    """MEASUREMENTS of one team: two moments, those lost only once."""
    second = np.where(team.copied[:, None], team.pre, _scores(draw, team.after))
    second = np.where(team.gone, np.nan, second)
    first_day = np.datetime64(f"{year}-01-01") + team.start.astype("timedelta64[D]")
    return pd.concat(
        [
            _moment(team, np.arange(len(team.pre)), team.pre, first_day, team.worker, "systeem A"),
            _moment(
                team,
                np.flatnonzero(~team.lost),
                second,
                first_day + team.days.astype("timedelta64[D]"),
                team.second_worker,
                team.second_source,
            ),
        ],
        ignore_index=True,
    )


def _moment(team: Team, who: np.ndarray, scores, days, worker, source) -> pd.DataFrame:
    rows, areas = np.repeat(who, len(AREAS)), np.tile(np.arange(len(AREAS)), len(who))
    score = scores[rows, areas].astype("float32")
    return pd.DataFrame(
        {
            "resident_id": np.char.add(f"{team.name}-", rows.astype(str)),
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
