"""A screen that follows along, without a browser: its connection, as following.js opens it."""

import asyncio
import json
from collections.abc import Coroutine

from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from monitorlib.server.viewer import Viewer
from tests.loops import in_a_loop
from tests.visiting import signed_in

_OPEN: list[WebSocketClientConnection] = []


def connected_in_a_loop(work: Coroutine):
    """Run in a loop of its own, and close what is open."""
    return in_a_loop(_and_close(work))


async def _and_close(work: Coroutine):
    try:
        return await work
    finally:
        for connection in _OPEN:
            if connection.protocol is not None:
                connection.protocol.stream.close()
                connection.close()
        _OPEN.clear()
        await asyncio.sleep(0.05)  # tornado closes in the next turns of the loop


async def connected(viewer: Viewer, **headers: str) -> WebSocketClientConnection:
    """A connection to a server, by default from its own page and with the right to open the meeting."""
    given = {"Origin": viewer.local_place.rstrip("/"), **signed_in(viewer), **headers}
    place = f"{viewer.local_place}meekijken/verbinding".replace("http", "ws", 1)
    asked = HTTPRequest(place, headers={name: value for name, value in given.items() if value})
    connection = await websocket_connect(asked)
    _OPEN.append(connection)
    return connection


def say(connection: WebSocketClientConnection, **message: object) -> None:
    """One message of the page."""
    connection.write_message(json.dumps(message))


async def heard(connection: WebSocketClientConnection, kind: str) -> dict | None:
    """The next message of this kind; None when the connection was closed."""
    while (text := await asyncio.wait_for(connection.read_message(), 60)) is not None:
        told = json.loads(text)
        if told["kind"] == kind:
            return told
    return None
