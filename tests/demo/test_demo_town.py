"""The invented town has the size, the follow-up and the spelling that were asked for."""

from pathlib import Path

import pandas as pd
import pytest
from stdnum.nl import bsn

from monitorlib.demo.specification import SEED, YEARS, read_truth
from monitorlib.demo.town import draw_town
from monitorlib.instruments import read_instrument, read_instruments

DEMO = Path(__file__).parents[2] / "data" / "demo"
TRUTH = read_truth()
SMALL_TEAM = "Demo-Eiland"


@pytest.fixture(scope="module")
def town():
    return draw_town(SEED, TRUTH)


@pytest.fixture(scope="module")
def moments(town):
    """One row a resident and ZRM moment."""
    rows = town[town["instrument"] == "zrm-2017"]
    return rows[["team", "client", "measured_on"]].drop_duplicates()


@pytest.fixture(scope="module")
def exports():
    """The three files, read with what a person who knows them would tell pandas."""
    text = {"dtype": str, "keep_default_na": False, "skiprows": 1}
    return {
        "regimaat": pd.read_csv(DEMO / "VERZONNEN_regimaat_zrm.csv", sep=";", encoding="cp1252", **text),
        "dossiernet": pd.read_csv(DEMO / "VERZONNEN_dossiernet_zrm.csv", encoding="utf-8-sig", **text),
        "volgmij": pd.read_excel(DEMO / "VERZONNEN_volgmij.xlsx", header=1, engine="calamine"),
    }


def test_there_are_enough_teams_and_residents(moments):
    residents = moments.groupby("team")["client"].nunique()
    assert len(residents) >= 6
    assert residents.sum() >= 900
    assert residents.drop(SMALL_TEAM).between(150, 200).all()


def test_about_half_of_each_team_is_measured_once_and_the_others_two_to_five_times(moments):
    times = moments.groupby(["team", "client"]).size()
    assert (times == 1).groupby("team").mean().between(0.45, 0.55).all()
    assert times.max() == 5


@pytest.mark.parametrize("team", TRUTH.teams, ids=lambda team: team.name)
@pytest.mark.parametrize("year", YEARS)
def test_each_team_has_the_pairs_a_year_that_the_truth_says(moments, team, year):
    rows = moments[(moments["team"] == team.name) & (moments["measured_on"].dt.year == year)]
    pairs = int((rows.groupby("client").size() > 1).sum())
    assert pairs == team.pairs[year]
    if team.name == SMALL_TEAM:
        assert pairs < 10 if year == 2024 else 14 <= pairs <= 16
    else:
        assert pairs >= 35


def test_most_follow_up_within_a_year_comes_after_three_to_six_months(moments):
    ordered = moments.sort_values(["client", "measured_on"])
    by_year = ordered.groupby(["client", ordered["measured_on"].dt.year])["measured_on"]
    days = by_year.diff().dt.days.dropna()
    assert days.between(85, 190).mean() > 0.95
    assert (moments["measured_on"].dt.day_of_week < 5).all()


def test_scores_lie_on_the_instruments_scale_unless_a_reason_says_why_they_are_missing(town):
    assert (town["score"].isna() <= town["missing"].notna()).all()
    for id, rows in town.groupby("instrument"):
        instrument = read_instrument(id)
        assert rows["score"].dropna().between(instrument.scale.low, instrument.scale.high).all()
        assert set(rows["leefgebied"]) == {area.code for area in instrument.leefgebieden}
        assert set(rows["rater"]) <= set(instrument.raters)


def test_the_ceilings_are_where_registrations_have_them(town):
    zrm = town[(town["instrument"] == "zrm-2017") & town["missing"].isna()]
    at_top = (zrm["score"] == 5).groupby(zrm["leefgebied"]).mean()
    assert at_top[["justitie", "middelengebruik", "basale_adl"]].min() > 0.5
    assert at_top[["financien", "werk_opleiding", "sociaal_netwerk"]].max() < 0.1


def test_residents_choose_about_three_of_the_six_leefgebieden_of_wat_telt(town):
    chosen = town[town["instrument"] == "wat-telt"].groupby("client")["leefgebied"].nunique()
    assert 2.7 < chosen.mean() < 3.3
    assert chosen.min() >= 1


def test_the_simple_question_is_asked_once_at_the_last_measurement(town, moments):
    asked = town[town["instrument"] == "eenvoudige-vraag"].set_index("client")["measured_on"]
    last = moments.groupby("client")["measured_on"].max()
    assert asked.index.is_unique
    assert (asked == last[asked.index]).all()


def test_each_system_spells_its_missing_scores_in_its_own_way(exports):
    work = "Werk & opleiding"
    assert {"n.v.t.", "onbekend", ""} <= set(exports["regimaat"][work])
    assert {"8", "9", ""} <= set(exports["dossiernet"][f"{work}_start"])
    scores = exports["volgmij"]["Score"]
    assert {"n.v.t.", "onbekend", "ja", "een beetje", "nee"} == {s for s in scores if isinstance(s, str)}
    assert scores.isna().any()


def test_the_words_in_the_exports_are_known_to_the_instruments(exports):
    zrm = read_instrument("zrm-2017")
    known = {f"{score:.0f} - {text.nl}" for score, text in zrm.scale.labels.items()}
    known |= {code for codes in zrm.missing.values() for code in codes} | {""}
    rows = exports["regimaat"].iloc[:-1]  # the totals line
    assert all(set(rows[area.label.nl]) <= known for area in zrm.leefgebieden)
    labels = {instrument.label.nl for instrument in read_instruments().values()}
    assert set(exports["volgmij"]["Instrument"]) <= labels


def test_every_score_of_the_town_is_in_exactly_one_export(town, exports):
    dossiers = exports["dossiernet"]
    moments = len(exports["regimaat"]) - 1 + len(dossiers) + int((dossiers["Einddatum"] != "").sum())
    assert moments * 13 + len(exports["volgmij"]) == len(town)
    assert exports["regimaat"].iloc[-1, 0] == f"Totaal aantal metingen: {len(exports['regimaat']) - 1}"


def test_a_resident_has_one_client_number_in_all_systems(exports):
    own_view = exports["volgmij"].query("Beoordelaar == 'inwoner'")
    elsewhere = pd.concat([exports["regimaat"].iloc[:-1], exports["dossiernet"]])
    shared = own_view[~own_view["Team"].eq("Demo-Centrum")].drop_duplicates("Cliëntnummer")
    teams = elsewhere.drop_duplicates("Cliëntnummer").set_index("Cliëntnummer")["Team"]
    assert len(shared) > 700
    assert (teams[shared["Cliëntnummer"]].to_numpy() == shared["Team"].to_numpy()).all()


def test_no_client_number_passes_as_a_bsn(town):
    for number in town["client"].unique():
        assert not bsn.is_valid(number)
        assert not bsn.is_valid(number.removeprefix("D"))
