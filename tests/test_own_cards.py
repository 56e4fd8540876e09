"""A card of an analyst's own notebook: made where no row is, of what the release tells, and refused otherwise."""

import os
import warnings
from contextlib import nullcontext
from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitorlib.disclosure.cards import added
from monitorlib.disclosure.conformity import broken_rules
from monitorlib.disclosure.rules import team_profile
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.release import card_pictures, card_room, cards
from monitorlib.release.card_pictures import release_picture
from monitorlib.release.card_room import _make_and_send, _run, cell_problems, make_cards
from monitorlib.release.cards import MOST_VARIANTS, release_card
from monitorlib.release.tables import release_table
from monitorlib.release.told_figures import figures_of
from monitorlib.release.words import worded
from monitorlib.released import to_json
from monitorlib.workspace.cells import CardCells
from tests.releases import THREE, a_content, a_row, a_view

TWO = {"improved": 20, "not_improved": 10}
PROFILE = team_profile(10)
VIEW = worded(
    a_view(
        a_row(),
        a_row("huisvesting", {"improved": 10, "unchanged": 10, "deteriorated": 10}, 30, mean_shift=0.0),
        a_row("justitie", TWO, 30, mean_shift=None, interval=None),
        a_row("sociaal_netwerk", None, None, "too_few"),
    ),
    0.15,
)
CONTENT = a_content(VIEW)
CELL = """
def teken(tabel, assen):
    sns.barplot(tabel, x="count", y="label", hue="word", ax=assen)

tabellen = {
    "alles": ml.release_table(cijfers),
    "wonen": ml.release_table(cijfers, groups={"Wonen en geld": ["huisvesting", "financien"]}),
}
ml.release_card(tabellen, teken, title="Onze thema's", text="Samen.", step="herkennen", choices=choices)
"""
PARAMETERS = {
    "workspace": "",
    "team": "x",
    "period": "y",
    "seed": 0,
    "choices": {"thema": ["alles", "wonen"]},
}


def _cells(*cells: str, **parameters) -> CardCells:
    return CardCells("eigen", PARAMETERS | parameters, cells)


def _refused(*cells: str, content=CONTENT, **parameters) -> str:
    with pytest.raises(UserError) as refused:
        make_cards([_cells(*cells, **parameters)], content)
    return refused.value.message("nl")


def _answered(*cells: str, content=CONTENT):
    """What the room says, here: its own process ends as soon as it has said it."""
    heard = []
    there = SimpleNamespace(send=heard.append, close=lambda: heard.append("closed"))
    _make_and_send(there, [_cells(*cells)], content)
    answer, closed = heard
    assert closed == "closed"
    return answer


@pytest.fixture(scope="module")
def made():
    return make_cards([_cells(CELL)], CONTENT)[0]


def test_a_card_holds_what_the_release_tells_and_a_group_is_the_sum(made):
    alles, wonen = made.card.variants
    assert [(row.parts, row.n, row.counts) for row in alles.rows] == [
        (("financien",), 60, THREE),
        (("huisvesting",), 30, {"improved": 10, "unchanged": 10, "deteriorated": 10}),
        (("justitie",), 30, TWO),
        (("sociaal_netwerk",), None, None),
    ]
    [row] = wonen.rows
    assert (row.label.nl, row.parts, row.n) == ("Wonen en geld", ("huisvesting", "financien"), 90)
    assert row.counts == {"improved": 36, "unchanged": 39, "deteriorated": 15}


def test_a_card_has_a_picture_of_each_variant_in_both_languages_with_its_words(made):
    assert set(made.pictures) == {(at, language) for at in (0, 1) for language in ("nl", "en")}
    svg, alt = made.pictures[0, "nl"]
    assert svg.startswith("<svg") and "achteruit" in svg
    assert "Financiën: 60 (26 vooruit, 29 gelijk, 5 achteruit)." in alt
    assert "improved" in made.pictures[0, "en"][0]


def test_a_card_is_the_same_to_the_byte_whichever_process_draws_it(made):
    assert _answered(CELL) == [made]


def test_a_warning_of_a_library_does_not_stand_between_the_teams_on_the_screen():
    with warnings.catch_warnings(action="error"):
        assert _run(_cells("sns.barplot([1]).legend()", CELL), CONTENT, "nl")


def test_what_the_door_makes_keeps_the_rules(made):
    assert broken_rules(to_json(replace(CONTENT, cards=(made.card,))), PROFILE) == []


def _changed(card, **values):
    variant = card.variants[0]
    rows = (replace(variant.rows[0], **values), *variant.rows[1:])
    return replace(card, variants=(replace(variant, rows=rows), *card.variants[1:]))


@pytest.mark.parametrize(
    "values",
    [
        {"counts": {"improved": 25, "unchanged": 30, "deteriorated": 5}},
        {"n": 59, "counts": None, "mean_shift": None},
        {"mean_shift": 0.5},
        {"mean_shift": None},
        {"counts": {"improved": 26, "not_improved": 34}},
        {"parts": ("huisvesting",)},
        {"parts": ("financien", "huisvesting")},
    ],
    ids=str,
)
def test_a_number_that_does_not_follow_from_the_release_may_not_leave(made, values):
    card = _changed(made.card, **values)
    [told] = broken_rules(to_json(replace(CONTENT, cards=(card,))), PROFILE)
    assert told.nl == "Kaart eigen: een getal dat niet uit de vrijgave volgt mag niet naar buiten."


@pytest.mark.parametrize("parts", [("werk",), (), ("financien", "financien")])
def test_a_leefgebied_that_was_not_released_may_not_stand_on_a_card(made, parts):
    card = _changed(made.card, parts=parts)
    told = broken_rules(to_json(replace(CONTENT, cards=(card,))), PROFILE)
    assert [each.en for each in told] == [
        "Card eigen: a life domain that is not in the release may not leave."
    ]


def test_a_group_with_a_hidden_leefgebied_tells_no_number(made):
    card = made.card
    hidden = replace(card.variants[1].rows[0], parts=("financien", "sociaal_netwerk"), n=60, counts=THREE)
    card = replace(card, variants=(card.variants[0], replace(card.variants[1], rows=(hidden,))))
    assert len(broken_rules(to_json(replace(CONTENT, cards=(card,))), PROFILE)) == 1


@pytest.mark.parametrize(
    ("text", "odd"),
    [("Er waren 2 achteruit.", True), ("Er gingen 26 vooruit.", False), ("In 2025 zagen we 0,4.", False)],
)
def test_a_number_in_a_text_stands_in_the_release(made, text, odd):
    card = replace(made.card, text=replace(made.card.text, nl=text))
    assert bool(broken_rules(to_json(replace(CONTENT, cards=(card,))), PROFILE)) is odd


# --- the room


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("ml.release_card(pairs, title='a', text='b', step='herkennen')", "'pairs' is er bij de deur niet"),
        ("import os", "zet import in een eerdere cel"),
        ("open('x')", "'open' is er bij de deur niet"),
        ("cijfers.to_csv('x')", "'.to_csv' is er bij de deur niet"),
        ("cijfers.__class__", "'.__class__' is er bij de deur niet"),
        ("f'{workspace}'", "'workspace' is er bij de deur niet"),
        ("ml.release_card(", "regel 1 is geen geldig Python"),
    ],
)
def test_a_cell_that_uses_what_is_not_in_the_room_is_refused_with_its_name(cell, told):
    assert f"eigen, cel 'kaart': {told}" in _refused(cell)


def test_all_that_is_wrong_in_the_cells_is_told_at_once():
    assert len([*cell_problems(_cells("pairs", "import os"))]) == 2


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("ml.load_measurements", "AttributeError"),
        ("1 / 0", "ZeroDivisionError"),
        ("tabel = ml.release_table(cijfers)", "roep ml.release_card aan"),
        ("ml.release_card(cijfers, title='a', text='b', step='welkom')", "step: 'welkom' kan niet"),
        ("ml.release_card(cijfers, title='a', text='b', step='herkennen')", "volgt niet uit de vrijgave"),
        (
            "ml.release_card({}, title=' ', text='b', step='herkennen', choices=choices)",
            "Er is geen tabel bij keuze: alles, wonen",
        ),
        ("ml.release_table(cijfers, groups={'Geld': ['financiën']})", "Bedoelde u 'financien'?"),
        ("ml.release_table(cijfers[cijfers['class'] == 'improved'])", "financien: laat alle klassen staan"),
        (
            "t = ml.release_table(cijfers)\nml.release_card(t, title=language, text='', "
            "step={'nl': 'herkennen', 'en': 'verklaren'}[language])",
            "vertelt in het Nederlands iets anders dan in het Engels",
        ),
    ],
)
def test_a_card_that_cannot_be_made_tells_what_to_change(cell, told):
    message = _refused(cell)
    assert message.startswith("eigen, cel 'kaart': ") and told in message
    assert _answered(cell).message("nl") == message


def test_an_endless_cell_ends_and_is_told():
    with pytest.raises(UserError, match="na 1 seconden niet klaar"):
        make_cards([_cells("while True: pass")], CONTENT, seconds=1)


def _ends_at_once(*_: object) -> None:
    os._exit(9)


def test_a_room_that_ends_without_a_word_is_told(monkeypatch):
    """As when the system ends it for its memory."""
    monkeypatch.setattr(card_room, "_make_and_send", _ends_at_once)
    with pytest.raises(UserError, match="stopten zonder kaart"):
        make_cards([_cells(CELL)], CONTENT)


def test_a_picture_for_a_look_in_the_notebook_is_no_card():
    look = "ml.release_picture(ml.release_table(cijfers))"
    assert "roep ml.release_card aan" in _answered(look).message("nl")
    assert [made.card.name for made in _answered(look + CELL)] == ["eigen"]


def test_the_room_holds_the_team_and_the_period_of_the_release():
    cell = "ml.release_card(ml.release_table(cijfers), title=team + period, text='', step='verbeteren')"
    assert make_cards([_cells(cell)], CONTENT)[0].card.title.nl == "Team Test2025"


def test_two_cards_of_one_notebook_have_names_of_their_own():
    cell = "ml.release_card(ml.release_table(cijfers), title='a', text='', step='verbeteren')\n"
    for found in (make_cards([_cells(cell, cell)], CONTENT), _answered(cell, cell)):
        assert [made.card.name for made in found] == ["eigen", "eigen-2"]


def test_a_card_without_any_number_is_left_out():
    nothing = a_content(a_view(a_row(counts=None, n=None, verdict="too_few")))
    cell = CELL.replace('"huisvesting", ', "")
    assert make_cards([_cells(cell)], nothing) == _answered(cell, content=nothing) == []


def test_without_notebooks_nothing_is_begun():
    assert make_cards([], CONTENT) == []


# --- in a notebook


def test_a_table_of_rows_is_no_table_for_a_card():
    counts = {"leefgebied": "geld", "n_improved": 5, "n_unchanged": 5, "n_deteriorated": 5}
    table = release_table(
        figures_of(CONTENT, "nl").head(0).assign(**counts)[list(counts)].reindex([0]).assign(**counts)
    )
    with pytest.raises(UserError, match="mag niet naast de eerste staan"):
        release_card(table, title="a", text="b", step="herkennen")
    with pytest.raises(UserError, match="mag niet naast de eerste staan"):
        release_picture(table)


def test_a_drawing_gets_the_released_table_alone():
    seen = []
    release_picture(release_table(figures_of(CONTENT, "nl")), lambda *given: seen.append(given))
    [(lines, _axes)] = seen
    assert lines.columns.tolist() == ["label", "n", "class", "word", "count", "share", "mean_shift"]
    assert lines["count"].tolist() == [26, 29, 5, 10, 10, 10, 20, 10]


def test_two_views_are_not_mixed_in_one_table():
    both = figures_of(a_content(VIEW, replace(VIEW, rater="inwoner")), "nl")
    with pytest.raises(UserError, match="meer blikken door elkaar"):
        release_table(both)


@pytest.mark.parametrize("column", ["share", "leefgebied", "n"])
def test_figures_that_lack_a_column_are_refused_by_its_name(column):
    with pytest.raises(UserError, match=f"missen kolom {column}"):
        release_table(figures_of(CONTENT, "nl").drop(columns=column))


def test_a_group_leaves_out_what_has_no_number_and_is_left_out_when_nothing_remains():
    figures = figures_of(CONTENT, "nl")
    hidden, both, none = (
        release_table(figures, groups={"Groep": codes}).rows
        for codes in (["sociaal_netwerk"], ["sociaal_netwerk", "huisvesting", "huisvesting"], [])
    )
    assert [(row.parts, row.n, row.counts) for row in hidden] == [(("sociaal_netwerk",), None, None)]
    assert [(row.parts, row.n, row.mean_shift) for row in both] == [(("huisvesting",), 30, 0.0)]
    assert none == ()


def test_a_look_at_a_card_shows_its_words_and_the_picture_of_each_choice():
    table = release_table(figures_of(CONTENT, "nl"))
    tables = {"<wonen>": table, "geld": table}
    card = release_card(
        tables, title="Wonen & geld", text="<b>", step="herkennen", choices={"deel": ["<wonen>", "geld"]}
    )
    look = card._repr_html_()
    assert look.startswith("<h3>Wonen &amp; geld</h3><p>&lt;b&gt;</p><h4>&lt;wonen&gt;</h4><svg")
    assert (look.count("<h4>"), look.count("<svg"), "achteruit" in look) == (2, 2, True)


@pytest.mark.parametrize(("ways", "told"), [(MOST_VARIANTS, ""), (MOST_VARIANTS + 1, "te veel")])
def test_a_card_has_so_many_ways_to_choose_and_no_more(monkeypatch, ways, told):
    monkeypatch.setattr(cards, "release_picture", lambda *_: None)  # a second each
    table = release_table(figures_of(CONTENT, "nl"))
    values = [str(way) for way in range(ways)]
    tables = dict.fromkeys(values, table)
    with pytest.raises(UserError, match=told) if told else nullcontext():
        card = release_card(tables, title="a", text="b", step="herkennen", choices={"deel": values}).card
        assert len(card.variants) == ways


def test_two_choices_want_a_table_for_every_two_values():
    table = release_table(figures_of(CONTENT, "nl"))
    choices = {"deel": ["wonen", "geld"], "jaar": [2024, 2025]}
    tables = dict.fromkeys([("wonen", 2024), ("wonen", 2025), ("geld", 2024)], table)
    with pytest.raises(UserError, match=r"geen tabel bij keuze: geld \+ 2025\."):
        release_card(tables, title="a", text="b", step="herkennen", choices=choices)


def test_a_title_is_needed_and_may_be_told_in_two_languages():
    table = release_table(figures_of(CONTENT, "nl"))
    with pytest.raises(UserError, match="de kaart heeft geen titel"):
        release_card(table, title=Text(" ", "Title"), text="b", step="herkennen")
    card = release_card(table, title=Text("Titel", "Title"), text="b", step="herkennen").card
    assert (card.title.nl, card.title.en, card.text.en) == ("Titel", "Title", "b")


def test_a_picture_that_is_larger_than_a_page_can_hold_is_refused(monkeypatch):
    table = release_table(figures_of(CONTENT, "nl"))
    size = len(release_picture(table).svg)
    monkeypatch.setattr(card_pictures, "LARGEST", size)
    assert len(release_picture(table).svg) == size
    monkeypatch.setattr(card_pictures, "LARGEST", size - 1)
    with pytest.raises(UserError, match="te groot voor de pagina"):
        release_picture(table)


# --- sums


def _slow_added(tables):
    """Obvious twin: a table is a set of cells of (improved, unchanged, deteriorated); a class adds up cells."""
    places = {
        "improved": {0},
        "unchanged": {1},
        "deteriorated": {2},
        "not_improved": {1, 2},
        "not_deteriorated": {0, 1},
    }
    for classes in (
        ["improved", "unchanged", "deteriorated"],
        ["improved", "not_improved"],
        ["deteriorated", "not_deteriorated"],
    ):
        total = {}
        for name in classes:
            for table in tables:
                inside = [each for each in table or {} if places[each] <= places[name]]
                if set().union(*(places[each] for each in inside)) != places[name]:
                    break
                total[name] = total.get(name, 0) + sum(table[each] for each in inside)
            else:
                continue
            break
        else:
            return total
    return None


def _table(*names: str):
    counts = st.lists(st.integers(3, 40), min_size=len(names), max_size=len(names))
    return counts.map(lambda given: dict(zip(names, given, strict=True)))


_tables = st.one_of(
    st.none(),
    _table("improved", "unchanged", "deteriorated"),
    _table("improved", "not_improved"),
    _table("deteriorated", "not_deteriorated"),
)


@given(st.lists(_tables, min_size=1, max_size=4))
@settings(max_examples=200, deadline=None)
def test_a_sum_is_what_its_slow_twin_says(tables):
    assert added(tables) == _slow_added(tables)
