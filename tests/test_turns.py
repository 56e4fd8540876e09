"""Workers are given every file once, those that wait for a browser by turns with the others."""

import os
from pathlib import Path

import pytest

from tests import conftest
from tests.turns import LONG, PER_WAITING, ROOT, longest_first, taking_turns


@pytest.mark.parametrize(("waiting", "computing"), [(0, 0), (0, 3), (3, 0), (2, 5), (2, 8), (2, 30)])
def test_each_file_comes_once_and_one_that_waits_after_some_that_compute(waiting, computing):
    slow, quick = [f"w{n}" for n in range(waiting)], [f"c{n}" for n in range(computing)]
    order = taking_turns(slow, quick)
    assert sorted(order) == sorted(slow + quick)
    assert [each for each in order if each in slow] == slow
    assert [each for each in order if each in quick] == quick
    places = [order.index(each) for each in slow]
    assert places == [min(n * (PER_WAITING + 1), computing + n) for n in range(waiting)]


def test_what_takes_long_comes_first_and_is_there():
    assert all((ROOT / name).is_file() for name in LONG)
    short, first, second = ROOT / "tests" / "test_a.py", ROOT / LONG[0], ROOT / LONG[1]
    assert longest_first([short, second, first]) == [first, second, short]


class Item:
    """Stands for a test."""

    def __init__(self, path: Path, *fixtures: str) -> None:
        self.path, self.fixturenames = path, fixtures


def test_the_tests_of_a_file_stay_together_and_only_workers_are_given_another_order(monkeypatch):
    quick = [Item(ROOT / f"c{n}") for n in range(6)]
    first, other = Item(ROOT / "w", "page", "browser", "chromium"), Item(ROOT / "w")
    items = [*quick, first, other]
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    conftest.pytest_collection_modifyitems(items)
    assert items == [*quick, first, other]
    monkeypatch.setitem(os.environ, "PYTEST_XDIST_WORKER", "gw0")
    conftest.pytest_collection_modifyitems(items)
    assert items == [first, other, *quick]


def test_no_test_runs_a_loop_of_its_own_in_the_main_thread():
    """Where a browser is open there is one already, and which tests share a worker is chance."""
    own = {file for file in Path(__file__).parent.rglob("*.py") if "asyncio.run(" in file.read_text("utf-8")}
    assert own == {Path(__file__)}  # this sentence itself
