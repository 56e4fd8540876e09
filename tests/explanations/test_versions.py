"""What a resident's two measurements were registered with, and which changes of that are asked about."""

import pandas as pd
import pytest

from monitorlib.analysis.rows import Coded
from monitorlib.explanations.checks.version_change import _changes
from monitorlib.explanations.versions import versions_of

FIRST, LAST = pd.Timestamp(2025, 2, 1), pd.Timestamp(2025, 9, 1)
PAIRS = pd.DataFrame(
    {
        "resident_id": ["r1", "r2", "r3"],
        "rater": "professional",
        "pre_date": FIRST,
        "post_date": LAST,
        "change": [1.0, 0.0, None],
    }
)


def _measured(*rows) -> pd.DataFrame:
    named = ["resident_id", "measured_on", "instrument", "source"]
    return pd.DataFrame(rows, columns=named).assign(rater="professional")


def test_each_of_a_pair_has_its_version_and_system_and_two_on_one_day_are_both_told():
    measured = Coded(
        _measured(
            ("r1", FIRST, "zrm-2013", "oud"),
            ("r1", LAST, "zrm-2017", "nieuw"),
            ("r2", FIRST, "zrm-2017", "oud"),
            ("r2", FIRST, "zrm-2017", "nieuw"),
            ("r2", LAST, "zrm-2017", "nieuw"),
            ("r2", LAST, "who-5", "elders"),
            ("r3", FIRST, "zrm-2017", "oud"),
        )
    )
    found = versions_of(measured, PAIRS, "zrm-2017")
    assert found.to_dict("index") == {
        "r1": {"pre": "zrm-2013, oud", "post": "zrm-2017, nieuw"},
        "r2": {"pre": "zrm-2017, nieuw + zrm-2017, oud", "post": "zrm-2017, nieuw"},
    }


@pytest.mark.parametrize("measurements", [None, _measured().drop(columns="source")])
def test_without_a_system_in_the_measurements_nothing_is_known(measurements):
    measured = None if measurements is None else Coded(measurements)
    assert versions_of(measured, PAIRS, "zrm-2017") is None


@pytest.mark.parametrize(
    ("post", "asked"),
    [
        (["a", "a", "a"], ["a ander"]),
        (["b", "a", "b"], ["a ander"]),
        (["b", "c", "a"], ["a ander", "a naar b", "a naar c"]),
    ],
    ids=["the same", "one way", "two ways"],
)
def test_a_way_from_one_to_another_is_asked_by_itself_where_there_are_two(post, asked):
    versions = pd.DataFrame({"pre": "a", "post": post}, index=["r1", "r2", "r3"])
    found = _changes(versions)
    assert len(found) == len(asked)
    assert [each.label.nl for each in found[1:]] == asked[1:]
