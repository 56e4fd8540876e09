"""The report as a DOCX document, for a team that writes on in its word processor."""

from io import BytesIO
from unicodedata import category

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu

from monitorlib.reports.elements import Heading, Paragraph, Part, Picture, TablePart, is_whole, kept_with_next
from monitorlib.reports.stationery import SMALL, TABLE_TEXT, TEXT_WIDTH, lay_out, thin_lines

_HEAD_SHADE = "F4F6F8"


def docx_report(parts: tuple[Part, ...], language: str) -> bytes:
    """The parts as a document on A4, in the report's own language, with its pictures and their words."""
    document = Document()
    lay_out(document, _printable(parts[0].text), language)
    for part, kept in zip(parts, kept_with_next(parts), strict=True):
        _add(document, part, kept, language)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _add(document, part: Part, kept: bool, language: str) -> None:
    match part:
        case Heading(text, level):
            document.add_heading(_printable(text), level)
        case Paragraph(text, small):
            written = document.add_paragraph(_printable(text), style=SMALL if small else None)
            written.paragraph_format.keep_with_next = kept
        case Picture():
            _add_picture(document, part, kept, language)
        case TablePart():
            _add_table(document, part)


def _add_picture(document, part: Picture, kept: bool, language: str) -> None:
    """The picture with its words for who does not see it; only the words of one that cannot be drawn anew."""
    if part.view is None:
        document.add_paragraph(_printable(part.alt))
        return
    from monitorlib.figures import shifts_png  # heavy, and most reports have a picture that is drawn already

    shape = document.add_picture(BytesIO(shifts_png(part.view, language)), width=TEXT_WIDTH)
    shape._inline.docPr.set("descr", _printable(part.alt))
    for side in ("distT", "distB", "distL", "distR"):
        shape._inline.set(
            side, "0"
        )  # without it LibreOffice moves the picture three millimetres to the right
    document.paragraphs[-1].paragraph_format.keep_with_next = kept


def _add_table(document, part: TablePart) -> None:
    """Heads that return on every page, rows that stay whole, and no row alone on a page."""
    table = document.add_table(rows=0, cols=len(part.heads))
    table.autofit = False
    thin_lines(table)
    shares = part.widths or (100 / len(part.heads),) * len(part.heads)
    widths = [Emu(int(TEXT_WIDTH * share / 100)) for share in shares]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    rows = (part.heads, *part.rows)
    for place, cells in enumerate(rows):
        row = table.add_row()
        _mark(row._tr.get_or_add_trPr(), "w:cantSplit")
        kept = place + 1 < len(rows) and (is_whole(part) or place in (0, 1, len(rows) - 2))
        for column, (cell, text, width) in enumerate(zip(row.cells, cells, widths, strict=True)):
            cell.width = width
            _write(cell.paragraphs[0], text, kept, bold=place == 0 or column == 0)
            if place == 0:
                _shade(cell)
    _mark(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")
    document.add_paragraph(style=SMALL)  # else two tables in a row would become one


def _write(paragraph, text: str, kept: bool, bold: bool) -> None:
    paragraph.style = TABLE_TEXT
    paragraph.paragraph_format.keep_with_next = kept
    paragraph.add_run(_printable(text)).bold = bold


def _mark(properties, name: str) -> None:
    properties.append(OxmlElement(name))


def _shade(cell) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", _HEAD_SHADE)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _printable(text: str) -> str:
    """XML holds no control characters; a note that was pasted may."""
    return "".join(
        letter for letter in text if letter in "\n\t" or category(letter) not in ("Cc", "Cs", "Cn")
    )
