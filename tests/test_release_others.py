"""Nothing of another team's rows enters a release; what others released may, from three teams on, and frozen."""

import json
from dataclasses import fields, is_dataclass, replace

import pytest

from benchmarks import cross_team
from benchmarks.cross_team import attack, newcomers
from monitorlib.cli import publishing as publishing_all
from monitorlib.cli.publishing import publish_all
from monitorlib.cli.wishes import Wish
from monitorlib.disclosure.rules import export_profile
from monitorlib.explanations import explain_period, explanations
from monitorlib.explanations.checks.elsewhere import FEWER
from monitorlib.explanations.returning import NO_REPEATS
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.measurements import measurement_version
from monitorlib.release import combined, door
from monitorlib.release import publish as publishing
from monitorlib.release.assemble import team_content
from monitorlib.release.before import version_before
from monitorlib.release.beside import coarser_view, funnel_of
from monitorlib.release.elsewhere import with_elsewhere
from monitorlib.release.fields_of import CHECKS, FIELDS, Source
from monitorlib.release.keys import releases_of
from monitorlib.release.proposals import propose_release
from monitorlib.release.publish import alone, came_early, is_current, publish, renew
from monitorlib.release.read import checksum, newest_releases, team_folder_name
from monitorlib.release.references import referenced, references_to
from monitorlib.release.taking_back import withdraw_release
from monitorlib.released import Check
from monitorlib.released import content as released
from monitorlib.workspace import Workspace
from tests.populations import people, release, store
from tests.releases import (
    a_content,
    a_release,
    a_row,
    a_view,
    of_schema,
    read_sealed,
    write_again,
    write_by_hand,
)

UP, MIX, DOWN = [1, 1, 1, 1, 0, 0, -1], [1, 0, -1], [1, 0, 0, -1, -1, -1, -1]
EXPORT = export_profile(10)
TEAMS = ("Oost", "West", "Noord", "Zuid")
TWO_YEARS = """
[[periode]]
id = "2024"
van = 2024-01-01
tot_en_met = 2024-12-31
[[periode]]
id = "2025"
van = 2025-01-01
tot_en_met = 2025-12-31
"""


@pytest.fixture
def pictures(monkeypatch):
    """Pictures are drawn where a test asks for them; each takes a second."""
    return monkeypatch.undo


@pytest.fixture(autouse=True)
def no_pictures(monkeypatch):
    monkeypatch.setattr(publishing, "_draw", lambda _content: ())


def a_town(tmp_path, turns=UP, teams=TEAMS, settings="") -> Workspace:
    """A workspace in which each of these teams has five times these residents."""
    workspace = Workspace.create(tmp_path / "werkmap", settings)
    store(workspace, [row for team in teams for row in people(turns * 5, team[0].lower(), team=team)])
    return workspace


def own_content(workspace, team="Oost"):
    """What the workbench comes to for a team from all that is stored."""
    window = workspace.settings().period("2025", team)
    return team_content(workspace, team, window, measurement_version(workspace))


def elsewhere(content) -> Check:
    """The released answer of `elsewhere` at the first leefgebied."""
    return next(check for check in content.views[0].rows[0].checks if check.check == "elsewhere")


def test_every_field_of_a_release_has_a_source():
    """A field that is added without saying whose rows it holds stops here."""
    kinds = [
        each
        for each in vars(released).values()
        if is_dataclass(each) and each.__module__ == released.__name__
    ]
    assert {kind.__name__: {field.name for field in fields(kind)} for kind in kinds} == {
        name: set(entries) for name, entries in FIELDS.items()
    }


def test_what_tells_of_others_is_an_explanation_and_every_such_explanation_is_named():
    told = [name for kind, entries in FIELDS.items() for name, of in entries.items() if Source.OTHERS in of]
    assert set(told) == {"answer", "strength", "flagged", "takes_away", "sentence", "question"}
    assert set(CHECKS) <= set(explanations())


@pytest.mark.parametrize("others", [[0] * 25, UP * 5, DOWN * 5, [0] * 25 + [-1], [2] * 12])
def test_a_team_tells_the_same_whatever_became_of_the_residents_of_another(tmp_path, others):
    """The leak that this is about: with one other team, of whom nobody changed, the spread was 0.0."""
    found = []
    for number, turns in enumerate((MIX * 8, others)):
        workspace = Workspace.create(tmp_path / str(number), "")
        store(workspace, [*people(UP * 5), *people(turns, "w", team="West", begin=3)])
        content = own_content(workspace)
        found.append((content, read_sealed(release(workspace)).content))
    assert found[0] == found[1]


def test_the_pictures_of_a_team_are_the_same_too(tmp_path, pictures):
    pictures()
    files = []
    for number, turns in enumerate((MIX * 8, DOWN * 5)):
        workspace = Workspace.create(tmp_path / str(number), "")
        store(workspace, [*people(UP * 5), *people(turns, "w", team="West")])
        files.append({f.name: f.read_bytes() for f in release(workspace).parent.glob("*.svg")})
    assert files[0] == files[1] and len(files[0]) == 2


def test_inside_the_wall_the_analyst_still_sees_the_other_teams(tmp_path):
    workspace = a_town(tmp_path)
    checks = explain_period(workspace, "Oost", workspace.settings().period("2025", "Oost"))
    assert checks.set_index("check").loc["elsewhere", "takes_away"] == pytest.approx(15 / 35)


def test_a_return_and_other_teams_cannot_be_told_from_two_measurements_of_the_own_residents(tmp_path):
    content = own_content(a_town(tmp_path))
    checks = {check.check: check for check in content.views[0].rows[0].checks}
    silent = [checks[name] for name in ("regression_to_the_mean", "elsewhere")]
    assert {(check.answer, check.flagged, check.takes_away) for check in silent} == {
        ("cannot_say", False, None)
    }
    assert [check.sentence for check in silent] == [NO_REPEATS, FEWER]
    assert checks["ceiling"].answer == "contradicts"


def _others(counts, how_many=3, **changes):
    n = sum(counts)
    named = dict(zip(("improved", "unchanged", "deteriorated"), counts, strict=True))
    row = a_row(counts=named, n=n, **changes)
    return tuple(a_content(a_view(row), team=f"Team {number}") for number in range(how_many))


def _beside(others, own=None):
    check = Check("elsewhere", FEWER, "cannot_say", None, False, None, FEWER, FEWER, FEWER)
    row = replace(own or a_row(), checks=(check,))
    return elsewhere(with_elsewhere(a_content(a_view(row)), others, EXPORT))


@pytest.mark.parametrize(
    ("others", "answer"),
    [
        (_others((30, 20, 10)), "supports"),  # 90 of 180 improved, 30 deteriorated; we 26 and 5 of 60
        (_others((10, 20, 30)), "contradicts"),
        (_others((20, 20, 20)), "contradicts"),  # net 0 beside .35
        (_others((5, 6, 5)), "contradicts"),
        (_others((8, 6, 5)), "cannot_say"),  # .16 beside .35, with standard errors of .11 and .08
        (_others((30, 20, 10), 2), "cannot_say"),
        (_others((30, 26, 4)), "cannot_say"),  # four may not leave the room
    ],
)
def test_elsewhere_is_answered_from_three_other_teams_or_more(others, answer):
    found = _beside(others)
    assert found.answer == answer
    assert (found.flagged, found.strength) == ((True, "strong") if answer == "supports" else (False, None))


def test_why_elsewhere_cannot_be_told_is_said():
    assert _beside(_others((30, 20, 10), 2)).sentence == FEWER
    assert _beside(_others((30, 26, 4))).sentence == FEWER
    open_ = _beside(
        _others((7, 6, 5)), a_row(counts={"improved": 8, "unchanged": 6, "deteriorated": 6}, n=20)
    )
    assert open_.sentence == explanations()["elsewhere"].told["cannot_say"]


@pytest.mark.parametrize(
    ("theirs", "ours", "away"), [(0.44, 0.4, 0.4), (None, 0.4, None), (0.44, None, None)]
)
def test_what_others_moved_is_their_released_mean_with_one_decimal(theirs, ours, away):
    assert _beside(_others((30, 20, 10), mean_shift=theirs), a_row(mean_shift=ours)).takes_away == away


def test_larger_teams_weigh_more_in_what_others_moved():
    """By hand: (60 × 0.2 + 60 × 0.2 + 120 × 0.6) / 240 = 0.4."""
    small, large = _others((30, 20, 10), 2, mean_shift=0.2), _others((60, 40, 20), 3, mean_shift=0.6)[2:]
    assert _beside((*small, *large)).takes_away == 0.4


@pytest.mark.parametrize("side", [1, -1])
def test_the_same_way_is_up_or_down(side):
    order = slice(None, None, side)
    counts = dict(zip(("improved", "unchanged", "deteriorated"), (26, 29, 5)[order], strict=True))
    interval = released.Interval(*sorted((side * 0.19, side * 0.35, side * 0.48))) if side > 0 else None
    interval = interval or released.Interval(-0.35, -0.48, -0.19)
    own = a_row(counts=counts, interval=replace(interval, estimate=side * 0.35), mean_shift=side * 0.4)
    assert _beside(_others((30, 20, 10)[order], mean_shift=side * 0.3), own).answer == "supports"


def test_beside_two_classes_of_ours_it_cannot_be_told():
    own = a_row(counts={"improved": 26, "not_improved": 34}, mean_shift=None, p_class=None)
    found = _beside(_others((30, 20, 10)), own)
    assert (found.answer, found.takes_away) == ("cannot_say", None)


def test_a_content_without_other_teams_is_what_the_notebook_proposes(tmp_path):
    workspace = a_town(tmp_path)
    content = own_content(workspace)
    assert alone(workspace, content) == content


def test_the_funnel_stands_on_released_counts():
    """By hand: others 90 − 30 of 180 is .33; with our 26 − 5 of 60, 116 and 35 of 240: sd √(151/240 − .3375²)."""
    own = a_row()
    drawn = funnel_of(own, a_view(own), _others((30, 20, 10)), EXPORT)
    assert drawn.centre == pytest.approx(1 / 3)
    assert drawn.sigma == pytest.approx((151 / 240 - (81 / 240) ** 2) ** 0.5)
    assert [(point.n, round(point.net, 2), point.own) for point in drawn.points] == [
        (60, 0.35, True),
        *[(60, 0.33, False)] * 3,
    ]


@pytest.mark.parametrize(("others", "drawn"), [(3, True), (2, False)])
def test_among_fewer_than_three_others_no_funnel_is_drawn(others, drawn):
    own = a_row()
    assert (funnel_of(own, a_view(own), _others((30, 20, 10), others), EXPORT) is not None) is drawn


def test_a_leefgebied_of_which_a_class_is_hidden_stands_in_no_funnel():
    own = a_row(counts={"improved": 26, "not_improved": 34})
    assert funnel_of(own, a_view(own), _others((30, 20, 10)), EXPORT) is None


@pytest.mark.parametrize(
    ("measured", "again", "told"),
    [
        (60, 60, (60, 60)),
        (61, 60, (None, 60)),
        (60 + EXPORT.k - 1, 60, (None, 60)),
        (60 + EXPORT.k, 60, (60 + EXPORT.k, 60)),
        (100, EXPORT.min_residents, (100, EXPORT.min_residents)),
        (100, EXPORT.min_residents - 1, (None, None)),
        (None, 60, (None, None)),
        (140, None, (None, None)),
    ],
)
def test_outside_the_team_who_was_measured_once_is_told_of_nobody_or_of_k(measured, again, told):
    view = replace(a_view(), n_measured=measured, n_again=again)
    coarser = coarser_view(view, EXPORT, 0.15)
    assert (coarser.n_measured, coarser.n_again) == told


def released_town(tmp_path, turns=UP) -> Workspace:
    """The four teams, released one after another."""
    workspace = a_town(tmp_path, turns)
    for team in TEAMS:
        release(workspace, team)
    return workspace


def shown(workspace, team="Oost"):
    """The release of a team that a reader sees."""
    return newest_releases(releases_of(workspace), workspace.release / team_folder_name(team))[0]


def test_a_release_names_the_three_others_by_number_and_not_by_name(tmp_path):
    workspace = released_town(tmp_path)
    last = shown(workspace, "Zuid")
    assert [len(shown(workspace, team).manifest.references) for team in TEAMS] == [0, 1, 2, 3]
    assert elsewhere(last.content).answer == "supports"
    assert {each.team for each in last.manifest.references} == {
        team_folder_name(team)[-8:] for team in TEAMS[:3]
    }
    named = json.dumps([vars(each) for each in last.manifest.references])
    assert not any(team.lower() in named.lower() for team in TEAMS)


def test_the_file_of_a_team_rests_on_what_others_may_tell_outside_and_on_nothing_finer(tmp_path):
    """West tells its own team 15, 16 and 4, or 15, 17 and 3: outside it is 15 and 20 both times."""
    files = []
    for lost in (4, 3):
        turns = {"West": [1] * 15 + [0] * (20 - lost) + [-1] * lost}
        workspace = Workspace.create(tmp_path / str(lost), "")
        rows = [people(turns.get(team, UP * 5), team[0].lower(), team=team) for team in TEAMS]
        store(workspace, [row for each in rows for row in each])
        counts = [read_sealed(release(workspace, team)).content.views[0].rows[0].counts for team in TEAMS]
        assert counts[1] == {"improved": 15, "unchanged": 20 - lost, "deteriorated": lost}
        told = shown(workspace, "Zuid")
        files.append(replace(told, manifest=replace(told.manifest, created="")))
    assert files[0] == files[1] and len(files[0].manifest.references) == 3


def test_teams_that_came_before_there_were_others_are_released_once_more(tmp_path):
    workspace = released_town(tmp_path)
    early = came_early(workspace)
    assert {each.content.team for each in early} == set(TEAMS[:3])
    assert not is_current(workspace, "Oost", "2025", 0, "hash")
    assert {renew(workspace, each).name for each in early} == {"2.json"}
    assert came_early(workspace) == []
    assert is_current(workspace, "Oost", "2025", 0, "hash")
    assert elsewhere(shown(workspace).content).answer == "supports"


def test_publishing_ends_with_the_teams_that_came_early(tmp_path):
    workspace = released_town(tmp_path)
    files = publish_all(workspace, [], 1, lambda _wish: None).files
    assert ([file.name for file in files], came_early(workspace)) == (["2.json"] * 3, [])


def test_a_team_that_cannot_be_released_once_more_is_told(tmp_path, monkeypatch):
    def refuses(_workspace, _release):
        raise UserError(Text("Dat mag niet.", "That may not be."))

    workspace = released_town(tmp_path)
    monkeypatch.setattr(publishing_all, "renew", refuses)
    with pytest.raises(UserError, match="Dat mag niet"):
        publish_all(workspace, [], 1, lambda _wish: None)


def test_the_periods_of_a_team_are_released_in_their_order(tmp_path):
    settings = Workspace.create(tmp_path / "werkmap", TWO_YEARS).settings()
    wishes = [Wish(team, year) for year in ("2025", "2024") for team in ("Oost", "West")]
    lines = publishing_all._by_team(settings, wishes)
    assert {team: [wish.period for wish in line] for team, line in lines.items()} == {
        "Oost": ["2024", "2025"],
        "West": ["2024", "2025"],
    }


def test_what_others_release_later_changes_no_page_and_no_recomputation(tmp_path):
    workspace = released_town(tmp_path)
    before = shown(workspace, "Zuid")
    store(workspace, people(DOWN * 6, "nieuw", team="West"))
    assert release(workspace, "West").name == "2.json"
    assert is_current(workspace, "Zuid", "2025", 0, "hash")
    assert door.rebuilt(workspace, before) == before.content
    assert renew(workspace, before).name == "1.json"
    assert shown(workspace, "Zuid") == before
    assert references_to(releases_of(workspace), before.content) != before.manifest.references


def test_with_new_residents_the_newest_of_others_is_looked_at(tmp_path):
    workspace = released_town(tmp_path)
    store(workspace, [*people(DOWN * 6, "nieuw", team="West"), *people(UP * 6, "jong", team="Zuid")])
    for team in ("West", "Zuid"):
        release(workspace, team)
    last = shown(workspace, "Zuid")
    assert last.manifest.references == references_to(releases_of(workspace), last.content)
    assert 2 in {each.number for each in last.manifest.references}


def test_a_reference_that_was_taken_back_is_no_dot_and_is_still_recomputed(tmp_path):
    workspace = released_town(tmp_path)
    last = shown(workspace, "Zuid")
    withdraw_release(workspace, "West", "2025", "fout in de export")
    assert len(referenced(releases_of(workspace), last.manifest.references)) == 2
    assert len(referenced(releases_of(workspace), last.manifest.references, taken_back=True)) == 3
    assert door.rebuilt(workspace, last) == last.content


@pytest.mark.parametrize("how", ["gone", "unreadable"])
def test_a_reference_that_cannot_be_read_is_not_shown(tmp_path, how):
    own = a_content()
    files = [write_by_hand(tmp_path / "release", a_release(each)) for each in _others((30, 20, 10))]
    releases = releases_of(Workspace(tmp_path))
    references = references_to(releases, own)
    if how == "gone":
        files[0].unlink()
    else:
        files[0].write_text("{")
    assert (len(references), len(referenced(releases, references))) == (3, 2)


def test_a_team_whose_releases_are_refused_is_no_other_team_and_stops_nobody(tmp_path):
    own = a_content()
    files = [write_by_hand(tmp_path / "release", a_release(each)) for each in _others((30, 20, 10))]
    (files[0].parent / "zegel.json").unlink()
    assert len(references_to(releases_of(Workspace(tmp_path)), own)) == 2


def _two_years(tmp_path) -> Workspace:
    workspace = Workspace.create(tmp_path / "werkmap", TWO_YEARS)
    years = ((2024, "a", 3), (2024, "b", 2), (2025, "c", 3), (2025, "d", 2))
    store(
        workspace,
        [row for year, name, begin in years for row in people(UP * 3, name, year=year, begin=begin)],
    )
    return workspace


def _propose(workspace, before_version):
    window = workspace.settings().period("2025", "Oost")
    content = team_content(
        workspace, "Oost", window, measurement_version(workspace), before_version=before_version
    )
    propose_release(workspace, content)
    return content


def _case_mix(content) -> Check:
    return next(check for check in content.views[0].rows[0].checks if check.check == "case_mix")


def test_a_period_that_was_not_released_is_not_looked_back_on(tmp_path):
    workspace = _two_years(tmp_path)
    assert version_before(workspace, "Oost", workspace.settings().period("2025", "Oost")) is None
    assert version_before(workspace, "Oost", workspace.settings().period("2024", "Oost")) is None
    assert _case_mix(_propose(workspace, None)).answer == "cannot_say"
    _propose(workspace, 0)
    with pytest.raises(UserError, match="cijfers die nooit zijn vrijgegeven"):
        publish(workspace, "Oost", "2025", "hash")


def test_an_explanation_looks_back_on_the_rows_that_were_released_and_no_later_ones(tmp_path):
    """Two more residents in 2024 are too few to release again, so they must not enter 2025 either."""
    workspace = _two_years(tmp_path)
    release(workspace, period="2024")
    window = workspace.settings().period("2025", "Oost")
    before = _propose(workspace, version_before(workspace, "Oost", window))
    assert _case_mix(before).answer == "contradicts"
    store(workspace, people([-2] * 9, "laat", year=2024, begin=4))
    with pytest.raises(UserError, match="te weinig veranderd"):
        release(workspace, period="2024")
    after = _propose(workspace, version_before(workspace, "Oost", window))
    assert replace(after, data_version=0) == before
    assert publish(workspace, "Oost", "2025", "hash").name == "1.json"
    withdraw_release(workspace, "Oost", "2024", "fout")
    assert version_before(workspace, "Oost", window) is None
    assert door.rebuilt(workspace, shown(workspace)) == after


def _return(content) -> Check:
    return next(c for c in content.views[0].rows[0].checks if c.check == "regression_to_the_mean")


def test_a_score_of_before_counts_as_it_was_released(tmp_path):
    """All stood at 4 at the end of 2024, at 2 or 3 at the start of 2025; and nothing of before was released."""
    workspace = Workspace.create(tmp_path / "werkmap", TWO_YEARS)
    turns = [2, 2, 2, 1, 1, 0, 0, 0, -1]
    store(workspace, people([1, 1, 1, 0, 0, 0, -1, -1, -1] * 4, year=2024, begin=3))
    store(workspace, people(turns * 4, begin=2))
    assert (_return(_propose(workspace, None)).answer, _return(_propose(workspace, None)).flagged) == (
        "cannot_say",
        False,
    )
    release(workspace, period="2024")
    window = workspace.settings().period("2025", "Oost")
    version = version_before(workspace, "Oost", window)
    before = _propose(workspace, version)
    assert _return(before).answer == "supports" and _return(before).takes_away is None
    changed = people([-1] * 9, year=2024, begin=3)[1::2]
    store(workspace, changed)
    assert _return(_propose(workspace, version)) == _return(before)


def test_beside_a_hidden_class_in_the_period_before_nothing_is_looked_back_on(tmp_path):
    workspace = Workspace.create(tmp_path / "werkmap", TWO_YEARS)
    store(workspace, [*people([1] * 20 + [0] * 15, "a", year=2024), *people(UP * 5, "b", begin=2)])
    release(workspace, period="2024")
    window = workspace.settings().period("2025", "Oost")
    content = _propose(workspace, version_before(workspace, "Oost", window))
    assert (content.before_version, _case_mix(content).answer) == (0, "cannot_say")


STAY, WENT, GONE = MIX * 6, MIX * 3, [1, 1]


def _left_for_two_teams(tmp_path) -> Workspace:
    """Oost and West released; then nine of Oost went to West and two to Zuid, which releases nothing."""
    workspace = Workspace.create(tmp_path / "werkmap", "")
    first = [*people(STAY), *people(WENT, "x"), *people(GONE, "y"), *people(STAY, "w", team="West")]
    store(workspace, first)
    for team in ("Oost", "West"):
        release(workspace, team)
    left = [*people(WENT, "x", team="West", month=11), *people(GONE, "y", team="Zuid", month=11)]
    store(workspace, left[1::2])
    assert release(workspace, "West").name == "2.json"
    return workspace


def _known_of_all_files(workspace) -> int:
    known, _outcomes = cross_team._known(
        list(cross_team._pages(workspace, cross_team._all_pairs(workspace))), []
    )
    return known


def test_what_one_team_lost_and_another_gained_may_not_leave_two_residents(tmp_path):
    workspace = _left_for_two_teams(tmp_path)
    with pytest.raises(UserError, match="te weinig veranderd"):
        release(workspace)
    assert _known_of_all_files(workspace) == 0


def test_without_the_releases_of_west_the_two_would_be_known(tmp_path, monkeypatch):
    """The negative control: nobody of whom Oost tells now stands in a release of West."""
    workspace = _left_for_two_teams(tmp_path)

    def own_only(_workspace, content, others):
        return [each for each in others if each.team == content.team]

    monkeypatch.setattr(combined, "_within_reach", own_only)
    release(workspace)
    assert _known_of_all_files(workspace) == 2


def test_a_refusal_tells_no_number_of_anybody(tmp_path):
    workspace = a_town(tmp_path)
    release(workspace)
    store(workspace, people([1, 1, -1], "nieuw"))
    with pytest.raises(UserError) as refused:
        release(workspace)
    told = refused.value.message("nl").replace("2025", "")
    assert not any(sign.isdigit() for sign in told) and "West" not in told


def _of_schema_three(tmp_path):
    file = write_by_hand(tmp_path / "release", a_release())
    values = json.loads(file.read_text())["release"]
    of_schema(values, 3)
    del values["manifest"]["references"], values["content"]["before_version"]
    for row in values["content"]["views"][0]["rows"]:
        row |= {"expected": 0.3, "spread": 0.91, "checks": [{"check": "elsewhere", "answer": "supports"}]}
    write_again(file, values)
    return file


def test_a_release_of_before_is_read_without_what_rested_on_other_teams(tmp_path):
    release_ = read_sealed(_of_schema_three(tmp_path))
    assert release_.outdated and release_.may_leave
    assert release_.content.views[0].rows == (a_row(),)
    assert not a_release().outdated


def test_a_release_of_before_is_made_again(tmp_path):
    workspace = a_town(tmp_path, teams=("Oost",))
    file = release(workspace)
    values = json.loads(file.read_text())["release"]
    of_schema(values, 3)
    del values["manifest"]["references"], values["content"]["before_version"]
    for row in values["content"]["views"][0]["rows"]:
        row |= {"expected": None, "spread": None}
    file.write_text(json.dumps({"checksum": checksum(values), "release": values}))
    for ledger in workspace.runs.rglob("vrijgaven.json"):
        ledger.unlink()
    assert not is_current(workspace, "Oost", "2025", 0, "hash")
    assert release(workspace).name == "2.json"
    assert is_current(workspace, "Oost", "2025", 0, "hash")


@pytest.mark.parametrize("seed", [7, 11])
def test_who_keeps_every_file_of_every_team_knows_nobody(tmp_path, seed):
    found = attack(tmp_path, seed, teams=3, versions=3)
    assert (found.known, found.outcomes > 50, found.releases > 3) == (0, True, True)


def test_the_old_fields_gave_newcomers_away_to_the_same_attacker():
    """The negative control: the spread of the other team's changes, before and after one newcomer."""
    found = newcomers(4, first=1)
    assert found.known == 0 and found.known_before > 0
