"""Kills writers at random moments and prints what each had acknowledged: `python -m tests.sessions.killing URL`.

A process of its own that imports only the session log, because it forks a writer a round, quick and light.
"""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable

from monitorlib.sessions import SessionLog, Topic

ROUNDS = 20
LONGEST_SECONDS = 0.1
WRITERS = 2


def topic_of(number: int, writer: int) -> Topic:
    """Where a writer of a round writes."""
    return Topic("zrm-2017", "professional", f"area_{number}_{writer}")


def write_for_ever(url: str, meeting: str, topic: Topic, acknowledge: int) -> None:
    """Number after number; each is told on `acknowledge` when the log says that it is kept."""
    log = SessionLog(url)
    for number in range(1, 1_000_000):
        log.write(
            meeting, topic.subject, "note", f"{number} {'x' * (number % 3000)}", screen=str(os.getpid())
        )
        os.write(acknowledge, f"{number}\n".encode())


def start_writer(url: str, meeting: str, topic: Topic) -> tuple[int, int]:
    """A child that writes, and where its acknowledgements can be read."""
    return start_child(lambda telling: write_for_ever(url, meeting, topic, telling))


def start_child(do: Callable[[int], None]) -> tuple[int, int]:
    """A child that is handed where to tell, and where that can be read."""
    told, telling = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(told)
        do(telling)
    os.close(telling)
    return child, told


def last_number(told: int, before: bytes) -> int:
    """The last whole number in a pipe whose writer is gone, after what was read of it `before`."""
    with os.fdopen(told, "rb") as pipe:
        return int((before + pipe.read()).split(b"\n")[-2])


def main(url: str, meeting: str) -> None:
    """ROUNDS times: let writers write for a random while, kill them, remember what they were promised."""
    moments = random.Random(7)
    acknowledged = {}
    for number in range(ROUNDS):
        topics = [topic_of(number, writer) for writer in range(WRITERS)]
        writers = [start_writer(url, meeting, topic) for topic in topics]
        first = [os.read(told, 65_536) for _child, told in writers]  # every writer has something to lose
        time.sleep(moments.random() * LONGEST_SECONDS)
        for child, _told in writers:
            os.kill(child, signal.SIGKILL)
        for topic, (child, told), before in zip(topics, writers, first, strict=True):
            os.waitpid(child, 0)
            acknowledged[topic.subject] = last_number(told, before)
    print(json.dumps(acknowledged))


if __name__ == "__main__":
    main(*sys.argv[1:])
