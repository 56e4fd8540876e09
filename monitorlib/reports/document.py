"""The report as a DOCX document, for a team that writes on in its word processor."""

from io import BytesIO
from unicodedata import category

from docx import Document
from docx.shared import Pt

from monitorlib.reports.parts import Heading, Paragraph, Part, Picture, TablePart


def docx_report(parts: tuple[Part, ...], language: str) -> bytes:
    """The parts as a document. Pictures are left out (Word cannot show SVG text); their words stay."""
    document = Document()
    document.core_properties.title = _printable(parts[0].text)
    document.core_properties.author = ""
    document.core_properties.language = language
    document.styles["Normal"].font.size = Pt(10)
    for part in parts:
        _add(document, part)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _add(document, part: Part) -> None:
    match part:
        case Heading(text, level):
            document.add_heading(_printable(text), level - 1)
        case Paragraph(text, small):
            run = document.add_paragraph().add_run(_printable(text))
            run.font.size = Pt(8) if small else None
        case Picture(_svg, alt):
            document.add_paragraph(_printable(alt))
        case TablePart():
            _add_table(document, part)


def _add_table(document, part: TablePart) -> None:
    table = document.add_table(rows=0, cols=len(part.heads), style="Light Grid Accent 1")
    for cells in (part.heads, *part.rows):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = _printable(text)


def _printable(text: str) -> str:
    """XML holds no control characters; a note that was pasted may."""
    return "".join(
        letter for letter in text if letter in "\n\t" or category(letter) not in ("Cc", "Cs", "Cn")
    )
