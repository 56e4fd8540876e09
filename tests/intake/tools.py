"""Exports of survey tools and research databases, rebuilt from their documented forms around invented visits.

`visits(seed)` has a row a measurement: client, team, day and the leefgebieden of ZRM; each writer below lays
the same visits down as one tool does, with the columns that such a tool adds by itself.
"""

import io
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from tests.intake.exports import ZRM

SHORT = tuple(f"zrm_{number}" for number in range(1, len(ZRM) + 1))
LABELS = (
    "acute problematiek",
    "niet zelfredzaam",
    "beperkt zelfredzaam",
    "voldoende zelfredzaam",
    "volledig zelfredzaam",
)
PEOPLE = 24


def visits(seed: int) -> pd.DataFrame:
    """Two measurements of each of PEOPLE residents, all day-and-month orders told apart by some day > 12."""
    draw = np.random.default_rng(seed)
    first = [date(2025, 1, 1) + timedelta(days=int(day)) for day in draw.integers(0, 60, PEOPLE)]
    apart = [timedelta(days=int(days)) for days in draw.integers(90, 200, PEOPLE)]
    second = [day + later for day, later in zip(first, apart, strict=True)]
    rows = pd.DataFrame({"client": [1000 + person for person in range(PEOPLE)] * 2, "team": "Team Oost"})
    rows["wave"], rows["day"] = np.repeat([1, 2], PEOPLE), [*first, *second]
    rows[list(ZRM)] = draw.integers(1, 6, (len(rows), len(ZRM)))
    return rows.sort_values(["client", "wave"], ignore_index=True)


def truth(rows: pd.DataFrame) -> dict[str, tuple[int, int, int]]:
    """Of each leefgebied how many residents went up, stayed and went down."""
    first, last = (rows[rows["wave"] == wave].set_index("client")[list(ZRM)] for wave in (1, 2))
    change = last - first
    return {name: tuple(int(n) for n in _ways(change[name])) for name in ZRM}


def _ways(change: pd.Series) -> tuple:
    return (change > 0).sum(), (change == 0).sum(), (change < 0).sum()


def limesurvey_codes(rows: pd.DataFrame, folder: Path) -> Path:
    """Headings by code, answers by code; the profile must say which code is which leefgebied."""
    return _csv(folder / "results-survey123.csv", _lime(rows, [f"zrm[{c}]" for c in SHORT], "code"))


def limesurvey_code_and_text(rows: pd.DataFrame, folder: Path) -> Path:
    heads = [f"zrm[{c}]. Zelfredzaamheid [{name}]" for c, name in zip(SHORT, ZRM, strict=True)]
    return _csv(folder / "results-survey124.csv", _lime(_labelled(rows), heads, "code and text"))


def limesurvey_text(rows: pd.DataFrame, folder: Path) -> Path:
    heads = [f"Zelfredzaamheid [{name}]" for name in ZRM]
    return _csv(folder / "results-survey125.csv", _lime(rows, heads, "text"))


def _lime(rows: pd.DataFrame, heads: list[str], form: str) -> pd.DataFrame:
    names = ("id", "submitdate", "lastpage", "startlanguage", "seed", "token", "Q01", "Q02")
    texts = ("Antwoord-ID", "Datum ingestuurd", "Laatste pagina", "Starttaal", "Seed", "Toegangscode")
    asked = ("Cliëntnummer", "Team")
    if form == "code":
        system, own = names[:6], ("clientnr", "team")
    elif form == "text":
        system, own = texts, asked
    else:
        system = tuple(f"{a}. {b}" for a, b in zip(names, texts, strict=False))
        own = tuple(f"{a}. {b}" for a, b in zip(names[6:], asked, strict=True))
    number = np.arange(len(rows))
    fixed = (
        number + 1,
        _stamps(rows, "%Y-%m-%d 10:32:11"),
        3,
        "nl",
        88112233 + number,
        [f"t{n}x" for n in number],
    )
    frame = pd.DataFrame(dict(zip(system, fixed, strict=True)))
    frame[own[0]], frame[own[1]] = rows["client"], rows["team"]
    frame[heads] = rows[list(ZRM)].to_numpy()
    return frame


def qualtrics(rows: pd.DataFrame, folder: Path) -> Path:
    """Three header rows, the second in the account's language; one row is a preview and not an answer."""
    return _qualtrics(rows, folder / "Zelfredzaamheid_1 maart 2025.csv")


def qualtrics_labels(rows: pd.DataFrame, folder: Path) -> Path:
    return _qualtrics(_labelled(rows), folder / "Zelfredzaamheid_labels.csv")


def _qualtrics(rows: pd.DataFrame, file: Path) -> Path:
    names = "StartDate,EndDate,Status,IPAddress,Progress,Finished,RecordedDate,ResponseId,UserLanguage"
    texts = "Begindatum,Einddatum,Antwoordtype,IP-adres,Voortgang,Voltooid,Registratiedatum,Antwoord-id,Taal"
    stamp = _stamps(rows, "%Y-%m-%d 08:28:09")
    fixed = (stamp, stamp, 0, "", 100, 1, stamp, [f"R_{n:013d}" for n in range(len(rows))], "NL")
    frame = pd.DataFrame(dict(zip(names.split(","), fixed, strict=True)))
    frame["clientnr"], frame["team"] = rows["client"], rows["team"]
    matrix = [f"Q3_{number}" for number in range(1, len(ZRM) + 1)]
    frame[matrix] = rows[list(ZRM)].to_numpy()
    second = [*texts.split(","), "clientnr", "team", *(f"Zelfredzaamheid - {name}" for name in ZRM)]
    third = [f'{{"ImportId":"QID{number}"}}' for number in range(len(frame.columns))]
    heads = pd.DataFrame([second, third], columns=frame.columns)
    return _csv(file, pd.concat([heads, frame.astype(str)]), separator=",", bom=False, quoted=False)


def surveymonkey(rows: pd.DataFrame, folder: Path) -> Path:
    """Two header rows of a Dutch account; dates month first with AM and PM."""
    stamp = _stamps(rows, "%m/%d/%Y 10:32:11 AM")
    names = ["Respondent-id", "Collector-id", "Begindatum", "Einddatum", "Cliëntnummer", "Team"]
    fixed = (11800000000 + np.arange(len(rows)), 77, stamp, stamp, rows["client"], rows["team"])
    frame = pd.DataFrame(dict(zip(names, fixed, strict=True)))
    question = ["Hoe gaat het op deze leefgebieden?", *[""] * (len(ZRM) - 1)]
    body = pd.concat([frame, rows[list(ZRM)]], axis=1).astype(str).to_numpy().tolist()
    below = ["", "", "", "", "Open antwoord", "Open antwoord", *ZRM]
    table = pd.DataFrame([[*names, *question], below, *body])
    return _csv(folder / "Leefgebieden.csv", table, separator=",", bom=False, quoted=False, head=False)


def google_forms(rows: pd.DataFrame, folder: Path) -> Path:
    """A zip with one CSV; zoned times of a clock of twelve hours; grid questions in square brackets."""
    frame = pd.DataFrame({"Tijdstempel": _stamps(rows, "%Y/%m/%d 10:32:11 a.m. CET")})
    frame["Cliëntnummer"], frame["Team"] = rows["client"], rows["team"]
    frame[[f"Hoe gaat het? [{name}]" for name in ZRM]] = rows[list(ZRM)].to_numpy()
    file = folder / "Leefgebieden.csv.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("Leefgebieden.csv", frame.to_csv(index=False))
    return file


def microsoft_forms(rows: pd.DataFrame, folder: Path) -> Path:
    """A workbook; a statement of a Likert question is a column of its own, its question is lost."""
    day = pd.to_datetime(rows["day"])
    frame = pd.DataFrame({"ID": range(1, len(rows) + 1), "Begintijd": day + pd.Timedelta(hours=10)})
    frame["Tijd van voltooien"], frame["E-mail"] = day + pd.Timedelta(hours=11), "anonymous"
    frame["Naam"], frame["Tijd van laatste wijziging"] = "", ""
    frame["Cliëntnummer "], frame["Team"] = rows["client"], rows["team"]
    frame[list(ZRM)] = rows[list(ZRM)]
    file = folder / "Leefgebieden(1-48).xlsx"
    with pd.ExcelWriter(file, engine="xlsxwriter") as book:
        frame.to_excel(book, sheet_name="Sheet1", index=False)
    return file


def kobo(rows: pd.DataFrame, folder: Path) -> Path:
    """Group names before the questions, and a row of HXL tags below the header."""
    frame = pd.DataFrame({"start": _stamps(rows, "%Y-%m-%dT09:00:00.000+01:00")})
    frame["groep_a/Cliëntnummer"], frame["groep_a/Team"] = rows["client"], rows["team"]
    frame[[f"groep_zrm/{name}" for name in ZRM]] = rows[list(ZRM)]
    frame["_id"], frame["_submission_time"] = 7000 + np.arange(len(rows)), _stamps(rows, "%Y-%m-%dT08:21:00")
    frame["_index"] = np.arange(len(rows)) + 1
    tags = pd.DataFrame([["", "#id", "#team", *["#score"] * len(ZRM), "", "", ""]], columns=frame.columns)
    return _csv(folder / "Leefgebieden_-_2025.csv", pd.concat([tags, frame.astype(str)]), bom=False)


def odk(rows: pd.DataFrame, folder: Path) -> Path:
    """ODK Central: a zip with the people in one CSV and their measurements, a repeat, in another."""
    people = rows.drop_duplicates("client")
    keys = {client: f"uuid:{client:08d}" for client in people["client"]}
    main = pd.DataFrame({"SubmissionDate": "2025-11-01T10:00:00.000Z", "clientnummer": people["client"]})
    main["team"], main["KEY"] = people["team"], people["client"].map(keys)
    main["SubmitterID"], main["Status"], main["ReviewState"] = 5, "", ""
    repeat = pd.DataFrame({"datum_meting": _stamps(rows, "%Y-%m-%d")})
    repeat[list(ZRM)] = rows[list(ZRM)]
    repeat["PARENT_KEY"] = rows["client"].map(keys)
    repeat["KEY"] = repeat["PARENT_KEY"] + "/meting[" + rows["wave"].astype(str) + "]"
    file = folder / "leefgebieden.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("leefgebieden.csv", main.to_csv(index=False))
        archive.writestr("leefgebieden-meting.csv", repeat.to_csv(index=False))
    return file


def redcap_events(rows: pd.DataFrame, folder: Path) -> Path:
    """Raw: a row an event; the team stands only in a resident's first event."""
    event = rows["wave"].map({1: "start_arm_1", 2: "6_maanden_arm_1"})
    frame = pd.DataFrame({"record_id": rows["client"], "redcap_event_name": event})
    frame["team"] = rows["team"].where(rows["wave"] == 1, "")
    frame["algemeen_complete"] = (rows["wave"] == 1).map({True: "2", False: ""})
    frame["zrm_datum"] = _stamps(rows, "%Y-%m-%d")
    frame[list(SHORT)] = rows[list(ZRM)].to_numpy()
    frame["zrm_complete"] = 2
    return _csv(folder / "Wijkteam_DATA_2025-11-01.csv", frame, separator=",", bom=False, quoted=False)


def redcap_repeats(rows: pd.DataFrame, folder: Path) -> Path:
    """Labels: a row with what does not change, then a row for each measurement of a repeating instrument."""
    scores = pd.DataFrame(
        {"Record ID": rows["client"], "Repeat Instrument": "ZRM", "Repeat Instance": rows["wave"]}
    )
    scores["Team"], scores["Complete?"] = "", ""
    scores["Datum meting"] = _stamps(rows, "%Y-%m-%d")
    scores[list(ZRM)] = _labelled(rows)[list(ZRM)]
    people = pd.DataFrame(
        {
            "Record ID": rows["client"].unique(),
            "Team": "Team Oost",
            "Complete?": "Complete",
            "Repeat Instance": 0,
        }
    )
    frame = pd.concat([scores, people]).sort_values(["Record ID", "Repeat Instance"], kind="stable")
    frame["Repeat Instance"] = frame["Repeat Instance"].replace(0, "")
    return _csv(folder / "Wijkteam_DATA_LABELS.csv", frame, separator=",", bom=False, quoted=False)


def castor_survey(rows: pd.DataFrame, folder: Path) -> Path:
    """A row a survey; -99 and a day in 2999 are Castor's words for not done."""
    frame = pd.DataFrame({"Castor Participant ID": rows["client"], "Participant Status": "Not Set"})
    frame["Site Abbreviation"], frame["Survey Progress"] = rows["team"], 100
    frame["Survey Completed On"] = _stamps(rows, "%d-%m-%Y 10:12:44")
    frame["Survey Name"], frame["opvolging"] = "ZRM", "31-12-2999"
    frame[list(SHORT)] = rows[list(ZRM)].to_numpy()
    unasked = frame.iloc[[0]].assign(
        **dict.fromkeys(SHORT, -99), **{"Survey Completed On": "01-12-2025 10:00:00"}
    )
    return _csv(folder / "Wijkteam_ZRM_export_20251101.csv", pd.concat([frame, unasked]), bom=True)


def castor_study(rows: pd.DataFrame, folder: Path) -> Path:
    """A row a participant; the visit stands before the variable: v1_zrm_1, v2_zrm_1."""
    people = rows.drop_duplicates("client").reset_index(drop=True)
    frame = pd.DataFrame({"Participant Id": people["client"], "Participant Status": "Not Set"})
    frame["Site Abbreviation"] = people["team"]
    for wave in (1, 2):
        visit = rows[rows["wave"] == wave].reset_index(drop=True)
        frame[f"v{wave}_datum"] = _stamps(visit, "%d-%m-%Y")
        frame[[f"v{wave}_{short}" for short in SHORT]] = visit[list(ZRM)].to_numpy()
    return _csv(folder / "Wijkteam_csv_export_20251101.csv", frame, bom=True)


Writer = Callable[[pd.DataFrame, Path], Path]
TOOLS: dict[str, Writer] = {
    writer.__name__: writer
    for writer in (
        limesurvey_codes,
        limesurvey_code_and_text,
        limesurvey_text,
        qualtrics,
        qualtrics_labels,
        surveymonkey,
        google_forms,
        microsoft_forms,
        kobo,
        odk,
        redcap_events,
        redcap_repeats,
        castor_survey,
        castor_study,
    )
}


def _labelled(rows: pd.DataFrame) -> pd.DataFrame:
    words = dict(enumerate(LABELS, start=1))
    return rows.assign(**{name: rows[name].map(words) for name in ZRM})


def _stamps(rows: pd.DataFrame, form: str) -> list[str]:
    return [day.strftime(form) for day in rows["day"]]


def _csv(
    file: Path,
    frame: pd.DataFrame,
    separator: str = ";",
    bom: bool = True,
    quoted: bool = True,
    head: bool = True,
) -> Path:
    text = io.StringIO()
    frame.to_csv(text, sep=separator, index=False, header=head, quoting=1 if quoted else 0)
    file.write_bytes(text.getvalue().replace("\n", "\r\n").encode("utf-8-sig" if bom else "utf-8"))
    return file
