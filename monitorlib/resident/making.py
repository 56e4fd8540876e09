"""From a person to a page in one of three formats."""

from collections.abc import Iterable

from monitorlib.errors import UserError
from monitorlib.instruments import read_instruments
from monitorlib.resident.content import page_parts
from monitorlib.resident.page import html_page
from monitorlib.resident.person import Person, rows_together
from monitorlib.texts import Text
from monitorlib.workspace import Workspace

FORMATS = ("html", "pdf", "docx")


def page_of(workspace: Workspace, persons: Iterable[Person], language: str, format: str) -> bytes:
    """The page of this person (one, under whatever pseudonyms) as the bytes of a file."""
    refuse_unknown(format)
    known = read_instruments(workspace.instruments)
    parts = page_parts(rows_together(persons), known, language)
    if format == "docx":
        from monitorlib.resident.document import docx_page

        return docx_page(parts, language)
    html = html_page(parts, language)
    if format == "html":
        return html.encode()
    from monitorlib.resident.paper import pdf_page

    return pdf_page(html)


def refuse_unknown(format: str) -> None:
    """A UserError for a format that no page has."""
    if format not in FORMATS:
        raise UserError(
            Text(f"--format: '{format}' kan niet.", f"--format: '{format}' is not possible."),
            Text(f"Kies: {', '.join(FORMATS)}.", f"Choose: {', '.join(FORMATS)}."),
        )
