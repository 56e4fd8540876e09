"""What the page is made of, top to bottom, the same for every format."""

from dataclasses import dataclass
from datetime import date

from monitorlib.resident.panels import Panel


@dataclass(frozen=True)
class Heading:
    """The title (level 1) or the name of a section (level 2)."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """Plain text."""

    text: str


@dataclass(frozen=True)
class Items:
    """A list; `ordered` where the order means something."""

    texts: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True)
class Drawing:
    """The picture of one leefgebied: its name above it, its scores in words for who does not see it."""

    panel: Panel
    name: str
    alt: str


@dataclass(frozen=True)
class Drawings:
    """Pictures beside and below each other, on one line of time: from the first to the last of `days`."""

    each: tuple[Drawing, ...]
    days: tuple[date, date]
    whose: tuple[tuple[str, str], ...] = ()  # each rater that is in them, with its words; only with the first


@dataclass(frozen=True)
class Room:
    """Room to write by hand: so many lines below the words; 0 is one line behind them."""

    text: str
    lines: int = 2


Part = Heading | Paragraph | Items | Drawings | Room
