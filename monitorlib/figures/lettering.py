"""All words of a drawing as one artist, placed by where they are anchored.

An annotation a word, or a tick a label, costs ten times as much: each is measured, laid out and looked through
anew, while an SVG only wants to know where a word is anchored and on which side of it.
"""

from dataclasses import dataclass
from typing import Literal

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.path import Path
from matplotlib.text import Text as Letters
from matplotlib.transforms import Affine2D

POINTS = 72  # an inch
# of its size, in DejaVu Sans: a line's height, its middle above its foot, and a digit, each equally wide
HIGH, MIDDLE, DIGIT = 1.0, 0.26, 0.636
WIDEST = 0.62  # of its size is a letter, on average, in any few words of ours
AIR, COVERS = 1.5, 0.88  # points round a number that stands on a bar, and how much of the bar that hides


@dataclass(frozen=True)
class Word:
    """A line of text at a place in the data: `right` and `up` points from there, its middle on that height.

    `cleared`: digits on a patch of white, to be read on a pattern.
    """

    told: str
    x: float
    y: float
    side: Literal["left", "center", "right"]
    size: float
    colour: str
    right: float = 0
    up: float = 0
    cleared: bool = False


class Lettering(Artist):
    """The words of one pair of axes, above all else that stands there."""

    def __init__(self, words: list[Word]) -> None:
        super().__init__()
        self.set_zorder(3)
        self.words = [word for word in words if word.told]

    def draw(self, renderer) -> None:
        """Each word in turn, with one pen a size."""
        renderer.open_group("words")
        pens = {size: _Pen(self.get_figure(root=True), size, renderer) for size in self._sizes()}
        at = self.axes.transData.transform([(word.x, word.y) for word in self.words]) if self.words else ()
        for word, (x, y) in zip(self.words, at, strict=True):
            pens[word.size].write(word, x, y)
        renderer.close_group("words")
        self.stale = False

    def _sizes(self) -> set[float]:
        return {word.size for word in self.words}


class _Pen:
    """Writes words of one size."""

    def __init__(self, canvas, size: float, renderer) -> None:
        self._letters = Letters(fontsize=size, figure=canvas)
        self._renderer = renderer
        self._dots = canvas.dpi / POINTS
        self._size = size * self._dots
        # an SVG has its words anchored by whoever shows it; dots are laid out here
        self._anchored = isinstance(canvas.canvas, FigureCanvasSVG)

    def write(self, word: Word, x: float, y: float) -> None:
        x, y = float(x) + word.right * self._dots, float(y) + word.up * self._dots
        if word.cleared:
            self._clear(len(word.told) * DIGIT * self._size, x, y)
        letters, foot = self._letters, y - MIDDLE * self._size
        letters.set_position((x, foot))
        letters.set_horizontalalignment(word.side)
        if not self._anchored:
            letters.set(text=word.told, color=word.colour)
            letters.draw(self._renderer)
            return
        context = self._context(word.colour)
        down = self._renderer.get_canvas_width_height()[1] - foot
        font = letters.get_fontproperties()
        self._renderer.draw_text(context, x, down, word.told, font, 0, mtext=letters)
        context.restore()

    def _clear(self, wide: float, x: float, y: float) -> None:
        """White under a number."""
        air, high = AIR * self._dots, HIGH * self._size
        context = self._context("white", COVERS)
        context.set_linewidth(0)
        place = Affine2D().scale(wide + 2 * air, high + 2 * air)
        place.translate(x - wide / 2 - air, y - high / 2 - air)
        self._renderer.draw_path(context, Path.unit_rectangle(), place, (1, 1, 1, COVERS))
        context.restore()

    def _context(self, colour: str, covers: float = 1):
        context = self._renderer.new_gc()
        context.set_foreground(colour)
        context.set_alpha(covers)
        return context


def length(words: str, size: float) -> float:
    """How long a few words are, in inches: rather too long."""
    return WIDEST * len(words) * size / POINTS


def written(axes: Axes, words: list[Word]) -> None:
    """These words on the axes, as one artist."""
    axes.add_artist(Lettering(words))
