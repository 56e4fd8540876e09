"""The pictures of the page, beside what every page is made of (`reports.elements`)."""

from dataclasses import dataclass
from datetime import date

from monitorlib.reports.elements import Heading, Items, Paragraph, Room
from monitorlib.resident.panels import Panel


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


Part = Heading | Paragraph | Items | Drawings | Room
