"""The report of an import in words: how the file was read, what became of its columns and rows."""

from monitorlib.foundation.texts import Text, counted
from monitorlib.intake.check.reports import ImportReport, Inspection
from monitorlib.intake.know.fields import field_word
from monitorlib.intake.know.questions import FILL_IN
from monitorlib.intake.know.rejects import RULES
from monitorlib.intake.read.parts import FILE, SHEET, TABLE
from monitorlib.intake.read.which_table import ALL
from monitorlib.intake.recognise.supplied import PLUS

MOST_TEAMS = 12  # that are named

_SHAPES = {
    "A": Text("een rij per meting", "a row a measurement"),
    "B": Text("een kolom per moment", "a column a moment"),
    "C": Text("een rij per score", "a row a score"),
    "D": Text("dossiertabel", "dossier table"),
    "E": Text("een rij per doel", "a row a goal"),
}
_ALL = {
    SHEET.nl: Text("alle tabbladen onder elkaar", "all sheets below each other"),
    FILE.nl: Text("alle bestanden onder elkaar", "all files below each other"),
    TABLE.nl: Text("alle tabellen onder elkaar", "all tables below each other"),
}


def in_words(report: Inspection, language: str) -> str:
    """A report for a person: how a file was understood, what it holds, and what an import did to the table."""
    parts = (_read_lines, _column_lines, _count_lines, _note_lines, _question_lines)
    lines = [line for part in parts for line in part(report)]
    if isinstance(report, ImportReport):
        lines += _stored_lines(report)
    return "\n".join(line[language] for line in lines)


def _read_lines(report: Inspection) -> list[Text]:
    r, shape = report, _SHAPES[report.shape]
    how, row = _form(report), r.header_row
    where = Text(f"kolomnamen in rij {row}; ", f"column names in row {row}; ") if row else Text("", "")
    lines = [
        Text(f"{r.file}: {shape.nl} (vorm {r.shape}).", f"{r.file}: {shape.en} (shape {r.shape})."),
        Text(
            f"  Gelezen als {how.nl}; {where.nl}weggelaten slotregels: {r.closing_lines}.",
            f"  Read as {how.en}; {where.en}closing lines left out: {r.closing_lines}.",
        ),
    ]
    if r.repaired:
        lines.append(Text("  Letters als Ã« zijn hersteld.", "  Letters such as Ã« were repaired."))
    if r.instruments:
        used, teams = ", ".join(r.instruments), _teams(r.teams)
        nl, en = (f"  {used}; {words}; {r.first_day} – {r.last_day}." for words in (teams.nl, teams.en))
        lines.append(Text(nl, en))
    return lines


def _teams(teams: tuple[str, ...]) -> Text:
    """The teams by name; a look before the team's name is given knows none."""
    if teams == (FILL_IN,):
        return Text("het team is nog niet opgegeven", "the team has not been told yet")
    more = ["…"] if len(teams) > MOST_TEAMS else []
    return counted(len(teams), _TEAM, _TEAMS, names=", ".join([*teams[:MOST_TEAMS], *more]))


def _form(report: Inspection) -> Text:
    """What was read: a sheet, a text (also one in a ZIP), a statistical file."""
    r = report
    named = _ALL[r.unit.nl] if r.sheet == ALL else _named(r)
    if r.separator is None:
        return named or Text(f"{r.encoding}", f"{r.encoding}")
    sign = {"\t": "tab"}.get(r.separator, r.separator)
    inside = Text("", "") if named is None else Text(f"{named.nl}, ", f"{named.en}, ")
    return Text(
        f"{inside.nl}{r.encoding}, scheidingsteken '{sign}'", f"{inside.en}{r.encoding}, separator '{sign}'"
    )


def _named(report: Inspection) -> Text | None:
    unit, name = report.unit, report.sheet
    return Text(f"{unit.nl} '{name}'", f"{unit.en} '{name}'") if name else None


def _column_lines(report: Inspection) -> list[Text]:
    """The columns by what becomes of them; the leefgebieden of one instrument and moment on one line."""
    r = report
    groups: dict[tuple[str, str], list[Text]] = {}
    parts = {part for c, f in r.mapping.items() if f == "client" for part in c.split(PLUS)}
    for column, field in r.mapping.items():
        if field == "ignored" and column in parts:  # it is told as a part of the client
            continue
        group, told = _grouped(r.added_columns.get(column) or Text(column, column), field)
        groups.setdefault((group.nl, group.en), []).append(told)
    return [
        Text(f"  {nl}: {', '.join(t.nl for t in told)}.", f"  {en}: {', '.join(t.en for t in told)}.")
        for (nl, en), told in groups.items()
    ]


def _grouped(alone: Text, field: str) -> tuple[Text, Text]:
    """Under which words a column is told, and how."""
    kind, _, rest = field.partition(":")
    if kind == "score" and rest:
        area, _, moment = rest.partition("@")
        which = f"{area.split('/')[0]} {moment}".strip()
        return Text(f"Scores {which}", f"Scores {which}"), alone
    word = field_word(field)
    told = Text(f"{alone.nl} ({word.nl})", f"{alone.en} ({word.en})")
    if field in ("client", "worker"):
        return Text("Wordt een pseudoniem", "Becomes a pseudonym"), told
    if kind == "dropped":
        return Text("Komt niet binnen", "Does not come in"), told
    if field in ("ignored", "household"):
        return Text("Niet gebruikt", "Not used"), alone
    return Text("Gebruikt", "Used"), told


def _count_lines(report: Inspection) -> list[Text]:
    r, rows = report, _rows(report.rows)
    measured = counted(r.measurements, _MEASUREMENT, _MEASUREMENTS)
    residents = counted(r.residents, _RESIDENT, _RESIDENTS)
    lines = [
        *_physical_lines(r),
        Text(
            f"  {rows.nl} = {r.used} gebruikt + {r.refused} geweigerd + {r.empty} leeg + {r.repeated} dubbel.",
            f"  {rows.en} = {r.used} used + {r.refused} refused + {r.empty} empty + {r.repeated} repeated.",
        ),
        Text(
            f"  {measured.nl} van {residents.nl} ({r.missing} zonder score).",
            f"  {measured.en} of {residents.en} ({r.missing} without a score).",
        ),
    ]
    for rule, count in r.rules.items():
        text = RULES[rule].text
        lines.append(Text(f"  geweigerd: {text.nl}: {count}", f"  refused: {text.en}: {count}"))
    return lines


_TEAM, _TEAMS = (
    Text("{n} team: {names}", "{n} team: {names}"),
    Text("{n} teams: {names}", "{n} teams: {names}"),
)
_ROW, _ROWS = Text("{n} rij", "{n} row"), Text("{n} rijen", "{n} rows")
_LINE, _LINES = Text("{n} regel", "{n} line"), Text("{n} regels", "{n} lines")
_MEASUREMENT, _MEASUREMENTS = Text("{n} meting", "{n} measurement"), Text("{n} metingen", "{n} measurements")
_RESIDENT, _RESIDENTS = Text("{n} inwoner", "{n} resident"), Text("{n} inwoners", "{n} residents")


def _rows(n: int) -> Text:
    return counted(n, _ROW, _ROWS)


def _physical_lines(report: Inspection) -> list[Text]:
    """Where every line of a text file went: the heading, a row or what goes on in one, or the end."""
    r = report
    if r.lines is None:
        return []
    where = Text("bekeken", "looked at") if r.all_lines else Text("in het bestand", "in the file")
    lines, rows = counted(r.lines, _LINE, _LINES), _rows(r.rows)
    nl = f"  {lines.nl} {where.nl} = {r.headings} kop + {rows.nl} + {r.closing_lines} slot"
    en = f"  {lines.en} {where.en} = {r.headings} heading + {rows.en} + {r.closing_lines} closing"
    if r.continued:
        nl, en = f"{nl} + {r.continued} vervolg van een rij", f"{en} + {r.continued} going on with a row"
    return [*_looked_at(r), Text(f"{nl}.", f"{en}.")]


def _looked_at(report: Inspection) -> list[Text]:
    """That only the beginning of a large file was looked at."""
    if report.all_lines is None:
        return []
    seen, told = report.lines, report.all_lines
    return [
        Text(
            f"  Bekeken: de eerste {seen} van {told} regels. 'import' leest alles; alles bekijken: --whole.",
            f"  Looked at: the first {seen} of {told} lines. 'import' reads all; to look at all: --whole.",
        )
    ]


def _question_lines(report: Inspection) -> list[Text]:
    return [
        Text(f"  Te beantwoorden: {question.asked.nl}", f"  To be answered: {question.asked.en}")
        for question in report.questions
    ]


def _note_lines(report: Inspection) -> list[Text]:
    return [Text(f"  Let op: {note.nl}", f"  Mind: {note.en}") for note in report.notes]


def _stored_lines(report: ImportReport) -> list[Text]:
    """What an import did to the table."""
    r = report
    if not r.added and not r.replaced:
        return [
            Text(
                "  Alles stond er al: er is niets veranderd.",
                "  All of it was there already: nothing has changed.",
            )
        ]
    there = counted(
        r.unchanged,
        Text("{n} stond er al", "{n} was there already"),
        Text("{n} stonden er al", "{n} were there already"),
    )
    return [
        Text(
            f"  Versie {r.version}: {r.added} nieuw, {r.replaced} vervangen, {there.nl}.",
            f"  Version {r.version}: {r.added} new, {r.replaced} replaced, {there.en}.",
        )
    ]
