"""The real study as an export: 362 homeless people in San Diego, followed for two years.

Source: Hurlburt, Wood & Hough 1996, Journal of Community Psychology 24:291, as distributed in the R
package multgee (data set `housing`). See data/README.md. `python -m monitorlib.demo.reference` writes
the export again.
"""

import csv
from pathlib import Path

SOURCE, EXPORT = "homeless_housing.csv", "homeless_housing_export.csv"

# The study gives months and no dates, so these are nominal.
DATES = {"0": "01-01-2000", "6": "01-07-2000", "12": "01-01-2001", "24": "01-01-2002"}
CERTIFICATE = {"1": "ja", "0": "nee"}
HEADER = ("Cliëntnummer", "Team", "Datum", "Instrument", "Leefgebied", "Score", "Certificaat")
TITLE = (
    "Echt onderzoek (Hurlburt Wood & Hough 1996): datums zijn nominaal "
    "want het onderzoek geeft maand 0 6 12 en 24 na de start"
)


def write_reference(folder: str | Path) -> Path:
    """Convert the study's file in `folder` to an export in shape C (long) beside it; return its path.

    One row a person and moment: Score 0 on the street, 1 in the community, 2 independent, blank when
    not filled in; Certificaat says whether a housing certificate was given.
    """
    folder = Path(folder)
    with (folder / SOURCE).open(encoding="utf-8", newline="") as source:
        rows = [_export_row(row) for row in csv.DictReader(source)]
    lines = [(TITLE,), HEADER, *rows]
    (folder / EXPORT).write_bytes("".join(";".join(line) + "\r\n" for line in lines).encode("utf-8"))
    return folder / EXPORT


def _export_row(row: dict[str, str]) -> tuple[str, ...]:
    return (
        f"SD-{int(row['id']):03d}",
        "San Diego",
        DATES[row["time"]],
        "woonsituatie",
        "Wonen",
        row["score"],
        CERTIFICATE[row["sec"]],
    )


if __name__ == "__main__":
    write_reference("data/reference")
