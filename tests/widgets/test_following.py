"""Screens that follow along in one process: each shows what it would show by itself, drawn as often as needed."""

import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitorlib.foundation import unchanged
from monitorlib.release.keys import releases_of
from monitorlib.sessions import SessionLog
from monitorlib.sessions.shared import SharedLog
from monitorlib.widgets import frame, walking
from monitorlib.widgets.following import Follower, Shared
from monitorlib.widgets.whereabouts import FOLDER_VARIABLE, GONE_SECONDS, Whereabouts
from monitorlib.workspace import Workspace
from tests.releases import SETTINGS, a_content, a_release, a_row, a_view, write_by_hand
from tests.widgets.conftest import TELLTALE, Browser

TEAMS = ("Team Oost", "Team West")
TOPIC = "topic/zrm-2017/professional/financien"
OUTCOMES = [str(number) for number in TELLTALE.values()]


class LookingAlong(Browser):
    """A browser on a screen that follows along."""

    def __init__(self, follower: Follower) -> None:
        self.sent, self.regions, self.values = [], {}, {}
        self.conversation = follower
        follower.browser.send = self._receive

    def shows(self) -> tuple:
        """All that a person sees or hears, and what the page answered last."""
        frames = [told for told in self.sent if told["kind"] == "patch"]
        last = {**frames[-1], "regions": "", "values": "", "gone": ""} if frames else {}
        return dict(self.regions), dict(self.values), last, [told["kind"] for told in self.sent]


class Room:
    """Some screens of one workspace that share what they read and draw."""

    def __init__(self, workspace: Workspace, screens: int = 3, writes: bool = True) -> None:
        self.shared = Shared(workspace, releases_of(workspace), "", "nl")
        self.screens = [LookingAlong(self.follower(writes)) for _ in range(screens)]
        for number, screen in enumerate(self.screens):
            screen.do("hello", place={}, screen=f"{number}" * 16)

    def follower(self, writes: bool) -> Follower:
        return Follower(self.shared, writes)

    def look(self) -> None:
        if self.shared.look():
            for screen in self.screens:
                screen.conversation.look_for_others()


class PlainLog(SharedLog):
    """The log that remembers nothing."""

    def look(self) -> None:
        """There is nothing to forget."""

    def _once(self, ask, *what):
        return ask(*what)


class Alone(Follower):
    """The slow and obvious twin: everything is read and drawn anew for each screen."""

    def _open_log(self):
        return PlainLog(self.workspace.session_log)

    def _settings(self):
        return self.workspace.settings()

    def draw(self):
        return frame.draw(self.state)


class RoomOfTwins(Room):
    """The same screens, each by itself."""

    def follower(self, writes: bool) -> Follower:
        return Alone(self.shared, writes)

    def look(self) -> None:
        for screen in self.screens:
            screen.conversation.look_for_others()


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """Two workspaces that are the same, with two teams and a period before; and an empty log."""
    made = Workspace.create(tmp_path_factory.mktemp("samen") / "werkmap", SETTINGS)
    rows = a_row(counts=TELLTALE, n=21816, could_improve=20_111), a_row("huisvesting", n=60)
    views = a_view(*rows), a_view(a_row("financien", counts=TELLTALE, n=21816), rater="inwoner")
    for team in TEAMS:
        write_by_hand(made.release, a_release(a_content(*views, team=team)))
    SessionLog(made.session_log).let_go()
    twin = made.path.with_name("tweeling")
    shutil.copytree(made.path, twin)
    return made, Workspace(twin), made.session_log.read_bytes()


def _fresh(workspace: Workspace, empty: bytes) -> Workspace:
    for file in workspace.path.glob("sessions.sqlite*"):
        file.unlink()
    workspace.session_log.write_bytes(empty)
    return workspace


SCREENS = st.integers(0, 2)
WRITES = st.tuples(
    st.sampled_from([TOPIC, "topic/zrm-2017/professional/huisvesting", "meeting"]),
    st.sampled_from(
        [("expected", "same"), ("recognised", "yes"), ("story", "Het liep goed"), ("minutes", "90")]
    ),
).map(lambda each: {"kind": "write", "subject": each[0], "field": each[1][0], "value": each[1][1]})
MESSAGES = st.one_of(
    st.builds(lambda step: {"kind": "step", "value": step}, st.integers(0, 9)),
    st.builds(
        lambda area: {"kind": "step", "value": 4, "leefgebied": area}, st.sampled_from(["financien", "geen"])
    ),
    st.sampled_from(
        [
            {"kind": "hello", "place": {}},
            {"kind": "hello", "place": {"team": TEAMS[1], "language": "en"}, "follows": False},
            {"kind": "beat"},
            {"kind": "tap", "field": "set_revealed"},
            {"kind": "unreveal"},
            {"kind": "clock"},
            {"kind": "lead"},
            {"kind": "follow"},
            {"kind": "close"},
            {"kind": "close", "sure": True},
            {"kind": "reopen"},
            {"kind": "language", "value": "en"},
            {"kind": "language", "value": "nl"},
            {"kind": "choose", "what": "team", "value": "1"},
            {"kind": "choose", "what": "view", "value": "zrm-2017/inwoner/shifts"},
            {"kind": "choose", "what": "leefgebied", "value": "huisvesting"},
            {"kind": "back", "turn": 1, "place": {"step": "5"}},
            {"kind": "add", "what": "action"},
            {"kind": "add", "what": "explanation"},
            {"kind": "add", "what": "action", "topic": TOPIC},
            {"kind": "remove", "subject": "first"},
            {"kind": "write", "subject": TOPIC, "field": "story", "value": "Bel 06-12345678"},
            {"kind": "write", "subject": "first", "field": "text", "value": "Vroeg bellen"},
            {"kind": "drop", "subject": TOPIC, "field": "story"},
            {"kind": "nonsense"},
        ]
    ),
    WRITES,
)


def _walk(room: Room, walk: list) -> list:
    """What every screen shows after each message, and after all of them looked."""
    seen = []
    for screen, message, looks in walk:
        browser = room.screens[screen]
        state = browser.conversation.state
        told = dict(message)
        if told.get("subject") == "first":  # the first action or explanation that was begun
            begun = [s for s in [*state.written, *state.blank] if s.startswith(("action/", "explanation/"))]
            told["subject"] = (begun or ["action/0000000000000000"])[0]
        if told["kind"] in ("write", "tap"):
            told |= {
                "meeting": state.meeting.id,
                "key": f"{state.meeting.id}|{told.get('subject')}",
                "number": 1,
            }
        if told["kind"] == "hello":
            told["screen"] = f"{screen}" * 16
        browser.do(**told)
        if looks:
            room.look()
        seen.append([each.shows() for each in room.screens])
    return seen


@contextmanager
def _counted_names() -> Iterator[pytest.MonkeyPatch]:
    """Meetings and actions named 1, 2, 3…: the same in each room, and none that holds a figure by chance."""
    numbers = count(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "token_hex", lambda size: f"{next(numbers):0{2 * size}x}")
        yield patch


@settings(max_examples=60)
@given(st.lists(st.tuples(SCREENS, MESSAGES, st.booleans()), max_size=25))
def test_a_screen_that_shares_shows_what_it_would_show_by_itself(places, walk):
    now, seen = walking.now(), []
    for kind, place in ((Room, places[0]), (RoomOfTwins, places[1])):
        with _counted_names() as patch:
            patch.setattr(walking, "now", lambda: now)
            seen.append(_walk(kind(_fresh(place, places[2])), walk))
    shared, alone = seen
    assert shared == alone


@settings(max_examples=40)
@given(st.lists(st.tuples(SCREENS, MESSAGES, st.booleans()), max_size=25))
def test_before_the_reveal_no_outcome_reaches_any_screen(places, walk):
    closed = [each for each in walk if each[1]["kind"] != "tap"]
    with _counted_names():
        room = Room(_fresh(places[0], places[2]))
        _walk(room, closed)
    told = json.dumps([screen.sent for screen in room.screens])
    assert not [number for number in OUTCOMES if number in told]


@settings(max_examples=40)
@given(st.lists(st.tuples(SCREENS, MESSAGES, st.booleans()), max_size=25))
def test_a_screen_that_only_looks_writes_nothing(places, walk):
    workspace = _fresh(places[0], places[2])
    _walk(Room(workspace, writes=False), walk)
    log = SessionLog(workspace.session_log)
    assert log.meetings(TEAMS[0]) == log.meetings(TEAMS[1]) == ()
    log.let_go()


def test_what_is_refused_on_a_screen_that_only_looks_is_told_beside_the_text(workspace):
    screen = Room(workspace, 1, writes=False).screens[0]
    answer = screen.write(TOPIC, "story", "Het liep goed")
    assert answer["refused"]
    assert answer["told"].startswith("Dit scherm kijkt alleen mee.")
    assert 'id="ml-lead"' not in screen.html
    assert "Dit scherm kijkt alleen mee." in screen.html


def test_thirty_screens_that_show_the_same_are_drawn_once(workspace, monkeypatch):
    monkeypatch.setattr(
        unchanged, "TELLING_NS", 0
    )  # the release of this test is younger than it would be kept
    leader = Browser(workspace).do("hello", place={})
    leader.step(2)
    room = Room(workspace, 30)
    before = room.shared.drawings.drawn
    assert before == 1
    leader.step(4).reveal()
    room.look()
    assert room.shared.drawings.drawn == before + 1
    assert all(OUTCOMES[0] in screen.html for screen in room.screens)


def test_nothing_new_is_nothing_asked_of_the_log(workspace):
    room = Room(workspace)
    room.look()
    assert not room.shared.look()
    Browser(workspace).do("hello", place={}).step(2)
    assert room.shared.look()


def test_a_screen_that_came_first_goes_along_with_the_one_that_leads_later(workspace):
    room = Room(workspace, 2)
    Browser(workspace).do("hello", place={}).step(3)
    room.look()
    assert [screen.conversation.state.step for screen in room.screens] == [3, 3]


def test_a_screen_that_walked_off_stays_until_it_follows_again(workspace):
    room, leader = Room(workspace, 2), Browser(workspace).do("hello", place={})
    leader.step(2)
    room.look()
    off, along = room.screens
    off.step(1)
    leader.step(3)
    room.look()
    assert [off.conversation.state.step, along.conversation.state.step] == [1, 3]
    assert {"kind": "along", "value": False, "chosen": False, "named": False} in off.sent
    off.do("follow")
    leader.step(5)
    room.look()
    assert [off.conversation.state.step, along.conversation.state.step] == [5, 5]


def test_a_screen_goes_to_the_meeting_that_is_led_unless_another_was_named_or_chosen(places):
    workspace = _fresh(places[0], places[2])
    room = Room(workspace, 3)
    early, chosen, named = room.screens
    chosen.do("choose", what="team", value="0")
    named.do("hello", place={"team": TEAMS[0]})
    leader = Browser(workspace).do("hello", place={"team": TEAMS[1]}).step(3)
    room.look()
    late = LookingAlong(room.follower(True)).do("hello", place={}, screen="a" * 16)
    shown = [(each.conversation.state.team.team, each.conversation.state.step) for each in (early, late)]
    assert shown == [(TEAMS[1], 3), (TEAMS[1], 3)]
    assert [each.conversation.state.team.team for each in (chosen, named)] == [TEAMS[0], TEAMS[0]]
    Browser(workspace).do("hello", place={"team": TEAMS[0]}).step(2)  # two are led: none of them is the one
    leader.step(4)
    room.look()
    both = LookingAlong(room.follower(True)).do("hello", place={}, screen="b" * 16)
    assert both.conversation.state.team.team == TEAMS[0]
    assert (early.conversation.state.team.team, early.conversation.state.step) == (TEAMS[1], 4)


@pytest.fixture
def one_server(places, tmp_path, monkeypatch):
    """A workspace with two teams, and pages that belong to one server."""
    folder = tmp_path / "schermen"
    folder.mkdir()
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
    return _fresh(places[0], places[2])


def _team_of(screen: Browser) -> str:
    return screen.conversation.state.team.team


def test_a_screen_shows_what_the_facilitator_shows_before_the_first_step(one_server):
    page = Browser(one_server).do("hello", place={}).do("choose", what="team", value="1")
    Browser(one_server).do("hello", place={"team": TEAMS[0]})  # a colleague only opens the page
    [screen] = Room(one_server, 1).screens
    assert _team_of(screen) == TEAMS[1]
    log = SessionLog(one_server.session_log)
    assert log.meetings(TEAMS[1]) == ()  # nothing was written for it: no meeting was held
    log.let_go()
    page.step(3)
    assert screen.conversation.state.step == 1


def test_a_screen_goes_along_when_the_facilitator_chooses_another_team_before_the_first_step(one_server):
    page, room = Browser(one_server).do("hello", place={"team": TEAMS[1]}), Room(one_server, 2)
    along, chosen = room.screens
    assert (_team_of(along), _team_of(chosen)) == (TEAMS[1], TEAMS[1])
    chosen.do("choose", what="team", value="1")
    page.do("choose", what="team", value="0")
    room.look()
    assert (_team_of(along), _team_of(chosen)) == (TEAMS[0], TEAMS[1])


@pytest.mark.parametrize(
    "named", [{}, {"team": TEAMS[0]}], ids=["came by itself", "by a link to this meeting"]
)
def test_a_screen_follows_the_facilitator_to_the_next_meeting(one_server, named):
    page, room = Browser(one_server).do("hello", place={"team": TEAMS[0]}).step(5), Room(one_server, 1)
    [screen] = room.screens
    screen.do("hello", place=named)
    page.do("choose", what="team", value="1")
    room.look()
    assert (_team_of(screen), screen.conversation.state.step) == (TEAMS[1], 1)
    page.step(2)
    room.look()
    assert (_team_of(screen), screen.conversation.state.step) == (TEAMS[1], 2)


def test_two_meetings_beside_each_other_keep_their_own_screens(one_server):
    pages = [Browser(one_server).do("hello", place={"team": team}).step(2) for team in TEAMS]
    room = Room(one_server, 2)
    for screen, team in zip(room.screens, TEAMS, strict=True):
        screen.do("hello", place={"team": team})
    for page, step in zip(pages, (3, 4), strict=True):
        page.step(step)
        room.look()
    shown = [(_team_of(each), each.conversation.state.step) for each in room.screens]
    assert shown == [(TEAMS[0], 3), (TEAMS[1], 4)]


def test_without_whereabouts_a_screen_follows_as_soon_as_the_next_meeting_is_led(places, monkeypatch):
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    workspace = _fresh(places[0], places[2])
    page, room = Browser(workspace).do("hello", place={"team": TEAMS[0]}).step(5), Room(workspace, 1)
    room.screens[0].do("hello", place={"team": TEAMS[0]})
    page.do("choose", what="team", value="1").step(2)
    room.look()
    assert _team_of(room.screens[0]) == TEAMS[1]


def test_a_team_that_may_not_be_looked_at_is_not_gone_to(one_server):
    Whereabouts.handed().tell("a" * 16, "Team Noord", "2025", chosen=True)
    assert _team_of(Room(one_server, 1).screens[0]) == TEAMS[0]


def test_a_page_that_is_gone_or_a_file_that_is_none_is_no_place(tmp_path):
    here, page = Whereabouts(tmp_path), "a" * 16
    here.tell(page, "Team Oost", "2025", chosen=True)
    assert here.last_chosen() == here.of(page) and here.of(page).place == {
        "team": "Team Oost",
        "period": "2025",
    }
    file, late = tmp_path / f"{page}.json", time.time() - GONE_SECONDS - 5
    os.utime(file, (late, late))
    assert here.of(page) is here.last_chosen() is None
    file.write_text('{"team": 3')
    assert here.of(page) is here.last_chosen() is None
    assert Whereabouts(None).last_chosen() is Whereabouts(None).of(page) is None
    Whereabouts(tmp_path / "weg").tell(page, "Team Oost", "2025", chosen=True)  # a disk that takes nothing
    assert Whereabouts(tmp_path / "weg").last_chosen() is None


def test_a_screen_that_comes_back_goes_on_as_it_was(workspace):
    leader = Browser(workspace).do("hello", place={})
    leader.step(2)
    place = {"meeting": leader.meeting, "step": "1"}
    screen = Room(workspace, 1).screens[0]
    assert screen.do("hello", place=place, follows=True).conversation.state.step == 2
    assert screen.do("hello", place=place, follows=False).conversation.state.step == 1


def test_what_other_processes_write_is_known_at_once_also_between_two_looks(workspace, log):
    screen = Room(workspace, 1).screens[0].step(7)
    other = Browser(workspace).do("hello", place={})
    other.do("lead")
    screen.do("tap", field="set_revealed")  # it led when it looked last
    assert screen.conversation.state.notes.meeting.get("set_revealed") is None
    assert not screen.conversation.state.leads
