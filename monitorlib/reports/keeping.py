"""Which parts of a report stay on one page with the next, the same for every format on paper."""

from collections.abc import Iterator

from monitorlib.reports.parts import Heading, Paragraph, Part, Picture, TablePart

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
