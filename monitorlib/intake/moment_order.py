"""Whether the words of moments in a file follow each other as its days do, and whether anybody returns in it.

A word such as "Startmeting" is not stored; it is the proof of the days and of the client number. Where the only
start of many residents lies after their other measurements, the days are those of something else.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from monitorlib.foundation.texts import Text
from monitorlib.intake.content import reads_as_dates
from monitorlib.intake.dates import read_dates
from monitorlib.intake.faults import in_order
from monitorlib.intake.identifiers import safe_name
from monitorlib.intake.mapping import Mapping
from monitorlib.intake.moment_words import find_moment
from monitorlib.intake.moments import settle
from monitorlib.intake.needs import date_column
from monitorlib.intake.questions import FILL_IN, Answer, Question
from monitorlib.intake.sources import Export
from monitorlib.intake.supplied import PERSON
from monitorlib.intake.weak_names import is_of_other_day
from monitorlib.intake.words import word_list

MANY = 0.2  # of the residents with several moments; a second start after an end is told of a few
FEW = 2  # residents that may be the other way round without a question
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
    if backwards <= FEW or backwards <= MANY * several:
        return None
    better = [column for column in _others(export, mapping, day) if _fits(export, column, told, backwards)]
    return _question(moment, day, better, backwards, several)


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


def _question(moment: str, day: str, better: list[str], backwards: int, several: int) -> Question:
    name, word = safe_name(day), safe_name(moment)
    asked = Text(
        f"kolom '{word}' zet de metingen van {backwards} van de {several} inwoners in een andere volgorde dan de "
        f"datums in kolom '{name}'. Welke kolom heeft de dag van de meting?",
        f"column '{word}' puts the measurements of {backwards} of the {several} residents in another order than "
        f"the dates in column '{name}'. Which column has the day of the measurement?",
    )
    others = [_answer(column, safe_name(column), day) for column in better]
    others = others or [_answer(f"{FILL_IN} de dag van de meting", None, day)]
    words = Text(
        f"de datums in '{name}' zijn goed; gebruik '{word}' niet",
        f"the dates in '{name}' are right; do not use '{word}'",
    )
    return Question(day, asked, (*others, Answer(words, {"columns": {moment: "ignored", day: "date"}})))


def _answer(column: str, name: str | None, day: str) -> Answer:
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
