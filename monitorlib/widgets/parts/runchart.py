"""The run chart of one leefgebied: a point a released period. XmR limits only from ten points on.

Two points are no trend, and no colour says good or bad (NHS England, Making Data Count).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from itertools import groupby
from statistics import fmean, median

from monitorlib import wording
from monitorlib.disclosure.coarse import net_range
from monitorlib.disclosure.rules import THREE
from monitorlib.foundation.texts import Text
from monitorlib.released import Release, Row, View
from monitorlib.wording import verdicts

LIMITS_FROM = 10  # points; fewer give limits that say nothing
XMR = 2.66  # 3 / d2 for moving ranges of two (Wheeler, Understanding Variation)
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 900, 324, 90, 30, 44, 50
INSET = 80  # of the first and the last point: "tussen +90% en +100%" stands above it, whole

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
RANGE = Text(
    "Een balk staat waar een heel klein aantal verborgen is. Het cijfer ligt ergens in die balk.",
    "A bar stands where a very small number is hidden. The figure lies somewhere in that bar.",
)
ABSENT = Text(
    "Waar geen punt staat, zeggen de woorden waarom.", "Where there is no point, the words say why."
)
NONE = Text(
    "Van deze perioden mag hier geen cijfer staan: dan zou te zien zijn om wie het gaat.",
    "Of these periods no figure may be shown here: it would show who it is about.",
)
BETWEEN = Text("tussen {low} en {high}", "between {low} and {high}")
OTHER_BORDER = Text("andere grens voor gelijk", "another border of the same")
NOT_HERE = Text("mag hier niet staan", "may not be shown here")
WHAT = Text("Vooruit min achteruit, per periode", "Improved minus deteriorated, by period")
TABLE = Text("Toon deze punten als tabel", "Show these points as a table")
HEADS = Text("Periode", "Period"), Text("Vooruit min achteruit", "Improved minus deteriorated")


@dataclass(frozen=True)
class Point:
    """Net improved of one period, a share of the group (-1..1): its `value`, or the `ends` between which it lies
    where a class is hidden, or neither; `told` says which in words."""

    label: str
    value: float | None
    told: str
    ends: tuple[float, float] | None = None


@dataclass(frozen=True)
class Limits:
    """The centre line and, from LIMITS_FROM points on, the natural process limits."""

    centre: float
    low: float | None
    high: float | None


def points(releases: Iterable[Release], view: View, leefgebied: str, language: str) -> list[Point]:
    """Every released period of one leefgebied, the oldest first; none where nothing improves or deteriorates.

    A period in which another border made "the same" cannot be laid beside the others: words stand in its place.
    """
    if view.kind != "shifts":
        return []
    return [
        _point(release.content.period.label[language], row, language)
        if each.unchanged_within == view.unchanged_within
        else Point(release.content.period.label[language], None, OTHER_BORDER[language])
        for release in sorted(releases, key=lambda each: each.content.period.end)
        for each in release.content.views
        if (each.instrument, each.rater, each.kind) == (view.instrument, view.rater, view.kind)
        for row in each.rows
        if row.leefgebied == leefgebied
    ]


def _point(label: str, row: Row, language: str) -> Point:
    if row.n is None:
        return Point(label, None, verdicts.WORDS["too_few"][language])
    if row.interval and tuple(row.counts or ()) == THREE:
        value = row.interval.estimate
        return Point(label, value, wording.percent(value, language, True))
    ends = net_range(row.counts, row.few, row.n)
    if ends is None:
        return Point(label, None, NOT_HERE[language])
    low, high = (wording.percent(end, language, True) for end in ends)
    return Point(label, None, BETWEEN.fill(low=low, high=high)[language], ends)


def limits(values: list[float]) -> Limits:
    """The median below LIMITS_FROM points; from there on the mean ± 2.66 × the mean moving range."""
    if len(values) < LIMITS_FROM:
        return Limits(median(values), None, None)
    centre = fmean(values)
    reach = XMR * fmean(abs(b - a) for a, b in zip(values, values[1:], strict=False))
    return Limits(centre, max(-1.0, centre - reach), min(1.0, centre + reach))


def run_chart(found: list[Point], id: str, language: str) -> str:
    """The chart with its words and its table; a sentence where there is one period."""
    if not found:
        return ""
    title = f"<h4>{escape(TITLE[language])}</h4>"
    if len(found) == 1:
        return f'{title}<p class="ml-small">{escape(ONE[language])}</p>'
    exact = [point.value for point in found if point.value is not None]
    drawn = exact or [point for point in found if point.ends]
    if not drawn:
        return f'{title}<p class="ml-small">{escape(NONE[language])}</p>{_table(found, id, language)}'
    lines = limits(exact) if exact else None
    return (
        f'{title}<div class="ml-chart" role="img" aria-label="{escape(_alt(found, language), quote=True)}">'
        f'{_svg(found, lines, language)}</div><p class="ml-small">{escape(_told(found, lines, language))}</p>'
        f"{_table(found, id, language)}"
    )


def _told(found: list[Point], lines: Limits | None, language: str) -> str:
    """What the chart says of a trend, and of the periods without an exact point."""
    told = [FEW if lines is None or lines.low is None else WITH_LIMITS]
    if any(point.ends for point in found):
        told.append(RANGE)
    if any(point.value is None and point.ends is None for point in found):
        told.append(ABSENT)
    return " ".join(text[language] for text in told)


def _alt(found: list[Point], language: str) -> str:
    each = ", ".join(f"{point.label}: {point.told}" for point in found)
    return f"{WHAT[language]}. {each}."


def _svg(found: list[Point], lines: Limits | None, language: str) -> str:
    places = [(_x(i, len(found)), point) for i, point in enumerate(found)]
    marks = "".join(_mark(x, point) for x, point in places)
    exact = sum(point.value is not None for point in found)
    rules = _rule(0.0, "ml-axis") + (_rule(lines.centre, "ml-centre") if lines and exact > 3 else "")
    if lines is not None:
        rules += "".join(_rule(each, "ml-limit") for each in (lines.low, lines.high) if each is not None)
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">{rules}{_scale(language)}'
        f"{_course(places)}{marks}</svg>"
    )


def _course(places: list[tuple[float, Point]]) -> str:
    """The line through the points, broken at a period without one."""
    runs = groupby(places, key=lambda place: place[1].value is not None)
    paths = (" ".join(f"{x:.1f},{_y(point.value):.1f}" for x, point in run) for known, run in runs if known)
    return "".join(f'<polyline points="{path}"/>' for path in paths)


def _mark(x: float, point: Point) -> str:
    """A dot, a bar from the least to the most, or the words alone; with the period below."""
    label = f'<text x="{x:.1f}" y="{HEIGHT - 14}" text-anchor="middle">{escape(point.label)}</text>'
    low, high = point.ends or (point.value or 0.0,) * 2
    top, bottom = _y(high), _y(low)
    y = bottom + 30 if low + high < 0 else top - 14
    told = f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle">{escape(point.told)}</text>'
    if point.value is not None:
        return f'<circle cx="{x:.1f}" cy="{top:.1f}" r="7"/>{told}{label}'
    if point.ends is None:
        return told + label
    height = max(bottom - top, 6)
    bar = f'<rect class="ml-range" x="{x - 9:.1f}" y="{top:.1f}" width="18" height="{height:.1f}"/>'
    return bar + told + label


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
    return LEFT + INSET + (WIDTH - LEFT - RIGHT - 2 * INSET) * (place / (n - 1) if n > 1 else 0.5)


def _y(value: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value) / 2


def _table(found: list[Point], id: str, language: str) -> str:
    head = "".join(f'<th scope="col">{escape(text[language])}</th>' for text in HEADS)
    rows = "".join(
        f'<tr><th scope="row">{escape(point.label)}</th><td>{escape(point.told)}</td></tr>' for point in found
    )
    return (
        f'<details class="ml-fold" id="{id}"><summary>{escape(TABLE[language])}</summary>'
        f'<table class="ml-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></details>'
    )
