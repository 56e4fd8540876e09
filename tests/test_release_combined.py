"""The door with real measurements: blocks come out, and what two releases tell together is asked first."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from monitorlib.disclosure.second import levels_of
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.files import write_aside
from monitorlib.instruments import read_instrument
from monitorlib.measurements import release_lock
from monitorlib.release import publish as publishing
from monitorlib.release.history import all_releases
from monitorlib.release.keys import releases_of
from monitorlib.release.read import checksum, newest_releases, team_folder_name
from monitorlib.workspace import Workspace
from tests.populations import people, person, release, store
from tests.releases import read_sealed

BLOCKS = '[vrijgave]\nblokken = "wijk"\n'
MIX = [1, 0, -1]


@pytest.fixture(autouse=True)
def no_pictures(monkeypatch):
    """Pictures have tests of their own."""
    monkeypatch.setattr(publishing, "_draw", lambda _content: ())


def _workspace(tmp_path, settings="") -> Workspace:
    return Workspace.create(tmp_path / "werkmap", settings)


def _files(workspace) -> list[Path]:
    return sorted(workspace.release.rglob("*.json"))


def _two_wijken(noord: list[int], zuid: list[int]) -> list[dict]:
    return [*people(noord, "n", wijk="Noord"), *people(zuid, "z", wijk="Zuid")]


def _row(file):
    [view] = read_sealed(file).content.views
    return view, view.rows[0]


def test_a_team_is_shown_in_blocks_where_every_cell_is_safe(tmp_path):
    workspace = _workspace(tmp_path, BLOCKS)
    store(workspace, _two_wijken(MIX * 4, MIX * 3))
    view, row = _row(release(workspace))
    assert [(block.code, block.label.nl) for block in view.blocks] == [("1", "Noord"), ("2", "Zuid")]
    assert row.counts == {"improved": 7, "unchanged": 7, "deteriorated": 7}
    assert row.blocks == {
        "1": {"improved": 4, "unchanged": 4, "deteriorated": 4},
        "2": {"improved": 3, "unchanged": 3, "deteriorated": 3},
    }


def test_where_a_block_is_not_safe_the_whole_team_is_shown(tmp_path):
    workspace = _workspace(tmp_path, BLOCKS)
    store(workspace, _two_wijken(MIX * 4, [1] * 9))
    view, row = _row(release(workspace))
    assert (view.blocks, row.blocks) == ((), None)
    assert row.counts == {"improved": 13, "unchanged": 4, "deteriorated": 4}


def test_blocks_may_be_for_some_teams_only(tmp_path):
    workspace = _workspace(tmp_path, BLOCKS + 'teams = ["West"]\n')
    store(workspace, _two_wijken(MIX * 4, MIX * 3))
    view, row = _row(release(workspace))
    assert (view.blocks, row.blocks) == ((), None)


def test_a_small_wijk_is_not_named(tmp_path):
    workspace = _workspace(tmp_path, BLOCKS)
    small = people(MIX, "k", wijk="Klein")
    store(workspace, [*_two_wijken(MIX * 4, MIX * 3), *small, *people([0], "o", wijk=None)])
    view, _row_of = _row(release(workspace))
    assert [block.label.nl for block in view.blocks] == ["Noord", "Zuid, overige"]


def test_who_has_no_wijk_is_in_a_block_too(tmp_path):
    workspace = _workspace(tmp_path, BLOCKS)
    store(workspace, [*people(MIX * 4, "n", wijk="Noord"), *people(MIX * 3, "o", wijk=None)])
    view, _row_of = _row(release(workspace))
    assert [block.label["en"] for block in view.blocks] == ["Noord", "unknown"]


def test_a_kenmerk_with_forty_values_is_refused_and_nothing_is_released(tmp_path):
    workspace = _workspace(tmp_path, '[vrijgave]\nblokken = "afkomst"\n')
    rows = [row for i in range(40) for row in person(f"r{i:02d}", MIX[i % 3], kenmerk_afkomst=f"mevrouw {i}")]
    store(workspace, rows)
    with pytest.raises(UserError, match="'afkomst' heeft 40 waarden") as refused:
        release(workspace)
    assert "mevrouw" not in refused.value.message("nl")
    assert _files(workspace) == []


def test_a_kenmerk_that_is_not_there_is_refused(tmp_path):
    workspace = _workspace(tmp_path, '[vrijgave]\nblokken = "leeftijd"\n')
    store(workspace, people(MIX * 4))
    with pytest.raises(UserError, match="'leeftijd' staat niet in de gegevens"):
        release(workspace)


NEWCOMERS = [([0], True), ([1] * 6, True), (MIX * 2, True), (MIX * 3, False)]


@pytest.mark.parametrize(("turns", "refused"), NEWCOMERS)
def test_newcomers_are_released_only_as_a_group_that_could_be_shown(tmp_path, turns, refused):
    workspace = _workspace(tmp_path)
    store(workspace, people(MIX * 5))
    first = release(workspace)
    store(workspace, people(turns, "nieuw"))
    if refused:
        with pytest.raises(UserError, match="de groep is te weinig veranderd"):
            release(workspace)
        assert [file.name for file in _files(workspace)] == ["1.json", "zegel.json", "team.json"]
    else:
        second = release(workspace)
        assert (first.name, second.name) == ("1.json", "2.json")
        assert "combined with 1 releases" in read_sealed(second).manifest.audit


def test_one_correction_is_refused(tmp_path):
    workspace = _workspace(tmp_path)
    store(workspace, people(MIX * 5))
    release(workspace)
    store(workspace, person("r000", -1)[1:])
    with pytest.raises(UserError, match="verbeterd werd"):
        release(workspace)


def test_the_same_residents_in_other_blocks_are_refused_where_the_blocks_cut_each_other(tmp_path):
    """Release 1 by wijk, release 2 by household: where they cut, two residents stand alone."""
    workspace = _workspace(tmp_path, BLOCKS)
    rows = [
        *people(MIX * 4, "a", wijk="Noord", kenmerk_gezin="alleen"),
        *people(MIX[:2], "b", wijk="Noord", kenmerk_gezin="samen"),
        *people(MIX * 4, "c", wijk="Zuid", kenmerk_gezin="samen"),
    ]
    store(workspace, rows)
    release(workspace)
    workspace.settings_file.write_text('[vrijgave]\nblokken = "gezin"\n')
    with pytest.raises(UserError, match="te weinig veranderd"):
        release(workspace)


def test_a_team_that_was_renamed_and_gained_one_resident_is_refused(tmp_path):
    workspace = _workspace(tmp_path)
    store(workspace, people(MIX * 5))
    release(workspace)
    store(workspace, [*people(MIX * 5, team="Oost en West")[1::2], *person("nieuw", 1, team="Oost en West")])
    with pytest.raises(UserError, match="te weinig veranderd"):
        release(workspace, "Oost en West")
    assert not list((workspace.release / team_folder_name("Oost en West")).glob("*/*.json"))


def test_a_team_that_was_renamed_and_is_the_same_is_released(tmp_path):
    workspace = _workspace(tmp_path)
    store(workspace, people(MIX * 5))
    release(workspace)
    store(workspace, people(MIX * 5, team="Oost en West")[1::2])
    assert release(workspace, "Oost en West").name == "1.json"


@pytest.mark.parametrize(("each", "leaves"), [(4, False), (5, True)])
def test_the_first_release_of_a_renamed_team_leaves_only_where_outsiders_may_see_the_difference(
    tmp_path, each, leaves
):
    """The name is new, the residents are not: outsiders keep what left under the old name."""
    workspace = _workspace(tmp_path)
    store(workspace, people(MIX * 5))
    release(workspace)
    moved = people(MIX * 5, team="Oost en West")[1::2]
    store(workspace, [*moved, *people(MIX * each, "nieuw", team="Oost en West")])
    file = release(workspace, "Oost en West")
    assert (file.name, read_sealed(file).may_leave) == ("1.json", leaves)


def test_another_teams_later_version_with_other_residents_changes_nothing(tmp_path):
    workspace = _workspace(tmp_path)
    store(workspace, people(MIX * 5))
    release(workspace)
    store(workspace, people(MIX * 5, "w", team="West"))
    file = release(workspace, "West")
    assert "combined with 0 releases" in read_sealed(file).manifest.audit


def test_a_team_that_shares_only_a_past_resident_may_have_another_window(tmp_path):
    """Somebody was measured by Oost once, in another year; that release does not hold him."""
    half = '[[periode]]\nid = "half"\nvan = 2025-01-01\ntot_en_met = 2025-10-31\nteams = ["West"]\n'
    year = '[[periode]]\nid = "2025"\nvan = 2025-01-01\ntot_en_met = 2025-12-31\nteams = ["Oost"]\n'
    workspace = _workspace(tmp_path, half + year)
    rows = [*people(MIX * 5, "o"), *people(MIX * 5, "w", team="West"), *person("w000", 0, year=2023)]
    store(workspace, rows)
    release(workspace)
    assert release(workspace, "West", "half").name == "1.json"


def test_answers_are_released_and_compared_too(tmp_path):
    workspace = _workspace(tmp_path)
    question = {"instrument": "eenvoudige-vraag", "leefgebied": _QUESTION}
    rows = [row for row in people([0] * 15, **question) if row["measured_on"].month == 9]
    scored = [{**row, "score": float(_ENDS[i % len(_ENDS)])} for i, row in enumerate(rows)]
    store(workspace, scored)
    _view, row = _row(release(workspace))
    assert (row.n, sum(row.counts.values()), tuple(row.counts)[0]) == (15, 15, "yes")
    few = [{**scored[0], "resident_id": "nieuw"}]
    store(workspace, few)
    with pytest.raises(UserError, match="te weinig veranderd"):
        release(workspace)


_ASKED = read_instrument("eenvoudige-vraag")
_QUESTION = _ASKED.leefgebieden[0].code
_ENDS = (_ASKED.scale.low, _ASKED.scale.high, (_ASKED.scale.low + _ASKED.scale.high) // 2)


def test_of_too_few_answers_nothing_is_told(tmp_path):
    workspace = _workspace(tmp_path)
    rows = people([0] * 9, instrument="eenvoudige-vraag", leefgebied=_QUESTION)[1::2]
    store(workspace, [{**row, "score": float(_ENDS[1])} for row in rows])
    _view, row = _row(release(workspace))
    assert (row.n, row.counts, row.verdict) == (None, None, "too_few")


def test_a_team_without_scores_has_nothing_to_release(tmp_path):
    workspace = _workspace(tmp_path)
    store(workspace, people(MIX * 5))
    with pytest.raises(UserError, match="geen metingen met een score"):
        release(workspace, "Oost", "2019")


def test_two_teams_that_were_merged_are_released_where_each_could_be_shown(tmp_path):
    workspace = _workspace(tmp_path)
    store(workspace, [*people(MIX * 5, "o"), *people(MIX * 5, "w", team="West")])
    for team in ("Oost", "West"):
        release(workspace, team)
    store(workspace, people(MIX * 5, "w", team="Oost")[1::2])
    assert release(workspace, "Oost").name == "2.json"


def test_a_renamed_team_may_not_release_a_window_that_overlaps(tmp_path):
    half = '[[periode]]\nid = "half"\nvan = 2025-01-01\ntot_en_met = 2025-10-31\nteams = ["West"]\n'
    year = '[[periode]]\nid = "2025"\nvan = 2025-01-01\ntot_en_met = 2025-12-31\nteams = ["Oost"]\n'
    workspace = _workspace(tmp_path, half + year)
    store(workspace, people(MIX * 5))
    release(workspace)
    store(workspace, people(MIX * 5, team="West")[1::2])
    with pytest.raises(UserError, match="overlapt met vrijgave Oost, 2025"):
        release(workspace, "West", "half")


def test_other_teams_may_have_windows_of_their_own(tmp_path):
    half = '[[periode]]\nid = "half"\nvan = 2025-01-01\ntot_en_met = 2025-10-31\nteams = ["West"]\n'
    year = '[[periode]]\nid = "2025"\nvan = 2025-01-01\ntot_en_met = 2025-12-31\nteams = ["Oost"]\n'
    workspace = _workspace(tmp_path, half + year)
    store(workspace, [*people(MIX * 5, "o"), *people(MIX * 5, "w", team="West")])
    release(workspace)
    assert release(workspace, "West", "half").name == "1.json"


def _published_twice(tmp_path) -> tuple[Workspace, Path, Path]:
    workspace = _workspace(tmp_path)
    store(workspace, people(MIX * 5))
    first = release(workspace)
    workspace.settings_file.write_text("marge = 0.2\n")
    return workspace, first, release(workspace)


@pytest.mark.parametrize("gone", [0, 1])
def test_a_release_that_is_missing_stops_every_other(tmp_path, gone):
    workspace, *files = _published_twice(tmp_path)
    files[gone].unlink()
    with pytest.raises(UserError, match=rf"Vrijgave {gone + 1} van .*2025 ontbreekt"):
        release(workspace)


def test_a_team_folder_that_is_gone_is_missed(tmp_path):
    workspace, first, second = _published_twice(tmp_path)
    for file in [*first.parent.glob("*"), first.parent.parent / "team.json"]:
        file.unlink()
    first.parent.rmdir()
    first.parent.parent.rmdir()
    with pytest.raises(UserError, match="ontbreekt"):
        all_releases(workspace)


def test_a_release_changed_by_hand_stops_every_other_also_with_a_new_seal(tmp_path):
    workspace, first, _second = _published_twice(tmp_path)
    sealed = json.loads(first.read_text())
    sealed["release"]["content"]["views"][0]["rows"][0]["counts"]["improved"] += 1
    write_aside(first, json.dumps(sealed).encode())
    with pytest.raises(UserError, match="veranderd na het vrijgeven"):
        release(workspace)
    sealed["checksum"] = checksum(sealed["release"])
    write_aside(first, json.dumps(sealed).encode())
    with pytest.raises(UserError, match=r"Vrijgave 1 van .* is veranderd na het vrijgeven"):
        release(workspace)


def test_two_who_release_at_once_wait_for_each_other(tmp_path, monkeypatch):
    workspace = _workspace(tmp_path)
    store(workspace, people(MIX * 5))
    monkeypatch.setattr(publishing, "release_lock", lambda place: release_lock(place, patience=0.1))
    holder = "import sys; from monitorlib.measurements import release_lock; "
    holder += "from monitorlib.workspace import Workspace\n"
    holder += "with release_lock(Workspace.open(sys.argv[1])): print('go', flush=True); input()"
    other = subprocess.Popen(
        [sys.executable, "-c", holder, str(workspace.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    other.stdout.readline()
    with pytest.raises(UserError, match="Iemand anders geeft nu iets vrij"):
        release(workspace)
    other.communicate(b"\n")
    assert release(workspace).name == "1.json"


def test_a_pseudonym_in_what_would_leave_is_refused(tmp_path):
    """A wijk that is named like a worker's pseudonym would stand in the label of a block."""
    workspace = _workspace(tmp_path, BLOCKS)
    rows = [*people(MIX * 4, "n", wijk="w-0001-pseudonym"), *people(MIX * 3, "z", wijk="Zuid")]
    store(workspace, rows)
    with pytest.raises(UserError, match="er staat een pseudoniem"):
        release(workspace)
    assert _files(workspace) == []


# begin, turn: three of each level, three who improve from each but the best, three at the best who lose
BEGUN = [(1, 1), (2, 1), (3, 1), (4, 0), (5, 0), (5, -1), (4, -1), (2, 0), (1, 0)] * 3


def _begun(each: list[tuple[int, int]], prefix="r") -> list[dict]:
    return [
        row for i, (begin, turn) in enumerate(each) for row in person(f"{prefix}{i:03d}", turn, begin=begin)
    ]


def test_who_could_improve_and_the_start_scores_are_released(tmp_path):
    """By hand: 27 residents, six began at 5; nine improved, twelve could have and did not."""
    workspace = _workspace(tmp_path)
    store(workspace, _begun(BEGUN))
    view, row = _row(release(workspace))
    assert row.counts == {"improved": 9, "unchanged": 12, "deteriorated": 6}
    assert row.could_improve == 21 and view.scale == (1.0, 5.0)
    assert row.start == {"1": 6, "2": 6, "3": 3, "4": 6, "5": 6}


def test_residents_measured_once_count_at_the_start(tmp_path):
    """Six were measured once, all at 5; with who could improve, the best level alone would tell of them."""
    workspace = _workspace(tmp_path)
    store(workspace, [*_begun(BEGUN), *_begun([(5, 0)] * 6, "once")[::2]])
    _view, row = _row(release(workspace))
    assert (row.n, row.start) == (27, {"1-2": 12, "3": 3, "4-5": 18})


def test_four_residents_measured_once_hide_the_start_scores(tmp_path):
    workspace = _workspace(tmp_path)
    store(workspace, [*_begun(BEGUN), *_begun([(5, 0)] * 4, "once")[::2]])
    _view, row = _row(release(workspace))
    assert (row.n, row.could_improve, row.start) == (27, 21, None)


GROWN = [*BEGUN[:9], *BEGUN[:9], *BEGUN[:9]]


@pytest.mark.parametrize(
    ("newcomers", "refused"),
    [
        (GROWN, False),
        ([(3, turn) for turn in (1, 0, -1)] * 3, True),  # nobody of them began at the best
        ([(begin, turn) for begin, turn in GROWN if begin != 3], True),  # nobody began at 3
    ],
)
def test_newcomers_are_asked_for_their_start_too(tmp_path, newcomers, refused):
    workspace = _workspace(tmp_path)
    store(workspace, _begun(BEGUN))
    release(workspace)
    store(workspace, _begun(newcomers, "nieuw"))
    if refused:
        with pytest.raises(UserError, match="Financiën: de groep is te weinig veranderd"):
            release(workspace)
    else:
        assert release(workspace).name == "2.json"


def test_a_corrected_first_score_is_another_resident(tmp_path):
    """From 4 to 4 becomes from 2 to 2: no shift changed, the start did."""
    workspace = _workspace(tmp_path)
    store(workspace, _begun(BEGUN))
    release(workspace)
    store(workspace, person("r003", 0, begin=2))
    with pytest.raises(UserError, match="verbeterd werd"):
        release(workspace)


@pytest.mark.parametrize(("once", "refused"), [([1, 2, 3, 4, 5] * 3, False), ([1, 3, 4] * 5, True)])
def test_start_scores_in_other_merges_are_compared_in_the_finest(tmp_path, once, refused):
    """First every level alone; with residents measured once the runs 1-2, 3 and 4-5, as at the best alone they
    could be subtracted. Fifteen of whom nobody began at 2 are refused all the same: level 2 was told before."""
    workspace = _workspace(tmp_path)
    store(workspace, _begun(BEGUN))
    assert len(_row(release(workspace))[1].start) == 5
    store(workspace, _begun([(begin, 0) for begin in once], "once")[::2])
    if refused:
        with pytest.raises(UserError, match="te weinig veranderd"):
            release(workspace)
    else:
        _view, row = _row(release(workspace))
        assert (row.n, row.start) == (27, {"1-2": 18, "3": 6, "4-5": 18})


@pytest.mark.parametrize(("newcomers", "refused"), [([30, 0, -30] * 4, False), ([30, 30, 30], True)])
def test_scores_on_a_line_have_no_levels_and_are_compared_too(tmp_path, newcomers, refused):
    workspace = _workspace(tmp_path)
    line = {"instrument": "wat-telt", "rater": "inwoner", "leefgebied": "geld", "begin": 50}
    store(workspace, people([30, 0, -30] * 5, **line))
    view, row = _row(release(workspace))
    assert (view.scale, row.n, row.could_improve, row.start) == (None, 15, None, None)
    store(workspace, people(newcomers, "nieuw", **line))
    if refused:
        with pytest.raises(UserError, match="te weinig veranderd"):
            release(workspace)
    else:
        assert release(workspace).name == "2.json"


@pytest.mark.parametrize(
    ("id", "ends"),
    [
        ("zrm-2017", (1.0, 5.0)),
        ("djg-6", (6.0, 0.0)),
        ("cantril", (0.0, 10.0)),
        ("djg-11", None),  # twelve levels
        ("ors", None),
        ("gas", None),  # begins below zero
        ("wat-telt", None),
    ],
)
def test_levels_are_few_whole_scores_from_the_worst_to_the_best(id, ends):
    levels = levels_of(read_instrument(id))
    assert (levels and levels.ends) == ends


def test_an_instrument_without_a_direction_has_no_levels():
    assert levels_of(replace(read_instrument("zrm-2017"), better_is="none")) is None


@pytest.mark.parametrize(("each", "leaves"), [(3, False), (4, False), (5, True)])
def test_a_release_leaves_the_room_where_newcomers_keep_the_export_profile_too(tmp_path, each, leaves):
    """Nine newcomers are enough for the team; outsiders need ten, and five of every class."""
    workspace = _workspace(tmp_path)
    store(workspace, people(MIX * 5))
    first = release(workspace)
    store(workspace, people(MIX * each, "nieuw"))
    second = release(workspace)
    assert (first.name, second.name) == ("1.json", "2.json")
    assert read_sealed(second).may_leave is leaves
    folder = first.parent.parent
    releases = releases_of(workspace)
    assert [newest.manifest.number for newest in newest_releases(releases, folder)] == [2]
    assert [newest.manifest.number for newest in newest_releases(releases, folder, leaving=True)] == [
        2 if leaves else 1
    ]


def test_after_a_release_that_did_not_leave_the_next_is_held_against_the_one_that_did(tmp_path):
    """Nine and nine more are eighteen newcomers for outsiders, who never saw the first nine."""
    workspace = _workspace(tmp_path)
    store(workspace, people(MIX * 5))
    release(workspace)
    for prefix, leaves in (("a", False), ("b", True)):
        store(workspace, people(MIX * 3, prefix))
        assert read_sealed(release(workspace)).may_leave is leaves


def test_a_team_in_one_wijk_has_no_blocks(tmp_path):
    workspace = _workspace(tmp_path, BLOCKS)
    store(workspace, people(MIX * 5, wijk="Noord"))
    view, row = _row(release(workspace))
    assert (view.blocks, row.blocks, row.counts["improved"]) == ((), None, 5)
