"""The beginning of a large text, for a look that need not take as long as an import."""

from monitorlib.intake.text_heads import count_lines

LOOKED_AT = 4_000_000  # bytes: some 65,000 rows of a registration
_TRIED = 1_000  # line ends that are tried for one outside a cell


def beginning(data: bytes, most: int = LOOKED_AT) -> tuple[bytes, int | None]:
    """The first whole rows of a text of more than `most` bytes, and the lines of all of it.

    A text that is smaller, or of which no place between two rows can be told (UTF-16, a quotation mark that is
    never closed, no line feeds), is given back whole, with None.
    """
    if len(data) <= most or b"\0" in data[:4000]:
        return data, None
    end = _between_rows(data, most)
    return (data, None) if end is None else (data[:end], count_lines(data))


def _between_rows(data: bytes, most: int) -> int | None:
    """Behind the last line end before `most` that stands outside a quoted cell."""
    end = most
    marks = data.count(b'"', 0, end)
    for _ in range(_TRIED):
        place = data.rfind(b"\n", 0, end) + 1
        if not place:
            return None
        marks -= data.count(b'"', place, end)
        if marks % 2 == 0:
            return place
        end = place - 1
    return None
