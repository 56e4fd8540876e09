"""The reference values; see tests/reference/README.md."""

import csv
import gzip
import json
from functools import cache
from pathlib import Path

import numpy as np

REFERENCE = Path(__file__).parent.parent / "reference"


@cache
def gold(name):
    return json.loads((REFERENCE / f"{name}.json").read_text(encoding="utf-8"))


@cache
def scores(name):
    """(attributes, id, domain, time) → score of a data file; `attributes` are the other columns."""
    file = REFERENCE / "data" / name
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rt", encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["score"] not in ("", "NA")]
    return {
        (row.get("study") or row.get("trt"), int(row["id"]), row["domain"], int(row["time"])): float(
            row["score"]
        )
        for row in rows
    }


def anxiety(study):
    """Changes of one SAI study on the items of gold_multi, complete residents only."""
    known = scores("sai_state_anxiety_20items.csv.gz")
    people = sorted({key[1] for key in known if key[0] == study})
    missing = float("nan")
    changes = np.array(
        [
            [
                known.get((study, i, item, 2), missing) - known.get((study, i, item, 1), missing)
                for item in gold("gold_multi")["meta"]["items"]
            ]
            for i in people
        ]
    )
    return changes[~np.isnan(changes).any(axis=1)]


def starts_and_changes(name, first, later, group=None):
    """Start scores of everybody measured at `first`, and changes to `later` (NaN for who was lost)."""
    known = {
        (i, time): score for (which, i, _, time), score in scores(name).items() if group in (None, which)
    }
    starts = {i: score for (i, time), score in known.items() if time == first}
    return list(starts.values()), [known.get((i, later), float("nan")) - pre for i, pre in starts.items()]
