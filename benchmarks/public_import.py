"""The ten public data sets through the front door, every count beside plain pandas (public_sets)."""

import sys
import tempfile
from pathlib import Path

import pandas as pd

import monitorlib as ml
from benchmarks.public_sets import COUNTS, LINES, PublicSet, public_sets
from benchmarks.public_studies import STUDIES
from monitorlib.foundation.errors import UserError
from monitorlib.instruments import read_instruments
from monitorlib.intake.know.known import Known
from monitorlib.intake.know.profiles import read_profile


def main(folder: Path | None = None) -> None:
    """Print a line for each set; a set that cannot be had here is named as such."""
    with tempfile.TemporaryDirectory() as work:
        here = {each.name: each for each in public_sets(Path(work), folder)}
        print("| public data set | profile, lines | pairs | cells equal to pandas |\n|---|---|---|---|")
        for name in STUDIES:
            print(_line(here[name]) if name in here else f"| {name} | - | - | not to be had here |")


def _line(each: PublicSet) -> str:
    lines = sum(bool(line.strip()) for line in each.profile.read_text(encoding="utf-8").splitlines())
    cells = each.truth.drop(columns=["team", "leefgebied"]).size
    try:
        equal = equal_cells(counted(each), each.truth)
    except UserError as error:
        return f"| {each.name} | {lines} (≤ {LINES}) | - | refused: {error} |"
    return f"| {each.name} | {lines} (≤ {LINES}) | {each.truth['n'].sum()} | {equal} of {cells} |"


def counted(each: PublicSet, profile: Path | None = None) -> pd.DataFrame:
    """What an import by the profile gives, as COUNTS; the one team of a profile is ""."""
    told = read_profile(profile or each.profile)
    instruments = read_instruments(each.instruments)
    export = ml.read_export(each.file, told.sheet, Known(instruments, told.instrument, (told,)))
    intake = ml.to_measurements(export, profile=told, instruments=instruments)
    pairs = ml.pair_measurements(intake.measurements, instruments=instruments).dropna(subset="change")
    change = pairs["change"].astype(float)
    pairs = pairs.assign(
        team=pairs["team"].astype(str) if told.team is None else "",
        leefgebied=pairs["leefgebied"].astype(str),
        n=1,
        improved=(change > 0).astype(int),
        unchanged=(change == 0).astype(int),
        deteriorated=(change < 0).astype(int),
    )
    return pairs.groupby(["team", "leefgebied"])[list(COUNTS[2:])].sum().reset_index()


def equal_cells(ours: pd.DataFrame, truth: pd.DataFrame) -> int:
    """In how many cells of the truth our count is the same; none where we count a group that it has not."""
    key = ["team", "leefgebied"]
    both = truth.merge(ours, on=key, how="outer", suffixes=("", "_ours"))
    if len(both) > len(truth):
        return 0
    return sum(int((both[name] == both[f"{name}_ours"]).sum()) for name in COUNTS[2:])


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
