"""Who releases many teams looks at all of them now and then, and sees at once what another process released."""

import json
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from monitorlib.foundation import unchanged
from monitorlib.foundation.errors import UserError
from monitorlib.measurements import release_lock
from monitorlib.release import look
from monitorlib.release.combined import own_pages_files, page_file
from monitorlib.release.history import all_releases
from monitorlib.release.keys import releases_of
from monitorlib.release.look import looking_seldom, releasing
from monitorlib.release.read import team_folder_name
from monitorlib.release.references import referenced, references_to
from monitorlib.released import MAY_LEAVE
from monitorlib.workspace import Workspace
from tests.releases import a_content, a_release, write_by_hand

TEAMS = ("Noord", "Oost", "West", "Zuid")


@pytest.fixture
def town(tmp_path, monkeypatch) -> Workspace:
    """Four released teams, in which nothing changed for a while."""
    place = Workspace.create(tmp_path / "werkmap")
    for team in TEAMS:
        write_by_hand(place.release, a_release(a_content(team=team)))
    monkeypatch.setattr(unchanged, "TELLING_NS", 50_000_000)
    monkeypatch.setattr(look, "_YOUNG_SECONDS", 0.1)
    time.sleep(0.12)
    return place


def begin(place: Workspace, team: str = "Oost", do=lambda: None) -> None:
    """Release a team, as far as looking goes."""
    folder = team_folder_name(team)
    with release_lock(place) as undisturbed, releasing(place.release, folder, undisturbed):
        do()


def told(place: Workspace) -> tuple:
    """All that a release is held against, as it is seen now."""
    releases, content = releases_of(place), a_content(team="Oost")
    references = references_to(releases, content)
    pages = [file.name for file, _content in own_pages_files(place)]
    return [past.file for past in all_releases(place)], references, referenced(releases, references), pages


def release_again(place: Workspace, team: str) -> None:
    release = a_release(a_content(team=team, data_version=9), number=2)
    may_leave = replace(release.manifest, audit=("minimum", MAY_LEAVE))
    write_by_hand(place.release, replace(release, manifest=may_leave))


def test_a_kept_look_tells_what_a_fresh_one_does(town):
    fresh = told(town)
    with looking_seldom(town.release):
        begin(town)
        assert told(town) == told(town) == fresh
        assert len(fresh[0]) == 4 and len(fresh[1]) == len(fresh[2]) == 3


def test_within_a_look_the_other_teams_are_not_asked_for_again_and_the_own_one_is(town, monkeypatch):
    asked, real = [], unchanged.os.stat
    monkeypatch.setattr(
        unchanged.os, "stat", lambda file, **how: asked.append(str(file)) or real(file, **how)
    )
    with looking_seldom(town.release):
        begin(town)
        told(town)
        asked.clear()
        begin(town)
        told(town)
    folders = {team: team_folder_name(team) for team in TEAMS}
    named = {team for team, folder in folders.items() if any(f"/{folder}" in file for file in asked)}
    assert named == {"Oost"}


def test_what_this_process_released_is_seen_at_once(town):
    with looking_seldom(town.release):
        begin(town, "West")
        time.sleep(0.12)
        before = told(town)  # kept from here on
        begin(town, "West", lambda: (time.sleep(0.12), told(town), release_again(town, "West")))
        for wait in (0, 0.2, 0):
            time.sleep(wait)
            begin(town)
            after = told(town)
            assert len(after[0]) == len(before[0]) + 1 and after[1] != before[1]
    assert after == told(town)


ELSEWHERE = """
import sys
from monitorlib.measurements import release_lock
from monitorlib.workspace import Workspace
place = Workspace.open(sys.argv[1])
with release_lock(place):
    sys.stdin.readline()
"""


def test_what_another_process_released_or_made_is_seen_in_the_next_look(town):
    with looking_seldom(town.release):
        begin(town)
        before = told(town)
        with subprocess.Popen(
            [sys.executable, "-c", ELSEWHERE, str(town.path)], stdin=subprocess.PIPE, text=True
        ) as other:
            release_again(town, "Zuid")
            page = page_file(town, "Zuid", "2025", "w1")
            page.parent.mkdir(parents=True)
            sealed = town.release / team_folder_name("Zuid") / "2025" / "1.json"
            page.write_bytes(sealed.read_bytes())
            assert told(town) == before  # nobody had the right to
            other.communicate("\n")
        assert other.returncode == 0
        begin(town)
        after = told(town)
    assert len(after[0]) == len(before[0]) + 1 and after[3] == ["w1.json"]
    assert after == told(town)


def test_a_file_that_is_changed_by_hand_is_told_at_the_next_whole_look(town, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(look.time, "monotonic", lambda: now[0])
    with looking_seldom(town.release):
        begin(town)
        before = told(town)
        file = town.release / team_folder_name("Zuid") / "2025" / "1.json"
        values = json.loads(file.read_text(encoding="utf-8"))
        values["release"]["content"]["margin"] = 0.5
        file.write_text(json.dumps(values), encoding="utf-8")
        now[0] = look.LOOK_SECONDS - 0.1
        begin(town)
        assert told(town) == before  # it changes no answer
        now[0] = look.LOOK_SECONDS
        begin(town)
        with pytest.raises(UserError):
            all_releases(town)


def test_whoever_held_the_right_last_is_told_so_and_nobody_else(tmp_path):
    place = Workspace.create(tmp_path / "werkmap")
    with release_lock(place) as first:
        pass
    with release_lock(place) as second:
        pass
    subprocess.run([sys.executable, "-c", ELSEWHERE, str(place.path)], input="\n", text=True, check=True)
    with release_lock(place) as third:
        pass
    with release_lock(place) as fourth:
        pass
    assert (first, second, third, fourth) == (False, True, False, True)
