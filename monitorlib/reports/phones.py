"""What everybody said on the own phone, for the team's report: counts; where these are too few only how many."""

from collections.abc import Iterator

from monitorlib.foundation.texts import Text
from monitorlib.pages import view_name
from monitorlib.released import Content, Row, View
from monitorlib.reports import words as w
from monitorlib.reports.elements import Columns, Heading, Paragraph, Part
from monitorlib.sessions import FEWEST_ANSWERS, Round
from monitorlib.wording import verdicts

TITLE = Text("Wat we op de telefoons zeiden", "What we said on the phones")
ANONYMOUS = Text(
    "Iedereen antwoordde zonder naam. Bewaard is alleen hoe vaak elk antwoord is gegeven.",
    "Everybody answered without a name. Only how often each answer was given is kept.",
)
KINDS = {
    "expected": Text("Wat we verwachtten", "What we expected"),
    "recognised": Text("Herkennen we dit?", "Do we recognise this?"),
    "talk": Text("Waarover we wilden praten", "What we wanted to talk about"),
}
ANSWERED = Text("Telefoons die antwoordden: {n}.", "Phones that answered: {n}.")
TOO_FEW = Text(
    "De verdeling is niet bewaard: dat gebeurt vanaf {fewest} antwoorden.",
    "The spread was not kept: that is done from {fewest} answers on.",
)
FEW = Text("minder dan {fewest} antwoorden", "fewer than {fewest} answers")
COLUMNS = Columns(
    (
        Text("Leefgebied", "Life domain"),
        Text("Antwoorden", "Answers"),
        Text("Uitkomst", "Outcome"),
    ),
    (26, 50, 24),
)
CHOSEN = Text("gekozen op {n} van {all} telefoons", "chosen on {n} of {all} phones")


def phone_parts(rounds: tuple[Round, ...], content: Content, language: str) -> Iterator[Part]:
    """The parts of the report; none where no phone answered anything."""
    told = _newest(rounds)
    if not told:
        return
    yield Heading(TITLE[language])
    yield Paragraph(ANONYMOUS[language])
    for kind, name in KINDS.items():
        for scope, same in _by_view(each for each in told if each.kind == kind).items():
            view = _view(content, scope)
            about = f" ({view_name(view, language)})" if view else ""
            yield Heading(f"{name[language]}{about}", 3)
            yield Paragraph(_how_many(same, language))
            rows, keys = _rows(same, view, language)
            if rows:
                yield COLUMNS.table(rows, language, keys)


def _newest(rounds: tuple[Round, ...]) -> list[Round]:
    """Of each question the last time that it was asked, where somebody answered."""
    last = {(each.kind, each.scope): each for each in rounds if each.closed}
    return [each for each in last.values() if each.counts.phones]


def _by_view(rounds: Iterator[Round]) -> dict[str, list[Round]]:
    """Questions about one leefgebied stand together with those of the same view."""
    found: dict[str, list[Round]] = {}
    for each in rounds:
        parts = each.asked.questions[0].subject.split("/")
        found.setdefault(f"{parts[1]}/{parts[2]}", []).append(each)
    return found


def _view(content: Content, scope: str) -> View | None:
    return next((view for view in content.views if f"{view.instrument}/{view.rater}" == scope), None)


def _how_many(rounds: list[Round], language: str) -> str:
    most = max(each.counts.phones for each in rounds)
    told = ANSWERED.fill(n=most)[language]
    if not any(each.shown for each in rounds):
        told += f" {TOO_FEW.fill(fewest=FEWEST_ANSWERS)[language]}"
    return told


def _rows(rounds: list[Round], view: View | None, language: str) -> tuple[tuple, tuple[str, ...]]:
    outcomes = {row.leefgebied: row for row in view.rows} if view else {}
    rows, keys = [], []
    for each in rounds:
        for question in each.asked.questions if each.shown else ():
            answers = _answers(each, question.subject, language)
            if answers:
                keys.append(question.subject.split("/", 3)[-1])
                rows.append(
                    (question.label[language], answers, _outcome(outcomes.get(keys[-1]), view, language))
                )
    return tuple(rows), tuple(keys)


def _answers(round: Round, subject: str, language: str) -> str:
    if round.kind != "talk":
        return round.in_words(subject, language) or FEW.fill(fewest=FEWEST_ANSWERS)[language]
    chosen = sum((round.spread(subject) or {}).values())
    return CHOSEN.fill(n=chosen, all=round.counts.phones)[language] if chosen else ""


def _outcome(row: Row | None, view: View | None, language: str) -> str:
    return verdicts.verdict_word(row, language) if row and view and view.kind == "shifts" else w.NOTHING
