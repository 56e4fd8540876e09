"""The whole invented town: every answer of every resident, before any system spells it."""

import numpy as np
import pandas as pd

from monitorlib.demo.residents import (
    MEASURES,
    Measure,
    draw_chosen,
    draw_moments,
    draw_residents,
    draw_scores,
)
from monitorlib.demo.specification import Team, Truth

UNKNOWN, LEFT_BLANK, NOT_APPLICABLE = 0.012, 0.012, 0.005  # shares of scores that are missing, and why
RETIRED = 0.6  # share of 65+ for whom Werk & opleiding is not applicable
FIRST_NUMBER = 100_000

ZRM, WAT_TELT, KWALITEIT = MEASURES


def draw_town(seed: int, truth: Truth) -> pd.DataFrame:
    """All answers: client, team, system, attributes, worker, measured_on, instrument, leefgebied, rater,
    score, missing.

    `missing` says why a score is empty (tables.MISSING_REASONS). Each team has a random stream of its
    own, so that changing one team leaves the others as they were.
    """
    answers = [
        _draw_team(np.random.default_rng([seed, i]), team, truth) for i, team in enumerate(truth.teams)
    ]
    first_worker = np.cumsum([0, *(team.workers for team in truth.teams)])
    for i, frame in enumerate(answers):
        frame["worker"] = "mw-" + (frame["worker"] + first_worker[i] + 1).astype(str).str.zfill(2)
    town = pd.concat(answers, ignore_index=True)
    number, _ = pd.factorize(town["team"] + town["resident"].astype(str))
    return town.assign(client=_client_numbers(np.random.default_rng(seed), number.max() + 1)[number])


def _draw_team(rng: np.random.Generator, team: Team, truth: Truth) -> pd.DataFrame:
    residents = draw_residents(rng, team)
    moments = draw_moments(rng, team, residents)
    parts = [
        _professional(rng, truth, residents, moments),
        *_own_view(rng, truth, residents, moments),
        _simple_question(rng, truth.answer_shares(team.name), residents, moments),
    ]
    attributes = residents[["team", "wijk", "leefsituatie", "leeftijdsgroep"]]
    return pd.concat(parts).merge(attributes, left_on="resident", right_index=True).assign(system=team.system)


def _professional(
    rng: np.random.Generator, truth: Truth, residents: pd.DataFrame, moments: pd.DataFrame
) -> pd.DataFrame:
    """The ZRM by the professional, with scores missing for each of the three reasons."""
    planted = truth.planted_in(residents["team"].iloc[0], ZRM.instrument)
    answers = _long(moments, ZRM, draw_scores(rng, ZRM, planted, residents, moments))
    luck = rng.random(len(answers))
    reason = np.full(len(answers), None, dtype=object)
    for name, share in (
        ("unknown", UNKNOWN),
        ("not_filled_in", LEFT_BLANK),
        ("not_applicable", NOT_APPLICABLE),
    ):
        reason[luck < share] = name
        luck = np.where(luck < share, 1.0, luck - share)
    retired = (residents["leeftijdsgroep"] == "65+") & (rng.random(len(residents)) < RETIRED)
    at_work = (answers["leefgebied"] == "werk_opleiding").to_numpy()
    reason[at_work & retired.to_numpy()[answers["resident"]]] = "not_applicable"
    return answers.assign(rater="professional", missing=reason)


def _own_view(
    rng: np.random.Generator, truth: Truth, residents: pd.DataFrame, moments: pd.DataFrame
) -> list[pd.DataFrame]:
    """Wat telt on the chosen leefgebieden and the quality of life, by those who fill them in."""
    team = residents["team"].iloc[0]
    parts = []
    for measure in (WAT_TELT, KWALITEIT):
        planted = truth.planted_in(team, measure.instrument)
        answers = _long(moments, measure, draw_scores(rng, measure, planted, residents, moments))
        unknown = rng.random(len(answers)) < UNKNOWN
        parts.append(answers.assign(rater="inwoner", missing=np.where(unknown, "unknown", None)))
    chosen = draw_chosen(rng, len(residents))
    area = parts[0]["leefgebied"].map({code: i for i, code in enumerate(WAT_TELT.areas)})
    parts[0] = parts[0][chosen[parts[0]["resident"], area]]
    return [part[residents["own_view"].to_numpy()[part["resident"]]] for part in parts]


def _simple_question(
    rng: np.random.Generator, shares: tuple[float, ...], residents: pd.DataFrame, moments: pd.DataFrame
) -> pd.DataFrame:
    """One eenvoudige vraag, looking back at the last measurement of those who were measured more often."""
    last = moments[
        ~moments.duplicated("resident", keep="last") & moments.duplicated("resident", keep="first")
    ]
    asked = last[residents["own_view"].to_numpy()[last["resident"]]]
    answer = rng.choice(4, size=len(asked), p=shares)
    return asked[["resident", "measured_on", "worker"]].assign(
        instrument="eenvoudige-vraag",
        leefgebied="netwerk_sterker",
        rater="inwoner",
        score=np.array([2.0, 1.0, 0.0, np.nan])[answer],
        missing=np.where(answer == 3, "not_applicable", None),
    )


def _long(moments: pd.DataFrame, measure: Measure, scores: np.ndarray) -> pd.DataFrame:
    """One row a score, moment by moment."""
    codes = list(measure.areas)
    rows = moments[["resident", "measured_on", "worker"]].loc[moments.index.repeat(len(codes))]
    return rows.reset_index(drop=True).assign(
        instrument=measure.instrument, leefgebied=codes * len(moments), score=scores.ravel()
    )


def _client_numbers(rng: np.random.Generator, n: int) -> np.ndarray:
    """`n` different invented numbers like D104233, none of which passes the BSN test, letter or not."""
    numbers = FIRST_NUMBER + rng.permutation(n + n // 4 + 100)
    return np.array(
        [f"D{number}" for number in numbers if not passes_bsn_test(int(number))][:n], dtype=object
    )


def passes_bsn_test(number: int) -> bool:
    """The elfproef of the Dutch citizen number, with leading zeros as registries add them."""
    digits = [int(digit) for digit in f"{number:09d}"]
    weighted = sum(w * d for w, d in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), digits, strict=True))
    return weighted % 11 == 0
