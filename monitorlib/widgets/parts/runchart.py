"""The run chart of one leefgebied: a point a released period. XmR limits only from ten points on.

Two points are no trend, and no colour says good or bad (NHS England, Making Data Count).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from statistics import fmean, median

from monitorlib import wording
from monitorlib.disclosure.rules import THREE
from monitorlib.released import Release, View
from monitorlib.texts import Text

LIMITS_FROM = 10  # points; fewer give limits that say nothing
XMR = 2.66  # 3 / d2 for moving ranges of two (Wheeler, Understanding Variation)
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 900, 300, 90, 30, 20, 50

TITLE = Text("Door de tijd", "Over time")
ONE = Text(
    "Er is nog één periode vrijgegeven. Na de volgende is hier het verloop te zien.",
    "One period has been released so far. After the next one the course is shown here.",
)
FEW = Text(
    "Twee of drie punten zijn nog geen trend. Een lijn met grenzen komt er vanaf tien perioden.",
    "Two or three points are no trend yet. A line with limits comes from ten periods on.",
)
WITH_LIMITS = Text(
    "Tussen de stippellijnen schommelt het vanzelf. Een punt daarbuiten vraagt om een gesprek.",
    "Between the dotted lines it varies by itself. A point outside asks for a conversation.",
)
WHAT = Text("Vooruit min achteruit, per periode", "Improved minus deteriorated, by period")
TABLE = Text("Toon deze punten als tabel", "Show these points as a table")
HEADS = Text("Periode", "Period"), Text("Vooruit min achteruit", "Improved minus deteriorated")


@dataclass(frozen=True)
class Point:
    """Net improved of one period, a share of the group (-1..1)."""

    label: str
    value: float


@dataclass(frozen=True)
class Limits:
    """The centre line and, from LIMITS_FROM points on, the natural process limits."""

    centre: float
    low: float | None
    high: float | None


def points(releases: Iterable[Release], view: View, leefgebied: str, language: str) -> list[Point]:
    """The released net shares of one leefgebied, the oldest period first; periods without one are left out."""
    found = []
    for release in sorted(releases, key=lambda each: each.content.period.end):
        for each in release.content.views:
            if (each.instrument, each.rater, each.kind) != (view.instrument, view.rater, view.kind):
                continue
            for row in each.rows:
                if row.leefgebied == leefgebied and row.interval and tuple(row.counts or ()) == THREE:
                    found.append(Point(release.content.period.label[language], row.interval.estimate))
    return found


def limits(values: list[float]) -> Limits:
    """The median below LIMITS_FROM points; from there on the mean ± 2.66 × the mean moving range."""
    if len(values) < LIMITS_FROM:
        return Limits(median(values), None, None)
    centre = fmean(values)
    reach = XMR * fmean(abs(b - a) for a, b in zip(values, values[1:], strict=False))
    return Limits(centre, max(-1.0, centre - reach), min(1.0, centre + reach))


def run_chart(found: list[Point], id: str, language: str) -> str:
    """The chart with its words and its table; a sentence where there are fewer than two points."""
    title = f"<h4>{escape(TITLE[language])}</h4>"
    if len(found) < 2:
        return f'{title}<p class="ml-small">{escape(ONE[language])}</p>'
    lines = limits([point.value for point in found])
    told = (FEW if lines.low is None else WITH_LIMITS)[language]
    return (
        f'{title}<div class="ml-chart" role="img" aria-label="{escape(_alt(found, language), quote=True)}">'
        f'{_svg(found, lines, language)}</div><p class="ml-small">{escape(told)}</p>'
        f"{_table(found, id, language)}"
    )


def _alt(found: list[Point], language: str) -> str:
    each = ", ".join(f"{point.label}: {wording.percent(point.value, language, True)}" for point in found)
    return f"{WHAT[language]}. {each}."


def _svg(found: list[Point], lines: Limits, language: str) -> str:
    places = [(_x(i, len(found)), _y(point.value)) for i, point in enumerate(found)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="7"/>' for x, y in places)
    labels = "".join(
        f'<text x="{x:.1f}" y="{y + (30 if point.value < 0 else -14):.1f}" text-anchor="middle">'
        f"{wording.percent(point.value, language, True)}</text>"
        f'<text x="{x:.1f}" y="{HEIGHT - 14}" text-anchor="middle">{escape(point.label)}</text>'
        for (x, y), point in zip(places, found, strict=True)
    )
    rules = _rule(0.0, "ml-axis") + (_rule(lines.centre, "ml-centre") if len(found) > 3 else "")
    rules += "".join(_rule(each, "ml-limit") for each in (lines.low, lines.high) if each is not None)
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">{rules}{_scale(language)}'
        f'<polyline points="{path}"/>{dots}{labels}</svg>'
    )


def _scale(language: str) -> str:
    return "".join(
        f'<text x="{LEFT - 10}" y="{_y(value) + 5:.1f}" text-anchor="end">'
        f"{wording.percent(value, language, True)}</text>"
        for value in (-1.0, 0.0, 1.0)
    )


def _rule(value: float, name: str) -> str:
    y = _y(value)
    return f'<line class="{name}" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'


def _x(place: int, n: int) -> float:
    return LEFT + 50 + (WIDTH - LEFT - RIGHT - 100) * (place / (n - 1) if n > 1 else 0.5)


def _y(value: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value) / 2


def _table(found: list[Point], id: str, language: str) -> str:
    head = "".join(f'<th scope="col">{escape(text[language])}</th>' for text in HEADS)
    rows = "".join(
        f'<tr><th scope="row">{escape(point.label)}</th>'
        f"<td>{wording.percent(point.value, language, True)}</td></tr>"
        for point in found
    )
    return (
        f'<details class="ml-fold" id="{id}"><summary>{escape(TABLE[language])}</summary>'
        f'<table class="ml-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></details>'
    )
