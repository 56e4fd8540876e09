"""The report as a DOCX document, for a team that writes on in its word processor, and the paper that it is on."""

from datetime import UTC, datetime
from io import BytesIO
from unicodedata import category

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor

from monitorlib.reports.elements import Heading, Paragraph, Part, Picture, TablePart, is_whole, kept_with_next
from monitorlib.reports.words import PAGE_OF

PAPER, MARGIN = (Mm(210), Mm(297)), Mm(20)
TEXT_WIDTH = PAPER[0] - 2 * MARGIN
LOCALES = {"nl": "nl-NL", "en": "en-GB"}  # of the spelling checker
SMALL, TABLE_TEXT = "Report small", "Report table"
_LETTER = "Calibri"
_BLUE, _GREY, _LINE = RGBColor(0x1F, 0x4E, 0x79), RGBColor(0x5B, 0x64, 0x72), "D5DAE1"
_HEADINGS = {1: (Pt(18), Pt(0)), 2: (Pt(13), Pt(16)), 3: (Pt(11), Pt(12))}  # size, space before


def lay_out(document, title: str, language: str) -> None:
    """Everything of a new document but its content."""
    _properties(document, title, language)
    _language(document, LOCALES[language])
    _styles(document)
    section = document.sections[0]
    section.page_width, section.page_height = PAPER
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    section.header_distance = section.footer_distance = Mm(10)
    _foot(section.footer.paragraphs[0], title, language)


def _properties(document, title: str, language: str) -> None:
    """What the file says of itself: no name of a person or a machine, and not what the template says."""
    told = document.core_properties
    told.title, told.language = title, LOCALES[language]
    told.author = told.last_modified_by = told.comments = ""
    told.created = told.modified = datetime.now(UTC).replace(tzinfo=None)


def _language(document, locale: str) -> None:
    """The language of the text and the present mode of Word, instead of those of the template."""
    document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}").set(qn("w:val"), locale)
    settings = document.settings.element
    settings.find(qn("w:themeFontLang")).set(qn("w:val"), locale)
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _styles(document) -> None:
    styles = document.styles
    _letters(styles["Normal"], Pt(10.5))
    _spaced(styles["Normal"], Pt(0), Pt(4), 1.15)
    for level, (size, before) in _HEADINGS.items():
        style = styles[f"Heading {level}"]
        _letters(style, size, _BLUE, bold=True)
        _spaced(style, before, Pt(4), 1.1)
        style.paragraph_format.keep_with_next = style.paragraph_format.keep_together = True
    for name, size, colour in ((SMALL, Pt(8), _GREY), (TABLE_TEXT, Pt(9), None)):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        _letters(style, size, colour)
        _spaced(style, Pt(1.5), Pt(1.5), 1.0)


def _letters(style, size, colour: RGBColor | None = None, bold: bool = False) -> None:
    font = style.font
    font.name, font.size, font.bold = _LETTER, size, bold
    if colour is not None:
        font.color.rgb = colour
    fonts = style.element.rPr.rFonts
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):  # they would go before the name
        fonts.attrib.pop(qn(f"w:{name}"), None)


def _spaced(style, before, after, lines: float) -> None:
    told = style.paragraph_format
    told.space_before, told.space_after, told.line_spacing, told.widow_control = before, after, lines, True


def _foot(paragraph, title: str, language: str) -> None:
    """Whose report this is to the left, "pagina 1 van 4" to the right."""
    paragraph.style = SMALL
    paragraph.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    before, between = PAGE_OF[language]
    paragraph.add_run(f"{title}\t{before} ")
    _field(paragraph, "PAGE")
    paragraph.add_run(f" {between} ")
    _field(paragraph, "NUMPAGES")


def _field(paragraph, name: str) -> None:
    """A number that the word processor fills in."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    paragraph._p.append(field)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)


def thin_lines(table) -> None:
    """A thin line below each row, and no other."""
    borders = OxmlElement("w:tblBorders")
    for side in ("bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", _LINE)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)


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
