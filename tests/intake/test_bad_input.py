"""Each wrong file gives one clear message, and nothing is written."""

import io
import zipfile
from datetime import date

import pytest
import xlsxwriter

from monitorlib.foundation.errors import UserError
from monitorlib.intake import import_files, inspect_file
from tests.intake.exports import ZRM, long, wide, write

TODAY = date(2025, 6, 1)
HEAD = ["Cliëntnummer", "Team", "Datum", "Instrument", "Leefgebied", "Score"]


def _workbook(path, *sheets):
    book = xlsxwriter.Workbook(path)
    for number in range(len(sheets)):
        sheet = book.add_worksheet(sheets[number])
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ["1", "Oost", "1-2-2024", "woonsituatie", "Wonen", "2"])
    book.close()
    return path


def _empty(folder):
    return write(folder / "e.csv", "")


def _only_a_mark(folder):
    return write(folder / "e.csv", "", encoding="utf-8-sig")


def _binary(folder):
    path = folder / "e.csv"
    path.write_bytes(bytes(range(256)) * 40)
    return path


def _locked(folder):
    path = folder / "e.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    )
    return path


def _damaged_xls(folder):
    path = folder / "e.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    return path


def _cut_off(folder):
    path = _workbook(folder / "e.xlsx", "Scores")
    path.write_bytes(path.read_bytes()[:-200])
    return path


def _bomb(folder):
    path, packed = folder / "e.xlsx", io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    path.write_bytes(packed.getvalue())
    return path


def _zip_of_something_else(folder):
    path = folder / "e.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("brief.txt", "dag")
    return path


def _header_only(folder):
    return write(folder / "e.csv", ";".join(HEAD))


def _no_header(folder):
    return write(folder / "e.csv", "1;Oost;1-2-2024;woonsituatie;Wonen;2")


def _outside_the_scale(folder):
    return wide(folder / "e.csv", "7;Oost;1-2-2024;*0")


def _unknown_instrument(folder):
    return long(folder / "e.csv", "1;Oost;1-2-2024;sterrenlijst;Wonen;2")


def _future(folder):
    return wide(folder / "e.csv", "7;Oost;2-6-2025;*4")


def _long_ago(folder):
    return wide(folder / "e.csv", "7;Oost;31-12-1989;*4")


def _backwards(folder):
    names = [f"{name}_{moment}" for name in ZRM for moment in ("start", "eind")]
    head = f"Cliëntnummer;Team;Startdatum;Einddatum;{';'.join(names)}"
    return write(folder / "e.csv", head, "1;Oost;2-1-2024;1-1-2024;" + ";".join(["2"] * 26))


def _eleven_columns(folder):
    return write(
        folder / "e.csv",
        "Cliëntnummer;Team;Datum;" + ";".join(ZRM[:-2]),
        "1;Oost;1-2-2024;" + ";".join(["2"] * 11),
    )


def _two_sheets(folder):
    return _workbook(folder / "e.xlsx", "Scores", "Oud")


def _missing(folder):
    return folder / "e.csv"


def _folder(folder):
    (folder / "e.csv").mkdir()
    return folder / "e.csv"


def _no_team(folder):
    return wide(folder / "e.csv", "7;1-2-2024;*4", head="Cliëntnummer;Datum")


def _household(folder):
    return wide(folder / "e.csv", "7;Oost;1-2-2024;*4", head="Huishoudnummer;Team;Datum")


def _rounded(folder):
    return wide(folder / "e.csv", "1,23457E+11;Oost;1-2-2024;*4")


def _open_quote(folder):
    return write(folder / "e.csv", ";".join(HEAD), '"1;Oost;1-2-2024;woonsituatie;2')


BAD = {
    _empty: "het bestand is leeg",
    _only_a_mark: "het bestand is leeg",
    _binary: "geen tekstbestand",
    _locked: "wachtwoord",
    _damaged_xls: "afgebroken of beschadigd",
    _cut_off: "afgebroken of beschadigd",
    _bomb: "onwaarschijnlijke grootte",
    _zip_of_something_else: r"\(brief.txt\): geen rij met kolomnamen",
    _header_only: "geen rijen",
    _no_header: "geen rij met kolomnamen",
    _outside_the_scale: "buiten 1–5 in rij 2",
    _unknown_instrument: "kolom 'Instrument': onbekend instrument in rij 2",
    _future: "kolom 'Datum': datum ligt in de toekomst in rij 2",
    _long_ago: "kolom 'Datum': datum ligt voor 1990 in rij 2",
    _backwards: "kolom 'Einddatum': vervolgmeting ligt voor de beginmeting in rij 2",
    _eleven_columns: "ontbreken leefgebieden: Maatschappelijke participatie, Justitie",
    _two_sheets: r"meer dan één tabblad past: tabblad 'Scores', tabblad 'Oud'\.",
    _missing: "bestaat niet",
    _folder: "dit is een map",
    _no_team: "geen kolom met het team",
    _household: "een huishoudnummer is geen persoon",
    _rounded: "kolom 'Cliëntnummer': cliëntnummer is afgerond door een rekenblad .* in rij 2",
    _open_quote: "geen enkele rij|niet te lezen|geen rijen",
}


@pytest.mark.parametrize("make", BAD, ids=lambda make: make.__name__.strip("_"))
def test_a_wrong_file_is_told_and_writes_nothing(tmp_path, workspace, key, make):
    file = make(tmp_path)
    with pytest.raises(UserError, match=BAD[make]) as caught:
        import_files(workspace, [file], key, today=TODAY)
    assert caught.value.message("nl").startswith(("e.", "'"))
    assert sorted(p.name for p in workspace.path.iterdir()) in (
        ["workspace.toml"],
        [".monitor-import.lock", "workspace.toml"],
    )


def test_the_borders_of_dates_are_inside(tmp_path):
    file = wide(tmp_path / "e.csv", "7;Oost;1-6-2025;*4", "8;Oost;1-1-1990;*4")
    assert inspect_file(file, today=TODAY).used == 2


def test_an_unknown_instrument_names_the_known_ones(tmp_path):
    with pytest.raises(UserError, match=r"'sterren' is niet bekend \(wel: .*zrm-2017"):
        inspect_file(wide(tmp_path / "e.csv", "7;Oost;1-2-2024;*4"), instrument="sterren")


def test_a_partial_export_is_welcome_when_the_profile_says_so(tmp_path):
    from monitorlib.intake import Profile

    report = inspect_file(_eleven_columns(tmp_path), profile=Profile(partial=True))
    assert report.measurements == 11
