"""Step 5: can we explain it? First what speaks against the figures, then: suppose that they are so."""

from html import escape

from monitorlib import wording
from monitorlib.foundation.texts import Text
from monitorlib.released import Check, Row
from monitorlib.sessions import NOT_IN_DATA, Explanation
from monitorlib.widgets import state as agenda
from monitorlib.widgets.parts import bars
from monitorlib.widgets.parts.bars import waterfall
from monitorlib.widgets.sheet import Sheet, slug
from monitorlib.widgets.state import State
from monitorlib.widgets.steps import common

NAME = Text("Verklaren", "Explain")
LEAD = Text("Kunnen we deze cijfers verklaren?", "Can we explain these figures?")
DOUBT = Text("Klopt het?", "Is it right?")
DOUBT_LEAD = Text("Waarom zou het niet kloppen?", "Why would it not be right?")
DOUBT_TIME = Text("een kwart van de tijd: {minutes} minuten", "a quarter of the time: {minutes} minutes")
SUPPOSE = Text("Stel dat het zo is", "Suppose that it is so")
SUPPOSE_LEAD = Text("Wat betekent dat voor ons werk?", "What does that mean for our work?")
WOULD_SEE = Text("Wat zouden we dan in ons werk zien?", "What would we then see in our work?")
WHOM = Text("Aan wie vragen we of dat zo is?", "Whom do we ask whether that is so?")
WHOM_HINT = Text(
    "Een rol of een groep, geen naam: de schuldhulp, de bewonersgroep, een collega van een ander team.",
    "A role or a group, no name: debt help, the residents' group, a colleague of another team.",
)
FITS = Text("Welk verhaal past hierbij?", "Which story goes with it?")
LEAD_ON = Text("Maak hier een afspraak van", "Make an agreement of this")
SUPPOSE_TIME = Text(
    "drie kwart van de tijd: {minutes} minuten", "three quarters of the time: {minutes} minutes"
)
ANSWERS = {
    "supports": Text("steunt deze verklaring", "supports this explanation"),
    "contradicts": Text("spreekt deze verklaring tegen", "contradicts this explanation"),
    "cannot_say": Text("kan het niet zeggen", "cannot say"),
}
MARKS = {"supports": "●", "contradicts": "✕", "cannot_say": "?"}
ANSWER = Text("Dit cijfer {answer}", "This figure {answer}")
QUESTION = Text("Vraag aan het team", "Question for the team")
LIMIT = Text("Wat dit niet kan zeggen", "What this cannot say")
AGAINST = Text(
    "Verklaringen die de cijfers tegenspreken ({n})", "Explanations that the figures contradict ({n})"
)
UNSURE = Text(
    "Verklaringen waar de cijfers niets over zeggen ({n})",
    "Explanations that the figures do not tell about ({n})",
)
# a check that says no more than this says it together with the others
BARE = Text("is met deze gegevens niet te zeggen.", "cannot be said from these data.")
UNKNOWN = Text("Dat is met deze gegevens niet te zeggen.", "That cannot be said from these data.")
NOTHING = Text(
    "Geen enkele verklaring die we konden nagaan, springt eruit. Wat denken jullie?",
    "No explanation that could be checked stands out. What do you think?",
)
NO_CHECKS = Text(
    "Voor dit leefgebied zijn geen verklaringen nagegaan. Jullie eigen verklaring kan hieronder.",
    "No explanations were checked for this life domain. Your own explanation can go below.",
)
OWN = Text("Onze eigen verklaring", "Our own explanation")
OWN_TEXT = Text("Wat is er volgens ons aan de hand?", "What is going on, in our view?")
LINK = Text("Waar hoort deze verklaring bij?", "What does this explanation go with?")
NOT_LINKED = Text("(nog niets gekozen)", "(nothing chosen yet)")
NOT_IN = Text("niet in deze gegevens te zien", "not to be seen in these data")
MORE = Text("Nog een verklaring", "Another explanation")
REMOVE = Text("Haal weg", "Take away")


def draw(state: State, sheet: Sheet) -> dict[str, str]:
    """The checks of one leefgebied and the team's own explanations; a closed door before the reveal."""
    lead = {"lead": common.heading(NAME, LEAD, state)}
    if not state.revealed:
        return {**lead, **common.closed_door(state)}
    row = state.row
    if row is None:
        return lead
    first, then = agenda.halves(state.minutes)
    own = {f"own/{slug(e.subject)}": _own(state, sheet, row, e) for e in explanations(state, row)}
    return {
        **lead,
        "choice": f'<section class="ml-card">{common.leefgebied_choice(state)}{_figure(state, row)}</section>',
        "doubt": _part(DOUBT, DOUBT_LEAD, DOUBT_TIME.fill(minutes=first), state),
        "checks": _checks(state, row),
        "waterfall": _waterfall(state, row),
        "suppose": _part(SUPPOSE, SUPPOSE_LEAD, SUPPOSE_TIME.fill(minutes=then), state),
        f"meaning/{slug(row.leefgebied)}": _meaning(state, sheet, row),
        **own,
        "more": _more(state, row),
    }


def _part(title: Text, lead: Text, time: Text, state: State) -> str:
    language = state.language
    return (
        f'<div class="ml-half"><h3>{escape(title[language])}</h3>'
        f'<p>{escape(lead[language])} <span class="ml-small">({escape(time[language])})</span></p></div>'
    )


def _meaning(state: State, sheet: Sheet, row: Row) -> str:
    """Suppose that it is so: what would be seen, who would know, which story; and on to an agreement."""
    subject, kept = state.topic(row).subject, state.about(row)
    on = common.button(
        LEAD_ON, state.language, "ml-lead-on", plain=True, kind="add", what="action", topic=subject
    )
    return (
        f'<section class="ml-card">'
        f"{sheet.note(subject, 'would_see', WOULD_SEE, kept.get('would_see', ''))}"
        f"{sheet.line(subject, 'whom', WHOM, kept.get('whom', ''), WHOM_HINT)}"
        f"{sheet.note(subject, 'story', FITS, kept.get('story', ''))}{on}</section>"
    )


def _figure(state: State, row: Row) -> str:
    told = common.sentence(state, state.view, row)
    drawn = bars.bar(row, told, state.language)
    return (
        f'<div data-close="{escape(row.leefgebied)}">{drawn}<p class="ml-sentence">{escape(told)}</p></div>'
    )


def _checks(state: State, row: Row) -> str:
    """What supports stands open; what the figures contradict, and what they cannot tell, is folded away."""
    if not row.checks:
        return common.paragraph(NO_CHECKS, state.language, "ml-message ml-calm")
    supports = [check for check in row.checks if check.answer == "supports"]
    order = sorted(supports, key=lambda check: not check.flagged)
    told = "".join(_check(state, row, check) for check in order)
    told = f'<div class="ml-columns">{told}</div>' if told else _nothing_stands_out(state)
    return told + _folded(state, row, "contradicts", AGAINST) + _unsaid(state, row)


def _nothing_stands_out(state: State) -> str:
    return common.paragraph(NOTHING, state.language, "ml-message ml-calm")


def _folded(state: State, row: Row, answer: str, title: Text) -> str:
    checks = [check for check in row.checks if check.answer == answer]
    if not checks:
        return ""
    inside = "".join(_check(state, row, check) for check in checks)
    return (
        f'<details class="ml-fold" id="{answer}-{slug(row.leefgebied)}"><summary>'
        f"{escape(title.fill(n=len(checks))[state.language])}</summary>"
        f'<div class="ml-columns">{inside}</div></details>'
    )


def _unsaid(state: State, row: Row) -> str:
    """What the figures cannot tell: one line a reason, with the explanations that it holds for."""
    language, reasons = state.language, {}
    for check in row.checks:
        if check.answer == "cannot_say":
            told = check.sentence[language]
            bare = told.endswith(BARE[language]) and told.count(".") == 1
            reasons.setdefault(UNKNOWN[language] if bare else told, []).append(check.label[language])
    if not reasons:
        return ""
    lines = "".join(
        f"<li><b>{escape(', '.join(labels))}.</b> {escape(reason)}</li>" for reason, labels in reasons.items()
    )
    title = UNSURE.fill(n=sum(map(len, reasons.values())))[language]
    return (
        f'<details class="ml-fold" id="cannot_say-{slug(row.leefgebied)}"><summary>{escape(title)}</summary>'
        f'<ul class="ml-list ml-card">{lines}</ul></details>'
    )


def _check(state: State, row: Row, check: Check) -> str:
    language = state.language
    answer = ANSWER.fill(answer=ANSWERS[check.answer])[language]
    strength = f" ({wording.STRENGTHS[check.strength][language]})" if check.strength else ""
    return (
        f'<article class="ml-card ml-check ml-check-{check.answer}" data-check="{escape(check.check)}">'
        f"<h4>{escape(check.label[language])}</h4>"
        f'<p class="ml-answer"><span aria-hidden="true">{MARKS[check.answer]}</span> '
        f"{escape(answer + strength)}</p>"
        f"<p>{escape(check.sentence[language])}</p>"
        f'<p class="ml-ask"><b>{escape(QUESTION[language])}:</b> {escape(check.question[language])}</p>'
        f'<details class="ml-fold" id="limit-{slug(row.leefgebied + check.check)}">'
        f"<summary>{escape(LIMIT[language])}</summary><p>{escape(check.what_it_cannot_say[language])}</p></details></article>"
    )


def _waterfall(state: State, row: Row) -> str:
    drawn = waterfall(row, state.language)
    return f'<section class="ml-card">{drawn}</section>' if drawn else ""


def explanations(state: State, row: Row) -> list[Explanation]:
    """The team's own explanations of one leefgebied."""
    return [each for each in state.notes.explanations if each.topic == state.topic(row)]


def links(row: Row, language: str) -> dict[str, str]:
    """What an explanation can be linked to: a check of this leefgebied, or "not in these data"."""
    checks = {check.check: check.label[language] for check in row.checks}
    return {"": NOT_LINKED[language], **checks, NOT_IN_DATA: NOT_IN[language]}


def _own(state: State, sheet: Sheet, row: Row, own: Explanation) -> str:
    language = state.language
    takes = common.button(
        REMOVE, language, f"away-{slug(own.subject)}", plain=True, kind="remove", subject=own.subject
    )
    return (
        f'<article class="ml-card"><h4>{escape(OWN[language])}</h4>'
        f"{sheet.note(own.subject, 'text', OWN_TEXT, own.text)}"
        f"{sheet.pick(own.subject, 'check', LINK, links(row, language), own.check)}{takes}</article>"
    )


def _more(state: State, row: Row) -> str:
    text = MORE if explanations(state, row) else OWN
    add = common.button(text, state.language, "ml-add", kind="add", what="explanation")
    return add + common.no_names(state)
