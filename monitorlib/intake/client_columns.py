"""What is asked where the likely client number is another one in each row: one that returns goes first."""

from monitorlib.foundation.texts import Text
from monitorlib.intake.client_numbers import as_client, is_once_each, may_be_scores
from monitorlib.intake.identifiers import column_holds_bsns, safe_name
from monitorlib.intake.mapping import Mapping
from monitorlib.intake.questions import FILL_IN, Answer, Question
from monitorlib.intake.recognition import Guess, is_noted
from monitorlib.intake.sources import Export

MOST_OFFERED = 3
OTHER = Answer(
    Text("een andere kolom", "another column"),
    {"client": FILL_IN},
)


def client_question(export: Export, mapping: Mapping, guess: Guess) -> Question | None:
    """Which column numbers the residents, where the likely one never returns; None where that is no matter."""
    if mapping.shape == "B" or not is_once_each(export.frame[guess.column]):
        return None
    others = [column for column in _candidates(export, mapping) if column != guess.column]
    returning = [column for column in others if not is_once_each(export.frame[column])]
    name = safe_name(guess.column)
    asked = Text(
        f"kolom '{name}' is niet zeker; misschien: cliënt. Elke rij heeft er een andere waarde: dan is "
        "niemand twee keer gemeten. Welke kolom heeft het cliëntnummer?",
        f"column '{name}' is not sure; perhaps: client. Each row has another value in it: then nobody "
        "was measured twice. Which column has the client number?",
    )
    first = [_column(column) for column in returning[:MOST_OFFERED]] or [OTHER]
    rest = [OTHER] if returning else []
    return Question(guess.column, asked, (*first, *rest, _once(guess.column)))


def returning_columns(export: Export, mapping: Mapping) -> list[str]:
    """The columns that may number the residents where none was found: unused, like numbers, and they return.

    What a survey tool notes by itself is among them: a token may be one person's invitation, sent twice.
    """
    unused = [guess.column for guess in mapping.guesses if guess.field == "ignored"]
    free = [column for column in unused if not may_be_scores(column, export.frame[column])]
    fits = {column: as_client(export.frame[column]) for column in free}
    fitting = [c for c in free if fits[c] > 0 and not column_holds_bsns(export.frame[c].unique())]
    return [column for column in fitting if not is_once_each(export.frame[column])][:MOST_OFFERED]


def _candidates(export: Export, mapping: Mapping) -> list[str]:
    free = [g.column for g in mapping.guesses if g.field in ("ignored", "client") and not is_noted(g.column)]
    fits = {column: as_client(export.frame[column]) for column in free}
    fitting = [c for c in free if fits[c] > 0 and not column_holds_bsns(export.frame[c].unique())]
    return sorted(fitting, key=lambda column: -fits[column])


def _column(column: str) -> Answer:
    name = safe_name(column)
    return Answer(Text(f"kolom '{name}'", f"column '{name}'"), {"columns": {column: "client"}})


def _once(column: str) -> Answer:
    name = safe_name(column)
    words = Text(
        f"toch kolom '{name}': niemand is twee keer gemeten",
        f"column '{name}' after all: nobody was measured twice",
    )
    return Answer(words, {"columns": {column: "client"}})
