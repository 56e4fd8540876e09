"""Whatever a page sends as a value: no other page and no report fails over it.

`MONITOR_RANDOM_VALUES=10000` sends so many; else a few hundred.
"""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitorlib.cli.reporting import write_report
from monitorlib.sessions import SessionLog, Topic, new_action, new_explanation
from monitorlib.sessions.fields import FIELDS
from monitorlib.workspace import Workspace
from tests.releases import SETTINGS, a_content, a_release, a_row, a_view, write_by_hand
from tests.widgets.conftest import Browser

EACH = 100  # messages, then everything is drawn and reported
ROUNDS = max(2, int(os.environ.get("MONITOR_RANDOM_VALUES", "300")) // EACH)
TOPIC = Topic("zrm-2017", "professional", "financien").subject
SUBJECTS = st.sampled_from(
    ["meeting", TOPIC, new_action(), new_explanation(), "action/", "topic/x", "elders"]
)
NAMES = st.sampled_from(sorted({name for names in FIELDS.values() for name in names} | {"set_share", "x"}))
LIKELY = (
    "2026-02-30",
    "2026-13-01",
    "0000-00-00",
    "9999-12-31",
    "yes",
    "no_idea",
    "more",
    "<b>",
    "\x00",
    "8",
)
VALUES = st.one_of(
    st.sampled_from([*LIKELY, "topic/a/b/c", TOPIC]), st.text(max_size=60), st.integers(), st.none()
)
WRITES = st.lists(st.tuples(SUBJECTS, NAMES, VALUES), min_size=EACH, max_size=EACH)


@pytest.fixture
def two_pages(tmp_path):
    """A page that sends anything, and another of the same meeting."""
    workspace = Workspace.create(tmp_path / "werkmap", SETTINGS)
    write_by_hand(workspace.release, a_release(a_content(a_view(a_row(), a_row("huisvesting")))))
    pages = [Browser(workspace).do("hello", place={}, screen=name * 16) for name in "12"]
    pages[0].reveal()
    return workspace, *pages


@settings(
    max_examples=ROUNDS,
    deadline=None,
    # one meeting goes through all rounds on purpose, and a round is a hundred messages
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
    ],
)
@given(writes=WRITES)
def test_no_value_makes_a_page_or_a_report_fail_for_others(two_pages, writes):
    workspace, sends, other = two_pages
    for subject, name, value in writes:
        sends.write(subject, name, value)
    for page in (sends, other, Browser(workspace).do("hello", place={})):
        page.conversation.look_for_others()
        assert [page.step(number).regions["way"] for number in range(1, 9)]
    report = write_report(workspace, "Team Test", "2025", workspace.path / "verslag.html", "nl")
    assert report.stat().st_size > 1000
    assert SessionLog(workspace.session_log).read(sends.meeting).meeting["set_revealed"] == "yes"
