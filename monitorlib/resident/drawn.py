"""Which leefgebieden are drawn, how their pictures are to be read, and what stands in a list instead."""

from collections.abc import Iterable, Iterator

from monitorlib.instruments import Instruments
from monitorlib.reports.elements import Heading, Items, Paragraph, Room
from monitorlib.resident import aside
from monitorlib.resident import words as w
from monitorlib.resident.panels import Panel, Series, plain_name, short_label
from monitorlib.resident.parts import Drawing, Drawings, Part
from monitorlib.resident.rows import Measurement
from monitorlib.resident.sentences import alt, bare, in_words, listed, number
from monitorlib.texts import Text

LINES, LETTERS = 64, 47  # of 18 points on two A4, a break within left out; and letters a line
ONE_PAGE = 34  # lines of it on the first
LEAST_DRAWN = 2
_ROW, _LONG_NAME = 2.75, 23  # lines that two pictures beside each other take; letters of a name on one line


def drawn(panels: tuple[Panel, ...], taken: float, language: str) -> tuple[Part, ...]:
    """As many pictures as there is room for beside `taken` lines, by scale, and in sentences what is left.

    Where there is no room, the shortest: many leefgebieden take more lines in sentences than in pictures.
    Life as a whole is told in a sentence already, so it is drawn where all is drawn only.
    """
    if not panels:
        return ()
    first = sorted(panels, key=lambda panel: (panel.whole, -panel.telling))
    rooms = range(len(panels), min(LEAST_DRAWN, len(panels)) - 1, -1)
    pages = [tuple(_drawn(panels, first[:room], language)) for room in rooms]
    fitting = (parts for parts in pages if taken + lines_of(parts) <= LINES)
    return next(fitting, None) or min(pages, key=lines_of)


def _drawn(panels: tuple[Panel, ...], first: list[Panel], language: str) -> Iterator[Part]:
    yield Heading(w.PICTURES[language])
    yield from _pictures([panel for panel in panels if panel in first], language)
    yield from _in_sentences([panel for panel in panels if not (panel.whole or panel in first)], language)


def _pictures(shown: list[Panel], language: str) -> Iterator[Part]:
    days = sorted({day for panel in shown for day in panel.days})
    if len(days) > 1:
        ends = (bare(day, (days[0], days[-1]), language) for day in (days[0], days[-1]))
        yield Paragraph(w.TIME.fill(**dict(zip(("first", "last"), ends, strict=True)))[language])
    present = {series.rater for panel in shown for series in panel.series}
    whose = tuple((rater, words[language]) for rater, words in w.WHO_SHORT.items() if rater in present)
    for group in _by_scale(shown):
        yield Paragraph(" ".join(_how_to_read(group, language)))
        pictures = (Drawing(each, each.plain[language], alt(each, language)) for each in group)
        yield Drawings(tuple(pictures), (days[0], days[-1]), whose)
        whose = ()


def _by_scale(shown: list[Panel]) -> list[list[Panel]]:
    """Panels of one scale together, but never two of the same name."""
    groups: list[list[Panel]] = []
    for panel in shown:
        fitting = (
            group
            for group in groups
            if (group[0].scale, group[0].better_is) == (panel.scale, panel.better_is)
            and panel.plain not in [each.plain for each in group]
        )
        group = next(fitting, None)
        if group is None:
            groups.append(group := [])
        group.append(panel)
    return groups


def _how_to_read(group: list[Panel], language: str) -> Iterator[str]:
    """Whose scale it is, the words at both ends, and which side is better."""
    labels = {short_label(series.instrument)[language]: None for panel in group for series in panel.series}
    scale = group[0].scale
    low, high = (in_words(end, scale, language) for end in (scale.low, scale.high))
    yield w.SCALE.fill(names=listed(list(labels), language), low=low, high=high)[language]
    if group[0].better_is != "none":
        yield (w.HIGHER if group[0].better_is == "higher" else w.LOWER)[language]


def _in_sentences(left: list[Panel], language: str) -> Iterator[Paragraph]:
    """What is not drawn, a sentence a rater: what stayed the same, went from one to another, is of once."""
    for rater, who in w.WHO.items():
        told: dict[Text, list[str]] = {}
        for panel in left:
            for series in panel.series:
                if series.rater == rater:
                    kind, score = _told(series, language)
                    told.setdefault(kind, []).append(f"{panel.name[language]} {score}")
        for kind, scores in told.items():
            yield Paragraph(kind.fill(who=who, scores=listed(scores, language))[language])


def _told(series: Series, language: str) -> tuple[Text, str]:
    first, last = (number(series.points[at][1], language) for at in (0, -1))
    if len(series.points) == 1:
        return w.WAS, first
    if first == last:
        return w.KEPT, first
    return w.WENT if series.changed else w.NEARLY, w.FROM_TO.fill(first=first, last=last)[language]


def notes(rows: Iterable[Measurement], known: Instruments, language: str) -> Iterator[Paragraph]:
    """What was looked at without a score ever, and instruments of which the file is gone."""
    rows = tuple(rows)
    scored = {(row.instrument, row.leefgebied) for row in rows if row.score is not None}
    names: dict[str, None] = {}
    for row in rows:
        instrument = known.get(row.instrument)
        if instrument is None or instrument.design != "repeated" or instrument.id == aside.CHOICES:
            continue
        if (row.instrument, row.leefgebied) not in scored:
            names[plain_name(row.leefgebied, instrument, known)[language]] = None
    if names:
        yield Paragraph(w.NO_SCORE.fill(names=listed(list(names), language))[language])
    gone = sorted({row.instrument for row in rows if row.instrument not in known})
    if gone:
        yield Paragraph(w.NOT_KNOWN.fill(names=listed(gone, language))[language])


def lines_of(parts: Iterable[Part]) -> float:
    """About how many lines of large print these parts take on paper."""
    return sum(map(_lines, parts))


def _lines(part: Part) -> float:
    match part:
        case Heading(_text, level):
            return 1.5 if level == 1 else 1.9
        case Paragraph(text):
            return -(-len(text) // LETTERS) + 0.25
        case Items(texts):
            return sum(-(-len(text) // (LETTERS - 4)) for text in texts) + 0.25
        case Drawings(each, _days, whose):
            long = any(len(drawing.name) > _LONG_NAME for drawing in each)
            return -(-len(each) // 2) * _ROW + long + (1.3 if whose else 0)
        case Room(text, lines):
            return -(-len(text) // LETTERS) + 1.3 * lines + 0.5
    return 0
