"""What dies comes back, and the page with it: at the same step, with what was typed, and in the same field."""

import contextlib
import threading
import time

import psutil
import pytest
from playwright.sync_api import Error as NotNow

from monitorlib.server.viewer import Viewer
from monitorlib.sessions import SessionLog
from tests.browser.conftest import copy_of, free_port, go_to, kernels_of, open_team, reveal

pytestmark = pytest.mark.browser

FIELD = "Wat vinden we van het geheel?"
# text that is kept, in the field that somebody is in
KEPT = """(() => {
  const key = document.activeElement?.dataset?.key;
  const told = key && document.querySelector(`[data-told='${CSS.escape(key)}']`);
  return Boolean(told) && told.textContent.startsWith("Bewaard");
})()"""
BACK = "!window.before && Boolean(document.body?.dataset.ready)"
PATIENCE_SECONDS = 120


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
def test_a_page_comes_back_by_itself_with_what_was_typed(browser, meeting, victim):
    viewer, workspace = meeting
    page = browser.new_page(bypass_csp=False)
    open_team(page, viewer.address, "Demo-Oost", "2025")
    reveal(page)
    go_to(page, 6)
    field = page.get_by_label(FIELD).first
    page.evaluate("window.before = true")
    server = psutil.Process(viewer.process_id)
    doomed = kernels_of(server) if victim == "kernel" else [server]
    field.fill("nog niet")
    for process in doomed:
        process.kill()
    field.press_sequentially(" bewaard")
    _until(page, BACK)
    assert page.locator("#ml-step-6[aria-current=step]").count() == 1
    again = page.get_by_label(FIELD).first
    _until(page, KEPT)
    assert again.input_value() == "nog niet bewaard"
    assert again.evaluate("f => f === document.activeElement && f.selectionStart === f.value.length")
    log = SessionLog(workspace.session_log)
    stored = log.changes_since(log.open_meeting("Demo-Oost", "2025").id, 0).changed
    assert "nog niet bewaard" in [change.value for change in stored]
    log.let_go()
    page.close()


def _until(page, holds: str) -> None:
    """Wait until this holds in the page; while it loads again nothing does."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with contextlib.suppress(NotNow):
            if page.evaluate(holds):
                return
        time.sleep(0.05)
    raise AssertionError(f"never: {holds}")
