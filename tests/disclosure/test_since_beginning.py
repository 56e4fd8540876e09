"""Why "since the beginning" stays inside the wall (decision 102): a worked counterexample, enumerated.

Fifteen residents were measured in the period; five of them, everybody knows which, came before it too. Either
table may be shown by itself, holds the same fifteen residents, and has no small count. Together they tell of all
five.
"""

from itertools import product

import pandas as pd
import pytest

from monitorlib.analysis.pairs import pair_measurements, pair_since_beginning
from monitorlib.disclosure.audit import exposing_tables, fixed_tables, group_residents
from monitorlib.disclosure.rules import TEAM_THREE, choose_table, team_profile
from monitorlib.foundation.errors import UserError
from monitorlib.instruments import read_instrument
from monitorlib.workspace import NEW_SETTINGS, Workspace

PROFILE = team_profile(10, 5, 3)
KNOWN = {"zrm-2017": read_instrument("zrm-2017")}
NEWCOMERS = (
    [1] * 4 + [0] * 3 + [-1] * 3
)  # their change in the period, which is theirs since the beginning too
EARLIER = 5  # unchanged in the period, a point better than when they began
CLASSES = ("improved", "unchanged", "deteriorated")
MEASURED = ["2024-03-01", "2025-02-01", "2025-08-01"]


def _measurements() -> pd.DataFrame:
    scores = [(None, 3, 3 + change) for change in NEWCOMERS] + [(3, 4, 4)] * EARLIER
    rows = [
        (f"r{number:02}", day, score)
        for number, three in enumerate(scores)
        for day, score in zip(MEASURED, three, strict=True)
        if score is not None
    ]
    frame = pd.DataFrame(rows, columns=["resident_id", "measured_on", "score"])
    frame = frame.assign(measured_on=pd.to_datetime(frame["measured_on"]), score=frame["score"].astype(float))
    same = {"team": "Oost", "wijk": "w", "worker_id": "m", "rater": "professional"}
    return frame.assign(**same, instrument="zrm-2017", leefgebied="financien")


@pytest.fixture(scope="module")
def tables():
    """The directions a resident, in the period and since the beginning."""
    measurements, year = _measurements(), {"start": "2025-01-01", "end": "2025-12-31", "instruments": KNOWN}
    found = (pair_measurements(measurements, **year), pair_since_beginning(measurements, **year))
    return [pairs.set_index("resident_id")["direction"] for pairs in found]


def _classes(direction: pd.Series) -> tuple[int, ...]:
    return tuple(int((direction == each).sum()) for each in (1, 0, -1))


def test_either_table_could_be_shown_and_both_hold_the_same_residents(tables):
    assert [_classes(each) for each in tables] == [(4, 8, 3), (9, 3, 3)]
    assert [choose_table([_classes(each)], PROFILE).rung for each in tables] == [TEAM_THREE, TEAM_THREE]
    assert set(tables[0].index) == set(tables[1].index)


def _parts(total: int) -> list[tuple[int, ...]]:
    """Every way to spread so many residents over three classes."""
    return [each for each in product(range(total + 1), repeat=3) if sum(each) == total]


def test_together_they_leave_one_possible_world_for_those_who_came_before(tables):
    """A newcomer's outcome is the same in both tables, so subtracting leaves the five alone."""
    period, since = (_classes(each) for each in tables)
    worlds = [
        (now, ever)
        for now, ever in product(_parts(EARLIER), repeat=2)
        for newcomers in [tuple(p - n for p, n in zip(period, now, strict=True))]
        if min(newcomers) >= 0 and tuple(n + e for n, e in zip(newcomers, ever, strict=True)) == since
    ]
    assert worlds == [((0, 5, 0), (5, 0, 0))]


def test_one_table_alone_leaves_many(tables):
    period = _classes(tables[0])
    fit = [now for now in _parts(EARLIER) if all(n <= p for n, p in zip(now, period, strict=True))]
    assert len(fit) > 10


def test_the_audit_takes_two_windows_for_two_outcomes_and_would_not_see_it(tables):
    """So lifting the ban on windows that share days is not enough: every outcome would have to be linked."""
    starts = ("2025-01-01", "2024-01-01")
    selections = pd.concat(
        [
            pd.DataFrame(
                {
                    "kind": "shifts",
                    **{"instrument": "zrm-2017", "rater": "professional", "leefgebied": "financien"},
                    **{"start": start, "end": "2025-12-31", "release": number, "block": ""},
                    "resident_id": each.index,
                    "outcome": each.to_numpy(),
                    "cell": (1 - each.to_numpy()).astype(int),
                }
            )
            for number, (start, each) in enumerate(zip(starts, tables, strict=True))
        ]
    )
    groups = group_residents(selections)
    shown = {
        (("shifts", "zrm-2017", "professional", "financien", start, "2025-12-31"), number, ""): dict(
            zip(CLASSES, _classes(each), strict=True)
        )
        for number, (start, each) in enumerate(zip(starts, tables, strict=True))
    }
    assert (exposing_tables(groups, PROFILE), fixed_tables(groups, shown, PROFILE)) == ([], [])


def test_so_the_settings_refuse_a_period_over_another_one(tmp_path):
    year = '[[periode]]\nid = "{id}"\nvan = {start}\ntot_en_met = 2025-12-31\n'
    over = [year.format(id="2025", start="2025-01-01"), year.format(id="sinds", start="2024-01-01")]
    workspace = Workspace.create(tmp_path / "w", NEW_SETTINGS + "".join(over))
    with pytest.raises(UserError, match="overlappen"):
        workspace.settings()
