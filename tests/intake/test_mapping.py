"""Which column is what: by name, by nearly the name, by content; and what is unsure is asked."""

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.instruments import read_instruments
from monitorlib.intake import (
    Profile,
    header_mark,
    import_files,
    inspect_file,
    read_export,
    read_profile,
    to_measurements,
    write_profile,
)
from monitorlib.intake.check.report_lines import in_words
from monitorlib.intake.know.fields import guess_by_name
from monitorlib.intake.recognise.mapping import suggest_mapping
from tests.intake.exports import ZRM, long, wide, write


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("Cliëntnummer", "client"),
        ("CLIENT_NR.", "client"),
        ("Wijkteam", "team"),
        ("Naam medewerker", "worker"),
        ("Datum afname", "date"),
        ("Startdatum", "date@start"),
        ("Datum T1", "date@eind"),
        ("Geboortedatum", "dropped:birth_date"),
        ("Naam cliënt", "dropped:name"),
        ("Achternaam partner", "dropped:name"),
        ("Toelichting Financiën", "dropped:free_text"),
        ("E-mailadres", "dropped:email"),
        ("Leefsituatie", "kenmerk:leefsituatie"),
        ("Printdatum", "ignored"),
        ("Organisatie-eenheid", "team"),
        ("Casusregisseur", "worker"),
        ("Ingevuld op", "date"),
        ("Peildatum", "date"),
        ("Onderdeel", "leefgebied"),
    ],
)
def test_a_name_tells_the_field(column, field):
    guess = guess_by_name(column)
    assert (guess.field, guess.confidence) == (field, 1.0)


@pytest.mark.parametrize("column", ["Status", "Kleur", "X", ""])
def test_a_strange_name_tells_nothing(column):
    assert guess_by_name(column) is None


def test_a_small_typing_error_is_no_question_and_a_large_one_is(tmp_path):
    small = wide(tmp_path / "a.csv", "7;Oost;26-01-2024;*4", head="Clientnumer;Team;Datum")
    large = wide(tmp_path / "b.csv", "7;Oost;26-01-2024;*4", head="Cliëntnummer;Team;Afspraak")
    assert inspect_file(small).unsure == ()
    assert inspect_file(large).unsure == ("Afspraak",)
    with pytest.raises(UserError, match="kolom 'Afspraak' is niet zeker; waarschijnlijk: datum"):
        to_measurements(read_export(large))


def test_a_dossier_number_is_a_client_only_when_told(tmp_path, key):
    file = wide(tmp_path / "a.csv", "7;Oost;26-01-2024;*4", head="Dossiernummer;Team;Datum")
    assert inspect_file(file).unsure == ("Dossiernummer",)
    told = to_measurements(read_export(file), key=key, profile={"Dossiernummer": "client"})
    assert set(told.measurements["resident_id"]) == {key.pseudonym("resident", "7")}
    both = wide(tmp_path / "b.csv", "1;7;Oost;26-01-2024;*4", head="Dossiernummer;Cliëntnummer;Team;Datum")
    assert inspect_file(both).mapping["Dossiernummer"] == "ignored"


def test_an_answer_goes_before_a_guess(tmp_path):
    file = wide(tmp_path / "b.csv", "7;Oost;26-01-2024;*4", head="Cliëntnummer;Team;Afspraak")
    intake = to_measurements(read_export(file), profile={"Afspraak": "date"})
    assert len(intake.measurements) == 13 and intake.report.unsure == ()


def test_a_column_whose_values_contradict_its_name_is_asked(tmp_path):
    rows = [f"{n};Oost;gesprek {n};*4" for n in range(3)]
    mapping = suggest_mapping(read_export(wide(tmp_path / "e.csv", *rows)), read_instruments())
    assert mapping.unsure == ("Datum",)


def test_two_columns_that_both_fit_are_asked(tmp_path):
    head = "Cliëntnummer;Team;Datum meting;Meetdatum"
    file = wide(tmp_path / "e.csv", "7;Oost;26-01-2024;27-01-2024;*4", head=head)
    found = suggest_mapping(read_export(file), read_instruments())
    assert found.unsure == ("Datum meting",)
    assert [answer.profile["columns"] for answer in found.questions[0].answers] == [
        {"Datum meting": "date", "Meetdatum": "ignored"},
        {"Meetdatum": "date", "Datum meting": "ignored"},
    ]


def test_a_profile_is_used_again_for_the_same_header(tmp_path, workspace, key):
    file = wide(tmp_path / "b.csv", "7;Oost;26-01-2024;*4", head="Cliëntnummer;Team;Afspraak")
    with pytest.raises(UserError, match="niet zeker"):
        import_files(workspace, [file], key)
    mark = header_mark(read_export(file).columns)
    profile = Profile({"Afspraak": "date"}, source='Systeem "X"', header=mark)
    write_profile(workspace.profiles / "x.toml", profile)
    assert read_profile(workspace.profiles / "x.toml") == profile
    other = wide(tmp_path / "c.csv", "Oost;8;26-01-2024;*4", head="TEAM;Cliëntnummer;Afspraak")
    reports = import_files(workspace, [file, other], key)
    assert [r.added for r in reports] == [13, 13]


def test_a_wrong_profile_tells_all_problems(tmp_path):
    file = write(tmp_path / "p.toml", 'kleur = "rood"', "instrument = 3", "[columns]", 'A = "leeftijd"')
    with pytest.raises(UserError) as caught:
        read_profile(file)
    assert len(caught.value.problems) == 3


def test_a_profile_for_a_column_that_is_not_there_is_told(tmp_path):
    file = wide(tmp_path / "b.csv", "7;Oost;26-01-2024;*4")
    with pytest.raises(UserError, match="kolom 'Afspraak' uit het profiel staat niet in het bestand"):
        to_measurements(read_export(file), profile={"Afspraak": "date"})


def test_beoordelaar_with_names_is_the_worker(tmp_path, key):
    file = long(
        tmp_path / "e.csv",
        "1;Oost;26-01-2024;ZRM;Financiën;4;J. Jansen",
        "1;Oost;26-01-2024;ZRM;Werk & opleiding;4;J. Jansen",
        *(f"1;Oost;26-01-2024;ZRM;{name};4;J. Jansen" for name in ZRM[2:]),
        head="Cliëntnummer;Team;Datum;Instrument;Leefgebied;Score;Beoordelaar",
    )
    table = to_measurements(read_export(file), key=key).measurements
    assert set(table["worker_id"]) == {key.pseudonym("worker", "J. Jansen")}
    assert set(table["instrument"]) == {"zrm-2017"} and set(table["rater"]) == {"professional"}


@pytest.mark.parametrize(
    ("born", "band"),
    [("26-01-2006", "18-26"), ("27-01-2006", "0-17"), ("1-1-59", "65+"), ("", None), ("26-01-1979", "45-64")],
)
def test_a_birth_date_enters_as_an_age_band_when_the_profile_asks(tmp_path, born, band):
    file = wide(
        tmp_path / "e.csv", f"7;Oost;{born};26-01-2024;*4", head="Cliëntnummer;Team;Geboortedatum;Datum"
    )
    intake = to_measurements(read_export(file), profile={"Geboortedatum": "age_band"})
    told = set(intake.measurements["kenmerk_leeftijdsgroep"].dropna())
    assert told == ({band} if band else set())
    assert "kenmerk_leeftijdsgroep" not in to_measurements(read_export(file)).measurements


def test_a_postcode_enters_as_a_wijk_when_the_profile_asks(tmp_path):
    head = "Cliëntnummer;Team;Postcode;Datum"
    rows = ["1;Oost;3511 AB;1-2-2024;*4", "2;Oost;3511CD;1-2-2024;*4", "3;Oost;9999ZZ;1-2-2024;*4"]
    file = wide(tmp_path / "e.csv", *rows, head=head)
    profile = Profile({"Postcode": "postcode"}, postcode_wijk={"3511": "Binnenstad", "3511ab": "Wijk C"})
    write_profile(tmp_path / "p.toml", profile)
    table = to_measurements(read_export(file), profile=tmp_path / "p.toml").measurements
    assert table.groupby("row")["wijk"].first().tolist()[:2] == ["Wijk C", "Binnenstad"]
    assert table.loc[4, "wijk"].isna().all() and "3511" not in table.to_csv()


def test_the_order_of_day_and_month_is_told_when_it_is_not_as_usual(tmp_path):
    file = wide(tmp_path / "e.csv", "7;Oost;01/26/2024;*4")
    assert "de maand staat voor de dag" in in_words(inspect_file(file), "nl")


def _long_with_strange_names(path, form: str):
    labels = ("niet zelfredzaam", "beperkt zelfredzaam", "voldoende zelfredzaam")
    said = [form.format(n=2 + i, label=label) for i, label in enumerate(labels)]
    rows = [
        f"{client};Oost;26-01-2024;{area};{said[client % 3]};{client % 2}"
        for client in range(1, 7)
        for area in ZRM
    ]
    return write(path, "Cliëntnummer;Team;Datum;Kolom A;Kolom B;Kolom C", *rows)


def test_a_column_of_leefgebieden_and_one_of_labels_are_known_by_what_stands_in_them(tmp_path):
    report = inspect_file(_long_with_strange_names(tmp_path / "e.csv", "{n} - {label}"))
    assert report.shape == "C" and report.unsure == ()
    assert (report.mapping["Kolom A"], report.mapping["Kolom B"]) == ("leefgebied", "score")
    assert report.measurements == 6 * 13


def test_bare_numbers_under_a_strange_name_are_asked(tmp_path):
    report = inspect_file(_long_with_strange_names(tmp_path / "e.csv", "{n}"))
    assert report.mapping["Kolom A"] == "leefgebied"
    assert report.unsure == ("Kolom B",)


def test_two_columns_that_could_be_the_score_are_not_guessed(tmp_path):
    rows = [f"{c};Oost;26-01-2024;{area};4;3" for c in range(1, 7) for area in ZRM]
    rows += [f"{c};Oost;26-02-2024;{area};3;2" for c in range(1, 7) for area in ZRM]
    file = write(tmp_path / "e.csv", "Cliëntnummer;Team;Datum;Kolom A;Kolom B;Kolom C", *rows)
    with pytest.raises(UserError, match="geen bekend instrument"):
        to_measurements(read_export(file))


def test_a_column_that_is_told_to_be_ignored_is_not_guessed_by_its_content(tmp_path):
    rows = [f"X{n};Groep {n % 2};01-02-2025;*3" for n in range(12)]
    file = wide(tmp_path / "e.csv", *rows, head="Cliëntnummer;Gebiedsgroep;Datum")
    told = Profile(columns={"Gebiedsgroep": "ignored"}, team="Oost")
    assert to_measurements(read_export(file), profile=told).report.teams == ("Oost",)
