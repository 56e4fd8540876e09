"""`make bench ARGS="statistics"`: accuracy against R, and speed against scipy and pingouin, side by side.

CPU seconds of one thread. The peers are the script that an analyst would write; they are timed on a part of the
groups and multiplied. pingouin is not in the project's lock: run this in an environment that has it beside
pandas, numpy and scipy, else its line says that it was not measured.
"""

import importlib.util
import json
import os
import resource
import subprocess
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

from benchmarks.coverage import anxiety_studies
from monitorlib import pair_measurements, pool_shifts, summarise_shifts, summarise_trends
from monitorlib.instruments import read_instrument
from monitorlib.statistics import kitagawa, max_t, net_improved, sign_flip, sign_test, signed_rank
from monitorlib.statistics.exact import doubled_midranks, flip_test
from monitorlib.statistics.inputs import tie_levels
from monitorlib.statistics.intervals import plus_two_t, tango

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "tests" / "reference"
AREAS = [area.code for area in read_instrument("zrm-2017").leefgebieden]
GROUPS, RESIDENTS, PEER_GROUPS = 300, 100, 6
RESAMPLES, FLIPS = 2_000, 10_000
ROWS, MOMENTS = 10_000_000, 4


def main() -> None:
    """Each part in a process of its own, with one thread, so that time and memory are its own."""
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    for part in PARTS:
        command = [sys.executable, "-m", "benchmarks.statistics", part]
        subprocess.run(command, cwd=ROOT, env={**os.environ, **one_thread}, check=True)


def accuracy() -> None:
    """The largest differences with the reference values."""
    cases = _gold("gold_pairs")["cases"].values()
    tests = {
        "signedrank_pratt": signed_rank,
        "signedrank_wilcoxon": lambda change: signed_rank(change, "wilcoxon"),
        "sign_test": sign_test,
        "signflip_mean": sign_flip,
    }
    fields = {
        "p_exact_two": "p_exact",
        "p_mid_two": "p_mid",
        "p_exact_greater": "p_greater",
        "p_exact_less": "p_less",
    }
    errors = [
        abs(getattr(test(case["diff_counts"]), ours) / case[name][theirs] - 1)
        for case in cases
        for name, test in tests.items()
        for theirs, ours in fields.items()
        if theirs in case[name]
    ]
    tango = [
        abs(limit - expected)
        for case in _gold("gold_other")["net_change_intervals"].values()
        for limit, expected in zip(_limits(case), case["tango_contingencytables"], strict=True)
    ]
    print(f"| {len(errors)} exact and mid p, largest relative difference | {max(errors):.1e} |\n|---|---|")
    print(f"| Tango, largest difference | {max(tango):.1e} |")
    table = _gold("dasgupta_5_3")
    parts = kitagawa(table["n_1970"], table["rate_1970"], table["n_1985"], table["rate_1985"])
    print(
        f"| Kitagawa (published: -2.2277254 and 1.5415096) | {parts.rate:.7f} and {parts.composition:.7f} |"
    )
    enumerated = [_enumerated(case) for case in _gold("gold_multi")["exact_enumeration"].values()]
    print(f"| max-T, complete enumeration, largest difference | {max(enumerated):.1e} |")
    for n_flips in (10_000, 100_000, 1_000_000):
        every, small = _sampled(n_flips)
        print(f"| max-T, {n_flips:,} flips against R's 100,000, largest difference | {every:.4f} |")
        print(f"| the same where R's p is .1 or less | {small:.4f} |")


def _gold(name: str) -> dict:
    return json.loads((REFERENCE / f"{name}.json").read_text(encoding="utf-8"))


def _limits(case: dict) -> tuple[float, float]:
    found = net_improved({1: case["up"], -1: case["down"], 0: case["same"]})
    return found.low, found.high


def _enumerated(case: dict) -> float:
    expected = dict(zip(*(case["prattrank_statistic"][k] for k in ("items", "stepdown")), strict=True))
    found = dict(zip(case["items"], max_t(case["D"], n_flips=2**17), strict=True))
    return max(abs(found[item] - p) for item, p in expected.items())


def _sampled(n_flips: int) -> tuple[float, float]:
    """The largest difference with R's own 100,000 flips (s.e. up to .0016): over all, and where p ≤ .1."""
    changes = anxiety_studies()
    found, expected = [], []
    for study, values in _gold("gold_multi")["studies"].items():
        found.extend(max_t(changes[study], n_flips))
        expected.extend(values["maxT_prattrank_MC"]["stepdown"])
    found, expected = np.array(found), np.array(expected)
    difference = np.abs(found - expected)
    return float(difference.max()), float(difference[expected <= 0.1].max())


def same_bytes() -> None:
    """A group's own figures alone and among 299 others."""
    pairs = _pairs(GROUPS)
    names = ["p_value", "p_exact", "shift_low", "shift_high", "net_low", "net_high"]
    among = summarise_shifts(pairs)
    same = all(
        summarise_shifts(pairs[pairs["team"] == team])[names].to_numpy().tobytes()
        == among.loc[among["team"] == team, names].to_numpy().tobytes()
        for team in ("team000", "team150", "team299")
    )
    print(f"| p and intervals of a group alone and among 299 others: identical bytes | {same} |")


def _pairs(groups: int) -> pd.DataFrame:
    """PAIRS of `groups` teams × 13 leefgebieden × 100 residents, scores 1 to 5, every tenth change by two."""
    random, n = np.random.default_rng(1), groups * RESIDENTS
    pre = random.integers(1, 6, (n, len(AREAS)))
    step = random.choice([-2, -1, 0, 1, 2], pre.shape, p=[0.02, 0.13, 0.5, 0.28, 0.07])
    post = np.clip(pre + step, 1, 5)
    resident = np.repeat(np.arange(n), len(AREAS))
    return pd.DataFrame(
        {
            "resident_id": np.array([f"r{i:06d}" for i in range(n)])[resident],
            "team": np.array([f"team{i:03d}" for i in range(groups)])[resident // RESIDENTS],
            "instrument": "zrm-2017",
            "rater": "professional",
            "leefgebied": np.tile(AREAS, n),
            "pre": pre.ravel().astype(float),
            "post": post.ravel().astype(float),
            "change": (post - pre).ravel().astype(float),
            "direction": np.sign(post - pre).ravel().astype(float),
        }
    )


def speed() -> None:
    """300 groups × 13 × 100 pairs: what a release needs, the build before, an analyst's tables, and peers."""
    pairs = _pairs(GROUPS)
    ours, before = (
        min(_seconds(lambda work=work: work(pairs)) for _ in range(3)) for work in (summarise_shifts, _before)
    )
    whole = _whole(pairs)
    print(f"\n{GROUPS} groups × {len(AREAS)} leefgebieden × {RESIDENTS} pairs, CPU seconds of one thread")
    print("| way | CPU s | times ours | times all of it |\n|---|---|---|---|")
    for name, seconds in (
        ("summarise_shifts, whole table: all that a release needs", ours),
        ("the build before the grades: ranks, both intervals, max-T", before),
        *whole.items(),
        ("all of it", total := ours + sum(whole.values())),
    ):
        print(f"| {name} | {seconds:.2f} | {seconds / ours:.1f} | {seconds / total:.1f} |")
    part = pairs[pairs["team"].isin(sorted(pairs["team"].unique())[:PEER_GROUPS])]
    for name, module, script in (
        ("scipy in a loop, 2,000 resamples", "scipy", _with_scipy),
        ("scipy in a loop, as it comes (9,999 resamples)", "scipy", lambda p: _with_scipy(p, 9_999)),
        ("pingouin in a loop, as it comes (2,000 resamples)", "pingouin", _with_pingouin),
    ):
        if importlib.util.find_spec(module) is None:
            print(f"| {name} | not measured: {module} is not installed here | | |")
            continue
        theirs = _seconds(lambda script=script: script(part)) * GROUPS / PEER_GROUPS
        name = f"{name} ({PEER_GROUPS} groups × {GROUPS // PEER_GROUPS})"
        print(f"| {name} | {theirs:.0f} | {theirs / ours:.0f} | {theirs / total:.0f} |")


def _before(pairs: pd.DataFrame) -> None:
    """What the word rested on before decision 85, for every group: ranks with max-T, and an interval of either."""
    group = pairs.groupby(["team", "leefgebied"], sort=True).ngroup().to_numpy()
    change = pairs["change"].to_numpy()
    cells = int(group.max()) + 1
    for own in np.split(change[np.argsort(group, kind="stable")], np.cumsum(np.bincount(group))[:-1]):
        _ranked_before(own)
    n, total, squares, up, down = (
        np.bincount(group, weights=each, minlength=cells)
        for each in (np.ones(len(change)), change, change**2, change > 0, change < 0)
    )
    plus_two_t(total, squares, n)
    tango(up, down, n)
    for own in change.reshape(GROUPS, RESIDENTS, len(AREAS)):
        max_t(own)


def _ranked_before(change: np.ndarray) -> None:
    """The test of one cell as it was made then, a cell at a time; as it is made now: groups.cell_tests."""
    level = tie_levels(np.abs(change))
    up, down = (np.bincount(level[change * sign > 0], minlength=level.max() + 1)[1:] for sign in (1, -1))
    flip_test(doubled_midranks(up + down, np.count_nonzero(level == 0)), up, down)


def _whole(pairs: pd.DataFrame) -> dict[str, float]:
    """The analyst's tables on top of `summarise_shifts`; every resident measured two to six times."""
    measurements = _in_between(pairs)
    pairs = pair_measurements(measurements)
    shifts = summarise_shifts(pairs)
    works = {
        f"summarise_trends, {len(measurements):,} scores": lambda: summarise_trends(
            measurements, pairs, shifts
        ),
        "pool_shifts over leefgebieden": lambda: pool_shifts(shifts, pairs),
        "pool_shifts over teams": lambda: pool_shifts(shifts, pairs, "team"),
    }
    return {name: min(_seconds(work) for _ in range(3)) for name, work in works.items()}


def _in_between(pairs: pd.DataFrame) -> pd.DataFrame:
    """MEASUREMENTS of these pairs, text as categories: half of the residents have two, the others up to six."""
    random, people = np.random.default_rng(2), GROUPS * RESIDENTS
    times = np.repeat(random.choice([2, 3, 4, 5, 6], people, p=[0.5, 0.25, 0.12, 0.08, 0.05]), len(AREAS))
    row = np.repeat(np.arange(len(pairs)), times)
    place = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times)
    pre, post = (pairs[name].to_numpy()[row] for name in ("pre", "post"))
    between = np.clip(pre + random.integers(-1, 2, len(row)), 1, 5)
    last = place == times[row] - 1
    frame = pairs[["resident_id", "team", "instrument", "rater", "leefgebied"]].astype("category").iloc[row]
    frame = frame.assign(wijk="w", worker_id="m", source="export.csv").astype(
        {"wijk": "category", "worker_id": "category", "source": "category"}
    )
    return frame.assign(
        measured_on=np.datetime64("2024-01-01", "s") + (place * 60).astype("timedelta64[D]"),
        score=np.where(place == 0, pre, np.where(last, post, between)).astype(np.float32),
    ).reset_index(drop=True)


def _seconds(work) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _with_scipy(pairs: pd.DataFrame, resamples: int = RESAMPLES) -> pd.DataFrame:
    """What an analyst would write: wilcoxon, BCa bootstrap of mean and net share, max-T by random flips."""
    rows = []
    for (team, area), group in pairs.groupby(["team", "leefgebied"]):
        change = group["change"].to_numpy()
        test = stats.wilcoxon(change, zero_method="pratt")
        mean = stats.bootstrap((change,), np.mean, n_resamples=resamples, rng=0).confidence_interval
        net = stats.bootstrap((change,), _net, n_resamples=resamples, rng=0).confidence_interval
        rows.append((team, area, test.pvalue, mean.low, mean.high, net.low, net.high))
    _adjusted(pairs)
    return pd.DataFrame(rows)


def _with_pingouin(pairs: pd.DataFrame) -> pd.DataFrame:
    """The same with pingouin's test and bootstrap; it has no max-T, so the same flips."""
    import pingouin

    rows = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pingouin warns of its own dependencies
        for (team, area), group in pairs.groupby(["team", "leefgebied"]):
            change = group["change"].to_numpy()
            test = pingouin.wilcoxon(group["post"], group["pre"], zero_method="pratt")
            mean = pingouin.compute_bootci(change, func="mean", n_boot=RESAMPLES, method="bca", seed=0)
            net = pingouin.compute_bootci(change, func=_net_of, n_boot=RESAMPLES, method="bca", seed=0)
            rows.append((team, area, test.iloc[0]["p_val" if "p_val" in test else "p-val"], *mean, *net))
    _adjusted(pairs)
    return pd.DataFrame(rows)


def _net(change: np.ndarray, axis: int = -1) -> np.ndarray:
    return np.mean(np.sign(change), axis=axis)


def _net_of(change: np.ndarray) -> float:
    return np.mean(np.sign(change))


def _adjusted(pairs: pd.DataFrame) -> None:
    """max-T in plain numpy: new signs for every group, ranks by scipy."""
    random = np.random.default_rng(0)
    for _, team in pairs.groupby("team"):
        change = team.pivot(index="resident_id", columns="leefgebied", values="change").to_numpy()
        scores = np.sign(change) * stats.rankdata(np.abs(change), axis=0)
        size = np.sqrt((scores**2).sum(axis=0))
        signs = random.choice([-1.0, 1.0], (FLIPS, len(change)))
        flipped, own = np.abs(signs @ scores) / size, np.abs(scores.sum(axis=0)) / size
        order = np.argsort(-own)
        largest = np.maximum.accumulate(flipped[:, order[::-1]], axis=1)[:, ::-1]
        np.maximum.accumulate((1 + (largest >= own[order]).sum(axis=0)) / (FLIPS + 1))


def rows() -> None:
    """10 million score rows to PAIRS to SHIFTS of 300 teams; peak memory of the whole process."""
    measurements = _measurements()
    start = time.process_time()
    pairs = pair_measurements(measurements)
    paired = time.process_time()
    shifts = summarise_shifts(pairs)
    done = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"\n{len(measurements):,} score rows → {len(pairs):,} pairs → {len(shifts):,} rows of SHIFTS")
    print("| pairs, CPU s | shifts, CPU s | together | peak memory of the process, GB |\n|---|---|---|---|")
    print(f"| {paired - start:.1f} | {done - paired:.1f} | {done - start:.1f} | {peak:.2f} |")


def _measurements() -> pd.DataFrame:
    """MEASUREMENTS as `load_measurements` may give it: text as categories. 4 moments a resident."""
    random = np.random.default_rng(1)
    residents = ROWS // (MOMENTS * len(AREAS))
    n = residents * MOMENTS * len(AREAS)
    resident = np.repeat(np.arange(residents, dtype=np.int32), MOMENTS * len(AREAS))
    moment = np.tile(np.repeat(np.arange(MOMENTS, dtype=np.int16), len(AREAS)), residents)
    score = random.integers(1, 6, n, dtype=np.int8).astype(np.float32)
    names = {
        "resident_id": (resident, [f"r{i:06d}" for i in range(residents)]),
        "team": ((resident % GROUPS).astype(np.int16), [f"team{i:03d}" for i in range(GROUPS)]),
        "wijk": ((resident % 40).astype(np.int8), [f"wijk{i:02d}" for i in range(40)]),
        "worker_id": (((resident + moment // 3) % 2000).astype(np.int16), [f"w{i:04d}" for i in range(2000)]),
        "rater": (np.zeros(n, dtype=np.int8), ["professional"]),
        "instrument": (np.zeros(n, dtype=np.int8), ["zrm-2017"]),
        "leefgebied": (np.tile(np.arange(len(AREAS), dtype=np.int8), residents * MOMENTS), AREAS),
        "source": (np.zeros(n, dtype=np.int8), ["export.csv"]),
    }
    frame = pd.DataFrame(
        {name: pd.Categorical.from_codes(codes, words) for name, (codes, words) in names.items()}
    )
    days = (moment * np.int16(90) + (resident % 60).astype(np.int16)).astype("timedelta64[D]")
    frame["measured_on"] = (np.datetime64("2024-01-01") + days).astype("datetime64[s]")
    frame["score"] = score
    order = random.permutation(n)  # exports are in no order
    return frame.iloc[order].reset_index(drop=True)


PARTS = {"accuracy": accuracy, "same_bytes": same_bytes, "speed": speed, "rows": rows}

if __name__ == "__main__":
    PARTS[sys.argv[1]]() if sys.argv[1:] else main()
