"""The index of all reports: a team a line, by name, with its report or why there is none. No ranking."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from monitorlib.reports.page import STYLE_FILE, whole_page
from monitorlib.texts import Text

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
    rows = "".join(_row(entry, language) for entry in ordered)
    whose = f"<p>{escape(organisation)}</p>" if organisation else ""
    body = (
        f"<h1>{escape(TITLE[language])}</h1>{whose}<p>{escape(LEAD[language])}</p>"
        f'<table class="ml-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    )
    return whole_page(TITLE[language], STYLE_FILE.read_text(encoding="utf-8"), body, language)


def _row(entry: Entry, language: str) -> str:
    link = ""
    if entry.file is not None:
        link = f'<a href="{escape(entry.file, quote=True)}">{escape(OPEN[language])}</a>'
    told = escape(entry.told[language])
    return (
        f'<tr><th scope="row">{escape(entry.team)}</th><td>{escape(entry.period)}</td>'
        f"<td>{'. '.join(filter(None, (link, told)))}</td></tr>"
    )
