"""What the workbench says of four real sets, beside what was published of them.

`python -m benchmarks.real_sets` prints a line a set and group: residents with two measurements, net improved of
first and last, the strict word (clear), a hint, and what all measurements say. The sets are those of
tests/reference/data; a folder behind it is looked in first, as some sets are not kept here. "Published" is what an
abstract or a manual says, with its source; where nothing was found of what is counted here, it says so. It is no
test of this workbench: studies compare groups, a team looks at itself.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

import monitorlib as ml
from monitorlib.evidence.grades import CLEAR, HINTS, SLIGHT
from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instrument, Leefgebied, Scale, read_instrument

DATA = Path(__file__).parent.parent / "tests" / "reference" / "data"
# the ten items of which more is more anxious (psychTools, manual page of `sai`)
ANXIOUS = (
    "tense",
    "anxious",
    "nervous",
    "jittery",
    "rattled",
    "high.strung",
    "upset",
    "worrying",
    "worried",
    "regretful",
)

_HOUSING = (
    "certificates markedly increased the chance of stable independent living (Hurlburt, Wood & Hough 1996, "
    "abstract); shifts within an arm: not found"
)
_ARTHRITIS = (
    "auranofin better than placebo on the global composite, p = .007 (Bombardier e.a. 1986, Am J Med 81:565, "
    "abstract; 149 and 154 patients, as here); shifts within an arm: not found"
)
_RESPIRATORY = (
    "active better than placebo over the four visits, log odds 1.26, s.e. .34, good against poor (SAS/STAT User's "
    "Guide, GEE, example 4; 111 patients, as here); shifts from visit 1 to 4: not found"
)
_ITEMS = "results by item: not found"
_DESIGN = dict.fromkeys(("Cart", "Fast", "SHED", "SHOP"), "control, or nothing varied")
_DESIGN |= dict.fromkeys(("AGES", "SALT", "XRAY"), "caffeine for some")
_DESIGN |= dict.fromkeys(("FIAT", "FLAT"), "one of four films") | {
    "VALE": "two days",
    "PAT": "two days",
}


@dataclass(frozen=True)
class RealSet:
    """Long scores of one study: id, group, time, domain, score (higher is better); `published` by group."""

    name: str
    scores: pd.DataFrame
    low: int
    high: int
    published: dict[str, str]


def main(folder: Path | None = None) -> None:
    """Print the table of docs/methods.md; a set that cannot be had here is named as such."""
    print(
        "| set, group | residents | net improved, first to last | clear | hint | all measurements | published |"
    )
    print("|---|---|---|---|---|---|---|")
    for name, read in SETS.items():
        file = next((f for f in (_places(name, folder)) if f.exists()), None)
        for real in () if file is None else read(pd.read_csv(file)):
            for group, rows in told(real).groupby("team", sort=True):
                print(_line(f"{real.name}, {group}", rows, real.published.get(str(group), "")))
        if file is None:
            print(f"| {name} | not to be had here |")


def _places(name: str, folder: Path | None) -> list[Path]:
    return [place / name for place in (folder, DATA) if place is not None]


def _housing(scores: pd.DataFrame) -> Iterator[RealSet]:
    yield from _arms("homeless housing", scores, "sec", {1: "certificate", 0: "none"}, (0, 2), _HOUSING)


def _arthritis(scores: pd.DataFrame) -> Iterator[RealSet]:
    yield from _arms("arthritis", scores, "trt", {2: "auranofin", 1: "placebo"}, (1, 5), _ARTHRITIS)


def _respiratory(scores: pd.DataFrame) -> Iterator[RealSet]:
    yield from _arms("respiratory", scores, "trt", {1: "active", 0: "placebo"}, (1, 3), _RESPIRATORY)


def _arms(
    name: str, scores: pd.DataFrame, arm: str, groups: dict[int, str], ends: tuple[int, int], published: str
) -> Iterator[RealSet]:
    """One outcome: each arm, and everybody together."""
    first = next(iter(groups.values()))
    yield RealSet(name, scores.assign(group=scores[arm].map(groups)), *ends, {first: published})
    yield RealSet(name, scores.assign(group="everybody"), *ends, {})


def _anxiety(scores: pd.DataFrame) -> Iterator[RealSet]:
    """Twenty items at two moments; the anxious ones turned, so that higher is calmer."""
    turned = scores["score"].where(~scores["domain"].isin(ANXIOUS), 5 - scores["score"])
    published = {s: f"{_DESIGN.get(s, 'design not told')}; {_ITEMS}" for s in scores["study"].unique()}
    yield RealSet("SAI, 20 items", scores.assign(score=turned, group=scores["study"]), 1, 4, published)


SETS = {
    "homeless_housing.csv": _housing,
    "arthritis.csv": _arthritis,
    "respiratory_status.csv": _respiratory,
    "sai_state_anxiety_20items.csv.gz": _anxiety,
}


def told(real: RealSet) -> pd.DataFrame:
    """What first and last and what all measurements say: a row a group and outcome."""
    instrument = _instrument(real)
    known = {instrument.id: instrument}
    measurements = _measurements(real, instrument.id)
    pairs = ml.pair_measurements(measurements, instruments=known)
    shifts = ml.summarise_shifts(pairs, instruments=known)
    table = ml.summarise_trends(measurements, pairs, shifts, instruments=known)
    return table.assign(net_low=shifts["net_low"], net_high=shifts["net_high"])


def _instrument(real: RealSet) -> Instrument:
    """An instrument of the domains of this set, higher is better."""
    areas = tuple(Leefgebied(name, Text(name, name)) for name in sorted(real.scores["domain"].unique()))
    shipped = read_instrument("zrm-2017")
    return replace(
        shipped, id="study", leefgebieden=areas, scale=Scale(real.low, real.high, 0), better_is="higher"
    )


def _measurements(real: RealSet, instrument: str) -> pd.DataFrame:
    scores = real.scores.dropna(subset="score")
    return (
        pd.DataFrame(
            {
                "resident_id": scores["group"] + scores["id"].astype(str),
                "team": scores["group"],
                "wijk": None,
                "worker_id": None,
                "rater": "professional",
                "measured_on": pd.Timestamp("2000-01-01") + pd.to_timedelta(scores["time"] * 30, unit="D"),
                "instrument": instrument,
                "leefgebied": scores["domain"],
                "score": scores["score"].astype("float32"),
                "missing": None,
                "source": "study",
            }
        )
        .astype({"wijk": "str", "worker_id": "str"})
        .reset_index(drop=True)
    )


def _line(name: str, rows: pd.DataFrame, published: str) -> str:
    first, last = rows["n_pairs"].min(), rows["n_pairs"].max()
    n = f"{last}" if first == last else f"{first}-{last}"
    figures = _one(rows.iloc[0]) if len(rows) == 1 else _many(rows)
    return f"| {name} | {n} | {' | '.join(figures)} | {published} |"


def _one(row: pd.Series) -> tuple[str, ...]:
    clear, hint = (row["verdict"] in words for words in ((*CLEAR, *SLIGHT), HINTS))
    net = f"{row['net_improved']:+.2f} ({row['net_low']:+.2f} to {row['net_high']:+.2f})"
    p = "< 1e-10" if row["p_trend"] < 1e-10 else f"= {row['p_trend']:.1g}"
    together = f"{row['trend']:+.2f}, p {p}; {_says(row)}"
    return net, "yes" if clear else "no", "yes" if hint else "no", together


def _says(row: pd.Series) -> str:
    if row["n_more"] == 0:
        return "nothing to add"
    return "tells otherwise" if row["disagree"] else "the same"


def _many(rows: pd.DataFrame) -> tuple[str, ...]:
    """Of a set of many outcomes: how many of them."""
    clear = rows["verdict"].isin([*CLEAR, *SLIGHT]).sum()
    span = f"{rows['net_improved'].min():+.2f} to {rows['net_improved'].max():+.2f}"
    more = (
        "nothing to add: two moments"
        if not rows["n_more"].any()
        else f"{rows['disagree'].sum()} tell otherwise"
    )
    return span, f"{clear} of {len(rows)}", f"{rows['verdict'].isin(HINTS).sum()}", more


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
