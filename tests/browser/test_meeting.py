"""What a facilitator sees and does, in a real browser: the released numbers, the choices, the notes."""

import re
import shutil
from pathlib import Path

import pytest

from monitorlib.pages import counts_in_words, view_name
from monitorlib.release.read import newest_releases, release_files, team_folder_name
from monitorlib.server.viewer import Viewer
from monitorlib.sessions import Place, SessionLog
from monitorlib.wording import row_sentence
from monitorlib.workspace import Workspace
from tests.browser.conftest import free_port, open_meeting

pytestmark = pytest.mark.browser


def _releases(workspace, team):
    return {r.content.period.id: r for r in newest_releases(workspace.release / team_folder_name(team))}


def _choose(page, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).select_option(label=option)


def _choose_team(page, team: str, period: str | None = None) -> None:
    """A team, and a period where it has several; waits until their headline is on the screen."""
    _choose(page, "Team", team)
    _wait_for_lead(page, f"{team}, ")
    if period is not None:
        _choose(page, "Periode", period)
        _wait_for_lead(page, f"{team}, {period} ")


def _wait_for_lead(page, start: str) -> None:
    page.wait_for_function(
        "start => document.querySelector('.ml-lead')?.textContent.startsWith(start)", arg=start
    )


def _table(page) -> dict[str, list[str]]:
    """The table on the screen: leefgebied → the texts of its cells."""
    rows = page.locator(".ml-table tbody tr").all()
    return {row.get_attribute("data-leefgebied"): row.locator("th, td").all_text_contents() for row in rows}


def _expected(view) -> dict[str, tuple]:
    return {
        row.leefgebied: (row.label.nl, "–" if row.n is None else str(row.n), counts_in_words(row, "nl"))
        for row in view.rows
    }


def _wait_for(page, view) -> None:
    """Wait until this view's headline is on the screen."""
    page.wait_for_function(
        "label => document.querySelector('.ml-view')?.textContent.startsWith(label)", arg=view.label.nl
    )


def test_every_choice_shows_the_released_numbers(page, viewer, released_demo):
    open_meeting(page, viewer.address)
    for team, period in (("Demo-Oost", "2025"), ("Demo-Oost", "2024"), ("San Diego", "maand-0-6")):
        release = _releases(released_demo, team)[period]
        _choose_team(page, team, release.content.period.label.nl)
        for view in release.content.views:
            _choose(page, "Instrument", view_name(view, "nl"))
            _wait_for(page, view)
            shown = {code: tuple(cells[:3]) for code, cells in _table(page).items()}
            assert shown == _expected(view)


def test_san_diego_is_shown_as_r_counts_it(page, viewer):
    """Witness: R, multgee::housing: 186 better, 113 same, 23 worse of 322 pairs."""
    open_meeting(page, viewer.address)
    _choose_team(page, "San Diego")
    page.wait_for_selector("text=Van 322 inwoners gingen er 186 vooruit, bleven er 113 gelijk")
    assert _table(page)["wonen"][2] == "186 vooruit, 113 gelijk, 23 achteruit"


def test_a_leefgebied_is_told_in_a_sentence_and_the_picture_in_words(page, viewer, released_demo):
    open_meeting(page, viewer.address)
    _choose_team(page, "Demo-Oost", "2025")
    view = _releases(released_demo, "Demo-Oost")["2025"].content.views[0]
    picture = page.locator(".ml-figure[role=img]")
    assert picture.locator("svg").count() == 1
    alt = picture.get_attribute("aria-label")
    for row in view.rows:
        _choose(page, "Leefgebied", row.label.nl)
        page.wait_for_selector(f".ml-story[data-leefgebied={row.leefgebied}]")
        sentence = row_sentence(row, view.kind, 10, "nl")
        assert sentence in page.locator(".ml-sentence").text_content()
        assert sentence in alt


def test_what_the_team_notes_is_there_after_a_reload_and_in_the_log(page, viewer, released_demo):
    place = Place("Demo-Oost", "2025", "zrm-2017", "professional", "sociaal_netwerk")
    open_meeting(page, viewer.address)
    _choose_team(page, "Demo-Oost", "2025")
    _choose(page, "Leefgebied", "Sociaal netwerk")
    page.wait_for_selector(".ml-story[data-leefgebied=sociaal_netwerk]")
    page.get_by_role("button", name="deels", exact=True).click()
    page.get_by_label("Wat spreken we af?").fill("Vaker samen naar de buurtkamer")
    page.wait_for_selector("text=Bewaard.")
    page.wait_for_timeout(300)
    kept = SessionLog(released_demo.session_log).answers(place)
    assert kept == {"recognised": "partly", "agreement": "Vaker samen naar de buurtkamer"}
    open_meeting(page, viewer.address)
    _choose_team(page, "Demo-Oost", "2025")
    _choose(page, "Leefgebied", "Sociaal netwerk")
    page.wait_for_selector(".ml-story[data-leefgebied=sociaal_netwerk]")
    assert page.get_by_label("Wat spreken we af?").input_value() == "Vaker samen naar de buurtkamer"
    assert page.locator(".widget-toggle-button.mod-active").text_content().strip() == "deels"


def test_nothing_is_noted_under_another_leefgebied(page, viewer, released_demo):
    open_meeting(page, viewer.address)
    _choose_team(page, "Demo-Oost", "2025")
    _choose(page, "Leefgebied", "Justitie")
    page.wait_for_selector(".ml-story[data-leefgebied=justitie]")
    assert page.get_by_label("Wat spreken we af?").input_value() == ""
    place = Place("Demo-Oost", "2025", "zrm-2017", "professional", "justitie")
    assert SessionLog(released_demo.session_log).answers(place) == {}


def test_the_page_asks_nothing_from_outside_and_has_a_language(page, viewer):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    open_meeting(page, viewer.address)
    assert [url for url in asked if not re.match(r"(http|ws)://127\.0\.0\.1:|data:|blob:", url)] == []
    assert page.locator("html").get_attribute("lang") == "nl"
    assert page.locator("[role=main]").count() == 1


def test_a_page_that_does_not_come_says_so_and_offers_a_reload(page, viewer):
    page.clock.install()
    page.route("**/voila/static/voila.js", lambda route: route.abort())
    page.goto(viewer.address)
    page.clock.fast_forward(29_000)
    assert page.locator("#ml-late").is_hidden()
    page.clock.fast_forward(2_000)
    assert page.locator("#ml-late").is_visible()
    assert "Laad de pagina opnieuw" in page.locator("#ml-late").text_content()
    page.unroute("**/voila/static/voila.js")
    page.locator("#ml-reload").click()
    page.wait_for_selector("body[data-ready]", timeout=60_000)


def test_a_meeting_of_one_team_in_english(page, released_demo):
    with Viewer(released_demo, free_port(), team="San Diego", language="en") as started:
        open_meeting(page, started.address)
        assert page.get_by_label("Team", exact=True).locator("option").count() == 1
        assert "Of 322 residents, 186 improved" in page.locator(".ml-sentence").text_content()
        assert page.locator("html").get_attribute("lang") == "en"


def test_a_group_that_is_too_small_shows_no_number(page, viewer):
    open_meeting(page, viewer.address)
    _choose_team(page, "Demo-Eiland")
    page.wait_for_selector("text=minder dan 10 inwoners")
    assert {cells[1] for cells in _table(page).values()} == {"–"}


@pytest.fixture
def damaged(released_demo, tmp_path):
    """A copy of the demo's releases in which one of Demo-Oost was changed by hand."""
    copy = Workspace(tmp_path / "werkmap")
    shutil.copytree(released_demo.release, copy.release)
    shutil.copy(released_demo.settings_file, copy.settings_file)
    file = release_files(copy.release / team_folder_name("Demo-Oost") / "2025")[-1]
    file.write_text(
        file.read_text(encoding="utf-8").replace('"improved": 29', '"improved": 30'), encoding="utf-8"
    )
    return copy


def test_a_release_that_cannot_be_trusted_shows_nothing_of_another_team(page, damaged):
    with Viewer(damaged, free_port()) as started:
        open_meeting(page, started.address)
        _choose_team(page, "San Diego")
        _choose(page, "Team", "Demo-Oost")
        page.wait_for_selector("text=veranderd na het vrijgeven")
        assert page.locator(".ml-view, .ml-table, .ml-story").count() == 0
        assert page.get_by_label("Wat spreken we af?").is_disabled()
        _choose_team(page, "San Diego")
        page.wait_for_selector("text=veranderd na het vrijgeven", state="detached")
        page.wait_for_function("!document.querySelector('.ml-discuss textarea').disabled")
    assert SessionLog(damaged.session_log).of_team("San Diego", "maand-0-6") == {}


def test_a_first_team_that_cannot_be_shown_leaves_the_others(page, damaged):
    for folder in damaged.release.iterdir():
        if folder.name.startswith("demo-eiland"):
            release_files(folder / "2024")[-1].write_text("{")
    with Viewer(damaged, free_port()) as started:
        open_meeting(page, started.address)
        page.wait_for_selector("text=niet leesbaar")
        _choose_team(page, "San Diego")
        assert page.locator(".ml-table").count() == 1


def test_a_damaged_session_log_is_told_on_the_page(page, damaged):
    (damaged.path / "sessions.sqlite").write_bytes(b"geen database" * 100)
    with Viewer(damaged, free_port()) as started:
        open_meeting(page, started.address)
        assert "sessielog is niet bereikbaar" in page.locator(".ml-message").text_content()


PICTURES = Path(__file__).parent.parent.parent / "docs" / "pictures"


def test_the_picture_in_the_readme_can_be_made(page, viewer, tmp_path):
    """`MONITOR_KEEP_PICTURES=1` writes it into docs/pictures; else it is made and thrown away."""
    import os

    folder = PICTURES if os.environ.get("MONITOR_KEEP_PICTURES") else tmp_path
    open_meeting(page, viewer.address)
    _choose_team(page, "Demo-Oost", "2025")
    page.screenshot(path=folder / "teamreflectie.png", full_page=True)
    assert (folder / "teamreflectie.png").stat().st_size > 50_000
