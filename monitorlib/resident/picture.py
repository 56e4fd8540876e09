"""The small picture of one leefgebied: worked out once as marks, painted as SVG or as dots.

Left the first score of each rater, right the last one, between them a line over the days. A rater has a form and
a line of its own beside its colour, so that nothing hangs on colour.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from html import escape

from monitorlib.reports.elements import Heading, Items, Paragraph, Room
from monitorlib.resident.panels import Panel, Series
from monitorlib.resident.sentences import number

WIDTH = 86.0  # millimetres
LOW, HIGH = 14.5, 20.5  # how high: of one or two raters, of three
SIDE = 21.0  # room for the numbers, left and right
INNER = 4.0  # between the ends of the guides and the first and last score
EDGE = 3.2  # above the highest and below the lowest score
TYPE = 6.35  # of the numbers: 18 points
APART = 6.3  # between two numbers above each other
INK, PALE = "#1d2733", "#c3cad3"
FORMS = {"professional": "dot", "inwoner": "square", "mantelzorger": "triangle"}
COLOURS = {"professional": "#0b5a93", "inwoner": "#a84300", "mantelzorger": "#4a5462"}
DASHES = {"professional": (), "inwoner": (2.2, 1.4), "mantelzorger": (0.6, 1.4)}


@dataclass(frozen=True)
class Stroke:
    """A line through points; `dash` is empty for a whole one."""

    points: tuple[tuple[float, float], ...]
    colour: str
    width: float
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class Dot:
    """A score, in the form of its rater."""

    x: float
    y: float
    form: str
    colour: str


@dataclass(frozen=True)
class Label:
    """A number; `x` is where it begins, `y` the middle of its height."""

    x: float
    y: float
    text: str


Mark = Stroke | Dot | Label


def marks_of(panel: Panel, days: tuple[date, date], language: str) -> tuple[Mark, ...]:
    """The marks of a panel; `days` are the first and last day of the whole page."""
    ends = (EDGE, height_of(panel) - EDGE)
    marks: list[Mark] = [Stroke(((SIDE, y), (WIDTH - SIDE, y)), PALE, 0.35) for y in ends]
    for series in panel.series:
        at = tuple((_across(day, days), _down(panel, score)) for day, score in series.points)
        colour = COLOURS[series.rater]
        if len(at) > 1:
            marks.append(Stroke(at, colour, 0.7, DASHES[series.rater]))
        marks += [Dot(x, y, FORMS[series.rater], colour) for x, y in at]
    several = [series for series in panel.series if len(series.points) > 1]
    marks += _numbers(panel, several, 0, 2.4, language)
    marks += _numbers(panel, list(panel.series), -1, WIDTH - SIDE + 3.6, language)
    return tuple(marks)


def height_of(panel: Panel) -> float:
    """How high a picture is, in millimetres: three numbers above each other need more."""
    return HIGH if len(panel.series) > 2 else LOW


def _across(day: date, days: tuple[date, date]) -> float:
    """Where a day stands; in the middle where there is one day only."""
    first, last = days
    share = (day - first).days / (last - first).days if last > first else 0.5
    return SIDE + INNER + share * (WIDTH - 2 * (SIDE + INNER))


def _down(panel: Panel, score: float) -> float:
    """Where a score stands; one outside its scale, which an older file may have allowed, at its end."""
    share = (score - panel.scale.low) / (panel.scale.high - panel.scale.low)
    height = height_of(panel)
    return height - EDGE - min(1.0, max(0.0, share)) * (height - 2 * EDGE)


def _numbers(panel: Panel, shown: list[Series], end: int, begin: float, language: str) -> list[Mark]:
    """The scores at one end, each with the form of its rater, moved apart where they would lie over each other."""
    wanted = sorted((_down(panel, each.points[end][1]), at) for at, each in enumerate(shown))
    places = _moved_apart([y for y, _at in wanted], height_of(panel))
    marks: list[Mark] = []
    for (_y, at), y in zip(wanted, places, strict=True):
        series = shown[at]
        marks.append(Dot(begin, y, FORMS[series.rater], COLOURS[series.rater]))
        marks.append(Label(begin + 3.0, y, number(series.points[end][1], language)))
    return marks


def _moved_apart(places: list[float], height: float) -> list[float]:
    """The places, from above down, at least APART from each other and within the picture."""
    moved: list[float] = []
    for at, y in enumerate(places):
        least = EDGE if not moved else moved[-1] + APART
        most = height - EDGE - (len(places) - 1 - at) * APART
        moved.append(max(least, min(y, most)))
    return moved


RADIUS = 1.7


def as_svg(marks: Iterable[Mark], height: float) -> str:
    """The picture, `height` in millimetres; its words stand in the `alt` of whoever shows it."""
    inside = "".join(map(_written, marks))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH:g}mm" height="{height:g}mm" '
        f'viewBox="0 0 {WIDTH:g} {height:g}">{inside}</svg>'
    )


def _written(mark: Mark) -> str:
    match mark:
        case Stroke(points, colour, width, dash):
            path = " ".join(f"{x:.2f},{y:.2f}" for x, y in points)
            dashes = f' stroke-dasharray="{" ".join(f"{each:g}" for each in dash)}"' if dash else ""
            return (
                f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width:g}"{dashes}/>'
            )
        case Dot():
            return form(mark)
        case Label(x, y, text):
            return (
                f'<text x="{x:.2f}" y="{y + TYPE * 0.36:.2f}" font-size="{TYPE}" '
                f'font-family="DejaVu Sans, Verdana, sans-serif" fill="{INK}">{escape(text)}</text>'
            )


def key(rater: str) -> str:
    """The form of a rater alone, for the words that say whose it is."""
    mark = form(Dot(2.2, 2.2, FORMS[rater], COLOURS[rater]))
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4.4 4.4">{mark}</svg>'


def form(dot: Dot) -> str:
    """The form of a rater."""
    x, y, r = dot.x, dot.y, RADIUS
    if dot.form == "dot":
        return f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{r}" fill="{dot.colour}"/>'
    if dot.form == "square":
        return (
            f'<rect x="{x - r:.2f}" y="{y - r:.2f}" width="{2 * r}" height="{2 * r}" fill="white" '
            f'stroke="{dot.colour}" stroke-width="0.9"/>'
        )
    corners = f"{x:.2f},{y - r:.2f} {x - r:.2f},{y + r:.2f} {x + r:.2f},{y + r:.2f}"
    return f'<polygon points="{corners}" fill="{dot.colour}"/>'


MILLIMETRE = 1 / 25.4  # inches
POINT = 72 * MILLIMETRE  # points in a millimetre
DOTS_PER_INCH = 200
_FORMS = {"dot": "o", "square": "s", "triangle": "^"}


def as_png(marks: Iterable[Mark], height: float) -> bytes:
    """The same picture as `as_svg`, `height` in millimetres; nothing in the file tells when it was made."""
    import matplotlib  # heavy, and only a document wants dots
    from matplotlib.figure import Figure as Canvas

    with matplotlib.rc_context({"font.family": "DejaVu Sans"}):
        canvas = Canvas(figsize=(WIDTH * MILLIMETRE, height * MILLIMETRE))
        axes = canvas.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, WIDTH), ylim=(height, 0))
        axes.axis("off")
        for mark in marks:
            _paint(axes, mark)
        file = io.BytesIO()
        canvas.savefig(file, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    return file.getvalue()


def _paint(axes, mark: Mark) -> None:
    match mark:
        case Stroke(points, colour, width, dash):
            style = (0, tuple(each / width for each in dash)) if dash else "-"
            axes.plot(*zip(*points, strict=True), color=colour, linewidth=width * POINT, linestyle=style)
        case Dot(x, y, form, colour):
            filled = "white" if form == "square" else colour
            size = 2 * RADIUS * POINT
            axes.plot(
                x, y, _FORMS[form], color=colour, markerfacecolor=filled, markersize=size, markeredgewidth=2
            )
        case Label(x, y, text):
            axes.text(x, y, text, color=INK, fontsize=TYPE * POINT, va="center_baseline")


@dataclass(frozen=True)
class Drawing:
    """The picture of one leefgebied: its name above it, its scores in words for who does not see it."""

    panel: Panel
    name: str
    alt: str


@dataclass(frozen=True)
class Drawings:
    """Pictures beside and below each other, on one line of time: from the first to the last of `days`."""

    each: tuple[Drawing, ...]
    days: tuple[date, date]
    whose: tuple[tuple[str, str], ...] = ()  # each rater that is in them, with its words; only with the first


Part = Heading | Paragraph | Items | Drawings | Room
