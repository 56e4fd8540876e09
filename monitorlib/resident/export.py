"""All that is stored of one person, in a file that can be read, with what each column means (a person's right)."""

import json
from collections.abc import Iterable
from io import BytesIO

from monitorlib.errors import UserError
from monitorlib.measurements.delta import open_table, resident_rows
from monitorlib.release.closed import counts
from monitorlib.release.history import all_releases
from monitorlib.resident.person import Person
from monitorlib.texts import Text
from monitorlib.workspace import Workspace

FORMATS = ("json", "xlsx")
NOW, EARLIER = "nu", "eerder"
COLUMNS = {
    "resident_id": "pseudoniem: het cliëntnummer, onherkenbaar gemaakt met een sleutel",
    "team": "het team dat de meting deed",
    "wijk": "de wijk, als die in de export stond",
    "worker_id": "pseudoniem van de medewerker die de meting deed",
    "rater": "wie de score gaf: professional, inwoner of mantelzorger",
    "measured_on": "de dag van de meting",
    "instrument": "de vragenlijst of meetlijst",
    "leefgebied": "het onderwerp of de vraag",
    "score": "de score; leeg als er geen is",
    "missing": "waarom er geen score is: not_applicable (niet van toepassing), unknown (onbekend), "
    "not_filled_in (niet ingevuld)",
    "source": "uit welk systeem of bestand de meting kwam",
    "kenmerk_*": "een eigenschap die de organisatie meeneemt, zoals leefsituatie of leeftijdsgroep",
    "bewaard": "nu: telt mee in wat er nu staat; eerder: alleen nog in een oudere versie van de gegevens",
}
NOT_STORED = (
    "Naam, BSN, geboortedatum, adres, opmerkingen en de tekst van doelen zijn nooit bewaard. Wat een import "
    "weigerde, staat alleen als vorm in rejects (9 voor een cijfer, x voor een letter), niet als waarde."
)
COUNTED = (
    "In deze vrijgegeven tabellen is deze persoon meegeteld. Daarin staan alleen aantallen; wie het zijn, is er "
    "niet uit te halen."
)


def export_of(workspace: Workspace, persons: Iterable[Person], format: str) -> bytes:
    """The rows of these (one person) in every version, and the releases that counted them, as one file."""
    persons = tuple(persons)
    rows, releases = _rows(workspace, persons), _releases(workspace, persons)
    if format == "json":
        told = {
            "metingen": rows,
            "uitleg_van_de_kolommen": COLUMNS,
            "niet_bewaard": NOT_STORED,
            "vrijgaven": {"uitleg": COUNTED, "waar": releases},
        }
        return json.dumps(told, ensure_ascii=False, indent=1).encode()
    return _workbook(rows, releases)


def refuse_unknown(format: str) -> None:
    """A UserError for a format that no export has."""
    if format not in FORMATS:
        raise UserError(
            Text(f"--format: '{format}' kan niet.", f"--format: '{format}' is not possible."),
            Text(f"Kies: {', '.join(FORMATS)}.", f"Choose: {', '.join(FORMATS)}."),
        )


def _rows(workspace: Workspace, persons: tuple[Person, ...]) -> list[dict]:
    """Every stored row once, what stands there now first; empty columns of others' kenmerken left out."""
    wanted = {(person.resident_id, source) for person in persons for source in person.sources}
    residents = {person.resident_id for person in persons}
    newest = open_table(workspace).version()
    found: dict[str, dict] = {}
    for version in range(newest, -1, -1):
        for row in resident_rows(workspace, residents, version):
            if (row["resident_id"], row["source"]) in wanted:
                kept_columns = (name for name in row if row[name] is not None or name in COLUMNS)
                plain = {name: _plain(row[name]) for name in kept_columns}
                kept = NOW if version == newest else EARLIER
                found.setdefault(json.dumps(plain, sort_keys=True), {**plain, "bewaard": kept})
    order = ("bewaard", "measured_on", "instrument", "leefgebied", "rater")
    return sorted(
        found.values(), key=lambda row: (row["bewaard"] != NOW, *(str(row[name]) for name in order[1:]))
    )


def _plain(value: object) -> object:
    if isinstance(value, float):
        return float(f"{value:.6g}")
    return value.isoformat() if hasattr(value, "isoformat") else value


def _releases(workspace: Workspace, persons: tuple[Person, ...]) -> list[str]:
    residents = {person.resident_id for person in persons}
    contents = (past.content for past in all_releases(workspace))
    told = (f"{each.team}, {each.period.id}" for each in contents if counts(workspace, each, residents))
    return list(dict.fromkeys(told))


def _workbook(rows: list[dict], releases: list[str]) -> bytes:
    import xlsxwriter

    file = BytesIO()
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        names = list(dict.fromkeys(name for row in rows for name in row))
        values = ([row.get(name) for name in names] for row in rows)
        _sheet(book, "Metingen", [names, *values])
        explained = [["kolom", "uitleg"], *map(list, COLUMNS.items()), ["niet bewaard", NOT_STORED]]
        _sheet(book, "Uitleg", explained)
        _sheet(book, "Vrijgaven", [[COUNTED], *([each] for each in releases)])
    return file.getvalue()


def _sheet(book, name: str, lines: list[list]) -> None:
    sheet = book.add_worksheet(name)
    for at, line in enumerate(lines):
        sheet.write_row(at, 0, line)
    sheet.autofit()
