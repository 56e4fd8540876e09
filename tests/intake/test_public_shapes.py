"""Invented files in the shape of the ten public data sets (benchmarks): every count as pandas has it."""

import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.public_import import counted, equal_cells
from benchmarks.public_sets import LINES, OURS, PublicSet, changes
from benchmarks.public_studies import STUDIES, Study
from monitorlib.instruments import read_instruments

HEADERS = {  # "" is the row number that R writes before the first column
    "claus_2020": "id,age,sex,treatment,time,bdi,shaps,who,hamd",
    "jacobson_1989": "subject,time,das,gds",
    "anxiety": "subject,treatment,measurement,anxiety",
    "hechler_2014": "patient,measurement,disability",
    "cdystonia": "week,site,id,treat,age,sex,twstrs",
    "arthritis": ",id,y,sex,age,trt,baseline,time",
    "respiratory": ",center,id,treat,sex,age,baseline,visit,outcome",
    "sleepstudy": ",Reaction,Days,Subject",
    "BtheB": ",drug,length,treatment,bdi.pre,bdi.2m,bdi.4m,bdi.6m,bdi.8m",
    "anorexia": ",Treat,Prewt,Postwt",
}
TEAMS = {
    "claus_2020": ("TAU", "PA"),
    "anxiety": ("Placebo", "Intervention"),
    "cdystonia": ("1.0", "2.0", "3.0"),
    "arthritis": ("1", "2"),
    "respiratory": ("A", "P"),
    "BtheB": ("TAU", "BtheB"),
    "anorexia": ("Cont", "CBT", "FT"),
}
PEOPLE = 36
SITES = 3  # where a number is a person's within a site only


@pytest.mark.parametrize("seed", (1, 2))
@pytest.mark.parametrize("name", STUDIES)
def test_every_count_of_such_a_file_is_that_of_pandas(name, seed, tmp_path):
    each = _invented(name, seed, tmp_path)
    assert equal_cells(counted(each), each.truth) == each.truth.iloc[:, 2:].size


@pytest.mark.parametrize("name", STUDIES)
def test_a_profile_has_at_most_fifteen_lines(name):
    lines = (OURS / name / "profile.toml").read_text(encoding="utf-8").splitlines()
    assert sum(bool(line.strip()) for line in lines) <= LINES


def _invented(name: str, seed: int, folder: Path) -> PublicSet:
    study, file = STUDIES[name], folder / f"{name}.csv"
    rows = _wide(name, study, seed) if study.wide else _long(name, study, seed)
    columns = HEADERS[name].split(",")
    rows.insert(0, "", range(1, len(rows) + 1))
    rows[columns].to_csv(file, index=False, na_rep="NA" if study.packaged else "")
    ours = OURS / name
    truth = changes(pd.read_csv(file), study)
    return PublicSet(name, file, ours / "profile.toml", ours / "instruments", truth)


def _long(name: str, study: Study, seed: int) -> pd.DataFrame:
    moments = tomllib.loads((OURS / name / "profile.toml").read_text(encoding="utf-8"))["moments"]
    people = pd.DataFrame({"person": np.repeat(np.arange(PEOPLE), len(moments))})
    rows = people.assign(**{study.moment: list(moments) * PEOPLE})
    for column in study.people:
        rows[column] = _numbers(name, column, study, rows["person"])
    if study.team:
        rows[study.team] = [TEAMS[name][person % len(TEAMS[name])] for person in rows["person"]]
    draw = np.random.default_rng(seed)
    rows["age"], rows["sex"], rows["baseline"] = 20 + rows["person"], "1", "1"
    for column, code in study.areas.items():
        rows[column] = _scores(name, code, len(rows), draw)
    return rows


def _numbers(name: str, column: str, study: Study, person: pd.Series) -> pd.Series:
    """The numbers of people; within a site they begin anew, and R's own files have them as 1.0."""
    if len(study.people) > 1:
        person = person % SITES if column == study.people[0] else person // SITES
    return person + 1 if study.packaged else person + 1.0


def _wide(name: str, study: Study, seed: int) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    rows = pd.DataFrame({study.team: [TEAMS[name][person % len(TEAMS[name])] for person in range(PEOPLE)]})
    rows["drug"], rows["length"] = "No", ">6m"
    for code, columns in study.wide.items():
        for column in columns:
            rows[column] = _scores(name, code, PEOPLE, draw)
    return rows


def _scores(name: str, code: str, rows: int, draw: np.random.Generator) -> np.ndarray:
    """Scores on the whole scale and on its steps, one in ten missing."""
    instruments = read_instruments(OURS / name / "instruments").values()
    scale = next(i.scale for i in instruments if code in {area.code for area in i.leefgebieden})
    if scale.step:
        scores = scale.low + scale.step * draw.integers(0, (scale.high - scale.low) / scale.step + 1, rows)
    else:
        scores = draw.uniform(scale.low, scale.high, rows).round(3)
    return np.where(draw.random(rows) < 0.1, np.nan, scores)
