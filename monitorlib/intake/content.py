"""Whether a column's values agree with what its name says, and what they say where its name says nothing."""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from monitorlib.instruments import Instruments
from monitorlib.intake.dates import read_dates
from monitorlib.intake.identifiers import identity_of_column
from monitorlib.intake.recognition import Guess
from monitorlib.intake.scores import read_scores
from monitorlib.intake.sources import Export

AGREES = 0.5  # of the distinct values; below this a column's name is doubted
BY_CONTENT = 0.6  # the confidence of a guess without a name: always asked
DOUBTED = 0.4
_LOOKED_AT = 2000  # distinct values


def weigh(export: Export, guesses: Iterable[Guess], instruments: Instruments) -> list[Guess]:
    """The same guesses, doubted where the values do not read as what the name says."""
    weighed = []
    for guess in guesses:
        share = _share(export, guess, instruments)
        doubted = share is not None and share < AGREES
        weighed.append(replace(guess, confidence=min(guess.confidence, DOUBTED)) if doubted else guess)
    return weighed


def guess_missing(export: Export, guesses: list[Guess]) -> list[Guess]:
    """Where no column is named as client, team or date, the one whose content fits best, unsure.

    A dossier number may stand for the client, but a person can have two dossiers: that is asked first.
    """
    found = _dossier_as_client(guesses)
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


def _dossier_as_client(guesses: list[Guess]) -> list[Guess]:
    named = any(guess.field == "client" for guess in guesses)
    field = "ignored" if named else "client"
    return [
        Guess(g.column, field, 1.0 if named else BY_CONTENT) if g.field == "dossier" else g for g in guesses
    ]


def _share(export: Export, guess: Guess, instruments: Instruments) -> float | None:
    """The share of distinct values that read as the field; None where that cannot be told."""
    kind = guess.field.split("@")[0].split(":")[0]
    if kind not in ("date", "score") or guess.field == "score":
        return None
    distinct = _distinct(export.frame[guess.column])
    if distinct.empty:
        return None
    if kind == "date":
        return float(read_dates(distinct).days.notna().mean())
    instrument = guess.field.removeprefix("score:").split("/")[0]
    read = read_scores(distinct, instruments[instrument])
    return float((read["rule"].isna() | (read["rule"] == "outside_scale")).mean())


def _distinct(values: pd.Series) -> pd.Series:
    distinct = pd.Series(values.unique(), dtype="str").head(_LOOKED_AT)
    return distinct[distinct.str.strip() != ""].reset_index(drop=True)


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
    if len(distinct) < 5 or len(distinct) < 0.05 * len(values):
        return 0.0
    if not distinct.str.contains(r"\d").all() or read_dates(distinct).days.notna().mean() > 0.5:
        return 0.0
    return len(distinct) / len(values)


def _as_team(values: pd.Series) -> float:
    """How far a column reads as teams: a few words for many rows, and nobody's identity."""
    distinct = _distinct(values)
    few = 1 <= len(distinct) <= 40 and len(distinct) <= 0.2 * len(values)
    if not few or distinct.str.fullmatch(r"[\d.,-]+").any() or identity_of_column(distinct) is not None:
        return 0.0
    wordy = distinct.str.contains("team", case=False).mean()
    return 0.1 + float(wordy)
