"""Getting in, as a person sees it: the link, and the page that asks for a word."""

import time
from contextlib import suppress
from itertools import cycle

import pytest
from playwright.sync_api import TimeoutError as NotYet

from monitorlib.server.entry import Entry
from monitorlib.server.passwords import hash_of
from monitorlib.server.viewer import Viewer
from tests.browser.conftest import copy_of, free_port, go_to, open_meeting, violations

pytestmark = pytest.mark.browser

PASSWORD = "een lang wachtwoord"
NARROW = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def server(released_demo):
    """A server with a password and phones."""
    entry = Entry(password=hash_of(PASSWORD), phone="abc234", idle_seconds=3600)
    with Viewer(released_demo, free_port(), entry=entry) as started:
        yield started


def test_the_link_opens_the_meeting_where_it_says_and_the_token_is_gone(page, viewer):
    asked = []
    page.on("request", lambda request: asked.append(request))
    open_meeting(page, f"{viewer.address}#team=San+Diego&period=maand-0-6")
    assert viewer.entry.meeting not in page.url and "team=San+Diego" in page.url
    assert not [each.url for each in asked[1:] if viewer.entry.meeting in each.url]
    assert not [each for each in asked[1:] if viewer.entry.meeting in str(each.headers)]
    assert viewer.entry.meeting not in page.content()
    assert page.evaluate("document.cookie").count("monitor-") == 0  # no script can read it
    page.reload()
    page.wait_for_selector("body[data-ready]", timeout=60_000)


def test_without_the_link_there_is_a_page_that_asks_for_the_code(page, viewer):
    page.goto(viewer.place)
    assert "alleen voor de gespreksleider" in page.inner_text("h1")
    page.fill("#word", viewer.entry.meeting)
    page.keyboard.press("Enter")
    page.wait_for_selector("body[data-ready]", timeout=60_000)


def test_who_looks_along_is_asked_for_the_link_to_look_along_and_its_code_opens_that(page, viewer):
    page.goto(f"{viewer.place}meekijken")
    assert page.inner_text("h1") == "Meekijken" and "gespreksleider heeft die" in page.inner_text("#hint")
    page.fill("#word", "iets anders")
    page.keyboard.press("Enter")
    assert "klopt niet" in page.inner_text("[role=alert]") and page.inner_text("h1") == "Meekijken"
    page.fill("#word", viewer.entry.following)
    page.keyboard.press("Enter")
    page.wait_for_selector("body[data-ready]", timeout=60_000)
    page.goto(viewer.place)
    assert "alleen voor de gespreksleider" in page.inner_text("h1")


@pytest.mark.parametrize("size", [NARROW, {"width": 1280, "height": 800}])
@pytest.mark.parametrize(("path", "button"), [("", "Open"), ("login?page=phone", "Open")])
def test_the_page_that_asks_is_for_everybody_in_two_languages(browser, server, size, path, button):
    page = browser.new_context(viewport=size).new_page()
    page.goto(f"{server.place}{path}")
    for language, other in (("nl", "English"), ("en", "Nederlands")):
        assert page.locator("html").get_attribute("lang") == language
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        _wait_for_the_cursor(page)  # typing begins at once
        assert page.get_by_role("button", name=button).bounding_box()["height"] >= 44
        page.get_by_role("link", name=other).click()
    page.context.close()


def test_a_wrong_password_is_told_and_a_right_one_opens_the_meeting_by_keyboard(page, server):
    page.goto(server.place)
    _type(page, "iets anders")
    page.wait_for_selector("[role=alert]")
    assert "klopt niet" in page.inner_text("[role=alert]") and violations(page) == []
    _type(page, PASSWORD)
    page.wait_for_selector("body[data-ready]", timeout=60_000)
    assert "login" not in page.url
    page.reload()
    page.wait_for_selector("body[data-ready]", timeout=60_000)


def test_another_website_that_sends_somebody_here_is_asked_about(page, viewer):
    open_meeting(page, viewer.address)
    page.goto("about:blank")
    page.route("http://elders.example/", lambda route: route.fulfill(body=f'<a href="{viewer.place}">ga</a>'))
    page.goto("http://elders.example/")
    page.get_by_role("link").click()
    page.get_by_role("link", name="Open de teamreflectie").wait_for()
    assert violations(page) == []
    page.get_by_role("link", name="Open de teamreflectie").click()
    page.wait_for_selector("body[data-ready]", timeout=60_000)


def test_a_page_that_nobody_uses_is_signed_out_though_it_stays_open(page, released_demo, tmp_path):
    """What the page says by itself, that it is still there, is no use of it; a key that is pressed is."""
    idle = 15
    entry = Entry(password=hash_of(PASSWORD), idle_seconds=idle)
    with Viewer(copy_of(released_demo, tmp_path / "werkmap"), free_port(), entry=entry) as server:
        page.goto(server.place)
        _type(page, PASSWORD)
        _wait_as_one_who_is_there(page, server.place)
        begun = time.monotonic()
        for step in cycle((2, 3)):  # longer than the limit, and used all the while
            go_to(page, step)
            if time.monotonic() - begun > idle * 1.25:
                break
            page.wait_for_timeout(idle * 1000 / 4)
        assert page.locator(".ml-lost:not([hidden])").count() == 0
        page.wait_for_selector(".ml-lost:not([hidden])", timeout=90_000)
        page.reload()
        assert page.get_by_label("Wachtwoord").is_visible()


def _type(page, word: str) -> None:
    """Type a word where the cursor is by itself, and send it."""
    _wait_for_the_cursor(page)
    page.keyboard.type(word)
    assert page.input_value("#word") == word
    page.keyboard.press("Enter")


def _wait_for_the_cursor(page) -> None:
    """A browser puts it into the field when it draws the page, on a busy computer some time after it came."""
    page.wait_for_function("document.activeElement.id === 'word'")


def _wait_as_one_who_is_there(page, place: str) -> None:
    """Wait for the meeting and open other pages meanwhile: on a busy computer it may come after the limit."""
    for _ in range(60):
        page.request.get(f"{place}voila/static/favicon.ico", headers={"Accept": "text/html"})
        with suppress(NotYet):
            page.wait_for_selector("body[data-ready]", timeout=1_000)
            return
    raise AssertionError("The meeting did not come.")
