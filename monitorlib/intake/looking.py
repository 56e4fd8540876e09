"""A look at an export before a value is read: whose tool it is, what its columns hold, what is to be asked."""

from dataclasses import dataclass, replace
from functools import partial

import pandas as pd

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instruments
from monitorlib.intake.mapping import Mapping
from monitorlib.intake.patterns import with_pattern
from monitorlib.intake.profiles import Profile
from monitorlib.intake.questions import Question
from monitorlib.intake.sources import Export
from monitorlib.intake.supplied import with_supplied
from monitorlib.intake.tool_exports import remarks, standing_in, under, without_quirks
from monitorlib.intake.tools import tool_of
from monitorlib.intake.understanding import understand
from monitorlib.intake.understood import Understood


@dataclass(frozen=True)
class Looked:
    """What is seen of an export, what is `missing` for reading it, and the table and profile to read it with."""

    seen: Understood
    missing: tuple[Question, ...]
    export: Export
    profile: Profile


def look(export: Export, known: Instruments, told: Profile, dossiers: pd.DataFrame | None) -> Looked:
    """Look at an export with a profile; a UserError tells what may not come in.

    `dossiers`: the attributes of a dossier table that came along, which may tell the team.
    """
    team_elsewhere = told.team is not None or (dossiers is not None and "team" in dossiers)
    understood = partial(_understood, export, known, team_elsewhere)
    tool = tool_of(export.columns, told.tool)
    profile = told if tool is None else under(told, tool, export.columns)
    table, mapping, given, missing, unsure = understood(profile)
    original = export
    if tool is not None:
        named, told = told.tool is not None, replace(told, tool=tool.id)
        with_own = standing_in(profile, tool, mapping, export)
        if with_own != profile:
            profile = with_own
            table, mapping, given, missing, unsure = understood(profile)
        table, filled_in = without_quirks(table, tool, mapping)
        original = replace(export, notes=(*export.notes, *remarks(export, tool, named), *filled_in))
    asked = (*missing, *_about_used(export, mapping), *unsure)
    return Looked(Understood(original, mapping, given, told, asked), missing, table, profile)


def _understood(export: Export, known: Instruments, team_elsewhere: bool, profile: Profile) -> tuple:
    """The table with what the profile supplies, and what `understand` says of it.

    A refusal is told with what was noted while reading, such as hidden columns.
    """
    profile = with_pattern(export.file, export.columns, profile, known)
    table, fields = with_supplied(export, profile)
    told = replace(profile, columns=fields)
    try:
        return table, *understand(table, known, profile.instrument, told, team_elsewhere=team_elsewhere)
    except UserError as error:
        amiss = (question.asked for question in export.questions if not question.answers)
        told_before = (*export.notes, *amiss)
        noted = [Text(f"{export.file}: {note.nl}", f"{export.file}: {note.en}") for note in told_before]
        raise UserError([*error.problems, *noted], error.next_step) from None


def _about_used(export: Export, mapping: Mapping) -> tuple[Question, ...]:
    """The questions of reading, without those about a column that is not used."""
    fields = mapping.fields
    return tuple(
        q for q in export.questions if not fields.get(q.about, "").startswith(("ignored", "dropped:"))
    )
