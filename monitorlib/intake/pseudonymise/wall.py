"""Wall 1, over a whole export: which columns may not come in, judged by name and by content.

What would be stored as it stands (team, wijk, kenmerken) must hold no identity and few values. A client
number that is a BSN, or a name, is refused: the pseudonym would rest on what a learning tool never needs. Only
when a profile asks for it a birth date comes in as the age band on the day of the (first) measurement of its row,
a postcode as the wijk that the profile's table gives for it; neither is kept.
"""

import re
from collections.abc import Mapping as Words
from dataclasses import replace

import numpy as np
import pandas as pd

from monitorlib.foundation.texts import Text
from monitorlib.intake.know.fields import Guess, guess_by_name
from monitorlib.intake.know.identifiers import (
    IDENTITY_RULES,
    are_days,
    column_holds_bsns,
    identity_of_column,
    looks_like_full_name,
    safe_name,
)
from monitorlib.intake.know.values import mapped, read_dates
from monitorlib.intake.know.words import plain, vocabulary
from monitorlib.intake.read.sources import Export
from monitorlib.intake.recognise.content import are_words
from monitorlib.intake.recognise.mapping import Mapping

# --- which columns may not come in

MOST_VALUES = {"kenmerk": 15, "team": 300, "wijk": 500}
LEAST_RESIDENTS = 5  # of a team, on average, where there are more teams than MOST_VALUES
_NAMES = re.compile(r"na(am|men)\b|initialen|voorletters|tussenvoegsel")
MOST_NAMES = 0.2  # of many teams so many may read as a first name and a surname: "Bergen Centrum"


def hold_wall(export: Export, mapping: Mapping) -> tuple[Mapping, list[Text]]:
    """The mapping with every column dropped that tells who somebody is, and what makes the file unusable."""
    guesses, problems = [], []
    for guess in mapping.guesses:
        kept, problem = _judged(export, guess, mapping.column("client"))
        guesses.append(kept)
        problems += [problem] if problem else []
    return replace(mapping, guesses=tuple(guesses)), problems


def _judged(export: Export, guess: Guess, client: str | None) -> tuple[Guess, Text | None]:
    field = guess.field.split(":")[0]
    if field == "client":
        return guess, _client_problem(export, guess.column)
    if field not in ("team", "wijk", "kenmerk", "worker", "ignored"):
        return guess, None
    distinct = _distinct(export.frame[guess.column])
    if field == "worker":  # their names become pseudonyms, a citizen service number is not even read
        is_bsn = column_holds_bsns(distinct) or _named_person(guess.column) == "bsn"
        return (replace(guess, field="dropped:bsn", confidence=1.0) if is_bsn else guess), None
    if field == "ignored" and _are_recent_days(distinct):
        return guess, None
    rule = identity_of_column(distinct)
    if rule is None and field != "ignored" and (field != "team" or plain(guess.column) != "naam"):
        rule = _named_person(guess.column)
    if rule is None and field == "kenmerk" and not _is_attribute(guess.field, distinct):
        rule = "name"
    if field == "ignored":
        rule = None if rule == "bsn" and _are_other_numbers(distinct) else rule
        return (replace(guess, field=f"dropped:{rule}") if rule else guess), None
    if rule is None and _too_many(export, guess.column, field, client):
        rule = "free_text"
    if rule is None:
        return guess, None
    dropped = replace(guess, field=f"dropped:{rule}", confidence=1.0)
    return (guess, _team_problem(export, guess.column, rule)) if field == "team" else (dropped, None)


def _named_person(column: str) -> str | None:
    """The rule of a column that by its name holds who somebody is, whatever a profile or an answer says of it."""
    told = guess_by_name(column)
    if told is not None and told.field == "dropped:bsn":
        return "bsn"
    is_name = told is not None and told.field == "dropped:name" and _NAMES.search(plain(column))
    return "name" if is_name else None  # "Verwijzer" or "Kind" may be an attribute: what stands in it decides


def _are_other_numbers(distinct: list[str]) -> bool:
    """Whether a column of bare numbers has citizen service numbers by chance only; it is not used anyway."""
    return all(value.strip().isdigit() for value in distinct) and not column_holds_bsns(distinct)


def _distinct(values: pd.Series) -> list[str]:
    distinct = np.asarray(values.unique(), dtype=object)
    return [v for v in distinct if isinstance(v, str) and v.strip()]


def _are_recent_days(distinct: list[str]) -> bool:
    """Whether a column that is not used holds days of this century: of a measurement or a letter, no births."""
    if not are_days(distinct):
        return False
    days = read_dates(pd.Series(distinct, dtype="str")).days
    return bool(days.notna().mean() > 0.9 and (days.dropna() >= "2000-01-01").all())


def _is_attribute(field: str, distinct: list[str]) -> bool:
    """Whether the values read as an attribute: no full names, and only closed words where there are any."""
    closed = vocabulary()["closed"].get(field.removeprefix("kenmerk:"))
    if closed is not None:
        return all(plain(value) in closed for value in distinct)
    return not any(looks_like_full_name(value) for value in distinct)


def _too_many(export: Export, column: str, field: str, client: str | None) -> bool:
    """Whether a column has more values than an attribute has, or a value of its own for nearly each row.

    A national export has thousands of teams: then each has several residents, who keep to it.
    """
    values = export.frame[column]
    distinct = len(_distinct(values))
    if distinct > MOST_VALUES[field]:
        return field != "team" or client is None or not _are_teams(export.frame[[client, column]], distinct)
    return distinct > 10 and distinct > 0.8 * len(values)


def _are_teams(frame: pd.DataFrame, distinct: int) -> bool:
    """Whether many values are teams: several residents in each, who keep to it, and no people's names."""
    rows = frame.set_axis(["client", "team"], axis=1)
    rows = rows[rows.apply(lambda column: column.str.strip() != "").all(axis=1)].drop_duplicates()
    residents = rows["client"].nunique()
    names = [
        name for name in rows["team"].unique() if looks_like_full_name(name) and not _is_named_team(name)
    ]
    several = residents >= LEAST_RESIDENTS * distinct and len(rows) <= 1.2 * residents
    return several and len(names) <= MOST_NAMES * distinct


def _is_named_team(name: str) -> bool:
    """Whether a name holds a word that teams have and people have not: team, wijk, noord, 3."""
    words = vocabulary()["team_words"]["words"]
    return any(word in words or word.isdigit() or word.endswith("team") for word in plain(name).split())


def _client_problem(export: Export, column: str) -> Text | None:
    distinct, name = _distinct(export.frame[column]), safe_name(column)
    if _named_person(column) == "bsn":
        return Text(
            f"{export.file}: kolom '{name}' is voor burgerservicenummers; die horen hier niet. Staat er een ander "
            "nummer in, geef de kolom dan een andere naam.",
            f"{export.file}: column '{name}' is for citizen service numbers; they do not belong here. If it holds "
            "another number, give the column another name.",
        )
    if column_holds_bsns(distinct):
        return Text(
            f"{export.file}: kolom '{name}' bevat burgerservicenummers; die horen hier niet.",
            f"{export.file}: column '{name}' holds citizen service numbers; they do not belong here.",
        )
    if are_words(pd.Series(distinct, dtype="str")):
        return Text(
            f"{export.file}: kolom '{name}' bevat geen cliëntnummers (namen?).",
            f"{export.file}: column '{name}' holds no client numbers (names?).",
        )
    return None


def _team_problem(export: Export, column: str, rule: str) -> Text:
    told, name = IDENTITY_RULES[rule], safe_name(column)
    return Text(
        f"{export.file}: kolom '{name}' is geen team: er staat een {told.nl} in.",
        f"{export.file}: column '{name}' is no team: it holds a {told.en}.",
    )


# --- what may enter only made coarser: age band and wijk

AGE_BAND, POSTCODE = "age_band", "postcode"  # the fields that a profile names
_BORDERS = (0, 18, 27, 45, 65, 130)
BANDS = ("0-17", "18-26", "27-44", "45-64", "65+")


def age_bands(
    born: pd.Series, measured: pd.Series, form: str | None = None, epoch: str = "1900"
) -> pd.Series:
    """The age band of each row on the day it was measured; missing where either day is.

    `form` and `epoch` are those of values.read_dates.
    """
    days = read_dates(born, form, epoch).days
    century = pd.DateOffset(years=100)  # "61" is read as 2061: nobody is born after being measured
    days = days.where(~(days > measured), days - century)
    birthday_to_come = (measured.dt.month * 100 + measured.dt.day) < (days.dt.month * 100 + days.dt.day)
    age = measured.dt.year - days.dt.year - birthday_to_come
    codes = pd.cut(age, _BORDERS, right=False, labels=False)
    return pd.Series(
        pd.Categorical.from_codes(codes.fillna(-1).astype("int8"), pd.Index(BANDS, dtype="str")),
        index=born.index,
    )


def wijken(postcodes: pd.Series, table: Words[str, str]) -> pd.Series:
    """The wijk of each postcode by the longest beginning that the profile's table knows; else missing."""
    known = {key.replace(" ", "").upper(): wijk for key, wijk in table.items()}
    lengths = sorted({len(key) for key in known}, reverse=True)

    def wijk_of(text: str) -> str | None:
        bare = text.replace(" ", "").upper()
        return next((known[bare[:n]] for n in lengths if bare[:n] in known), None)

    return mapped(postcodes, wijk_of)
