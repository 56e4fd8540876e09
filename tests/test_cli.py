"""The commands: one clear Dutch line for a user's mistake, exit 1, nothing half-written, no traceback."""

import contextlib
import json
import re
import shutil
import socket
import subprocess
import sys

import pexpect
import pytest

from monitorlib.cli import main, take_language
from monitorlib.foundation.errors import UserError
from monitorlib.instruments import SHIPPED
from monitorlib.intake import new_key
from monitorlib.measurements import load_measurements
from monitorlib.release.read import release_files, team_folder_name
from monitorlib.workspace import Workspace
from tests.releases import a_release, made_before_seals, read_sealed, write_by_hand


@pytest.fixture
def monitor(capsys):
    """Run a command: (exit code, standard output, standard error)."""

    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        told = capsys.readouterr()
        return ended.value.code or 0, told.out, told.err

    return run


EXPORT = "Cliëntnummer;Team;Datum;Instrument;Leefgebied;Score\nX1;Oost;01-02-2025;zrm-2017;Financiën;3\n"


@pytest.fixture
def export(tmp_path):
    file = tmp_path / "export.csv"
    file.write_text(EXPORT, encoding="utf-8")
    return file


def test_a_key_is_made_once(monitor, tmp_path):
    file = tmp_path / "sleutels" / "k.key"
    code, out, _ = monitor("key", "new", file)
    assert (code, file.exists()) == (0, True)
    assert str(file) in out.replace("\n", "")
    kept = file.read_bytes()
    code, _, err = monitor("key", "new", file)
    assert (code, file.read_bytes()) == (1, kept)
    assert "Traceback" not in err


def test_importing_without_a_key_writes_nothing(monitor, tmp_path, export):
    workspace = tmp_path / "werkmap"
    code, _, err = monitor("import", export, "--workspace", workspace)
    assert code == 1
    assert "Er is geen sleutel gegeven" in err
    assert "monitor key new" in err
    assert not workspace.exists()


def test_a_workspace_that_has_a_key_asks_for_that_one_and_for_no_new_one(monitor, tmp_path, export):
    workspace, key, other = tmp_path / "werkmap", tmp_path / "k.key", tmp_path / "geen.key"
    used = new_key(key)
    monitor("import", export, "--workspace", workspace, "--key", key)
    other.write_text("dit is iets anders", encoding="utf-8")
    missing = ("--key", tmp_path / "weg.key")
    for command, given in (
        (("import", export), missing),
        (("import", export), ("--key", other)),
        (("import", export), ()),
        (("caseload", "--team", "Oost", "--worker", "w1"), missing),
    ):
        code, _, err = monitor(*command, "--workspace", workspace, *given)
        told = " ".join(err.split())
        assert (code, f"Zoek het bestand van sleutel {used}; een nieuwe past" in told) == (1, True), command
        assert "monitor key new" not in told
    code, _, err = monitor("import", export, "--workspace", tmp_path / "nieuw", *missing)
    assert (code, "monitor key new" in err, "Zoek het bestand" in err) == (1, True, False)


def test_importing_with_a_key_that_is_not_there_writes_nothing(monitor, tmp_path, export):
    workspace = tmp_path / "werkmap"
    code, _, err = monitor("import", export, "--workspace", workspace, "--key", tmp_path / "weg.key")
    assert (code, workspace.exists()) == (1, False)
    assert "Traceback" not in err


def test_an_import_is_told_and_can_be_repeated(monitor, tmp_path, export):
    key, workspace = tmp_path / "k.key", tmp_path / "werkmap"
    new_key(key)
    for _ in range(2):
        code, out, _ = monitor("import", export, "--workspace", workspace, "--key", key)
        assert (code, bool(out)) == (0, True)


UNSURE = "Cliëntnummer;Gebiedsgroep;Datum;Instrument;Leefgebied;Score\n" + "".join(
    f"X{n};Groep {n % 2};01-02-2025;zrm-2017;Financiën;3\n" for n in range(12)
)


def test_what_is_unsure_is_asked_in_a_terminal_and_not_again(tmp_path):
    file, key, workspace = tmp_path / "export.csv", tmp_path / "k.key", tmp_path / "werkmap"
    file.write_text(UNSURE, encoding="utf-8")
    new_key(key)
    line = ["import", str(file), "--workspace", str(workspace), "--key", str(key)]
    command = [sys.executable, "-m", "monitorlib.cli", *line]
    quiet = subprocess.run([*command, "--yes"], capture_output=True, text=True)
    assert (quiet.returncode, workspace.exists()) == (1, False)
    assert "Gebiedsgroep" in quiet.stderr
    terminal = pexpect.spawn(command[0], command[1:], timeout=60, encoding="utf-8")
    terminal.expect("kolom 'Gebiedsgroep' is niet zeker")
    terminal.expect("1. team")
    terminal.sendline("geen veld")
    terminal.expect("Kies een nummer")
    terminal.sendline("")
    terminal.expect("12 metingen")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
    again = subprocess.run([*command, "--yes"], capture_output=True, text=True)
    assert (again.returncode, again.stderr) == (0, "")


def test_an_import_can_be_undone(monitor, tmp_path, export):
    key, workspace = tmp_path / "k.key", tmp_path / "werkmap"
    new_key(key)
    monitor("import", export, "--workspace", workspace, "--key", key)
    assert monitor("undo", "--workspace", workspace)[0] == 0
    with pytest.raises(UserError, match="nog geen metingen"):
        load_measurements(workspace)
    code, _, err = monitor("undo", "--workspace", workspace)
    assert (code, "geen import" in err) == (1, True)


def test_an_empty_workspace_is_told(monitor, tmp_path):
    Workspace.create(tmp_path / "leeg")
    for command in (["publish", "--all"], ["session"]):
        code, _, err = monitor(*command, "--workspace", tmp_path / "leeg")
        assert code == 1
        assert "Traceback" not in err
        assert "monitor " in err


def test_a_folder_that_is_no_workspace_is_told(monitor, tmp_path):
    code, _, err = monitor("publish", "--all", "--workspace", tmp_path / "nergens")
    assert (code, "geen werkmap" in err, (tmp_path / "nergens").exists()) == (1, True, False)


def test_a_team_that_does_not_exist_is_told_with_those_that_do(monitor, released_demo):
    for command in ("publish", "report"):
        code, _, err = monitor(command, "--workspace", released_demo.path, "--team", "Bestaat niet")
        assert code == 1
        assert "Bestaat niet" in err
        assert "Demo-Oost" in err


def test_publishing_another_period_names_those_with_measurements_in_order(monitor, tmp_path, export):
    key, workspace = tmp_path / "k.key", tmp_path / "werkmap"
    new_key(key)
    rows = "X2;West;01-02-2024;zrm-2017;Financiën;3\nX3;West;01-02-2025;zrm-2017;Financiën;3\n"
    export.write_text(EXPORT + rows, encoding="utf-8")
    monitor("import", export, "--workspace", workspace, "--key", key)
    for asked, known in (("--all", "2024, 2025"), ("--team=West", "2024, 2025"), ("--team=Oost", "2025")):
        code, _, err = monitor("publish", "--workspace", workspace, asked, "--period", "2052")
        told = " ".join(err.split())
        assert (code, told) == (1, f"Er zijn in die periode geen metingen. Wel: {known}.")


def test_where_no_score_was_given_no_empty_list_of_periods_is_offered(monitor, tmp_path, export):
    key, workspace = tmp_path / "k.key", tmp_path / "werkmap"
    new_key(key)
    export.write_text(EXPORT.replace("Financiën;3", "Financiën;"), encoding="utf-8")
    monitor("import", export, "--workspace", workspace, "--key", key)
    code, _, err = monitor("publish", "--workspace", workspace, "--all")
    assert (code, "Kies een andere periode of een ander team." in err, "Wel:" in err) == (1, True, False)


def test_a_period_that_does_not_exist_is_told(monitor, released_demo):
    code, _, err = monitor(
        "publish", "--workspace", released_demo.path, "--team", "Demo-Oost", "--period", "1999"
    )
    assert (code, "geen metingen" in err) == (1, True)


def test_a_port_in_use_is_told(monitor, released_demo):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with socket.socket() as next_one:  # the one after it is taken too, unless that is somebody else's
            with contextlib.suppress(OSError, OverflowError):
                next_one.bind(("127.0.0.1", port + 1))
            code, _, err = monitor("session", "--workspace", released_demo.path, "--port", port)
    assert (code, f"Poort {port} is al in gebruik" in err) == (1, True)
    assert f"--port {port + 1}." not in err and re.search(r"--port( \d+)?\.", err)


def test_what_is_up_to_date_is_not_released_again(monitor, released_demo):
    code, out, _ = monitor(
        "publish", "--workspace", released_demo.path, "--team", "San Diego", "--period", "maand-0-6"
    )
    assert (code, out.strip()) == (0, "0 vrijgaven gemaakt, 1 was al actueel.")


@pytest.mark.parametrize(
    ("shown", "for_good", "told"),
    [
        (True, False, "blijft staan.*Staat er een fout in[?] 'monitor withdraw'"),
        (False, False, "er is nu niets te zien"),
        (True, True, "blijft staan. Er komen geen nieuwe cijfers van deze periode: .* een inwoner vergeten"),
    ],
)
def test_what_waits_is_told_at_every_start_and_is_not_called_up_to_date(
    monitor, released_demo, monkeypatch, shown, for_good, told
):
    publishing = "monitorlib.cli.publishing"
    monkeypatch.setattr(f"{publishing}.is_current", lambda *_: False)
    monkeypatch.setattr(f"{publishing}.is_waiting", lambda *_: True)
    monkeypatch.setattr(f"{publishing}.is_shown", lambda *_: shown)
    monkeypatch.setattr("monitorlib.release.settling.waits_for_good", lambda *_: for_good)
    code, out, _ = monitor(
        "publish", "--workspace", released_demo.path, "--team", "San Diego", "--period", "maand-0-6"
    )
    said = " ".join(out.split())
    assert code == 0 and "0 vrijgaven gemaakt, 0 waren al actueel." in said
    assert re.search(f"San Diego, maand-0-6: .*{told}", said)


def test_english_by_one_word_anywhere_on_the_line(monitor, tmp_path):
    for arguments in (
        ["--lang", "en", "publish", "--all", "--workspace", tmp_path],
        ["publish", "--all", "--workspace", tmp_path, "--lang=en"],
    ):
        code, _, err = monitor(*arguments)
        assert (code, "is no workspace" in err) == (1, True)


@pytest.mark.parametrize("arguments", [["--lang", "fr"], ["--lang"], ["publish", "--what"], ["dance"]])
def test_wrong_usage_exits_with_two(monitor, arguments):
    assert monitor(*arguments)[0] == 2


def test_the_language_is_taken_off_the_line():
    assert take_language(["a", "--lang", "en", "b"]) == (["a", "b"], "en")
    assert take_language(["a"]) == (["a"], "nl")


def test_a_session_of_a_team_without_a_release_is_told(monitor, released_demo):
    code, _, err = monitor("session", "--workspace", released_demo.path, "--team", "Nergens", "--no-browser")
    assert code == 1
    assert "Nergens" in err
    assert "San Diego" in err


def test_a_report_that_cannot_be_written_is_told(monitor, released_demo, tmp_path):
    line = ["report", "--workspace", released_demo.path, "--team", "San Diego", "--output"]
    assert monitor(*line, tmp_path / "nieuw" / "verslag.html")[0] == 0
    assert (tmp_path / "nieuw" / "verslag.html").is_file()
    code, _, err = monitor(*line, tmp_path)
    assert (code, "is een map" in err, "Traceback" in err) == (1, True, False)


def test_an_export_of_what_is_not_there_tells_what_is(monitor, released_demo):
    line = ["export", "--workspace", released_demo.path, "--team"]
    for more, told in (
        (["San Diga"], "Bedoelde u 'San Diego'?"),
        (["San Diego", "--period", "x"], "maand-0-6"),
    ):
        code, _, err = monitor(*line, *more)
        assert (code, told in err) == (1, True), err


def test_two_publishes_at_once_do_not_trip_over_each_other(released_demo, tmp_path):
    workspace = tmp_path / "werkmap"
    shutil.copytree(released_demo.path, workspace)
    settings = workspace / "workspace.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("marge = 0.15", "marge = 0.2"), "utf-8")
    command = [sys.executable, "-m", "monitorlib.cli", "publish", "--workspace", str(workspace)]
    both = [
        subprocess.Popen(
            [*command, "--team", "San Diego", "--period", "maand-0-6"], stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    told = [publisher.communicate()[1] for publisher in both]
    assert not [err for err in told if "Traceback" in err]
    assert {publisher.returncode for publisher in both} <= {0, 1}
    files = release_files(workspace / "release" / team_folder_name("San Diego") / "maand-0-6")
    assert [file.name for file in files] == ["1.json", "2.json"]
    assert read_sealed(files[-1]).content.margin == 0.2


def test_a_release_is_taken_back_and_exported_by_command(monitor, tmp_path):
    workspace = Workspace.create(tmp_path / "werkmap", 'organisatie = "Test"\n')
    write_by_hand(workspace.release, a_release())
    place = ("--workspace", workspace.path, "--team", "Team Test")
    code, out, _err = monitor("export", *place, "--output", tmp_path / "t.csv")
    assert (code, "Tabellen:" in out, (tmp_path / "t.csv").is_file()) == (0, True, True)
    code, out, _err = monitor("withdraw", *place, "--period", "2025", "--reason", "verkeerde export")
    assert (code, "Vrijgave 1 van Team Test, 2025 is ingetrokken" in out) == (0, True)
    code, _out, err = monitor("export", *place)
    assert (code, "niets vrijgegeven" in err) == (1, True)


def test_a_workspace_of_before_there_were_seals_is_refused_in_one_line_and_sealed_by_publishing(
    monitor, released_demo, tmp_path
):
    copy = Workspace(tmp_path / "werkmap")
    shutil.copytree(released_demo.path, copy.path)
    before = made_before_seals(copy)
    place, report = ("--workspace", copy.path), tmp_path / "verslag.html"
    wanted = ("report", *place, "--team", "San Diego", "--output", report)
    for command in (
        wanted,
        ("session", *place),
        ("progress", *place),
        ("export", *place, "--team", "Demo-Oost"),
    ):
        code, out, err = monitor(*command)
        told = err.replace("\n", " ")
        assert (code, out, told.count("Doe eerst: monitor publish --workspace")) == (1, "", 1)
        assert "Het zegel is er niet, of is niet het laatste" in told and "Traceback" not in told
    code, out, _err = monitor("publish", *place, "--team", "San Diego", "--period", "maand-0-6")
    assert (code, out.splitlines()) == (
        0,
        [
            f"{len(before)} perioden die al vrijgegeven waren, kregen een zegel.",
            "0 vrijgaven gemaakt, 1 was al actueel.",
        ],
    )
    assert {file: file.read_bytes() for file in before} == before
    assert monitor(*wanted)[0] == 0 and '<img class="picture"' in report.read_text(encoding="utf-8")
    (copy.runs / "zegel" / "geheim.toml").unlink()
    code, _out, err = monitor("publish", *place, "--team", "San Diego", "--period", "maand-0-6")
    assert (code, "de sleutel van het zegel is er niet" in err.replace("\n", " ")) == (1, True)
    shutil.rmtree(copy.runs / "zegel")
    code, out, _err = monitor("publish", *place, "--team", "San Diego", "--period", "maand-0-6")
    assert (code, f"De sleutel van het zegel is een andere dan eerst; {len(before)} perioden" in out) == (
        0,
        True,
    )


def test_a_release_that_nobody_noted_is_told_by_publishing(monitor, tmp_path):
    workspace = Workspace.create(tmp_path / "werkmap")
    file = write_by_hand(workspace.release, a_release())
    (workspace.runs / file.parent.parent.name / "2025" / "vrijgaven.json").unlink()
    _code, out, _err = monitor("publish", "--workspace", workspace.path, "--all")
    assert "2025/1.json staat niet in de lijst binnen de muur. Ze krijgt geen zegel" in out


NO_TEAM = "Cliëntnummer;Afspraak;Instrument;Leefgebied;Score\n" + "".join(
    f"X{n};{12 + n}-02-2025;zrm-2017;Financiën;3\n" for n in range(1, 13)
)


@pytest.fixture
def no_team(tmp_path):
    file = tmp_path / "export.csv"
    file.write_text(NO_TEAM, encoding="utf-8")
    return file


def test_an_inspection_tells_its_questions_and_where_each_line_went(monitor, no_team):
    code, out, _ = monitor("inspect", no_team)
    assert code == 0
    assert "13 regels in het bestand = 1 kop + 12 rijen + 0 slot" in out
    assert "Te beantwoorden: geen kolom met het team gevonden." in out
    assert "Te beantwoorden: kolom 'Afspraak' is niet zeker" in out
    told = json.loads(monitor("inspect", no_team, "--json")[1])
    assert [question["about"] for question in told["questions"]] == ["", "Afspraak"]


def test_a_draft_is_written_answered_and_imported(monitor, no_team, tmp_path):
    draft, key = tmp_path / "p.toml", tmp_path / "k.key"
    new_key(key)
    code, _, err = monitor("inspect", no_team, "--write-profile", draft)
    assert (code, "2 te beantwoorden" in " ".join(err.split())) == (0, True)
    answered = draft.read_text(encoding="utf-8").replace('# team = "…"', 'team = "Oost"')
    answered = answered.replace('# columns."Afspraak" = "date"', 'columns."Afspraak" = "date"')
    draft.write_text(answered, encoding="utf-8")
    line = ["import", no_team, "--workspace", tmp_path / "w", "--key", key, "--yes"]
    code, out, _ = monitor(*line, "--profile", draft)
    assert (code, "12 metingen" in out, "'Oost' geldt voor alle rijen" in out) == (0, True, True)


def test_a_file_that_cannot_be_read_yet_gives_a_draft_and_says_what_to_do(monitor, tmp_path):
    file, draft = tmp_path / "export.csv", tmp_path / "p.toml"
    file.write_text("Cliëntnummer;Team;Leefgebied;Score\n1;Oost;Wonen;3\n", encoding="utf-8")
    code, out, err = monitor("inspect", file, "--instrument", "woonsituatie", "--write-profile", draft)
    assert (code, out) == (1, "")
    assert "geen datumkolom" in err
    assert f"importeer met --profile {draft}" in err.replace("\n", "")
    assert '# date = "…"' in draft.read_text(encoding="utf-8")
    code, _, err = monitor("inspect", file, "--instrument", "woonsituatie", "--write-profile", draft)
    assert (code, "bestaat al" in err) == (1, True)


def test_a_draft_that_cannot_be_written_is_said_not_to_be(monitor, tmp_path):
    file, draft = tmp_path / "export.csv", tmp_path / "p.toml"
    file.write_text(EXPORT.replace("01-02-2025", "01-02-1925"), encoding="utf-8")
    code, _, err = monitor("inspect", file, "--write-profile", draft)
    assert (code, draft.exists()) == (1, False)
    assert "is niet geschreven" in err.replace("\n", " ")


def test_a_team_may_be_told_on_the_line_and_is_not_kept_for_another_teams_file(monitor, no_team, tmp_path):
    key = tmp_path / "k.key"
    new_key(key)
    (tmp_path / "w" / "profiles").mkdir(parents=True)
    draft = tmp_path / "w" / "profiles" / "p.toml"
    monitor("inspect", no_team, "--team", "Oost", "--write-profile", draft)
    answered = draft.read_text(encoding="utf-8").replace(
        '# columns."Afspraak" = "date"', 'columns."Afspraak" = "date"'
    )
    draft.write_text(answered, encoding="utf-8")
    line = ["import", no_team, "--workspace", tmp_path / "w", "--key", key, "--yes"]
    assert monitor(*line, "--team", "Oost")[0] == 0
    code, _, err = monitor(*line)
    assert (code, "geen kolom met het team" in err) == (1, True)
    seen = monitor("inspect", no_team, "--workspace", tmp_path / "w", "--team", "West")
    assert (seen[0], "Te beantwoorden" in seen[1]) == (0, False)


def test_a_terminal_asks_until_nothing_is_open_and_the_team_for_each_file(no_team, tmp_path):
    key, other = tmp_path / "k.key", tmp_path / "tweede.csv"
    other.write_text(NO_TEAM.replace("X", "Y"), encoding="utf-8")
    new_key(key)
    line = ["import", str(no_team), str(other), "--workspace", str(tmp_path / "w"), "--key", str(key)]
    terminal = pexpect.spawn(sys.executable, ["-m", "monitorlib.cli", *line], timeout=120, encoding="utf-8")
    for team in ("Oost", "West"):
        terminal.expect("geen kolom met het team gevonden")
        terminal.expect("Vul in: de naam van het team")
        terminal.sendline(team)
        if team == "Oost":  # the same column of the second file is not asked again
            terminal.expect("kolom 'Afspraak' is niet zeker")
            terminal.sendline("1")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
    assert load_measurements(tmp_path / "w")["team"].value_counts().to_dict() == {"Oost": 12, "West": 12}
    kept = [file.read_text(encoding="utf-8") for file in (tmp_path / "w" / "profiles").glob("*.toml")]
    assert len(kept) == 1
    assert ('"Afspraak" = "date"' in kept[0], "team" in kept[0]) == (True, False)


def test_what_is_answered_is_kept_when_a_person_stops_and_nothing_else_is(no_team, tmp_path):
    key = tmp_path / "k.key"
    new_key(key)
    no_team.write_text(
        NO_TEAM.replace("Cliëntnummer", "Cliëntnummer;Groepje")
        .replace(";1", ";Groep;1")
        .replace(";2", ";Groep;2"),
        encoding="utf-8",
    )
    line = ["import", str(no_team), "--workspace", str(tmp_path / "w"), "--key", str(key)]
    terminal = pexpect.spawn(sys.executable, ["-m", "monitorlib.cli", *line], timeout=120, encoding="utf-8")
    terminal.expect("Kies een nummer")
    terminal.sendline("2")
    terminal.expect("Kies een nummer|Vul in")
    terminal.sendeof()
    terminal.expect("Gestopt; er is niets ingelezen")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 1
    assert [file.name for file in (tmp_path / "w").iterdir()] == ["profiles"]


def test_the_workspaces_own_instruments_and_profiles_are_known_to_an_inspection(monitor, tmp_path):
    workspace = Workspace.create(tmp_path / "w")
    workspace.instruments.mkdir()
    own = (SHIPPED / "woonsituatie.toml").read_text(encoding="utf-8").replace("woonsituatie", "thuis")
    (workspace.instruments / "thuis.toml").write_text(own, encoding="utf-8")
    file = tmp_path / "export.csv"
    file.write_text(EXPORT.replace("zrm-2017", "thuis").replace("Financiën;3", "Wonen;2"), encoding="utf-8")
    assert "onbekend instrument" in monitor("inspect", file)[2]
    code, out, _ = monitor("inspect", file, "--workspace", workspace.path)
    assert (code, "thuis; 1 team: Oost;" in out) == (0, True)
    file.write_text(file.read_text("utf-8") + "X2;West;01-02-2025;thuis;Wonen;2\n", encoding="utf-8")
    assert "thuis; 2 teams: Oost, West;" in monitor("inspect", file, "--workspace", workspace.path)[1]


def test_a_folder_made_by_hand_may_be_looked_with(monitor, no_team, tmp_path):
    folder = tmp_path / "made by hand"
    (folder / "instruments").mkdir(parents=True)
    code, out, _ = monitor("inspect", no_team, "--workspace", folder)
    assert code == 0 and "het team is nog niet opgegeven" in out
    assert [path.name for path in folder.iterdir()] == ["instruments"]
    assert "geen werkmap" in monitor("inspect", no_team, "--workspace", tmp_path / "nowhere")[2]
