"""What the door refuses of a proposal: each rule on both sides of its border, with nothing else that is wrong."""

from dataclasses import replace

import pytest

from monitorlib.disclosure.conformity import broken_rules
from monitorlib.disclosure.rules import Profile, team_profile
from monitorlib.foundation.texts import Text
from monitorlib.released import Block, Check, Interval, to_json
from tests.releases import a_content, a_row, a_view

TEAM = team_profile(10)
SCALE, SOURCE = (1.0, 5.0), Text("bron", "source")
ONLY_N = {"counts": None, "mean_shift": None, "p_class": None, "verdict": "withheld"}
TOO_FEW = {**ONLY_N, "n": None, "verdict": "too_few"}


def _told(row=None, view=None, profile=TEAM) -> list[str]:
    """What is refused of one leefgebied, without where and that it is."""
    proposed = replace(a_view(a_row(**(row or {}))), **(view or {}))
    before, after = "zrm-2017, financien: ", " mag niet naar buiten."
    told = [problem.nl for problem in broken_rules(to_json(a_content(proposed)), profile)]
    assert all(each.startswith(before) and each.endswith(after) for each in told)
    return [each.removeprefix(before).removesuffix(after) for each in told]


def test_a_refusal_names_the_place_in_both_languages():
    [told] = broken_rules(to_json(a_content(a_view(a_row(mean_shift=0.41)))), TEAM)
    assert told == Text(
        "zrm-2017, financien: een te precies gemiddelde mag niet naar buiten.",
        "zrm-2017, financien: too precise a mean may not leave.",
    )


@pytest.mark.parametrize(
    ("within", "source", "scale", "told"),
    [
        (0.0, None, SCALE, []),
        (1.0, SOURCE, SCALE, []),
        (1.0, None, SCALE, ["een grens voor gelijk zonder bron"]),
        (0.0, SOURCE, SCALE, ["een grens voor gelijk zonder bron"]),
        (-1.0, None, SCALE, ["een grens voor gelijk zonder bron"]),
        (1.9, SOURCE, SCALE, []),
        (2.0, SOURCE, SCALE, ["een te ruime grens voor gelijk"]),
        (2.0, SOURCE, None, []),
        (2.0, SOURCE, (0.0, 100.0), []),
    ],
)
def test_a_border_of_the_same_has_a_source_and_leaves_room_on_the_scale(within, source, scale, told):
    """Of five levels, from the third nobody moves more than two."""
    assert _told(view={"unchanged_within": within, "unchanged_source": source, "scale": scale}) == told


@pytest.mark.parametrize(
    "number",
    [
        {"counts": {"improved": 40, "not_improved": 20}, "interval": None},
        {"interval": Interval(0.35, 0.18, 0.5)},
        {"mean_shift": 0.4},
        {"p_class": "<.05"},
        {"few": {"not_improved": 2}},
    ],
)
def test_without_a_number_of_residents_there_is_no_other_number(number):
    assert _told(TOO_FEW) == []
    assert "een getal zonder aantal inwoners" in _told({**TOO_FEW, **number})


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({**ONLY_N, "n": 10}, []),
        ({**ONLY_N, "n": 9}, ["een te kleine groep"]),
        ({"mean_shift": 0.41}, ["een te precies gemiddelde"]),
        ({**ONLY_N, "mean_shift": 0.4}, ["een gemiddelde naast een verborgen aantal"]),
        ({**ONLY_N, "counts": {"improved": 57, "not_improved": 3}, "verdict": "improved"}, []),
        ({**ONLY_N, "counts": {"improved": 58, "not_improved": 2}}, ["een te klein aantal"]),
        ({"n": 61}, ["een telling die niet klopt"]),
        (
            {**ONLY_N, "counts": {}},
            ["een onbekende klasse", "een te klein aantal", "een telling die niet klopt"],
        ),
    ],
)
def test_numbers_are_large_enough_coarse_enough_and_add_up(row, told):
    assert _told(row) == told


@pytest.mark.parametrize("row", [{**TOO_FEW, "verdict": "not_tested"}, {**ONLY_N, "verdict": "too_few"}])
def test_too_few_is_said_of_too_few_and_of_nobody_else(row):
    assert _told(row) == ["een oordeel dat niet uit de cijfers volgt"]


def _parted(blocks: int) -> tuple[dict, dict]:
    """Blocks of thirty residents each: the row, and the view that names them."""
    part = {"improved": 13, "unchanged": 12, "deteriorated": 5}
    counts = {name: blocks * count for name, count in part.items()}
    codes = [str(number) for number in range(1, blocks + 1)]
    named = tuple(Block(code, Text(code, code)) for code in codes)
    row = {"counts": counts, "n": 30 * blocks, "blocks": dict.fromkeys(codes, part)}
    return {**row, "p_class": "<.01" if blocks == 2 else "<.001"}, {"blocks": named}


@pytest.mark.parametrize(("blocks", "told"), [(2, []), (3, []), (4, ["een onbekend blok"])])
def test_there_are_two_blocks_or_three(blocks, told):
    assert _told(*_parted(blocks)) == told


@pytest.mark.parametrize(("k", "told"), [(30, []), (31, ["een te klein blok"])])
def test_a_block_has_k_residents(k, told):
    assert _told(*_parted(2), Profile(10, k, 3)) == told


@pytest.mark.parametrize(("m", "told"), [(5, []), (6, ["een te klein aantal"])])
def test_every_class_of_a_block_reaches_m(m, told):
    assert _told(*_parted(2), Profile(10, 5, m)) == told


BORDER = {"scale": SCALE, "unchanged_within": 1.0, "unchanged_source": SOURCE}


@pytest.mark.parametrize(
    ("row", "view", "told"),
    [
        ({**TOO_FEW, "start": {"1-2": 5, "3-5": 5}}, {}, []),
        ({**TOO_FEW, "start": {"1-2": 5, "3-5": 4}}, {}, ["een te kleine beginscore"]),
        ({**TOO_FEW, "start": {"1-2": 3, "3-5": 7}}, {}, []),
        ({**TOO_FEW, "start": {"1-2": 2, "3-5": 8}}, {}, ["een te kleine beginscore"]),
        ({"start": {"1-2": 30, "3-5": 31}}, {}, ["wie maar één keer gemeten is"]),
        ({**ONLY_N, "start": {"1-2": 30, "3": 15, "4-5": 15}}, {}, []),
        (
            {**ONLY_N, "start": {"1-2": 30, "3": 15, "4-5": 15}},
            BORDER,
            ["een beginscore naast een verborgen aantal"],
        ),
    ],
)
def test_start_scores_are_of_enough_residents_and_beside_what_they_do_not_tell(row, view, told):
    """With a border of one point all three can happen from level 3 alone."""
    assert _told(row, {"scale": SCALE, **view}) == told


def _check(name="dropout", said="Waarom?", away=0.1) -> Check:
    words = Text(said, "Why?")
    return Check(name, words, "supports", "weak", False, away, words, words, words)


@pytest.mark.parametrize("number", ["60", "140", "55", "26", "29", "5", "0.4", "0,4", "0.1", "0,1"])
def test_an_explanation_may_say_the_numbers_of_the_page(number):
    assert _told({"checks": (_check(said=f"Het zijn er {number}."),)}, {"n_again": 55}) == []


@pytest.mark.parametrize("number", ["61", "4", "0.5", "0,41", "6.0", "260"])
def test_an_explanation_may_say_no_other_number(number):
    assert _told({"checks": (_check(said=f"Het zijn er {number}."),)}) == ["een getal in een verklaring"]


def test_an_explanation_may_say_the_numbers_of_a_block_and_how_much_was_lost():
    row, view = _parted(2)
    assert _told({**row, "checks": (_check(said="In blok 1 zijn het er 13, 12 en 5."),)}, view) == [
        "een getal in een verklaring"
    ]
    assert _told({**row, "checks": (_check(said="In dat blok zijn het er 13, 12 en 5."),)}, view) == []
    lost = {"counts": {"improved": 5, "unchanged": 29, "deteriorated": 26}, "verdict": "deteriorated"}
    assert _told({**lost, "mean_shift": -0.4, "checks": (_check(said="Er ging 0,4 (0.4) af."),)}) == []


@pytest.mark.parametrize(("names", "told"), [(("dropout",), []), (("dropout", "chance"), True)])
def test_no_explanation_counts_beside_a_hidden_class_not_even_among_others(names, told):
    row = {**ONLY_N, "counts": {"improved": 26, "not_improved": 34}}
    checks = tuple(_check(name, away=None) for name in names)
    assert _told({**row, "checks": checks}) == (["een verklaring naast een verborgen aantal"] if told else [])
