"""The meeting on other screens in a real browser: they go along, keep what is typed, and come back."""

import psutil
import pytest

from monitorlib.server import beside
from monitorlib.server.entry import Entry
from monitorlib.server.viewer import Viewer
from monitorlib.wording.verdicts import WORDS
from tests.browser.conftest import (
    copy_of,
    free_port,
    go_to,
    kernels_of,
    open_card,
    open_team,
    reveal,
    violations,
)

STEPS = range(1, 9)
SIZES = ((1280, 800), (390, 844))


@pytest.fixture
def followers(browser):
    """Two more screens, each a computer of its own: a large one and a phone's size."""
    contexts = [browser.new_context(viewport={"width": w, "height": h}) for w, h in SIZES]
    yield [context.new_page() for context in contexts]
    for context in contexts:
        context.close()


@pytest.fixture
def served(released_demo, tmp_path):
    """A server of its own, with an empty log."""
    workspace = copy_of(released_demo, tmp_path / "werkmap")
    with Viewer(workspace, free_port()) as viewer:
        yield viewer, workspace


def look_along(page, address: str) -> list[str]:
    """Open the page on which one follows along; all that the server sends it."""
    received: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(frame)))
    page.goto(address.replace("/?", "/meekijken?"))
    page.wait_for_selector("body[data-ready]", timeout=60_000)
    return received


def at_step(page, step: int) -> None:
    """Wait until this screen is there."""
    page.wait_for_selector(f"#ml-step-{step}[aria-current=step]", timeout=30_000)


def screens_process(viewer: Viewer) -> psutil.Process:
    """The process behind the screens."""
    children = psutil.Process(viewer.process_id).children()
    return next(each for each in children if beside.MODULE in each.cmdline())


@pytest.mark.parametrize("language", ["nl", "en"])
def test_two_screens_go_along_through_all_steps(page, followers, served, language):
    viewer, _workspace = served
    open_team(page, viewer.address, "Demo-Oost", "2025", language)
    received = [look_along(each, viewer.address) for each in followers]
    kernels = len(kernels_of(psutil.Process(viewer.process_id)))
    if language == "en":
        for each in followers:
            each.locator("#ml-language").click()
            each.wait_for_function("document.documentElement.lang == 'en'")
    for step in STEPS:
        if step == 4:
            told = "".join(map(str, [*received[0], *received[1]]))
            # a team that is too small to show anything says so from the start
            assert not [name for name, word in WORDS.items() if word[language] in told and name != "too_few"]
            reveal(page)
        go_to(page, step)
        for each in followers:
            at_step(each, step)
            assert each.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
            assert violations(each) == []
    assert "look-row" in "".join(map(str, received[0]))
    along = "Following along" if language == "en" else "Meekijken"
    assert all(each.title().split(" – ")[0] in ("Meekijken", along) for each in followers)
    assert len(kernels_of(psutil.Process(viewer.process_id))) <= kernels


def test_a_leefgebied_that_is_opened_opens_on_all_screens(page, followers, served):
    viewer, _workspace = served
    open_team(page, viewer.address, "Demo-Oost", "2025")
    for each in followers:
        look_along(each, viewer.address)
    reveal(page)
    open_card(page, "financien")
    for each in followers:
        each.wait_for_selector(".ml-row[data-leefgebied=financien]", timeout=30_000)


def test_a_screen_that_is_loaded_again_still_goes_along(page, followers, served):
    viewer, _workspace = served
    open_team(page, viewer.address, "Demo-Oost", "2025")
    follower = followers[0]
    look_along(follower, viewer.address)
    go_to(page, 2)
    at_step(follower, 2)
    follower.reload()
    follower.wait_for_selector("body[data-ready]", timeout=60_000)
    go_to(page, 7)
    at_step(follower, 7)
    follower.locator("#ml-step-1").click()  # who walks off stays there, also when the page is loaded again
    at_step(follower, 1)
    follower.reload()
    follower.wait_for_selector("body[data-ready]", timeout=60_000)
    go_to(page, 5)
    at_step(follower, 1)
    follower.locator("#ml-follow").click()
    at_step(follower, 5)


def test_what_is_typed_on_one_screen_stands_on_the_others(page, followers, served):
    viewer, _workspace = served
    open_team(page, viewer.address, "Demo-Oost", "2025")
    for each in followers:
        look_along(each, viewer.address)
    reveal(page)
    go_to(page, 5)
    for each in followers:
        at_step(each, 5)
    field = "textarea[data-field=would_see]"
    followers[1].locator(field).first.fill("Vaker samen op bezoek")
    told = "f => document.querySelector(f).value == 'Vaker samen op bezoek'"
    for each in (page, followers[0]):
        each.wait_for_function(told, arg=field, timeout=30_000)


def test_after_the_process_behind_the_screens_died_they_come_back_and_the_leading_screen_saw_nothing(
    page, followers, served
):
    viewer, _workspace = served
    open_team(page, viewer.address, "Demo-Oost", "2025")
    for each in followers:
        look_along(each, viewer.address)
    go_to(page, 7)
    for each in followers:
        at_step(each, 7)
    page.evaluate("window.same = true")
    screens_process(viewer).kill()
    go_to(page, 2)
    for each in followers:
        at_step(each, 2)
    assert page.evaluate("window.same")


def test_a_server_that_starts_again_finds_its_screens_and_what_was_typed_meanwhile(
    followers, released_demo, tmp_path
):
    workspace, port = copy_of(released_demo, tmp_path / "werkmap"), free_port()
    follower = followers[0]
    field = "textarea[data-field=would_see]"
    entry = Entry.for_this_computer()  # as the guard that starts a server again keeps it
    with Viewer(workspace, port, entry=entry) as viewer:
        look_along(follower, viewer.address)
        follower.locator("#ml-step-4").click()
        follower.locator("#ml-reveal").click()
        follower.locator("#ml-step-5").click()
        at_step(follower, 5)
    follower.locator(field).first.fill("Zonder verbinding getypt")
    with Viewer(workspace, port, entry=entry):
        saved = "f => document.querySelector(f)?.closest('.ml-field').textContent.includes('Bewaard')"
        follower.wait_for_function(saved, arg=field, timeout=60_000)
        at_step(follower, 5)
        assert follower.locator(field).first.input_value() == "Zonder verbinding getypt"


def test_a_fault_is_told_in_words(followers, served):
    viewer, _workspace = served
    follower = followers[0]
    follower.route_web_socket("**/meekijken/verbinding", _with_a_fault)
    look_along(follower, viewer.address)
    told = follower.locator("main > .ml-message[role=alert]")
    told.wait_for(timeout=30_000)
    assert "code 0a1b2c" in told.text_content()


def _with_a_fault(socket) -> None:
    server = socket.connect_to_server()

    def passed_on(message) -> None:
        socket.send(message)
        if '"patch"' in str(message):
            socket.send('{"kind": "fault", "told": "Er ging iets mis (code 0a1b2c)."}')

    server.on_message(passed_on)
