"""Wall 1: nothing of an identity in the table, the rejects, the log of versions, a report or a message."""

import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorlib.foundation.errors import UserError
from monitorlib.instruments import read_instruments
from monitorlib.intake import Profile, import_files, inspect_file, read_export, to_measurements
from monitorlib.intake.check.report_lines import in_words
from monitorlib.intake.know.identifiers import column_holds_bsns, is_bsn, masked, safe_name
from monitorlib.intake.know.known import Known
from monitorlib.intake.pseudonymise import wall
from monitorlib.measurements import load_measurements
from monitorlib.workspace import Workspace
from tests.intake.exports import long, wide
from tests.intake.hostile import bsns, hostile_files


def _traces(workspace: Workspace, file: Path, key) -> str:
    """Everything that an import of a file leaves or tells, as one text."""
    try:
        report = import_files(workspace, [file], key)[0]
    except UserError as error:
        return error.message("nl") + error.message("en")
    told = in_words(report, "nl") + in_words(report, "en") + report.as_json()
    stored = load_measurements(workspace).to_csv()
    written = [f"{p.name} {p.read_bytes()!r}" for p in workspace.path.rglob("*") if p.is_file()]
    return told + stored + "".join(written)


def _forms(secret: str) -> set[str]:
    """A secret as it stands, its figures alone, and its parts that are names or numbers."""
    bare = secret.strip('"').replace("\n", " ")
    long_parts = {part for part in re.split(r"[\s,;()=]+", bare) if len(part) > 5}
    figures = re.sub(r"\D", "", bare)
    return {bare, *long_parts, *([figures] if len(figures) > 7 else [])} - {"belde", "nummer", "uitkering"}


def _leaks(folder: Path, key) -> tuple[list[str], int, int]:
    """The hostile files that leave a trace, how many files there are, and how many were imported."""
    leaking, imported, number = [], 0, 0
    for number, (file, secrets) in enumerate(hostile_files(folder), start=1):
        workspace = Workspace.create(folder / f"w{number}")
        traces = _traces(workspace, file, key).casefold()
        imported += workspace.measurements.exists()
        if any(form.casefold() in traces for secret in secrets for form in _forms(secret)):
            leaking.append(file.name)
    return leaking, number, imported


def test_no_hostile_file_leaves_a_trace(tmp_path, key):
    leaking, files, imported = _leaks(tmp_path, key)
    assert leaking == []
    assert files >= 100 and imported >= 40  # a wall that lets nothing in would prove nothing


def test_without_the_wall_the_same_files_do_leave_traces(tmp_path, key, monkeypatch):
    monkeypatch.setattr(wall, "identity_of_column", lambda values: None)
    monkeypatch.setattr(wall, "_is_attribute", lambda field, values: True)
    monkeypatch.setattr(wall, "_too_many", lambda export, column, field, client: False)
    leaking, files, _ = _leaks(tmp_path, key)
    assert len(leaking) >= 0.15 * files


def test_a_column_of_citizen_service_numbers_is_refused_as_client_number(tmp_path):
    rows = [f"{number};Oost;26-01-2024;*4" for number in bsns(1, 5)]
    with pytest.raises(UserError, match="burgerservicenummers"):
        to_measurements(read_export(wide(tmp_path / "e.csv", *rows)))


def test_a_column_named_bsn_is_never_the_client_number(tmp_path):
    head = "BSN;Team;Datum;Instrument;Leefgebied;Score"
    file = long(tmp_path / "e.csv", "1;Oost;1-2-2024;woonsituatie;Wonen;2", head=head)
    with pytest.raises(UserError, match="burgerservicenummer wordt niet gebruikt"):
        inspect_file(file)


def test_ordinary_client_numbers_of_eight_or_nine_figures_are_no_false_alarm():
    for seed in range(300):
        draw = random.Random(seed)
        length, n = draw.choice([8, 9]), draw.choice([1, 2, 5, 20, 200, 2000])
        start = draw.randrange(10 ** (length - 1), 10**length - n)
        drawn = {str(draw.randrange(10 ** (length - 1), 10**length)) for _ in range(n)}
        assert not column_holds_bsns(drawn)
        assert not column_holds_bsns({str(start + i) for i in range(n)})


def test_citizen_service_numbers_among_other_numbers_are_found():
    others = [str(100_000_000 + 7919 * i) for i in range(60)]
    assert column_holds_bsns([*bsns(3, 40), *others])


@given(st.text(max_size=60))
def test_a_masked_value_keeps_no_letter_and_no_figure(value):
    form = masked(value)
    assert set(form) <= set("x9 .,-/:?…'") and len(form) <= 21 and not form.startswith(("=", "+", "-", "@"))


def test_a_number_is_tested_with_its_lost_leading_zeros():
    assert is_bsn("111222333") and is_bsn("1112.22.333") and not is_bsn("111222334")
    lost = bsns(4, 1, leading_zero=True)[0].lstrip("0")
    assert len(lost) == 8 and is_bsn(lost)


def test_names_of_files_and_columns_are_told_unless_they_identify():
    assert safe_name("export_20240131 team Oost.csv") == "export_20240131 team Oost.csv"
    assert "111222333" not in safe_name("dossier 111222333.csv") and "@" not in safe_name("a@b.nl")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("mw. A. Jansen", "…"),
        ("dhr. J.P. van der Berg-Smit", "…"),
        ("Mevr de Boer", "…"),
        ("mw. van der berg", "…"),
        ("mevr a. jansen", "…"),
        ("MW. A. JANSEN", "…"),
        ("mevrouw Anna Jansen", "…"),
        ("fam. de Vries", "…"),
        ("A.M. 't Hart", "…"),
        ("Th. Müller", "…"),
        ("Jansen-de Vries, A.B.", "…"),
        ("Berg, J. van den", "…"),
        ("Jansen, Anna", "…"),
        ("Jansen A.", "…"),
        ("a. jansen", "…"),
        ("Score Financiën mw. Jansen", "Score Financiën …"),
        ("De heer Jansen en mevrouw De Vries", "… en …"),
        ("mw_Jansen.xlsx", "….xlsx"),
        ("dossier_mw.A.Jansen.csv", "dossier_….csv"),
        ("Scores mw A Jansen 2024.xlsx", "Scores … 2024.xlsx"),
    ],
)
def test_the_whole_name_of_a_person_is_left_out_of_a_message(name, shown):
    assert safe_name(name) == shown


@pytest.mark.parametrize(
    "name",
    [
        "A. Financiën",
        "Familie en vrienden",
        "Familie of gezin",
        "Vraag A. Wonen",
        "Gem. score",
        "Mw Score",
        "Werk, Opleiding",
        "Nr. 1",
        "Lich. Gezondheid",
        "e.csv",
        "A.CSV",
    ],
)
def test_names_of_leefgebieden_and_fields_are_shown(name):
    assert safe_name(name) == name


def test_no_part_of_a_name_in_a_header_is_told(tmp_path):
    head = "Cliëntnummer;Team;Datum;mw. A. Jansen;Jansen, B."
    file = wide(tmp_path / "dhr. C. Jansen.csv", *(f"{n};Oost;13-2-2024;1;2;*4" for n in range(6)), head=head)
    report = inspect_file(file)
    assert "ansen" not in in_words(report, "nl") + report.as_json() and len(report.mapping) == 18


INVENTED = [
    str(123456700 + number) for number in range(30)
]  # two of these pass the test of eleven, by chance


def _told(path, *columns, **said):
    """What is made of a file with a BSN, a surname and a team as the profile tells it."""
    names = ("Jansen", "Visser", "Smit", "Bakker")
    rows = [f"{number};{names[n % 4]};c{n};Oost;26-01-2024;*4" for n, number in enumerate(INVENTED)]
    file = wide(path / "e.csv", *rows, head="bsn;achternaam;Volgnummer;Team;Datum")
    profile = Profile(columns=dict(columns), **said)
    return to_measurements(
        read_export(file, known=Known(read_instruments(), None, (profile,))), profile=profile
    )


@pytest.mark.parametrize("said", [{"client": "bsn"}, {"columns": {"bsn": "client"}}])
def test_a_column_named_for_bsns_is_no_client_whatever_stands_in_it_and_a_profile_says(tmp_path, said):
    with pytest.raises(UserError, match="kolom 'bsn' is voor burgerservicenummers"):
        _told(tmp_path, *said.pop("columns", {}).items(), **said)


def test_bsns_are_no_worker_either_and_their_names_are(tmp_path):
    client = ("Volgnummer", "client")
    table = _told(tmp_path, client, ("bsn", "worker")).measurements
    assert table["worker_id"].isna().all()
    assert _told(tmp_path, client, ("achternaam", "worker")).measurements["worker_id"].nunique() == 4


@pytest.mark.parametrize("field", ["kenmerk:naam", "wijk"])
def test_a_column_named_for_surnames_is_stored_as_nothing(tmp_path, field):
    intake = _told(tmp_path, ("Volgnummer", "client"), ("achternaam", field))
    assert "Jansen" not in intake.measurements.to_csv()
    assert "naam" in in_words(intake.report, "nl")


def test_a_surname_is_no_team(tmp_path):
    with pytest.raises(UserError, match="is geen team"):
        _told(tmp_path, ("Volgnummer", "client"), ("achternaam", "team"), ("Team", "ignored"))


def test_who_refers_is_an_attribute_though_it_may_be_a_person(tmp_path):
    rows = [f"c{n};Oost;{('school', 'huisarts')[n % 2]};26-01-2024;*4" for n in range(20)]
    file = wide(tmp_path / "e.csv", *rows, head="Cliëntnummer;Team;Verwijzer;Datum")
    profile = Profile(columns={"Verwijzer": "kenmerk:verwijzer"})
    table = to_measurements(read_export(file), profile=profile).measurements
    assert set(table["kenmerk_verwijzer"]) == {"school", "huisarts"}


@pytest.mark.parametrize(
    ("team", "residents", "moved", "held"),
    [
        ("Wijkteam {}", wall.LEAST_RESIDENTS, 0, True),
        ("Wijkteam {}", wall.LEAST_RESIDENTS - 1, 0, False),
        ("Wijkteam {}", wall.LEAST_RESIDENTS, 300, True),  # one in five has a second team
        ("Wijkteam {}", wall.LEAST_RESIDENTS, 302, False),
        ("{} Jansen", wall.LEAST_RESIDENTS, 0, False),
    ],
)
def test_more_teams_than_one_organisation_has_are_teams_where_residents_keep_to_them(
    tmp_path, team, residents, moved, held
):
    """A national export has so many; a column of people's names, or of a note a row, has them too."""
    names = [team.format(_letters(n)) for n in range(wall.MOST_VALUES["team"] + 1)]
    lines = [f"c{n}-{each};{name};26-01-2024" for n, name in enumerate(names) for each in range(residents)]
    lines += [f"c{n}-0;{names[n - 1]};26-02-2024" for n in range(min(moved, len(names)))]
    lines += [f"c{n}-1;{names[n - 1]};26-02-2024" for n in range(moved - len(names))]
    file = wide(tmp_path / "e.csv", *(f"{line};*4" for line in lines))
    profile = Profile(columns={"Cliëntnummer": "client", "Team": "team"})
    try:
        teams = to_measurements(read_export(file), profile=profile).measurements["team"].nunique()
    except UserError as refused:
        assert "is geen team" in refused.message("nl") and names[7] not in refused.message("nl")
        teams = 0
    assert teams == (len(names) if held else 0)


def _letters(number: int) -> str:
    """A word for each number, as a first name is one."""
    return "".join(chr(ord("a") + (number // 26**place) % 26) for place in range(3)).capitalize()
