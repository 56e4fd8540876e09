"""Marks as SVG: a few lines of text, so that a page of fourteen pictures costs next to nothing."""

from collections.abc import Iterable
from html import escape

from monitorlib.resident.picture import COLOURS, FORMS, INK, TYPE, WIDTH, Dot, Label, Mark, Stroke

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
