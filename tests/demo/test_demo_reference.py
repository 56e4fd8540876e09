"""The real study as an export: the same people, moments and scores."""

from pathlib import Path
from shutil import copy

import pandas as pd
import pytest

from monitorlib.demo.reference import EXPORT, SOURCE, write_reference

REFERENCE = Path(__file__).parents[2] / "data" / "reference"
MOMENTS = ["01-01-2000", "01-07-2000", "01-01-2001", "01-01-2002"]


@pytest.fixture(scope="module")
def export():
    return pd.read_csv(REFERENCE / EXPORT, sep=";", skiprows=1)


def test_the_committed_export_is_what_the_converter_writes(tmp_path):
    copy(REFERENCE / SOURCE, tmp_path)
    assert write_reference(tmp_path).read_bytes() == (REFERENCE / EXPORT).read_bytes()


def test_the_first_line_says_that_the_dates_are_nominal():
    assert "datums zijn nominaal" in (REFERENCE / EXPORT).read_text(encoding="utf-8").splitlines()[0]


def test_month_0_to_6_gives_the_counts_that_r_gives(export):
    # witness: R 4.2.2, case housing_0_6 of the reference file gold_pairs.json
    scores = export.pivot(index="Cliëntnummer", columns="Datum", values="Score")
    change = (scores[MOMENTS[1]] - scores[MOMENTS[0]]).dropna()
    assert [(change > 0).sum(), (change == 0).sum(), (change < 0).sum(), len(change)] == [186, 113, 23, 322]


def test_everyone_stands_at_all_four_moments_and_blank_is_kept_blank(export):
    assert len(export) == 362 * 4
    assert export["Cliëntnummer"].nunique() == 362
    assert set(export["Datum"]) == set(MOMENTS)
    assert set(export["Score"].dropna()) == {0, 1, 2}
    assert export["Score"].isna().sum() == pd.read_csv(REFERENCE / SOURCE)["score"].isna().sum() == 159
    assert export.groupby("Certificaat")["Cliëntnummer"].nunique().to_dict() == {"ja": 181, "nee": 181}
