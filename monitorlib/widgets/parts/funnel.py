"""Other teams beside this one, without names and without an order: net share improved against size.

Within the lines teams differ by chance alone. Shown only where the workspace chose it (`andere_teams`).
"""

from html import escape
from math import sqrt

from monitorlib import wording
from monitorlib.foundation.texts import Text
from monitorlib.release.beside import Funnel

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 900, 340, 90, 30, 20, 50
LABEL = 24  # the height of a line of type
NARROW, WIDE = 1.96, 3.09  # about 1 in 20 and 1 in 500 by chance (Spiegelhalter, Stat Med 2005)

TITLE = Text("Naast andere teams", "Beside other teams")
WHAT = Text(
    "Elke stip is een team; er is geen volgorde. Hoe hoog: het deel vooruit min het deel achteruit. De streep in "
    "het midden is dat van de andere teams samen. Tussen de stippellijnen verschillen teams door toeval. Teams "
    "beginnen niet gelijk: wie met betere scores begint, heeft minder ruimte om vooruit te gaan.",
    "Each dot is a team; there is no order. How high: the share improved minus the share deteriorated. The line "
    "in the middle is that of the other teams together. Between the dotted lines teams differ by chance. Teams do "
    "not begin alike: who begins with better scores has less room to improve.",
)
OWN = Text("ons team", "our team")
OTHER = Text("ander team", "other team")
MIDDLE = Text("andere teams samen", "other teams together")
TABLE = Text("Toon deze stippen als tabel", "Show these dots as a table")
HEADS = (
    Text("Team", "Team"),
    Text("Inwoners", "Residents"),
    Text("Vooruit min achteruit", "Improved minus deteriorated"),
)
AXIS = Text("inwoners met twee metingen", "residents measured twice")


def funnel(drawn: Funnel, id: str, language: str) -> str:
    """The funnel with its words and its table."""
    return (
        f"<h4>{escape(TITLE[language])}</h4><p>{escape(WHAT[language])}</p>"
        f'<div class="ml-chart" role="img" aria-label="{escape(_alt(drawn, language), quote=True)}">'
        f"{_svg(drawn, language)}</div>{_table(drawn, id, language)}"
    )


def limit(sigma: float, n: float, width: float) -> float:
    """How far the net share of n residents strays by chance; `sigma` is the sd of one resident (1, 0 or −1)."""
    return width * sigma / sqrt(n)


def _alt(drawn: Funnel, language: str) -> str:
    each = "; ".join(
        f"{(OWN if point.own else OTHER)[language]}: {point.n}, "
        f"{wording.percent(point.net, language, signed=True)}"
        for point in drawn.points
    )
    middle = f"{MIDDLE[language]}: {wording.percent(drawn.centre, language, signed=True)}"
    return f"{WHAT[language]} {each}; {middle}."


def _svg(drawn: Funnel, language: str) -> str:
    smallest = min(point.n for point in drawn.points)
    largest = max(point.n for point in drawn.points) * 1.15
    strays = (abs(point.net - drawn.centre) for point in drawn.points)
    reach = max(limit(drawn.sigma, smallest, WIDE), *strays, 0.1)

    def place(n: float, difference: float) -> tuple[float, float]:
        """Where a team of n stands that differs this much from the centre."""
        x = LEFT + (WIDTH - LEFT - RIGHT) * (n - smallest * 0.85) / (largest - smallest * 0.85)
        return x, TOP + (HEIGHT - TOP - BOTTOM) * (1 - difference / reach) / 2

    curves = "".join(
        _curve(drawn.sigma, smallest, largest, sign * width, name, place)
        for width, name in ((NARROW, "ml-limit"), (WIDE, "ml-limit ml-wide"))
        for sign in (1, -1)
    )
    dots = "".join(_dot(point, place(point.n, point.net - drawn.centre), language) for point in drawn.points)
    y = place(smallest, 0)[1]
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">'
        f'<line class="ml-axis" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>{curves}{dots}'
        f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 12}" text-anchor="end">{escape(AXIS[language])}</text></svg>'
    )


def _curve(sigma: float, low: float, high: float, width: float, name: str, place) -> str:
    steps = [low + (high - low) * i / 40 for i in range(41)]
    path = " ".join(
        "{:.1f},{:.1f}".format(*place(n, limit(sigma, n, abs(width)) * (1 if width > 0 else -1)))
        for n in steps
    )
    return f'<polyline class="{name}" points="{path}"/>'


def _dot(point, where: tuple[float, float], language: str) -> str:
    x, y = where
    if not point.own:
        return f'<circle class="ml-other" cx="{x:.1f}" cy="{y:.1f}" r="7"/>'
    told = y + 34 if y < TOP + LABEL else y - 18  # below a team at the upper edge, where no room is above
    return (
        f'<rect x="{x - 9:.1f}" y="{y - 9:.1f}" width="18" height="18"/>'
        f'<text x="{x:.1f}" y="{told:.1f}" text-anchor="middle">{escape(OWN[language])}</text>'
    )


def _table(drawn: Funnel, id: str, language: str) -> str:
    head = "".join(f'<th scope="col">{escape(text[language])}</th>' for text in HEADS)
    rows = "".join(
        f'<tr><th scope="row">{escape((OWN if point.own else OTHER)[language])}</th><td>{point.n}</td>'
        f"<td>{wording.percent(point.net, language, signed=True)}</td></tr>"
        for point in drawn.points
    )
    rows += (
        f'<tr><th scope="row">{escape(MIDDLE[language])}</th><td></td>'
        f"<td>{wording.percent(drawn.centre, language, signed=True)}</td></tr>"
    )
    return (
        f'<details class="ml-fold" id="{id}"><summary>{escape(TABLE[language])}</summary>'
        f'<table class="ml-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></details>'
    )
