"""An attacker with a socket: asks for pages, opens lines to kernels, and keeps every byte that comes back."""

import http.client
import json
import os
import re
import select
import socket
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from jupyter_server.services.kernels.connection.base import serialize_binary_message, serialize_msg_to_ws_v1
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

V1 = "v1.kernel.websocket.jupyter.org"
# the whole of it sends a hundred messages at a time to one kernel, which takes its time on a busy computer
WAIT_SECONDS = 300 if os.environ.get("MONITOR_ATTACK") == "full" else 60
PATIENCE_SECONDS = 0.3  # for an answer that should not come
CONFIG = re.compile(r'id="jupyter-config-data"[^>]*>(.*?)</script>', re.S)
MODEL = re.compile(r'"model_id": ?"([0-9a-f]{32})"')


@dataclass
class Loot:
    """Everything that came back."""

    parts: list[bytes] = field(default_factory=list)

    def keep(self, part: str | bytes) -> None:
        """Add what came."""
        self.parts.append(part if isinstance(part, bytes) else part.encode(errors="replace"))

    def holds(self, canary: str) -> bool:
        """Whether these words came back, in whatever form a line has."""
        spelled = canary.encode()
        return any(form in part for part in self.parts for form in (spelled, b64encode(spelled)[:-4]))


@dataclass
class Answer:
    """What a request brought."""

    status: int
    headers: dict[str, str]
    body: bytes


class Attacker:
    """Somebody who can reach the server; with `headers` that show a right, else without one."""

    def __init__(self, address: str, headers: dict[str, str] | None = None) -> None:
        self.address, self.place, self.headers = address, urlsplit(address).netloc, headers or {}
        self.loot = Loot()

    def ask(self, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
        """One request, its path as it is spelled; a connection that is cut is answered 0."""
        host, port = self.place.split(":")
        line = http.client.HTTPConnection(host, int(port), timeout=WAIT_SECONDS)
        named = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        try:
            line.request(method, path, body or None, named)
            got = line.getresponse()
            answer = Answer(got.status, {k.lower(): v for k, v in got.getheaders()}, got.read())
        except (OSError, http.client.HTTPException):
            return Answer(0, {}, b"")
        finally:
            line.close()
        self.loot.keep(answer.body)
        self.loot.keep(json.dumps(answer.headers))
        return answer

    def page(self) -> tuple[str, str]:
        """Load the page: the kernel behind it, and the widget on it."""
        answer = self.ask("/")
        assert answer.status == 200, answer.status
        html = answer.body.decode()
        return json.loads(CONFIG.search(html)[1])["kernelId"], MODEL.search(html)[1]

    def raw(self, *sent: bytes) -> bytes:
        """Send bytes that no client library would send; the first bytes of the answer.

        Between the parts the server has a moment to answer: what waits for the end of a line is not waited for.
        """
        host, port = self.place.split(":")
        with socket.create_connection((host, int(port)), timeout=WAIT_SECONDS) as line:
            try:
                for at, part in enumerate(sent):
                    if at:
                        select.select([line], [], [], PATIENCE_SECONDS)
                    line.sendall(part)
                got = line.recv(65536)
            except OSError:
                return b""
        self.loot.keep(got)
        return got

    def upgrade(self, kernel: str, session: str = "attacker", **headers: str) -> int:
        """How a line to a kernel is answered."""
        key = {"Sec_WebSocket_Version": "13", "Sec_WebSocket_Key": "eHh4eHh4eHh4eHh4eHh4eA=="}
        asked = {"Upgrade": "websocket", "Connection": "Upgrade", **key, **headers}
        return self.ask(f"/api/kernels/{kernel}/channels?session_id={session}", **asked).status

    async def line(
        self, kernel: str, protocols: tuple[str, ...] = (), session: str = "attacker"
    ) -> WebSocketClientConnection:
        """A line to a kernel."""
        url = f"ws://{self.place}/api/kernels/{kernel}/channels?session_id={session}"
        request = HTTPRequest(url, headers=self.headers, request_timeout=WAIT_SECONDS)
        return await websocket_connect(request, subprotocols=list(protocols) or None)


async def closed(line: WebSocketClientConnection) -> None:
    """Close a line, and wait until it is."""
    line.close()
    while await line.read_message() is not None:
        pass


def header(kind: str, number: object = 0) -> dict:
    """The header of a message."""
    return {
        "msg_id": f"m{number}", "msg_type": kind, "session": "attacker", "username": "", "version": "5.2",
        "date": "2026-11-29T12:00:00.000Z",
    }  # fmt: skip


def message(kind: str, content: dict, channel: str | None, number: object = 0) -> dict:
    """A message in the plain form."""
    parts = {"header": header(kind, number), "parent_header": {}, "metadata": {}, "content": content}
    return {**parts, "buffers": [], **({} if channel is None else {"channel": channel})}


def as_text(sent: dict) -> str:
    """The plain form."""
    return json.dumps(sent)


def as_binary(sent: dict) -> bytes:
    """The older binary form, whole and well made."""
    return serialize_binary_message({**sent, "buffers": [b"x"]})


def as_v1(sent: dict) -> bytes:
    """The newer binary form, whole and well made."""
    return serialize_msg_to_ws_v1(sent, sent.get("channel") or "", lambda part: json.dumps(part).encode())


FORMS: dict[str, tuple[tuple[str, ...], Callable[[dict], str | bytes]]] = {
    "plain": ((), as_text),
    "binary": ((), as_binary),
    "v1": ((V1,), as_v1),
    "plain where v1 was asked for": ((V1,), as_text),
}
