"""What of an explanation leaves: an answer that parts the residents only where their table could be shown."""

import pandas as pd
import pytest

from monitorlib.analysis.pairs import pair_measurements
from monitorlib.disclosure.rules import team_profile
from monitorlib.explanations import explain_shifts, explanations
from monitorlib.explanations.notes import overlap_note
from monitorlib.foundation.texts import Text
from monitorlib.release.checks import released_checks
from tests.populations import people

SAFE = ((6, 4, 3), (3, 8, 6))
TWO_CLASSES = ((6, 3, 0), (3, 7, 1))  # improved or not: 6 and 3, 3 and 8
A_GROUP_IN_ONE_CLASS = ((0, 5, 3), (0, 22, 0))  # who deteriorated is in the first group, all of them
TOO_SMALL = ((2, 2, 0), (9, 9, 9))


def a_row(classes, flagged=True, check="rater_change", **changes):
    """A row of CHECKS in which the words "supports" stand."""
    told, question = explanations()[check].told["supports"], "Bij alleenstaanden?"
    return {
        "instrument": "zrm-2017",
        "rater": "professional",
        "leefgebied": "financien",
        "check": check,
        "answer": "supports" if flagged else "contradicts",
        "flagged": flagged,
        "strength": "strong",
        "takes_away": 0.44,
        "n_smallest": 12,
        "classes": classes,
        "tables": (),
        "looks_back": False,
        "overlaps": (),
        "reversal": None,
        "reversal_en": None,
        "reversal_tables": (),
        "told": told.nl,
        "told_en": told.en,
        "question": question,
        "question_en": question,
        "what_it_cannot_say": "grens",
        "what_it_cannot_say_en": "limit",
        **changes,
    }


def all_released(*rows, before=()):
    [found] = released_checks(pd.DataFrame(rows), team_profile(10), before).values()
    return found


def released(classes, flagged=True, check="rater_change", before=(), **changes):
    """The released check of one such row."""
    [found] = all_released(a_row(classes, flagged, check, **changes), before=before)
    return found


@pytest.mark.parametrize("classes", [SAFE, TWO_CLASSES, None])
def test_an_answer_leaves_where_the_table_of_its_groups_could_be_shown(classes):
    found = released(classes)
    assert (found.flagged, found.answer, found.strength, found.takes_away) == (
        True,
        "supports",
        "strong",
        0.4,
    )


@pytest.mark.parametrize("classes", [A_GROUP_IN_ONE_CLASS, TOO_SMALL])
def test_elsewhere_it_cannot_be_said_and_no_group_is_named(classes):
    found, check = released(classes), explanations()["rater_change"]
    assert (found.flagged, found.answer, found.strength, found.takes_away) == (
        False,
        "cannot_say",
        None,
        None,
    )
    assert (found.sentence, found.question) == (check.told["cannot_say"], check.question)


@pytest.mark.parametrize(("classes", "answer"), [(TOO_SMALL, "cannot_say"), (SAFE, "contradicts")])
def test_that_groups_did_alike_leaves_under_the_same_rule(classes, answer):
    """Many answers together fingerprint who the three were that improved."""
    assert released(classes, flagged=False).answer == answer


def test_checks_tell_the_classes_of_the_groups_that_they_compare():
    """Witness: counted by hand. Two workers with six residents each, at one leefgebied."""
    rows = people([1, 1, 0, 0, -1, 1], "a", worker_id="anna") + people(
        [0, 0, 0, -1, -1, 1], "b", worker_id="bert"
    )
    pairs = pair_measurements(pd.DataFrame(rows))
    checks = explain_shifts(pairs, team="Oost").set_index("check")["classes"]
    assert set(checks["one_caseload"]) == {(3, 2, 1), (1, 3, 2)}
    assert checks["dropout"] is None


ONE_TABLE, NO_TABLE = ((6, 8, 5),), ((19, 0, 0),)
PLACE = ("zrm-2017", "professional", "financien")


@pytest.mark.parametrize(
    ("tables", "answer"),
    [((ONE_TABLE,), "supports"), ((ONE_TABLE, NO_TABLE), "cannot_say"), ((), "supports")],
)
def test_every_table_that_an_answer_rests_on_must_be_one_that_could_be_shown(tables, answer):
    assert released(SAFE, tables=tables).answer == answer
    assert released(None, tables=tables).answer == answer


def test_of_one_group_its_own_table_must_be_one_that_could_be_shown():
    assert released(ONE_TABLE).answer == "supports" and released(NO_TABLE).answer == "cannot_say"


@pytest.mark.parametrize("check", ["case_mix", "regression_to_the_mean"])
def test_what_looks_back_leaves_only_where_the_period_before_hides_nothing(check):
    assert released(None, check=check, looks_back=True).answer == "cannot_say"
    assert released(None, check=check, looks_back=True, before={PLACE}).answer == "supports"
    assert released(None, check=check).answer == "supports"


def test_a_return_to_how_it_was_leaves_in_words_alone():
    """Its part is a mean over two periods, of whoever is in both."""
    assert released(None, check="regression_to_the_mean").takes_away is None
    assert released(None, check="case_mix").takes_away == 0.4


def test_that_two_rest_on_the_same_residents_is_told_of_both():
    one, other = "rater_change", "version_change"
    found = all_released(a_row(SAFE, overlaps=(other,)), a_row(SAFE, check=other, overlaps=(one,)))
    for check, beside in zip(found, (other, one), strict=True):
        told, note = (
            explanations()[check.check].told["supports"],
            overlap_note([explanations()[beside].label]),
        )
        assert check.sentence == Text(f"{told.nl} {note.nl}", f"{told.en} {note.en}")


def test_and_of_neither_where_one_may_not_be_told():
    """Else the other's words would tell that the hidden one held."""
    one, other = "rater_change", "version_change"
    hidden = a_row(TOO_SMALL, check=other, overlaps=(one,))
    found = all_released(a_row(SAFE, overlaps=(other,)), hidden)
    assert [check.sentence for check in found] == [
        explanations()[one].told["supports"],
        explanations()[other].told["cannot_say"],
    ]


TURNED = {"reversal": "Andersom.", "reversal_en": "The other way."}


@pytest.mark.parametrize(("tables", "told"), [((SAFE,), True), ((SAFE, TOO_SMALL), False)])
def test_that_it_turns_round_is_told_where_all_tables_of_the_groups_could_be_shown(tables, told):
    """The answer itself leaves either way: it rests on other groups."""
    found, plain = (
        released(SAFE, reversal_tables=tables, **TURNED),
        explanations()["rater_change"].told["supports"],
    )
    assert found.answer == "supports"
    assert found.sentence == (Text(f"{plain.nl} Andersom.", f"{plain.en} The other way.") if told else plain)


def test_and_not_where_the_answer_may_not_be_told():
    found = released(TOO_SMALL, reversal_tables=(SAFE,), **TURNED)
    assert found.sentence == explanations()["rater_change"].told["cannot_say"]
