"""Inspecting a file: what an import of it would take in, and what is to be asked; nothing is written."""

from datetime import date
from pathlib import Path

from monitorlib.instruments import Instruments, read_instruments
from monitorlib.intake.opening import Beforehand
from monitorlib.intake.profiles import AnyProfile
from monitorlib.intake.reading import Intake, to_measurements
from monitorlib.intake.reports import Inspection
from monitorlib.intake.team_told import check_team_is_used


def inspect_file(
    path: str | Path,
    instrument: str | None = None,
    profile: AnyProfile = None,
    instruments: Instruments | None = None,
    today: date | None = None,
    in_part: bool = False,
) -> Inspection:
    """What an import of this file would take in; nothing is written.

    `in_part`: only the beginning of a large text is looked at (`Inspection.all_lines`). Of each open question
    (`.questions`) the first answer is taken here; an import refuses until a profile tells. `instruments` are
    those of a workspace.
    """
    beforehand = Beforehand(instruments or read_instruments(), instrument, profile, in_part=in_part)
    return looked_into(path, beforehand, today).report


def looked_into(path: str | Path, beforehand: Beforehand, today: date | None = None) -> Intake:
    """A file as an inspection sees it; UnansweredError where nothing can be shown before they are answered."""
    export = beforehand.read(path)
    intake = to_measurements(
        export,
        beforehand.instrument,
        profile=beforehand.profile_of(path, export),
        instruments=beforehand.instruments,
        today=today,
        accept_unsure=True,
    )
    check_team_is_used(beforehand.team, [intake])
    return intake
