"""Exports as people have them, each rebuilt after a public report of somebody whose file came in wrong.

The truth beside a file was counted when it was made, by hand or from the table that it was written from. Data are
invented, but for unknown-header.csv (data set claus_2020 of the R package clinicalsignificance, with a day added).
"""

import shutil
from pathlib import Path

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.instruments import read_instruments
from monitorlib.intake import import_files, read_profile
from monitorlib.intake.know.profiles import Profile
from monitorlib.measurements import load_measurements
from tests.intake.exports import ZRM

CASES = Path(__file__).parent / "cases"
ENUMERATED = list(enumerate(area.code for area in read_instruments()["zrm-2017"].leefgebieden))
# 24 residents of one team, ZRM 2017, first to last: better, the same, worse
COMMON = dict(
    zip(
        ZRM,
        [
            (7, 8, 9),
            (9, 11, 4),
            (9, 11, 4),
            (7, 13, 4),
            (12, 8, 4),
            (6, 13, 5),
            (13, 8, 3),
            (8, 12, 4),
            (11, 8, 5),
            (11, 10, 3),
            (12, 8, 4),
            (11, 12, 1),
            (9, 11, 4),
        ],
        strict=True,
    )
)


def counted(workspace) -> dict[str, tuple[int, int, int]]:
    """Higher, equal and lower from each resident's first to last score, per leefgebied; counted one by one."""
    known = read_instruments(workspace.instruments)
    table = load_measurements(workspace)
    scores: dict[tuple, list] = {}
    for row in table[table["score"].notna()].sort_values("measured_on").itertuples():
        label = known[row.instrument].leefgebied(row.leefgebied).label.nl
        scores.setdefault((row.resident_id, label), []).append(row.score)
    counts: dict[str, list[int]] = {}
    for (_, label), its in scores.items():
        if len(its) > 1:
            its_counts = counts.setdefault(label, [0, 0, 0])
            its_counts[0 if its[-1] > its[0] else 1 if its[-1] == its[0] else 2] += 1
    return {label: tuple(its) for label, its in counts.items()}


def brought_in(workspace, key, file: str, profile: Profile | None = None, instrument: str | None = None):
    return import_files(workspace, [CASES / file], key, instrument=instrument, profile=profile)[0]


@pytest.mark.parametrize(
    "file",
    [
        "blocks-other-column-order.csv",
        "dates-1904-workbook.xlsx",
        "dates-am-pm.csv",
        "dates-nextcloud-words.csv",
        "dates-utc-new-year.csv",
        "grouped-merged-client.xlsx",
        "html-named-xls.xls",
        "kobo-groups.csv",
        "kobo-repeat-sheets.xlsx",
        "qualtrics-three-headers.csv",
        "quotes-mixed-row.csv",
        "quotes-two-unclosed.csv",
        "surveymonkey-two-headers.csv",
        "whole-line-quoted.csv",
        "wide-baseline-follow-up.csv",
        "wide-numbered-moments.csv",
        "wide-start-vervolgmeting.csv",
        "zip-with-csv.zip",
    ],
)
def test_the_file_comes_in_right_without_a_word(workspace, key, file):
    report = brought_in(workspace, key, file)
    assert counted(workspace) == COMMON
    assert report.residents == 24 and report.teams == ("Team Oost",) and report.rejects == 0
    assert report.questions == () and report.rows == report.used + report.empty


@pytest.mark.parametrize(
    "file, first, last, measurements",
    [
        ("dates-1904-workbook.xlsx", "2025-02-01", "2025-10-24", 624),
        ("dates-am-pm.csv", "2025-02-01", "2025-10-24", 624),
        ("dates-nextcloud-words.csv", "2025-02-01", "2025-10-24", 624),
        ("dates-utc-new-year.csv", "2025-01-01", "2025-11-03", 624),
        ("wide-baseline-follow-up.csv", "2025-02-03", "2025-10-06", 624),
        ("wide-numbered-moments.csv", "2025-02-01", "2025-10-24", 936),
        ("wide-start-vervolgmeting.csv", "2025-02-01", "2025-10-24", 936),
    ],
)
def test_its_days_and_its_number_of_scores_are_those_of_the_file(
    workspace, key, file, first, last, measurements
):
    report = brought_in(workspace, key, file)
    assert (report.first_day, report.last_day, report.measurements) == (first, last, measurements)


def test_a_profile_that_names_the_first_of_two_header_rows_still_fits(workspace, key):
    profile = read_profile(CASES / "surveymonkey-two-headers.profile.toml")
    brought_in(workspace, key, "surveymonkey-two-headers.csv", profile)
    assert counted(workspace) == COMMON


@pytest.mark.parametrize(
    "file, asked, answer",
    [
        ("client-number-per-team.csv", "team", Profile(client=("Team", "Cliëntnummer"))),
        ("no-team-column.csv", "team", Profile(team="Team Oost")),
        # a Stata file whose scores are a0 ... a12, without labels
        (
            "stata-dta.dta",
            "instrument",
            Profile(columns={f"a{n}": f"score:zrm-2017/{c}" for n, c in ENUMERATED}),
        ),
    ],
)
def test_what_the_file_cannot_tell_is_asked_and_the_answer_brings_it_in(workspace, key, file, asked, answer):
    with pytest.raises(UserError, match=asked):
        brought_in(workspace, key, file)
    assert not workspace.measurements.exists()
    assert brought_in(workspace, key, file, answer).residents == 24
    assert counted(workspace) == COMMON


def test_real_days_beside_month_first_text_are_asked(workspace, key):
    with pytest.raises(UserError, match="kolom 'Datum'"):
        brought_in(workspace, key, "dates-half-converted.xlsx")


def test_a_day_and_a_month_that_cannot_be_told_apart_are_asked(workspace, key):
    with pytest.raises(UserError, match="kolom 'Datum'.*month-day"):
        brought_in(workspace, key, "spss_american_dates.csv")
    report = brought_in(workspace, key, "spss_american_dates.csv", Profile(dates={"Datum": "month-day"}))
    assert (report.first_day, report.last_day) == ("2025-01-10", "2025-10-10")


def test_reached_or_not_in_figures_is_asked(workspace, key):
    with pytest.raises(UserError, match="doel-behaald.*gas"):
        brought_in(workspace, key, "goals_zero_one.csv")
    yes_or_no = Profile(instrument="doel-behaald", labels={"0": 0.0, "1": 2.0})  # nee, deels, ja are 0, 1, 2
    report = brought_in(workspace, key, "goals_zero_one.csv", yes_or_no)
    scores = load_measurements(workspace)["score"]
    assert report.measurements == 40 and (scores == 2).sum() == 10 and (scores == 0).sum() == 30


def test_formulas_that_nobody_calculated_are_no_scores(workspace, key):
    with pytest.raises(UserError, match="formule"):
        brought_in(workspace, key, "formula-zero-cache.xlsx", instrument="woonsituatie")


def test_a_broken_cell_is_refused_and_not_called_left_open(workspace, key):
    report = brought_in(workspace, key, "error_cells.xlsx")
    assert (report.measurements, report.missing, report.rejects) == (1000, 0, 40)


@pytest.mark.parametrize(
    "file, measurements, missing", [("missing-minus-99.csv", 624, 36), ("spss_missing_9_00.csv", 1040, 32)]
)
def test_a_code_for_no_answer_is_no_score(workspace, key, file, measurements, missing):
    report = brought_in(workspace, key, file)
    assert (report.measurements, report.missing, report.rejects) == (measurements, missing, 0)


def test_the_scores_beside_a_code_for_no_answer_are_right(workspace, key):
    brought_in(workspace, key, "missing-minus-99.csv")
    assert counted(workspace)["Financiën"] == (7, 7, 7)


def test_a_profile_finds_the_header_that_nobody_knows(workspace, key):
    """Lower is better: what is counted as higher here is worse. Counts: plain pandas on the same file."""
    workspace.instruments.mkdir(exist_ok=True)
    shutil.copy(CASES / "unknown-header.instrument.toml", workspace.instruments / "depressie.toml")
    brought_in(workspace, key, "unknown-header.csv", read_profile(CASES / "unknown-header.profile.toml"))
    table = load_measurements(workspace)
    assert table["resident_id"].nunique() == 43
    assert counted(workspace) == {
        "BDI": (7, 1, 32),
        "SHAPS": (12, 2, 26),
        "WHO-5": (29, 7, 4),
        "HAMD": (5, 0, 36),
    }
