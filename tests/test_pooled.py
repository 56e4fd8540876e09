"""Partial pooling of a table: by name, within the family, and defined answers to odd input."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import monitorlib as ml
from monitorlib.foundation.errors import UserError
from monitorlib.instruments import read_instrument
from monitorlib.statistics import net_improved, partial_pool
from monitorlib.statistics.pooling import net_error

AREAS = ("huisvesting", "financien", "justitie")
POOLED = ["pooled", "pooled_low", "pooled_high", "own_part", "n_pooled"]


def _pairs(counts, team="Oost"):
    """PAIRS of one team: for each leefgebied (better, the same, worse); None is a team that is measured once."""
    rows = [
        {"resident_id": f"{team}{number:03d}", "team": team, "leefgebied": area, "direction": float(way)}
        for area, (up, same, down) in counts.items()
        for number, way in enumerate([1] * up + [0] * same + [-1] * down)
    ]
    frame = pd.DataFrame(rows)
    return frame.assign(
        instrument="zrm-2017",
        rater="professional",
        pre=3.0,
        post=3 + frame["direction"],
        change=frame["direction"],
    )


def _teams(**counts):
    return pd.concat([_pairs({"financien": each}, team) for team, each in counts.items()], ignore_index=True)


def _pool(pairs, over="leefgebied"):
    return ml.pool_shifts(ml.summarise_shifts(pairs), pairs, over)


def test_teams_stand_by_name_whatever_their_figures():
    pairs = _teams(Zuid=(15, 5, 0), Noord=(2, 10, 8), Midden=(6, 10, 4), West=(0, 20, 0))
    assert _pool(pairs, "team")["team"].tolist() == ["Midden", "Noord", "West", "Zuid"]


def test_leefgebieden_stand_in_the_order_of_the_instrument():
    order = [area.code for area in read_instrument("zrm-2017").leefgebieden if area.code in AREAS]
    table = _pool(_pairs({area: (5, 10, place) for place, area in enumerate(AREAS)}))
    assert table["leefgebied"].tolist() == order


def test_teams_are_pooled_as_the_statistic_does():
    counts = {"A": (12, 6, 2), "B": (5, 10, 5), "C": (20, 15, 10)}
    table = _pool(_teams(**counts), "team")
    up, same, down = (np.array(column) for column in zip(*counts.values(), strict=True))
    n = up + same + down
    expected = partial_pool((up - down) / n, net_error(up, down, n), 1)
    assert table["pooled"].tolist() == expected.estimate.tolist()
    assert table["own_part"].tolist() == expected.own_part.tolist()
    for row, team in zip(table.to_dict("records"), counts, strict=True):
        own = net_improved(dict(zip((1, 0, -1), counts[team], strict=True)))
        assert (row["net_improved"], row["net_low"], row["net_high"]) == pytest.approx(
            (own.estimate, own.low, own.high)
        )


def test_what_leefgebieden_have_in_common_is_reckoned_with():
    """The same residents better everywhere: what is common cannot be drawn out, so intervals stay wide."""
    alike = _pairs(dict.fromkeys(AREAS, (8, 8, 4)))
    apart = alike.assign(resident_id=alike["leefgebied"] + alike["resident_id"])
    wide, narrow = (table["pooled_high"] - table["pooled_low"] for table in (_pool(alike), _pool(apart)))
    assert (wide > 1.2 * narrow).all()


def test_pooling_stays_within_a_team_and_an_instrument():
    one, two = (dict.fromkeys(AREAS, (9 + k, 6, k)) for k in (1, 4))
    pairs = pd.concat([_pairs(one), _pairs(two, "West")], ignore_index=True)
    both, alone = _pool(pairs), _pool(_pairs(one))
    pd.testing.assert_frame_equal(both[both["team"] == "Oost"].reset_index(drop=True), alone)


def test_few_groups_are_not_pooled_and_say_so():
    table = _pool(_teams(A=(5, 10, 5), B=(8, 10, 2)), "team")
    assert table[POOLED].isna().all(axis=None)
    assert set(table["sentence"]) == {
        "Er zijn minder dan 3 groepen om samen te nemen: lees de eigen cijfers."
    }


def test_a_team_below_the_minimum_shows_nothing_and_adds_nothing():
    counts = {"A": (5, 10, 5), "B": (8, 10, 2), "C": (6, 6, 6)}
    with_few, without = (_pool(_teams(**each), "team") for each in (counts | {"D": (9, 0, 0)}, counts))
    few = with_few[with_few["team"] == "D"]
    assert few[["net_improved", "net_low", "net_high", *POOLED]].isna().all(axis=None)
    assert few["sentence"].tolist() == ["Te weinig inwoners met twee metingen om iets te zeggen."]
    pd.testing.assert_frame_equal(with_few[with_few["team"] != "D"], without)


def test_nobody_changed_anywhere_has_an_interval():
    table = _pool(_pairs(dict.fromkeys(AREAS, (0, 15, 0))))
    assert table["pooled"].tolist() == [0.0] * 3
    assert (table["pooled_low"] < -0.01).all()


def test_everybody_better_stays_within_one():
    table = _pool(_teams(A=(20, 0, 0), B=(12, 0, 0), C=(30, 0, 0)), "team")
    assert (table["pooled_high"] <= 1).all()
    assert (table["pooled"] > 0.8).all()


def test_the_sentence_says_both_figures_in_both_languages():
    row = _pool(_teams(A=(12, 6, 2), B=(5, 10, 5), C=(20, 15, 10)), "team").iloc[0]
    assert row["sentence"].startswith("Vooruit min achteruit: op zichzelf +50%; met de andere 2 erbij +")
    assert row["sentence_en"].startswith("Better minus worse: by itself +50%; with the other 2 +")


@pytest.mark.parametrize("over", ["wijk", "resident_id"])
def test_only_leefgebieden_and_teams_are_pooled(over):
    with pytest.raises(UserError, match="over: kies leefgebied"):
        _pool(_teams(A=(12, 6, 2)), over)


def test_over_teams_asks_for_shifts_by_team():
    pairs = _teams(A=(12, 6, 2), B=(5, 10, 5), C=(20, 15, 10))
    with pytest.raises(UserError, match="over: kies leefgebied"):
        ml.pool_shifts(ml.summarise_shifts(pairs, by=()), pairs, "team")


def test_shifts_of_other_pairs_are_refused():
    pairs = _teams(A=(12, 6, 2), B=(5, 10, 5), C=(20, 15, 10))
    with pytest.raises(UserError, match="horen niet bij elkaar"):
        ml.pool_shifts(ml.summarise_shifts(pairs), pairs.iloc[1:], "team")


def test_the_examples_of_the_manual_run_on_the_demo(demo, monkeypatch):
    monkeypatch.setenv("MONITOR_WORKSPACE", str(demo.path))
    manual = (Path(__file__).parent.parent / "docs" / "analist.md").read_text(encoding="utf-8")
    first, second, *_ = re.findall(r"```python\n(.*?)```", manual, flags=re.DOTALL)
    names: dict = {}
    exec(first.partition("pairs = ")[0] + second, names)
    assert names["teams"]["team"].is_monotonic_increasing
    assert names["teams"]["pooled"].notna().sum() > 20
    assert len(names["trends"]) == len(names["leefgebieden"]) == len(names["shifts"])
