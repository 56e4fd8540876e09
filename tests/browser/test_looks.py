"""What the page looks like, asserted: nothing wraps, overlaps, is too small or lies below the first screen."""

import pytest

from tests.browser.conftest import choose, go_to, open_card, open_team, reveal, violations

pytestmark = pytest.mark.browser

SIZES = {1280: 800, 1024: 768, 390: 844}
SMALLEST = 18  # px, on a projector
# the type of every piece of text that can be seen, as it is painted (a drawing may be scaled)
SMALL = """smallest => {
  const found = [];
  const walker = document.createTreeWalker(document.querySelector('.ml-page'), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const inside = node.parentElement;
    if (!node.textContent.trim() || inside.closest('.ml-away, script, style, option')) continue;
    const seen = inside.checkVisibility({checkVisibilityCSS: true}) && inside.getBoundingClientRect();
    if (!seen || seen.width < 2 || seen.height < 2) continue;
    const svg = inside.closest('svg');
    const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
    const size = parseFloat(getComputedStyle(inside).fontSize) * scale;
    if (size < smallest - 0.05) found.push(size.toFixed(1) + ' ' + node.textContent.trim().slice(0, 40));
  }
  return [...new Set(found)];
}"""
# what can be clicked and is seen: none lies over another, and none is cut off at the side
CLICKABLE = """() => {
  const kinds = ['button', 'summary', '.ml-tap', 'select', 'textarea', 'input:not([type=radio])'];
  const all = [...document.querySelectorAll(kinds.map(kind => '.ml-page ' + kind).join(', '))]
    .filter(each => each.checkVisibility({checkVisibilityCSS: true}) && each.getBoundingClientRect().width > 2);
  const found = [];
  const name = each => each.id || each.textContent.trim().slice(0, 30);
  const sticks = each => each.closest('.ml-region-bar');
  all.forEach((one, at) => {
    const a = one.getBoundingClientRect();
    if (a.left < -0.5 || a.right > innerWidth + 0.5) found.push('cut off: ' + name(one));
    for (const other of all.slice(at + 1)) {
      const b = other.getBoundingClientRect();
      if (one.contains(other) || other.contains(one) || sticks(one) !== sticks(other)) continue;
      const over = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const under = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (over > 0.5 && under > 0.5) found.push('overlap: ' + name(one) + ' / ' + name(other));
    }
  });
  return found;
}"""
# words in a button or a choice stand on one line
WRAPPED = """() => [...document.querySelectorAll('.ml-button, .ml-tap span, .ml-stepper button, .ml-verdict')]
  .filter(each => each.checkVisibility({checkVisibilityCSS: true}))
  .filter(each => {
    const words = document.createRange();
    words.selectNodeContents(each);
    const lines = [...words.getClientRects()].filter(box => box.width > 1).map(box => Math.round(box.bottom / 12));
    return new Set(lines).size > 1;
  })
  .map(each => each.textContent.trim())"""
# rows of choices that go on on a second line
BROKEN_ROWS = """() => [...document.querySelectorAll('.ml-page .ml-options')]
  .filter(each => each.checkVisibility({checkVisibilityCSS: true}))
  .filter(each => new Set([...each.children].map(c => Math.round(c.getBoundingClientRect().top))).size > 1)
  .map(each => each.textContent.trim().slice(0, 40))"""


# a number on a bar that hides the whole of another part
HIDDEN = """() => [...document.querySelectorAll('.ml-stack')]
  .filter(each => each.checkVisibility({checkVisibilityCSS: true}))
  .filter(stack => {
    const label = stack.querySelector('.ml-num-middle')?.getBoundingClientRect();
    const beside = [...stack.querySelectorAll('.ml-seg:not(.ml-seg-unchanged):not(.ml-seg-partly)')];
    return label && beside.some(part => {
      const drawn = part.getBoundingClientRect();
      const meets = label.top < drawn.bottom && label.bottom > drawn.top;
      return drawn.width > 1 && meets && label.left < drawn.left + 1 && label.right > drawn.right - 1;
    });
  })
  .map(each => 'hidden: ' + each.getAttribute('aria-label'))"""
# two things that stand below each other and touch, one of them a button
TOUCHING = """() => [...document.querySelectorAll('.ml-page table')]
  .filter(each => each.checkVisibility({checkVisibilityCSS: true}))
  .flatMap(table => {
    const end = table.getBoundingClientRect().bottom;
    return [...document.querySelectorAll('.ml-page .ml-button')]
      .filter(each => each.checkVisibility({checkVisibilityCSS: true}))
      .filter(each => Math.abs(each.getBoundingClientRect().top - end) < 6)
      .map(each => 'touches the table: ' + each.textContent.trim());
  })"""


@pytest.fixture(scope="module", params=["nl", "en"])
def opened(browser, fresh, request):
    """The meeting of a team with thirteen leefgebieden, open and with an expectation; a language a time."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    open_team(page, fresh[0].address, "Demo-Oost", "2024", request.param)
    reveal(page)
    go_to(page, 7)
    page.locator("#ml-add").click()  # an agreement with all its choices
    page.wait_for_selector(".ml-action")
    yield page
    page.context.close()


def _resize(page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": SIZES[width]})


def _screens(page) -> float:
    """How many screens high the page is."""
    return page.evaluate("document.documentElement.scrollHeight / innerHeight")


@pytest.mark.parametrize("width", SIZES)
def test_no_step_has_small_type_or_wraps_or_overlaps(opened, width):
    _resize(opened, width)
    found = {}
    for step in range(1, 9):
        go_to(opened, step)
        found[step] = _faults(opened, width)
    go_to(opened, 4)
    open_card(opened)
    found["card"] = _faults(opened, width)
    opened.locator(".ml-closer > summary").click()
    found["closer"] = _faults(opened, width)
    assert {place: faults for place, faults in found.items() if faults} == {}


def _faults(page, width: int) -> list[str]:
    faults = page.evaluate(CLICKABLE) + page.evaluate(HIDDEN) + page.evaluate(TOUCHING)
    if page.evaluate("document.documentElement.scrollWidth") > width:
        faults.append("wider than the screen")
    if width >= 1024:
        faults += page.evaluate(WRAPPED) + page.evaluate(BROKEN_ROWS)
    if width == 1280:
        faults += page.evaluate(SMALL, SMALLEST)
    return faults


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1024, 768)])
def test_the_whole_team_is_on_the_first_screen_of_step_four(opened, width, height):
    _resize(opened, width)
    go_to(opened, 4)
    assert opened.evaluate("scrollY") == 0
    rows = opened.locator(".ml-look-row")
    assert rows.count() == 13
    assert opened.locator(".ml-look-row .ml-stack").first.bounding_box()["y"] <= 300
    last = rows.last.bounding_box()
    assert last["y"] + last["height"] <= height


def test_a_card_with_its_questions_is_on_one_screen(opened):
    _resize(opened, 1280)
    go_to(opened, 4)
    open_card(opened)
    note = opened.locator(".ml-row textarea").bounding_box()
    assert note["y"] + note["height"] <= 800


@pytest.mark.parametrize(("width", "most"), [(1280, 1.3), (390, 4)])
def test_steps_three_and_four_are_not_long(page, opened, fresh, width, most):
    language = opened.locator("html").get_attribute("lang")
    _resize(opened, width)
    go_to(opened, 4)
    assert _screens(opened) <= most
    _resize(page, width)
    open_team(page, fresh[0].address, "Demo-Oost", "2025", language)  # not opened yet
    go_to(page, 3)
    assert page.locator("#ml-reveal").count() == 1
    assert _screens(page) <= most
    assert _faults(page, width) == []


@pytest.mark.parametrize("width", SIZES)
def test_what_is_not_the_step_takes_an_eighth_of_the_screen_and_stays(opened, width):
    _resize(opened, width)
    go_to(opened, 6)
    top = opened.locator("#ml-step").bounding_box()["y"]
    assert top <= 0.12 * SIZES[width] + 16  # the margin above the heading belongs to the step
    opened.evaluate("window.scrollTo(0, 300)")
    assert opened.locator(".ml-region-bar").bounding_box()["y"] == 0
    opened.evaluate("window.scrollTo(0, 0)")


def test_the_choices_fold_open_over_the_step_and_away_again(opened):
    _resize(opened, 1280)
    go_to(opened, 6)
    opened.locator("#ml-settings > summary").click()
    assert opened.locator("#c-team").is_visible()
    opened.mouse.click(640, 780)
    assert not opened.locator("#c-team").is_visible()


def test_the_large_picture_is_the_figure_and_its_sentence(opened):
    _resize(opened, 1280)
    go_to(opened, 4)
    open_card(opened, "financien")
    opened.keyboard.press("f")
    shown = opened.locator(".ml-row .ml-sentence")
    assert shown.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") >= 36  # five metres
    for gone in (".ml-stepper", ".ml-row textarea", ".ml-closer", "#ml-next"):
        assert not opened.locator(gone).first.is_visible()
    assert opened.locator("#ml-present").get_attribute("aria-pressed") == "true"
    assert _screens(opened) <= 1.02
    assert violations(opened) == []
    first = opened.locator(".ml-row").get_attribute("data-leefgebied")
    opened.keyboard.press("ArrowRight")
    opened.wait_for_selector(f".ml-row:not([data-leefgebied={first}])")
    opened.keyboard.press("ArrowLeft")
    opened.wait_for_selector(f".ml-row[data-leefgebied={first}]")
    opened.keyboard.press("Escape")
    assert opened.locator(".ml-stepper").is_visible()
    opened.keyboard.press("Escape")
    opened.wait_for_selector(f"#open-{first}:focus")


def test_keys_that_are_typed_stay_in_the_field(opened):
    _resize(opened, 1280)
    go_to(opened, 4)
    open_card(opened, "huisvesting")
    opened.locator(".ml-row textarea").click()
    opened.keyboard.type("fff")
    opened.keyboard.press("ArrowRight")
    assert opened.locator(".ml-row[data-leefgebied=huisvesting] textarea").input_value() == "fff"
    assert not opened.locator("html.ml-large").count()
    opened.locator(".ml-row textarea").fill("")


def test_back_and_forward_walk_the_steps_and_the_cards(opened):
    _resize(opened, 1280)
    go_to(opened, 3)
    go_to(opened, 4)
    open_card(opened, "financien")
    go_to(opened, 6)
    opened.wait_for_function("location.hash.includes('step=6')")
    opened.go_back()
    opened.wait_for_selector(".ml-row[data-leefgebied=financien]")
    opened.go_back()
    opened.wait_for_selector(".ml-look")
    opened.go_back()
    opened.wait_for_selector("#ml-step-3[aria-current=step]")
    opened.go_forward()
    opened.go_forward()
    opened.wait_for_selector(".ml-row[data-leefgebied=financien]")


def test_an_address_leads_to_a_leefgebied(page, opened):
    _resize(opened, 1280)
    go_to(opened, 4)
    open_card(opened, "huisvesting")
    opened.wait_for_function("location.hash.includes('leefgebied=huisvesting')")
    page.context.add_cookies(opened.context.cookies())  # somebody else who was let in
    page.goto(opened.url)
    page.wait_for_selector(".ml-row[data-leefgebied=huisvesting]", timeout=60_000)
    assert (
        page.get_by_text("Een ander scherm leidt dit gesprek").count()
        + page.get_by_text("Another screen").count()
    )


def test_what_is_printed_of_step_four_holds_the_verdict(opened):
    _resize(opened, 1280)
    go_to(opened, 4)
    opened.emulate_media(media="print")
    assert opened.locator(".ml-look-row .ml-verdict").first.is_visible()
    assert not opened.locator(".ml-stepper").is_visible()
    opened.emulate_media(media="screen")


def test_on_paper_stands_what_was_written_and_no_empty_field_or_button(opened):
    _resize(opened, 1280)
    go_to(opened, 4)
    dutch = opened.locator("html").get_attribute("lang") == "nl"
    code = "justitie" if dutch else "middelengebruik"  # one that nobody wrote about in this meeting
    open_card(opened, code)
    card = opened.locator(f".ml-row[data-leefgebied={code}]")
    opened.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    opened.emulate_media(media="print")
    assert opened.locator(".ml-closer").get_attribute("open") is not None
    assert not card.locator("textarea").is_visible() and not card.locator(".ml-taps").is_visible()
    opened.emulate_media(media="screen")
    opened.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert opened.locator(".ml-closer").get_attribute("open") is None
    card.locator("input[value=partly]").check()
    card.locator("textarea").fill("Dat zien we ook.")
    opened.emulate_media(media="print")
    assert card.locator("textarea").is_visible() and card.locator(".ml-tap").count() == 3
    assert [tap.is_visible() for tap in card.locator(".ml-tap").all()] == [False, True, False]
    opened.emulate_media(media="screen")
    card.locator("textarea").fill("")


def test_another_instrument_is_chosen_at_a_later_step(opened):
    _resize(opened, 1280)
    go_to(opened, 4)
    names = opened.locator("#c-view option").all_text_contents()
    label = "Instrument"
    choose(opened, label, names[1])
    opened.wait_for_function("n => document.querySelector('.ml-whose').textContent.endsWith(n)", arg=names[1])
    choose(opened, label, names[0])
    opened.wait_for_function("n => document.querySelector('.ml-whose').textContent.endsWith(n)", arg=names[0])


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_meeting_with_every_kind_of_answer_is_on_the_first_screen_too(page, fresh, language):
    open_team(page, fresh[0].address, "Demo-Oost", "2025", language)
    reveal(page)
    for width in (1280, 1024):
        _resize(page, width)
        go_to(page, 4)
        last = page.locator(".ml-look-row").last.bounding_box()
        assert last["y"] + last["height"] <= SIZES[width], width
    _resize(page, 390)
    go_to(page, 4)
    names = "[...document.querySelectorAll('.ml-look-row th')].filter(e => e.scrollWidth > e.clientWidth)"
    assert page.evaluate(f"{names}.map(e => e.textContent)") == []  # no name runs under its word
