"""CHECKS: the contract, the words, what happens when something lacks, and the adjustment by hand."""

import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from benchmarks.explanations import _arthritis, _housing
from benchmarks.planted import plant
from monitorlib.explanations import explain_shifts, explaining, explanations
from monitorlib.explanations.explaining import adjust_over_checks
from monitorlib.explanations.registry import found_by
from monitorlib.tables import CHECKS


@pytest.fixture(scope="module")
def planted():
    return plant("subgroup", 1)


@pytest.fixture(scope="module")
def checks(planted):
    return explain_shifts(planted.pairs, planted.measurements, team="T", previous=planted.previous)


def test_the_table_keeps_the_contract_and_has_every_check_on_every_leefgebied(checks):
    CHECKS.check(checks)
    assert len(checks) == 13 * len(explanations())
    assert set(checks["check"]) == set(explanations())


def test_every_row_has_words_in_both_languages(checks):
    for name in ("sentence", "question", "what_it_cannot_say", "told"):
        assert (checks[name].str.len() > 5).all() and (checks[f"{name}_en"].str.len() > 5).all()


def test_the_released_sentence_holds_no_number_and_the_analysts_sentence_does(checks):
    assert not checks["told"].str.contains(r"\d").any()
    assert checks.loc[checks["flagged"], "sentence"].str.contains(r"\d").all()


def test_a_flag_supports_and_says_how_strong_and_how_much_remains(checks):
    flagged = checks[checks["flagged"]]
    assert (
        set(flagged["answer"]) == {"supports"}
        and flagged["strength"].isin(["weak", "moderate", "strong"]).all()
    )
    own = flagged[flagged["check"] == "subgroup"].iloc[0]
    assert own["low"] < own["estimate"] < own["high"]
    total = own["takes_away"] + own["remains"]
    shift = explain_shifts_mean(checks, own["leefgebied"])
    assert total == pytest.approx(shift)


def explain_shifts_mean(checks: pd.DataFrame, leefgebied: str) -> float:
    """The observed mean shift as every check tells it."""
    rows = checks[(checks["leefgebied"] == leefgebied) & checks["remains"].notna()]
    sums = (rows["takes_away"] + rows["remains"])[rows["check"].isin(["one_caseload", "elsewhere"])]
    return float(sums.iloc[0])


BARE = ["worker_id", "wijk", "same_worker"]


def test_without_workers_other_teams_a_period_before_or_attributes_nothing_is_flagged_or_fails(planted):
    pairs = planted.pairs[planted.pairs["team"] == "T"].drop(columns="kenmerk_leefsituatie")
    pairs = pairs.assign(worker_id=pd.Series(pd.NA, index=pairs.index, dtype="str"))
    pairs = pairs.assign(same_worker=pd.Series(pd.NA, index=pairs.index, dtype="boolean"))
    found = explain_shifts(pairs, team="T")
    lacking = {"case_mix", "elsewhere", "one_caseload", "rater_change", "version_change", "subgroup"}
    silent = found[found["check"].isin(lacking)]
    assert set(silent["check"]) == lacking
    assert set(silent["answer"]) == {"cannot_say"} and not silent["flagged"].any()


def test_a_kenmerk_with_one_value_says_so(planted):
    pairs = planted.pairs[planted.pairs["team"] == "T"].assign(kenmerk_leefsituatie="alleen")
    rows = explain_shifts(pairs, team="T").query("check == 'subgroup'")
    assert set(rows["answer"]) == {"cannot_say"}
    assert rows["sentence"].str.contains("geen kenmerk of wijk").all()


@pytest.mark.parametrize(("pairs", "said"), [(9, False), (10, True)])
def test_under_ten_pairs_every_check_cannot_say(planted, pairs, said):
    own = planted.pairs[planted.pairs["team"] == "T"]
    few = own[own["resident_id"].isin(sorted(own["resident_id"].unique())[:pairs])]
    found = explain_shifts(few, team="T")
    assert (found["estimate"].notna().any()) == said
    if not said:
        assert set(found["answer"]) == {"cannot_say"}


def test_an_unknown_team_gives_an_empty_table(planted):
    assert explain_shifts(planted.pairs, team="Nergens").empty


def test_holm_over_checks_by_hand():
    """Three checks: smallest p .01, .02 and .4; a fourth said nothing and does not count."""
    p = [np.array([0.02, 0.5]), np.array([0.01, 0.03]), np.array([0.4, np.nan]), np.array([np.nan, np.nan])]
    second, first, third, silent = adjust_over_checks(p)
    assert first.tolist() == pytest.approx([0.03, 0.09])
    assert second.tolist() == pytest.approx([0.04, 1.0])
    assert third[0] == pytest.approx(0.4) and np.isnan(third[1]) and np.isnan(silent).all()


def test_homeless_housing_the_certificate_group_is_ahead_as_published():
    """Witness: Hurlburt, Wood & Hough 1996: with a certificate more residents were housed at six months."""
    assert _housing()[0][2] == "supports"


def test_arthritis_help_and_a_return_look_alike_without_a_score_from_before():
    """Witness: Lipsitz, Kim & Zhao 1994: one arm had medicine and the other had none. Of both more than half of
    the shift came at once; so nobody may be told that it is, or is not, a return."""
    placebo, treated = _arthritis()
    assert (placebo[2], treated[2]) == ("cannot_say", "cannot_say")
    assert 0 < float(placebo[3]) < float(treated[3])


class Closed:
    """Stands for a part of a family that may not be looked at."""

    def __getattribute__(self, name: str) -> object:
        raise LookupError(name)

    __bool__ = __iter__ = __getitem__ = __len__ = lambda self, *_: self.anything


@pytest.fixture(scope="module")
def family(planted):
    """One of a team that has all there is: other teams, a period before, versions and further scores."""
    seen = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            explaining, "found_by", lambda check, family: seen.append(family) or found_by(check, family)
        )
        explain_shifts(planted.pairs, planted.measurements, team="T", previous=planted.previous)
    [found] = {id(each): each for each in seen}.values()
    assert found.others and found.before is not None and found.versions is not None
    return found


BEYOND = {name: Closed() for name in ("others", "before", "versions", "repeats")}


@pytest.mark.parametrize("name", [name for name, check in explanations().items() if check.of_now])
def test_what_looks_at_these_residents_alone_finds_the_same_where_nothing_else_can_be_seen(family, name):
    find = explanations()[name].find
    assert pickle.dumps(find(family)) == pickle.dumps(find(replace(family, **BEYOND)))


@pytest.mark.parametrize("name", [name for name, check in explanations().items() if not check.of_now])
def test_what_looks_further_cannot_do_without(family, name):
    with pytest.raises(LookupError):
        explanations()[name].find(replace(family, **BEYOND))


def test_families_have_one_mark_where_the_same_residents_are_looked_at(family):
    now = family.now
    again = replace(now, pre=now.pre.copy(), people=now.people.copy())
    assert replace(family, now=again, **BEYOND).mark_of_now == family.mark_of_now
    other = now.people.assign(worker_id=[None, *now.people["worker_id"][1:]])
    higher = now.pre + np.eye(*now.pre.shape)
    changed = [
        replace(family, now=replace(now, people=other)),
        replace(family, now=replace(now, people=now.people.assign(wijk=now.people["wijk"].astype(object)))),
        replace(family, now=replace(now, people=now.people.rename(columns={"wijk": "buurt"}))),
        *(
            replace(family, now=replace(now, **{name: higher}))
            for name in ("pre", "change", "direction", "days")
        ),
        replace(family, seed=family.seed + 1),
        replace(family, areas=family.areas[::-1]),
        replace(family, shifts=family.shifts[::-1]),
        replace(family, instrument=replace(family.instrument, unchanged_within=0.25)),
    ]
    assert len({family.mark_of_now, *(each.mark_of_now for each in changed)}) == len(changed) + 1
