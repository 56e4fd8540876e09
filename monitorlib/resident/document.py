"""The page as a DOCX document, for a worker who writes on in a word processor."""

from io import BytesIO

from docx import Document
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from monitorlib.reports.document import SMALL, TABLE_TEXT, lay_out
from monitorlib.reports.elements import Heading, Items, Paragraph, Room
from monitorlib.resident.picture import WIDTH, Drawing, Drawings, Part, as_png, height_of, marks_of

TYPE = Pt(18)
_SIZES = {
    "Normal": TYPE,
    SMALL: TYPE,
    TABLE_TEXT: TYPE,
    "Heading 1": Pt(25),
    "Heading 2": Pt(20),
    "Heading 3": TYPE,
}
_MARGIN = Mm(14)


def docx_page(parts: tuple[Part, ...], language: str) -> bytes:
    """The parts as a document in large print, with its pictures and their words."""
    document = Document()
    lay_out(document, parts[0].text, language)
    _in_large_print(document)
    for part in parts:
        _add(document, part, language)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _in_large_print(document) -> None:
    for name, size in _SIZES.items():
        document.styles[name].font.size = size
    for name in ("List Bullet", "List Number"):
        document.styles[name].font.size = TYPE
    section = document.sections[0]
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN


def _add(document, part: Part, language: str) -> None:
    match part:
        case Heading(text, level):
            document.add_heading(text, level)
        case Paragraph(text):
            document.add_paragraph(text)
        case Items(texts, ordered):
            for text in texts:
                document.add_paragraph(text, style="List Number" if ordered else "List Bullet")
        case Room(text, lines):
            _add_room(document, text, lines)
        case Drawings():
            _add_drawings(document, part, language)


def _add_room(document, text: str, lines: int) -> None:
    written = document.add_paragraph(text)
    if lines == 0:
        _line_below(written)
        return
    written.paragraph_format.keep_with_next = True
    for _line in range(lines):
        _line_below(document.add_paragraph())


def _line_below(paragraph) -> None:
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:between")
    below = OxmlElement("w:bottom")
    for each in (line, below):
        for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "4A5462")):
            each.set(qn(f"w:{name}"), value)
    borders.append(below)
    borders.append(line)
    properties = paragraph._p.get_or_add_pPr()
    properties.append(borders)
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.ONE_POINT_FIVE


def _add_drawings(document, part: Drawings, language: str) -> None:
    """Two pictures beside each other, each with its name above it: in a table without lines."""
    if part.whose:
        signs = {"professional": "●", "inwoner": "□", "mantelzorger": "▲"}
        document.add_paragraph("   ".join(f"{signs[rater]} {words}" for rater, words in part.whose))
    table = document.add_table(rows=0, cols=2)
    for at in range(0, len(part.each), 2):
        cells = table.add_row().cells
        for cell, drawing in zip(cells, part.each[at : at + 2], strict=False):
            _add_drawing(cell, drawing, part, language)
    document.add_paragraph(style=SMALL).paragraph_format.line_spacing = Pt(4)


def _add_drawing(cell, drawing: Drawing, part: Drawings, language: str) -> None:
    name = cell.paragraphs[0]
    name.add_run(drawing.name).bold = True
    name.paragraph_format.keep_with_next = True
    height = height_of(drawing.panel)
    png = as_png(marks_of(drawing.panel, part.days, language), height)
    shape = cell.add_paragraph().add_run().add_picture(BytesIO(png), width=Mm(WIDTH))
    shape._inline.docPr.set("descr", drawing.alt)
