"""One leefgebied as a stacked bar about a zero: where each class begins and ends. Standard library only.

The middle of "the same" is zero: worse stands left of it, better right, without gaps. All bars of a figure are as
long as all residents of their row, so a bar that lies more to the right is a row where more improved than
deteriorated. Screen and picture draw from these places.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from monitorlib.released import Row

LEFT = ("deteriorated", "no")
RIGHT = ("improved", "yes")
WHOLE = ("unchanged", "partly")
# where only a statement is told: whom it leaves, and where these stand
_NEARLY_ALL = {
    ("not_improved",): "improved",
    ("not_deteriorated",): "deteriorated",
    ("improved", "deteriorated"): "unchanged",
    ("not_yes",): "yes",
    ("not_no",): "no",
    ("yes", "no"): "partly",
}
NARROWEST = 0.5  # of the residents on either side of zero; a picture of small shares is not blown up
_STEP = 0.1


@dataclass(frozen=True)
class Part:
    """One class in a bar, from `start` to `end` as shares of the residents of the row.

    `count` is None where only a statement tells of the class: the part is then the fewest that it can be.
    """

    name: str
    start: float
    end: float
    count: int | None

    @property
    def merged(self) -> bool:
        """Whether this class holds two that are counted together."""
        return self.name not in (*LEFT, *RIGHT, *WHOLE)


def stacked(row: Row) -> tuple[Part, ...]:
    """The parts of a row from left to right; none where nothing is told of its residents."""
    if not row.n:
        return ()
    if not row.counts:
        return _at_least(row)
    order = sorted(row.counts, key=lambda name: (name in RIGHT) - (name in LEFT))
    middle = sum(count for name, count in row.counts.items() if name not in LEFT + RIGHT)
    left = sum(count for name, count in row.counts.items() if name in LEFT)
    parts, at = [], -(left + middle / 2)
    for name in order:
        parts.append(Part(name, at / row.n, (at + row.counts[name]) / row.n, row.counts[name]))
        at += row.counts[name]
    return tuple(parts)


def _at_least(row: Row) -> tuple[Part, ...]:
    """ "At most 2 did not improve" as the others, who did."""
    if not row.few:
        return ()
    name = _NEARLY_ALL[tuple(row.few)]
    share = (row.n - sum(row.few.values())) / row.n
    start = -share if name in LEFT else 0.0 if name in RIGHT else -share / 2
    return (Part(name, start, start + share, None),)


def reach(rows: Iterable[Row]) -> float:
    """How far the axis goes on either side: to the farthest end of any row, in tens of percents."""
    ends = [max(-part.start, part.end) for row in rows for part in stacked(row)]
    return max(NARROWEST, ceil(round(max(ends, default=0.0) / _STEP, 6)) * _STEP)
