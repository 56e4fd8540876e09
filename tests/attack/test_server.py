"""The real server under attack: nothing is executed, nothing that was planted comes back, it answers afterwards.

The short form of this is a part of `make test`; `MONITOR_ATTACK=full` tries every combination over a kernel of its
own and the crowd at its real size (`python -m benchmarks.attacks_on_server` prints the counts).
"""

import asyncio
import itertools
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from tornado.websocket import WebSocketClosedError

from monitorlib.release.read import released_teams
from monitorlib.server.messages import AT_ONCE, LONGEST, MOST_LINES, MOST_REFUSED, TOO_MUCH
from monitorlib.server.viewer import Viewer
from monitorlib.sessions import SessionLog
from tests.attack.client import FORMS, PATIENCE_SECONDS, WAIT_SECONDS, Attacker, as_text, closed, message
from tests.attack.small import SmallViewer
from tests.browser.conftest import copy_of, free_port
from tests.loops import in_a_loop
from tests.visiting import signed_in

FULL = os.environ.get("MONITOR_ATTACK") == "full"
TEAM, OTHER, PERIOD = "Demo-Oost", "Demo-Eiland", "2024"
PSEUDONYM, SCORE, NOTE, SETTING, SECRET = (
    f"kanarie-{what}-7f3a" for what in ("pseudoniem", "meting", "notitie", "instelling", "omgeving")
)

CANARIES = (PSEUDONYM, SCORE, NOTE, SETTING, SECRET)
KINDS = (
    "execute_request", "inspect_request", "complete_request", "history_request", "is_complete_request",
    "debug_request", "shutdown_request", "interrupt_request", "input_reply", "comm_open", "comm_msg",
    "connect_request", "create_subshell_request", "unheard_of",
)  # fmt: skip
CHANNELS = ("shell", "control", "stdin", "iopub", "", None)
HEARD_OF_EXECUTION = (b"execute_re", b"execute_input", b'"stream"', b"debug_reply", b"inspect_reply")


class Target:
    """A server, what was planted in its workspace, and the file that executed code would write."""

    def __init__(self, viewer: Viewer, workspace) -> None:
        self.viewer, self.workspace = viewer, workspace
        self.mark = workspace.path / "uitgevoerd"

    def attacker(self) -> Attacker:
        """Somebody who may open the meeting, and means no good."""
        return Attacker(self.viewer.local_place, signed_in(self.viewer))

    def holds(self, attacker: Attacker) -> None:
        """Nothing was executed, nothing planted came back, and the server answers."""
        assert not self.mark.exists()
        assert [canary for canary in CANARIES if attacker.loot.holds(canary)] == []
        assert attacker.ask("/voila/none.js").status == 200


def _plant(workspace) -> None:
    for room in (workspace.path / "measurements", workspace.runs, workspace.release, workspace.path / "logs"):
        room.mkdir(exist_ok=True)
        for name in ("kanarie.svg", "kanarie.json", "kanarie.ipynb"):
            (room / name).write_text(f"{PSEUDONYM} {SCORE}")
    workspace.settings_file.write_text(workspace.settings_file.read_text() + f"\n# {SETTING}\n")
    log = SessionLog(workspace.session_log)
    meeting = log.open_meeting(OTHER, PERIOD)
    log.write(meeting.id, "meeting", "note", NOTE, "0" * 16)
    log.let_go()


@pytest.fixture(scope="module")
def target(released_demo, tmp_path_factory):
    """The server of one team, with canaries in its workspace and in the environment of who starts it."""
    workspace = copy_of(released_demo, tmp_path_factory.mktemp("attack") / "werkmap")
    _plant(workspace)
    os.environ["MONITOR_KANARIE"] = SECRET
    try:
        with Viewer(workspace, free_port(), team=TEAM) as viewer:
            yield Target(viewer, workspace)
    finally:
        del os.environ["MONITOR_KANARIE"]


def _content(kind: str, target: Target) -> dict:
    code = f"open({str(target.mark)!r}, 'w').write('x'); import os; os.system('touch {target.mark}')"
    return {
        "execute_request": {
            "code": code,
            "silent": False,
            "store_history": True,
            "user_expressions": {"x": code},
        },
        "comm_open": {"comm_id": "c", "target_name": "jupyter.widget", "data": {"state": {"_esm": code}}},
        "comm_msg": {"comm_id": "c", "data": {"method": "update", "state": {"value": code}}},
        "debug_request": {
            "type": "request",
            "command": "evaluate",
            "seq": 1,
            "arguments": {"expression": code},
        },
        "shutdown_request": {"restart": True},
        "input_reply": {"value": code},
    }.get(kind, {"code": code, "cursor_pos": 3, "detail_level": 1, "expression": code})


def test_no_message_of_another_kind_channel_or_form_reaches_a_kernel(target):
    attacker = target.attacker()
    tried = in_a_loop(_try_all(attacker, target))
    assert tried >= 300
    target.holds(attacker)
    assert [word for word in HEARD_OF_EXECUTION for part in attacker.loot.parts if word in part] == []


async def _try_all(attacker: Attacker, target: Target) -> int:
    """Each combination; a line stands until MOST_REFUSED of them, so each kernel gets as many as it takes."""
    combinations = list(itertools.product(FORMS, CHANNELS, KINDS))
    for form, group in itertools.groupby(combinations, lambda each: each[0]):
        for few in (
            itertools.batched(group, MOST_REFUSED - 2) if hasattr(itertools, "batched") else _few(group)
        ):
            await _try(attacker, target, form, few)
    return len(combinations)


def _few(group) -> list[tuple]:
    group = list(group)
    size = MOST_REFUSED - 2
    return [group[at : at + size] for at in range(0, len(group), size)]


async def _try(attacker: Attacker, target: Target, form: str, combinations) -> None:
    kernel, _widget = await asyncio.to_thread(attacker.page)
    protocols, spelled = FORMS[form]
    line = await attacker.line(kernel, protocols)
    assert line.selected_subprotocol is None
    for number, (_form, channel, kind) in enumerate(combinations):
        sent = spelled(message(kind, _content(kind, target), channel, number))
        await line.write_message(sent, binary=isinstance(sent, bytes))
    await line.write_message(as_text(message("kernel_info_request", {}, "shell", "last")))
    assert await _hears(attacker, line, "mlast"), (form, "the line was closed, or its kernel does not answer")
    await closed(line)


async def _hears(attacker: Attacker, line, wanted: str) -> bool:
    """Keep what comes until the answer to one message does; False when the line is closed before."""
    while (said := await asyncio.wait_for(line.read_message(), WAIT_SECONDS)) is not None:
        attacker.loot.keep(said)
        parent = json.loads(said).get("parent_header", {}) if isinstance(said, str) else {}
        if parent.get("msg_id") == wanted and json.loads(said)["channel"] == "shell":
            return True
    return False


# --- what the page's own messages carry

SENT = (
    {"kind": "hello", "place": {"team": OTHER, "period": PERIOD, "step": "4"}, "screen": "0" * 16},
    {"kind": "choose", "what": "team", "value": "1"}, {"kind": "choose", "what": "period", "value": PERIOD},
    {"kind": "choose", "what": "view", "value": "zrm/professional/shift"},
    {"kind": "choose", "what": "leefgebied", "value": "wonen"}, {"kind": "choose", "what": "card/x", "value": "1"},
    {"kind": "language", "value": "en"}, {"kind": "step", "value": 4},
    {"kind": "step", "value": 4, "leefgebied": "x"},
    {"kind": "back", "turn": 1, "place": {"team": OTHER}}, {"kind": "tap", "field": "set_revealed"},
    {"kind": "write", "key": "k", "number": 1, "meeting": "m", "subject": "meeting", "field": "note",
     "value": "x", "seen": 0},
    {"kind": "clock"}, {"kind": "add", "what": "action", "topic": "x"}, {"kind": "remove", "subject": "action/1"},
    {"kind": "drop", "subject": "meeting", "field": "note"}, {"kind": "close", "sure": True},
    {"kind": "reopen"}, {"kind": "unreveal"}, {"kind": "lead"}, {"kind": "follow"}, {"kind": "beat"},
)  # fmt: skip
ODD = (
    None, True, -1, 0, 10**18, 1.5e300, "", "x" * 9_999, "../../measurements", "<img src=x onerror=alert(1)>",
    "' OR 1=1 --", "\u0000", ["a"], {"a": {"b": []}}, f"team={OTHER}",
)  # fmt: skip


def _out_of_range() -> list[dict]:
    """Every field of every message with every odd value."""
    fields = [(sent, name) for sent in SENT for name in sent if name != "kind"]
    return [{**sent, name: value} for sent, name in fields for value in ODD] + [{"kind": odd} for odd in ODD]


def test_no_value_out_of_range_breaks_a_page_or_opens_another_team(target):
    attacker, tried = target.attacker(), _out_of_range()
    if not FULL:
        tried = tried[::3]
    assert len(tried) > (300 if FULL else 150)
    in_a_loop(_send_values(attacker, tried))
    target.holds(attacker)
    assert not any(b'"fault"' in part for part in attacker.loot.parts)
    assert not any(b"Traceback" in part for part in attacker.loot.parts)


async def _send_values(attacker: Attacker, tried: list[dict]) -> None:
    for few in (tried[at : at + AT_ONCE // 3] for at in range(0, len(tried), AT_ONCE // 3)):
        kernel, widget = await asyncio.to_thread(attacker.page)
        line = await attacker.line(kernel)
        for number, content in enumerate(({"kind": "hello", "place": {}, "screen": "a" * 16}, *few)):
            data = {"comm_id": widget, "data": {"method": "custom", "content": content}}
            await line.write_message(as_text(message("comm_msg", data, "shell", number)))
        await line.write_message(as_text(message("kernel_info_request", {}, "shell", "last")))
        assert await _hears(attacker, line, "mlast")
        await closed(line)


# --- addresses

PATHS = [
    *(f"/voila/files/{name}" for name in ("teamreflectie.ipynb", "../data/README.md", "..%2f..%2fpyproject.toml")),
    *(f"/voila/static/{up}etc/passwd" for up in ("../" * 12, "..%2f" * 12, "%2e%2e/" * 12, "....//" * 12)),
    *(f"/voila/templates/wijkteam/static/{up}etc/passwd" for up in ("../" * 12, "..%2f" * 12, "%252e%252e/" * 9)),
    *(f"/voila/labextensions/{up}etc/passwd" for up in ("../" * 12, "..%2f" * 12, "..%5c" * 12)),
    "/voila/templates/x", "/voila/templates/", "/voila/templates/wijkteam/index.html.j2",
    "/voila/templates//static/x",
    "/voila/static/%00", "/voila/static/", "/voila/api/themes/x", "/voila/api/contents/", "/voila/tree",
    "/voila/render/teamreflectie.ipynb", "/voila/query/00000000-0000-0000-0000-000000000000",
    "/voila/execution/00000000-0000-0000-0000-000000000000", "/api/kernels", "/api/kernels/", "/api/sessions",
    "/api/kernels/00000000-0000-0000-0000-000000000000",
    "/api/kernels/00000000-0000-0000-0000-000000000000/channels",
    "/api/kernels/00000000-0000-0000-0000-000000000000/restart", "/api/contents", "/api/terminals",
    "/api/spec.yaml",
    "/api/kernelspecs", "/api/status", "/files/teamreflectie.ipynb", "/nbconvert/html/x", "/tree", "/lab",
    "/metrics",
    "/sessions.sqlite", "/workspace.toml", "/release/kanarie.json", "/measurements/kanarie.json",
    "/runs/kanarie.svg",
    "/logs/voila.log", "/teamreflectie.ipynb", "/.git/config", "/%2e%2e/workspace.toml", "//etc/passwd",
    "/index.html",
    "/voila/api/shutdown/00000000-0000-0000-0000-000000000000", "/static/style/style.min.css/../../../x",
]  # fmt: skip
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")


def test_no_other_address_serves_anything_and_a_refusal_tells_nothing(target):
    attacker = target.attacker()
    for path, method in itertools.product(PATHS, METHODS if FULL else ("GET", "POST", "DELETE", "OPTIONS")):
        answer = attacker.ask(path, method, b"{}" if method in ("POST", "PUT", "PATCH") else b"")
        assert answer.status >= 400, (method, path, answer.status)
        assert answer.headers.get("content-security-policy"), (method, path)
        for told in (
            b"Traceback",
            b"site-packages",
            b"root:",
            str(target.workspace.path).encode(),
            b'File "',
        ):
            assert told not in answer.body, (method, path)
    target.holds(attacker)


def test_nothing_about_the_page_is_chosen_in_its_address(target):
    attacker = target.attacker()
    plain, asked = (
        attacker.ask("/"),
        attacker.ask("/?template=classic&theme=dark&voila-template=lab&nbextensions=1"),
    )
    assert plain.status == asked.status == 200
    assert b'lang="nl"' in asked.body and b"ml-wait" in asked.body and b"theme-dark" not in asked.body


@pytest.mark.parametrize("path", ["/", "/voila/static/voila.js", "/voila/none.js", "/api/kernels/{kernel}"])
@pytest.mark.parametrize("headers", [
    {"Host": "kwaad.example"}, {"Host": "127.0.0.1.kwaad.example"}, {"Host": "kwaad.example:80"},
    {"Sec_Fetch_Site": "cross-site"}, {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Dest": "iframe"},
], ids=str)  # fmt: skip
def test_another_site_gets_nothing_and_begins_nothing(target, path, headers):
    attacker = target.attacker()
    kernel = "00000000-0000-0000-0000-000000000000"
    assert attacker.ask(path.format(kernel=kernel), **headers).status == 403
    target.holds(attacker)


@pytest.mark.parametrize("headers", [
    {"Origin": "http://kwaad.example"}, {"Origin": "null"}, {"Origin": "https://{place}.kwaad.example"},
    {"Origin": "http://localhost:1"}, {"Host": "kwaad.example"}, {"Sec_Fetch_Site": "cross-site"},
], ids=str)  # fmt: skip
def test_another_site_gets_no_line_to_a_kernel(target, headers):
    attacker = target.attacker()
    kernel, _ = attacker.page()
    named = {name: value.format(place=attacker.place) for name, value in headers.items()}
    assert attacker.upgrade(kernel, **named) == 403
    target.holds(attacker)


GOODBYE = {"Content_Type": "application/json", "Origin": "http://{place}"}


@pytest.mark.parametrize("headers", [
    {"Origin": "http://kwaad.example"}, {"Origin": "null"}, {"Origin": ""}, {"Origin": "http://localhost:1"},
    {"Content_Type": "text/plain"}, {"Content_Type": "application/x-www-form-urlencoded"}, {"Content_Type": ""},
    {"Sec_Fetch_Site": "cross-site"}, {"Sec_Fetch_Site": "same-site"}, {"Host": "kwaad.example"}, {"Cookie": ""},
], ids=str)  # fmt: skip
def test_another_site_ends_no_page_and_our_own_page_ends_its_own(target, headers):
    attacker = target.attacker()
    kernel, _ = attacker.page()
    named = {name: value.format(place=attacker.place) for name, value in {**GOODBYE, **headers}.items()}
    place, ours = f"/voila/api/shutdown/{kernel}", {**GOODBYE, "Origin": f"http://{attacker.place}"}
    assert attacker.ask(place, "POST", **named).status == 403
    assert attacker.ask(f"/api/kernels/{kernel}").status == 200
    assert attacker.ask(place, "POST", **ours).status == 204
    target.holds(attacker)


def test_every_answer_has_the_protecting_headers(target):
    attacker = target.attacker()
    for path in ("/", "/voila/static/voila.js", "/voila/none.js", "/voila/static/none", "/none"):
        headers = attacker.ask(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"], path
        assert "unsafe-eval" not in headers["content-security-policy"]
        scripts = headers["content-security-policy"].split("script-src")[1].split(";")[0]
        assert "unsafe-inline" not in scripts and "data:" not in scripts
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "camera=()" in headers["permissions-policy"]
        assert (
            headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
        )


# --- too much


def test_who_sends_too_much_loses_the_line_and_nobody_else_does(target):
    attacker = target.attacker()

    async def floods(sent: str, times: int) -> int | None:
        kernel, _ = await asyncio.to_thread(attacker.page)
        line = await attacker.line(kernel)
        try:
            for _ in range(times):
                await line.write_message(sent)
            while await asyncio.wait_for(line.read_message(), WAIT_SECONDS) is not None:
                pass
        except WebSocketClosedError:
            pass  # it is closed in the middle of a word
        finally:
            line.close()
        return line.close_code

    ping = as_text(message("kernel_info_request", {}, "shell"))
    bad = as_text(message("execute_request", {"code": ""}, "shell"))
    assert in_a_loop(floods(ping, 2 * AT_ONCE)) in (TOO_MUCH, None)
    assert in_a_loop(floods(bad, MOST_REFUSED + 1)) in (TOO_MUCH, None)
    assert in_a_loop(floods("x" * (5 * LONGEST), 1)) in (1009, None)  # tornado's own number for too big
    target.holds(attacker)


def test_a_kernel_has_a_few_lines_and_no_more(target):
    attacker = target.attacker()

    async def opens() -> int:
        kernel, _ = await asyncio.to_thread(attacker.page)
        lines = [await attacker.line(kernel, session=f"s{number}") for number in range(MOST_LINES)]
        until = time.monotonic() + WAIT_SECONDS  # a line counts as soon as the server has opened it
        while (
            answer := await asyncio.to_thread(attacker.upgrade, kernel)
        ) == 101 and time.monotonic() < until:
            await asyncio.sleep(PATIENCE_SECONDS)
        for line in lines:
            await closed(line)
        return answer

    assert in_a_loop(opens()) == 429


@pytest.mark.parametrize("session", ["", "../x", "x" * 65, "a b", "%00"])
def test_a_line_has_an_ordinary_name(target, session):
    attacker = target.attacker()
    kernel, _ = attacker.page()
    assert attacker.upgrade(kernel, session.replace(" ", "%20")) == 400


def test_a_request_that_is_too_large_is_cut_off(target):
    attacker = target.attacker()
    head = f"POST /voila/api/shutdown/x HTTP/1.1\r\nHost: {attacker.place}\r\n"
    for sent in (
        [(head + f"Content-Length: {10**9}\r\n\r\n").encode() + b"x" * 100_000],
        [(head + "X-Long: " + "x" * 70_000 + "\r\n\r\n").encode()],
        [b"\x16\x03\x01" + b"x" * 500, b"\r\n\r\n"],  # by itself it is no line yet: no server answers it
        [b"GET / HTTP/9.9\r\n\r\n"],
    ):
        assert b" 200 " not in attacker.raw(*sent)[:20]
    target.holds(attacker)


# --- too many

CROWD = 100 if FULL else 8


@pytest.fixture(scope="module")
def crowded(released_demo, tmp_path_factory):
    """A server with few places; in the full form the real one."""
    workspace = copy_of(released_demo, tmp_path_factory.mktemp("crowd") / "werkmap")
    with (Viewer if FULL else SmallViewer)(workspace, free_port()) as viewer:
        yield viewer


def test_of_a_crowd_at_once_as_many_as_fit_get_a_page_and_the_others_words(crowded):
    """Nobody of the crowd opens a line: some seconds later there are places again.

    How many fit at one moment: tests/browser/test_wall.py; a slow crowd takes places that came free.
    """
    attacker = Attacker(crowded.local_place, signed_in(crowded))
    with ThreadPoolExecutor(CROWD) as crowd:
        answers = list(crowd.map(lambda _: attacker.ask("/"), range(CROWD)))
    refused = [answer for answer in answers if answer.status == 503]
    assert sorted({answer.status for answer in answers}) == [200, 503]
    for answer in refused:
        assert "te veel schermen open" in answer.body.decode() and b'method: "HEAD"' in answer.body
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
    until = time.monotonic() + WAIT_SECONDS
    while (status := attacker.ask("/").status) != 200 and time.monotonic() < until:
        time.sleep(PATIENCE_SECONDS)
    assert status == 200


def test_the_suite_knows_what_is_there_to_find(target, released_demo):
    """The canaries are where a way in would lead, and the other team is released."""
    from monitorlib.release.keys import releases_of

    assert {OTHER, TEAM} <= {each.team for each in released_teams(releases_of(released_demo))}
    log = SessionLog(target.workspace.session_log)
    meeting = log.open_meeting(OTHER, PERIOD)
    assert NOTE in [change.value for change in log.changes_since(meeting.id, 0).changed]
    assert (target.workspace.path / "measurements" / "kanarie.json").read_text().startswith(PSEUDONYM)
