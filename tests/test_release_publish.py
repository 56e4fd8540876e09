"""The door: strict about what it is offered, and nothing is ever half-written or changed."""

import errno
import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.release import door, look
from monitorlib.release import publish as publishing
from monitorlib.release.files import write_new
from monitorlib.release.history import all_releases
from monitorlib.release.keys import releases_of
from monitorlib.release.proposals import proposal_file, propose_release
from monitorlib.release.publish import is_current, publish
from monitorlib.release.read import (
    newest_releases,
    opened,
    read_figure,
    release_files,
    sealed_files,
    team_folder_name,
)
from monitorlib.release.sealing import seal_what_stands
from monitorlib.workspace import Workspace
from tests.processes import begun
from tests.releases import SETTINGS, THREE, a_content, a_row, a_view, read_sealed

TEAM, PERIOD = "Team Test", "2025"


@pytest.fixture
def workspace(tmp_path):
    return Workspace.create(tmp_path / "werkmap", SETTINGS)


@pytest.fixture(autouse=True)
def own(monkeypatch):
    """These releases are made by hand, so the door's own computation gives back what it is offered."""
    monkeypatch.setattr(door, "recomputed", lambda _workspace, content: content)
    monkeypatch.setattr(door, "people", lambda _workspace, _content: {"canary-0123"})
    return monkeypatch


def _publish(workspace, content):
    propose_release(workspace, content)
    return publish(workspace, content.team, content.period.id, "hash")


def _files(workspace) -> dict:
    return {file: file.read_bytes() for file in workspace.release.rglob("*") if file.is_file()}


def test_what_was_proposed_is_released_with_its_pictures(workspace):
    content = a_content()
    release = read_sealed(_publish(workspace, content))
    assert release.content == content
    folder = workspace.release / team_folder_name(TEAM)
    assert [figure.language for figure in release.figures] == ["nl", "en"]
    assert all("<svg" in read_figure(folder, release, figure.file) for figure in release.figures)


def test_a_picture_changed_by_hand_is_refused(workspace):
    release = read_sealed(_publish(workspace, a_content()))
    folder = workspace.release / team_folder_name(TEAM)
    name = release.figures[0].file
    (folder / PERIOD / name).write_text("<svg>26</svg>")
    with pytest.raises(UserError, match="veranderd na het vrijgeven"):
        read_figure(folder, release, name)


def test_the_same_proposal_again_changes_nothing(workspace):
    first = _publish(workspace, a_content())
    before = _files(workspace)
    assert _publish(workspace, a_content()) == first
    assert _files(workspace) == before


def test_a_new_release_gets_the_next_number_and_the_old_one_stays(workspace):
    first = _publish(workspace, a_content())
    kept = first.read_bytes()
    workspace.settings_file.write_text(SETTINGS + "marge = 0.2\n")
    second = _publish(workspace, a_content(margin=0.2))
    assert (first.name, second.name, first.read_bytes()) == ("1.json", "2.json", kept)
    [newest] = newest_releases(releases_of(workspace), workspace.release / team_folder_name(TEAM))
    assert newest.content.margin == 0.2


def test_a_picture_that_went_missing_is_drawn_again(workspace):
    file = _publish(workspace, a_content())
    before = _files(workspace)
    for picture in file.parent.glob("*.svg"):
        picture.unlink()
    assert _publish(workspace, a_content()) == file
    assert _files(workspace) == before


def test_the_name_of_a_team_that_went_missing_is_written_again(workspace):
    file = _publish(workspace, a_content())
    before = _files(workspace)
    (file.parent.parent / "team.json").unlink()
    assert _publish(workspace, a_content()) == file
    assert _files(workspace) == before


def test_a_picture_that_is_gone_is_told(workspace):
    release = read_sealed(_publish(workspace, a_content()))
    folder = workspace.release / team_folder_name(TEAM)
    name = release.figures[0].file
    (folder / PERIOD / name).unlink()
    with pytest.raises(UserError, match="niet leesbaar"):
        read_figure(folder, release, name)
    assert not is_current(workspace, TEAM, PERIOD, 3, "hash")


def test_what_is_current_is_of_these_data_and_notebooks_and_named(workspace):
    file = _publish(workspace, a_content())
    assert is_current(workspace, TEAM, PERIOD, 3, "hash")
    assert not is_current(workspace, TEAM, PERIOD, 4, "hash")
    assert not is_current(workspace, TEAM, PERIOD, 3, "other")
    assert not is_current(workspace, TEAM, "2024", 3, "hash")
    workspace.settings_file.write_text(SETTINGS + '[vrijgave]\nblokken = "wijk"\n')
    assert not is_current(workspace, TEAM, PERIOD, 3, "hash")
    workspace.settings_file.write_text(SETTINGS)
    (file.parent.parent / "team.json").unlink()
    assert not is_current(workspace, TEAM, PERIOD, 3, "hash")


def test_a_file_that_is_there_is_never_written_over(tmp_path):
    write_new(tmp_path / "1.json", b"first")
    with pytest.raises(UserError, match="net vrij"):
        write_new(tmp_path / "1.json", b"second")
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"first"]


def test_no_proposal_is_told(workspace):
    with pytest.raises(UserError, match="voorstel van notebook 4"):
        publish(workspace, TEAM, PERIOD, "hash")
    assert _files(workspace) == {}


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "null", '{"team": "Team Test"}'])
def test_a_proposal_that_is_none_is_told(workspace, text):
    file = proposal_file(workspace, TEAM, PERIOD)
    file.parent.mkdir(parents=True)
    file.write_text(text)
    with pytest.raises(UserError, match="het voorstel van notebook 4 is niet bruikbaar"):
        publish(workspace, TEAM, PERIOD, "hash")
    assert _files(workspace) == {}


def test_a_release_that_cannot_be_noted_is_not_there(workspace, own):
    def full(*_):
        raise OSError(errno.ENOSPC, "no space left")

    own.setattr(publishing, "note_release", full)
    with pytest.raises(OSError, match="no space left"):
        _publish(workspace, a_content())
    assert release_files(workspace.release / team_folder_name(TEAM) / PERIOD) == []
    own.undo()
    own.setattr(door, "recomputed", lambda _workspace, content: content)
    own.setattr(door, "people", lambda _workspace, _content: set())
    assert _publish(workspace, a_content()).name == "1.json"


def _rows_in_it(proposal: dict) -> None:
    proposal["views"][0]["rows"][0]["resident_id"] = "r1"


def _a_table_of_people(proposal: dict) -> None:
    proposal["pairs"] = [{"resident_id": "r1", "change": 1}]


def _another_team(proposal: dict) -> None:
    proposal["team"] = "Team Anders"


@pytest.mark.parametrize("change", [_rows_in_it, _a_table_of_people, _another_team])
def test_a_proposal_that_an_adapted_notebook_made_otherwise_is_refused(workspace, change):
    propose_release(workspace, a_content())
    file = proposal_file(workspace, TEAM, PERIOD)
    proposal = json.loads(file.read_text())
    change(proposal)
    file.write_text(json.dumps(proposal))
    with pytest.raises(UserError) as refused:
        publish(workspace, TEAM, PERIOD, "hash")
    assert "r1" not in refused.value.message("nl")
    assert _files(workspace) == {}


OTHERWISE = [
    a_content(a_view(a_row(counts={"improved": 27, "unchanged": 28, "deteriorated": 5}))),
    a_content(replace(a_view(), n_again=59)),
    a_content(a_view(), a_view(rater="inwoner")),
    a_content(organisation="mevrouw Sjaan"),
    a_content(notice=Text("mevrouw Sjaan", "mevrouw Sjaan")),
    a_content(purpose=("mevrouw Sjaan",)),
    a_content(a_view(a_row(label=Text("mevrouw Sjaan", "")))),
    a_content(replace(a_view(), citation="mevrouw Sjaan")),
    a_content(replace(a_view(), rater="mevrouw Sjaan")),
    a_content(min_residents=2),
    replace(a_content(), period=replace(a_content().period, label=Text("mevrouw Sjaan", ""))),
]


@pytest.mark.parametrize("content", OTHERWISE, ids=range(len(OTHERWISE)))
def test_what_the_workbench_does_not_come_to_itself_is_refused(workspace, content, own):
    own.setattr(door, "recomputed", lambda _workspace, _content: a_content())
    with pytest.raises(UserError, match="anders dan wat de werkbank zelf uitrekent") as refused:
        _publish(workspace, content)
    assert "Sjaan" not in refused.value.message("nl")
    assert _files(workspace) == {}


SMALL = {"improved": 30, "unchanged": 28, "deteriorated": 2}
UNSAFE = [
    a_row(counts=SMALL),
    a_row(counts={"improved": 60, "not_improved": 0}),
    a_row(n=9, counts=None),
    a_row(n=61),
    a_row(n=None, counts=THREE),
    a_row(counts={**THREE, "mevrouw Sjaan": 0}),
    a_row(mean_shift=0.4321),
    a_row(p_class="0.0432"),
    a_row(verdict="mevrouw Sjaan"),
    a_row(n=None, counts=None, interval=None, mean_shift=0.4, verdict="too_few"),
]


@pytest.mark.parametrize("row", UNSAFE, ids=range(len(UNSAFE)))
def test_a_proposal_that_breaks_a_rule_of_what_may_leave_is_refused(workspace, row):
    propose_release(workspace, a_content(a_view(row)))
    with pytest.raises(UserError, match="mag niet naar buiten"):
        publish(workspace, TEAM, PERIOD, "hash")
    assert _files(workspace) == {}


def _half_year(start: str, end: str) -> str:
    return SETTINGS + f'[[periode]]\nid = "half"\nvan = {start}\ntot_en_met = {end}\n'


@pytest.mark.parametrize(
    ("start", "end", "fits"), [("2025-12-31", "2026-06-30", False), ("2026-01-01", "2026-06-30", True)]
)
def test_a_period_that_shares_a_day_with_a_release_is_refused(workspace, start, end, fits):
    _publish(workspace, a_content())
    before = _files(workspace)
    workspace.settings_file.write_text(_half_year(start, end))
    content = a_content()
    half = replace(content.period, id="half", label=Text("half", "half"), start=start, end=end)
    if fits:
        _publish(workspace, replace(content, period=half))
    else:
        with pytest.raises(UserError, match="overlapt"):
            _publish(workspace, replace(content, period=half))
        assert _files(workspace) == before


def test_a_period_whose_window_was_moved_is_refused(workspace):
    _publish(workspace, a_content())
    moved = _half_year("2025-01-01", "2025-11-30").replace('"half"', '"2025"')
    workspace.settings_file.write_text(moved)
    with pytest.raises(UserError, match="overlapt"):
        _publish(workspace, replace(a_content(), period=replace(a_content().period, end="2025-11-30")))


def publish_on(workspace: Path, ready) -> None:
    """Publish one release after another, in a process of its own that is killed."""
    door.recomputed = lambda _workspace, content: content
    door.people = lambda _workspace, _content: set()
    place = Workspace.open(workspace)
    ready.set()
    for number in range(1, 10_000):
        _publish(place, a_content(seed=number))


WAITS = (0.0, 0.11, 0.23, 0.37, 0.5)  # seconds until each kill


def test_a_kill_at_any_moment_leaves_whole_releases(workspace):
    """Every file is whole; one that was stopped before its seal is not shown until the next publish seals it."""
    for wait in WAITS:
        writer = begun(publish_on, workspace.path)
        time.sleep(wait)
        writer.kill()
        writer.join()
    period = workspace.release / team_folder_name(TEAM) / PERIOD
    written = [opened(file).manifest.number for file in release_files(period)]
    assert written == list(range(1, len(written) + 1))
    seal_what_stands(workspace)
    releases = [read_sealed(file) for file in sealed_files(releases_of(workspace), period)]
    listed = [release.manifest.number for release in releases]
    assert listed == sorted({*listed} & {*written})
    assert len(written) - len(listed) <= len(WAITS)  # a kill stops one at most before anything lists it
    folder = workspace.release / team_folder_name(TEAM)
    assert all(read_figure(folder, r, figure.file) for r in releases for figure in r.figures)


def test_the_next_team_is_audited_beside_one_that_could_not_be_sealed(workspace, own):
    """It is in the ledger and will be shown, so whoever releases one after the other looks at it again."""
    own.setattr(look, "_YOUNG_SECONDS", 0.0)

    def no_room(*_given):
        raise OSError(errno.ENOSPC, "No space left on device")

    with look.looking_seldom(workspace.release):
        own.setattr(publishing, "seal_period", no_room)
        with pytest.raises(OSError):
            _publish(workspace, a_content())
        with look.releasing(workspace.release, "another-team", undisturbed=True):
            assert [past.noted for past in all_releases(workspace)] == [True]
