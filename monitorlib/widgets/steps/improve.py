"""Step 7: what do we do more, less, differently, or keep? Who, by when, and what do we expect to see."""

from html import escape

from monitorlib.foundation.texts import Text
from monitorlib.pages import RECOGNISED as HANDS
from monitorlib.sessions import Topic
from monitorlib.sessions.meetings import KINDS
from monitorlib.widgets.sheet import Sheet, slug
from monitorlib.widgets.state import State
from monitorlib.widgets.steps import common

NAME = Text("Verbeteren", "Improve")
LEAD = Text(
    "Wat gaan we meer, minder of anders doen? En wat willen we behouden?",
    "What will we do more, less or differently? And what do we want to keep?",
)
KIND = Text("Wat voor afspraak is dit?", "What kind of agreement is this?")
ACTION = Text("Wat spreken we af?", "What do we agree?")
WHO = Text("Wie pakt het op?", "Who takes it up?")
WHO_HINT = Text(
    "Een rol, geen naam: bijvoorbeeld de teamleider.", "A role, no name: for example the team leader."
)
BY_WHEN = Text("Wanneer is het klaar?", "When is it done?")
ABOUT = Text("Bij welk leefgebied hoort het?", "Which life domain does it belong to?")
NOT_ONE = Text("(niet bij één leefgebied)", "(not one life domain)")
EXPECTED = Text("Welke verandering verwachten we te zien?", "Which change do we expect to see?")
OURS = Text("Hebben we dit zelf in de hand?", "Is this in our own hands?")
TITLE = Text("Afspraak {number}", "Agreement {number}")
FIRST = Text("Maak een afspraak", "Make an agreement")
MORE = Text("Nog een afspraak", "Another agreement")
REMOVE = Text("Haal weg", "Take away")


def draw(state: State, sheet: Sheet) -> dict[str, str]:
    """A form an agreement. What was agreed can be written before the reveal too: it holds no figure."""
    subjects = agreements(state)
    cards = {
        f"action/{slug(subject)}": _card(state, sheet, subject, number)
        for number, subject in enumerate(subjects, start=1)
    }
    add = common.button(MORE if subjects else FIRST, state.language, "ml-add", kind="add", what="action")
    return {
        "lead": common.heading(NAME, LEAD, state),
        **cards,
        "more": add + common.no_names(state),
    }


def agreements(state: State) -> list[str]:
    """The subjects of this meeting's actions, those that hold no text yet included."""
    ours = {"kind", "text", "who", "by_when", "topic", "expected", "in_our_hands"}
    written = [
        subject
        for subject, fields in state.written.items()
        if subject.startswith("action/") and ours & set(fields) and "removed" not in fields
    ]
    gone = {subject for subject, fields in state.written.items() if "removed" in fields}
    return written + [each for each in state.blank if each not in written and each not in gone]


def _card(state: State, sheet: Sheet, subject: str, number: int) -> str:
    language, kept = state.language, state.written.get(subject, {})
    takes = common.button(
        REMOVE, language, f"away-{slug(subject)}", plain=True, kind="remove", subject=subject
    )
    return (
        f'<article class="ml-card ml-action"><h3>{escape(TITLE.fill(number=number)[language])}</h3>'
        f"{sheet.taps(subject, 'kind', KIND[language], KINDS, kept.get('kind', ''))}"
        f"{sheet.note(subject, 'text', ACTION, kept.get('text', ''))}"
        f'<div class="ml-columns">{sheet.line(subject, "who", WHO, kept.get("who", ""), WHO_HINT)}'
        f"{sheet.day(subject, 'by_when', BY_WHEN, kept.get('by_when', ''))}</div>"
        f"{sheet.pick(subject, 'topic', ABOUT, _topics(state), kept.get('topic', ''))}"
        f"{sheet.note(subject, 'expected', EXPECTED, kept.get('expected', ''), rows=1)}"
        f"{sheet.taps(subject, 'in_our_hands', OURS[language], HANDS, kept.get('in_our_hands', ''))}"
        f"{takes}</article>"
    )


def _topics(state: State) -> dict[str, str]:
    """Every leefgebied of every view, by its subject."""
    offered = {"": NOT_ONE[state.language]}
    for view in state.release.content.views:
        for row in view.rows:
            topic = Topic(view.instrument, view.rater, row.leefgebied)
            offered[topic.subject] = f"{row.label[state.language]} – {view.label[state.language]}"
    return offered
