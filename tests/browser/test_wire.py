"""What a page weighs on the wire, and what it does without the scripts that are sent as one."""

import gzip
import os
import re
import urllib.error
import urllib.request

import pytest

from monitorlib.server.viewer import Viewer
from monitorlib.server.wire import LIST, listed
from tests.browser.conftest import free_port, open_meeting
from tests.browser.wire import Wire
from tests.visiting import signed_in

MOST_BYTES, MOST_REQUESTS = 1_500_000, 40
MOST_BYTES_AGAIN = 50_000
TOO_SHORT = 1_024  # tornado leaves an answer of less as it is
TEXT = re.compile(r"text/|javascript|json|svg")
OURS = re.compile(r"(http|ws)://127\.0\.0\.1:")
JOINED = "**/voila/scripts/*.js"
PART = re.compile(r"/voila/(?:static|labextensions)/([^?]+\.js)")
BY_NAME = re.compile(r"^voila\.js$|remoteEntry")  # asked for by the page and by Voila, whatever came before


def _parts(wire: Wire) -> list[str]:
    """The scripts that came one by one and could come with the others."""
    names = [found[1] for each in wire.answers if (found := PART.search(each.url))]
    return [name for name in names if not BY_NAME.search(name)]


@pytest.fixture(scope="module")
def progress(released_demo):
    """The other page: what was agreed, of ordinary ipywidgets."""
    with Viewer(released_demo, free_port(), notebook="voortgang") as started:
        yield started


@pytest.fixture(params=["viewer", "progress"])
def address(request) -> str:
    """Each page that we serve."""
    return request.getfixturevalue(request.param).address


@pytest.mark.browser
def test_a_first_visit_is_light_compressed_and_from_here_and_a_second_one_lighter(browser, address):
    context = browser.new_context(bypass_csp=False)
    first, wrong = _visit(context, address)
    assert first.bytes <= MOST_BYTES
    assert len(first.answers) <= MOST_REQUESTS
    assert _parts(first) == []  # else: MONITOR_KEEP_SCRIPTS=1, see below
    texts = [each for each in first.answers if TEXT.search(each.kind) and each.length >= TOO_SHORT]
    assert len(texts) >= 5 and [each for each in texts if each.encoding != "gzip"] == []
    assert [each.url for each in first.answers if not OURS.match(each.url)] == []
    assert wrong == []
    again, _ = _visit(context, address)
    assert again.bytes <= MOST_BYTES_AGAIN
    assert sum(each.cached for each in again.answers) >= 4
    context.close()


def _visit(context, address: str) -> tuple[Wire, list[str]]:
    """A visit: what it asked for, and what went wrong in the browser."""
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    wire = Wire(page)
    open_meeting(page, address)
    page.wait_for_load_state("networkidle")
    page.close()
    return wire, wrong


@pytest.mark.browser
def test_a_page_comes_without_the_joined_scripts_and_what_it_then_asks_for_is_the_list(
    browser, viewer, progress
):
    """`MONITOR_KEEP_SCRIPTS=1` writes the list: after an update of Voila or ipywidgets."""
    asked = set()
    for started in (viewer, progress):
        page = browser.new_page()
        page.route(JOINED, lambda route: route.abort())
        wire = Wire(page)
        open_meeting(page, started.address)
        page.wait_for_load_state("networkidle")
        asked.update(_parts(wire))
        page.close()
    if os.environ.get("MONITOR_KEEP_SCRIPTS"):
        LIST.write_text("\n".join(sorted(asked)) + "\n", encoding="utf-8")
    assert sorted(asked) == listed()


@pytest.mark.browser
def test_the_joined_scripts_are_served_to_whoever_reads_no_gzip_and_to_this_computer_alone(page, viewer):
    page.goto(viewer.address)
    place = viewer.place + page.locator("script[src*='/scripts/']").get_attribute("src").lstrip("/")
    known = signed_in(viewer)
    plain, compressed = _ask(place, known), _ask(place, {"Accept-Encoding": "gzip", **known})
    assert gzip.decompress(compressed.read()) == plain.read()
    assert plain.headers["Vary"] == compressed.headers["Vary"] == "Accept-Encoding"
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Cache-Control"):
        assert plain.headers[name]
    for other, headers, code in (
        (place, {"Host": "kwaad.example", **known}, 403),
        (place + ".map", known, 404),
        (place, {}, 403),
    ):
        with pytest.raises(urllib.error.HTTPError) as refused:
            _ask(other, headers)
        assert refused.value.code == code
        refused.value.close()


def _ask(url: str, headers: dict[str, str]):
    return urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60)
