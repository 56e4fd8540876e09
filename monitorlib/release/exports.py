"""Released tables as a file for others: CSV or XLSX, under the export profile, without live formulas."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlsxwriter

from monitorlib import trail
from monitorlib.disclosure.rules import Profile, export_profile
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.files import file_to_write, write_aside
from monitorlib.foundation.texts import Text
from monitorlib.release import TABLE_FORMATS
from monitorlib.release.beside import coarser_view
from monitorlib.release.keys import releases_of
from monitorlib.release.read import newest_releases, released_teams, team_folder_name
from monitorlib.release.sealing import nothing_of, refuse_unsealed
from monitorlib.released import Release, Row, View
from monitorlib.wording import CLASSES, RATERS
from monitorlib.wording.verdicts import verdict_word
from monitorlib.workspace import Workspace

HEADS = (
    Text("team", "team"),
    Text("periode", "period"),
    Text("instrument", "instrument"),
    Text("blik", "view"),
    Text("leefgebied", "life domain"),
    Text("groep", "group"),
    Text("klasse", "class"),
    Text("aantal", "count"),
    Text("inwoners", "residents"),
    Text("gemiddelde verschuiving", "mean shift"),
    Text("oordeel", "verdict"),
    Text("gelijk tot en met (punten)", "the same up to (points)"),
)
_WHOLE = Text("hele team", "whole team")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_export(
    workspace: Workspace, team: str, period: str | None, format: str, output: Path | None, language: str
) -> Path:
    """Write what is shown of a team, all periods or one, under the export profile; returns the file."""
    if format not in TABLE_FORMATS:
        raise UserError(
            Text(f"Vorm '{format}' bestaat niet.", f"Format '{format}' does not exist."),
            Text("Kies: --format {formats}.", "Choose: --format {formats}.").fill(
                formats="|".join(TABLE_FORMATS)
            ),
        )
    refuse_unsealed(workspace, team)
    folder = workspace.release / team_folder_name(team)
    shown = newest_releases(releases_of(workspace), folder, leaving=True) if folder.is_dir() else []
    chosen = [release for release in shown if period in (None, release.content.period.id)]
    teams = [each.team for each in released_teams(releases_of(workspace))]
    if team not in teams:
        raise nothing_of(workspace, team, teams)
    if not chosen:
        known = ", ".join(release.content.period.id for release in shown)
        raise UserError(
            Text(
                f"Van team '{team}' is in die periode niets vrijgegeven.",
                f"Nothing has been released of team '{team}' in that period.",
            ),
            Text(f"Wel: {known}.", f"Released: {known}.") if shown else _RELEASE_FIRST,
        )
    limits, minimum = workspace.settings().export_limits, workspace.settings().min_residents
    profile = export_profile(minimum, limits.k, limits.m)
    lines = [line for release in chosen for line in export_lines(release, profile, language)]
    file = output or Path(f"{team_folder_name(team)}.{format}")
    head = [each[language] for each in HEADS]
    target, content = file_to_write(file), (_csv if format == "csv" else _xlsx)([head, *lines])
    trail.note(workspace, trail.EXPORTED, team=team, period=period or "", format=format)
    write_aside(target, content)
    return file


_RELEASE_FIRST = Text("Doe eerst: monitor publish.", "First do: monitor publish.")


def export_lines(release: Release, profile: Profile, language: str) -> Iterator[list[Any]]:
    """A line a class of each leefgebied (and block); a line without a count where only n may leave."""
    content = release.content
    for view in (coarser_view(each, profile, content.margin) for each in content.views):
        for row in view.rows:
            begin = [content.team, content.period.label[language], view.label[language]]
            begin += [RATERS[view.rater][language], row.label[language]]
            yield from ([*begin, *rest] for rest in _row_lines(view, row, language))


def _row_lines(view: View, told: Row, language: str) -> Iterator[list[Any]]:
    same = view.unchanged_within or None  # empty where every difference counts
    end = [told.n, told.mean_shift, verdict_word(told, language), same]
    if told.counts is None:
        yield [_WHOLE[language], None, None, *end]
        return
    yield from ([_WHOLE[language], *each, *end] for each in _class_lines(told.counts, language))
    labels = {block.code: block.label[language] for block in view.blocks}
    for code, counts in (told.blocks or {}).items():
        n = sum(counts.values())
        yield from ([labels[code], *each, n, None, None, same] for each in _class_lines(counts, language))


def _class_lines(counts: dict[str, int], language: str) -> list[list[Any]]:
    return [[CLASSES[name][language], count] for name, count in counts.items()]


def neutral(value: object) -> object:
    """A text that a spreadsheet would run as a formula, made plain text; everything else as it is."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _csv(lines: list[list[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([neutral(value) for value in line] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def _xlsx(lines: list[list[Any]]) -> bytes:
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(
        memory, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet()
    for number, line in enumerate(lines):
        sheet.write_row(number, 0, [neutral(value) for value in line])
    book.close()
    return memory.getvalue()
