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
    """The picture of one released view, with its alt text; each number in it stands in the released table.

    Parameters
    ----------
    view : View
        One view of a release: `content.views[0]`.
    min_residents : int
        The minimum group, for the words of what is not shown.
    language : {"nl", "en"}
        The language of the words.

    Returns
    -------
    Picture
        `svg` and `alt_text`, the same in words.

    Examples
    --------
    >>> import monitorlib as ml
    >>> demo = ml.open_workspace("demo")
    >>> period = demo.settings().period("2025", "Demo-Oost")
    >>> caseload = ml.load_caseload(demo, "Demo-Oost")
    >>> pairs = ml.pair_measurements(caseload, period.start, period.end)
    >>> pairs = pairs[pairs["team"] == "Demo-Oost"]
    >>> answers = ml.summarise_answers(caseload, period.start, period.end)
    >>> content = ml.assemble_release(
    ...     demo, "Demo-Oost", period, pairs, ml.summarise_shifts(pairs), answers, ml.measurement_version(demo)
    ... )
    >>> picture = ml.plot_shifts(content.views[0], content.min_residents, "en")
    >>> "Of 69 residents, 47 improved, 19 stayed the same and 3 deteriorated." in picture.alt_text
    True
    """
    with matplotlib.rc_context(STYLE):
        svg = as_svg(drawn(view, language))
    return Picture(svg, alt_text(view, min_residents, language))


def shifts_png(view: View, language: str) -> bytes:
    """The same picture as dots (PNG), for a document that cannot hold SVG."""
    with matplotlib.rc_context(STYLE):
        return as_png(drawn(view, language))
