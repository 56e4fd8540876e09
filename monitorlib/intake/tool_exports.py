"""An export of a known tool: its profile under the one that was told, and the table without the tool's quirks."""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from monitorlib.foundation.texts import Text
from monitorlib.intake.date_names import is_of_entry
from monitorlib.intake.entry_days import FILLED
from monitorlib.intake.mapping import Mapping
from monitorlib.intake.one_record import of_one_record
from monitorlib.intake.profiles import Profile
from monitorlib.intake.recognition import SURE
from monitorlib.intake.sources import Export
from monitorlib.intake.tools import Tool
from monitorlib.intake.weak_names import is_of_other_day


def under(profile: Profile, tool: Tool, columns: list[str]) -> Profile:
    """The profile with what the tool tells beside it; what was told goes before."""
    missing = {reason: tuple(codes) for reason, codes in tool.missing.items()}
    for reason, codes in profile.missing.items():
        missing[reason] = (*missing.get(reason, ()), *codes)
    told = {**tool.known_columns(columns), **profile.columns}
    join = {**tool.join, **profile.join} if set(tool.join.values()) <= set(columns) else profile.join
    return replace(profile, columns=told, missing=missing, join=join)


def standing_in(profile: Profile, tool: Tool, mapping: Mapping, export: Export) -> Profile:
    """The profile with the tool's own columns for client, team and date, where nothing else holds these.

    A column that only might hold the field is asked about as ever, and no column of the tool takes its place.
    """
    taken = {}
    for field in ("client", "team", "date"):
        if _holds(profile, mapping, field, export):
            continue
        own = (name for name in tool.standing_in(field, export.columns) if name not in taken)
        found = next((name for name in own if export.frame[name].str.strip().ne("").any()), None)
        if found is not None:
            taken[found] = field
    told = {name for name, its in profile.columns.items() if its != "ignored"}
    return replace(profile, columns={**profile.columns, **{c: f for c, f in taken.items() if c not in told}})


def _holds(profile: Profile, mapping: Mapping, field: str, export: Export) -> bool:
    if getattr(profile, field) is not None:
        return True
    if field == "date" and (mapping.shape == "B" or profile.moments):
        return True
    guess = next((g for g in mapping.guesses if g.field.partition("@")[0] == field), None)
    if guess is None:
        return False
    return guess.confidence >= SURE or (field == "date" and _is_asked(export, guess.column))


def _is_asked(export: Export, column: str) -> bool:
    """Whether a column of days by its content goes before the day of sending: it is asked about."""
    filled = float((export.frame[column].str.strip() != "").mean())
    return filled >= FILLED and not is_of_entry(column) and not is_of_other_day(column)


def without_quirks(export: Export, tool: Tool, mapping: Mapping) -> tuple[Export, tuple[Text, ...]]:
    """The table with no day where the tool says that there is none, and with what one row tells of a client.

    Beside it remarks on the rows that were filled in.
    """
    frame, notes = export.frame, ()
    if tool.no_day:
        frame = frame.assign(**{name: _days(frame[name], tool) for name in mapping.columns("date")})
    if tool.one_record:
        frame, notes = of_one_record(frame, mapping)
    return (export if frame is export.frame else replace(export, frame=frame)), notes


def _days(values: pd.Series, tool: Tool) -> pd.Series:
    codes, distinct = pd.factorize(values)
    words = pd.Series(distinct, dtype="str")
    none = words.str.strip().str.fullmatch("|".join(tool.no_day))
    days = pd.Series(words.mask(none, "").to_numpy()[codes], index=values.index, dtype="str")
    return days.astype("category") if values.dtype == "category" else days.astype(values.dtype)


def remarks(export: Export, tool: Tool, named: bool) -> Iterator[Text]:
    """That the tool was recognised, and how many rows may not be meant to count."""
    if not named:
        yield Text(f"herkend als export van {tool.label}.", f"recognised as an export of {tool.label}.")
    for name, values in tool.mind.items():
        column = next((c for c in export.columns if c.casefold() == name.casefold()), None)
        rows = 0 if column is None else int(export.frame[column].str.strip().isin(values).sum())
        if rows:
            words = ", ".join(f"'{value}'" for value in values)
            yield Text(
                f"{rows} rijen tellen mee met {name} een van {words}; haal ze uit de export als dat niet hoort.",
                f"{rows} rows count with {name} one of {words}; take them out of the export if they should not.",
            )
