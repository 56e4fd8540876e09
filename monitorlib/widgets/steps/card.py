"""One leefgebied on the whole screen: its figure, one sentence, how sure, and do we recognise it."""

from html import escape

from monitorlib import wording
from monitorlib.foundation.texts import Text
from monitorlib.pages import RECOGNISED
from monitorlib.released import Row
from monitorlib.widgets.parts import bars
from monitorlib.widgets.sheet import Sheet, send, slug
from monitorlib.widgets.state import RECOGNISE, State
from monitorlib.widgets.steps import closeup, common, phones, phones_said
from monitorlib.widgets.steps.expect import expected
from monitorlib.widgets.steps.overview import verdict
from monitorlib.widgets.steps.surprises import ordered, surprise
from monitorlib.wording import verdicts
from monitorlib.wording.stacking import reach

SURPRISE = Text("Anders dan verwacht", "Different than expected")
AS_EXPECTED = Text("Zoals verwacht", "As expected")
EXPECTED = Text("Verwacht: {expected}", "Expected: {expected}")
COULD = Text(
    "Van deze {n} inwoners konden er {could} nog vooruit. De anderen begonnen op de beste score.",
    "Of these {n} residents {could} could still improve. The others began at the best score.",
)
COULD_NEARLY = Text(
    "Van deze {n} inwoners konden er {could} nog vooruit. De anderen begonnen op de beste score of er vlakbij.",
    "Of these {n} residents {could} could still improve. The others began at the best score or close to it.",
)
QUESTION = Text("Herkennen we dit?", "Do we recognise this?")
NOTE = Text("Wat valt ons op?", "What do we notice?")
OWN_SIGHT = Text("Wat zien we hier zelf?", "What do we see here ourselves?")
BACK = Text("Alle leefgebieden", "All life domains")
BEFORE = Text("Vorige", "Previous")
AFTER = Text("Volgende", "Next")
PLACE = Text("{at} van {count}", "{at} of {count}")
PRESENT = Text("Groot beeld (F)", "Large picture (F)")


def draw(state: State, sheet: Sheet) -> dict[str, str]:
    """The card of the leefgebied that is looked at, and what can be folded out below it."""
    row = state.row
    if row is None:
        return {}
    code = slug(row.leefgebied)
    return {
        f"phones/{code}": phones.draw(state, "recognised"),
        f"walk/{code}": _walk(state, row),
        f"card/{code}": _card(state, sheet, row),
        f"close/{code}": closeup.fold(state, row),
    }


def _walk(state: State, row: Row) -> str:
    """Back to all, to the one before, to the next; also by the keyboard."""
    language, order = state.language, [each.leefgebied for each in ordered(state)]
    at = order.index(row.leefgebied)
    before = _to(BEFORE, order[at - 1], "ml-before", "ArrowLeft", language) if at else ""
    after = _to(AFTER, order[at + 1], "ml-after", "ArrowRight", language) if at + 1 < len(order) else ""
    place = PLACE.fill(at=at + 1, count=len(order))[language]
    back = _button(BACK, "ml-all", "Escape", language, send(kind="step", value=RECOGNISE))
    large = _button(PRESENT, "ml-present", "f", language, 'data-present aria-pressed="false"')
    on = f'<span class="ml-walk-on">{before}<span class="ml-walk-at">{place}</span>{after}</span>'
    return f'<div class="ml-walk">{back}{on}{large}</div>'


def _to(text: Text, code: str, id: str, key: str, language: str) -> str:
    return _button(text, id, key, language, send(kind="step", value=RECOGNISE, leefgebied=code))


def _button(text: Text, id: str, key: str, language: str, attributes: str) -> str:
    return (
        f'<button type="button" class="ml-button ml-plain" id="{id}" data-hotkey="{key}" {attributes}>'
        f"{escape(text[language])}</button>"
    )


def _card(state: State, sheet: Sheet, row: Row) -> str:
    language = state.language
    told = common.sentence(state, state.view, row)
    far = reach(state.view.rows)
    figure = bars.bar(row, told, language, far)
    if figure:
        figure = f'<div class="ml-big">{figure}{bars.axis(state.view.kind, far, language)}</div>'
    return (
        f'<article class="ml-card ml-row" data-leefgebied="{escape(row.leefgebied)}" data-verdict="{row.verdict}">'
        f'<div class="ml-row-head"><h3>{escape(row.label[language])}</h3>{_tags(state, row)}</div>'
        f'{figure}<p class="ml-sentence">{escape(told)}</p>{_sure(state, row)}{phones_said.said(state, row)}'
        f"{_talk(state, sheet, row)}</article>"
    )


def _talk(state: State, sheet: Sheet, row: Row) -> str:
    """What the team says of it; where there are no figures, nobody is asked to recognise them."""
    language, subject, kept = state.language, state.topic(row).subject, state.about(row)
    given = phones_said.beside(state, "recognised", subject, subject)
    seen = sheet.taps(
        subject, "recognised", QUESTION[language], RECOGNISED, kept.get("recognised", ""), given
    )
    label = NOTE if row.n is not None else OWN_SIGHT
    note = sheet.note(subject, "note", label, kept.get("note", ""), rows=1)
    return f'<div class="ml-row-talk">{seen if row.n is not None else ""}{note}</div>'


def _tags(state: State, row: Row) -> str:
    language = state.language
    tags = [verdict(row, language)] if state.view.kind == "shifts" else []
    tags.append(
        f'<span class="ml-tag">{escape(EXPECTED.fill(expected=expected(state, row))[language])}</span>'
    )
    differs = surprise(row, state.about(row).get("expected", ""))
    if differs is not None:
        name = "ml-tag ml-surprise" if differs else "ml-tag"
        tags.append(f'<span class="{name}">{escape((SURPRISE if differs else AS_EXPECTED)[language])}</span>')
    return f'<p class="ml-tags">{"".join(tags)}</p>'


def _sure(state: State, row: Row) -> str:
    """How sure: the verdict in a sentence, the interval as a band and in words, who could improve, and why two
    classes stand where three were counted."""
    language = state.language
    minimum = state.release.content.min_residents
    told = verdicts.verdict_sentence(row, minimum, language) if state.view.kind == "shifts" else ""
    could = ""
    if row.could_improve is not None and row.n:
        told_of = COULD_NEARLY if state.view.unchanged_within else COULD
        could = told_of.fill(n=row.n, could=row.could_improve)[language]
    seen = verdicts.could_be_seen(row, state.view, language)
    beside = (seen, wording.interval_sentence(row, language), could, wording.why_two_classes(row, language))
    small = " ".join(filter(None, beside))
    if not told and not small:
        return ""
    first = f'<p class="ml-how-sure">{escape(told)}</p>' if told else ""
    words = f'<div>{first}<p class="ml-small">{escape(small)}</p></div>'
    return f'<div class="ml-sure">{words}{bars.interval(row, language)}</div>'
