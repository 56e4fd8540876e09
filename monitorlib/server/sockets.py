"""The line between a page and its kernel: only messages that were read (`server.messages`), at a page's pace.

The binary form of messages that Jupyter offers (`v1.kernel.websocket.jupyter.org`) is not offered: its reader
believes what a frame says of its own size. Our use of Jupyter's insides stands in these two classes.
"""

import re

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from tornado.web import HTTPError
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from monitorlib.server.messages import HEARD, LONGEST, RefusedError, read_message
from monitorlib.server.pace import Pace

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
