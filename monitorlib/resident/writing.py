"""From a person to a file: in one of three formats, only where somebody says, for its owner only."""

import contextlib
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from monitorlib import trail
from monitorlib.foundation.errors import UserError, why_refused
from monitorlib.foundation.files import file_to_write, give_name, nameless_file
from monitorlib.foundation.texts import Text
from monitorlib.instruments import read_instruments
from monitorlib.reports import REPORT_FORMATS
from monitorlib.resident.content import page_parts
from monitorlib.resident.page import html_page
from monitorlib.resident.person import Person, rows_together
from monitorlib.workspace import SETTINGS_FILE, Workspace, made_private

LOG_FILE = "inwoner.log"
MADE, EXPORTED, FORGOTTEN = "blad gemaakt", "gegevens meegegeven", "een inwoner vergeten"


def refuse_place(output: Path) -> Path:
    """The file to write, whole; a UserError for a folder, a folder that is not there, or a place of a workspace.

    No workspace at all, not only this one: all that lies in one may be copied, shown or shared.
    """
    file = file_to_write(output).absolute()  # nor a device: it would be replaced by the page
    if not file.parent.is_dir():
        raise UserError(
            Text(f"De map '{output.parent}' bestaat niet.", f"The folder '{output.parent}' does not exist."),
            Text("Maak hem eerst, of kies een andere.", "Make it first, or choose another."),
        )
    file = file.parent.resolve() / file.name
    if any((folder / SETTINGS_FILE).exists() for folder in file.parents):
        raise UserError(
            Text(
                f"'{output}' ligt in een werkmap. Daar hoort een blad van een inwoner niet: anderen kunnen erbij.",
                f"'{output}' lies in a workspace. A resident's page does not belong there: others can come at it.",
            ),
            Text("Kies een map daarbuiten.", "Choose a folder outside of it."),
        )
    return file


def write_for_owner(file: Path, content: bytes) -> None:
    """Put a file in place whole, for its owner only; what a crash leaves is nothing, or gone the next time.

    On Linux the bytes have no name until they are all there. A UserError where nothing may be written.
    """
    aside = file.with_name(f".{file.name}.part")
    try:
        aside.unlink(missing_ok=True)  # of an earlier time that was stopped
        _named_when_whole(aside, content)
        aside.replace(file)
    except OSError as error:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
        told = why_refused(error)
        raise UserError(
            Text(
                f"'{file}' kan niet geschreven worden ({told.nl}).",
                f"'{file}' cannot be written ({told.en}).",
            ),
            Text("Kijk of u daar mag schrijven.", "See whether you may write there."),
        ) from None


def _named_when_whole(aside: Path, content: bytes) -> None:
    handle = nameless_file(aside.parent)
    if handle is not None:
        try:
            _fill(handle, content)
            give_name(handle, aside)
        finally:
            os.close(handle)
        return
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        _fill(handle, content)
    finally:
        os.close(handle)


def _fill(handle: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(handle, left) :]
    os.fsync(handle)


@contextlib.contextmanager
def noted(workspace: Workspace, what: str) -> Iterator[None]:
    """Note in the workspace's log that something was done; never of whom. Where that cannot be noted, nothing is.

    A UserError where the log cannot be written.
    """
    try:
        file = made_private(workspace.path / "logs") / LOG_FILE
        with file.open("ab") as log:
            trail.note(workspace, trail.RESIDENT_DATA if what == EXPORTED else trail.RESIDENT_PAGE)
            yield
            log.write(line_of(what).encode())
            log.flush()
            os.fsync(log.fileno())
    except PermissionError:
        raise UserError(
            Text(
                f"In werkmap '{workspace.path}' kan niet genoteerd worden dat dit gedaan is.",
                f"In workspace '{workspace.path}' it cannot be noted that this was done.",
            ),
            Text("Kijk of u daar mag schrijven.", "See whether you may write there."),
        ) from None


def line_of(what: str) -> str:
    """The line of the log: when, and what; no number and no pseudonym."""
    return f"{datetime.now(UTC).isoformat(timespec='seconds')} {what}\n"


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
    from monitorlib.resident.page import pdf_page

    return pdf_page(html)


def refuse_unknown(format: str) -> None:
    """A UserError for a format that no page has."""
    if format not in REPORT_FORMATS:
        raise UserError(
            Text(f"--format: '{format}' kan niet.", f"--format: '{format}' is not possible."),
            Text(f"Kies: {', '.join(REPORT_FORMATS)}.", f"Choose: {', '.join(REPORT_FORMATS)}."),
        )
