"""What a report is made of, whatever its format: headings, paragraphs, tables and pictures."""

from dataclasses import dataclass

from monitorlib.released import View


@dataclass(frozen=True)
class Heading:
    """A title (level 1) or the name of a section (level 2) or view (level 3)."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """Plain text; `small` for what is said aside."""

    text: str
    small: bool = False


@dataclass(frozen=True)
class TablePart:
    """A table; `keys` names each row (its leefgebied) for whoever reads the page by machine.

    `widths`: of each column in percents of the page, so that tables below each other line up; alike without.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    keys: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A released picture (SVG text) with its words, and the released view that it shows."""

    svg: str
    alt: str
    view: View | None = None


Part = Heading | Paragraph | TablePart | Picture
