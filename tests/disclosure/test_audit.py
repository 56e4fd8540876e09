"""What released numbers say of groups together, and the canary."""

from collections import Counter
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorlib.disclosure import audit
from monitorlib.disclosure.audit import exposing_tables, fixed_tables, group_residents, people_in
from monitorlib.disclosure.conformity import broken_rules
from monitorlib.disclosure.rules import Profile, team_profile
from monitorlib.foundation.texts import Text
from monitorlib.release.assemble import _with_safe_checks
from monitorlib.release.words import worded
from monitorlib.released import Block, Check, to_json
from tests.releases import a_content, a_row, a_view

TEAM = team_profile(10)
TABLE = ("shifts", "zrm-2017", "professional", "financien")
VARIABLE = (*TABLE, "2025-01-01", "2025-12-31")
STAY, CAME = [1] * 9 + [0] * 9 + [-1] * 2, [1] * 4 + [0] * 4 + [-1] * 4


def _selection(release: int, turns: dict[str, list[int]], block="") -> pd.DataFrame:
    rows = [
        {
            **dict(zip(["kind", "instrument", "rater", "leefgebied", "start", "end"], VARIABLE, strict=True)),
            "release": release,
            "block": block,
            "resident_id": f"{group}{i}",
            "outcome": float(turn),
            "cell": 1 - turn,
        }
        for group, each in turns.items()
        for i, turn in enumerate(each)
    ]
    return pd.DataFrame(rows)


@pytest.fixture
def grown():
    """Twenty residents of whom two deteriorated, then twelve more."""
    return group_residents(pd.concat([_selection(0, {"s": STAY}), _selection(1, {"s": STAY, "c": CAME})]))


FIRST = {"improved": 9, "not_improved": 11}
BOTH = {"improved": 13, "unchanged": 13, "deteriorated": 6}


def test_residents_of_the_same_pages_are_one_group(grown):
    assert sorted(grown.cells.tolist()) == [[4, 4, 4], [9, 9, 2]]
    assert grown.whole.tolist() == [cells == [9, 9, 2] for cells in grown.cells.tolist()]
    assert exposing_tables(grown, TEAM) == []


def test_residents_of_the_same_pages_are_one_group_in_whatever_order_their_rows_come():
    rows = pd.concat([_selection(0, {"s": STAY}), _selection(1, {"s": STAY, "c": CAME})])
    groups = group_residents(rows.sample(frac=1, random_state=1))
    assert sorted(groups.cells.tolist()) == [[4, 4, 4], [9, 9, 2]]


def test_a_number_that_the_solver_tells_but_for_its_last_digits_is_fixed_all_the_same(grown, monkeypatch):
    exact = audit._least

    def nearly(wanted, constraints):
        return SimpleNamespace(x=exact(wanted, constraints=constraints).x - 1e-7 * wanted)

    monkeypatch.setattr(audit, "_least", nearly)
    first = {"improved": 9, "unchanged": 9, "deteriorated": 2}
    assert fixed_tables(grown, {(VARIABLE, 0, ""): first}, TEAM) == [TABLE]


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        (FIRST, BOTH, []),
        ({}, {}, []),
        ({"deteriorated": 2, "not_deteriorated": 18}, BOTH, [TABLE]),
        ({"improved": 9, "unchanged": 9, "deteriorated": 2}, {}, [TABLE]),
        ({"improved": 8, "not_improved": 12}, BOTH, [TABLE]),
    ],
)
def test_numbers_that_fix_an_unsafe_count_or_do_not_fit_are_found(grown, first, second, found):
    shown = {(VARIABLE, 0, ""): first, (VARIABLE, 1, ""): second}
    assert fixed_tables(grown, shown, TEAM) == found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"deteriorated": (0, 2)}, []),
        ({"deteriorated": (2, 2)}, [TABLE]),
        ({"unchanged": (9, 9)}, [TABLE]),
        ({"unchanged": (0, 2), "deteriorated": (3, float("inf"))}, [TABLE]),  # what is said does not fit
    ],
)
def test_what_is_said_of_a_hidden_class_is_asked_too(grown, said, found):
    assert fixed_tables(grown, {(VARIABLE, 0, ""): {**FIRST, **said}, (VARIABLE, 1, ""): BOTH}, TEAM) == found


def test_statements_that_fix_a_count_only_together_are_found():
    """Of 32, at most two deteriorated; of twelve that came two did, so of the twenty nobody."""
    stay, came = [1] * 9 + [0] * 11, [1] * 5 + [0] * 5 + [-1] * 2
    groups = group_residents(
        pd.concat(
            [_selection(0, {"s": stay, "c": came}), _selection(1, {"c": came}), _selection(2, {"s": stay})]
        )
    )
    whole, part = {"improved": 14, "not_improved": 18, "deteriorated": (0, 2)}, {"deteriorated": (2, 2)}
    assert fixed_tables(groups, {(VARIABLE, 0, ""): whole}, TEAM) == []
    shown = {(VARIABLE, 0, ""): whole, (VARIABLE, 1, ""): part}
    assert fixed_tables(groups, shown, TEAM) == [TABLE]


NAMED = {"improved": 7, "unchanged": 5, "deteriorated": 3, "not_improved": 8, "not_deteriorated": 12}
ANSWERED = {"yes": 7, "partly": 5, "no": 3, "not_yes": 8, "not_no": 12}


@pytest.mark.parametrize(("name", "count"), {**NAMED, **ANSWERED, "could": 12, "could_not": 3}.items())
def test_each_class_on_a_page_is_held_against_its_own_residents(name, count):
    """Of fifteen 7 improved, 5 stayed the same and 3 deteriorated: no other number fits them."""
    first = {"s": [1] * 7 + [0] * 5 + [-1] * 3}
    groups = group_residents(pd.concat([_selection(0, first), _selection(1, {**first, "c": CAME})]))
    assert fixed_tables(groups, {(VARIABLE, 0, ""): {name: count}}, TEAM) == []
    assert fixed_tables(groups, {(VARIABLE, 0, ""): {name: count + 1}}, TEAM) == [TABLE]


@pytest.mark.parametrize(("pairs", "found"), [(("ab", "bc", "ac"), [TABLE]), (("ab", "bc"), [])])
def test_residents_are_counted_whole(pairs, found):
    """Two of all twenty deteriorated, and at most one of d, of a and b, of b and c, and of a and c: one of d did.

    In halves it could be half a resident of d. Where nothing is said of a and c, both of these may be the two.
    """
    people = {"a": [1] * 4 + [-1], "b": [1] * 5, "c": [1] * 5, "d": [1] * 4 + [-1]}
    chosen = [*pairs, "d", "abcd"]
    frames = [_selection(at, {each: people[each] for each in names}) for at, names in enumerate(chosen)]
    told = {(VARIABLE, at, ""): {"deteriorated": (0, 1)} for at in range(len(chosen) - 1)}
    told[VARIABLE, len(chosen) - 1, ""] = {"deteriorated": 2}
    assert fixed_tables(group_residents(pd.concat(frames)), told, Profile(10, 5, 2)) == found


@pytest.mark.parametrize(
    ("second", "found"),
    [
        ({"improved": 4, "not_improved": 11, "unchanged": (0, 2), "deteriorated": (3, 99)}, [TABLE]),
        ({"deteriorated": 10, "not_deteriorated": 5, "improved": (0, 4)}, []),
    ],
)
def test_one_group_under_two_limits_is_asked(second, found):
    """4 improved, 1 stayed the same, 10 deteriorated: with counts from 5 on "10 and 5", from 3 on "4 and 11"."""
    turns = {"s": [1] * 4 + [0] + [-1] * 10}
    groups = group_residents(pd.concat([_selection(0, turns), _selection(1, turns)]))
    first = {"deteriorated": 10, "not_deteriorated": 5, "improved": (0, 4)}
    assert fixed_tables(groups, {(VARIABLE, 0, ""): first, (VARIABLE, 1, ""): second}, TEAM) == found


def test_answers_are_asked_in_the_same_way(grown):
    shown = {(VARIABLE, 0, ""): {"yes": 9, "partly": 9, "no": 2}}
    assert fixed_tables(grown, shown, TEAM) == [TABLE]
    assert fixed_tables(grown, {(VARIABLE, 0, ""): {"no": 2, "not_no": 18}}, TEAM) == [TABLE]
    assert fixed_tables(grown, {(VARIABLE, 0, ""): {"yes": 9, "not_yes": 11}}, TEAM) == []


def test_one_selection_by_itself_is_left_to_the_ladder():
    groups = group_residents(_selection(0, {"s": STAY}))
    shown = {(VARIABLE, 0, ""): {"deteriorated": 2, "not_deteriorated": 18}}
    assert (exposing_tables(groups, TEAM), fixed_tables(groups, shown, TEAM)) == ([], [])


def test_blocks_are_selections_of_their_own():
    parted = [_selection(0, {"s": STAY}, "1"), _selection(0, {"c": CAME}, "2")]
    groups = group_residents(pd.concat([*parted, _selection(1, {"s": STAY, "c": CAME})]))
    assert groups.whole.all() and len(groups.cells) == 2
    assert exposing_tables(groups, TEAM) == []


@pytest.mark.parametrize("few", [4, 5])
def test_a_block_of_four_is_found(few):
    groups = group_residents(_selection(0, {"s": [1] * few}))
    assert exposing_tables(groups, TEAM) == ([TABLE] if few < 5 else [])


def test_the_canary_counts_pseudonyms_and_nothing_that_only_looks_like_one():
    people = ["0f1e2d3c", "w-77"]
    assert people_in('{"note": "0f1e2d3c"} <text>w-77</text>', people) == 2
    assert people_in("0f1e2d3c4b w-778", people) == 0


BLOCKS = (Block("1", Text("Noord", "North")), Block("2", Text("Zuid", "South")))
CELLS = {"improved": 13, "unchanged": 12, "deteriorated": 5}
COUNTS = {name: 2 * count for name, count in CELLS.items()}


def _broken(blocks, counts=COUNTS, named=BLOCKS, n=60) -> list[str]:
    view = a_view(a_row(counts=counts, blocks=blocks, n=n, p_class="<.01"))
    view = type(view)(**{**vars(view), "blocks": named})
    return [problem.nl for problem in broken_rules(to_json(a_content(view)), TEAM)]


def test_blocks_that_add_up_may_leave():
    assert _broken({"1": CELLS, "2": CELLS}) == []


@pytest.mark.parametrize(
    ("blocks", "changes", "told"),
    [
        ({"1": CELLS, "3": CELLS}, {}, "onbekend blok"),
        ({"1": COUNTS}, {"named": BLOCKS[:1]}, "onbekend blok"),
        ({"1": CELLS, "2": {**CELLS, "improved": 14}}, {}, "niet klopt"),
        ({"1": CELLS, "2": {"improved": 13, "not_improved": 17}}, {}, "onbekende klasse"),
        ({"1": {**CELLS, "deteriorated": 8}, "2": {**CELLS, "deteriorated": 2}}, {}, "te klein aantal"),
        (
            {"1": {**COUNTS, "improved": 25}, "2": {"improved": 1, "unchanged": 0, "deteriorated": 0}},
            {},
            "te klein blok",
        ),
        ({"1": CELLS, "2": CELLS}, {"counts": None}, "onbekende klasse"),
    ],
)
def test_blocks_that_break_a_rule_are_told(blocks, changes, told):
    assert any(told in problem for problem in _broken(blocks, **changes))


@pytest.mark.parametrize(
    ("row", "refused"),
    [
        (
            {
                "counts": {"improved": 40, "not_improved": 20},
                "few": {"deteriorated": 2},
                "verdict": "improved",
            },
            None,
        ),
        ({"counts": {"improved": 40, "not_improved": 20}, "few": None, "verdict": "improved"}, None),
        ({"counts": None, "few": {"not_improved": 2}, "verdict": "nearly_all_improved"}, None),
        ({"counts": None, "few": None, "verdict": "withheld"}, None),
        ({"counts": None, "few": None, "verdict": "not_tested"}, None),
        ({"counts": None, "few": None, "verdict": "uncertain"}, "een oordeel dat niet uit de cijfers volgt"),
        ({"counts": None, "few": {"not_improved": 2}, "verdict": "improved"}, "een oordeel dat niet uit"),
        ({"counts": None, "few": {"not_improved": 1}, "verdict": "withheld"}, "wat er van een verborgen"),
        ({"counts": None, "few": {"deteriorated": 2}, "verdict": "withheld"}, "wat er van een verborgen"),
        ({"few": {"deteriorated": 2}}, "wat er van een verborgen aantal"),
        ({"verdict": "withheld"}, "een oordeel dat niet uit de cijfers volgt"),
        (
            {
                "counts": {"improved": 57, "not_improved": 3},
                "few": {"deteriorated": 2},
                "verdict": "improved",
            },
            "wat er van een verborgen aantal",
        ),
        (
            {"counts": {"improved": 31, "not_improved": 29}, "few": None, "verdict": "improved"},
            "een oordeel dat niet uit de cijfers volgt",
        ),
    ],
)
def test_what_is_said_of_a_hidden_class_and_its_verdict_may_leave_only_as_they_follow(row, refused):
    hidden = {} if "counts" not in row else {"mean_shift": None, "p_class": None}
    told = [each.nl for each in broken_rules(to_json(a_content(a_view(a_row(**hidden, **row)))), TEAM)]
    assert (told == []) if refused is None else (len(told) == 1 and refused in told[0])


def test_answers_keep_the_same_rules():
    row = a_row(
        counts={"yes": 40, "not_yes": 20}, few={"no": 2}, mean_shift=None, p_class=None, verdict="not_tested"
    )
    assert broken_rules(to_json(a_content(a_view(row, kind="answers"))), TEAM) == []
    odd = replace(row, few={"no": 1})
    assert len(broken_rules(to_json(a_content(a_view(odd, kind="answers"))), TEAM)) == 1


@pytest.mark.parametrize(
    ("kind", "counts", "verdict"),
    [
        ("shifts", {"improved": 40, "not_improved": 20}, "improved"),
        ("shifts", {"deteriorated": 40, "not_deteriorated": 20}, "deteriorated"),
        ("answers", {"yes": 20, "partly": 20, "no": 20}, "not_tested"),
        ("answers", {"yes": 40, "not_yes": 20}, "not_tested"),
        ("answers", {"no": 40, "not_no": 20}, "not_tested"),
    ],
)
def test_every_table_of_the_ladder_may_leave_under_its_own_names(kind, counts, verdict):
    row = a_row(counts=counts, mean_shift=None, p_class=None, verdict=verdict)
    assert broken_rules(to_json(a_content(a_view(row, kind=kind))), TEAM) == []
    other = {"shifts": "answers", "answers": "shifts"}[kind]
    told = [each.nl for each in broken_rules(to_json(a_content(a_view(row, kind=other))), TEAM)]
    assert "zrm-2017, financien: een onbekende klasse mag niet naar buiten." in told


def test_nothing_is_said_of_too_few():
    row = a_row(
        n=None, counts=None, mean_shift=None, p_class=None, verdict="too_few", few={"not_improved": 2}
    )
    [told] = broken_rules(to_json(a_content(a_view(row))), TEAM)
    assert "een getal zonder aantal inwoners" in told.nl


def test_a_mean_beside_a_hidden_count_is_told():
    view = a_view(a_row(counts={"improved": 26, "not_improved": 34}, verdict="withheld"))
    told = [problem.nl for problem in broken_rules(to_json(a_content(view)), TEAM)]
    assert told == ["zrm-2017, financien: een gemiddelde naast een verborgen aantal mag niet naar buiten."]


WORDS = Text("Toeval verklaart dit niet.", "Chance does not explain this.")


def _with_check(row_changes: dict, **changes) -> list[str]:
    usual = {
        "check": "chance",
        "label": WORDS,
        "answer": "contradicts",
        "strength": "strong",
        "flagged": True,
    }
    texts = dict.fromkeys(("sentence", "question", "what_it_cannot_say"), WORDS)
    check = Check(**{**usual, "takes_away": 0.1, **texts, **changes})
    view = a_view(a_row(checks=(check,), **row_changes))
    return [problem.nl for problem in broken_rules(to_json(a_content(view)), TEAM)]


HIDDEN = {"counts": {"improved": 20, "not_improved": 10}, "n": 30, "mean_shift": None, "p_class": None}
NUMBERS = Text("Van 60 gaat het om 0,1 van de +0,4.", "Of 60 it is 0.1 of the +0.4.")


@pytest.mark.parametrize(
    "changes",
    [
        {"sentence": NUMBERS},
        *({"answer": word} for word in ("supports", "contradicts", "cannot_say")),
        *({"strength": word} for word in ("weak", "moderate", "strong", None)),
    ],
)
def test_an_explanation_in_coarse_words_may_leave(changes):
    assert _with_check({}, **changes) == []


@pytest.mark.parametrize(
    ("row", "changes", "told"),
    [
        (HIDDEN, {"takes_away": None}, "naast een verborgen aantal"),
        ({}, {"answer": "perhaps"}, "onbekend woord"),
        ({}, {"strength": "0.93"}, "onbekend woord"),
        ({}, {"takes_away": 0.123}, "te precies"),
        (HIDDEN, {}, "te precies"),
        ({}, {"sentence": Text("Bij 7 inwoners.", "With 7 residents.")}, "een getal in een verklaring"),
    ],
)
def test_an_explanation_that_tells_more_is_refused(row, changes, told):
    assert any(told in problem for problem in _with_check(row, **changes))


def test_no_explanation_is_assembled_beside_a_hidden_count():
    check = Check("dropout", WORDS, "supports", "weak", False, 0.2, WORDS, WORDS, WORDS)
    open_ = {**HIDDEN, "counts": {"improved": 26, "not_improved": 34}, "n": 60}
    rows = [a_row(), a_row(**HIDDEN), a_row(counts=None), a_row(**open_)]
    view = a_view(*(replace(row, checks=(check,)) for row in rows))
    safe = [[each.takes_away for each in row.checks] for row in _with_safe_checks(view, TEAM).rows]
    assert safe == [[0.2], [], [], [None]]


def test_the_explanation_that_is_answered_from_the_counts_leaves_beside_three_classes_only():
    """Of sixty residents 26 improved and 34 did not: another explanation may stand there, chance may not."""
    open_ = {**HIDDEN, "counts": {"improved": 26, "not_improved": 34}, "n": 60, "verdict": "withheld"}
    assert _with_check({}) == []
    assert _with_check(open_, check="dropout", takes_away=None) == []
    assert any("naast een verborgen aantal" in told for told in _with_check(open_, takes_away=None))
    checks = tuple(
        Check(name, WORDS, "contradicts", None, False, None, WORDS, WORDS, WORDS)
        for name in ("dropout", "chance")
    )
    view = a_view(a_row(checks=checks), a_row("huisvesting", checks=checks, **open_))
    safe = [[each.check for each in row.checks] for row in _with_safe_checks(view, TEAM).rows]
    assert safe == [["dropout", "chance"], ["dropout"]]
    read = [[each.check for each in row.checks] for row in worded(view, 0.15).rows]  # an older release
    assert read == safe


ROOM = {"could_improve": 47, "start": {"1-2": 30, "3": 20, "4-5": 20}}
SCALE = (1.0, 5.0)


@pytest.mark.parametrize(
    ("changes", "scale", "refused"),
    [
        (ROOM, SCALE, None),
        ({"start": {"1-2": 30, "3-5": 35}}, SCALE, None),
        ({"start": {"1-2": 30, "3-5": 30}}, SCALE, None),
        ({"could_improve": 47}, None, "een beginscore zonder schaal"),
        ({"start": {"1-2": 30, "3-5": 35}}, (0.0, 100.0), "een beginscore zonder schaal"),
        ({"could_improve": 58}, SCALE, "hoeveel er vooruit konden"),
        ({"could_improve": 28}, SCALE, "hoeveel er vooruit konden"),
        ({"start": {"1-3": 30, "4-5": 35}}, SCALE, "een onbekende beginscore"),
        ({"start": {"3-5": 30, "1-2": 35}}, SCALE, "een onbekende beginscore"),
        ({"start": {"1-2": 2, "3-5": 63}}, SCALE, "een te kleine beginscore"),
        ({"start": {"1-2": 30, "3-5": 29}}, SCALE, "wie maar één keer gemeten is"),
        ({"start": {"1-2": 30, "3-5": 34}}, SCALE, "wie maar één keer gemeten is"),
        (
            {
                "start": {"1": 12, "2": 12, "3": 12, "4": 12, "5": 12},
                "counts": {"improved": 26, "not_improved": 34},
                "verdict": "withheld",
                "mean_shift": None,
                "p_class": None,
            },
            SCALE,
            "een beginscore naast een verborgen aantal",
        ),
        ({"start": {"5-6": 30, "0-4": 35}}, (6.0, 0.0), None),
        ({"start": {"0-3": 30, "4-10": 35}}, (0.0, 10.0), None),
        ({"start": {"0-3": 30, "4-11": 35}}, (0.0, 11.0), "een beginscore zonder schaal"),
        ({"start": {"3": 30, "4": 35, "5": 40}}, (3.0, 5.0), None),
        ({"start": {"3": 30, "4": 35}}, (3.0, 4.0), "een beginscore zonder schaal"),
    ],
)
def test_the_door_knows_which_second_tables_may_leave(changes, scale, refused):
    """Beside 26 improved, 29 unchanged and 5 deteriorated of 60."""
    view = replace(a_view(a_row(**changes)), scale=scale)
    told = [each.nl for each in broken_rules(to_json(a_content(view)), TEAM)]
    assert told == ([f"zrm-2017, financien: {refused} mag niet naar buiten."] if refused else [])


START = ("start", *TABLE[1:])


def _begun(release: int, begun: dict[str, list[int]]) -> pd.DataFrame:
    """Residents with a start level each."""
    levels = [level for each in begun.values() for level in each]
    return _selection(release, begun).assign(kind="start", cell=levels)


@pytest.mark.parametrize(
    ("came", "exposed"), [([0] * 3 + [1] * 3, []), ([0] * 3 + [1] * 2, [START]), ([0] * 6, [START])]
)
def test_a_difference_of_start_scores_reaches_m_in_each_of_its_classes_and_no_other(came, exposed):
    """Two runs only: there is no third class that could be empty."""
    first = {"s": [0] * 9 + [1] * 9}
    groups = group_residents(pd.concat([_begun(0, first), _begun(1, {**first, "c": came})]))
    assert exposing_tables(groups, TEAM) == exposed


def test_five_start_levels_are_five_classes_and_shifts_beside_them_three():
    shifts = _selection(0, {"s": [1] * 5 + [0] * 10})
    groups = group_residents(pd.concat([_begun(0, {"s": [0, 1, 2, 3, 4] * 3}), shifts]))
    classes = dict(zip(groups.variables["kind"], groups.classes.tolist(), strict=True))
    assert classes == {"start": 5, "shifts": 3}
    assert sorted(map(tuple, groups.cells.tolist())) == [(3, 3, 3, 3, 3), (5, 10, 0, 0, 0)]


STARTED = (*START, *VARIABLE[4:])


@pytest.mark.parametrize(
    ("first", "found"),
    [
        ({"0": 2, "1": 10, "2": 6}, [START]),
        ({"0+1": 12, "2": 6}, []),
        ({"0+2": 8, "1": 10}, []),
        ({"0": 2}, [START]),
    ],
)
def test_start_scores_that_fix_an_unsafe_count_together_are_found(first, found):
    """Eighteen of whom two began at level 0, and eighteen more; merged that stays hidden."""
    begun, came = {"s": [0] * 2 + [1] * 10 + [2] * 6}, {"c": [0] * 10 + [1] * 4 + [2] * 4}
    groups = group_residents(pd.concat([_begun(0, begun), _begun(1, {**begun, **came})]))
    assert fixed_tables(groups, {(STARTED, 0, ""): first}, TEAM) == found


@pytest.mark.parametrize(("up", "found"), [(16, []), (17, []), (18, [TABLE]), (3, []), (2, [TABLE])])
def test_a_fixed_count_may_be_m_and_have_m_beside_it(up, found):
    """Of twenty 18 improved and the other two are open: "all but two" is no safe count."""
    same = (20 - up) // 2
    turns = [1] * up + [0] * same + [-1] * (20 - up - same)
    groups = group_residents(pd.concat([_selection(0, {"s": turns}), _selection(1, {"s": turns, "c": CAME})]))
    shown = {(VARIABLE, 0, ""): {"improved": up, "not_improved": 20 - up}}
    assert fixed_tables(groups, shown, TEAM) == found


@given(st.lists(st.sets(st.integers(0, 4), min_size=1), min_size=1, max_size=30))
def test_residents_are_one_group_when_they_are_in_the_same_selections(people):
    """The slow twin: sets of selections, compared as they are."""
    rows = [
        _selection(release, {f"p{number}-": [number % 3 - 1]})
        for number, releases in enumerate(people)
        for release in sorted(releases)
    ]
    groups = group_residents(pd.concat(rows))
    found = Counter()
    for number, members in groups.members.groupby("group"):
        found[frozenset(members["release"])] += int(groups.cells[number].sum())
    assert found == Counter(map(frozenset, people))
