"""What was killed and lost, and how long it took: a line now and then, and a table at the end."""

import os
import statistics
import time
from dataclasses import dataclass, field


@dataclass
class Kind:
    """What came of the kills of one kind; seconds from the kill on."""

    times: int = 0
    lost: int = 0
    page: list[float] = field(default_factory=list)  # until the page in a browser was usable again by itself
    saving: list[float] = field(default_factory=list)  # until every page without a browser kept a note again


class Tally:
    """All kinds together. `notes` and `answers` are those that were told to be kept so far."""

    def __init__(self, kinds: tuple[str, ...]) -> None:
        self.kinds = {kind: Kind() for kind in kinds}
        self.notes = self.answers = self.rounds = self.refused = 0
        self.by_hand = self.never = 0
        self._begun = time.monotonic()

    @property
    def killed(self) -> int:
        """How many kills there were."""
        return sum(kind.times for kind in self.kinds.values())

    @property
    def lost(self) -> int:
        """How much is gone that was told to be kept."""
        return sum(kind.lost for kind in self.kinds.values())

    def lose(self, victim: str, lost: list[str]) -> None:
        """Count what is gone, and say at once what it was."""
        self.kinds[victim].lost += len(lost)
        for each in lost:
            print(f"LOST after a kill of the {victim}: {each}", flush=True)

    def line(self) -> None:
        """How it stands."""
        minutes = (time.monotonic() - self._begun) / 60
        print(
            f"{minutes:.0f} min: {self.killed} kills, {self.notes} notes, {self.answers} answers,"
            f" {self.rounds} rounds counted, {self.lost} lost; load {os.getloadavg()[0]:.1f}",
            flush=True,
        )

    def table(self) -> None:
        """Everything, a row a kind."""
        print(
            f"\n{'killed':20} {'times':>5} {'lost':>5}   page back p50 / p95 s   notes kept again p50 / p95 s"
        )
        for name, kind in self.kinds.items():
            self._row(name, kind)
        every = list(self.kinds.values())
        page, saving = [s for k in every for s in k.page], [s for k in every for s in k.saving]
        self._row("all", Kind(self.killed, self.lost, page, saving))
        a_kill = self.notes / max(1, self.killed)
        print(
            f"acknowledged: {self.notes} notes ({a_kill:.0f} a kill), {self.answers} answers of phones in"
            f" {self.rounds} rounds that were counted; {self.lost} lost"
        )
        print(
            f"told in words that a note is not kept now: {self.refused}; pages opened by hand {self.by_hand};"
            f" kills after which a page kept no note in time {self.never}; load {os.getloadavg()[0]:.1f}",
            flush=True,
        )

    def _row(self, name: str, kind: Kind) -> None:
        told = f"{_percentiles(kind.page):>23}   {_percentiles(kind.saving):>29}"
        print(f"{name:20} {kind.times:>5} {kind.lost:>5} {told}")


def _percentiles(seconds: list[float]) -> str:
    if len(seconds) < 2:
        return "/".join(f"{each:.1f}" for each in seconds)
    return f"{statistics.median(seconds):.1f} / {statistics.quantiles(seconds, n=20)[-1]:.1f}"
