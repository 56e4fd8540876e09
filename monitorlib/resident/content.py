"""The page of one person as parts: what matters to this person on top, then what was filled in, then questions."""

from collections.abc import Iterator
from itertools import accumulate

from monitorlib.instruments import Instruments
from monitorlib.reports.elements import Heading, Items, Paragraph, Room
from monitorlib.resident import aside
from monitorlib.resident import words as w
from monitorlib.resident.aside import Told
from monitorlib.resident.drawn import ONE_PAGE, drawn, lines_of, notes
from monitorlib.resident.panels import Panel, label_in, noise_of, panels_of
from monitorlib.resident.parts import Part
from monitorlib.resident.questions import questions_of
from monitorlib.resident.rows import Measurement
from monitorlib.resident.sentences import full_day, listed, month, number, told, when

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
