"""What of an explanation leaves: an answer that parts the residents only where their table could be shown."""

import pandas as pd
import pytest

from monitorlib.disclosure.rules import team_profile
from monitorlib.explanations import explain_shifts, explanations
from monitorlib.pairs import pair_measurements
from monitorlib.release.checks import released_checks
from tests.populations import people

SAFE = ((6, 4, 3), (3, 8, 6))
TWO_CLASSES = ((6, 3, 0), (3, 7, 1))  # improved or not: 6 and 3, 3 and 8
A_GROUP_IN_ONE_CLASS = ((0, 5, 3), (0, 22, 0))  # who deteriorated is in the first group, all of them
TOO_SMALL = ((2, 2, 0), (9, 9, 9))


def released(classes, flagged=True, check="rater_change"):
    """The released check of one row of CHECKS in which the words "supports" stand."""
    told, question = explanations()[check].told["supports"], "Bij alleenstaanden?"
    row = {
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
        "told": told.nl,
        "told_en": told.en,
        "question": question,
        "question_en": question,
        "what_it_cannot_say": "grens",
        "what_it_cannot_say_en": "limit",
    }
    [[found]] = released_checks(pd.DataFrame([row]), team_profile(10)).values()
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
