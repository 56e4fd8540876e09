"""Residents who get another team by an import: told, and asked where nearly a whole team would be moved."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from monitorlib.foundation.texts import Text
from monitorlib.intake.profiles import Profile
from monitorlib.intake.questions import Answer, Question
from monitorlib.intake.reading import Intake
from monitorlib.measurements import key_of, load_measurements, load_visits
from monitorlib.workspace import Workspace

NEARLY_ALL = (
    0.8  # of a team's residents: then it is the team that has another name, not its residents that moved
)
FEW = 2  # residents whose team may change without a question, whatever their share
_VISIT = ["resident_id", "measured_on"]


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
            raise replace(intake.understood, questions=(_question(intake, old, new, count),)).refusal()
    notes = tuple(_told(old, new, count) for (old, new), count in moved.items())
    return replace(intake, report=replace(intake.report, notes=(*intake.report.notes, *notes)))


def _moved(workspace: Workspace, measurements: pd.DataFrame) -> dict[tuple[str, str], int]:
    """How many residents go from which team to which, by the days that the table has of them already."""
    new = measurements[[*_VISIT, "team"]].drop_duplicates().astype({"resident_id": "str", "team": "str"})
    table = load_visits(workspace, new["resident_id"].unique())
    table = table.astype({"resident_id": "str", "team": "str", "measured_on": new["measured_on"].dtype})
    both = table.merge(new, on=_VISIT, suffixes=("_old", "_new"))
    both = both[both["team_old"] != both["team_new"]]
    return both.groupby(["team_old", "team_new"])["resident_id"].nunique().to_dict()


def _size(workspace: Workspace, team: str) -> int:
    """How many residents the table has of a team."""
    return load_measurements(workspace, team=team)["resident_id"].nunique()


def _told(old: str, new: str, count: int) -> Text:
    one, one_en = ("inwoner kreeg", "resident") if count == 1 else ("inwoners kregen", "residents")
    return Text(
        f"{count} {one} een ander team: {old} → {new}.", f"{count} {one_en} got another team: {old} → {new}."
    )


def _question(intake: Intake, old: str, new: str, count: int) -> Question:
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
