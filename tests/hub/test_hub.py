"""Who gets what from a real JupyterHub with our configuration."""

import json
import re
import time

import pytest

from monitorlib.server.admission import LOOK_MS
from monitorlib.server.hub import ASK_AGAIN_SECONDS
from monitorlib.trail import OPENED
from monitorlib.trail.checking import checked, read_lines
from tests.browser.conftest import violations

pytestmark = pytest.mark.browser

ARRIVES_MS = 90_000
HUB_PAGES = {"home": "Welkom", "bestaat-niet": "Deze pagina is er niet", "logout": "Aanmelden"}


def _sign_in(browser, address: str, name: str):
    """A browser in which somebody has signed in; where they came is what the hub shows them."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(f"{address}/hub/login")
    page.fill("#username_input", name)
    page.fill("#password_input", "voor de test")
    page.click("#login_submit")
    return page


@pytest.fixture(scope="module")
def anna(browser, hub):
    """The facilitator of Demo-Oost, with the meeting on the screen."""
    page = _sign_in(browser, hub[0], "anna")
    page.wait_for_selector("body[data-ready]", timeout=ARRIVES_MS)
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def bram(browser, hub):
    """The facilitator of two other teams."""
    page = _sign_in(browser, hub[0], "bram")
    page.wait_for_selector("body[data-ready]", timeout=ARRIVES_MS)
    yield page
    page.context.close()


def _teams(page) -> list[str]:
    """The teams that a page offers."""
    return sorted(page.get_by_label("Team", exact=True).locator("option").all_inner_texts())


def test_a_facilitator_gets_the_meeting_of_the_own_team_through_the_hub(hub, anna):
    assert anna.url.startswith(f"{hub[0]}/user/anna/")
    assert "Demo-Oost" in anna.inner_text("body")
    assert _teams(anna) in ([], ["Demo-Oost"])


def test_a_facilitator_of_two_teams_chooses_between_these_and_no_other(bram):
    assert _teams(bram) == ["Demo-Eiland", "San Diego"]


def test_an_address_with_another_team_does_not_open_it(hub, anna):
    anna.goto("about:blank")
    anna.goto(f"{hub[0]}/user/anna/#team=San+Diego&period=maand-0-6")
    anna.wait_for_selector("body[data-ready]", timeout=ARRIVES_MS)
    anna.wait_for_url(re.compile("team=Demo-Oost"))  # the page says where it is when it has been drawn
    assert "Demo-Oost" in anna.inner_text("body") and _teams(anna) in ([], ["Demo-Oost"])


def _kernel(page) -> str:
    return json.loads(page.locator("#jupyter-config-data").inner_text())["kernelId"]


def _tries(page, address: str, kernel: str) -> dict[str, tuple[int, str]]:
    """What somebody gets of anna's server, each address without following a redirect."""
    places = ("", "voila/static/voila.js", f"api/kernels/{kernel}", f"api/kernels/{kernel}/channels", "login")
    answers = {
        place: page.context.request.get(f"{address}/user/anna/{place}", max_redirects=0, headers=HTML)
        for place in places
    }
    return {place: (answer.status, answer.text()) for place, answer in answers.items()}


HTML = {"Accept": "text/html", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "none"}


def test_another_screen_of_the_same_user_looks_along_through_the_hub(hub, anna, bram):
    other = anna.context.new_page()
    other.goto(f"{hub[0]}/user/anna/meekijken")
    other.wait_for_selector("body[data-ready]", timeout=ARRIVES_MS)
    assert other.url.startswith(f"{hub[0]}/user/anna/meekijken") and "Demo-Oost" in other.inner_text("body")
    anna.locator("#ml-step-2").click()
    other.wait_for_selector("#ml-step-2[aria-current=step]", timeout=ARRIVES_MS)
    other.close()
    stranger = bram.context.new_page()
    answer = stranger.goto(f"{hub[0]}/user/anna/meekijken")
    assert answer.status == 403 and "Demo-Oost" not in stranger.content()
    stranger.close()


def test_phones_are_not_offered_through_the_hub(hub, anna, bram):
    """A phone has no user of the hub; so no button promises one, and the page is nobody's but the user's own."""
    anna.locator("#ml-step-3").click()
    anna.wait_for_selector("#ml-step-3[aria-current=step]")
    assert anna.locator("#ml-ask, .ml-qr").count() == 0
    assert anna.get_by_role("button", name="Laat iedereen op de telefoon antwoorden").count() == 0
    asked = bram.context.request.get(f"{hub[0]}/user/anna/meedoen/nu", max_redirects=0)
    assert asked.status in (302, 403) and "rooms" not in asked.text()


def test_somebody_who_has_not_signed_in_gets_nothing_of_a_users_server(browser, hub, anna):
    stranger = browser.new_context().new_page()
    for place, (status, told) in _tries(stranger, hub[0], _kernel(anna)).items():
        assert status in ((302, 403) if place != "login" else (200,)), place
        assert "Demo-Oost" not in told
    stranger.goto(f"{hub[0]}/user/anna/")
    assert "/hub/login" in stranger.url
    stranger.context.close()


def test_a_facilitator_of_another_team_gets_nothing_of_it(hub, anna, bram):
    for place, (status, told) in _tries(bram, hub[0], _kernel(anna)).items():
        assert status in ((302, 403) if place != "login" else (200,)), place
        assert "Demo-Oost" not in told
    other = bram.context.new_page()
    answer = other.goto(f"{hub[0]}/user/anna/")
    assert answer.status == 403 and "Demo-Oost" not in other.content()
    other.close()


def test_a_page_of_another_website_starts_nothing(hub, anna):
    answer = anna.context.request.get(
        f"{hub[0]}/user/anna/", headers={**HTML, "Sec-Fetch-Site": "cross-site"}, max_redirects=0
    )
    assert answer.status == 403 and "Open de teamreflectie" in answer.text()


@pytest.mark.parametrize(
    "place", ["lab", "tree", "api/contents", "api/sessions", "terminals/1", "api/terminals"]
)
def test_a_facilitator_has_no_jupyterlab(hub, anna, place):
    answer = anna.context.request.get(f"{hub[0]}/user/anna/{place}", headers=HTML)
    assert answer.status in (403, 404) and "jupyterlab" not in answer.text().lower()


def test_an_analyst_gets_jupyterlab_on_the_workspace(browser, hub):
    page = _sign_in(browser, hub[0], "carla")
    page.wait_for_url("**/user/carla/lab**", timeout=ARRIVES_MS)
    listed = page.context.request.get(f"{hub[0]}/user/carla/api/contents").json()["content"]
    assert "workspace.toml" in {each["name"] for each in listed}
    assert page.context.request.get(f"{hub[0]}/user/anna/", max_redirects=0).status in (302, 403)
    page.context.close()


def test_who_is_in_no_group_begins_nothing_and_reads_why(browser, hub):
    page = _sign_in(browser, hub[0], "dirk")
    page.wait_for_selector("text=nog niet bij een team ingedeeld", timeout=ARRIVES_MS)
    assert page.inner_text("h1") == "U mag deze pagina niet openen"
    assert "403" not in page.inner_text("body") and violations(page) == []
    page.context.close()


def test_who_opened_what_is_in_the_trail(hub, anna, bram):
    _, workspace, _log = hub
    noted = [(line.account, line.about) for line in read_lines(workspace) if line.what == OPENED]
    assert ("anna (hub)", {"team": "Demo-Oost", "page": "teamreflectie"}) in noted
    for team in ("Demo-Eiland", "San Diego"):
        assert ("bram (hub)", {"team": team, "page": "teamreflectie"}) in noted
    assert ("carla (hub)", {"team": "", "page": "jupyterlab"}) in noted  # an earlier test
    assert not [account for account, _ in noted if account.startswith("dirk")]  # who got nothing
    assert checked(workspace).problems == ()


def test_no_word_of_the_hub_reaches_a_log(hub, anna):
    _, workspace, _log = hub
    told = "".join(
        file.read_text(errors="replace") for file in (workspace.path / "logs").rglob("*") if file.is_file()
    )
    cookies = {each["name"]: each["value"] for each in anna.context.cookies()}
    assert len(cookies) >= 2 and all(value not in told for value in cookies.values() if len(value) > 8)
    assert "code=" not in told and "state=" not in told


def test_who_signs_out_at_the_hub_is_out_here_too(hub, bram):
    """An answer of the hub holds for a while; the open page ends with it."""
    request, own = bram.context.request, f"{hub[0]}/user/bram/api/kernels/{_kernel(bram)}"
    assert request.get(own).status == 200
    kept = {each["name"]: each["value"] for each in bram.context.cookies()}
    bram.context.new_page().goto(f"{hub[0]}/hub/logout")
    cookies = "; ".join(f"{name}={value}" for name, value in kept.items())
    until = time.monotonic() + 2 * ASK_AGAIN_SECONDS + LOOK_MS / 1000
    while request.get(own, headers={"Cookie": cookies}).status == 200:
        assert time.monotonic() < until, "the old cookies still open it"
        time.sleep(1)
    bram.wait_for_selector(".ml-lost:not([hidden])", timeout=ARRIVES_MS)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_hubs_own_pages_are_in_dutch_and_axe_finds_nothing(browser, hub, width):
    page = browser.new_context(viewport={"width": width, "height": 800}).new_page()
    page.goto(f"{hub[0]}/hub/login")
    assert page.locator("html").get_attribute("lang") == "nl" and page.title().strip() == "Teamreflectie"
    page.fill("#username_input", "anna")
    page.fill("#password_input", "iets anders")
    page.click("#login_submit")
    assert "klopt niet" in page.inner_text("[role=alert]") and violations(page) == []
    page.fill("#password_input", "voor de test")
    page.click("#login_submit")
    page.wait_for_selector("body[data-ready]", timeout=ARRIVES_MS)
    for place, heading in HUB_PAGES.items():
        page.goto(f"{hub[0]}/hub/{place}")
        assert page.inner_text("h1") == heading and violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.context.close()
