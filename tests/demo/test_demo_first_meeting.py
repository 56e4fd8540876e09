"""What a newcomer's first meeting promises is kept, and the written truth is why."""

import tomllib
from pathlib import Path

import pytest

from monitorlib.cli.wishes import FIRST
from monitorlib.demo.specification import TRUTH as FILE
from monitorlib.demo.specification import kept, read_truth
from monitorlib.measurements import measurement_version
from monitorlib.release.assemble import team_content
from monitorlib.wording.verdicts import verdict_word

TRUTH = read_truth()
HANDBOOK = (Path(__file__).parents[2] / "docs" / "handleiding.md").read_text(encoding="utf-8")
MEETING = TRUTH.first_meeting
PROMISE = {promise.kind: promise for promise in MEETING.promise}


@pytest.fixture(scope="module")
def content(demo):
    period = demo.settings().period(MEETING.period, MEETING.team)
    return team_content(demo, MEETING.team, period, measurement_version(demo))


@pytest.fixture(scope="module")
def found(content):
    return {promise.kind: places for promise, places in kept(MEETING, content).items()}


def _planted(leefgebied: str) -> list[float]:
    year = int(MEETING.period)
    return [
        each.mean_shift[year]
        for each in TRUTH.planted_in(MEETING.team, MEETING.instrument)
        if each.leefgebied == leefgebied and year in each.years
    ]


def test_the_promise_is_about_the_meeting_that_opens_first():
    assert (FIRST[0].team, FIRST[0].period) == (MEETING.team, MEETING.period)


@pytest.mark.parametrize("kind", ["clear", "hint", "disappointment", "same", "supports", "contradicts"])
def test_the_first_meeting_shows_each_kind(found, kind):
    assert found[kind], PROMISE[kind].why


def test_each_promise_says_why():
    assert len(PROMISE) == len(MEETING.promise) == 6
    assert all(promise.why and promise.leefgebieden for promise in MEETING.promise)


def test_the_promise_rests_on_what_was_planted_and_not_on_luck():
    assert all(sum(_planted(area)) > 0.4 for area in PROMISE["clear"].leefgebieden)
    assert all(sum(_planted(area)) > 0.1 for area in PROMISE["hint"].leefgebieden)
    assert all(sum(_planted(area)) < -0.4 for area in PROMISE["disappointment"].leefgebieden)
    assert not [area for area in PROMISE["same"].leefgebieden if _planted(area)]


def test_the_explanation_that_holds_was_planted_in_one_wijk_only():
    (area,) = PROMISE["supports"].leefgebieden
    parts = [p for p in TRUTH.planted_in(MEETING.team, MEETING.instrument) if p.leefgebied == area]
    assert [part.points > 0 for part in parts if part.wijken] == [True, False]
    assert len(parts) == 2


def test_no_other_explanation_but_a_full_scale_seems_to_hold(content):
    """Chance and ceiling are there wherever nothing changed; of the rest only the planted one."""
    view = next(view for view in content.views if view.instrument == MEETING.instrument)
    holds = {(row.leefgebied, c.check) for row in view.rows for c in row.checks if c.answer == "supports"}
    others = {(area, check) for area, check in holds if check not in ("chance", "ceiling")}
    assert others == {("sociaal_netwerk", "subgroup")}


def test_the_explanation_that_holds_asks_about_that_wijk(content):
    (view,) = (view for view in content.views if view.instrument == MEETING.instrument)
    (row,) = (row for row in view.rows if row.leefgebied in PROMISE["supports"].leefgebieden)
    (check,) = (check for check in row.checks if check.check == PROMISE["supports"].check)
    told = "Herkennen jullie dat het bij wijk Molenkwartier anders ging dan bij de rest?"
    assert check.question.nl == told
    assert "for neighbourhood Molenkwartier than" in check.question.en


@pytest.mark.parametrize(
    ("told", "areas"),
    [
        ("duidelijk vooruit", {"financien", "sociaal_netwerk"}),
        ("misschien vooruit", {"instrumentele_adl", "werk_opleiding"}),
        ("gelijk gebleven", {"justitie", "huisvesting"}),
        ("niet te zeggen", {"geestelijke_gezondheid"}),
    ],
)
def test_the_handbook_names_what_the_first_meeting_shows(content, told, areas):
    """docs/handleiding.md lets a facilitator look for these."""
    (view,) = (view for view in content.views if view.instrument == MEETING.instrument)
    part = HANDBOOK.split("## Oefenen met de demo")[1].split("## Vooraf")[0]
    rows = [row for row in view.rows if row.leefgebied in areas]
    assert {verdict_word(row, "nl") for row in rows} == {told}
    assert told in part and all(row.label.nl in part for row in rows)


def test_a_size_is_published_or_our_own_choice():
    sources = tomllib.loads(FILE.read_text(encoding="utf-8"))["sources"]
    assert {planted.source for planted in TRUTH.planted} == {*sources, ""}
