"""The same answers as three registration systems would export them, each with its own spelling.

The systems and their vendors are invented; the three shapes occur in the wild. Every file says in
its name and in its first line that the data are invented.
"""

import io
from datetime import datetime

import pandas as pd
import xlsxwriter

from monitorlib.demo.specification import DOSSIERNET, REGIMAAT, VOLGMIJ
from monitorlib.instruments import read_instrument

TITLE = "VERZONNEN GEGEVENS van een verzonnen gemeente: niemand in dit bestand bestaat"
ZRM = "zrm-2017"
CREATED = datetime(2026, 1, 5)  # fixed, so that the same seed gives the same bytes


def regimaat(answers: pd.DataFrame) -> bytes:
    """Shape A: one row a measurement, a column a leefgebied; cp1252, `;`, CRLF, a totals line."""
    labels = {score: text.nl for score, text in read_instrument(ZRM).scale.labels.items()}
    codes = {"not_applicable": "n.v.t.", "unknown": "onbekend", "not_filled_in": ""}
    rows = answers[(answers["system"] == REGIMAAT) & (answers["instrument"] == ZRM)]
    spelled = rows["score"].map(lambda score: f"{score:.0f} - {labels[score]}")
    cells = spelled.where(rows["missing"].isna(), rows["missing"].map(codes))
    keys = ["client", "team", "wijk", "worker", "leefsituatie", "leeftijdsgroep", "measured_on"]
    wide = _by_leefgebied(rows.assign(cell=cells), keys)
    wide["measured_on"] = wide["measured_on"].dt.strftime("%d-%m-%Y")
    names = ["Cliëntnummer", "Team", "Wijk", "Medewerker", "Leefsituatie", "Leeftijdsgroep", "Datum"]
    header = names + [area.label.nl for area in read_instrument(ZRM).leefgebieden]
    total = [f"Totaal aantal metingen: {len(wide)}"] + [""] * (len(header) - 1)
    lines = [[TITLE], header, *wide.to_numpy().tolist(), total]
    return "".join(";".join(line) + "\r\n" for line in lines).encode("cp1252")


def dossiernet(answers: pd.DataFrame) -> bytes:
    """Shape B: one row a dossier with the scores at its start and at its end; UTF-8 with BOM, `,`.

    A dossier holds two measurements in order of date; a resident who is measured more often has more
    dossiers, and the end stays blank where a measurement has no follow-up.
    """
    codes = {"not_applicable": "8", "unknown": "9", "not_filled_in": ""}
    rows = answers[(answers["system"] == DOSSIERNET) & (answers["instrument"] == ZRM)]
    cells = rows["score"].map("{:.0f}".format).where(rows["missing"].isna(), rows["missing"].map(codes))
    wide = _by_leefgebied(rows.assign(cell=cells), ["client", "team", "wijk", "worker", "measured_on"])
    wide["measured_on"] = wide["measured_on"].dt.strftime("%Y-%m-%d")
    nth = wide.groupby("client").cumcount()
    start = wide[nth % 2 == 0].assign(dossier=nth // 2)
    end = wide[nth % 2 == 1].assign(dossier=nth // 2).drop(columns=["team", "wijk", "worker"])
    dossiers = start.merge(end, on=["client", "dossier"], how="left", suffixes=("_start", "_end")).fillna("")
    areas = read_instrument(ZRM).leefgebieden
    columns = [f"{area.code}_{moment}" for area in areas for moment in ("start", "end")]
    header = ["Cliëntnummer", "Team", "Wijk", "Medewerker", "Startdatum", "Einddatum"]
    header += [f"{area.label.nl}_{moment}" for area in areas for moment in ("start", "eind")]
    keys = ["client", "team", "wijk", "worker", "measured_on_start", "measured_on_end"]
    lines = [[TITLE], header, *dossiers[keys + columns].to_numpy().tolist()]
    return "".join(",".join(line) + "\r\n" for line in lines).encode("utf-8-sig")


def _by_leefgebied(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """One row a measurement with a column a leefgebied (its code), in order of client and date."""
    wide = rows.pivot(index=keys, columns="leefgebied", values="cell").reset_index()
    codes = [area.code for area in read_instrument(ZRM).leefgebieden]
    return wide.sort_values(["client", "measured_on"], ignore_index=True)[keys + codes]


def volgmij(answers: pd.DataFrame) -> bytes:
    """Shape C: one row a score, with real Excel dates: the residents' own view of all teams, and the
    professional's ZRM of the teams that register here."""
    rows = answers[(answers["rater"] == "inwoner") | (answers["system"] == VOLGMIJ)]
    rows = rows.sort_values(["client", "measured_on", "rater"], kind="stable")
    names = {id: _names(id) for id in rows["instrument"].unique()}
    header = ["Cliëntnummer", "Team", "Wijk", "Medewerker", "Datum"]
    header += ["Instrument", "Leefgebied", "Score", "Beoordelaar"]
    lines = [
        (
            *(row.client, row.team, row.wijk, row.worker, row.measured_on),
            *(names[row.instrument][""], names[row.instrument][row.leefgebied]),
            *(_volgmij_score(row.instrument, row.score, row.missing), row.rater),
        )
        for row in rows.itertuples()
    ]
    return _workbook(header, lines)


def _names(instrument_id: str) -> dict[str, str]:
    """The Dutch label of each leefgebied by its code, and of the instrument itself under ''."""
    instrument = read_instrument(instrument_id)
    labels = {area.code: area.label.nl for area in instrument.leefgebieden}
    return {"": instrument.label.nl, **labels}


def _volgmij_score(instrument: str, score: float, missing: str | None) -> float | str | None:
    """A number, the word of the simple question, or the word for why there is none."""
    if isinstance(missing, str):
        return {"not_applicable": "n.v.t.", "unknown": "onbekend", "not_filled_in": None}[missing]
    if instrument == "eenvoudige-vraag":
        return ("nee", "een beetje", "ja")[int(score)]
    return score


def _workbook(header: list[str], lines: list[tuple]) -> bytes:
    """One sheet: a title row, the header, the rows; the fifth column holds dates."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"title": TITLE, "created": CREATED})
        day, sheet = book.add_format({"num_format": "dd-mm-yyyy"}), book.add_worksheet("Scores")
        sheet.write(0, 0, TITLE)
        sheet.write_row(1, 0, header)
        for number, line in enumerate(lines, start=2):
            sheet.write_row(number, 0, line[:4])
            sheet.write_datetime(number, 4, line[4].to_pydatetime(), day)
            sheet.write_row(number, 5, line[5:])
    return content.getvalue()
