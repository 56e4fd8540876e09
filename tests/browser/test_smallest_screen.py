"""A screen of 320 px that looks along: nothing lies beside it, under something else or against its neighbour."""

from datetime import datetime, timedelta

import pytest

from monitorlib.sessions import MEETING, Phones, SessionLog
from monitorlib.widgets.state import CLOCK
from tests.browser.conftest import copy_of, free_port, go_to, open_card, open_team, reveal
from tests.browser.test_following import at_step, look_along
from tests.phone_visits import with_phones

pytestmark = pytest.mark.browser

SMALLEST = {"width": 320, "height": 640}
LATE = timedelta(minutes=84)  # a number of two figures on the clock
# words that are seen and lie over each other: the steps and the clock, and the numbers of one bar
OVER = """() => {
  const seen = each => {
    const words = document.createRange();
    words.selectNodeContents(each);
    return each.checkVisibility({checkVisibilityCSS: true}) && words.getBoundingClientRect();
  };
  const groups = [
    [...document.querySelectorAll(".ml-stepper b, .ml-clock-text, .ml-settings summary")],
    ...[...document.querySelectorAll(".ml-stack-area")].map(area => [...area.querySelectorAll(".ml-num")]),
  ];
  const found = [];
  for (const group of groups) group.forEach((one, at) => group.slice(at + 1).forEach(other => {
    const a = seen(one), b = seen(other);
    if (!a || !b || !a.width || !b.width) return;
    const over = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    if (over > -1 && Math.min(a.bottom, b.bottom) > Math.max(a.top, b.top))
      found.push(one.textContent.trim() + " | " + other.textContent.trim());
  }));
  return found;
}"""


@pytest.fixture(scope="module", params=["nl", "en"])
def small(browser, released_demo, tmp_path_factory, request):
    """Who leads, and a small screen that looks along; phones have answered and the clock runs."""
    workspace = copy_of(released_demo, tmp_path_factory.mktemp("small") / "werkmap")
    contexts = [browser.new_context(viewport=size) for size in ({"width": 1280, "height": 800}, SMALLEST)]
    leading, looking = (context.new_page() for context in contexts)
    with with_phones(workspace, free_port()) as viewer:
        open_team(leading, viewer.address, "Demo-Oost", "2025", request.param)
        leading.locator("#ml-start-clock").click()
        leading.wait_for_selector(".ml-clock")
        _began_long_ago(workspace)
        go_to(leading, 3)
        leading.locator("#ml-ask").click()
        leading.wait_for_selector("#ml-asks")
        _answer(workspace)
        leading.locator("#ml-ask-no-more").click()
        leading.wait_for_selector("#ml-answered")
        reveal(leading)
        look_along(looking, viewer.address)
        if request.param == "en":
            looking.locator("#ml-settings > summary").click()
            looking.locator("#ml-language").click()
            looking.wait_for_function("document.documentElement.lang == 'en'")
        yield leading, looking
        for context in contexts:
            context.close()


def _began_long_ago(workspace) -> None:
    """The clock of the meeting runs since then."""
    log = SessionLog(workspace.session_log)
    meeting = log.open_meeting("Demo-Oost", "2025")
    begun = datetime.fromisoformat(log.read(meeting.id).meeting[CLOCK])
    log.write(meeting.id, MEETING, CLOCK, (begun - LATE).isoformat())
    log.let_go()


def _answer(workspace) -> None:
    """Five phones answer everything but the first leefgebied."""
    log = SessionLog(workspace.session_log)
    found = next(each for each in log.rounds(log.open_meeting("Demo-Oost", "2025").id) if not each.closed)
    for number in range(5):
        words = dict.fromkeys(range(1, len(found.asked.questions)), ["more_worse", "same"][number % 2])
        assert Phones(log, workspace).answer(found, f"{number:032x}", 1, words) == "kept"
    log.let_go()


def _faults(page) -> list[str]:
    page.wait_for_function("/8[4-9]/.test(document.querySelector('.ml-clock-text').textContent)")
    wide = page.evaluate("document.documentElement.scrollWidth")
    return page.evaluate(OVER) + ([f"{wide} px wide"] if wide > SMALLEST["width"] else [])


def test_nothing_is_cut_off_or_lies_over_something_else(small):
    leading, looking = small
    found = {}
    for step in range(1, 9):
        go_to(leading, step)
        at_step(looking, step)
        found[step] = _faults(looking)
    go_to(leading, 4)
    open_card(leading)
    looking.wait_for_selector(".ml-row")
    looking.locator(".ml-closer > summary").click()
    found["card"] = _faults(looking)
    assert {place: faults for place, faults in found.items() if faults} == {}


def test_what_phones_said_stands_within_the_screen(small):
    leading, looking = small
    go_to(leading, 3)
    at_step(looking, 3)
    cells = looking.locator(".ml-region-verwachten td")
    assert cells.count() >= 26
    assert all(box["x"] + box["width"] <= 320 for box in (each.bounding_box() for each in cells.all()))
