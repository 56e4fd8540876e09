"""From the observed mean shift to what is left of it when each explanation takes its part: a table with bars."""

from dataclasses import dataclass
from html import escape

from monitorlib import wording
from monitorlib.foundation.texts import Text
from monitorlib.released import Row

TITLE = Text("Wat blijft er over?", "What is left?")
CAPTION = Text(
    "Per verklaring: het deel van de verschuiving dat zij op zichzelf kan verklaren. "
    "Verklaringen overlappen; tel ze niet op.",
    "By explanation: the part of the shift that it can explain by itself. Explanations overlap; do not add them.",
)
HEADS = (
    Text("Stap", "Step"),
    Text("Punten op de schaal", "Points on the scale"),
    Text("Zonder dit deel", "Without this part"),
)
OBSERVED = Text("Gemiddelde verschuiving", "Mean shift")


@dataclass(frozen=True)
class Fall:
    """One line: what an explanation accounts for, and the shift without that part, in scale points."""

    label: Text
    part: float
    left: float


def falls(row: Row) -> list[Fall]:
    """The explanations that account for a part, the largest first; each against the whole observed shift."""
    if row.mean_shift is None:
        return []
    parts = [check for check in row.checks if check.takes_away]
    return [
        Fall(check.label, check.takes_away, round(row.mean_shift - check.takes_away, 1))
        for check in sorted(parts, key=lambda check: -abs(check.takes_away))
    ]


def waterfall(row: Row, language: str) -> str:
    """The table; empty where no explanation accounts for a part."""
    lines = falls(row)
    if not lines:
        return ""
    values = [row.mean_shift, *(fall.left for fall in lines), 0.0]
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    head = "".join(f'<th scope="col">{escape(text[language])}</th>' for text in HEADS)
    first = _line(OBSERVED[language], row.mean_shift, None, 0.0, row.mean_shift, low, span, language)
    rest = "".join(
        _line(fall.label[language], -fall.part, fall.left, row.mean_shift, fall.left, low, span, language)
        for fall in lines
    )
    return (
        f'<h4>{escape(TITLE[language])}</h4><table class="ml-table ml-waterfall">'
        f"<caption>{escape(CAPTION[language])}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{first}{rest}</tbody></table>"
    )


def _line(label, part, left, begin, end, low, span, language: str) -> str:
    """One row: its number, and a bar from where the shift was to where it goes."""
    start, stop = sorted((begin, end))
    bar = (
        f'<span class="ml-fall{"" if left is None else " ml-taken"}" '
        f'style="left:{100 * (start - low) / span:.1f}%;'
        f'width:{max(100 * (stop - start) / span, 0.5):.1f}%"></span>'
    )
    told = "" if left is None else wording.signed_number(left, language)
    return (
        f'<tr><th scope="row">{escape(label)}</th><td><span class="ml-falls" aria-hidden="true">{bar}</span> '
        f"{wording.signed_number(part, language)}</td><td>{told}</td></tr>"
    )
