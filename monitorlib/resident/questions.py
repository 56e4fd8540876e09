"""Three questions to talk about, chosen by what the page shows; never a verdict, and none about others."""

from collections.abc import Iterator

from monitorlib.resident import words as w
from monitorlib.resident.aside import Told
from monitorlib.resident.panels import Panel, Series
from monitorlib.resident.sentences import number
from monitorlib.texts import Text

HOW_MANY = 3


def questions_of(panels: tuple[Panel, ...], goals: tuple[Told, ...], language: str) -> tuple[str, ...]:
    """Three questions: what stands out first (a goal reached, views apart, a fall), then what always fits.

    `panels` in the order of the page, so that of two falls the more important one is asked about.
    """
    found = dict.fromkeys([*_about(panels, goals, language), *(each[language] for each in w.ASK_ALWAYS)])
    return tuple(found)[:HOW_MANY]


def _about(panels: tuple[Panel, ...], goals: tuple[Told, ...], language: str) -> Iterator[str]:
    reached = [goal for goal in goals if goal.reached]
    if reached:
        yield w.ASK_GOAL.fill(name=reached[0].name)[language]
    apart = max(panels, key=lambda panel: panel.apart / panel.width, default=None)
    if apart is not None and apart.apart:
        yield _apart(apart, language)
    for turn, text in ((-1, w.ASK_TURNED), (1, w.ASK_BETTER)):
        turned = [(p, s) for p in panels for s in p.series if s.turn == turn]
        if turned:
            yield _turned(text, *max(turned, key=lambda pair: abs(pair[1].change) / pair[0].width), language)
    yield from _of_time(panels, language)


def _apart(panel: Panel, language: str) -> str:
    last = {series.rater: number(series.points[-1][1], language) for series in panel.series}
    text = w.ASK_APART.fill(name=panel.name, own=last["inwoner"], other=last["professional"])
    return text[language]


def _turned(text: Text, panel: Panel, series: Series, language: str) -> str:
    first, last = (number(series.points[at][1], language) for at in (0, -1))
    return text.fill(name=panel.name, first=first, last=last)[language]


def _of_time(panels: tuple[Panel, ...], language: str) -> Iterator[str]:
    """Where nothing else can be asked: all on one day, or nothing that changed."""
    if not panels:
        yield w.ASK_NOTHING[language]
    elif len({day for panel in panels for day in panel.days}) == 1:
        yield w.ASK_ONCE[language]
    elif any(len(s.points) > 1 for p in panels for s in p.series) and not any(
        s.changed for p in panels for s in p.series
    ):
        yield w.ASK_SAME[language]
