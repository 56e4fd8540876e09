"""A released table under the profile of what leaves the room: both sides of each border."""

import pytest

from monitorlib.disclosure.rules import (
    BLOCKS_THREE,
    BLOCKS_TWO,
    DETERIORATED_OR_NOT,
    IMPROVED_OR_NOT,
    ONLY_N,
    TEAM_THREE,
    TEAM_TWO,
    THREE,
    Profile,
    Table,
    coarsen,
)

EXPORT = Profile(20, 10, 5)


def _coarsened(classes, *rows, profile=EXPORT) -> Table:
    """Of blocks with these counts, or of one group."""
    parts = [dict(zip(classes, row, strict=True)) for row in rows]
    counts = {name: sum(part[name] for part in parts) for name in classes}
    blocks = {str(number): part for number, part in enumerate(parts, 1)} if len(parts) > 1 else None
    return coarsen(counts, blocks, profile)


def test_where_only_n_was_released_only_n_remains():
    assert coarsen(None, None, EXPORT) == Table(ONLY_N)


@pytest.mark.parametrize(("stayed", "told"), [(10, True), (9, False)])
def test_a_group_of_the_minimum_is_told(stayed, told):
    three = Table(TEAM_THREE, THREE, ((5, stayed, 5),)) if told else Table(ONLY_N)
    two = Table(TEAM_TWO, IMPROVED_OR_NOT, ((5, stayed + 5),)) if told else Table(ONLY_N)
    assert _coarsened(THREE, (5, stayed, 5)) == three
    assert _coarsened(IMPROVED_OR_NOT, (5, stayed + 5)) == two


@pytest.mark.parametrize(("least", "rung"), [(5, BLOCKS_THREE), (4, BLOCKS_TWO)])
def test_three_classes_pass_the_whole_ladder_again(least, rung):
    assert _coarsened(THREE, (6, 6, 6), (6, 6, least)).rung == rung


@pytest.mark.parametrize("classes", [IMPROVED_OR_NOT, DETERIORATED_OR_NOT])
@pytest.mark.parametrize(("least", "rung"), [(5, TEAM_TWO), (4, ONLY_N)])
def test_two_classes_stay_where_both_reach_m(classes, least, rung):
    for row in ((least, 30), (30, least)):
        assert _coarsened(classes, row) == (Table(rung, classes, (row,)) if rung == TEAM_TWO else Table(rung))


@pytest.mark.parametrize(
    ("first", "second", "rung"),
    [
        ((5, 5), (5, 30), BLOCKS_TWO),
        ((5, 5), (4, 30), TEAM_TWO),
        ((5, 5), (30, 4), TEAM_TWO),
        ((2, 30), (2, 30), ONLY_N),
    ],
)
def test_two_classes_of_blocks_stay_where_all_cells_reach_m_and_else_together(first, second, rung):
    cells = {
        BLOCKS_TWO: (first, second),
        TEAM_TWO: ((first[0] + second[0], first[1] + second[1]),),
        ONLY_N: (),
    }[rung]
    found = _coarsened(IMPROVED_OR_NOT, first, second)
    assert (found.rung, found.cells) == (rung, cells)


@pytest.mark.parametrize(("k", "rung"), [(11, BLOCKS_TWO), (12, TEAM_TWO)])
def test_every_block_has_k_residents(k, rung):
    assert _coarsened(IMPROVED_OR_NOT, (5, 6), (9, 9), profile=Profile(20, k, 5)).rung == rung
    assert _coarsened(IMPROVED_OR_NOT, (9, 9), (5, 6), profile=Profile(20, k, 5)).rung == rung


def test_one_block_alone_is_the_group():
    counts = {"improved": 15, "not_improved": 15}
    assert coarsen(counts, {"1": counts}, EXPORT).rung == TEAM_TWO
