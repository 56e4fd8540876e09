"""The word of each leefgebied follows from what is shown: by hand, for every table, and never "cannot tell" for
clear."""

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitorlib.disclosure.coarse import few_of, words_may_stand
from monitorlib.disclosure.rules import THREE, choose_table, team_profile
from monitorlib.disclosure.words import Shown, Word, p_class, words_of
from monitorlib.evidence.grades import ALPHA, CRITICAL, LEVEL_WORDS, Counts, adjusted, grades, net_p
from monitorlib.statistics import sign_test, signed_rank

TEAM, MARGIN = team_profile(10), 0.15
QUIET = Shown(20, {"improved": 6, "unchanged": 8, "deteriorated": 6}, None)


def word_of(counts, few, n, tests=11):
    """The word beside `tests` − 1 leefgebieden in which as many improve as deteriorate."""
    return words_of([Shown(n, counts, few), *[QUIET] * (tests - 1)], MARGIN)[0].verdict


def shown(cells):
    table = choose_table([cells], TEAM)
    return Shown(sum(cells), table.counts, few_of(table, [cells], TEAM))


@pytest.mark.parametrize(
    ("counts", "few", "n", "word"),
    [
        (None, {"not_improved": 2}, 40, "nearly_all_improved"),
        (None, {"not_deteriorated": 2}, 40, "nearly_all_deteriorated"),
        (None, {"improved": 2, "deteriorated": 2}, 40, "nearly_all_unchanged"),
        (None, {"improved": 4, "deteriorated": 4}, 16, "withheld"),  # no more than half for sure
        (None, {"improved": 4, "deteriorated": 4}, 17, "nearly_all_unchanged"),
        (None, None, 40, "withheld"),
        ({"improved": 22, "not_improved": 7}, {"deteriorated": 2}, 29, "improved"),
        ({"improved": 30, "not_improved": 5}, None, 35, "improved"),
        ({"improved": 22, "not_improved": 18}, None, 40, "withheld"),
        ({"improved": 22, "not_improved": 18}, {"unchanged": 2}, 40, "withheld"),
        ({"deteriorated": 22, "not_deteriorated": 7}, {"improved": 2}, 29, "deteriorated"),
        ({"improved": 12, "not_improved": 18}, {"deteriorated": 2}, 30, "hint_improved"),  # clear, or a hint
        (
            {"improved": 11, "not_improved": 19},
            {"deteriorated": 2},
            30,
            "withheld",
        ),  # clear, a hint, or neither
        ({"improved": 3, "not_improved": 21}, {"deteriorated": 2}, 24, "uncertain"),
        ({"improved": 5, "not_improved": 20}, {"deteriorated": 2}, 25, "withheld"),
    ],
)
def test_beside_a_hidden_class_the_word_is_that_of_every_table_that_fits(counts, few, n, word):
    assert word_of(counts, few, n) == word


P_BORDERS = [
    (0.0009, "<.001"),
    (0.001, "<.01"),
    (0.0099, "<.01"),
    (0.01, "<.05"),
    (0.0499, "<.05"),
    (0.05, "not"),
]


@pytest.mark.parametrize(("p", "told"), P_BORDERS)
def test_a_p_is_told_by_its_class(p, told):
    assert p_class(p) == told


@st.composite
def views(draw):
    cells = st.integers(10, 45).flatmap(
        lambda n: st.integers(0, n).flatmap(
            lambda up: st.integers(0, n - up).map(lambda d: (up, n - up - d, d))
        )
    )
    return draw(st.lists(cells, min_size=1, max_size=6))


@settings(max_examples=60, deadline=None)
@given(views())
def test_where_nothing_is_hidden_the_words_are_the_grades(cells):
    rows = [Shown(sum(each), dict(zip(THREE, each, strict=True)), None) for each in cells]
    counts = [Counts(each[0], each[2], sum(each)) for each in cells]
    p = adjusted([net_p(each) for each in counts])
    expected = [
        Word(grade.word, grade.critical, p_class(each))
        for grade, each in zip(grades(counts, MARGIN), p, strict=True)
    ]
    assert words_of(rows, MARGIN) == expected


@settings(max_examples=60, deadline=None)
@given(views())
def test_a_word_beside_a_hidden_class_is_true_whatever_is_hidden(cells):
    """Told as clear, a hint or the same, it is the word of the true counts of every leefgebied together, or
    clearer."""
    told = words_of([shown(each) for each in cells], MARGIN)
    truth = grades([Counts(each[0], each[2], sum(each)) for each in cells], MARGIN)
    for word, grade in zip(told, truth, strict=True):
        if word.verdict in ("improved", "deteriorated"):
            assert grade.word == word.verdict or grade.word.startswith("slightly")
        if word.verdict.startswith("hint"):
            assert grade.word.endswith(word.verdict.removeprefix("hint_"))


@settings(max_examples=60, deadline=None)
@given(views(), st.data())
def test_what_is_hidden_changes_no_word(cells, data):
    """Any two truths that are shown alike read alike: the words see no more than the reader does."""
    page = [shown(each) for each in cells]
    others = [data.draw(st.sampled_from(_alike(each)), label="another truth") for each in cells]
    assert [shown(each) for each in others] == page
    assert words_of([shown(each) for each in others], MARGIN) == words_of(page, MARGIN)


def _alike(cells):
    """Every table that is shown in the same way."""
    n, page = sum(cells), shown(cells)
    every = [(up, n - up - down, down) for up in range(n + 1) for down in range(n - up + 1)]
    return [each for each in every if shown(each) == page]


@pytest.mark.parametrize("n", [10, 15, 22, 40, 60])
def test_no_table_that_is_clear_reads_as_cannot_tell_beside_a_hidden_class(n):
    """Hidden because it is good: whatever the sizes of the changes, the page then says that it may not tell."""
    for up in range(n + 1):
        for down in range(n - up + 1):
            cells = (up, n - up - down, down)
            page = shown(cells)
            if not page.whole:
                word = words_of([page], MARGIN)[0].verdict
                changes = np.repeat([1.0, 0.0, -1.0], cells)
                assert word != "uncertain" or min(sign_test(changes).p_mid, net_p(Counts(up, down, n))) > 0.05
                assert word != "improved" or (net_p(Counts(up, down, n)) <= 0.05 and up > down)
                assert word != "deteriorated" or (net_p(Counts(up, down, n)) <= 0.05 and up < down)


changes = st.lists(st.integers(-4, 4), min_size=10, max_size=45)


@settings(max_examples=300, deadline=None)
@given(changes)
def test_no_rows_that_are_clear_read_as_cannot_tell_beside_a_hidden_class(rows):
    cells = tuple(sum(np.sign(each) == turn for each in rows) for turn in (1, 0, -1))
    page = shown(cells)
    if not page.whole and signed_rank(np.array(rows, dtype=float)).p_mid <= 0.01:
        assert words_of([page, *[QUIET] * 10], MARGIN)[0].verdict != "uncertain"


def _chance(cells):
    """What the explanation "chance" answers of one leefgebied, from the counts (explanations.checks.chance)."""
    row = Counts(cells[0], cells[2], sum(cells))
    if net_p(row) <= ALPHA:
        return "contradicts"
    return "supports" if grades([row], MARGIN)[0].word in LEVEL_WORDS else "cannot_say"


@pytest.mark.parametrize("n", [30, 36])
def test_told_beside_a_hidden_class_the_answer_on_chance_would_fix_it(n):
    """Why it is left out there (release.words.beside_counts): pages that only one table could have given."""
    pages, told = defaultdict(list), defaultdict(list)
    for up in range(n + 1):
        for down in range(n - up + 1):
            cells = (up, n - up - down, down)
            page, table = shown(cells), choose_table([cells], TEAM)
            if not page.whole and words_may_stand(table, TEAM, page.few):
                pages[str(page)].append(cells)
                told[str(page), _chance(cells)].append(cells)
    assert min(map(len, pages.values())) > 1
    assert min(map(len, told.values())) == 1


def test_a_leefgebied_of_which_nothing_is_known_takes_no_word_from_another():
    alone = Shown(30, {"improved": 16, "unchanged": 10, "deteriorated": 4}, None)
    unknown = Shown(30, None, None)
    assert words_of([alone, unknown], MARGIN)[0] == words_of([alone, QUIET], MARGIN)[0]
    assert words_of([unknown], MARGIN) == [Word("withheld", CRITICAL, None)]


def test_of_a_leefgebied_of_which_nothing_is_known_the_tables_at_either_end_are_thought_of():
    assert Shown(20, None, None).fitting() == [Counts(20, 0, 20), Counts(0, 20, 20), Counts(10, 10, 20)]
    assert Shown(11, None, None).fitting()[-1] == Counts(5, 6, 11)


# eighteen of forty did not improve: as many may have deteriorated as all of them, or nobody
OPEN = Shown(40, {"improved": 22, "not_improved": 18}, None)
NEARLY_ALL = Shown(40, None, {"not_improved": 2})


@pytest.mark.parametrize(
    ("beside", "word"),
    [(NEARLY_ALL, "improved"), (OPEN, "hint_improved"), (Shown(40, None, None), "hint_improved")],
)
def test_another_leefgebied_weighs_in_with_the_least_that_is_known_of_it(beside, word):
    """11 up and 3 down of forty: p is .032, which is clear beside one that is clear, and else a hint."""
    shown_whole = Shown(40, {"improved": 11, "unchanged": 26, "deteriorated": 3}, None)
    assert words_of([shown_whole, beside], MARGIN)[0].verdict == word


@pytest.mark.parametrize(("beside", "word"), [(QUIET, "unchanged"), (OPEN, "withheld")])
def test_what_others_hide_may_make_clear_what_else_had_hardly_changed(beside, word):
    """8 up and at most 2 down of a hundred: p is .002 at least, clear only where the others are, and within the
    margin in any case."""
    hidden = Shown(100, {"improved": 8, "not_improved": 92}, {"deteriorated": 2})
    assert words_of([hidden, *[beside] * 24], MARGIN)[0].verdict == word


@pytest.mark.parametrize(("improved", "word"), [(9, "hint_improved"), (10, "improved")])
def test_the_word_is_the_same_at_every_place_of_the_page(improved, word):
    """Of thirty at most 2 deteriorated: p is .041 or .023 at most, and the first of two is clear from .025 on."""
    hidden = Shown(30, {"improved": improved, "not_improved": 30 - improved}, {"deteriorated": 2})
    for page in ([hidden, QUIET], [QUIET, hidden]):
        assert words_of(page, MARGIN)[page.index(hidden)].verdict == word
