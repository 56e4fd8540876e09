"""Everything enumerated: no page of the ladder fixes a count it hides, or tells what became of a resident.

The choice of the rung is part of the page, and so is what is said of a hidden class (`few_of`); the verdict there
follows from what is shown. Witness of the number of tables: privacy scheme, 859,010.
"""

import itertools
from collections import defaultdict
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from monitorlib.disclosure.coarse import ALPHA, FAMILY, _hidden_values, few_of, sign_word, words_may_stand
from monitorlib.disclosure.rules import THREE, Profile, choose_table
from monitorlib.disclosure.words import Shown, words_of
from tests.disclosure.proof import STATEMENTS, conclusions, every_table, places, statements, steps

SIZES = (
    *((n,) for n in range(5, 61)),
    *itertools.combinations_with_replacement(range(5, 13), 2),
    *itertools.combinations_with_replacement(range(5, 9), 3),
)


def _tables(sizes: tuple[int, ...]) -> int:
    """Tables with these sizes, in any order of the blocks: the ladder does not look at their order."""
    orders = len(set(itertools.permutations(sizes)))
    return orders * int(np.prod([(n + 1) * (n + 2) // 2 for n in sizes]))


def _concluded(m: int, sizes: tuple[tuple[int, ...], ...], more: int = 1) -> np.ndarray:
    """Pages that fix a hidden count, and that tell one class of a block: tables, with what is said beside them."""
    found = []
    for each in sizes:
        tables = every_table(each)
        found += conclusions(tables, m, statements(tables, m, more))
    return np.sum(found, axis=0)


@pytest.mark.parametrize("m", [2, 3, 5])
def test_no_page_fixes_a_hidden_count_or_tells_what_became_of_a_resident(m):
    assert _concluded(m, SIZES).tolist() == [0, 0]


def test_what_was_enumerated_is_every_table_up_to_the_order_of_the_blocks():
    assert sum(len(every_table(sizes)) for sizes in SIZES) == 859_010
    in_any_order = [*((n,) for n in range(5, 61)), *itertools.product(range(5, 13), repeat=2)]
    in_any_order += itertools.product(range(5, 9), repeat=3)
    assert sum(map(_tables, SIZES)) == sum(
        int(np.prod([(n + 1) * (n + 2) // 2 for n in sizes])) for sizes in in_any_order
    )


def test_a_ladder_that_shows_cells_of_one_is_caught():
    """The negative control: with m = 0 everything is shown, and whole blocks are known."""
    fixed, known = _concluded(0, ((6,), (5, 5)))
    assert (fixed, known > 0) == (0, True)


def test_a_statement_beside_a_rest_of_m_is_caught():
    """The negative control: of a rest of three with three or more worse, nobody stayed the same."""
    fixed, known = _concluded(3, tuple((n,) for n in range(10, 61)), more=0)
    assert (fixed > 0, known) == (True, 0)


def test_a_statement_of_one_more_kind_is_caught():
    """The negative control: "nobody deteriorated" would be said of everybody."""
    tables = every_table((30,))
    nobody = np.where(tables[:, 0, 2] == 0, len(STATEMENTS), statements(tables, 3))
    assert np.sum([*conclusions(tables, 3, nobody)], axis=0)[0] > 0


sizes = st.lists(st.integers(5, 12), min_size=1, max_size=3)


@settings(max_examples=60)
@given(sizes, st.sampled_from([2, 3, 5]), st.data())
def test_the_ladder_that_was_proven_is_the_ladder_that_is_used(blocks, m, data):
    table = []
    for n in blocks:
        improved = data.draw(st.integers(0, n))
        unchanged = data.draw(st.integers(0, n - improved))
        table.append((improved, unchanged, n - improved - unchanged))
    tables = np.array([table], dtype=np.int16)
    step = steps(tables)[places(tables, m)[0]]
    used = choose_table(table, Profile(min_residents=5, k=5, m=m))
    assert used.rung == step.name
    assert used.cells == (() if step.name == "only_n" else tuple(map(tuple, step.cells[0].tolist())))


@pytest.mark.parametrize("m", [2, 3, 5])
@pytest.mark.parametrize("blocks", [(5,), (9,), (10,), (14,), (31,), (60,), (5, 7), (8, 9), (5, 5, 6)])
def test_what_was_proven_is_what_is_said(blocks, m):
    tables = every_table(blocks)
    for table, number in zip(tables.tolist(), statements(tables, m).tolist(), strict=True):
        profile = Profile(5, 5, m)
        names = STATEMENTS[number]
        assert few_of(choose_table(table, profile), table, profile) == (
            None if names is None else dict.fromkeys(names, m - 1)
        )


@pytest.mark.parametrize("m", [2, 3, 5])
@pytest.mark.parametrize("n", [10, 11, 15, 22, 30, 45])
def test_a_page_with_its_statement_and_verdict_leaves_every_hidden_count_open(n, m):
    """The slow twin, with what is used: of all tables that give the same page no hidden count is the same."""
    profile, pages = Profile(10, 5, m), defaultdict(list)
    for [cells] in every_table((n,)).tolist():
        table = choose_table([cells], profile)
        few = few_of(table, [cells], profile)
        [word] = words_of([Shown(n, table.counts, few)], 0.15)
        pages[str(table), str(few), str(word), table.classes].append(cells)
    for (*_page, classes), alike in pages.items():
        values = np.array(alike).T
        hidden = [name not in classes for name in THREE]
        assert (values.min(axis=1) < values.max(axis=1))[hidden].all()
        assert values.min(axis=1).max() < n and (values.max(axis=1) > 0).all()


@pytest.mark.parametrize("m", [2, 3])
@pytest.mark.parametrize("blocks", [(5, 7), (6, 6)])
def test_every_two_blocks_of_twelve_take_the_rung_that_was_proven(blocks, m):
    tables = every_table(blocks)
    named = [step.name for step in steps(tables)]
    for table, place in zip(tables.tolist(), places(tables, m), strict=True):
        assert choose_table(table, Profile(5, 5, m)).rung == named[place]


@cache
def _sign_test(up: int, down: int, alpha: float) -> str:
    """Two-sided mid-p of a sign test; witness: scipy's binomial."""
    n, fewer = up + down, min(up, down)
    p = 2 * (binom.cdf(fewer, n, 0.5) - binom.pmf(fewer, n, 0.5) / 2) if n else 1.0
    if p > alpha:
        return "uncertain"
    return "improved" if up > down else "deteriorated"


@pytest.mark.parametrize("alpha", [ALPHA, ALPHA / 4, ALPHA / FAMILY])
@pytest.mark.parametrize("blocks", [(30,), (31,), (45,), (15, 16)])
def test_words_from_the_rows_never_fix_what_two_classes_and_a_statement_hide(blocks, alpha):
    """The word that tells most, that of a sign test, beside the tables where explanations may stand."""
    profile, tables, words = Profile(10, 5, 3), every_table(blocks), []
    stands = cache(lambda chosen, names: words_may_stand(chosen, profile, names and dict.fromkeys(names, 2)))
    for table, number in zip(tables.tolist(), statements(tables, 3).tolist(), strict=True):
        told = stands(choose_table(table, profile), STATEMENTS[number])
        up, _same, down = map(sum, zip(*table, strict=True))
        words.append(4 * number + (1 + WORDS[_sign_test(up, down, alpha)] if told else 0))
    assert len({word % 4 for word in words}) == 4
    assert np.sum([*conclusions(tables, 3, np.array(words))], axis=0).tolist() == [0, 0]


WORDS = {"uncertain": 0, "improved": 1, "deteriorated": 2}


def test_told_as_it_is_a_verdict_would_fix_what_two_classes_hide():
    """The negative control, at 30 residents: 20 improved, 10 not, and not clear: all ten deteriorated."""
    tables = every_table((30,))
    naive = np.array([WORDS[_sign_test(up, down, ALPHA)] for [(up, _same, down)] in tables.tolist()])
    assert np.sum([*conclusions(tables, 3, naive)], axis=0)[0] > 0


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [((26, 32, 2), [0, 1, 2, 32, 33, 34]), ((2, 32, 26), [0, 1, 2]), ((3, 3, 1), [0, 1, 2, 3, 4])],
)
def test_what_two_classes_hide_is_what_made_the_finer_rungs_fall(counts, hidden):
    """By hand: beside 26 improved of 60, fewer than three deteriorated or fewer than three stayed the same."""
    profile = Profile(5, 5, 3)
    assert _hidden_values(choose_table([counts], profile), profile) == hidden


@pytest.mark.parametrize(
    ("shown", "other", "alpha", "word"),
    [
        (5, 0, 1 / 32, 1),
        (5, 0, 1 / 33, 0),
        (0, 5, 1 / 32, -1),
        (2, 2, 1.0, 0),
        (6, 1, 9 / 129, 0),
        (6, 1, 9 / 128, 1),
    ],
)
def test_the_sign_test_is_a_two_sided_mid_p(shown, other, alpha, word):
    """By hand: five of five is 2 × (1/32) / 2 = 1/32; six of seven 2 × (1 + 7/2) / 128 = 9/128."""
    assert sign_word(shown, other, alpha) == word


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((26, 32, 2), True),
        ((2, 32, 26), True),
        ((20, 8, 2), False),
        ((5, 25, 0), False),
        ((0, 60, 0), False),
        ((12, 18, 0), True),
        ((12, 17, 0), False),  # below thirty
        ((12, 24, 0), False),
        ((15, 40, 0), True),
        ((20, 20, 20), True),
    ],
)
def test_a_clear_word_is_told_where_it_leaves_every_hidden_count_open(counts, told):
    """Of 20 improved and 10 not, "not clear" would mean that all ten deteriorated, so no word is told.

    Of 12 improved and 24 not, "deteriorated" could at one border mean all 24 did; of 12 and 18 each word leaves
    two values or cannot be.
    """
    profile = Profile(10, 5, 3)
    assert words_may_stand(choose_table([counts], profile), profile) is told
