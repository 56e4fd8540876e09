"""Pages that write one note after another while all behind them is killed, and begin again by themselves."""

import asyncio
import contextlib
import json
import random
import threading
import time
from dataclasses import dataclass, field

from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, WebSocketClosedError, websocket_connect

from monitorlib.sessions import SessionLog, new_action
from tests.attack.client import WAIT_SECONDS, Attacker, as_text, message

PAUSE_SECONDS = 0.1  # between two notes; a page may send forty messages a second, a screen along twenty
AGAIN_SECONDS = 0.3  # until a page that lost its line loads again
ANSWER_SECONDS = 20.0
WORD = "notitie"


@dataclass
class Writer:
    """A page of the meeting that writes one note after another, all in one field, numbered."""

    attacker: Attacker
    name: str
    place: dict = field(default_factory=dict)  # what the page's address says
    pause: float = PAUSE_SECONDS
    subject: str = field(default_factory=new_action)
    sent: int = 0
    kept: int = 0  # the number of the last note that it was told is kept
    told: int = 0  # how many it was told are kept
    refused: int = 0  # how often it was told in words that a note is not kept
    meeting: str = ""
    killed_at: float = 0.0
    again_at: float = 0.0  # when something was kept first that was sent after the kill

    async def write_on(self, stop: threading.Event) -> None:
        """Until it is stopped; a line that goes is a page that loads again."""
        while not stop.is_set():
            with contextlib.suppress(OSError, AssertionError, WebSocketClosedError, TimeoutError, Exception):
                await self._visit(stop)
            await asyncio.sleep(AGAIN_SECONDS)

    async def _visit(self, stop: threading.Event) -> None:
        line = await self.open_line()
        try:
            await self.say(line, {"kind": "hello", "place": self.place, "screen": self.name * 4})
            self.meeting = (await self._hear(line, "patch"))["place"]["meeting"]
            while not stop.is_set():
                await self._write(line)
                await asyncio.sleep(self.pause)
        finally:
            line.close()

    async def _write(self, line: WebSocketClientConnection) -> None:
        self.sent += 1
        place = {"meeting": self.meeting, "subject": self.subject, "field": "text"}
        value, begun = f"{WORD} {self.sent}", time.monotonic()
        await self.say(
            line, {"kind": "write", "key": "k", "number": self.sent, "value": value, "seen": 0, **place}
        )
        while (saved := await self._hear(line, "saved"))["number"] != self.sent:
            pass
        if saved["refused"]:
            self.refused += 1
            await asyncio.sleep(AGAIN_SECONDS)
            return
        self.kept, self.told = self.sent, self.told + 1
        if begun > self.killed_at > self.again_at:
            self.again_at = time.monotonic()

    async def _hear(self, line: WebSocketClientConnection, kind: str) -> dict:
        while True:
            said = await asyncio.wait_for(line.read_message(), ANSWER_SECONDS)
            if said is None:
                raise WebSocketClosedError
            content = self.content(said)
            if content.get("kind") == kind:
                return content

    async def open_line(self) -> WebSocketClientConnection:
        """Load the page, and connect to the kernel behind it."""
        kernel, self.widget = await asyncio.to_thread(self.attacker.page)
        self.attacker.loot.parts.clear()
        return await self.attacker.line(kernel, session=f"{self.name}-{random.randrange(10**9)}")

    async def say(self, line: WebSocketClientConnection, content: dict) -> None:
        """As the page's widget sends it."""
        data = {"comm_id": self.widget, "data": {"method": "custom", "content": content}}
        await line.write_message(as_text(message("comm_msg", data, "shell", self.sent)))

    def content(self, said: str | bytes) -> dict:
        """What the page's script is told."""
        content = json.loads(said).get("content", {}).get("data", {}) if isinstance(said, str) else {}
        return content.get("content", {}) if isinstance(content, dict) else {}


@dataclass
class AlongWriter(Writer):
    """The same on a screen that looks along (`/meekijken`), for whoever may write there."""

    async def open_line(self) -> WebSocketClientConnection:
        """Load the page, which starts the process behind it, and connect."""
        answer = await asyncio.to_thread(self.attacker.ask, "/meekijken")
        self.attacker.loot.parts.clear()
        if answer.status != 200:
            raise OSError(answer.status)
        here = f"http://{self.attacker.place}"
        asked = HTTPRequest(
            f"ws://{self.attacker.place}/meekijken/verbinding",
            headers={**self.attacker.headers, "Origin": here},
            request_timeout=WAIT_SECONDS,
        )
        return await websocket_connect(asked)

    async def say(self, line: WebSocketClientConnection, content: dict) -> None:
        """As following.js sends it."""
        await line.write_message(json.dumps(content))

    def content(self, said: str | bytes) -> dict:
        """What following.js is told."""
        return json.loads(said)


def lost_notes(log: SessionLog, writers: list[Writer], kept: list[int]) -> list[str]:
    """The notes that were told to be kept and are not there, nor a later one in their place; in words."""
    lost = []
    for meeting in {writer.meeting for writer in writers if writer.meeting}:
        stored = {c.subject: c.value for c in log.changes_since(meeting, 0).changed if c.field == "text"}
        for writer, number in zip(writers, kept, strict=True):
            there = int(stored.get(writer.subject, f"{WORD} 0").split()[1])
            if writer.meeting == meeting and there < number:
                lost.append(f"note {number} of {writer.name}: {there} stands there")
    return lost
