"""What a page does each second without being asked: a fault there is told, and the next look goes on."""

import asyncio
import contextlib
import logging

import pytest

from monitorlib.sessions import MEETING
from monitorlib.widgets import conversation as conversations
from monitorlib.widgets import faults
from monitorlib.widgets.conversation import Conversation
from monitorlib.widgets.page import Page
from tests.loops import in_a_loop
from tests.widgets.conftest import Browser

NOTE = "van mevrouw De Vries"


@pytest.fixture
def carried(workspace, caplog, monkeypatch):
    """A page that said hello, carried by its widget: what goes to the browser, and what is logged."""
    browser = Browser(workspace).do("hello", place={})
    monkeypatch.setattr(Page, "send", lambda _page, content: browser.sent.append(content))
    monkeypatch.setattr(conversations, "POLL_SECONDS", 0.001)
    monkeypatch.setattr(faults._LOG, "propagate", True)
    caplog.set_level(logging.ERROR, "monitorlib.viewer")
    yield browser, Page(browser.conversation), caplog
    logging.getLogger("monitorlib.viewer").propagate = True


def _looks(conversation: Conversation, enough) -> None:
    """Let the page look again and again until that is enough; a task that ended is seen."""

    async def run() -> None:
        task = asyncio.get_running_loop().create_task(conversation._poll())
        while not enough():
            assert not task.done(), task.exception()
            await asyncio.sleep(0.001)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    in_a_loop(run())


def test_a_fault_while_looking_for_others_is_a_code_on_the_screen_and_the_looking_goes_on(
    carried, log, monkeypatch
):
    browser, _page, logged = carried
    conversation, wrong = browser.conversation, [True] * 5
    look = conversation.look_for_others

    def stumbles() -> None:
        if wrong:
            wrong.pop()
            raise KeyError(NOTE)
        look()

    monkeypatch.setattr(conversation, "look_for_others", stumbles)
    log.write(browser.meeting, MEETING, "note", "van een ander scherm", "f" * 16)
    _looks(conversation, lambda: conversation.state.notes.meeting.get("note") == "van een ander scherm")
    told = [each["told"] for each in browser.sent if each["kind"] == "fault"]
    assert len(told) == len(logged.messages) == 1  # once, not each second
    code = told[0].split("code ")[1][:6]
    assert code in logged.messages[0] and "KeyError in" in logged.messages[0]
    assert NOTE not in told[0] + logged.text
    assert "Traceback" not in logged.text


def test_a_fault_that_comes_back_is_told_again(carried, monkeypatch):
    browser, _page, _logged = carried
    turns = [KeyError("a"), KeyError("a"), None, ValueError("b"), None]

    def stumbles() -> None:
        if turns and (error := turns.pop(0)) is not None:
            raise error

    monkeypatch.setattr(browser.conversation, "look_for_others", stumbles)
    _looks(browser.conversation, lambda: not turns)
    assert [each["kind"] for each in browser.sent].count("fault") == 2
