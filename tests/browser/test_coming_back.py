"""What dies comes back, and the page with it: at the same step, with what was typed, and in the same field."""

import threading

import psutil
import pytest

from monitorlib.server.viewer import Viewer
from monitorlib.sessions import SessionLog
from tests.browser.conftest import copy_of, free_port, go_to, kernels_of, open_team

pytestmark = pytest.mark.browser

FIELD = "Wat vinden we van het geheel?"
TOLD = "f => document.querySelector(`[data-told='${CSS.escape(f.dataset.key)}']`).textContent"
BACK = "!window.before && document.body.dataset.ready"


@pytest.fixture
def meeting(released_demo, tmp_path):
    """A server that is watched, as `monitor session` does, and its workspace."""
    workspace = copy_of(released_demo, tmp_path / "werkmap")
    with Viewer(workspace, free_port()) as viewer:
        watch = threading.Thread(target=viewer.wait, daemon=True)
        watch.start()
        yield viewer, workspace
    watch.join(30)


@pytest.mark.parametrize("victim", ["kernel", "server"])
def test_a_page_comes_back_by_itself_with_what_was_typed(page, meeting, victim):
    viewer, workspace = meeting
    open_team(page, viewer.address, "Demo-Oost", "2025")
    go_to(page, 6)
    field = page.get_by_label(FIELD).first
    page.evaluate("window.before = true")
    server = psutil.Process(viewer.process_id)
    doomed = kernels_of(server) if victim == "kernel" else [server]
    field.fill("nog niet")
    for process in doomed:
        process.kill()
    field.press_sequentially(" bewaard")
    page.wait_for_function(BACK, timeout=120_000)
    assert page.locator("#ml-step-6[aria-current=step]").count() == 1
    again = page.get_by_label(FIELD).first
    page.wait_for_function(f"({TOLD})(document.activeElement).startsWith('Bewaard')", timeout=60_000)
    assert again.input_value() == "nog niet bewaard"
    assert again.evaluate("f => f === document.activeElement && f.selectionStart === f.value.length")
    log = SessionLog(workspace.session_log)
    stored = log.changes_since(log.open_meeting("Demo-Oost", "2025").id, 0).changed
    assert "nog niet bewaard" in [change.value for change in stored]
    log.let_go()
