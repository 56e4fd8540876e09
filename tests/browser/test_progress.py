"""The page of the actions over the meetings: what was agreed, by team, read by axe."""

import pytest

from monitorlib.cli import main
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
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert (
            page.locator(".ml-table td").first.bounding_box()["width"] > 250
        )  # a line each, not a seventh of it


def test_a_report_is_not_wider_than_a_phone(page, released_demo, tmp_path):
    workspace, file = copy_of(released_demo, tmp_path / "werkmap"), tmp_path / "verslag.html"
    asked = ["--workspace", str(workspace.path), "--team", "Demo-Oost", "--period", "2025"]
    with pytest.raises(SystemExit) as ended:
        main(["report", *asked, "--output", str(file)])
    assert not ended.value.code
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("td[data-head=Inwoners]").count() and violations(page) == []
