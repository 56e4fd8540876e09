"""Exports that try to bring an identity in: a file, and what must be found nowhere afterwards."""

import random
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter

from tests.intake.exports import write

FIRST = ("Fatima", "Jan", "Willemijn", "Mohammed", "Annelies", "Sjaan", "Henk", "Zeynep")
LAST = ("Jansen", "de Vries", "el Amrani", "van der Berg", "Bakker", "Öztürk", "Visser", "Smit")
HEAD = ("Cliëntnummer", "Team", "Wijk", "Leefsituatie", "Datum", "Instrument", "Leefgebied", "Score")


def bsns(seed: int, n: int, leading_zero: bool = False) -> list[str]:
    """Numbers that pass the test of eleven; drawn, so of nobody we know."""
    draw, found = random.Random(seed), []
    while len(found) < n:
        first = draw.randrange(
            10_000_000 if not leading_zero else 1_000_000, 10_000_000 if leading_zero else 99_999_999
        )
        figures = f"{first:08d}"
        rest = sum(int(f) * w for f, w in zip(figures, range(9, 1, -1), strict=True)) % 11
        if rest < 10:
            found.append(figures + str(rest))
    return found


def people(n: int) -> list[str]:
    """Full names, each different."""
    return [f"{FIRST[i % 8]} {LAST[(i * 3 + i // 8) % 8]}" for i in range(n)]


SECRETS = {
    "bsn": bsns(1, 12),
    "dotted": [f"{b[:4]}.{b[4:6]}.{b[6:]}" for b in bsns(2, 12)],
    "spaced": [f"{b[:3]} {b[3:6]} {b[6:]}" for b in bsns(3, 12)],
    "lost_zero": [b.lstrip("0") for b in bsns(4, 12, leading_zero=True)],
    "decimal": [f"{b},0" for b in bsns(5, 12)],
    "remark": [f"belde over nummer {b} van de uitkering" for b in bsns(6, 12)],
    "name": people(12),
    "initials": [f"{n[0]}. {n.split(' ', 1)[1]}" for n in people(12)],
    "titled": [f"mw. {n.split(' ', 1)[1]}" for n in people(12)],
    "listed": [f"{n.split()[-1]}, {n[0]}." for n in people(12)],
    "birth_date": [f"{i + 10}-0{i % 9 + 1}-19{50 + i}" for i in range(12)],
    "email": [f"{n.split()[0].lower()}{i}@voorbeeld.nl" for i, n in enumerate(people(12))],
    "phone": [f"06-{12345670 + i}" for i in range(12)],
    "landline": [f"+31 20 {5551000 + i}" for i in range(12)],
    "iban": ["NL91ABNA0417164300", "NL20INGB0001234567", "NL02RABO0123456789"] * 4,
    "address": [f"Dorpsstraat {i + 1}, 35{i + 10} AB Utrecht" for i in range(12)],
    "postcode": [f"35{i + 10}AB" for i in range(12)],
    "text": [f"{n} vertelt dat het thuis niet meer gaat sinds de zomer" for n in people(12)],
    "lines": [f'"{n}\nzegt van niet"' for n in people(12)],
    "formula": [
        f'=HYPERLINK("{n.split()[0].lower()}{i}@voorbeeld.nl")'.replace('"', "")
        for i, n in enumerate(people(12))
    ],
}
EXTRA = ("BSN", "Naam", "Kolom1", "Toelichting Financiën", "Kind", "Extra", "Contactpersoon")
PLACES = {"Team": 1, "Wijk": 2, "Leefsituatie": 3, "Datum": 4, "Instrument": 5, "Leefgebied": 6, "Score": 7}


def rows(column: int | None = None, values: list[str] | None = None) -> list[list[str]]:
    """Twelve sound rows of twelve residents, with one column replaced."""
    table = [
        [f"C{i:04d}", "Oost", "Dorp", "alleen", "26-01-2024", "woonsituatie", "Wonen", str(i % 3)]
        for i in range(12)
    ]
    if column is not None:
        for row, value in zip(table, values, strict=True):
            row[column] = value
    return table


def hostile_files(folder: Path) -> Iterator[tuple[Path, list[str]]]:
    """Each hostile file with the secrets in it."""
    for kind, values in SECRETS.items():
        others = sorted(PLACES.keys() - {"Leefsituatie", "Score"})
        for place in ("Leefsituatie", "Score", *random.Random(kind).sample(others, 2)):
            yield _csv(folder / f"{kind}-{place}.csv", HEAD, rows(PLACES[place], values)), values
        extra = random.Random(kind).choice(EXTRA)
        with_extra = [[*row, value] for row, value in zip(rows(), values, strict=True)]
        yield _csv(folder / f"{kind}-extra.csv", (*HEAD, extra), with_extra), values
    for kind in ("bsn", "dotted", "spaced", "lost_zero", "decimal", "name", "listed"):
        yield _csv(folder / f"client-{kind}.csv", HEAD, rows(0, SECRETS[kind])), SECRETS[kind]
        renamed = ("Persoonsnummer", *HEAD[1:])
        yield _csv(folder / f"person-{kind}.csv", renamed, rows(0, SECRETS[kind])), SECRETS[kind]
    yield from _odd_places(folder)


def _odd_places(folder: Path) -> Iterator[tuple[Path, list[str]]]:
    secret = bsns(9, 1)[0]
    yield _csv(folder / f"export {secret}.csv", HEAD, rows()), [secret]
    yield _csv(folder / "header.csv", (*HEAD, f"dossier {secret}"), [[*r, ""] for r in rows()]), [secret]
    title = folder / "title.csv"
    body = [";".join(row) for row in rows()]
    yield write(title, f"Dossier van Jan Jansen {secret}", ";".join(HEAD), *body), [secret, "Jansen"]
    yield write(folder / "total.csv", ";".join(HEAD), *body, f"Totaal {secret};;;;;;;"), [secret]
    yield write(folder / "uneven.csv", ";".join(HEAD), *body, f"C1;Oost;{secret}"), [secret]
    yield write(folder / "only.csv", f"{secret};Jan Jansen", f"{secret};Jan Jansen"), [secret, "Jansen"]
    yield write(folder / "quote.csv", ";".join(HEAD), *body, f'"{secret};;;;;;;'), [secret]
    numbers = bsns(10, 12)
    yield _xlsx(folder / "numbers.xlsx", rows(0, numbers), secret), [*numbers, secret]
    yield _xlsx(folder / "sheet.xlsx", rows(), secret), [secret]


def _csv(path: Path, head, table: list[list[str]]) -> Path:
    return write(path, ";".join(head), *(";".join(row) for row in table))


def _xlsx(path: Path, table: list[list[str]], sheet_name: str) -> Path:
    book = xlsxwriter.Workbook(path, {"strings_to_numbers": True})
    sheet = book.add_worksheet(sheet_name)
    for number, row in enumerate([HEAD, *table]):
        sheet.write_row(number, 0, row)
    book.close()
    return path
