"""Two screens started on one workspace: both serve, of one meeting; a port that is taken is told."""

import socket
import urllib.request
from http.cookiejar import CookieJar

import pytest

from monitorlib.cli import main
from monitorlib.release import publish as publishing
from monitorlib.server.viewer import HOST, Viewer
from monitorlib.sessions import MEETING, SessionLog
from monitorlib.workspace import Workspace
from tests import populations


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setattr(publishing, "_draw", lambda _content: ())
    made = Workspace.create(tmp_path / "werkmap")
    populations.store(made, populations.people([1, 1, 1, 0, 0, -1] * 6))
    populations.release(made)
    SessionLog(made.session_log).let_go()
    return made


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def _page(address: str) -> tuple[int, str]:
    """As a browser that keeps what it is handed."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with browser.open(address, timeout=120) as answer:
        return answer.status, answer.read().decode()


def test_two_screens_on_one_workspace_both_serve(workspace):
    with Viewer(workspace, _free_port()) as one, Viewer(workspace, _free_port()) as other:
        for viewer in (one, other):
            status, page = _page(viewer.address)
            assert status == 200 and "jupyter-widgets" in page
        other.stop()
        assert _page(one.address)[0] == 200  # the one does not end with the other
    assert (workspace.path / "logs" / "voila.log").read_text("utf-8").count("is running at") == 2
    assert "Traceback" not in (workspace.path / "logs" / "voila.log").read_text("utf-8")


def test_what_one_screen_writes_the_other_reads_in_the_same_meeting(workspace):
    one, other = SessionLog(workspace.session_log), SessionLog(workspace.session_log)
    meetings = [each.open_meeting("Oost", "2025") for each in (one, other)]
    assert meetings[0].id == meetings[1].id
    one.write(meetings[0].id, MEETING, "note", "van het ene scherm")
    other.write(meetings[0].id, MEETING, "story", "van het andere")
    for each in (one, other):
        assert each.read(meetings[0].id).meeting == {"note": "van het ene scherm", "story": "van het andere"}
        each.let_go()


def test_a_second_screen_on_a_port_that_is_taken_is_told(workspace, capsys):
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        with pytest.raises(SystemExit) as ended:
            main(["session", "--workspace", str(workspace.path), "--port", port, "--no-browser"])
    told = capsys.readouterr().err
    assert (ended.value.code, "al in gebruik" in told, "--port" in told) == (1, True, True)
