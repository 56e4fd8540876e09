"""What is said of a hidden class, from the rows to the release, its export and the audit."""

from dataclasses import replace

import pytest

from monitorlib.disclosure.rules import THREE, export_profile, team_profile
from monitorlib.figures import plot_shifts
from monitorlib.release.beside import coarser_content, coarser_row
from monitorlib.release.combined import _differs, _shown
from monitorlib.release.views import _answer_row, _shift_row
from monitorlib.release.words import worded
from monitorlib.released import Row
from tests.releases import ZRM, a_content, a_release, a_row, a_view

TEAM, EXPORT = team_profile(10), export_profile(10)
GOOD = {"improved": 22, "not_improved": 7}


def _assembled(*cells: int) -> Row:
    numbers = dict(zip((f"n_{name}" for name in THREE), cells, strict=True))
    row = {"leefgebied": "financien", "n_pairs": sum(cells), "mean_shift": 0.5}
    assembled = _shift_row(ZRM, {**row, **numbers, "verdict": "improved"}, [cells], (), TEAM)
    return worded(a_view(assembled), margin=0.15).rows[0]


@pytest.mark.parametrize(
    ("cells", "few", "verdict"),
    [
        ((40, 0, 0), {"not_improved": 2}, "nearly_all_improved"),
        ((58, 2, 0), {"not_improved": 2}, "nearly_all_improved"),
        ((22, 5, 2), {"deteriorated": 2}, "improved"),
        ((5, 15, 2), {"deteriorated": 2}, "withheld"),
        ((22, 10, 8), None, "improved"),
        ((5, 4, 0), None, "too_few"),
    ],
)
def test_hidden_because_it_is_good_is_told_as_good(cells, few, verdict):
    row = _assembled(*cells)
    assert (row.few, row.verdict) == (few, verdict)


def test_answers_say_it_under_their_own_names():
    numbers = {"leefgebied": "financien", "n_answers": 40, "n_yes": 30, "n_partly": 9, "n_no": 1}
    row = _answer_row(ZRM, numbers, TEAM)
    assert (row.counts, row.few, row.verdict) == ({"yes": 30, "not_yes": 10}, {"no": 2}, "not_tested")


def test_what_leaves_the_room_says_nothing_of_hidden_classes_and_its_verdict_follows_from_its_table():
    row = a_row(counts=GOOD, n=29, few={"deteriorated": 2}, verdict="improved", mean_shift=None, p_class=None)
    told = coarser_row(row, EXPORT)
    assert (told.counts, told.few, told.p_class) == (GOOD, None, None)
    nearly = a_row("huisvesting", counts=None, n=40, few={"not_improved": 2}, verdict="nearly_all_improved")
    view = a_view(row, nearly, a_row("justitie", n=None, counts=None, verdict="too_few"))
    [left, hidden, _none] = coarser_content(a_content(view), EXPORT, "organisation").views[0].rows
    assert left.verdict == "improved"  # 22 against 7 at most
    assert (hidden.few, hidden.verdict) == (None, "withheld")


def test_the_audit_is_told_what_is_said():
    rows = (
        a_row(counts=GOOD, few={"deteriorated": 2}),
        a_row("huisvesting", counts=None, few={"not_improved": 2}),
        a_row("justitie", counts={"improved": 9, "not_improved": 9}, few={"unchanged": 2}),
    )
    shown = {key[0][3]: told for key, told in _shown([a_content(a_view(*rows))], {}).items()}
    assert shown == {
        "financien": {**GOOD, "deteriorated": (0, 2)},
        "huisvesting": {"not_improved": (0, 2)},
        "justitie": {
            "improved": 9,
            "not_improved": 9,
            "unchanged": (0, 2),
            "deteriorated": (3, float("inf")),
        },
    }


@pytest.mark.parametrize(
    ("changes", "differs"),
    [
        ({}, False),
        ({"m": 5}, True),
        ({"k": 7}, True),
        ({"min_residents": 12}, True),
        ({"blocks_by": "wijk"}, True),
    ],
)
def test_the_same_data_under_other_limits_are_compared(changes, differs):
    content = a_content()
    assert _differs(replace(content, **changes), content) is differs


def test_a_picture_says_at_most_and_no_other_number():
    rows = (
        a_row(counts=GOOD, n=29, few={"deteriorated": 2}),
        a_row(
            "huisvesting",
            counts=None,
            n=40,
            few={"improved": 2, "deteriorated": 2},
            verdict="nearly_all_unchanged",
        ),
    )
    picture = plot_shifts(a_view(*rows), 10)
    assert picture.svg.count("hoogstens 2") == 1 and "bijna iedereen gelijk" in picture.svg
    assert "Hoogstens 2 van hen gingen achteruit." in picture.alt_text
    assert a_release().schema == 6
