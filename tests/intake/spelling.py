"""How a generated export is written down: its dates, its scores, its bytes."""

import random
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import xlsxwriter

LABELS = {
    1: "acute problematiek",
    2: "niet zelfredzaam",
    3: "beperkt zelfredzaam",
    4: "voldoende zelfredzaam",
    5: "volledig zelfredzaam",
}
MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)


@dataclass(frozen=True)
class Form:
    """The form of one export."""

    shape: str
    encoding: str
    separator: str
    date_form: str
    score_form: str
    end: str
    sep_line: bool


def draw_form(draw: random.Random) -> Form:
    """A form, whatever it is: nothing here knows what the intake can read."""
    encodings = ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "mojibake", "xlsx", "xlsx-real"]
    encoding = draw.choice(encodings)
    dates = ["dd-mm-jjjj", "d-m-jjjj", "iso", "slash", "jj", "words", "serial", "time", "us", "dots"]
    return Form(
        shape=draw.choice("ABCDE"),
        encoding=encoding,
        separator=draw.choice(";,\t|"),
        date_form="real" if encoding == "xlsx-real" else draw.choice(dates),
        score_form=draw.choice(["4", "4,0", "label", "4 - label", "4. Label", "mixed"]),
        end=draw.choice(["\n", "\r\n"]),
        sep_line=draw.random() < 0.2,
    )


def spell_score(draw: random.Random, form: str, cell) -> str:
    """A score or missing code as the system writes it."""
    score, reason, word = cell
    if reason is not None:
        return word
    n = int(score)
    forms = {
        "4": str(n),
        "4,0": f"{n},0",
        "label": LABELS[n].capitalize(),
        "4 - label": f"{n} - {LABELS[n]}",
        "4. Label": f"{n}. {LABELS[n].capitalize()}",
    }
    return forms[draw.choice(list(forms)) if form == "mixed" else form]


def spell_day(form: str, day: date) -> str | date:
    """A day as the system writes it; `real` is a date cell of a workbook."""
    if form == "real":
        return day
    return {
        "dd-mm-jjjj": f"{day:%d-%m-%Y}",
        "d-m-jjjj": f"{day.day}-{day.month}-{day.year}",
        "iso": day.isoformat(),
        "slash": f"{day:%d/%m/%Y}",
        "jj": f"{day:%d-%m-%y}",
        "words": f"{day.day} {MONTHS[day.month - 1]} {day.year}",
        "serial": str((day - date(1899, 12, 30)).days),
        "time": f"{day:%d-%m-%Y} 14:05",
        "us": f"{day:%m/%d/%Y}",
        "dots": f"{day:%d.%m.%Y}",
    }[form]


def write_export(stem: Path, lines: list[list[str]], form: Form) -> Path:
    """The file of these lines, in its encoding."""
    if form.encoding.startswith("xlsx"):
        return _workbook(stem.with_suffix(".xlsx"), lines, form)
    lines = [[f"sep={form.separator}"], *lines] if form.sep_line else lines
    text = form.end.join(
        form.separator.join(_quoted(cell, form.separator) for cell in line) for line in lines
    )
    if form.encoding == "mojibake":
        data = text.encode("utf-8").decode("cp1252", errors="ignore").encode("utf-8")
    else:
        data = text.encode(form.encoding, errors="replace")
    path = stem.with_suffix(".csv")
    path.write_bytes(data)
    return path


def _quoted(cell: str, separator: str) -> str:
    return f'"{cell}"' if separator in cell or "\n" in cell else cell


def _workbook(path: Path, lines: list[list[str]], form: Form) -> Path:
    book = xlsxwriter.Workbook(path, {"strings_to_numbers": form.encoding == "xlsx-real"})
    sheet, day = book.add_worksheet("Export"), book.add_format({"num_format": "d-mmm-yyyy"})
    for number, line in enumerate(lines):
        for place, cell in enumerate(line):
            if isinstance(cell, date):
                sheet.write_datetime(number, place, cell, day)
            else:
                sheet.write(number, place, cell)
    book.add_worksheet("Uitleg").write(0, 0, "Deze export is verzonnen.")
    book.close()
    return path
