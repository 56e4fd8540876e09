"""The same client numbers in the files of several teams, delivered together or one after the other: asked."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from monitorlib.intake.profiles import Profile
from monitorlib.intake.questions import Question
from monitorlib.intake.reading import Intake
from monitorlib.intake.shared_numbers import taken_over, teams_question
from monitorlib.measurements import key_of, load_visits
from monitorlib.workspace import Workspace

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
    known = table[_VISIT[:2]].drop_duplicates()
    for intake in intakes:
        delivery = _visits(intake.measurements)[_VISIT[:2]].drop_duplicates()
        question = taken_over(delivery, known, client, team)
        if question is not None:
            return question
        known = pd.concat([known, delivery]).drop_duplicates()
    return None


def _visits(measurements: pd.DataFrame) -> pd.DataFrame:
    """Each resident, team and day once, as text."""
    return measurements[_VISIT].drop_duplicates().astype({"resident_id": "str", "team": "str"})
