"""What an import refuses: the rules, the list of refused rows and cells, which rules stop a whole file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import pandas as pd

from monitorlib.foundation.texts import Text
from monitorlib.intake.know.identifiers import masked, safe_name

COLUMNS = ("file", "row", "column", "rule", "masked")


@dataclass(frozen=True)
class Rule:
    """Why something is refused. A rule that `stops` means the file itself is wrong: nothing is imported."""

    text: Text
    stops: bool = False


RULES = {
    "uneven": Rule(Text("te veel of te weinig velden", "too many or too few fields")),
    "broken_quote": Rule(
        Text("aanhalingsteken zonder begin of einde", "quotation mark without beginning or end")
    ),
    "other_table": Rule(Text("rij van een andere tabel, onder deze", "row of another table, below this one")),
    "total": Rule(Text("totaal of gemiddelde, geen inwoner", "total or mean, no resident")),
    "no_client": Rule(Text("geen cliëntnummer", "no client number")),
    "rounded_client": Rule(
        Text(
            "cliëntnummer is afgerond door een rekenblad (zoals 1,2E+11)",
            "client number was rounded off by a spreadsheet (like 1.2E+11)",
        ),
        stops=True,
    ),
    "no_team": Rule(Text("geen team", "no team")),
    "no_date": Rule(Text("wel een score, geen datum", "a score but no date")),
    "unreadable_date": Rule(Text("geen datum", "no date")),
    "no_day": Rule(Text("maand of jaar zonder dag", "month or year without a day")),
    "future_date": Rule(Text("datum ligt in de toekomst", "date lies in the future"), stops=True),
    "old_date": Rule(Text("datum ligt voor 1990", "date lies before 1990"), stops=True),
    "end_before_start": Rule(
        Text("vervolgmeting ligt voor de beginmeting", "follow-up lies before the baseline"), stops=True
    ),
    "unknown_instrument": Rule(Text("onbekend instrument", "unknown instrument"), stops=True),
    "unknown_leefgebied": Rule(Text("onbekend leefgebied", "unknown leefgebied")),
    "unknown_rater": Rule(Text("onbekende beoordelaar", "unknown rater")),
    "other_rater": Rule(
        Text("het instrument is niet voor deze beoordelaar", "the instrument is not for this rater")
    ),
    "outside_scale": Rule(Text("score staat buiten de schaal", "score lies outside the scale"), stops=True),
    "between_scores": Rule(
        Text("score ligt tussen twee scores van de schaal", "score lies between two scores of the scale"),
        stops=True,
    ),
    "no_score": Rule(Text("geen score van dit instrument", "no score of this instrument")),
    "label_contradicts": Rule(
        Text("cijfer en omschrijving spreken elkaar tegen", "figure and label contradict each other")
    ),
    "contradiction": Rule(
        Text(
            "zelfde inwoner, dag en leefgebied met een andere score",
            "same resident, day and leefgebied with another score",
        )
    ),
}


def listed(file: str, rule: str, rows: Iterable[int], columns, values) -> pd.DataFrame:
    """Refused rows or cells of one rule; values are masked here, so that none is carried on."""
    frame = pd.DataFrame({"row": pd.Series(list(rows), dtype="int64")})
    frame["file"], frame["rule"] = file, rule
    frame["column"] = columns if isinstance(columns, str) else list(columns)
    frame["masked"] = [masked(v) if isinstance(v, str) else "" for v in values]
    return frame[list(COLUMNS)]


def unread(file: str, rows: Iterable[int], reasons: Mapping[int, str]) -> pd.DataFrame:
    """Rows that could not be read as rows of the table: of another width, unless `reasons` tells more."""
    numbers = list(rows)
    if not numbers:
        return none()
    frame = listed(file, "uneven", numbers, "", [""] * len(numbers))
    return frame.assign(rule=pd.Series([reasons.get(n, "uneven") for n in numbers], dtype="str"))


def none() -> pd.DataFrame:
    """No rejects."""
    return _none().copy(deep=False)


@cache
def _none() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype="int64" if name == "row" else "str") for name in COLUMNS})


def together(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """All rejects in the order of the file."""
    filled = [part for part in parts if len(part)]
    if not filled:
        return none()
    return pd.concat(filled).sort_values(["file", "row", "column"], kind="stable", ignore_index=True)


def counted_rules(rejects: pd.DataFrame) -> dict[str, int]:
    """How many refusals of each rule, the most frequent first."""
    return {rule: int(n) for rule, n in rejects["rule"].value_counts().items()}


def stopping(rejects: pd.DataFrame, extra: dict[str, Text] | None = None) -> list[Text]:
    """One line per file, column and rule that stops the import, with the first rows."""
    stops = rejects[rejects["rule"].isin([name for name, rule in RULES.items() if rule.stops])]
    lines = []
    for (file, column, rule), group in stops.groupby(["file", "column", "rule"], sort=False):
        told = (extra or {}).get(rule, RULES[rule].text)
        rows = told_rows(group["row"].unique())
        name = safe_name(column)
        lines.append(
            Text(
                f"{file}: kolom '{name}': {told.nl} in {rows.nl}.",
                f"{file}: column '{name}': {told.en} in {rows.en}.",
            )
        )
    return lines


def told_rows(rows: Iterable[int], most: int = 5) -> Text:
    """ "rij 3, 17", or the first few and how many there are."""
    numbers = sorted(int(row) for row in rows)
    shown = ", ".join(str(n) for n in numbers[:most])
    if len(numbers) <= most:
        return Text(f"rij {shown}", f"row {shown}")
    return Text(f"rij {shown} … ({len(numbers)} rijen)", f"row {shown} … ({len(numbers)} rows)")
