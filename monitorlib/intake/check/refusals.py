"""What is wrong with the rows and cells of one export, what stands in it twice, and when the import stops."""

import math
import re
from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from monitorlib.foundation.texts import Text, counted
from monitorlib.intake.check.understanding import Looked
from monitorlib.intake.know import rejects
from monitorlib.intake.know.identifiers import safe_name
from monitorlib.intake.know.known import NONE
from monitorlib.intake.know.questions import MEND
from monitorlib.intake.know.rejects import RULES, told_rows
from monitorlib.intake.pseudonymise.people import BLAMED, TOTAL, People
from monitorlib.intake.read.sources import Export
from monitorlib.intake.recognise.mapping import Mapping, date_column
from monitorlib.measurements import key_numbers

# --- the same measurement twice


def judge_repeats(table: pd.DataFrame) -> pd.DataFrame:
    """For each row of MEASUREMENTS whether it is `repeated` (an equal one stands above) or `contradicted`."""
    keys = key_numbers(table)
    in_order = np.sort(keys)
    if not (in_order[1:] == in_order[:-1]).any():  # the usual case, and by far the cheapest
        nowhere = np.zeros(len(table), dtype=bool)
        return pd.DataFrame({"repeated": nowhere, "contradicted": nowhere}, index=table.index)
    codes = table["missing"].cat.codes if table["missing"].dtype == "category" else None
    reasons = pd.factorize(table["missing"])[0] if codes is None else codes.to_numpy()
    answers = pd.DataFrame({"key": keys, "score": table["score"].to_numpy(), "reason": reasons})
    equal = answers.duplicated()
    contradicted = np.zeros(len(table), dtype=bool)
    several = answers.loc[~equal, "key"].duplicated(keep=False)
    if several.any():
        contradicted = answers["key"].isin(answers.loc[several[several].index, "key"]).to_numpy()
    return pd.DataFrame(
        {"repeated": equal.to_numpy() & ~contradicted, "contradicted": contradicted}, index=table.index
    )


# --- rows and cells that are refused

NOBODYS = (TOTAL, "no_client")  # rules of rows that are about no resident
ORDER = ("start", "tussen", "eind", "t2", "t3", "t4")  # of the moments, as fields.toml names them


def in_order(moments: Iterable[str]) -> list[str]:
    """The moments whose order is known, the first one first: numbered ones by number, else as ORDER has them."""
    told = list(moments)
    numbered = sorted((m for m in told if re.fullmatch(r"m\d+", m)), key=lambda m: int(m[1:]))
    return numbered or [m for m in ORDER if m in told]


def uneven_rows(export: Export) -> pd.DataFrame:
    """Rows that are no rows of the table: another number of fields, a broken mark, another table's."""
    return rejects.unread(export.file, export.uneven, export.reasons)


def row_rejects(export: Export, mapping: Mapping, cells: pd.DataFrame, people: People) -> list[pd.DataFrame]:
    """Rows with scores that are nobody's, of no team, or of no day."""
    at = cells["at"].to_numpy()
    filled = np.zeros(len(export.frame), dtype=bool)
    filled[at] = True
    parts = []
    sound = people.faults.isna().to_numpy()
    for rule, rows in _by_rule(people.faults[filled & ~sound]):
        parts.append(_listed(export, rule, rows, mapping.column(BLAMED[rule]) or BLAMED[rule]))
    for moment, days in people.days.items():
        measured = np.zeros(len(export.frame), dtype=bool)
        measured[at[(cells["moment"] == moment).to_numpy()]] = True
        for rule, rows in _by_rule(days["rule"][measured & sound]):
            parts.append(_listed(export, rule, rows, date_column(mapping, moment)))
    return [*parts, *_backwards(export, mapping, people)]


def _by_rule(rules: pd.Series) -> Iterator[tuple[str, pd.Index]]:
    """The rows that break each rule."""
    for code in np.unique(rules.cat.codes[rules.cat.codes >= 0]):
        yield rules.cat.categories[code], rules.index[(rules.cat.codes == code).to_numpy()]


def _backwards(export: Export, mapping: Mapping, people: People) -> list[pd.DataFrame]:
    """Rows whose later moment lies before the earlier one."""
    parts = []
    order = in_order(people.days)
    for earlier, later in zip(order, order[1:], strict=False):
        wrong = (people.days[later]["day"] < people.days[earlier]["day"]) & people.faults.isna()
        parts.append(_listed(export, "end_before_start", wrong.index[wrong], date_column(mapping, later)))
    return parts


def _listed(export: Export, rule: str, rows: pd.Index, column: str) -> pd.DataFrame:
    values = export.frame.loc[rows, column] if column in export.frame else [""] * len(rows)
    return rejects.listed(export.file, rule, rows, column, values)


def cell_rejects(export: Export, mapping: Mapping, cells: pd.DataFrame, people: People) -> pd.DataFrame:
    """Scores that cannot be read, and rows of a long table whose instrument or leefgebied is unknown.

    What stands in a row that is nobody's is refused with the row: a mean of others is no fault of the file.
    """
    wrong = cells[cells["rule"].notna()]
    if wrong.empty:
        return rejects.none()
    wrong = wrong[~people.faults.isin(NOBODYS).to_numpy()[wrong["at"].to_numpy()]]
    blamed = {"unknown_instrument": "instrument", "unknown_leefgebied": "leefgebied"}
    parts = []
    for (column, rule), group in wrong.groupby(["column", "rule"], observed=True):
        column = mapping.column(blamed.get(rule, "")) or column
        values = export.frame[column].iloc[group["at"]]
        parts.append(rejects.listed(export.file, rule, values.index, column, values))
    return rejects.together(parts)


def contradictions(export: Export, table: pd.DataFrame) -> pd.DataFrame:
    """The measurements that another row of the file contradicts."""
    if table.empty:
        return rejects.none()
    parts = []
    for column, group in table.groupby("column", observed=True):
        values = export.frame[column].iloc[group["at"]]
        parts.append(rejects.listed(export.file, "contradiction", values.index, column, values))
    return rejects.together(parts)


# --- when so much is refused that the import stops

LIMIT = 0.05  # of the rows that hold anything; `refused` in a profile is another one
UNKNOWN_AREA = "unknown_leefgebied"
FEW = 2  # refused rows that never stop a file by their share alone: one of 19 is no pattern
MOST_OF_A_COLUMN = 0.5  # of its filled cells; more means that the column was not understood


def too_much_refused(
    looked: Looked, cells: pd.DataFrame, listed: pd.DataFrame, counts, used: pd.Series
) -> tuple[list[Text], Text]:
    """The problems where too many rows, or most scores of a column, are refused, and the next step.

    A row counts as refused when none of its scores is used; a row with one broken cell is used. The limit is
    `refused` of the profile, from which also a few rows stop the file; without one more than FEW rows must
    be. Totals do not count; nor do rows of an unknown leefgebied where the profile says to read the others
    (`partial`), or of a word that it stands for none (`leefgebieden`).
    """
    export, mapping, profile = looked.export, looked.seen.mapping, looked.profile
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
    problem = counted(filled, _ONLY_ROW, _OF_THE_ROWS, file=export.file, refused=refused, rules=Text(nl, en))
    hints = (*_filled_down(export, mapping, rules), *_contradicted(export, mapping, rules))
    return [problem, *problems, *hints], _step(share)


_ONLY_ROW = Text("{file}: de enige rij is geweigerd: {rules}.", "{file}: the only row was refused: {rules}.")
_OF_THE_ROWS = Text(
    "{file}: {refused} van de {n} rijen geweigerd: {rules}.",
    "{file}: {refused} of the {n} rows refused: {rules}.",
)


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
