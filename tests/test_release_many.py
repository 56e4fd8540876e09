"""Beside many teams the door looks at names and times: it finds what whoever reads everything anew would find."""

import json
import shutil
import time
from dataclasses import replace

import pytest

import monitorlib as ml
from monitorlib.disclosure.rules import THREE, export_profile
from monitorlib.foundation import unchanged
from monitorlib.foundation.errors import UserError
from monitorlib.measurements import measured_days
from monitorlib.release import history
from monitorlib.release.beside import coarser_row, others_at, others_by_place, place_in
from monitorlib.release.combined import own_pages_files, page_file
from monitorlib.release.history import all_periods, all_releases, note_withdrawal, read_ledger
from monitorlib.release.keys import releases_of
from monitorlib.release.read import TEAM_FILE, newest_releases, release_files, team_folder_name, whole
from monitorlib.release.references import referenced, references_to
from monitorlib.release.seal import SEAL_FILE
from monitorlib.release.sealing import seal_period
from monitorlib.released import Reference, ReleasedPeriod, from_json
from monitorlib.workspace import Workspace
from tests.populations import people, person, store
from tests.releases import a_content, a_release, a_row, a_view, write_by_hand

TEAMS, PERIODS = ("Noord", "Oost", "West", "Zuid"), ("2024", "2025")


@pytest.fixture
def town(tmp_path, monkeypatch) -> Workspace:
    """Four teams of two periods, one of them released twice, in which nothing changed for a while."""
    place = Workspace.create(tmp_path / "werkmap")
    for team in TEAMS:
        for period in PERIODS:
            write_by_hand(place.release, a_release(a_content(team=team, period=period)))
    second = a_release(a_content(team="Oost", data_version=4), number=2)
    write_by_hand(place.release, second)
    monkeypatch.setattr(unchanged, "TELLING_NS", 50_000_000)
    time.sleep(0.06)
    return place


def slow_releases(place: Workspace) -> list:
    """Every file read anew, with nothing kept of before."""
    periods = sorted(period for period in place.release.glob("*/*") if period.is_dir())
    return [(file, whole(file)) for period in periods for file in release_files(period)]


def slow_references(place: Workspace, own) -> list[Reference]:
    """Team by team, with nothing kept of before."""
    found = []
    for folder in place.release.iterdir():
        if folder.name == team_folder_name(own.team) or not (folder / TEAM_FILE).exists():
            continue
        try:
            newest = newest_releases(releases_of(place), folder, leaving=True)
        except UserError:
            continue
        window = (own.period.start, own.period.end)
        about = [each for each in newest if (each.content.period.start, each.content.period.end) == window]
        mark = folder.name.rpartition("-")[2]
        found += [Reference(mark, each.content.period.id, each.manifest.number) for each in about]
    return sorted(found, key=lambda reference: (reference.team, reference.period))


def seen(place: Workspace) -> list:
    return [(past.file, past.release) for past in all_releases(place)]


def the_period(place: Workspace, team="West", period="2024"):
    return place.release / team_folder_name(team) / period


def test_what_is_kept_is_what_stands_there_and_is_held_against_the_ledger_once(town, monkeypatch):
    held, real = [], history._held_against
    monkeypatch.setattr(history, "_held_against", lambda *given: held.append(given) or real(*given))
    assert seen(town) == seen(town) == slow_releases(town)
    assert len(held) == len(TEAMS) * len(PERIODS)
    write_by_hand(town.release, a_release(a_content(team="Oost", data_version=5), number=3))
    assert seen(town) == slow_releases(town)
    write_by_hand(town.release, a_release(a_content(team="Een nieuw team")))
    assert seen(town) == slow_releases(town)
    assert [*all_periods(town)] == sorted({file.parent for file, _release in slow_releases(town)})
    assert [*all_periods(town, team_folder_name("Oost"))] == sorted(town.release.glob("oost-*/20*"))


def changed_in_place(place):
    file = the_period(place) / "1.json"
    content = file.read_bytes()
    with file.open("r+b") as opened:  # no other name, no other size
        opened.write(content.replace(b'"improved": 26', b'"improved": 27').replace(b'"n": 60', b'"n": 61'))


def gone(place):
    (the_period(place) / "1.json").unlink()


def all_of_a_team_gone(place):
    shutil.rmtree(the_period(place).parent)


def put_beside(place):
    (the_period(place) / "2.json").write_text("{}")


def of_another_folder(place):
    shutil.copytree(the_period(place), the_period(place, period="2024-copy"))


def ledger_changed(place):
    file = place.runs / team_folder_name("West") / "2024" / history.LEDGER_FILE
    noted = json.loads(file.read_text())
    noted["releases"]["1"] = noted["releases"]["1"][::-1]
    with file.open("r+") as opened:
        opened.write(json.dumps(noted, ensure_ascii=False))


@pytest.mark.parametrize(
    "change", [changed_in_place, gone, all_of_a_team_gone, put_beside, of_another_folder, ledger_changed]
)
def test_a_change_by_hand_between_two_teams_of_a_run_is_refused_at_the_next(town, change):
    assert seen(town) == seen(town)
    change(town)
    for _ in range(2):
        with pytest.raises(UserError) as kept:
            all_releases(town)
    history._TEAMS.clear()
    with pytest.raises(UserError) as anew:
        all_releases(town)
    assert kept.value.message("nl") == anew.value.message("nl")


def nothing(_place):
    pass


def taken_back(place):
    note_withdrawal(place, the_period(place, period="2025"), 1, "een reden")
    seal_period(place, the_period(place, period="2025"))


def newer(place):
    write_by_hand(place.release, a_release(a_content(team="Oost", data_version=5), number=1))


def without_its_name(place):
    (the_period(place).parent / TEAM_FILE).unlink()


def with_another_name(place):
    (the_period(place).parent / TEAM_FILE).write_text(json.dumps({"team": "Oost"}))


def without_a_seal(place):
    (the_period(place) / SEAL_FILE).unlink()  # of the other period: nothing of the team counts then


@pytest.mark.parametrize(
    "change", [nothing, taken_back, newer, without_its_name, with_another_name, without_a_seal]
)
def test_references_are_those_of_the_folders_as_they_are_now(town, change):
    own = a_content(team="Een nieuw team")
    before = references_to(releases_of(town), own)
    assert len(before) == len(TEAMS)
    change(town)
    now = references_to(releases_of(town), own)
    assert [*now] == slow_references(town, own)
    assert references_to(releases_of(town), own) == now


def test_what_others_tell_follows_their_seals(town):
    releases = releases_of(town)
    references = references_to(releases, a_content(team="Een nieuw team"))
    told = referenced(releases, references)
    assert [content.team for content in told] and told == referenced(releases, references)
    taken_back(town)
    assert {each.team for each in told} - {each.team for each in referenced(releases, references)} == {"West"}
    assert referenced(releases, references, taken_back=True) == told
    (the_period(town, period="2025") / SEAL_FILE).write_text("{}")
    assert len(referenced(releases, references, taken_back=True)) == len(told) - 1


def test_rows_of_others_are_those_that_may_leave_at_the_same_place():
    profile, other_border = export_profile(10), replace(a_view(), unchanged_within=0.5)
    few = a_row(counts={"improved": 55, "unchanged": 1, "deteriorated": 4})
    contents = tuple(
        a_content(view, team=f"T{at}")
        for at, view in enumerate([a_view(), other_border, a_view(few), a_view()])
    )
    rows = [coarser_row(row, profile) for each in contents for view in each.views for row in view.rows]
    same = [each.views[0].unchanged_within == a_view().unchanged_within for each in contents]
    slow = [row for row, alike in zip(rows, same, strict=True) if alike and tuple(row.counts or ()) == THREE]
    for _ in range(2):
        assert others_at(a_view(), "financien", contents, profile) == slow
    together = others_by_place(contents, profile)
    assert together[place_in(a_view(), "financien")] == slow
    assert [*together] == [place_in(a_view(), "financien"), place_in(other_border, "financien")]
    assert len(slow) == 2
    assert others_at(a_view(), "huisvesting", contents, profile) == []


def test_pages_of_own_caseloads_are_found_by_their_folders(town):
    assert [*own_pages_files(town)] == []
    page = page_file(town, "West", "2025", "w1")
    page.parent.mkdir(parents=True)
    write_by_hand(town.path / "aside" / "a", a_release())
    [made] = (town.path / "aside").rglob("1.json")
    shutil.copy(made, page)
    assert [file for file, _content in own_pages_files(town)] == [*town.runs.glob("*/*/*/w1.json")] == [page]


def test_the_days_of_a_plan_are_those_of_all_rows(tmp_path):
    place = Workspace.create(tmp_path / "werkmap")
    unscored = [{**row, "score": None, "missing": "unknown"} for row in person("n", 0, team="Zuid")]
    rows = [*people([1, 0, -1], "o"), *people([1], "w", team="West"), *unscored]
    store(place, rows)
    measurements = ml.load_measurements(place)
    scored = measurements[measurements["score"].notna()]
    found = measured_days(place)
    assert sorted(found["team"].unique()) == sorted(measurements["team"].unique())
    days = found[found["scored"]]
    assert {(t, d) for t, d in zip(days["team"], days["measured_on"], strict=True)} == {
        (t, d.date()) for t, d in zip(scored["team"], scored["measured_on"], strict=True)
    }


def test_the_ledger_of_a_period_without_releases_counts(town):
    """Noted as released, with nothing there: somebody took the whole folder away."""
    assert read_ledger(town, the_period(town)).releases
    shutil.rmtree(town.release)
    with pytest.raises(UserError, match="ontbreekt"):
        all_releases(town)


def test_what_thousands_of_releases_hold_alike_is_one_object(town):
    """Without that, five thousand releases took 450 MB."""
    one, *_more, two = (past.release for past in all_releases(town))
    assert one.content.team != two.content.team and one.content.organisation == two.content.organisation
    assert one.content.notice is two.content.notice is not None
    assert one.content.views[0].rows[0].label is two.content.views[0].rows[0].label


@pytest.mark.parametrize(
    "odd", [{"nl": 1, "en": "a"}, {"nl": "a"}, {"nl": ["a"], "en": "a"}, {"nl": True, "en": "a"}]
)
def test_a_text_that_is_none_is_refused_each_time_with_its_place(odd):
    for _time in range(2):
        with pytest.raises(ValueError, match=r"release\.label"):
            from_json(ReleasedPeriod, {"id": "1", "label": odd, "start": "a", "end": "b"})
