"""Numbers for "nee" and "ja": 0 and 1, or 1 and 2, fit an instrument of nee, deels, ja and mean something else."""

from collections.abc import Iterable, Iterator

import pandas as pd

from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instrument, Instruments
from monitorlib.intake.identifiers import safe_name
from monitorlib.intake.profiles import Profile
from monitorlib.intake.questions import Answer, Question
from monitorlib.intake.score_words import number_of
from monitorlib.intake.sources import Export

_NO, _PARTLY, _YES = 0.0, 1.0, 2.0  # the scores of an instrument whose labels are these words
GAS = "gas"


def is_yes_no(instrument: Instrument) -> bool:
    """Whether an instrument's scores are nee, something between, and ja."""
    labels = {score: label.nl for score, label in instrument.scale.labels.items()}
    return labels.get(_NO) == "nee" and labels.get(_YES) == "ja" and instrument.scale.high == _YES


def coding_questions(
    export: Export, cells: pd.DataFrame, instruments: Instruments, profile: Profile, goals: bool
) -> Iterator[Question]:
    """Ask what numbers mean in the columns of an instrument of nee and ja, where they do not tell.

    They tell where both 0 and 2 occur; for `goals`, which may be GAS too, only beside an instrument that the
    profile names. What a profile's labels or a statistical file's own explain is not asked.
    """
    named = [id for id in cells["instrument"].cat.categories if id in instruments]
    for id in filter(lambda id: is_yes_no(instruments[id]), named):
        its = cells.loc[(cells["instrument"] == id).to_numpy(), ["column", "at"]]
        columns = [str(name) for name in its["column"].unique()]
        numbers = {
            number
            for name, rows in its.groupby("column", observed=True)
            for number in _numbers(export.frame[str(name)].iloc[rows["at"]])
            if number not in _explained([*profile.labels, *export.labels.get(str(name), ())])
        }
        both = {_NO, _YES} <= numbers
        if numbers and not (both and (not goals or profile.instrument == id)):
            answers = _answers(numbers, id, goals) if len(named) == 1 else ()
            yield Question(columns[0], _asked(columns), answers)


def _numbers(values: pd.Series) -> set[float]:
    found = {number_of(text) for text in values.unique() if isinstance(text, str)}
    return found & {_NO, _PARTLY, _YES}


def _explained(words: Iterable[str]) -> set[float | None]:
    return {number_of(word) for word in words}


def _asked(columns: list[str]) -> Text:
    name = safe_name(columns[0])
    nl, en = ("", "") if len(columns) == 1 else (" en andere", " and others")
    return Text(
        f"kolom '{name}'{nl}: het is niet zeker wat de cijfers betekenen (ja en nee, of een andere schaal).",
        f"column '{name}'{en}: it is not sure what the figures mean (yes and no, or another scale).",
    )


def _answers(numbers: set[float], instrument: str, goals: bool) -> tuple[Answer, ...]:
    """The codings that the numbers fit, the commonest first."""
    codings = []
    if numbers <= {0, 1}:
        codings = [(Text("0 is nee, 1 is ja", "0 is no, 1 is yes"), {"0": _NO, "1": _YES})]
    elif numbers <= {1, 2}:
        codings = [
            (Text("1 is ja, 2 is nee", "1 is yes, 2 is no"), {"1": _YES, "2": _NO}),
            (Text("1 is nee, 2 is ja", "1 is no, 2 is yes"), {"1": _NO, "2": _YES}),
        ]
    three = Text("0 is nee, 1 is deels, 2 is ja", "0 is no, 1 is partly, 2 is yes")
    codings.append((three, {"0": _NO, "1": _PARTLY, "2": _YES}))
    answers = [Answer(words, {"instrument": instrument, "labels": labels}) for words, labels in codings]
    gas = Text(
        "GAS: 0 is zoals verwacht, 1 en 2 zijn meer dan verwacht",
        "GAS: 0 is as expected, 1 and 2 are more than expected",
    )
    return (*answers, Answer(gas, {"instrument": GAS})) if goals else tuple(answers)
