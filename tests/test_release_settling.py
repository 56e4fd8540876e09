"""A period is released when it is complete; what changes later waits, and neither is a person's fault."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorlib.cli.publishing import Published, is_shown, left_and_waiting, plan, release_or_wait, to_do
from monitorlib.cli.wishes import Wish
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.measurements import measurement_version
from monitorlib.release import settling
from monitorlib.release.assemble import team_content
from monitorlib.release.proposals import propose_release
from monitorlib.release.read import release_files, team_folder_name
from monitorlib.release.settling import WaitingError, is_waiting, note_waiting, refuse_running
from monitorlib.release.taking_back import withdraw_release
from monitorlib.workspace import NEW_SETTINGS, Period, Settings, Workspace, calendar_year
from tests.populations import people, person, release, store

YEAR = calendar_year(2026)


def _workspace(path, more: str = "") -> Workspace:
    return Workspace.create(path / "werkmap", NEW_SETTINGS + more)


@pytest.mark.parametrize(
    ("days", "first"), [(0, date(2027, 1, 1)), (1, date(2027, 1, 2)), (30, date(2027, 1, 31))]
)
def test_a_period_is_complete_so_many_days_after_its_last_day(tmp_path, days, first):
    workspace = _workspace(tmp_path, f"[vrijgave]\nafgerond_na = {days}\n")
    with pytest.raises(UserError, match="loopt nog") as raised:
        refuse_running(workspace, "Oost", YEAR, today=first - timedelta(days=1))
    assert first.strftime("%d-%m-%Y") in raised.value.message("nl")
    refuse_running(workspace, "Oost", YEAR, today=first)


@pytest.mark.parametrize("wrong", ["-1", "367", "1.5", '"30"', "true"])
def test_another_number_of_days_is_refused(tmp_path, wrong):
    workspace = _workspace(tmp_path, f"[vrijgave]\nafgerond_na = {wrong}\n")
    with pytest.raises(UserError, match="afgerond_na moet een aantal dagen van 0 tot en met 366 zijn"):
        workspace.settings()


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 366))
def test_without_chosen_periods_this_year_always_runs_and_last_year_until_it_is_complete(today, days):
    running = Settings(settles_after=days).running("Oost", today)
    last = calendar_year(today.year - 1)
    assert [p.id for p in running if p.id != last.id] == [str(today.year)]
    assert (last in running) == (today <= last.end + timedelta(days=days))


def test_a_chosen_period_runs_from_its_first_day_on_and_for_its_own_teams():
    spring = Period("voorjaar", Text("voorjaar", "spring"), date(2026, 1, 1), date(2026, 6, 30), ("Oost",))
    settings = Settings(periods=(spring,), settles_after=10)
    assert settings.running("Oost", date(2025, 12, 31)) == ()
    assert settings.running("Oost", date(2026, 1, 1)) == (spring,)
    assert settings.running("Oost", date(2026, 7, 10)) == (spring,)
    assert settings.running("Oost", date(2026, 7, 11)) == ()
    assert settings.running("West", date(2026, 3, 1)) == ()


def test_publish_leaves_out_a_period_that_is_not_complete_and_says_so_where_it_is_asked_for(demo):
    everything = plan(demo, "Demo-Oost", today=date(2026, 11, 28))
    assert {wish.period for wish in everything} >= {"2024", "2025"}
    early = plan(demo, "Demo-Oost", today=date(2025, 12, 31))
    assert {wish.period for wish in everything} - {wish.period for wish in early} == {"2025"}
    with pytest.raises(UserError, match="Demo-Oost: periode 2025 .* loopt nog"):
        plan(demo, "Demo-Oost", "2025", today=date(2025, 12, 31))


def test_what_waits_is_not_worked_out_again_until_data_or_settings_change(tmp_path):
    workspace, wish = _workspace(tmp_path), Wish("Oost", "2025")
    assert not is_waiting(workspace, wish, 3, "n")
    note_waiting(workspace, wish, 3, "n", WaitingError(Text("te weinig", "too few")))
    assert is_waiting(workspace, wish, 3, "n")
    assert not is_waiting(workspace, wish, 4, "n")
    assert not is_waiting(workspace, wish, 3, "other")
    assert not is_waiting(workspace, Wish("Oost", "2024"), 3, "n")
    workspace.settings_file.write_text(NEW_SETTINGS.replace("0.15", "0.2"), encoding="utf-8")
    assert not is_waiting(workspace, wish, 3, "n")


@pytest.mark.parametrize("written", ["", "[]", "{", "null"])
def test_a_note_that_cannot_be_read_makes_nobody_wait(tmp_path, written):
    workspace, wish = _workspace(tmp_path), Wish("Oost", "2025")
    note_waiting(workspace, wish, 3, "n", WaitingError(Text("te weinig", "too few")))
    [file] = workspace.runs.glob("*/2025/wacht.json")
    file.write_text(written, encoding="utf-8")
    assert not is_waiting(workspace, wish, 3, "n")


def test_a_team_whose_data_wait_is_not_to_be_released_now(demo, monkeypatch):
    monkeypatch.setattr(
        "monitorlib.cli.publishing.is_waiting", lambda _place, wish, *_: wish.period == "2024"
    )
    wishes = [Wish("Demo-West", "2024"), Wish("Demo-West", "2025")]
    assert to_do(demo, wishes) == [Wish("Demo-West", "2025")]
    assert left_and_waiting(demo, wishes) == ([Wish("Demo-West", "2025")], [Wish("Demo-West", "2024")])


TURNS = [1, 1, 1, 0, 0, -1] * 6


def test_the_door_itself_keeps_a_period_in_that_is_not_complete(tmp_path, monkeypatch):
    """Whoever proposes from a notebook goes past `plan`."""
    workspace = _workspace(tmp_path)
    store(workspace, people(TURNS))
    monkeypatch.setattr(settling, "date", type("Then", (date,), {"today": lambda: date(2025, 12, 1)}))
    with pytest.raises(UserError, match="Oost: periode 2025 .* loopt nog"):
        release(workspace)
    monkeypatch.undo()
    assert release(workspace).name == "1.json"


def _proposed(workspace, wish) -> None:
    window = workspace.settings().period(wish.period, wish.team)
    content = team_content(workspace, wish.team, window, measurement_version(workspace))
    propose_release(workspace, content)


def test_one_newcomer_waits_and_enough_of_them_are_released(tmp_path):
    workspace, wish = _workspace(tmp_path), Wish("Oost", "2025")
    store(workspace, people(TURNS))
    first = release(workspace)
    for newcomers, files in (
        (person("newcomer-0001", 1), ["1.json"]),
        (people(TURNS, "more-"), ["1.json", "2.json"]),
    ):
        version = store(workspace, newcomers)
        _proposed(workspace, wish)
        outcome = Published()
        release_or_wait(workspace, wish, "hash", outcome)
        waits = files == ["1.json"]
        assert ([wish] if waits else []) == outcome.waiting
        assert [file.name for file in release_files(first.parent)] == files
        assert is_waiting(workspace, wish, version, "hash") == waits
    assert first.parent.parent.name == team_folder_name("Oost")


def test_taking_back_does_not_let_the_corrected_figures_through(tmp_path):
    """docs/databeheer.md, chapter 9."""
    workspace, wish = _workspace(tmp_path), Wish("Oost", "2025")
    store(workspace, people(TURNS))
    release(workspace)
    store(workspace, person("newcomer-0001", 1))
    assert is_shown(workspace, wish)
    withdraw_release(workspace, "Oost", "2025", "verkeerde export")
    assert not is_shown(workspace, wish)
    for waits in (True, False):
        _proposed(workspace, wish)
        outcome = Published()
        release_or_wait(workspace, wish, "hash", outcome)
        assert (bool(outcome.waiting), is_shown(workspace, wish)) == (waits, not waits)
        store(workspace, people(TURNS, "more-"))


def test_what_is_wrong_does_not_wait(tmp_path):
    workspace, outcome = _workspace(tmp_path), Published()
    with pytest.raises(UserError, match="voorstel van notebook 4 is niet bruikbaar"):
        release_or_wait(workspace, Wish("Oost", "2025"), "hash", outcome)
    assert outcome == Published()


@pytest.mark.parametrize(("residents", "unseen"), [(9, 9), (10, None)])
def test_a_release_that_shows_nobody_is_known_with_how_many_residents_were_measured(
    tmp_path, residents, unseen
):
    """Of one leefgebied that is shown, and of another team, it plays no part what is not."""
    workspace = _workspace(tmp_path)
    few = people([1] * 3, leefgebied="huisvesting")
    store(workspace, people([1] * residents) + few + people([1] * 30, "west-", team="West"))
    assert settling.nothing_to_show(workspace, release(workspace)) == unseen
