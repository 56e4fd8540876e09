"""The paper of a document: A4, margins, letters, language, the line at the foot of each page."""

from datetime import UTC, datetime

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

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
