"""The report as one HTML file: printable, every text escaped, nothing from outside, no script."""

from html import escape
from pathlib import Path

from monitorlib.pages import as_source
from monitorlib.reports.elements import Heading, Paragraph, Part, Picture, TablePart, is_whole, kept_with_next
from monitorlib.reports.words import PAGE_OF

STYLE_FILE = Path(__file__).parent / "report.css"
END = "end"  # marks where the report ends, so that a PDF can see how full its last page is


def html_report(parts: tuple[Part, ...], language: str) -> str:
    """The parts as a whole page; the first one is its title, also at the foot of each page on paper."""
    body = html_parts(parts)
    style = f"{STYLE_FILE.read_text(encoding='utf-8')}{_foot(parts[0].text, language)}"
    return whole_page(parts[0].text, style, f'{body}\n<div id="{END}"></div>', language)


def whole_page(title: str, style: str, body: str, language: str) -> str:
    """A page that stands by itself, around a body that is HTML already."""
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{style}</style></head>\n"
        f"<body><main>\n{body}\n</main></body></html>\n"
    )


def _foot(title: str, language: str) -> str:
    """Whose report this is to the left, "pagina 1 van 4" to the right."""
    before, between = PAGE_OF[language]
    look = "font: 8pt 'DejaVu Sans', Verdana, sans-serif; color: #5b6472;"
    return (
        f'@page {{ @bottom-left {{ content: "{_in_css(title)}"; width: 80%; {look} }} '
        f'@bottom-right {{ content: "{before} " counter(page) " {between} " counter(pages); {look} }} }}\n'
    )


def _in_css(text: str) -> str:
    """A text that cannot end the string, or the style sheet, that it stands in."""
    return "".join(each if each.isascii() and each.isalnum() else f"\\{ord(each):06x}" for each in text)


def html_parts(parts: tuple[Part, ...]) -> str:
    """The parts as HTML inside a page; every text is escaped."""
    return "\n".join(map(_written, parts, kept_with_next(parts)))


def _written(part: Part, kept: bool) -> str:
    keeps = " data-kept" if kept else ""
    match part:
        case Heading(text, level):
            return f"<h{level}>{escape(text)}</h{level}>"
        case Paragraph(text, small):
            return f'<p class="{"small" if small else "text"}"{keeps}>{escape(text)}</p>'
        case Picture(svg, alt):
            words = escape(alt, quote=True)
            return f'<img class="picture" src="{as_source(svg)}" alt="{words}"{keeps}>'
        case TablePart():
            return _table(part)


def _table(part: TablePart) -> str:
    widths = "".join(f'<col style="width:{width}%">' for width in part.widths)
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in part.heads)
    keys = part.keys or ("",) * len(part.rows)
    rows = "".join(_row(cells, key) for cells, key in zip(part.rows, keys, strict=True))
    look = f"ml-table of-{len(part.heads)}{' whole' if is_whole(part) else ''}"
    return (
        f'<table class="{look}">{f"<colgroup>{widths}</colgroup>" if widths else ""}'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(cells: tuple[str, ...], key: str) -> str:
    marked = f' data-leefgebied="{escape(key, quote=True)}"' if key else ""
    rest = "".join(f"<td>{escape(cell)}</td>" for cell in cells[1:])
    return f'<tr{marked}><th scope="row">{escape(cells[0])}</th>{rest}</tr>'
