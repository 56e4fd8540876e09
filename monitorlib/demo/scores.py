"""What is scored: a true level that stays, measured with symmetrical noise.

Each resident has one true level per leefgebied, and every measurement of it is that level with fresh
noise, rounded and cut off at the ends of the scale. So two measurements have the same distribution
given the resident, and the expected change is exactly zero, ceiling and regression to the mean
included, unless `truth.toml` plants a shift of the true level.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from monitorlib.demo.specification import Planted
from monitorlib.instruments import read_instrument

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
