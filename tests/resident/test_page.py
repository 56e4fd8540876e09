"""What stands on a resident's page: the own rows and nothing else, in words that everybody reads."""

import re
from datetime import date
from functools import cache
from html import unescape

import pytest

import monitorlib as ml
from monitorlib.foundation.texts import LANGUAGES, Text
from monitorlib.instruments import Instrument, read_instruments
from monitorlib.reports.elements import Heading, Items, Paragraph, Room
from monitorlib.resident.aside import RANKS
from monitorlib.resident.content import page_parts
from monitorlib.resident.page import html_page, pdf_page
from monitorlib.resident.panels import Measurement, noise_of, panels_of, rows_of
from monitorlib.resident.picture import APART, EDGE, Drawings, Label, height_of, marks_of
from monitorlib.resident.sentences import told
from tests.resident.people import NUMBER, others, row, store
from tests.test_wording import FORBIDDEN

KNOWN = read_instruments()
FIRST, LAST = date(2025, 3, 3), date(2025, 9, 3)
NO_VERDICT = re.compile(
    r"zelfredzamer|succes|mislukt|goed gedaan|slecht|probleem|client|cliënt|achteruit|team|gemiddeld|average|"
    r"interventie|leefgebied|instrument|failed|deteriorat",
    re.IGNORECASE,
)
MOST_WORDS = 20  # of a sentence, as for the team (test_wording)


def measured(
    day, score, code="financien", instrument="zrm-2017", rater="professional", missing=None, **changes
):
    """One row of a page."""
    told = {"resident_id": "r", "team": "Oost", "source": "s", **changes}
    return Measurement(
        **told,
        rater=rater,
        measured_on=day,
        instrument=instrument,
        leefgebied=code,
        score=score,
        missing=missing,
    )


def texts_of(parts) -> list[str]:
    """Every sentence of the page, those behind pictures too."""
    found = []
    for part in parts:
        if isinstance(part, Heading | Paragraph | Room):
            found.append(part.text)
        elif isinstance(part, Items):
            found += part.texts
        elif isinstance(part, Drawings):
            found += [text for each in part.each for text in (each.name, each.alt)]
    return found


def page(rows, language="nl", known=KNOWN) -> str:
    """All that is told on the page of these rows."""
    return "\n".join(texts_of(page_parts(tuple(rows), known, language)))


# --- equal to MEASUREMENTS


@pytest.fixture(scope="module")
def table(demo):
    return ml.load_measurements(demo)


@pytest.fixture(scope="module")
def some(table):
    """Residents of every sort in the demo: of each set of instruments the ones with the most and fewest rows."""
    sizes = table.groupby("resident_id").size()
    sorts = table.groupby("resident_id")["instrument"].agg(lambda found: tuple(sorted(set(found))))
    chosen = []
    for _sort, ids in sorts.groupby(sorts).groups.items():
        chosen += [*sizes[ids].nlargest(6).index, *sizes[ids].nsmallest(6).index]
    assert {"woonsituatie", "wat-telt", "zrm-2017"} <= {each for sort in sorts for each in sort}
    return chosen


@pytest.fixture(scope="module")
def rows_by_resident(demo, some):
    """The rows of each of them; asking the table for a resident takes longer than all that is looked at here."""
    return {resident: rows_of(demo, [resident]) for resident in some}


@pytest.fixture(scope="module")
def parts_in(demo, rows_by_resident):
    """The parts of the page of each of them, in a language; put together once for all tests that read them."""
    known = read_instruments(demo.instruments)

    @cache
    def parts(language: str) -> dict[str, tuple]:
        return {each: page_parts(rows, known, language) for each, rows in rows_by_resident.items()}

    return parts


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_of_the_page_is_a_score_of_this_resident(demo, table, parts_in, language):
    known = read_instruments(demo.instruments)
    seen = 0
    for resident, parts in parts_in(language).items():
        own = table[(table["resident_id"] == resident) & table["score"].notna()]
        ends = {end for i in own["instrument"].unique() for end in (known[i].scale.low, known[i].scale.high)}
        allowed = {f"{each:g}" for each in (*own["score"], *ends)}
        text = "\n".join(texts_of(parts))
        text = re.sub(r"ZRM 2017|\b\d{1,2} (?=[a-zA-Z]+ (19|20)\d\d)|\b(19|20)\d\d\b", "", text)
        numbers = set(re.findall(r"\d+(?:[.,]\d+)?", text))
        assert {each.replace(",", ".") for each in numbers} <= allowed
        seen += len(numbers)
    assert seen > 100


def test_every_score_of_a_resident_is_told_behind_its_picture_in_order(demo, table, rows_by_resident):
    known = read_instruments(demo.instruments)
    told_of = 0
    for resident, rows in rows_by_resident.items():
        own = table[(table["resident_id"] == resident) & table["score"].notna()].sort_values("measured_on")
        panels = panels_of(rows, known)
        for panel in panels:
            for series in panel.series:
                mine = own[
                    (own["instrument"] == series.instrument.id)
                    & (own["leefgebied"] == panel.code)
                    & (own["rater"] == series.rater)
                ]
                scores = [float(f"{score:.6g}") for score in mine["score"]]
                days = [day.date() for day in mine["measured_on"]]
                assert list(series.points) == list(zip(days, scores, strict=True))
                told_of += len(scores)
        repeated = own[[known[each].design == "repeated" for each in own["instrument"]]]
        assert sum(len(s.points) for p in panels for s in p.series) == len(repeated)
    assert told_of > 300


def test_pictures_and_sentences_together_tell_every_leefgebied(demo, rows_by_resident, parts_in):
    known = read_instruments(demo.instruments)
    for resident, rows in rows_by_resident.items():
        text = "\n".join(texts_of(parts_in("nl")[resident]))
        assert [p.name.nl for p in panels_of(rows, known) if p.plain.nl not in text] == []


def test_the_page_does_not_change_when_rows_of_others_do(place):
    workspace, _file, key = place
    mine = [row(NUMBER, key, "2025-03-03", 2.0), row(NUMBER, key, "2025-09-03", 4.0)]
    resident = mine[0]["resident_id"]
    store(workspace, key, [*mine, *others(key)])
    before = _files(workspace, resident)
    store(workspace, key, [*others(key, shift=2.0), *others(key, how_many=40)[12 * 3 :]])
    assert _files(workspace, resident) == before


def _files(workspace, resident) -> tuple[str, bytes]:
    html = html_page(page_parts(rows_of(workspace, [resident]), KNOWN, "nl"), "nl")
    return html, pdf_page(html)


# --- what is told


def test_then_and_now_are_told_with_the_words_of_the_scale():
    text = page([measured(FIRST, 2.0), measured(LAST, 4.0)])
    assert (
        "Volgens uw begeleider stond Geldzaken in maart 2025 op 2 (niet zelfredzaam). "
        "In september 2025 op 4 (voldoende zelfredzaam)." in text
    )
    assert "Een klein verschil zegt daarom weinig" in text
    english = page([measured(FIRST, 2.0), measured(LAST, 4.0)], "en")
    assert "According to your worker, Money matters was at 2 (not self-sufficient) in March 2025." in english


def test_the_two_views_stand_side_by_side_and_no_mean_of_them_anywhere():
    rows = [measured(LAST, 2.0), measured(LAST, 5.0, instrument="mijn-zrm", rater="inwoner")]
    [panel] = panels_of(rows, KNOWN)
    assert [(series.rater, series.points[-1][1]) for series in panel.series] == [
        ("professional", 2.0),
        ("inwoner", 5.0),
    ]
    assert "3,5" not in page(rows)
    assert "Bij Geldzaken koos u een 5 en uw begeleider een 2. Hoe komt dat?" in page(rows)
    marks = marks_of(panel, (FIRST, LAST), "nl")
    assert sorted(mark.text for mark in marks if isinstance(mark, Label)) == ["2", "5"]


@pytest.mark.parametrize(("days", "asked"), [(183, True), (184, False)])
def test_views_of_other_times_are_not_called_apart(days, asked):
    later = date.fromordinal(FIRST.toordinal() + days)
    rows = [measured(FIRST, 2.0), measured(later, 5.0, instrument="mijn-zrm", rater="inwoner")]
    assert ("Hoe komt dat?" in page(rows)) is asked


def test_two_versions_of_an_instrument_are_never_one_line():
    rows = [measured(FIRST, 2.0, instrument="zrm-2013"), measured(LAST, 4.0)]
    panels = panels_of(rows, KNOWN)
    assert [panel.name.nl for panel in panels] == ["Geldzaken (ZRM 2013)", "Geldzaken (ZRM 2017)"]
    assert "van 2 naar 4" not in page(rows)


def test_the_own_view_stands_beside_the_version_that_is_in_use():
    own = {"instrument": "mijn-zrm", "rater": "inwoner"}
    rows = [measured(FIRST, 2.0, instrument="zrm-2013"), measured(LAST, 4.0), measured(LAST, 3.0, **own)]
    panels = panels_of(rows, KNOWN)
    assert {p.series[0].instrument.id: len(p.series) for p in panels} == {"zrm-2013": 1, "zrm-2017": 2}


def _reliable(instrument: str, **changes) -> dict[str, Instrument]:
    from dataclasses import replace

    return {**KNOWN, instrument: replace(KNOWN[instrument], **changes)}


def test_noise_is_the_smallest_detectable_change():
    """By hand: 1.96 * 1 * sqrt(2 * (1 - .82)) = 1.176 (Jacobson & Truax 1991)."""
    known = _reliable("zrm-2017", reliability=0.82, sd=1.0)
    assert noise_of(known["zrm-2017"]) == pytest.approx(1.176)
    assert noise_of(KNOWN["zrm-2017"]) is None
    assert noise_of(_reliable("zrm-2017", reliability=0.82)["zrm-2017"]) is None


@pytest.mark.parametrize(("last", "said"), [(3.0, "groter dan"), (2.0, "zonder dat er iets veranderde")])
def test_only_with_a_known_reliability_a_difference_is_called_more_than_noise(last, said):
    rows = [measured(FIRST, 1.0), measured(LAST, last)]
    known = _reliable("zrm-2017", reliability=0.82, sd=1.0)
    assert said in page(rows, known=known)
    assert "niet hoe precies" not in page(rows, known=known)
    assert said not in page(rows) and "niet hoe precies" in page(rows)


def test_what_matters_most_stands_on_top_in_its_own_order():
    from dataclasses import replace

    ranks = replace(KNOWN["wat-telt"], id=RANKS, better_is="none", purpose="gesprek")
    known = {**KNOWN, RANKS: ranks}
    told_here = {"instrument": RANKS, "rater": "inwoner"}
    rows = [
        measured(FIRST, 1.0, "geld", **told_here),
        measured(LAST, 2.0, "geld", **told_here),
        measured(LAST, 1.0, "wonen", **told_here),
        measured(LAST, 60.0, "geld", "wat-telt", "inwoner"),
        measured(LAST, 40.0, "wonen", "wat-telt", "inwoner"),
    ]
    parts = page_parts(tuple(rows), known, "nl")
    [items] = [part for part in parts if isinstance(part, Items)]
    assert (items.texts, items.ordered) == (("Wonen", "Geld"), True)
    pictures = [each.name for part in parts if isinstance(part, Drawings) for each in part.each]
    assert pictures == ["Wonen", "Geld"]


def test_what_was_chosen_and_not_chosen_is_told():
    rows = [
        measured(LAST, 60.0, "geld", "wat-telt", "inwoner"),
        measured(LAST, None, "wonen", "wat-telt", "inwoner", "not_applicable"),
    ]
    assert "U koos: Geld." in page(rows) and "U koos niet: Wonen." in page(rows)


def test_own_goals_and_what_became_of_them():
    rows = [
        measured(LAST, 2.0, "doel_1", "doel-behaald", "inwoner"),
        measured(LAST, 1.0, "doel_1", "doel-behaald", "professional"),
        measured(LAST, None, "doel_2", "doel-behaald", "inwoner", "not_filled_in"),
        measured(LAST, 1.0, "doel_1", "gas", "professional"),
    ]
    text = page(rows)
    assert "Doel 1: ja, zei u zelf in september 2025." in text
    assert "Doel 1: deels, zei uw begeleider in september 2025." in text
    assert "Doel 2: nog niet ingevuld door u zelf." in text
    assert "Doel 1: +1, zei uw begeleider in september 2025." in text
    assert "Doel 1 is gelukt. Wat hielp daarbij?" in text


@pytest.mark.parametrize(
    ("instrument", "score", "reached"),
    [("gas", 0.0, True), ("gas", -1.0, False), ("doel-behaald", 1.0, False)],
)
def test_a_goal_is_reached_from_what_was_agreed_on(instrument, score, reached):
    assert ("is gelukt" in page([measured(LAST, score, "doel_1", instrument)])) is reached


def test_the_simple_question_is_told_in_its_own_words():
    text = page([measured(LAST, 1.0, "netwerk_sterker", "eenvoudige-vraag", "inwoner")])
    assert "Is uw netwerk sterker geworden? U zei in september 2025: een beetje." in text


# --- questions


def _questions(rows) -> list[str]:
    parts = page_parts(tuple(rows), KNOWN, "nl")
    return [part.text for part in parts if isinstance(part, Room)][-3:]


def test_three_questions_follow_from_what_the_page_shows():
    rows = [
        measured(LAST, 2.0, "doel_1", "doel-behaald", "inwoner"),
        measured(FIRST, 4.0),
        measured(LAST, 2.0),
        measured(LAST, 5.0, "huisvesting"),
        measured(LAST, 2.0, "huisvesting", "mijn-zrm", "inwoner"),
    ]
    assert _questions(rows) == [
        "Doel 1 is gelukt. Wat hielp daarbij?",
        "Bij Woning koos u een 2 en uw begeleider een 5. Hoe komt dat?",
        "Geldzaken ging van 4 naar 2. Wat speelde er? Wat kan nu helpen?",
    ]


@pytest.mark.parametrize(
    ("rows", "first"),
    [
        ([measured(FIRST, 3.0)], "Er is op één dag gemeten."),
        ([measured(FIRST, 3.0), measured(LAST, 3.0)], "De scores bleven gelijk."),
        ([measured(FIRST, 2.0), measured(LAST, 3.0)], "Geldzaken ging van 2 naar 3. Wat hielp daarbij?"),
        ([], "Wat wilt u hier graag op hebben staan?"),
    ],
)
def test_there_is_always_something_to_talk_about(rows, first):
    found = _questions(rows)
    assert len(found) == 3 and found[0].startswith(first)


def test_lower_is_better_where_the_instrument_says_so():
    rows = [measured(FIRST, 1.0, "eenzaamheid", "djg-6", "inwoner")]
    code = KNOWN["djg-6"].leefgebieden[0].code
    rows = [measured(day, score, code, "djg-6", "inwoner") for day, score in ((FIRST, 1.0), (LAST, 5.0))]
    assert any("Wat kan nu helpen?" in each for each in _questions(rows))


# --- the level of the text


def _sentences(text: str) -> list[str]:
    return [each for each in re.split(r"(?<=[.?!:;])\s|\n", text) if each]


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_short_and_free_of_jargon_and_verdicts(parts_in, language):
    for parts in parts_in(language).values():
        alts = {each.alt for part in parts if isinstance(part, Drawings) for each in part.each}
        lists = ("veranderde:", "gelijk:", "changed:", "the same:", "ingevuld:", "once:", "koos", "chose")
        for text in set(texts_of(parts)) - alts:
            assert not FORBIDDEN.search(text) and not NO_VERDICT.search(
                text.replace("acute problematiek", "")
            )
            if not any(mark in text for mark in lists):  # a row of names is read by name
                assert [s for s in _sentences(text) if len(s.split()) > MOST_WORDS] == []


def test_the_words_of_the_page_are_short_too():
    from monitorlib.resident import words

    for value in vars(words).values():
        for text in [value] if isinstance(value, Text) else value if isinstance(value, tuple) else []:
            for language in LANGUAGES:
                assert all(len(each.split()) <= MOST_WORDS for each in _sentences(text[language]))
                assert not NO_VERDICT.search(text[language])


# --- all kinds of people


def test_one_measurement_makes_a_friendly_page():
    text = page([measured(FIRST, 3.0)])
    assert "Alles is ingevuld op één dag: 3 maart 2025." in text
    assert "niet hoe precies" not in text


def test_forty_measurements_are_all_in_the_picture_and_two_in_the_sentence():
    days = [date(2015 + i // 12, 1 + i % 12, 5) for i in range(40)]
    rows = [measured(day, 1.0 + i % 5) for i, day in enumerate(days)]
    [panel] = panels_of(rows, KNOWN)
    assert len(panel.series[0].points) == 40
    assert told(panel, "nl").count(" op ") == 2
    [drawings] = [p for p in page_parts(tuple(rows), KNOWN, "nl") if isinstance(p, Drawings)]
    assert len(re.findall(r"in \w+ 20\d\d \d", drawings.each[0].alt)) == 40


def test_without_any_score_the_page_says_so_kindly():
    rows = [
        measured(FIRST, None, missing="not_filled_in"),
        measured(FIRST, None, "justitie", missing="unknown"),
    ]
    text = page(rows)
    assert "Er zijn nog geen scores om te laten zien." in text
    assert "Zonder score: Geldzaken en Justitie." in text


def test_an_instrument_whose_file_is_gone_is_named_and_breaks_nothing():
    assert "niet meer kennen: oude-lijst" in page([measured(FIRST, 3.0, instrument="oude-lijst")])


def test_two_measurements_in_one_month_are_told_by_day():
    text = page([measured(date(2025, 3, 3), 2.0), measured(date(2025, 3, 28), 4.0)])
    assert "op 3 maart 2025 op 2" in text and "Op 28 maart 2025 op 4" in text


def test_numbers_beside_a_picture_never_lie_over_each_other_or_outside():
    raters = ("professional", "inwoner", "mantelzorger")
    rows = [measured(day, 50.0, "geld", "wat-telt", r) for r in raters for day in (FIRST, LAST)]
    [panel] = panels_of(rows, KNOWN)
    height = height_of(panel)
    labels = [mark for mark in marks_of(panel, (FIRST, LAST), "nl") if isinstance(mark, Label)]
    for side in {label.x for label in labels}:
        ys = sorted(label.y for label in labels if label.x == side)
        assert len(ys) == 3 and ys[0] >= EDGE and ys[-1] <= height - EDGE + 1e-9
        assert min(b - a for a, b in zip(ys, ys[1:], strict=False)) >= APART - 1e-9


def test_what_stands_in_the_table_cannot_become_markup():
    own = measured(FIRST, 3.0, code="<script>alert(1)</script>")
    html = html_page(page_parts((own,), KNOWN, "nl"), "nl")
    assert "<script" not in html and "<script" in unescape(html)


def test_the_file_of_ranks_in_the_docs_is_one_that_the_page_understands(tmp_path):
    from pathlib import Path

    guide = (Path(__file__).parents[2] / "docs" / "inwoner.md").read_text("utf-8")
    (tmp_path / "wat-telt-belang.toml").write_text(guide.split("```toml\n")[1].split("```")[0], "utf-8")
    known = read_instruments(tmp_path)
    rows = [measured(LAST, 2.0, "geld", RANKS, "inwoner"), measured(LAST, 1.0, "wonen", RANKS, "inwoner")]
    [items] = [part for part in page_parts(tuple(rows), known, "nl") if isinstance(part, Items)]
    assert items.texts == ("Wonen", "Geld")
