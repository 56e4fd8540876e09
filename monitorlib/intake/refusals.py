"""When so much of an export is refused that what is left would mislead: the import stops."""

import math
from collections.abc import Iterable

import numpy as np
import pandas as pd

from monitorlib.foundation.texts import Text
from monitorlib.intake.identifiers import safe_name
from monitorlib.intake.mapping import Mapping
from monitorlib.intake.profiles import Profile
from monitorlib.intake.questions import MEND
from monitorlib.intake.rejects import RULES, told_rows
from monitorlib.intake.sources import Export
from monitorlib.intake.told_names import NONE
from monitorlib.intake.totals import TOTAL

LIMIT = 0.05  # of the rows that hold anything; `refused` in a profile is another one
UNKNOWN_AREA = "unknown_leefgebied"
FEW = 2  # refused rows that never stop a file by their share alone: one of 19 is no pattern
MOST_OF_A_COLUMN = 0.5  # of its filled cells; more means that the column was not understood


def too_much_refused(
    export: Export,
    mapping: Mapping,
    cells: pd.DataFrame,
    listed: pd.DataFrame,
    counts,
    used: pd.Series,
    profile: Profile,
) -> tuple[list[Text], Text]:
    """The problems where too many rows, or most scores of a column, are refused, and the next step.

    A row counts as refused when none of its scores is used; a row with one broken cell is used. The limit is
    `refused` of the profile, from which also a few rows stop the file; without one more than FEW rows must
    be. Totals do not count; nor do rows of an unknown leefgebied where the profile says to read the others
    (`partial`), or of a word that it stands for none (`leefgebieden`).
    """
    rules = _rules_of_rows(export, listed, used) if counts.refused else {}
    answered = profile.partial or NONE in profile.leefgebieden.values()
    told = _set_aside(rules, {TOTAL, UNKNOWN_AREA} if answered else {TOTAL})
    limit, filled, refused = profile.refused, counts.rows - counts.empty - told, counts.refused - told
    share = refused / filled if filled else 0.0
    stops = share > (LIMIT if limit is None else limit) and (limit is not None or refused > FEW)
    problems = _columns(export, cells) if limit is None else []
    if not stops:
        return problems, MEND
    nl, en = (
        "; ".join(
            f"{RULES[rule].text[language]}: {told_rows(rows)[language]}" for rule, rows in rules.items()
        )
        for language in ("nl", "en")
    )
    problem = Text(
        f"{export.file}: {refused} van de {filled} rijen geweigerd: {nl}.",
        f"{export.file}: {refused} of the {filled} rows refused: {en}.",
    )
    hints = (*_filled_down(export, mapping, rules), *_contradicted(export, mapping, rules))
    return [problem, *problems, *hints], _step(share)


def _step(share: float) -> Text:
    enough = math.ceil(share * 100) / 100
    return Text(
        f"Verbeter de export, of zet in het profiel 'refused = {enough:g}' om de rest toch te importeren.",
        f"Correct the export, or put 'refused = {enough:g}' in the profile to import the rest all the same.",
    )


def _rules_of_rows(export: Export, listed: pd.DataFrame, used: pd.Series) -> dict[str, list[int]]:
    """Which wholly refused rows break each rule, the most frequent rule first."""
    lost = ~listed["row"].isin(export.frame.index[used.unique()])
    rows = listed.loc[lost, ["row", "rule"]].drop_duplicates()
    return {
        rule: rows.loc[rows["rule"] == rule, "row"].tolist() for rule in rows["rule"].value_counts().index
    }


def _set_aside(rules: dict[str, list[int]], known: set[str]) -> int:
    """How many rows are refused for these rules and for nothing else; these are taken out of `rules`."""
    taken = {row for rule in known for row in rules.pop(rule, ())}
    return len(taken - {row for rows in rules.values() for row in rows})


def _filled_down(export: Export, mapping: Mapping, rules: Iterable[str]) -> list[Text]:
    """A hint where the client stands in the first row of each group only."""
    column = mapping.column("client")
    if "no_client" not in rules or column not in export.frame:
        return []
    blank = (export.frame[column].str.strip() == "").to_numpy()
    if len(blank) == 0 or blank[0] or not blank.any():
        return []
    name = safe_name(column)
    return [
        Text(
            f"{export.file}: kolom '{name}' is leeg onder een ingevulde cel; staat het nummer alleen in de eerste "
            "rij van elke groep, vul het dan naar beneden aan.",
            f"{export.file}: column '{name}' is blank below a filled cell; where the number stands in the first "
            "row of each group only, fill it down.",
        )
    ]


def _contradicted(export: Export, mapping: Mapping, rules: Iterable[str]) -> list[Text]:
    """A hint where rows of one resident on one day contradict each other: is it the day, and the number?"""
    client, day = mapping.column("client"), mapping.column("date")
    if "contradiction" not in rules or client is None or day is None:
        return []
    names = safe_name(day), safe_name(client)
    return [
        Text(
            f"{export.file}: kijk eerst of kolom '{names[0]}' de dag van de meting is, en kolom '{names[1]}' het "
            "nummer van één inwoner.",
            f"{export.file}: first see whether column '{names[0]}' is the day of the measurement, and column "
            f"'{names[1]}' the number of one resident.",
        )
    ]


def _columns(export: Export, cells: pd.DataFrame) -> list[Text]:
    """The columns of which most scores cannot be read."""
    rule = cells["rule"].cat.codes.to_numpy()
    wrong = (rule >= 0) & (cells["rule"] != UNKNOWN_AREA).to_numpy()
    codes, names = cells["column"].cat.codes.to_numpy(), cells["column"].cat.categories
    refused = np.bincount(codes[wrong], minlength=len(names))
    read = np.bincount(codes[cells["score"].notna().to_numpy()], minlength=len(names))
    return [
        Text(
            f"{export.file}: kolom '{safe_name(str(name))}': {bad} van de {bad + good} scores zijn niet te lezen.",
            f"{export.file}: column '{safe_name(str(name))}': {bad} of the {bad + good} scores cannot be read.",
        )
        for name, bad, good in zip(names, refused, read, strict=True)
        if bad > FEW and bad > MOST_OF_A_COLUMN * (bad + good)
    ]
