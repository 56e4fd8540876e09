"""Phones beside the meeting: when a question can be opened, what the projector shows, and what is filled in."""

from datetime import UTC, datetime, timedelta

import pytest

from monitorlib.server.phone_room import Room
from monitorlib.sessions import Phones, Topic
from monitorlib.sessions.leading import LEAD, LEAD_SECONDS, leader
from monitorlib.widgets.asking import MOST_TALKED
from monitorlib.widgets.steps.phones import phone_address, shown_address
from monitorlib.workspace import PHONES_VARIABLE, ROOM_LETTERS, Workspace
from tests.loops import in_a_loop
from tests.releases import SETTINGS, a_content, a_release, a_row, a_view, write_by_hand
from tests.widgets.conftest import Browser

ADDRESS = "http://192.168.1.7:8866/meedoen?code=abc234"
MONEY = Topic("zrm-2017", "professional", "financien")


@pytest.fixture(autouse=True)
def _phones_can_come(monkeypatch):
    monkeypatch.setenv(PHONES_VARIABLE, ADDRESS)


@pytest.fixture
def room(log, workspace):
    return Phones(log, workspace)


def answer(room, browser, words, question=0, first=0) -> None:
    """So many phones answer the question that is open."""
    found = next(each for each in room._log.rounds(browser.meeting) if not each.closed)
    for number, word in enumerate(words):
        assert room.answer(found, f"{first + number:032x}", 1, {question: word}) == "kept"
    room.tell_how_many(found)


def test_without_an_address_there_is_no_word_of_phones(workspace, monkeypatch):
    monkeypatch.delenv(PHONES_VARIABLE)
    browser = Browser(workspace).do("hello", place={}).step(3)
    assert "ml-ask" not in browser.html
    browser.do("ask", what="expected")
    assert browser.conversation.state.rounds == ()


def test_the_question_opens_with_a_code_to_scan_and_no_answers_beside_it(browser):
    browser.step(3)
    assert 'data-field="expected"' in browser.html
    browser.do("ask", what="expected")
    assert 'class="ml-qr"' in browser.html
    assert "192.168.1.7:8866/meedoen" in browser.html
    assert "abc234" in browser.html
    assert "Nog geen telefoon heeft geantwoord" in browser.html
    assert 'data-field="expected"' not in browser.html


def test_the_code_holds_the_address_the_word_and_the_meeting():
    assert phone_address(ADDRESS, "ab" * 16) == f"{ADDRESS}&gesprek=abababab"
    assert shown_address(ADDRESS) == ("192.168.1.7:8866/meedoen", "abc234")
    assert shown_address("http://127.0.0.1:8866/meedoen") == ("127.0.0.1:8866/meedoen", "")


def test_a_line_of_the_address_ends_before_a_slash(browser):
    """In the middle of a number or a word nobody could type it over."""
    browser.step(3).do("ask", what="expected")
    assert "<b>192.168.1.7:8866<wbr>/meedoen</b>" in browser.html


def test_while_it_is_open_every_screen_shows_how_many_answered_and_nothing_else(browser, room, workspace):
    browser.step(3).do("ask", what="expected")
    other = Browser(workspace).do("hello", place={})
    other.step(3)
    for answered in (1, 2):
        answer(room, browser, ["more_worse"] * answered)
        browser.conversation.look_for_others()
        other.conversation.look_for_others()
        for screen in (browser, other):
            assert f'data-answered="{answered}"' in screen.html
            assert "ml-given" not in screen.html
            assert "ml-said-bar" not in screen.html
    assert "ml-ask-no-more" in browser.html
    assert "ml-ask-no-more" not in other.html  # another screen leads


def test_a_screen_that_does_not_lead_opens_nothing(browser, workspace):
    browser.step(3)
    other = Browser(workspace).do("hello", place={})
    other.step(3)
    assert 'id="ml-ask"' not in other.html
    other.do("ask", what="expected")
    assert other.conversation.state.rounds == ()
    browser.do("ask", what="expected")
    other.do("ask_no_more")
    assert other.conversation.state.open_round is not None


@pytest.mark.parametrize(("answers", "shown"), [(3, False), (4, True)])
def test_after_closing_the_counts_stand_with_the_answers_from_four_on(browser, room, answers, shown):
    browser.step(3).do("ask", what="expected")
    answer(room, browser, ["same"] + ["more_worse"] * (answers - 1))
    browser.do("ask_no_more")
    assert ("ml-given" in browser.html) == shown
    assert f"{answers} telefoons antwoordden" in browser.html
    assert ("vanaf 4" in browser.html) != shown
    filled = browser.conversation.state.notes.about(MONEY).get("expected")
    assert filled == ("more_worse" if shown else None)


def test_a_leefgebied_with_too_few_answers_says_so_beside_those_that_have_enough(browser, room):
    browser.step(3).do("ask", what="expected")
    answer(room, browser, ["same"] * 4, question=1)
    answer(room, browser, ["same"] * 3, question=0, first=4)
    assert "minder dan 4" not in browser.html
    browser.do("ask_no_more")
    assert browser.html.count("minder dan 4 antwoorden") == 1
    assert "<legend>Financiën: minder dan 4 antwoorden</legend>" in browser.html
    assert "<legend>Huisvesting</legend>" in browser.html
    assert browser.reveal().step(3).html.count("minder dan 4 antwoorden") == 1


def test_what_was_tapped_before_is_not_filled_in_over(browser, room):
    browser.step(3).write(MONEY.subject, "expected", "no_idea")
    browser.do("ask", what="expected")
    answer(room, browser, ["same"] * 5)
    browser.do("ask_no_more")
    assert browser.conversation.state.notes.about(MONEY)["expected"] == "no_idea"


def test_two_answers_that_were_given_as_often_fill_in_nothing(browser, room):
    browser.step(3).do("ask", what="expected")
    answer(room, browser, ["same", "same", "more_worse", "more_worse"])
    browser.do("ask_no_more")
    assert "expected" not in browser.conversation.state.notes.about(MONEY)


def test_opening_the_figures_closes_the_question_first(browser, room, log):
    browser.step(3).do("ask", what="expected")
    answer(room, browser, ["more_better"] * 4)
    browser.reveal()
    (found,) = log.rounds(browser.meeting)
    assert found.closed
    assert browser.conversation.state.notes.about(MONEY)["expected"] == "more_better"
    assert browser.step(3).do("ask", what="expected").conversation.state.open_round is None


def test_no_figure_reaches_the_browser_or_a_phone_before_the_reveal(browser, log):
    browser.step(3).do("ask", what="expected")
    ((_team, _since, found),) = log.open_rounds()
    for told in (str(browser.sent), str(found)):
        assert not any(str(number) in told for number in (7171, 7272, 7373))


def test_beside_the_open_figures_stands_what_phones_expected_and_where_that_surprised(browser, room):
    browser.step(3).do("ask", what="expected")
    answer(room, browser, ["more_worse"] * 4 + ["more_better"])
    browser.do("ask_no_more").reveal()
    assert "Hier waren de meesten van ons verrast" in browser.html
    assert "4 van 5" in browser.html
    browser.open("financien")
    assert "ml-said-bar" in browser.html
    assert "1 meer vooruit, 4 meer achteruit" in browser.html


def test_do_we_recognise_this_is_asked_of_one_leefgebied(browser, room, log):
    browser.reveal().open("financien").do("ask", what="recognised")
    assert "Herkennen we Financiën? Antwoord op uw telefoon" in browser.html
    answer(room, browser, ["partly"] * 3 + ["no"])
    browser.do("ask_no_more")
    assert browser.conversation.state.notes.about(MONEY)["recognised"] == "partly"
    assert browser.html.count("ml-given") == 3
    browser.open("huisvesting")
    assert "ml-given" not in browser.html
    assert 'data-send="{&quot;kind&quot;: &quot;ask&quot;' in browser.html


def test_what_to_talk_about_is_chosen_together(browser, room, log):
    browser.reveal().do("ask", what="talk")
    (found,) = log.rounds(browser.meeting)
    assert found.asked.most == min(MOST_TALKED, 2)
    answer(room, browser, ["yes"] * 4, question=1)
    answer(room, browser, ["yes"] * 2, question=0, first=4)
    browser.do("ask_no_more")
    first, second = (browser.html.index(f'data-wanted="{code}"') for code in ("huisvesting", "financien"))
    assert first < second
    assert "(4 van 6)" in browser.html


def test_a_team_of_which_nothing_is_shown_is_asked_what_it_can_talk_about(tmp_path):
    made = Workspace.create(tmp_path / "klein", SETTINGS)
    rows = [a_row(code, n=None, counts=None, verdict="too_few") for code in ("financien", "huisvesting")]
    write_by_hand(made.release, a_release(a_content(a_view(*rows))))
    page = Browser(made).do("hello", place={}).reveal().step(4).do("ask", what="talk")
    asked = page.conversation.state.open_round.asked
    assert "nog geen cijfers te laten zien" in asked.lead.nl and "Kijk naar de cijfers" not in asked.lead.nl
    assert len(asked.questions) == 2


def test_a_leefgebied_that_one_phone_chose_is_not_named(browser, room):
    browser.reveal().do("ask", what="talk")
    answer(room, browser, ["yes"] * 4, question=1)
    answer(room, browser, ["yes"], question=0, first=4)
    browser.do("ask_no_more")
    assert 'data-wanted="huisvesting"' in browser.html
    assert 'data-wanted="financien"' not in browser.html


@pytest.mark.parametrize("what", ["expected", "recognised", "nonsense", ""])
def test_a_question_that_is_not_asked_here_is_not_opened(browser, log, what):
    browser.reveal().do("ask", what=what)
    assert log.rounds(browser.meeting) == ()


def test_elsewhere_a_line_says_that_phones_still_answer(browser, room):
    browser.step(3).do("ask", what="expected").step(2)
    assert (
        "Op de telefoons staat nog een vraag open (wat verwachten we): Nog geen telefoon heeft geantwoord."
        in browser.html
    )
    browser.do("ask_no_more")
    assert "Op de telefoons staat nog een vraag open" not in browser.html


def test_closing_the_meeting_closes_the_question(browser, room, log):
    browser.step(3).do("ask", what="expected")
    browser.do("close").do("close", sure=True)
    assert [each.closed for each in log.rounds(browser.meeting)] == [True]


def _choices(workspace, wanted="") -> list[str]:
    """The teams from which a phone may choose that came by this address."""

    async def told() -> list[str]:
        return [room["team"] for room in (await Room(lambda: workspace).told(wanted))["rooms"]]

    return in_a_loop(told())


@pytest.fixture
def two_teams(workspace):
    write_by_hand(workspace.release, a_release(a_content(team="Ander team")))
    return workspace


def _ask_of(workspace, team: str) -> Browser:
    return Browser(workspace).do("hello", place={"team": team}).step(3).do("ask", what="expected")


def test_a_question_that_was_left_open_at_another_team_is_no_choice_on_the_phones(two_teams, log):
    page = _ask_of(two_teams, "Team Test")
    left = page.meeting
    assert _choices(two_teams) == ["Team Test"]
    page.do("choose", what="team", value="0")
    assert page.conversation.state.team.team == "Ander team"
    assert _choices(two_teams) == []
    assert _choices(two_teams, left[:ROOM_LETTERS]) == ["Team Test"]  # who scanned that code is not sent away
    page.step(3).do("ask", what="expected")
    assert _choices(two_teams) == ["Ander team"]
    assert [each.closed for each in log.rounds(left)] == [False]  # nothing that was answered is thrown away
    page.do("choose", what="team", value="1")
    assert page.meeting == left and _choices(two_teams) == ["Team Test"]  # back, and led from here again


def test_two_meetings_that_both_go_on_are_both_a_choice(two_teams):
    _ask_of(two_teams, "Team Test")
    _ask_of(two_teams, "Ander team")
    assert _choices(two_teams) == ["Team Test", "Ander team"]


def test_a_question_whose_screen_is_gone_is_no_choice_and_comes_back_with_that_screen(two_teams, log):
    page = _ask_of(two_teams, "Team Test")
    gone = datetime.now(UTC) - timedelta(seconds=LEAD_SECONDS + 1)
    screen = page.conversation.screen
    log.write(page.meeting, "meeting", LEAD, f"{screen}|{gone.isoformat(timespec='seconds')}", "f" * 16)
    assert _choices(two_teams) == []
    page.conversation.look_for_others()
    page.do("beat")
    assert _choices(two_teams) == ["Team Test"]


def test_a_screen_that_does_not_lead_takes_nobody_s_lead_away_when_it_goes(two_teams, log):
    leading = _ask_of(two_teams, "Team Test")
    other = Browser(two_teams).do("hello", place={"team": "Team Test"}).do("choose", what="team", value="0")
    assert leader(log.read(leading.meeting), datetime.now(UTC)) == leading.conversation.screen
    other.do("choose", what="team", value="1")
    assert leader(log.read(leading.meeting), datetime.now(UTC)) == leading.conversation.screen


def test_a_visitor_writes_no_rounds(browser, log):
    before = log.changes_since(browser.meeting, 0)
    browser.write("meeting", "set_round", "x|open")
    assert log.changes_since(browser.meeting, 0) == before


def test_a_full_disk_is_told_and_the_team_taps(browser, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    browser.step(3)
    monkeypatch.setattr("monitorlib.sessions.ballots.Ballots.begin", full)
    browser.do("ask", what="expected")
    said = [each["say"] for each in browser.sent if each["kind"] == "patch" and each["say"]]
    assert said[-1].startswith("De antwoorden van telefoons kunnen nu niet bewaard worden")
    assert 'data-field="expected"' in browser.html


def test_in_english(browser, room):
    browser.do("language", value="en").step(3).do("ask", what="expected")
    assert "What do you expect? Answer on your phone" in browser.html
    answer(room, browser, ["same"] * 4)
    browser.do("ask_no_more")
    assert "4 phones answered. The most frequent answer is selected." in browser.html
