"""A real browser on a real Voila on the released demo."""

import os
import shutil
import socket

import pytest

from monitorlib.server.viewer import Viewer

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")
# no calls home: a test page asks nothing from outside
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The system's Chromium; without one these tests are skipped, and fail where one is required."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None and os.environ.get("MONITOR_TEST_BROWSER") == "required":
        pytest.fail("MONITOR_TEST_BROWSER=required, and no Chromium was found")
    if found is None:
        pytest.skip("no Chromium on this computer (looked for: " + ", ".join(BROWSERS) + ")")
    return found


@pytest.fixture(scope="session")
def browser(chromium):
    """One browser for all tests."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield launched
        launched.close()


@pytest.fixture
def page(browser):
    """A new page on a projector's screen."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def viewer(released_demo):
    """Voila, serving the released demo."""
    with Viewer(released_demo, free_port()) as started:
        yield started


def open_meeting(page, address: str) -> None:
    """Go to the meeting and wait until it can be clicked."""
    page.goto(address)
    page.wait_for_selector("body[data-ready]", timeout=60_000)
