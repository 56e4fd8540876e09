"""What a file is, told by its first bytes and never by its name; what is not read is named, with a way forward.

Files of our own (a key, a profile, a release) are known too: they are no export.
"""

import re
import tomllib
import zlib

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.intake.know.profile_rules import KEYS
from monitorlib.intake.know.rejects import COLUMNS

# --- files of our own that are no export

_LARGEST = 500_000  # bytes of a TOML file of ours
_KEY = re.compile(r'\s*soort\s*=\s*"monitorlib')  # also of one that is damaged further on
_RELEASE = re.compile(r'\{\s*"checksum"\s*:\s*"[^"]*"\s*,\s*"release"\s*:')
_INSTRUMENT = {"better_is", "leefgebied", "scale"}
_SETTINGS = {"organisatie", "voor_wie", "minimum_groep", "marge", "vrijgave", "periode", "sessielog"}

_NAME_THE_EXPORT = Text(
    "Geef de export van het registratiesysteem op", "Name the export of the registration system"
)
_OF_OURS = {
    "key": (
        Text("een sleutel van monitor, geen export", "a key of monitor, no export"),
        Text(
            f"{_NAME_THE_EXPORT.nl}; de sleutel hoort achter --key.",
            f"{_NAME_THE_EXPORT.en}; the key belongs behind --key.",
        ),
    ),
    "profile": (
        Text("een profiel van monitor, geen export", "a profile of monitor, no export"),
        Text(
            f"{_NAME_THE_EXPORT.nl}; het profiel hoort achter --profile.",
            f"{_NAME_THE_EXPORT.en}; use --profile for this file.",
        ),
    ),
    "instrument": (
        Text("een instrument van monitor, geen export", "an instrument of monitor, no export"),
        Text(
            f"{_NAME_THE_EXPORT.nl}; dit bestand hoort in de map instruments van de werkmap.",
            f"{_NAME_THE_EXPORT.en}; this file belongs in the folder instruments of the workspace.",
        ),
    ),
    "settings": (
        Text("een workspace.toml van monitor, geen export", "a workspace.toml of monitor, no export"),
        Text(f"{_NAME_THE_EXPORT.nl}.", f"{_NAME_THE_EXPORT.en}."),
    ),
    "toml": (
        Text("een TOML-bestand, geen export", "a TOML file, no export"),
        Text(f"{_NAME_THE_EXPORT.nl}.", f"{_NAME_THE_EXPORT.en}."),
    ),
    "release": (
        Text("een vrijgave van monitor, geen export", "a release of monitor, no export"),
        Text(f"{_NAME_THE_EXPORT.nl}.", f"{_NAME_THE_EXPORT.en}."),
    ),
    "rejects": (
        Text(
            "een lijst van geweigerde rijen van monitor, geen export",
            "a list of monitor's refused rows, no export",
        ),
        Text(f"{_NAME_THE_EXPORT.nl}.", f"{_NAME_THE_EXPORT.en}."),
    ),
}


def own_file(data: bytes) -> tuple[Text, Text] | None:
    """What a file of ours is and what to do, by what stands in it and never by its name; None for any other."""
    kind = _kind_of_ours(data)
    return None if kind is None else _OF_OURS[kind]


def _kind_of_ours(data: bytes) -> str | None:
    head = data[:4000].decode("utf-8-sig", "replace")
    if _KEY.match(head):
        return "key"
    if _RELEASE.match(head):
        return "release"
    if head.startswith(";".join(COLUMNS)):
        return "rejects"
    names = _names_in_toml(data)
    if not names:
        return None
    if len(names & _INSTRUMENT) > 1:
        return "instrument"
    if names & _SETTINGS:
        return "settings"
    return "profile" if names & set(KEYS) else "toml"


def _names_in_toml(data: bytes) -> set[str]:
    """The keys of a file that is TOML as a whole; none of any other."""
    if len(data) > _LARGEST:
        return set()
    try:
        return set(tomllib.loads(data.decode("utf-8-sig")))
    except (ValueError, RecursionError):
        return set()


# --- what other files are

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
EMPTY_ZIP = b"PK\x05\x06"

_AS_XLSX = Text(
    "Open het in het programma waarin het gemaakt is en bewaar het als XLSX of CSV.",
    "Open it in the program that made it and save it as XLSX or CSV.",
)
_EXPORT = Text(
    "Exporteer de tabel uit het registratiesysteem als CSV of XLSX.",
    "Export the table from the registration system as CSV or XLSX.",
)
_UNPACK = Text("Pak het uit en importeer het bestand dat erin zit.", "Unpack it and import the file in it.")
_IN_R = Text(
    "Bewaar de tabel in R als CSV (write.csv2).", "Save the table in R as CSV (write.csv2)."
)  # data sets of R
_IN_SAS = Text("Bewaar de tabel in SAS als CSV (proc export).", "Save the table in SAS as CSV (proc export).")

Unread = tuple[Text, Text]  # what it is, what to do
_PDF = (Text("een PDF", "a PDF"), _EXPORT)
_IMAGE = (Text("een afbeelding", "a picture"), _EXPORT)
_PACKED = (
    Text("een ingepakt bestand (7z, rar, gz, bz2 of xz)", "a packed file (7z, rar, gz, bz2 or xz)"),
    _UNPACK,
)
_R = (Text("een gegevensbestand van R (RDS of RData)", "a data file of R (RDS or RData)"), _IN_R)
_SAS = (Text("een gegevensbestand van SAS", "a data file of SAS"), _IN_SAS)
_PARQUET = (Text("een Parquet- of Arrow-bestand", "a Parquet or Arrow file"), _AS_XLSX)
_ACCESS = (Text("een Access-database", "an Access database"), _AS_XLSX)
_DATABASE = (Text("een database (SQLite)", "a database (SQLite)"), _AS_XLSX)
_MAIL = (
    Text("een e-mailbericht", "an e-mail message"),
    Text("Bewaar de bijlage en importeer die.", "Save the attachment and import that."),
)
_WORD = (Text("een tekstdocument (Word of OpenDocument)", "a text document (Word or OpenDocument)"), _EXPORT)
_SLIDES = (Text("een presentatie", "a presentation"), _EXPORT)
_NUMBERS = (Text("een Numbers-bestand van Apple", "a Numbers file of Apple"), _AS_XLSX)
_BINARY_EXCEL = (Text("een binair Excel-bestand (XLSB)", "a binary Excel file (XLSB)"), _AS_XLSX)
_OLD_EXCEL = (Text("een Excel-bestand van voor 1997", "an Excel file from before 1997"), _AS_XLSX)
_FLAT = (Text("een OpenDocument-bestand zonder inpakken (FODS)", "a flat OpenDocument file (FODS)"), _AS_XLSX)
_ARCHIVE_PAGE = (Text("een webarchief (MHTML)", "a web archive (MHTML)"), _AS_XLSX)
_JSON = (Text("een JSON-bestand", "a JSON file"), _EXPORT)
_XML = (Text("een XML-bestand", "an XML file"), _EXPORT)

_R_BEGINNINGS = (b"RDX2\n", b"RDX3\n", b"RDA2\n", b"RDA3\n", b"X\n\0\0\0")

_BEGINNINGS: tuple[tuple[bytes, Unread], ...] = (
    (b"%PDF", _PDF),
    (b"\x89PNG", _IMAGE),
    (b"\xff\xd8\xff", _IMAGE),
    (b"GIF8", _IMAGE),
    (b"II*\0", _IMAGE),
    (b"MM\0*", _IMAGE),
    (b"7z\xbc\xaf", _PACKED),
    (b"Rar!\x1a\x07", _PACKED),
    *((b"BZh%d1AY&SY" % level, _PACKED) for level in range(1, 10)),
    (b"\xfd7zXZ", _PACKED),
    (b"\x28\xb5\x2f\xfd", _PACKED),
    *((begin, _R) for begin in _R_BEGINNINGS),
    (b"PAR1", _PARQUET),
    (b"ARROW1", _PARQUET),
    (b"\0\x01\0\0Standard Jet DB", _ACCESS),
    (b"\0\x01\0\0Standard ACE DB", _ACCESS),
    (b"SQLite format 3\0", _DATABASE),
    (b"{\\rtf", _WORD),
    (b"HEADER RECORD*******L", _SAS),
    (b"\0" * 12 + b"\xc2\xea\x81\x60", _SAS),
    *((begin, _OLD_EXCEL) for begin in (b"\x09\x08\x10\0", b"\x09\x08\x08\0", b"\x09\4\6\0", b"\x09\2\6\0")),
    (b"\x09\0\4\0", _OLD_EXCEL),
)
_IN_OLE: tuple[tuple[str, Unread], ...] = (
    ("WordDocument", _WORD),
    ("PowerPoint Document", _SLIDES),
    ("__substg1.0_", _MAIL),
)
# two lines of a head, of which the first may go on below
_MAIL_HEADS = re.compile(
    rb"(return-path|received|from|delivered-to|message-id|x-[a-z-]+): .*\r?\n([ \t].*\r?\n)*[a-z-]+: ",
    re.IGNORECASE,
)
_JSON_HEAD = re.compile(rb'(\[\s*)?\{\s*("(?:[^"\\]|\\.)*"\s*:|\})|\[\s*[\["\d]')


def kind_of(data: bytes, names: tuple[str, ...], file: str) -> str:
    """xlsx, ods, xls, zip, html, spreadsheetml, sav, por, dta or text; a UserError names what is not read.

    `names` are the names of the files in an archive.
    """
    unread = _unread(data, names)
    if unread is not None:
        raise refused(file, *unread)
    if data.startswith((ZIP, EMPTY_ZIP)):
        return _kind_of_archive(names)
    if data.startswith(OLE):
        return "xls"
    return _statistical(data) or _markup(data) or "text"


def refused(file: str, what: Text, step: Text) -> UserError:
    """A file that is not read: what it is, and what to do."""
    return UserError(
        Text(
            f"{file}: dit is {what.nl}; dat wordt niet gelezen.",
            f"{file}: this is {what.en}, which is not read.",
        ),
        step,
    )


def _unread(data: bytes, names: tuple[str, ...]) -> Unread | None:
    for beginning, unread in _BEGINNINGS:
        if data.startswith(beginning):
            return unread
    if data.startswith(b"\x1f\x8b"):
        return _R if _first_unpacked(data).startswith(_R_BEGINNINGS) else _PACKED
    if data[4:12] in (b"ftypheic", b"ftypmif1") or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return _IMAGE
    if data.startswith(OLE):
        return next((u for word, u in _IN_OLE if word.encode("utf-16-le") in data), None)
    return _unread_archive(names) if names else _unread_text(data)


def _first_unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompressobj(31).decompress(data[:4000], 100)
    except zlib.error:
        return b""


def _unread_archive(names: tuple[str, ...]) -> Unread | None:
    if any(name.startswith("word/") for name in names):
        return _WORD
    if any(name.startswith("ppt/") for name in names):
        return _SLIDES
    if any(name == "xl/workbook.bin" for name in names):
        return _BINARY_EXCEL
    return _NUMBERS if any(name.endswith(".iwa") or name == "index.zip" for name in names) else None


def _kind_of_archive(names: tuple[str, ...]) -> str:
    if "[content_types].xml" in names or any(name.startswith("xl/") for name in names):
        return "xlsx"
    return "ods" if "content.xml" in names else "zip"


def _unread_text(data: bytes) -> Unread | None:
    head = _head(data)
    if head.startswith(b"<") and b"office:document" in head[:3000]:
        return _FLAT
    if head.lower().startswith(b"mime-version:") or _MAIL_HEADS.match(head):
        return _ARCHIVE_PAGE if b"multipart/related" in head and b"text/html" in data else _MAIL
    own = own_file(data)
    if own is not None:
        return own
    if _JSON_HEAD.match(head) and data.rstrip()[-1:] in (b"}", b"]"):
        return _JSON
    return _XML if head.startswith(b"<?xml") and not _markup(data) else None


def _statistical(data: bytes) -> str | None:
    if data.startswith((b"$FL2", b"$FL3")):
        return "sav"
    if b"SPSSPORT" in data[:1000]:
        return "por"
    old = len(data) > 4 and 104 <= data[0] <= 115 and data[1] in (1, 2) and data[2:4] == b"\x01\0"
    return "dta" if old or data.startswith(b"<stata_dta>") else None


def _markup(data: bytes) -> str | None:
    head = _head(data).lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head and b"<workbook" in head:
        return "spreadsheetml"
    tags = (b"<html", b"<!doctype html", b"<table", b"<head", b"<meta", b"<style", b"<body", b"<div", b"<!--")
    xhtml = head.startswith(b"<?xml") and b"<html" in head
    return "html" if head.startswith(tags) or xhtml else None


def _head(data: bytes) -> bytes:
    """The first characters without marks, blanks and the zeros of UTF-16."""
    head = data[:4000]
    if b"\0" in head[:4] or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.replace(b"\0", b"").lstrip(b"\xff\xfe")
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()
