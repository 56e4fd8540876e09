"""The page of the actions over the meetings: what was agreed, by team, read by axe."""

import pytest

from monitorlib.server.viewer import Viewer
from monitorlib.sessions import SessionLog, Topic, new_action
from tests.browser.conftest import copy_of, free_port, open_meeting, violations

pytestmark = pytest.mark.browser


def test_an_action_stands_on_the_page_with_its_leefgebied_and_its_state(page, released_demo, tmp_path):
    workspace = copy_of(released_demo, tmp_path / "werkmap")
    log = SessionLog(workspace.session_log)
    meeting = log.open_meeting("Demo-Oost", "2025")
    about = Topic("zrm-2017", "professional", "financien").subject
    agreed = {"kind": "more", "text": "Elke week een spreekuur.", "who": "teamleider", "topic": about}
    log.write_all(meeting.id, new_action(), agreed)
    log.let_go()
    with Viewer(workspace, free_port(), team="Demo-Oost", notebook="voortgang") as started:
        open_meeting(page, started.address)
        told = page.locator("[role=main]").inner_text()
        assert "Voortgang van de afspraken" in told
        for word in ("Elke week een spreekuur.", "teamleider", "Financiën"):
            assert word in told
        for width in (1280, 1024, 390):
            page.set_viewport_size({"width": width, "height": 800})
            assert violations(page) == []
