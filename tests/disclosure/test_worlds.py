"""What can be otherwise, by looking first: the answers of the whole integer program, with a world or without."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitorlib.disclosure import worlds
from monitorlib.disclosure.second import Levels, Told, _stays_open, merges
from monitorlib.disclosure.worlds import Shape, World, kinds_of
from tests.disclosure.whole_program import asked_of_the_whole

ask = _stays_open.__wrapped__


@st.composite
def _pages(draw):
    """A group that could be, and what a page could tell of it."""
    levels = draw(st.integers(3, 6))
    within = draw(st.sampled_from([0.0, 0.0, 1.0]))
    n, once = draw(st.integers(3, 14)), draw(st.sampled_from([0, 0, 3]))
    begin = np.array(draw(st.lists(st.integers(0, levels - 1), min_size=n + once, max_size=n + once)))
    end = np.array(draw(st.lists(st.integers(0, levels - 1), min_size=n, max_size=n)))
    points = end - begin[:n]
    turn = np.where(np.abs(points) > within, np.sign(points), 0)
    counts = {name: int((turn == way).sum()) for name, way in _TURNS.items()}
    hidden = draw(st.sampled_from(["nothing", "a class", "all"]))
    few = None
    if hidden == "a class":
        counts = {"improved": counts["improved"], "not_improved": n - counts["improved"]}
        few = {"deteriorated": draw(st.integers(int((turn == -1).sum()), n))}
    elif hidden == "all":
        few, counts = {"not_improved": draw(st.integers(int((turn < 1).sum()), n))}, None
    mean = draw(st.sampled_from([None, round(float(points.mean()), 1)]))
    followed = np.bincount(begin[:n] * levels + end, minlength=levels**2)
    known = World(followed, np.bincount(begin[n:], minlength=levels))
    told = Told(counts, mean, levels, few, within, known)
    runs = list(merges(levels))[draw(st.integers(0, 2))]
    parts = tuple((run, int(((run[0] <= begin) & (begin <= run[1])).sum())) for run in runs)
    could = int(np.isin(begin[:n], list(told.room)).sum()) if draw(st.booleans()) else None
    return told, could, parts, n


_TURNS = {"improved": 1, "unchanged": 0, "deteriorated": -1}


@settings(max_examples=40)
@given(_pages())
def test_looking_first_answers_as_the_whole_program_does(page):
    told, could, parts, n = page
    wanted = asked_of_the_whole(told, could, parts, n)
    without = Told(told.counts, told.mean, told.levels, told.few, told.within)
    assert ask(told, could, parts, n) is ask(without, could, parts, n) is wanted


def test_a_world_that_does_not_fit_is_left_aside():
    """Whoever hands over rows of other residents gets the same answer, or hears that nothing fits."""
    told = Told({"improved": 6, "unchanged": 6, "deteriorated": 6}, None, 3)
    parts = (((0, 0), 6), ((1, 1), 6), ((2, 2), 6))
    answer = ask(told, None, parts, 18)
    wrong = World(np.array([18, 0, 0, 0, 0, 0, 0, 0, 0]), np.zeros(3, dtype=int))
    assert ask(Told(told.counts, None, 3, known=wrong), None, parts, 18) is answer
    with pytest.raises(ValueError, match="^what is told contradicts itself$"):
        ask(Told({"improved": 9, "unchanged": 0, "deteriorated": 0}, None, 3), None, (((2, 2), 9),), 9)


def test_a_world_is_no_part_of_what_is_told():
    known = World(np.zeros(9, dtype=int), np.zeros(3, dtype=int))
    assert Told(None, None, 3, known=known) == Told(None, None, 3)
    assert hash(Told(None, None, 3, known=known)) == hash(Told(None, None, 3))


def test_with_a_world_most_questions_need_no_program(monkeypatch):
    """Three at each level who improved, stayed or lost: whoever changes places with another shows it is open."""
    monkeypatch.setattr(worlds, "_least", None)
    followed = np.full((5, 5), 3)
    told = Told(_counts(followed), None, 5, known=World(followed.ravel(), np.zeros(5, dtype=int)))
    assert ask(told, None, tuple(((level, level), 15) for level in range(5)), 75)


def _counts(followed: np.ndarray) -> dict[str, int]:
    return {
        "improved": int(np.triu(followed, 1).sum()),
        "unchanged": int(np.trace(followed)),
        "deteriorated": int(np.tril(followed, -1).sum()),
    }


@pytest.mark.parametrize("within", [0.0, 1.0])
@pytest.mark.parametrize("levels", [3, 5, 11])
def test_a_move_keeps_all_that_is_told_exactly(levels, within):
    runs = next(merges(levels))
    kinds = kinds_of(Shape(levels, within, runs, levels - 1, True, tuple(_TURNS), ()))
    assert len(kinds.moves) and not (kinds.exact @ kinds.moves.T).any()
    assert set(np.abs(kinds.moves).sum(axis=1)) <= {2, 4}
    assert len(kinds.moves) < 20_000


@pytest.mark.parametrize("within", [0.0, 1.0])
@pytest.mark.parametrize(("counted", "bounded"), [((), ()), (tuple(_TURNS), ()), ((), ("unchanged",))])
def test_one_of_a_kind_can_have_changed_every_number_of_points_from_its_least_to_its_most(
    within, counted, bounded
):
    """Else the program would think of changes that nobody can have had, and call open what is fixed.

    Where only who stayed the same is told of, up and down would be one kind with nothing between.
    """
    levels = 5
    kinds = kinds_of(Shape(levels, within, (), None, False, counted, bounded))
    points = [end - start for start in range(levels) for end in range(levels)]
    for kind in range(len(kinds.least)):
        own = {each for each, of in zip(points, kinds.of[: levels**2], strict=True) if of == kind}
        others = 0 if (kinds.of[levels**2 :] == kind).any() else None  # who was not followed has no points
        assert own | {others} - {None} == set(range(kinds.least[kind], kinds.most[kind] + 1))


def test_what_is_a_sum_of_rows_that_are_told_follows_and_nothing_else():
    told, asked = (
        np.array([[1, 1, 0, 0], [1, 0, 1, 1]]),
        np.array([[0, 1, -1, -1], [0, 1, 0, 0], [2, 1, 1, 1]]),
    )
    assert worlds._follows(told, asked).tolist() == [True, False, True]


def test_levels_count_where_residents_began_and_ended():
    pairs = pd.DataFrame({"pre": [1.0, 2.0, 3.0, None], "post": [3.0, None, 3.0, None]})
    world = Levels(1, 3).world(pairs["pre"], pairs["post"])
    assert world.followed.reshape(3, 3).tolist() == [[0, 0, 1], [0, 0, 0], [0, 0, 1]]
    assert world.once.tolist() == [0, 1, 0]
