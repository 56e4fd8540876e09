"""Opens a workbook in a process of its own, with bounded memory: one far cell makes its reader hold all between.

The file comes in on stdin; the exit code is 0 where every visible sheet can be held. A reader that asks for
more memory than there is ends its process, and nothing in Python can catch that.
"""

import contextlib
import io
import sys

import python_calamine

MOST_CELLS = 60_000_000  # a million rows of sixty columns
MOST_MEMORY = 3 << 30


def main() -> int:
    """Open every sheet; 1 where one has more cells than an export has."""
    with contextlib.suppress(
        ImportError, ValueError, OSError
    ):  # Windows, or a limit that stands lower already
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    book = python_calamine.load_workbook(io.BytesIO(sys.stdin.buffer.read()))
    sizes = (book.get_sheet_by_name(name) for name in book.sheet_names)
    return int(any(sheet.total_height * sheet.total_width > MOST_CELLS for sheet in sizes))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except python_calamine.CalamineError:  # what this is, the reading itself tells
        sys.exit(0)
