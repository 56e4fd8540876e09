"""The worked example of docs/analist.md: an analyst's own notebook, published, seen by the team in the meeting."""

import json
import re
import shutil
from pathlib import Path

import pytest

from monitorlib.cli.adapting import new_notebook
from monitorlib.cli.publishing import publish_all
from monitorlib.cli.wishes import Wish
from monitorlib.own_notebooks import CARD, PARAMETERS
from monitorlib.release.keys import releases_of
from monitorlib.release.read import newest_releases, team_folder_name
from monitorlib.server.viewer import Viewer
from monitorlib.workspace import Workspace
from tests.browser.conftest import free_port, go_to, open_team, reveal, violations
from tests.browser.test_looks import CLICKABLE, SMALL, SMALLEST, WRAPPED

pytestmark = pytest.mark.browser

TEAM, PERIOD = "Demo-Oost", "2025"
DOCS = Path(__file__).parent.parent.parent / "docs" / "analist.md"
CARD_NAME = "wonen-en-geld"


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)


def _worked_example(workspace: Workspace) -> None:
    """A new notebook with the cells that the docs say."""
    file = new_notebook(workspace, CARD_NAME, TEAM, PERIOD)
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
    copy = Workspace(tmp_path_factory.mktemp("own") / "werkmap")
    left_out = shutil.ignore_patterns("release", "runs", "*.sqlite*", "logs")
    shutil.copytree(demo.path, copy.path, ignore=left_out)
    _worked_example(copy)
    publish_all(copy, [Wish(TEAM, PERIOD)], jobs=1, done=lambda _wish: None)
    with Viewer(copy, free_port()) as started:
        yield started, copy


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
