"""What an export cannot tell is asked, with answers that are lines of a profile; a question is never stored."""

from dataclasses import replace

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.intake import Profile, import_files, inspect_file, read_export, to_measurements
from monitorlib.measurements import load_measurements
from tests.intake.exports import ZRM, long, wide, write


def _questions(file, **more):
    return inspect_file(file, **more).questions


def _answered(file, number=0):
    """The measurements when the answer with this number stands in the profile."""
    (question,) = _questions(file)
    profile = Profile().with_answers(question.answers[number].profile)
    return to_measurements(read_export(file), profile=profile).measurements


def _slashes(path):
    return wide(path / "e.csv", "7;Oost;01/10/2024;*4", "7;Oost;10/10/2024;*5")


def test_a_question_keeps_the_import_out_and_an_answer_lets_it_in(tmp_path, workspace, key):
    with pytest.raises(UserError, match=r"kolom 'Datum': .*dag-maand.*\[dates\] \"Datum\" = \"day-month\""):
        import_files(workspace, [_slashes(tmp_path)], key)
    assert not workspace.measurements.exists()
    report = import_files(
        workspace, [_slashes(tmp_path)], key, profile=Profile(dates={"Datum": "month-day"})
    )[0]
    assert (report.first_day, report.last_day, report.questions) == ("2024-01-10", "2024-10-10", ())


def test_an_inspection_goes_on_with_the_first_answer_and_tells_the_question(tmp_path):
    report = inspect_file(_slashes(tmp_path))
    assert report.first_day == "2024-10-01" and [q.about for q in report.questions] == ["Datum"]


def test_another_date_column_of_the_file_tells_the_order(tmp_path):
    names = [f"{name} {moment}" for name in ZRM for moment in ("T0", "T1")]
    head = f"Cliëntnummer;Team;Datum T0;Datum T1;{';'.join(names)}"
    row = "1;Oost;02/01/2024;{};" + ";".join(["2"] * 26)
    told = inspect_file(write(tmp_path / "e.csv", head, row.format("08/13/2024")))
    assert (told.first_day, told.questions) == ("2024-02-01", ())
    assert len(_questions(write(tmp_path / "f.csv", head, row.format("08/12/2024")))) == 2


def test_problems_are_told_together_with_the_question_that_may_cause_them(tmp_path):
    file = wide(tmp_path / "e.csv", "7;Oost;01/02/2024;*4", "8;Oost;01/03/2024;*6")
    with pytest.raises(UserError) as caught:
        to_measurements(read_export(file))
    assert len(caught.value.problems) == 14 and "[dates]" in caught.value.message("nl")


def _goals(path, *results, name="Doel behaald"):
    rows = [f"{number + 1};Oost;1-2-2024;{result}" for number, result in enumerate(results)]
    return write(path / "e.csv", f"Cliëntnummer;Team;Datum;{name}", *rows)


@pytest.mark.parametrize(
    ("results", "answers"),
    [("01", [0, 2]), ("12", [2, 0]), ("012", [0, 1, 2]), ("11", [2, 2])],
)
def test_goals_in_figures_are_asked_and_the_first_answer_reads_them(tmp_path, results, answers):
    table = _answered(_goals(tmp_path, *results))
    assert table["score"].tolist() == answers and set(table["instrument"]) == {"doel-behaald"}


def test_goals_in_figures_may_be_gas(tmp_path):
    table = _answered(_goals(tmp_path, "0", "1"), number=-1)
    assert table["score"].tolist() == [0, 1] and set(table["instrument"]) == {"gas"}


@pytest.mark.parametrize(
    ("results", "name"),
    [(("ja", "nee"), "Doel behaald"), (("-1", "0", "1"), "Doel behaald"), (("0", "1"), "GAS-score")],
)
def test_goals_that_tell_their_scale_are_not_asked(tmp_path, results, name):
    assert _questions(_goals(tmp_path, *results, name=name)) == ()


def test_a_missing_code_beside_goals_in_figures_does_not_make_them_gas(tmp_path):
    (question,) = _questions(_goals(tmp_path, "0", "1", "-99"))
    assert question.answers[0].profile["instrument"] == "doel-behaald"


def test_one_question_in_figures_is_asked_too(tmp_path):
    rows = [
        f"{n + 1};Oost;1-2-2024;Eén eenvoudige vraag;Is uw netwerk sterker geworden?;{n % 2}"
        for n in range(4)
    ]
    (question,) = _questions(long(tmp_path / "e.csv", *rows))
    assert question.about == "Score" and len(question.answers) == 2
    assert _answered(tmp_path / "e.csv")["score"].tolist() == [0, 2, 0, 2]


def _visits(path, *visits):
    return wide(path / "e.csv", *(f"{client + 1};{team};{day};*4" for client, team, day in visits))


IN_TURN = [("Oost", "1-1-2024"), ("West", "2-2-2024"), ("Oost", "1-7-2024"), ("West", "2-8-2024")]
MOVED = [("Oost", "1-1-2024"), ("West", "2-8-2024")]
STAYED = [("Oost", "1-1-2024"), ("Oost", "2-8-2024")]
OTHERS = [(client, "West", "5-1-2024") for client in range(100, 103)]


@pytest.mark.parametrize("clients", [2, 12])
def test_a_number_that_is_measured_in_two_teams_in_turn_is_asked(tmp_path, clients):
    file = _visits(tmp_path, *((client, *visit) for client in range(clients) for visit in IN_TURN))
    (question,) = _questions(file)
    assert question.answers[0].profile == {"client": ["Team", "Cliëntnummer"]}
    assert inspect_file(file).residents == _answered(file)["resident_id"].nunique() == 2 * clients
    assert _answered(file, 1)["resident_id"].nunique() == clients


@pytest.mark.parametrize(("in_turn", "asked"), [(1, False), (2, True)])
def test_one_resident_who_comes_back_is_no_question_and_several_are(tmp_path, in_turn, asked):
    visits = [(c, *visit) for c in range(50) for visit in (IN_TURN if c < in_turn else STAYED)]
    assert bool(_questions(_visits(tmp_path, *visits))) == asked


@pytest.mark.parametrize(("moved", "asked"), [(2, False), (3, True)])
def test_a_move_is_no_question_but_many_moves_between_teams_that_go_on_are(tmp_path, moved, asked):
    visits = [(c, *visit) for c in range(8) for visit in (MOVED if c < moved else STAYED)]
    assert bool(_questions(_visits(tmp_path, *visits, *OTHERS))) == asked


def test_a_team_that_was_renamed_is_no_question(tmp_path):
    assert _questions(_visits(tmp_path, *((c, *visit) for c in range(20) for visit in MOVED))) == ()


def test_two_teams_on_one_day_are_asked(tmp_path):
    visits = [(c, team, "1-1-2024") for c in range(5) for team in ("Oost", "West")]
    (question,) = _questions(_visits(tmp_path, *visits))
    assert question.about == "Cliëntnummer"


def test_the_files_of_two_teams_with_the_same_numbers_are_asked(tmp_path, workspace, key):
    days = {"Oost": ("1-1-2024", "1-7-2024"), "West": ("2-2-2024", "2-8-2024")}
    files = [
        wide(
            tmp_path / f"{team}.csv",
            *(f"{c};{day};*4" for c in range(1, 9) for day in its),
            head="Cliëntnummer;Datum",
        )
        for team, its in days.items()
    ]
    oost, west = Profile(team="Oost"), Profile(team="West")
    import_files(workspace, files[:1], key, profile=oost)
    with pytest.raises(UserError, match=r"West.csv: .*8 van de 8 nummers .*client = \["):
        import_files(workspace, files[1:], key, profile=west)
    told = replace(west, client=("team", "Cliëntnummer"))
    import_files(workspace, files[1:], key, profile=told)
    assert load_measurements(workspace)["resident_id"].nunique() == 16


def test_a_corrected_team_is_no_second_team(tmp_path, workspace, key):
    for team in ("Oost", "Oostwijk"):
        rows = [f"{c};{team};{day};*4" for c in range(1, 9) for day in ("1-1-2024", "1-7-2024")]
        told = Profile(team_was="Oost")  # nearly all of a team is asked, see test_team_moves
        report = import_files(workspace, [wide(tmp_path / "e.csv", *rows)], key, profile=told)[0]
    assert report.replaced == 8 * 2 * 13


def test_two_files_of_one_delivery_with_the_same_numbers_are_asked(tmp_path, workspace, key):
    files = [
        wide(tmp_path / f"{team}.csv", *(f"{c};{team};{day};*4" for c in range(1, 9) for day in its))
        for team, its in {"Oost": ("1-1-2024", "1-7-2024"), "West": ("2-2-2024", "2-8-2024")}.items()
    ]
    with pytest.raises(UserError, match="meer dan één team"):
        import_files(workspace, files, key)
    assert import_files(workspace, files, key, profile=Profile(client="Cliëntnummer"))[0].residents == 8


def _some_areas(path, *extra):
    """Thirty rows with three leefgebieden that more than one instrument has, and no client number."""
    rows = [f"Oost;{1 + n % 28}-0{1 + n % 2}-2024;{1 + n % 5};{1 + n % 4};{1 + n % 3}" for n in range(30)]
    return write(path / "e.csv", "team;datum;financien;huisvesting;sociaal netwerk", *rows, *extra)


def test_the_scores_of_a_leefgebied_are_never_the_likely_client(tmp_path):
    with pytest.raises(UserError) as caught:
        inspect_file(_some_areas(tmp_path))
    assert "geen kolom met het cliëntnummer" in caught.value.message("nl")
    assert '"financien" = "client"' not in caught.value.message("nl")


def test_a_scale_is_no_likely_client_whatever_it_is_called(tmp_path):
    head = "Kode;Team;Datum"
    rows = [f"{1 + n % 9};Oost;{1 + n % 28}-01-2024;*4" for n in range(40)]
    with pytest.raises(UserError, match="geen kolom met het cliëntnummer"):
        to_measurements(read_export(wide(tmp_path / "e.csv", *rows, head=head)))


def test_a_token_that_returns_is_offered_first_and_not_taken_in_silence(tmp_path):
    rows = [
        f"{n + 1};kx{n // 2:03d};Oost;{1 + n % 28}-0{1 + 5 * (n % 2)}-2024;*{1 + n % 5}" for n in range(20)
    ]
    file = wide(tmp_path / "e.csv", *rows, head="Response ID;Token;Team;Datum")
    (question,) = _questions(file)
    assert question.answers[0].profile == {"columns": {"Token": "client"}}
    assert _answered(file)["resident_id"].nunique() == 10


def test_each_row_another_person_is_told_where_somebody_could_have_come_back(tmp_path):
    rows = [f"kx{n // 2:03d};Oost;{1 + n % 28}-0{1 + 5 * (n % 2)}-2024;*4" for n in range(20)]
    file = wide(tmp_path / "e.csv", *rows, head="Token;Team;Datum")
    intake = to_measurements(read_export(file), profile=Profile(client="row"))
    assert any("elke rij telt als een ander persoon" in note.nl for note in intake.report.notes)


def test_a_score_without_a_leefgebied_is_asked_where_each_leefgebied_has_a_column(tmp_path):
    rows = [f"c{n};Oost;{1 + n % 28}-01-2024;{1 + n % 5};2;3" for n in range(20)]
    file = write(tmp_path / "e.csv", "client;team;datum;geld;huisvesting;sociaal netwerk", *rows)
    profile = Profile(instrument="zrm-2017", partial=True, columns={"geld": "score"})
    with pytest.raises(UserError, match=r"kolom 'geld' zou een score zijn.*\"score:zrm-2017/financien\""):
        to_measurements(read_export(file), profile=profile)
    told = replace(profile, columns={"geld": "score:zrm-2017/financien"})
    assert set(to_measurements(read_export(file), profile=told).measurements["leefgebied"]) == {
        "financien",
        "huisvesting",
        "sociaal_netwerk",
    }
