"""Whether a column's values agree with what its name says, and what they say where its name says nothing."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from monitorlib.instruments import Instrument, Instruments
from monitorlib.intake.areas import names_an_area
from monitorlib.intake.dates import read_dates
from monitorlib.intake.identifiers import identity_of_column
from monitorlib.intake.moment_words import find_moment
from monitorlib.intake.recognition import HINT, SURE, Guess
from monitorlib.intake.scores import read_scores
from monitorlib.intake.sources import Export
from monitorlib.intake.weak_names import PERHAPS
from monitorlib.intake.words import plain, vocabulary, word_list

AGREES = 0.5  # of the distinct values; below this a column's name is doubted
BY_CONTENT = 0.6  # the confidence of a guess without a name: always asked
DOUBTED = 0.4
NEARLY_ALL = 0.9  # of the distinct values
LEAST_RESIDENTS = 3  # of a team, on average
_MOST_MOMENTS = 12
_MOST_AREAS = 60
_LOOKED_AT = 2000  # distinct values


def weigh(export: Export, guesses: Iterable[Guess], instruments: Instruments) -> list[Guess]:
    """The same guesses, doubted where the values do not read as what the name says."""
    told = _one_of_areas(export, list(guesses), instruments)
    doubted = {c for c, share in _shares(export, told, instruments).items() if share < AGREES}
    return [
        replace(guess, confidence=min(guess.confidence, DOUBTED)) if guess.column in doubted else guess
        for guess in told
    ]


def _one_of_areas(export: Export, guesses: list[Guess], instruments: Instruments) -> list[Guess]:
    """Of several columns named as leefgebied ("Thema", "Domein") the ones that name leefgebieden."""
    named = [guess for guess in guesses if guess.field == "leefgebied"]
    holding = [g for g in named if _names_areas(export.frame[g.column], instruments)]
    if len(named) < 2 or not holding:
        return guesses
    others = [guess for guess in named if guess not in holding]
    return [replace(g, field="ignored", confidence=1.0) if g in others else g for g in guesses]


def _names_areas(values: pd.Series, instruments: Instruments) -> bool:
    distinct = _distinct(values).head(_MOST_AREAS)
    return sum(names_an_area(value, instruments) for value in distinct) >= AGREES * max(1, len(distinct))


def guess_missing(export: Export, guesses: list[Guess]) -> list[Guess]:
    """Where no column is named as client, team or date, the one whose content fits best, unsure.

    A dossier number may stand for the client, but a person can have two dossiers: that is asked first. A
    place or an organisation is the team where residents keep to theirs and it is not where they were met.
    """
    found = _place_as_team(export, _dossier_as_client(_moment_or_date(export, guesses)))
    found = _hints_confirmed(export, found)
    present = {guess.field.split("@")[0] for guess in found}
    for field, fitness in (("date", reads_as_dates), ("client", _as_client), ("team", _as_team)):
        if field in present:
            continue
        free = [guess for guess in found if guess.field == "ignored"]
        fits = {guess.column: fitness(export.frame[guess.column]) for guess in free}
        best = max(fits, key=fits.get, default=None)
        if best is not None and fits[best] > 0:
            found = [Guess(best, field, BY_CONTENT) if g.column == best else g for g in found]
    return found


def reads_as_scores(values: pd.Series, instrument: Instrument) -> bool:
    """Whether nearly all of a column's values are scores of an instrument, and more than one of them."""
    distinct = _distinct(values)
    return len(distinct) > 1 and bool(read_scores(distinct, instrument)["rule"].isna().mean() > NEARLY_ALL)


def might_be_scores(values: pd.Series, instrument: Instrument) -> bool:
    """Whether a column could hold scores: at least half of its values read as one."""
    distinct = _distinct(values)
    return not distinct.empty and bool(read_scores(distinct, instrument)["rule"].isna().mean() >= AGREES)


def same_days(frame: pd.DataFrame) -> bool:
    """Whether nearly every row has the same day in all these columns of dates."""
    days = pd.DataFrame({column: read_dates(frame[column]).days for column in frame})
    return bool((days.nunique(axis=1) <= 1).mean() > NEARLY_ALL)


def _moment_or_date(export: Export, guesses: list[Guess]) -> list[Guess]:
    """ "Meetmoment" may hold the day or the word of a moment; other words than those are neither."""
    return [_judged_moment(export, guess) if guess.field == "moment" else guess for guess in guesses]


def _judged_moment(export: Export, guess: Guess) -> Guess:
    distinct = _distinct(export.frame[guess.column])
    if not distinct.empty and reads_as_dates(distinct) > 0:
        return replace(guess, field="date")
    words = [word_list(value) for value in distinct.head(_MOST_MOMENTS + 1)]
    moments = len(words) <= _MOST_MOMENTS and all(find_moment(w)[0] or _is_number(w) for w in words)
    return guess if moments else replace(guess, field="ignored", confidence=1.0)


def _is_number(words: tuple[str, ...]) -> bool:
    return len(words) == 1 and words[0].isdigit() and len(words[0]) < 3


def _hints_confirmed(export: Export, guesses: list[Guess]) -> list[Guess]:
    """Fields that a name only hints at: taken where the content is such and no other column has or hints at it."""
    client = next((guess.column for guess in guesses if guess.field == "client"), None)
    fits = {
        "date": lambda g: reads_as_dates(export.frame[g.column]) > 0,
        "client": lambda g: _as_client(export.frame[g.column]) > 0 and _are_long(export.frame[g.column]),
        "worker": lambda g: _are_long(export.frame[g.column]) and reads_as_dates(export.frame[g.column]) == 0,
        "team": lambda g: client is not None and _keeps_residents(export.frame[[client, g.column]]),
    }
    found = guesses
    for field, fitting in fits.items():
        hinted = [g for g in guesses if g.field == PERHAPS + field and fitting(g)]
        present = any(g.field == field or g.field.startswith(f"{field}@") for g in guesses)
        explained = field == "worker" or all(g.confidence >= HINT for g in hinted)
        sure = SURE if len(hinted) == 1 and explained else BY_CONTENT
        if not present and hinted:
            found = [Guess(hinted[0].column, field, sure) if g is hinted[0] else g for g in found]
        if field == "client" and client is None:
            client = next((guess.column for guess in found if guess.field == "client"), None)
    return [replace(g, field="ignored", confidence=1.0) if g.field.startswith(PERHAPS) else g for g in found]


def _place_as_team(export: Export, guesses: list[Guess]) -> list[Guess]:
    places = [guess for guess in guesses if guess.field == "place"]
    client = next((guess.column for guess in guesses if guess.field == "client"), None)
    fitting = [g for g in places if client and _keeps_residents(export.frame[[client, g.column]])]
    if any(guess.field == "team" for guess in guesses) or len(fitting) != 1:
        field, confidence = ("ignored", 1.0)
    else:
        field, confidence = ("team", SURE)
    chosen = fitting[0] if field == "team" else None
    return [
        guess
        if guess.field != "place"
        else replace(guess, field="team", confidence=confidence)
        if guess is chosen
        else replace(guess, field="ignored", confidence=1.0)
        for guess in guesses
    ]


def _keeps_residents(frame: pd.DataFrame) -> bool:
    """Whether a column groups residents as a team does: several in each, who nearly all stay where they are."""
    rows = frame.set_axis(["client", "place"], axis=1)
    rows = rows[(rows["client"].str.strip() != "") & (rows["place"].str.strip() != "")].drop_duplicates()
    places = rows["place"].unique()
    elsewhere = set(vocabulary()["no_team"]["words"])
    if rows.empty or any(plain(place) in elsewhere for place in places):
        return False
    if pd.Series(places, dtype="str").str.fullmatch(r"[\d.,-]*").any() or identity_of_column(places) is not None:
        return False
    residents = rows["client"].nunique()
    return residents >= LEAST_RESIDENTS * len(places) and len(rows) <= 1.1 * residents


def _dossier_as_client(guesses: list[Guess]) -> list[Guess]:
    named = any(guess.field == "client" for guess in guesses)
    field = "ignored" if named else "client"
    return [
        Guess(g.column, field, 1.0 if named else BY_CONTENT) if g.field == "dossier" else g for g in guesses
    ]


def _shares(export: Export, guesses: list[Guess], instruments: Instruments) -> dict[str, float]:
    """Column to the share of its distinct values that read as its field, where that can be told."""
    shares, scored = {}, {}
    for guess in guesses:
        kind = guess.field.split("@")[0].split(":")[0]
        if kind == "date":
            shares[guess.column] = float(read_dates(_distinct(export.frame[guess.column])).days.notna().mean())
        elif guess.field.startswith("score:"):
            scored.setdefault(guess.field.removeprefix("score:").split("/")[0], []).append(guess.column)
    for id, columns in scored.items():
        shares |= _score_shares(export.frame, columns, instruments[id])
    return shares


def _score_shares(frame: pd.DataFrame, columns: list[str], instrument: Instrument) -> dict[str, float]:
    """The same for columns of one instrument: what stands in several of them is read once."""
    distinct = {column: _words(frame[column]) for column in columns}
    words = pd.Series(list(dict.fromkeys(word for its in distinct.values() for word in its)), dtype="str")
    rules = read_scores(words, instrument)["rule"]
    good = set(words[(rules.isna() | (rules == "outside_scale")).to_numpy()])
    return {c: sum(word in good for word in its) / len(its) for c, its in distinct.items() if its}


def _words(values: pd.Series) -> list[str]:
    distinct = np.asarray(values.unique(), dtype=object)[:_LOOKED_AT]
    return [word for word in distinct if isinstance(word, str) and word.strip()]


def _distinct(values: pd.Series) -> pd.Series:
    return pd.Series(_words(values), dtype="str")


def reads_as_dates(values: pd.Series) -> float:
    """How far a column reads as dates of measurements; birth dates lie too far back."""
    distinct = _distinct(values)
    if distinct.empty or distinct.str.fullmatch(r"\d{1,5}").all():
        return 0.0
    days = read_dates(distinct).days
    good = float((days.notna() & (days >= "1990-01-01")).mean())
    return good if good > 0.95 else 0.0


def _as_client(values: pd.Series) -> float:
    """How far a column reads as numbers of persons: many values, all with figures, none a date."""
    distinct = _distinct(values)
    if len(distinct) < 5 or len(distinct) < 0.05 * len(values) or _are_row_numbers(values):
        return 0.0
    if distinct.str.fullmatch(r"-?\d+[.,]\d*[1-9]\d*").mean() > 0.1:  # fractions: measures, no numbers
        return 0.0
    if not distinct.str.contains(r"\d").all() or read_dates(distinct).days.notna().mean() > 0.5:
        return 0.0
    return len(distinct) / len(values)


def _are_row_numbers(values: pd.Series) -> bool:
    """Whether the values count the rows, from 0 or 1 on: then they number no person."""
    first = values.iloc[0].strip() if len(values) else ""
    if first not in ("0", "1") or len(values) < 2:
        return False
    return bool((values.to_numpy() == [str(n) for n in range(int(first), int(first) + len(values))]).all())


def _are_long(values: pd.Series) -> bool:
    """Whether nearly all values have more than two signs, as a number of a person has and a mark has not."""
    return float((_distinct(values).str.len() > 2).mean()) > NEARLY_ALL


def _as_team(values: pd.Series) -> float:
    """How far a column reads as teams: a few words for many rows, and nobody's identity."""
    distinct = _distinct(values)
    few = 1 <= len(distinct) <= 40 and len(distinct) <= 0.2 * len(values)
    if not few or distinct.str.fullmatch(r"[\d.,-]+").any() or identity_of_column(distinct) is not None:
        return 0.0
    wordy = distinct.str.contains("team", case=False).mean()
    return 0.1 + float(wordy)
