"""Scores and days in words, and three questions to talk about, chosen by what the page shows."""

from collections.abc import Iterator
from datetime import date

from babel.dates import format_date
from babel.numbers import format_decimal

from monitorlib.foundation.texts import Text
from monitorlib.instruments import Scale
from monitorlib.resident import words as w
from monitorlib.resident.aside import Told
from monitorlib.resident.panels import Panel, Series, noise_of

LOCALES = {"nl": "nl_NL", "en": "en_GB"}
MINUS = "−"


def number(score: float, language: str) -> str:
    """A score as it is written: 3, 6,5, −1; never rounded to fewer than six figures."""
    return format_decimal(score, "#,##0.######", locale=LOCALES[language]).replace("-", MINUS)


def in_words(score: float, scale: Scale, language: str) -> str:
    """A score with the scale's own words behind it, where it has them."""
    told, words = number(score, language), scale.labels.get(score)
    if words is None:
        return told
    return w.SCORE_IN_WORDS.fill(score=told, words=words)[language]


def month(day: date, language: str) -> str:
    """The month and year of a day."""
    return format_date(day, "MMMM y", locale=LOCALES[language])


def full_day(day: date, language: str) -> str:
    """A day in full."""
    return format_date(day, "d MMMM y", locale=LOCALES[language])


def when(day: date, others: tuple[date, ...], language: str) -> str:
    """ "in maart 2025", or "op 3 maart 2025" where another of these days lies in that month."""
    alike = [each for each in others if (each.year, each.month) == (day.year, day.month)]
    if len(alike) > 1:
        return w.ON.fill(when=full_day(day, language))[language]
    return w.IN.fill(when=month(day, language))[language]


def bare(day: date, others: tuple[date, ...], language: str) -> str:
    """As `when`, without "in" or "op" before it."""
    alike = [each for each in others if (each.year, each.month) == (day.year, day.month)]
    return full_day(day, language) if len(alike) > 1 else month(day, language)


def told(panel: Panel, language: str) -> str:
    """The first and the last score of each rater, and whether the difference is more than noise."""
    said = []
    for place, series in enumerate(panel.series):
        said.append(_first(panel, series, w.ALSO if place else w.STOOD, language))
        if len(series.points) > 1:
            said.append(_last(series, language))
            said += [noise[language] for noise in _noise(series)]
    return " ".join(said)


def _first(panel: Panel, series: Series, text: Text, language: str) -> str:
    days = (series.points[0][0], series.points[-1][0])
    (day, score) = series.points[0]
    ends = tuple(dict.fromkeys(days))
    return text.fill(
        who=w.WHO[series.rater],
        name=panel.name,
        when=when(day, ends, language),
        score=in_words(score, series.instrument.scale, language),
    )[language]


def _last(series: Series, language: str) -> str:
    (first, before), (day, score) = series.points[0], series.points[-1]
    at = when(day, (first, day), language)
    text = w.STAYED if score == before else w.NOW
    shown = in_words(score, series.instrument.scale, language)
    return text.fill(When=at[0].upper() + at[1:], score=shown)[language]


def _noise(series: Series) -> tuple[Text, ...]:
    """What its reliability says of a difference; nothing where there is none, or where it is not known."""
    noise = noise_of(series.instrument)
    if noise is None or series.change == 0:
        return ()
    return (w.BEYOND_NOISE if abs(series.change) > noise else w.WITHIN_NOISE,)


def alt(panel: Panel, language: str) -> str:
    """Every score of the picture in words, for who does not see it."""
    said = [f"{panel.name[language]}."]
    for series in panel.series:
        days = tuple(day for day, _score in series.points)
        scores = ", ".join(
            f"{when(day, days, language)} {number(score, language)}" for day, score in series.points
        )
        who = w.WHO_SHORT[series.rater][language]
        said.append(f"{who[0].upper()}{who[1:]}: {scores}.")
    return " ".join(said)


def listed(names: list[str], language: str) -> str:
    """Names in a row, "a, b en c"."""
    if len(names) < 2:
        return "".join(names)
    last = Text(" en ", " and ")[language]
    return f"{', '.join(names[:-1])}{last}{names[-1]}"


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
