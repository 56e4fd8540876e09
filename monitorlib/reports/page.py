"""The report, and the index of all reports, as HTML: every text escaped, nothing from outside, no script."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from monitorlib.foundation.texts import Text
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
    rows = "".join(_row(cells, key, part.heads) for cells, key in zip(part.rows, keys, strict=True))
    look = f"ml-table of-{len(part.heads)}{' whole' if is_whole(part) else ''}"
    return (
        f'<table class="{look}">{f"<colgroup>{widths}</colgroup>" if widths else ""}'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(cells: tuple[str, ...], key: str, heads: tuple[str, ...]) -> str:
    """One row; each cell holds what stands above it, for a screen on which there is no room beside each other."""
    marked = f' data-leefgebied="{escape(key, quote=True)}"' if key else ""
    rest = "".join(
        f'<td data-head="{escape(head, quote=True)}">{escape(cell)}</td>'
        for head, cell in zip(heads[1:], cells[1:], strict=True)
    )
    return f'<tr{marked}><th scope="row">{escape(cells[0])}</th>{rest}</tr>'


TITLE = Text("Verslagen van alle teams", "Reports of all teams")
LEAD = Text(
    "Op naam, zonder volgorde van uitkomsten. Geef elk team alleen zijn eigen verslag.",
    "By name, in no order of outcomes. Give each team its own report only.",
)
HEADS = (Text("Team", "Team"), Text("Periode", "Period"), Text("Verslag", "Report"))
OPEN = Text("verslag", "report")
NOTHING_TO_SHOW = Text(
    "nog niets te tonen: te weinig inwoners zijn twee keer gemeten; het verslag zegt wat er nodig is",
    "nothing to show yet: too few residents were measured twice; the report says what is needed",
)


@dataclass(frozen=True)
class Entry:
    """A team in the index: its file (None: no report), the period that the report is about, and what is told."""

    team: str
    file: str | None
    period: str
    told: Text


def index_page(entries: Sequence[Entry], organisation: str, language: str) -> str:
    """The whole page; every text is escaped, nothing from outside, no script."""
    head = "".join(f'<th scope="col">{escape(text[language])}</th>' for text in HEADS)
    ordered = sorted(entries, key=lambda entry: entry.team.casefold())
    rows = "".join(_line(entry, language) for entry in ordered)
    whose = f"<p>{escape(organisation)}</p>" if organisation else ""
    body = (
        f"<h1>{escape(TITLE[language])}</h1>{whose}<p>{escape(LEAD[language])}</p>"
        f'<table class="ml-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    )
    return whole_page(TITLE[language], STYLE_FILE.read_text(encoding="utf-8"), body, language)


def _line(entry: Entry, language: str) -> str:
    link = ""
    if entry.file is not None:
        link = f'<a href="{escape(entry.file, quote=True)}">{escape(OPEN[language])}</a>'
    told = escape(entry.told[language])
    both = f"{link} ({told})" if link and told else link or told
    return f'<tr><th scope="row">{escape(entry.team)}</th><td>{escape(entry.period)}</td><td>{both}</td></tr>'
