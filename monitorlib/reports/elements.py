"""What a report or a page is made of, whatever its format, and what of it stays together on paper."""

from collections.abc import Iterator
from dataclasses import dataclass

from monitorlib.foundation.texts import Text
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
class Columns:
    """The columns of a table: what stands above each, and its width in percents of the page."""

    heads: tuple[Text, ...]
    widths: tuple[int, ...] = ()

    def table(
        self, rows: tuple[tuple[str, ...], ...], language: str, keys: tuple[str, ...] = ()
    ) -> TablePart:
        """These rows below the heads."""
        return TablePart(tuple(head[language] for head in self.heads), rows, keys, self.widths)


@dataclass(frozen=True)
class Items:
    """A list; `ordered` where the order means something."""

    texts: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True)
class Room:
    """Room to write by hand: so many lines below the words; 0 is one line behind them."""

    text: str
    lines: int = 2


@dataclass(frozen=True)
class Picture:
    """A released picture (SVG text) with its words, and the released view that it shows."""

    svg: str
    alt: str
    view: View | None = None


Part = Heading | Paragraph | TablePart | Picture

_WHOLE_TABLE = 4  # rows; a table of so few is not parted over pages


def is_whole(table: TablePart) -> bool:
    """Whether a table is so short that it stays on one page."""
    return len(table.rows) <= _WHOLE_TABLE


def kept_with_next(parts: tuple[Part, ...]) -> Iterator[bool]:
    """A heading with what it is of, what leads to a figure or table with it, and the end as one piece."""
    last = max((place for place, part in enumerate(parts) if isinstance(part, Heading)), default=0)
    for place, part in enumerate(parts):
        rest = parts[place + 1 :]
        yield bool(rest) and (isinstance(part, Heading) or place > last or _leads(part, rest))


def _leads(part: Part, rest: tuple[Part, ...]) -> bool:
    """Whether a paragraph leads to a figure or table, or a figure to a short table."""
    if isinstance(part, Picture):
        return isinstance(rest[0], TablePart) and is_whole(rest[0])
    following = next((each for each in rest if not isinstance(each, Paragraph)), None)
    return isinstance(part, Paragraph) and isinstance(following, Picture | TablePart)
