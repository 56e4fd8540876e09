"""How every picture of ours looks, and the files that it becomes. Draws nothing itself."""

import io
from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure as Canvas

# Okabe & Ito's blue and orange: told apart with every common form of colour blindness
BETTER, WORSE, MUTED, INK = "#0072B2", "#D55E00", "#5b6472", "#1d2733"
SAME, PALE = "#ccd3dc", "#eef1f5"
WIDTH = 10  # inches
SIZE, SMALL = 13, 10.5  # points, at that width
DOTS_PER_INCH = 200  # of a picture in a document: sharp on paper, in a file that can be sent

STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",  # text stays text: small, sharp on a projector, readable by a screen reader
    "svg.hashsalt": "monitorlib",  # the same numbers give the same bytes
    "font.family": "DejaVu Sans",
    "font.size": SIZE,
    "hatch.linewidth": 2.0,
}


@dataclass(frozen=True)
class Picture:
    """An SVG picture and the words that say the same."""

    svg: str
    alt_text: str

    def _repr_svg_(self) -> str:
        return self.svg


def as_svg(canvas: Canvas) -> str:
    """The drawing as SVG text for an HTML page; the same numbers give the same bytes."""
    file = io.StringIO()
    canvas.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    text = file.getvalue()
    return text[text.index("<svg") :]  # the page is HTML: no XML prologue


def as_png(canvas: Canvas) -> bytes:
    """The drawing as dots; nothing in the file tells when or by what it was made."""
    file = io.BytesIO()
    canvas.savefig(file, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    return file.getvalue()
