"""The shipped instruments: each is recognised by its own names, and versions are never mixed."""

import pytest

from monitorlib.errors import UserError
from monitorlib.instruments import read_instruments
from monitorlib.intake import read_export, to_measurements
from tests.intake.exports import write

SHIPPED = read_instruments()
# known by no name of its own: the names are shared with another instrument, so it must be given
SHARED = {"woonsituatie", "gas", "doel-behaald"}


def _export(path, instrument):
    names = [area.label.nl for area in instrument.leefgebieden]
    highest = instrument.scale.labels.get(instrument.scale.high)  # a bare 2 may be "nee" as well as "ja"
    score = f"{instrument.scale.high:g}" if highest is None else highest.nl
    scores = ";".join([score] * len(names))
    return read_export(
        write(path / "e.csv", f"Cliëntnummer;Team;Datum;{';'.join(names)}", f"1;Oost;1-2-2024;{scores}")
    )


@pytest.mark.parametrize("id", sorted(SHIPPED.keys() - SHARED))
def test_an_instrument_is_recognised_by_its_own_names(tmp_path, id):
    table = to_measurements(_export(tmp_path, SHIPPED[id])).measurements
    assert set(table["instrument"]) == {id}
    assert table["leefgebied"].tolist() == [area.code for area in SHIPPED[id].leefgebieden]


@pytest.mark.parametrize("id", sorted(SHARED))
def test_an_instrument_without_a_name_of_its_own_must_be_given(tmp_path, id):
    export = _export(tmp_path, SHIPPED[id])
    with pytest.raises(UserError, match="instrument"):
        to_measurements(export)
    assert set(to_measurements(export, instrument=id).measurements["instrument"]) == {id}


@pytest.mark.parametrize("id", sorted(SHIPPED))
def test_a_missing_code_never_hides_a_score(id):
    instrument = SHIPPED[id]
    numbers = [float(c) for codes in instrument.missing.values() for c in codes if c.isdigit()]
    scale = instrument.scale
    assert not [n for n in numbers if scale.low <= n <= scale.high and scale.step]


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
