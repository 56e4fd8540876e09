"""Which messages of a browser reach a kernel, and the line on which they come.

A browser is not trusted: whoever can open the page can send anything. Nothing of what it sends is given to
Jupyter's own readers; what passes here, in its shape and at a page's pace, is sent on as it was read here. What
may pass was found by looking at what a page sends (tests/attack/test_messages.py holds that nothing else does).

The binary form of messages that Jupyter offers (`v1.kernel.websocket.jupyter.org`) is not offered: its reader
believes what a frame says of its own size. Our use of Jupyter's insides stands in the two classes of the line.
"""

import json
import re
import time
from collections.abc import Callable

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from tornado.web import HTTPError
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler


class Pace:
    """Lets `at_once` pass, and what is used up comes back at `a_second`."""

    def __init__(self, at_once: float, a_second: float) -> None:
        self._most, self._a_second = at_once, a_second
        self._left, self._looked = at_once, time.monotonic()

    def has(self, amount: float = 1) -> bool:
        """Whether `amount` more may pass now."""
        self._refill()
        return amount <= self._left

    def allows(self, amount: float = 1) -> bool:
        """Whether `amount` more may pass now; it counts only when it may."""
        if not self.has(amount):
            return False
        self._left -= amount
        return True

    def _refill(self) -> None:
        now = time.monotonic()
        self._left = min(self._most, self._left + (now - self._looked) * self._a_second)
        self._looked = now


LONGEST = 64 * 1024  # characters of one message; a note of the longest kind is a sixth of it
DEEPEST = 12  # lists and objects inside each other; a page needs six
LONGEST_NAME = 128  # of a message, a session, a comm
CONTROL = "jupyter.widget.control"  # the comm over which a page asks for its widgets; it may open no other
METHODS = {"custom", "request_state", "request_states"}  # never "update": nothing is set from outside,
CHOSEN = {"index"}  # but for this of a list, on the page that is made of ordinary widgets
# what a page hears of its kernel; what a kernel prints stays in the log
HEARD = {
    "comm_open", "comm_msg", "comm_close", "comm_info_reply", "kernel_info_reply", "status", "shutdown_reply",
}  # fmt: skip
_PARTS = {"header": dict, "parent_header": dict, "metadata": dict, "content": dict}


class RefusedError(ValueError):
    """A message that is not passed on, and by which rule; never what stood in it."""


def read_message(frame: str | bytes, choices: bool = False) -> dict:
    """One message of a browser, as it may be sent on to the kernel's shell channel; RefusedError else.

    `choices`: the page has lists of ipywidgets, in which a browser sets what is chosen.
    """
    message = _parsed(frame)
    for part, kind in _PARTS.items():
        _hold(isinstance(message.get(part), kind), f"no {part}")
    _hold(message.get("channel") == "shell", "another channel")
    _hold(not message.get("buffers"), "buffers")
    _check_header(message["header"])
    allowed = _CONTENT.get(message["header"]["msg_type"])
    _hold(allowed is not None, "a type that no page of ours sends")
    if not (choices and _is_choice(message)):
        allowed(message["content"])
    return {part: message[part] for part in _PARTS}


def _parsed(frame: str | bytes) -> dict:
    _hold(isinstance(frame, str), "not text")
    _hold(len(frame) <= LONGEST, "too long")
    try:
        message = json.loads(frame, parse_constant=_no_number)
        frame.encode()
    except (ValueError, RecursionError):
        raise RefusedError("no JSON") from None
    _hold(isinstance(message, dict), "no object")
    _check_depth(message)
    return message


def _no_number(_name: str) -> None:
    raise RefusedError("no number")


def _check_depth(message: dict) -> None:
    level: list = [message]
    for _ in range(DEEPEST):
        level = [inner for each in level for inner in _inside(each)]
        if not level:
            return
    raise RefusedError("too deep")


def _inside(value: object) -> list:
    values = value.values() if isinstance(value, dict) else value
    for text in (*values, *(value if isinstance(value, dict) else ())):
        _hold(not isinstance(text, str) or _is_text(text), "no text")
    return [each for each in values if isinstance(each, dict | list)]


def _is_text(text: str) -> bool:
    """Whether it can be written down: half a character of two halves cannot."""
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)


def _check_header(header: dict) -> None:
    for name in ("msg_id", "msg_type", "session", "username"):
        _hold(_is_name(header.get(name, "")), f"its {name}")
    _hold(header.get("msg_id") and header.get("msg_type"), "no name or type")
    _hold(all(value is None or _is_name(value) for value in header.values()), "its header")


def _is_name(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_NAME


def _check_nothing(content: dict) -> None:
    _hold(not content, "content")


def _check_comm_info(content: dict) -> None:
    _hold(set(content) <= {"target_name", "target"}, "its content")
    _hold(all(value is None or _is_name(value) for value in content.values()), "its target")


def _check_comm_open(content: dict) -> None:
    _hold(_is_name(content.get("comm_id")), "its comm")
    _hold(content.get("target_name") == CONTROL, "a comm that no page of ours opens")
    _hold(not content.get("target_module"), "a module")
    _hold(isinstance(content.get("data"), dict) and not content["data"], "its data")


def _check_comm_msg(content: dict) -> None:
    _hold(_is_name(content.get("comm_id")), "its comm")
    data = content.get("data")
    _hold(isinstance(data, dict), "its data")
    _hold(_is_name(data.get("method")) and data["method"] in METHODS, "its method")
    _hold(set(data) <= {"method", "content"}, "its data")
    if data["method"] == "custom":
        _hold(isinstance(data.get("content"), dict), "its data")


def _is_choice(message: dict) -> bool:
    """Whether a browser tells which line of a list was chosen."""
    content, data = message["content"], message["content"].get("data")
    if (
        message["header"]["msg_type"] != "comm_msg"
        or not _is_name(content.get("comm_id"))
        or not isinstance(data, dict)
    ):
        return False
    state = data.get("state")
    if data.get("method") != "update" or not isinstance(state, dict) or data.get("buffer_paths"):
        return False
    return (
        set(state) == CHOSEN
        and type(state["index"]) is int
        and set(data) <= {"method", "state", "buffer_paths"}
    )


def _check_comm_close(content: dict) -> None:
    _hold(_is_name(content.get("comm_id")), "its comm")


_CONTENT: dict[str, Callable[[dict], None]] = {
    "kernel_info_request": _check_nothing,
    "comm_info_request": _check_comm_info,
    "comm_open": _check_comm_open,
    "comm_msg": _check_comm_msg,
    "comm_close": _check_comm_close,
}


def _hold(holds: object, rule: str) -> None:
    if not holds:
        raise RefusedError(rule)


CHOICES_SETTING = "monitor_choices"  # of tornado's application: whether its page has lists of ipywidgets
SESSION = re.compile(r"[0-9A-Za-z_-]{1,64}")
MOST_LINES = 3  # to one kernel at once: a page has one, and one that comes back a second for a moment
AT_ONCE, A_SECOND = 300, 40  # messages; a page that begins sends some ten, a person who types three a second
CHARACTERS_AT_ONCE, CHARACTERS_A_SECOND = 20 * LONGEST, LONGEST
MOST_REFUSED = 20  # a page of ours sends none
TOO_MUCH = 1008  # the websocket's own number for "against our rules"


class Paces:
    """What one kernel's pages sent: also over lines that were closed and opened again."""

    def __init__(self) -> None:
        self.messages = Pace(AT_ONCE, A_SECOND)
        self.characters = Pace(CHARACTERS_AT_ONCE, CHARACTERS_A_SECOND)
        self.refused = Pace(MOST_REFUSED, 1 / 60)

    def allow(self, frame: str | bytes) -> bool:
        """Whether this one still may come."""
        return self.messages.allows() and self.characters.allows(len(frame))


class MeetingLine(ZMQChannelsWebsocketConnection):
    """What passes between a page and its kernel."""

    @property
    def paces(self) -> Paces:
        """Of this kernel."""
        kernel = self.kernel_manager
        if not hasattr(kernel, "monitor_paces"):
            kernel.monitor_paces = Paces()
        return kernel.monitor_paces

    def handle_incoming_message(self, incoming_msg: str | bytes) -> None:
        """Send on what may be sent on; close the line of who sends too much, or what no page of ours sends."""
        if not self.paces.allow(incoming_msg):
            self._end("more than a page sends")
            return
        try:
            message = read_message(incoming_msg, self.websocket_handler.settings.get(CHOICES_SETTING, False))
        except RefusedError as refused:
            self.log.warning("A message was refused: %s.", refused)
            if not self.paces.refused.allows():
                self._end("too many messages that no page of ours sends")
            return
        shell = self.channels.get("shell")
        if shell is not None and not shell.closed():
            self.session.send(shell, message)

    def _end(self, reason: str) -> None:
        self.log.warning("A page's line was closed: %s.", reason)
        self.websocket_handler.close(TOO_MUCH, reason)

    def _on_zmq_reply(self, stream, msg_list) -> None:
        """What the kernel says to a page; what it prints, and what went wrong in it, a page does not hear."""
        if isinstance(msg_list, dict) and msg_list["header"]["msg_type"] in HEARD:
            super()._on_zmq_reply(stream, msg_list)


class MeetingSocket(VoilaKernelWebsocketHandler):
    """The address to which a page's line goes."""

    async def pre_get(self) -> None:
        """Refuse what Jupyter would stumble over, before it does anything."""
        if not SESSION.fullmatch(self.get_argument("session_id", "")):
            raise HTTPError(400)
        if self.kernel_id not in self.kernel_manager:
            raise HTTPError(404)
        if self.kernel_manager.lines_of(self.kernel_id) >= MOST_LINES:
            raise HTTPError(429)
        await super().pre_get()

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        """Text that is JSON, whatever is asked for."""
        return None

    def get_compression_options(self) -> dict | None:
        """None: a small frame cannot become a large message."""
        return None
