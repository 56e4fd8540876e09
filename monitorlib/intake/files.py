"""The files that an import leaves beside the table: what was refused, and the report that adds up."""

import csv
import io
import json
import re
from collections.abc import Iterable
from dataclasses import asdict

import pandas as pd

from monitorlib.foundation.texts import DEFAULT_LANGUAGE
from monitorlib.intake.atomic import write_whole
from monitorlib.intake.rejects import COLUMNS, RULES
from monitorlib.intake.report_lines import in_words
from monitorlib.intake.reports import Inspection
from monitorlib.workspace import Workspace, made_private

_NAME = re.compile(r"versie-(\d{4,})-.*")


def write_report(
    workspace: Workspace, version: int, rejects: pd.DataFrame, reports: Iterable[Inspection]
) -> None:
    """Write what the import of `version` refused and told, before the version itself is made.

    So a version that exists has its files; files of a version that a crash kept from being made are
    replaced by the next import.
    """
    reports = list(reports)
    made_private(workspace.rejects)
    _remove_unfinished(workspace, version)
    stem = f"versie-{version:04d}"
    write_whole(workspace.rejects / f"{stem}-geweigerd.csv", _as_csv(rejects))
    told = "\n\n".join(in_words(report, DEFAULT_LANGUAGE) for report in reports)
    write_whole(workspace.rejects / f"{stem}-verslag.txt", told + "\n")
    shown = json.dumps([asdict(report) for report in reports], ensure_ascii=False, indent=1)
    write_whole(workspace.rejects / f"{stem}-verslag.json", shown + "\n")


def _remove_unfinished(workspace: Workspace, version: int) -> None:
    for file in workspace.rejects.iterdir():
        name = _NAME.fullmatch(file.name)
        if name and int(name.group(1)) >= version:
            file.unlink()


def _as_csv(rejects: pd.DataFrame) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow([*COLUMNS, "explanation"])
    for row in rejects[list(COLUMNS)].itertuples(index=False):
        writer.writerow([*row, RULES[row.rule].text[DEFAULT_LANGUAGE]])
    return out.getvalue()
