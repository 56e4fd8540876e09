"""What counts as the same on a fine scale: the classes of a release, and the one border that a period keeps."""

import itertools
import json
from dataclasses import replace

import pytest

from monitorlib.cli import main
from monitorlib.disclosure.coarse import few_of
from monitorlib.disclosure.conformity import broken_rules
from monitorlib.disclosure.rules import choose_table, team_profile
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.instruments import SHIPPED
from monitorlib.measurements import measurement_version
from monitorlib.release import publish as publishing
from monitorlib.release.assemble import team_content
from monitorlib.release.beside import others_at
from monitorlib.release.borders import BORDERS_FILE, instruments_in, kept_borders
from monitorlib.release.door import others_profile, rebuilt
from monitorlib.release.own_caseload import own_caseload
from monitorlib.release.proposals import propose_release
from monitorlib.release.publish import is_current, publish
from monitorlib.release.selections import outcomes_behind
from monitorlib.released import to_json
from monitorlib.reports.elements import Paragraph
from monitorlib.reports.own import own_parts
from monitorlib.runs import notebooks_hash
from monitorlib.workspace import Workspace, calendar_year
from tests.populations import people, person, release, store
from tests.releases import a_content, a_row, a_view, of_schema, read_sealed, write_again

TEAM = team_profile(10)
LINE = {"instrument": "wat-telt", "rater": "inwoner", "leefgebied": "geld", "begin": 50}
FINE = [30, 8, -30, -8, 10, 11] * 4  # by hand: 8 improve by more than ten, 12 within it, 4 deteriorate
TEN = {"improved": 8, "unchanged": 12, "deteriorated": 4}
EVERY = {"improved": 16, "not_improved": 8}  # nobody stays exactly the same
Y2025, Y2024 = calendar_year(2025), calendar_year(2024)


@pytest.fixture(autouse=True)
def no_pictures(monkeypatch):
    """Pictures have tests of their own."""
    monkeypatch.setattr(publishing, "_draw", lambda _content: ())


@pytest.fixture
def workspace(tmp_path):
    return Workspace.create(tmp_path / "werkmap", "")


def _border(workspace, points: float, source="zelf gekozen") -> None:
    """The workspace's own copy of Wat telt, with this border."""
    shipped = (SHIPPED / "wat-telt.toml").read_text(encoding="utf-8").splitlines(keepends=True)
    rest = "".join(line for line in shipped if not line.startswith("unchanged_"))
    own = (
        f'unchanged_within = {points}\nunchanged_source = {{ nl = "{source}", en = "own" }}\n'
        if points
        else ""
    )
    workspace.instruments.mkdir(exist_ok=True)
    (workspace.instruments / "wat-telt.toml").write_text(own + rest, encoding="utf-8")


def _view(file):
    [view] = read_sealed(file).content.views
    return view


def test_on_a_line_the_same_is_up_to_the_border_and_says_so(workspace):
    store(workspace, people(FINE, **LINE))
    view = _view(release(workspace))
    assert (view.rows[0].counts, view.unchanged_within) == (TEN, 10.0)
    assert view.unchanged_source.nl.startswith("keuze vooraf")
    assert view.rows[0].mean_shift == 3.5  # of every change: (30 + 8 − 30 − 8 + 10 + 11) / 6


def test_without_a_border_the_middle_class_of_the_same_residents_is_hidden(workspace):
    _border(workspace, 0)
    store(workspace, people(FINE, **LINE))
    view = _view(release(workspace))
    assert (view.rows[0].counts, view.unchanged_within, view.unchanged_source) == (EVERY, 0.0, None)
    assert view.rows[0].few == {"unchanged": 2}


@pytest.mark.parametrize(("first", "then"), [(0, 10), (10, 0), (10, 20)])
def test_a_period_keeps_the_border_of_its_first_release(workspace, first, then):
    _border(workspace, first)
    store(workspace, people(FINE, **LINE))
    before = _view(release(workspace))
    _border(workspace, then, source="later gekozen")
    store(workspace, people([30, 0, -30] * 4, "nieuw", **LINE))
    after = _view(release(workspace))
    assert after.rows[0].n == 36
    kept = (before.unchanged_within, before.unchanged_source)
    assert (after.unchanged_within, after.unchanged_source) == kept and kept[0] == first


def test_a_period_that_was_not_released_yet_has_the_new_border(workspace):
    _border(workspace, 0)
    store(workspace, [*people(FINE, **LINE), *people(FINE, year=2024, **LINE)])
    release(workspace, period="2024")
    _border(workspace, 10)
    assert _view(release(workspace, period="2024")).unchanged_within == 0
    assert _view(release(workspace)).rows[0].counts == TEN


def test_another_team_has_the_border_of_the_period(workspace):
    """So the teams of a period stand beside each other, and who moved is counted by one border only."""
    store(workspace, [*people(FINE, **LINE), *people(FINE, "w", team="West", **LINE)])
    release(workspace)
    _border(workspace, 20)
    assert _view(release(workspace, "West")).unchanged_within == 10


def test_what_was_taken_back_keeps_its_border_too(workspace):
    store(workspace, people(FINE, **LINE))
    file = release(workspace)
    (file.parent / "ingetrokken.json").write_text(json.dumps({"number": 1, "reason": "x"}))
    _border(workspace, 20)
    assert instruments_in(workspace, Y2025)["wat-telt"].unchanged_within == 10


@pytest.mark.parametrize("ledger", ["kept", "lost", "forged"])
def test_a_proposal_under_another_border_is_refused(workspace, ledger):
    """Two tables of the same residents under two borders can be subtracted, so the door holds them apart."""
    store(workspace, people(FINE, **LINE))
    release(workspace)
    _border(workspace, 20)
    noted = workspace.runs / BORDERS_FILE
    if ledger == "lost":
        noted.unlink()
        assert instruments_in(workspace, Y2025)["wat-telt"].unchanged_within == 10  # read from the releases
    noted.write_text("{}" if ledger == "forged" else noted.read_text() if noted.is_file() else "{}")
    content = team_content(workspace, "Oost", Y2025, measurement_version(workspace))
    [view] = content.views
    propose_release(workspace, replace(content, views=(replace(view, unchanged_within=20.0),)))
    with pytest.raises(UserError) as refused:
        publish(workspace, "Oost", "2025", "hash")
    told = refused.value.message("nl")
    assert (
        "Wat telt, 2025: deze periode is eerder vrijgegeven met een grens van 10 punten voor 'gelijk', en niet "
        in told
    )
    assert "Een nieuwe grens geldt voor perioden die nog niet zijn vrijgegeven." in told
    assert len(list(workspace.release.glob("*/*/[0-9]*.json"))) == 1


def test_a_release_of_before_there_were_borders_keeps_every_difference(workspace):
    """Also with the shipped instrument, which has a border by now; its ledger of borders is of before too."""
    _border(workspace, 0)
    store(workspace, people(FINE, **LINE))
    file = release(workspace)
    values = json.loads(file.read_text())["release"]
    of_schema(values, 4)
    for view in values["content"]["views"]:
        del view["unchanged_within"], view["unchanged_source"]
    write_again(file, values)
    (workspace.runs / BORDERS_FILE).unlink()
    (workspace.instruments / "wat-telt.toml").unlink()
    before = read_sealed(file)
    assert not before.outdated and before.content.views[0].unchanged_within == 0
    assert instruments_in(workspace, Y2024)["wat-telt"].unchanged_within == 10
    store(workspace, people([30, 0, -30] * 4, "nieuw", **LINE))
    after = _view(release(workspace))
    assert (after.unchanged_within, after.rows[0].n) == (0, 36)


def test_a_changed_border_makes_no_release_of_a_period_that_keeps_its_own(workspace):
    store(workspace, people(FINE, **LINE))
    release(workspace)
    _border(workspace, 20)
    assert is_current(workspace, "Oost", "2025", measurement_version(workspace), "hash")


def test_a_release_is_rebuilt_under_its_own_border(workspace):
    store(workspace, people(FINE, **LINE))
    made = read_sealed(release(workspace))
    _border(workspace, 20)
    assert rebuilt(workspace, made) == made.content
    cells = outcomes_behind(workspace, made.content)["cell"].value_counts().to_dict()
    assert cells == {0: 8, 1: 12, 2: 4}


def test_the_page_of_an_own_caseload_has_the_border_of_the_team(workspace):
    own = people([30, 30, 30, 30, 8, -8, 0, -30, -30, -30], "a", worker_id="w-anna-pseudonym", **LINE)
    others = [30, 30, 30, 30, 8, 9, -9, 7, -30, -30, -30, -30]
    rest = [
        row
        for i, turn in enumerate(others)
        for row in person(f"o{i}", turn, worker_id=("w-bert-pseudonym", "w-cees-pseudonym")[i % 2], **LINE)
    ]
    store(workspace, [*own, *rest])
    release(workspace)
    _border(workspace, 0)
    page = own_caseload(workspace, "Oost", None, "w-anna-pseudonym").content.views[0]
    told = [
        part.text
        for part in own_parts(own_caseload(workspace, "Oost", None, "w-anna-pseudonym"), "nl")
        if isinstance(part, Paragraph)
    ]
    assert "Gelijk: niet meer dan 10 punten verschil." in told
    assert (page.unchanged_within, page.rows[0].counts) == (
        10.0,
        {"improved": 4, "unchanged": 3, "deteriorated": 3},
    )


def test_who_keeps_a_border_is_told_once_an_instrument(workspace):
    store(workspace, [*people(FINE, **LINE), *people(FINE, year=2024, **LINE)])
    for period in ("2024", "2025"):
        release(workspace, period=period)
    assert kept_borders(workspace, (Y2025, Y2024)) == []
    _border(workspace, 4.5)
    [line] = kept_borders(workspace, (Y2025, Y2024, Y2025))
    assert line.nl.startswith("Wat telt: in 2024, 2025 blijft de grens voor 'gelijk' 10 punten, zoals eerder")
    assert "De grens van 4,5 punten geldt voor perioden die nog niet zijn vrijgegeven." in line.nl


def test_publish_says_that_a_period_keeps_its_border(workspace, capsys):
    store(workspace, people(FINE, **LINE))
    propose_release(workspace, team_content(workspace, "Oost", Y2025, measurement_version(workspace)))
    publish(workspace, "Oost", "2025", notebooks_hash())
    _border(workspace, 20)
    with pytest.raises(SystemExit) as done:
        main(["publish", "--workspace", str(workspace.path), "--all"])
    told = " ".join(capsys.readouterr().out.split())
    assert done.value.code == 0 and "0 vrijgaven gemaakt, 1 was al actueel." in told
    assert "Wat telt: in 2025 blijft de grens voor 'gelijk' 10 punten" in told


def test_other_teams_under_another_border_stand_not_beside_this_one(workspace):
    view = replace(a_view(), unchanged_within=10.0, unchanged_source=Text("x", "x"))
    profile = others_profile(workspace, a_content())
    alike, other = a_content(view, team="West"), a_content(a_view(), team="Noord")
    assert len(others_at(view, "financien", (alike, other), profile)) == 1
    assert len(others_at(a_view(), "financien", (alike, other), profile)) == 1


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"unchanged_within": 10.0}, "een grens voor gelijk zonder bron"),
        ({"unchanged_within": 0.0, "unchanged_source": Text("x", "x")}, "een grens voor gelijk zonder bron"),
        ({"unchanged_within": -1.0}, "een grens voor gelijk zonder bron"),
        (
            {"unchanged_within": 2.0, "unchanged_source": Text("x", "x"), "scale": (1.0, 5.0)},
            "een te ruime grens",
        ),
        ({"unchanged_within": 1.9, "unchanged_source": Text("x", "x"), "scale": (1.0, 5.0)}, None),
        ({"unchanged_within": 10.0, "unchanged_source": Text("x", "x")}, None),
    ],
)
def test_the_door_asks_for_the_source_of_a_border(changes, told):
    problems = broken_rules(to_json(a_content(replace(a_view(a_row()), **changes))), TEAM)
    assert [problem.nl for problem in problems if told is None or told not in problem.nl] == []
    assert bool(problems) == (told is not None)


FIVE = ("much better", "a little better", "the same", "a little worse", "much worse")


def _two_pages(cells: tuple[int, ...]) -> tuple:
    """What is told of residents in five classes by two borders: the little changes count, and do not."""
    much, little, same, less, worse = cells
    tables = [(much + little, same, less + worse), (much, little + same + less, worse)]
    shown = [choose_table([table], TEAM) for table in tables]
    return tuple((str(t), str(few_of(t, [cells_], TEAM))) for t, cells_ in zip(shown, tables, strict=True))


@pytest.mark.parametrize("n", [12, 15])
def test_two_borders_on_the_same_residents_would_fix_small_counts(n):
    """The negative control of the one border a period: of every table in five classes, the pages that fix a count
    of one or two; a page under one border fixes none (tests/disclosure/test_proof.py)."""
    pages: dict[tuple, list[tuple[int, ...]]] = {}
    for cells in itertools.product(range(n + 1), repeat=4):
        if sum(cells) <= n:
            table = (*cells[:2], n - sum(cells), *cells[2:])
            pages.setdefault(_two_pages(table), []).append(table)

    def fixed(alike, place):
        values = {table[place] for table in alike}
        return len(values) == 1 and values <= {1, 2}

    found = sum(fixed(alike, place) for alike in pages.values() for place in range(len(FIVE)))
    assert found > 0
    one = {}
    for page, alike in pages.items():
        one.setdefault(page[1], []).extend(alike)
    assert not any(fixed(alike, place) for alike in one.values() for place in range(len(FIVE)))
