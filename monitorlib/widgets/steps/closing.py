"""Step 8: the report: what the team saw, found and agreed on one page that can be printed."""

from html import escape

from monitorlib import wording
from monitorlib.foundation.texts import Text
from monitorlib.pages import RECOGNISED, origin
from monitorlib.reports.page import html_parts
from monitorlib.reports.phones import phone_parts
from monitorlib.sessions import NOT_IN_DATA, Action, Explanation, Topic
from monitorlib.widgets.sheet import Sheet
from monitorlib.widgets.state import State
from monitorlib.widgets.steps import common, unkept
from monitorlib.widgets.steps.expect import EXPECTED
from monitorlib.widgets.steps.explain import NOT_IN, WHOM, WOULD_SEE
from monitorlib.widgets.steps.improve import ACTION, HANDS, KINDS, OURS
from monitorlib.widgets.steps.improve import EXPECTED as CHANGE
from monitorlib.widgets.steps.last_time import BY, FOLLOW_UP, STATUS
from monitorlib.widgets.steps.value import ONE_STORY, OVERALL, STORY, VALUATION

NAME = Text("Verslag", "Report")
LEAD = Text(
    "Dit nemen we mee. Klopt het? Pas het aan in de stap waar het staat.",
    "This is what we take along. Is it right? Change it in the step where it stands.",
)
PRINT = Text("Druk af of bewaar als PDF", "Print or save as PDF")
SHARE = Text("Met wie delen we dit verslag?", "With whom do we share this report?")
SHARE_WITH = {
    "team": Text("alleen ons team", "our team only"),
    "organisation": Text("ook onze organisatie", "our organisation too"),
    "others": Text("ook anderen", "others too"),
}
SHARE_NOTE = Text("Met wie precies, en waarom?", "With whom exactly, and why?")
NEXT = Text("Wanneer kijken we weer?", "When do we look again?")
AGREED = Text("Wat we afspraken", "What we agreed")
NONE_AGREED = Text("Er is nog niets afgesproken.", "Nothing has been agreed yet.")
SAW = Text("Wat we zagen en vonden", "What we saw and thought")
WHOLE = Text("Over het geheel", "About the whole")
BEFORE = Text("Afspraken van vorige keer", "Agreements of last time")
CLOSE = Text("Sluit de bijeenkomst af", "Close the meeting")
SURE = Text(
    "Is het gesprek klaar? Vandaag kunt u er nog mee verder; een volgende keer begint een nieuw gesprek.",
    "Is the meeting over? You can still go on with it today; next time a new meeting begins.",
)
YES = Text("Ja, sluit af", "Yes, close it")
NOT_YET = Text("Nog niet", "Not yet")
REOPEN = Text("Ga toch verder met dit gesprek", "Go on with this meeting after all")
CLOSED = Text(
    "Deze bijeenkomst is afgesloten. Alles is bewaard.", "This meeting is closed. Everything is kept."
)
CLOSED_BUT = Text("Deze bijeenkomst is afgesloten.", "This meeting is closed.")
UNREAD = Text(
    "{count} keer staat er iets in het sessielog dat niet te lezen is. Het staat hier niet bij. "
    "Vraag de databeheerder.",
    "{count} entries of the session log cannot be read. They are left out here. Ask your data manager.",
)
EXPECTATION = Text("Verwacht", "Expected")
FOUND = Text("Herkend", "Recognised")
NOTE = Text("Notitie", "Note")
OWN = Text("Onze verklaring", "Our explanation")


def draw(state: State, sheet: Sheet) -> dict[str, str]:
    """The page of the meeting; figures stand on it only after the reveal."""
    kept = state.notes.meeting
    share = (
        f"{sheet.taps('meeting', 'set_share', SHARE[state.language], SHARE_WITH, kept.get('set_share', ''))}"
        f"{sheet.line('meeting', 'set_share_note', SHARE_NOTE, kept.get('set_share_note', ''))}"
        f"{sheet.line('meeting', 'appointment', NEXT, kept.get('appointment', ''))}"
    )
    return {
        "lead": common.heading(NAME, LEAD, state),
        "unkept": unkept.draw(state),
        "unread": _unread(state),
        "paper": f'<section class="ml-card ml-paper">{_paper(state)}</section>',
        "share": f'<section class="ml-card">{share}</section>',
        "end": _end(state),
    }


def _unread(state: State) -> str:
    count = state.notes.unread
    return common.paragraph(UNREAD.fill(count=count), state.language, "ml-message ml-calm") if count else ""


def _end(state: State) -> str:
    language = state.language
    printing = (
        f'<button type="button" class="ml-button" id="ml-print" data-print>{escape(PRINT[language])}</button>'
    )
    if state.meeting.closed:
        told = common.paragraph(CLOSED_BUT if state.unkept_here else CLOSED, language, "ml-message ml-calm")
        again = common.button(REOPEN, language, "ml-reopen", plain=True, kind="reopen") if state.leads else ""
        return f'{told}<div class="ml-ends">{printing}{again}</div>'
    if not state.leads:
        not_here = common.paragraph(common.not_here(state), language, "ml-small")
        return f'<div class="ml-ends">{printing}</div>{not_here}'
    if state.closing:
        yes = common.button(YES, language, "ml-close-sure", kind="close", sure=True)
        no = common.button(NOT_YET, language, "ml-close-not", plain=True, kind="close", sure=False)
        told = common.paragraph(SURE, language)
        return f'<div class="ml-message ml-calm">{told}<div class="ml-ends">{yes}{no}</div></div>{printing}'
    close = common.button(CLOSE, language, "ml-close", plain=True, kind="close")
    return f'<div class="ml-ends">{printing}{close}</div>'


def _paper(state: State) -> str:
    language, content = state.language, state.release.content
    title = f"{content.team}, {content.period.label[language]}"
    day = wording.day(state.meeting.started_on.isoformat(), language)
    parts = (_agreed(state), _seen(state), _on_phones(state), _whole(state), _before(state))
    head = f'<h3 class="ml-title">{escape(title)} <small>{escape(day)}</small></h3>'
    return f"{head}{''.join(parts)}{origin(state.release, language)}"


def _agreed(state: State) -> str:
    language = state.language
    items = "".join(f"<li>{_action(state, action)}</li>" for action in state.notes.actions)
    told = f'<ol class="ml-list">{items}</ol>' if items else f"<p>{escape(NONE_AGREED[language])}</p>"
    return f"<h4>{escape(AGREED[language])}</h4>{told}"


def _action(state: State, action: Action) -> str:
    language = state.language
    kind = f"{KINDS[action.kind][language]}: " if action.kind in KINDS else ""
    by = BY.fill(day=wording.day(action.by_when.isoformat(), language))[language] if action.by_when else ""
    about = state.label_of(action.topic) if action.topic else ""
    hands = f"{OURS[language]} {HANDS[action.in_our_hands][language]}" if action.in_our_hands else ""
    change = f"{CHANGE[language]} {action.expected}" if action.expected else ""
    small = " · ".join(filter(None, (action.who, by, about, hands, change)))
    return f"<b>{escape(kind)}</b>{escape(action.text)}<br><small>{escape(small)}</small>"


def _seen(state: State) -> str:
    told = "".join(_topic(state, topic) for topic in _topics(state))
    return f"<h4>{escape(SAW[state.language])}</h4>{told}" if told else ""


def _topics(state: State) -> list[Topic]:
    explained = {each.topic for each in state.notes.explanations if each.topic and each.text}
    return sorted({*state.notes.topics, *explained})


def _topic(state: State, topic: Topic) -> str:
    language, kept = state.language, state.notes.about(topic)
    lines = [
        (EXPECTATION, _word(EXPECTED, kept.get("expected", ""), language)),
        (FOUND, _word(RECOGNISED, kept.get("recognised", ""), language)),
        (NOTE, kept.get("note", "")),
        (WOULD_SEE, kept.get("would_see", "")),
        (WHOM, kept.get("whom", "")),
        (VALUATION, kept.get("valuation", "")),
        (ONE_STORY, kept.get("story", "")),
        (ACTION, kept.get("agreement", "")),
    ]
    lines += [(OWN, _own(state, each)) for each in state.notes.explanations if each.topic == topic]
    told = "".join(f"<dt>{escape(t[language])}</dt><dd>{escape(said)}</dd>" for t, said in lines if said)
    figure = _figure(state, topic) if state.revealed else ""
    return f'<h5>{escape(state.label_of(topic))}</h5>{figure}<dl class="ml-told">{told}</dl>'


def _figure(state: State, topic: Topic) -> str:
    for view in state.release.content.views:
        for row in view.rows:
            if state.topic(row, view) == topic:
                return f"<p>{escape(common.sentence(state, view, row))}</p>"
    return ""


def _own(state: State, own: Explanation) -> str:
    """The explanation with what it was linked to."""
    if not own.text or not own.check:
        return own.text
    linked = NOT_IN if own.check == NOT_IN_DATA else _check_label(state, own)
    return f"{own.text} ({linked[state.language]})" if linked else own.text


def _check_label(state: State, own: Explanation) -> Text | None:
    for view in state.release.content.views:
        for row in view.rows:
            if state.topic(row, view) == own.topic:
                return next((check.label for check in row.checks if check.check == own.check), None)
    return None


def _word(words: dict[str, Text], kept: str, language: str) -> str:
    return words[kept][language] if kept in words else ""


def _on_phones(state: State) -> str:
    """What phones said, as on the report; before the reveal nothing of the figures stands there either."""
    if not state.revealed:
        return ""
    told = html_parts(tuple(phone_parts(state.rounds, state.release.content, state.language)))
    return told.replace("h2>", "h4>").replace("h3>", "h5>")  # below the heading of this step


def _whole(state: State) -> str:
    language, kept = state.language, state.notes.meeting
    lines = [(OVERALL, kept.get("valuation", "")), (STORY, kept.get("story", ""))]
    told = "".join(f"<dt>{escape(t[language])}</dt><dd>{escape(said)}</dd>" for t, said in lines if said)
    return f'<h4>{escape(WHOLE[language])}</h4><dl class="ml-told">{told}</dl>' if told else ""


def _before(state: State) -> str:
    language = state.language
    items = ""
    for action in state.earlier:
        said = next((f for f in action.follow_ups if f.meeting.id == state.meeting.id), None)
        if said is not None:
            status = STATUS[said.status][language] if said.status in STATUS else ""
            note = (
                f"<br><small>{escape(FOLLOW_UP[language])} {escape(said.text)}</small>" if said.text else ""
            )
            items += f"<li>{escape(action.text)}: <b>{escape(status)}</b>{note}</li>"
    return f'<h4>{escape(BEFORE[language])}</h4><ul class="ml-list">{items}</ul>' if items else ""
