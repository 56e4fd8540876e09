"""A disk that fills, a second server, a clock that was set, a log of a newer program.

What somebody wrote in a meeting or answered on a phone and was acknowledged is never lost, and what is wrong is
told in one line.
"""

import asyncio
import errno
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.server.phone_room import FRESH_SECONDS, Room
from monitorlib.sessions import MEETING, Phones, SessionLog, ballots, round_rows
from monitorlib.sessions import phones as rounds
from monitorlib.sessions.phones import FOLDER
from monitorlib.workspace import Workspace
from tests.following import connected_in_a_loop
from tests.sessions.test_phones import ASKED, MONEY, VIEW, phone
from tests.test_clock import DAYS

ANSWER = {0: "same"}
MOST_FLUSHES = 30  # no act here has so many


@pytest.fixture
def workspace(tmp_path):
    return Workspace.create(tmp_path / "werkmap")


@pytest.fixture
def log(workspace):
    made = SessionLog(workspace.session_log)
    yield made
    made.let_go()


@pytest.fixture
def meeting(log):
    return log.open_meeting("Demo-Oost", "2025").id


@pytest.fixture
def room(log, workspace):
    return Phones(log, workspace)


def _four_answers(room: Phones, asked) -> None:
    for number in range(4):
        assert room.answer(asked, phone(number), 1, ANSWER) == "kept"


def _counted(log: SessionLog, meeting: str) -> tuple[int, dict]:
    (found,) = log.rounds(meeting)
    return found.counts.phones, found.spread(MONEY)


def _full_at(number: int, patch) -> list[int]:
    """The flush with this number finds no room, as do all after it; those that were asked for."""
    asked, flush = [], os.fsync

    def fails(handle: int) -> None:
        asked.append(handle)
        if len(asked) > number:
            raise OSError(errno.ENOSPC, "")
        flush(handle)

    patch.setattr(os, "fsync", fails)
    return asked


@pytest.mark.parametrize("act", ["answer", "close"])
def test_whichever_write_finds_the_disk_full_no_acknowledged_answer_is_lost(
    act, workspace, log, room, meeting
):
    acts: dict[str, Callable[[], object]] = {
        "answer": lambda: room.answer(asked, phone(9), 1, ANSWER),
        "close": lambda: room.close(asked),
    }
    for number in range(MOST_FLUSHES):
        asked = room.ask(meeting, "expected", f"{VIEW} {number}", ASKED)
        _four_answers(room, asked)
        with pytest.MonkeyPatch.context() as patch:
            flushes, refused = _full_at(number, patch), False
            try:
                acts[act]()
            except OSError:
                refused = True
        room.close(asked)  # there is room again; it may have been closed before
        room.tidy()
        counted = next(each for each in log.rounds(meeting) if each.id == asked.id)
        more = act == "answer" and not refused
        assert counted.closed and counted.counts.phones in (
            {5} if more else {4, 5} if act == "answer" else {4}
        )
        assert [*(workspace.path / FOLDER).iterdir()] == []
        if len(flushes) <= number:
            assert not refused and number > 0  # each write of this act had its turn
            return
    pytest.fail("it flushes more often than was tried")


def test_a_note_that_does_not_fit_is_refused_whole_and_the_note_before_it_stays(workspace):
    """Page by page: SQLite is given a little more room each time, and says itself when it is full."""
    seen = set()
    for pages in range(12):
        log = SessionLog(workspace.session_log)
        meeting = log.open_meeting("Demo-Oost", f"periode {pages}").id
        log.write(meeting, MEETING, "note", "eerst")
        with closing(log._engine.raw_connection()) as line:
            (now,) = line.cursor().execute("PRAGMA page_count").fetchone()
            line.cursor().execute(f"PRAGMA max_page_count={now + pages}")
        long = f"{pages % 10}" * 9_999
        try:
            log.write(meeting, MEETING, "note", long)
            expected = long
        except UserError as refused:
            assert "schijf is vol" in refused.message("nl") and "\n" not in refused.message("nl")
            expected = "eerst"
        log.let_go()
        again = SessionLog(workspace.session_log)
        assert again.read(meeting).meeting == {"note": expected}
        seen.add(expected == "eerst")
        again.let_go()
    assert seen == {True, False}  # it was full, and it was not


def test_phones_at_two_servers_of_one_workspace_answer_the_same_question_and_all_count(
    workspace, log, room, meeting
):
    asked = room.ask(meeting, "expected", VIEW, ASKED)

    async def answer() -> list[str]:
        one, other = Room(lambda: workspace), Room(lambda: workspace)
        shown = [(await each.told(""))["rooms"][0]["round"]["id"] for each in (one, other)]
        assert shown == [asked.id] * 2
        kept = [await each.answer(asked.id, phone(n), 1, {0: 1}) for n, each in enumerate([one, other] * 2)]
        again = await other.answer(asked.id, phone(0), 2, {0: 0})  # a phone that comes by the other way
        room.close(asked)
        late = await one.answer(asked.id, phone(7), 1, {0: 1})
        await asyncio.sleep(FRESH_SECONDS)
        return [*kept, again, late]

    assert connected_in_a_loop(answer()) == ["", "", "", "", "", ballots.CLOSED]
    assert _counted(log, meeting) == (4, {"more_better": 1, "same": 3})


@pytest.mark.parametrize("days", DAYS)
def test_what_phones_answered_is_counted_whatever_the_clock_did(days, log, room, meeting, monkeypatch):
    asked = room.ask(meeting, "expected", VIEW, ASKED)
    _four_answers(room, asked)
    now = datetime.now(UTC) + timedelta(days=days)

    class Clock(datetime):
        @classmethod
        def now(cls, zone=None) -> datetime:
            return now

    for module in (rounds, round_rows):
        monkeypatch.setattr(module, "datetime", Clock)
    monkeypatch.setattr(rounds.time, "time", now.timestamp)
    kept = room.answer(asked, phone(9), 1, ANSWER)
    room.tidy()  # as a server does each minute: a question of long ago closes, with all that was answered
    room.close(asked)
    assert kept == "kept" and _counted(log, meeting) == (5, {"more_better": 0, "same": 5})


def test_a_log_of_a_newer_program_keeps_the_answers_of_phones_for_that_program(workspace, log, room, meeting):
    asked = room.ask(meeting, "expected", VIEW, ASKED)
    _four_answers(room, asked)
    log.let_go()
    _set_version(workspace, "9999")
    before = {file.name: file.read_bytes() for file in (workspace.path / FOLDER).iterdir()}

    async def told() -> str:
        try:
            return str(await Room(lambda: workspace).told(""))
        except UserError as refused:
            return refused.message("nl")

    line = connected_in_a_loop(told())
    assert "nieuwere versie van dit programma" in line and "\n" not in line
    assert {file.name: file.read_bytes() for file in (workspace.path / FOLDER).iterdir()} == before
    _set_version(workspace, None)
    room.close(asked)
    assert _counted(log, meeting) == (4, {"more_better": 0, "same": 4})


_versions: dict[Workspace, str] = {}


def _set_version(workspace: Workspace, version: str | None) -> None:
    """Say that a newer program changed the log; None puts back what stood there."""
    with closing(sqlite3.connect(workspace.session_log)) as database:
        (now,) = database.execute("SELECT version_num FROM alembic_version").fetchone()
        wanted = version or _versions.pop(workspace)
        _versions.setdefault(workspace, now)
        database.execute("UPDATE alembic_version SET version_num = ?", (wanted,))
        database.commit()
