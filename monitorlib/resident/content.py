"""The page of one person as parts: what matters to this person on top, then what was filled in, then questions."""

from collections.abc import Iterable, Iterator
from itertools import accumulate

from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instruments
from monitorlib.reports.elements import Heading, Items, Paragraph, Room
from monitorlib.resident import aside
from monitorlib.resident import words as w
from monitorlib.resident.aside import Told
from monitorlib.resident.panels import (
    Measurement,
    Panel,
    Series,
    label_in,
    noise_of,
    panels_of,
    plain_name,
    short_label,
)
from monitorlib.resident.picture import Drawing, Drawings, Part
from monitorlib.resident.sentences import (
    alt,
    bare,
    full_day,
    in_words,
    listed,
    month,
    number,
    questions_of,
    told,
    when,
)

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


MOST_TOLD, MANY = 3, 14  # views in sentences, one fewer beside many leefgebieden


def page_parts(rows: tuple[Measurement, ...], known: Instruments, language: str) -> tuple[Part, ...]:
    """The page of these measurements (of one person) in one language."""
    page = _Page(rows, known, language)
    above = [Heading(w.TITLE[language], 1), Room(w.NAME[language], 0)]
    above += [Paragraph(" ".join(line[language] for line in w.INTRO))]
    above += [*page.important(), *page.changed(), *page.own_goals()]
    wide, narrow = (_with_room(page, above, lines) for lines in (2, 1))
    if len(page.panels) > MANY or lines_of(narrow) <= ONE_PAGE < lines_of(wide):
        return narrow  # one line less to write on, rather than a question alone on a second page
    return wide


def _with_room(page: "_Page", above: list[Part], lines: int) -> tuple[Part, ...]:
    """The whole page, with so many lines to write on below each question."""
    below = (*notes(page.rows, page.known, page.language), *page.talk(lines))
    return (*above, *drawn(page.panels, lines_of((*above, *below)), page.language), *below)


class _Page:
    """The sections of one page."""

    def __init__(self, rows: tuple[Measurement, ...], known: Instruments, language: str) -> None:
        self.rows, self.known, self.language = rows, known, language
        self.ranks = aside.ranked(rows, known)
        self.chosen, self.left = aside.chosen(rows, known)
        self.goals = aside.goals(rows, known)
        panels = [each for each in panels_of(rows, known) if each.series[0].instrument.id != aside.RANKS]
        self.panels = tuple(sorted(panels, key=self._order))

    def _order(self, panel: Panel) -> tuple:
        """Life as a whole, then what matters most; the rest as the instrument has it."""
        ranks = {name.casefold(): at for at, name in enumerate(each.name.nl for each in self.ranks)}
        names = (panel.plain.nl, *(label_in(each.instrument, panel.code).nl for each in panel.series))
        return not panel.whole, min(ranks.get(name.casefold(), len(ranks)) for name in names)

    def important(self) -> Iterator[Part]:
        """What the resident put first or chose, and what not."""
        if not (self.ranks or self.chosen):
            return
        yield Heading(w.IMPORTANT[self.language])
        if self.ranks:
            yield Paragraph(w.IN_ORDER.fill(when=month(self.ranks[0].day, self.language))[self.language])
            yield Items(tuple(each.name[self.language] for each in self.ranks), ordered=True)
        elif self.chosen:
            yield Paragraph(w.CHOSEN.fill(names=self._names(self.chosen))[self.language])
        if self.left:
            yield Paragraph(w.NOT_CHOSEN.fill(names=self._names(self.left))[self.language])

    def changed(self) -> Iterator[Part]:
        """Life as a whole, and the few leefgebieden that changed most or are seen in two ways."""
        yield Heading(w.CHANGED[self.language])
        if not (self.panels or self.goals):
            yield Paragraph(w.NOTHING_YET[self.language])
        elif self.panels and self._once():
            yield Paragraph(self._once())
        elif self.panels and not any(panel.largest for panel in self.panels):
            yield Paragraph(w.ALL_THE_SAME[self.language])
        most = MOST_TOLD - (len(self.panels) > MANY)
        areas = [panel for panel in self.panels if panel.telling and not panel.whole]
        picked = _first_views(sorted(areas, key=lambda panel: -panel.telling), most)
        told_here = (panel for panel in self.panels if panel.whole or panel in picked)
        yield from (Paragraph(told(panel, self.language)) for panel in told_here)
        yield from (Paragraph(self._answer(answer)) for answer in aside.answers(self.rows, self.known))
        repeated = [s for panel in self.panels for s in panel.series if len(s.points) > 1]
        if any(noise_of(series.instrument) is None for series in repeated):
            yield Paragraph(w.NOT_PRECISE[self.language])

    def _once(self) -> str:
        """Said where nothing was filled in twice: on which day, or that each was once."""
        if any(len(series.points) > 1 for panel in self.panels for series in panel.series):
            return ""
        days = {day for panel in self.panels for day in panel.days}
        if len(days) > 1:
            return w.EACH_ONCE[self.language]
        return w.ONCE.fill(day=full_day(days.pop(), self.language))[self.language]

    def own_goals(self) -> Iterator[Part]:
        """Own goals with what became of them."""
        if self.goals:
            yield Heading(w.GOALS[self.language])
            yield Items(tuple(self._goal(goal) for goal in self.goals))
            if any(goal.instrument.id == aside.GAS and goal.score is not None for goal in self.goals):
                yield Paragraph(w.GAS[self.language])
            yield Room(w.GOAL_WORDS[self.language], 1)

    def _goal(self, goal: Told) -> str:
        who = w.WHO_SHORT[goal.rater]
        if goal.score is None:
            return w.NOT_TOLD.fill(name=goal.name, who=who)[self.language]
        return w.GOAL.fill(name=goal.name, score=self._score(goal), who=who, when=self._when(goal))[
            self.language
        ]

    def _answer(self, answer: Told) -> str:
        question = answer.name[self.language].rstrip("?")
        if answer.score is None:
            return w.NO_ANSWER.fill(question=question)[self.language]
        text = w.ANSWER.fill(question=question, score=self._score(answer), when=self._when(answer))
        return text[self.language]

    def _score(self, each: Told) -> str:
        """The words of an answer; the number where there are none."""
        words = each.instrument.scale.labels.get(each.score)
        if words is not None:
            return words[self.language]
        sign = "+" if each.instrument.id == aside.GAS and each.score > 0 else ""
        return sign + number(each.score, self.language)

    def _when(self, each: Told) -> str:
        return when(each.day, (each.day,), self.language)

    def talk(self, lines: int) -> Iterator[Part]:
        """Three questions, each with so many lines to write on."""
        yield Heading(w.TALK[self.language])
        for question in questions_of(self.panels, self.goals, self.language):
            yield Room(question, lines)

    def _names(self, told: list[Told]) -> str:
        return listed([each.name[self.language] for each in told], self.language)


def _first_views(panels: list[Panel], most: int) -> list[Panel]:
    """The first panels with at most so many views together, and one in any case."""
    views = list(accumulate(len(panel.series) for panel in panels))
    return [panel for at, panel in enumerate(panels) if at == 0 or views[at] <= most]
