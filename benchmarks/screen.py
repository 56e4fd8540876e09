"""What a visitor reads off the meeting's page: the numbers of each leefgebied, from the HTML alone.

Read back from the words and labels of step 4 with expressions of our own; nothing of the release is opened.
"""

import re
from html import unescape

from monitorlib.wording import CLASSES
from monitorlib.workspace import Workspace
from tests.widgets.conftest import Browser

HERKENNEN = 4
_NAMES = {text.nl: name for name, text in CLASSES.items()}
_COULD = re.compile(r"konden er (\d+) nog vooruit")
_MEAN = re.compile(r"Gemiddeld (?:ging de score )?([+−]?)(\d+),(\d) punt(?: de (goede|verkeerde) kant op)?")
_NO_MEAN = "Gemiddeld veranderde de score niet."
_FEW = re.compile(r"hoogstens (\d+) ([a-z ]+)")
_CELLS = re.compile(r"<td>([^<]*)</td><td>([^<]*)</td>")
_LABEL = re.compile(r'aria-label="([^"]*)"')
READ = ("n", "counts", "blocks", "mean_shift", "could_improve", "start", "few")


def rows_on_screen(workspace: Workspace, team: str, period: str, areas: tuple[str, ...]) -> dict[str, dict]:
    """READ of each leefgebied of the first view, as the page of this team and period shows them."""
    browser = Browser(workspace).do("hello", place={"team": team, "period": period})
    browser.reveal().step(HERKENNEN)
    together = unescape(browser.html)
    return {area: _row(together, unescape(browser.open(area).html), area) for area in areas}


def _row(html: str, about: str, area: str) -> dict:
    """Of the page with all leefgebieden, and of the one where this one stands on the whole screen."""
    n, counts = _CELLS.search(html.split(f'<tr data-leefgebied="{area}">')[1]).groups()
    could = _COULD.search(about)
    blocks = about.split('<dl class="ml-blocks">')[1].split("</dl>")[0] if "ml-blocks" in about else ""
    per_block = [_counts(label.partition(": ")[2]) for label in _LABEL.findall(blocks)]
    return {
        "n": int(n) if n.isdigit() else None,
        "counts": _counts(counts) or None,
        "blocks": {str(code): cells for code, cells in enumerate(per_block, 1)} or None,
        "mean_shift": _mean(about),
        "could_improve": int(could[1]) if could else None,
        "start": _start(html, area),
        "few": {_NAMES[name]: int(most) for most, name in _FEW.findall(counts)} or None,
    }


def _counts(words: str) -> dict[str, int]:
    """ "12 vooruit, 40 niet vooruit" as classes."""
    parts = (part.split(" ", 1) for part in words.split(", ") if part[:1].isdigit())
    return {_NAMES[name]: int(count) for count, name in parts}


def _mean(words: str) -> float | None:
    if _NO_MEAN in words:
        return 0.0
    told = _MEAN.search(words)
    if told is None:
        return None
    sign, whole, tenth, way = told.groups()
    return float(f"{'-' if sign == '−' or way == 'verkeerde' else ''}{whole}.{tenth}")


def _start(html: str, area: str) -> dict[str, int] | None:
    _before, found, after = html.partition(f'<tr data-start="{area}">')
    if not found:
        return None
    parts = _LABEL.search(after)[1].split(", ")
    return {
        name.removeprefix("score "): int(count) for name, _, count in (each.partition(": ") for each in parts)
    }
