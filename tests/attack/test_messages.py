"""Which messages of a browser reach a kernel; nothing here is more than a harmless odd shape."""

import copy
import json

import pytest

from monitorlib.server.messages import CONTROL, DEEPEST, LONGEST, Pace, RefusedError, read_message


def message(kind: str, content: dict, channel: str = "shell", **more) -> dict:
    """A message as JupyterLab's own front end makes it."""
    header = {
        "date": "2026-11-29T12:00:00.000Z", "msg_id": "3c5b4ee2", "msg_type": kind, "session": "b7a3fac6",
        "username": "", "version": "5.2",
    }  # fmt: skip
    parts = {"buffers": [], "channel": channel, "content": content, "header": header}
    return {**parts, "metadata": {}, "parent_header": {}, **more}


def comm(content: object, **more) -> dict:
    """What a widget of a page sends to the kernel."""
    return message(
        "comm_msg", {"comm_id": "698e1a77", "data": {"method": "custom", "content": content}}, **more
    )


OURS = {
    "who are you": message("kernel_info_request", {}),
    "which comms": message("comm_info_request", {"target_name": "jupyter.widget"}),
    "open control": message("comm_open", {"comm_id": "8adc", "target_name": CONTROL, "data": {}}),
    "states": message("comm_msg", {"comm_id": "8adc", "data": {"method": "request_states"}}),
    "state": message("comm_msg", {"comm_id": "698e", "data": {"method": "request_state"}}),
    "close": message("comm_close", {"comm_id": "8adc", "data": {}}),
    "write": comm({"kind": "write", "value": "é 🙂 'aanhaling' \"dubbel\" \\ regel\n twee"}),
}


@pytest.mark.parametrize("sent", OURS.values(), ids=OURS)
def test_what_a_page_sends_is_sent_on_as_it_was(sent):
    passed = read_message(json.dumps(sent))
    assert passed == {part: sent[part] for part in ("header", "parent_header", "metadata", "content")}


@pytest.mark.parametrize("kind", [
    "execute_request", "inspect_request", "complete_request", "history_request", "is_complete_request",
    "debug_request", "shutdown_request", "interrupt_request", "input_reply", "create_subshell_request",
    "apply_request", "usage_request", "comm_update", "COMM_MSG", "comm_msg ", "",
])  # fmt: skip
def test_no_other_kind_passes(kind):
    with pytest.raises(RefusedError):
        read_message(json.dumps(message(kind, {"code": "1"})))


@pytest.mark.parametrize("channel", ["control", "stdin", "iopub", "hb", "SHELL", "", None, 1, ["shell"]])
def test_no_other_channel_passes(channel):
    with pytest.raises(RefusedError):
        read_message(json.dumps({**OURS["write"], "channel": channel}))


def _with(path: str, value: object) -> dict:
    sent = copy.deepcopy(OURS["write"])
    *way, last = path.split("/")
    place = sent
    for name in way:
        place = place[name]
    place[last] = value
    return sent


@pytest.mark.parametrize(("path", "value"), [
    ("header", None), ("header", "text"), ("header", []), ("header", {}), ("parent_header", None),
    ("metadata", []), ("content", "text"), ("content", None), ("content", {}), ("buffers", ["AA=="]),
    ("header/msg_id", ""), ("header/msg_id", 1), ("header/msg_id", "x" * 129), ("header/session", {}),
    ("header/session", "x" * 129), ("header/username", ["a"]), ("header/date", 5), ("header/more", {"a": 1}),
    ("content/comm_id", None), ("content/comm_id", 7), ("content/comm_id", "x" * 129), ("content/data", []),
    ("content/data/method", "update"), ("content/data/method", "echo_update"), ("content/data/method", None),
    ("content/data/method", ["custom"]), ("content/data/content", "text"), ("content/data/content", None),
    ("content/data/state", {"_esm": "x"}), ("content/data/buffer_paths", [["a"]]),
])  # fmt: skip
def test_a_message_of_another_shape_does_not_pass(path, value):
    with pytest.raises(RefusedError):
        read_message(json.dumps(_with(path, value)))


def _chosen(state: object, **more) -> str:
    data = {"method": "update", "state": state, "buffer_paths": [], **more}
    return json.dumps(message("comm_msg", {"comm_id": "698e", "data": data}))


def test_only_a_page_of_ordinary_widgets_sets_something_and_only_what_is_chosen_in_a_list():
    assert read_message(_chosen({"index": 1}), choices=True)["content"]["data"]["state"] == {"index": 1}
    with pytest.raises(RefusedError):
        read_message(_chosen({"index": 1}))
    for state in (
        {},
        {"index": "1"},
        {"index": True},
        {"index": 1, "_options_labels": []},
        {"value": "x"},
        [],
        None,
    ):
        with pytest.raises(RefusedError):
            read_message(_chosen(state), choices=True)
    with pytest.raises(RefusedError):
        read_message(_chosen({"index": 1}, buffer_paths=[["index"]]), choices=True)
    with pytest.raises(RefusedError):
        read_message(json.dumps(message("execute_request", {"code": "1"})), choices=True)


@pytest.mark.parametrize("target", ["jupyter.widget", "jupyter.widget.version", "anything", "", None])
def test_a_page_opens_no_other_comm(target):
    with pytest.raises(RefusedError):
        read_message(json.dumps(message("comm_open", {"comm_id": "a", "target_name": target, "data": {}})))


def test_a_page_brings_no_module_or_data_along():
    for more in ({"target_module": "os"}, {"data": {"state": {}}}):
        content = {"comm_id": "a", "target_name": CONTROL, "data": {}, **more}
        with pytest.raises(RefusedError):
            read_message(json.dumps(message("comm_open", content)))


@pytest.mark.parametrize("frame", [
    b"", b"text", json.dumps(OURS["write"]).encode(), "", "[]", "1", "null", "{", '{"a": NaN}', "{}",
    json.dumps(comm({"value": float("inf")})), json.dumps(comm({"value": "\ud83d"})),
    json.dumps(comm({"\udc00": 1})),
    json.dumps(OURS["write"])[:-1],
])  # fmt: skip
def test_what_is_no_message_does_not_pass(frame):
    with pytest.raises(RefusedError):
        read_message(frame)


def _nested(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


def test_the_borders_of_length_and_depth():
    room = LONGEST - len(json.dumps(comm({"value": ""})))
    read_message(json.dumps(comm({"value": "x" * room})))
    with pytest.raises(RefusedError):
        read_message(json.dumps(comm({"value": "x" * (room + 1)})))
    used = 4  # the message, its content, the data, and what the page's script hands over
    read_message(json.dumps(comm({"value": _nested(DEEPEST - used)})))
    with pytest.raises(RefusedError):
        read_message(json.dumps(comm({"value": _nested(DEEPEST - used + 1)})))


def test_a_refusal_tells_nothing_of_what_was_sent():
    with pytest.raises(RefusedError) as refused:
        read_message(json.dumps(message("geheim", {"code": "geheim"})))
    assert "geheim" not in str(refused.value)


def test_a_pace_lets_so_many_at_once_and_then_so_many_a_second(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("monitorlib.server.messages.time.monotonic", lambda: now[0])
    pace = Pace(3, 2)
    assert [pace.allows() for _ in range(5)] == [True, True, True, False, False]
    now[0] = 1.0
    assert [pace.allows() for _ in range(3)] == [True, True, False]
    now[0] = 100.0
    assert pace.allows(3) and not pace.allows()
