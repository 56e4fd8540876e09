"""The report as one HTML file: printable, every text escaped, nothing from outside, no script."""

from base64 import b64encode
from html import escape
from pathlib import Path

from monitorlib.reports.parts import Heading, Paragraph, Part, Picture, TablePart

PICTURE = "data:image/svg+xml;base64,"
STYLE_FILE = Path(__file__).parent / "report.css"


def html_report(parts: tuple[Part, ...], language: str) -> str:
    """The parts as a whole page; the first one is its title."""
    name = escape(parts[0].text)
    body = html_parts(parts)
    style = STYLE_FILE.read_text(encoding="utf-8")
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{name}</title><style>{style}</style></head>\n<body><main>\n{body}\n</main></body></html>\n"
    )


def html_parts(parts: tuple[Part, ...]) -> str:
    """The parts as HTML inside a page; every text is escaped."""
    return "\n".join(map(_written, parts))


def _written(part: Part) -> str:
    match part:
        case Heading(text, level):
            return f"<h{level}>{escape(text)}</h{level}>"
        case Paragraph(text, small):
            return f'<p class="{"small" if small else "text"}">{escape(text)}</p>'
        case Picture(svg, alt):
            return f'<img class="picture" src="{as_source(svg)}" alt="{escape(alt, quote=True)}">'
        case TablePart():
            return _table(part)


def as_source(svg: str) -> str:
    """A picture as the source of an `<img>`: there no script in it runs, and nothing that it names is fetched."""
    return f"{PICTURE}{b64encode(svg.encode()).decode()}"


def _table(part: TablePart) -> str:
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in part.heads)
    keys = part.keys or ("",) * len(part.rows)
    rows = "".join(_row(cells, key) for cells, key in zip(part.rows, keys, strict=True))
    columns = len(part.heads)
    return f'<table class="ml-table of-{columns}"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _row(cells: tuple[str, ...], key: str) -> str:
    marked = f' data-leefgebied="{escape(key, quote=True)}"' if key else ""
    rest = "".join(f"<td>{escape(cell)}</td>" for cell in cells[1:])
    return f'<tr{marked}><th scope="row">{escape(cells[0])}</th>{rest}</tr>'
