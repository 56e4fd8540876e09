"""A real browser on a real Voila on the released demo."""

import contextlib
import os
import shutil
import socket
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest

from monitorlib.release.keys import FOLDER, PUBLIC_FILE
from monitorlib.server.viewer import Viewer
from monitorlib.workspace import Workspace
from tests.browsers import BROWSERS, QUIET  # noqa: F401 - benchmarks take them from here

WARM = "monitorlib.server.warm"  # the process from which kernels are forked
AXE = Path(__file__).parent / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


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


def open_team(page, address: str, team: str, period: str = "", language: str = "") -> None:
    """Go to the meeting of one team, as a reload or a bookmark does."""
    page.goto("about:blank")
    place = {
        "team": team,
        **({"period": period} if period else {}),
        **({"language": language} if language else {}),
    }
    open_meeting(page, f"{address}#{urlencode(place)}")
    lead(page)


def lead(page) -> None:
    """Take over a meeting that the screen of an earlier test leads, as somebody who goes on elsewhere does."""
    if page.locator("#ml-lead").count():
        page.locator("#ml-lead").click()
        page.wait_for_selector("#ml-lead", state="detached")


def go_to(page, step: int) -> None:
    """Open a step and wait until it is there."""
    page.locator(f"#ml-step-{step}").click()
    page.wait_for_selector(f"#ml-step-{step}[aria-current=step]")
    page.wait_for_selector(".ml-walk", state="detached")  # a step that is gone to begins without a card


def reveal(page) -> None:
    """Open the figures, when they are not open yet, and stand at Herkennen."""
    go_to(page, 4)
    if page.locator("#ml-reveal").count():
        page.locator("#ml-reveal").click()
        page.wait_for_selector("#ml-reveal", state="detached")


def open_card(page, leefgebied: str = "") -> None:
    """Open a leefgebied on the whole screen, the first one of the picture where none is named."""
    row = f".ml-look-row[data-look={leefgebied}]" if leefgebied else ".ml-look-row"
    page.locator(f"{row} .ml-open").first.click()
    page.wait_for_selector(f".ml-row[data-leefgebied={leefgebied}]" if leefgebied else ".ml-row")


def choose(page, label: str, option: str) -> None:
    """Choose a team, a period or an instrument; after the first step the choices are folded away."""
    folded = page.locator("#ml-settings:not([open]) > summary")
    if folded.count():
        folded.click()
    page.get_by_label(label, exact=True).select_option(label=option)
    page.keyboard.press("Escape")


def kernels_of(server: psutil.Process) -> list[psutil.Process]:
    """The kernels behind a Voila process, the one that waits for a page included."""
    return [child for child in server.children(recursive=True) if _is_kernel(child)]


def _is_kernel(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess, ProcessLookupError):  # it ends just now
        command = " ".join(process.cmdline())
        return "ipykernel" in command or (WARM in command and os.getsid(process.pid) == process.pid)
    return False


def copy_of(workspace: Workspace, path: Path) -> Workspace:
    """A workspace with the same releases and settings, and an empty session log: no ledger, no private key."""
    copy = Workspace(path)
    shutil.copytree(workspace.release, copy.release)
    (copy.runs / FOLDER).mkdir(parents=True)
    shutil.copy(workspace.runs / FOLDER / PUBLIC_FILE, copy.runs / FOLDER)
    shutil.copy(workspace.settings_file, copy.settings_file)
    return copy


@pytest.fixture(scope="module")
def fresh(released_demo, tmp_path_factory):
    """Voila on the released demo with a session log of its own, in which only this module writes."""
    workspace = copy_of(released_demo, tmp_path_factory.mktemp("fresh") / "werkmap")
    with Viewer(workspace, free_port()) as started:
        yield started, workspace


def violations(page) -> list[str]:
    """What axe finds on the screen now, a line each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    return page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"
        ".then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 200)).join(' | ')))",
        RULES,
    )
