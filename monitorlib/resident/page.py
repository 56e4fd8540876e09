"""The page as one HTML file, and as PDF in letters of 18 points: nothing from outside, no script."""

from html import escape
from pathlib import Path

from monitorlib.pages import as_source
from monitorlib.reports.elements import Heading, Items, Paragraph, Room
from monitorlib.reports.page import whole_page
from monitorlib.reports.pdf import own_pictures, refuse_without_pango
from monitorlib.resident.picture import Drawing, Drawings, Part, as_svg, height_of, key, marks_of

LINE = '<div class="line"></div>'
STYLE_FILE = Path(__file__).parent / "resident.css"


def html_page(parts: tuple[Part, ...], language: str) -> str:
    """The parts as a whole page; the first one is its title."""
    body = "\n".join(_written(part, language) for part in parts)
    return whole_page(parts[0].text, STYLE_FILE.read_text(encoding="utf-8"), body, language)


def _written(part: Part, language: str) -> str:
    match part:
        case Heading(text, level):
            return f"<h{level}>{escape(text)}</h{level}>"
        case Paragraph(text):
            return f"<p>{escape(text)}</p>"
        case Items(texts, ordered):
            kind = "ol" if ordered else "ul"
            return f"<{kind}>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</{kind}>"
        case Room(text, lines):
            look = "room" if lines else "room behind"
            return f'<div class="{look}"><p>{escape(text)}</p>{LINE * max(1, lines)}</div>'
        case Drawings():
            return _drawings(part, language)


def _drawings(part: Drawings, language: str) -> str:
    keys = "".join(
        f'<span class="key"><img src="{as_source(key(rater))}" alt=""> {escape(words)}</span>'
        for rater, words in part.whose
    )
    each = "".join(_drawing(drawing, part, language) for drawing in part.each)
    return f'<p class="first">{keys}</p><div class="drawings">{each}</div>'


def _drawing(drawing: Drawing, part: Drawings, language: str) -> str:
    svg = as_svg(marks_of(drawing.panel, part.days, language), height_of(drawing.panel))
    words = escape(drawing.alt, quote=True)
    return f'<div class="drawing"><h3>{escape(drawing.name)}</h3><img src="{as_source(svg)}" alt="{words}"></div>'


def pdf_page(html: str) -> bytes:
    """The page as a tagged PDF: language, title and the words of every picture are in it."""
    refuse_without_pango()
    from weasyprint import HTML

    return HTML(string=html, url_fetcher=own_pictures()).write_pdf(pdf_tags=True)
