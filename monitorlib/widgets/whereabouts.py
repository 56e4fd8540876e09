"""Where the pages of one server are, for screens that look along before anybody leads.

A page that was opened and did not walk on yet writes nothing in its meeting. So it says where it is in a small
file of the server's own folder, which goes when the server stops: the team, the period, and whether somebody chose
that. Who has no such folder knows nothing of others, and is told nothing.
"""

import json
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

FOLDER_VARIABLE = "MONITOR_WHEREABOUTS"
GONE_SECONDS = (
    90.0  # a page says it again each half minute; in a tab at the back its clock goes once a minute
)
AGAIN_SECONDS = 30.0
_END = ".json"


@dataclass(frozen=True)
class Where:
    """Where one page is. `chosen`: a person went there on the page; else it was opened and left as it came."""

    team: str
    period: str
    chosen: bool = False
    since: float = 0.0  # when it came there

    @property
    def place(self) -> dict[str, str]:
        """As the address of a page tells it."""
        return {"team": self.team, "period": self.period}


class Whereabouts:
    """The folder. A page tells where it is; others look."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._told: dict[str, tuple[Where, float]] = {}  # by this process: what, and when

    @classmethod
    def handed(cls) -> "Whereabouts":
        """Those of the server that this process belongs to."""
        folder = os.environ.get(FOLDER_VARIABLE, "")
        return cls(Path(folder) if folder else None)

    def tell(self, screen: str, team: str, period: str, chosen: bool) -> None:
        """A page is here. What cannot be written is not told: nobody's meeting stops for that."""
        before, at = self._told.get(screen, (Where("", ""), -AGAIN_SECONDS))
        stays = (team, period) == (before.team, before.period)
        now = Where(team, period, chosen or (stays and before.chosen), before.since if stays else time.time())
        if self._folder is None or (now == before and time.monotonic() < at + AGAIN_SECONDS):
            return
        self._told[screen] = now, time.monotonic()
        fresh = self._folder / f".{screen}"
        with suppress(OSError):
            fresh.write_text(json.dumps(asdict(now)), encoding="utf-8")
            fresh.replace(self._folder / f"{screen}{_END}")

    def mark(self) -> int:
        """Another number as soon as a page said something; a look that costs nothing."""
        with suppress(OSError):
            if self._folder is not None:
                return self._folder.stat().st_mtime_ns
        return 0

    def of(self, screen: str) -> Where | None:
        """Where this page is; None when it did not say so lately."""
        return self._read(self._folder / f"{screen}{_END}") if self._folder is not None and screen else None

    def last_chosen(self) -> Where | None:
        """Where the page is that somebody moved last; of pages that nobody moved the one that came last."""
        return max(self._all(), key=lambda each: (each.chosen, each.since), default=None)

    def _all(self) -> Iterator[Where]:
        if self._folder is None:
            return
        with suppress(OSError):
            yield from filter(None, map(self._read, sorted(self._folder.glob(f"*{_END}"))))

    @staticmethod
    def _read(file: Path) -> Where | None:
        with suppress(OSError, ValueError, TypeError):
            if abs(time.time() - file.stat().st_mtime) <= GONE_SECONDS:
                return Where(**json.loads(file.read_text(encoding="utf-8")))
        return None
