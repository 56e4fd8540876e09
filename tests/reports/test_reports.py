"""The report: the released numbers and the team's words, the same in every format; less for others."""

import re
import socket
import subprocess
import sys
from base64 import b64decode
from dataclasses import replace
from html import unescape
from io import BytesIO

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from monitorlib import wording
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.pages import counts_in_words
from monitorlib.released import OUTDATED
from monitorlib.reports.document import docx_report
from monitorlib.reports.elements import Heading, Paragraph, Picture, TablePart
from monitorlib.reports.page import html_report
from monitorlib.reports.pdf import own_pictures, pdf_report
from monitorlib.reports.shared import content_for
from monitorlib.reports.team_report import report_parts
from monitorlib.sessions import Notes
from monitorlib.workspace import EXPORT_LIMITS, Limits
from tests.releases import a_content, a_row, a_view
from tests.reports.meetings import VIEW, a_material
from tests.reports.pdf_text import as_string, inside

# what only the team may read
OWN_WORDS = (
    "Veel <nieuwe> mensen",
    "Trots op geld",
    "Een verhaal",
    "Minder deurwaarders",
    "de bewonersgroep",
    "Wie stopte, had schulden",
    "Vijf keer gedaan",
)
AGREEMENT = "Spreekuur met schuldhulp"


def _texts(parts) -> str:
    found = []
    for part in parts:
        match part:
            case Heading(text) | Paragraph(text):
                found.append(text)
            case Picture(_svg, alt):
                found.append(alt)
            case TablePart(heads, rows):
                found += [*heads, *(cell for row in rows for cell in row)]
    return "\n".join(found)


@pytest.fixture(scope="module")
def material(tmp_path_factory):
    return a_material(tmp_path_factory.mktemp("log"))


def test_the_team_reads_its_figures_and_all_it_wrote(material):
    told = _texts(report_parts(material, "team", "nl"))
    assert all(counts_in_words(row, "nl") in told for row in VIEW.rows)
    assert [
        words for words in (*OWN_WORDS, AGREEMENT, "Inloop op dinsdag", "teamleider") if words not in told
    ] == []
    assert "ongeveer gelijk" in told  # expected
    assert "Uitval: de gegevens steunen dit" in told
    assert "1 mei 2026" in told
    assert "Volgende keer: in juni" in told


def test_expectation_and_outcome_stand_side_by_side(material):
    tables = [part for part in report_parts(material, "team", "nl") if isinstance(part, TablePart)]
    assert tables[1].rows == (
        ("Financiën", "ongeveer gelijk", "duidelijk vooruit", "deels", "Veel <nieuwe> mensen"),
    )


def test_the_organisation_reads_none_of_the_teams_own_words(material):
    told = _texts(report_parts(material, "organisation", "nl"))
    assert [words for words in (*OWN_WORDS, AGREEMENT) if words in told] == []
    assert "koos er niet voor" in told


@pytest.mark.parametrize(
    ("share", "shown"), [("", False), ("team", False), ("organisation", True), ("others", True)]
)
def test_the_team_chooses_whether_its_agreements_are_shared(tmp_path, share, shown):
    told = _texts(report_parts(a_material(tmp_path, share), "organisation", "nl"))
    assert (AGREEMENT in told) is shown
    assert [words for words in OWN_WORDS if words in told] == []


@pytest.mark.parametrize(("cell", "three"), [(4, False), (5, True)])
def test_others_see_three_classes_from_five_a_cell_and_else_two(cell, three):
    counts = {"improved": 30, "unchanged": 30 - cell, "deteriorated": cell}
    (row,) = content_for(a_content(a_view(a_row(counts=counts))), "organisation").views[0].rows
    assert row.counts == (counts if three else {"improved": 30, "not_improved": 30})
    assert (row.n, row.interval is not None, row.mean_shift is not None) == (60, three, three)


def test_others_see_less_where_the_workspace_is_stricter():
    view = a_view(a_row(counts={"improved": 30, "unchanged": 24, "deteriorated": 6}))
    (row,) = content_for(a_content(view), "organisation", Limits(10, 7)).views[0].rows
    assert row.counts == {"improved": 30, "not_improved": 30}
    (row,) = content_for(a_content(view), "organisation", Limits(61, 7)).views[0].rows
    assert (row.n, row.counts, row.verdict) == (None, None, "too_few")


@given(st.lists(st.integers(0, 40), min_size=3, max_size=3))
def test_others_never_see_a_small_cell_nor_what_gives_it_back(cells):
    counts = dict(zip(("improved", "unchanged", "deteriorated"), cells, strict=True))
    given_row = a_row(counts=counts, n=sum(cells), blocks={"a": counts}, could_improve=3, start={"1-2": 30})
    (row,) = content_for(a_content(a_view(given_row)), "organisation").views[0].rows
    assert row.blocks is None and row.could_improve is None and row.start is None and row.checks == ()
    assert row.n is None or row.n >= 10
    if row.counts is None:
        assert (row.interval, row.mean_shift, row.p_class) == (None, None, None)
    else:
        assert min(row.counts.values()) >= EXPORT_LIMITS.m


def test_others_see_no_picture_because_it_holds_the_teams_numbers(material):
    kinds = {audience: report_parts(material, audience, "nl") for audience in ("team", "organisation")}
    pictures = {name: sum(isinstance(part, Picture) for part in parts) for name, parts in kinds.items()}
    assert pictures == {"team": 1, "organisation": 0}


@pytest.mark.parametrize("audience", ["team", "organisation"])
def test_a_report_says_what_the_same_means_and_where_that_comes_from(material, audience):
    content = material.release.content
    border = {"unchanged_within": 10.0, "unchanged_source": Text("keuze vooraf.", "chosen beforehand.")}
    views = tuple(replace(view, **border) for view in content.views)
    fine = replace(material, release=replace(material.release, content=replace(content, views=views)))
    told = _texts(report_parts(fine, audience, "nl"))
    assert told.count("Gelijk: niet meer dan 10 punten verschil.") == len(views)
    assert told.count("Grens voor gelijk bij") == 1 and "keuze vooraf." in told
    assert "Gelijk: niet meer" not in _texts(report_parts(material, audience, "nl"))


def test_a_report_on_a_release_of_an_older_schema_says_so(material):
    release = material.release
    older = replace(release, manifest=replace(release.manifest, audit=(OUTDATED,)))
    said = Paragraph(wording.OUTDATED["nl"])
    for each, told in ((release, False), (older, True)):
        assert (said in report_parts(replace(material, release=each), "team", "nl")) is told


def test_a_report_without_a_meeting_says_so(material):
    bare = replace(material, meeting=None, notes=Notes(), earlier=())
    told = _texts(report_parts(bare, "team", "en"))
    assert "Nothing has been written" in told
    assert "Nothing was agreed." in told


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_is_escaped_and_asks_nothing_from_outside(material, language):
    html = html_report(report_parts(material, "team", language), language)
    assert "Veel &lt;nieuwe&gt; mensen" in html
    assert "<nieuwe>" not in html
    assert not re.findall(r'(?:src|href)="(?!#|data:image/svg)|url\((?!#)|@import', html)
    assert f'<html lang="{language}">' in html
    assert [int(level) for level in re.findall(r"<h(\d)", html)][:2] == [1, 2]


def test_the_page_becomes_a_pdf_that_a_screen_reader_can_follow(material):
    parts = report_parts(material, "team", "nl")
    pdf = pdf_report(html_report(parts, "nl"))
    assert pdf.startswith(b"%PDF")
    assert b"/StructTreeRoot" in inside(pdf)  # tagged: a screen reader can follow it


def test_a_picture_is_a_picture_with_its_words_in_page_and_pdf(material):
    [picture] = [part for part in report_parts(material, "team", "nl") if isinstance(part, Picture)]
    html = html_report((Heading("x", 1), picture), "nl")
    [(source, alt)] = re.findall(r'<img class="picture" src="([^"]*)" alt="([^"]*)">', html)
    assert b64decode(source.removeprefix("data:image/svg+xml;base64,")).decode() == picture.svg
    assert unescape(alt) == picture.alt and "<svg" not in html
    assert b"/Alt " + as_string(picture.alt) in inside(pdf_report(html))


def test_a_picture_for_a_pdf_asks_nothing_from_outside(caplog):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/x.png"
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><image href="{address}"/></svg>'
        pdf = pdf_report(html_report((Heading("x", 1), Picture(svg, "alt")), "nl"))
        with pytest.raises(TimeoutError):
            listening.accept()
    assert pdf.startswith(b"%PDF") and "asks nothing from outside" in caplog.text


def test_a_pdf_fetches_nothing():
    with pytest.raises(ValueError, match="nothing from outside"):
        own_pictures().fetch("file:///etc/hostname")


def test_without_pango_a_pdf_is_refused_in_words(monkeypatch):
    class NoPango:
        def find_spec(self, name, *_rest):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [NoPango(), *sys.meta_path])
    with pytest.raises(UserError, match="Pango ontbreekt"):
        pdf_report("<p>x</p>")


def test_the_document_holds_the_same_words(material):
    parts = report_parts(material, "team", "nl")
    document = Document(BytesIO(docx_report(parts, "nl")))
    told = [paragraph.text for paragraph in document.paragraphs]
    told += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    told += [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert set(_texts(parts).split("\n")) <= {line for text in told for line in text.split("\n")}
    assert document.core_properties.author == ""


def test_a_control_character_in_a_note_does_not_stop_a_document():
    assert docx_report((Heading("a\x0b\x01b", 1), TablePart(("x",), (("\x02",),))), "nl")


def test_reports_are_light_until_a_pdf_or_document_is_asked_for():
    code = (
        "import sys, monitorlib.reports.team_report, monitorlib.reports.page; "
        "print('weasyprint' in sys.modules, 'docx' in sys.modules)"
    )
    seen = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert seen.stdout.split() == ["False", "False"]
