"""Marks as dots (PNG), for a document that cannot hold SVG whose text is text."""

import io
from collections.abc import Iterable

import matplotlib
from matplotlib.figure import Figure as Canvas

from monitorlib.resident.picture import INK, TYPE, WIDTH, Dot, Label, Mark, Stroke
from monitorlib.resident.svg import RADIUS

MILLIMETRE = 1 / 25.4  # inches
POINT = 72 * MILLIMETRE  # points in a millimetre
DOTS_PER_INCH = 200
_FORMS = {"dot": "o", "square": "s", "triangle": "^"}


def as_png(marks: Iterable[Mark], height: float) -> bytes:
    """The same picture as `svg.as_svg`, `height` in millimetres; nothing in the file tells when it was made."""
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
