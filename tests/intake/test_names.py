"""Names that are cut off, grouped, translated or misspelt are known; what fits two, or nothing, is asked."""

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.instruments import read_instruments
from monitorlib.intake import Profile, inspect_file, read_export, to_measurements
from monitorlib.intake.know.column_names import PERHAPS
from monitorlib.intake.know.fields import guess_by_name
from monitorlib.intake.recognise.leefgebieden import read_areas
from monitorlib.intake.recognise.mapping import without_groups
from tests.intake.exports import ZRM, long, wide, write

INSTRUMENTS = read_instruments()
CODES = [area.code for area in INSTRUMENTS["zrm-2017"].leefgebieden]


def _with(path, names, extra=(), head="Cliëntnummer;Team;Datum"):
    rows = [
        f"{c};Oost;{d}-2-2024;" + ";".join(["3"] * len([*names, *extra])) for c in range(6) for d in (1, 2)
    ]
    return write(path / "e.csv", ";".join([head, *names, *extra]), *rows)


def _renamed(**others):
    return [others.get(code, name) for code, name in zip(CODES, ZRM, strict=True)]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("sociaal_netwerk", "Soc. netwerk"),
        ("lichamelijke_gezondheid", "Lich. gezondheid"),
        ("lichamelijke_gezondheid", "LichamelijkeGezondheid"),
        ("geestelijke_gezondheid", "Geest. gezondh."),
        ("geestelijke_gezondheid", "Gezondheid (geestelijk)"),
        ("maatschappelijke_participatie", "Maatsch. participatie"),
        ("financien", "Fin."),
        ("financien", "Geldzaken"),
        ("financien", "Zelfredzaamheid [Financiën]"),
        ("financien", "groep_zrm/financien"),
        ("financien", "ZRM: Financiën"),
        ("financien", "Q3_1 Financiën"),
        ("financien", "zrm_fin"),
        ("financien", "1a. Financiën (score)"),
        ("financien", "SSM - Finances"),
        ("financien", "Finnciën"),
        ("huisvesting", "Wonen / huisvesting"),
        ("huisvesting", "Huisvst."),
        ("instrumentele_adl", "ADL instr."),
        ("basale_adl", "Basale A.D.L."),
        ("sociaal_netwerk", "sociaalnetwerk"),
        ("werk_opleiding", "Arbeid & scholing"),
    ],
)
def test_a_name_in_another_form_is_the_leefgebied(code, name):
    columns = _renamed(**{code: name})
    area = read_areas(columns, INSTRUMENTS, None).areas[name]
    assert (area.instrument, area.leefgebied) == ("zrm-2017", code) and area.confidence >= 0.9


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("geestelijke_gezondheid", "Gezondheid"),
        ("geestelijke_gezondheid", "Gez."),
        ("basale_adl", "ADL"),
        ("sociaal_netwerk", "Sociale veiligheid"),
        ("sociaal_netwerk", "Kleur"),
    ],
)
def test_a_name_of_two_or_of_none_is_asked_and_never_taken(tmp_path, code, name):
    file = _with(tmp_path, _renamed(**{code: name}))
    with pytest.raises(UserError, match=f"'{name}'|ontbreken leefgebieden"):
        to_measurements(read_export(file))


@pytest.mark.parametrize("name", ["Werk", "Financiën (oud)", "Huisvesting urgent"])
def test_a_second_column_for_a_leefgebied_is_named(tmp_path, name):
    with pytest.raises(UserError, match="leefgebied|niet zeker"):
        to_measurements(read_export(_with(tmp_path, ZRM, extra=(name,))))


def test_columns_that_resemble_nothing_or_hold_no_scores_are_no_question(tmp_path):
    report = inspect_file(_with(tmp_path, ZRM, extra=("Totaal", "Kleur")))
    assert report.questions == ()


def test_a_leefgebied_with_a_remark_stays_free_text(tmp_path):
    mapping = inspect_file(_with(tmp_path, ZRM, extra=[f"Toelichting {area}" for area in ZRM])).mapping
    assert {mapping[f"Toelichting {area}"] for area in ZRM} == {"dropped:free_text"}


def test_the_versions_of_the_zrm_are_told_apart_by_cut_off_names():
    names = [f"{area.label.nl[:7]}." for area in INSTRUMENTS["zrm-2013"].leefgebieden]
    names[4:6] = ["Geest. gez.", "Lich. gez."]
    names[7] = "ADL"
    assert {area.instrument for area in read_areas(names, INSTRUMENTS, None).areas.values()} == {"zrm-2013"}


def test_no_instrument_is_guessed_from_a_few_names_that_are_only_like_its_own():
    assert read_areas(["Geldzaken", "Huisv.", "Soc. netw."], INSTRUMENTS, None).areas == {}


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("Hulpvragernr", "client"),
        ("Casusnr.", "client"),
        ("ParticipantID", "client"),
        ("Dossier-ID", "dossier"),
        ("Organisatie", "place"),
        ("Naam v.h. team", "team"),
        ("Scoredatum", "date"),
        ("Ingevuld dd.", "date"),
        ("Submitted", "date"),
        ("Afnamemoment", "date"),
        ("Datum vervolgmeting 1", "date@m1"),
        ("Meetdat.", "date"),
        ("Begindat", "date@start"),
        ("Wave", "moment"),
        ("Team lid", "worker"),
        ("Aanmelddatum", "ignored"),
        ("Naam cliënt", "dropped:name"),
    ],
)
def test_words_of_fields_are_put_together(column, field):
    assert guess_by_name(column).field == field


@pytest.mark.parametrize(
    ("column", "field", "explained"),
    [
        ("Gebiedsteamnaam", "team", True),
        ("Afnamedag", "date", True),
        ("ZRM-waarde", "score", True),
        ("Locatie gesprek", "team", False),
        ("Organisatie verwijzer", "team", False),
        ("Cliënttevredenheid", "client", False),
    ],
)
def test_a_name_may_hint_at_a_field(column, field, explained):
    guess = guess_by_name(column)
    assert (guess.field, guess.confidence) == (PERHAPS + field, 0.6 if explained else 0.5)


@pytest.mark.parametrize(
    ("name", "values", "unsure"),
    [
        ("Gebiedsteamnaam", ("Oost", "West"), ()),
        ("Locatie", ("Oost", "West"), ()),
        ("Locatie", ("thuis", "kantoor"), ("Locatie",)),
        ("Organisatie verwijzer", ("Oost", "West"), ("Organisatie verwijzer",)),
    ],
)
def test_a_hint_is_taken_only_where_the_content_is_such(tmp_path, name, values, unsure):
    rows = [f"{c};{values[c % 2]};{d}-2-2024;*3" for c in range(1, 21) for d in (1, 2)]
    assert inspect_file(wide(tmp_path / "e.csv", *rows, head=f"Cliëntnummer;{name};Datum")).unsure == unsure


def test_a_column_of_moments_is_told_by_its_words(tmp_path):
    rows = [f"{c};Oost;1-{m}-2024;baseline_arm_{m};*3" for c in range(1, 5) for m in (1, 2)]
    file = wide(tmp_path / "e.csv", *rows, head="Cliëntnummer;Team;Datum;Event")
    assert inspect_file(file).mapping["Event"] == "moment"
    rows = [f"{c};Oost;1-1-2024;huisfeest;*3" for c in range(1, 5)]
    file = wide(tmp_path / "f.csv", *rows, head="Cliëntnummer;Team;Datum;Event")
    assert inspect_file(file).mapping["Event"] == "ignored"


def _long(path, areas):
    return long(path, *(f"{c};Oost;1-2-2024;ZRM 2017;{area};3" for c in (1, 2, 3) for area in areas))


def test_an_unknown_leefgebied_in_a_long_export_is_named(tmp_path):
    file = _long(tmp_path / "e.csv", [*ZRM[:12], "Tuinieren"])
    with pytest.raises(UserError, match="'Tuinieren' is geen bekend leefgebied .*rij 14, 27, 40"):
        to_measurements(read_export(file))
    assert len(to_measurements(read_export(file), profile=Profile(partial=True)).measurements) == 36


def test_a_long_export_needs_no_row_for_every_leefgebied(tmp_path):
    assert len(to_measurements(read_export(_long(tmp_path / "e.csv", ZRM[:5]))).measurements) == 15


def test_cut_off_leefgebieden_in_rows_are_known(tmp_path):
    names = _renamed(sociaal_netwerk="Soc. netw.", lichamelijke_gezondheid="Lich. gez.", financien="Q1 Fin.")
    assert len(to_measurements(read_export(_long(tmp_path / "e.csv", names))).measurements) == 39


def test_a_group_before_a_name_is_left_out_where_it_is_a_group():
    columns = ["algemeen/Team", "algemeen/Datum", "zrm/Financiën", "Blok [Team]", "Reden: overig"]
    bare = without_groups(columns)
    assert [bare[column] for column in columns] == ["Team", "Datum", *columns[2:]]


@pytest.mark.parametrize("name", ["Gebied", "Buurt", "Omschrijving", "Schaal", "Onderdeel", "Domein"])
def test_a_column_that_holds_leefgebieden_is_that_of_them_whatever_it_is_called(tmp_path, name):
    rows = [f"C{c};Oost;1-{m}-2024;{area};{1 + c % 5}" for c in range(8) for m in (1, 6) for area in ZRM]
    report = inspect_file(long(tmp_path / "e.csv", *rows, head=f"Cliëntnummer;Team;Datum;{name};Score"))
    assert report.mapping[name] == "leefgebied" and report.questions == ()
    assert (report.measurements, report.residents) == (8 * 2 * 13, 8)


def test_a_wijk_with_names_of_its_own_stays_a_wijk(tmp_path):
    rows = [
        f"C{c};Oost;{('Haven', 'Wonen')[c % 2]};1-{m}-2024;{area};{1 + c % 5}"
        for c in range(8)
        for m in (1, 6)
        for area in ZRM
    ]
    report = inspect_file(long(tmp_path / "e.csv", *rows, head="Cliëntnummer;Team;Gebied;Datum;Domein;Score"))
    assert report.mapping["Gebied"] == "wijk" and report.mapping["Domein"] == "leefgebied"
