"""The committed demo files are what the generator writes, and say that they are invented."""

import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from monitorlib.demo import DEMO_FILES, write_demo
from monitorlib.demo.specification import read_truth
from monitorlib.workspace import Workspace

COMMITTED = Path(__file__).parents[2] / "data" / "demo"
MOST_BYTES = 3_000_000


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    write_demo(folder)
    return folder


def _content(path: Path) -> object:
    """The bytes; of a workbook the parts inside, since another zlib may pack the same parts otherwise."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist()}


def test_the_same_seed_gives_the_same_bytes(written, tmp_path):
    for path in write_demo(tmp_path):
        assert path.read_bytes() == (written / path.name).read_bytes(), path.name


def test_another_seed_gives_other_residents(written, tmp_path):
    write_demo(tmp_path, seed=2)
    for name in DEMO_FILES:
        assert _content(tmp_path / name) != _content(written / name), name


def test_the_committed_files_are_what_the_generator_writes(written):
    assert sorted(path.name for path in COMMITTED.iterdir()) == sorted(
        path.name for path in written.iterdir()
    )
    for path in written.iterdir():
        assert _content(COMMITTED / path.name) == _content(path), (
            f"{path.name}: run python -m monitorlib.demo"
        )


def test_the_files_together_stay_small():
    assert sum(path.stat().st_size for path in COMMITTED.iterdir()) < MOST_BYTES


@pytest.mark.parametrize("name", DEMO_FILES)
def test_every_export_says_in_its_name_and_first_line_that_it_is_invented(name):
    path = COMMITTED / name
    if path.suffix == ".xlsx":
        first = str(CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[0][0])
    else:
        first = path.read_text(encoding="cp1252" if "regimaat" in name else "utf-8-sig").splitlines()[0]
    assert name.startswith("VERZONNEN_")
    assert first.startswith("VERZONNEN GEGEVENS")


def test_the_settings_open_as_a_workspace_and_name_every_demo_team():
    settings = Workspace.open(COMMITTED).settings()
    teams = {team.name for team in read_truth().teams}
    periods = {period.id: set(period.teams) for period in settings.periods}
    san_diego = {"San Diego"}
    assert periods == {"2024": teams, "2025": teams, "maand-0-6": san_diego, "maand-12-24": san_diego}
    assert "San Diego" in settings.notice.nl
