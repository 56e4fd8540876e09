"""The files of one delivery together: what they contradict and leave out, and what is kept beside the table."""

import csv
import io
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, replace

import numpy as np
import pandas as pd

from monitorlib.foundation.texts import DEFAULT_LANGUAGE, Text, counted
from monitorlib.intake.check.one_export import Intake
from monitorlib.intake.check.refusals import judge_repeats
from monitorlib.intake.check.report_lines import in_words
from monitorlib.intake.check.reports import ImportReport, Inspection
from monitorlib.intake.know.profiles import write_whole
from monitorlib.intake.know.rejects import COLUMNS, RULES, counted_rules, listed, together
from monitorlib.measurements import left_out, stacked
from monitorlib.workspace import Workspace, made_private

# --- what is kept beside the table

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


# --- the files of a delivery together


def without_contradictions(intakes: list[Intake]) -> list[Intake]:
    """Refuse what two files of one delivery contradict each other on."""
    if len(intakes) < 2:
        return intakes
    judged = judge_repeats(delivered(intakes))["contradicted"].to_numpy()
    if not judged.any():
        return intakes
    ends = np.cumsum([len(intake.measurements) for intake in intakes])[:-1]
    return [
        _refuse(intake, wrong) if wrong.any() else intake
        for intake, wrong in zip(intakes, np.split(judged, ends), strict=True)
    ]


def delivered(intakes: list[Intake]) -> pd.DataFrame:
    """The measurements of all files below each other."""
    return stacked([intake.measurements for intake in intakes if intake.attributes is None])


def _refuse(intake: Intake, wrong: np.ndarray) -> Intake:
    """Take measurements out of an intake, with the count of the report still adding up."""
    kept, out, report = intake.measurements[~wrong], intake.measurements[wrong], intake.report
    added = listed(report.file, "contradiction", out.index, out["leefgebied"], [""] * len(out))
    rejects = together([intake.rejects, added])
    lost = report.used - kept.index.nunique()
    report = replace(
        report,
        used=report.used - lost,
        refused=report.refused + lost,
        measurements=len(kept),
        missing=int(kept["missing"].notna().sum()),
        residents=kept["resident_id"].nunique(),
        rejects=len(rejects),
        rules=counted_rules(rejects),
    )
    return Intake(kept, rejects, report)


def with_left_out(
    workspace: Workspace, reports: list[ImportReport], delivery: pd.DataFrame
) -> list[ImportReport]:
    """The reports, the last with a note of what the table has and the delivery leaves out: nobody else sees it."""
    scores, residents = left_out(workspace, delivery)
    if not scores:
        return reports
    note = _left_out(scores, residents, several=len(reports) > 1)
    return [*reports[:-1], replace(reports[-1], notes=(*reports[-1].notes, note))]


def _left_out(scores: int, residents: int, several: bool) -> Text:
    if scores == 1:
        what = Text("eerder ingelezen meting", "measurement that was imported earlier")
        stands, counts = Text("staat", "is"), Text("Ze blijft meetellen", "It still counts")
    else:
        what = Text("eerder ingelezen metingen", "measurements that were imported earlier")
        stands, counts = Text("staan", "are"), Text("Ze blijven meetellen", "They still count")
    whose = counted(residents, Text("{n} inwoner", "{n} resident"), Text("{n} inwoners", "{n} residents"))
    where = Text("deze bestanden", "these files") if several else Text("deze export", "this export")
    return Text(
        f"{scores} {what.nl} van {whose.nl} {stands.nl} niet in {where.nl}: verwijderd, van dag veranderd of nu "
        f"geweigerd. {counts.nl}. Klopt dat niet? Draai de imports terug, de laatste eerst, tot en met die waarin "
        "de fout binnenkwam ('monitor undo --workspace MAP', een keer per import). Importeer daarna de goede "
        "bestanden.",
        f"{scores} {what.en}, of {whose.en}, {stands.en} not in {where.en}: removed, given another day, or now "
        f"refused. {counts.en}. Is that wrong? Undo the imports, the last one first, up to and including the one "
        "that brought the fault ('monitor undo --workspace DIR', once an import). Then import the right files.",
    )
