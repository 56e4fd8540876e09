"""Grades of evidence: each rule beside a slow, obvious twin; and no word that contradicts its interval."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, norm

from benchmarks.contradictions import contradictions, contradictions_in
from benchmarks.grades import CENTRES
from benchmarks.hint_rules import ON_THE_PAGE, teams_of
from monitorlib import statistics
from monitorlib.evidence.grades import (
    ALPHA,
    CRITICAL,
    FALSE_HINTS,
    GRADES,
    Counts,
    Family,
    Grade,
    adjusted,
    false_discovery,
    grades,
    hinted,
    interval,
    leaning,
    needed,
    net_p,
    one_sided,
    step_down,
    within,
)
from monitorlib.statistics.intervals import tango

MARGIN = 0.15
p_values = st.lists(st.floats(0, 1), min_size=1, max_size=15)
signed = st.tuples(st.floats(0, 1), st.sampled_from([1.0, -1.0])).map(lambda each: float(np.copysign(*each)))
leanings = st.lists(signed, min_size=1, max_size=15)


@st.composite
def tables(draw):
    n = draw(st.integers(1, 120))
    up = draw(st.integers(0, n))
    return Counts(up, draw(st.integers(0, n - up)), n)


families = st.lists(tables(), min_size=1, max_size=13)


@settings(max_examples=150, deadline=None)
@given(families, st.sampled_from([0.0, 0.05, 0.15, 0.4]))
def test_word_interval_sentence_and_picture_never_contradict_each_other(rows, margin):
    assert contradictions_in(rows, margin) == []


@pytest.mark.parametrize(
    ("row", "word", "what"),
    [
        (Counts(30, 10, 60), "deteriorated", "the other side"),
        (Counts(30, 30, 60), "improved", "holds zero"),
        (Counts(60, 0, 60), "slightly_improved", "inside the margin"),
        (Counts(30, 29, 60), "hint_improved", "a hint"),
        (Counts(10, 30, 60), "hint_improved", "the word goes another way than the bar"),
        (Counts(40, 5, 60), "unchanged", "outside the margin"),
        (Counts(300, 300, 600), "unchanged", "most changed"),
        (Counts(34, 26, 60), "hint_improved", "would be none alone"),
        (Counts(50, 1, 60), "uncertain", "cannot tell"),
    ],
)
def test_a_word_that_does_not_fit_is_found(row, word, what):
    assert any(what in told for told in contradictions(row, Grade(word, CRITICAL), MARGIN))


@settings(max_examples=100, deadline=None)
@given(tables(), st.sampled_from([0.90, 0.95, 0.99]))
def test_the_interval_is_that_of_the_statistics(row, level):
    """Witness: the vectorised Tango interval, which is held against R in tests/statistics."""
    ours, theirs = (
        interval(row, norm.isf((1 - level) / 2)),
        tango(row.improved, row.deteriorated, row.n, level),
    )
    assert ours == pytest.approx((theirs.low[0], theirs.high[0]), abs=1e-9)


@settings(max_examples=200, deadline=None)
@given(tables(), st.floats(0.01, 0.9), st.sampled_from([1.64, 1.96, 2.89]))
def test_within_the_margin_is_where_the_interval_lies(row, margin, critical):
    low, high = interval(row, critical)
    gap = min(abs(low + margin), abs(high - margin))
    if gap > 1e-9:
        assert within(row, margin, critical) == (low >= -margin and high <= margin)


@settings(max_examples=60, deadline=None)
@given(tables().filter(lambda row: row.n <= 40))
def test_the_p_of_net_improved_is_that_of_every_table(row):
    """The slow twin: all tables of n residents, one by one; witness of their chances: scipy's binomials."""
    changed = row.improved + row.deteriorated
    if row.improved == row.deteriorated:
        assert net_p(row) == 1.0
        return
    least, total = abs(row.improved - row.deteriorated) / np.sqrt(changed), 0.0
    for count in range(1, row.n + 1):
        up = np.arange(count + 1)
        far = np.abs(2 * up - count) / np.sqrt(count) >= least - 1e-9
        total += binom.pmf(count, row.n, changed / row.n) * binom.pmf(up, count, 0.5)[far].sum()
    assert net_p(row) == pytest.approx(min(1, total), rel=1e-9)


def test_where_everybody_changed_the_p_is_that_of_the_sign_test_and_of_many_that_of_mcnemar():
    """Witness: five of five the same way is 2/32; of 251 and more the normal tail of (b − c)/√(b + c)."""
    assert net_p(Counts(5, 0, 5)) == 2 / 32
    assert net_p(Counts(0, 6, 6)) == 2 / 64
    assert net_p(Counts(90, 60, 251)) == pytest.approx(2 * norm.sf(30 / np.sqrt(150)), rel=1e-12)
    assert net_p(Counts(90, 60, 250)) == pytest.approx(net_p(Counts(90, 60, 251)), rel=0.03)


@given(p_values)
def test_the_step_down_is_that_of_holm(p):
    sure, alpha = step_down(p)
    theirs = statistics.holm(p)
    assert adjusted(p) == pytest.approx(theirs.tolist(), abs=1e-12)
    expected = [each <= ALPHA for each in theirs]
    assert sure == expected or min(abs(theirs - ALPHA)) < 1e-9
    assert alpha == pytest.approx(ALPHA / max(1, len(p) - sum(sure)))


def _two_steps(p, share):
    """The definition, step by step; witness: statistics.benjamini_hochberg, which is held against R's p.adjust."""
    first = share / (1 + share)
    told = statistics.benjamini_hochberg(p) <= first
    if told.sum() in (0, len(p)):
        return told
    return statistics.benjamini_hochberg(p) <= first * len(p) / (len(p) - told.sum())


@given(st.lists(st.floats(0, 1), min_size=1, max_size=15, unique=True))
def test_the_false_discovery_rule_is_the_two_step_one_and_never_tells_above_alpha(p):
    expected = _two_steps(p, FALSE_HINTS) & (np.array(p) <= ALPHA)
    assert false_discovery(p) == expected.tolist()


def test_without_the_ceiling_the_last_of_thirteen_would_be_told_whatever_its_p():
    p = [1e-6] * 12 + [0.9]
    assert _two_steps(p, FALSE_HINTS)[-1]
    assert false_discovery(p) == [True] * 12 + [False]


def _hinted(p):
    """The definition for one direction; witness of Simes' test: its formula, min p₍k₎·m/k."""
    p = np.array(p)
    simes = (np.sort(p) * len(p) / np.arange(1, len(p) + 1)).min()
    return (simes <= FALSE_HINTS / 2) & _two_steps(p, FALSE_HINTS) & (p <= ALPHA)


@given(st.lists(signed, min_size=1, max_size=15, unique=True))
def test_hints_are_told_each_direction_by_itself(leanings):
    up = [each / 2 if np.copysign(1, each) > 0 else 1 + each / 2 for each in leanings]
    down = [1 + -each / 2 - 0.0 if np.copysign(1, each) > 0 else -each / 2 for each in leanings]
    assert hinted(leanings) == (_hinted(up) | _hinted(down)).tolist()


def test_the_rule_that_is_measured_is_the_rule_of_the_page():
    teams = teams_of(22, (0.6, 0.6, 0.6, -0.9), 0.3, 0.4, CENTRES["middle"], 60)
    told = ON_THE_PAGE(teams)
    assert set(np.unique(told)) == {-1, 0, 1}
    for up, down, here in zip(teams.up, teams.down, told, strict=True):
        own = [leaning(Counts(int(a), int(b), 22)) for a, b in zip(up, down, strict=True)]
        assert [bool(each) for each in here] == hinted(own)
        assert all(np.copysign(1, p) == each for p, each in zip(own, here, strict=True) if each)


def test_where_many_go_the_same_way_the_next_needs_less_and_one_against_them_does_not():
    """p of .06: a hint beside six that improved clearly, and none beside six that deteriorated."""
    beside = [1.0] * 6
    assert hinted([*[0.001] * 6, 0.06, *beside])[6]
    assert not hinted([*[-0.001] * 6, 0.06, *beside])[6]
    assert not hinted([0.06, *[1.0] * 12])[0]


@pytest.mark.parametrize(("p", "told"), [(FALSE_HINTS - 1e-6, True), (FALSE_HINTS + 1e-6, False)])
def test_of_one_leefgebied_alone_a_hint_is_rarer_than_one_in_ten_where_nothing_moved(p, told):
    assert hinted([p]) == hinted([-p]) == [told]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=15), st.sampled_from([1, -1]))
def test_what_is_clear_is_told_by_the_rule_for_hints_where_all_go_the_same_way(p, side):
    """So a word goes from clear to a hint, and not to nothing."""
    told = hinted(np.copysign(p, side).tolist())
    assert all(hint or not here for here, hint in zip(step_down(p)[0], told, strict=True))


@given(p_values, st.data())
def test_a_smaller_p_elsewhere_never_takes_a_clear_word_away(p, data):
    place = data.draw(st.integers(0, len(p) - 1))
    less = [*p[:place], p[place] * data.draw(st.floats(0, 1)), *p[place + 1 :]]
    for rule in (lambda each: step_down(each)[0], false_discovery):
        assert all(now or not then for then, now in zip(rule(p), rule(less), strict=True))


@given(leanings, signed, st.data())
def test_more_that_speaks_for_a_direction_never_takes_a_hint_of_it_away(leanings, other, data):
    """What words.py counts on beside what is hidden: the two ends say all."""
    place = data.draw(st.integers(0, len(leanings) - 1))
    changed = [*leanings[:place], other, *leanings[place + 1 :]]
    for side in (1, -1):
        less, more = sorted((leanings, changed), key=lambda each: -one_sided(each[place], side))
        then, now = hinted(less), hinted(more)
        for other_place, each in enumerate(more):
            if other_place != place and np.copysign(1, each) == side:
                assert now[other_place] or not then[other_place]


@settings(max_examples=100, deadline=None)
@given(tables())
def test_the_sign_of_a_p_is_its_direction(row):
    assert abs(leaning(row)) == net_p(row)
    assert (np.copysign(1, leaning(row)) > 0) == (row.improved >= row.deteriorated)
    assert one_sided(leaning(row), 1) + one_sided(leaning(row), -1) == pytest.approx(1)


def test_a_p_too_small_to_hold_keeps_its_direction():
    assert [grades([row], MARGIN)[0].word for row in (Counts(4000, 0, 4000), Counts(0, 4000, 4000))] == [
        "improved",
        "deteriorated",
    ]


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (Counts(30, 32, 72), "uncertain"),  # the ranks may be clear, as many go either way
        (Counts(14, 4, 200), "slightly_improved"),  # clear, and surely within the margin
        (Counts(4, 14, 200), "slightly_deteriorated"),
        (Counts(98, 98, 200), "balanced"),  # 196 of 200 changed: no "stayed the same"
        (Counts(98, 102, 200), "balanced"),
        (Counts(98, 106, 204), "uncertain"),
        (Counts(2, 2, 200), "unchanged"),
        (Counts(0, 0, 40), "unchanged"),
        (Counts(0, 0, 20), "unchanged"),
        (Counts(0, 0, 15), "uncertain"),
        (Counts(12, 0, 18), "improved"),
        (Counts(0, 12, 18), "deteriorated"),
        (Counts(5, 3, 14), "uncertain"),
    ],
)
def test_the_word_of_one_leefgebied_alone(row, word):
    assert grades([row], MARGIN)[0].word == word


def test_a_hint_is_what_is_not_clear_among_so_many():
    rows = [Counts(10, 1, 25), *[Counts(4, 4, 25)] * 12]
    assert [grade.word for grade in grades(rows, MARGIN)] == ["hint_improved", *["uncertain"] * 12]
    assert grades(rows[:1], MARGIN)[0].word == "improved"


def test_at_most_half_changed_is_unchanged_and_one_more_is_balanced():
    assert [grades([Counts(50, 50, n)], 0.3)[0].word for n in (200, 199)] == ["unchanged", "balanced"]


def test_an_empty_family_has_no_grades():
    assert (grades([], MARGIN), step_down([]), hinted([])) == ([], ([], ALPHA), [])


def test_every_word_can_be_given():
    rows = [Counts(u, d, n) for n in (10, 40, 200) for u in range(0, n, 3) for d in range(0, n - u, 3)]
    alone = {grades([row], MARGIN)[0].word for row in rows}
    beside = {Family.of([leaning(row), *[1.0] * 12]).grade(0, row, MARGIN).word for row in rows}
    assert alone | beside == set(GRADES)


@pytest.mark.parametrize("tests", [1, 5, 13])
@pytest.mark.parametrize("changed", [0, 1, 4, 8, 9, 15, 40])
def test_needed_is_the_border_of_a_hint(changed, tests):
    """Both sides: so many the same way would be a hint, or clear; one fewer would not."""

    def told(same):
        rows = [Counts(same, changed - same, 60), *[Counts(3, 3, 60)] * (tests - 1)]
        return any(hinted([leaning(row) for row in rows]))

    least = needed(changed, 60, tests)
    if least is None:
        assert not told(changed)
    else:
        assert told(least) and not told(least - 1)
