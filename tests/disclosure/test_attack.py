"""A short version of `make bench ARGS="attack"`: the released files against somebody who knows everybody."""

from dataclasses import replace

import pytest

from benchmarks import exchanges
from benchmarks.attack import attack, attack_by_workers, naive_dashboard
from benchmarks.attacker import WAYS, Page, puzzle
from tests.releases import read_sealed


@pytest.mark.parametrize(("n", "teams"), [(15, 4), (45, 2)])
def test_an_attacker_who_keeps_every_release_knows_nobody(tmp_path, n, teams):
    known, people, releases, refused = attack(tmp_path, n, teams, seed=n)
    assert (known, people > 0, releases > 2 * teams, refused > 0) == (0, True, True, True)


def test_a_worker_with_the_page_of_the_own_caseload_knows_nobody(tmp_path):
    known, people, pages, _refused = attack_by_workers(tmp_path, 30, 2, seed=2)
    assert (known, people > 0, pages > 0) == (0, True, True)


def test_what_is_told_of_leefgebieden_together_hides_everybody_in_every_release(tmp_path):
    known, people, releases, told = exchanges.attack(tmp_path, 15, 2, seed=4)
    assert (known, people > 0, releases > 4, told > 0) == (0, True, True, True)


def test_the_ordinary_dashboard_gives_a_quarter_away():
    """The negative control, of the attacker and of the wall: counts from five on, two filters."""
    known, people = naive_dashboard(15, 6, seed=1)
    assert known / people >= 0.25


def _page(counts: dict | None, people: range, **changes) -> Page:
    row = {"n": len(people), "counts": counts, "blocks": None, "mean_shift": None, **changes}
    return Page(row, dict.fromkeys(people, ""), k=5, m=3)


def test_the_attacker_subtracts_two_pages():
    one = _page({"improved": 6, "unchanged": 4, "deteriorated": 3}, range(13))
    two = _page({"improved": 7, "unchanged": 4, "deteriorated": 3}, range(14))
    assert puzzle([one, two]).known() == 1


def test_the_attacker_uses_the_rung():
    """Of six, three improved and three not, and no three classes: any two of the rest are possible."""
    asked = puzzle([_page({"improved": 3, "not_improved": 3}, range(6))])
    assert asked.known() == 0
    asked.rows.append((asked.cell([("",)], "unchanged"), 1, 9))
    asked.rows.append((asked.cell([("",)], "deteriorated"), 3, 9))
    with pytest.raises(ValueError, match="contradict"):
        asked.known()


def test_the_attacker_uses_what_is_said_of_a_hidden_class():
    """Of a rest of three nobody stayed the same, where few did and three or more deteriorated."""
    counts = {"improved": 9, "not_improved": 3}
    page = _page(counts, range(12), few={"unchanged": 2})
    asked = puzzle([page])
    assert asked.known() == 0
    asked.rows.append((asked.cell([("",)], "unchanged"), 1, 9))
    with pytest.raises(ValueError, match="contradict"):
        asked.known()
    nearly = puzzle([_page(None, range(12), few={"not_improved": 2})])
    nearly.rows.append((nearly.cell([("",)], "improved"), 0, 9))
    with pytest.raises(ValueError, match="contradict"):
        nearly.known()


def test_the_attacker_uses_the_mean():
    """Ten residents, no counts, and a mean of −4.0 on a scale of five: all ten deteriorated."""
    asked = puzzle([_page(None, range(10))])
    assert asked.known() == 0
    asked.mean([("",)], 10, -4.0)
    assert asked.known() == 10


def test_pages_that_contradict_each_other_are_told():
    one = _page({"improved": 6, "not_improved": 7}, range(13))
    two = _page({"improved": 7, "not_improved": 6}, range(13))
    with pytest.raises(ValueError, match="contradict"):
        puzzle([one, two]).known()


def test_the_attacker_uses_who_could_improve_and_the_start_scores():
    """Of nine, three began at 5 and stayed there or lost; the other six all began at 1 and improved."""
    counts = {"improved": 6, "unchanged": 3, "deteriorated": 0}
    page = _page(counts, range(9), start={"1-2": 6, "3": 0, "4-5": 3}, could_improve=6)
    asked = puzzle([page])
    assert asked.known() == 0
    asked.rows.append((asked.cell([("",)], "improved"), 9, 9))
    with pytest.raises(ValueError, match="contradict"):
        asked.known()


def test_the_attacker_subtracts_the_start_scores_of_those_measured_once():
    """Nine began, six of them followed; start scores with and without three newcomers tell where these began."""
    begun = {"1-2": 3, "3": 3, "4-5": 3}
    before = _page({"improved": 3, "not_improved": 3}, range(6), start={"1-2": 3, "3": 3, "4-5": 0})
    after = replace(_page({"improved": 3, "not_improved": 3}, range(6), start=begun), once=frozenset("abc"))
    assert puzzle([before, after]).known() == 0
    best = replace(after, row={**after.row, "start": {"1-3": 6, "4": 0, "5": 3}})
    assert puzzle([before, best]).known() == 3


@pytest.mark.parametrize("seed", [22, 23])
def test_a_border_that_is_changed_after_the_first_release_gives_nobody_away(tmp_path, seed):
    """The border of one point of five is taken away (or set) between two deliveries."""
    known, people, releases, refused = attack(tmp_path, 22, 3, seed=seed, within=1)
    assert (known, people > 0, releases > 6, refused > 0) == (0, True, True, True)
    files = (tmp_path / "werkmap" / "release").glob("*/*/[0-9]*.json")
    borders = {view.unchanged_within for file in files for view in read_sealed(file).content.views}
    assert borders == {float(seed % 2 == 0)}


@pytest.mark.parametrize("others", [(0, 0), (2, 9)])
def test_the_attacker_reads_a_page_by_its_own_border(others):
    """Two pages of the same ten under two borders tell that just one moved a step up: why there is one border."""
    every = {"improved": 4, "unchanged": 3, "deteriorated": 3}
    some = {"improved": 3, "unchanged": 4, "deteriorated": 3}
    asked = puzzle([_page(every, range(10)), replace(_page(some, range(10)), within=1)])
    a_step = {at: 1.0 for at, (_begin, change) in enumerate(WAYS) if change == 1}
    asked.rows.append((a_step, 1, 1))
    assert asked.known() == 0
    asked.rows[-1] = (a_step, *others)
    with pytest.raises(ValueError, match="contradict"):
        asked.known()
