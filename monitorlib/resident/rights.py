"""A person's rights: all that is stored of one, in a file that can be read; and forgetting one.

What was released stays: it holds counts, in which nobody can be pointed out, and which cannot be taken apart. So
that the door does not take them apart either, it is told which releases counted somebody who is gone.
"""

import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from monitorlib import trail
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.measurements.delta import open_table, resident_rows
from monitorlib.measurements.journal import Preparation, finish
from monitorlib.measurements.locks import is_held, journal_lock, release_lock, write_lock
from monitorlib.measurements.writing import write_without
from monitorlib.release.borders import BORDERS_FILE
from monitorlib.release.combined import own_pages_files
from monitorlib.release.forgotten import FORGOTTEN_FILE, file_of, with_one_more
from monitorlib.release.history import LEDGER_FILE, Past, all_releases
from monitorlib.release.keys import FOLDER as SEAL_FOLDER
from monitorlib.release.proposals import BUSY_FILE, RUN_PREFIX
from monitorlib.release.settling import counts
from monitorlib.resident import COPY_FORMATS, notebooks
from monitorlib.resident.person import Person
from monitorlib.resident.writing import FORGOTTEN, LOG_FILE, line_of
from monitorlib.runs import CELL_TIMEOUT_SECONDS
from monitorlib.workspace import Workspace

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
    if format not in COPY_FORMATS:
        raise UserError(
            Text(f"--format: '{format}' kan niet.", f"--format: '{format}' is not possible."),
            Text(f"Kies: {', '.join(COPY_FORMATS)}.", f"Choose: {', '.join(COPY_FORMATS)}."),
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


_KEPT = {LEDGER_FILE, BORDERS_FILE, FORGOTTEN_FILE}
_SMALL = 50_000_000  # bytes of a file that is looked through for a pseudonym


@dataclass(frozen=True)
class Forgotten:
    """What was done: how many rows are gone from what is shown now, and which releases still count this person.

    `left`: files of the workspace that hold the pseudonym and are not ours to change. `notebooks`: those that may
    still show rows, as they are no notebook that we know, hold a pasted picture, or lie elsewhere.
    """

    rows: int
    releases: tuple[str, ...]
    left: tuple[str, ...]
    notebooks: tuple[str, ...] = ()


def forget(workspace: Workspace, persons: tuple[Person, ...], others: Iterable[Person] = ()) -> Forgotten:
    """Forget these, who are one person; `others` have the same number and stay.

    UserError: a run is at work, or something cannot be read; then nothing is done.
    Killed at any moment, the workspace is as it was, or `finish` makes it so that the person is forgotten.
    """
    residents = {person.resident_id for person in persons}
    with write_lock(workspace), release_lock(workspace):
        _refuse_running(workspace)
        touched = [past for past in all_releases(workspace) if counts(workspace, past.content, residents)]
        prepared = Preparation(workspace)
        try:
            write_without(workspace, {each: _staying(each, others) for each in residents}, prepared.table)
            left, doubtful = _prepare(workspace, prepared, touched, residents)
        except BaseException:  # a disk that is full is not made fuller
            prepared.give_up()
            raise
        finish(workspace, journal_lock)
    return Forgotten(sum(len(person.rows) for person in persons), tuple(map(_told, touched)), left, doubtful)


def _prepare(
    workspace: Workspace, prepared: Preparation, touched: list[Past], residents: set[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """All other changes, up to the moment that they count; what files and notebooks are left to look at."""
    if touched:
        prepared.replace(file_of(workspace), with_one_more(workspace, (past.file for past in touched)))
    own = notebooks.notebooks_in(
        workspace
    )  # looked for once: one that comes meanwhile is a file like any other
    doubtful = notebooks.prepare(prepared, own, residents)
    gone = tuple(_made_of_rows(workspace, residents))
    left = tuple(_left(workspace, residents, {*gone, *own}))
    _refuse_running(workspace)  # once more: a run that began meanwhile read the rows
    trail.note(workspace, trail.FORGOT)
    prepared.begin_doing(gone, workspace.path / "logs" / LOG_FILE, line_of(FORGOTTEN))
    return left, doubtful


def _staying(resident: str, others: Iterable[Person]) -> tuple[str, ...]:
    """The sources of somebody else under the same pseudonym."""
    return tuple(source for person in others if person.resident_id == resident for source in person.sources)


def _told(past: Past) -> str:
    return f"{past.content.team}, {past.content.period.id}, {past.file.stem}"


def _refuse_running(workspace: Workspace) -> None:
    """Notebooks that run now would leave rows after it was said that there are none."""
    if any(map(is_held, workspace.runs.glob(f"*/*/{RUN_PREFIX}*/{BUSY_FILE}"))) or _stopped_just_now(
        workspace
    ):
        raise UserError(
            Text(
                "Er worden nu notebooks uitgevoerd, of dat is pas gestopt. Er is niemand vergeten.",
                "Notebooks are being run now, or were stopped just now. Nobody was forgotten.",
            ),
            Text(
                "Wacht tot 'monitor publish' klaar is, en hoogstens tien minuten.",
                "Wait until 'monitor publish' has finished, ten minutes at most.",
            ),
        )


def _stopped_just_now(workspace: Workspace) -> bool:
    """Whether what was left of a run is so young that a cell of it may run on.

    What is younger than now was left before the clock was set back, and does not hold this up until then.
    """
    # the folder itself too: until its first notebook is written, a run that holds rows has nothing in it
    begun = (each for inside in ("", "/*") for each in workspace.runs.glob(f"*/*/{RUN_PREFIX}*{inside}"))
    now = time.time()
    return any(-_FEW_SECONDS <= now - each.stat().st_mtime < CELL_TIMEOUT_SECONDS for each in begun)


_FEW_SECONDS = 60  # what clocks of two computers on one disk may be apart


def _made_of_rows(workspace: Workspace, residents: Iterable[str]) -> Iterator[Path]:
    """What goes from `runs`: executed notebooks, proposals and the like, of every team, as any may hold rows.

    Ledgers, borders and the key of the seal stay, and pages of own caseloads in which this person is not counted.
    """
    pages = {file for file, page in own_pages_files(workspace) if not counts(workspace, page, residents)}
    for file in sorted(workspace.runs.rglob("*")):
        if file.is_dir() or file.name in _KEPT or file in pages or file.parent.name == SEAL_FOLDER:
            continue
        yield file
    for file in sorted(workspace.rejects.glob(".*.part")):  # of an import that was stopped
        yield file


def _left(workspace: Workspace, residents: Iterable[str], skipped: set[Path]) -> Iterator[str]:
    """Other files of the workspace with the pseudonym in them."""
    ours = (workspace.measurements, Preparation.place(workspace))
    for file in sorted(workspace.path.rglob("*")):
        if not file.is_file() or file in skipped or any(folder in file.parents for folder in ours):
            continue
        if file.stat().st_size <= _SMALL and any(each.encode() in file.read_bytes() for each in residents):
            yield file.relative_to(workspace.path).as_posix()
