"""The shipped profiles: named or recognised, each takes its tool's export in with every count right."""

from dataclasses import replace

import pytest

import monitorlib as ml
from monitorlib.foundation.errors import UserError
from monitorlib.instruments import read_instruments
from monitorlib.intake import import_files, read_profile
from monitorlib.intake.check.inspecting import looked_into
from monitorlib.intake.know.profiles import Profile, as_profile
from monitorlib.intake.know.tools import tool_of, tools
from monitorlib.intake.read.opening import Beforehand
from monitorlib.measurements import load_measurements
from tests.intake.exports import ZRM, wide
from tests.intake.tools import SHORT, TOOLS, truth, visits

CODES = [area.code for area in read_instruments()["zrm-2017"].leefgebieden]


def _scores(heads, moment: str = "") -> dict[str, str]:
    return {head: f"score:zrm-2017/{code}{moment}" for head, code in zip(heads, CODES, strict=True)}


# the tool's name, and what only the organisation can tell: which code is which leefgebied
TOLD = {
    "limesurvey_codes": ("limesurvey", _scores(f"zrm[{short}]" for short in SHORT)),
    "limesurvey_code_and_text": ("limesurvey", {}),
    "limesurvey_text": ("limesurvey", {}),
    "qualtrics": ("qualtrics", {}),
    "qualtrics_labels": ("qualtrics", {}),
    "surveymonkey": ("surveymonkey", {}),
    "google_forms": ("google-forms", {}),
    "microsoft_forms": ("microsoft-forms", {}),
    "kobo": ("kobotoolbox", {}),
    "odk": ("odk", {}),
    "redcap_events": ("redcap", {"zrm_datum": "date", **_scores(SHORT)}),
    "redcap_repeats": ("redcap", {}),
    "castor_survey": ("castor", {"opvolging": "ignored", **_scores(SHORT)}),
    "castor_study": (
        "castor",
        {
            "v1_datum": "date@start",
            "v2_datum": "date@eind",
            **_scores([f"v1_{short}" for short in SHORT], "@start"),
            **_scores([f"v2_{short}" for short in SHORT], "@eind"),
        },
    ),
}


def test_every_tool_has_an_export_here_and_every_export_a_tool():
    assert set(TOLD) == set(TOOLS)
    assert {tool for tool, _ in TOLD.values()} == set(tools())


@pytest.mark.parametrize("named", [True, False], ids=["named", "recognised"])
@pytest.mark.parametrize("name", TOLD)
def test_an_export_comes_in_right(name, named, tmp_path, workspace, key):
    rows = visits(7)
    tool, columns = TOLD[name]
    profile = Profile(columns=columns, tool=tool if named else None)
    import_files(workspace, [TOOLS[name](rows, tmp_path)], key, instrument="zrm-2017", profile=profile)
    assert counted(load_measurements(workspace)) == truth(rows)


def counted(measurements) -> dict[str, tuple[int, int, int]]:
    pairs = ml.pair_measurements(measurements).dropna(subset="change")
    names = dict(zip(CODES, ZRM, strict=True))
    return {
        names[code]: tuple(int(n) for n in ((its > 0).sum(), (its == 0).sum(), (its < 0).sum()))
        for code, its in pairs.groupby(pairs["leefgebied"].astype(str))["change"]
    }


@pytest.mark.parametrize("name", TOLD)
def test_a_recognised_tool_is_told(name, tmp_path):
    tool, columns = TOLD[name]
    file = TOOLS[name](visits(5), tmp_path)
    seen = looked_into(file, Beforehand(read_instruments(), "zrm-2017", Profile(columns=columns)))
    assert f"herkend als export van {tools()[tool].label}." in [note.nl for note in seen.report.notes]


def test_an_ordinary_export_is_no_tools(tmp_path):
    assert tool_of(["Cliëntnummer", "Team", "Datum", *ZRM]) is None


def test_columns_that_a_tool_has_and_the_file_has_not_are_left_alone_and_own_ones_are_told(tmp_path):
    file = wide(tmp_path / "e.csv", "1;Oost;01-02-2025;*4")
    beforehand = Beforehand(read_instruments(), profile=Profile(tool="castor"))
    assert looked_into(file, beforehand).report.measurements == 13
    own = replace(beforehand, profile=Profile(tool="castor", columns={"Bestaat niet": "ignored"}))
    with pytest.raises(UserError, match="'Bestaat niet' uit het profiel staat niet in het bestand"):
        looked_into(file, own)


def test_what_is_told_goes_before_what_the_tool_tells(tmp_path):
    head = "Castor Participant ID;Site Abbreviation;Team;Survey Completed On;Datum"
    rows = [f"C{n};UMC;Oost;13-03-2025;14-02-2025;*3" for n in range(8)]
    file = wide(tmp_path / "e.csv", *rows, head=head)
    seen = looked_into(file, Beforehand(read_instruments()))
    assert (seen.report.teams, seen.report.first_day) == (("Oost",), "2025-02-14")
    told = Profile(columns={"Team": "ignored", "Site Abbreviation": "team"})
    assert looked_into(file, Beforehand(read_instruments(), profile=told)).report.teams == ("UMC",)


def test_an_unknown_tool_and_an_unknown_profile_are_told_with_those_that_are_there(tmp_path):
    (tmp_path / "p.toml").write_text('tool = "papier"\n', encoding="utf-8")
    with pytest.raises(UserError, match="'tool' is onbekend.*redcap"):
        read_profile(tmp_path / "p.toml")
    with pytest.raises(UserError, match="bestaat niet.*redcap"):
        as_profile("papier")
    assert as_profile("redcap") == Profile(tool="redcap")


def test_what_one_row_of_a_record_tells_holds_for_the_others_where_they_agree(tmp_path):
    lines = ["record_id,redcap_event_name,Team,Datum," + ",".join(ZRM)]
    for n in range(1, 7):
        lines += [
            f"{n},intake_arm_1,Oost,2025-01-1{n}" + ",3" * 13,
            f"{n},eind_arm_1,,2025-06-1{n}" + ",4" * 13,
        ]
    file = tmp_path / "e.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    report = looked_into(file, Beforehand(read_instruments())).report
    assert (report.used, report.refused, report.teams, report.residents) == (12, 0, ("Oost",), 6)
    filled = "bij 6 rijen stond geen team; genomen uit de andere rijen van dezelfde cliënt."
    assert filled in [note.nl for note in report.notes]


def test_one_row_is_told_as_one(tmp_path):
    file = _events(tmp_path / "e.csv", ("Oost", ""), *[("Oost", "Oost")] * 3)
    report = looked_into(file, Beforehand(read_instruments())).report
    told = [note for note in report.notes if "genomen uit de andere rijen" in note.nl]
    assert [note.nl.split(" stond")[0] for note in told] == ["bij 1 rij"]
    assert [note.en.split(" had")[0] for note in told] == ["1 row"]


def _events(path, *teams):
    """REDCap's rows of one client for each entry of `teams`: an event for each team."""
    lines = ["record_id,redcap_event_name,Team,Datum," + ",".join(ZRM)]
    for n, its in enumerate(teams, start=1):
        lines += [f"{n},e{e}_arm_1,{team},2025-0{e}-10" + ",3" * 13 for e, team in enumerate(its, start=1)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_client_of_two_teams_gets_none_of_them_where_it_stands_in_no_row(tmp_path):
    file = _events(tmp_path / "e.csv", *[("Oost", "West", "")] * 3, ("Oost ", "Oost", ""))
    with pytest.raises(UserError, match=r"3 van de 12 rijen geweigerd: geen team: rij 4, 7, 10\."):
        ml.to_measurements(ml.read_export(file), profile=Profile(client=("record_id",)))


def test_a_client_without_any_team_is_refused_by_row(tmp_path):
    file = _events(tmp_path / "e.csv", *[("Oost", "")] * 20, ("", ""))
    intake = ml.to_measurements(ml.read_export(file))
    assert intake.rejects["row"].tolist() == [42, 43] and set(intake.rejects["rule"]) == {"no_team"}
    assert len(intake.measurements) == 40 * 13


def test_rows_that_may_not_be_meant_to_count_are_told(tmp_path):
    head = "Cliëntnummer;Team;Datum;_id;_submission_time;_validation_status"
    rows = [
        f"{n};Oost;01-02-2025;{n};2025-02-01T10:00:00;{'Not Approved' if n < 2 else ''};*3" for n in range(6)
    ]
    report = looked_into(wide(tmp_path / "e.csv", *rows, head=head), Beforehand(read_instruments())).report
    assert any(note.nl.startswith("2 rijen tellen mee met _validation_status") for note in report.notes)
