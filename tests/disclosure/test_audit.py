"""What released numbers say of groups together, and the canary."""

from dataclasses import replace

import pandas as pd
import pytest

from monitorlib.disclosure.audit import exposing_tables, fixed_tables, group_residents, people_in
from monitorlib.disclosure.conformity import broken_rules
from monitorlib.disclosure.rules import team_profile
from monitorlib.release.assemble import _with_safe_checks
from monitorlib.released import Block, Check, to_json
from monitorlib.texts import Text
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
    assert groups.whole.all()
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
    view = a_view(a_row(counts=counts, blocks=blocks, n=n))
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


def test_a_mean_beside_a_hidden_count_is_told():
    view = a_view(a_row(counts={"improved": 26, "not_improved": 34}))
    told = [problem.nl for problem in broken_rules(to_json(a_content(view)), TEAM)]
    assert told == [
        "zrm-2017, financien: een gemiddelde of p naast een verborgen aantal mag niet naar buiten."
    ]


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


@pytest.mark.parametrize("changes", [{}, {"sentence": NUMBERS}, {"answer": "cannot_say", "strength": None}])
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
    check = Check("chance", WORDS, "supports", "weak", False, 0.2, WORDS, WORDS, WORDS)
    open_ = {**HIDDEN, "counts": {"improved": 26, "not_improved": 34}, "n": 60}
    rows = [a_row(), a_row(**HIDDEN), a_row(counts=None), a_row(**open_)]
    view = a_view(*(replace(row, checks=(check,)) for row in rows))
    safe = [[each.takes_away for each in row.checks] for row in _with_safe_checks(view, TEAM).rows]
    assert safe == [[0.2], [], [], [None]]


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
                "mean_shift": None,
                "p_class": None,
            },
            SCALE,
            "een beginscore naast een verborgen aantal",
        ),
        ({"start": {"5-6": 30, "0-4": 35}}, (6.0, 0.0), None),
    ],
)
def test_the_door_knows_which_second_tables_may_leave(changes, scale, refused):
    """Beside 26 improved, 29 unchanged and 5 deteriorated of 60."""
    view = replace(a_view(a_row(**changes)), scale=scale)
    told = [each.nl for each in broken_rules(to_json(a_content(view)), TEAM)]
    assert told == ([f"zrm-2017, financien: {refused} mag niet naar buiten."] if refused else [])
