"""Forgetting one person: every version of the measurements, and all that was made of rows; whole or not at all.

What was released stays: it holds counts, in which nobody can be pointed out, and which cannot be taken apart. So
that the door does not take them apart either, it is told which releases counted somebody who is gone.
"""

import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from monitorlib import trail
from monitorlib.errors import UserError
from monitorlib.measurements.journal import Preparation, finish
from monitorlib.measurements.locks import is_held, journal_lock, release_lock, write_lock
from monitorlib.measurements.rewriting import write_without
from monitorlib.release.borders import BORDERS_FILE
from monitorlib.release.closed import counts
from monitorlib.release.forgotten import FORGOTTEN_FILE, file_of, with_one_more
from monitorlib.release.history import LEDGER_FILE, Past, all_releases
from monitorlib.release.keys import FOLDER as SEAL_FOLDER
from monitorlib.release.own_pages import own_pages_files
from monitorlib.release.proposals import BUSY_FILE, RUN_PREFIX
from monitorlib.resident.person import Person
from monitorlib.resident.writing import FORGOTTEN, LOG_FILE, line_of
from monitorlib.runs import CELL_TIMEOUT_SECONDS
from monitorlib.texts import Text
from monitorlib.workspace import Workspace

_KEPT = {LEDGER_FILE, BORDERS_FILE, FORGOTTEN_FILE}
_SMALL = 50_000_000  # bytes of a file that is looked through for a pseudonym


@dataclass(frozen=True)
class Forgotten:
    """What was done: how many rows are gone from what is shown now, and which releases still count this person.

    `left`: files of the workspace that hold the pseudonym and are not ours to change.
    """

    rows: int
    releases: tuple[str, ...]
    left: tuple[str, ...]


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
            left = _prepare(workspace, prepared, touched, residents)
        except BaseException:  # a disk that is full is not made fuller
            prepared.give_up()
            raise
        finish(workspace, journal_lock)
    return Forgotten(sum(len(person.rows) for person in persons), tuple(map(_told, touched)), left)


def _prepare(
    workspace: Workspace, prepared: Preparation, touched: list[Past], residents: set[str]
) -> tuple[str, ...]:
    """All other changes, up to the moment that they count; what files are left that are not ours."""
    if touched:
        prepared.replace(file_of(workspace), with_one_more(workspace, (past.file for past in touched)))
    for notebook in _own_notebooks(workspace):
        prepared.replace(notebook, _without_outputs(notebook, residents))
    gone = tuple(_made_of_rows(workspace, residents))
    left = tuple(_left(workspace, residents, gone))
    _refuse_running(workspace)  # once more: a run that began meanwhile read the rows
    trail.note(workspace, trail.FORGOT)
    prepared.begin_doing(gone, workspace.path / "logs" / LOG_FILE, line_of(FORGOTTEN))
    return left


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


def _own_notebooks(workspace: Workspace) -> Iterator[Path]:
    """Notebooks that an analyst adapted in the workspace; their outputs may hold rows."""
    return iter(sorted((workspace.path / "notebooks").rglob("*.ipynb")))


def _without_outputs(notebook: Path, residents: Iterable[str]) -> bytes:
    """A notebook without its outputs, and without the pseudonym where somebody wrote it down."""
    text = notebook.read_text(encoding="utf-8")
    try:
        content = json.loads(text)
        for cell in content["cells"]:
            if cell.get("cell_type") == "code":
                cell |= {"outputs": [], "execution_count": None}
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    except (ValueError, TypeError, KeyError, AttributeError):
        pass  # no notebook; what it says of this person goes all the same
    for resident in residents:
        text = text.replace(resident, "")
    return text.encode()


def _left(workspace: Workspace, residents: Iterable[str], gone: Iterable[Path]) -> Iterator[str]:
    """Other files of the workspace with the pseudonym in them."""
    skipped = {*gone, *_own_notebooks(workspace)}
    ours = (workspace.measurements, Preparation.place(workspace))
    for file in sorted(workspace.path.rglob("*")):
        if not file.is_file() or file in skipped or any(folder in file.parents for folder in ours):
            continue
        if file.stat().st_size <= _SMALL and any(each.encode() in file.read_bytes() for each in residents):
            yield file.relative_to(workspace.path).as_posix()
