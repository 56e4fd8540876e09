"""Trying out an own explanation on stories, as ours are: one in which it must hold, one in which it must not, and
one in which nobody can know."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from monitorlib.explanations.explaining import explain_shifts
from monitorlib.explanations.finding import Explanation
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.instruments import read_instrument

Story = Callable[[np.random.Generator], pd.DataFrame]
ANSWERS = ("supports", "contradicts", "cannot_say")
SETS = 5
AREAS = tuple(area.code for area in read_instrument("zrm-2017").leefgebieden)[:5]
LEVEL, SPREAD, NOISE = 2.8, 0.7, 0.55
BEST, WORST = 5, 1


def invented_pairs(draw: np.random.Generator, residents: int = 60) -> pd.DataFrame:
    """PAIRS of an invented team at rest: five leefgebieden of the ZRM 2017, nobody moved but by chance.

    Add your own columns (`wijk`, `kenmerk_…`, dates) and let `moved` plant what your explanation is about.
    """
    level = draw.normal(LEVEL, SPREAD, (residents, len(AREAS)))
    pre, post = (np.clip(np.rint(level + draw.normal(0, NOISE, level.shape)), WORST, BEST) for _ in range(2))
    begun = pd.Timestamp("2025-01-01") + pd.to_timedelta(draw.integers(0, 150, residents), unit="D")
    days = draw.integers(150, 200, residents)
    ids = np.array([f"r{number:03d}" for number in range(residents)])
    pairs = pd.DataFrame(
        {
            "resident_id": np.repeat(ids, len(AREAS)),
            "team": "Verzonnen",
            "wijk": np.repeat(draw.choice(["A", "B"], residents), len(AREAS)),
            "worker_id": np.repeat(draw.choice(["w1", "w2", "w3"], residents), len(AREAS)),
            "rater": "professional",
            "instrument": "zrm-2017",
            "leefgebied": np.tile(AREAS, residents),
            "pre_date": np.repeat(begun.to_numpy(), len(AREAS)),
            "post_date": np.repeat((begun + pd.to_timedelta(days, unit="D")).to_numpy(), len(AREAS)),
            "pre": pre.ravel(),
            "post": post.ravel(),
            "days": np.repeat(days, len(AREAS)).astype(float),
            "same_worker": True,
        }
    )
    return _with_change(pairs)


def moved(pairs: pd.DataFrame, who: pd.Series, leefgebied: str, points: float) -> pd.DataFrame:
    """The pairs in which `who` (a truth a row) moved so many points on one leefgebied, within the scale."""
    at = who & (pairs["leefgebied"] == leefgebied)
    post = pairs["post"].where(~at, (pairs["post"] + points).clip(WORST, BEST))
    return _with_change(pairs.assign(post=post))


def _with_change(pairs: pd.DataFrame) -> pd.DataFrame:
    change = pairs["post"] - pairs["pre"]
    return pairs.assign(change=change, direction=np.sign(change))


def try_explanation(
    explanation: Explanation, stories: Mapping[str, Story], leefgebied: str, sets: int = SETS
) -> pd.DataFrame:
    """How an explanation does in its three stories: a row a story with how often it gave each answer, and `holds`.

    `stories`: for "supports", "contradicts" and "cannot_say" a maker of PAIRS from a random generator, in which
    that answer is right at this leefgebied. As with ours: it must support in more than half of the sets of the
    first, and in none of the others. UserError: a story that is missing, or pairs without this leefgebied.
    """
    lacking = [answer for answer in ANSWERS if answer not in stories]
    if lacking:
        names = ", ".join(lacking)
        raise UserError(Text(f"Er is geen verhaal voor: {names}.", f"There is no story for: {names}."))
    rows = [_tried(explanation, answer, stories[answer], leefgebied, sets) for answer in ANSWERS]
    return pd.DataFrame(rows)


def _tried(explanation: Explanation, wanted: str, story: Story, leefgebied: str, sets: int) -> dict:
    found = [
        _answer(explanation, story(np.random.default_rng(seed)), leefgebied, seed) for seed in range(sets)
    ]
    counts = {answer: found.count(answer) for answer in ANSWERS}
    supports = counts["supports"]
    holds = supports > sets / 2 if wanted == "supports" else supports == 0
    return {"story": wanted, **counts, "holds": holds}


def _answer(explanation: Explanation, pairs: pd.DataFrame, leefgebied: str, seed: int) -> str:
    checks = explain_shifts(pairs, seed=seed, own={explanation.name: explanation})
    told = checks[(checks["check"] == explanation.name) & (checks["leefgebied"] == leefgebied)]
    if told.empty:
        raise UserError(
            Text(
                f"Leefgebied '{leefgebied}' staat niet in het verhaal.",
                f"Life domain '{leefgebied}' is not in the story.",
            ),
            Text(f"Kies uit: {', '.join(AREAS)}.", f"Choose from: {', '.join(AREAS)}."),
        )
    return str(told["answer"].iloc[0])
