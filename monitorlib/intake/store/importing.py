"""The whole of an import: files in, one version of the table out, or nothing at all."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from itertools import count
from pathlib import Path

import numpy as np
import pandas as pd

from monitorlib import __version__, trail
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instruments, read_instruments
from monitorlib.intake.check.inspecting import check_team_is_used
from monitorlib.intake.check.measure import chosen
from monitorlib.intake.check.one_export import Intake, to_measurements
from monitorlib.intake.check.refusals import judge_repeats
from monitorlib.intake.check.reports import ImportReport, Inspection
from monitorlib.intake.check.understanding import about_file, look_at, together_refused
from monitorlib.intake.know.known import with_told_names
from monitorlib.intake.know.profiles import AnyProfile, Profile
from monitorlib.intake.know.rejects import together
from monitorlib.intake.know.tools import tool_of
from monitorlib.intake.pseudonymise.pseudonyms import Key
from monitorlib.intake.read.opening import Beforehand, join_files, path_of
from monitorlib.intake.read.sources import Export
from monitorlib.intake.recognise.tool_exports import under
from monitorlib.intake.store.deliveries import delivered, with_left_out, without_contradictions, write_report
from monitorlib.intake.store.known_residents import as_known, ask_across, with_moves
from monitorlib.measurements import (
    NEW,
    REPLACING,
    UNCHANGED,
    key_of,
    next_version,
    not_stored,
    plan_change,
    store_measurements,
    write_lock,
)
from monitorlib.workspace import Workspace

Progress = Callable[[int, int, str], None]  # steps done, steps in all, the file at hand ("" for the table)


def import_files(
    workspace: Workspace,
    paths: Sequence[str | Path],
    key: Key,
    instrument: str | None = None,
    profile: AnyProfile = None,
    source: str | None = None,
    progress: Progress | None = None,
    today: date | None = None,
    team: str | None = None,
    answered: Mapping[Path, Profile] | None = None,
) -> list[ImportReport]:
    """Import exports into the workspace as one new version of its table: all of them, or nothing.

    The same delivery twice changes nothing; a corrected one replaces its own rows. A dossier table is joined
    to the other files of the delivery. Without a `profile` the workspace's own one for the same header is
    used; `answered` (file to profile) goes before both. `team` holds for the files without a column
    for it. A UserError in any file, or another key than the table was made with, leaves everything as it
    was; UnansweredError, where all that is wrong are questions, holds those of every file.
    """
    step = _steps(progress, 2 * len(paths) + 1)
    known = read_instruments(workspace.instruments)
    beforehand = Beforehand(known, instrument, profile, workspace.profiles, team, answered or {})
    opened = _opened(beforehand, paths, step)

    def measured(one: _Opened, dossiers: pd.DataFrame | None = None) -> Intake:
        with about_file(one.path):
            intake = to_measurements(
                one.export, instrument, key, one.profile, known, source, today, dossiers=dossiers
            )
        step(one.export.file)
        return intake.of(one.path)

    dossiers = [_is_dossier(one.export, known, instrument, one.profile) for one in opened]
    intakes = _dossiers_first(opened, dossiers, measured)
    with write_lock(workspace):
        _check_key(workspace, key)
        reports = _stored(workspace, _beside_the_table(workspace, opened, intakes, key, team), key)
    step("")
    return reports


@dataclass(frozen=True)
class _Opened:
    """One export of a delivery: the file that it was read from, and the profile that holds for it."""

    export: Export
    path: Path
    profile: Profile


def _opened(
    beforehand: Beforehand, paths: Sequence[str | Path], step: Callable[[str], None]
) -> list[_Opened]:
    """The files of a delivery, those that belong together as one export."""
    read = _each(paths, lambda path: _stepped(beforehand.read(path), step))
    exports = join_files(read, beforehand.known())
    where = [path_of(export, read, paths) for export in exports]
    return [_Opened(e, path, beforehand.profile_of(path, e)) for path, e in zip(where, exports, strict=True)]


def _dossiers_first(
    opened: list[_Opened], dossiers: list[bool], measured: Callable[..., Intake]
) -> list[Intake]:
    """Each export measured, in their order: dossier tables first, as they tell of the residents of the others."""
    first = [at for at, is_dossier in enumerate(dossiers) if is_dossier]
    intakes = dict(zip(first, _each(first, lambda at: measured(opened[at])), strict=True))
    told = _attributes(intakes.values())
    rest = [at for at, is_dossier in enumerate(dossiers) if not is_dossier]
    if not rest:
        raise _no_scores([one.export for one in opened])
    intakes |= zip(rest, _each(rest, lambda at: measured(opened[at], told)), strict=True)
    return [intakes[at] for at in range(len(opened))]


def _beside_the_table(
    workspace: Workspace, opened: list[_Opened], intakes: list[Intake], key: Key, team: str | None
) -> list[Intake]:
    """What was read, held against the residents whom the table has already and against the rest of the files."""
    known = [
        as_known(workspace, intake, one.export, one.profile, key)
        for one, intake in zip(opened, intakes, strict=True)
    ]
    profiles = [one.profile for one in opened]
    check_team_is_used(team, known)
    ask_across(workspace, known, profiles)
    return without_contradictions(with_moves(workspace, known, profiles))


def _each(items: Iterable, verb: Callable) -> list:
    """`verb` of every item; the problems of all of them in one UserError."""
    done, errors = [], []
    for item in items:
        try:
            done.append(verb(item))
        except UserError as error:
            errors.append(error)
    if errors:
        raise together_refused(errors) from None
    return done


def _stepped(export: Export, step: Callable[[str], None]) -> Export:
    step(export.file)
    return export


def _is_dossier(export: Export, known: Instruments, instrument: str | None, profile: Profile) -> bool:
    chosen, tool = instrument or profile.instrument, tool_of(export.columns, profile.tool)
    told = profile if tool is None else under(profile, tool, export.columns)
    named = with_told_names(known, replace(told, instrument=chosen))
    return look_at(export, named, chosen, told.columns)[0].shape == "D"


def _attributes(intakes) -> pd.DataFrame | None:
    """What the dossier tables of this delivery tell; a later table fills what an earlier one left open."""
    told = [intake.attributes for intake in intakes if intake.attributes is not None]
    return reduce(lambda one, other: one.combine_first(other), told) if told else None


def _no_scores(exports: list[Export]) -> UserError:
    if not exports:
        return UserError(Text("Er is geen bestand opgegeven.", "No file was given."))
    names = ", ".join(export.file for export in exports)
    return UserError(
        Text(f"{names}: een dossiertabel heeft geen scores.", f"{names}: a dossier table has no scores."),
        Text("Importeer hem samen met de scores.", "Import it together with the scores."),
    )


def _steps(progress: Progress | None, total: int) -> Callable[[str], None]:
    """A call a step: reading and understanding each file, then the table."""
    done = count(1)
    return lambda file: progress(next(done), total, file) if progress is not None else None


def _check_key(workspace: Workspace, key: Key) -> None:
    made_with = key_of(workspace)
    if made_with is not None and made_with != key.id:
        raise UserError(
            Text(
                f"Deze werkmap is gemaakt met sleutel {made_with}, niet met {key.id}: dezelfde inwoner zou "
                "twee pseudoniemen krijgen.",
                f"This workspace was made with key {made_with}, not with {key.id}: the same resident would "
                "get two pseudonyms.",
            ),
            Text(
                "Gebruik die sleutel, of begin een nieuwe werkmap.", "Use that key, or begin a new workspace."
            ),
        )


def _stored(workspace: Workspace, intakes: list[Intake], key: Key) -> list[ImportReport]:
    """Store all intakes as one version, with their reports and rejects written first."""
    delivery = delivered(intakes)
    owner = np.repeat(np.arange(len(intakes)), [len(intake.measurements) for intake in intakes])
    first = ~judge_repeats(delivery)["repeated"].to_numpy()  # the same measurement in two files counts once
    status = np.full(len(delivery), UNCHANGED, dtype="int8")
    status[first] = plan_change(workspace, chosen(delivery, first))
    changes = bool((status != UNCHANGED).any())
    version = next_version(workspace) - (0 if changes else 1)
    reports = [
        _report(intake.report, version, status[owner == number]) for number, intake in enumerate(intakes)
    ]
    reports = with_left_out(workspace, reports, delivery)
    if changes:
        try:
            write_report(workspace, version, together(intake.rejects for intake in intakes), reports)
        except OSError as error:
            raise not_stored(error) from error
        trail.note(workspace, trail.IMPORTED, version=version, files=len(reports))
        store_measurements(workspace, chosen(delivery, first), _metadata(reports, key))
    return reports


def _report(report: Inspection, version: int, status: np.ndarray) -> ImportReport:
    fields = {name: getattr(report, name) for name in report.__dataclass_fields__}
    added, replaced, unchanged = (int((status == kind).sum()) for kind in (NEW, REPLACING, UNCHANGED))
    return ImportReport(**fields, version=version, added=added, replaced=replaced, unchanged=unchanged)


def _metadata(reports: list[ImportReport], key: Key) -> dict[str, str]:
    """What stands with the version: the key's id, the files and their counts; no resident."""
    files = [
        {"file": r.file, "rows": r.rows, "added": r.added, "replaced": r.replaced, "rejects": r.rejects}
        for r in reports
    ]
    return {"key_id": key.id, "monitorlib": __version__, "files": json.dumps(files, ensure_ascii=False)}
