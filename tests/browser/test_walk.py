"""The whole meeting, walked in a real browser: by pointer with pictures, by keyboard alone, and read by axe.

Each step is drawn (pictures.py).
"""

from pathlib import Path

import pytest

from monitorlib.sessions import SessionLog, Topic
from tests.browser.conftest import go_to, open_card, open_team, reveal, violations
from tests.browser.pictures import keep_small, picture_folder

pytestmark = pytest.mark.browser

NAMES = (
    "welkom",
    "vorige-keer",
    "verwachten",
    "herkennen",
    "verklaren",
    "waarderen",
    "verbeteren",
    "verslag",
)
WIDTHS = {1280: 800, 1024: 768, 390: 844}


def _picture(page, file: Path, width: int) -> None:
    """A picture of what is on the screen: its first two screens, which is where its shape can be seen."""
    page.evaluate("document.activeElement?.blur?.()")
    page.mouse.move(0, 0)  # no row lights up
    height = min(page.evaluate("document.documentElement.scrollHeight"), 2 * WIDTHS[width])
    clip = {"x": 0, "y": 0, "width": width, "height": height}
    page.screenshot(path=file, full_page=True, clip=clip)
    keep_small(file)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the pictures go."""
    return picture_folder(tmp_path_factory.mktemp("pictures"))


@pytest.fixture(scope="module")
def held(browser, fresh, folder):
    """The meeting of Demo-Oost, walked through by pointer; the page stands at its end."""
    viewer, workspace = fresh
    log = SessionLog(workspace.session_log)
    before = log.open_meeting("Demo-Oost", "2024")
    topic = Topic("zrm-2017", "professional", "sociaal_netwerk").subject
    agreed = {"kind": "more", "text": "Vaker samen naar de buurtkamer", "who": "teamleider", "topic": topic}
    log.write_all(before.id, "action/eerder", {**agreed, "expected": "Meer inwoners vooruit"})
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="nl-NL")
    page = context.new_page()
    open_team(page, viewer.address, "Demo-Oost", "2025")
    _walk(page, folder)
    yield page, log.open_meeting("Demo-Oost", "2025"), log
    context.close()


def _walk(page, folder: Path) -> None:
    page.locator("#ml-start-clock").click()
    page.get_by_role("button", name="Verder: Vorige keer").click()
    page.get_by_label("loopt nog").check()
    _type(page, "Wat leerden we ervan?", "Samen gaan werkt beter dan verwijzen.")
    page.get_by_role("button", name="Verder: Verwachten").click()
    for area, word in (("Financiën", "meer achteruit"), ("Huisvesting", "ongeveer gelijk")):
        page.get_by_role("group", name=area).get_by_label(word).check()
    for width, height in WIDTHS.items():  # step 3 as it is used; after the reveal there is nothing to tap
        page.set_viewport_size({"width": width, "height": height})
        _picture(page, folder / f"stap-3-verwachten-{width}.png", width)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("button", name="Laat de cijfers zien").click()
    page.wait_for_selector(".ml-look")
    open_card(page)
    first = page.locator(".ml-row")
    first.get_by_label("deels").check()
    first.get_by_label("Wat valt ons op?").fill("Meer inwoners kwamen uit de schulden.")
    _wait_saved(page, "Meer inwoners kwamen")
    page.get_by_role("button", name="Verder: Verklaren").click()
    page.get_by_role("button", name="Onze eigen verklaring").click()
    _type(page, "Wat is er volgens ons aan de hand?", "Het spreekuur in de buurtkamer is begonnen.")
    page.get_by_label("Waar hoort deze verklaring bij?").select_option("not_in_data")
    page.get_by_role("button", name="Verder: Waarderen").click()
    _type(page, "Wat vinden we van het geheel?", "Hier zijn we trots op.")
    page.get_by_role("button", name="Verder: Verbeteren").click()
    page.get_by_role("button", name="Maak een afspraak").click()
    page.get_by_label("meer doen").check()
    _type(page, "Wat spreken we af?", "Elke week een spreekuur in de buurtkamer.")
    _type(page, "Wie pakt het op?", "de schuldhulpverlener")
    page.get_by_label("Wanneer is het klaar?").fill("2026-12-01")
    page.get_by_label("Bij welk leefgebied hoort het?").select_option(
        label="Financiën – Zelfredzaamheid-Matrix (ZRM 2017)"
    )
    _type(page, "Welke verandering verwachten we te zien?", "Meer inwoners zonder schulden.")
    page.get_by_role("button", name="Verder: Verslag").click()
    page.get_by_label("alleen ons team").check()


def _type(page, label: str, text: str) -> None:
    field = page.get_by_label(label).first
    field.fill(text)
    field.blur()
    _wait_saved(page, text)


def _wait_saved(page, text: str) -> None:
    page.wait_for_function(
        "text => [...document.querySelectorAll('textarea, input[type=text]')].some(f => "
        "f.value.startsWith(text) && document.querySelector(`[data-told='${CSS.escape(f.dataset.key)}']`)"
        ".textContent.startsWith('Bewaard'))",
        arg=text,
    )


def test_a_walk_through_the_whole_meeting_is_kept_and_stands_on_the_report(held):
    page, meeting, log = held
    paper = page.locator(".ml-paper")
    for told in (
        "meer doen: Elke week een spreekuur in de buurtkamer.",
        "de schuldhulpverlener · voor 1 december 2026 · Financiën",
        "Meer inwoners kwamen uit de schulden.",
        "Het spreekuur in de buurtkamer is begonnen. (niet in deze gegevens te zien)",
        "Hier zijn we trots op.",
        "Vaker samen naar de buurtkamer: loopt nog",
    ):
        assert told in paper.inner_text()
    notes = log.read(meeting.id)
    assert notes.meeting["step"] == "8"
    assert [action.who for action in notes.actions] == ["de schuldhulpverlener"]


def test_what_surprised_stands_first(held):
    page = held[0]
    go_to(page, 4)
    first = page.locator(".ml-look-row").first
    assert first.get_attribute("data-look") == "financien"
    assert "anders dan verwacht" in first.inner_text()
    open_card(page)
    assert "Anders dan verwacht" in page.locator(".ml-row").inner_text()


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_on_any_step(held, folder, width, language):
    page = held[0]
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    if page.locator("html").get_attribute("lang") != language:
        go_to(page, 1)
        page.locator("#ml-language").click()
        page.wait_for_selector(f"html[lang={language}]")
    found = {}
    for step in range(1, 9):
        go_to(page, step)
        found[step] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if language == "nl" and step != 3:
            _picture(page, folder / f"stap-{step}-{NAMES[step - 1]}-{width}.png", width)
    go_to(page, 4)
    open_card(page)
    found["card"] = violations(page)
    if language == "nl":
        _picture(page, folder / f"stap-4-leefgebied-{width}.png", width)
    assert {step: lines for step, lines in found.items() if lines} == {}


def test_the_closed_figures_and_the_expectations_pass_axe_too(page, fresh):
    open_team(page, fresh[0].address, "Demo-Oost", "2024")
    for step in (3, 4):
        go_to(page, step)
        assert page.locator("#ml-reveal").count() == 1
        assert violations(page) == []


def _tab_to(page, selector: str) -> None:
    """Press Tab until the focus stands on this element, as somebody without a mouse does."""
    for _ in range(150):
        if page.evaluate("s => document.activeElement?.matches(s) ?? false", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {selector}")


def test_the_whole_meeting_of_san_diego_by_keyboard_alone(page, fresh):
    viewer, workspace = fresh
    open_team(page, viewer.address, "San Diego", "maand-0-6")
    keys = page.keyboard
    for step in (2, 3):
        _tab_to(page, "#ml-next")
        keys.press("Enter")
        page.wait_for_selector(f"#ml-step-{step}[aria-current=step]")
        # the heading is read, and Tab goes on there
        page.wait_for_function("document.activeElement.id === 'ml-step'")
    _tab_to(page, "input[value=more_better]")
    keys.press("Space")
    _tab_to(page, "#ml-reveal")
    keys.press("Enter")
    page.wait_for_selector(".ml-look-row[data-look=wonen]")
    _tab_to(page, "#open-wonen")
    keys.press("Enter")
    page.wait_for_selector(".ml-row[data-leefgebied=wonen]")
    _tab_to(page, ".ml-row input[type=radio]")
    keys.press("Space")
    _tab_to(page, ".ml-row textarea")
    keys.type("Herkenbaar.")
    _tab_to(page, "#ml-next")
    keys.press("Enter")
    page.wait_for_selector("#ml-step-5[aria-current=step]")
    _tab_to(page, "#ml-add")
    keys.press("Enter")
    _tab_to(page, ".ml-region-verklaren textarea")
    keys.type("Er kwamen meer woningen.")
    for step, selector, text in ((6, "textarea", "Goed nieuws."), (7, "#ml-add", "")):
        _tab_to(page, "#ml-next")
        keys.press("Enter")
        page.wait_for_selector(f"#ml-step-{step}[aria-current=step]")
        _tab_to(page, selector)
        keys.type(text) if text else keys.press("Enter")
    _tab_to(page, ".ml-action textarea")
    keys.type("Volgend jaar weer kijken.")
    _tab_to(page, "#ml-next")
    keys.press("Enter")
    page.wait_for_selector("#ml-step-8[aria-current=step]")
    text = page.locator(".ml-paper").inner_text()
    for told in ("Herkenbaar.", "Er kwamen meer woningen.", "Goed nieuws.", "Volgend jaar weer kijken."):
        assert told in text
    assert "Van 322 inwoners gingen er 186 vooruit" in text  # witness: R, multgee::housing


def test_a_second_screen_sees_a_note_and_keeps_what_is_being_typed(browser, page, fresh):
    viewer, _workspace = fresh
    other = browser.new_context().new_page()
    for screen in (page, other):
        open_team(screen, viewer.address, "San Diego", "maand-0-6")
        reveal(screen)
        go_to(screen, 6)
    typed = page.get_by_label("Welk verhaal hoort bij deze cijfers?")
    typed.click()
    page.keyboard.type("Nog niet kl")
    other.get_by_label("Wat vinden we van het geheel?").fill("Van het tweede scherm.")
    page.wait_for_function(
        "[...document.querySelectorAll('textarea')].some(f => f.value === 'Van het tweede scherm.')"
    )
    assert page.evaluate("document.activeElement.value") == "Nog niet kl"
    page.keyboard.type("aar.")
    assert typed.input_value() == "Nog niet klaar."
    other.wait_for_function(
        "[...document.querySelectorAll('textarea')].some(f => f.value === 'Nog niet klaar.')"
    )
    other.context.close()
