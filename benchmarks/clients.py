"""Browsers without a browser, for measurements of the server: many at once, at next to no cost of their own.

Each loads the page as a browser does, says hello as the page's script does, and keeps what it is sent: a page with
a kernel (`KernelScreen`) and one of `/meekijken` (`FollowingScreen`).
"""

import asyncio
import json
import re
import time
import uuid
from collections.abc import Callable
from urllib.parse import urljoin

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import websocket_connect

PATIENCE_SECONDS = 180.0
_LOADED = re.compile(r"<(?:script|link)\b[^>]*?\b(?:src|href)=\"([^\"#:]+)\"")
_WIDGET = re.compile(r'"model_id":\s*"([0-9a-f]{32})"')
_KERNEL = re.compile(r'"kernelId":\s*"([0-9a-f-]{36})"')


class Screen:
    """One browser on the page at `address`. `place` is what its address says, `known` the headers of a sign-in."""

    def __init__(self, address: str, place: dict | None = None, known: dict[str, str] | None = None) -> None:
        self.address, self.place, self.known = address, place or {}, known or {}
        self.name = uuid.uuid4().hex[:16]
        self.regions: dict[str, str] = {}
        self.values: dict[str, str] = {}
        self.frame: dict = {}
        self.faults: list[str] = []
        self.usable_after: float | None = None
        self._socket = None
        self._seen: list[tuple[Callable[[dict], bool], asyncio.Future]] = []

    async def open(self) -> float:
        """Load the page and wait for its first step; the seconds that it took."""
        begin = time.perf_counter()
        arrived = self.next(
            lambda told: told["kind"] == "patch" and "ml-step" in "".join(self.regions.values())
        )
        await self._load()
        self.say(kind="hello", place=self.place, screen=self.name)
        await asyncio.wait_for(arrived, PATIENCE_SECONDS)
        self.usable_after = time.perf_counter() - begin
        return self.usable_after

    def next(self, fits: Callable[[dict], bool]) -> asyncio.Future:
        """The moment (perf_counter) at which the first message comes that fits."""
        future = asyncio.get_running_loop().create_future()
        self._seen.append((fits, future))
        return future

    async def ask(self, fits: Callable[[dict], bool], **message: object) -> float:
        """Say something and wait for the answer that fits: the seconds that it took."""
        begin, answer = time.perf_counter(), self.next(fits)
        self.say(**message)
        return await asyncio.wait_for(answer, PATIENCE_SECONDS) - begin

    def close(self) -> None:
        """Close the page."""
        if self._socket is not None:
            self._socket.close()

    def say(self, **message: object) -> None:
        """What a tap or a key sends."""
        raise NotImplementedError

    async def _load(self) -> None:
        raise NotImplementedError

    async def _page(self) -> str:
        """The page, and the scripts that it names itself."""
        page = (await self._get(self.address)).body.decode()
        for each in _LOADED.findall(page):
            if each:
                await self._get(urljoin(self.address, each))
        return page

    async def _get(self, address: str):
        asked = HTTPRequest(
            address, headers=self.known, request_timeout=PATIENCE_SECONDS, decompress_response=True
        )
        return await AsyncHTTPClient(max_clients=1000).fetch(asked)

    async def _connect(self, path: str) -> None:
        address = urljoin(self.address, path)
        asked = HTTPRequest(
            address.replace("http", "ws", 1),
            headers={**self.known, "Origin": self.address.rstrip("/").removesuffix("/meekijken")},
            request_timeout=PATIENCE_SECONDS,
        )
        self._socket = await websocket_connect(asked, on_message_callback=self._receive)

    def _receive(self, text: str | bytes | None) -> None:
        content = self._content(text) if text else None
        if content is None:
            return
        if content["kind"] == "fault":
            self.faults.append(content["told"])
        if content["kind"] == "patch":
            for name in content["gone"]:
                self.regions.pop(name, None)
            self.regions |= content["regions"]
            self.values |= content["values"]
            self.frame = content
        now = time.perf_counter()
        for each in list(self._seen):
            if not each[1].done() and each[0](content):
                self._seen.remove(each)
                each[1].set_result(now)

    def _content(self, text: str | bytes) -> dict | None:
        raise NotImplementedError


class FollowingScreen(Screen):
    """A screen on `/meekijken`."""

    def say(self, **message: object) -> None:
        """As following.js sends it."""
        self._socket.write_message(json.dumps(message))

    async def _load(self) -> None:
        await self._page()
        await self._connect("meekijken/verbinding")

    def _content(self, text: str | bytes) -> dict | None:
        return json.loads(text)


class KernelScreen(Screen):
    """A screen with a kernel of its own, on a page of Voila."""

    def say(self, **message: object) -> None:
        """As the widget sends it: a message of the comm of its model."""
        header = {
            "msg_id": uuid.uuid4().hex,
            "msg_type": "comm_msg",
            "username": "",
            "session": self._session,
            "version": "5.3",
        }
        content = {"comm_id": self._model, "data": {"method": "custom", "content": message}}
        sent = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
        self._socket.write_message(json.dumps({**sent, "buffers": []}))

    async def _load(self) -> None:
        page = await self._page()
        self._session, self._model = uuid.uuid4().hex, _WIDGET.search(page)[1]
        await self._connect(f"api/kernels/{_KERNEL.search(page)[1]}/channels?session_id={self._session}")

    def _content(self, text: str | bytes) -> dict | None:
        told = json.loads(text)
        if told.get("msg_type") in (
            "error",
            "stream",
            "display_data",
        ):  # a page that goes well says none of these
            self.faults.append(text[:300])
        data = told.get("content", {}).get("data", {})
        return data["content"] if isinstance(data, dict) and data.get("method") == "custom" else None
