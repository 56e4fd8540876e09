"""What phones said, once a question is closed: numbers beside the answers, and expectations beside the figures."""

from html import escape

from monitorlib.foundation.texts import Text
from monitorlib.released import Row
from monitorlib.sessions import FEWEST_ANSWERS, Round
from monitorlib.widgets.parts import bars
from monitorlib.widgets.state import State
from monitorlib.widgets.steps.phones import OF, closed, how_many
from monitorlib.widgets.steps.surprises import OUTCOMES

NO_SPREAD = Text("minder dan {fewest} antwoorden", "fewer than {fewest} answers")
ON_PHONES = Text("Vooraf op {n} telefoons", "Beforehand on {n} phones")
AGREED_RIGHT = Text("Hier waren we het eens, en zo ging het ook", "Here we agreed, and so it went")
AGREED = Text("Hier waren we het eens", "Here we agreed")
SPLIT = Text("Hier dachten we verschillend", "Here we thought differently")
SURPRISED = Text("Hier waren de meesten van ons verrast", "Here most of us were surprised")
WHAT_PHONES_SAID = Text(
    "Wat we vooraf dachten, naast de cijfers", "What we thought beforehand, beside the figures"
)
AGREE_SHARE = 0.75


def beside(state: State, kind: str, scope: str, subject: str) -> dict[str, str]:
    """The number that stands with each answer to tap; empty where no spread may be shown."""
    found = closed(state, kind, scope)
    given = found.spread(subject) if found is not None else None
    return {
        word: f' <b class="ml-given{"" if n else " ml-none"}">{n}</b>' for word, n in (given or {}).items()
    }


def too_few(state: State, scope: str, row: Row) -> str:
    """Why a leefgebied has no numbers where others of the same question have; empty where it has them."""
    found = closed(state, "expected", scope)
    if found is None or not found.shown or found.spread(state.topic(row).subject):
        return ""
    return NO_SPREAD.fill(fewest=FEWEST_ANSWERS)[state.language]


def said(state: State, row: Row) -> str:
    """What phones expected of a leefgebied: the bar, and whether that was one opinion and a surprise."""
    found = closed(state, "expected", state.view_name)
    language, subject = state.language, state.topic(row).subject
    drawn = bars.spread_bar(found, subject, language) if found is not None else ""
    if not drawn:
        return ""
    n = ON_PHONES.fill(n=found.counts.answered[subject])[language]
    kind = _opinion(found, subject, row)
    told = f"{found.in_words(subject, language)}.{f' {kind[language]}.' if kind else ''}"
    return f'<div class="ml-phones-said"><p><b>{escape(n)}:</b> {escape(told)}</p>{drawn}</div>'


def share(state: State, row: Row, word: str) -> str:
    """ "7 van 12" phones expected what the team expected; empty where that may not be shown."""
    found = closed(state, "expected", state.view_name)
    given = found.spread(state.topic(row).subject) if found is not None else None
    if not given:
        return ""
    return OF.fill(n=given.get(word, 0), all=sum(given.values()))[state.language]


def summary(state: State) -> str:
    """Where did we agree, where were we surprised: beside the figures, once they are open."""
    found = closed(state, "expected", state.view_name)
    if found is None or not found.shown:
        return ""
    language = state.language
    told: dict[Text, list[str]] = {}
    for row in state.view.rows:
        kind = _opinion(found, state.topic(row).subject, row)
        if kind is not None:
            told.setdefault(kind, []).append(row.label[language])
    lines = "".join(
        f'<span class="ml-said"><b>{escape(kind[language])}:</b> {escape(", ".join(told[kind]))}.</span>'
        for kind in (SURPRISED, SPLIT, AGREED_RIGHT, AGREED)
        if kind in told
    )
    if not lines:
        return ""
    head = f"{WHAT_PHONES_SAID[language]} ({how_many(found, language)})"
    return f'<section class="ml-card ml-phones"><h3>{escape(head)}</h3><p>{lines}</p></section>'


def _opinion(found: Round, subject: str, row: Row) -> Text | None:
    """Surprised: more than half expected another clear outcome; agreed: three quarters said the same; split: no
    answer was given by more than half."""
    given = found.spread(subject)
    if not given:
        return None
    n, outcome = sum(given.values()), OUTCOMES.get(row.verdict)
    most = max(given.values())
    if outcome and n - given[outcome] - given.get("no_idea", 0) > n / 2:
        return SURPRISED
    if most >= AGREE_SHARE * n:
        right = outcome is not None and found.most_given(subject) == outcome
        return AGREED_RIGHT if right else AGREED
    return SPLIT if most <= n / 2 else None
