"""What a facilitator sees and does, in a real browser: the released numbers, the choices, the notes."""

import contextlib
import json
import re
import time
from html import unescape
from html.parser import HTMLParser

import psutil
import pytest

from monitorlib.cli.reporting import write_report
from monitorlib.pages import counts_in_words, view_name
from monitorlib.release.keys import releases_of
from monitorlib.release.read import newest_releases, release_files, team_folder_name
from monitorlib.server.viewer import Viewer
from monitorlib.sessions import SessionLog, Topic
from monitorlib.wording import RATERS, row_sentence
from tests.browser.conftest import (
    choose,
    copy_of,
    free_port,
    go_to,
    kernels_of,
    open_card,
    open_meeting,
    open_team,
    reveal,
)
from tests.browser.pictures import picture_folder

pytestmark = pytest.mark.browser


def _releases(workspace, team):
    return {
        r.content.period.id: r
        for r in newest_releases(releases_of(workspace), workspace.release / team_folder_name(team))
    }


def _table(page) -> dict[str, list[str]]:
    """The table on the screen: leefgebied → the texts of its cells."""
    rows = page.locator("#ml-same tbody tr").all()
    return {row.get_attribute("data-leefgebied"): row.locator("th, td").all_text_contents() for row in rows}


def _expected(view) -> dict[str, tuple]:
    return {
        row.leefgebied: (row.label.nl, "–" if row.n is None else str(row.n), counts_in_words(row, "nl"))
        for row in view.rows
    }


def _wait_for(page, view) -> None:
    """Wait until the rows of this view are on the screen."""
    page.wait_for_selector(f".ml-look-row[data-look={view.rows[0].leefgebied}]")
    names = view_name(view, "nl")
    page.wait_for_function(
        "name => document.querySelector('#c-view').selectedOptions[0].textContent === name", arg=names
    )
    page.wait_for_function(
        "n => document.querySelectorAll('#ml-same tbody tr').length === n", arg=len(view.rows)
    )


def test_every_choice_shows_the_released_numbers(page, viewer, released_demo):
    for team, period in (("Demo-Oost", "2025"), ("Demo-Oost", "2024"), ("San Diego", "maand-0-6")):
        release = _releases(released_demo, team)[period]
        open_team(page, viewer.address, team, period)
        reveal(page)
        for view in release.content.views:
            choose(page, "Instrument", view_name(view, "nl"))
            _wait_for(page, view)
            shown = {code: tuple(cells[:3]) for code, cells in _table(page).items()}
            assert shown == _expected(view)


class _Tables(HTMLParser):
    """The cells of every table in a page, a row a list."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag, attrs) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        self._inside = tag in ("td", "th")

    def handle_endtag(self, tag) -> None:
        self._inside = False

    def handle_data(self, data) -> None:
        if self._inside:
            self.rows[-1][-1] += data.strip()


def _in_notebook(workspace, view) -> dict[str, dict[str, int]]:
    """leefgebied (in words) → counts of SHIFTS, as the executed notebook shows them to the analyst."""
    file = workspace.runs / team_folder_name("Demo-Oost") / "2025" / "2_verschuivingen.ipynb"
    outputs = [
        "".join(output["data"]["text/html"])
        for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]
        for output in cell.get("outputs", ())
        if "text/html" in output.get("data", {})
    ]
    tables = [_Tables(html).rows for html in outputs if "<td" in html]
    (shifts,) = [_told(*rows) for rows in tables if "p (gecorrigeerd)" in rows[0]]
    (starts,) = [_told(*rows) for rows in tables if "kon vooruit" in rows[0]]
    found = {}
    for shift, start in zip(shifts, starts, strict=True):
        assert (shift["leefgebied"], shift["blik"]) == (start["leefgebied"], start["blik"])
        if (shift["instrument"], shift["blik"]) == (view.label["nl"], RATERS[view.rater]["nl"]):
            counts = {name: int(shift[head]) for name, head in _COUNTED.items()}
            found[shift["leefgebied"]] = counts | {
                "pairs": int(start["twee keer gemeten"]),
                "could_improve": int(start["kon vooruit"]),
            }
    return found


_COUNTED = {"improved": "vooruit", "unchanged": "gelijk", "deteriorated": "achteruit"}


def _told(head: list[str], *rows: list[str]) -> list[dict[str, str]]:
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_the_figures_are_the_same_on_the_screen_and_in_report_notebook_and_release(
    page, viewer, released_demo, tmp_path
):
    """Each row's sentence stands once more, word for word, in the report and in the alt text of its bar; its
    numbers are those of the analyst's notebook."""
    release = _releases(released_demo, "Demo-Oost")["2025"]
    file = write_report(released_demo, "Demo-Oost", "2025", tmp_path / "verslag.html", "nl")
    told = unescape(file.read_text(encoding="utf-8"))
    open_team(page, viewer.address, "Demo-Oost", "2025")
    reveal(page)
    view = release.content.views[0]
    notebook = _in_notebook(released_demo, view)
    choose(page, "Instrument", view_name(view, "nl"))
    _wait_for(page, view)
    for row in view.rows:
        bar = page.locator(f".ml-look-row[data-look={row.leefgebied}] .ml-stack")
        drawn = bar.get_attribute("aria-label") if bar.count() else None
        open_card(page, row.leefgebied)
        on_screen = page.locator(f".ml-row[data-leefgebied={row.leefgebied}]")
        sentence = on_screen.locator(".ml-sentence").inner_text()
        assert sentence == row_sentence(row, view.kind, 10, "nl")
        assert sentence in told
        counted = notebook[row.label["nl"]]
        assert row.n == counted["pairs"]
        assert row.could_improve in (None, counted["could_improve"])
        for name, count in (row.counts or {}).items():
            other = name.removeprefix("not_")
            assert count == (counted[name] if other == name else row.n - counted[other])
        if row.counts:
            assert drawn == on_screen.locator(".ml-stack").get_attribute("aria-label") == sentence
        page.keyboard.press("Escape")
        page.wait_for_selector(".ml-look")


def test_the_team_is_chosen_on_the_page(page, viewer):
    open_team(page, viewer.address, "Demo-Oost", "2025")
    choose(page, "Team", "San Diego")
    page.wait_for_function("document.title.endsWith('San Diego')")
    choose(page, "Periode", "Maand 0 tot 6")
    choose(page, "Team", "Demo-Oost")
    page.wait_for_function("document.title.endsWith('Demo-Oost')")
    choose(page, "Periode", "2024")
    page.wait_for_function("location.hash.includes('period=2024')")


def test_san_diego_is_shown_as_r_counts_it(page, viewer):
    """Witness: R, multgee::housing: 186 better, 113 same, 23 worse of 322 pairs."""
    open_team(page, viewer.address, "San Diego", "maand-0-6")
    reveal(page)
    assert _table(page)["wonen"][2] == "186 vooruit, 113 gelijk, 23 achteruit"
    open_card(page, "wonen")
    page.wait_for_selector("text=Van 322 inwoners gingen er 186 vooruit, bleven er 113 gelijk")


def test_what_the_team_notes_is_there_after_a_reload_and_in_the_log(page, viewer, released_demo):
    topic = Topic("zrm-2017", "professional", "sociaal_netwerk")
    log = SessionLog(released_demo.session_log)
    open_team(page, viewer.address, "Demo-Oost", "2025")
    reveal(page)
    choose(page, "Instrument", "Zelfredzaamheid-Matrix (ZRM 2017) (blik van de professional)")
    open_card(page, "sociaal_netwerk")
    row = page.locator(".ml-row[data-leefgebied=sociaal_netwerk]")
    row.get_by_label("deels").check()
    row.get_by_label("Wat valt ons op?").fill("Vaker samen naar de buurtkamer")
    page.wait_for_timeout(1_000)  # the promise: within a second on disk
    meeting = log.open_meeting("Demo-Oost", "2025")
    kept = log.read(meeting.id).about(topic)
    assert kept == {"recognised": "partly", "note": "Vaker samen naar de buurtkamer"}
    page.reload()
    row.wait_for(timeout=60_000)  # the same team, step and instrument
    assert row.get_by_label("Wat valt ons op?").input_value() == "Vaker samen naar de buurtkamer"
    assert row.get_by_label("deels").is_checked()


def test_after_its_kernel_was_killed_the_page_comes_back_with_what_was_typed(page, viewer, released_demo):
    server = psutil.Process(viewer.process_id)
    open_team(page, viewer.address, "Demo-Oost", "2024")
    ours = kernels_of(server)  # before the next one is made ready
    reveal(page)
    go_to(page, 6)
    page.get_by_label("Wat vinden we van het geheel?").fill("Al bewaard.")
    page.wait_for_selector("text=Bewaard.")
    for kernel in ours:
        with contextlib.suppress(psutil.NoSuchProcess):  # an earlier page's, that just ended
            kernel.kill()
    page.get_by_label("Welk verhaal hoort bij deze cijfers?").fill("Net na de klap.")
    page.get_by_label("Welk verhaal hoort bij deze cijfers?").blur()
    log = SessionLog(released_demo.session_log)
    meeting = log.open_meeting("Demo-Oost", "2024")
    until = time.monotonic() + 60
    while "story" not in log.read(meeting.id).meeting and time.monotonic() < until:
        page.wait_for_timeout(500)
    kept = log.read(meeting.id).meeting
    assert (kept["valuation"], kept["story"]) == ("Al bewaard.", "Net na de klap.")
    page.wait_for_selector("#ml-step-6[aria-current=step]", timeout=60_000)


def test_a_refused_text_stays_over_a_reload_and_nobody_closes_over_it(page, viewer, tmp_path):
    open_team(page, viewer.address, "Demo-Oost", "2024")
    go_to(page, 7)
    page.locator("#ml-add").click()
    card = page.locator(".ml-action").last
    card.get_by_label("Wat spreken we af?").fill("Samen bellen")
    card.get_by_label("Wie pakt het op?").fill("Mevrouw Jansen")
    card.get_by_text("Dit is niet bewaard.").wait_for()
    page.reload()
    card.get_by_text("Dit is niet bewaard.").wait_for(timeout=60_000)
    assert card.get_by_label("Wie pakt het op?").input_value() == "Mevrouw Jansen"
    go_to(page, 8)
    page.get_by_text("1 veld is nog niet bewaard.").wait_for()
    page.locator("#ml-close").click()
    page.wait_for_selector("#ml-unkept:focus")
    assert page.locator("#ml-unkept").bounding_box()["y"] < 800  # in sight, at the top of the step
    page.screenshot(path=tmp_path / "unkept.png")
    assert not page.get_by_text("is afgesloten").count()
    page.get_by_role("button", name="Gooi weg").click()
    page.wait_for_selector("#ml-unkept", state="detached")
    go_to(page, 7)
    assert card.get_by_label("Wie pakt het op?").input_value() == ""
    page.reload()
    card.wait_for(timeout=60_000)
    assert card.get_by_label("Wie pakt het op?").input_value() == ""
    card.get_by_role("button", name="Haal weg").click()


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
    page.clock.fast_forward(15_000)
    assert page.locator("#ml-late").is_hidden()
    page.clock.fast_forward(16_000)
    assert page.locator("#ml-late").is_visible()
    assert "Laad de pagina opnieuw" in page.locator("#ml-late").text_content()
    page.unroute("**/voila/static/voila.js")
    page.locator("#ml-reload").click()
    page.wait_for_selector("body[data-ready]", timeout=60_000)


def test_a_meeting_of_one_team_in_english(page, released_demo):
    with Viewer(released_demo, free_port(), team="San Diego", language="en") as started:
        open_meeting(page, started.address)
        assert page.get_by_label("Team", exact=True).locator("option").count() == 1
        choose(page, "Period", "Months 0 to 6")
        reveal(page)
        open_card(page)
        assert "Of 322 residents, 186 improved" in page.locator(".ml-row .ml-sentence").text_content()
        assert page.locator("html").get_attribute("lang") == "en"


def test_the_language_is_changed_on_the_page(page, viewer):
    open_team(page, viewer.address, "San Diego", "maand-0-6")
    go_to(page, 1)
    page.get_by_role("button", name="In English").click()
    page.wait_for_selector("html[lang=en]")
    assert page.locator(".ml-head h1").text_content() == "Team reflection"
    page.reload()
    page.wait_for_selector("text=In het Nederlands", timeout=60_000)
    page.get_by_role("button", name="In het Nederlands").click()
    page.wait_for_selector("html[lang=nl]")


def test_a_group_that_is_too_small_shows_no_number_and_how_to_get_there(page, viewer):
    open_team(page, viewer.address, "Demo-Eiland", "2024")
    reveal(page)
    page.wait_for_selector("text=Wat er nog ontbreekt")
    assert {cells[1] for cells in _table(page).values()} == {"–"}


@pytest.fixture
def damaged(released_demo, tmp_path):
    """A copy of the demo's releases in which one of Demo-Oost was changed by hand."""
    copy = copy_of(released_demo, tmp_path / "werkmap")
    file = release_files(copy.release / team_folder_name("Demo-Oost") / "2025")[-1]
    told = file.read_text(encoding="utf-8")
    changed = told.replace('"improved": 47', '"improved": 48')  # Financiën
    assert changed != told
    file.write_text(changed, encoding="utf-8")
    return copy


def test_damage_is_told_on_the_page_and_the_other_teams_stay(page, damaged):
    (damaged.path / "sessions.sqlite").write_bytes(b"geen database" * 100)
    with Viewer(damaged, free_port()) as started:
        open_meeting(page, started.address)
        told = page.locator(".ml-message").first.text_content()
        assert "sessions.sqlite is beschadigd" in told
        (damaged.path / "sessions.sqlite").unlink()
        open_team(page, started.address, "Demo-Oost", "2025")
        page.wait_for_selector("text=veranderd na het vrijgeven")
        assert page.locator("#ml-same, .ml-look-row, textarea").count() == 0
        choose(page, "Team", "San Diego")
        page.wait_for_selector("text=veranderd na het vrijgeven", state="detached")
        reveal(page)
        assert page.locator(".ml-look-row").count() > 0


def test_the_picture_in_the_readme_can_be_made(page, viewer, tmp_path):
    folder = picture_folder(tmp_path)
    open_team(page, viewer.address, "Demo-Oost", "2025")
    reveal(page)
    page.screenshot(path=folder / "teamreflectie.png")
    assert (folder / "teamreflectie.png").stat().st_size > 50_000
