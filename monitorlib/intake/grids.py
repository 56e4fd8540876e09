"""The table as it stands in a file or on a sheet, and what became of every line of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from monitorlib.foundation.texts import Text
from monitorlib.intake.questions import Question


@dataclass(frozen=True)
class Grid:
    """A table as it stands in a file: all text, the index is the row's number as a spreadsheet shows it.

    `header_row` is the number of the (last) row with column names. `uneven` are the numbers of the rows
    that are not in `frame`, `reasons` the rule of those that have not just another number of fields than
    the header. `headings` counts the rows that are titles or column names, also those between two blocks,
    `closing` the totals and footers, `continued` the lines of a text that go on in the row above them.

    `added_columns` are the columns of `frame` that are none in the file, with what they hold: the names of
    the sheets, a word of the titles.

    So for a text: lines = headings + rows of `frame` + `uneven` + `closing` + `continued`.
    """

    frame: pd.DataFrame
    header_row: int
    closing: int
    uneven: tuple[int, ...] = ()
    separator: str | None = None
    reasons: Mapping[int, str] = field(default_factory=dict)
    headings: int = 0
    continued: int = 0
    lines: int | None = None
    notes: tuple[Text, ...] = ()
    questions: tuple[Question, ...] = ()
    added_columns: Mapping[str, Text] = field(default_factory=dict)

    @property
    def unaccounted(self) -> int:
        """How many lines of a text are neither heading, row, closing nor part of a row: always 0."""
        told = self.headings + len(self.frame) + len(self.uneven) + self.closing + self.continued
        return 0 if self.lines is None else self.lines - told
