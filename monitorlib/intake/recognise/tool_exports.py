"""An export of a known tool: its profile under the one that was told, and the table without the tool's quirks."""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from monitorlib.foundation.texts import Text, counted
from monitorlib.intake.know.column_names import is_of_other_day
from monitorlib.intake.know.fields import SURE, is_of_entry
from monitorlib.intake.know.profiles import Profile
from monitorlib.intake.know.tools import Tool
from monitorlib.intake.read.sources import Export
from monitorlib.intake.recognise.days_and_moments import FILLED
from monitorlib.intake.recognise.mapping import Mapping

# --- what one row tells of all rows of a client

_OF_A_CLIENT = ("team", "wijk", "worker", "kenmerk")  # what one row may tell of all rows of a client


def of_one_record(frame: pd.DataFrame, mapping: Mapping) -> tuple[pd.DataFrame, tuple[Text, ...]]:
    """The table with blank cells filled from the client's other rows, and for the team a remark on how many.

    Only where these rows all say the same: of a client with two teams a blank row stays blank, and is refused.
    """
    client = mapping.column("client")
    if client is None:
        return frame, ()
    once = [g for g in mapping.guesses if g.field.partition(":")[0] in _OF_A_CLIENT]
    filled = {g.column: _filled(frame[g.column], frame[client]) for g in once}
    team = mapping.column("team")
    rows = 0 if team is None else int((_is_blank(frame[team]) & ~_is_blank(filled[team])).sum())
    return frame.assign(**filled), ((_told(rows),) if rows else ())


def _is_blank(values: pd.Series) -> pd.Series:
    return values.str.strip().eq("")


def _filled(values: pd.Series, client: pd.Series) -> pd.Series:
    """Blank cells filled with what the client's other rows say, where these all say the same."""
    told = values[~_is_blank(values) & ~_is_blank(client)].str.strip()
    per_client = told.groupby(client[told.index], observed=True)
    one = per_client.first()[per_client.nunique() == 1]
    return values.mask(_is_blank(values), client.map(one).fillna("").astype(values.dtype))


def _told(rows: int) -> Text:
    what = counted(rows, Text("{n} rij", "{n} row"), Text("{n} rijen", "{n} rows"))
    return Text(
        f"bij {what.nl} stond geen team; genomen uit de andere rijen van dezelfde cliënt.",
        f"{what.en} had no team; it was taken from the other rows of the same client.",
    )


# --- what a tool tells, and its quirks


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
            yield counted(rows, _COUNTS, _COUNT, name=name, words=words)


_COUNTS = Text(
    "{n} rij telt mee met {name} een van {words}; haal die uit de export als dat niet hoort.",
    "{n} row counts with {name} one of {words}; take it out of the export if it should not.",
)
_COUNT = Text(
    "{n} rijen tellen mee met {name} een van {words}; haal ze uit de export als dat niet hoort.",
    "{n} rows count with {name} one of {words}; take them out of the export if they should not.",
)
