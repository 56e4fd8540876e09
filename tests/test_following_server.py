"""Connections of screens that follow along: who may connect, what is refused, what a fault does to others."""

import asyncio
import contextlib
import json
import sqlite3
import subprocess
import sys
from email.message import Message
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psutil
import pytest
from tornado.httpclient import HTTPClientError

from monitorlib.release.keys import releases_of
from monitorlib.server import beside, following
from monitorlib.server.access import FOLLOWING, MEETING
from monitorlib.server.beside import Beside
from monitorlib.server.entry import Entry
from monitorlib.server.screens import Screens
from monitorlib.server.viewer import Viewer
from monitorlib.widgets.following import Follower, Shared
from monitorlib.workspace import Workspace
from tests.browser.conftest import free_port
from tests.following import connected, connected_in_a_loop, heard, say
from tests.releases import SETTINGS, a_content, a_release, a_row, a_view, write_by_hand
from tests.test_rooms import HEAVY
from tests.visiting import signed_in

TEAMS = ("Team Oost", "Team West")


def _workspace(path) -> Workspace:
    made = Workspace.create(path, SETTINGS)
    for team in TEAMS:
        write_by_hand(made.release, a_release(a_content(a_view(a_row()), team=team)))
    return made


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A server for one of two teams."""
    workspace = _workspace(tmp_path_factory.mktemp("meekijken") / "werkmap")
    with Viewer(workspace, free_port(), team=TEAMS[1]) as viewer:
        yield viewer


def _screens_process(viewer: Viewer) -> psutil.Process:
    found = (each for each in psutil.Process(viewer.process_id).children() if beside.MODULE in each.cmdline())
    return next(found)


def _refused(viewer: Viewer, **headers: str) -> int:
    with pytest.raises(HTTPClientError) as refused:
        connected_in_a_loop(connected(viewer, **headers))
    return refused.value.code


def test_only_a_page_of_this_very_address_may_connect(served):
    assert _refused(served, Origin="http://ergens.anders") == 403
    assert _refused(served, Origin="") == 403
    assert _refused(served, Origin="null") == 403
    assert _refused(served, Origin=served.local_place.rstrip("/"), Host="ergens.anders") == 403
    assert _refused(served, Origin="http://ergens.anders", Host="ergens.anders") == 403


def _answer(viewer: Viewer, path: str, **headers: str) -> tuple[int, str, Message]:
    try:
        with urlopen(Request(viewer.local_place + path, headers={**signed_in(viewer), **headers})) as answer:
            return answer.status, answer.read().decode(), answer.headers
    except HTTPError as refused:
        with refused:
            return refused.code, "", refused.headers


def test_a_page_under_another_name_is_refused(served):
    assert _answer(served, "meekijken", Host="ergens.anders")[0] == 403


def test_the_page_holds_nothing_of_the_meeting_and_names_its_scripts_by_content(served):
    status, page, _headers = _answer(served, "meekijken")
    assert status == 200
    assert not [word for word in (*TEAMS, "Financiën", "vooruit") if word in page]
    for name in following.scripts():
        status, _script, headers = _answer(served, f"meekijken/{name}")
        assert (status, headers["Cache-Control"]) == (200, following.FOREVER)
        assert f"meekijken/{name}" in page or name.startswith("page")
    assert _answer(served, "meekijken/page-0000000000000000.js")[0] == 404


def test_another_team_than_this_server_is_for_is_never_shown(served):
    async def told() -> dict:
        connection = await connected(served)
        say(connection, kind="hello", place={"team": TEAMS[0]}, screen="0" * 16)
        return await heard(connection, "patch")

    shown = json.dumps(connected_in_a_loop(told()), ensure_ascii=False)
    assert TEAMS[1] in shown
    assert TEAMS[0] not in shown


def _kept(workspace: Workspace) -> list[str]:
    """All that the session log holds."""
    with contextlib.closing(sqlite3.connect(workspace.session_log)) as log:
        return list(log.iterdump())


@pytest.mark.parametrize("right", [FOLLOWING, MEETING])
def test_a_followers_word_writes_leads_and_asks_nothing_and_the_facilitators_does(tmp_path, right):
    """On a connection of the server itself; what every message kind may: tests/widgets."""
    workspace = _workspace(tmp_path / "werkmap")
    wishes = (
        {"kind": "lead"},
        {"kind": "step", "value": 3},
        {"kind": "ask", "what": "expected"},
        {"kind": "write", "key": "would_see", "value": "een notitie", "number": 1},
        {"kind": "tap", "key": "expected", "value": "meer vooruit"},
        {"kind": "reveal"},
        {"kind": "close"},
    )

    async def told(viewer: Viewer) -> tuple[list[str], list[str]]:
        connection = await connected(viewer, **signed_in(viewer, right))
        say(connection, kind="hello", place={"team": TEAMS[0]}, screen="0" * 16)
        await heard(connection, "patch")
        before = _kept(workspace)
        for wish in wishes:
            say(connection, **wish)
        say(connection, kind="language", value="en")  # its answer comes after all of these
        while (await heard(connection, "patch"))["language"] != "en":
            pass
        return before, _kept(workspace)

    entry = Entry.for_this_computer(phones=True)
    with Viewer(workspace, free_port(), entry=entry) as viewer:
        before, after = connected_in_a_loop(told(viewer))
    assert (before == after) == (right == FOLLOWING)


def test_a_flood_and_a_message_that_is_too_large_end_that_connection_alone(served):
    async def told() -> tuple:
        quiet, loud, large = [await connected(served) for _ in range(3)]
        for _ in range(following.MOST_AT_ONCE + 200):
            say(loud, kind="nonsense")
        say(large, kind="hello", place={"team": "x" * following.MOST_BYTES})
        ended = [await heard(each, "patch") for each in (loud, large)]
        for message in ("[]", "1", "{", "[" * 100_000, '{"kind": ["hello"]}'):  # no messages of ours
            quiet.write_message(message)
        say(quiet, kind="hello", place=[], screen=7)
        return *ended, loud.close_code, await heard(quiet, "patch")

    loud, large, code, quiet = connected_in_a_loop(told())
    assert (loud, large, code) == (None, None, following.TOO_MUCH)
    assert "ml-step" in json.dumps(quiet["regions"])


def test_when_the_process_of_the_screens_dies_they_come_back_to_another_one(served):
    async def told() -> list:
        first = await connected(served)
        say(first, kind="hello", place={}, screen="1" * 16)
        await heard(first, "patch")
        before = _screens_process(served)
        before.kill()
        gone = await heard(first, "patch")
        while True:  # as following.js does
            again = await connected(served)
            say(again, kind="hello", place={}, screen="1" * 16)
            shown = await heard(again, "patch")
            if shown is not None:
                return [gone, before.pid != _screens_process(served).pid, shown["place"]["team"]]
            await asyncio.sleep(0.2)

    assert connected_in_a_loop(told()) == [None, True, TEAMS[1]]


def test_a_process_that_hangs_is_replaced(monkeypatch):
    monkeypatch.setattr(beside, "PING_SECONDS", 0.1)
    monkeypatch.setattr(beside, "HUNG_SECONDS", 0.3)
    monkeypatch.setattr(beside, "AGAIN_SECONDS", 0.0)

    async def told() -> bool:
        lost = asyncio.Event()
        hanging = Beside("tests.hanging")
        assert hanging.join(True, print, lost.set) == 1
        first = hanging.process_id
        await asyncio.wait_for(lost.wait(), 60)
        assert hanging.process_id is None
        hanging.ready()
        second = hanging.process_id
        hanging.end()
        while hanging.process_id is not None:
            await asyncio.sleep(0.05)
        return first != second

    assert connected_in_a_loop(told())


def test_a_process_without_screens_ends(monkeypatch):
    monkeypatch.setattr(beside, "PING_SECONDS", 0.05)
    monkeypatch.setattr(beside, "LINGER_SECONDS", 0.1)

    async def told() -> None:
        waiting = Beside("tests.hanging")
        waiting.leave(waiting.join(True, print, print))
        while waiting.process_id is not None:
            await asyncio.sleep(0.05)

    connected_in_a_loop(told())


class Slow:
    """The connection of a screen that takes nothing."""

    aborted = False

    def is_closing(self) -> bool:
        return False

    def write_message(self, _message, binary=False):
        return asyncio.get_running_loop().create_future()

    def _abort(self) -> None:
        self.aborted = True


def test_a_screen_that_takes_nothing_is_let_go():
    async def told() -> list[bool]:
        screen = following.FollowingSocket.__new__(following.FollowingSocket)
        screen.initialize()
        screen.ws_connection = Slow()
        half = "x" * (following.MOST_UNSENT // 2 + 1)
        seen = []
        for _ in range(3):
            screen._send(half)
            seen.append(screen.ws_connection.aborted)
        return seen

    assert connected_in_a_loop(told()) == [False, False, True]


# --- the process itself


@pytest.fixture
def lines(tmp_path):
    """What two screens that came in are sent, and the screens."""
    workspace = _workspace(tmp_path / "werkmap")
    written: list[str] = []
    screens = Screens(Shared(workspace, releases_of(workspace), "", "nl"), written.append)
    for number in (1, 2):
        screens.hear({"screen": number, "open": "writes"})
        screens.hear(
            {"screen": number, "message": {"kind": "hello", "place": {}, "screen": str(number) * 16}}
        )
    screens.send()
    return written, screens


def test_screens_that_get_the_same_are_in_one_line(lines):
    written, _screens = lines
    patches = [line for line in written if '"patch"' in line]
    assert [line.partition("\t")[0] for line in patches] == ["1 2"]


def test_one_screen_that_says_something_gets_the_answer_alone_and_in_order(lines):
    written, screens = lines
    written.clear()
    screens.hear({"screen": 2, "message": {"kind": "step", "value": 2}})
    screens.hear({"screen": 2, "message": {"kind": "beat"}})
    screens.hear({"ping": 5})
    screens.send()
    assert [
        (line.partition("\t")[0], json.loads(line.partition("\t")[2]).get("kind")) for line in written
    ] == [
        ("", None),
        ("2", "patch"),
        ("2", "along"),
        ("2", "beat"),
    ]


def test_a_fault_is_told_as_a_code_to_that_screen_alone_and_the_others_go_on(lines, monkeypatch, caplog):
    written, screens = lines
    written.clear()
    listen = Follower.listen

    def fails(self, message):
        if self.screen == "1" * 16:
            raise ZeroDivisionError("geheim")
        listen(self, message)

    monkeypatch.setattr(Follower, "listen", fails)
    for number in (1, 2):
        screens.hear({"screen": number, "message": {"kind": "step", "value": 3}})
    screens.send()
    told = {
        line.partition("\t")[0]: json.loads(line.partition("\t")[2])
        for line in written
        if "along" not in line
    }
    assert told["1"]["kind"] == "fault"
    assert "code" in told["1"]["told"]
    assert "geheim" not in told["1"]["told"]
    assert told["2"]["kind"] == "patch"
    assert told["1"]["told"].split("code ")[1][:6] in caplog.text


FAILS = """
import sys
from pathlib import Path
from monitorlib.server import screens
screens._log_to(Path(sys.argv[1]))
print(screens._LOGGER.name)
try:
    raise ValueError("een notitie over Annelies")
except ValueError:
    screens._LOGGER.exception("code %s", "abc123")
raise KeyError("Annelies de Vries")
"""


def test_the_log_of_the_screens_tells_where_it_went_wrong_and_never_what_stood_there(tmp_path):
    log = tmp_path / "logs" / "meekijken.log"
    ended = subprocess.run([sys.executable, "-c", FAILS, str(log)], capture_output=True, text=True)
    told = log.read_text()
    assert (
        ended.returncode == 1 and "code abc123" in told and "ValueError in" in told and "KeyError in" in told
    )
    for each in (told, ended.stdout, ended.stderr):  # the last two are on the server's own log
        assert "Annelies" not in each and "Traceback" not in each


def test_a_screen_that_is_gone_gets_nothing(lines):
    written, screens = lines
    screens.hear({"screen": 1, "gone": True})
    written.clear()
    screens.hear({"screen": 1, "message": {"kind": "step", "value": 3}})
    screens.hear({"screen": 2, "message": {"kind": "step", "value": 3}})
    screens.look()
    screens.send()
    assert not [line for line in written if "1" in line.partition("\t")[0]]


def test_the_process_holds_no_library_of_rows_and_no_kernel():
    never = {*HEAVY, "deltalake", "pyarrow", "IPython", "ipywidgets"}
    code = f"import monitorlib.server.screens, sys; print(' '.join({never} & set(sys.modules)))"
    seen = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert seen.stdout.split() == []


def test_it_ends_when_the_server_ends(tmp_path):
    workspace = _workspace(tmp_path / "werkmap")
    with Viewer(workspace, free_port()) as viewer:
        _answer(viewer, "meekijken")
        process = _screens_process(viewer)
        psutil.Process(viewer.process_id).kill()
        process.wait(60)
    assert not process.is_running()
