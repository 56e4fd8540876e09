"""Small exports for the tests, written as a registration system would."""

from pathlib import Path

ZRM = (
    "Financiën",
    "Werk & opleiding",
    "Tijdsbesteding",
    "Huisvesting",
    "Huiselijke relaties",
    "Geestelijke gezondheid",
    "Lichamelijke gezondheid",
    "Middelengebruik",
    "Basale ADL",
    "Instrumentele ADL",
    "Sociaal netwerk",
    "Maatschappelijke participatie",
    "Justitie",
)


def write(path: Path, *lines: str, encoding: str = "utf-8", end: str = "\n") -> Path:
    """A text file of these lines."""
    path.write_bytes((end.join(lines) + end).encode(encoding))
    return path


def wide(path: Path, *rows: str, head: str = "Cliëntnummer;Team;Datum", encoding: str = "utf-8") -> Path:
    """A ZRM 2017 export, a row a measurement. A row that ends in `*4` gets 4 on every leefgebied."""
    lines = [f"{head};{';'.join(ZRM)}"]
    for row in rows:
        start, _, score = row.partition("*")
        lines.append(start + (";".join([score] * len(ZRM)) if score else ""))
    return write(path, *lines, encoding=encoding)


def long(path: Path, *rows: str, head: str = "Cliëntnummer;Team;Datum;Instrument;Leefgebied;Score") -> Path:
    """A long export."""
    return write(path, head, *rows)
