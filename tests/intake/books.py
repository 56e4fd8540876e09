"""Small workbooks and other files that are no CSV, written by the tests themselves."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import xlsxwriter

HEAD = ("Cliëntnummer", "Team", "Datum", "Wonen")
ROWS = (
    ("101", "Oost", "01-02-2025", 0),
    ("101", "Oost", "01-10-2025", 2),
    ("102", "Oost", "02-02-2025", 1),
    ("102", "Oost", "02-10-2025", 1),
)
Finish = Callable[[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet], None]


def workbook(
    path: Path,
    sheets: Mapping[str, Sequence[Sequence]] | None = None,
    finish: Finish | None = None,
    **options: object,
) -> Path:
    """A workbook with these rows on each sheet; `finish` adds what is special to the first one."""
    book = xlsxwriter.Workbook(path, options)
    for name, rows in (sheets or {"Scores": (HEAD, *ROWS)}).items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    if finish is not None:
        finish(book, book.worksheets()[0])
    book.close()
    return path


def zipped(path: Path, **entries: str | bytes) -> Path:
    """A ZIP; a name's double underscore is a dot, a dollar sign in it a stroke."""
    return archive(path, {name.replace("__", "."): content for name, content in entries.items()})


def archive(path: Path, entries: Mapping[str, str | bytes]) -> Path:
    """A ZIP with these files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return path


def csv(head: Sequence[str] = HEAD, rows: Sequence[Sequence] = ROWS, separator: str = ";") -> str:
    """The rows as the text of a CSV."""
    return "\n".join(separator.join(map(str, row)) for row in (head, *rows)) + "\n"


def ods(path: Path, content: str, settings: str = "") -> Path:
    """An OpenDocument sheet with these `table:table-row` elements."""
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    extra = ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    whole = (
        f"<office:document-content{names}{extra}><office:body><office:spreadsheet>{settings}"
        f'<table:table table:name="Scores">{content}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<m:file-entry m:full-path="/" m:media-type="{mimetype}"/></m:manifest>'
    )
    return archive(path, {"mimetype": mimetype, "content.xml": whole, "META-INF/manifest.xml": manifest})


def with_part(path: Path, name: str, content: str) -> Path:
    """A workbook with one more part in its archive, as another program would have left it."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as old:
        parts = {entry: old.read(entry) for entry in old.namelist()}
    return archive(path, {**parts, name: content})
