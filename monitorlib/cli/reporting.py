"""Writing a team's report: released numbers and the newest meeting about them, in one file."""

from collections.abc import Callable
from pathlib import Path

from monitorlib import trail
from monitorlib.foundation.errors import UserError, why_refused
from monitorlib.foundation.files import file_to_write, write_aside
from monitorlib.foundation.texts import Text
from monitorlib.release.keys import releases_of
from monitorlib.release.read import newest_releases, read_figure, released_teams, team_folder_name
from monitorlib.release.sealing import nothing_of, refuse_unsealed
from monitorlib.released import Release
from monitorlib.reports import AUDIENCES, REPORT_FORMATS
from monitorlib.reports.own import own_parts
from monitorlib.reports.page import html_report
from monitorlib.reports.team_report import Material, report_parts
from monitorlib.sessions import SessionLog
from monitorlib.workspace import Workspace


def write_report(
    workspace: Workspace,
    team: str,
    period: str | None,
    output: Path | None,
    language: str,
    format: str = "html",
    audience: str = "team",
) -> Path:
    """Write the report of the period (the latest without a wish) for an audience; returns the file."""
    refuse_unknown(format, audience)
    material = find_material(workspace, team, period, language, audience)
    parts = report_parts(material, audience, language)
    period_id = material.release.content.period.id
    shared = "" if audience == "team" else f"-{audience}"
    file = output or Path(f"{team_folder_name(team)}-{period_id}{shared}.{format}")
    about = {"team": team, "period": period_id, "format": format, "audience": audience}
    return _put(
        file, in_format(parts, format, language), lambda: trail.note(workspace, trail.REPORTED, **about)
    )


def write_own_page(
    workspace: Workspace,
    team: str,
    period: str | None,
    worker: str,
    output: Path | None,
    language: str,
    format: str = "html",
) -> Path:
    """Write the page of a worker's own caseload; returns the file, whose name does not tell whose it is."""
    from monitorlib.release.own_caseload import own_caseload

    refuse_unknown(format, "team")
    release = own_caseload(workspace, team, period, worker)
    name = Text("mijn-inwoners", "my-residents")[language]
    file = output or Path(f"{team_folder_name(team)}-{release.content.period.id}-{name}.{format}")
    about = {"team": team, "period": release.content.period.id}
    content = in_format(own_parts(release, language), format, language)
    return _put(file, content, lambda: trail.note(workspace, trail.CASELOAD, **about))


def _put(file: Path, content: bytes, noting: Callable[[], object]) -> Path:
    """Note it and write the file whole; a UserError where its place is no file's, or cannot be written."""
    target = file_to_write(file)
    noting()
    try:
        write_aside(target, content)
    except OSError as error:
        told = why_refused(error)
        raise UserError(
            Text(f"Kan '{file}' niet schrijven ({told.nl}).", f"Cannot write '{file}' ({told.en})."),
            Text("Kies met --output een andere plek.", "Choose another place with --output."),
        ) from None
    return file


def worker_of(workspace: Workspace, key: Path, code: str) -> str:
    """The pseudonym of a worker, from the code in the registration system and the key of the workspace."""
    from monitorlib.intake import read_key
    from monitorlib.measurements import key_of

    secret = read_key(key, workspace)
    if key_of(workspace) not in (None, secret.id):
        raise UserError(
            Text(
                "Deze werkmap is met een andere sleutel gemaakt.",
                "This workspace was made with another key.",
            ),
            Text("Geef de sleutel van de import mee.", "Pass on the key of the import."),
        )
    return secret.pseudonym("worker", code)


def in_format(parts: tuple, format: str, language: str) -> bytes:
    """The parts of a report as a file of this format."""
    if format == "docx":
        from monitorlib.reports.document import docx_report

        return docx_report(parts, language)
    html = html_report(parts, language)
    if format == "html":
        return html.encode()
    from monitorlib.reports.pdf import pdf_report

    return pdf_report(html)


def refuse_unknown(format: str, audience: str) -> None:
    """Raise a UserError for a format or an audience that there is not."""
    problems = []
    if format not in REPORT_FORMATS:
        problems.append(Text(f"--format: '{format}' kan niet.", f"--format: '{format}' is not possible."))
    if audience not in AUDIENCES:
        problems.append(Text(f"--for: '{audience}' kan niet.", f"--for: '{audience}' is not possible."))
    if problems:
        choices = f"--format {'|'.join(REPORT_FORMATS)}, --for {'|'.join(AUDIENCES)}"
        raise UserError(problems, Text(f"Kies: {choices}.", f"Choose: {choices}."))


def find_material(
    workspace: Workspace,
    team: str,
    period: str | None,
    language: str,
    audience: str = "team",
    ask_seal: bool = True,
) -> Material:
    """The release of a team and period, its pictures, and the newest meeting about that period.

    Readers outside the team get the newest release that may leave the room. `ask_seal`: whether the seals are
    still to be held against the ledgers.
    """
    if ask_seal:
        refuse_unsealed(workspace, team)
    folder, release = _find(workspace, team, period, leaving=audience != "team")
    drawn = (*release.figures, *release.card_pictures)
    figures = {f.file: read_figure(folder, release, f.file) for f in drawn if f.language == language}
    settings = workspace.settings()
    made_of = {"for_whom": settings.for_whom, "figures": figures, "limits": settings.export_limits}
    log = SessionLog(workspace.session_log)
    held = [m for m in log.meetings(team) if m.period == release.content.period.id]
    if not held:
        return Material(release, **made_of)
    told = {"meeting": held[0], "notes": log.read(held[0].id), "earlier": log.earlier_actions(held[0])}
    told["rounds"] = log.rounds(held[0].id)
    return Material(release, **made_of, **told)


def _find(workspace: Workspace, team: str, period: str | None, leaving: bool) -> tuple[Path, Release]:
    released, folder = releases_of(workspace), workspace.release / team_folder_name(team)
    if not released_teams(released, team):
        raise nothing_of(workspace, team, [known.team for known in released_teams(released)])
    releases = {release.content.period.id: release for release in newest_releases(released, folder, leaving)}
    wanted = period or next(iter(releases))
    if wanted not in releases:
        known = ", ".join(releases)
        raise UserError(
            Text(f"Periode '{wanted}' is niet vrijgegeven.", f"Period '{wanted}' has not been released."),
            Text(f"Wel: {known}.", f"Released: {known}."),
        )
    return folder, releases[wanted]
