"""Wall 1, over a whole export: which columns may not come in, judged by name and by content.

What would be stored as it stands (team, wijk, kenmerken) must hold no identity and few values. A client
number that is a BSN, or a name, is refused: the pseudonym would rest on what a learning tool never needs.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from monitorlib.intake.identifiers import (
    IDENTITY_RULES,
    column_holds_bsns,
    identity_of_column,
    looks_like_full_name,
    safe_name,
)
from monitorlib.intake.mapping import Mapping
from monitorlib.intake.recognition import Guess
from monitorlib.intake.sources import Export
from monitorlib.intake.words import plain, vocabulary
from monitorlib.texts import Text

MOST_VALUES = {"kenmerk": 15, "team": 300, "wijk": 500}


def hold_wall(export: Export, mapping: Mapping) -> tuple[Mapping, list[Text]]:
    """The mapping with every column dropped that tells who somebody is, and what makes the file unusable."""
    guesses, problems = [], []
    for guess in mapping.guesses:
        kept, problem = _judged(export, guess)
        guesses.append(kept)
        problems += [problem] if problem else []
    return replace(mapping, guesses=tuple(guesses)), problems


def _judged(export: Export, guess: Guess) -> tuple[Guess, Text | None]:
    field = guess.field.split(":")[0]
    if field == "client":
        return guess, _client_problem(export, guess.column)
    if field not in ("team", "wijk", "kenmerk", "ignored"):
        return guess, None
    distinct = _distinct(export.frame[guess.column])
    rule = identity_of_column(distinct)
    if rule is None and field == "kenmerk" and not _is_attribute(guess.field, distinct):
        rule = "name"
    if field == "ignored":
        return (replace(guess, field=f"dropped:{rule}") if rule else guess), None
    if rule is None and _too_many(export, guess.column, field):
        rule = "free_text"
    if rule is None:
        return guess, None
    dropped = replace(guess, field=f"dropped:{rule}", confidence=1.0)
    return (guess, _team_problem(export, guess.column, rule)) if field == "team" else (dropped, None)


def _distinct(values: pd.Series) -> list[str]:
    distinct = np.asarray(values.unique(), dtype=object)
    return [v for v in distinct if isinstance(v, str) and v.strip()]


def _is_attribute(field: str, distinct: list[str]) -> bool:
    """Whether the values read as an attribute: no full names, and only closed words where there are any."""
    closed = vocabulary()["closed"].get(field.removeprefix("kenmerk:"))
    if closed is not None:
        return all(plain(value) in closed for value in distinct)
    return not any(looks_like_full_name(value) for value in distinct)


def _too_many(export: Export, column: str, field: str) -> bool:
    """Whether a column has more values than an attribute has, or a value of its own for nearly each row."""
    values = export.frame[column]
    distinct = values[values.str.strip() != ""].nunique()
    return distinct > MOST_VALUES[field] or (distinct > 10 and distinct > 0.8 * len(values))


def _client_problem(export: Export, column: str) -> Text | None:
    distinct, name = _distinct(export.frame[column]), safe_name(column)
    if column_holds_bsns(distinct):
        return Text(
            f"{export.file}: kolom '{name}' bevat burgerservicenummers; die horen hier niet.",
            f"{export.file}: column '{name}' holds citizen service numbers; they do not belong here.",
        )
    wordy = sum(not any(sign.isdigit() for sign in value) for value in distinct)
    if distinct and wordy > 0.5 * len(distinct):
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
