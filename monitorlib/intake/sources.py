"""One export, as it is: bytes to a table of strings, with where and how it was found."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.instruments import read_instruments
from monitorlib.intake.choosing import one_table
from monitorlib.intake.encodings import repair_mojibake
from monitorlib.intake.formats import parts_of
from monitorlib.intake.identifiers import safe_name
from monitorlib.intake.known import Known
from monitorlib.intake.parts import FILE, Part
from monitorlib.intake.questions import Question

MOST_BYTES = 2_000_000_000


@dataclass(frozen=True)
class Export:
    """The table in one file; every value is still text, the index is the row's number in the file.

    `header_row` counts from 1. `closing_lines` are the totals and footers that were left out, `uneven`
    the rows that were left out because they have another number of fields than the header. `lines` are the
    lines of a text file: each is heading, closing, or part of one row, so that lines = `headings` + rows
    + closing lines + `continued` (lines that go on in the row above). `all_lines` are those of the whole file
    where only its beginning was read, else None. `reasons` is the rule of the uneven
    rows that have more the matter. `epoch` is the year in which the
    numbers of a workbook's days begin. `labels` and `missing` hold what a statistical file knows of a
    column: value to label, and the codes for no answer. `questions` and `notes` were raised while reading.
    `added_columns` are columns that are none in the file, with what they hold; `unit` is what `sheet`
    is the name of.
    """

    file: str
    frame: pd.DataFrame
    encoding: str | None
    separator: str | None
    sheet: str | None
    header_row: int
    closing_lines: int
    uneven: tuple[int, ...]
    repaired: bool
    lines: int | None = None
    epoch: str = "1900"
    reasons: Mapping[int, str] = field(default_factory=dict)
    headings: int = 0
    continued: int = 0
    all_lines: int | None = None
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    missing: Mapping[str, frozenset[str]] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    notes: tuple[Text, ...] = ()
    added_columns: Mapping[str, Text] = field(default_factory=dict)
    unit: Text = FILE

    @property
    def columns(self) -> list[str]:
        """The column names, as they stand in the file."""
        return list(self.frame.columns)

    @property
    def rows(self) -> int:
        """The rows below the header, uneven and empty ones included, totals not."""
        return len(self.frame) + len(self.uneven)


def read_export(
    path: str | Path, sheet: str | None = None, known: Known | None = None, in_part: bool = False
) -> Export:
    """Read an export; a UserError tells why a file cannot be read.

    CSV and other text, XLSX, XLS, ODS, web pages and SpreadsheetML (often named .xls), SPSS and Stata, and a
    ZIP with one of these. Format, encoding, separator, header row and sheet are found by looking into the
    file; what is `known` (shipped instruments when nothing is told) helps to find the header. `sheet` is the
    name or number of the sheet (file, table) that is meant, "*" for all below each other. Values stay text: a
    team "NA" stays "NA", a number 007 stays "007". `in_part`: of a large text only the beginning is read, and
    `Export.all_lines` tells how many lines there are.

    Parameters
    ----------
    path : str or Path
        The file.
    sheet : str, optional
        Name or number of the sheet, or "*" for all below each other.
    known : Known, optional
        What helps to find the header; the shipped instruments when left out.
    in_part : bool
        Of a large text only the beginning.

    Returns
    -------
    Export
        A frame of text, and where it came from.

    Raises
    ------
    UserError
        The file cannot be read, with what to do.

    Examples
    --------
    >>> import monitorlib as ml
    >>> export = ml.read_export("export.csv")
    >>> export.frame.shape[0] > 1000, str(export.frame["Team"].iloc[0]).startswith("Demo-")
    (True, True)
    """
    path, known = Path(path), known or Known(read_instruments())
    file = safe_name(path.name)
    parts, unit = parts_of(_bytes(path, file), file, known, in_part)
    part = one_table(parts, unit, sheet, known, file)
    if part.grid.frame.empty and not part.grid.uneven:
        raise _no_rows(file, part.grid.notes)
    return _export(file, part, unit)


def _export(file: str, part: Part, unit: Text) -> Export:
    grid = part.grid
    return Export(
        file=file,
        frame=grid.frame,
        encoding=part.encoding,
        separator=grid.separator,
        sheet=None if part.name is None else safe_name(part.name),
        header_row=grid.header_row,
        closing_lines=grid.closing,
        uneven=grid.uneven,
        repaired=part.repaired,
        lines=grid.lines,
        epoch=part.epoch,
        reasons=grid.reasons,
        headings=grid.headings,
        continued=grid.continued,
        all_lines=part.all_lines,
        labels=part.labels,
        missing=part.missing,
        questions=grid.questions,
        notes=grid.notes,
        added_columns=grid.added_columns,
        unit=unit,
    )


def _no_rows(file: str, notes: tuple[Text, ...]) -> UserError:
    nothing = Text("onder de kolomnamen staan geen rijen.", "no rows below the column names.")
    return UserError(
        [Text(f"{file}: {told.nl}", f"{file}: {told.en}") for told in (nothing, *notes)],
        Text("Maak de export opnieuw.", "Make the export again."),
    )


def _bytes(path: Path, file: str) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UserError(Text(f"{file}: groter dan 2 GB.", f"{file}: larger than 2 GB."))
        data = path.read_bytes()
    except FileNotFoundError:
        raise UserError(
            Text(f"{file}: dit bestand bestaat niet.", f"{file}: this file does not exist."),
            Text("Controleer de naam en de map.", "Check the name and the folder."),
        ) from None
    except IsADirectoryError:
        raise UserError(Text(f"{file}: dit is een map.", f"{file}: this is a folder.")) from None
    except OSError:
        raise UserError(
            Text(f"{file}: dit bestand kan niet gelezen worden.", f"{file}: this file cannot be read."),
            Text("Vraag leesrechten aan de beheerder.", "Ask the administrator for permission to read it."),
        ) from None
    blank = b"\xef\xbb\xbf\xff\xfe \t\r\n\0"
    if not data[:4096].strip(blank) and not data.strip(blank):
        raise UserError(
            Text(f"{file}: het bestand is leeg.", f"{file}: the file is empty."),
            Text("Maak de export opnieuw.", "Make the export again."),
        )
    return data


def default_source(file: str) -> str:
    """A name for the registration system, from the file's name without dates and numbers in it."""
    stem = file.rsplit(".", 1)[0]
    bare = re.sub(r"[-_ .()]*\d[\d\-_ .()]*", " ", repair_mojibake(stem)).strip(" -_.")
    return " ".join(bare.split()) or "export"
