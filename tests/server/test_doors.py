"""Who gets what of a real server: each address for each right, and how somebody gets in."""

import contextlib
import http.client
import json
import re
import subprocess
import sys
import time
from urllib.parse import urlencode, urlsplit

import psutil
import pytest
from tornado.websocket import WebSocketHandler

from monitorlib.server import entry as hosts
from monitorlib.server.access import ANY, FOLLOWING, MEETING, MOST_WRONG, OPEN, PHONE, RIGHTS
from monitorlib.server.admission import Guard, OwnHandler, SocketGuard, admitted
from monitorlib.server.application import MeetingServer, needed
from monitorlib.server.entry import Entry
from monitorlib.server.following import scripts
from monitorlib.server.login_page import PLAIN
from monitorlib.server.passwords import hash_of
from monitorlib.server.viewer import DASHBOARDS, Viewer
from monitorlib.server.wire import NO_FORMULAS, page_scripts
from tests.browser.conftest import free_port
from tests.visiting import signed_in

NOBODY = "nobody"
NUMBER = "00000000-0000-4000-8000-000000000000"  # of a kernel that is not there
BROWSER = {"Accept": "text/html", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "none"}
PASSWORD = "een lang wachtwoord"

# every kind of address that the server has, with what somebody must be allowed to open
ADDRESSES = {
    "leeft": OPEN,
    "login": OPEN,
    NO_FORMULAS: MEETING,
    "meedoen": PHONE,
    "meedoen/phone.js": PHONE,
    "meedoen/phone.css": PHONE,
    "meedoen/nu": PHONE,
    "meedoen/antwoord": PHONE,
    "meekijken": FOLLOWING,
    **{f"meekijken/{name}": FOLLOWING for name in scripts()},
    "meekijken/page-0000000000000000.js": FOLLOWING,
    "meekijken/verbinding": FOLLOWING,
    page_scripts().address: ANY,
    "voila/static/voila.js": ANY,
    "voila/templates/wijkteam/static/x.js": ANY,
    "voila/labextensions/anywidget/package.json": ANY,
    "voila/api/themes/x/index.css": ANY,
    f"api/kernels/{NUMBER}": MEETING,
    f"api/kernels/{NUMBER}/channels": MEETING,
    f"voila/api/shutdown/{NUMBER}": MEETING,
    f"voila/query/{NUMBER}": MEETING,
    "voila/files/teamreflectie.ipynb": MEETING,
    "voila/render/teamreflectie.ipynb": MEETING,
    "voila/tree": MEETING,
    "api/contents": MEETING,
    "meedoen/": MEETING,
    "meekijken/onzin": MEETING,
    "onzin": MEETING,
}
OPENS = {
    NOBODY: {OPEN},
    PHONE: {OPEN, PHONE, ANY},
    FOLLOWING: {OPEN, FOLLOWING, ANY},
    MEETING: {OPEN, MEETING, FOLLOWING, PHONE, ANY},
}


@pytest.fixture(scope="module")
def room(released_demo):
    """A meeting that is open to the room's network; asked here by way of this computer alone."""
    with Viewer(released_demo, free_port(), entry=Entry.for_the_room()) as started:
        yield started


def ask(viewer: Viewer, path: str, method: str = "GET", body: str | None = None, **headers: str):
    """One request as it is: no redirect is followed. Status, headers and text."""
    place = urlsplit(viewer.local_place)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=60)
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    with contextlib.closing(connection):
        connection.request(method, f"{place.path}{path}", body, told)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode("utf-8", "replace")


def _cookie(viewer: Viewer, right: str) -> dict[str, str]:
    return {} if right == NOBODY else signed_in(viewer, right)


@pytest.mark.parametrize("right", OPENS)
@pytest.mark.parametrize("path", ADDRESSES)
def test_each_address_is_there_for_who_may_open_it_and_for_nobody_else(room, path, right):
    status, _, told = ask(room, path, **_cookie(room, right))
    assert (status == 403 and told == PLAIN["nl"]) == (ADDRESSES[path] not in OPENS[right]), (
        status,
        told[:80],
    )


def test_whoever_started_the_server_hears_that_it_lives_and_nobody_hears_more(room):
    assert ask(room, "leeft")[::2] == (204, "")
    assert ask(room, "leeft", Host="kwaad.example")[0] == 403
    assert room._answers(60.0)


def test_every_address_of_ours_is_in_that_table(room):
    """An address that a later change brings gets a row there, or this fails."""
    server = MeetingServer()
    server.initialize([str(DASHBOARDS / "teamreflectie.ipynb")])
    server.server_url = "/"
    own = [re.compile(f"{place}$") for place, *_ in server.own_addresses()]
    told = [f"/{path}" for path in [*ADDRESSES, "logout"]]
    unlisted = [each.pattern for each in own if not any(each.match(path) for path in told)]
    assert unlisted == []


@pytest.mark.parametrize("right", [NOBODY, FOLLOWING])
def test_only_a_phone_and_who_leads_answer(room, right):
    told = {"Content_Type": "application/json", **_cookie(room, right)}
    assert ask(room, "meedoen/antwoord", "POST", "{}", **told)[0] == 403
    assert ask(room, "meedoen/antwoord", "POST", "{}", **{**told, **_cookie(room, PHONE)})[0] == 400


@pytest.mark.parametrize("path", ["meedoen", "meedoen/nu", "meedoen/antwoord"])
def test_a_phone_that_is_refused_leaves_no_line_either(room, released_demo, path):
    log, sent = released_demo.path / "logs" / "voila.log", ("GET", "POST", "PUT", "DELETE")
    ask(
        room, "voila/files/merkteken", **_cookie(room, MEETING)
    )  # a line that does come: what follows would too
    before = _when_it_says(log, "merkteken")
    for right in (NOBODY, PHONE):
        for method in sent:
            for more in ({}, {"Host": "evil.example"}, {"Origin": "https://evil.example"}):
                ask(room, path, method, None if method == "GET" else "x", **more, **_cookie(room, right))
    ask(room, "voila/files/tweede-teken", **_cookie(room, MEETING))
    assert "meedoen" not in _when_it_says(log, "tweede-teken")[len(before) :]


def _when_it_says(log, word: str) -> str:
    """The log, once this word is in it."""
    until = time.monotonic() + 30
    while word not in (told := log.read_text(errors="replace")):
        assert time.monotonic() < until, word
        time.sleep(0.05)
    return told


@pytest.mark.parametrize("right", [NOBODY, PHONE, FOLLOWING])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
def test_no_other_method_gets_past_it(room, method, right):
    for path in ("", f"api/kernels/{NUMBER}", f"voila/api/shutdown/{NUMBER}"):
        status, _, told = ask(room, path, method, **_cookie(room, right))
        assert status == 403 and told in (PLAIN["nl"], "")


def test_a_connection_to_a_kernel_is_refused_before_it_opens(room):
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}
    path = f"api/kernels/{NUMBER}/channels"
    for right in (NOBODY, PHONE, FOLLOWING):
        headers = {**upgrade, "Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg==", **_cookie(room, right)}
        assert ask(room, path, **headers)[0] == 403


def test_every_handler_of_the_server_stands_behind_the_guard():
    """Also one that a new version of Voila brings: it is for who leads the meeting, until told otherwise."""
    server = MeetingServer()
    server.initialize([str(DASHBOARDS / "teamreflectie.ipynb")])
    settings, handlers = server.init_settings(), [each[1] for each in server.init_handlers()]
    assert len(handlers) >= 10
    assert [
        each for each in [*handlers, settings["default_handler_class"]] if not issubclass(each, Guard)
    ] == []
    assert {each.__name__ for each in handlers if each.page == OPEN} == {"Alive", "Login", "Logout"}
    assert {each.page for each in handlers} <= {OPEN, ANY, *RIGHTS}
    assert needed(type("New", (), {})) == MEETING


def test_a_connection_of_our_own_ends_with_its_sign_in_too():
    own = type("Own", (OwnHandler, WebSocketHandler), {"page": FOLLOWING})
    kept = admitted(own, needed(own))
    assert issubclass(kept, SocketGuard) and kept.page == FOLLOWING
    assert admitted(kept, kept.page) is kept


def test_outside_the_base_there_is_nothing_either(released_demo):
    entry = Entry(
        password=hash_of(PASSWORD), address="https://monitor.example/teams/", proxies=("127.0.0.1/32",)
    )
    with Viewer(released_demo, free_port(), entry=entry) as viewer:
        place = urlsplit(viewer.local_place)
        assert (viewer.place, place.path) == ("https://monitor.example/teams/", "/teams/")
        connection = http.client.HTTPConnection(place.hostname, place.port, timeout=60)
        for path in ("/", "/voila/static/voila.js", "/teams", "/api/kernels"):
            connection.request("GET", path)
            answer = connection.getresponse()
            assert answer.status == 403 and answer.read().decode() == PLAIN["nl"], path
        connection.close()
        _the_password_and_its_cookie(viewer)


def _the_password_and_its_cookie(viewer: Viewer) -> None:
    """Behind the proxy: a password, a cookie below the base for TLS only, and five wrong tries from one place."""
    proxied = {"Host": "monitor.example", "X_Forwarded_Proto": "https", "X_Forwarded_For": "192.0.2.7"}
    status, _, told = ask(viewer, "", **BROWSER, **proxied)
    assert status == 403 and 'type="password"' in told and 'action="/teams/login' in told
    status, headers, _ = _type(viewer, PASSWORD, **proxied)
    cookie = headers["Set-Cookie"]
    assert status == 303 and headers["Location"] == "/teams/"
    for flag in ("HttpOnly", "SameSite=Strict", "Secure", "Path=/teams/"):
        assert flag in cookie
    mine = {"Cookie": cookie.split(";")[0]}
    assert ask(viewer, "", **BROWSER, **proxied, **mine)[0] == 200
    for number in range(MOST_WRONG):
        status, _, told = _type(viewer, "iets anders", **proxied)
        assert status == 403 and "klopt niet" in told, number
    status, _, told = _type(viewer, PASSWORD, **proxied)  # the sixth, though it is right
    assert status == 429 and "Wacht vijf minuten" in told
    elsewhere = {**proxied, "X_Forwarded_For": "192.0.2.8"}
    assert _type(viewer, PASSWORD, **elsewhere)[0] == 303
    assert ask(viewer, "", **BROWSER, **proxied, **mine)[0] == 200  # who is in stays in
    assert ask(viewer, "logout", "POST", "", **BROWSER, **proxied, **mine)[0] == 303
    assert ask(viewer, "", **BROWSER, **proxied, **mine)[0] == 403


def _type(viewer: Viewer, word: str, page: str = MEETING, **headers: str):
    """Fill in the page that asks for a word."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode({"word": word, "page": page, "after": viewer.entry.base_url})
    return ask(viewer, "login", "POST", body, **{**BROWSER, **form, **headers})


def test_a_link_is_exchanged_for_a_cookie_and_the_word_is_gone_from_the_address(room):
    status, headers, _ = ask(room, f"?token={room.entry.meeting}&x=1", **BROWSER)
    assert (status, headers["Location"], headers["Referrer-Policy"]) == (302, "/?x=1", "no-referrer")
    cookie = headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and room.entry.meeting not in cookie
    assert ask(room, "onzin", **BROWSER, Cookie=cookie.split(";")[0])[0] != 403


def test_a_phones_code_opens_nothing_of_the_meeting(room):
    status, headers, _ = ask(room, f"meedoen?code={room.entry.phone}", **BROWSER)
    assert (status, headers["Location"]) == (302, "/meedoen")
    phone = {"Cookie": headers["Set-Cookie"].split(";")[0]}
    assert PHONE in phone["Cookie"]
    assert ask(room, "", **BROWSER, **phone)[0] == 403
    assert ask(room, f"?token={room.entry.phone}", **BROWSER, **phone)[0] == 403


def test_the_phones_code_is_typed_on_a_page_of_its_own(room):
    asked = ask(room, "login?page=phone&language=en", **BROWSER)
    assert asked[0] == 200 and "The code is on the large screen" in asked[2]
    assert _type(room, room.entry.phone.upper(), PHONE)[0] == 303
    assert _type(room, room.entry.phone, MEETING)[0] == 403


def test_with_a_word_nobody_is_sent_to_another_server(room):
    """An address that begins with two slashes is another server to a browser; also for who is in already."""
    token = f"/ergens.example/?token={room.entry.meeting}"
    for known in ({}, _cookie(room, MEETING)):
        status, headers, _ = ask(room, token, **BROWSER, **known)
        assert (status, headers["Location"]) == (302, "/")
    status, _, told = ask(room, "/ergens.example/?token=verkeerd", **BROWSER)
    assert status == 403 and "ergens.example" not in told


@pytest.mark.parametrize("path", ["meekijken", "meekijken?token=verkeerd", "login?page=following"])
def test_who_comes_to_look_along_reads_who_has_the_link(room, path):
    told = ask(room, path, **BROWSER)[2]
    assert "de link om mee te kijken" in told and "alleen voor de gespreksleider" not in told
    assert "page=following" in told  # also after the other language was chosen


def test_a_link_of_an_earlier_start_says_so_and_a_word_that_is_typed_is_a_code(released_demo):
    with Viewer(released_demo, free_port()) as viewer:  # of its own: wrong tries are counted
        for path, page in (("", MEETING), ("meekijken", FOLLOWING)):
            link = ask(viewer, f"{path}?token=verkeerd", **BROWSER)[2]
            assert "Deze link is van een eerdere start of klopt niet" in link and "Deze code" not in link
            typed = _type(viewer, "verkeerd", page)[2]
            assert "Deze code klopt niet" in typed and "eerdere start" not in typed


def test_a_followers_word_that_is_typed_lets_look_along_and_no_more(room):
    status, headers, _ = _type(room, room.entry.following, FOLLOWING)
    mine = {"Cookie": headers["Set-Cookie"].split(";")[0]}
    assert status == 303 and ask(room, "meekijken", **BROWSER, **mine)[0] == 200
    for path in ("", "meedoen", "meedoen/nu", f"api/kernels/{NUMBER}"):
        assert ask(room, path, **BROWSER, **mine)[0] == 403, path


def test_the_sixth_wrong_code_waits_and_the_meetings_word_still_opens(released_demo):
    with Viewer(released_demo, free_port(), entry=Entry.for_the_room()) as viewer:
        answers = [ask(viewer, "meedoen?code=2222222", **BROWSER)[0] for _ in range(MOST_WRONG + 1)]
        assert answers == [403] * MOST_WRONG + [429]
        assert ask(viewer, f"meedoen?code={viewer.entry.phone}", **BROWSER)[0] == 429
        assert ask(viewer, f"?token={viewer.entry.meeting}", **BROWSER)[0] == 302


def test_another_website_gets_a_question_instead_of_a_page(room):
    mine = signed_in(room)
    for site in ("cross-site", "same-site"):
        status, _, told = ask(room, "", **{**BROWSER, "Sec-Fetch-Site": site}, **mine)
        assert status == 403 and 'href=""' in told
        status, _, told = ask(room, f"api/kernels/{NUMBER}", **{"Sec-Fetch-Site": site}, **mine)
        assert status == 403
    assert ask(room, "login", "POST", "", Origin="https://evil.example", **BROWSER)[0] == 403


def test_the_room_reaches_this_computer_by_its_own_numbers_and_by_no_other_name(room):
    mine = signed_in(room)
    for host in [*hosts.room_numbers(), "127.0.0.1", "localhost"]:
        assert ask(room, "onzin", Host=host, **mine)[0] != 403, host
    for host in ("evil.example", "127.0.0.1.evil.example", "192.0.2.77"):
        for path in ("", "login", "voila/static/voila.js", f"?token={room.entry.meeting}"):
            status, headers, told = ask(room, path, Host=host, **BROWSER, **mine)
            assert status == 403 and "Set-Cookie" not in headers and "Teamreflectie</p>" not in told


def test_this_computer_alone_is_not_found_in_the_network(released_demo):
    with Viewer(released_demo, free_port()) as viewer:
        assert _listening_at(viewer) == {"127.0.0.1"}
        for host in hosts.room_numbers():
            assert ask(viewer, "onzin", Host=host, **signed_in(viewer))[0] == 403


def _listening_at(viewer: Viewer) -> set[str]:
    """Where the server's own process listens."""
    return {
        each.laddr.ip
        for each in psutil.Process(viewer.process_id).net_connections()
        if each.status == "LISTEN"
    }


def test_no_word_is_in_a_log_an_environment_or_a_command_line(released_demo):
    """The words are used in every right and wrong way first; the log does tell that the server started."""
    entry = Entry.for_the_room()
    with Viewer(released_demo, free_port(), entry=entry) as viewer:
        words = (entry.meeting, entry.once, entry.following, entry.secret)
        for path in (
            "",
            "onzin",
            "voila/static/x",
            "../..",
            "login",
            f"api/kernels/{NUMBER}",
            "voila/files/x",
        ):
            for word in (*words, entry.phone):
                for name in ("token", "code", "x=1&token", "token=2&token", "%74oken"):
                    ask(viewer, f"{path}?{name}={word}", **BROWSER)
                    ask(viewer, f"{path}?{name}={word}", "POST", f"{name}={word}")
        processes = [
            psutil.Process(viewer.process_id),
            *psutil.Process(viewer.process_id).children(recursive=True),
        ]
        told, kept = [], []
        for each in processes:
            with contextlib.suppress(psutil.NoSuchProcess):  # a kernel that nobody came for may end just now
                told.append(" ".join(each.cmdline()))
                kept.append(each.environ())
    logs = [
        file.read_text(errors="replace")
        for file in (released_demo.path / "logs").rglob("*")
        if file.is_file()
    ]
    assert any("MeetingServer" in log for log in logs) and len(kept) >= 2
    for word in words:
        assert not [each for each in [*logs, *told] if word in each]
        assert not [name for each in kept for name, value in each.items() if word in value]
    # the projector shows the phones' code, so its kernels know it, in one place
    assert not [each for each in [*logs, *told] if entry.phone in each]
    assert {name for each in kept for name, value in each.items() if entry.phone in value} <= {
        "MONITOR_PHONES"
    }


def test_a_server_that_is_started_without_an_entry_lets_nobody_in(released_demo):
    port = free_port()
    command = [sys.executable, "-m", "monitorlib.server.voila", str(DASHBOARDS / "teamreflectie.ipynb")]
    nowhere = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    process = subprocess.Popen([*command, "--port", str(port)], **nowhere)
    try:
        for _ in range(300):
            with contextlib.suppress(OSError):
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
                connection.request("GET", "/?token=", headers=BROWSER)
                answer = connection.getresponse()
                assert answer.status == 403 and "<form" not in answer.read().decode()
                connection.close()
                return
            time.sleep(0.1)
        raise AssertionError("it never listened")
    finally:
        process.terminate()
        process.wait(20)


def test_teams_are_a_right_and_not_only_a_choice(released_demo):
    """The server's own processes are told which teams there are; the rest is test_reading_is_limited."""
    with Viewer(released_demo, free_port(), teams=("San Diego", "Demo-Eiland")) as viewer:
        told = psutil.Process(viewer.process_id).environ()["MONITOR_TEAMS"]
        assert json.loads(told) == ["San Diego", "Demo-Eiland"]


def test_the_addresses_that_are_told_name_the_room_and_hold_their_words(room, monkeypatch):
    monkeypatch.setattr(hosts, "_numbers", lambda: iter([("wlan0", "192.168.1.7")]))
    port = urlsplit(room.local_place).port
    assert room.address == f"http://192.168.1.7:{port}/?token={room.entry.meeting}"
    assert room.phones_address == f"http://192.168.1.7:{port}/meedoen?code={room.entry.phone}"
    assert room.following_address == f"http://192.168.1.7:{port}/meekijken?token={room.entry.following}"
    assert room.opening_address == f"http://127.0.0.1:{port}/?token={room.entry.once}"
    alone = Viewer(room._workspace, port)
    assert alone.phones_address == "" and re.match(r"http://127\.0\.0\.1:\d+/\?token=", alone.address)


def test_who_was_in_is_in_again_when_the_server_was_started_again_and_not_at_the_next_start(released_demo):
    """Whoever watches the server starts it again with the same entry; a next meeting has one of its own."""
    entry, port = Entry.for_this_computer(), free_port()
    with Viewer(released_demo, port, entry=entry) as first:
        _, headers, _ = ask(first, f"?token={entry.meeting}", **BROWSER)
        mine = {"Cookie": headers["Set-Cookie"].split(";")[0]}
    with Viewer(released_demo, port, entry=entry) as again:
        assert ask(again, "onzin", **mine)[0] != 403
    with Viewer(released_demo, port) as later:
        assert ask(later, "onzin", **mine)[0] == 403


@pytest.fixture(scope="module")
def progress(released_demo):
    """A server that shows the actions over the meetings."""
    with Viewer(released_demo, free_port(), notebook="voortgang") as started:
        yield started


@pytest.mark.parametrize(("path", "right"), [("meekijken", FOLLOWING), ("meedoen", PHONE)])
def test_a_server_of_the_progress_says_that_there_is_no_meeting_and_opens_none(progress, path, right):
    status, _, told = ask(progress, path, Accept="text/html", **_cookie(progress, right))
    assert status == 404 and "Hier is geen gesprek" in told and 'href="/"' in told
    assert ask(progress, path, Accept="text/html")[0] == 403  # who may not come in hears nothing of it
    for inside in (
        "meekijken/verbinding",
        "meedoen/nu",
        "meedoen/antwoord",
        *(f"meekijken/{n}" for n in scripts()),
    ):
        assert ask(progress, inside, **_cookie(progress, MEETING))[0] == 404
