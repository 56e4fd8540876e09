"""What a page sends and keeps: nothing of the outcome before the reveal, every note, nobody's details."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.sessions import Notes, SessionLog, Topic
from monitorlib.sessions.leading import LEAD, LEAD_SECONDS, leader
from monitorlib.widgets.page import Page
from monitorlib.wording.verdicts import WORDS
from tests.releases import a_content, a_release, a_row, a_view, write_by_hand
from tests.widgets.conftest import TELLTALE, Browser

TOPIC = Topic("zrm-2017", "professional", "financien").subject
OUTCOMES = [str(count) for count in TELLTALE.values()]


def test_nothing_of_the_outcome_reaches_the_browser_before_the_reveal(browser):
    for number in range(1, 9):
        browser.step(number)
        browser.do("choose", what="view", value="zrm-2017/inwoner/shifts")
        browser.do("choose", what="view", value="zrm-2017/professional/shifts")
        browser.do("choose", what="leefgebied", value="huisvesting")
    told = json.dumps(browser.sent, ensure_ascii=False)
    assert not [count for count in OUTCOMES if count in told]
    assert not [text.nl for text in WORDS.values() if text.nl in told]
    assert not [state for state in Page(browser.conversation).get_state().values() if "7171" in str(state)]


def test_the_reveal_shows_them_and_fixes_the_expectations(browser, log):
    browser.write(TOPIC, "expected", "more_worse")
    browser.reveal()
    assert all(count in browser.html for count in OUTCOMES)
    browser.write(TOPIC, "expected", "more_better")
    assert log.read(browser.meeting).about(Topic.of(TOPIC))["expected"] == "more_worse"


def test_the_figure_of_an_earlier_action_stays_closed_too(browser, log):
    earlier = log.open_meeting("Team Test", "2024")
    log.write_all(earlier.id, "action/1", {"text": "Samen koken", "topic": TOPIC})
    browser.do("hello", place={}).step(2)
    assert "Samen koken" in browser.html
    assert not [count for count in OUTCOMES if count in json.dumps(browser.sent)]
    browser.reveal().step(2)
    assert "7171" in browser.html


def test_a_note_is_on_disk_when_the_page_says_so(browser, workspace):
    assert browser.write("meeting", "valuation", "Trots op het netwerk.")["told"] == "Bewaard."
    again = SessionLog(workspace.session_log)
    assert again.read(browser.meeting).meeting["valuation"] == "Trots op het netwerk."


def test_nothing_of_a_note_with_a_persons_details_is_kept_until_it_is_changed(browser, log, workspace):
    told = browser.write("meeting", "story", "Mevrouw Jansen kreeg hulp.")
    assert told["refused"]
    assert "naam" in told["told"]
    assert "story" not in log.read(browser.meeting).meeting
    log.let_go()
    files = workspace.path.glob("sessions.sqlite*")
    assert not [file for file in files if b"Jansen" in file.read_bytes()]
    assert not browser.write("meeting", "story", "Een vrouw kreeg hulp.")["refused"]


def test_what_is_not_kept_is_counted_and_nobody_closes_over_it(browser, log):
    meeting = browser.meeting
    browser.do("add", what="action").step(7)
    subject = browser.conversation.state.blank[0]
    browser.write(subject, "text", "Samen bellen")
    assert browser.write(subject, "who", "Mevrouw Jansen")["refused"]
    browser.step(8)
    assert "1 veld is nog niet bewaard" in browser.html and "Wie pakt het op?" in browser.html
    browser.do("close")
    assert not browser.conversation.state.meeting.closed
    assert "Alles is bewaard" not in browser.html
    assert browser.write(subject, "who", "de teamleider")["told"] == "Bewaard."
    assert "niet bewaard" not in browser.html
    browser.do("close", sure=True)
    assert browser.conversation.state.meeting.closed and "Alles is bewaard" in browser.html
    assert log.read(meeting).actions[0].who == "de teamleider"


@pytest.mark.parametrize("way", ["drop", "remove"])
def test_a_text_that_is_thrown_away_on_purpose_keeps_nobody_from_closing(browser, way):
    browser.do("add", what="action")
    subject = browser.conversation.state.blank[0]
    browser.write(subject, "who", "Mevrouw Jansen")
    browser.do(way, subject=subject, field="who")
    assert [message["key"] for message in browser.sent if message["kind"] == "dropped"] == ["k"]
    browser.step(8).do("close", sure=True)
    assert browser.conversation.state.meeting.closed


def test_a_browser_that_sends_fields_that_do_not_exist_fills_no_memory(browser):
    for number in range(300):
        browser.write("meeting", f"colour{number}", "Mevrouw Jansen")
        browser.write(f"action/{number}", "who", "Mevrouw Jansen")
    assert len(browser.conversation.state.unkept) == 200
    browser.do("drop", subject=["x"], field=None)


def test_a_note_of_a_hundred_thousand_characters_is_refused_and_the_earlier_one_stays(browser, log):
    browser.write("meeting", "story", "Kort.")
    told = browser.write("meeting", "story", "x" * 100_000)
    assert told["refused"]
    assert "te lang" in told["told"]
    assert log.read(browser.meeting).meeting["story"] == "Kort."


def test_script_in_a_note_is_never_markup(browser):
    evil = "<img src=x onerror=alert(1)>"
    browser.write("meeting", "story", evil)
    browser.do("add", what="action")
    browser.write(browser.conversation.state.blank[0], "text", evil)
    for number in range(1, 9):
        assert evil not in browser.step(number).html


def test_closing_asks_first_and_can_be_undone(browser, log):
    browser.step(8).do("close")
    assert "ml-close-sure" in browser.html and not browser.conversation.state.meeting.closed
    browser.do("close", sure=False)
    assert "ml-close-sure" not in browser.html
    browser.do("close").step(7).step(8)
    assert "ml-close-sure" not in browser.html  # who walks away did not mean it
    browser.do("close").do("close", sure=True)
    assert browser.conversation.state.meeting.closed
    browser.do("reopen")
    assert not browser.conversation.state.meeting.closed
    assert browser.write("meeting", "story", "Nog iets.")["told"] == "Bewaard."


def test_figures_that_were_opened_too_early_are_closed_again(browser, log):
    browser.write(TOPIC, "expected", "more_worse")
    browser.reveal().step(3)
    assert "ml-unreveal" in browser.html
    browser.do("unreveal")
    assert not browser.conversation.state.revealed
    browser.write(TOPIC, "expected", "more_better")
    assert log.read(browser.meeting).about(Topic.of(TOPIC))["expected"] == "more_better"
    before = len(browser.sent)
    for number in range(1, 9):
        browser.step(number)
    assert not [count for count in OUTCOMES if count in json.dumps(browser.sent[before:])]


@pytest.fixture
def two(workspace):
    """Two screens on one meeting; the first has walked on, so it leads."""
    first = Browser(workspace).do("hello", place={}, screen="1" * 16).step(2)
    return first, Browser(workspace).do("hello", place={}, screen="2" * 16)


def test_only_the_screen_that_leads_opens_moves_and_closes(two, log):
    first, second = two
    assert "ml-leading" not in first.html and "Een ander scherm leidt dit gesprek" in second.html
    second.reveal()
    assert not log.read(first.meeting).meeting.get("set_revealed")
    assert "Leid het gesprek hier" in second.sent[-1]["say"]
    second.step(8)
    assert log.read(first.meeting).meeting["step"] == "2"
    assert "ml-close" not in second.html
    second.do("close", sure=True)
    second.do("clock")
    kept = log.read(first.meeting).meeting
    assert "set_clock" not in kept and not log.open_meeting("Team Test", "2025").closed
    second.write("meeting", "story", "Ook van ons.")
    assert log.read(first.meeting).meeting["story"] == "Ook van ons."


def test_a_browser_cannot_write_who_leads(two, log):
    _first, second = two
    second.write("meeting", "set_lead", "2" * 16)
    second.write("meeting", "set_look", "x")
    assert log.read(second.meeting).meeting["set_lead"].startswith("1" * 16)


def test_a_screen_goes_along_until_it_looks_around_and_again_when_it_wants(two):
    first, second = two
    assert second.conversation.state.follows and second.conversation.state.step == 2
    first.reveal().open("huisvesting")
    second.conversation.look_for_others()
    assert "herkennen/card/huisvesting" in second.regions
    first.step(5)
    second.conversation.look_for_others()
    assert second.conversation.state.step == 5
    second.step(3)
    first.step(6)
    second.conversation.look_for_others()
    assert (second.conversation.state.step, second.conversation.state.follows) == (3, False)
    second.do("follow")
    assert (second.conversation.state.step, second.conversation.state.follows) == (6, True)


def test_nobody_is_taken_along_in_the_middle_of_a_sentence(two):
    first, second = two
    first.step(6)
    second.conversation.look_for_others()
    second.write("meeting", "story", "Ik typ nog")
    first.step(7)
    second.conversation.look_for_others()
    assert second.conversation.state.step == 6
    second.conversation.typed -= 60  # a minute later
    first.step(8)
    second.conversation.look_for_others()
    assert second.conversation.state.step == 8


def test_leading_is_taken_over_with_one_tap_and_the_other_screen_sees_it(two, log):
    first, second = two
    second.do("lead")
    assert "ml-leading" not in second.html
    first.conversation.look_for_others()
    assert "Een ander scherm leidt dit gesprek" in first.html
    first.reveal()  # from a page that has not seen it yet, too
    assert not log.read(first.meeting).meeting.get("set_revealed")
    second.reveal()
    assert log.read(first.meeting).meeting["set_revealed"] == "yes"


def test_a_page_that_is_loaded_again_still_leads(two, workspace):
    first, _second = two
    again = Browser(workspace).do("hello", place={}, screen="1" * 16)
    assert again.conversation.state.leads and "ml-leading" not in again.html
    assert first.conversation.state.leads


@pytest.mark.parametrize(("ago", "leads"), [(LEAD_SECONDS - 2, False), (LEAD_SECONDS + 2, True)])
def test_a_screen_that_was_not_heard_of_leads_no_longer(two, log, ago, leads):
    _first, second = two
    then = (datetime.now(UTC) - timedelta(seconds=ago)).isoformat()
    log.write(second.meeting, "meeting", LEAD, "1" * 16 + "|" + then)
    second.step(3)
    assert second.conversation.state.leads is leads
    assert (log.read(second.meeting).meeting["step"] == "3") is leads


def test_a_screen_that_leads_is_heard_of_while_its_page_is_there(two, log):
    first, second = two
    before = log.read(first.meeting).meeting[LEAD]
    first.do("beat")
    second.do("beat")
    assert log.read(first.meeting).meeting[LEAD] == before  # not at every beat
    then = (datetime.now(UTC) - timedelta(seconds=60)).isoformat()
    log.write(first.meeting, "meeting", LEAD, "1" * 16 + "|" + then)
    first.conversation.look_for_others()
    second.do("beat")
    assert log.read(first.meeting).meeting[LEAD].endswith(then)
    first.do("beat")
    assert log.read(first.meeting).meeting[LEAD] > "1" * 16 + "|" + then


@pytest.mark.parametrize("kept", ["", "x", "a|b", "a|2026-01-01", "a|2026-01-01T00:00:00"])
def test_a_leader_that_cannot_be_read_leads_nothing(kept):
    assert leader(Notes({LEAD: kept}), datetime.now(UTC)) == ""


@pytest.mark.parametrize("screen", ["", "zz", "1" * 40, ["1" * 16], None])
def test_a_screen_that_does_not_say_who_it_is_gets_a_name(workspace, screen):
    page = Browser(workspace).do("hello", place={}, screen=screen)
    assert len(page.conversation.state.screen) == 8


def _place(browser) -> dict:
    """What the address of the page says now."""
    return [message["place"] for message in browser.sent if message["kind"] == "patch"][-1]


def test_a_tap_opens_a_leefgebied_and_the_next_one_and_back_goes_to_where_it_was(browser):
    browser.reveal().open("financien")
    assert 'data-leefgebied="financien"' in browser.regions["herkennen/card/financien"]
    assert "herkennen/look" not in browser.regions and _place(browser)["leefgebied"] == "financien"
    browser.open("huisvesting")
    assert "herkennen/card/huisvesting" in browser.regions
    browser.step(4)
    assert "herkennen/look" in browser.regions and "leefgebied" not in _place(browser)
    assert browser.sent[-1]["focus"] == "open-huisvesting"
    browser.open("huisvesting").step(5).step(4)
    assert "herkennen/look" in browser.regions and browser.sent[-1]["focus"] == "ml-step"


def test_before_the_reveal_no_leefgebied_opens(browser):
    browser.open("financien")
    assert not [name for name in browser.regions if "card" in name]
    assert not [count for count in OUTCOMES if count in json.dumps(browser.sent)]


def test_a_leefgebied_that_is_not_on_offer_is_not_opened(browser):
    browser.reveal()
    for code in ("nergens", ["financien"], None):
        browser.do("step", value=4, leefgebied=code)
        assert not browser.conversation.state.opened


def test_back_in_the_browser_walks_the_steps(browser, log):
    browser.reveal().open("financien")
    card = _place(browser)
    browser.step(6)
    browser.do("back", place=card, turn=7)
    assert "herkennen/card/financien" in browser.regions and browser.sent[-1]["turn"] == 7
    browser.open("huisvesting")
    assert "turn" not in browser.sent[-1]
    assert log.read(browser.meeting).meeting["step"] == "4"
    browser.do("back", place={**card, "step": "3", "leefgebied": ""})
    assert browser.conversation.state.step == 3


def test_an_address_opens_its_step_and_leefgebied_while_the_meeting_goes_on(browser, workspace):
    browser.reveal().open("huisvesting")
    place = _place(browser)
    browser.step(7)
    again = Browser(workspace).do("hello", place=place)
    assert "herkennen/card/huisvesting" in again.regions
    assert "huisvesting" not in "".join(
        Browser(workspace).do("hello", place={**place, "meeting": "x"}).regions
    )
    assert Browser(workspace).do("hello", place={}).conversation.state.step == 7  # where the meeting was left


def test_the_choices_stand_open_at_the_first_step_and_are_folded_away_after_it(browser):
    assert "ml-settings" not in browser.html and 'id="c-team"' in browser.regions["choices"]
    browser.step(2)
    assert "choices" not in browser.regions and 'id="c-team"' in browser.regions["bar"]
    assert browser.html.count('id="c-team"') == 1


def test_what_is_not_kept_leads_back_to_its_own_leefgebied(browser):
    browser.reveal().open("huisvesting")
    subject = Topic("zrm-2017", "professional", "huisvesting").subject
    browser.write(subject, "note", "Mevrouw Jansen")
    browser.step(8)
    assert "&quot;leefgebied&quot;: &quot;huisvesting&quot;" in browser.regions["verslag/unkept"]
    assert "&quot;view&quot;: &quot;zrm-2017/professional&quot;" in browser.regions["verslag/unkept"]


@pytest.mark.parametrize(
    "message",
    [
        {"kind": "nonsense"},
        {"kind": 7},
        {"kind": "choose", "what": "team", "value": "99"},
        {"kind": "choose", "what": "period", "value": "../../x"},
        {"kind": "step", "value": 9},
        {"kind": "step", "value": "4"},
        {"kind": "step", "value": True},
        {"kind": "back", "place": ["Team Test"]},
        {"kind": "back", "place": {"team": "Team Test", "period": "2025", "step": "9"}},
        {"kind": "back", "place": {"team": "Team Test", "period": "2025", "step": {"x": 1}}},
        {"kind": "tap", "field": "note", "value": "x"},
        {"kind": "remove", "subject": "meeting"},
        {"kind": "write", "meeting": "of-another", "subject": "meeting", "field": "note", "value": "x"},
        {"kind": "language", "value": "xx"},
        {"kind": "hello", "place": "no dictionary"},
    ],
)
def test_what_fits_nothing_on_offer_changes_nothing(browser, log, message):
    before = log.read(browser.meeting)
    browser.conversation.listen(message)
    assert log.read(browser.meeting) == before
    assert browser.conversation.state.step == 1


@pytest.mark.parametrize(
    ("subject", "field", "value"),
    [
        ("meeting", "no_field", "x"),
        (TOPIC, "recognised", "maybe"),
        ("action/1", "by_when", "tomorrow"),
        ("meeting", "set_revealed", "yes"),
        ("nowhere", "note", "x"),
    ],
)
def test_what_the_page_does_not_offer_is_not_written(browser, log, subject, field, value):
    browser.do("write", key="k", number=1, meeting=browser.meeting, subject=subject, field=field, value=value)
    assert log.read(browser.meeting).revision == 0


def test_what_was_typed_for_one_period_is_kept_there_whatever_was_chosen_since(workspace, log):
    write_by_hand(workspace.release, a_release(a_content(a_view(a_row()), period="2024")))
    browser = Browser(workspace).do("hello", place={})
    first = browser.meeting
    browser.do("choose", what="period", value="2024")
    browser.do("write", key="k", number=1, meeting=first, subject="meeting", field="note", value="van 2025")
    assert log.read(first).meeting["note"] == "van 2025"
    assert "note" not in log.read(browser.meeting).meeting


def test_a_meeting_goes_on_where_it_was(browser, workspace):
    browser.do("choose", what="view", value="zrm-2017/inwoner/shifts").reveal().step(6)
    browser.write("meeting", "valuation", "Goed.")
    later = Browser(workspace).do("hello", place={"team": "Team Test", "language": "en"})
    assert later.conversation.state.step == 6
    assert later.conversation.state.view.rater == "inwoner"
    assert "Goed." in later.values.values()
    assert "What do we think of this?" in later.html


def test_another_screen_sees_the_note_and_only_what_changed_is_drawn_again(browser, workspace):
    other = Browser(workspace).do("hello", place={})
    browser.step(6).reveal().step(6)
    other.do("hello", place={}).step(6)
    sent = len(other.sent)
    browser.write("meeting", "valuation", "Van het eerste scherm.")
    other.conversation.look_for_others()
    (patch,) = other.sent[sent:]
    assert list(patch["values"].values()) == ["Van het eerste scherm."]
    assert patch["regions"] == {}
    other.conversation.look_for_others()
    assert len(other.sent) == sent + 1


def test_two_facilitators_at_one_field_lose_nothing_and_are_told_once(browser, workspace, log):
    other = Browser(workspace).do("hello", place={})
    seen = log.read(browser.meeting).revision
    browser.write("meeting", "note", "Van de een.")
    told = other.write("meeting", "note", "Van de ander.", seen=seen)
    assert "Van de een." in told["told"]
    assert log.read(browser.meeting).meeting["note"] == "Van de ander."
    assert log.history(browser.meeting, "meeting", "note") == ("Van de een.",)


def test_an_action_and_an_explanation_can_be_begun_and_taken_away(browser, log):
    browser.do("add", what="action")
    subject = browser.conversation.state.blank[0]
    browser.write(subject, "kind", "more")
    browser.write(subject, "text", "Vaker samen koken")
    browser.do("add", what="explanation")
    (own,) = log.read(browser.meeting).explanations
    assert own.topic == Topic.of(TOPIC)
    browser.do("remove", subject=subject)
    browser.do("remove", subject=own.subject)
    notes = log.read(browser.meeting)
    assert (notes.actions, notes.explanations) == ((), ())


def test_a_damaged_session_log_is_told_in_words(workspace):
    workspace.session_log.write_bytes(b"geen database" * 100)
    browser = Browser(workspace).do("hello", place={})
    assert 'role="alert"' in browser.html
    assert "het bestand sessions.sqlite is beschadigd" in browser.html


def test_a_damaged_release_shows_nothing_of_another_team(workspace):
    content = a_content(team="Ander team")
    write_by_hand(workspace.release, a_release(content), checked="vervalst")
    browser = Browser(workspace).do("hello", place={"team": "Team Test"})
    browser.reveal()
    browser.do("choose", what="team", value="0")
    assert "veranderd na het vrijgeven" in browser.html
    assert not [count for count in OUTCOMES if count in browser.html]
    assert browser.do("choose", what="team", value="1").html.count("7171")


def test_without_a_release_the_page_says_what_to_do(workspace):
    browser = Browser(workspace, wanted="Onbekend").do("hello", place={})
    assert "Van team &#x27;Onbekend&#x27; is niets vrijgegeven" in browser.html


def test_a_team_with_too_few_residents_gets_a_friendly_page(workspace):
    few = a_view(a_row(counts=None, n=None, verdict="too_few"))
    write_by_hand(workspace.release, a_release(a_content(few, team="Team Klein")))
    browser = Browser(workspace, wanted="Team Klein").do("hello", place={})
    for number in (1, 4):
        browser.reveal().step(number)
        assert "Wat er nog ontbreekt" in browser.html
        assert "Meet opnieuw" in browser.html


def test_a_release_made_after_the_page_was_opened_is_there_on_the_next_visit(browser, workspace):
    write_by_hand(workspace.release, a_release(a_content(team="Nieuw team")))
    assert "Nieuw team" in browser.do("hello", place={}).html


def test_a_log_out_of_reach_is_told_once_until_it_is_back(workspace, monkeypatch):
    page = Browser(workspace).do("hello", place={})
    log = page.conversation.log
    reachable = log.changes_since

    def _gone(*_asked):
        raise UserError(Text("Onbereikbaar.", "Out of reach."))

    def told() -> int:
        return sum("Onbereikbaar." in message.get("say", "") for message in page.sent)

    for times in (1, 2):
        monkeypatch.setattr(log, "changes_since", _gone)
        for _second in range(3):
            page.conversation.look_for_others()
        assert told() == times
        monkeypatch.setattr(log, "changes_since", reachable)
        page.conversation.look_for_others()
