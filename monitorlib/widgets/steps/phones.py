"""Phones beside the meeting: the button, the code to scan, how many answered, and how a question ended.

While a question is open only how many answered is shown: a spread that changes tells who changed. Afterwards the
spread is shown as counts, from FEWEST_ANSWERS on (`phones_said`).
"""

from functools import lru_cache
from html import escape
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import segno

from monitorlib.foundation.texts import Text
from monitorlib.released import Row
from monitorlib.sessions import FEWEST_ANSWERS, Phones, Round
from monitorlib.widgets.sheet import send
from monitorlib.widgets.state import EXPECT, RECOGNISE, State
from monitorlib.widgets.steps import common
from monitorlib.workspace import ROOM_LETTERS

ASK = {
    "expected": Text("Laat iedereen op de telefoon antwoorden", "Let everybody answer on the phone"),
    "recognised": Text("Vraag het aan de telefoons", "Ask the phones"),
    "talk": Text("Waarover praten we? Op de telefoon", "What to talk about? On the phones"),
}
OPEN = {
    "expected": Text("Wat verwacht u? Antwoord op uw telefoon", "What do you expect? Answer on your phone"),
    "recognised": Text(
        "Herkennen we {what}? Antwoord op uw telefoon", "Do we recognise {what}? Answer on your phone"
    ),
    "talk": Text("Waarover praten we? Kies op uw telefoon", "What shall we talk about? Choose on your phone"),
}
SCAN = Text("Scan de code, of ga naar", "Scan the code, or go to")
TYPE = Text("Code:", "Code:")
QR = Text("QR-code naar {address}", "QR code to {address}")
ANONYMOUS = Text("Niemand ziet wie wat antwoordt.", "Nobody sees who answers what.")
NOBODY = Text("Nog geen telefoon heeft geantwoord", "No phone has answered yet")
ONE = Text("1 telefoon antwoordde", "1 phone answered")
MANY = Text("{n} telefoons antwoordden", "{n} phones answered")
CLOSE = Text("Sluit de vraag en laat het antwoord zien", "Close the question and show the answer")
CLOSE_SHORT = Text("Sluit de vraag", "Close the question")
ELSEWHERE = Text(
    "Op de telefoons staat nog een vraag open ({question}): {count}.",
    "A question is still open on the phones ({question}): {count}.",
)
QUESTIONS = {
    "expected": Text("wat verwachten we", "what do we expect"),
    "recognised": Text("herkennen we dit", "do we recognise this"),
    "talk": Text("waarover praten we", "what to talk about"),
}
TOO_FEW = Text(
    "{count}. Hoe de antwoorden verdeeld zijn laten we zien vanaf {fewest}, anders is te raden wie wat koos.",
    "{count}. How the answers are spread is shown from {fewest} on, else one could guess who chose what.",
)
NO_MOST = Text(
    "{count}. Er is niet één antwoord het meest gekozen. Bespreek het, en tik samen aan wat jullie denken.",
    "{count}. No single answer was given most often. Talk about it, and choose one together.",
)
FILLED_IN = Text(
    "{count}. Het meest gekozen antwoord staat aangetikt. Bespreek het, en verander het gerust.",
    "{count}. The most frequent answer is selected. Talk about it, and change it if you like.",
)
TALK_ABOUT = Text("Hierover willen jullie praten", "This is what you want to talk about")
OF = Text("{n} van {all}", "{n} of {all}")
ALL_DIFFERENT = Text("{count}. Iedereen koos iets anders.", "{count}. Everybody chose something different.")
MOST_OFFERED, SHARED = 3, 2  # leefgebieden that are named, and how many phones must have chosen one


# --- where each question is asked


def scope_of(state: State, kind: str) -> str | None:
    """What a question is about where the screen is now; None where it is not asked there."""
    if kind == "recognised":
        return state.topic(state.row).subject if state.row is not None and _is_here(state, kind) else None
    return state.view_name if _is_here(state, kind) else None


def _is_here(state: State, kind: str) -> bool:
    if state.view is None:
        return False
    step = {"expected": EXPECT}.get(kind, RECOGNISE)
    if state.step != step or state.revealed == (kind == "expected"):
        return False
    return kind == "expected" or state.opened == (kind == "recognised")


def may_ask(state: State, kind: str) -> bool:
    """Whether this screen may put the question to the room now."""
    scope = scope_of(state, kind)
    if scope is None or not state.phones or not state.leads or state.meeting.closed:
        return False
    no_figures = kind == "recognised" and state.row.n is None
    return not no_figures and Phones.may_ask(state.rounds, kind, scope)


def is_open(state: State, kind: str) -> bool:
    """Whether this question is the one that is open, on this screen."""
    found = state.open_round
    return found is not None and (found.kind, found.scope) == (kind, scope_of(state, kind))


def closed(state: State, kind: str, scope: str) -> Round | None:
    """What was asked about this and is closed."""
    found = state.round_of(kind, scope)
    return found if found is not None and found.closed else None


# --- while it is open


def draw(state: State, kind: str) -> str:
    """What phones are about here: the question that is open, or how it ended."""
    if is_open(state, kind):
        return _panel(state, state.open_round)
    return _ended(state, kind)


def button(state: State, kind: str) -> str:
    """Opens the question; empty where this screen may not, or where it is open."""
    if not may_ask(state, kind) or is_open(state, kind):
        return ""
    made = common.button(ASK[kind], state.language, "ml-ask", plain=True, kind="ask", what=kind)
    return f'<div class="ml-to-phones">{made}</div>'


def _panel(state: State, found: Round) -> str:
    language = state.language
    what = found.asked.questions[0].label if found.kind == "recognised" else ""
    address, code = shown_address(state.phones)
    typed = f'<p class="ml-asks-code">{escape(TYPE[language])} <b>{escape(code)}</b></p>' if code else ""
    close = common.button(CLOSE, language, "ml-ask-no-more", kind="ask_no_more") if state.leads else ""
    look = "ml-asks" if found.kind == "expected" else "ml-asks ml-asks-small"
    where = (
        f'<p class="ml-asks-where">{escape(SCAN[language])} <b>{_breaking(address)}</b></p>{typed}'
        if address
        else ""
    )
    return (
        f'<section class="ml-card {look}" data-asks="{found.kind}">{_code(state, found)}<div class="ml-asks-told">'
        f'<h3 id="ml-asks" tabindex="-1">{escape(OPEN[found.kind].fill(what=what)[language])}</h3>{where}'
        f'<p class="ml-asks-count" data-answered="{found.counts.phones}">{escape(how_many(found, language))}</p>'
        f'<p class="ml-small">{escape(ANONYMOUS[language])}</p>{close}</div></section>'
    )


def _code(state: State, found: Round) -> str:
    """The code to scan; a screen that was not told the address (another server's) shows none."""
    if not state.phones:
        return ""
    told = QR.fill(address=shown_address(state.phones)[0])[state.language]
    drawn = qr(phone_address(state.phones, found.meeting))
    return f'<div class="ml-qr" role="img" aria-label="{escape(told, quote=True)}">{drawn}</div>'


def how_many(found: Round, language: str) -> str:
    """How many phones answered, in words."""
    n = found.counts.phones
    return (NOBODY if n == 0 else ONE if n == 1 else MANY.fill(n=n))[language]


def phone_address(phones: str, meeting: str) -> str:
    """The address in the code: that of the phones' page, with the meeting that is going on here."""
    parts = urlsplit(phones)
    query = urlencode([*parse_qsl(parts.query), ("gesprek", meeting[:ROOM_LETTERS])])
    return urlunsplit(parts._replace(query=query))


def shown_address(phones: str) -> tuple[str, str]:
    """What somebody types who cannot scan: the address, and the code that is asked then."""
    parts = urlsplit(phones)
    return f"{parts.netloc}{parts.path}", dict(parse_qsl(parts.query)).get("code", "")


def _breaking(address: str) -> str:
    """An address that goes on to the next line before a slash, and not in the middle of a number or a word."""
    return "<wbr>/".join(escape(part) for part in address.split("/"))


@lru_cache(maxsize=8)
def qr(address: str) -> str:
    """A QR code as SVG; dark on white, with the edge that scanners need."""
    made = segno.make(address, error="m", micro=False)
    return made.svg_inline(border=4, omitsize=True, light="#fff", dark="#000")


def elsewhere(state: State) -> dict[str, str]:
    """A line where the question that is open is not on the screen: how many answered, and the way to close it."""
    found = state.open_round
    if found is None or is_open(state, found.kind):
        return {}
    language = state.language
    told = ELSEWHERE.fill(question=QUESTIONS[found.kind], count=how_many(found, language))[language]
    close = common.button(CLOSE_SHORT, language, "ml-ask-no-more", plain=True, kind="ask_no_more")
    return {"asks": f'<div class="ml-leading"><p>{escape(told)}</p>{close if state.leads else ""}</div>'}


# --- afterwards


def _ended(state: State, kind: str) -> str:
    scope = scope_of(state, kind)
    found = closed(state, kind, scope) if scope is not None else None
    if found is None:
        return ""
    if kind == "talk" and found.shown:
        return _wanted(state, found)
    told = FILLED_IN if any(found.most_given(each.subject) for each in found.asked.questions) else NO_MOST
    if not found.shown:
        told = TOO_FEW.fill(count="{count}", fewest=FEWEST_ANSWERS)
    told = told.fill(count=how_many(found, state.language))
    return f'<p class="ml-answered" id="ml-answered" tabindex="-1">{escape(told[state.language])}</p>'


def _wanted(state: State, found: Round) -> str:
    """The leefgebieden that were chosen, the most wanted first; a tap opens one."""
    by_subject = {state.topic(row).subject: row for row in state.view.rows}
    ranked = [
        (found.spread(subject)["yes"], row) for subject, row in by_subject.items() if found.spread(subject)
    ]
    wanted = sorted((each for each in ranked if each[0] >= SHARED), key=lambda each: -each[0])[:MOST_OFFERED]
    taps = " ".join(_wanted_one(state, found, n, row) for n, row in wanted)
    head = f"<b>{escape(TALK_ABOUT[state.language])}:</b>"
    if not wanted:
        head = escape(ALL_DIFFERENT.fill(count=how_many(found, state.language))[state.language])
    return f'<p class="ml-answered" id="ml-answered" tabindex="-1">{head} {taps}</p>'


def _wanted_one(state: State, found: Round, n: int, row: Row) -> str:
    tap = send(kind="step", value=RECOGNISE, leefgebied=row.leefgebied)
    count = OF.fill(n=n, all=found.counts.phones)[state.language]
    mark = f'data-wanted="{escape(row.leefgebied)}"'
    return (
        f'<span class="ml-said"><button type="button" class="ml-begin-here" {mark} {tap}>'
        f"{escape(row.label[state.language])}</button> ({escape(count)})</span>"
    )
