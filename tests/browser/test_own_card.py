"""The worked example of docs/analist.md: an analyst's own notebook, published, seen by the team in the meeting."""

import json
import re
import shutil
from pathlib import Path

import pytest

from monitorlib.cli.adapting import new_notebook
from monitorlib.cli.publishing import publish_all
from monitorlib.cli.wishes import Wish
from monitorlib.release.keys import releases_of
from monitorlib.release.read import newest_releases, team_folder_name
from monitorlib.server.viewer import Viewer
from monitorlib.workspace import Workspace
from monitorlib.workspace.cells import CARD, PARAMETERS
from monitorlib.workspace.notebooks import FOLDER
from tests.browser.conftest import free_port, go_to, open_team, reveal, violations
from tests.browser.test_looks import CLICKABLE, SMALL, SMALLEST, WRAPPED
from tests.test_installed import installed, page_of, run, served  # noqa: F401

pytestmark = pytest.mark.browser

TEAM, PERIOD = "Demo-Oost", "2025"
DOCS = Path(__file__).parent.parent.parent / "docs" / "analist.md"
CARD_NAME = "wonen-en-geld"


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)


def _worked_example(workspace: Workspace) -> None:
    """A new notebook with the cells that the docs say."""
    _as_the_docs_say(new_notebook(workspace, CARD_NAME, TEAM, PERIOD))


def _as_the_docs_say(file: Path) -> None:
    content = json.loads(file.read_text(encoding="utf-8"))
    [choice] = [block for block in _blocks("text") if "choices =" in block]
    [tables] = [block for block in _blocks("python") if block.startswith("blik = ")]
    [card] = [block for block in _blocks("python") if "ml.release_card(" in block]
    given = iter((tables, card))
    for cell in content["cells"]:
        tags = cell["metadata"].get("tags", [])
        if PARAMETERS in tags:
            fixed = "".join(cell["source"]).split("# wat het team")[0]
            cell["source"] = fixed + choice
        elif CARD in tags:
            cell["source"] = next(given)
    file.write_text(json.dumps(content), encoding="utf-8")


@pytest.fixture(scope="module")
def published(demo, tmp_path_factory):
    """Voila on a copy of the demo in which the worked example was published."""
    copy = _imported(demo, tmp_path_factory.mktemp("own") / "werkmap")
    _worked_example(copy)
    publish_all(copy, [Wish(TEAM, PERIOD)], jobs=1, done=lambda _wish: None)
    with Viewer(copy, free_port()) as started:
        yield started, copy


def _imported(demo: Workspace, path: Path) -> Workspace:
    """The demo with nothing released yet."""
    left_out = shutil.ignore_patterns("release", "runs", "*.sqlite*", "logs")
    shutil.copytree(demo.path, path, ignore=left_out)
    return Workspace(path)


def test_the_worked_example_is_seen_at_its_step_after_the_reveal(page, published):
    viewer, workspace = published
    open_team(page, viewer.address, TEAM, PERIOD)
    card = page.locator(f".ml-own-card[data-card={CARD_NAME}]")
    go_to(page, 4)
    assert card.count() == 0  # before the reveal nobody sees a figure
    reveal(page)
    assert "Wonen en geld samen" in card.inner_text()
    picture = card.locator("img")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    assert "Huisvesting: " in picture.get_attribute("alt")
    page.get_by_label("Thema").select_option(label="wonen en geld")
    page.wait_for_selector(f".ml-own-card[data-card={CARD_NAME}] img[alt^='Wonen: ']")
    card.locator("summary").click()
    told = card.inner_text()
    assert (
        "Wonen (Huisvesting, Huiselijke relaties)" in told and "telt een inwoner bij elk daarvan mee" in told
    )
    page.evaluate("scrollTo(0, 0)")  # the bar that stays in sight covers nothing then
    assert violations(page) + page.evaluate(CLICKABLE) + page.evaluate(WRAPPED) == []
    assert page.evaluate(SMALL, SMALLEST) == []
    go_to(page, 5)
    assert card.count() == 0
    _its_numbers_are_those_of_the_release(workspace)


def _its_numbers_are_those_of_the_release(workspace):
    folder = workspace.release / team_folder_name(TEAM)
    [release] = newest_releases(releases_of(workspace), folder)
    rows = {
        row.leefgebied: row
        for view in release.content.views
        if view.instrument == "zrm-2017"
        for row in view.rows
    }
    [card] = release.content.cards
    wonen = card.variants[1].rows[0]
    parts = [rows[code] for code in ("huisvesting", "huiselijke_relaties")]
    assert wonen.n == sum(part.n for part in parts)
    assert wonen.counts == {name: sum(part.counts[name] for part in parts) for name in parts[0].counts}


def test_in_english_the_card_has_its_english_picture(page, published):
    viewer, _workspace = published
    open_team(page, viewer.address, TEAM, PERIOD, "en")
    reveal(page)
    picture = page.locator(f".ml-own-card[data-card={CARD_NAME}] img")
    assert "improved" in picture.get_attribute("alt")


def test_the_worked_example_is_walked_from_an_installed_wheel(page, demo, installed, tmp_path):  # noqa: F811
    """By commands alone, in an environment and a folder that know nothing of the repository."""
    monitor, place = (installed, "-m", "monitorlib.cli"), ("--workspace", "werkmap")
    workspace = _imported(demo, tmp_path / "werkmap")
    run(*monitor, "new-notebook", CARD_NAME, *place, cwd=tmp_path)
    _as_the_docs_say(workspace.path / FOLDER / f"{CARD_NAME}.ipynb")
    run(*monitor, "publish", *place, "--team", TEAM, "--period", PERIOD, cwd=tmp_path)
    with served(monitor, (*place, "--team", TEAM), tmp_path) as (address, session):
        page_of(address, session)
        open_team(page, address, TEAM, PERIOD)
        reveal(page)
        card = page.locator(f".ml-own-card[data-card={CARD_NAME}]")
        assert "Wonen en geld samen" in card.inner_text()
        page.get_by_label("Thema").select_option(label="wonen en geld")
        page.wait_for_selector(f".ml-own-card[data-card={CARD_NAME}] img[alt^='Wonen: ']")
