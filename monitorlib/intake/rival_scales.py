"""A column whose name is that of two instruments, and whose values fit both: asked, not left out in silence."""

from collections.abc import Container, Iterator, Sequence

from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instrument, Instruments
from monitorlib.intake.areas import area_names
from monitorlib.intake.identifiers import safe_name
from monitorlib.intake.questions import Answer, Question
from monitorlib.intake.recognition import Guess, split_moment
from monitorlib.intake.same_names import reading
from monitorlib.intake.sources import Export
from monitorlib.intake.words import plain, vocabulary


def ask_which_scale(
    export: Export, guesses: Sequence[Guess], told: Container[str], instruments: Instruments
) -> Iterator[Question]:
    """A question about each unused column that may be of two instruments: "WHO-5" as a sum or a percentage.

    Only beside other scores: where it is all that a file has, the instrument itself is asked.
    """
    scores = [g.field for g in guesses if g.field.startswith("score:")]
    single = [i for i in instruments.values() if len(i.leefgebieden) == 1]
    moments = {field.partition("@")[2] for field in scores}
    for guess in guesses if scores else ():
        values = export.frame[guess.column]
        if guess.field != "ignored" or guess.column in told or not values.str.strip().any():
            continue
        rivals = [i for i in single if _names(guess.column) & area_names(i).keys()]
        if len(rivals) > 1:
            yield _question(guess.column, rivals, list(reading(values, rivals).values()), moments)


def _names(column: str) -> set[str]:
    """The column's name, without its moment, and without words that say nothing ("WHO-5 score")."""
    bare = split_moment(plain(column))[0]
    telling = [word for word in bare.split() if word not in vocabulary()["noise"]["words"]]
    return {plain(column), bare, " ".join(telling)}


def _question(
    column: str, rivals: list[Instrument], fitting: list[Instrument], moments: set[str]
) -> Question:
    name = safe_name(column)
    nl, en = (", ".join(i.label[language] for i in rivals) for language in ("nl", "en"))
    asked = Text(
        f"kolom '{name}' heeft de naam van meer dan één instrument ({nl}): welk is het?",
        f"column '{name}' has the name of more than one instrument ({en}): which is it?",
    )
    ignored = Answer(Text("niet gebruiken", "do not use"), {"columns": {column: "ignored"}})
    moment = split_moment(plain(column))[1] or ""
    if moment not in moments:
        return Question(column, asked, (ignored,))
    at = f"@{moment}" if moment else ""
    fields = {i.id: f"score:{i.id}/{i.leefgebieden[0].code}{at}" for i in fitting}
    scales = [Answer(i.label, {"columns": {column: fields[i.id]}}) for i in fitting]
    return Question(column, asked, (ignored, *scales))
