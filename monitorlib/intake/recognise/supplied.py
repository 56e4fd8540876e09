"""What a profile says and a file does not, as columns of the export: the client, the day, the day of a moment."""

import re
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.intake.know.fields import guess_by_name, split_moment
from monitorlib.intake.know.identifiers import column_holds_bsns, identity_by_name, safe_name
from monitorlib.intake.know.profile_rules import ROW, is_day
from monitorlib.intake.know.profiles import Profile
from monitorlib.intake.know.values import ROUNDED, is_nobody
from monitorlib.intake.know.words import known_names, number_of, plain
from monitorlib.intake.read.sources import Export

# --- what only the profile tells

PLUS = " + "  # between the columns that are a client together
DAY, PERSON = "datum (uit het profiel)", "cliënt (elke rij)"


def with_supplied(export: Export, profile: Profile) -> tuple[Export, dict[str, str]]:
    """The export with a column for what only the profile tells, and the field of every column it tells of.

    A column that the profile names and the file does not have stays among the fields, to be told as missing.
    """
    fields = dict(profile.columns)
    added: dict[str, pd.Series] = {}
    for more, its in (_client(export, profile), _moments(export, profile, fields), _day(export, profile)):
        added |= more
        fields |= its
    return (replace(export, frame=export.frame.assign(**added)) if added else export), fields


def _client(export: Export, profile: Profile) -> tuple[dict, dict]:
    """The client of several columns, or of each row."""
    told = profile.client
    if told is None:
        return {}, {}
    if told == ROW:
        rows = [f"{export.file}:{row}" for row in export.frame.index]
        return {PERSON: pd.Series(rows, index=export.frame.index, dtype="str")}, {PERSON: "client"}
    frame = export.frame
    if (
        "team" in told and "team" not in frame and profile.team is not None
    ):  # the word for the profile's own team
        frame = frame.assign(team=profile.team)
    if isinstance(told, str) or not set(told) <= set(frame):
        return {}, dict.fromkeys([told] if isinstance(told, str) else told, "client")
    _refuse_identity(export, [part for part in told if part in export.frame])
    name = PLUS.join(told)
    alone = {part: "ignored" for part in told if _is_client(part, profile)}
    return {name: joined(frame[list(told)])}, {**alone, name: "client"}


def _is_client(part: str, profile: Profile) -> bool:
    """Whether a part of a client is one by itself too, by its name or by an earlier answer; it is that no more."""
    guess = guess_by_name(part)
    return profile.columns.get(part) == "client" or (guess is not None and guess.field == "client")


def joined(parts: pd.DataFrame) -> pd.Series:
    """One number of the parts of each row, told apart whatever stands in them ("1" and "12" is not "11" and "2").

    Blank where a part is blank or a place-holder; a part that a spreadsheet rounded off stands for the whole.
    """
    numbers = np.zeros(len(parts), dtype="int64")
    for name in parts:
        codes, distinct = pd.factorize(parts[name], use_na_sentinel=False)
        numbers = pd.factorize(numbers * len(distinct) + codes)[0]
    first = pd.Series(numbers).drop_duplicates().index
    words = [_one(list(row)) for row in parts.iloc[first].itertuples(index=False)]
    return pd.Series(np.array(words, dtype=object)[numbers], index=parts.index, dtype="str")


def _one(parts: list[str]) -> str:
    rounded = next((part for part in parts if ROUNDED.fullmatch(part)), None)
    if rounded is not None:
        return rounded
    if any(is_nobody(part) for part in parts):
        return ""
    return number_of(parts)


def _refuse_identity(export: Export, parts: Iterable[str]) -> None:
    """A pseudonym must not rest on what a learning tool never needs."""
    wrong = [
        name
        for name in map(str, parts)
        if (identity_by_name(name) and guess_by_name(name).field.startswith("dropped:"))
        or column_holds_bsns(export.frame[name].unique())
    ]
    if wrong:
        raise UserError(
            [
                Text(
                    f"{export.file}: kolom '{safe_name(n)}' is een persoonsgegeven en hoort niet in de cliënt.",
                    f"{export.file}: column '{safe_name(n)}' is personal data and is no part of the client.",
                )
                for n in wrong
            ],
            Text("Gebruik het cliëntnummer van het systeem.", "Use the system's client number."),
        )


def _day(export: Export, profile: Profile) -> tuple[dict, dict]:
    if profile.date is None or "date" in profile.columns.values():
        return {}, {}
    return {DAY: _constant(export, profile.date)}, {DAY: "date"}


def _moments(export: Export, profile: Profile, fields: dict[str, str]) -> tuple[dict, dict]:
    """The day of each moment: by the word in a row, or for the columns that bear it in their names."""
    if not profile.moments:
        return {}, {}
    _check_days(export, profile)
    column = next((name for name, field in fields.items() if field == "moment"), None)
    if column is not None and column in export.frame:
        if "date" in fields.values():
            return {}, {}
        return {DAY: _day_of_moment(export.frame, column, profile)}, {DAY: "date"}
    added, told = {}, {}
    for word, day in profile.moments.items():
        moment = plain(word) if _is_code(plain(word)) else split_moment(plain(f"datum {word}"))[1]
        if moment is None:
            continue
        name = day if day in export.frame else f"datum {word} (uit het profiel)"
        told[name] = f"date@{moment}"
        if name not in export.frame:
            added[name] = _constant(export, day)
    return added, told


def _is_code(word: str) -> bool:
    """Whether a word is what we call a moment ourselves, in questions and fields: eind, m2."""
    return word in known_names("moments").values() or bool(re.fullmatch(r"m\d+", word))


def _day_of_moment(frame: pd.DataFrame, column: str, profile: Profile) -> pd.Series:
    """The day of each row by the word of its moment; blank where the profile does not know the word."""
    codes, words = pd.factorize(frame[column].map(plain))
    days = np.full(len(frame), "", dtype=object)
    for word, day in profile.moments.items():
        here = np.isin(codes, np.flatnonzero(np.asarray(words) == plain(word)))
        days[here] = frame.loc[here, day].to_numpy() if day in frame else day
    return pd.Series(days, index=frame.index, dtype="str")


def _constant(export: Export, word: str) -> pd.Series:
    return pd.Series(word, index=export.frame.index, dtype="str")


def _check_days(export: Export, profile: Profile) -> None:
    """Every moment must have a day, or a column that the file has."""
    wrong = [w for w, day in profile.moments.items() if day not in export.frame and not is_day(day)]
    if wrong:
        raise UserError(
            [
                Text(
                    f"{export.file}: moment '{safe_name(word)}' in het profiel heeft geen dag (jjjj-mm-dd) en "
                    "geen kolom van het bestand.",
                    f"{export.file}: moment '{safe_name(word)}' in the profile has no day (yyyy-mm-dd) and no "
                    "column of the file.",
                )
                for word in wrong
            ]
        )
