"""A client number that is measured in several teams: one person who moved, or a number used twice?"""

import numpy as np
import pandas as pd

from monitorlib.foundation.texts import Text
from monitorlib.intake.identifiers import safe_name
from monitorlib.intake.questions import Answer, Question

MOST_IN_TURN = 0.02  # of the residents: so many go back and forth between teams
MOST_MOVED = 0.2  # of the residents: so many move between teams that both go on
MOST_TAKEN_OVER = 0.5  # of a team's residents in a delivery: so many were known as another team's
FEW = 2  # residents that may do either without a question


def teams_question(table: pd.DataFrame, client: str, team: str | None) -> Question | None:
    """Ask what a client number is, where many are measured in several teams or in teams in turn.

    `table` holds resident_id, team and measured_on, a line a score; `client` and `team` are the columns in
    the file (`team` None where no column tells it). Leaving a team for another once is a move, and leaving
    one that has ended or was renamed is nothing at all; going back and forth, or two teams on a day, is none.
    """
    numbers = pd.factorize(table["resident_id"])[0].astype("int64")
    teams = pd.factorize(table["team"])[0].astype("int64")
    several = _in_several(numbers, teams)
    if not several.any():
        return None
    days, those = table["measured_on"].to_numpy(), several[numbers]
    visits = pd.DataFrame(
        {"number": numbers[those], "team": teams[those], "day": days[those]}
    ).drop_duplicates()
    spans = pd.Series(days).groupby(teams).agg(["min", "max"])
    in_turn, moved, residents = _in_turn(visits), _moved(visits, spans), len(several)
    often = in_turn > MOST_IN_TURN * residents and (in_turn >= FEW or in_turn >= 0.5 * residents)
    if often or (moved > FEW and moved > MOST_MOVED * residents):
        return _asked(client, team, int(several.sum()), residents)
    return None


def taken_over(delivery: pd.DataFrame, known: pd.DataFrame, client: str, team: str | None) -> Question | None:
    """Ask what a client number is, where most of a team's residents in a delivery were another team's before.

    Both hold resident_id and team, each pair once. A team that was renamed looks just like a team that begins
    its numbers at 1, as another did: only a person can tell. `client` and `team` as in `teams_question`.
    """
    both = delivery.merge(known, on="resident_id", suffixes=("", "_before"))
    same = both[both["team"] == both["team_before"]]["resident_id"]
    moved = both[~both["resident_id"].isin(same)].drop_duplicates(["team", "resident_id"])
    moved, residents = moved.groupby("team").size(), delivery.groupby("team")["resident_id"].nunique()
    of_team = residents.reindex(moved.index)
    over = moved[(moved > FEW) & (moved >= MOST_TAKEN_OVER * of_team)]
    if over.empty:
        return None
    return _asked(client, team, int(over.sum()), int(residents[over.index].sum()))


def _in_several(numbers: np.ndarray, teams: np.ndarray) -> np.ndarray:
    """For each resident whether more than one team measured them."""
    last, several = np.zeros((2, numbers.max(initial=-1) + 1), dtype="int64")
    last[numbers] = teams
    several[numbers[teams != last[numbers]]] = True
    return several.astype(bool)


def _in_turn(visits: pd.DataFrame) -> int:
    """How many residents changed teams more often than a move from each to the next would."""
    once = visits.sort_values(["number", "day"], kind="stable")
    number, team = once["number"].to_numpy(), once["team"].to_numpy()
    changed = (number[1:] == number[:-1]) & (team[1:] != team[:-1])
    changes = pd.Series(changed).groupby(number[1:]).sum()
    teams = once.groupby("number")["team"].nunique()
    back = changes.reindex(teams.index, fill_value=0) > teams - 1
    on_one_day = once.loc[once.duplicated(["number", "day"], keep=False), "number"]
    return int((back | teams.index.isin(on_one_day)).sum())


def _moved(visits: pd.DataFrame, spans: pd.DataFrame) -> int:
    """How many residents are in several teams that were at work at the same time."""
    own = visits[["number", "team"]].drop_duplicates().join(spans, on="team")
    own = own.sort_values(["number", "min"], kind="stable")
    number, begin, end = (own[name].to_numpy() for name in ("number", "min", "max"))
    beside = (number[1:] == number[:-1]) & (begin[1:] <= end[:-1])
    return len(np.unique(number[1:][beside]))


def _asked(client: str, team: str | None, moved: int, residents: int) -> Question:
    name = safe_name(client)
    asked = Text(
        f"kolom '{name}': {moved} van de {residents} nummers zijn in meer dan één team gemeten. Is dat steeds "
        "één persoon, of is een nummer alleen binnen een team uniek?",
        f"column '{name}': {moved} of the {residents} numbers were measured in more than one team. Is that one "
        "person each time, or is a number unique within a team only?",
    )
    person = Answer(Text("één persoon", "one person"), {"client": client})
    if team is None:
        return Question(client, asked, (person,))
    words = Text("alleen uniek binnen een team", "unique within a team only")
    return Question(client, asked, (Answer(words, {"client": [team, client]}), person))
