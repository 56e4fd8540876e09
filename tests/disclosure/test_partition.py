"""Blocks come from who was measured, the ladder from cells and complements, at one below and on each border."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorlib.disclosure.coarse import words_may_stand
from monitorlib.disclosure.rules import (
    BLOCKS_THREE,
    BLOCKS_TWO,
    ONLY_N,
    TEAM_THREE,
    TEAM_TWO,
    Profile,
    Table,
    choose_blocks,
    choose_table,
    export_profile,
    team_profile,
)
from monitorlib.foundation.errors import UserError
from monitorlib.release.blocks import cells_by_area, cells_of, part_team

TEAM = team_profile(10)


@pytest.mark.parametrize(
    ("residents", "blocks"),
    [
        ({}, ()),
        ({"a": 40}, ()),
        ({"a": 6, "b": 6}, (("a",), ("b",))),
        ({"a": 7, "b": 5}, ()),
        ({"a": 5, "b": 9}, ()),
        ({"b": 9, "a": 9}, (("a",), ("b",))),
        ({"a": 9, "c": 3, "b": 3}, (("a",), ("b", "c"))),
        ({"a": 30, "b": 20, "c": 9}, (("a",), ("b", "c"))),
        ({"a": 30, "b": 20, "c": 10}, (("a",), ("b",), ("c",))),
        ({"a": 30, "b": 25, "c": 5}, (("a",), ("b", "c"))),
        ({"a": 20, "b": 20, "c": 10, "d": 10}, (("a",), ("b",), ("c", "d"))),
        ({"a": 9, "b": 30}, (("b",), ("a",))),
        ({"a": 8, "b": 9, "c": 30}, (("c",), ("a", "b"))),
    ],
)
def test_the_largest_categories_become_blocks_and_the_rest_is_merged(residents, blocks):
    assert choose_blocks(residents, TEAM) == blocks


@pytest.mark.parametrize("categories", [12, 13])
def test_of_more_than_twelve_categories_no_blocks_are_made(categories):
    people = range(156)
    wijk = [f"wijk {number % categories}" for number in people]
    pairs = pd.DataFrame({"resident_id": people, "wijk": wijk})
    if categories == 12:
        assert len(part_team(pairs, "wijk", TEAM)[0]) == 3
    else:
        with pytest.raises(UserError, match="'wijk' heeft 13 waarden; hoogstens 12 mag"):
            part_team(pairs, "wijk", TEAM)


@given(st.dictionaries(st.sampled_from("abcdefghijkl"), st.integers(1, 40)), st.sampled_from([5, 10]))
def test_every_block_has_k_residents_and_every_category_has_one_block(residents, k):
    profile = Profile(10, k, 3)
    blocks = choose_blocks(residents, profile)
    assert len(blocks) in (0, 2, 3)
    if blocks:
        assert sorted(name for block in blocks for name in block) == sorted(residents)
        assert min(sum(residents[name] for name in block) for block in blocks) >= max(k, 6)


@pytest.mark.parametrize(
    ("blocks", "rung"),
    [
        ([(3, 3, 3), (3, 3, 3)], BLOCKS_THREE),
        ([(3, 3, 3), (3, 3, 2)], BLOCKS_TWO),
        ([(3, 2, 1), (3, 1, 2)], BLOCKS_TWO),
        ([(2, 4, 0), (0, 6, 0)], ONLY_N),
        ([(2, 3, 2), (4, 3, 2)], TEAM_THREE),
        ([(1, 3, 3), (5, 1, 3)], BLOCKS_TWO),
        ([(1, 6, 0), (2, 6, 0)], TEAM_TWO),
        ([(4, 0, 0), (9, 9, 9)], TEAM_THREE),
        ([(0, 0, 0), (9, 9, 9)], TEAM_THREE),
        ([(3, 3, 3)], ONLY_N),
        ([(3, 3, 4)], TEAM_THREE),
    ],
)
def test_the_ladder_over_blocks(blocks, rung):
    table = choose_table(blocks, TEAM)
    assert table.rung == rung
    if rung in (BLOCKS_THREE, BLOCKS_TWO):
        assert table.counts == {name: sum(block[name] for block in table.blocks) for name in table.classes}
    else:
        assert table.blocks is None


def test_a_table_tells_the_classes_of_each_block_and_of_all_together():
    table = choose_table([(3, 3, 3), (4, 3, 2)], TEAM)
    assert table.blocks == ({"improved": 3, "not_improved": 6}, {"improved": 4, "not_improved": 5})
    assert table.counts == {"improved": 7, "not_improved": 11}


def test_what_was_counted_in_numpy_is_told_in_plain_numbers():
    """As a release holds them: JSON has no numbers of numpy."""
    table = choose_table(np.array([[4, 3, 3]]), TEAM)
    assert json.dumps(table.counts) == '{"improved": 4, "unchanged": 3, "deteriorated": 3}'


def test_a_block_below_k_takes_the_blocks_away():
    cells = [(3, 3, 3), (6, 6, 6)]
    assert choose_table(cells, Profile(10, 9, 3)).rung == BLOCKS_THREE
    assert choose_table(cells, Profile(10, 10, 3)).rung == TEAM_THREE


def test_only_n_shows_no_counts():
    assert (Table(ONLY_N).counts, Table(ONLY_N).blocks) == (None, None)
    assert not words_may_stand(Table(ONLY_N), TEAM)


def test_the_export_profile_is_stricter_than_that_of_the_team():
    assert team_profile(10) == Profile(10, 5, 3)
    assert team_profile(12, k=6, m=4) == Profile(12, 6, 4)
    assert export_profile(8, k=9, m=6) == Profile(9, 9, 6)
    assert export_profile(10) == Profile(10, 10, 5)


def test_released_counts_are_read_back_as_the_table_they_are():
    for blocks in (
        [(3, 3, 3), (3, 3, 3)],
        [(3, 3, 3), (3, 3, 2)],
        [(4, 3, 3)],
        [(2, 4, 0), (0, 6, 0)],
        [(9, 1, 1)],
    ):
        table = choose_table(blocks, TEAM)
        parts = None if table.blocks is None else {str(i): part for i, part in enumerate(table.blocks)}
        assert Table.of(table.counts, parts) == table
    assert Table.of({"yes": 4, "partly": 3, "no": 3}) == Table.of(
        {"improved": 4, "unchanged": 3, "deteriorated": 3}
    )
    assert Table.of({"no": 4, "not_no": 6}) == Table.of({"deteriorated": 4, "not_deteriorated": 6})


@pytest.mark.parametrize("seed", range(5))
def test_the_blocks_of_all_leefgebieden_at_once_are_those_of_each_alone(seed):
    draw = np.random.default_rng(seed)
    pairs = pd.DataFrame(
        {
            "leefgebied": draw.choice(["wonen", "geld", "zorg"], 40),
            "direction": draw.choice([1.0, 0.0, -1.0], 40),
        },
        index=draw.permutation(40),
    )
    block = pd.Series(draw.choice(["1", "2", "3"], 40, p=[0.6, 0.35, 0.05]), index=pairs.index)
    slow = {
        area: cells_of(pairs[pairs["leefgebied"] == area], block[pairs["leefgebied"] == area])
        for area in pairs["leefgebied"].unique()
    }
    assert cells_by_area(pairs, block) == slow
