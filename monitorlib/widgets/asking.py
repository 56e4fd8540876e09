"""What the room is asked on its phones, and what a page does when that opens and closes.

Three questions: what do we expect (step 3), do we recognise this, and what shall we talk about (step 4). The
answer that most phones gave is filled in where the facilitator tapped nothing; it can be changed as any other.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from monitorlib.foundation.errors import UserError, why_refused
from monitorlib.foundation.texts import Text
from monitorlib.pages import RECOGNISED, view_name
from monitorlib.sessions import Asked, Phones, Question, Round, SessionLog, Topic
from monitorlib.widgets.state import State
from monitorlib.widgets.steps import common, expect, phones

MOST_TALKED = 3  # leefgebieden that one phone may choose; a meeting has time for one or two
EXPECTED = Text("Wat verwacht u?", "What do you expect?")
# one person answers: the words of the large screen speak to all
EXPECTED_LEADS = {
    "shifts": Text(
        "Ging het met meer inwoners beter of slechter?", "Did more residents improve or deteriorate?"
    ),
    "answers": Text("Zeiden meer inwoners ja of nee?", "Did more residents say yes or no?"),
}
RECOGNISE_THIS = Text("Herkennen we dit?", "Do we recognise this?")
TALK = Text("Waarover praten we?", "What shall we talk about?")
TALK_LEAD = Text(
    "Kijk naar de cijfers op het grote scherm. Welke leefgebieden wilt u bespreken?",
    "Look at the figures on the large screen. Which life domains do you want to talk about?",
)
TALK_WITHOUT = Text(
    "Van jullie zijn nog geen cijfers te laten zien: er zijn te weinig inwoners. Praten kan al wel. Over welke "
    "leefgebieden?",
    "No figures of yours can be shown yet: there are too few residents. You can talk already. About which life "
    "domains?",
)
CHOSEN = (("yes", Text("kies", "choose")),)
CANNOT = Text(
    "De antwoorden van telefoons kunnen nu niet bewaard worden ({why}).",
    "The answers of phones cannot be kept now ({why}).",
)
TAP = Text("Tik de antwoorden zelf aan.", "Tap the answers yourself.")


def ask(state: State, log: SessionLog, room: Phones, kind: str) -> None:
    """Open a round, where this question can be asked here and now; what was open closes."""
    make = _QUESTIONS.get(kind)
    scope = phones.scope_of(state, kind)
    if make is None or scope is None or not phones.may_ask(state, kind):
        return
    close(state, log, room)
    with _in_words():
        room.ask(state.meeting.id, kind, scope, make(state), state.screen)


def close(state: State, log: SessionLog, room: Phones) -> None:
    """Close the round that is open, and fill in what most phones answered."""
    found = state.open_round
    if found is None:
        return
    with _in_words():
        room.close(found, state.screen)
    closed = next(each for each in log.rounds(state.meeting.id) if each.id == found.id)
    _fill_in(state, log, closed)


def tidy(room: Phones) -> None:
    """Take up what was stopped halfway; a page comes also where that cannot be done."""
    with suppress(UserError, OSError):
        room.tidy()


def _fill_in(state: State, log: SessionLog, closed: Round) -> None:
    if closed.kind == "talk":
        return
    for question in closed.asked.questions:
        word, topic = closed.most_given(question.subject), Topic.of(question.subject)
        if word and not state.notes.about(topic).get(closed.kind):
            log.write(state.meeting.id, question.subject, closed.kind, word, state.screen)


def _expected(state: State) -> Asked:
    lead = EXPECTED_LEADS["shifts" if state.view.kind == "shifts" else "answers"]
    return Asked(EXPECTED, lead, _leefgebieden(state), tuple(expect.words_for(state.view.kind).items()))


def _recognised(state: State) -> Asked:
    question = Question(state.topic(state.row).subject, state.row.label)
    view = Text(nl=view_name(state.view, "nl"), en=view_name(state.view, "en"))
    return Asked(RECOGNISE_THIS, view, (question,), tuple(RECOGNISED.items()))


def _talk(state: State) -> Asked:
    lead = TALK_WITHOUT if common.nothing_to_show(state.view) else TALK_LEAD
    return Asked(TALK, lead, _leefgebieden(state), CHOSEN, min(MOST_TALKED, len(state.view.rows)))


def _leefgebieden(state: State) -> tuple[Question, ...]:
    return tuple(Question(state.topic(row).subject, row.label) for row in state.view.rows)


_QUESTIONS: dict[str, Callable[[State], Asked]] = {
    "expected": _expected,
    "recognised": _recognised,
    "talk": _talk,
}


@contextmanager
def _in_words() -> Iterator[None]:
    """A full disk, or a folder that cannot be written, is told; the team goes on by tapping."""
    try:
        yield
    except OSError as error:
        raise UserError(CANNOT.fill(why=why_refused(error)), TAP) from error
