"""The counts of one leefgebied as a diverging bar: worse to the left, better to the right, the rest between.

Every part holds its number and its word; the left side is also hatched, so colour is never the only key.
"""

from html import escape

from monitorlib import wording
from monitorlib.disclosure.rules import THREE
from monitorlib.released import Row

LEFT = ("deteriorated", "no")
RIGHT = ("improved", "yes")


def bar(row: Row, sentence: str, language: str) -> str:
    """The bar; `sentence` are its words for who does not see it. Empty where no counts are shown."""
    if not row.counts or not row.n:
        return ""
    middle = "".join(
        f'<span class="ml-mid">{_told(name, count, language)}</span>'
        for name, count in row.counts.items()
        if name not in LEFT + RIGHT
    )
    return (
        f'<div class="ml-diverging" role="img" aria-label="{escape(sentence, quote=True)}">'
        f'<div class="ml-left">{_side(row, LEFT, language)}</div><div class="ml-middle">{middle}</div>'
        f'<div class="ml-right">{_side(row, RIGHT, language)}</div></div>'
    )


def _side(row: Row, names: tuple[str, ...], language: str) -> str:
    for name in names:
        if name in row.counts:
            count = row.counts[name]
            return f'{_track(row, name)}<span class="ml-count">{_told(name, count, language)}</span>'
        if name in (row.few or {}):
            told = wording.AT_MOST.fill(n=row.few[name], words=wording.CLASSES[name])[language]
            return f'<span class="ml-count">{escape(told)}</span>'
    return ""


def _track(row: Row, name: str) -> str:
    """The filled part; at improved within the outline of how many could improve."""
    width = 100 * row.counts[name] / row.n
    fill = f'<span class="ml-fill ml-fill-{name}" style="width:{width:.1f}%"></span>'
    if name == "improved" and row.could_improve is not None:
        room = 100 * row.could_improve / row.n
        return f'<span class="ml-track"><span class="ml-room" style="width:{room:.1f}%"></span>{fill}</span>'
    return f'<span class="ml-track">{fill}</span>'


def _told(name: str, count: int, language: str) -> str:
    return f"<b>{count}</b> {escape(wording.CLASSES[name][language])}"


def interval(row: Row) -> str:
    """The 95% interval as a band on its axis, beside `wording.interval_sentence` that says the same."""
    if row.interval is None or row.counts is None:
        return ""
    signed = tuple(row.counts) == THREE
    low, high, middle = (
        _place(value, signed) for value in (row.interval.low, row.interval.high, row.interval.estimate)
    )
    zero = '<span class="ml-zero"></span>' if signed else ""
    return (
        f'<div class="ml-interval" aria-hidden="true">{zero}'
        f'<span class="ml-band" style="left:{low:.1f}%;width:{max(high - low, 0.5):.1f}%"></span>'
        f'<span class="ml-point" style="left:{middle:.1f}%"></span></div>'
    )


def _place(value: float, signed: bool) -> float:
    return 50 * (value + 1) if signed else 100 * value


def start(scores: dict[str, int], told: str) -> str:
    """The scores at the start as one stacked bar, the worst first; `told` are its words."""
    last = max(1, len(scores) - 1)
    parts = "".join(
        f'<span class="ml-level ml-level-{round(4 * place / last)}" style="flex-grow:{count}">'
        f"<b>{escape(name)}</b></span>"
        for place, (name, count) in enumerate(scores.items())
    )
    return f'<div class="ml-levels" role="img" aria-label="{escape(told, quote=True)}">{parts}</div>'
