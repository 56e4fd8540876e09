"""Step 2: what was agreed before, the figure of its leefgebied then and now, and what became of it."""

from html import escape

from monitorlib import wording
from monitorlib.foundation.texts import Text
from monitorlib.released import Release, Row, View
from monitorlib.sessions import Action, Topic
from monitorlib.widgets.sheet import Sheet, slug
from monitorlib.widgets.state import State
from monitorlib.widgets.steps import common
from monitorlib.widgets.steps.improve import KINDS

NAME = Text("Vorige keer", "Last time")
LEAD = Text("Wat spraken we af, en wat is ervan gekomen?", "What did we agree, and what came of it?")
FIRST = Text(
    "Er zijn geen open afspraken. Is dit jullie eerste gesprek? Dan maken jullie vandaag de eerste.",
    "There are no open agreements. Is this your first meeting? Then you make the first ones today.",
)
STATUS = {
    "done": Text("gedaan", "done"),
    "going_on": Text("loopt nog", "going on"),
    "dropped": Text("gestopt", "dropped"),
}
HOW = Text("Hoe staat het ervoor?", "How is it going?")
FOLLOW_UP = Text("Wat leerden we ervan?", "What did we learn from it?")
AGREED = Text("Afgesproken op {day}", "Agreed on {day}")
EXPECTED = Text("Wat we verwachtten", "What we expected")
THEN = Text("Toen", "Then")
NOW = Text("Nu", "Now")
LATER = Text(
    "Dit cijfer opent straks, bij Herkennen. Eerst zeggen we wat we verwachten.",
    "This figure opens later, at Recognise. First we say what we expect.",
)
SAME = Text("Er is nog geen nieuwe periode.", "There is no new period yet.")
NO_FIGURE = Text("Er is geen cijfer van.", "There is no figure of it.")
WHO = Text("Wie", "Who")
BY = Text("voor {day}", "by {day}")


def draw(state: State, sheet: Sheet) -> dict[str, str]:
    """One card an action that is not finished. The figure of now is left out until the reveal."""
    regions = {"lead": common.heading(NAME, LEAD, state)}
    if not state.earlier:
        return {**regions, "first": common.paragraph(FIRST, state.language, "ml-message ml-calm")}
    cards = {f"earlier/{slug(a.subject)}": _card(state, sheet, a) for a in state.earlier}
    return {**regions, **cards, "names": common.no_names(state)}


def _card(state: State, sheet: Sheet, action: Action) -> str:
    language = state.language
    today = next((f for f in action.follow_ups if f.meeting.id == state.meeting.id), None)
    status = today.status if today else ""
    about = action.topic and f" · {state.label_of(action.topic)}"
    day = wording.day(action.meeting.started_on.isoformat(), language)
    kind = KINDS[action.kind][language] + ": " if action.kind in KINDS else ""
    return (
        f'<article class="ml-card"><p class="ml-small">{escape(AGREED.fill(day=day)[language])}'
        f"{escape(about or '')}</p><h3>{escape(kind + action.text)}</h3>{_who(action, language)}"
        f"{_figures(state, action)}"
        f"{sheet.taps(action.subject, 'status', HOW[language], STATUS, status)}"
        f"{sheet.note(action.subject, 'follow_up', FOLLOW_UP, today.text if today else '')}</article>"
    )


def _who(action: Action, language: str) -> str:
    by = BY.fill(day=wording.day(action.by_when.isoformat(), language))[language] if action.by_when else ""
    told = ", ".join(filter(None, (action.who, by)))
    return f"<p><b>{escape(WHO[language])}:</b> {escape(told)}</p>" if told else ""


def _figures(state: State, action: Action) -> str:
    language = state.language
    expected = f"<dt>{escape(EXPECTED[language])}</dt><dd>{escape(action.expected)}</dd>"
    lines = expected if action.expected else ""
    if action.topic is not None:
        then, now = _then_and_now(state, action)
        lines += f"<dt>{escape(THEN[language])}</dt><dd>{escape(then)}</dd>"
        lines += f"<dt>{escape(NOW[language])}</dt><dd>{escape(now)}</dd>"
    return f'<dl class="ml-then">{lines}</dl>' if lines else ""


def _then_and_now(state: State, action: Action) -> tuple[str, str]:
    """Two sentences; before the reveal none of the present period, which may be the period of then."""
    language, period = state.language, state.release.content.period.id
    now = _figure(state.release, action.topic, language)
    if action.meeting.period == period:
        return (now if state.revealed else LATER[language]), SAME[language]
    earlier = state.releases.get(action.meeting.period)
    then = _figure(earlier, action.topic, language) if earlier else NO_FIGURE[language]
    found = [_row(each, action.topic) if each else None for each in (earlier, state.release)]
    other = wording.another_border(*(each and each[0] for each in found), language)
    told = " ".join(filter(None, (now, other)))
    return then, (told if state.revealed else LATER[language])


def _figure(release: Release, topic: Topic, language: str) -> str:
    found = _row(release, topic)
    if found is None:
        return NO_FIGURE[language]
    view, row = found
    label = release.content.period.label[language]
    told = wording.row_sentence(row, view.kind, release.content.min_residents, language)
    return f"{label}: {told}"


def _row(release: Release, topic: Topic) -> tuple[View, Row] | None:
    for view in release.content.views:
        for row in view.rows:
            if (view.instrument, view.rater, row.leefgebied) == (
                topic.instrument,
                topic.rater,
                topic.leefgebied,
            ):
                return view, row
    return None
