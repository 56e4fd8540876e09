"""What an import tells: how a file was understood and what became of its rows; in words by `report_lines`."""

import dataclasses
import json
from dataclasses import asdict, dataclass

from monitorlib.foundation.texts import Text
from monitorlib.intake.check.measure import Measured
from monitorlib.intake.know.identifiers import safe_name
from monitorlib.intake.know.questions import Question
from monitorlib.intake.know.rejects import counted_rules
from monitorlib.intake.pseudonymise.people import Dossiers
from monitorlib.intake.read.parts import FILE
from monitorlib.intake.read.sources import Export
from monitorlib.intake.recognise.mapping import Mapping


@dataclass(frozen=True)
class Inspection:
    """How one export was understood, and what it holds. No value of a resident is in it.

    `rows` = `used` + `refused` + `empty` + `repeated`. `measurements` counts scores and missing codes
    together, `missing` the latter. `mapping` is column to field (fields.Guess), `unsure` the columns to
    be asked, `questions` all that is to be asked, `rejects` the number of refused rows and cells, `rules`
    how many of each rule. Of a text file `lines` = `headings` + `rows` + `closing_lines` + `continued`
    (lines that go on with the row above); None for another file. `all_lines`: of the whole file, where only
    its beginning was looked at. `added_columns` are columns that are none in the file, with what they hold;
    `unit` is what `sheet` is the name of.
    """

    file: str
    encoding: str | None
    separator: str | None
    sheet: str | None
    header_row: int
    closing_lines: int
    repaired: bool
    shape: str
    mapping: dict[str, str]
    unsure: tuple[str, ...]
    instruments: tuple[str, ...]
    teams: tuple[str, ...]
    first_day: str | None
    last_day: str | None
    rows: int
    used: int
    refused: int
    empty: int
    repeated: int
    measurements: int
    missing: int
    residents: int
    rejects: int
    rules: dict[str, int]
    notes: tuple[Text, ...] = ()
    questions: tuple[Question, ...] = ()
    lines: int | None = None
    headings: int = 0
    continued: int = 0
    all_lines: int | None = None
    added_columns: dict[str, Text] = dataclasses.field(default_factory=dict)
    unit: Text = FILE

    def as_json(self) -> str:
        """The report for programs, one JSON object."""
        return json.dumps(asdict(self), ensure_ascii=False)


@dataclass(frozen=True)
class ImportReport(Inspection):
    """An inspection of what was imported, and what it did to the table.

    `version` is the table's version afterwards; `added`, `replaced` and `unchanged` count the measurements
    of this file: new ones, corrected ones, and ones that were there already.
    """

    version: int | None = None
    added: int = 0
    replaced: int = 0
    unchanged: int = 0


def inspected(
    export: Export, mapping: Mapping, measured: Measured, questions: tuple[Question, ...]
) -> Inspection:
    """The report on one export that was read, with the `questions` that are open."""
    table, days = measured.measurements, measured.measurements["measured_on"]
    return Inspection(
        **_as_read(export, mapping),
        instruments=tuple(sorted(table["instrument"].unique())),
        teams=tuple(sorted(table["team"].unique())),
        first_day=None if table.empty else days.min().date().isoformat(),
        last_day=None if table.empty else days.max().date().isoformat(),
        **asdict(measured.counts),
        measurements=len(table),
        missing=int(table["missing"].notna().sum()),
        residents=table["resident_id"].nunique(),
        rejects=len(measured.rejects),
        rules=counted_rules(measured.rejects),
        notes=(*export.notes, *measured.notes),
        questions=questions,
    )


def inspected_dossiers(export: Export, mapping: Mapping, dossiers: Dossiers) -> Inspection:
    """The report on a dossier table: it has residents and no measurements."""
    teams = dossiers.attributes["team"].dropna().unique() if "team" in dossiers.attributes else ()
    return Inspection(
        **_as_read(export, mapping),
        instruments=(),
        teams=tuple(sorted(teams)),
        first_day=None,
        last_day=None,
        rows=dossiers.rows,
        used=dossiers.used,
        refused=dossiers.rows - dossiers.used - dossiers.empty,
        empty=dossiers.empty,
        repeated=0,
        measurements=0,
        missing=0,
        residents=len(dossiers.attributes),
        rejects=len(dossiers.rejects),
        rules=counted_rules(dossiers.rejects),
    )


def _as_read(export: Export, mapping: Mapping) -> dict:
    """How the file was read and its columns understood."""
    return {
        "file": export.file,
        "encoding": export.encoding,
        "separator": export.separator,
        "sheet": export.sheet,
        "header_row": export.header_row,
        "closing_lines": export.closing_lines,
        "lines": export.lines,
        "headings": export.headings,
        "continued": export.continued,
        "all_lines": export.all_lines,
        "repaired": export.repaired,
        "added_columns": dict(export.added_columns),
        "unit": export.unit,
        "shape": mapping.shape,
        "mapping": _shown(mapping.fields),
        "unsure": tuple(safe_name(column) for column in mapping.unsure),
    }


def _shown(fields: dict[str, str]) -> dict[str, str]:
    """Column to field by names that may be told; the second "…" is "… (2)", so that no column is lost."""
    shown: dict[str, str] = {}
    for column, field in fields.items():
        name = safe_name(column)
        number = sum(known.partition(" (")[0] == name for known in shown)
        shown[name if name not in shown else f"{name} ({number + 1})"] = field
    return shown
