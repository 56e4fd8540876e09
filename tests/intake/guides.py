"""The two files that docs/databeheer.md follows from inspect to meeting; all that is in them is invented."""

from pathlib import Path

import pandas as pd

from tests.intake.exports import ZRM
from tests.intake.tools import _csv, _lime, limesurvey_text, visits

CODES = tuple(f"zrm{number:02d}" for number in range(1, len(ZRM) + 1))
SCALE = {
    1.0: "acute problematiek",
    2.0: "niet zelfredzaam",
    3.0: "beperkt zelfredzaam",
    4.0: "voldoende zelfredzaam",
    5.0: "volledig zelfredzaam",
    9.0: "onbekend",
}


def survey_of_one_team(folder: Path) -> Path:
    """A LimeSurvey export of one team, which therefore asks nobody for the team."""
    rows = visits(11)
    file = limesurvey_text(rows, folder).with_name("VERZONNEN_limesurvey.csv")
    heads = [f"Zelfredzaamheid [{name}]" for name in ZRM]
    return _csv(file, _lime(rows, heads, "text").drop(columns="Team"))


def spss_file(folder: Path) -> Path:
    """An SPSS file with names that say little, labels that say all, and 9 as a missing value of the user."""
    import pyreadstat

    rows = visits(12)
    table = pd.DataFrame(
        {"clnr": rows["client"].astype(float), "tm": 1.0, "dat": pd.to_datetime(rows["day"])}
    )
    table["dat"] = [day.date() if isinstance(day, pd.Timestamp) else day for day in table["dat"]]
    table[list(CODES)] = rows[list(ZRM)].astype(float).to_numpy()
    table.loc[table.index % 10 == 0, CODES[0]] = 9.0
    file = folder / "VERZONNEN_zrm.sav"
    pyreadstat.write_sav(
        table,
        str(file),
        column_labels=["Cliëntnummer", "Team", "Datum meting", *ZRM],
        variable_value_labels={"tm": {1.0: "Team Oost"}, **dict.fromkeys(CODES, SCALE)},
        missing_ranges=dict.fromkeys(CODES, [9.0]),
    )
    return file
