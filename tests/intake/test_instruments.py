"""The shipped instruments: each is recognised by its own names, and versions are never mixed."""

import tomllib
from itertools import combinations

import pandas as pd
import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.instruments import SHIPPED as FOLDER
from monitorlib.instruments import instrument_of, read_instruments
from monitorlib.intake import Profile, read_export, to_measurements
from monitorlib.intake.know.fields import SURE, guess_by_name
from monitorlib.intake.know.leefgebied_names import area_names, names_of
from monitorlib.intake.know.scores import read_scores
from monitorlib.intake.recognise.leefgebieden import find_areas
from tests.intake.exports import write

SHIPPED = read_instruments()
TEMPLATES = FOLDER / "templates"
# known by no name of its own: the names are shared with another instrument, so it must be given
SHARED = {"woonsituatie", "gas", "doel-behaald"}


HEADS = {"nl": "Cliëntnummer;Team;Datum", "en": "Client number;Team;Date"}
AREA = {"nl": "Leefgebied;Score", "en": "Domein;Waarde"}


def _export(path, instrument, language="nl"):
    names = [area.label[language] for area in instrument.leefgebieden]
    return _wide(path, names, _best(instrument, language), language)


def _best(instrument, language="nl"):
    """The highest score as its word, where it has one: a bare 2 may be "nee" as well as "ja"."""
    word = instrument.scale.labels.get(instrument.scale.high)
    return f"{instrument.scale.high:g}" if word is None else word[language]


def _wide(path, names, score, language="nl"):
    scores = ";".join([str(score)] * len(names))
    return read_export(
        write(path / "e.csv", f"{HEADS[language]};{';'.join(names)}", f"1;Oost;1-2-2024;{scores}")
    )


def _long(path, names, score, language="nl"):
    rows = [f"1;Oost;1-2-2024;{name};{score}" for name in names]
    return read_export(write(path / "e.csv", f"{HEADS[language]};{AREA[language]}", *rows))


def _told(export, **how):
    """Which instruments and leefgebieden an export is read as, in the order of the table."""
    table = to_measurements(export, **how).measurements
    return set(table["instrument"]), table["leefgebied"].tolist()


@pytest.mark.parametrize("language", HEADS)
@pytest.mark.parametrize("id", sorted(SHIPPED.keys() - SHARED))
def test_an_instrument_is_recognised_by_its_own_names(tmp_path, id, language):
    codes = [area.code for area in SHIPPED[id].leefgebieden]
    assert _told(_export(tmp_path, SHIPPED[id], language)) == ({id}, codes)


@pytest.mark.parametrize("language", HEADS)
@pytest.mark.parametrize("id", sorted(SHIPPED.keys() - SHARED))
def test_a_long_export_is_recognised_by_its_own_names(tmp_path, id, language):
    names = [area.label[language] for area in SHIPPED[id].leefgebieden]
    codes = [area.code for area in SHIPPED[id].leefgebieden]
    assert _told(_long(tmp_path, names, _best(SHIPPED[id], language), language)) == ({id}, codes)


@pytest.mark.parametrize("id", sorted(SHIPPED.keys() - {"gas", "doel-behaald"}))
def test_every_other_name_means_the_same_leefgebied(tmp_path, id):
    """With the instrument named, a column under any of its names is that leefgebied."""
    instrument = SHIPPED[id]
    most = max(len(area.aliases) for area in instrument.leefgebieden)
    codes = [area.code for area in instrument.leefgebieden]
    for place in range(most):
        names = [(*area.aliases, *[area.label.nl] * most)[place] for area in instrument.leefgebieden]
        assert _told(_wide(tmp_path, names, _best(instrument)), instrument=id) == ({id}, codes)


@pytest.mark.parametrize("id", sorted(SHARED))
def test_an_instrument_without_a_name_of_its_own_must_be_given(tmp_path, id):
    export = _export(tmp_path, SHIPPED[id])
    with pytest.raises(UserError, match="instrument"):
        to_measurements(export)
    assert set(to_measurements(export, instrument=id).measurements["instrument"]) == {id}


# pairs of instruments that know a name in common, and why nothing goes wrong there
OVERLAPS = {
    ("zrm-2013", "zrm-2017"): "versions of one matrix: most columns decide",
    ("mijn-zrm", "zrm-2013"): "the resident's own ZRM: labels decide, a mixture is asked",
    ("mijn-zrm", "zrm-2017"): "the resident's own ZRM: labels decide, a mixture is asked",
    ("wat-telt", "zrm-2013"): "four of six areas: the ZRM explains more",
    ("wat-telt", "zrm-2017"): "four of six areas: the ZRM explains more",
    ("mijn-zrm", "wat-telt"): "four of six areas: MijnZRM explains more",
    ("cansas", "zrm-2013"): "a few of 22 domains",
    ("cansas", "zrm-2017"): "a few of 22 domains",
    ("cansas", "mijn-zrm"): "a few of 22 domains",
    ("cansas", "wat-telt"): "a few of 22 domains",
    ("cansas", "zrm-ouderschap"): "one of four: childcare",
    ("cansas", "woonsituatie"): "woonsituatie must be given",
    ("woonsituatie", "zrm-2013"): "woonsituatie must be given",
    ("woonsituatie", "zrm-2017"): "woonsituatie must be given",
    ("mijn-zrm", "woonsituatie"): "woonsituatie must be given",
    ("wat-telt", "woonsituatie"): "woonsituatie must be given",
    ("honos", "zrm-2013"): "one of twelve: activities of daily living",
    ("cansas-aanvulling", "positieve-gezondheid"): "one of three: zingeving",
    ("kwaliteit-van-leven", "positieve-gezondheid"): "alone it is the one question, among six the dimension",
    ("djg-11", "djg-6"): "the values decide, or it must be given",
    ("who-5-procent", "who-5-ruw"): "the values decide, or it must be given",
    ("doel-behaald", "gas"): "the values decide, or it must be given",
}


def test_no_name_means_two_leefgebieden_of_one_instrument():
    for instrument in SHIPPED.values():
        names = [name for area in instrument.leefgebieden for name in names_of(area)]
        assert len(set(names)) == len(names), instrument.id


def test_instruments_share_names_only_where_that_is_thought_through():
    sharing = {
        tuple(sorted((one.id, other.id)))
        for one, other in combinations(SHIPPED.values(), 2)
        if area_names(one).keys() & area_names(other).keys()
    }
    assert sharing == OVERLAPS.keys()


def test_no_name_is_hidden_behind_a_field(tmp_path):
    """A column that is surely a field by its name is never looked at as a leefgebied."""
    names = {name: i.id for i in SHIPPED.values() for area in i.leefgebieden for name in names_of(area)}
    guesses = {name: guess_by_name(name) for name in names}
    sure = {
        n for n, g in guesses.items() if g and g.confidence >= SURE and not g.field.startswith("dropped:")
    }
    assert sure == set()


@pytest.mark.parametrize("id", sorted(SHIPPED))
def test_a_missing_code_never_hides_a_score(id):
    instrument = SHIPPED[id]
    codes = [code for codes in instrument.missing.values() for code in codes]
    read = read_scores(pd.Series(codes, dtype="str"), instrument)
    assert read["score"].isna().all() and read["missing"].notna().all()


@pytest.mark.parametrize("id", ["honos", "cansas", "djg-6"])
def test_lower_is_better_where_a_score_counts_problems(id):
    assert SHIPPED[id].better_is == "lower" and SHIPPED[id].tested


def test_a_zrm_of_abbreviations_is_a_zrm(tmp_path):
    """The names of issue 11; HoNOS, CANSAS and Wat telt know some of them too."""
    names = ["Geldzaken", "Werk/opleiding", "Tijdsbest.", "Wonen / huisvesting", "Huis. relaties"]
    names += ["Geest. gezondheid", "Lich. gezondheid", "Middelengebruik", "Bas. ADL", "Instr. ADL"]
    names += ["Soc. netwerk", "Maatsch. participatie", "Politie/justitie"]
    codes = [area.code for area in SHIPPED["zrm-2017"].leefgebieden]
    assert _told(_wide(tmp_path, names, 3)) == ({"zrm-2017"}, codes)
    assert _told(_long(tmp_path, names, 3)) == ({"zrm-2017"}, codes)


MIJN = [
    "Geldzaken",
    "Werk en opleiding",
    "Tijdsbesteding",
    "Relaties thuis",
    "Woning",
    "Geestelijke gezondheid",
]
MIJN += ["Lichamelijke gezondheid", "Verslaving", "Zelfzorg", "Dagelijkse activiteiten", "Sociaal netwerk"]
MIJN += ["Inzet voor de maatschappij", "Justitie"]


def test_mijn_zrm_is_known_by_the_names_and_the_order_of_its_own_site(tmp_path):
    """Witness: mijnzrm.nl/zrm, thirteen areas in this order."""
    assert _told(_wide(tmp_path, MIJN, 3))[0] == {"mijn-zrm"}
    assert _told(_long(tmp_path, MIJN, 3))[0] == {"mijn-zrm"}


@pytest.mark.parametrize("name", ["Verslaving", "Zelfzorg", "Inzet voor de maatschappij"])
def test_a_zrm_with_a_word_of_mijn_zrm_is_never_stored_as_the_residents_view(tmp_path, name):
    codes = {"Verslaving": "middelengebruik", "Zelfzorg": "basale_adl"}
    code = codes.get(name, "maatschappelijke_participatie")
    names = [name if area.code == code else area.label.nl for area in SHIPPED["zrm-2017"].leefgebieden]
    with pytest.raises(UserError):
        to_measurements(_wide(tmp_path, names, 3))


def test_only_what_two_versions_share_does_not_tell_the_version(tmp_path):
    shared = {area.code for area in SHIPPED["zrm-2013"].leefgebieden}
    names = [area.label.nl for area in SHIPPED["zrm-2017"].leefgebieden if area.code in shared]
    with pytest.raises(UserError):
        to_measurements(_wide(tmp_path, names, 3), profile=Profile(partial=True))


def test_six_dimensions_keep_their_quality_of_life(tmp_path):
    """Alone the column is the one question of Wat telt (1-10); among the six it is a dimension (0-10)."""
    names = ["Lichaamsfuncties", "Mentaal welbevinden", "Zingeving", "Kwaliteit van leven", "Meedoen"]
    assert _told(_wide(tmp_path, [*names, "Dagelijks leven"], 7))[0] == {"positieve-gezondheid"}
    assert _told(_wide(tmp_path, ["Kwaliteit van leven"], 7))[0] == {"kwaliteit-van-leven"}


def test_a_zrm_and_a_share_of_the_krachtenwijzer_in_one_file_stay_apart(tmp_path):
    known = SHIPPED | {i.id: i for i in map(_filled, sorted(TEMPLATES.glob("krachtenwijzer-*.toml")))}
    instruments = [known["zrm-2017"], *(i for id, i in known.items() if id.startswith("krachtenwijzer"))]
    names = [area.label.nl for i in instruments for area in i.leefgebieden]
    table = to_measurements(_wide(tmp_path, names, 2), instruments=known).measurements
    assert table.groupby("instrument", observed=True).size().to_dict() == {i.id: 13 for i in instruments}
    zrm = to_measurements(_wide(tmp_path, names[:13], 2), instruments=known).measurements
    assert set(zrm["instrument"]) == {"zrm-2017"}


def _filled(template):
    text = template.read_text(encoding="utf-8")
    file = text.replace('low = "INVULLEN"', "low = 0").replace('high = "INVULLEN"', "high = 5")
    return instrument_of(tomllib.loads(file.replace('step = "INVULLEN"', "step = 1")))


def test_phone_numbers_are_no_scores_of_the_domain_telephone(tmp_path):
    names = [area.label.nl for area in SHIPPED["cansas"].leefgebieden]
    rows = [
        f"{n};Oost;1-2-2024;" + ";".join("06-1234567" + str(n) if x == "Telefoon" else "1" for x in names)
        for n in range(8)
    ]
    export = read_export(write(tmp_path / "e.csv", f"{HEADS['nl']};{';'.join(names)}", *rows))
    with pytest.raises(UserError) as refused:
        to_measurements(export)
    assert "06-1234567" not in refused.value.message("nl")


@pytest.mark.parametrize("name", ["HoNOS 13", "HoNOS A", "HoNOS totaal"])
def test_a_further_question_of_honos_is_none_of_the_twelve(tmp_path, name):
    names = [f"HoNOS {n}" for n in range(1, 13)]
    codes = [area.code for area in SHIPPED["honos"].leefgebieden]
    found = find_areas([*names, name], SHIPPED, None)
    assert [found[n].leefgebied for n in names] == codes
    assert name not in found or found[name].confidence < SURE


def test_a_long_table_tells_the_version_of_the_zrm_by_its_leefgebieden(tmp_path):
    rows = [f"1;Oost;1-2-2024;ZRM;{area.label.nl};3" for area in SHIPPED["zrm-2013"].leefgebieden]
    file = write(tmp_path / "e.csv", "Cliëntnummer;Team;Datum;Instrument;Domein;Score", *rows)
    assert set(to_measurements(read_export(file)).measurements["instrument"]) == {"zrm-2013"}


def test_a_resident_and_a_professional_are_never_merged(tmp_path):
    head = "Cliëntnummer;Team;Datum;Instrument;Leefgebied;Score;Beoordelaar"
    rows = [
        "1;Oost;1-2-2024;MijnZRM;Financiën;3;inwoner",
        "1;Oost;1-2-2024;ZRM 2017;Financiën;4;professional",
    ]
    rows += ["1;Oost;1-2-2024;ZRM 2017;Justitie;5;inwoner"]
    intake = to_measurements(read_export(write(tmp_path / "e.csv", head, *rows)))
    told = intake.measurements[["instrument", "rater"]].values.tolist()
    assert told == [["mijn-zrm", "inwoner"], ["zrm-2017", "professional"]]
    assert intake.rejects["rule"].tolist() == ["other_rater"]
