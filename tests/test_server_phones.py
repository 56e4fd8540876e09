"""The phone's page on a real server: what it takes, what it refuses, and what is left after kill -9."""

import http.client
import json
import threading
import time
from dataclasses import replace

import psutil
import pytest

from monitorlib.server import phone_room
from monitorlib.sessions import Phones, SessionLog
from monitorlib.sessions.ballots import rounds_in
from monitorlib.sessions.phones import FOLDER
from monitorlib.workspace import Workspace
from tests.browser.conftest import free_port
from tests.loops import in_a_loop
from tests.phone_visits import phone_headers, place_of, with_phones
from tests.releases import SETTINGS, a_release, write_by_hand
from tests.sessions.test_phones import ASKED, MONEY, VIEW, phone

JSON = {"Content-Type": "application/json"}


def _workspace(folder) -> Workspace:
    made = Workspace.create(folder / "werkmap", SETTINGS)
    write_by_hand(made.release, a_release())
    return made


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server on a workspace of its own; no browser and no page's kernel."""
    workspace = _workspace(tmp_path_factory.mktemp("phones"))
    with with_phones(workspace, free_port()) as started:
        yield started, workspace


@pytest.fixture
def asked(server):
    """A question that is open, and the room."""
    log = SessionLog(server[1].session_log)
    room = Phones(log, server[1])
    meeting = log.open_meeting("Team Test", "2025").id
    room.close_all(meeting)
    scope = f"{VIEW} {time.monotonic_ns()}"  # each test asks another question
    yield room.ask(meeting, "expected", scope, ASKED), room, log
    room.close_all(meeting)
    log.let_go()


def _ask(viewer, path: str, body=None, headers=JSON, method="") -> tuple[int, bytes, dict]:
    host, port = place_of(viewer).removeprefix("http://").strip("/").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=20)
    try:
        content = json.dumps(body) if isinstance(body, dict) else body
        verb = method or ("GET" if body is None else "POST")
        sent = {**phone_headers(viewer), **(headers if body is not None else {})}
        connection.request(verb, path, content, sent)
        answer = connection.getresponse()
        return answer.status, answer.read(), dict(answer.getheaders())
    finally:
        connection.close()


def _now(viewer, query: str = "") -> dict:
    status, body, _headers = _ask(viewer, f"/meedoen/nu{query}")
    assert status == 200
    return json.loads(body)


def _send(viewer, round: str, name: str, number: int, answers: dict) -> tuple[int, dict]:
    sent = {"round": round, "phone": name, "number": number, "answers": answers}
    status, body, _headers = _ask(viewer, "/meedoen/antwoord", sent)
    return status, json.loads(body)


def _wait_until_shown(viewer, id: str) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until and id not in str(_now(viewer)):
        time.sleep(0.05)
    assert id in str(_now(viewer))


def test_the_page_is_static_and_asks_nothing_from_elsewhere(server):
    status, page, headers = _ask(server[0], "/meedoen")
    assert status == 200
    assert b"://" not in page
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in headers
    for name, kind in (("phone.js", "text/javascript"), ("phone.css", "text/css")):
        status, content, headers = _ask(server[0], f"/meedoen/{name}")
        assert status == 200
        assert headers["Content-Type"].startswith(kind)
        assert b"://" not in content


@pytest.mark.parametrize("path", ["phone.html", "../handlers.py", "%2e%2e/phones.py", "phone.js.bak", ""])
def test_nothing_else_is_served(server, path):
    status, body, _headers = _ask(server[0], f"/meedoen/{path}")
    assert status in (302, 403, 404)  # Voila sends an unknown address on to its own page
    assert b"import" not in body


def test_a_phone_sees_the_question_and_its_answer_is_kept(server, asked):
    found, room, _log = asked
    _wait_until_shown(server[0], found.id)
    (told,) = _now(server[0])["rooms"]
    assert told["team"] == "Team Test"
    assert told["round"]["questions"] == [["Financiën", "Finances"], ["Huisvesting", "Housing"]]
    assert _send(server[0], found.id, phone(1), 1, {"0": 1}) == (200, {"kept": True})
    assert room.answered(found) == 1


def test_what_was_seen_is_not_sent_again(server, asked):
    _wait_until_shown(server[0], asked[0].id)
    version = _now(server[0])["version"]
    assert _ask(server[0], f"/meedoen/nu?gezien={version}")[:2] == (204, b"")


def test_the_address_in_the_code_shows_its_own_meeting_only(server, asked):
    found = asked[0]
    _wait_until_shown(server[0], found.id)
    assert len(_now(server[0], f"?gesprek={found.meeting[:8]}")["rooms"]) == 1
    assert _now(server[0], "?gesprek=00000000")["rooms"] == []


def test_a_phone_is_told_which_of_its_questions_are_over(server, asked):
    """So that it keeps its name, by which it counts once, for one that is only out of sight."""
    found, room, _log = asked
    _wait_until_shown(server[0], found.id)
    gone, odd = "0" * 32, "../../etc"
    told = _now(server[0], f"?gesprek=00000000&kent={found.id},{gone},{odd}")
    assert (told["rooms"], told["closed"]) == ([], [gone])
    seen = f"?kent={found.id}&gezien={_now(server[0], f'?kent={found.id}')['version']}"
    assert _ask(server[0], f"/meedoen/nu{seen}")[0] == 204
    room.close(found)
    until = time.monotonic() + 10
    while _ask(server[0], f"/meedoen/nu{seen}")[0] == 204 and time.monotonic() < until:
        time.sleep(0.05)
    assert _now(server[0], seen)["closed"] == [found.id]


def test_a_question_that_was_left_stays_with_who_was_answering_it(server, asked, monkeypatch):
    found, _room, _log = asked
    place = phone_room.Room(lambda: server[1])
    monkeypatch.setattr(phone_room, "was_left", lambda *_: True)

    async def told() -> list[list]:
        rooms = [await place.told(*given) for given in (("",), ("", (found.id,)), (found.meeting[:8],))]
        return [[(each["round"]["id"], each["left"]) for each in told["rooms"]] for told in rooms]

    assert in_a_loop(told()) == [[], [(found.id, True)], [(found.id, False)]]


def test_the_screens_hear_how_many_answered(server, asked):
    found, _room, log = asked
    _wait_until_shown(server[0], found.id)
    for number in range(3):
        _send(server[0], found.id, phone(number), 1, {"0": 1})
    until = time.monotonic() + 5
    while time.monotonic() < until and log.rounds(found.meeting)[-1].counts.phones < 3:
        time.sleep(0.05)
    assert log.rounds(found.meeting)[-1].counts == replace(found.counts, phones=3)


def test_a_closed_question_says_so(server, asked):
    found, room, _log = asked
    _wait_until_shown(server[0], found.id)
    room.close(found)
    assert _send(server[0], found.id, phone(1), 1, {"0": 1}) == (200, {"kept": False, "why": "closed"})
    assert _send(server[0], "f" * 32, phone(1), 1, {"0": 1})[1]["why"] == "closed"


@pytest.mark.parametrize(
    "changed",
    [
        {"answers": {"0": 2}},
        {"answers": {"0": -1}},
        {"answers": {"2": 0}},
        {"answers": {"0": "more_better"}},
        {"answers": {"x": 0}},
        {"answers": {"0": True}},
        {"answers": {"0": 1.0}},
        {"answers": {"0": None}},
        {"answers": [0]},
        {"answers": None},
        {"phone": "../../sessions.sqlite"},
        {"phone": 7},
        {"phone": ""},
        {"number": -1},
        {"number": "1"},
        {"number": 10**9},
        {"round": 7},
    ],
)
def test_what_no_phone_of_ours_sends_is_refused(server, asked, changed):
    found, room, _log = asked
    _wait_until_shown(server[0], found.id)
    sent = {"round": found.id, "phone": phone(1), "number": 1, "answers": {"0": 1}, **changed}
    assert _ask(server[0], "/meedoen/antwoord", sent)[0] == 400
    assert room.answered(found) == 0


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"a"', '{"round": "a"}'])
def test_what_is_no_answer_is_refused(server, asked, body):
    assert _ask(server[0], "/meedoen/antwoord", body)[0] == 400


def test_a_long_body_is_not_read(server, asked):
    """The server answers and closes; where the rest is still on its way the system cuts the connection off."""
    found, room, _log = asked
    body = {"round": found.id, "phone": phone(1), "number": 1, "answers": {"0": 1}, "more": "x" * 9_000}
    try:
        told = _ask(server[0], "/meedoen/antwoord", body)[0]
    except ConnectionResetError:
        told = 400
    assert told in (400, 413) and room.answered(found) == 0
    assert _ask(server[0], "/meedoen")[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {**JSON, "Origin": "http://elders.example"},
    ],
)
def test_another_website_cannot_answer(server, asked, headers):
    found, room, _log = asked
    _wait_until_shown(server[0], found.id)
    body = json.dumps({"round": found.id, "phone": phone(1), "number": 1, "answers": {"0": 1}})
    assert _ask(server[0], "/meedoen/antwoord", body, headers)[0] in (403, 404, 415)
    assert room.answered(found) == 0


def test_no_log_holds_a_trace_of_a_phone(server, asked):
    viewer, workspace = server
    found, room, log = asked
    _wait_until_shown(viewer, found.id)
    names = [phone(0xFEED_BEEF_0000 + number) for number in range(4)]
    for name in names:
        _send(viewer, found.id, name, 1, {"0": 1})
        _send(viewer, found.id, name, 2, {"0": 9})  # refused
    assert _found(workspace, names)  # the search can see
    room.close(found)
    _send(viewer, found.id, names[0], 3, {"0": 1})
    assert _found(workspace, names) == []
    assert "meedoen" not in (workspace.path / "logs" / "voila.log").read_text(encoding="utf-8")
    assert log.rounds(found.meeting)[-1].spread(MONEY) == {"more_better": 0, "same": 4}


def _found(workspace: Workspace, names: list[str]) -> list[str]:
    files = [file for file in workspace.path.rglob("*") if file.is_file()]
    return [str(file) for file in files if any(name.encode() in file.read_bytes() for name in names)]


def test_after_kill_9_of_the_server_no_answer_is_lost_and_no_phone_counts_twice(tmp_path):
    workspace = _workspace(tmp_path)
    log = SessionLog(workspace.session_log)
    room = Phones(log, workspace)
    meeting = log.open_meeting("Team Test", "2025").id
    found = room.ask(meeting, "expected", VIEW, ASKED)
    kept: dict[str, int] = {}
    server = with_phones(workspace, free_port())
    with server as viewer:
        _wait_until_shown(viewer, found.id)
        threads = [
            threading.Thread(target=_answer_on, args=(viewer, found.id, phone(number), kept))
            for number in range(6)
        ]
        for each in threads:
            each.start()
        while min((kept.get(phone(number), 0) for number in range(6)), default=0) < 5:
            time.sleep(0.01)
        for child in psutil.Process(viewer.process_id).children(recursive=True):
            child.kill()
        psutil.Process(viewer.process_id).kill()
        for each in threads:
            each.join()
    with server as viewer:
        _wait_until_shown(viewer, found.id)
        newest = room.answered(found)
        assert newest == 6
        assert _send(viewer, found.id, phone(0), 1_000, {"0": 1}) == (200, {"kept": True})
        assert room.answered(found) == 6
    ballots = _ballots(room, found)
    room.close(found)
    for name, number in kept.items():
        if name != phone(0):
            # what was acknowledged last, or the one that was kept and not acknowledged any more
            assert ballots[name][0] in (number % 2, (number + 1) % 2)
    assert log.rounds(meeting)[0].counts.phones == 6
    assert rounds_in(workspace.path / FOLDER) == ()
    log.let_go()


def _ballots(room: Phones, found) -> dict[str, dict[int, int]]:
    from monitorlib.sessions.ballots import Ballots

    words = [word for word, _text in found.asked.words]
    read = Ballots(room._folder, found.id).read()
    return {
        name: {place: words.index(word) for place, word in ballot.items()} for name, ballot in read.items()
    }


def _answer_on(viewer, round: str, name: str, kept: dict[str, int]) -> None:
    """Change the answer until the server is gone; each that was acknowledged."""
    number = 0
    while True:
        number += 1
        try:
            if _send(viewer, round, name, number, {"0": number % 2})[1].get("kept"):
                kept[name] = number
        except (OSError, http.client.HTTPException):
            return
