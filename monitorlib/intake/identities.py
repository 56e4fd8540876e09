"""One resident under one pseudonym, also where a number is unique within a team and was not told so before.

A number alone and the same number with its team are two pseudonyms. Which of them a file has follows from its
profile, and a workspace may have begun without one: then residents of a team keep the pseudonym that the team
already has in the table, so that a follow-up finds its start.
"""

from dataclasses import replace

import pandas as pd

from monitorlib.foundation.texts import Text
from monitorlib.intake import columns
from monitorlib.intake.profile_rules import ROW
from monitorlib.intake.profiles import Profile
from monitorlib.intake.pseudonyms import Key
from monitorlib.intake.reading import Intake
from monitorlib.intake.sources import Export
from monitorlib.intake.supplied import joined
from monitorlib.measurements import key_of, load_visits
from monitorlib.workspace import Workspace

_PLACE = ["resident_id", "team"]


def as_known(workspace: Workspace, intake: Intake, export: Export, profile: Profile, key: Key) -> Intake:
    """The intake, its residents under the pseudonym that their team already has in the table.

    `export` and `profile` are what the intake was read from. Unchanged where the table knows none of them
    under their other pseudonym, or the file tells no number and team.
    """
    if intake.attributes is not None or key_of(workspace) is None:
        return intake
    both = other_identities(export, intake, profile, key)
    found = load_visits(workspace, [*both["other"], *both["resident_id"]])[_PLACE].drop_duplicates()
    known = pd.MultiIndex.from_frame(found.astype("str"))
    under_other = pd.MultiIndex.from_frame(both[["other", "team"]]).isin(known)
    under_own = pd.MultiIndex.from_frame(both[_PLACE]).isin(known)
    kept = both[under_other & ~under_own]
    return intake if kept.empty else _renamed(intake, kept)


def other_identities(export: Export, intake: Intake, profile: Profile, key: Key) -> pd.DataFrame:
    """Each resident and team of a file once, with the `other` pseudonym: with the team, or without it.

    Columns resident_id, team, other; no rows where the client is not a number and a team.
    """
    mapping = intake.understood.mapping
    team = mapping.column("team")
    number = _number(profile, mapping.column("client"), team)
    present = [name for name in (team, number) if name in export.frame]
    if number not in present or (team not in present and profile.team is None):
        return pd.DataFrame({name: pd.Series(dtype="str") for name in (*_PLACE, "other")})
    rows = export.frame[present].drop_duplicates().astype("str")
    pairs = pd.DataFrame({"team": rows.get(team, profile.team), "number": rows[number]})
    alone = columns.residents(pairs["number"], key)
    together = columns.residents(joined(pairs[["team", "number"]]), key)
    own, other = (together, alone) if isinstance(profile.client, tuple) else (alone, together)
    teams = columns.mapped(pairs["team"], columns.trimmed)
    both = pd.DataFrame({"resident_id": own, "team": teams, "other": other}).dropna().astype("str")
    return both[(both["resident_id"] != "") & (both["other"] != "")]


def _number(profile: Profile, client: str | None, team: str | None) -> str | None:
    """The column of the number itself: the client's, or the one that stands beside the team in the profile."""
    told = profile.client
    if told is None:
        return client
    if isinstance(told, str):
        return None if told == ROW else told
    parts = [part for part in told if part not in (team, "team")]
    return parts[0] if len(parts) == 1 < len(told) else None


def _renamed(intake: Intake, kept: pd.DataFrame) -> Intake:
    """The measurements of these residents and teams under the pseudonym that is kept."""
    table = intake.measurements
    place = pd.MultiIndex.from_frame(table[_PLACE].astype("str"))
    other = pd.Series(kept["other"].to_numpy(), index=pd.MultiIndex.from_frame(kept[_PLACE]))
    new = pd.Series(other.reindex(place).to_numpy(), index=table.index)
    residents = new.where(new.notna(), table["resident_id"].astype("str")).astype("str").astype("category")
    note = _KEPT.fill(residents=len(kept))
    report = replace(intake.report, notes=(*intake.report.notes, note))
    return replace(intake, measurements=table.assign(resident_id=residents), report=report)


_KEPT = Text(
    "{residents} inwoners stonden al in de werkmap, met of zonder hun team bij het nummer; ze blijven dezelfde "
    "inwoner.",
    "{residents} residents were in the workspace already, with or without their team beside the number; they stay "
    "the same resident.",
)
