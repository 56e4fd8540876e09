"""About which days a release is, from the head of its file: never other days than the whole file tells."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorlib.foundation import unchanged
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.release import history
from monitorlib.release.files import with_checksum
from monitorlib.release.history import all_releases
from monitorlib.release.keys import releases_of
from monitorlib.release.publish import came_early
from monitorlib.release.references import references_to
from monitorlib.release.windows import LONGEST_HEAD, may_be_about, window_of
from monitorlib.released import MAY_LEAVE, ReleasedPeriod
from monitorlib.workspace import Workspace
from tests.releases import a_content, a_release, write_by_hand

THE_DAYS = ("2025-01-01", "2025-12-31")
OTHER_DAYS = ("2025-07-01", "2026-06-30")


def released(team: str = "Oost", label: str = "2025", days: tuple[str, str] = THE_DAYS, **more):
    period = ReleasedPeriod("2025", Text(label, label), *days)
    return a_release(replace(a_content(team=team), period=period), **more)


def in_lines(content: bytes) -> bytes:
    """As releases were written before they were one line."""
    return json.dumps(json.loads(content), ensure_ascii=False, indent=1).encode()


@given(st.text(max_size=30), st.text(max_size=30), st.booleans())
def test_the_days_are_those_of_the_whole_file_whatever_team_and_period_are_called(team, label, lines):
    content = with_checksum(released(f"x{team}", f"x{label}"))
    told = window_of(in_lines(content) if lines else content)
    period = json.loads(content)["release"]["content"]["period"]
    assert told == (period["start"], period["end"]) == THE_DAYS


@pytest.mark.parametrize("name", ['"}, "start": "1999-01-01", "end": "1999-12-31"}', "\\", '\\"', "{}", "é€"])
def test_a_name_that_looks_like_days_tells_none(name):
    content = with_checksum(released(name, name))
    assert window_of(content) == window_of(content[:LONGEST_HEAD]) == THE_DAYS


def test_what_is_written_otherwise_tells_nothing():
    content = with_checksum(released())
    values = json.loads(content)
    turned = {"release": values["release"], "checksum": values["checksum"]}
    for other in (b"", b"{}", b"\xff", content[:150], json.dumps(turned).encode(), b" " + content):
        assert window_of(other) is None
    assert window_of(with_checksum(released(label="x" * LONGEST_HEAD))[:LONGEST_HEAD]) is None


@pytest.fixture
def place(tmp_path, monkeypatch) -> Workspace:
    """Three teams released about one year, of which Oost about other days too."""
    made = Workspace.create(tmp_path / "werkmap")
    for team in ("Oost", "West", "Zuid"):
        write_by_hand(made.release, released(team))
    write_by_hand(made.release, a_release(a_content(team="Oost", period="2024")))
    monkeypatch.setattr(unchanged, "TELLING_NS", 0)
    return made


def test_whether_files_may_be_about_days(place):
    [file] = place.release.glob("oost-*/2025/1.json")
    assert may_be_about([file], {THE_DAYS}) and not may_be_about([file], {OTHER_DAYS})
    gone = file.with_name("2.json")
    assert may_be_about([file, gone], {OTHER_DAYS})  # who reads it tells so


def test_of_releases_that_the_ledger_knows_only_those_are_read_of_which_somebody_asks(place, monkeypatch):
    read, real = [], history.opened
    monkeypatch.setattr(history, "opened", lambda file, *more: read.append(file) or real(file, *more))
    found = all_releases(place)
    assert sorted(past.window for past in found) == [("2024-01-01", "2024-12-31"), *[THE_DAYS] * 3]
    assert read == []
    [other] = [past for past in found if past.window != THE_DAYS]
    assert other.content.period.id == other.place[1] == "2024" and read == [other.file]


def test_one_that_was_changed_before_it_was_asked_is_refused(place):
    past = all_releases(place)[0]
    past.file.write_bytes(past.file.read_bytes().replace(b"Testgemeente", b"Testgemeenten"))
    later = replace(past)  # nobody asked this one yet
    with pytest.raises(UserError, match="veranderd na het vrijgeven"):
        later.release  # noqa: B018 (it is read when asked)


def test_one_that_the_ledger_does_not_know_is_read_at_once(place):
    [first] = place.release.glob("oost-*/2025/1.json")
    first.with_name("2.json").write_text("{}")
    with pytest.raises(UserError, match="niet leesbaar") as refused:
        all_releases(place)
    assert "haal weg wat er niet hoort" in refused.value.message("nl")  # publishing again is refused by it
    assert "monitor publish" not in refused.value.message("nl")


def test_a_team_whose_newest_release_of_a_period_is_about_other_days_stands_beside_nobody(place):
    own, releases = a_content(team="Noord"), releases_of(place)
    assert len(references_to(releases, own)) == 3
    moved = released("West", days=OTHER_DAYS, number=2)
    may_leave = replace(moved.manifest, audit=("minimum", MAY_LEAVE))
    write_by_hand(place.release, replace(moved, manifest=may_leave))
    assert len(references_to(releases, own)) == 2
    about = ReleasedPeriod("anders", Text("anders", "other"), *OTHER_DAYS)
    [other] = references_to(releases, replace(own, period=about))
    assert other.number == 2


def test_teams_that_came_early_are_looked_for_about_these_days_alone(place):
    write_by_hand(place.release, released("Noord"))
    early = came_early(place)
    assert {each.content.team for each in early} == {"Noord", "Oost", "West", "Zuid"}
    assert came_early(place, {THE_DAYS}) == early and came_early(place, {OTHER_DAYS}) == []


def test_a_folder_that_was_moved_together_with_its_ledger_is_told(place):
    for folder in (place.release, place.runs):
        [period] = folder.glob("west-*/2025")
        period.rename(period.with_name("2025-oud"))
    with pytest.raises(UserError, match="van een ander team, periode of nummer"):
        all_releases(place)


def test_a_ledger_of_values_does_not_vouch_for_other_days_in_the_head(place):
    """Before there were seals a ledger held checksums of values, and of what stands twice the last counts."""
    [file], [ledger] = place.release.glob("west-*/2025/1.json"), place.runs.glob("west-*/2025/vrijgaven.json")
    written = file.read_text()
    ledger.write_text(json.dumps({"1": json.loads(written)["checksum"]}))
    assert [past.window for past in all_releases(place) if past.file == file] == [THE_DAYS]
    real = json.dumps(json.loads(written)["release"]["content"]["period"])
    file.write_text(written.replace(real, f'{real.replace("2025-", "1999-")}, "period": {real}', 1))
    assert json.loads(file.read_text()) == json.loads(written)
    assert window_of(file.read_bytes()) == ("1999-01-01", "1999-12-31")
    with pytest.raises(UserError, match="veranderd na het vrijgeven"):
        all_releases(place)


def test_one_that_is_gone_before_it_was_asked_is_missing(place):
    past = replace(all_releases(place)[0])
    past.file.unlink()
    with pytest.raises(UserError, match="ontbreekt"):
        past.release  # noqa: B018 (as above)
