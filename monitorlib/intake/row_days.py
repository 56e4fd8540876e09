"""Which of several dates the scores of a row belong to, where the names leave it open: asked, never guessed."""

from collections.abc import Container, Iterator, Sequence

from monitorlib.foundation.texts import Text
from monitorlib.intake.content import same_days
from monitorlib.intake.date_names import date_name
from monitorlib.intake.identifiers import safe_name
from monitorlib.intake.questions import Answer, Question
from monitorlib.intake.recognition import Guess
from monitorlib.intake.sources import Export


def ask_which_day(
    export: Export, guesses: Sequence[Guess], told: Container[str], shape: str
) -> Iterator[Question]:
    """A question where "Datum evaluatie" stands beside "Datum intake" and there is one set of scores.

    By itself "Datum evaluatie" is the date of any measurement. What the profile tells of either is `told`.
    """
    days = [g.column for g in guesses if g.field.partition("@")[0] == "date"]
    plain = next((g.column for g in guesses if g.field == "date"), None)
    if shape not in ("A", "C") or len(days) < 2 or plain is None or plain in told:
        return
    if date_name(plain) is None or date_name(plain).perhaps is None or same_days(export.frame[days]):
        return
    in_order = [plain, *(column for column in days if column != plain)]
    yield Question(plain, _asked(in_order), tuple(_answer(column, in_order) for column in in_order))


def _asked(days: Sequence[str]) -> Text:
    names = [f"'{safe_name(column)}'" for column in days]
    nl, en = (f"{', '.join(names[:-1])} {word} {names[-1]}" for word in ("en", "and"))
    return Text(
        f"kolommen {nl} zijn datums en elk leefgebied heeft één score: bij welke datum horen de scores?",
        f"columns {en} are dates and each leefgebied has one score: to which date do the scores belong?",
    )


def _answer(chosen: str, days: Sequence[str]) -> Answer:
    name = safe_name(chosen)
    fields = {column: "date" if column == chosen else "ignored" for column in days}
    return Answer(Text(f"bij '{name}'", f"to '{name}'"), {"columns": fields})
