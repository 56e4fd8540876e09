"""Releasing with own notebooks: the door makes their cards, and a proposal brings none."""

import json
from dataclasses import replace
from html import escape

import nbformat
import pytest

from monitorlib.cli.reporting import write_report
from monitorlib.disclosure.rules import export_profile
from monitorlib.foundation.errors import UserError
from monitorlib.release import door
from monitorlib.release.beside import coarser_content
from monitorlib.release.proposals import propose_release
from monitorlib.release.publish import is_current, publish, renew
from monitorlib.release.read import read_figure, team_folder_name
from monitorlib.workspace import Workspace
from monitorlib.workspace.notebooks import made_by
from tests.releases import SETTINGS, a_content, a_row, a_view, read_sealed

TEAM, PERIOD = "Team Test", "2025"
PARAMETERS = 'workspace = ""\nteam = ""\nperiod = ""\nseed = 0'
CARD = 'ml.release_card(ml.release_table(cijfers), title="{title}", text="Zo.", step="herkennen")'

WITH_CHOICE = (
    "t = ml.release_table(cijfers)\n"
    "ml.release_card({{'een': t, 'twee': t}}, title='Met een keuze', text='Zo.', step='herkennen', "
    "choices={{'deel': ['een', 'twee']}})"
)


@pytest.fixture
def workspace(tmp_path):
    return Workspace.create(tmp_path / "werkmap", SETTINGS)


@pytest.fixture(autouse=True)
def own(monkeypatch):
    """These releases are made by hand, so the door's own computation gives back what has no cards."""
    monkeypatch.setattr(door, "recomputed", lambda _workspace, content: replace(content, cards=()))
    monkeypatch.setattr(door, "people", lambda _workspace, _content: {"canary-0123"})


def _write(workspace, title="Onze kaart", cell=CARD):
    folder = workspace.path / "notebooks"
    folder.mkdir(exist_ok=True)
    cells = [
        nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell("print('rijen')"),
        nbformat.v4.new_code_cell(cell.format(title=title), metadata={"tags": ["kaart"]}),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "eigen.ipynb")


def _publish(workspace, content=None):
    content = content or a_content(a_view(a_row(), a_row("huisvesting")))
    propose_release(workspace, content)
    return publish(workspace, TEAM, PERIOD, made_by(workspace))


def test_the_door_makes_the_card_and_its_pictures(workspace):
    _write(workspace)
    release = read_sealed(_publish(workspace))
    [card] = release.content.cards
    assert (card.name, card.title.nl, len(card.variants[0].rows)) == ("eigen", "Onze kaart", 2)
    folder = workspace.release / team_folder_name(TEAM)
    svgs = [read_figure(folder, release, picture.file) for picture in release.card_pictures]
    assert [picture.language for picture in release.card_pictures] == ["nl", "en"]
    assert all(svg.startswith("<svg") for svg in svgs)
    assert "Financiën: 60 (26 vooruit" in release.card_picture(card, 0, "nl").alt
    assert release.card_picture(card, 1, "nl") is None


def test_a_picture_of_a_card_that_was_changed_is_refused_and_made_again(workspace):
    _write(workspace)
    file = _publish(workspace)
    release = read_sealed(file)
    version = release.content.data_version
    assert is_current(workspace, TEAM, PERIOD, version, made_by(workspace))
    name = release.card_pictures[0].file
    (file.parent / name).write_text("<svg>9</svg>")
    with pytest.raises(UserError, match="veranderd na het vrijgeven"):
        read_figure(file.parent.parent, release, name)
    assert not is_current(workspace, TEAM, PERIOD, version, made_by(workspace))
    assert _publish(workspace) == file
    assert is_current(workspace, TEAM, PERIOD, version, made_by(workspace))


def test_another_card_is_another_release_and_an_old_page_stays_what_it_was(workspace):
    _write(workspace)
    first = _publish(workspace)
    kept = first.read_bytes()
    assert _publish(workspace) == first
    _write(workspace, title="Een andere")
    second = _publish(workspace)
    assert (second.name, first.read_bytes()) == ("2.json", kept)
    assert read_sealed(second).content.cards[0].title.nl == "Een andere"
    assert read_sealed(first).content.cards[0].title.nl == "Onze kaart"


def test_a_proposal_that_brings_a_card_is_refused(workspace):
    _write(workspace)
    release = read_sealed(_publish(workspace))
    with pytest.raises(UserError, match="anders dan wat de werkbank zelf uitrekent"):
        _publish(workspace, release.content)


def test_a_card_that_cannot_be_made_leaves_nothing_half_written(workspace):
    _write(workspace, cell="ml.release_card(pairs, title='a', text='b', step='herkennen')")
    with pytest.raises(UserError, match="'pairs' is er bij de deur niet"):
        _publish(workspace)
    assert not workspace.release.exists() or not [*workspace.release.rglob("*.json")]


def test_a_pseudonym_on_a_card_stops_the_release(workspace):
    _write(workspace, title="Kijk naar canary-0123")
    content = a_content(a_view(a_row(label=a_row().label)))
    with pytest.raises(UserError, match=r"een pseudoniem|het getal 0123"):
        _publish(workspace, content)


def test_released_once_more_beside_other_teams_it_keeps_its_cards(workspace):
    _write(workspace)
    release = read_sealed(_publish(workspace))
    _write(workspace, title="Een andere")
    again = read_sealed(renew(workspace, release))
    assert (again.content.cards, again.card_pictures) == (release.content.cards, release.card_pictures)


def test_outside_the_team_there_are_no_cards(workspace):
    _write(workspace)
    content = read_sealed(_publish(workspace)).content
    assert coarser_content(content, export_profile(10), "organisation").cards == ()
    assert "Onze kaart" not in json.dumps(str(coarser_content(content, export_profile(10), "organisation")))


def test_the_report_of_the_team_holds_the_card_and_that_for_the_organisation_does_not(workspace, tmp_path):
    _write(workspace, cell=WITH_CHOICE)
    release = read_sealed(_publish(workspace))
    html = write_report(workspace, TEAM, None, tmp_path / "team.html", "nl").read_text(encoding="utf-8")
    assert "Van onze analist" in html and "Met een keuze" in html
    assert "Dit is de keuze “een”. Op het scherm staan ook de andere." in html
    [card] = release.content.cards
    assert escape(release.card_picture(card, 0, "nl").alt) in html
    write_report(workspace, TEAM, None, tmp_path / "team.docx", "nl", "docx")
    other = write_report(workspace, TEAM, None, tmp_path / "org.html", "nl", audience="organisation")
    assert "Met een keuze" not in other.read_text(encoding="utf-8")
