"""What is planted is there and can be found; what is not planted is exactly nothing.

The witness here is a plain signed-rank test by sign flips with Holm's adjustment, apart from the
package's own statistics.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from monitorlib.demo.specification import SEED, YEARS, Team, read_truth
from monitorlib.demo.town import draw_town
from monitorlib.instruments import read_instrument

TRUTH = read_truth()
MANY = 8_000  # residents of the large population
MIN_RESIDENTS = 10
FAMILY = ["team", "instrument", "year"]
SHIFTING = {}  # (team, instrument, year, leefgebied) → what is planted there, more than once where wijken differ
for _planted in TRUTH.planted:
    for _year in _planted.years:
        _key = (_planted.team, _planted.instrument, _year, _planted.leefgebied)
        SHIFTING[_key] = (*SHIFTING.get(_key, ()), _planted)


def _changes(town: pd.DataFrame) -> pd.DataFrame:
    """First to last score in each calendar year; one row a resident, instrument, leefgebied and year."""
    scored = town[town["missing"].isna() & (town["instrument"] != "eenvoudige-vraag")]
    scored = scored.assign(year=scored["measured_on"].dt.year).sort_values("measured_on", kind="stable")
    score = scored.groupby([*FAMILY, "leefgebied", "client"])["score"].agg(["first", "last", "size"])
    score = score[score["size"] > 1]
    return (score["last"] - score["first"]).rename("change").reset_index()


def _large(name: str) -> pd.DataFrame:
    """The changes in a team that has MANY residents and is otherwise as specified."""
    (team,) = (team for team in TRUTH.teams if team.name == name)
    return _changes(draw_town(7, replace(TRUTH, teams=(_big(team),))))


def _big(team: Team) -> Team:
    pairs = {year: round(n * MANY / team.residents) for year, n in team.pairs.items()}
    return replace(team, residents=MANY, pairs=pairs)


def _p_value(change: pd.Series, rng: np.random.Generator) -> float:
    """Two-sided p of Pratt's signed ranks under 10,000 random signs, the observed ones included."""
    ranks = stats.rankdata(change.abs()) * np.sign(change.to_numpy())
    flipped = rng.choice([-1.0, 1.0], size=(10_000, len(ranks))) @ ranks
    return (1 + (np.abs(flipped) >= abs(ranks.sum()) - 1e-9).sum()) / 10_001


def _adjusted(changes: pd.DataFrame) -> dict[str, float]:
    """Holm-adjusted p per leefgebied of one family, for those with enough residents."""
    rng = np.random.default_rng(0)
    groups = {code: g for code, g in changes.groupby("leefgebied")["change"] if len(g) >= MIN_RESIDENTS}
    p = {code: _p_value(group, rng) for code, group in groups.items()}
    worst, adjusted = 0.0, {}
    for rank, code in enumerate(sorted(p, key=p.get)):
        worst = max(worst, min(1.0, p[code] * (len(p) - rank)))
        adjusted[code] = worst
    return adjusted


@pytest.fixture(scope="module")
def adjusted():
    """Adjusted p by (team, instrument, year, leefgebied) in the committed files."""
    families = _changes(draw_town(SEED, TRUTH)).groupby(FAMILY)
    return {(*family, code): p for family, rows in families for code, p in _adjusted(rows).items()}


@pytest.mark.parametrize("name", TRUTH.null_teams())
def test_a_team_without_a_planted_shift_has_mean_change_zero(name):
    cells = _large(name).groupby([*FAMILY, "leefgebied"])["change"].agg(["mean", "sem"])
    assert len(cells) == len(YEARS) * (13 + 6 + 1)
    # 40 cells: beyond 3.5 standard errors by chance once in fifty such draws, and the seed is fixed
    assert (cells["mean"] / cells["sem"]).abs().max() < 3.5


@pytest.mark.parametrize("name", sorted({p.team for p in TRUTH.planted}))
def test_a_planted_shift_is_as_large_as_the_truth_says_and_nothing_else_moves(name):
    cells = _large(name).groupby([*FAMILY, "leefgebied"])["change"].agg(["mean", "sem"])
    for key, cell in cells.iterrows():
        scale = read_instrument(key[1]).scale
        planted = sum(each.mean_shift[key[2]] for each in SHIFTING.get(key, ()))
        assert abs(cell["mean"] - planted) < 0.02 * (scale.high - scale.low), key


def test_planted_sizes_are_those_of_the_studies_they_name():
    """Witnesses: Brackertz 2012, 68% better after counselling; Lasgaard 2025, standardised difference 0.24."""
    change = _large("Demo-Oost").query("instrument == 'zrm-2017' and year == 2025")
    change = change.set_index("leefgebied")["change"]
    assert (change["financien"] > 0).mean() == pytest.approx(0.68, abs=0.02)
    (team,) = (team for team in TRUTH.teams if team.name == "Demo-Oost")
    quiet = draw_town(7, replace(TRUTH, teams=(_big(team),), planted=())).query("instrument == 'zrm-2017'")
    spread = quiet.groupby("leefgebied")["score"].std()
    small = [p.leefgebied for p in TRUTH.planted if p.source == "lasgaard-2025"]
    assert len(small) == 5
    for area in small:
        assert change[area].mean() / spread[area] == pytest.approx(0.24, abs=0.05), area


def test_every_shift_that_should_be_found_is_found(adjusted):
    """Of a small one that cannot be asked: test_demo_first_meeting.py asks it of all small ones together."""
    for key, planted in SHIFTING.items():
        (verdict,) = {each.verdict for each in planted}
        if verdict != "small":
            assert (adjusted[key] <= 0.05) == (verdict != "uncertain"), (key, adjusted[key])


def test_a_shift_of_some_wijken_leaves_the_others_where_they_were():
    towards = {each.wijken: each for each in TRUTH.planted if each.wijken}
    team = next(team for team in TRUTH.teams if team.name == "Demo-Oost")
    assert {wijk for wijken in towards for wijk in wijken} == set(team.wijken)
    only = [each for each in TRUTH.planted if each.wijken != ("Oosterbeemd",)]
    wijk = (
        draw_town(7, replace(TRUTH, teams=(_big(team),)))
        .drop_duplicates("client")
        .set_index("client")["wijk"]
    )
    change = _changes(draw_town(7, replace(TRUTH, teams=(_big(team),), planted=tuple(only))))
    change = change[(change["year"] == 2025) & (change["leefgebied"] == "sociaal_netwerk")]
    mean = change.groupby(change["client"].map(wijk))["change"].mean()
    assert abs(mean["Oosterbeemd"]) < 0.05
    assert mean["Molenkwartier"] > 1


def test_nothing_else_looks_shifted(adjusted):
    assert min(p for key, p in adjusted.items() if key not in SHIFTING) > 0.05


def test_two_teams_at_least_are_null():
    assert {"Demo-Zuid", "Demo-Centrum"} <= set(TRUTH.null_teams())


def test_the_small_team_is_shown_nothing_of_its_first_year(adjusted):
    assert not [key for key in adjusted if key[0] == "Demo-Eiland" and key[2] == 2024]


def test_in_demo_zuid_those_who_return_started_higher_than_those_who_do_not():
    zrm = draw_town(SEED, TRUTH).query("team == 'Demo-Zuid' and instrument == 'zrm-2017' and missing.isna()")
    first = zrm.sort_values("measured_on").groupby(["client", "leefgebied"])["score"]
    start, returned = first.first().groupby("client").mean(), first.size().groupby("client").max() > 1
    assert start[returned].mean() - start[~returned].mean() > 0.2
