"""The page on paper: two A4 in large print, tagged, in its own language, with words for every picture."""

import re
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from monitorlib.foundation.texts import LANGUAGES
from monitorlib.instruments import read_instruments
from monitorlib.reports.elements import Room
from monitorlib.resident.content import page_parts
from monitorlib.resident.document import docx_page
from monitorlib.resident.page import html_page, pdf_page
from monitorlib.resident.panels import rows_of
from monitorlib.resident.picture import Drawings
from tests.reports.pdf_text import as_string, inside
from tests.resident.test_page import FIRST, measured, some, table  # noqa: F401 (fixtures)

TITLES = {"nl": "Mijn pagina", "en": "My page"}


@pytest.fixture(scope="module", params=LANGUAGES)
def made(demo, some, request):  # noqa: F811 (a fixture)
    """The fullest page of the demo in one language: its parts, the language, the PDF."""
    parts = page_parts(rows_of(demo, [some[0]]), read_instruments(demo.instruments), request.param)
    return parts, request.param, pdf_page(html_page(parts, request.param))


def _alts(parts) -> list[str]:
    return [each.alt for part in parts if isinstance(part, Drawings) for each in part.each]


def test_a_pdf_says_its_language_and_title_and_has_tags(made):
    _parts, language, pdf = made
    content = inside(pdf)
    assert b"/Lang " + as_string(language) in content
    assert b"/Title " + as_string(TITLES[language]) in content
    assert b"/StructTreeRoot" in content and b"/MarkInfo" in content and b"/Marked true" in content
    for tag in (b"/H1", b"/H2", b"/H3", b"/P", b"/Figure"):
        assert re.search(rb"/S " + tag + rb"\b", content)


def test_every_picture_in_a_pdf_has_its_words(made):
    parts, _language, pdf = made
    content = inside(pdf)
    assert len(_alts(parts)) >= 2
    assert [alt for alt in _alts(parts) if as_string(alt) not in content] == []


def test_letters_are_of_eighteen_points_and_no_smaller(made):
    parts, language, _pdf = made
    html = html_page(parts, language)
    style = html[html.index("<style>") : html.index("</style>")]
    assert "@media print {\n  html { font-size: 18pt; }" in style
    assert not [size for size in re.findall(r"font-size: ([\d.]+)rem", style) if float(size) < 1]


def test_every_page_of_the_demo_is_at_most_two_a4(demo, some):  # noqa: F811 (a fixture)
    from weasyprint import HTML

    from monitorlib.reports.pdf import own_pictures

    known = read_instruments(demo.instruments)
    for resident in some[::3]:
        for language in LANGUAGES:
            html = html_page(page_parts(rows_of(demo, [resident]), known, language), language)
            pages = HTML(string=html, url_fetcher=own_pictures()).render().pages
            assert len(pages) <= 2
            assert (round(pages[0].width * 25.4 / 96), round(pages[0].height * 25.4 / 96)) == (210, 297)


def test_no_question_stands_alone_on_a_second_page_where_one_line_less_keeps_it_on_the_first(demo, table):  # noqa: F811 (a fixture)
    from weasyprint import HTML

    from monitorlib.reports.pdf import own_pictures

    known = read_instruments(demo.instruments)
    homeless = table.loc[table["instrument"] == "woonsituatie", "resident_id"].iloc[0]
    for rows, lines in ((rows_of(demo, [homeless]), 1), ((measured(FIRST, 3.0),), 2)):
        parts = page_parts(rows, known, "nl")
        assert {part.lines for part in parts if isinstance(part, Room)} == {0, lines}
        assert len(HTML(string=html_page(parts, "nl"), url_fetcher=own_pictures()).render().pages) == 1


def test_a_document_holds_the_same_in_large_print(made):
    parts, language, _pdf = made
    document = Document(BytesIO(docx_page(parts, language)))
    assert document.core_properties.title == TITLES[language] and document.core_properties.author == ""
    assert document.styles["Normal"].font.size == Pt(18)
    told = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    told = [each.get("descr") for each in document.element.iter(qn("wp:docPr"))]
    assert told == _alts(parts)
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert all(part.text in text for part in parts if hasattr(part, "text"))


def test_nothing_is_fetched_and_no_script_runs(made):
    parts, language, _pdf = made
    html = html_page(parts, language)
    assert "<script" not in html and "http" not in re.sub(r"data:[^\"]+", "", html)
