"""Every step for a very good team and for a tiny one, in both languages: what they read, and how it looks."""

import pytest

from monitorlib.server.viewer import Viewer
from monitorlib.sessions import SessionLog
from monitorlib.workspace import Workspace
from tests.browser.conftest import free_port, go_to, open_card, open_team, reveal, violations
from tests.browser.test_looks import CLICKABLE, SMALL, SMALLEST, WRAPPED
from tests.releases import SETTINGS, ZRM, a_content, a_release, a_row, a_view, write_by_hand

pytestmark = pytest.mark.browser

GOOD, TINY = "Team Heel Goed", "Team Klein"
NEARLY_ALL = {"counts": None, "few": {"not_improved": 2}, "verdict": "nearly_all_improved"}
NOTHING = {"n": None, "counts": None, "verdict": "too_few"}
TOLD = {
    (GOOD, "nl"): "Wat goed gaat:",
    (GOOD, "en"): "What goes well:",
    (TINY, "nl"): "Wat er nog ontbreekt",
    (TINY, "en"): "What is still missing",
}


@pytest.fixture(scope="module")
def two_teams(tmp_path_factory):
    """Voila on two teams: of the one everything improved, of the other nothing may be shown."""
    made = Workspace.create(tmp_path_factory.mktemp("teams") / "werkmap", SETTINGS)
    codes = [area.code for area in ZRM.leefgebieden]
    good = [a_row(code, **(NEARLY_ALL if at % 3 == 0 else {})) for at, code in enumerate(codes)]
    tiny = [a_row(code, **NOTHING) for code in codes]
    for team, rows in ((GOOD, good), (TINY, tiny)):
        write_by_hand(made.release, a_release(a_content(a_view(*rows), team=team)))
    with Viewer(made, free_port()) as started:
        yield started, made


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("team", [GOOD, TINY])
def test_every_step_reads_well_for_every_team(page, two_teams, team, language):
    viewer, workspace = two_teams
    open_team(page, viewer.address, team, "2025", language)
    found = {}
    for step in range(1, 9):
        if step == 4:
            reveal(page)
            assert TOLD[team, language] in page.locator(".ml-page").inner_text()
        go_to(page, step)
        found[step] = violations(page) + page.evaluate(CLICKABLE) + page.evaluate(WRAPPED)
        found[step] += page.evaluate(SMALL, SMALLEST)
    assert {step: faults for step, faults in found.items() if faults} == {}
    go_to(page, 4)
    if team == GOOD:
        rows = page.locator(".ml-look-row")
        last = rows.last.bounding_box()
        assert rows.count() == len(ZRM.leefgebieden) and last["y"] + last["height"] <= 800
        open_card(page)
        page.locator(".ml-row textarea").fill(f"Daar zijn we trots op ({language}).")
        page.locator(".ml-row textarea").blur()
        go_to(page, 8)
        page.get_by_text(f"Daar zijn we trots op ({language}).").wait_for()
    kept = SessionLog(workspace.session_log)
    assert kept.read(kept.open_meeting(team, "2025").id).meeting["set_revealed"] == "yes"
