"""What the steps show, from releases made by hand."""

import re
from dataclasses import replace
from datetime import date

import pytest

from monitorlib.explanations.registry import explanations
from monitorlib.foundation.texts import LANGUAGES, Text
from monitorlib.release.beside import Funnel, FunnelPoint
from monitorlib.release.keys import releases_of
from monitorlib.release.references import references_to
from monitorlib.released import OUTDATED, Block, Check, Content, View
from monitorlib.widgets import state as agenda
from monitorlib.widgets import state as looking
from monitorlib.widgets.parts import bars
from monitorlib.widgets.parts.bars import falls, waterfall
from monitorlib.widgets.parts.funnel import funnel, limit
from monitorlib.widgets.parts.runchart import Point, limits, points, run_chart
from monitorlib.widgets.steps import STEPS
from monitorlib.widgets.steps.surprises import ordered, surprise
from monitorlib.wording.verdicts import WORDS
from monitorlib.workspace import Workspace
from tests.releases import SETTINGS, a_content, a_release, a_row, a_view, write_by_hand
from tests.widgets.conftest import Browser

OTHER_TEAMS = "\n[vrijgave]\nandere_teams = true\n"


def a_check(name: str, answer: str, takes_away=None, flagged=False) -> Check:
    """A check with texts that are easy to find."""
    texts = (Text(f"{part} {name}", f"{part} {name}") for part in ("label", "zin", "vraag", "grens"))
    label, sentence, question, limit_ = texts
    strength = None if answer == "cannot_say" else "weak"
    return Check(name, label, answer, strength, flagged, takes_away, sentence, question, limit_)


@pytest.fixture
def open_with(tmp_path):
    """A page on a team with this content, revealed; `beside` are what other teams released.

    `leaving`: the other teams' releases are first ones, which may leave the room; else second ones that may not.
    """

    def start(*views, settings="", beside=(), leaving=True, **changes) -> Browser:
        made = Workspace.create(tmp_path / "werkmap", SETTINGS + settings)
        made.settings_file.write_text(SETTINGS + settings, encoding="utf-8")
        for content in beside:
            write_by_hand(made.release, a_release(content, number=1 if leaving else 2))
        own = a_content(*views, **changes)
        write_by_hand(made.release, a_release(own, references=references_to(releases_of(made), own)))
        return Browser(made).do("hello", place={"team": "Team Test"}, screen="1" * 16).reveal()

    return start


def test_the_steps_are_the_eight_of_the_method():
    names = [step.name.nl for step in STEPS]
    assert names == [
        "Welkom",
        "Vorige keer",
        "Verwachten",
        "Herkennen",
        "Verklaren",
        "Waarderen",
        "Verbeteren",
        "Verslag",
    ]


@pytest.mark.parametrize("minutes", agenda.MINUTES)
def test_the_minutes_of_the_steps_fill_the_meeting(minutes):
    windows = [agenda.window(step, minutes) for step in range(1, 9)]
    assert windows[0][0] == 0
    assert windows[-1][1] == minutes
    assert all(end == begin for (_, end), (begin, _) in zip(windows, windows[1:], strict=False))
    doubt, suppose = agenda.halves(minutes)
    assert (doubt + suppose, doubt / (doubt + suppose)) == (agenda.MINUTES[minutes][4], 0.25)


@pytest.mark.parametrize(
    ("verdict", "expected", "differs"),
    [
        ("improved", "more_better", False),
        ("improved", "more_worse", True),
        ("unchanged", "same", False),
        ("balanced", "same", False),
        ("slightly_improved", "more_worse", True),
        ("hint_improved", "more_worse", None),
        ("deteriorated", "same", True),
        ("nearly_all_improved", "more_better", False),
        ("nearly_all_unchanged", "same", False),
        ("nearly_all_deteriorated", "more_better", True),
        ("withheld", "more_better", None),
        ("improved", "no_idea", None),
        ("improved", "", None),
        ("uncertain", "more_better", None),
        ("too_few", "same", None),
    ],
)
def test_a_surprise_is_a_clear_outcome_that_was_not_expected(verdict, expected, differs):
    assert surprise(a_row(verdict=verdict), expected) is differs


def test_what_surprised_stands_first_and_good_and_disappointing_take_turns(open_with):
    codes = ("financien", "huisvesting", "werk_opleiding", "justitie", "tijdsbesteding")
    verdicts = ("uncertain", "improved", "improved", "deteriorated", "unchanged")
    rows = [a_row(code, verdict=verdict) for code, verdict in zip(codes, verdicts, strict=True)]
    page = open_with(a_view(*rows))
    state = page.conversation.state
    topic = state.topic(rows[4])
    state.notes = replace(state.notes, by_topic={topic: {"expected": "more_better"}})
    order = [row.leefgebied for row in ordered(state)]
    assert order == ["tijdsbesteding", "huisvesting", "justitie", "werk_opleiding", "financien"]


def test_a_row_tells_the_expectation_the_counts_the_interval_and_the_verdict_in_words(open_with):
    page = open_with(a_view(a_row(could_improve=48)))
    table = page.html
    html = page.open("financien").html + table
    for told in (
        "Verwacht: niets ingevuld",
        "Van 60 inwoners gingen er 26 vooruit, bleven er 29 gelijk en gingen er 5 achteruit.",
        "Waarschijnlijk tussen +18% en +50%.",
        "duidelijk vooruit",
        "Van deze 60 inwoners konden er 48 nog vooruit.",
        "Toon dezelfde cijfers als tabel",
    ):
        assert told in html


VERY_GOOD = [a_row(code, verdict="improved") for code in ("financien", "huisvesting", "justitie")]
BAD = [a_row(code, verdict="deteriorated") for code in ("financien", "huisvesting", "justitie")]
NOT_CLEAR = [
    a_row(code, verdict="uncertain") for code in ("financien", "huisvesting", "justitie", "basale_adl")
]
EVERY_OTHER = [
    a_row("justitie", verdict="unchanged"),
    a_row("basale_adl", verdict="balanced"),
    a_row("sociaal_netwerk", verdict="hint_improved"),
    a_row("tijdsbesteding", verdict="uncertain"),
]
TINY = [a_row(code, n=None, counts=None, verdict="too_few") for code in ("financien", "huisvesting")]


@pytest.mark.parametrize(
    ("rows", "told", "not_told"),
    [
        (
            VERY_GOOD,
            "<b>Wat goed gaat:</b> Financiën, Huisvesting, Justitie.",
            ("tegenvalt", "zien we nog niet"),
        ),
        (
            BAD,
            "<b>Wat tegenvalt:</b> Financiën, Huisvesting, Justitie.",
            ("Wat goed gaat", "zien we nog niet"),
        ),
        (
            [*VERY_GOOD[:1], *BAD[1:2], *NOT_CLEAR[2:3]],
            "<b>Niet te zeggen:</b> Justitie.",
            ("zien we nog niet",),
        ),
        (
            NOT_CLEAR,
            "Een duidelijke verandering zien we nog niet.",
            ("goed gaat", "tegenvalt", "Niet te zeggen"),
        ),
        (
            [*NOT_CLEAR, a_row("sociaal_netwerk", verdict="withheld")],
            "<b>Niet te zeggen:</b> 4 leefgebieden.",
            ("goed gaat",),
        ),
        (
            [*VERY_GOOD[:1], *BAD[1:2], *EVERY_OTHER],
            "<b>Gelijk gebleven (ook een resultaat):</b> 2 leefgebieden.",
            ("Justitie.", "zien we nog niet"),
        ),
        (TINY, "Wat er nog ontbreekt", ("Niet te zeggen", "zien we nog niet")),
    ],
    ids=["very good", "bad", "mixed", "nothing clear", "one withheld", "every kind", "tiny"],
)
def test_the_story_on_top_names_what_there_is_and_never_what_there_is_not(open_with, rows, told, not_told):
    regions = open_with(a_view(*rows)).regions
    html = "".join(told for name, told in regions.items() if name.startswith("herkennen/"))
    assert told in html
    assert "niets" not in html
    for each in not_told:
        assert each not in html


def test_a_row_of_the_picture_tells_the_expectation_and_that_it_was_talked_about(open_with):
    page = open_with(a_view(a_row(), a_row("huisvesting")))
    assert "ml-look-expected" not in page.html and "besproken" not in page.html
    page = open_with(a_view(a_row(), a_row("huisvesting")))
    topic = page.conversation.state.topic(page.conversation.state.view.rows[0])
    page.conversation.log.write(page.meeting, topic.subject, "expected", "more_worse", "x")
    page.write(topic.subject, "note", "Dat zien we ook.")
    row = page.step(4).html.split('data-look="financien"')[1].split("</tr>")[0]
    assert "≠" in row and "meer achteruit" in row and "anders dan verwacht" in row and "besproken" in row


def test_a_card_without_figures_does_not_ask_whether_they_are_recognised(open_with):
    page = open_with(a_view(a_row(), a_row("huisvesting", n=None, counts=None, verdict="too_few")))
    card = page.open("huisvesting").html
    assert "Herkennen we dit?" not in card and "Wat zien we hier zelf?" in card
    assert "Herkennen we dit?" in page.open("financien").html


@pytest.mark.parametrize(
    ("verdict", "grade", "mark"),
    [
        ("improved", "clear", "▲"),
        ("slightly_deteriorated", "clear", "▾"),
        ("unchanged", "clear", "="),
        ("hint_improved", "hint", "△"),
        ("hint_deteriorated", "hint", "▽"),
        ("uncertain", "open", "?"),
    ],
)
def test_grades_are_told_apart_without_colour(open_with, verdict, grade, mark):
    html = open_with(a_view(a_row(verdict=verdict))).html
    word = WORDS[verdict].nl
    assert f'data-grade="{grade}"><span aria-hidden="true">{mark}</span> {word}</span>' in html


def test_a_hint_stands_apart_from_what_goes_well_and_says_how_often_chance_gives_one(open_with):
    html = open_with(a_view(a_row(verdict="hint_improved"), a_row("huisvesting"))).html
    assert "<b>Wat goed gaat:</b> Huisvesting." in html
    assert "<b>Misschien veranderd (een aanwijzing):</b> Financiën." in html
    assert "bij één op de tien teams toch een aanwijzing" in html


def test_beside_cannot_tell_the_row_says_what_could_have_been_seen(open_with):
    counts = {"improved": 8, "unchanged": 42, "deteriorated": 5}
    html = open_with(a_view(a_row(counts=counts, n=55, verdict="uncertain"))).open("financien").html
    assert "Er veranderden 13 inwoners. Om iets te kunnen zeggen, hadden er minstens" in html


def test_staying_the_same_is_told_as_a_result(open_with):
    html = open_with(a_view(a_row(verdict="unchanged"))).html
    assert "ook een resultaat" in html


def test_the_parts_of_a_bar_are_as_wide_as_the_counts_and_the_same_stands_about_zero():
    html = bars.bar(a_row(), "zin", "nl", far=1.0)
    # an axis of 100% on either side: 60 residents are half of it, the middle of 29 stands at 50%
    assert 'ml-seg-deteriorated" style="left:33.8%;width:4.2%"' in html
    assert 'ml-seg-unchanged" style="left:37.9%;width:24.2%"' in html
    assert 'ml-seg-improved" style="left:62.1%;width:21.7%"' in html
    assert 'role="img" aria-label="zin"' in html


def test_a_small_middle_holds_its_number_alone_so_that_it_hides_no_part_beside_it():
    def words(unchanged: int) -> str:
        return bars.bar(
            a_row(counts={"improved": 60 - unchanged, "unchanged": unchanged}), "zin", "nl", far=1.0
        )

    assert '<b>24</b> <span class="ml-word">gelijk</span>' in words(24)  # a fifth of the axis
    assert "<b>23</b></span>" in words(23) and "gelijk" not in words(23)
    assert "vooruit" in words(23)  # beside the bar there is room


def test_a_bar_of_two_classes_looks_otherwise_than_one_of_three():
    html = bars.bar(a_row(counts={"improved": 20, "not_improved": 40}), "zin", "nl")
    assert "ml-seg-merged" in html and '<b>40</b> <span class="ml-word">niet vooruit' in html
    assert "ml-seg-unchanged" not in html and "ml-seg-deteriorated" not in html
    assert bars.bar(a_row(counts=None), "zin", "nl") == ""


def test_checks_stand_with_their_answer_question_and_limit(open_with):
    checks = (
        a_check("kans", "contradicts"),
        a_check("uitval", "supports", 0.2),
        a_check("seizoen", "cannot_say"),
    )
    page = open_with(a_view(a_row(checks=checks))).step(5)
    assert "Dit cijfer steunt deze verklaring (zwak)" in page.html
    assert "Dit cijfer spreekt deze verklaring tegen (zwak)" in page.html
    assert "Verklaringen waar de cijfers niets over zeggen (1)" in page.html
    assert page.html.index("uitval") < page.html.index("kans") < page.html.index("seizoen")
    assert page.html.count("vraag ") == 2  # nobody is asked about what the figures cannot tell
    page.do("add", what="explanation")
    assert '<option value="uitval">label uitval</option>' in page.html
    assert '<option value="not_in_data">' in page.html


def test_the_waterfall_takes_each_part_from_the_whole_shift():
    row = a_row(mean_shift=0.4, checks=(a_check("a", "supports", 0.1), a_check("b", "supports", 0.3)))
    assert [(fall.part, fall.left) for fall in falls(row)] == [(0.3, 0.1), (0.1, 0.3)]
    assert waterfall(row, "nl").count("<tr>") == 4
    assert waterfall(a_row(), "nl") == ""
    assert waterfall(replace(row, mean_shift=None), "nl") == ""


def test_resident_and_professional_stand_side_by_side(open_with):
    theirs = a_view(
        a_row(counts={"improved": 11, "unchanged": 12, "deteriorated": 13}, n=36), rater="inwoner"
    )
    html = open_with(a_view(a_row()), theirs).open("financien").html
    side = html.split("Verschillende blikken naast elkaar")[1]
    assert "Van 60 inwoners gingen er 26 vooruit" in side
    assert "Van 36 inwoners gingen er 11 vooruit" in side


def _with_border(*rows, **changes) -> View:
    border = {"unchanged_within": 10.0, "unchanged_source": Text("keuze vooraf.", "chosen beforehand.")}
    return replace(a_view(*rows), **border, **changes)


def test_what_the_same_means_stands_where_the_figures_are_opened(open_with):
    told = "Gelijk: niet meer dan 10 punten verschil."
    page = open_with(_with_border(a_row()))
    assert page.html.count(told) == 1 and "Grens voor gelijk bij" in page.html
    both = open_with(a_view(a_row()), _with_border(a_row(), rater="inwoner")).open("financien")
    assert told in both.html.split("Verschillende blikken naast elkaar")[1]
    assert "Gelijk: niet meer" not in open_with(a_view(a_row())).html


def test_with_a_border_the_others_began_at_or_near_the_best_score(open_with):
    html = open_with(_with_border(a_row(could_improve=40))).open("financien").html
    assert "konden er 40 nog vooruit. De anderen begonnen op de beste score of er vlakbij." in html


def test_a_period_under_another_border_is_no_point_of_the_run_chart():
    releases = [_year(2020), a_release(a_content(_with_border(a_row()), period="2021")), _year(2022)]
    found = points(releases, a_view(), "financien", "nl")
    assert [point.told for point in found] == ["+35%", "andere grens voor gelijk", "+35%"]
    html = run_chart(found, "id", "nl")
    assert html.count("<circle") == 2 and "Waar geen punt staat, zeggen de woorden waarom." in html


def test_the_simple_question_is_a_share_with_its_interval(open_with):
    from monitorlib.released import Interval

    asked = a_row(
        "financien", counts={"yes": 12, "partly": 19, "no": 21}, n=52, interval=Interval(0.23, 0.14, 0.36)
    )
    page = open_with(
        a_view(a_row()), a_view(asked, kind="answers", instrument="eenvoudige-vraag", rater="inwoner")
    )
    assert "Deel ja: 23%. Waarschijnlijk tussen 14% en 36%." in page.open("financien").html


def test_start_scores_show_the_leefgebied_with_most_low_scores_first(open_with):
    """Of financien a third is low over two levels, of huisvesting half; justitie tells nothing."""
    high = a_row("financien", start={"1": 10, "2": 10, "3": 10, "4": 10, "5": 20})
    low = a_row("huisvesting", start={"1-2": 30, "3-5": 30})
    view = replace(a_view(high, low, a_row("justitie")), scale=(1.0, 5.0))
    html = open_with(view).html
    assert html.index('data-start="huisvesting"') < html.index('data-start="financien"')
    assert "score 1-2: 30" in html and "(samen 60 inwoners)" in html
    assert 'data-start="justitie"' not in html and "over één inwoner te vertellen: Justitie." in html


def test_start_scores_of_a_scale_where_less_is_better_begin_at_the_high_end(open_with):
    lonely = a_row("financien", start={"5-6": 40, "2-4": 10, "0-1": 10})
    less = a_row("huisvesting", start={"5-6": 10, "2-4": 40, "0-1": 10})
    html = open_with(replace(a_view(less, lonely), scale=(6.0, 0.0))).html
    assert html.index('data-start="financien"') < html.index('data-start="huisvesting"')


def test_without_start_scores_nothing_is_said_of_them(open_with):
    assert "Wat speelt er bij de start" not in open_with(a_view(a_row())).html


def test_who_could_improve_is_told_beside_the_bar(open_with):
    html = open_with(a_view(a_row(could_improve=40))).open("financien").html
    assert "Van deze 60 inwoners konden er 40 nog vooruit." in html


def test_groups_are_shown_where_they_were_released(open_with):
    blocks = {
        "a": {"improved": 13, "unchanged": 14, "deteriorated": 3},
        "b": {"improved": 13, "unchanged": 15, "deteriorated": 2},
    }
    view = replace(
        a_view(a_row(blocks=blocks)),
        blocks=(Block("a", Text("Wijk 1", "A")), Block("b", Text("Wijk 2", "B"))),
    )
    html = open_with(view).open("financien").html
    assert "Per groep" in html
    assert "Wijk 1: 13 vooruit, 14 gelijk, 3 achteruit" in html


@pytest.mark.parametrize(("blocks_by", "told"), [("wijk", True), (None, False)])
def test_a_team_that_is_parted_is_told_why_it_sees_no_groups(open_with, blocks_by, told):
    html = open_with(a_view(a_row()), blocks_by=blocks_by).open("financien").html
    assert ("<h4>Per groep</h4>" in html, "Hier tonen we alleen het hele team" in html) == (told, told)


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"improved": 26, "not_improved": 34}, True),
        ({"improved": 26, "unchanged": 29, "deteriorated": 5}, False),
    ],
)
def test_a_card_with_two_classes_says_why(open_with, counts, told):
    html = open_with(a_view(a_row(counts=counts, p_class=None, mean_shift=None))).open("financien").html
    assert ("Een heel klein aantal tellen we samen met een ander." in html) == told


def test_run_chart_limits_come_from_ten_points_on():
    """Witness: computed step by step beside it (mean ± 2.66 × mean moving range)."""
    values = [0.1, 0.2, 0.1, 0.0, 0.1, 0.2, 0.3, 0.2, 0.1, 0.2]
    moves = [abs(values[i] - values[i - 1]) for i in range(1, 10)]
    mean, reach = sum(values) / 10, 2.66 * sum(moves) / 9
    found = limits(values)
    assert (found.centre, found.low, found.high) == pytest.approx((mean, mean - reach, mean + reach))
    few = limits(values[:9])
    assert (few.centre, few.low, few.high) == (0.1, None, None)


@pytest.mark.parametrize(
    ("n", "drawn", "bounded"), [(1, False, False), (2, True, False), (9, True, False), (10, True, True)]
)
def test_a_run_chart_needs_two_points_and_says_so(n, drawn, bounded):
    html = run_chart([Point(str(2000 + i), i / 100, f"+{i}%") for i in range(n)], "id", "nl")
    assert ("<svg" in html, "ml-limit" in html) == (drawn, bounded)
    assert html.count('<th scope="row">') == (n if drawn else 0)


def _year(year: int, **row):
    content = a_content(a_view(a_row(**{"mean_shift": None, "p_class": None, **row})), period=str(year))
    return a_release(content)


HIDDEN_YEARS = (
    {"counts": {"improved": 40, "not_improved": 20}, "few": {"deteriorated": 2}},
    {"counts": None, "interval": None, "few": {"not_improved": 2}},
    {"counts": None, "interval": None},
    {"n": None, "counts": None, "interval": None, "verdict": "too_few"},
)


def test_a_period_with_a_hidden_class_stands_in_the_run_chart():
    found = points(
        [_year(2020 + at, **row) for at, row in enumerate(({}, *HIDDEN_YEARS))], a_view(), "financien", "nl"
    )
    assert [point.told for point in found] == [
        "+35%",
        "tussen +63% en +67%",
        "tussen +93% en +100%",
        "mag hier niet staan",
        "te weinig inwoners",
    ]
    html = run_chart(found, "id", "nl")
    assert (html.count("<circle"), html.count("<rect"), html.count("<polyline")) == (1, 2, 1)
    assert "Een balk staat waar een heel klein aantal verborgen is" in html
    assert "zeggen de woorden waarom" in html
    assert "nog één periode" not in html
    assert all(html.count(point.told) == 3 for point in found[1:])  # picture, its words, table


def test_periods_that_are_all_hidden_are_told_and_one_is_one():
    hidden = [_year(2020 + at, **HIDDEN_YEARS[at]) for at in range(4)]
    ranges = run_chart(points(hidden[:2], a_view(), "financien", "nl"), "id", "nl")
    assert "<rect" in ranges and "ml-centre" not in ranges
    none = run_chart(points(hidden[2:], a_view(), "financien", "nl"), "id", "nl")
    assert "<svg" not in none and "mag hier geen cijfer staan" in none and none.count('<th scope="row">') == 2
    one = run_chart(points(hidden[:1], a_view(), "financien", "nl"), "id", "nl")
    assert "nog één periode" in one
    assert run_chart(points(hidden, a_view(kind="answers"), "financien", "nl"), "id", "nl") == ""


def test_good_hidden_news_is_good_news(open_with):
    rows = (
        a_row("financien", counts=None, few={"not_improved": 2}, verdict="nearly_all_improved"),
        a_row(
            "huisvesting", counts=None, few={"improved": 2, "deteriorated": 2}, verdict="nearly_all_unchanged"
        ),
        a_row("justitie", counts=None, few={"not_deteriorated": 2}, verdict="nearly_all_deteriorated"),
        a_row(
            "werk_opleiding",
            counts={"improved": 20, "not_improved": 40},
            few={"deteriorated": 2},
            verdict="withheld",
        ),
    )
    page = open_with(a_view(*rows))
    html = page.html
    assert "Of dit toeval kan zijn, mag hier niet staan" in page.open("werk_opleiding").html
    for told in (
        "<b>Wat goed gaat:</b> Financiën.",
        "<b>Wat tegenvalt:</b> Justitie.",
        "<b>Gelijk gebleven (ook een resultaat):</b> Huisvesting.",
        "<b>Waar het oordeel niet mag staan:</b> Werk &amp; opleiding.",
        "bijna iedereen vooruit",
        "hoogstens 2 achteruit",
    ):
        assert told in html
    assert "niet te zeggen" not in html and "Niet te zeggen" not in html


def test_where_nothing_is_withheld_no_column_says_so(open_with):
    assert "Waar het oordeel niet mag staan" not in open_with(a_view()).html


def test_the_funnel_names_nobody_but_the_own_team():
    points = (FunnelPoint(40, 0.2, True), FunnelPoint(90, -0.1, False), FunnelPoint(20, 0.3, False))
    html = funnel(Funnel(0.05, 1.0, points), "id", "nl")
    assert html.count("<td>") == 8 and html.count(">ander team<") == 2
    assert "ons team: 40, +20%; ander team: 90, −10%; ander team: 20, +30%; andere teams samen: +5%." in html
    assert limit(1.0, 100, 1.96) == pytest.approx(0.196)


def _others(how_many: int, **changes) -> list[Content]:
    return [a_content(a_view(a_row(**changes)), team=f"Team {number}") for number in range(how_many)]


def test_other_teams_are_off_by_default(open_with):
    assert "Naast andere teams" not in open_with(a_view(a_row()), beside=_others(3)).open("financien").html


@pytest.mark.parametrize(("others", "drawn"), [(2, False), (3, True)])
def test_other_teams_are_dots_from_three_on(open_with, others, drawn):
    own = a_view(a_row())
    html = open_with(own, settings=OTHER_TEAMS, beside=_others(others)).open("financien").html
    assert "Naast andere teams" in html
    assert ("<svg" in html, "te weinig over te laten zien" in html) == (drawn, not drawn)
    shown = html[html.index("Naast andere teams") :]
    assert "Team 0" not in shown and "Team 1" not in shown


@pytest.mark.parametrize(
    "changes",
    [
        {"counts": {"improved": 26, "unchanged": 30, "deteriorated": 4}},  # five may leave, four may not
        {"n": 9, "counts": None},
    ],
)
def test_a_team_whose_classes_may_not_leave_is_no_dot(open_with, changes):
    own = a_view(a_row())
    beside = [*_others(2), *_others(1, **changes)]
    assert "<svg" not in open_with(own, settings=OTHER_TEAMS, beside=beside).html


def test_another_period_or_a_release_that_may_not_leave_is_no_dot(open_with):
    own = a_view(a_row())
    past = [replace(each, team="Team oud", period=a_content(period="2024").period) for each in _others(1)]
    assert "<svg" not in open_with(own, settings=OTHER_TEAMS, beside=[*_others(2), *past]).html
    assert "<svg" not in open_with(own, settings=OTHER_TEAMS, beside=_others(3), leaving=False).html


def test_no_step_shows_more_of_another_team_than_it_may_tell_outside(open_with):
    """Four or three of another team deteriorated: outside neither may be told, so every step is the same."""
    pages = []
    for lost in (4, 3):
        finer = {"improved": 26, "unchanged": 34 - lost, "deteriorated": lost}
        fourth = a_content(a_view(a_row(counts=finer)), team="Team 4")
        page = open_with(a_view(a_row()), settings=OTHER_TEAMS, beside=[*_others(3), fourth])
        steps = [page.step(number).html for number in range(1, 9)]
        pages.append([*steps, page.open("financien").html])
    assert pages[0] == pages[1] and "ander team: 60" in "".join(pages[0])


def test_a_release_of_an_older_schema_asks_to_be_made_again(tmp_path):
    made = Workspace.create(tmp_path / "werkmap", SETTINGS)
    release = a_release()
    manifest = replace(release.manifest, audit=(*release.manifest.audit, OUTDATED))
    for each, asked in ((release, False), (replace(release, manifest=manifest), True)):
        write_by_hand(made.release, each)
        html = Browser(made).do("hello", place={"team": "Team Test"}).html
        assert ("opnieuw vrij te geven" in html) is asked


def test_the_report_holds_what_was_agreed_found_and_thought(open_with):
    page = open_with(a_view(a_row(checks=(a_check("uitval", "supports"),))))
    page.do("add", what="action")
    action = page.conversation.state.blank[0]
    for field, value in (
        ("kind", "more"),
        ("text", "Vaker samen"),
        ("who", "teamleider"),
        ("by_when", "2026-03-01"),
    ):
        page.write(action, field, value)
    page.do("add", what="explanation")
    own = page.conversation.state.notes.explanations[0].subject
    page.write(own, "text", "De buurtkamer ging open")
    page.write(own, "check", "uitval")
    page.write("meeting", "valuation", "Trots.")
    html = page.step(8).html
    for told in (
        "meer doen: ",
        "Vaker samen",
        "teamleider · voor 1 maart 2026",
        "De buurtkamer ging open (label uitval)",
        "Trots.",
    ):
        assert told in html


def test_the_page_says_which_period_goes_on_and_that_later_registrations_do_not_count(workspace, monkeypatch):
    monkeypatch.setattr(looking, "date", type("Then", (date,), {"today": lambda: date(2026, 11, 28)}))
    page = Browser(workspace).do("hello", place={})
    assert "Periode 2026 loopt nog; die cijfers komen vanaf 31 januari 2027." in page.html
    assert "Wat later is geregistreerd, telt hier nog niet mee." in page.html


def test_what_cannot_be_said_is_one_line_a_reason(open_with):
    reason = Text("Er zijn te weinig inwoners.", "Too few residents.")
    checks = (
        *(replace(a_check(name, "cannot_say"), sentence=reason) for name in ("uitval", "seizoen")),
        a_check("plafond", "cannot_say"),
    )
    html = open_with(a_view(a_row(checks=checks))).step(5).regions["verklaren/checks"]
    assert html.count("Er zijn te weinig inwoners.") == 1
    assert "<b>label uitval, label seizoen.</b> Er zijn te weinig inwoners." in html
    assert html.count("<li>") == 2 and "(3)" in html


def test_what_it_would_mean_is_kept_stands_on_the_report_and_leads_on_to_an_agreement(open_with):
    page = open_with(a_view(a_row(), a_row("huisvesting"))).step(5)
    page.do("choose", what="leefgebied", value="huisvesting")
    subject = page.conversation.state.topic(page.conversation.state.row).subject
    page.write(subject, "would_see", "Minder mensen bij de opvang.")
    page.write(subject, "whom", "de opvang")
    assert page.write(subject, "whom", "Mevrouw Jansen")["refused"]
    page.write(subject, "whom", "de opvang")
    page.do("add", what="action", topic=subject)
    assert page.conversation.state.step == 7
    (action,) = (name for name in page.conversation.state.written if name.startswith("action/"))
    assert page.values[f"{page.meeting}|{action}|topic"] == subject
    page.do("add", what="action", topic="topic/x/y/z")
    assert sum(name.startswith("action/") for name in page.conversation.state.written) == 1
    paper = page.step(8).regions["verslag/paper"]
    assert "Wat zouden we dan in ons werk zien?" in paper and "Minder mensen bij de opvang." in paper
    assert "de opvang" in paper


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_of_a_check_that_cannot_say_more_is_told_once(open_with, language):
    """The ending is the checks' own: one that is worded otherwise would get a line to itself."""
    told = [check.told["cannot_say"] for check in explanations().values()]
    sentences = [sentence for sentence in told if sentence.nl.endswith("deze gegevens niet te zeggen.")]
    assert len(sentences) >= 10
    checks = [
        replace(a_check(f"toets{number}", "cannot_say"), sentence=sentence)
        for number, sentence in enumerate(sentences)
    ]
    page = open_with(a_view(a_row(checks=tuple(checks))))
    html = page.do("language", value=language).step(5).regions["verklaren/checks"]
    assert html.count("<li>") == 1 and html.count("label toets") == len(sentences)


def test_what_cannot_be_read_is_shown_as_such(open_with):
    page = open_with(a_view(a_row())).step(8)
    assert "verslag/unread" not in page.regions
    page.conversation.state.notes = replace(page.conversation.state.notes, unread=2)
    page.conversation.show()
    assert "2 keer staat er iets in het sessielog dat niet te lezen is" in page.regions["verslag/unread"]


@pytest.mark.parametrize(("net", "below"), [(0.9, True), (0.0, False)])
def test_the_name_of_the_own_team_stays_inside_the_picture_of_all_teams(net, below):
    own = FunnelPoint(60, net, own=True)
    others = [FunnelPoint(50, 0.0, own=False) for _ in range(3)]
    svg = funnel(Funnel(0.0, 0.5, (own, *others)), "stippen", "nl")
    square, name = (float(re.search(f'<{tag} [^>]*? y="([0-9.]+)"', svg)[1]) for tag in ("rect", "text"))
    assert (name > square, name > 20) == (below, True)
