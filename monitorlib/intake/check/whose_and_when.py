"""Whether a client number is one person's, and the days are those of the measurements.

A number may be used twice, by two teams. A word such as "Startmeting" is not stored; it is the proof of the days
and of the client number: where the only start of many residents lies after their other measurements, the days
are those of something else.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from monitorlib.foundation.texts import Text, counted
from monitorlib.intake.check.refusals import in_order
from monitorlib.intake.know.column_names import is_of_other_day
from monitorlib.intake.know.identifiers import safe_name
from monitorlib.intake.know.moments import find_moment, settle
from monitorlib.intake.know.questions import FILL_IN, Answer, Question
from monitorlib.intake.know.values import read_dates
from monitorlib.intake.know.words import word_list
from monitorlib.intake.read.sources import Export
from monitorlib.intake.recognise.content import reads_as_dates
from monitorlib.intake.recognise.mapping import Mapping, date_column
from monitorlib.intake.recognise.supplied import PERSON

# --- a number that is measured in several teams

MOST_IN_TURN = 0.02  # of the residents: so many go back and forth between teams
MOST_MOVED = 0.2  # of the residents: so many move between teams that both go on
MOST_TAKEN_OVER = 0.5  # of a team's residents in a delivery: so many were known as another team's
FEW_RESIDENTS = 2  # residents that may do either without a question


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
    often = in_turn > MOST_IN_TURN * residents and (in_turn >= FEW_RESIDENTS or in_turn >= 0.5 * residents)
    if often or (moved > FEW_RESIDENTS and moved > MOST_MOVED * residents):
        return _one_or_several(client, team, int(several.sum()), residents)
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
    over = moved[(moved > FEW_RESIDENTS) & (moved >= MOST_TAKEN_OVER * of_team)]
    if over.empty:
        return None
    return _one_or_several(client, team, int(over.sum()), int(residents[over.index].sum()))


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


def _one_or_several(client: str, team: str | None, moved: int, residents: int) -> Question:
    name = safe_name(client)
    are = counted(moved, Text("is", "was"), Text("zijn", "were"))
    asked = Text(
        f"kolom '{name}': {moved} van de {residents} nummers {are.nl} in meer dan één team gemeten. Is dat steeds "
        "één persoon, of is een nummer alleen binnen een team uniek?",
        f"column '{name}': {moved} of the {residents} numbers {are.en} measured in more than one team. Is that "
        "one person each time, or is a number unique within a team only?",
    )
    person = Answer(Text("één persoon", "one person"), {"client": client})
    if team is None:
        return Question(client, asked, (person,))
    words = Text("alleen uniek binnen een team", "unique within a team only")
    return Question(client, asked, (Answer(words, {"client": [team, client]}), person))


# --- moments that contradict the order of the days

MANY = 0.2  # of the residents with several moments; a second start after an end is told of a few
FEW_BACKWARDS = 2  # residents that may be the other way round without a question
APART = 90  # days between the first and the last measurement: somebody could have two
LEAST_RESIDENTS = 5


def order_question(export: Export, mapping: Mapping, sound: pd.DataFrame) -> Question | None:
    """Ask which column is the day, where the moments of many residents contradict the order of their days.

    `sound` holds resident_id, measured_on and `at` (the place of the row), a line a score.
    """
    moment, day = mapping.column("moment"), date_column(mapping, "")
    if moment is None or day not in export.frame or mapping.shape not in ("A", "C"):
        return None
    rows = sound.drop_duplicates("at")
    ranks = _ranks(export.frame[moment]).to_numpy()[rows["at"].to_numpy()]
    told = pd.DataFrame({"who": pd.factorize(rows["resident_id"])[0], "rank": ranks})
    told["day"], told["at"] = rows["measured_on"].to_numpy(), rows["at"].to_numpy()
    told = told.dropna(subset="rank")
    backwards, several = _backwards(told)
    if backwards <= FEW_BACKWARDS or backwards <= MANY * several:
        return None
    better = [column for column in _others(export, mapping, day) if _fits(export, column, told, backwards)]
    return _other_order(moment, day, better, backwards, several)


def _ranks(values: pd.Series) -> pd.Series:
    """The place of each row's moment among those of the file; missing where none or no order is told."""
    words = {value: word_list(value) for value in values.unique() if value.strip()}
    whens = {value: find_moment(told)[0] for value, told in words.items()}
    codes = settle(when for when in whens.values() if when is not None) or {}
    places = {code: place for place, code in enumerate(in_order(codes.values()))}
    told = {value: places.get(codes[when]) if when in codes else None for value, when in whens.items()}
    if not any(whens.values()) and all(map(_is_number, words.values())):
        told = {value: int(number) for value, (number,) in words.items()}
    return values.astype("str").map(told).astype("float64")


def _is_number(words: tuple[str, ...]) -> bool:
    return len(words) == 1 and words[0].isdigit()


def _backwards(told: pd.DataFrame) -> tuple[int, int]:
    """How many residents have their only first moment after a later one, and how many have several moments."""
    told = told.drop_duplicates(["who", "rank", "day"])  # a long table has a row a score
    who = told.groupby("who")
    first, last = who["rank"].transform("min"), who["rank"].transform("max")
    is_first = told["rank"] == first
    starts = is_first.groupby(told["who"]).transform("sum")
    these = told[(first < last) & (starts == 1)]
    start = these[these["rank"] == first[these.index]].set_index("who")["day"]
    later = these[these["rank"] != first[these.index]].groupby("who")["day"].min()
    return int((start.sort_index().to_numpy() > later.sort_index().to_numpy()).sum()), len(later)


def _others(export: Export, mapping: Mapping, day: str) -> Iterator[str]:
    """The other columns of days that a measurement could have."""
    for guess in mapping.guesses:
        column = guess.column
        is_free = guess.field == "ignored" and column != day and not is_of_other_day(column)
        if is_free and reads_as_dates(export.frame[column]):
            yield column


def _fits(export: Export, column: str, told: pd.DataFrame, backwards: int) -> bool:
    """Whether fewer residents are backwards by the days of this column."""
    days = read_dates(export.frame[column]).days.to_numpy()[told["at"].to_numpy()]
    return _backwards(told.assign(day=days).dropna(subset="day"))[0] < backwards / 2


def _other_order(moment: str, day: str, better: list[str], backwards: int, several: int) -> Question:
    name, word = safe_name(day), safe_name(moment)
    asked = Text(
        f"kolom '{word}' zet de metingen van {backwards} van de {several} inwoners in een andere volgorde dan de "
        f"datums in kolom '{name}'. Welke kolom heeft de dag van de meting?",
        f"column '{word}' puts the measurements of {backwards} of the {several} residents in another order than "
        f"the dates in column '{name}'. Which column has the day of the measurement?",
    )
    others = [_day_in(column, safe_name(column), day) for column in better]
    others = others or [_day_in(f"{FILL_IN} de dag van de meting", None, day)]
    words = Text(
        f"de datums in '{name}' zijn goed; gebruik '{word}' niet",
        f"the dates in '{name}' are right; do not use '{word}'",
    )
    return Question(day, asked, (*others, Answer(words, {"columns": {moment: "ignored", day: "date"}})))


def _day_in(column: str, name: str | None, day: str) -> Answer:
    words = (
        Text("een andere kolom", "another column")
        if name is None
        else Text(f"kolom '{name}'", f"column '{name}'")
    )
    return Answer(words, {"columns": {column: "date", day: "ignored"}})


def _any_twice(residents: pd.Series, days: np.ndarray) -> bool:
    """Whether anybody has two days."""
    who, distinct = pd.factorize(residents)
    last = np.empty(len(distinct), dtype=days.dtype)
    last[who] = days
    return bool((last[who] != days).any())


def once_note(export: Export, mapping: Mapping, table: pd.DataFrame) -> Text | None:
    """A word where nobody was measured twice in a file of several moments: is it the client's number at all?"""
    client, moment = mapping.column("client"), mapping.column("moment")
    if mapping.shape not in ("A", "C") or client not in (*export.frame, PERSON) or table.empty:
        return None
    days, residents = table["measured_on"].to_numpy(), table["resident_id"].nunique()
    if residents < LEAST_RESIDENTS or _any_twice(table["resident_id"], days):
        return None
    apart = (days.max() - days.min()) / np.timedelta64(1, "D")
    moments = 0 if moment is None else _ranks(export.frame[moment]).nunique()
    if apart < APART and moments < 2:
        return None
    if client == PERSON:
        return _EACH_ROW
    name = safe_name(client)
    return Text(
        f"niemand is twee keer gemeten; klopt de kolom met het cliëntnummer ('{name}')?",
        f"nobody was measured twice; is the column of the client number ('{name}') the right one?",
    )


_EACH_ROW = Text(
    "niemand is twee keer gemeten, want elke rij telt als een ander persoon; klopt dat? Zo niet, noem de kolom "
    "met het cliëntnummer.",
    "nobody was measured twice, as each row counts as another person; is that right? If not, name the column of "
    "the client number.",
)
