"""What goes wrong with an answer is a line in the log of the server, and one only."""

import logging

import pytest
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler

from monitorlib.server.application import _tell_faults
from monitorlib.server.guard import LOG, Guarded
from tests.loops import in_a_loop


class Plain(Guarded, RequestHandler):
    """A handler under the guard, whose page of what went wrong is empty."""

    def write_error(self, status_code: int, **_how) -> None:
        self.finish()


class Full(Plain):
    def get(self) -> None:
        raise HTTPError(503)


class Broken(Plain):
    def get(self) -> None:
        raise ZeroDivisionError("geheim")


class Unwell(Plain):
    def get(self) -> None:
        self.set_status(503)


async def _asked(path: str) -> int:
    server = HTTPServer(
        Application([("/vol", Full), ("/stuk", Broken), ("/onwel", Unwell)], log_function=_tell_faults)
    )
    (socket,) = sockets = bind_sockets(0, "127.0.0.1")
    server.add_sockets(sockets)
    answer = await AsyncHTTPClient().fetch(
        f"http://127.0.0.1:{socket.getsockname()[1]}{path}", raise_error=False
    )
    server.stop()
    await server.close_all_connections()
    return answer.code


@pytest.mark.parametrize(
    ("path", "status", "begins"),
    [("/vol", 503, "503 GET"), ("/stuk", 500, "code "), ("/onwel", 503, "503 /")],
)
def test_an_answer_that_goes_wrong_is_one_line(path, status, begins, caplog):
    with caplog.at_level(logging.WARNING, logger=LOG.name):
        assert in_a_loop(_asked(path)) == status
    (line,) = (each.message for each in caplog.records if each.name == LOG.name)
    assert line.startswith(begins) and path in line and "geheim" not in line
