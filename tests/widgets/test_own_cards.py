"""An own card in the meeting: after the reveal, at its step, with the variant that was chosen."""

import json

import pytest

from monitorlib.foundation.texts import Text
from monitorlib.released import Card, CardChoice, CardRow, CardVariant
from monitorlib.workspace import Workspace
from tests.releases import SETTINGS, THREE, a_content, a_release, a_row, a_view, write_by_hand
from tests.widgets.conftest import Browser

SECRET = "Onze kaart & haar titel"
MONEY = CardRow("zrm-2017", "professional", Text("Geld", "Money"), ("financien",), 60, THREE, 0.4)
HOME = CardRow(
    "zrm-2017",
    "professional",
    Text("Wonen", "Home"),
    ("financien", "huisvesting"),
    120,
    {name: 2 * n for name, n in THREE.items()},
)


def _card(name="eigen", step="herkennen", label="Thema") -> Card:
    choice = CardChoice("thema", Text(label, label), ("geld", "<wonen>"))
    variants = (CardVariant(("geld",), (MONEY,)), CardVariant(("<wonen>",), (HOME,)))
    return Card(name, Text(SECRET, "Our card"), Text("Uitleg.", "Words."), step, (choice,), variants)


@pytest.fixture
def browser(tmp_path):
    workspace = Workspace.create(tmp_path / "werkmap", SETTINGS)
    view = a_view(a_row(), a_row("huisvesting"))
    content = a_content(view, cards=(_card(), _card("later", "verbeteren", "Ander")))
    write_by_hand(workspace.release, a_release(content))
    made = Browser(workspace)
    made.do("hello", place={})
    return made


def _cards(browser) -> list[str]:
    return [name for name in browser.regions if name.startswith("own-card/")]


def test_nothing_of_a_card_is_sent_before_the_reveal(browser):
    for number in range(1, 9):
        browser.step(number).do("choose", what="card/eigen/thema", value="<wonen>")
    assert SECRET.split("&", maxsplit=1)[0] not in json.dumps(browser.sent, ensure_ascii=False)


def test_after_the_reveal_each_card_stands_at_its_step_alone(browser):
    browser.reveal()
    found = {number: _cards(browser.step(number)) for number in range(1, 9)}
    assert {number: cards for number, cards in found.items() if cards} == {
        4: ["own-card/eigen"],
        7: ["own-card/later"],
    }


def test_a_choice_shows_its_table_with_the_names_of_its_parts_and_every_text_is_escaped(browser):
    browser.reveal().step(4)
    shown = browser.regions["own-card/eigen"]
    assert "Onze kaart &amp; haar titel" in shown and "26 vooruit, 29 gelijk, 5 achteruit" in shown
    assert "telt een inwoner bij elk daarvan mee" not in shown
    browser.do("choose", what="card/eigen/thema", value="<wonen>")
    shown = browser.regions["own-card/eigen"]
    assert "Wonen (Financiën, Huisvesting)" in shown and "52 vooruit" in shown
    assert "telt een inwoner bij elk daarvan mee" in shown
    assert '<option value="&lt;wonen&gt;" selected>' in shown


@pytest.mark.parametrize(
    ("what", "value"),
    [
        ("card/eigen/thema", "niets"),
        ("card/eigen/ander", "<wonen>"),
        ("card/later/thema", "<wonen>"),
        ("card/", "<wonen>"),
        ("card/eigen/thema/meer", "niets"),
        ("card/eigen/thema", ["geld"]),
    ],
)
def test_what_is_not_on_offer_changes_nothing(browser, what, value):
    browser.reveal().step(4)
    before = browser.regions["own-card/eigen"]
    browser.do("choose", what=what, value=value)
    assert browser.regions["own-card/eigen"] == before


def test_in_english_it_speaks_english(browser):
    browser.reveal().step(4).do("language", value="en")
    assert (
        "Our card" in browser.regions["own-card/eigen"] and "26 improved" in browser.regions["own-card/eigen"]
    )
