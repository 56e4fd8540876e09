"""Kills servers that keep what phones answer, at random moments: `python -m tests.sessions.killing_phones FOLDER`.

Prints the newest number of each phone that was acknowledged. A process of its own that imports only the file of
answers, because it forks a server a kill, quick and light. Some are cut off in the middle of a line, as by a full
disk.
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from monitorlib.sessions.ballots import KEPT, Ballots
from tests.sessions.killing import start_child

KILLS, PHONES, LONGEST_SECONDS = 20, 3, 0.05
ROUND = "ab" * 16


def phone(number: int) -> str:
    """What a phone calls itself."""
    return f"{number:032x}"


def serve_for_ever(folder: Path, first: int, acknowledge: int) -> None:
    """Answer after answer of each phone, from `first` on; each is told on `acknowledge` when it is kept."""
    ballots = Ballots(folder, ROUND)
    for number in range(first, 1_000_000):
        for each in range(PHONES):
            if ballots.keep(phone(each), number, {0: str(number)}) == KEPT:
                os.write(acknowledge, f"{each} {number}\n".encode())


def main(folder: str, kills: str = str(KILLS)) -> None:
    """Kill, start again on the same file, and tell what was promised."""
    place, chance, promised = Path(folder), random.Random(16), {}
    Ballots(place, ROUND).begin()
    for _ in range(int(kills)):
        first = max(promised.values(), default=0) + 1
        child, told = start_child(lambda telling, first=first: serve_for_ever(place, first, telling))
        begun = os.read(told, 65_536)  # it has something to lose
        time.sleep(chance.random() * LONGEST_SECONDS)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(told, "rb") as pipe:
            lines = (begun + pipe.read()).split(b"\n")[:-1]
        promised |= {int(each): int(number) for each, number in map(bytes.split, lines)}
        if chance.random() < 0.3:
            _cut_off(place / f"{ROUND}.open", chance)
    print(json.dumps(promised))


def _cut_off(file: Path, chance: random.Random) -> None:
    with file.open("ab") as opened:
        opened.write(json.dumps([phone(0), 10**9, {"0": "never"}]).encode()[: chance.randrange(1, 40)])


if __name__ == "__main__":
    main(*sys.argv[1:])
