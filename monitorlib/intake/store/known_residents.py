"""Residents whom the table has already: under one pseudonym, of one person, and of which team.

A number alone and the same number with its team are two pseudonyms. Which of them a file has follows from its
profile, and a workspace may have begun without one: then residents of a team keep the pseudonym that the team
already has in the table, so that a follow-up finds its start. Numbers that teams share, and a team that nearly
as a whole would get another name, are asked.
"""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from monitorlib.foundation.texts import Text, counted
from monitorlib.intake.check.one_export import Intake
from monitorlib.intake.check.whose_and_when import taken_over, teams_question
from monitorlib.intake.know.profile_rules import ROW
from monitorlib.intake.know.profiles import Profile
from monitorlib.intake.know.questions import Answer, Question
from monitorlib.intake.know.values import mapped, trimmed
from monitorlib.intake.pseudonymise.people import residents
from monitorlib.intake.pseudonymise.pseudonyms import Key
from monitorlib.intake.read.sources import Export
from monitorlib.intake.recognise.supplied import joined
from monitorlib.measurements import key_of, load_measurements, load_visits
from monitorlib.workspace import Workspace

# --- one resident under one pseudonym

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
    alone = residents(pairs["number"], key)
    together = residents(joined(pairs[["team", "number"]]), key)
    own, other = (together, alone) if isinstance(profile.client, tuple) else (alone, together)
    teams = mapped(pairs["team"], trimmed)
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
    note = counted(len(kept), _KEPT_ONE, _KEPT)
    report = replace(intake.report, notes=(*intake.report.notes, note))
    return replace(intake, measurements=table.assign(resident_id=residents), report=report)


_KEPT_ONE = Text(
    "{n} inwoner stond al in de werkmap, met of zonder het team bij het nummer, en blijft dezelfde inwoner.",
    "{n} resident was in the workspace already, with or without the team beside the number, and stays the same "
    "resident.",
)
_KEPT = Text(
    "{n} inwoners stonden al in de werkmap, met of zonder hun team bij het nummer; ze blijven dezelfde "
    "inwoner.",
    "{n} residents were in the workspace already, with or without their team beside the number; they stay "
    "the same resident.",
)


# --- numbers that teams share

_VISIT = ["resident_id", "team", "measured_on"]


def ask_across(workspace: Workspace, intakes: Sequence[Intake], profiles: Sequence[Profile]) -> None:
    """Refuse with a question where files, or a file and the table, share numbers between teams in turn.

    A profile that tells what the client is has answered it. What is delivered anew for a day goes before what
    the table has of that day: it is a correction.
    """
    silent = [
        (intake, profile)
        for intake, profile in zip(intakes, profiles, strict=True)
        if profile.client is None and intake.attributes is None
    ]
    if not silent or (len(silent) == 1 and key_of(workspace) is None):
        return  # nothing to compare with: within a file it was asked while reading
    new = pd.concat([_visits(intake.measurements) for intake, _ in silent]).drop_duplicates()
    table = load_visits(workspace, new["resident_id"].unique())
    corrected = pd.MultiIndex.from_frame(table[["resident_id", "measured_on"]]).isin(
        pd.MultiIndex.from_frame(new[["resident_id", "measured_on"]])
    )
    intake, profile = silent[-1]
    columns = {field: column for column, field in intake.report.mapping.items()}
    team = columns.get("team", "team" if profile.team else None)
    before = table[~corrected]
    question = teams_question(pd.concat([before, new]), columns["client"], team)
    question = question or _taken_over([each for each, _ in silent], before, columns["client"], team)
    if question is not None:
        raise replace(intake.understood, questions=(question,)).refusal()


def _taken_over(
    intakes: Sequence[Intake], table: pd.DataFrame, client: str, team: str | None
) -> Question | None:
    """Of each file whether its residents were another team's in the table, or in the files before it."""
    known = table[_PLACE].drop_duplicates()
    for intake in intakes:
        delivery = _visits(intake.measurements)[_PLACE].drop_duplicates()
        question = taken_over(delivery, known, client, team)
        if question is not None:
            return question
        known = pd.concat([known, delivery]).drop_duplicates()
    return None


def _visits(measurements: pd.DataFrame) -> pd.DataFrame:
    """Each resident, team and day once, as text."""
    return measurements[_VISIT].drop_duplicates().astype({"resident_id": "str", "team": "str"})


# --- residents who get another team

NEARLY_ALL = (
    0.8  # of a team's residents: then it is the team that has another name, not its residents that moved
)
FEW = 2  # residents whose team may change without a question, whatever their share
_DAY = ["resident_id", "measured_on"]


def with_moves(workspace: Workspace, intakes: Sequence[Intake], profiles: Sequence[Profile]) -> list[Intake]:
    """The same with a note of who gets another team for a day that the table has already.

    Refused with a question where that is nearly all of a team, unless the profile tells that team was meant
    (`team_was`): a wrong --team would move everybody in silence.
    """
    if key_of(workspace) is None:  # nothing was imported yet
        return list(intakes)
    return [_with_moves(workspace, i, p) for i, p in zip(intakes, profiles, strict=True)]


def _with_moves(workspace: Workspace, intake: Intake, profile: Profile) -> Intake:
    if intake.attributes is not None:
        return intake
    moved = _moved(workspace, intake.measurements)
    for (old, new), count in moved.items():
        if old != profile.team_was and count > FEW and count >= NEARLY_ALL * _size(workspace, old):
            raise replace(intake.understood, questions=(_whole_team(intake, old, new, count),)).refusal()
    notes = tuple(_moved_note(old, new, count) for (old, new), count in moved.items())
    return replace(intake, report=replace(intake.report, notes=(*intake.report.notes, *notes)))


def _moved(workspace: Workspace, measurements: pd.DataFrame) -> dict[tuple[str, str], int]:
    """How many residents go from which team to which, by the days that the table has of them already."""
    new = measurements[[*_DAY, "team"]].drop_duplicates().astype({"resident_id": "str", "team": "str"})
    table = load_visits(workspace, new["resident_id"].unique())
    table = table.astype({"resident_id": "str", "team": "str", "measured_on": new["measured_on"].dtype})
    both = table.merge(new, on=_DAY, suffixes=("_old", "_new"))
    both = both[both["team_old"] != both["team_new"]]
    return both.groupby(["team_old", "team_new"])["resident_id"].nunique().to_dict()


def _size(workspace: Workspace, team: str) -> int:
    """How many residents the table has of a team."""
    return load_measurements(workspace, team=team)["resident_id"].nunique()


def _moved_note(old: str, new: str, count: int) -> Text:
    return counted(count, _MOVED_ONE, _MOVED, old=old, new=new)


_MOVED_ONE = Text(
    "{n} inwoner kreeg een ander team: {old} → {new}.", "{n} resident got another team: {old} → {new}."
)
_MOVED = Text(
    "{n} inwoners kregen een ander team: {old} → {new}.", "{n} residents got another team: {old} → {new}."
)


def _whole_team(intake: Intake, old: str, new: str, count: int) -> Question:
    asked = Text(
        f"{count} inwoners staan met dezelfde dagen al in de werkmap, bij '{old}'; nu is het '{new}'. "
        "Zo zou (bijna) het hele team verhuizen.",
        f"{count} residents stand in the workspace already with the same days, in '{old}'; the delivery says "
        f"'{new}'. So (nearly) the whole team would move.",
    )
    renamed = Answer(
        Text(f"dit klopt: '{old}' is nu '{new}'", f"this is right: '{old}' is '{new}' now"), {"team_was": old}
    )
    if intake.understood.mapping.column("team") is not None:
        return Question(intake.understood.mapping.column("team"), asked, (renamed,))
    same = Answer(Text(f"het team is '{old}'", f"the team is '{old}'"), {"team": old})
    return Question("", asked, (same, renamed))
