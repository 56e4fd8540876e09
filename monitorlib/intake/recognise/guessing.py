"""What the content tells of columns whose names tell nothing or only hint: client, team, date, moment."""

from dataclasses import replace

import pandas as pd

from monitorlib.intake.know.column_names import PERHAPS, is_of_other_day
from monitorlib.intake.know.fields import HINT, SURE, Guess, is_noted, is_of_entry
from monitorlib.intake.know.identifiers import column_holds_bsns, identity_of_column
from monitorlib.intake.know.moments import When, find_moment
from monitorlib.intake.know.words import plain, vocabulary, word_list
from monitorlib.intake.read.sources import Export
from monitorlib.intake.recognise.content import (
    BY_CONTENT,
    NEARLY_ALL,
    ONCE,
    are_words,
    as_client,
    distinct_of,
    is_once_each,
    may_be_scores,
    reads_as_dates,
)

# --- names and numbers of clients


def without_persons(export: Export, guesses: list[Guess]) -> list[Guess]:
    """The guesses with what tells who a client is dropped, where another column has their numbers.

    Names give way to any column that may number the clients, a citizen service number only to one that is
    named so: where there is none, the file is refused for it (wall.hold_wall).
    """
    named = [guess for guess in guesses if guess.field == "client"]
    rules = {guess.column: _person(export, guess.column) for guess in named}
    numbers = [guess for guess in named if rules[guess.column] is None]
    if not numbers and not any(_may_number(export, guess) for guess in guesses):
        return guesses
    gone = {c: rule for c, rule in rules.items() if rule == "name" or (rule is not None and numbers)}
    return [
        replace(g, field=f"dropped:{gone[g.column]}", confidence=1.0) if g.column in gone else g
        for g in guesses
    ]


def _person(export: Export, column: str) -> str | None:
    """The identity that a column named for the client holds in place of a number, or None."""
    distinct = distinct_of(export.frame[column])
    return "bsn" if column_holds_bsns(distinct) else "name" if are_words(distinct) else None


def _may_number(export: Export, guess: Guess) -> bool:
    values = export.frame[guess.column]
    is_free = guess.field in ("ignored", "dossier", "perhaps:client") and not is_noted(guess.column)
    return is_free and as_client(values) > 0 and not column_holds_bsns(distinct_of(values))


# --- the column of the moments

MOST_MOMENTS = 12  # distinct words


def with_moments(export: Export, guesses: list[Guess]) -> list[Guess]:
    """ "Meetmoment" may hold the day or the word of a moment; a column of moments only is one by any name."""
    judged = [_judged(export, guess) if guess.field == "moment" else guess for guess in guesses]
    if any(guess.field == "moment" or "@" in guess.field for guess in judged):
        return judged
    worded = [g for g in judged if g.field == "ignored" and holds_moments(export.frame[g.column])]
    if len(worded) != 1:
        return judged  # with several nobody knows which one
    return [replace(g, field="moment", confidence=SURE) if g is worded[0] else g for g in judged]


def _judged(export: Export, guess: Guess) -> Guess:
    distinct = distinct_of(export.frame[guess.column])
    if not distinct.empty and reads_as_dates(distinct) > 0:
        return replace(guess, field="date")
    words = [word_list(value) for value in distinct.head(MOST_MOMENTS + 1)]
    moments = len(words) <= MOST_MOMENTS and all(find_moment(w)[0] or _is_number(w) for w in words)
    return guess if moments else replace(guess, field="ignored", confidence=1.0)


def _is_number(words: tuple[str, ...]) -> bool:
    return len(words) == 1 and words[0].isdigit() and len(words[0]) < 3


def holds_moments(values: pd.Series) -> bool:
    """Whether all values are words of moments, of which one is a beginning or a T0: "voor" and "na"."""
    distinct = values.unique()
    words = [word_list(value) for value in distinct[: MOST_MOMENTS + 2] if value.strip()]
    if not 2 <= len(words) <= MOST_MOMENTS:
        return False
    told = [find_moment(each) for each in words]
    whens = [when for when, rest in told if when is not None and not rest]
    return len(whens) == len(words) and any(map(_begins, whens)) and len(set(whens)) > 1


def _begins(when: When) -> bool:
    return when.kind == "start" or (when.unit == "t" and when.number == 0)


# --- client, team and date by their content

LEAST_RESIDENTS = 3  # of a team, on average


def guess_missing(
    export: Export,
    guesses: list[Guess],
    taken: frozenset[str] = frozenset(),
    areas: frozenset[str] = frozenset(),
) -> list[Guess]:
    """Where no column is named as client, team or date, the one whose content fits best, unsure.

    A dossier number may stand for the client, but a person can have two dossiers: that is asked first. A
    place or an organisation is the team where residents keep to theirs and it is not where they were met.
    `taken` are columns that are asked about as something else, `areas` those named for a leefgebied: their scores
    number nobody.
    """
    found = _place_as_team(export, _dossieras_client(with_moments(export, guesses)))
    found = _hints_confirmed(export, found)
    present = {guess.field.split("@")[0] for guess in found}
    for field, fitness in (("date", reads_as_dates), ("client", as_client), ("team", _as_team)):
        if field in present:
            continue
        open_ones = [g for g in found if g.field == "ignored" and g.column not in taken]
        free = [guess for guess in open_ones if not is_noted(guess.column)]
        if field == "client":
            free = [
                g for g in free if not (g.column in areas or may_be_scores(g.column, export.frame[g.column]))
            ]
        fits = {
            g.column: fitness(export.frame[g.column]) * _rank(export, found, g.column, field) for g in free
        }
        best = max(fits, key=fits.get, default=None)
        if best is not None and fits[best] > 0:
            found = [Guess(best, field, BY_CONTENT) if g.column == best else g for g in found]
    return found


def _rank(export: Export, guesses: list[Guess], column: str, field: str) -> float:
    """What a column loses against others that fit: a day of entry, a number that no row has twice."""
    if field == "date":
        return 0.5 if is_of_entry(column) or is_of_other_day(column) else 1.0
    by_moment = any(guess.field.startswith("score:") and "@" in guess.field for guess in guesses)
    return ONCE if field == "client" and not by_moment and is_once_each(export.frame[column]) else 1.0


def _hints_confirmed(export: Export, guesses: list[Guess]) -> list[Guess]:
    """Fields that a name only hints at: taken where the content is such and no other column has or hints at it."""
    client = next((guess.column for guess in guesses if guess.field == "client"), None)
    fits = {
        "date": lambda g: reads_as_dates(export.frame[g.column]) > 0,
        "client": lambda g: as_client(export.frame[g.column]) > 0 and _are_long(export.frame[g.column]),
        "worker": lambda g: _are_long(export.frame[g.column]) and reads_as_dates(export.frame[g.column]) == 0,
        "team": lambda g: client is not None and _keeps_residents(export.frame[[client, g.column]]),
    }
    found = guesses
    for field, fitting in fits.items():
        hinted = [g for g in guesses if g.field == PERHAPS + field and fitting(g)]
        present = any(g.field == field or g.field.startswith(f"{field}@") for g in guesses)
        explained = field == "worker" or all(g.confidence >= HINT or _is_a_team(export, g) for g in hinted)
        sure = SURE if len(hinted) == 1 and explained else BY_CONTENT
        if not present and hinted:
            found = [Guess(hinted[0].column, field, sure) if g is hinted[0] else g for g in found]
        if field == "client" and client is None:
            client = next((guess.column for guess in found if guess.field == "client"), None)
    return [replace(g, field="ignored", confidence=1.0) if g.field.startswith(PERHAPS) else g for g in found]


def _is_a_team(export: Export, guess: Guess) -> bool:
    """Whether a team's word stands in the name and in nearly all values; "vorig team" is another one."""
    others = tuple(vocabulary()["other_team"]["begins"])
    words = word_list(guess.column)
    named = any("team" in word for word in words) and not any(word.startswith(others) for word in words)
    told = distinct_of(export.frame[guess.column]).str.contains("team", case=False)
    return guess.field == PERHAPS + "team" and named and bool(told.mean() > NEARLY_ALL)


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
    if (
        pd.Series(places, dtype="str").str.fullmatch(r"[\d.,-]*").any()
        or identity_of_column(places) is not None
    ):
        return False
    residents = rows["client"].nunique()
    return residents >= LEAST_RESIDENTS * len(places) and len(rows) <= 1.1 * residents


def _dossieras_client(guesses: list[Guess]) -> list[Guess]:
    named = any(guess.field == "client" for guess in guesses)
    field = "ignored" if named else "client"
    return [
        Guess(g.column, field, 1.0 if named else BY_CONTENT) if g.field == "dossier" else g for g in guesses
    ]


def _are_long(values: pd.Series) -> bool:
    """Whether nearly all values have more than two signs, as a number of a person has and a mark has not."""
    return float((distinct_of(values).str.len() > 2).mean()) > NEARLY_ALL


def _as_team(values: pd.Series) -> float:
    """How far a column reads as teams: a few words for many rows, and nobody's identity."""
    distinct = distinct_of(values)
    few = 1 <= len(distinct) <= 40 and len(distinct) <= 0.2 * len(values)
    if not few or distinct.str.fullmatch(r"[\d.,-]+").any() or identity_of_column(distinct) is not None:
        return 0.0
    wordy = distinct.str.contains("team", case=False).mean()
    return 0.1 + float(wordy)
