"""Pictures of released tables, drawn once, when a team is released. Takes released numbers, never rows.

`shifts` draws one view, `legend` tells what its marks mean, `look` holds colours and letters of every picture.
"""

import matplotlib

from monitorlib.figures.look import BETTER, INK, MUTED, STYLE, Picture, as_png, as_svg
from monitorlib.figures.shifts import drawn
from monitorlib.figures.words import alt_text
from monitorlib.released import View

__all__ = [
    "BETTER",
    "INK",
    "MUTED",
    "STYLE",
    "Picture",
    "alt_text",
    "as_png",
    "as_svg",
    "plot_shifts",
    "shifts_png",
]


def plot_shifts(view: View, min_residents: int, language: str = "nl") -> Picture:
    """The picture of one released view, with its alt text; each number in it stands in the released table."""
    with matplotlib.rc_context(STYLE):
        svg = as_svg(drawn(view, language))
    return Picture(svg, alt_text(view, min_residents, language))


def shifts_png(view: View, language: str) -> bytes:
    """The same picture as dots (PNG), for a document that cannot hold SVG."""
    with matplotlib.rc_context(STYLE):
        return as_png(drawn(view, language))
