"""What survey tools and research databases export: right by itself or by a profile, never wrong."""

import pytest

import monitorlib as ml
from monitorlib.foundation.errors import UserError
from monitorlib.instruments import read_instruments
from monitorlib.intake.know.known import Known
from monitorlib.intake.know.profiles import Profile
from tests.intake.exports import ZRM
from tests.intake.tools import SHORT, TOOLS, truth, visits

CODES = [area.code for area in read_instruments()["zrm-2017"].leefgebieden]
CASTOR = {"not_applicable": ("-96",), "unknown": ("-95", "-97"), "not_filled_in": ("-98", "-99")}


def _scores(heads, moment: str = "") -> dict[str, str]:
    return {head: f"score:zrm-2017/{code}{moment}" for head, code in zip(heads, CODES, strict=True)}


PROFILES = {  # what a databeheerder must tell; a tool without one should come in with --instrument alone
    "limesurvey_codes": Profile(
        columns={"submitdate": "date", **_scores(f"zrm[{short}]" for short in SHORT)},
    ),
    "limesurvey_code_and_text": Profile(
        columns={
            "id. Antwoord-ID": "ignored",
            "submitdate. Datum ingestuurd": "date",
            "Q01. Cliëntnummer": "client",
            "Q02. Team": "team",
        }
    ),
    "limesurvey_text": Profile(columns={"Datum ingestuurd": "date"}),
    "microsoft_forms": Profile(columns={"Begintijd": "date"}),
    "odk": Profile(columns={"datum_meting": "date"}, join={"key": "KEY", "parent": "PARENT_KEY"}),
    "redcap_events": Profile(  # the team stands in the first event of a resident only
        columns={
            "record_id": "client",
            "redcap_event_name": "ignored",
            "zrm_datum": "date",
            **_scores(SHORT),
        },
    ),
    "redcap_repeats": Profile(columns={"Record ID": "client", "Datum meting": "date"}),
    "castor_survey": Profile(
        columns={
            "Castor Participant ID": "client",
            "Site Abbreviation": "team",
            "Survey Completed On": "date",
            "opvolging": "ignored",
            **_scores(SHORT),
        },
        missing=CASTOR,
    ),
    "castor_study": Profile(
        columns={
            "Participant Id": "client",
            "Site Abbreviation": "team",
            "v1_datum": "date@start",
            "v2_datum": "date@eind",
            **_scores([f"v1_{short}" for short in SHORT], "@start"),
            **_scores([f"v2_{short}" for short in SHORT], "@eind"),
        },
        missing=CASTOR,
    ),
}


@pytest.mark.parametrize("name", TOOLS)
def test_an_export_of_a_tool_comes_in_right(name, tmp_path):
    rows = visits(3)
    assert _counted(TOOLS[name](rows, tmp_path), PROFILES.get(name, Profile())) == truth(rows)


@pytest.mark.parametrize("name", [name for name in TOOLS if name in PROFILES])
def test_without_its_profile_it_is_right_or_refused(name, tmp_path):
    rows = visits(4)
    file = TOOLS[name](rows, tmp_path)
    try:
        counted = _counted(file, Profile())
    except UserError as refused:
        assert refused.problems
    else:
        assert counted == truth(rows)


def _counted(file, profile: Profile) -> dict[str, tuple[int, int, int]]:
    """Of each leefgebied how many went up, stayed and went down, as an import without a terminal counts."""
    known = Known(read_instruments(), "zrm-2017", (profile,))
    intake = ml.to_measurements(ml.read_export(file, None, known), "zrm-2017", profile=profile)
    pairs = ml.pair_measurements(intake.measurements).dropna(subset="change")
    names = dict(zip(CODES, ZRM, strict=True))
    return {
        names[code]: tuple(int(n) for n in ((its > 0).sum(), (its == 0).sum(), (its < 0).sum()))
        for code, its in pairs.groupby(pairs["leefgebied"].astype(str))["change"]
    }
