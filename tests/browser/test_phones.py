"""A projector and four phones through steps 3 and 4: the recorded walk, by pointer, by keyboard alone, and by axe.

What it looks like is drawn (pictures.py).
"""

from pathlib import Path

import psutil
import pytest
import zxingcpp
from PIL import Image

from monitorlib.sessions import Phones, SessionLog
from monitorlib.sessions.ballots import rounds_in
from monitorlib.sessions.phones import FOLDER
from tests.browser.conftest import copy_of, free_port, go_to, lead, open_team, violations
from tests.browser.pictures import keep_small, picture_folder
from tests.phone_visits import phone_page, place_of, with_phones
from tests.sessions.test_phones import ASKED, VIEW

pytestmark = pytest.mark.browser

PHONE = {"width": 320, "height": 640}
ASKS_MS = 2_000  # a phone asks what is open somewhat more often
WORDS = ("meer vooruit", "ongeveer gelijk", "meer achteruit", "geen idee")
# what each of four phones expects of a leefgebied, by its place; what is not named: "meer vooruit"
EXPECTED = {"Financiën": (2, 2, 2, 1), "Tijdsbesteding": (0, 1, 2, 3), "Huisvesting": (1, 1, 1, 1)}
WANTED = (("Financiën", "Tijdsbesteding"), ("Financiën",), ("Financiën", "Sociaal netwerk"), ("Huisvesting",))


@pytest.fixture(scope="module")
def served(released_demo, tmp_path_factory):
    """A server to which phones can come, on a session log of its own."""
    workspace, port = copy_of(released_demo, tmp_path_factory.mktemp("phones") / "werkmap"), free_port()
    with with_phones(workspace, port) as started:
        yield started, workspace


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the pictures go."""
    return picture_folder(tmp_path_factory.mktemp("pictures"))


@pytest.fixture
def phone(browser, served):
    """Opens another phone on the page that the code leads to."""
    opened = []

    def open_phone(language: str = "nl", **more):
        context = browser.new_context(viewport=PHONE, has_touch=True, locale="nl-NL", **more)
        opened.append(context)
        page = context.new_page()
        page.goto(phone_page(served[0]))
        if language == "en":
            page.locator("#language").click()
        return page

    yield open_phone
    for context in opened:
        context.close()


def _picture(page, file: Path) -> None:
    page.mouse.move(0, 0)
    page.screenshot(path=file)
    keep_small(file)


def _side_by_side(files: list[Path], file: Path) -> None:
    """The phones beside each other, as they lie on the table."""
    drawn = [Image.open(each).convert("RGB") for each in files]
    gap, edge = 24, 8
    width = sum(each.width for each in drawn) + gap * (len(drawn) + 1)
    whole = Image.new("RGB", (width, drawn[0].height + 2 * gap), "#5b6472")
    at = gap
    for each in drawn:
        whole.paste("#1d2733", (at - edge, gap - edge, at + each.width + edge, gap + each.height + edge))
        whole.paste(each, (at, gap))
        at += each.width + gap
    whole.save(file)
    keep_small(file)


def _tap(page, group: str, text: str) -> None:
    page.get_by_role("group", name=group, exact=True).get_by_label(text, exact=True).check(force=True)


def _kept(page, text: str) -> None:
    page.locator("#kept", has_text=text).wait_for()


def _answered(page, count: int) -> None:
    page.wait_for_selector(f"[data-answered='{count}']")


def test_a_projector_and_four_phones_through_steps_3_and_4(page, served, phone, folder, tmp_path):
    viewer, workspace = served
    open_team(page, viewer.address, "Demo-Oost", "2025")
    go_to(page, 3)
    assert violations(page) == []
    phones = [phone() for _ in range(4)]
    for each in phones:
        each.get_by_role("heading", name="Er is nu geen vraag").wait_for()
    assert violations(phones[0]) == []
    page.get_by_role("button", name="Laat iedereen op de telefoon antwoorden").click()
    page.wait_for_selector(".ml-qr svg")
    areas = _expect(phones)
    _answered(page, 4)
    assert not page.locator(".ml-given, .ml-said-bar, .ml-taps").count()  # how many, and nothing else
    assert violations(page) == []
    _picture(page, folder / "telefoons-vraag-1280.png")
    shots = [tmp_path / f"{number}.png" for number in range(4)]
    for each, file in zip(phones, shots, strict=True):
        _picture(each, file)
    _side_by_side(shots, folder / "telefoons-vier.png")
    page.get_by_role("button", name="Sluit de vraag").click()
    page.wait_for_selector("#ml-answered")
    phones[0].get_by_role("heading", name="De vraag is gesloten").wait_for()
    assert _given(page, "Financiën") == ["0", "1", "3", "0"]
    assert page.get_by_role("group", name="Financiën").get_by_label("meer achteruit").is_checked()
    assert page.get_by_role("group", name="Huisvesting").get_by_label("ongeveer gelijk").is_checked()
    assert violations(page) == []
    _picture(page, folder / "telefoons-antwoord-1280.png")
    page.get_by_role("button", name="Laat de cijfers zien").click()
    page.wait_for_selector(".ml-look")
    thought = page.locator(".ml-phones").inner_text()
    assert "Hier waren de meesten van ons verrast: Financiën" in thought.replace("\n", " ")
    assert "(3 van 4)" in page.locator("[data-look=financien]").inner_text()
    assert violations(page) == []
    _picture(page, folder / "telefoons-herkennen-1280.png")
    _talk(page, phones, folder, tmp_path)
    _recognise(page, phones, folder)
    log = SessionLog(workspace.session_log)
    rounds = log.rounds(log.open_meeting("Demo-Oost", "2025").id)
    assert [(each.kind, each.closed, each.counts.phones) for each in rounds] == [
        ("expected", True, 4),
        ("talk", True, 4),
        ("recognised", True, 4),
    ]
    assert len(rounds[0].counts.words) == areas
    assert rounds_in(workspace.path / FOLDER) == ()
    go_to(page, 8)
    assert "1 ongeveer gelijk, 3 meer achteruit" in page.locator(".ml-paper").inner_text()
    assert violations(page) == []
    log.let_go()


def _expect(phones) -> int:
    """Every phone answers all leefgebieden, and one thinks again; how many there are."""
    for number, each in enumerate(phones):
        each.wait_for_selector("fieldset")
        assert each.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        areas = each.locator("legend").all_inner_texts()
        for area in areas:
            _tap(each, area, WORDS[EXPECTED.get(area, (0, 0, 0, 0))[number]])
        _kept(each, f"Bewaard: {len(areas)} van {len(areas)}")
        each.evaluate("window.scrollTo(0, 0)")
    _tap(phones[0], "Huisvesting", "meer vooruit")
    _kept(phones[0], "Bewaard")
    _tap(phones[0], "Huisvesting", "ongeveer gelijk")
    _kept(phones[0], "Bewaard")
    phones[0].evaluate("window.scrollTo(0, 0)")
    return len(areas)


def _given(page, area: str) -> list[str]:
    return page.get_by_role("group", name=area).locator(".ml-given").all_inner_texts()


def _talk(page, phones, folder, tmp_path) -> None:
    page.get_by_role("button", name="Waarover praten we?").click()
    page.wait_for_selector("#ml-asks")
    for each, wanted in zip(phones, WANTED, strict=True):
        each.get_by_role("heading", name="Waarover praten we?").wait_for()
        for area in wanted:
            each.get_by_label(area, exact=True).check(force=True)
        _kept(each, "Bewaard")
    _answered(page, 4)
    assert violations(page) == violations(phones[0]) == []
    _picture(phones[0], folder / "telefoon-kiezen-320.png")
    page.get_by_role("button", name="Sluit de vraag").click()
    page.wait_for_selector("#ml-answered")
    assert "Financiën (3 van 4)" in page.locator("#ml-answered").inner_text()
    page.locator("[data-wanted=financien]").click()
    page.wait_for_selector(".ml-row[data-leefgebied=financien]")


def _recognise(page, phones, folder) -> None:
    page.get_by_role("button", name="Vraag het aan de telefoons").click()
    page.wait_for_selector("#ml-asks")
    for number, each in enumerate(phones):
        each.get_by_role("heading", name="Herkennen we dit?").wait_for()
        _tap(each, "Financiën", "ja" if number else "nee")
        _kept(each, "Bewaard")
    _answered(page, 4)
    assert violations(page) == []
    page.get_by_role("button", name="Sluit de vraag").click()
    page.wait_for_selector("#ml-answered")
    assert page.locator(".ml-given").all_inner_texts() == ["3", "0", "1"]
    assert (
        "Vooraf op 4 telefoons: 1 ongeveer gelijk, 3 meer achteruit." in page.locator(".ml-row").inner_text()
    )
    assert violations(page) == []
    _picture(page, folder / "telefoons-leefgebied-1280.png")


@pytest.fixture(scope="module")
def leading(browser, served):
    """The projector of another period, on which one question after another is asked."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    open_team(page, served[0].address, "Demo-Oost", "2024")
    yield page
    context.close()


@pytest.fixture
def asked(leading):
    """A question about that period that is open."""
    page = leading
    lead(page)
    go_to(page, 3)
    if page.locator("#ml-ask-no-more").count():
        page.locator("#ml-ask-no-more").click()
        page.wait_for_selector("#ml-ask-no-more", state="detached")
    page.locator("#ml-ask").click()
    page.wait_for_selector("#ml-asks")
    return page


@pytest.mark.parametrize("language", ["nl", "en"])
def test_axe_finds_nothing_on_the_phone_and_it_speaks_both_languages(asked, phone, language):
    each = phone(language)
    each.wait_for_selector("fieldset")
    told = {"nl": "Wat verwacht u?", "en": "What do you expect?"}[language]
    assert each.locator("h2").inner_text() == told
    assert each.locator("html").get_attribute("lang") == language
    assert violations(each) == []
    each.locator("input").first.check(force=True)
    _kept(each, {"nl": "Bewaard: 1 van", "en": "Saved: 1 of"}[language])
    assert violations(each) == []


def test_a_phone_by_keyboard_alone(asked, phone):
    each = phone()
    each.wait_for_selector("fieldset")
    keys = each.keyboard
    each.wait_for_function("document.activeElement.tagName === 'H2'")  # the question is read first
    for number in range(each.locator("fieldset").count()):
        keys.press("Tab")
        keys.press("Space" if number % 2 else "ArrowDown")
        place = each.evaluate("document.activeElement.getBoundingClientRect().bottom")
        assert place <= each.evaluate("document.querySelector('footer').getBoundingClientRect().top")
    _kept(each, "Bewaard: 13 van 13")


def test_a_phone_that_is_loaded_again_shows_its_answers_and_counts_once(asked, phone):
    each = phone()
    each.wait_for_selector("fieldset")
    _tap(each, "Financiën", "meer achteruit")
    _kept(each, "Bewaard: 1 van 13")
    _answered(asked, 1)
    each.reload()
    each.wait_for_selector("fieldset")
    assert each.get_by_role("group", name="Financiën").get_by_label("meer achteruit").is_checked()
    _tap(each, "Financiën", "meer vooruit")
    _kept(each, "Bewaard: 1 van 13")
    asked.wait_for_timeout(1_500)
    _answered(asked, 1)


def test_a_phone_whose_facilitator_looks_elsewhere_and_comes_back_counts_once(asked, browser, served):
    """It typed the address, so its question is out of sight meanwhile; it keeps the name by which it counts."""
    viewer, _workspace = served
    context = browser.new_context(viewport=PHONE, has_touch=True, locale="nl-NL")
    each = context.new_page()
    each.goto(phone_page(viewer))
    each.wait_for_selector("fieldset")
    assert each.locator(".team").inner_text() == "Demo-Oost"
    _tap(each, "Financiën", "meer achteruit")
    _kept(each, "Bewaard: 1 van 13")
    _answered(asked, 1)
    open_team(asked, viewer.address, "San Diego", "maand-0-6")
    each.wait_for_function("fetch('meedoen/nu').then(r => r.json()).then(told => told.rooms.length === 0)")
    each.wait_for_timeout(2 * ASKS_MS)
    assert each.get_by_role("group", name="Financiën").get_by_label("meer achteruit").is_checked()
    open_team(asked, viewer.address, "Demo-Oost", "2024")
    go_to(asked, 3)
    _tap(each, "Financiën", "meer vooruit")
    each.wait_for_timeout(ASKS_MS)
    _answered(asked, 1)
    each.reload()
    _kept(each, "Bewaard: 1 van 13")
    asked.locator("#ml-ask-no-more").click()
    each.get_by_role("heading", name="De vraag is gesloten").wait_for()
    context.close()


def test_a_phone_goes_to_another_team_only_when_somebody_taps_that(browser, released_demo, tmp_path):
    workspace = copy_of(released_demo, tmp_path / "werkmap")
    log = SessionLog(workspace.session_log)
    room = Phones(log, workspace)
    first, second = (
        room.ask(log.open_meeting(team, "2025").id, "expected", VIEW, ASKED)
        for team in ("Demo-Oost", "Demo-West")
    )
    with with_phones(workspace, free_port()) as viewer:
        context = browser.new_context(viewport=PHONE)
        each = context.new_page()
        each.goto(phone_page(viewer))
        each.get_by_role("button", name="Demo-Oost").click()
        _tap(each, "Financiën", "meer vooruit")
        _kept(each, "Bewaard: 1 van 2")
        room.close(first)
        each.get_by_role("heading", name="Bij welk team hoort u?").wait_for()
        each.wait_for_timeout(2 * ASKS_MS)
        assert each.locator("fieldset").count() == 0
        each.get_by_role("button", name="Demo-West").click()
        each.locator(".team", has_text="Demo-West").wait_for()
        context.close()
    assert room.answered(second) == 0
    room.close(second)
    log.let_go()


def test_when_a_question_closed_the_phone_holds_no_trace_of_it(asked, phone):
    each = phone()
    each.wait_for_selector("fieldset")
    _tap(each, "Financiën", "meer achteruit")
    _kept(each, "Bewaard")
    assert each.evaluate("Object.keys(localStorage).filter(k => k.startsWith('meedoen-round')).length") == 1
    assert [each["name"] for each in each.context.cookies() if "username" in each["name"]] == []
    asked.locator("#ml-ask-no-more").click()
    each.get_by_role("heading", name="De vraag is gesloten").wait_for()
    assert each.evaluate("Object.keys(localStorage)") == []


def test_a_server_that_dies_loses_no_answer_and_the_phone_goes_on_by_itself(browser, released_demo, tmp_path):
    workspace = copy_of(released_demo, tmp_path / "werkmap")
    context = browser.new_context(viewport=PHONE)
    log = SessionLog(workspace.session_log)
    room = Phones(log, workspace)
    found = room.ask(log.open_meeting("Demo-Oost", "2025").id, "expected", VIEW, ASKED)
    each = context.new_page()
    server = with_phones(workspace, free_port())
    with server as viewer:
        each.goto(phone_page(viewer))
        each.wait_for_selector("fieldset")
        _tap(each, "Financiën", "meer vooruit")
        _kept(each, "Bewaard: 1 van 2")
        _kill(viewer.process_id)
        each.get_by_role("alert").filter(has_text="Geen verbinding").wait_for()
        assert violations(each) == []
        _tap(each, "Huisvesting", "gelijk")
    with server:
        _kept(each, "Bewaard: 2 van 2")
        assert each.get_by_role("alert").count() == 0
    assert room.answered(found) == 1
    room.close(found)
    context.close()
    log.let_go()


def _kill(process: int) -> None:
    for each in psutil.Process(process).children(recursive=True):
        each.kill()
    psutil.Process(process).kill()


def test_the_code_on_the_projector_is_read_by_another_program(asked, served, tmp_path):
    """Small as it stands in step 4, too."""
    file = tmp_path / "code.png"
    for width in (380, 170):
        asked.locator(".ml-asks").evaluate("(e, w) => e.style.gridTemplateColumns = `${w}px 1fr`", width)
        asked.locator(".ml-qr").screenshot(path=file)
        with Image.open(file) as drawn:
            (read,) = zxingcpp.read_barcodes(drawn)
        assert read.text.startswith(f"{place_of(served[0])}meedoen?")
        assert "gesprek=" in read.text
