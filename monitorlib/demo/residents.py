"""Who lives in the invented town, when they are measured, and what is scored.

Half of the residents are measured once, as in real registrations. Who comes back may depend on a
resident's true level (`Team.stays`), never on a measured score: choosing on a measured score would
select lucky or unlucky first measurements, and the regression to the mean that follows would show
as a shift in a team where nothing moves.

Each resident has one true level per leefgebied, and every measurement of it is that level with fresh
noise, rounded and cut off at the ends of the scale. So two measurements have the same distribution
given the resident, and the expected change is exactly zero, ceiling and regression to the mean
included, unless `truth.toml` plants a shift of the true level.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from monitorlib.demo.specification import YEARS, Planted, Team
from monitorlib.instruments import read_instrument

AGES = {"18-26": 0.14, "27-44": 0.32, "45-64": 0.31, "65+": 0.23}
HOUSEHOLDS = {"alleen": 0.46, "met partner": 0.17, "gezin met kinderen": 0.22, "eenouder": 0.15}
SAME_WORKER = 0.85  # chance that a later measurement is by the first worker
OWN_VIEW = 0.9  # share of residents who fill in their own instruments

# how often someone is measured in the first and in the second year, with the share of each pattern
ONLY_FIRST = {(2, 0): 0.65, (3, 0): 0.25, (2, 1): 0.1}
ONLY_SECOND = {(0, 2): 0.65, (0, 3): 0.25, (1, 2): 0.1}
BOTH = {(2, 2): 0.5, (3, 2): 0.25, (2, 3): 0.25}
CROSSING = {(1, 1): 1.0}
ONCE = {(1, 0): 0.5, (0, 1): 0.5}
SHARE_BOTH, SHARE_CROSSING = 0.3, 0.05

# days of the year; the last possible day (355) leaves room to roll a weekend forward
FIRST_DAY = 8
RETURN_DAY = 60  # someone known from the year before does not come back within weeks
LATEST_START = (355, 355, 170, 85)  # by the number of measurements in the year
FOLLOW_UP = ((0, 0), (0, 0), (90, 185), (90, 132))  # days to the next one, likewise


def draw_residents(rng: np.random.Generator, team: Team) -> pd.DataFrame:
    """One row a resident of this team: attributes, first worker, true general level, visits per year.

    `level` is the resident's true general self-sufficiency (standard normal over residents); the
    scores of all leefgebieden share it. `first_year` and `second_year` count the measurements.
    """
    n = team.residents
    level = rng.standard_normal(n)
    visits = _visits(rng, team, level)
    return pd.DataFrame(
        {
            "team": team.name,
            "wijk": rng.choice(team.wijken, n),
            "leefsituatie": rng.choice(list(HOUSEHOLDS), n, p=list(HOUSEHOLDS.values())),
            "leeftijdsgroep": rng.choice(list(AGES), n, p=list(AGES.values())),
            "worker": rng.integers(team.workers, size=n),
            "level": level,
            "own_view": rng.random(n) < OWN_VIEW,
            "first_year": visits[:, 0],
            "second_year": visits[:, 1],
        }
    )


def _visits(rng: np.random.Generator, team: Team, level: np.ndarray) -> np.ndarray:
    """The measurements per year, shape (residents, 2): exactly as many pairs a year as the team asks."""
    followed = _patterns(rng, team)
    once = _spread(ONCE, team.residents - len(followed))
    # Gumbel noise makes the order a draw without replacement with weights exp(stays * level)
    order = np.argsort(-(team.stays * level + rng.gumbel(size=team.residents)), kind="stable")
    visits = np.empty((team.residents, 2), dtype=int)
    visits[order] = np.concatenate([rng.permutation(followed), rng.permutation(once)])
    return visits


def _patterns(rng: np.random.Generator, team: Team) -> np.ndarray:
    """The visit patterns of the residents who are measured more than once."""
    first, second = (team.pairs[year] for year in YEARS)
    both = round(SHARE_BOTH * min(first, second))
    groups = (
        _spread(BOTH, both),
        _spread(ONLY_FIRST, first - both),
        _spread(ONLY_SECOND, second - both),
        _spread(CROSSING, round(SHARE_CROSSING * team.residents)),
    )
    return np.concatenate(groups)


def _spread(shares: dict[tuple[int, int], float], n: int) -> np.ndarray:
    """`n` patterns in these shares, the first pattern taking what rounding leaves; shape (n, 2)."""
    patterns = list(shares)
    counts = [round(n * share) for share in shares.values()]
    counts[0] = n - sum(counts[1:])
    return np.repeat(np.array(patterns), counts, axis=0)


def draw_moments(rng: np.random.Generator, team: Team, residents: pd.DataFrame) -> pd.DataFrame:
    """One row a measurement moment, in order of resident and date.

    `resident` is the row in `residents`, `measured_on` a working day, `nth` counts from 0 within the
    year, `worker` is mostly the resident's first one.
    """
    first, second = residents["first_year"].to_numpy(), residents["second_year"].to_numpy()
    years = (
        _moments_in(rng, YEARS[0], first, np.zeros(len(residents), dtype=bool)),
        _moments_in(rng, YEARS[1], second, first > 0),
    )
    moments = pd.concat(years).sort_values(["resident", "measured_on"], ignore_index=True)
    own = residents["worker"].to_numpy()[moments["resident"]]
    other = rng.integers(team.workers, size=len(moments))
    keeps = (rng.random(len(moments)) < SAME_WORKER) | ~moments.duplicated("resident").to_numpy()
    return moments.assign(worker=np.where(keeps, own, other))


def _moments_in(rng: np.random.Generator, year: int, visits: np.ndarray, known: np.ndarray) -> pd.DataFrame:
    """The moments of one year; `visits` is how often each resident is seen, `known` whether before."""
    earliest = np.where(known, RETURN_DAY, FIRST_DAY)
    latest = np.array(LATEST_START)[visits]
    gap_low, gap_high = np.array(FOLLOW_UP)[visits].T
    start = rng.integers(earliest, latest + 1)
    gaps = rng.integers(gap_low, gap_high + 1, size=(2, len(visits)))
    days = np.stack([start, start + gaps[0], start + gaps[0] + gaps[1]])
    nth, resident = np.nonzero(np.arange(3)[:, None] < visits)
    dates = np.datetime64(f"{year}-01-01") + (days[nth, resident] - 1)
    workdays = np.busday_offset(dates, 0, roll="forward").astype("datetime64[s]")
    return pd.DataFrame({"resident": resident, "year": year, "nth": nth, "measured_on": workdays})


# true mean and spread over residents, per leefgebied: low on money, work and network, and mostly at
# the top on justice, substance use and basic ADL, as registrations show
ZRM = {
    "financien": (2.7, 0.9),
    "werk_opleiding": (2.5, 0.95),
    "tijdsbesteding": (2.9, 0.9),
    "huisvesting": (3.7, 0.9),
    "huiselijke_relaties": (3.6, 0.9),
    "geestelijke_gezondheid": (3.2, 0.85),
    "lichamelijke_gezondheid": (3.5, 0.85),
    "middelengebruik": (4.9, 0.9),
    "basale_adl": (5.0, 0.7),
    "instrumentele_adl": (4.0, 0.9),
    "sociaal_netwerk": (2.8, 0.85),
    "maatschappelijke_participatie": (2.9, 0.9),
    "justitie": (5.1, 0.75),
}
WAT_TELT = {
    "geld": (42, 17),
    "lichamelijke_gezondheid": (54, 17),
    "geestelijke_gezondheid": (50, 17),
    "sociale_contacten": (47, 17),
    "gezin_opvoeden": (60, 16),
    "wonen": (58, 17),
}
KWALITEIT = {"kwaliteit_van_leven": (6.2, 1.2)}

SHARED = 0.45  # share of a leefgebied's spread that comes from the resident's general level
CHOSEN = (0.75, 0.5, 0.5, 0.55, 0.35, 0.4)  # Wat telt: the resident chooses about three of the six
BENEFIT = (0.5, 1.5)  # a planted shift differs between residents, by this factor


@dataclass(frozen=True)
class Measure:
    """How an instrument is drawn: its leefgebieden and the noise of one measurement, in scale points."""

    instrument: str
    areas: dict[str, tuple[float, float]]
    noise: float


MEASURES = (
    Measure("zrm-2017", ZRM, 0.45),
    Measure("wat-telt", WAT_TELT, 8.0),
    Measure("kwaliteit-van-leven", KWALITEIT, 0.6),
)


def draw_scores(
    rng: np.random.Generator,
    measure: Measure,
    planted: tuple[Planted, ...],
    residents: pd.DataFrame,
    moments: pd.DataFrame,
) -> np.ndarray:
    """The scores of all moments, shape (moments, leefgebieden), inside the instrument's scale."""
    scale = read_instrument(measure.instrument).scale
    mean, spread = np.array(list(measure.areas.values())).T
    own = rng.standard_normal((len(residents), len(mean)))
    general = residents["level"].to_numpy()[:, None]
    true = mean + spread * (np.sqrt(SHARED) * general + np.sqrt(1 - SHARED) * own)
    measured = true[moments["resident"]] + _planted(rng, measure, planted, residents, moments)
    measured += measure.noise * rng.standard_normal(measured.shape)
    return np.clip(np.rint(measured), scale.low, scale.high)


def _planted(
    rng: np.random.Generator,
    measure: Measure,
    planted: tuple[Planted, ...],
    residents: pd.DataFrame,
    moments: pd.DataFrame,
) -> np.ndarray:
    """How far the true level has moved at each moment, shape (moments, leefgebieden)."""
    moved = np.zeros((len(moments), len(measure.areas)))
    for shift in planted:
        column = list(measure.areas).index(shift.leefgebied)
        for year in shift.years:
            factor = rng.uniform(*BENEFIT, size=len(residents)) * _concerned(shift, residents)
            after = _after_first_measurement(moments, year)
            moved[:, column] += after * shift.points * factor[moments["resident"]]
    return moved


def _concerned(shift: Planted, residents: pd.DataFrame) -> np.ndarray:
    """Which residents a planted shift is about: those of its wijken, or all."""
    if not shift.wijken:
        return np.ones(len(residents), dtype=bool)
    return residents["wijk"].isin(shift.wijken).to_numpy()


def _after_first_measurement(moments: pd.DataFrame, year: int) -> np.ndarray:
    """Which moments come after the resident's first measurement in `year`; a shift stays once made."""
    seen = moments.loc[moments["year"] == year, "resident"].unique()
    later = (moments["year"] == year) & (moments["nth"] > 0)
    return (later | (moments["year"] > year) & moments["resident"].isin(seen)).to_numpy()


def draw_chosen(rng: np.random.Generator, residents: int) -> np.ndarray:
    """The leefgebieden of Wat telt that each resident chose, shape (residents, 6); at least money."""
    chosen = rng.random((residents, len(CHOSEN))) < CHOSEN
    chosen[:, 0] |= ~chosen.any(axis=1)
    return chosen
