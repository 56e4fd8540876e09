"""Bars: the counts of one leefgebied about zero, what phones answered, and what explanations take of a shift.

Worse stands left, the same in the middle, better right. Each part holds its number; in full its word too, where
there is room. Worse is hatched, what is counted together is dotted and "no idea" is open, so colour is never the
only key.
"""

from dataclasses import dataclass
from html import escape

from monitorlib import wording
from monitorlib.disclosure.rules import THREE
from monitorlib.foundation.texts import Text
from monitorlib.released import Row
from monitorlib.sessions import Round
from monitorlib.wording.stacking import LEFT, RIGHT, Part, reach, stacked

MOST = Text("max. {n}", "max. {n}")
SIDES = {
    "shifts": (Text("← achteruit", "← worse"), Text("gelijk", "the same"), Text("vooruit →", "better →")),
    "answers": (Text("← nee", "← no"), Text("een beetje", "a little"), Text("ja →", "yes →")),
}
WORD_FITS = (
    0.2  # of the whole axis: a middle part that is smaller holds its number alone, else it covers the next
)
NET_ENDS = (
    Text("alleen achteruit", "worse only"),
    Text("evenveel", "as many"),
    Text("alleen vooruit", "better only"),
)
SHARE_ENDS = (Text("niemand", "nobody"), Text("de helft", "half"), Text("iedereen", "everybody"))


def bar(row: Row, sentence: str, language: str, far: float | None = None, words: bool = True) -> str:
    """The bar; `sentence` are its words for who does not see it. Empty where nothing may be told.

    `far` is where the axis ends on either side; a bar that stands alone has its own. `words=False`: numbers only.
    """
    parts = stacked(row)
    if not parts:
        return ""
    far = far or reach([row])
    drawn = "".join(_part(part, far) for part in parts)
    told = "".join(_number(part, far, _told(part, words and _fits(part, far), language)) for part in parts)
    look = "ml-stack" if words else "ml-stack ml-bare"
    return (
        f'<div class="{look}" role="img" aria-label="{escape(sentence, quote=True)}"><div class="ml-stack-area">'
        f'{drawn}<span class="ml-zero"></span>{told}{_few(row, parts, far, words, language)}</div></div>'
    )


def axis(kind: str, far: float, language: str) -> str:
    """What left, middle and right of a bar are, and how far it goes; for the eye, as the bar has its own words."""
    end = wording.percent(far, language)
    told = (end, *(text[language] for text in sides(kind)), end)
    spans = "".join(f"<span>{escape(each)}</span>" for each in told)
    return f'<div class="ml-axis" aria-hidden="true">{spans}</div>'


def sides(kind: str) -> tuple[Text, Text, Text]:
    """The words for left, middle and right of a view of this kind."""
    return SIDES["answers" if kind == "answers" else "shifts"]


def _place(share: float, far: float) -> float:
    return 50 + 50 * share / far


def _part(part: Part, far: float) -> str:
    kind = "merged" if part.merged else part.name
    look = f"ml-seg ml-seg-{kind}" + (" ml-at-least" if part.count is None else "")
    start, end = _place(part.start, far), _place(part.end, far)
    return f'<span class="{look}" style="left:{start:.1f}%;width:{end - start:.1f}%"></span>'


def _number(part: Part, far: float, told: str) -> str:
    """The number of a part: outside the bar at its ends, in the middle on it."""
    if part.name in LEFT:
        return _label("left", _place(part.start, far), told)
    if part.name in RIGHT:
        return _label("right", _place(part.end, far), told)
    return _label("middle", _place((part.start + part.end) / 2, far), told)


def _label(side: str, at: float, told: str) -> str:
    edge = f"right:{100 - at:.1f}%" if side == "left" else f"left:{at:.1f}%"
    return f'<span class="ml-num ml-num-{side}" style="{edge}">{told}</span>' if told else ""


def _fits(part: Part, far: float) -> bool:
    """Whether the word of a part has room: always beside the bar, in the middle where that is wide enough."""
    return part.name in LEFT + RIGHT or part.end - part.start >= 2 * far * WORD_FITS


def _told(part: Part, words: bool, language: str) -> str:
    """ "26 vooruit"; nothing at a part that only a statement tells of, as the sentence says it."""
    if part.count is None:
        return ""
    word = f' <span class="ml-word">{escape(wording.CLASSES[part.name][language])}</span>' if words else ""
    return f"<b>{part.count}</b>{word}"


def _few(row: Row, parts: tuple[Part, ...], far: float, words: bool, language: str) -> str:
    """At the end where a small class is hidden: at most so many."""
    told, shape = "", wording.AT_MOST if words else MOST
    for name, most in (row.few or {}).items() if row.counts else ():
        text = escape(shape.fill(n=most, words=wording.CLASSES[name])[language])
        if name in LEFT:
            told += _label("left", _place(parts[0].start, far), text)
        elif name in RIGHT:
            told += _label("right", _place(parts[-1].end, far), text)
    return told


def interval(row: Row, language: str) -> str:
    """The interval as a band on its axis, beside `wording.interval_sentence` that says the same."""
    if row.interval is None or row.counts is None:
        return ""
    signed = tuple(row.counts) == THREE
    low, high, middle = (
        _on_axis(value, signed) for value in (row.interval.low, row.interval.high, row.interval.estimate)
    )
    ends = ("−100%", "0", "+100%") if signed else ("0%", "50%", "100%")
    words = NET_ENDS if signed else SHARE_ENDS
    ticks = "".join(
        f"<span>{end}<br>{escape(word[language])}</span>" for end, word in zip(ends, words, strict=True)
    )
    line = (
        f'<span class="ml-centre-mark"></span>'
        f'<span class="ml-band" style="left:{low:.1f}%;width:{max(high - low, 0.5):.1f}%"></span>'
        f'<span class="ml-point" style="left:{middle:.1f}%"></span>'
    )
    return (
        f'<div class="ml-interval" aria-hidden="true"><div class="ml-interval-line">{line}</div>'
        f'<div class="ml-interval-ends">{ticks}</div></div>'
    )


def small_interval(low: float, high: float, told: str) -> str:
    """An interval of net improved in the size of a line: a band about zero; `told` are its words.

    Half of the residents reaches to either end, and further where the interval does.
    """
    far = max(0.5, -low, high)
    start, end = _place(low, far), _place(high, far)
    return (
        f'<span class="ml-small-interval" role="img" aria-label="{escape(told, quote=True)}">'
        f'<span class="ml-interval-line"><span class="ml-centre-mark"></span>'
        f'<span class="ml-band" style="left:{start:.1f}%;width:{max(end - start, 3):.1f}%"></span></span></span>'
    )


def _on_axis(value: float, signed: bool) -> float:
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


LOOKS = {"more_better": "better", "yes": "better", "more_worse": "worse", "no": "worse", "no_idea": "open"}


def spread_bar(round: Round, subject: str, language: str) -> str:
    """The bar; empty where the spread may not be shown."""
    spread = round.spread(subject)
    if not spread:
        return ""
    parts = "".join(
        f'<span class="ml-said-part ml-said-{LOOKS.get(word, "same")}" style="flex-grow:{n}">'
        f"<b>{n}</b></span>"
        for word, n in spread.items()
        if n
    )
    told = escape(round.in_words(subject, language), quote=True)
    return f'<div class="ml-said-bar" role="img" aria-label="{told}">{parts}</div>'


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
