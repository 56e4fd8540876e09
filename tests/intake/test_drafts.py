"""The draft of a profile: what was understood as live lines, each open question with its answers commented."""

import tomllib
from datetime import date

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.instruments import read_instruments
from monitorlib.intake import import_files, read_profile
from monitorlib.intake.check.inspecting import OPEN, draft_lines, looked_into, write_draft
from monitorlib.intake.know.questions import FILL_IN, UnansweredError
from monitorlib.intake.read.opening import Beforehand
from monitorlib.measurements import load_measurements
from tests.intake.exports import ZRM, long, wide, write

TODAY = date(2026, 1, 1)
FILLED = {"team": "Team Oost", "date": "2025-03-01", "client": "Nummer", "instrument": "zrm-2017"}


def understood(file, **told):
    """An export as far as it is understood, whether or not it can be read yet."""
    try:
        return looked_into(file, Beforehand(read_instruments(), **told), TODAY).understood
    except UnansweredError as error:
        return error.files[0]


def answered(lines: list[str], which: int = 0) -> str:
    """A draft of which one answer of each question is chosen: the lines below a question without their `# `."""
    return "\n".join(_take(lines, which))


def _take(lines, which):
    asked = False
    for line in lines:
        if line.startswith(f"{OPEN}Vraag:"):
            asked, seen = True, -1
        elif asked and line.startswith(OPEN):
            seen += "  # " in line  # the first line of an answer has its words behind it
            if seen == which:
                yield _filled(line.removeprefix(OPEN))
                continue
        yield line


def _filled(line: str) -> str:
    key = line.partition(" = ")[0]
    return line.replace(f'"{FILL_IN}"', f'"{FILLED.get(key, "2025-03-01")}"', 1)


def people(count: int = 12):
    return range(1, count + 1)


def no_team(path):
    rows = [f"C{n};01-02-2025;*{1 + n % 5}" for n in people()]
    return wide(path, *rows, head="Cliëntnummer;Datum")


def unsure_columns(path):
    rows = [f"C{n};Groep {n % 2};01-02-2025;*{1 + n % 5}" for n in people()]
    return wide(path, *rows, head="Cliëntnummer;Gebiedsgroep;Datum")


def no_date_known(path):
    rows = [f"C{n};Oost;{12 + n}-02-2025;*3" for n in people()]
    return wide(path, *rows, head="Cliëntnummer;Team;Afspraak")


def absent_areas(path):
    head = "Cliëntnummer;Team;Datum;" + ";".join(ZRM[:-2])
    return write(path, head, *(f"C{n};Oost;01-02-2025" + ";3" * len(ZRM[:-2]) for n in people()))


def no_instrument(path):
    rows = [f"C{n};Oost;01-02-2025;{ZRM[n % 5]};3" for n in people()]
    return long(path, *rows, head="Cliëntnummer;Team;Datum;Leefgebied;Score")


ASKING = [no_team, unsure_columns, no_date_known, absent_areas, no_instrument]


@pytest.mark.parametrize("make", ASKING)
def test_a_draft_with_the_likely_answers_imports(make, tmp_path, workspace, key):
    file, draft = make(tmp_path / "export.csv"), tmp_path / "profiel.toml"
    seen = understood(file)
    assert seen.questions
    draft.write_text(answered(draft_lines(seen, "nl")), encoding="utf-8")
    reports = import_files(workspace, [file], key, profile=draft, today=TODAY)
    assert (reports[0].used, reports[0].residents, reports[0].questions) == (12, 12, ())
    assert len(load_measurements(workspace)) == reports[0].measurements


@pytest.mark.parametrize("make", ASKING)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_draft_is_a_profile_as_it_is_and_is_short(make, language, tmp_path):
    lines = draft_lines(understood(make(tmp_path / "export.csv")), language)
    (tmp_path / "p.toml").write_text("\n".join(lines), encoding="utf-8")
    profile = read_profile(tmp_path / "p.toml")
    assert profile.header
    assert len([line for line in lines if line]) <= 15


@pytest.mark.parametrize("make", ASKING)
def test_with_its_draft_unanswered_an_import_still_asks(make, tmp_path, workspace, key):
    file = make(tmp_path / "export.csv")
    write_draft(tmp_path / "p.toml", understood(file), "nl")
    with pytest.raises(UnansweredError) as refused:
        import_files(workspace, [file], key, profile=tmp_path / "p.toml", today=TODAY)
    assert refused.value.files[0].questions == understood(file).questions
    with pytest.raises(UserError, match="nog geen metingen"):
        load_measurements(workspace)


def test_a_word_that_was_not_filled_in_is_no_team(tmp_path):
    lines = draft_lines(understood(no_team(tmp_path / "export.csv")), "nl")
    (tmp_path / "p.toml").write_text("\n".join(lines).replace("# team", "team"), encoding="utf-8")
    with pytest.raises(UserError, match="'team' is nog niet ingevuld"):
        read_profile(tmp_path / "p.toml")


def test_what_is_understood_stands_in_it_and_what_needs_no_telling_does_not(tmp_path):
    head = "Cliëntnummer;Team;Datum;Geslacht;BSN;Vrij veld"
    rows = [f"C{n};Oost;01-02-2025;{'mv'[n % 2]};;tekst;*3" for n in people()]
    lines = draft_lines(understood(wide(tmp_path / "export.csv", *rows, head=head)), "nl")
    told = tomllib.loads("\n".join(lines))
    assert told["columns"] == {"Cliëntnummer": "client", "Team": "team", "Datum": "date"}
    assert (told["instrument"], "Vraag" in "".join(lines)) == ("zrm-2017", False)


def test_what_the_profile_told_before_is_carried_over(tmp_path):
    file = no_team(tmp_path / "export.csv")
    draft = tmp_path / "p.toml"
    draft.write_text('source = "Regimaat"\nteam = "Team Oost"\n[missing]\nunknown = ["-99"]\n', "utf-8")
    seen = understood(file, profile=draft)
    write_draft(draft, seen, "nl", replaces=draft)
    told = read_profile(draft)
    assert (told.source, told.team, told.missing) == ("Regimaat", "Team Oost", {"unknown": ("-99",)})
    assert told.columns["Datum"] == "date"


def test_a_file_that_exists_is_not_overwritten(tmp_path):
    kept = tmp_path / "p.toml"
    kept.write_text("# van mij\n", encoding="utf-8")
    with pytest.raises(UserError, match="bestaat al"):
        write_draft(kept, understood(no_team(tmp_path / "export.csv")), "nl")
    assert kept.read_text(encoding="utf-8") == "# van mij\n"


def test_an_inspection_goes_on_where_only_the_teams_name_is_missing(tmp_path):
    intake = looked_into(no_team(tmp_path / "export.csv"), Beforehand(read_instruments()), TODAY)
    assert (intake.report.measurements, len(intake.report.questions)) == (12 * 13, 1)


def test_a_constant_team_holds_for_the_files_without_one(tmp_path, workspace, key):
    files = [no_team(tmp_path / "een.csv"), wide(tmp_path / "twee.csv", "D1;West;01-02-2025;*3")]
    import_files(workspace, files, key, team="Team Oost", today=TODAY)
    assert set(load_measurements(workspace)["team"]) == {"Team Oost", "West"}


def test_a_column_whose_name_tells_who_somebody_is_comes_in_no_draft(tmp_path):
    name = "Score jan@jansen.nl"
    rows = [f"C{n};Groep {n % 2};01-02-2025;{n % 3};*3" for n in people()]
    lines = draft_lines(
        understood(wide(tmp_path / "e.csv", *rows, head=f"Cliëntnummer;jan@jansen.nl;Datum;{name}")), "nl"
    )
    assert "jansen" not in "\n".join(lines)


def test_the_questions_of_several_files_come_in_one_refusal(tmp_path, workspace, key):
    files = [no_team(tmp_path / "een.csv"), absent_areas(tmp_path / "twee.csv")]
    with pytest.raises(UnansweredError) as refused:
        import_files(workspace, files, key, today=TODAY)
    assert [seen.export.file for seen in refused.value.files] == ["een.csv", "twee.csv"]


def test_words_that_may_be_somebodys_are_no_moments_in_a_question(tmp_path):
    names = ("Anna Bakker", "Bas de Vries")
    rows = [f"C{n};Oost;{names[n % 2]};*3" for n in people()]
    lines = draft_lines(understood(wide(tmp_path / "e.csv", *rows, head="Cliëntnummer;Team;Sessie")), "nl")
    assert not [line for line in lines if "Bakker" in line or "Vries" in line]
