"""The report on paper: A4 in its own language, every picture with its words, nothing cut through or left alone."""

from collections import Counter
from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from PIL import Image

from monitorlib.figures import plot_shifts
from monitorlib.instruments import read_instrument
from monitorlib.released import Figure
from monitorlib.reports.document import docx_report
from monitorlib.reports.elements import Heading, Paragraph, Picture, TablePart, kept_with_next
from monitorlib.reports.page import html_report
from monitorlib.reports.pdf import SCRAP, SIZES, laid_out, last_page_share, pdf_report
from monitorlib.reports.team_report import Material, report_parts
from tests.releases import a_content, a_release, a_row, a_view
from tests.reports.meetings import a_material
from tests.reports.pdf_text import as_string, inside

CODES = [each.code for each in read_instrument("zrm-2017").leefgebieden]
HIDDEN_ROWS = (
    a_row(),
    a_row("huisvesting", counts={"improved": 30, "not_improved": 30}, few={"deteriorated": 2}),
    a_row("werk_opleiding", counts=None, n=None, verdict="too_few"),
)
NOTHING = tuple(a_row(code, counts=None, n=None, verdict="too_few") for code in CODES)
LONG = "Wat ons opvalt is dat er veel nieuwe inwoners zijn, vooral na de zomer. " * 3


def _drawn(*rows, language="nl") -> Material:
    """A team of these rows, with its picture, and nothing written."""
    view = a_view(*rows)
    picture = plot_shifts(view, 10, language)
    figure = Figure(view.instrument, view.rater, language, "a.svg", "hash", picture.alt_text)
    release = replace(a_release(a_content(view)), figures=(figure,))
    return Material(release, ("inwoner",), {"a.svg": picture.svg})


@pytest.fixture(scope="module")
def meeting(tmp_path_factory):
    return a_material(tmp_path_factory.mktemp("log"))


@pytest.fixture(scope="module")
def english():
    return _drawn(*HIDDEN_ROWS, language="en")


REPORTS = {
    "a meeting": ("meeting", "team", "nl", 1),
    "in English": ("english", "team", "en", 1),
    "hidden rows": ("hidden", "team", "nl", 1),
    "nothing to show": ("nothing", "team", "nl", 0),
    "the organisation": ("meeting", "organisation", "nl", 0),
    "the organisation, in English": ("english", "organisation", "en", 0),
}


@pytest.fixture(scope="module")
def hidden():
    return _drawn(*HIDDEN_ROWS)


@pytest.fixture(scope="module")
def nothing():
    return _drawn(*NOTHING)


@pytest.fixture(scope="module", params=REPORTS)
def report(request):
    """The parts of a report, its language, and how many pictures it holds."""
    material, audience, language, pictures = REPORTS[request.param]
    return report_parts(request.getfixturevalue(material), audience, language), language, pictures


@pytest.fixture(scope="module")
def document(report):
    parts, language, _pictures = report
    return Document(BytesIO(docx_report(parts, language)))


# --- what is told


def test_a_team_with_nothing_to_show_is_told_so_once(nothing):
    parts = report_parts(nothing, "team", "nl")
    told = [part.text for part in parts if isinstance(part, Paragraph)]
    assert sum("minder dan 10 inwoners" in text for text in told) == 1
    assert not [part for part in parts if isinstance(part, TablePart | Picture)]


def test_where_one_leefgebied_can_be_shown_all_stay_in_picture_and_table():
    parts = report_parts(_drawn(a_row("justitie"), *NOTHING[:-1]), "team", "nl")
    [table] = [part for part in parts if isinstance(part, TablePart)]
    assert len(table.rows) == len(CODES)


def test_the_end_a_heading_and_what_leads_to_a_figure_stay_together():
    short, long = (TablePart(("x",), (("y",),) * rows) for rows in (4, 5))
    parts = (
        Heading("a", 1),
        Paragraph("alone"),
        Heading("b"),
        Paragraph("leads"),
        Paragraph("leads too"),
        Picture("", ""),
        short,
        Paragraph("leads"),
        Picture("", ""),
        long,
        Heading("end"),
        Paragraph("one"),
        Paragraph("two"),
    )
    kept = [True, False, True, True, True, True, False, True, False, False, True, True, False]
    assert list(kept_with_next(parts)) == kept


# --- the document


def test_a_document_is_on_a4_with_margins_to_read_by(document):
    section = document.sections[0]
    assert abs(section.page_width - Mm(210)) < Mm(0.1) and abs(section.page_height - Mm(297)) < Mm(0.1)
    assert {round(each.mm) for each in (section.left_margin, section.right_margin)} == {20}


def test_a_document_is_in_its_own_language_and_names_nobody(report, document):
    _parts, language, _pictures = report
    locale = {"nl": "nl-NL", "en": "en-GB"}[language]
    told = document.core_properties
    assert (told.language, told.title) == (locale, report[0][0].text)
    assert (told.author, told.last_modified_by, told.comments) == ("", "", "")
    spelled = [each.get(qn("w:val")) for each in document.styles.element.iter(qn("w:lang"))]
    assert set(spelled) == {locale}
    assert document.settings.element.find(qn("w:themeFontLang")).get(qn("w:val")) == locale


def test_a_document_holds_each_picture_with_its_words(report, document):
    parts, _language, pictures = report
    words = [part.alt for part in parts if isinstance(part, Picture)]
    assert len(words) == pictures
    assert [shape._inline.docPr.get("descr") for shape in document.inline_shapes] == words
    for shape in document.inline_shapes:
        held = document.part.related_parts[shape._inline.graphic.graphicData.pic.blipFill.blip.embed]
        with Image.open(BytesIO(held.blob)) as picture:
            assert picture.format == "PNG" and picture.width >= 200 * shape.width.inches
        assert shape.width == Mm(170)
        assert (shape._inline.get("distL"), shape._inline.get("distR")) == ("0", "0")


def test_a_picture_without_its_numbers_leaves_its_words_in_a_document():
    document = Document(BytesIO(docx_report((Heading("x", 1), Picture("<svg/>", "de woorden")), "nl")))
    assert "de woorden" in [paragraph.text for paragraph in document.paragraphs]


def test_headings_are_headings_and_stay_with_what_follows(report, document):
    parts, _language, _pictures = report
    found = [
        (paragraph.text, int(paragraph.style.name[-1]))
        for paragraph in document.paragraphs
        if paragraph.style.name.startswith("Heading ")
    ]
    assert found == [(part.text, part.level) for part in parts if isinstance(part, Heading)]
    for level in {level for _text, level in found}:
        assert document.styles[f"Heading {level}"].paragraph_format.keep_with_next


def test_no_line_of_a_document_stands_alone_and_the_end_is_one_piece(document):
    assert all(
        document.styles[name].paragraph_format.widow_control
        for name in ("Normal", "Report small", "Report table")
    )
    *before, last = document.paragraphs
    ending = [each for each in before if each.style.name == "Normal"][-3:]
    assert all(each.paragraph_format.keep_with_next for each in ending)
    assert not last.paragraph_format.keep_with_next


def test_the_heads_of_a_table_return_and_a_row_is_not_parted(document):
    for table in document.tables:
        marks = [{each.tag for each in row._tr.trPr} for row in table.rows]
        assert all(qn("w:cantSplit") in each for each in marks)
        assert [qn("w:tblHeader") in each for each in marks] == [True, *[False] * (len(marks) - 1)]
        kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table.rows]
        assert kept[0] and kept[-2] and not kept[-1]


def test_a_table_fills_the_page_and_no_more(document):
    for table in document.tables:
        for widths in ([each.width for each in table.columns], [each.width for each in table.rows[0].cells]):
            assert sum(widths) == pytest.approx(Mm(170), abs=Mm(0.1))


def test_the_foot_of_a_document_tells_team_and_page(report, document):
    parts, language, _pictures = report
    [foot] = document.sections[0].footer.paragraphs
    page, of = {"nl": ("pagina", "van"), "en": ("page", "of")}[language]
    written = "".join(each.text for each in foot._p.iter(qn("w:t"), qn("w:tab")) if each.text)
    assert written == f"{parts[0].text}{page} 1 {of} 1"
    fields = [each.get(qn("w:instr")) for each in foot._p.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]


# --- the PDF


def test_a_pdf_holds_each_picture_with_its_words_in_its_own_language(report):
    parts, language, pictures = report
    told = inside(pdf_report(html_report(parts, language)))
    assert told.count(b"/S /Figure") == pictures
    words = [part.alt for part in parts if isinstance(part, Picture)]
    assert [told.count(b"/Alt " + as_string(each)) for each in words] == [1] * pictures
    assert b"/Lang " + as_string(language) in told
    assert b"/Title " + as_string(parts[0].text) in told
    assert b"/DisplayDocTitle true" in told and b"/Author" not in told


def test_a_pdf_is_on_a4_and_tells_team_and_page_at_the_foot(report):
    parts, language, _pictures = report
    pages = laid_out(html_report(parts, language)).pages
    page, of = {"nl": ("pagina", "van"), "en": ("page", "of")}[language]
    for number, each in enumerate(pages, start=1):
        assert (each.width / 96 * 25.4, each.height / 96 * 25.4) == pytest.approx((210, 297))
        foot = [_text(box) for box in each._page_box.children if box.element is None or box.is_outside_marker]
        assert [text for text in foot if text] == [parts[0].text, f"{page} {number} {of} {len(pages)}"]


def test_a_title_cannot_leave_the_style_sheet_that_it_stands_in():
    title = 'Team "Oost"; } </style><script>\\'
    html = html_report((Heading(title, 1), Paragraph("x")), "nl")
    assert html.count("</style>") == 1 and "<script>" not in html
    [page] = laid_out(html).pages
    assert title in _text(page._page_box)


def _text(box) -> str:
    return "".join(each.text for each in box.descendants() if hasattr(each, "text"))


def _boxes(page, tag: str) -> list:
    return [box for box in page._page_box.descendants() if box.element_tag == tag]


def _placed(document, path: str) -> dict:
    """The elements that `path` names → the numbers of the pages that show a part of them."""
    [root, *_] = [box.element for box in _boxes(document.pages[0], "html")]
    wanted = {id(each): [] for each in root.findall(path)}
    for number, page in enumerate(document.pages):
        for each in {id(box.element) for box in page._page_box.descendants()} & set(wanted):
            wanted[each].append(number)
    return wanted


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 25"><rect width="100" height="25"/></svg>'


def _shifted(lines: int) -> tuple:
    """Every kind of part below so many lines: one line more, and all pages break elsewhere."""
    return (
        Heading("Verslag", 1),
        Paragraph("\n".join(["regel"] * lines)),
        Heading("Blik", 3),
        *(Paragraph("leidt in"), Paragraph("leidt ook in"), Picture(SVG, "woorden")),
        TablePart(("Leefgebied", "Notitie"), tuple((f"{place}", LONG) for place in range(6))),
        Heading("Kort"),
        *(Picture(SVG, "woorden"), TablePart(("a", "b"), (("c", LONG),) * 4)),
        *(Heading("Wat we vinden"), Paragraph(LONG * 3), Paragraph(LONG * 4)),
        *(Heading("Grenzen"), Paragraph("een"), Paragraph("twee"), Paragraph("drie"), Paragraph(LONG, True)),
    )


@pytest.fixture(scope="module", params=range(18, 60, 2))
def pages(request):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("monitorlib.reports.pdf.SIZES", SIZES[:1])
        return laid_out(html_report(_shifted(request.param), "nl"))


def test_no_figure_row_or_heading_is_cut_through(pages):
    for path in (".//img", ".//tbody/tr", ".//h1", ".//h2", ".//h3"):
        placed = _placed(pages, path)
        assert placed and all(len(found) == 1 for found in placed.values()), path


def test_no_heading_stands_at_the_foot_of_a_page(pages):
    for page in pages.pages:
        last = max(
            (box for tag in ("p", "tr", "img", "h1", "h2", "h3") for box in _boxes(page, tag)),
            key=lambda box: box.position_y,
        )
        assert last.element_tag not in ("h1", "h2", "h3")


def test_no_row_stands_alone_and_the_heads_return(pages):
    for page in pages.pages:
        assert all(len(table.children) > 1 for table in _boxes(page, "tbody"))
        assert len(_boxes(page, "thead")) == len(_boxes(page, "tbody"))


def test_no_three_lines_are_parted(pages):
    placed = _placed(pages, ".//p")
    for page in pages.pages:
        lines = Counter(id(box.element) for box in _boxes(page, "p") if type(box).__name__ == "LineBox")
        assert all(count >= 3 for each, count in lines.items() if len(placed[each]) > 1)


def test_what_leads_to_a_figure_stands_on_its_page_and_a_short_table_with_its_figure(pages):
    long, short = _placed(pages, ".//img").values()
    _first, one, two, *_rest = _placed(pages, ".//p").values()
    [heading] = _placed(pages, ".//h3").values()
    assert heading == one == two == long
    assert short == list(_placed(pages, ".//table").values())[1] and len(short) == 1


def test_the_end_is_one_piece(pages):
    *_rest, heading = _placed(pages, ".//h2").values()
    *_rest, one, two, three, small = _placed(pages, ".//p").values()
    assert heading == one == two == three == small == [len(pages.pages) - 1]


def _long(rows: int, notes: int):
    """A report of so many leefgebieden and long notes."""
    parts = report_parts(_drawn(*(a_row(code) for code in CODES[:rows])), "team", "nl")
    end = next(place for place, part in enumerate(parts) if isinstance(part, TablePart)) + 1
    seen = TablePart(("Leefgebied", "Notitie"), tuple((f"{place}", LONG) for place in range(notes)))
    told = (Heading("Wat we vinden"), *(Paragraph(LONG),) * notes)
    return (*parts[:end], Heading("Wat we zagen"), seen, *told, *parts[end:])


def test_a_last_page_is_no_scrap_where_other_letters_prevent_it(monkeypatch):
    chosen = set()
    for rows, notes in ((2, 1), (7, 1), (7, 4), (13, 1)):
        html = html_report(_long(rows, notes), "nl")
        found = last_page_share(laid_out(html))
        shares = []
        for size in SIZES:
            with monkeypatch.context() as patch:
                patch.setattr("monitorlib.reports.pdf.SIZES", (size,))
                shares.append(last_page_share(laid_out(html)))
        wanted = next((place for place, share in enumerate(shares) if share >= SCRAP), 0)
        assert found == pytest.approx(shares[wanted])
        chosen.add(wanted)
    assert len(chosen) > 1  # the usual letters and others: both happen here
